//! What an editor leaves with a VST3 host: nothing.

use std::cell::Cell;
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::Arc;

use nice_plug::wrapper::vst3::vst3::Steinberg::Linux::{
    FileDescriptor, IEventHandler, IEventHandlerTrait, IRunLoop, IRunLoopTrait,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait, kPlatformTypeX11EmbedWindowID,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComPtr, ComRef, ComWrapper};

use super::super::bench::frame::{Frame, Plain};
use super::super::frame::Host;
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

/// A handler that counts its calls and says when it goes.
struct Fake {
    called: Rc<Cell<i32>>,
    alive: Rc<()>,
}

impl Class for Fake {
    type Interfaces = (IEventHandler,);
}

impl IEventHandlerTrait for Fake {
    unsafe fn onFDIsSet(&self, file: FileDescriptor) {
        self.called.set(self.called.get() + file);
        assert!(Rc::strong_count(&self.alive) > 1);
    }
}

#[test]
fn what_is_registered_is_passed_on_and_goes_when_it_is_dropped() {
    let frame = Frame::new(true);
    let host = frame.to_com_ptr::<IPlugFrame>().expect("a frame");
    let run_loop = host.cast::<IRunLoop>();
    let known = std::ptr::dangling_mut::<IPlugView>();
    let host = Arc::new(Host::new(host, run_loop, known));
    let lent = Host::lend(&host).expect("a frame");
    let run_loop = lent.cast::<IRunLoop>().expect("a run loop");
    let (called, alive) = (Rc::new(Cell::new(0)), Rc::new(()));
    let fake = || {
        let fake = ComWrapper::new(Fake { called: Rc::clone(&called), alive: Rc::clone(&alive) });
        fake.to_com_ptr::<IEventHandler>().expect("a handler").into_raw()
    };
    // SAFETY: whoever is registered is alive; a handler that is gone is not looked at, and no view is either.
    unsafe {
        let (first, second) = (fake(), fake());
        assert_eq!(run_loop.registerEventHandler(null_mut(), 7), kInvalidArgument);
        assert_eq!(run_loop.registerEventHandler(first, 7), kResultOk);
        assert_eq!(run_loop.registerEventHandler(second, 8), kResultOk);
        for handler in frame.registered.borrow().iter() {
            ComRef::from_raw_unchecked(*handler).onFDIsSet(10);
        }
        assert_eq!(called.get(), 20);
        assert_eq!(run_loop.unregisterEventHandler(first), kResultOk);
        assert_eq!((frame.registered.borrow().len(), Rc::strong_count(&alive)), (1, 2));
        assert_eq!(run_loop.unregisterEventHandler(first), kInvalidArgument);

        assert_eq!(lent.resizeView(null_mut(), null_mut()), kResultOk);
        assert_eq!(frame.asking.take(), Some(known), "the host knows this one");

        let handlers = host.close();
        assert_eq!(*frame.registered.borrow(), []);
        assert_eq!(Rc::strong_count(&alive), 2, "the framework has it still");
        drop(handlers);
        assert_eq!(Rc::strong_count(&alive), 1);
        assert_eq!(lent.resizeView(null_mut(), null_mut()), kResultFalse);
        assert_eq!(frame.asking.take(), None);
    }
}

#[test]
fn a_host_without_a_run_loop_is_not_given_one() {
    let plain = ComWrapper::new(Plain).to_com_ptr::<IPlugFrame>().expect("a frame");
    let host = Arc::new(Host::new(plain, None, null_mut()));
    let lent = Host::lend(&host).expect("a frame");
    assert!(lent.cast::<IRunLoop>().is_none());
}
