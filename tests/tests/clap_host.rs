//! The CLAP bundle in a host: every layout, careless blocks, events out of order, states from anywhere.
#![allow(unsafe_code)] // a library is loaded

#[path = "support_host/bundle.rs"]
mod bundle;
#[path = "support_host/clap.rs"]
mod host;

use clack_extensions::audio_ports::{AudioPortInfoBuffer, AudioPortType, PluginAudioPorts};
use clack_extensions::audio_ports_config::{AudioPortsConfigBuffer, PluginAudioPortsConfig};
use clack_extensions::params::{ParamInfoBuffer, PluginParams};
use clack_extensions::surround::PluginSurround;
use clack_host::prelude::*;
use host::{Block, Instance, classes, event, load};
use nice_assert_no_alloc::assert_no_alloc;

const FILM: &str = "org.threshold-shift.threshold-shift";
const LIVE: &str = "org.threshold-shift.threshold-shift-live";
const RATE: f64 = 48_000.0;
const FRAMES: u32 = 512;

/// Widths in the order of the layouts: first with both auxiliary inputs, then without.
const WIDTHS: [usize; 9] = [2, 1, 3, 4, 5, 6, 8, 10, 12];

fn instance(id: &str) -> Instance {
    Instance::new(&load(&bundle::guarded().clap()), id)
}

fn film() -> Instance {
    let mut film = instance(FILM);
    assert!(film.start(RATE, FRAMES));
    film
}

#[test]
fn both_plugins_are_listed_the_film_one_first() {
    let listed = classes(&load(&bundle::guarded().clap()));
    let expected = [(FILM, "Threshold Shift"), (LIVE, "Threshold Shift Live")];
    assert_eq!(listed, expected.map(|(id, name)| (id.to_owned(), name.to_owned())));
}

#[test]
fn every_layout_is_offered_described_and_plays() {
    for id in [FILM, LIVE] {
        let mut instance = instance(id);
        let configs: PluginAudioPortsConfig = instance.extension();
        assert_eq!(configs.count(&instance.plugin.plugin_handle()), 2 * WIDTHS.len() as u32);
        for config in 0..2 * WIDTHS.len() as u32 {
            let (width, has_aux) = (WIDTHS[config as usize % WIDTHS.len()], (config as usize) < WIDTHS.len());
            assert!(instance.select(config));
            let expected = if has_aux { vec![width, width, 2] } else { vec![width] };
            assert_eq!(ports(&mut instance), (expected.clone(), vec![width]));
            let mut buffer = AudioPortsConfigBuffer::new();
            let told = configs.get(&instance.plugin.plugin_handle(), config, &mut buffer).expect("a layout");
            assert_eq!(told.input_port_count as usize, expected.len());
            assert!(instance.start(RATE, FRAMES));
            for inputs in [&expected[..], &[width], &[width, width]] {
                let mut block = Block::new(inputs, width, 512);
                for _ in 0..6 {
                    assert!(instance.process(&mut block), "{id}, layout {config}, {inputs:?}");
                }
                assert!(block.sounds(), "{id}, layout {config}, {inputs:?}");
            }
            assert!(!instance.select(0), "not while active");
            instance.stop();
        }
        assert!(!instance.select(2 * WIDTHS.len() as u32));
    }
}

/// Widths of the input and output ports; checks types and loudspeakers on the way.
fn ports(instance: &mut Instance) -> (Vec<usize>, Vec<usize>) {
    let (ports, surround): (PluginAudioPorts, PluginSurround) = (instance.extension(), instance.extension());
    let handle = instance.plugin.plugin_handle();
    let mut widths = [true, false].map(|is_input| -> Vec<usize> {
        (0..ports.count(&handle, is_input))
            .map(|idx| {
                let mut buffer = AudioPortInfoBuffer::new();
                let info = ports.get(&handle, idx, is_input, &mut buffer).expect("a port");
                let expected = match info.channel_count {
                    1 => AudioPortType::MONO,
                    2 => AudioPortType::STEREO,
                    _ => AudioPortType::SURROUND,
                };
                assert_eq!(info.port_type, Some(expected));
                assert_eq!(info.id.get(), if is_input { idx } else { 3 });
                let mut map = [0; 16];
                let map = surround.get_channel_map(&handle, is_input, idx, &mut map);
                assert_eq!(map.channel_count(), info.channel_count as usize);
                info.channel_count as usize
            })
            .collect()
    });
    (std::mem::take(&mut widths[0]), std::mem::take(&mut widths[1]))
}

