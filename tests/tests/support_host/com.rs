//! The objects a VST3 host lends to a plugin: streams for its state, lists of parameter changes.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr::null_mut;

use vst3::Steinberg::Vst::{
    IParamValueQueue, IParamValueQueueTrait, IParameterChanges, IParameterChangesTrait, ParamID, ParamValue,
};
use vst3::Steinberg::{IBStream, IBStreamTrait, kInvalidArgument, kNotImplemented, kResultOk, tresult};
use vst3::{Class, ComWrapper};

/// Most bytes a stream gives or takes at a time: plugins must ask again.
const AT_A_TIME: usize = 1000;

/// A stream in memory, in small pieces.
#[derive(Default)]
pub struct Memory {
    bytes: RefCell<Vec<u8>>,
    at: Cell<usize>,
}

impl Memory {
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: RefCell::new(bytes.to_vec()), at: Cell::new(0) }
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.borrow().clone()
    }
}

impl Class for Memory {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Memory {
    unsafe fn read(&self, buffer: *mut c_void, wanted: i32, read: *mut i32) -> tresult {
        let bytes = self.bytes.borrow();
        let left = bytes.get(self.at.get()..).unwrap_or_default();
        let now = &left[..left.len().min(wanted.max(0) as usize).min(AT_A_TIME)];
        // SAFETY: the plugin has room for what it wants, and for the count unless that is null.
        unsafe {
            buffer.cast::<u8>().copy_from_nonoverlapping(now.as_ptr(), now.len());
            if !read.is_null() {
                read.write(now.len() as i32);
            }
        }
        self.at.set(self.at.get() + now.len());
        kResultOk
    }

    unsafe fn write(&self, buffer: *mut c_void, count: i32, written: *mut i32) -> tresult {
        let now = (count.max(0) as usize).min(AT_A_TIME);
        // SAFETY: the plugin hands over `count` bytes, and room for the count unless that is null.
        unsafe {
            self.bytes.borrow_mut().extend_from_slice(std::slice::from_raw_parts(buffer.cast::<u8>(), now));
            if !written.is_null() {
                written.write(now as i32);
            }
        }
        kResultOk
    }

    unsafe fn seek(&self, _: i64, _: i32, _: *mut i64) -> tresult {
        kNotImplemented
    }

    unsafe fn tell(&self, _: *mut i64) -> tresult {
        kNotImplemented
    }
}

/// One parameter's points: offset and value.
type Points<'a> = &'a [(i32, ParamValue)];

/// Parameter changes: a list per parameter.
pub struct Changes(Vec<ComWrapper<Queue>>);

/// One parameter's list.
pub struct Queue {
    id: ParamID,
    points: Vec<(i32, ParamValue)>,
}

impl Changes {
    pub fn new(queues: &[(ParamID, Points<'_>)]) -> ComWrapper<Self> {
        let queue = |(id, points): &(ParamID, Points<'_>)| {
            ComWrapper::new(Queue { id: *id, points: points.to_vec() })
        };
        ComWrapper::new(Self(queues.iter().map(queue).collect()))
    }
}

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

impl Class for Queue {
    type Interfaces = (IParamValueQueue,);
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> i32 {
        self.0.len() as i32
    }

    unsafe fn getParameterData(&self, index: i32) -> *mut IParamValueQueue {
        let queue = self.0.get(index as usize).and_then(ComWrapper::as_com_ref);
        queue.map_or(null_mut(), |queue| queue.as_ptr())
    }

    unsafe fn addParameterData(&self, _: *const ParamID, _: *mut i32) -> *mut IParamValueQueue {
        null_mut()
    }
}

impl IParamValueQueueTrait for Queue {
    unsafe fn getParameterId(&self) -> ParamID {
        self.id
    }

    unsafe fn getPointCount(&self) -> i32 {
        self.points.len() as i32
    }

    unsafe fn getPoint(&self, index: i32, offset: *mut i32, value: *mut ParamValue) -> tresult {
        let Some(point) = self.points.get(index as usize) else { return kInvalidArgument };
        // SAFETY: the plugin's to write to.
        unsafe { (*offset, *value) = *point };
        kResultOk
    }

    unsafe fn addPoint(&self, _: i32, _: ParamValue, _: *mut i32) -> tresult {
        kNotImplemented
    }
}
