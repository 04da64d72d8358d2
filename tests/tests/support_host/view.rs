//! A VST3 plugin's editor in a host's window.

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
pub struct Frame;

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
        if handler.is_null() { kInvalidArgument } else { kResultOk }
    }

    unsafe fn unregisterEventHandler(&self, _: *mut IEventHandler) -> tresult {
        kResultOk
    }

    unsafe fn registerTimer(&self, _: *mut ITimerHandler, _: TimerInterval) -> tresult {
        kResultOk
    }

    unsafe fn unregisterTimer(&self, _: *mut ITimerHandler) -> tresult {
        kResultOk
    }
}

/// An open editor.
pub struct View {
    view: ComPtr<IPlugView>,
    /// Lent to the view.
    _frame: ComWrapper<Frame>,
}

impl View {
    /// Opens the editor inside the X11 window `parent`. Returns its size too.
    pub fn open(instance: &Instance, parent: u32) -> (Self, (u32, u32)) {
        let frame = ComWrapper::new(Frame);
        // SAFETY: the order is VST3's; an X11 window is handed over as the number it is.
        unsafe {
            let view = instance.controller.createView(EDITOR.as_ptr());
            let view = ComPtr::from_raw(view).expect("an editor");
            assert_eq!(view.isPlatformTypeSupported(X11.as_ptr()), kResultOk);
            let lent = frame.as_com_ref::<IPlugFrame>().expect("a frame");
            assert_eq!(view.setFrame(lent.as_ptr()), kResultOk);
            let mut size = ViewRect { left: 0, top: 0, right: 0, bottom: 0 };
            assert_eq!(view.getSize(&raw mut size), kResultOk);
            assert_eq!(view.attached(parent as usize as *mut c_void, X11.as_ptr()), kResultOk);
            (Self { view, _frame: frame }, ((size.right - size.left) as u32, (size.bottom - size.top) as u32))
        }
    }

    /// Closes it.
    pub fn close(self) {
        // SAFETY: the order is VST3's.
        unsafe {
            assert_eq!(self.view.removed(), kResultOk);
            assert_eq!(self.view.setFrame(std::ptr::null_mut()), kResultOk);
        }
    }
}
