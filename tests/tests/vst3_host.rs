//! The VST3 bundle in a host: loudspeakers by name, careless blocks, states from anywhere.
#![allow(unsafe_code)] // a VST3 host speaks C

#[path = "support_host/bundle.rs"]
mod bundle;
#[path = "support_host/com.rs"]
mod com;
#[cfg(target_os = "linux")]
#[path = "vst3_host/editor.rs"]
mod editor;
#[path = "support_host/vst3.rs"]
mod host;

use std::sync::OnceLock;

use ::vst3::Steinberg::Vst::SpeakerArr::*;
use ::vst3::Steinberg::Vst::{IAudioProcessorTrait, IEditControllerTrait, ParameterInfo, SpeakerArrangement};
use ::vst3::Steinberg::{kInvalidArgument, kResultFalse, kResultOk};
use com::Changes;
use host::{Block, Factory, Instance};
use nice_assert_no_alloc::assert_no_alloc;

const FILM: &str = "Threshold Shift";
const LIVE: &str = "Threshold Shift Live";
const RATE: f64 = 48_000.0;
const FRAMES: i32 = 512;

/// Every arrangement the plugin promises, by name.
const PROMISED: [(&str, SpeakerArrangement); 13] = [
    ("mono", kMono),
    ("stereo", kStereo),
    ("LCR", k30Cine),
    ("quad", k40Music),
    ("LCRS", k40Cine),
    ("5.0", k50),
    ("5.1", k51),
    ("7.1 music", k71Music),
    ("7.1 cine", k71Cine),
    ("5.1.2", k51_2),
    ("7.1.2", k71_2),
    ("5.1.4", k51_4),
    ("7.1.4", k71_4),
];

struct Shared(Factory);
// SAFETY: a VST3 factory may be called from any thread, one at a time; ours has no state.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

fn factory() -> &'static Factory {
    static FACTORY: OnceLock<Shared> = OnceLock::new();
    &FACTORY.get_or_init(|| Shared(Factory::load(&bundle::vst3_library()))).0
}

fn film() -> Instance {
    factory().instance(FILM)
}

#[test]
fn both_plugins_are_listed_the_film_one_first() {
    let names: Vec<String> = factory().classes().into_iter().map(|class| class.0).collect();
    assert_eq!(names, [FILM, LIVE]);
    assert!(factory().refuses_unknown_plugins());
}

#[test]
fn every_arrangement_is_taken_returned_and_plays() {
    for name in [FILM, LIVE] {
        for (label, main) in PROMISED {
            let width = main.count_ones() as usize;
            for inputs in
                [&[main][..], &[main, main], &[main, main, kStereo], &[main, kEmpty, kEmpty], &[main, kEmpty]]
            {
                let instance = factory().instance(name);
                assert_eq!(instance.arrange(inputs, main), kResultOk, "{label}, {inputs:x?}");
                let key = inputs.get(1).copied().unwrap_or(main);
                let inside = inputs.get(2).copied().unwrap_or(kStereo);
                assert_eq!(instance.arrangements(), [main, key, inside, main], "{label}");
                instance.start(RATE, FRAMES);
                let mut block = Block::new(&[width], width, 512);
                for _ in 0..6 {
                    assert_eq!(block.play(&instance), kResultOk, "{label}");
                }
                assert!(block.sounds(), "{label}");
                instance.stop();
            }
        }
    }
}

#[test]
fn a_switched_on_key_of_another_width_is_refused_and_nothing_changes() {
    let instance = film();
    assert_eq!(instance.arrange(&[k71_4], k71_4), kResultOk);
    instance.switch_on(1);
    instance.switch_on(2);
    let before = instance.arrangements();
    for inputs in [[k51, kStereo, kStereo], [k51, kMono, kStereo], [k51, k51, kMono], [k51, k51, k51]] {
        assert_eq!(instance.arrange(&inputs, k51), kResultFalse, "{inputs:x?}");
    }
    for (input, output) in [(k51, kStereo), (k71Music, k71Cine), (k70Cine, k70Cine), (kEmpty, kEmpty)] {
        assert_eq!(instance.arrange(&[input], output), kResultFalse);
    }
    assert_eq!(instance.arrangements(), before);
    instance.start(RATE, FRAMES);
    let mut block = Block::new(&[12, 12, 2], 12, 512);
    assert_eq!(block.play(&instance), kResultOk);
}

#[test]
fn hosts_may_send_fewer_buses_than_there_are() {
    let instance = film();
    assert_eq!(instance.arrange(&[k51], k51), kResultOk);
    instance.switch_on(1);
    instance.switch_on(2);
    instance.start(RATE, FRAMES);
    for inputs in [&[6][..], &[6, 6], &[6, 2], &[6, 0, 2], &[6, 6, 2], &[6, 6, 1, 9]] {
        let mut block = Block::new(inputs, 6, 512);
        for _ in 0..6 {
            assert_eq!(block.play(&instance), kResultOk, "{inputs:?}");
        }
        assert!(block.sounds(), "{inputs:?}");
    }
}

