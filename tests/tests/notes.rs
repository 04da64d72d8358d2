//! Notes call up scenes in Threshold Shift Live, through the linked CLAP entry.
#![allow(unsafe_code)] // a library's entry point speaks C

#[allow(dead_code)]
#[path = "support_host/clap.rs"]
mod clap;

use clack_host::events::Pckn;
use clack_host::events::event_types::NoteOnEvent;
use clack_host::prelude::*;
use clap::{Block, Instance};
use integration::player::values;
use integration::signals::noises;
use nice_assert_no_alloc::assert_no_alloc;
use threshold_core::parameters::Values;
use threshold_core::story::Scene;
use threshold_shift::FIRST_NOTE;
use threshold_shift::state::of;
use threshold_shift::story::Document;

const FRAMES: usize = 512;
/// Blocks in 3 s at 48 kHz: two seconds after a change everybody hears the same.
const BLOCKS: usize = 281;
/// Block and frame of the note.
const NOTE: (usize, u32) = (40, 101);
const SLOT: usize = 3;

/// Noise through an instance that holds two scenes and stands at `slot`; with the note, if there is one.
fn played(id: &str, slot: usize, note: Option<u8>) -> Vec<f32> {
    let mut scenes = Document::default();
    scenes.put(0, "First", &values(&[("loss", 0.25)]));
    scenes.put(SLOT, "Third", &values(&[("loss", 0.85), ("recruitment", 0.0)]));
    let lanes = values(&[("scene", Scene::choice(slot))]);
    instance_with(id, &lanes, &scenes, note)
}

fn instance_with(id: &str, lanes: &Values, scenes: &Document, note: Option<u8>) -> Vec<f32> {
    // SAFETY: the entry is our own.
    let entry = unsafe { PluginEntry::load_from_raw(&threshold_shift::export::clap::clap_entry, c"") };
    let mut instance = Instance::new(&entry.expect("an entry"), id);
    assert!(instance.load(&of(lanes, scenes)) && instance.start(48_000.0, FRAMES as u32));
    let noise = noises(2, 0.1, BLOCKS * FRAMES);
    let mut heard = Vec::new();
    for n in 0..BLOCKS {
        let mut block = Block::new(&[2], 2, FRAMES);
        for (to, from) in block.inputs[0].iter_mut().zip(&noise) {
            to.copy_from_slice(&from[n * FRAMES..(n + 1) * FRAMES]);
        }
        let events: Vec<NoteOnEvent> = note
            .filter(|_| n == NOTE.0)
            .map(|key| NoteOnEvent::new(NOTE.1, Pckn::new(0u16, 0u16, u16::from(key), 0u32), 0.8))
            .into_iter()
            .collect();
        let events = InputEvents::from_buffer(&events);
        assert!(instance.process_with(&mut block, &events, |call| assert_no_alloc(call)));
        heard.extend_from_slice(&block.output[0]);
    }
    heard
}

#[test]
fn a_note_calls_up_its_slot_at_its_sample_and_only_on_stage() {
    let live = "org.threshold-shift.threshold-shift-live";
    let (without, there) = (played(live, 0, None), played(live, SLOT, None));
    let with = played(live, 0, Some(FIRST_NOTE + SLOT as u8));
    let at = NOTE.0 * FRAMES + NOTE.1 as usize;
    let first = (0..with.len()).find(|n| with[*n] != without[*n]).expect("the note is heard");
    println!("the note at sample {at} is heard from sample {first} on");
    assert!((at..=at + 1).contains(&first));
    let end = 270 * FRAMES;
    assert!(with[end..].iter().zip(&there[end..]).all(|(a, b)| a.to_bits() == b.to_bits()));
    assert_eq!(played(live, 0, Some(FIRST_NOTE - 1)), without, "no slot has this note");

    let film = "org.threshold-shift.threshold-shift";
    assert_eq!(
        played(film, 0, Some(FIRST_NOTE + SLOT as u8)),
        played(film, 0, None),
        "a mix has no keyboard"
    );
}
