//! Blocks, buses and set-ups as VST3 hosts send them, careful or not, against a plugin that notes what it gets.

use std::ptr::null_mut;

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::ProcessContext_::StatesAndFlags_::kPlaying;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr::{
    k30Cine, k51, k71_4, k71Music, kEmpty, kMono, kStereo,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    BusInfo, IAudioProcessorTrait, IComponentTrait, IEditControllerTrait, ProcessContext, ProcessData,
    SpeakerArrangement,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{kInvalidArgument, kResultFalse, kResultOk, tresult};

mod link;
mod notes;
mod panics;
#[cfg(target_os = "linux")]
mod view;

use super::bench::{Block, FRAMES, RATE, Sent, arrange, set_up, start};
use super::wrapped::Wrapped;
use crate::export::lanes::number;
use crate::export::probe::{Call, Probe, calls};
use crate::host_block::HostBlock;

fn instance() -> Wrapped<Probe> {
    calls();
    Wrapped::new()
}

/// An instance for these loudspeakers, with `Key` and `Inside` switched on, ready for sound.
fn running(main: SpeakerArrangement) -> Wrapped<Probe> {
    made_ready(instance(), main)
}

fn made_ready<const NOTES: bool>(
    instance: Wrapped<Probe<NOTES>>,
    main: SpeakerArrangement,
) -> Wrapped<Probe<NOTES>> {
    assert_eq!(arrange(&instance, &[main, main, kStereo], main), kResultOk);
    // SAFETY: the buses exist.
    unsafe {
        assert_eq!(instance.activateBus(0, 0, 1, 1), kResultOk);
        assert_eq!(instance.activateBus(0, 0, 2, 1), kResultOk);
    }
    start(&instance);
    instance
}

fn arrangement(instance: &Wrapped<Probe>, direction: i32, index: i32) -> Result<SpeakerArrangement, tresult> {
    let mut mask = 0;
    // SAFETY: the mask is ours.
    let result = unsafe { instance.getBusArrangement(direction, index, &raw mut mask) };
    if result == kResultOk { Ok(mask) } else { Err(result) }
}

fn only(mut calls: Vec<Call>) -> Call {
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

#[test]
fn every_input_arrives_with_the_hosts_facts() {
    let instance = running(k51);
    let mut block = Block::new(&[6, 6, 2], 6, 512);
    // SAFETY: a context is plain numbers; all zeros are valid.
    let context: ProcessContext = unsafe { std::mem::zeroed() };
    block.context = Some(ProcessContext { state: kPlaying, projectTimeSamples: 8_640_000, ..context });
    assert_eq!(block.run(&instance, |_, _, output| output.silenceFlags = 0x3f), kResultOk);
    let call = only(calls());
    assert_eq!(call.main, [1.0, 1.01, 1.02, 1.03, 1.04, 1.05]);
    assert_eq!(call.aux, [vec![2.0, 2.01, 2.02, 2.03, 2.04, 2.05], vec![3.0, 3.01]]);
    let facts = HostBlock {
        position: Some(8_640_000),
        arrangement: Some(k51),
        key_connected: true,
        inside_connected: true,
    };
    assert_eq!(call.taken, Some(facts));
    assert_eq!(block.output[5], vec![1.05; 512]);
}

#[test]
fn inputs_that_are_missing_narrow_null_or_off_are_silent() {
    for main in [kStereo, k51, k71_4] {
        let width = main.count_ones() as usize;
        let instance = running(main);
        for (inputs, key, inside) in [
            (&[width][..], false, false),
            (&[width, width], true, false),
            (&[width, width - 1, 2], false, true),
            (&[width, 0, 1], false, false),
            (&[width, width, 2, 4, 5], true, true),
        ] {
            let mut block = Block::new(inputs, width, 64);
            assert_eq!(block.run(&instance, |_, _, _| ()), kResultOk);
            let call = only(calls());
            let taken = call.taken.expect("facts");
            assert_eq!((taken.key_connected, taken.inside_connected), (key, inside), "{inputs:?}");
            assert_eq!(call.aux.iter().map(Vec::len).collect::<Vec<_>>(), [width, 2]);
            assert_eq!(call.aux[0][0], if key { 2.0 } else { 0.0 }, "{inputs:?}");
            assert_eq!(call.aux[1][1], if inside { 3.01 } else { 0.0 }, "{inputs:?}");
            assert_eq!(call.main[0], 1.0);
        }
        // A null channel in the key, and the key switched off.
        let mut block = Block::new(&[width, width, 2], width, 64);
        // SAFETY: the bus has a second channel.
        let spoilt = block.run(&instance, |_, inputs, _| unsafe {
            *inputs[1].__field0.channelBuffers32.add(1) = null_mut();
        });
        assert_eq!((spoilt, only(calls()).aux[0][0]), (kResultOk, 0.0));
        // SAFETY: the bus exists.
        assert_eq!(unsafe { instance.activateBus(0, 0, 1, 0) }, kResultOk);
        assert_eq!(Block::new(&[width, width, 2], width, 64).run(&instance, |_, _, _| ()), kResultOk);
        assert!(!only(calls()).taken.expect("facts").key_connected);
    }
}

#[test]
fn a_switched_off_main_input_is_silence_and_a_wrong_one_is_refused() {
    let instance = running(k51);
    let mut block = Block::new(&[0, 6, 2], 6, 64);
    assert_eq!(block.run(&instance, |_, _, _| ()), kResultOk);
    assert_eq!(only(calls()).main, [0.0; 6]);
    assert_eq!(block.output, vec![vec![0.0; 64]; 6], "silence in, silence out");
    for (input, output) in [(5, 6), (7, 6), (6, 5), (6, 7)] {
        let mut block = Block::new(&[input, 6, 2], output, 64);
        assert_eq!(block.run(&instance, |_, _, _| ()), kResultFalse, "{input} in, {output} out");
        assert_eq!(block.output, vec![vec![0.0; 64]; output], "{input} in, {output} out");
        assert_eq!(calls(), []);
    }
}

#[test]
fn impossible_blocks_are_refused_in_silence() {
    let instance = running(kStereo);
    let mut long = Block::new(&[2, 2, 2], 2, 513);
    assert_eq!(long.run(&instance, |_, _, output| output.silenceFlags = 0), kResultFalse);
    assert_eq!(long.output, vec![vec![0.0; 513]; 2]);
    let mut negative = Block::new(&[2, 2, 2], 2, 64);
    assert_eq!(negative.run(&instance, |data, _, _| data.numSamples = -1), kResultFalse);
    let mut wide = Block::new(&[2, 2, 2], 2, 128);
    let result = wide.run(&instance, |data, _, _| (data.symbolicSampleSize, data.numSamples) = (1, 64));
    assert_eq!(result, kResultFalse);
    assert_eq!(wide.output, vec![vec![0.0; 128]; 2], "64 samples of 64 bits");
    let mut hole = Block::new(&[2, 2, 2], 2, 64);
    // SAFETY: the bus has a first channel.
    let result =
        hole.run(&instance, |_, _, output| unsafe { *output.__field0.channelBuffers32 = null_mut() });
    assert_eq!(result, kResultFalse);
    assert_eq!(hole.output[1], [0.0; 64]);
    // SAFETY: null is allowed, and switching off as well.
    unsafe {
        assert_eq!(instance.process(null_mut()), kInvalidArgument);
        assert_eq!(instance.setActive(0), kResultOk);
    }
    let mut off = Block::new(&[2, 2, 2], 2, 64);
    assert_eq!(off.run(&instance, |_, _, _| ()), kResultFalse);
    assert_eq!(off.output, vec![vec![0.0; 64]; 2]);
    assert_eq!(calls(), [], "none of these may reach the plugin");
}

#[test]
fn changes_split_the_block_where_they_act_and_nowhere_else() {
    let instance = running(kStereo);
    let mut block = Block::new(&[2], 2, 512);
    block.changes = Some(Sent::new(&[
        (number("trim"), &[(300, 1.0), (100, 0.0), (-9, 0.5), (9999, 0.75), (200, f64::NAN), (250, 7.0)]),
        (number("loss"), &[(100, 0.25), (50, f64::INFINITY)]),
        (12_345, &[(7, 0.5)]),
    ]));
    assert_eq!(block.run(&instance, |_, _, _| ()), kResultOk);
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
fn a_flush_moves_parameters_and_touches_no_sound() {
    let instance = running(kStereo);
    let flushes: [fn(&mut ProcessData); 4] = [
        |data| data.numSamples = 0,
        |data| data.outputs = null_mut(),
        |data| data.numOutputs = 0,
        // SAFETY: there is an output.
        |data| unsafe { (*data.outputs).numChannels = 0 },
    ];
    for (idx, flush) in flushes.into_iter().enumerate() {
        let mut block = Block::new(&[2, 2, 2], 2, 64);
        let value = 0.1 * (idx as f64 + 1.0);
        block.changes = Some(Sent::new(&[(number("loss"), &[(40, value)])]));
        assert_eq!(block.run(&instance, |data, _, _| flush(data)), kResultOk);
        assert_eq!(calls(), []);
        assert_eq!(block.output[0], [9.0; 64], "the output is nobody's to write to");
        // SAFETY: the parameter exists.
        let loss = unsafe { instance.getParamNormalized(number("loss")) };
        assert!((loss - value).abs() < 1.0e-6, "{loss} after flush {idx}");
    }
}

#[test]
fn a_flood_of_changes_neither_allocates_nor_loses_the_last_value() {
    let instance = running(kStereo);
    let points: Vec<(i32, f64)> = (0..20_000).rev().map(|n| (n % 512, f64::from(n % 512) / 511.0)).collect();
    let mut block = Block::new(&[2], 2, 512);
    block.changes = Some(Sent::new(&[(number("trim"), &points), (number("loss"), &points)]));
    assert_eq!(block.run(&instance, |_, _, _| ()), kResultOk);
    let calls = calls();
    assert_eq!(calls.len(), 512);
    let last = calls.last().expect("calls");
    assert_eq!((last.trim, last.loss), (24.0, 1.0));
}

#[test]
fn arrangements_are_remembered_and_refusals_change_nothing() {
    let instance = instance();
    assert_eq!(arrangement(&instance, 0, 0), Ok(kStereo));
    for main in [kMono, k30Cine, k51, k71Music, k71_4] {
        assert_eq!(arrange(&instance, &[main], main), kResultOk);
        for (direction, index, mask) in [(0, 0, main), (0, 1, main), (0, 2, kStereo), (1, 0, main)] {
            assert_eq!(arrangement(&instance, direction, index), Ok(mask), "bus {index} of {main:x}");
        }
    }
    // SAFETY: the bus exists.
    assert_eq!(unsafe { instance.activateBus(0, 0, 1, 1) }, kResultOk);
    assert_eq!(arrange(&instance, &[k51, kStereo, kStereo], k51), kResultFalse);
    assert_eq!(arrange(&instance, &[k51], kStereo), kResultFalse);
    assert_eq!(arrangement(&instance, 0, 0), Ok(k71_4));
    assert_eq!(arrange(&instance, &[k51, kEmpty, kEmpty], k51), kResultOk);
    assert_eq!((arrangement(&instance, 0, 1), arrangement(&instance, 0, 2)), (Ok(kEmpty), Ok(kEmpty)));
    for (direction, index) in [(0, -1), (0, 3), (1, 1), (1, -1), (2, 0)] {
        assert_eq!(arrangement(&instance, direction, index), Err(kInvalidArgument));
    }
    start(&instance);
    assert_eq!(arrange(&instance, &[k71_4], k71_4), kResultFalse, "not while active");
    assert_eq!(arrange(&instance, &[k51, kEmpty, kEmpty], k51), kResultOk, "nothing new");
    // SAFETY: null lists are refused.
    unsafe {
        assert_eq!(instance.setBusArrangements(null_mut(), 3, null_mut(), 1), kInvalidArgument);
        assert_eq!(instance.setBusArrangements(null_mut(), -1, null_mut(), -1), kInvalidArgument);
    }
}

#[test]
fn buses_are_three_in_and_one_out_whatever_their_width() {
    let instance = instance();
    for main in [kMono, k51, k71_4] {
        assert_eq!(arrange(&instance, &[main], main), kResultOk);
        // SAFETY: the infos are ours, and all zeros are valid ones.
        unsafe {
            assert_eq!((instance.getBusCount(0, 0), instance.getBusCount(0, 1)), (3, 1));
            let info = |direction, index| {
                let mut info: BusInfo = std::mem::zeroed();
                let result = instance.getBusInfo(0, direction, index, &raw mut info);
                (result == kResultOk).then_some((info.channelCount, info.busType, info.flags & 1))
            };
            let width = main.count_ones() as i32;
            assert_eq!([info(0, 0), info(1, 0)], [Some((width, 0, 1)); 2]);
            assert_eq!([info(0, 1), info(0, 2)], [Some((width, 1, 0)), Some((2, 1, 0))]);
            assert_eq!([info(0, -1), info(0, 3), info(1, 1)], [None; 3]);
        }
    }
}

#[test]
fn activation_needs_a_sane_set_up() {
    let instance = instance();
    // SAFETY: activating is allowed, if in vain.
    let activate = || unsafe { instance.setActive(1) };
    assert_eq!(activate(), kResultFalse, "before any set-up");
    for (rate, frames) in
        [(8000.0, 512), (f64::NAN, 512), (384_000.0, 512), (RATE, 0), (RATE, -1), (RATE, i32::MAX)]
    {
        assert_eq!(set_up(&instance, rate, frames), kResultFalse, "{rate} Hz, {frames} frames");
        assert_eq!(activate(), kResultFalse);
    }
    assert_eq!(set_up(&instance, RATE, FRAMES), kResultOk);
    assert_eq!((activate(), activate()), (kResultOk, kResultOk), "twice is once");
    assert_eq!(set_up(&instance, RATE, FRAMES), kResultOk, "the same again");
    assert_eq!(set_up(&instance, RATE, 2 * FRAMES), kResultFalse, "more than was prepared for");
    assert_eq!(set_up(&instance, 44_100.0, FRAMES), kResultFalse);
    assert_eq!(Block::new(&[2], 2, 512).run(&instance, |_, _, _| ()), kResultOk);
}
