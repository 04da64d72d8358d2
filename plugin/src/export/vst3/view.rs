//! The editor's view as VST3 hosts see it: the framework's, which gets a frame of ours ([`super::frame`]) and leaves
//! nothing with the host when it is closed.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::Arc;

use nice_plug::wrapper::vst3::vst3::Steinberg::IPlugViewContentScaleSupport_::ScaleFactor;
use nice_plug::wrapper::vst3::vst3::Steinberg::Linux::IRunLoop;
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FIDString, IPlugFrame, IPlugView, IPlugViewContentScaleSupport, IPlugViewContentScaleSupportTrait,
    IPlugViewTrait, TBool, ViewRect, char16, int16, kInternalError, kNotImplemented, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComPtr, ComRef, ComWrapper};

use super::super::guard::guarded;
use super::frame::Host;
use super::wrapped::delegate;

/// A view. Its methods belong to the host's main thread.
pub(super) struct View {
    /// The framework's.
    inner: ComPtr<IPlugView>,
    /// This view as the host knows it.
    this: Cell<*mut IPlugView>,
    /// What the host gave.
    frame: RefCell<Option<ComPtr<IPlugFrame>>>,
    /// What the framework has of it.
    lent: RefCell<Option<Arc<Host>>>,
}

impl Class for View {
    type Interfaces = (IPlugView, IPlugViewContentScaleSupport);
}

/// A view around the framework's, owned by the caller. Null for null.
///
/// # Safety
/// `inner` is null, or a view that the caller owns and hands over.
pub(super) unsafe fn around(inner: *mut IPlugView) -> *mut IPlugView {
    // SAFETY: says the caller.
    let Some(inner) = (unsafe { ComPtr::from_raw(inner) }) else { return null_mut() };
    let (this, frame, lent) = (Cell::new(null_mut()), RefCell::default(), RefCell::default());
    let view = ComWrapper::new(View { inner, this, frame, lent });
    let Some(this) = view.to_com_ptr::<IPlugView>() else { return null_mut() };
    view.this.set(this.as_ptr());
    this.into_raw()
}

impl View {
    /// Lends the framework what the host gave. Only without a run loop if that refuses the framework's handler.
    fn lend(&self) -> tresult {
        let Some(frame) = self.frame.borrow().clone() else { return self.give(null_mut()) };
        if let Some(run_loop) = frame.cast::<IRunLoop>() {
            let (result, host) = self.lend_as(Host::new(frame.clone(), Some(run_loop), self.this.get()));
            if !host.refused() {
                return result;
            }
            self.take_back();
        }
        self.lend_as(Host::new(frame, None, self.this.get())).0
    }

    fn lend_as(&self, host: Host) -> (tresult, Arc<Host>) {
        let host = Arc::new(host);
        let lent = Host::lend(&host);
        self.lent.replace(Some(Arc::clone(&host)));
        (self.give(lent.as_ref().map_or(null_mut(), ComPtr::as_ptr)), host)
    }

    /// Takes back what was lent: the host forgets the framework's handlers first, then the framework its frame, and
    /// with that the handlers go.
    fn take_back(&self) {
        let Some(host) = self.lent.take() else { return };
        let _handlers = host.close();
        // A host that closes the editor while it is asked for a size: the framework would wait for itself to be
        // done with the frame. It keeps it until the view gets another one or goes, and knows nobody behind it.
        if !host.is_asked() {
            self.give(null_mut());
        }
    }

    fn give(&self, frame: *mut IPlugFrame) -> tresult {
        // SAFETY: null or valid during the call; the framework keeps references of its own.
        unsafe { self.inner.setFrame(frame) }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        guarded((), || self.take_back());
    }
}

impl IPlugViewTrait for View {
    delegate! { IPlugViewTrait:
        isPlatformTypeSupported(kind: FIDString) -> tresult;
        onWheel(distance: f32) -> tresult;
        onKeyDown(key: char16, code: int16, modifiers: int16) -> tresult;
        onKeyUp(key: char16, code: int16, modifiers: int16) -> tresult;
        getSize(size: *mut ViewRect) -> tresult;
        onSize(size: *mut ViewRect) -> tresult;
        onFocus(state: TBool) -> tresult;
        canResize() -> tresult;
        checkSizeConstraint(size: *mut ViewRect) -> tresult;
    }

    /// What was taken back when it was closed is lent again.
    unsafe fn attached(&self, parent: *mut c_void, kind: FIDString) -> tresult {
        guarded(kInternalError, || {
            if self.lent.borrow().is_none() {
                self.lend();
            }
            // SAFETY: the framework's method asks of its caller what this one does.
            unsafe { self.inner.attached(parent, kind) }
        })
    }

    unsafe fn removed(&self) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: the framework's method asks of its caller what this one does.
            let result = unsafe { self.inner.removed() };
            self.take_back();
            result
        })
    }

    unsafe fn setFrame(&self, frame: *mut IPlugFrame) -> tresult {
        guarded(kInternalError, || {
            self.take_back();
            // SAFETY: null or the host's, valid during the call.
            self.frame.replace(unsafe { ComRef::from_raw(frame) }.map(|frame| frame.to_com_ptr()));
            self.lend()
        })
    }
}

impl IPlugViewContentScaleSupportTrait for View {
    unsafe fn setContentScaleFactor(&self, factor: ScaleFactor) -> tresult {
        guarded(kInternalError, || {
            let inner = self.inner.cast::<IPlugViewContentScaleSupport>();
            // SAFETY: the framework's method asks of its caller what this one does.
            inner.map_or(kNotImplemented, |inner| unsafe { inner.setContentScaleFactor(factor) })
        })
    }
}
