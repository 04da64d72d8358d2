//! Blocks, ports and activations as CLAP hosts send them, careful or not, against a plugin that notes what it gets.

use std::ptr::null_mut;

use clap_sys::events::{
    CLAP_EVENT_PARAM_MOD, CLAP_TRANSPORT_HAS_SECONDS_TIMELINE, CLAP_TRANSPORT_IS_PLAYING, clap_event_header,
    clap_event_transport,
};
use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_audio_port_info, clap_plugin_audio_ports};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, CLAP_PARAM_IS_ENUM, clap_param_info, clap_plugin_params};
use clap_sys::ext::surround::{CLAP_EXT_SURROUND, clap_plugin_surround};
use clap_sys::fixedpoint::CLAP_SECTIME_FACTOR;
use clap_sys::process::{CLAP_PROCESS_CONTINUE, CLAP_PROCESS_ERROR};

mod link;
mod notes;
mod panics;

use super::bench::{Block, Event, FRAMES, Held, RATE, event, headers, list};
use crate::export::lanes::number;
use crate::export::probe::{Call, Probe, calls};
use crate::host_block::HostBlock;
use crate::layouts::{LAYOUTS, WIDTHS};

/// The layout of this width with both auxiliary inputs.
fn config(width: u32) -> u32 {
    WIDTHS.iter().position(|known| *known == width).expect("a width") as u32
}

fn running(config: u32) -> Held {
    calls();
    Held::new::<Probe>().running(config)
}

fn only(mut calls: Vec<Call>) -> Call {
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

#[test]
fn every_input_arrives_with_the_hosts_facts() {
    let held = running(config(6));
    let mut block = Block::new(&[6, 6, 2], 6, 512);
    // SAFETY: a transport event is plain numbers; all zeros are valid.
    let zeros: clap_event_transport = unsafe { std::mem::zeroed() };
    block.transport = Some(clap_event_transport {
        header: clap_event_header { size: size_of::<clap_event_transport>() as u32, ..zeros.header },
        flags: CLAP_TRANSPORT_IS_PLAYING | CLAP_TRANSPORT_HAS_SECONDS_TIMELINE,
        song_pos_seconds: 180 * CLAP_SECTIME_FACTOR,
        ..zeros
    });
    assert_eq!(block.run(&held, |_, _, output| output.constant_mask = 0x3f), CLAP_PROCESS_CONTINUE);
    let call = only(calls());
    assert_eq!(call.main, [1.0, 1.01, 1.02, 1.03, 1.04, 1.05]);
    assert_eq!(call.aux, [vec![2.0, 2.01, 2.02, 2.03, 2.04, 2.05], vec![3.0, 3.01]]);
    let facts = HostBlock {
        position: Some(8_640_000),
        arrangement: None,
        key_connected: true,
        inside_connected: true,
    };
    assert_eq!(call.taken, Some(facts));
    assert_eq!(block.output[5], vec![1.05; 512]);
    // A transport event that is cut short is no transport.
    block.transport.as_mut().expect("just set").header.size = 8;
    assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    assert_eq!(only(calls()).taken.expect("facts").position, None);
}

#[test]
fn every_layout_runs_and_auxiliary_inputs_may_be_missing() {
    for (idx, layout) in LAYOUTS.iter().enumerate() {
        let held = running(idx as u32);
        let width = layout.main_input_channels.map_or(0, std::num::NonZero::get) as usize;
        let has_aux = !layout.aux_input_ports.is_empty();
        for (inputs, key, inside) in [
            (&[width][..], false, false),
            (&[width, width], true, false),
            (&[width, width + 1, 2], false, true),
            (&[width, 0, 1], false, false),
            (&[width, width, 2, 4], true, true),
        ] {
            let mut block = Block::new(inputs, width, 64);
            assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
            let call = only(calls());
            let taken = call.taken.expect("facts");
            assert_eq!(call.main[0], 1.0);
            assert_eq!((taken.key_connected, taken.inside_connected), (key && has_aux, inside && has_aux));
            if has_aux {
                assert_eq!(call.aux.iter().map(Vec::len).collect::<Vec<_>>(), [width, 2]);
                assert_eq!(call.aux[0][0], if key { 2.0 } else { 0.0 });
                assert_eq!(call.aux[1][1], if inside { 3.01 } else { 0.0 });
            } else {
                assert!(call.aux.is_empty());
            }
        }
    }
}

#[test]
fn impossible_blocks_are_refused_in_silence() {
    let held = running(config(2));
    let silent = |block: &Block| block.output.iter().flatten().all(|sample| *sample == 0.0);
    let mut long = Block::new(&[2, 2, 2], 2, 513);
    assert_eq!(long.run(&held, |_, _, _| ()), CLAP_PROCESS_ERROR);
    assert!(silent(&long));
    for (input, output) in [(1, 2), (3, 2), (2, 1), (2, 3), (0, 2)] {
        let mut block = Block::new(&[input, 2, 2], output, 64);
        assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_ERROR, "{input} in, {output} out");
        assert!(silent(&block));
    }
    let mut no_input = Block::new(&[], 2, 64);
    assert_eq!(no_input.run(&held, |_, _, _| ()), CLAP_PROCESS_ERROR);
    assert!(silent(&no_input));
    let mut hole = Block::new(&[2], 2, 64);
    // SAFETY: the bus has a first channel.
    assert_eq!(hole.run(&held, |_, _, output| unsafe { *output.data32 = null_mut() }), CLAP_PROCESS_ERROR);
    assert_eq!(hole.output[1], [0.0; 64]);
    assert_eq!(
        Block::new(&[2], 2, 64).run(&held, |call, _, _| call.audio_outputs = null_mut()),
        CLAP_PROCESS_ERROR
    );
    assert_eq!(
        Block::new(&[2], 2, 64).run(&held, |call, _, _| call.audio_outputs_count = 0),
        CLAP_PROCESS_ERROR
    );
    held.deactivate();
    let mut off = Block::new(&[2], 2, 64);
    assert_eq!(off.run(&held, |_, _, _| ()), CLAP_PROCESS_ERROR);
    assert!(silent(&off));
    assert_eq!(calls(), [], "none of these may reach the plugin");
}

