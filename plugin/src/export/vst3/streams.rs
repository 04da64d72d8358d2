//! VST3's byte streams, to and from memory and the host. Main thread: these allocate.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;

use super::super::guard::guarded;
use nice_plug::wrapper::vst3::vst3::Steinberg::IBStream_::IStreamSeekMode_::{
    kIBSeekCur, kIBSeekEnd, kIBSeekSet,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    IBStream, IBStreamTrait, int32, int64, kInternalError, kInvalidArgument, kResultOk, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComRef};

/// Bytes asked for at a time.
const CHUNK: usize = 64 << 10;

const SET: int32 = kIBSeekSet as int32;
const CURRENT: int32 = kIBSeekCur as int32;
const END: int32 = kIBSeekEnd as int32;

/// A stream in memory, read from its start, written at its end.
#[derive(Default)]
pub(super) struct Memory {
    bytes: RefCell<Vec<u8>>,
    at: Cell<usize>,
}

impl Class for Memory {
    type Interfaces = (IBStream,);
}

impl Memory {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: RefCell::new(bytes), at: Cell::new(0) }
    }

    /// What was written, taken out.
    pub(super) fn take(&self) -> Vec<u8> {
        self.at.set(0);
        self.bytes.take()
    }
}

impl IBStreamTrait for Memory {
    unsafe fn read(&self, buffer: *mut c_void, wanted: int32, read: *mut int32) -> tresult {
        guarded(kInternalError, || {
            let bytes = self.bytes.borrow();
            let left = bytes.get(self.at.get()..).unwrap_or_default();
            let now = &left[..left.len().min(usize::try_from(wanted).unwrap_or(0))];
            if buffer.is_null() {
                return kInvalidArgument;
            }
            // SAFETY: the caller has room for what it wants, and for the count unless that is null.
            unsafe {
                buffer.cast::<u8>().copy_from_nonoverlapping(now.as_ptr(), now.len());
                write_unless_null(read, now.len() as int32);
            }
            self.at.set(self.at.get() + now.len());
            kResultOk
        })
    }

    unsafe fn write(&self, buffer: *mut c_void, count: int32, written: *mut int32) -> tresult {
        guarded(kInternalError, || {
            let Ok(length) = usize::try_from(count) else { return kInvalidArgument };
            if buffer.is_null() {
                return kInvalidArgument;
            }
            // SAFETY: the caller hands over `count` readable bytes, and room for the count unless that is null.
            unsafe {
                let bytes = std::slice::from_raw_parts(buffer.cast::<u8>().cast_const(), length);
                self.bytes.borrow_mut().extend_from_slice(bytes);
                write_unless_null(written, count);
            }
            kResultOk
        })
    }

    unsafe fn seek(&self, offset: int64, mode: int32, result: *mut int64) -> tresult {
        guarded(kInternalError, || {
            let base = match mode {
                SET => 0,
                CURRENT => self.at.get(),
                END => self.bytes.borrow().len(),
                _ => return kInvalidArgument,
            };
            let Ok(at) = usize::try_from((base as int64).saturating_add(offset)) else {
                return kInvalidArgument;
            };
            self.at.set(at);
            // SAFETY: null or the caller's to write to.
            unsafe { write_unless_null(result, at as int64) };
            kResultOk
        })
    }

    unsafe fn tell(&self, at: *mut int64) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: null or the caller's to write to.
            unsafe { write_unless_null(at, self.at.get() as int64) };
            kResultOk
        })
    }
}

/// # Safety
/// `target` is null or may be written to.
unsafe fn write_unless_null<T>(target: *mut T, value: T) {
    if !target.is_null() {
        // SAFETY: says the caller.
        unsafe { target.write(value) };
    }
}

/// What the host's stream holds from where it stands, up to `limit` bytes. `None` if there is no stream, or if it
/// claims more than it was asked for.
///
/// # Safety
/// `stream` is null or valid.
pub(super) unsafe fn read_all(stream: *mut IBStream, limit: usize) -> Option<Vec<u8>> {
    // SAFETY: null or valid, says the caller.
    let stream = unsafe { ComRef::from_raw(stream) }?;
    let mut bytes = Vec::new();
    let mut chunk = vec![0_u8; CHUNK];
    while bytes.len() < limit {
        let wanted = CHUNK.min(limit - bytes.len());
        let mut got = 0;
        // SAFETY: the chunk has room for what is wanted. Some hosts fail the read that meets the end, so the result
        // says less than the count.
        unsafe { stream.read(chunk.as_mut_ptr().cast(), wanted as int32, &raw mut got) };
        match usize::try_from(got) {
            Ok(0) => break,
            Ok(got) if got <= wanted => bytes.extend_from_slice(&chunk[..got]),
            _ => return None,
        }
    }
    Some(bytes)
}

/// Writes everything to the host's stream, in as many pieces as it takes. `false` if it takes no more.
///
/// # Safety
/// `stream` is null or valid.
pub(super) unsafe fn write_all(stream: *mut IBStream, bytes: &[u8]) -> bool {
    // SAFETY: null or valid, says the caller.
    let Some(stream) = (unsafe { ComRef::from_raw(stream) }) else { return false };
    let mut left = bytes;
    while !left.is_empty() {
        let offered = left.len().min(CHUNK);
        let mut taken = 0;
        // SAFETY: the bytes are readable; the stream does not change them, whatever its type says.
        let result =
            unsafe { stream.write(left.as_ptr().cast_mut().cast(), offered as int32, &raw mut taken) };
        match usize::try_from(taken) {
            Ok(taken) if result == kResultOk && (1..=offered).contains(&taken) => left = &left[taken..],
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use nice_plug::wrapper::vst3::vst3::ComWrapper;

    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        let memory = ComWrapper::new(Memory::default());
        let stream = memory.as_com_ref::<IBStream>().expect("a stream").as_ptr();
        // SAFETY: the stream is alive.
        unsafe {
            assert!(write_all(stream, &bytes));
            assert_eq!(read_all(stream, usize::MAX), Some(bytes.clone()));
            let mut end = 0;
            assert_eq!(memory.seek(0, END, &raw mut end), kResultOk);
            assert_eq!(end, 200_000);
            assert_eq!(memory.seek(-100_000, CURRENT, std::ptr::null_mut()), kResultOk);
            assert_eq!(read_all(stream, 70_000).as_deref(), Some(&bytes[100_000..170_000]));
            assert_eq!(memory.seek(-1, SET, std::ptr::null_mut()), kInvalidArgument);
        }
        assert_eq!(memory.take(), bytes);
    }

    #[test]
    fn no_stream_is_no_state() {
        // SAFETY: null is allowed.
        unsafe {
            assert_eq!(read_all(std::ptr::null_mut(), 100), None);
            assert!(!write_all(std::ptr::null_mut(), b"bytes"));
        }
    }
}
