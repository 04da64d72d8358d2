//! A stream that has far more to give than a state may hold, and notes how much was taken.

use std::cell::Cell;
use std::ffi::c_void;
use std::io::{self, Read};

use vst3::Steinberg::Vst::{IComponent, IComponentTrait};
use vst3::Steinberg::{IBStream, IBStreamTrait, kNotImplemented, kResultOk, tresult};
use vst3::{Class, ComPtr, ComWrapper};

/// The beginning of a state whose length is a lie, and blanks.
pub struct Endless {
    size: usize,
    given: Cell<usize>,
}

const START: &[u8] = b"TSHIFT01\xf4\xe0\xf5\x05{\"version\":\"\",";

impl Endless {
    pub fn new(size: usize) -> Self {
        Self { size, given: Cell::new(0) }
    }

    /// Bytes that were taken.
    pub fn given(&self) -> usize {
        self.given.get()
    }

    /// Has a VST3 plugin load it: the result, and how many bytes that took.
    pub fn load_into(self, component: &ComPtr<IComponent>) -> (tresult, usize) {
        let stream = ComWrapper::new(self);
        let pointer = stream.as_com_ref::<IBStream>().expect("a stream").as_ptr();
        // SAFETY: the stream is alive.
        let result = unsafe { component.setState(pointer) };
        (result, stream.given())
    }

    fn give(&self, buffer: &mut [u8]) -> usize {
        let at = self.given.get();
        let now = buffer.len().min(self.size - at);
        for (n, byte) in buffer[..now].iter_mut().enumerate() {
            *byte = START.get(at + n).copied().unwrap_or(b' ');
        }
        self.given.set(at + now);
        now
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(self.give(buffer))
    }
}

impl Class for Endless {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Endless {
    unsafe fn read(&self, buffer: *mut c_void, wanted: i32, read: *mut i32) -> tresult {
        // SAFETY: the plugin has room for what it wants, and for the count unless that is null.
        unsafe {
            let buffer = std::slice::from_raw_parts_mut(buffer.cast::<u8>(), wanted.max(0) as usize);
            let now = self.give(buffer);
            if !read.is_null() {
                read.write(now as i32);
            }
        }
        kResultOk
    }

    unsafe fn write(&self, _: *mut c_void, _: i32, _: *mut i32) -> tresult {
        kNotImplemented
    }

    unsafe fn seek(&self, _: i64, _: i32, _: *mut i64) -> tresult {
        kNotImplemented
    }

    unsafe fn tell(&self, _: *mut i64) -> tresult {
        kNotImplemented
    }
}
