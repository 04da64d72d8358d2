//! Notes from a CLAP host, for a plugin that takes them and for one that doesn't.

use clap_sys::ext::note_ports::{
    CLAP_EXT_NOTE_PORTS, CLAP_NOTE_DIALECT_CLAP, CLAP_NOTE_DIALECT_MIDI, clap_note_port_info,
    clap_plugin_note_ports,
};
use clap_sys::process::CLAP_PROCESS_CONTINUE;

use super::super::bench::{Block, Held, Sent, event, midi, note};
use crate::export::lanes::number;
use crate::export::notes::MAX_NOTES;
use crate::export::probe::{Begun, Probe, calls};

type Musician = Probe<true>;

/// What the plugin gets of notes in a block of 512 frames: length of each call, and its notes.
fn played(block: &mut Block) -> Vec<(usize, Vec<Begun>)> {
    calls();
    let held = Held::new::<Musician>().running(0);
    assert_eq!(block.run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    calls().into_iter().map(|call| (call.samples, call.notes)).collect()
}

fn block(notes: Vec<Sent>) -> Block {
    let mut block = Block::new(&[2], 2, 512);
    block.notes = notes;
    block
}

#[test]
fn a_plugin_that_takes_notes_has_a_port_for_both_dialects() {
    assert!(!Held::new::<Probe>().offers(CLAP_EXT_NOTE_PORTS));
    let held = Held::new::<Musician>();
    let ports: clap_plugin_note_ports = held.extension(CLAP_EXT_NOTE_PORTS);
    // SAFETY: the info is ours, and all zeros are a valid one.
    unsafe {
        let (count, get) = (ports.count.expect("count"), ports.get.expect("get"));
        assert_eq!((count(held.0, true), count(held.0, false)), (1, 0));
        let mut info: clap_note_port_info = std::mem::zeroed();
        assert!(get(held.0, 0, true, &raw mut info) && !get(held.0, 1, true, &raw mut info));
        assert_eq!(info.supported_dialects, CLAP_NOTE_DIALECT_CLAP | CLAP_NOTE_DIALECT_MIDI);
    }
}

#[test]
fn notes_of_either_dialect_arrive_in_order_and_inside_the_block() {
    let mut block = block(vec![
        note(300, 64, 0.25),
        midi(10, [0x9f, 127, 127]),
        note(u32::MAX, 0, 1.0e300),
        midi(300, [0x90, 0, 1]),
    ]);
    let expected = vec![(10, 127, 1.0), (300, 64, 0.25), (300, 0, 1.0 / 127.0), (511, 0, 1.0)];
    assert_eq!(played(&mut block), [(512, expected)]);
}

#[test]
fn notes_fall_between_parameters_where_they_belong() {
    let mut block =
        block(vec![note(250, 63, 1.0), note(200, 62, 1.0), note(99, 60, 1.0), note(100, 61, 1.0)]);
    block.events = vec![event(200, number("trim"), 1.0), event(100, number("loss"), 1.0)];
    let expected =
        [(100, vec![(99, 60, 1.0)]), (100, vec![(0, 61, 1.0)]), (312, vec![(0, 62, 1.0), (50, 63, 1.0)])];
    assert_eq!(played(&mut block), expected);
}

#[test]
fn what_does_not_begin_a_note_stays_behind() {
    let spoilt = |spoil: fn(&mut clap_sys::events::clap_event_note)| match note(0, 60, 1.0) {
        Sent::Note(mut note) => {
            spoil(&mut note);
            Sent::Note(note)
        }
        midi @ Sent::Midi(_) => midi,
    };
    let mut block = block(vec![
        note(0, -1, 1.0),
        note(0, 128, 1.0),
        note(0, 60, f64::NAN),
        spoilt(|note| note.header.type_ = clap_sys::events::CLAP_EVENT_NOTE_OFF),
        spoilt(|note| note.header.type_ = clap_sys::events::CLAP_EVENT_NOTE_CHOKE),
        spoilt(|note| note.header.type_ = clap_sys::events::CLAP_EVENT_MIDI_SYSEX),
        spoilt(|note| note.header.space_id = 7),
        spoilt(|note| note.header.size = 16),
        spoilt(|note| note.port_index = 1),
        midi(0, [0x80, 60, 100]),
        midi(0, [0x90, 60, 0]),
        midi(0, [0x90, 128, 100]),
        midi(0, [0x90, 60, 255]),
        midi(0, [0xb0, 60, 100]),
        midi(0, [0xf0, 60, 100]),
        note(5, 60, 0.5),
    ]);
    assert_eq!(played(&mut block), [(512, vec![(5, 60, 0.5)])]);
}

#[test]
fn a_plugin_without_notes_gets_none() {
    calls();
    let held = Held::new::<Probe>().running(0);
    assert_eq!(block(vec![note(0, 60, 1.0)]).run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    assert_eq!(calls().remove(0).notes, []);
}

#[test]
fn a_flood_of_notes_among_parameters_keeps_the_last_of_each() {
    let mut block = block((0..20_000_u32).map(|n| note(511, (n % 128) as i16, 1.0)).collect());
    block.events = (0..20_000_u32).map(|n| event(n % 512, number("trim"), 0.5)).collect();
    let parts = played(&mut block);
    assert_eq!(parts.len(), 512);
    let last = &parts[511];
    assert_eq!((last.0, last.1.len(), last.1[MAX_NOTES - 1]), (1, MAX_NOTES, (0, (19_999 % 128) as u8, 1.0)));
}

#[test]
fn notes_without_sound_are_dropped() {
    calls();
    let held = Held::new::<Musician>().running(0);
    let mut silent = block(vec![note(0, 60, 1.0)]);
    assert_eq!(silent.run(&held, |call, _, _| call.frames_count = 0), CLAP_PROCESS_CONTINUE);
    assert_eq!(block(vec![]).run(&held, |_, _, _| ()), CLAP_PROCESS_CONTINUE);
    assert_eq!(calls().remove(0).notes, []);
}
