//! A VST3 plugin's editor in a host's window.

use std::cell::RefCell;
use std::ffi::{CStr, c_void};

use vst3::Steinberg::Linux::{
    FileDescriptor, IEventHandler, IRunLoop, IRunLoopTrait, ITimerHandler, TimerInterval,
};
use vst3::Steinberg::Vst::IEditControllerTrait;
use vst3::Steinberg::{
    IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait, ViewRect, kInvalidArgument, kResultOk, tresult,
};
use vst3::{Class, ComPtr, ComWrapper};

use crate::host::Instance;

/// The kind of window on X11, and the kind of view.
const X11: &CStr = c"X11EmbedWindowID";
const EDITOR: &CStr = c"editor";

/// The host's side: it lets everybody register and ask for any size, and is too busy to do anything about it.
#[derive(Default)]
pub struct Frame {
    handlers: RefCell<Vec<*mut IEventHandler>>,
    timers: RefCell<Vec<*mut ITimerHandler>>,
}

/// Adds `one` to the list, unless it is null.
fn register<T>(list: &RefCell<Vec<*mut T>>, one: *mut T) -> tresult {
    if one.is_null() {
        return kInvalidArgument;
    }
    list.borrow_mut().push(one);
    kResultOk
}

/// Takes `one` off the list, if it is on it.
fn unregister<T>(list: &RefCell<Vec<*mut T>>, one: *mut T) -> tresult {
    let found = list.borrow().iter().position(|x| *x == one);
    found.map_or(kInvalidArgument, |idx| {
        list.borrow_mut().remove(idx);
        kResultOk
    })
}

impl Frame {
    /// How many are registered.
    fn count(&self) -> usize {
        self.handlers.borrow().len() + self.timers.borrow().len()
    }
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, _: *mut IPlugView, _: *mut ViewRect) -> tresult {
        kResultOk
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(&self, handler: *mut IEventHandler, _: FileDescriptor) -> tresult {
        register(&self.handlers, handler)
    }

    unsafe fn unregisterEventHandler(&self, handler: *mut IEventHandler) -> tresult {
        unregister(&self.handlers, handler)
    }

    unsafe fn registerTimer(&self, timer: *mut ITimerHandler, _: TimerInterval) -> tresult {
        register(&self.timers, timer)
    }

    unsafe fn unregisterTimer(&self, timer: *mut ITimerHandler) -> tresult {
        unregister(&self.timers, timer)
    }
}

/// An open editor.
pub struct View {
    view: ComPtr<IPlugView>,
    /// Lent to the view.
    frame: ComWrapper<Frame>,
}

impl View {
    /// Opens the editor inside the X11 window `parent`. Returns its size too.
    pub fn open(instance: &Instance, parent: u32) -> (Self, (u32, u32)) {
        let frame = ComWrapper::new(Frame::default());
        // SAFETY: the order is VST3's; an X11 window is handed over as the number it is.
        unsafe {
            let view = instance.controller.createView(EDITOR.as_ptr());
            let view = ComPtr::from_raw(view).expect("an editor");
            assert_eq!(view.isPlatformTypeSupported(X11.as_ptr()), kResultOk);
            let lent = frame.as_com_ref::<IPlugFrame>().expect("a frame");
            assert_eq!(view.setFrame(lent.as_ptr()), kResultOk);
            assert_eq!(frame.count(), 1, "the framework's handler");
            let mut size = ViewRect { left: 0, top: 0, right: 0, bottom: 0 };
            assert_eq!(view.getSize(&raw mut size), kResultOk);
            assert_eq!(view.attached(parent as usize as *mut c_void, X11.as_ptr()), kResultOk);
            (Self { view, frame }, ((size.right - size.left) as u32, (size.bottom - size.top) as u32))
        }
    }

    /// Closes it, and sees to it that nobody stays registered.
    pub fn close(self) {
        // SAFETY: the order is VST3's.
        unsafe {
            assert_eq!(self.view.removed(), kResultOk);
            assert_eq!(self.frame.count(), 0);
            assert_eq!(self.view.setFrame(std::ptr::null_mut()), kResultOk);
        }
        drop(self.view);
        assert_eq!(self.frame.count(), 0);
    }
}
