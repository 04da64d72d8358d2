//! Notes from a VST3 host, for a plugin that takes them and for one that doesn't.

use nice_plug::wrapper::vst3::vst3::ComWrapper;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::Event;

use super::super::bench::{SentEvents, note};
use super::*;
use crate::export::notes::MAX_NOTES;
use crate::export::probe::Begun;

type Musician = Probe<true>;

const EVENTS: i32 = 1;

/// What the plugin gets of notes in a block of 512 frames: length of each call, and its notes.
fn played(block: &mut Block) -> Vec<(usize, Vec<Begun>)> {
    calls();
    let instance = made_ready(Wrapped::<Musician>::new(), kStereo);
    assert_eq!(block.run(&instance, |_, _, _| ()), kResultOk);
    calls().into_iter().map(|call| (call.samples, call.notes)).collect()
}

fn block(events: Vec<Event>) -> Block {
    let mut block = Block::new(&[2, 2, 2], 2, 512);
    block.events = Some(ComWrapper::new(SentEvents(events)));
    block
}

#[test]
fn a_plugin_that_takes_notes_has_a_bus_for_them() {
    // SAFETY: counting is always allowed; the info is ours, and all zeros are a valid one.
    unsafe {
        assert_eq!(instance().getBusCount(EVENTS, 0), 0);
        let musician = Wrapped::<Musician>::new();
        assert_eq!((musician.getBusCount(EVENTS, 0), musician.getBusCount(EVENTS, 1)), (1, 0));
        assert_eq!((musician.getBusCount(0, 0), musician.getBusCount(0, 1)), (3, 1));
        let mut info: BusInfo = std::mem::zeroed();
        assert_eq!(musician.getBusInfo(EVENTS, 0, 0, &raw mut info), kResultOk);
        assert_eq!((info.mediaType, info.channelCount, info.flags & 1), (EVENTS, 16, 1));
        assert_eq!(musician.getBusInfo(EVENTS, 0, 1, &raw mut info), kInvalidArgument);
        assert_eq!(musician.activateBus(EVENTS, 0, 0, 1), kResultOk);
    }
}

#[test]
fn notes_arrive_in_order_and_inside_the_block() {
    let mut block = block(vec![note(300, 64, 0.25), note(i32::MAX, 0, 7.0), note(-9, 127, 1.0)]);
    assert_eq!(played(&mut block), [(512, vec![(0, 127, 1.0), (300, 64, 0.25), (511, 0, 1.0)])]);
}

#[test]
fn notes_fall_between_parameters_where_they_belong() {
    let mut block =
        block(vec![note(250, 63, 1.0), note(200, 62, 1.0), note(99, 60, 1.0), note(100, 61, 1.0)]);
    block.changes = Some(Sent::new(&[(number("trim"), &[(200, 1.0)]), (number("loss"), &[(100, 1.0)])]));
    let expected =
        [(100, vec![(99, 60, 1.0)]), (100, vec![(0, 61, 1.0)]), (312, vec![(0, 62, 1.0), (50, 63, 1.0)])];
    assert_eq!(played(&mut block), expected);
}

#[test]
fn what_does_not_begin_a_note_stays_behind() {
    let spoilt = |spoil: fn(&mut Event)| {
        let mut event = note(0, 60, 1.0);
        spoil(&mut event);
        event
    };
    let mut block = block(vec![
        note(0, -1, 1.0),
        note(0, 128, 1.0),
        note(0, 60, f32::NAN),
        spoilt(|event| event.r#type = 1),
        // Data without bytes would end the program in the framework.
        spoilt(|event| {
            event.r#type = 2;
            event.__field0.data = unsafe { std::mem::zeroed() };
        }),
        spoilt(|event| event.r#type = 9999),
        spoilt(|event| event.busIndex = 1),
        note(5, 60, 0.5),
    ]);
    assert_eq!(played(&mut block), [(512, vec![(5, 60, 0.5)])]);
}

#[test]
fn a_plugin_without_notes_gets_none() {
    let instance = running(kStereo);
    assert_eq!(block(vec![note(0, 60, 1.0)]).run(&instance, |_, _, _| ()), kResultOk);
    assert_eq!(only(calls()).notes, []);
}

#[test]
fn a_flood_of_notes_among_parameters_keeps_the_last_of_each() {
    let mut block = block((0..20_000).map(|n| note(511, (n % 128) as i16, 1.0)).collect());
    let points: Vec<(i32, f64)> = (0..8000).map(|n| (n % 512, 0.5)).collect();
    block.changes = Some(Sent::new(&[(number("trim"), &points)]));
    let parts = played(&mut block);
    assert_eq!(parts.len(), 512);
    let last = &parts[511];
    assert_eq!((last.0, last.1.len(), last.1[MAX_NOTES - 1]), (1, MAX_NOTES, (0, (19_999 % 128) as u8, 1.0)));
}

#[test]
fn notes_without_sound_are_dropped() {
    calls();
    let instance = made_ready(Wrapped::<Musician>::new(), kStereo);
    let mut silent = block(vec![note(0, 60, 1.0)]);
    assert_eq!(silent.run(&instance, |data, _, _| data.numSamples = 0), kResultOk);
    assert_eq!(block(vec![]).run(&instance, |_, _, _| ()), kResultOk);
    assert_eq!(only(calls()).notes, []);
}
