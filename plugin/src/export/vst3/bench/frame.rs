//! A VST3 host's frame and run loop for the tests of this folder: it counts what is registered, and owns none of it.

use std::cell::{Cell, RefCell};
use std::io::{ErrorKind, Read};
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;

use nice_plug::wrapper::vst3::vst3::Steinberg::Linux::{
    FileDescriptor, IEventHandler, IRunLoop, IRunLoopTrait, ITimerHandler, TimerInterval,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    IPlugFrame, IPlugFrameTrait, IPlugView, ViewRect, kInvalidArgument, kOutOfMemory, kResultOk, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComWrapper};

/// A frame with a run loop.
pub(in super::super) struct Frame {
    /// Whether its run loop takes anybody.
    takes: bool,
    /// Whoever is registered.
    pub(in super::super) registered: RefCell<Vec<*mut IEventHandler>>,
    /// The file of whoever came last.
    file: Cell<Option<FileDescriptor>>,
    /// The view that asked for another size last.
    pub(in super::super) asking: Cell<Option<*mut IPlugView>>,
    /// What it does the next time it is asked.
    pub(in super::super) then: Cell<Option<Box<dyn FnOnce()>>>,
}

/// A frame without one.
pub(in super::super) struct Plain;

impl Frame {
    pub(in super::super) fn new(takes: bool) -> ComWrapper<Self> {
        let (registered, file) = (RefCell::default(), Cell::new(None));
        ComWrapper::new(Self { takes, registered, file, asking: Cell::new(None), then: Cell::new(None) })
    }

    /// Another end to the file of whoever registered last.
    pub(in super::super) fn file(&self) -> File {
        // SAFETY: it is open as long as its owner is registered, and whoever asks has seen to that.
        let file = unsafe { BorrowedFd::borrow_raw(self.file.get().expect("somebody registered")) };
        File(file.try_clone_to_owned().expect("a copy").into())
    }
}

/// A copy of the socket that somebody reads from.
pub(in super::super) struct File(UnixStream);

impl File {
    /// Whether its other end, which belongs to the same owner, is open.
    pub(in super::super) fn is_open(&mut self) -> bool {
        match self.0.read(&mut [0; 32]) {
            Ok(read) => read > 0,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        }
    }
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl Class for Plain {
    type Interfaces = (IPlugFrame,);
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, view: *mut IPlugView, _: *mut ViewRect) -> tresult {
        self.asking.set(Some(view));
        if let Some(then) = self.then.take() {
            then();
        }
        kResultOk
    }
}

impl IPlugFrameTrait for Plain {
    unsafe fn resizeView(&self, _: *mut IPlugView, _: *mut ViewRect) -> tresult {
        kResultOk
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(&self, handler: *mut IEventHandler, file: FileDescriptor) -> tresult {
        if !self.takes {
            return kOutOfMemory;
        }
        self.registered.borrow_mut().push(handler);
        self.file.set(Some(file));
        kResultOk
    }

    unsafe fn unregisterEventHandler(&self, handler: *mut IEventHandler) -> tresult {
        let mut registered = self.registered.borrow_mut();
        let Some(idx) = registered.iter().position(|x| *x == handler) else { return kInvalidArgument };
        registered.remove(idx);
        kResultOk
    }

    unsafe fn registerTimer(&self, _: *mut ITimerHandler, _: TimerInterval) -> tresult {
        kOutOfMemory
    }

    unsafe fn unregisterTimer(&self, _: *mut ITimerHandler) -> tresult {
        kInvalidArgument
    }
}
