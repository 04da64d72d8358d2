//! CLAP's byte streams, to and from memory and the host. Main thread: these allocate.

use std::ffi::c_void;
use std::ptr::{from_mut, from_ref};

use super::super::guard::guarded;
use clap_sys::stream::{clap_istream, clap_ostream};

/// Bytes asked for at a time.
const CHUNK: usize = 64 << 10;

/// A stream that writes into memory, which must outlive it and not move.
pub(super) fn sink(memory: &mut Vec<u8>) -> clap_ostream {
    clap_ostream { ctx: from_mut(memory).cast(), write: Some(write_to_memory) }
}

unsafe extern "C" fn write_to_memory(stream: *const clap_ostream, bytes: *const c_void, size: u64) -> i64 {
    guarded(-1, || {
        // SAFETY: `sink` put the memory there; the caller hands over `size` readable bytes.
        unsafe {
            let memory = &mut *(*stream).ctx.cast::<Vec<u8>>();
            memory.extend_from_slice(std::slice::from_raw_parts(bytes.cast::<u8>(), size as usize));
        }
        size as i64
    })
}

/// Memory to be read as a stream.
pub(super) struct Source<'a> {
    left: &'a [u8],
}

impl<'a> Source<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    /// A stream of what is left; the source must outlive it and not move.
    pub(super) fn stream(&mut self) -> clap_istream {
        clap_istream { ctx: from_mut(self).cast(), read: Some(read_from_memory) }
    }
}

unsafe extern "C" fn read_from_memory(stream: *const clap_istream, buffer: *mut c_void, size: u64) -> i64 {
    guarded(-1, || {
        // SAFETY: `Source::stream` put the source there.
        let source = unsafe { &mut *(*stream).ctx.cast::<Source<'_>>() };
        let (now, later) = source.left.split_at(source.left.len().min(size as usize));
        // SAFETY: the caller has room for `size` bytes, and these are no more.
        unsafe { buffer.cast::<u8>().copy_from_nonoverlapping(now.as_ptr(), now.len()) };
        source.left = later;
        now.len() as i64
    })
}

/// Everything the host's stream holds, up to `limit` bytes. `None` if it fails or claims more than it was asked for.
///
/// # Safety
/// The stream is valid.
pub(super) unsafe fn read_all(stream: &clap_istream, limit: usize) -> Option<Vec<u8>> {
    let read = stream.read?;
    let mut bytes = Vec::new();
    let mut chunk = vec![0_u8; CHUNK];
    while bytes.len() < limit {
        let wanted = CHUNK.min(limit - bytes.len());
        // SAFETY: the chunk has room for what is wanted.
        let got = unsafe { read(from_ref(stream), chunk.as_mut_ptr().cast(), wanted as u64) };
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
/// The stream is valid.
pub(super) unsafe fn write_all(stream: &clap_ostream, bytes: &[u8]) -> bool {
    let Some(write) = stream.write else { return false };
    let mut left = bytes;
    while !left.is_empty() {
        // SAFETY: the bytes are readable.
        let taken = unsafe { write(from_ref(stream), left.as_ptr().cast(), left.len() as u64) };
        match usize::try_from(taken) {
            Ok(taken) if (1..=left.len()).contains(&taken) => left = &left[taken..],
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        let mut memory = Vec::new();
        // SAFETY: both streams are of memory that outlives them.
        unsafe {
            assert!(write_all(&sink(&mut memory), &bytes));
            let mut source = Source::new(&memory);
            assert_eq!(read_all(&source.stream(), usize::MAX), Some(bytes.clone()));
            let mut source = Source::new(&memory);
            assert_eq!(read_all(&source.stream(), 70_000).as_deref(), Some(&bytes[..70_000]));
        }
    }

    #[test]
    fn streams_that_fail_or_lie_are_refused() {
        unsafe extern "C" fn fails(_: *const clap_istream, _: *mut c_void, _: u64) -> i64 {
            -1
        }
        unsafe extern "C" fn lies(_: *const clap_istream, _: *mut c_void, size: u64) -> i64 {
            size as i64 + 1
        }
        unsafe extern "C" fn takes_nothing(_: *const clap_ostream, _: *const c_void, _: u64) -> i64 {
            0
        }
        let ctx = std::ptr::null_mut();
        // SAFETY: these functions touch nothing.
        unsafe {
            for read in [None, Some(fails as unsafe extern "C" fn(_, _, _) -> _), Some(lies as _)] {
                assert_eq!(read_all(&clap_istream { ctx, read }, 100), None);
            }
            assert!(!write_all(&clap_ostream { ctx, write: Some(takes_nothing) }, b"bytes"));
            assert!(!write_all(&clap_ostream { ctx, write: None }, b"bytes"));
        }
    }
}