#[test]
fn blocks_that_cannot_be_are_refused_in_silence() {
    let mut film = film();
    for (input, output, frames) in [(2, 2, 513), (2, 1, 64), (2, 3, 64), (1, 2, 64), (3, 2, 64)] {
        let mut block = Block::new(&[input], output, frames);
        assert!(!film.process(&mut block), "{input} in, {output} out, {frames} frames");
        assert!(block.output.iter().flatten().all(|sample| *sample == 0.0));
    }
    assert!(film.process(&mut Block::new(&[2], 2, 512)), "and it goes on");
}

#[test]
fn events_out_of_order_past_the_block_or_senseless_end_where_they_should() {
    let mut film = film();
    let (loss, trim) = (film.parameter("Loss"), film.parameter("Trim"));
    let mut block = Block::new(&[2], 2, 512);
    block.events = vec![
        event(400, loss, 0.5),
        event(100, loss, 0.25),
        event(100_000, trim, 0.75),
        event(3, trim, f64::NAN),
        event(500, loss, f64::INFINITY),
        event(200, loss, -1.0e300),
        event(7, ClapId::new(0xdead_beef), 0.5),
    ];
    assert!(film.process(&mut block));
    assert!((film.value(loss) - 0.5).abs() < 1.0e-6);
    assert!((film.value(trim) - 0.75).abs() < 1.0e-6);
    assert!(block.output.iter().flatten().all(|sample| sample.is_finite()));
}

#[test]
fn twenty_thousand_events_in_a_block_end_where_they_should() {
    let mut film = film();
    let (loss, trim) = (film.parameter("Loss"), film.parameter("Trim"));
    let mut block = Block::new(&[2], 2, 512);
    block.events = (0..20_000_u32)
        .rev()
        .map(|n| event(n / 2 % 512, [loss, trim][n as usize % 2], f64::from(n / 2 % 512) / 511.0))
        .collect();
    assert!(film.process(&mut block));
    assert_eq!((film.value(loss), film.value(trim)), (1.0, 1.0));
}

#[test]
fn a_flush_takes_the_same_care() {
    let mut instance = instance(LIVE);
    let loss = instance.parameter("Loss");
    instance.flush(&[
        event(9, loss, 0.5),
        event(u32::MAX, loss, 0.25),
        event(0, loss, f64::NAN),
        event(0, ClapId::new(5), 1.0),
    ]);
    assert!((instance.value(loss) - 0.25).abs() < 1.0e-6);
    assert!(instance.start(RATE, FRAMES));
    let mut block = Block::new(&[2], 2, 0);
    block.events = vec![event(3, loss, 0.75)];
    assert!(instance.process(&mut block), "a block without frames is a flush");
    assert!((instance.value(loss) - 0.75).abs() < 1.0e-6);
}

#[test]
fn a_state_survives_the_round_trip() {
    let (mut from, mut to) = (instance(FILM), instance(LIVE));
    let events: Vec<_> = from.parameters().into_iter().map(|(id, _, top)| event(0, id, top)).collect();
    from.flush(&events);
    assert_ne!(from.values(), to.values());
    let saved = from.save();
    assert!(to.load(&saved));
    assert_eq!(from.values(), to.values(), "the two plugins share their states");
    assert_eq!(saved, to.save());
}

