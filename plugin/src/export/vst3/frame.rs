//! The host's frame and run loop as the framework's view sees them: what it registers there is handed back in time.
//!
//! On Linux the framework (nice-plug 0.4.2, `RunLoopEventHandler`) registers an event handler whenever it is given a
//! frame with a run loop. It hands over a reference to the handler that it never takes back: the handler is never
//! destroyed, and so never unregistered. Its two sockets would stay open with each opening of the editor, and the
//! host would keep a pointer into a library that it may unload. Here that reference has an owner.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::guard::guarded;
use nice_plug::wrapper::vst3::vst3::Steinberg::Linux::{
    FileDescriptor, IEventHandler, IEventHandlerTrait, IRunLoop, IRunLoopTrait, ITimerHandler, TimerInterval,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    IPlugFrame, IPlugFrameTrait, IPlugView, ViewRect, kInternalError, kInvalidArgument, kNotImplemented,
    kResultFalse, kResultOk, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComPtr, ComWrapper};

/// The host's side of one open editor.
pub(super) struct Host {
    frame: ComPtr<IPlugFrame>,
    run_loop: Option<ComPtr<IRunLoop>>,
    /// The view that the host knows; null once it is closed.
    view: AtomicPtr<IPlugView>,
    /// How many times the host is just being asked for another size.
    asked: AtomicU32,
    /// Whether its run loop refused a handler.
    refused: AtomicBool,
    handlers: Mutex<Vec<ComWrapper<Handler>>>,
}

impl Host {
    /// `frame` for `view`, with `run_loop` if it has one. `view` stays valid until [`Self::close`].
    pub(super) fn new(
        frame: ComPtr<IPlugFrame>,
        run_loop: Option<ComPtr<IRunLoop>>,
        view: *mut IPlugView,
    ) -> Self {
        Self {
            frame,
            run_loop,
            view: AtomicPtr::new(view),
            asked: AtomicU32::new(0),
            refused: AtomicBool::new(false),
            handlers: Mutex::default(),
        }
    }

    /// The frame that the framework's view is given.
    pub(super) fn lend(host: &Arc<Self>) -> Option<ComPtr<IPlugFrame>> {
        if host.run_loop.is_some() {
            ComWrapper::new(Frame::<true>(Arc::clone(host))).to_com_ptr()
        } else {
            ComWrapper::new(Frame::<false>(Arc::clone(host))).to_com_ptr()
        }
    }

    /// Whether its run loop refused a handler.
    pub(super) fn refused(&self) -> bool {
        self.refused.load(Ordering::Acquire)
    }

    /// Whether the host is just being asked for another size.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Acquire) > 0
    }

    /// Unregisters what is registered with the host, and hears nothing of the framework any more. The handlers may be
    /// dropped once the framework has let go of the frame. The host's own thread.
    pub(super) fn close(&self) -> Vec<ComWrapper<Handler>> {
        self.view.store(null_mut(), Ordering::Release);
        let handlers = std::mem::take(&mut *self.handlers());
        for handler in &handlers {
            self.unregister(handler);
        }
        handlers
    }

    fn handlers(&self) -> MutexGuard<'_, Vec<ComWrapper<Handler>>> {
        self.handlers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unregister(&self, handler: &ComWrapper<Handler>) -> tresult {
        let (Some(run_loop), Some(handler)) = (&self.run_loop, handler.as_com_ref::<IEventHandler>()) else {
            return kInvalidArgument;
        };
        // SAFETY: both are alive, and the host's own thread is the framework's or that of `close`.
        unsafe { run_loop.unregisterEventHandler(handler.as_ptr()) }
    }
}

/// The frame itself, with a run loop or without: what it can be asked for depends on its type.
struct Frame<const LOOP: bool>(Arc<Host>);

impl Class for Frame<false> {
    type Interfaces = (IPlugFrame,);
}

impl Class for Frame<true> {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl<const LOOP: bool> IPlugFrameTrait for Frame<LOOP>
where
    Self: Class,
{
    /// The view is ours: the host does not know the framework's.
    unsafe fn resizeView(&self, _: *mut IPlugView, size: *mut ViewRect) -> tresult {
        guarded(kInternalError, || {
            let view = self.0.view.load(Ordering::Acquire);
            if view.is_null() {
                return kResultFalse;
            }
            self.0.asked.fetch_add(1, Ordering::AcqRel);
            // SAFETY: the view is valid until it is closed; the host's method asks of its caller what this one does.
            let result = unsafe { self.0.frame.resizeView(view, size) };
            self.0.asked.fetch_sub(1, Ordering::AcqRel);
            result
        })
    }
}

impl IRunLoopTrait for Frame<true> {
    /// Takes over the reference that comes with the handler. A host may refuse: the framework would panic if told.
    unsafe fn registerEventHandler(&self, handler: *mut IEventHandler, file: FileDescriptor) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: null or valid. The framework made a reference for this call (`into_raw`) and keeps the pointer only
            // to unregister the handler when it is destroyed; nobody else ever releases that reference. The framework's
            // own is another one, so that either may go first. `faults.rs` fails once it releases both.
            let Some(theirs) = (unsafe { ComPtr::from_raw(handler) }) else { return kInvalidArgument };
            let handler = ComWrapper::new(Handler(theirs));
            let registered = match (&self.0.run_loop, handler.as_com_ref::<IEventHandler>()) {
                // SAFETY: both are alive; the host is told before the handler goes.
                (Some(run_loop), Some(lent)) => unsafe { run_loop.registerEventHandler(lent.as_ptr(), file) },
                _ => kInvalidArgument,
            };
            if registered == kResultOk {
                self.0.handlers().push(handler);
            } else {
                self.0.refused.store(true, Ordering::Release);
            }
            kResultOk
        })
    }

    /// `kInvalidArgument` for one that is not registered: the framework's handlers ask for it at their very end, which
    /// comes after they were unregistered here. Nothing but the pointer's value is looked at.
    unsafe fn unregisterEventHandler(&self, handler: *mut IEventHandler) -> tresult {
        guarded(kInternalError, || {
            let found = {
                let mut handlers = self.0.handlers();
                let found = handlers.iter().position(|registered| registered.0.as_ptr() == handler);
                found.map(|idx| handlers.swap_remove(idx))
            };
            found.map_or(kInvalidArgument, |handler| self.0.unregister(&handler))
        })
    }

    /// The framework has no timers.
    unsafe fn registerTimer(&self, _: *mut ITimerHandler, _: TimerInterval) -> tresult {
        guarded(kInternalError, || kNotImplemented)
    }

    unsafe fn unregisterTimer(&self, _: *mut ITimerHandler) -> tresult {
        guarded(kInternalError, || kInvalidArgument)
    }
}

/// What the host calls instead of the framework's handler, whose last reference it may hold.
pub(super) struct Handler(ComPtr<IEventHandler>);

impl Class for Handler {
    type Interfaces = (IEventHandler,);
}

impl IEventHandlerTrait for Handler {
    unsafe fn onFDIsSet(&self, file: FileDescriptor) {
        guarded((), || {
            // The call has a reference of its own: a host that is asked to restart the plugin may close the editor.
            let theirs = self.0.clone();
            // SAFETY: the framework's method asks of its caller what this one does.
            unsafe { theirs.onFDIsSet(file) };
        });
    }
}
