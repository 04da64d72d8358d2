//! Panics of the plugin's, wherever a VST3 host's call leads: the host lives on, hears silence, and can save. The calls
//! go through the tables that a host has.

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    IAudioProcessor, IAudioProcessorTrait, IComponent, IComponentTrait, IEditController, IEditControllerTrait,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    IBStream, IPlugViewTrait, ViewRect, kResultFalse, kResultOk,
};
use nice_plug::wrapper::vst3::vst3::{ComPtr, ComWrapper};

use super::super::bench::{Block, FRAMES, RATE, set_up};
use super::super::streams::Memory;
use super::super::wrapped;
use crate::export::probe::{Fault, Probe, calls};

/// An instance as a host holds it.
struct Held {
    component: ComPtr<IComponent>,
    processor: ComPtr<IAudioProcessor>,
    controller: ComPtr<IEditController>,
}

impl Held {
    fn new() -> Self {
        let unknown = wrapped::create::<Probe>().expect("an instance");
        Self {
            component: unknown.cast().expect("a component"),
            processor: unknown.cast().expect("a processor"),
            controller: unknown.cast().expect("a controller"),
        }
    }

    fn activate(&self) -> bool {
        // SAFETY: any order of these is allowed.
        set_up(&self.processor, RATE, FRAMES) == kResultOk
            && unsafe { self.component.setActive(1) } == kResultOk
    }

    fn deactivate(&self) {
        // SAFETY: as above.
        unsafe { self.component.setActive(0) };
    }

    fn start(&self) {
        // SAFETY: as above.
        unsafe { self.processor.setProcessing(1) };
    }

    fn saved(&self) -> Option<Vec<u8>> {
        let memory = ComWrapper::new(Memory::default());
        let stream = memory.as_com_ref::<IBStream>().expect("a stream").as_ptr();
        // SAFETY: the memory outlives the call.
        (unsafe { self.component.getState(stream) } == kResultOk).then(|| memory.take())
    }

    fn load(&self, bytes: &[u8]) -> bool {
        let memory = ComWrapper::new(Memory::new(bytes.to_vec()));
        let stream = memory.as_com_ref::<IBStream>().expect("a stream").as_ptr();
        // SAFETY: the memory outlives the call.
        unsafe { self.component.setState(stream) == kResultOk }
    }

    /// Nothing but silence and errors, and yet something to save.
    fn assert_broken(&self, expected: &[u8]) {
        calls();
        for _ in 0..2 {
            let mut block = Block::new(&[2], 2, 64);
            assert_eq!(block.run(&self.processor, |_, _, _| ()), kResultFalse);
            assert_eq!(block.output, [[0.0; 64]; 2]);
        }
        assert_eq!(calls(), [], "the plugin is left alone");
        assert_eq!(self.saved().as_deref(), Some(expected));
        self.deactivate();
        assert!(!self.activate());
    }
}

#[test]
fn a_panic_in_process_leaves_silence_and_something_to_save() {
    let held = Held::new();
    assert!(held.activate());
    held.start();
    let state = held.saved().expect("a state");
    let mut block = Block::new(&[2], 2, 64);
    assert_eq!(block.run(&held.processor, |_, _, _| ()), kResultOk);
    let fault = Fault::during("process");
    assert_eq!(block.run(&held.processor, |_, _, _| ()), kResultFalse);
    assert_eq!(block.output, [[0.0; 64]; 2]);
    drop(fault);
    held.assert_broken(&state);
}

#[test]
fn a_panic_on_the_way_to_sound_does_so_too() {
    for call in ["activate", "reset", "deactivate"] {
        let held = Held::new();
        let state = held.saved().expect("a state");
        let fault = Fault::during(call);
        assert_eq!(held.activate(), call != "activate");
        held.start();
        if call == "deactivate" {
            held.deactivate();
        }
        drop(fault);
        held.assert_broken(&state);
    }
}

#[test]
fn an_instance_that_cannot_be_made_is_none() {
    for call in ["default", "params", "task_executor", "editor", "param_map"] {
        let _fault = Fault::during(call);
        assert!(wrapped::create::<Probe>().is_none(), "{call}");
    }
}

#[test]
fn what_fails_aside_changes_nothing_about_the_sound() {
    for call in ["serialize_fields", "deserialize_fields", "spawn", "size"] {
        let held = Held::new();
        let state = held.saved().expect("a state");
        assert!(held.load(&state));
        let fault = Fault::during(call);
        assert_eq!(held.saved().as_ref(), Some(&state), "{call}: what was last saved or loaded");
        assert!(held.load(&state));
        // SAFETY: the view is owned, and the rectangle ours to be written to; nobody looks at what the parent's number
        // stands for, because the editor does not open.
        unsafe {
            let view = ComPtr::from_raw(held.controller.createView(c"editor".as_ptr())).expect("a view");
            let mut size: ViewRect = std::mem::zeroed();
            assert_eq!(view.getSize(&raw mut size), kResultOk);
            assert_eq!(size.right > 0, call == "size");
            #[cfg(target_os = "linux")]
            assert_ne!(
                view.attached(std::ptr::without_provenance_mut(1), c"X11EmbedWindowID".as_ptr()),
                kResultOk
            );
        }
        drop(fault);
        assert!(held.activate());
        held.start();
        assert_eq!(Block::new(&[2], 2, 64).run(&held.processor, |_, _, _| ()), kResultOk, "{call}");
        let _fault = Fault::during("drop");
        drop(held);
    }
}
