//! What an editor leaves with a VST3 host: nothing.

use std::cell::RefCell;
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::Arc;

use nice_plug::wrapper::vst3::vst3::Steinberg::Linux::{
    FileDescriptor, IEventHandler, IEventHandlerTrait, IRunLoop, IRunLoopTrait,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FIDString, IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait, TBool, ViewRect, char16, int16,
    kPlatformTypeX11EmbedWindowID,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComPtr, ComRef, ComWrapper};

use super::super::bench::frame::{Frame, Plain};
use super::super::frame::Host;
use super::super::view::around;
use super::super::wrapped::delegate;
use super::*;

/// An editor's view, not yet in a window.
fn view(instance: &Wrapped<Probe>) -> ComPtr<IPlugView> {
    // SAFETY: what is returned is owned.
    unsafe { ComPtr::from_raw(instance.createView(c"editor".as_ptr())) }.expect("an editor")
}

fn set_frame(view: &ComPtr<IPlugView>, frame: &ComWrapper<impl Class>) {
    let frame = frame.as_com_ref::<IPlugFrame>().expect("a frame");
    // SAFETY: it is valid during the call.
    assert_eq!(unsafe { view.setFrame(frame.as_ptr()) }, kResultOk);
}

#[test]
fn whichever_way_an_editor_closes_nothing_stays() {
    let instance = instance();
    // SAFETY: whatever the order, every pointer is null or valid.
    let ways: [fn(&ComPtr<IPlugView>); 4] = unsafe {
        [
            |view| assert_eq!(view.removed(), kResultFalse, "it was never open"),
            |view| assert_eq!(view.setFrame(null_mut()), kResultOk),
            |view| set_frame(view, &ComWrapper::new(Plain)),
            |_| (),
        ]
    };
    for (idx, close) in ways.into_iter().enumerate() {
        let frame = Frame::new(true);
        let view = view(&instance);
        set_frame(&view, &frame);
        assert_eq!(frame.registered.borrow().len(), 1, "way {idx}");
        let mut file = frame.file();
        assert!(file.is_open(), "way {idx}");
        close(&view);
        if idx == ways.len() - 1 {
            // Released, and nothing said before.
            drop(view);
        }
        assert_eq!(*frame.registered.borrow(), [], "way {idx}");
        assert!(!file.is_open(), "way {idx}");
    }
}

#[test]
fn an_editor_may_outlive_its_plugin() {
    let (instance, frame) = (instance(), Frame::new(true));
    let view = view(&instance);
    set_frame(&view, &frame);
    let mut file = frame.file();
    drop(instance);
    drop(view);
    assert_eq!(*frame.registered.borrow(), []);
    assert!(!file.is_open());
}

#[test]
fn another_frame_takes_the_place_of_the_first() {
    let instance = instance();
    let (first, second) = (Frame::new(true), Frame::new(true));
    let view = view(&instance);
    set_frame(&view, &first);
    let mut file = first.file();
    set_frame(&view, &second);
    assert_eq!((first.registered.borrow().len(), second.registered.borrow().len()), (0, 1));
    assert!(!file.is_open());
    assert!(second.file().is_open());
}

#[test]
fn a_view_that_was_closed_can_open_again() {
    let (instance, frame) = (instance(), Frame::new(true));
    let view = view(&instance);
    set_frame(&view, &frame);
    // SAFETY: the probe's editor looks at no window.
    unsafe {
        view.removed();
        view.attached(std::ptr::dangling_mut::<c_void>(), kPlatformTypeX11EmbedWindowID);
    }
    assert_eq!(frame.registered.borrow().len(), 1);
    drop(view);
    assert_eq!(*frame.registered.borrow(), []);
}

#[test]
fn a_run_loop_that_takes_nobody_is_gone_without() {
    let (instance, frame) = (instance(), Frame::new(false));
    let view = view(&instance);
    set_frame(&view, &frame);
    // SAFETY: null is allowed.
    assert_eq!(unsafe { view.setFrame(null_mut()) }, kResultOk);
}

/// A handler that does what it is told when it is called.
struct Fake {
    act: Box<dyn Fn()>,
    alive: Rc<()>,
}

impl Class for Fake {
    type Interfaces = (IEventHandler,);
}

impl IEventHandlerTrait for Fake {
    unsafe fn onFDIsSet(&self, _: FileDescriptor) {
        (self.act)();
        assert_eq!(Rc::strong_count(&self.alive), 2, "it outlives the call");
    }
}

/// A handler as the framework registers it: with a reference that nobody takes back.
fn fake(alive: &Rc<()>, act: impl Fn() + 'static) -> *mut IEventHandler {
    let fake = ComWrapper::new(Fake { act: Box::new(act), alive: Rc::clone(alive) });
    fake.to_com_ptr().expect("a handler").into_raw()
}

/// The host's side for a view that is never looked at.
fn lent(frame: &ComWrapper<Frame>, view: *mut IPlugView) -> (Arc<Host>, ComPtr<IPlugFrame>) {
    let frame = frame.to_com_ptr::<IPlugFrame>().expect("a frame");
    let run_loop = frame.cast();
    let host = Arc::new(Host::new(frame, run_loop, view));
    let lent = Host::lend(&host).expect("a frame");
    (host, lent)
}

