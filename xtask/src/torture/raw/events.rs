//! Lists of events as no sequencer sends them, and one that takes the plugin's.

use std::ffi::c_void;
use std::mem::size_of;
use std::ptr::{from_ref, null, null_mut};
use std::sync::atomic::{AtomicU64, Ordering};

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_NOTE_OFF, CLAP_EVENT_NOTE_ON, CLAP_EVENT_PARAM_MOD,
    CLAP_EVENT_PARAM_VALUE, CLAP_EVENT_TRANSPORT, clap_event_header, clap_event_midi, clap_event_note,
    clap_event_param_value, clap_event_transport, clap_input_events, clap_output_events,
};

/// Words of memory behind every event: more than the largest of CLAP's own takes.
const WORDS: usize = 16;

/// An event with room behind it: whatever size it states up to this room is there to be read.
#[derive(Clone, Copy)]
#[repr(C, align(8))]
pub struct Item([u64; WORDS]);

/// Bytes of an [`Item`].
pub const ROOM: u32 = (WORDS * size_of::<u64>()) as u32;

impl Item {
    /// An event with a correct head, but for the time it is given.
    fn of<T>(time: u32, type_: u16, body: impl FnOnce(clap_event_header) -> T) -> Self {
        const { assert!(size_of::<T>() <= ROOM as usize) };
        let head = clap_event_header {
            size: size_of::<T>() as u32,
            time,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_,
            flags: 0,
        };
        let mut item = Self([0; WORDS]);
        // SAFETY: there is room for a `T`, aligned for the largest of its fields.
        unsafe { (&raw mut item.0).cast::<T>().write(body(head)) };
        item
    }

    /// A value for a parameter, or a modulation of it.
    pub fn parameter(time: u32, id: u32, value: f64, modulates: bool) -> Self {
        let type_ = if modulates { CLAP_EVENT_PARAM_MOD } else { CLAP_EVENT_PARAM_VALUE };
        Self::of(time, type_, |header| clap_event_param_value {
            header,
            param_id: id,
            cookie: null_mut(),
            note_id: -1,
            port_index: -1,
            channel: -1,
            key: -1,
            value,
        })
    }

    /// A note that begins or ends.
    pub fn note(time: u32, begins: bool, [port_index, channel, key]: [i16; 3], velocity: f64) -> Self {
        let type_ = if begins { CLAP_EVENT_NOTE_ON } else { CLAP_EVENT_NOTE_OFF };
        Self::of(time, type_, |header| clap_event_note {
            header,
            note_id: -1,
            port_index,
            channel,
            key,
            velocity,
        })
    }

    /// A MIDI message.
    pub fn midi(time: u32, data: [u8; 3]) -> Self {
        Self::of(time, CLAP_EVENT_MIDI, |header| clap_event_midi { header, port_index: 0, data })
    }

    /// A transport in the middle of a block.
    pub fn transport(time: u32, transport: clap_event_transport) -> Self {
        Self::of(time, CLAP_EVENT_TRANSPORT, |header| clap_event_transport { header, ..transport })
    }

    /// The same event with another head: what it states to be, and how long. It never states more than there is.
    pub fn misnamed(mut self, size: u32, space_id: u16, type_: u16) -> Self {
        let head = (&raw mut self.0).cast::<clap_event_header>();
        // SAFETY: every item begins with a head.
        unsafe {
            (*head).size = size.min(ROOM);
            (*head).space_id = space_id;
            (*head).type_ = type_;
        }
        self
    }
}

/// A host's list of events.
#[derive(Default)]
pub struct List {
    /// What is in it.
    pub items: Vec<Item>,
    /// How often it is gone through: floods repeat themselves.
    pub rounds: u32,
    /// Every so many places there is nothing; 0 is never.
    pub holes: u32,
}

impl List {
    /// The list in C's terms; it points here.
    pub(super) fn face(&self) -> clap_input_events {
        clap_input_events { ctx: from_ref(self).cast_mut().cast(), size: Some(size), get: Some(get) }
    }

    /// How many events it says it has.
    pub fn count(&self) -> u32 {
        (self.items.len() as u32).saturating_mul(self.rounds.max(1))
    }
}

/// The list behind what [`List::face`] made.
///
/// # Safety
/// `list` is such a list, and what it points to is alive.
unsafe fn behind<'a>(list: *const clap_input_events) -> &'a List {
    // SAFETY: says the caller.
    unsafe { &*(*list).ctx.cast::<List>() }
}

unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
    // SAFETY: the plugin asks the list it was given.
    unsafe { behind(list) }.count()
}

unsafe extern "C" fn get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    // SAFETY: the plugin asks the list it was given.
    let list = unsafe { behind(list) };
    let is_hole = list.holes > 0 && index.is_multiple_of(list.holes);
    if is_hole || index >= list.count() {
        return null();
    }
    from_ref(&list.items[index as usize % list.items.len()]).cast()
}

/// A list for the plugin's own events: it counts them, and takes them or has no room.
#[derive(Default)]
pub struct Answers {
    pub(super) takes: bool,
    pub(super) count: AtomicU64,
}

impl Answers {
    pub(super) fn face(&self) -> clap_output_events {
        clap_output_events { ctx: from_ref(self).cast_mut().cast::<c_void>(), try_push: Some(push) }
    }
}

unsafe extern "C" fn push(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: the plugin pushes to the list it was given, which points to `Answers`; its event has a head.
    unsafe {
        let answers = &*(*list).ctx.cast::<Answers>();
        answers.count.fetch_add(u64::from((*event).size > 0), Ordering::Relaxed);
        answers.takes
    }
}
