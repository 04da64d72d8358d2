//! A block's automation as the framework may have it: known parameters, finite values in range, offsets inside the
//! block and in order, whatever the VST3 host's lists held.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    IParamValueQueue, IParamValueQueueTrait, IParameterChanges, IParameterChangesTrait, ParamID, ParamValue,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    int32, kInternalError, kInvalidArgument, kNotImplemented, kResultOk, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComRef, ComWrapper};

use super::super::guard::guarded;
use super::super::lanes::Lanes;
use super::super::points::{CAPACITY, Effect, Points};

/// Most lists of one block that are looked at: no host sends more than one per parameter.
const MAX_QUEUES: int32 = 1024;

/// The changes of one block, in order of time: to the framework, a list per point. It sorts points as it reads them,
/// and lists per parameter would make that a matter of square time.
///
/// All memory is taken when it is made. The framework reads each list before it asks for the next, so one list
/// serves for all: it stands for the point that was asked for last.
pub(super) struct Changes {
    lanes: Lanes,
    points: RefCell<Points>,
    queue: ComWrapper<Queue>,
}

// SAFETY: only whoever holds the instance's desk uses it, and the framework during the call it is handed to, on the
// same thread.
unsafe impl Send for Changes {}
// SAFETY: as above.
unsafe impl Sync for Changes {}

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

/// A list of one point.
struct Queue {
    id: Cell<ParamID>,
    offset: Cell<int32>,
    value: Cell<ParamValue>,
}

impl Class for Queue {
    type Interfaces = (IParamValueQueue,);
}

impl Changes {
    /// Room for any block's changes of these parameters. Main thread.
    pub(super) fn new(lanes: Lanes) -> Self {
        let points = RefCell::new(Points::new(lanes.len()));
        let queue = ComWrapper::new(Queue { id: Cell::new(0), offset: Cell::new(0), value: Cell::new(0.0) });
        Self { lanes, points, queue }
    }

    /// Takes from the host's lists what the framework may have. `frames` is the block's length; 0 puts everything at
    /// offset 0. Audio thread; allocates nothing.
    ///
    /// # Safety
    /// `host` is null or a valid object.
    pub(super) unsafe fn gather(&self, host: *mut IParameterChanges, frames: u32) {
        let mut points = self.points.borrow_mut();
        points.clear();
        // SAFETY: null or valid, says the caller; so are the lists it has.
        unsafe {
            let Some(host) = ComRef::from_raw(host) else { return };
            for idx in 0..host.getParameterCount().min(MAX_QUEUES) {
                if let Some(queue) = ComRef::from_raw(host.getParameterData(idx))
                    && let Some(lane) = self.lanes.find(queue.getParameterId())
                {
                    gather_queue(&mut points, queue, lane, frames);
                }
            }
        }
        points.settle();
    }
}

/// # Safety
/// The list is valid.
unsafe fn gather_queue(points: &mut Points, queue: ComRef<'_, IParamValueQueue>, lane: u16, frames: u32) {
    // SAFETY: says the caller.
    let count = unsafe { queue.getPointCount() };
    for idx in count.saturating_sub(CAPACITY as int32).max(0)..count {
        let (mut offset, mut value) = (0, 0.0);
        // SAFETY: the index is below the count, and both are ours to write to.
        let read = unsafe { queue.getPoint(idx, &raw mut offset, &raw mut value) } == kResultOk;
        if read && value.is_finite() {
            let time = offset.clamp(0, frames.saturating_sub(1) as int32);
            points.push(time as u32, lane, Effect::Value, value.clamp(0.0, 1.0));
        }
    }
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> int32 {
        guarded(0, || self.points.borrow().settled().len().min(CAPACITY) as int32)
    }

    unsafe fn getParameterData(&self, index: int32) -> *mut IParamValueQueue {
        guarded(null_mut(), || {
            let points = self.points.borrow();
            let Some(point) = usize::try_from(index).ok().and_then(|idx| points.settled().get(idx)) else {
                return null_mut();
            };
            self.queue.id.set(self.lanes.get(point.lane).id);
            self.queue.offset.set(point.time as int32);
            self.queue.value.set(point.value);
            self.queue.as_com_ref().map_or(null_mut(), |queue| queue.as_ptr())
        })
    }

    unsafe fn addParameterData(&self, _id: *const ParamID, _index: *mut int32) -> *mut IParamValueQueue {
        guarded(null_mut(), null_mut)
    }
}

impl IParamValueQueueTrait for Queue {
    unsafe fn getParameterId(&self) -> ParamID {
        guarded(0, || self.id.get())
    }

    unsafe fn getPointCount(&self) -> int32 {
        guarded(0, || 1)
    }

    unsafe fn getPoint(&self, index: int32, offset: *mut int32, value: *mut ParamValue) -> tresult {
        guarded(kInternalError, || {
            if index != 0 || offset.is_null() || value.is_null() {
                return kInvalidArgument;
            }
            // SAFETY: the caller's to write to.
            unsafe {
                offset.write(self.offset.get());
                value.write(self.value.get());
            }
            kResultOk
        })
    }

    unsafe fn addPoint(&self, _offset: int32, _value: ParamValue, _index: *mut int32) -> tresult {
        guarded(kInternalError, || kNotImplemented)
    }
}

#[cfg(test)]
mod tests;
