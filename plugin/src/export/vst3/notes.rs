//! A block's notes as the framework may have them, whatever the VST3 host's list of events held.

use std::cell::RefCell;
use std::mem::MaybeUninit;

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::Event_::EventTypes_::kNoteOnEvent;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    Event, Event__type0, IEventList, IEventListTrait, NoteOnEvent,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    int32, kInternalError, kInvalidArgument, kNotImplemented, kResultOk, tresult, uint16,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComRef};

use super::super::guard::guarded;
use super::super::notes::{Note, Notes};
use super::super::points::MAX_READ;

const NOTE_ON: uint16 = kNoteOnEvent as uint16;

/// The notes of one block, in order of time. All memory is taken when it is made.
pub(super) struct Played(RefCell<Notes>);

// SAFETY: only whoever holds the instance's desk uses it, and the framework during the call it is handed to, on
// the same thread.
unsafe impl Send for Played {}
// SAFETY: as above.
unsafe impl Sync for Played {}

impl Class for Played {
    type Interfaces = (IEventList,);
}

impl Played {
    /// Room for any block's notes, if they are wanted. Main thread.
    pub(super) fn new(wanted: bool) -> Self {
        Self(RefCell::new(Notes::new(wanted)))
    }

    /// Takes from the host's list the notes that begin. `frames` is the block's length. Audio thread; allocates
    /// nothing.
    ///
    /// # Safety
    /// `host` is null or a valid object.
    pub(super) unsafe fn gather(&self, host: *mut IEventList, frames: u32) {
        let mut notes = self.0.borrow_mut();
        notes.clear();
        // SAFETY: null or valid, says the caller; all zeros are a valid event, and every index is below the count.
        unsafe {
            let Some(host) = ComRef::from_raw(host) else { return };
            let count = host.getEventCount();
            for idx in count.saturating_sub(MAX_READ as int32).max(0)..count {
                let mut event = MaybeUninit::<Event>::zeroed();
                if host.getEvent(idx, event.as_mut_ptr()) == kResultOk
                    && let Some(note) = note(&event.assume_init())
                {
                    notes.push(note, frames);
                }
            }
        }
        notes.settle();
    }
}

/// The note of the only event bus that begins with an event, if one does.
///
/// # Safety
/// The event's content is of its type.
unsafe fn note(event: &Event) -> Option<Note> {
    if event.r#type != NOTE_ON || event.busIndex != 0 {
        return None;
    }
    // SAFETY: it is a note that begins.
    let on = unsafe { event.__field0.noteOn };
    let time = event.sampleOffset.max(0) as u32;
    Some(Note { time, id: on.noteId, channel: on.channel, key: on.pitch, velocity: f64::from(on.velocity) })
}

impl IEventListTrait for Played {
    unsafe fn getEventCount(&self) -> int32 {
        guarded(0, || self.0.borrow().settled().len() as int32)
    }

    unsafe fn getEvent(&self, index: int32, event: *mut Event) -> tresult {
        guarded(kInternalError, || {
            let notes = self.0.borrow();
            let Some(note) = usize::try_from(index).ok().and_then(|idx| notes.get(idx)) else {
                return kInvalidArgument;
            };
            if event.is_null() {
                return kInvalidArgument;
            }
            let on = NoteOnEvent {
                channel: note.channel,
                pitch: note.key,
                tuning: 0.0,
                velocity: note.velocity as f32,
                length: 0,
                noteId: note.id,
            };
            // SAFETY: the caller's to write to.
            unsafe {
                event.write(Event {
                    busIndex: 0,
                    sampleOffset: note.time as int32,
                    ppqPosition: 0.0,
                    flags: 0,
                    r#type: NOTE_ON,
                    __field0: Event__type0 { noteOn: on },
                });
            }
            kResultOk
        })
    }

    unsafe fn addEvent(&self, _event: *mut Event) -> tresult {
        guarded(kInternalError, || kNotImplemented)
    }
}