#[test]
fn blocks_that_cannot_be_are_refused_in_silence() {
    let instance = film();
    instance.start(RATE, FRAMES);
    for (input, output, frames) in [(2, 2, 513), (2, 1, 64), (2, 3, 64), (1, 2, 64), (3, 2, 64)] {
        let mut block = Block::new(&[input], output, frames);
        assert_eq!(block.play(&instance), kResultFalse, "{input} in, {output} out, {frames} frames");
        assert!(block.output.iter().flatten().all(|sample| *sample == 0.0));
    }
    instance.stop();
    let mut block = Block::new(&[2], 2, 64);
    assert_eq!(block.play(&instance), kResultFalse);
}

#[test]
fn a_state_survives_the_round_trip() {
    let (from, to) = (film(), factory().instance(LIVE));
    for (id, name) in from.parameters() {
        let value = if name == "Bypass" { 1.0 } else { 0.3 };
        // SAFETY: the parameter exists.
        assert_eq!(unsafe { from.controller.setParamNormalized(id, value) }, kResultOk);
    }
    assert_ne!(from.values(), to.values());
    assert_eq!(to.load(&from.save()), kResultOk);
    assert_eq!(from.values(), to.values(), "the two plugins share their states");
    assert_eq!(from.save(), to.save());
}