#[test]
fn hostile_states_are_refused_with_old_values_intact() {
    let mut film = instance(FILM);
    let loss = film.parameter("Loss");
    film.flush(&[event(0, loss, 0.25)]);
    let (before, good) = (film.values(), film.save());
    let envelope =
        |json: &str| [&b"TSHIFT01"[..], &(json.len() as u32).to_le_bytes(), json.as_bytes()].concat();
    let mut hostile: Vec<Vec<u8>> =
        (0..good.len()).step_by(7).map(|length| good[..length].to_vec()).collect();
    hostile.push([&good[..], b"x"].concat());
    hostile.push(good[12..].to_vec());
    hostile.push(vec![0; 5 << 20]);
    hostile.push(u64::MAX.to_le_bytes().to_vec());
    hostile.push(envelope(&"[".repeat(1 << 20)));
    hostile.push(envelope(r#"{"version":"1","params":{"loss":{"bool":true}},"fields":{}}"#));
    hostile.push(envelope(r#"{"version":"1","params":{"loss":{"f32":1e999}},"fields":{}}"#));
    for bytes in hostile {
        assert!(!film.load(&bytes), "{} bytes", bytes.len());
        assert_eq!(film.values(), before, "{} bytes", bytes.len());
    }
    assert!(film.load(&envelope(
        r#"{"version":"1","params":{"loss":{"f32":1e30},"unknown":{"f32":1}},"fields":{}}"#
    )));
    assert_eq!(film.value(loss), 1.0, "clamped");
    assert!(film.load(&good));
    assert_eq!(film.values(), before);
}

#[test]
fn activation_outside_the_rates_is_refused() {
    let mut film = instance(FILM);
    for (rate, frames) in
        [(8000.0, 512), (22_049.0, 512), (192_001.0, 512), (f64::NAN, 512), (RATE, u32::MAX)]
    {
        assert!(!film.start(rate, frames), "{rate} Hz, {frames} frames");
    }
    for rate in [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
        assert!(film.start(rate, FRAMES), "{rate} Hz");
        assert!(film.process(&mut Block::new(&[2, 2, 2], 2, 512)));
        assert_eq!(film.latency(), (rate / 24.0) as u32, "one film frame");
        film.stop();
    }
}

#[test]
fn parameters_are_safe_to_ask_about() {
    let mut film = instance(FILM);
    let params: PluginParams = film.extension();
    let handle = film.plugin.plugin_handle();
    let (count, mut buffer) = (params.count(&handle), ParamInfoBuffer::new());
    assert!(params.get_info(&handle, count, &mut buffer).is_none());
    assert!(params.get_info(&handle, u32::MAX, &mut buffer).is_none());
    for idx in 0..count {
        let info = params.get_info(&handle, idx, &mut buffer).expect("an info");
        assert!((info.min_value..=info.max_value).contains(&info.default_value));
        let (id, mut text) = (info.id, [0; 64]);
        assert!(params.get_value(&handle, id).is_some_and(f64::is_finite));
        assert!(params.value_to_text(&handle, id, info.default_value, &mut text).is_ok());
        assert!(params.value_to_text(&handle, id, f64::NAN, &mut text).is_err());
        assert!(params.value_to_text(&handle, id, 0.0, &mut []).is_err());
    }
}

#[test]
fn nothing_between_host_and_plugin_allocates() {
    // SAFETY: the entry is our own.
    let entry = unsafe { PluginEntry::load_from_raw(&threshold_shift::export::clap::clap_entry, c"") }
        .expect("an entry");
    let mut film = Instance::new(&entry, FILM);
    assert!(film.select(5) && film.start(RATE, FRAMES));
    let loss = film.parameter("Loss");
    for (inputs, output, frames, accepted) in [
        (&[6, 6, 2][..], 6, 512, true),
        (&[6], 6, 1, true),
        (&[6, 2], 6, 0, true),
        (&[6], 6, 513, false),
        (&[5], 6, 64, false),
    ] {
        let mut block = Block::new(inputs, output, frames);
        block.events =
            (0..20_000_u32).rev().map(|n| event(n % 600, loss, f64::from(n % 512) / 511.0)).collect();
        let result = film.process_watched(&mut block, |call| assert_no_alloc(call));
        assert_eq!(result, accepted, "{inputs:?}, {frames} frames");
    }
}
