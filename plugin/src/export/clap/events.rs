//! A block's automation and notes as the framework may have them: known parameters, finite values in range, times
//! inside the block and in order, whatever the host's list held.

use std::ffi::c_void;
use std::mem::{offset_of, size_of};
use std::ptr::{from_ref, null, null_mut};

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_NOTE_ON, CLAP_EVENT_PARAM_MOD,
    CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_midi, clap_event_note, clap_event_param_mod,
    clap_event_param_value, clap_input_events,
};

use super::super::guard::guarded;
use super::super::lanes::Lanes;
use super::super::notes::{MAX_NOTES, Note, Notes};
use super::super::points::{CAPACITY, Effect, MAX_READ, Point, Points};

/// A change of a value or of its modulation: the two events differ in nothing but their type and a field's name.
type Event = clap_event_param_value;

const _: () = {
    assert!(size_of::<clap_event_param_mod>() == size_of::<Event>());
    assert!(offset_of!(clap_event_param_mod, param_id) == offset_of!(Event, param_id));
    assert!(offset_of!(clap_event_param_mod, amount) == offset_of!(Event, value));
};

/// An event for the framework. Either begins with its header.
#[derive(Clone, Copy)]
#[repr(C)]
union Item {
    parameter: Event,
    note: clap_event_note,
}

/// MIDI's status of a note that begins, without the channel.
const MIDI_NOTE_ON: u8 = 0x90;

/// One block's events. All memory is taken when it is made.
pub(super) struct Events {
    lanes: Lanes,
    points: Points,
    notes: Notes,
    /// By how much each lane is modulated after the points that have been listed.
    offsets: Vec<f64>,
    list: Vec<Item>,
}

// SAFETY: the only pointers inside are the events' cookies, which are always null.
unsafe impl Send for Events {}

impl Events {
    /// Room for any block's events for these parameters, and for notes if the plugin takes them. Main thread.
    pub(super) fn new(lanes: Lanes, takes_notes: bool) -> Self {
        Self {
            points: Points::new(lanes.len()),
            notes: Notes::new(takes_notes),
            offsets: vec![0.0; lanes.len()],
            list: Vec::with_capacity(CAPACITY + MAX_NOTES),
            lanes,
        }
    }

    /// Takes from the host's list what the framework may have: of notes, how they begin. Transport events and
    /// everything unknown stay behind. `frames` is the block's length; 0 puts everything at time 0. Audio thread, or
    /// main thread when the plugin is not active; allocates nothing.
    ///
    /// # Safety
    /// `host` is null or a valid list whose events are valid for their `header.size` bytes.
    pub(super) unsafe fn gather(&mut self, host: *const clap_input_events, frames: u32) {
        self.points.clear();
        self.notes.clear();
        self.list.clear();
        // SAFETY: null or valid, says the caller.
        let Some(source) = (unsafe { host.as_ref() }) else { return };
        let (Some(size), Some(get)) = (source.size, source.get) else { return };
        // SAFETY: the host's own function on its own list.
        let count = unsafe { size(host) };
        for idx in count.saturating_sub(MAX_READ)..count {
            // SAFETY: the index is below the list's size.
            let header = unsafe { get(host, idx) };
            // SAFETY: null, or an event of the size it states, says the caller.
            unsafe {
                if let Some((event, effect)) = parameter_event(header) {
                    self.add(&event, effect, frames);
                } else if let Some(note) = beginning(header) {
                    self.notes.push(note, frames);
                }
            }
        }
        self.merge();
    }

    /// Puts parameters and notes into one list. At the same time parameters come first: the framework cuts the
    /// block before them, and would leave a note at the end of the part before.
    fn merge(&mut self) {
        let Self { lanes, points, notes, offsets, list } = self;
        notes.settle();
        let points = points.settle();
        // Setting a value aside takes two events more: where there is no room for all, the last ones have it.
        let set_aside_from = points.len().saturating_sub(CAPACITY.saturating_sub(points.len()) / 2);
        let mut notes = notes.settled().peekable();
        for (idx, point) in points.iter().enumerate().take(CAPACITY) {
            while let Some(note) = notes.next_if(|note| note.time < point.time) {
                list.push(Item { note: note_event(note) });
            }
            let offset = &mut offsets[usize::from(point.lane)];
            // While modulation holds a parameter at an end of its lane, the framework forgets new values: it hears them
            // without, and is modulated again at the same frame.
            let aside = point.effect == Effect::Value && *offset != 0.0 && idx >= set_aside_from;
            let modulated = |value: f64| Item { parameter: event(lanes, &point.with(Effect::Offset, value)) };
            if aside {
                list.push(modulated(0.0));
            }
            list.push(Item { parameter: event(lanes, point) });
            if aside {
                list.push(modulated(*offset));
            }
            if point.effect == Effect::Offset {
                *offset = point.value;
            }
        }
        list.extend(notes.map(|note| Item { note: note_event(note) }));
    }