#[test]
fn hostile_states_are_refused_with_old_values_intact() {
    let instance = film();
    let loss = instance.parameter("Loss");
    // SAFETY: the parameter exists.
    assert_eq!(unsafe { instance.controller.setParamNormalized(loss, 0.25) }, kResultOk);
    let (before, good) = (instance.values(), instance.save());
    let envelope =
        |json: &str| [&b"TSHIFT01"[..], &(json.len() as u32).to_le_bytes(), json.as_bytes()].concat();
    let mut hostile: Vec<Vec<u8>> =
        (0..good.len()).step_by(7).map(|length| good[..length].to_vec()).collect();
    hostile.push([&good[..], b"x"].concat());
    hostile.push(good[12..].to_vec());
    hostile.push(vec![0; 5 << 20]);
    hostile.push(envelope(&"[".repeat(1 << 20)));
    hostile.push(envelope(r#"{"version":"1","params":{"loss":{"bool":true}},"fields":{}}"#));
    hostile.push(envelope(r#"{"version":"1","params":{"loss":{"f32":1e999}},"fields":{}}"#));
    for bytes in hostile {
        assert_eq!(instance.load(&bytes), kResultFalse, "{} bytes", bytes.len());
        assert_eq!(instance.values(), before, "{} bytes", bytes.len());
    }
    let wild = envelope(r#"{"version":"1","params":{"loss":{"f32":1e30},"unknown":{"f32":1}},"fields":{}}"#);
    assert_eq!(instance.load(&wild), kResultOk);
    assert_eq!(instance.value(loss), 1.0, "clamped");
    assert_eq!(instance.load(&good), kResultOk);
    assert_eq!(instance.values(), before);
}

#[test]
fn changes_that_are_no_numbers_or_no_parameters_are_ignored() {
    let instance = film();
    instance.start(RATE, FRAMES);
    let (loss, trim) = (instance.parameter("Loss"), instance.parameter("Trim"));
    let mut block = Block::new(&[2], 2, 512);
    block.changes = Some(Changes::new(&[
        (loss, &[(400, 0.5), (-3, 9.0), (i32::MAX, f64::NAN), (500, f64::INFINITY), (10, 0.25)]),
        (trim, &[(100_000, 0.75), (3, f64::NAN)]),
        (0xdead_beef, &[(0, 0.5)]),
    ]));
    assert_eq!(block.play(&instance), kResultOk);
    assert!((instance.value(loss) - 0.5).abs() < 1.0e-6);
    assert!((instance.value(trim) - 0.75).abs() < 1.0e-6);
    assert!(block.output.iter().flatten().all(|sample| sample.is_finite()));
}

#[test]
fn twenty_thousand_changes_in_a_block_end_where_they_should() {
    let instance = film();
    instance.start(RATE, FRAMES);
    let (loss, trim) = (instance.parameter("Loss"), instance.parameter("Trim"));
    let points: Vec<(i32, f64)> = (0..10_000).rev().map(|n| (n % 512, f64::from(n % 512) / 511.0)).collect();
    let mut block = Block::new(&[2], 2, 512);
    block.changes = Some(Changes::new(&[(loss, &points), (trim, &points)]));
    assert_eq!(block.play(&instance), kResultOk);
    assert_eq!((instance.value(loss), instance.value(trim)), (1.0, 1.0));
}

#[test]
fn latency_is_one_number_whatever_happens() {
    for (name, frames_per_second) in [(FILM, Some(24)), (LIVE, None)] {
        for rate in [22_050_u32, 44_100, 48_000, 96_000, 192_000] {
            let expected = frames_per_second.map_or(0, |frames| rate / frames);
            let instance = factory().instance(name);
            // SAFETY: asking is always allowed.
            let latency = || unsafe { instance.processor.getLatencySamples() };
            for (main, mode) in [(kStereo, 0), (k71_4, 2), (kMono, 1)] {
                assert_eq!(instance.arrange(&[main], main), kResultOk);
                assert_eq!(instance.set_up_in_mode(f64::from(rate), FRAMES, mode), kResultOk);
                assert_eq!(instance.set_active(true), kResultOk);
                assert_eq!(latency(), expected, "{name} at {rate} Hz");
                let width = main.count_ones() as usize;
                let mut block = Block::new(&[width], width, 512);
                let changes: Vec<_> =
                    instance.parameters().into_iter().map(|(id, _)| (id, &[(0, 1.0)][..])).collect();
                block.changes = Some(Changes::new(&changes));
                assert_eq!(block.play(&instance), kResultOk);
                assert_eq!(latency(), expected, "{name} at {rate} Hz with everything at its end");
                instance.stop();
            }
        }
    }
}

#[test]
fn activation_is_refused_without_or_with_a_senseless_set_up() {
    let instance = film();
    assert_eq!(instance.set_active(true), kResultFalse, "nothing was set up");
    for (rate, frames) in [(8000.0, 512), (192_001.0, 512), (f64::NAN, 512), (RATE, 0), (RATE, i32::MAX)] {
        assert_eq!(instance.set_up(rate, frames), kResultFalse, "{rate} Hz, {frames} frames");
        assert_eq!(instance.set_active(true), kResultFalse);
    }
    instance.start(RATE, FRAMES);
}

#[test]
fn parameters_are_safe_to_ask_about() {
    let instance = film();
    let loss = instance.parameter("Loss");
    // SAFETY: the infos and texts are ours; all zeros are valid ones.
    unsafe {
        let controller = &instance.controller;
        let mut info: ParameterInfo = std::mem::zeroed();
        for index in [-1, controller.getParameterCount(), i32::MAX] {
            assert_eq!(controller.getParameterInfo(index, &raw mut info), kInvalidArgument);
        }
        let mut text = [0; 128];
        for value in [f64::NAN, f64::INFINITY] {
            assert_eq!(controller.getParamStringByValue(loss, value, &raw mut text), kInvalidArgument);
            assert_eq!(controller.setParamNormalized(loss, value), kInvalidArgument);
            assert!(controller.normalizedParamToPlain(loss, value).is_finite());
            assert!(controller.plainParamToNormalized(loss, value).is_finite());
        }
        assert_eq!(controller.setParamNormalized(loss, 7.0), kResultOk);
        assert_eq!(controller.getParamNormalized(loss), 1.0);
        for (id, name) in instance.parameters() {
            assert!(controller.getParamNormalized(id).is_finite(), "{name}");
            assert!((0..controller.getParameterCount()).any(|idx| {
                controller.getParameterInfo(idx, &raw mut info) == kResultOk
                    && info.id == id
                    && (0.0..=1.0).contains(&info.defaultNormalizedValue)
            }));
        }
    }
}

#[test]
fn nothing_between_host_and_plugin_allocates() {
    // SAFETY: the entry point gives a factory.
    let factory = unsafe { Factory::from_raw(threshold_shift::export::vst3::GetPluginFactory()) };
    let instance = factory.instance(FILM);
    assert_eq!(instance.arrange(&[k51, k51, kStereo], k51), kResultOk);
    instance.switch_on(1);
    instance.start(RATE, FRAMES);
    let loss = instance.parameter("Loss");
    let points: Vec<(i32, f64)> = (0..9000).rev().map(|n| (n % 600, f64::from(n % 512) / 511.0)).collect();
    for (inputs, output, frames, expected) in [
        (&[6, 6, 2][..], 6, 512, kResultOk),
        (&[6], 6, 1, kResultOk),
        (&[6, 2], 6, 0, kResultOk),
        (&[6], 6, 513, kResultFalse),
        (&[5], 6, 64, kResultFalse),
    ] {
        let mut block = Block::new(inputs, output, frames);
        block.changes = Some(Changes::new(&[(loss, &points), (7, &points)]));
        let result = block.run(&instance, |call| assert_no_alloc(call));
        assert_eq!(result, expected, "{inputs:?}, {frames} frames");
    }
}
