//! The framework's CLAP faults that this folder makes up for, those that can be shown without ending the program. A
//! test that fails here is good news: the framework was repaired, and the override named in the message can go.

use std::mem::size_of_val;

use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_audio_port_info, clap_plugin_audio_ports};
use clap_sys::ext::configurable_audio_ports::CLAP_EXT_CONFIGURABLE_AUDIO_PORTS;
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_plugin_gui};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_param_info, clap_plugin_params};
use clap_sys::ext::preset_load::CLAP_EXT_PRESET_LOAD;
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_plugin_state};
use clap_sys::ext::surround::CLAP_EXT_SURROUND;
use clap_sys::process::CLAP_PROCESS_CONTINUE;

use super::bench::{Block, Held, Host, RATE, event, midi, note};
use super::streams::Source;
use crate::export::lanes::number;
use crate::export::probe::{Probe, calls};
use crate::layouts::WIDTHS;

fn stock() -> Held {
    calls();
    Held::stock::<Probe>()
}

#[test]
fn wide_ports_have_no_type() {
    let stock = stock();
    assert!(stock.select(WIDTHS.len() as u32 - 1));
    let ports: clap_plugin_audio_ports = stock.extension(CLAP_EXT_AUDIO_PORTS);
    // SAFETY: the info is ours, and all zeros are a valid one.
    let info = unsafe {
        let mut info: clap_audio_port_info = std::mem::zeroed();
        assert!(ports.get.expect("get")(stock.0, 0, true, &raw mut info));
        info
    };
    assert_eq!(info.channel_count, 12);
    assert!(info.port_type.is_null(), "the framework names wide ports: `ports::get` can go");
}

#[test]
fn some_extensions_are_not_there() {
    let stock = stock();
    for id in [CLAP_EXT_SURROUND, CLAP_EXT_CONFIGURABLE_AUDIO_PORTS, CLAP_EXT_PRESET_LOAD] {
        assert!(!stock.offers(id), "the framework has {id:?}: ours may go");
    }
}

#[test]
fn any_rate_is_taken() {
    assert!(stock().activate(1.0, 1, 64), "the framework checks rates: `activate`'s check can go");
}

#[test]
fn a_layout_can_be_changed_while_active() {
    let stock = stock().running(0);
    assert!(stock.select(1), "the framework refuses: `configs::select` can go");
    assert!(stock.select(0), "back, for what follows");
}

#[test]
fn an_auxiliary_input_that_is_not_there_is_read() {
    let stock = stock().running(0);
    // Two inputs in memory, of which the host announces one.
    let mut block = Block::new(&[2, 2], 2, 64);
    assert_eq!(block.run(&stock, |call, _, _| call.audio_inputs_count = 1), CLAP_PROCESS_CONTINUE);
    let read = calls().remove(0).aux[0][0];
    assert_eq!(read, 2.0, "the framework counts inputs: `gather_inputs` need not complete them");
}

#[test]
fn notes_arrive_as_they_are() {
    calls();
    let stock = Held::stock::<Probe<true>>().running(0);
    let mut block = Block::new(&[2, 2, 2], 2, 64);
    block.notes = vec![note(0, 60, f64::INFINITY), midi(0, [0x90, 200, 127]), midi(0, [0x80, 60, 0])];
    assert_eq!(block.run(&stock, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    let expected = [(0, 60, f32::INFINITY), (0, 200, 1.0), (0, 255, 0.0)];
    assert_eq!(calls().remove(0).notes, expected, "the framework checks notes: `Notes::push` need not");
}

/// Names the fault that [`the_fault_itself`] is to commit.
const FAULT: &str = "THRESHOLD_SHIFT_TEST_FAULT";

#[test]
#[cfg(debug_assertions)] // without overflow checks these are undefined behaviour
fn some_events_and_questions_end_the_program() {
    for (fault, may_go) in [
        ("an event past the end", "`Events` need not move times"),
        ("events out of order", "`Events` need not sort"),
        ("a note out of order", "`Notes` need not sort"),
        ("the parameter past the end", "`params::get_info`'s check can go"),
        ("processing before activation", "`run`'s check can go"),
        ("an editor that the host cannot show", "`get_extension` can offer any host an editor"),
    ] {
        let program = std::env::current_exe().expect("this program");
        let output = std::process::Command::new(program)
            .args(["--exact", "export::clap::faults::the_fault_itself"])
            .env(FAULT, fault)
            .output()
            .expect("it runs");
        assert!(!output.status.success(), "the framework survives {fault}: {may_go}");
    }
}

/// Does nothing unless told to in a program of its own.
#[test]
fn the_fault_itself() {
    let Ok(fault) = std::env::var(FAULT) else { return };
    let mut block = Block::new(&[2, 2, 2], 2, 256);
    if fault == "an editor that the host cannot show" {
        let stock = Held::stock_within::<Probe>(Host::blind());
        let gui: clap_plugin_gui = stock.extension(CLAP_EXT_GUI);
        let (mut api, mut floating) = (std::ptr::null(), false);
        // SAFETY: both are ours to be written to.
        unsafe {
            gui.get_preferred_api.expect("api")(stock.0, &raw mut api, &raw mut floating);
            gui.create.expect("create")(stock.0, api, floating);
        }
        return;
    }
    let stock = stock();
    match fault.as_str() {
        "processing before activation" => {}
        "the parameter past the end" => {
            let params: clap_plugin_params = stock.extension(CLAP_EXT_PARAMS);
            // SAFETY: the info is ours, and all zeros are a valid one.
            unsafe {
                let mut info: clap_param_info = std::mem::zeroed();
                params.get_info.expect("get_info")(
                    stock.0,
                    params.count.expect("count")(stock.0),
                    &raw mut info,
                );
            }
            return;
        }
        "a note out of order" => {
            block.events = vec![event(50, number("trim"), 1.0)];
            block.notes = vec![note(20, 60, 1.0)];
        }
        "an event past the end" => block.events = vec![event(200, number("trim"), 1.0)],
        _ => block.events = vec![event(50, number("trim"), 1.0), event(20, number("trim"), 0.0)],
    }
    let stock = if fault == "processing before activation" { stock } else { stock.running(0) };
    // More memory than the host announces, lest the fault reach further than this program.
    let _ = block.run(&stock, |call, _, _| call.frames_count = 128);
}

#[test]
fn values_out_of_range_are_loaded_as_they_are() {
    let stock = stock();
    let json = br#"{"version":"0.1.0","params":{"trim":{"f32":1e9}},"fields":{}}"#;
    let mut framed = (size_of_val(json) as u64).to_le_bytes().to_vec();
    framed.extend_from_slice(json);
    let mut source = Source::new(&framed);
    let state: clap_plugin_state = stock.extension(CLAP_EXT_STATE);
    let stream = source.stream();
    // SAFETY: the source is alive.
    assert!(unsafe { state.load.expect("load")(stock.0, &raw const stream) });
    assert!(stock.activate(RATE, 1, 64) && stock.start());
    assert_eq!(Block::new(&[2, 2, 2], 2, 64).run(&stock, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    assert_eq!(calls().remove(0).trim, 1.0e9, "the framework clamps what it loads: `state::load` can go");
}