    fn add(&mut self, event: &Event, effect: Effect, frames: u32) {
        let Some(idx) = self.lanes.find(event.param_id) else { return };
        let top = self.lanes.get(idx).top;
        // A parameter with nothing to choose between has no lane to move on.
        if !event.value.is_finite() || top <= 0.0 {
            return;
        }
        let value = match effect {
            Effect::Value => event.value.clamp(0.0, top),
            Effect::Offset => event.value.clamp(-top, top),
        };
        self.points.push(event.header.time.min(frames.saturating_sub(1)), idx, effect, value);
    }

    /// The list in the framework's terms. It points into `self`, which must neither move nor change while in use.
    pub(super) fn list(&self) -> clap_input_events {
        clap_input_events {
            ctx: from_ref(&self.list).cast_mut().cast::<c_void>(),
            size: Some(list_size),
            get: Some(list_get),
        }
    }
}

/// The event, if it sets or modulates a parameter.
///
/// # Safety
/// As [`core_type`].
unsafe fn parameter_event(header: *const clap_event_header) -> Option<(Event, Effect)> {
    // SAFETY: says the caller.
    let effect = match unsafe { core_type::<Event>(header) }? {
        CLAP_EVENT_PARAM_VALUE => Effect::Value,
        CLAP_EVENT_PARAM_MOD => Effect::Offset,
        _ => return None,
    };
    // SAFETY: the event states at least this size, and both types are laid out alike.
    Some((unsafe { header.cast::<Event>().read_unaligned() }, effect))
}

/// The note on the only note port that begins with an event, if one does.
///
/// # Safety
/// As [`core_type`].
unsafe fn beginning(header: *const clap_event_header) -> Option<Note> {
    // SAFETY: says the caller; events are read as what they are, if they state at least its size.
    unsafe {
        if core_type::<clap_event_note>(header) == Some(CLAP_EVENT_NOTE_ON) {
            let on = header.cast::<clap_event_note>().read_unaligned();
            let (time, id) = (on.header.time, on.note_id);
            let note = Note { time, id, channel: on.channel, key: on.key, velocity: on.velocity };
            (on.port_index <= 0).then_some(note)
        } else if core_type::<clap_event_midi>(header) == Some(CLAP_EVENT_MIDI) {
            let midi = header.cast::<clap_event_midi>().read_unaligned();
            let [status, key, velocity] = midi.data;
            // Of velocity 0 is how MIDI says that a note ends.
            let begins =
                status & 0xf0 == MIDI_NOTE_ON && (1..=127).contains(&velocity) && midi.port_index == 0;
            begins.then_some(Note {
                time: midi.header.time,
                id: -1,
                channel: i16::from(status & 0x0f),
                key: i16::from(key),
                velocity: f64::from(velocity) / 127.0,
            })
        } else {
            None
        }
    }
}

/// The type of an event, if it is one of CLAP's own and may be read as a `T`.
///
/// # Safety
/// `header` is null, or heads an event that is valid for the size it states.
unsafe fn core_type<T>(header: *const clap_event_header) -> Option<u16> {
    if header.is_null() {
        return None;
    }
    // SAFETY: valid, says the caller.
    let head = unsafe { header.read_unaligned() };
    let readable = head.space_id == CLAP_CORE_EVENT_SPACE_ID && head.size as usize >= size_of::<T>();
    readable.then_some(head.type_)
}

fn note_event(note: &Note) -> clap_event_note {
    clap_event_note {
        header: clap_event_header {
            size: size_of::<clap_event_note>() as u32,
            time: note.time,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_: CLAP_EVENT_NOTE_ON,
            flags: 0,
        },
        note_id: note.id,
        port_index: 0,
        channel: note.channel,
        key: note.key,
        velocity: note.velocity,
    }
}

fn event(lanes: &Lanes, point: &Point) -> Event {
    Event {
        header: clap_event_header {
            size: size_of::<Event>() as u32,
            time: point.time,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_: match point.effect {
                Effect::Value => CLAP_EVENT_PARAM_VALUE,
                Effect::Offset => CLAP_EVENT_PARAM_MOD,
            },
            flags: 0,
        },
        param_id: lanes.get(point.lane).id,
        cookie: null_mut(),
        // The whole parameter: it has no value per note, key, channel or port.
        note_id: -1,
        port_index: -1,
        channel: -1,
        key: -1,
        value: point.value,
    }
}

/// The events behind a list that [`Events::list`] made.
///
/// # Safety
/// `list` is such a list, in use.
unsafe fn items<'a>(list: *const clap_input_events) -> &'a [Item] {
    // SAFETY: `ctx` is the vector of events, which does not change while the list is in use.
    unsafe { &*(*list).ctx.cast::<Vec<Item>>() }
}

unsafe extern "C" fn list_size(list: *const clap_input_events) -> u32 {
    guarded(0, || {
        // SAFETY: the framework asks the list it was given.
        unsafe { items(list) }.len() as u32
    })
}

unsafe extern "C" fn list_get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    guarded(null(), || {
        // SAFETY: the framework asks the list it was given.
        unsafe { items(list) }.get(index as usize).map_or(null(), |item| from_ref(item).cast())
    })
}

#[cfg(test)]
mod tests;
