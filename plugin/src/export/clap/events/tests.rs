//! Lists of events as no host should send them.

use super::*;
use crate::export::lanes::Lane;

const IDS: [u32; 2] = [11, 22];

fn events() -> Events {
    let tops = [1.0, 4.0];
    Events::new(Lanes::new(IDS.into_iter().zip(tops).map(|(id, top)| Lane { id, top })), true)
}

fn sent(time: u32, param_id: u32, value: f64) -> Event {
    let header = clap_event_header {
        size: size_of::<Event>() as u32,
        time,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_: CLAP_EVENT_PARAM_VALUE,
        flags: 0,
    };
    Event { header, param_id, cookie: null_mut(), note_id: 3, port_index: 0, channel: 0, key: 0, value }
}

/// Gathers what a host sends in a block of `frames`: time, id and value of what the framework gets.
fn gathered(events: &mut Events, host: &Vec<Event>, frames: u32) -> Vec<(u32, u32, f64)> {
    let list = clap_input_events {
        ctx: from_ref(host).cast_mut().cast(),
        size: Some(list_size),
        get: Some(list_get),
    };
    // SAFETY: the list is one of ours, over a vector that outlives it.
    unsafe { events.gather(&raw const list, frames) };
    let list = events.list();
    // SAFETY: the list is in use and nothing changes the events.
    unsafe {
        let count = list_size(&raw const list);
        assert!(list_get(&raw const list, count).is_null(), "nothing behind the end");
        (0..count)
            .map(|idx| {
                let event = list_get(&raw const list, idx).cast::<Event>().read_unaligned();
                assert_eq!((event.note_id, event.port_index, event.channel, event.key), (-1, -1, -1, -1));
                (event.header.time, event.param_id, event.value)
            })
            .collect()
    }
}

#[test]
fn times_end_up_inside_the_block_and_in_order() {
    let host = vec![sent(500, 11, 0.1), sent(100, 22, 0.2), sent(u32::MAX, 11, 0.3), sent(0, 11, 0.4)];
    let got = gathered(&mut events(), &host, 512);
    assert_eq!(got, [(0, 11, 0.4), (100, 22, 0.2), (500, 11, 0.1), (511, 11, 0.3)]);
    let flushed = gathered(&mut events(), &host, 0);
    assert_eq!(
        flushed,
        [(0, 11, 0.4), (0, 22, 0.2)],
        "without frames there is only time 0, and the last sent counts"
    );
}

#[test]
fn values_are_numbers_in_range() {
    let host = vec![
        sent(0, 11, -3.0),
        sent(1, 22, 1.0e300),
        sent(2, 11, f64::NAN),
        sent(3, 11, f64::INFINITY),
        sent(4, 22, 2.5),
    ];
    assert_eq!(gathered(&mut events(), &host, 64), [(0, 11, 0.0), (1, 22, 4.0), (4, 22, 2.5)]);
}

#[test]
fn what_is_no_parameter_stays_behind() {
    let mut host = vec![sent(0, 33, 0.5); 5];
    host[0].header.type_ = clap_sys::events::CLAP_EVENT_TRANSPORT;
    host[1].header.space_id = 7;
    host[1].param_id = 11;
    host[2].header.size = size_of::<clap_event_header>() as u32;
    host[2].param_id = 11;
    host[3].header.type_ = clap_sys::events::CLAP_EVENT_MIDI_SYSEX;
    host[3].param_id = 11;
    assert_eq!(gathered(&mut events(), &host, 64), []);
}

#[test]
fn modulation_keeps_its_type_and_its_sign() {
    let mut host = vec![sent(9, 11, -0.25), sent(9, 11, -7.0), sent(9, 11, 0.5)];
    host[0].header.type_ = CLAP_EVENT_PARAM_MOD;
    host[1].header.type_ = CLAP_EVENT_PARAM_MOD;
    let mut events = events();
    assert_eq!(gathered(&mut events, &host, 64), [(9, 11, 0.5), (9, 11, -1.0)]);
    // SAFETY: there are only parameters in the list.
    assert_eq!(unsafe { events.list[1].parameter }.header.type_, CLAP_EVENT_PARAM_MOD);
}

#[test]
fn missing_lists_are_empty_lists() {
    let mut events = events();
    gathered(&mut events, &vec![sent(0, 11, 0.5)], 64);
    let lame = clap_input_events { ctx: null_mut(), size: None, get: None };
    for host in [null(), &raw const lame] {
        // SAFETY: null, or a list without functions.
        unsafe { events.gather(host, 64) };
        assert!(events.list.is_empty());
    }
}

#[test]
fn a_flood_fits_and_every_parameter_ends_where_the_host_wants_it() {
    let host: Vec<Event> = (0..100_000)
        .rev()
        .map(|n| sent(n % 9000, IDS[n as usize % 2], f64::from(n % 9000) / 9000.0))
        .collect();
    let got = gathered(&mut events(), &host, 9000);
    assert!(got.len() <= CAPACITY && got.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    for id in IDS {
        let last = got.iter().rfind(|event| event.1 == id).expect("every parameter is there");
        assert!(last.0 >= 8998, "{last:?}");
    }
}

fn modulated(time: u32, param_id: u32, offset: f64) -> Event {
    let mut event = sent(time, param_id, offset);
    event.header.type_ = CLAP_EVENT_PARAM_MOD;
    event
}

#[test]
fn values_are_set_beside_the_modulation_that_holds_them() {
    let mut events = events();
    let begins = vec![modulated(0, 22, 3.0), sent(5, 22, 2.0), sent(7, 11, 0.5)];
    let got = gathered(&mut events, &begins, 64);
    assert_eq!(got, [(0, 22, 3.0), (5, 22, 0.0), (5, 22, 2.0), (5, 22, 3.0), (7, 11, 0.5)]);
    let goes_on = vec![sent(1, 22, 1.0), modulated(1, 22, -1.0)];
    let got = gathered(&mut events, &goes_on, 64);
    assert_eq!(got, [(1, 22, 0.0), (1, 22, 1.0), (1, 22, 3.0), (1, 22, -1.0)]);
    let ends = vec![modulated(2, 22, 0.0), sent(3, 22, 4.0)];
    assert_eq!(gathered(&mut events, &ends, 64), [(2, 22, 0.0), (3, 22, 4.0)]);
}

#[test]
fn a_flood_of_modulated_values_stays_within_its_room() {
    let mut events = events();
    gathered(&mut events, &vec![modulated(0, 11, 0.5)], 64);
    let room = events.list.capacity();
    for count in [5000, 20_000] {
        let flood: Vec<Event> = (0..count).map(|n| sent(n, 11, 0.25)).collect();
        let got = gathered(&mut events, &flood, count);
        assert!(got.len() <= CAPACITY && events.list.capacity() == room);
        let last = count - 1;
        assert_eq!(got[got.len() - 3..], [(last, 11, 0.0), (last, 11, 0.25), (last, 11, 0.5)]);
    }
}
