//! Panics of the plugin's, wherever a CLAP host's call leads: the host lives on, hears silence, and can save.

use std::ptr::null;

use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_plugin_gui};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_plugin_state};
use clap_sys::process::{CLAP_PROCESS_CONTINUE, CLAP_PROCESS_ERROR};

use super::super::bench::{Block, FRAMES, Held, Host, RATE, event};
use super::super::instance;
use super::super::streams::{Source, sink};
use crate::export::lanes::number;
use crate::export::probe::{Fault, Probe, calls};

fn saved(held: &Held) -> Option<Vec<u8>> {
    let state: clap_plugin_state = held.extension(CLAP_EXT_STATE);
    let mut bytes = Vec::new();
    let stream = sink(&mut bytes);
    // SAFETY: the memory outlives the call.
    unsafe { state.save.expect("save")(held.0, &raw const stream) }.then_some(bytes)
}

fn load(held: &Held, bytes: &[u8]) -> bool {
    let state: clap_plugin_state = held.extension(CLAP_EXT_STATE);
    let mut source = Source::new(bytes);
    let stream = source.stream();
    // SAFETY: the source outlives the call.
    unsafe { state.load.expect("load")(held.0, &raw const stream) }
}

/// Nothing but silence and errors, and yet something to save.
fn assert_broken(held: &Held, expected: &[u8]) {
    calls();
    for _ in 0..2 {
        let mut block = Block::new(&[2], 2, 64);
        assert_eq!(block.run(held, |_, _, _| ()), CLAP_PROCESS_ERROR);
        assert_eq!(block.output, [[0.0; 64]; 2]);
    }
    assert_eq!(calls(), [], "the plugin is left alone");
    assert_eq!(saved(held).as_deref(), Some(expected));
    held.deactivate();
    assert!(!held.activate(RATE, 1, FRAMES) && !held.start());
}

#[test]
fn a_panic_in_process_leaves_silence_and_something_to_save() {
    let held = Held::new::<Probe>().running(0);
    let mut block = Block::new(&[2], 2, 64);
    block.events = vec![event(10, number("loss"), 0.25)];
    assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    let state = saved(&held).expect("a state");
    let fault = Fault::during("process");
    assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_ERROR);
    assert_eq!(block.output, [[0.0; 64]; 2], "not even what came before the panic");
    drop(fault);
    assert_broken(&held, &state);
}

#[test]
fn a_panic_on_the_way_to_sound_does_so_too() {
    for call in ["activate", "reset", "deactivate"] {
        let held = Held::new::<Probe>();
        let state = saved(&held).expect("a state");
        let fault = Fault::during(call);
        assert!(held.select(0));
        assert_eq!(held.activate(RATE, 1, FRAMES), call != "activate");
        held.start();
        if call == "deactivate" {
            held.deactivate();
        }
        drop(fault);
        assert_broken(&held, &state);
    }
}

#[test]
fn an_instance_that_cannot_be_made_is_none() {
    for call in ["default", "params", "task_executor", "editor", "param_map"] {
        let host = Host::new();
        let _fault = Fault::during(call);
        // SAFETY: the host outlives the plugin.
        assert!(unsafe { instance::create::<Probe>(host.face()) }.is_null(), "{call}");
    }
}

#[test]
fn what_fails_aside_changes_nothing_about_the_sound() {
    for call in ["remote_controls", "serialize_fields", "deserialize_fields", "spawn", "size"] {
        let made = Held::new::<Probe>();
        let state = saved(&made).expect("a state");
        assert!(load(&made, &state));
        let fault = Fault::during(call);
        let held = if call == "remote_controls" { Held::new::<Probe>() } else { made };
        assert_eq!(saved(&held).as_ref(), Some(&state), "{call}: what was last saved or loaded");
        assert!(load(&held, &state));
        let gui: clap_plugin_gui = held.extension(CLAP_EXT_GUI);
        // SAFETY: the numbers are ours to be written to.
        unsafe {
            let (mut width, mut height) = (1, 1);
            assert!(gui.get_size.expect("get_size")(held.0, &raw mut width, &raw mut height));
            assert_eq!(width > 0, call == "size", "a size nobody knows is that of a fresh editor");
            let mut api = null();
            let mut floating = false;
            assert!(gui.get_preferred_api.expect("api")(held.0, &raw mut api, &raw mut floating));
            assert!(!gui.create.expect("create")(held.0, api, floating));
        }
        drop(fault);
        let held = held.running(0);
        assert_eq!(Block::new(&[2], 2, 64).run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE, "{call}");
        let _fault = Fault::during("drop");
        drop(held);
    }
}

#[test]
fn a_host_that_shows_no_editors_is_offered_none() {
    assert!(Held::new::<Probe>().offers(CLAP_EXT_GUI));
    assert!(!Held::within::<Probe>(Host::blind()).offers(CLAP_EXT_GUI));
}