#[test]
fn events_split_the_block_where_they_act_and_nowhere_else() {
    let held = running(config(2));
    let mut block = Block::new(&[2], 2, 512);
    let (trim, loss) = (number("trim"), number("loss"));
    block.events = vec![
        event(300, trim, 1.0),
        event(100, trim, 0.0),
        event(9999, trim, 0.75),
        event(200, trim, f64::NAN),
        event(250, trim, 7.0),
        event(100, loss, 0.25),
        event(7, 12_345, 0.5),
    ];
    assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    let got: Vec<_> =
        calls().iter().map(|call| (call.samples, call.trim, call.loss, call.taken.is_some())).collect();
    assert_eq!(
        got,
        [
            (100, 0.0, 0.0, true),
            (150, -24.0, 0.25, false),
            (50, 24.0, 0.25, false),
            (211, 24.0, 0.25, false),
            (1, 12.0, 0.25, false)
        ]
    );
}

#[test]
fn flushes_move_parameters_and_touch_no_sound() {
    let held = running(config(2));
    let params: clap_plugin_params = held.extension(CLAP_EXT_PARAMS);
    let loss = || {
        let mut value = 0.0;
        // SAFETY: the value is ours.
        assert!(unsafe { params.get_value.expect("get_value")(held.0, number("loss"), &raw mut value) });
        value
    };
    let mut block = Block::new(&[2], 2, 64);
    block.events = vec![event(40, number("loss"), 0.25), event(41, number("loss"), f64::NAN)];
    assert_eq!(block.run(&held, |call, _, _| call.frames_count = 0), CLAP_PROCESS_CONTINUE);
    assert_eq!((calls(), loss()), (vec![], 0.25));
    assert_eq!(block.output[0], [9.0; 64], "the output is nobody's to write to");
    held.deactivate();
    let events = vec![event(u32::MAX, number("loss"), 9.0), event(0, 1, f64::NAN)];
    let headers = headers(&events, &[]);
    let list = list(&headers);
    // SAFETY: the list is alive; null is allowed.
    unsafe { params.flush.expect("flush")(held.0, &raw const list, std::ptr::null()) };
    assert_eq!(loss(), 1.0);
}

#[test]
fn a_flood_of_events_neither_allocates_nor_loses_the_last_value() {
    let held = running(config(2));
    let mut block = Block::new(&[2], 2, 512);
    let value = |n: u32| f64::from(n % 512) / 511.0;
    block.events = (0..40_000)
        .rev()
        .map(|n| event(n % 512, number(["trim", "loss"][n as usize % 2]), value(n)))
        .collect();
    assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    let calls = calls();
    assert_eq!(calls.len(), 512);
    let last = calls.last().expect("calls");
    assert_eq!((last.trim, last.loss), (-24.0 + 48.0 * value(510) as f32, 1.0));
}