#[test]
fn what_is_registered_is_passed_on_and_goes_when_it_is_dropped() {
    let frame = Frame::new(true);
    let (host, lent) = lent(&frame, null_mut());
    let run_loop = lent.cast::<IRunLoop>().expect("a run loop");
    let (first, second) = (Rc::new(()), Rc::new(()));
    let handler = fake(&first, || ());
    // SAFETY: whoever is registered is alive; a handler that is gone is not looked at.
    unsafe {
        assert_eq!(run_loop.registerEventHandler(null_mut(), 7), kInvalidArgument);
        assert_eq!(run_loop.registerEventHandler(handler, 7), kResultOk);
        assert_eq!(run_loop.registerEventHandler(fake(&second, || ()), 8), kResultOk);
        assert_eq!(run_loop.unregisterEventHandler(handler), kResultOk);
        assert_eq!((Rc::strong_count(&first), frame.registered.borrow().len()), (1, 1));
        assert_eq!(run_loop.unregisterEventHandler(handler), kInvalidArgument);
    }
    let handlers = host.close();
    assert_eq!(*frame.registered.borrow(), []);
    assert_eq!(Rc::strong_count(&second), 2, "the framework may have it still");
    drop(handlers);
    assert_eq!(Rc::strong_count(&second), 1);
}

#[test]
fn a_handler_may_have_the_editor_closed() {
    let frame = Frame::new(true);
    let (host, lent) = lent(&frame, null_mut());
    let run_loop = lent.cast::<IRunLoop>().expect("a run loop");
    let alive = Rc::new(());
    let handler = fake(&alive, move || drop(host.close()));
    // SAFETY: a host has a reference of its own while it calls.
    unsafe {
        assert_eq!(run_loop.registerEventHandler(handler, 7), kResultOk);
        let registered = frame.registered.borrow()[0];
        ComRef::from_raw_unchecked(registered).to_com_ptr().onFDIsSet(7);
    }
    assert_eq!((frame.registered.borrow().len(), Rc::strong_count(&alive)), (0, 1));
}

#[test]
fn the_host_is_asked_for_another_size_of_the_view_that_it_knows() {
    let frame = Frame::new(true);
    let known = std::ptr::dangling_mut::<IPlugView>();
    let (host, lent) = lent(&frame, known);
    // SAFETY: nobody looks at the view nor at the size.
    let ask = || unsafe { lent.resizeView(null_mut(), null_mut()) };
    assert_eq!((ask(), frame.asking.take()), (kResultOk, Some(known)));
    drop(host.close());
    assert_eq!((ask(), frame.asking.take()), (kResultFalse, None));
}

/// A framework's view that notes its frame.
struct Noted {
    inner: ComPtr<IPlugView>,
    frame: Rc<RefCell<Option<ComPtr<IPlugFrame>>>>,
}

impl Class for Noted {
    type Interfaces = (IPlugView,);
}

impl IPlugViewTrait for Noted {
    delegate! { IPlugViewTrait:
        isPlatformTypeSupported(kind: FIDString) -> tresult;
        attached(parent: *mut c_void, kind: FIDString) -> tresult;
        removed() -> tresult;
        onWheel(distance: f32) -> tresult;
        onKeyDown(key: char16, code: int16, modifiers: int16) -> tresult;
        onKeyUp(key: char16, code: int16, modifiers: int16) -> tresult;
        getSize(size: *mut ViewRect) -> tresult;
        onSize(size: *mut ViewRect) -> tresult;
        onFocus(state: TBool) -> tresult;
        canResize() -> tresult;
        checkSizeConstraint(size: *mut ViewRect) -> tresult;
    }

    unsafe fn setFrame(&self, frame: *mut IPlugFrame) -> tresult {
        // SAFETY: null or valid.
        self.frame.replace(unsafe { ComRef::from_raw(frame) }.map(|frame| frame.to_com_ptr()));
        kResultOk
    }
}

#[test]
fn an_editor_may_be_closed_while_it_asks_for_another_size() {
    let (instance, frame) = (instance(), Frame::new(true));
    let noted = Rc::new(RefCell::default());
    let inner = ComWrapper::new(Noted { inner: view(&instance), frame: Rc::clone(&noted) });
    let inner = inner.to_com_ptr::<IPlugView>().expect("a view");
    // SAFETY: it is handed over.
    let view = unsafe { ComPtr::from_raw(around(inner.into_raw())) }.expect("a view");
    set_frame(&view, &frame);
    let lent: ComPtr<IPlugFrame> = noted.borrow().clone().expect("a frame");
    // SAFETY: nobody looks at the size.
    let ask = move || unsafe { lent.resizeView(null_mut(), null_mut()) };
    let closing = view.clone();
    // SAFETY: the view is alive.
    frame.then.set(Some(Box::new(move || assert_eq!(unsafe { closing.removed() }, kResultFalse))));
    assert_eq!(ask(), kResultOk);
    assert!(noted.borrow().is_some(), "the framework is in the midst of it, and would wait without end");
    assert_eq!(ask(), kResultFalse, "it is closed");
    drop(view);
}

#[test]
fn a_host_without_a_run_loop_is_not_given_one() {
    let plain = ComWrapper::new(Plain).to_com_ptr::<IPlugFrame>().expect("a frame");
    let host = Arc::new(Host::new(plain, None, null_mut()));
    let lent = Host::lend(&host).expect("a frame");
    assert!(lent.cast::<IRunLoop>().is_none());
}
