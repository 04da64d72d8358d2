//! A block's automation as the framework may have it: known parameters, finite values in range, times inside the
//! block and in order, whatever the host's list held.

use std::ffi::c_void;
use std::mem::{offset_of, size_of};
use std::ptr::{from_ref, null, null_mut};

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_MOD, CLAP_EVENT_PARAM_VALUE, clap_event_header,
    clap_event_param_mod, clap_event_param_value, clap_input_events,
};

use super::super::lanes::Lanes;
use super::super::points::{CAPACITY, Effect, MAX_READ, Point, Points};

/// A change of a value or of its modulation: the two events differ in nothing but their type and a field's name.
type Event = clap_event_param_value;

const _: () = {
    assert!(size_of::<clap_event_param_mod>() == size_of::<Event>());
    assert!(offset_of!(clap_event_param_mod, param_id) == offset_of!(Event, param_id));
    assert!(offset_of!(clap_event_param_mod, amount) == offset_of!(Event, value));
};

/// One block's events. All memory is taken when it is made.
pub(super) struct Events {
    lanes: Lanes,
    points: Points,
    list: Vec<Event>,
}

// SAFETY: the only pointers inside are the events' cookies, which are always null.
unsafe impl Send for Events {}

impl Events {
    /// Room for any block's events for these parameters. Main thread.
    pub(super) fn new(lanes: Lanes) -> Self {
        let points = Points::new(lanes.len());
        Self { lanes, points, list: Vec::with_capacity(CAPACITY) }
    }

    /// Takes from the host's list what the framework may have. Notes, transport events and everything unknown stay
    /// behind. `frames` is the block's length; 0 puts everything at time 0. Audio thread, or main thread when the
    /// plugin is not active; allocates nothing.
    ///
    /// # Safety
    /// `host` is null or a valid list whose events are valid for their `header.size` bytes.
    pub(super) unsafe fn gather(&mut self, host: *const clap_input_events, frames: u32) {
        self.points.clear();
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
            if let Some((event, effect)) = unsafe { parameter_event(header) } {
                self.add(&event, effect, frames);
            }
        }
        let Self { lanes, points, list } = self;
        list.extend(points.settle().iter().take(CAPACITY).map(|point| event(lanes, point)));
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
/// `header` is null, or heads an event that is valid for the size it states.
unsafe fn parameter_event(header: *const clap_event_header) -> Option<(Event, Effect)> {
    if header.is_null() {
        return None;
    }
    // SAFETY: valid, says the caller.
    let head = unsafe { header.read_unaligned() };
    if head.space_id != CLAP_CORE_EVENT_SPACE_ID || (head.size as usize) < size_of::<Event>() {
        return None;
    }
    let effect = match head.type_ {
        CLAP_EVENT_PARAM_VALUE => Effect::Value,
        CLAP_EVENT_PARAM_MOD => Effect::Offset,
        _ => return None,
    };
    // SAFETY: the event states at least this size, and both types are laid out alike.
    Some((unsafe { header.cast::<Event>().read_unaligned() }, effect))
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
unsafe fn events<'a>(list: *const clap_input_events) -> &'a [Event] {
    // SAFETY: `ctx` is the vector of events, which does not change while the list is in use.
    unsafe { &*(*list).ctx.cast::<Vec<Event>>() }
}

unsafe extern "C" fn list_size(list: *const clap_input_events) -> u32 {
    // SAFETY: the framework asks the list it was given.
    unsafe { events(list) }.len() as u32
}

unsafe extern "C" fn list_get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    // SAFETY: the framework asks the list it was given.
    unsafe { events(list) }.get(index as usize).map_or(null(), |event| from_ref(&event.header))
}

#[cfg(test)]
mod tests;