#[test]
fn a_value_that_is_set_while_modulation_holds_it_at_the_end_is_there_afterwards() {
    let held = running(config(2));
    let modulation = |offset: f64| {
        let mut event = event(0, number("loss"), offset);
        event.header.type_ = CLAP_EVENT_PARAM_MOD;
        event
    };
    let mut block = Block::new(&[2], 2, 64);
    let mut play = |events: Vec<Event>| {
        block.events = events;
        assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
        calls().last().expect("a call").loss
    };
    assert_eq!(play(vec![event(0, number("loss"), 0.75), modulation(1.0)]), 1.0);
    assert_eq!(play(vec![event(0, number("loss"), 0.25)]), 1.0);
    assert_eq!(play(vec![modulation(0.0)]), 0.25);
}

#[test]
fn activation_refuses_what_no_host_means() {
    let held = Held::new::<Probe>();
    for (rate, min, max) in [
        (8000.0, 1, 512),
        (384_000.0, 1, 512),
        (f64::NAN, 1, 512),
        (f64::INFINITY, 1, 512),
        (RATE, 1, 0),
        (RATE, 513, 512),
        (RATE, 1, u32::MAX),
    ] {
        assert!(!held.activate(rate, min, max), "{rate} Hz, {min} to {max} frames");
        assert!(!held.start(), "nothing was activated");
    }
    assert!(held.activate(RATE, 0, FRAMES), "some hosts have no smallest block");
    assert!(!held.activate(RATE, 1, FRAMES), "once is enough");
    assert!(!held.select(3), "not while active");
    assert!(!held.select(LAYOUTS.len() as u32));
    held.deactivate();
    held.deactivate();
    assert!(held.select(3) && !held.select(u32::MAX));
}

#[test]
fn ports_keep_their_numbers_and_name_their_loudspeakers() {
    let held = Held::new::<Probe>();
    for (idx, layout) in LAYOUTS.iter().enumerate() {
        assert!(held.select(idx as u32));
        let ports: clap_plugin_audio_ports = held.extension(CLAP_EXT_AUDIO_PORTS);
        let surround: clap_plugin_surround = held.extension(CLAP_EXT_SURROUND);
        let n_inputs = 1 + layout.aux_input_ports.len() as u32;
        for (is_input, index) in [(true, 0), (true, 1), (true, 2), (true, 3), (false, 0), (false, 1)] {
            // SAFETY: the info and the map are ours; all zeros are a valid info.
            let (found, info, map) = unsafe {
                let mut info: clap_audio_port_info = std::mem::zeroed();
                let found = ports.get.expect("get")(held.0, index, is_input, &raw mut info);
                let mut map = [0xff_u8; 16];
                let count =
                    surround.get_channel_map.expect("map")(held.0, is_input, index, map.as_mut_ptr(), 16);
                (found, info, map[..count as usize].to_vec())
            };
            assert_eq!(found, if is_input { index < n_inputs } else { index == 0 });
            assert_eq!(map.len(), info.channel_count as usize);
            if found {
                assert_eq!(info.id, if is_input { index } else { 3 });
                assert_eq!(info.flags & 1 == 1, index == 0, "only the first is main");
                assert!(!info.port_type.is_null());
            }
        }
    }
}

#[test]
fn parameters_are_safe_to_ask_about() {
    let held = Held::new::<Probe>();
    let params: clap_plugin_params = held.extension(CLAP_EXT_PARAMS);
    let (get_info, to_text) =
        (params.get_info.expect("get_info"), params.value_to_text.expect("value_to_text"));
    // SAFETY: the infos and texts are ours; all zeros are a valid info.
    unsafe {
        let count = params.count.expect("count")(held.0);
        for index in 0..count {
            let mut info: clap_param_info = std::mem::zeroed();
            assert!(get_info(held.0, index, &raw mut info));
            assert!((info.min_value..=info.max_value).contains(&info.default_value), "parameter {index}");
            assert_eq!(info.flags & CLAP_PARAM_IS_ENUM != 0, crate::export::lanes::is_choice(info.id));
            let mut text = [1; 64];
            assert!(to_text(held.0, info.id, info.default_value, text.as_mut_ptr(), 64));
            for (value, capacity) in [(f64::NAN, 64), (f64::INFINITY, 64), (0.0, 0)] {
                assert!(!to_text(held.0, info.id, value, text.as_mut_ptr(), capacity));
            }
            let mut value = f64::NAN;
            assert!(
                params.get_value.expect("get_value")(held.0, info.id, &raw mut value) && value.is_finite()
            );
        }
        let mut info: clap_param_info = std::mem::zeroed();
        assert!(!get_info(held.0, count, &raw mut info) && !get_info(held.0, u32::MAX, &raw mut info));
    }
}
