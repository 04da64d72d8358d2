//! Hosts that configure ports one by one, for what there is and for what there isn't.

use std::ptr::{null, null_mut};

use clap_sys::ext::audio_ports::{CLAP_PORT_MONO, CLAP_PORT_STEREO};
use clap_sys::ext::configurable_audio_ports::{
    CLAP_EXT_CONFIGURABLE_AUDIO_PORTS, CLAP_EXT_CONFIGURABLE_AUDIO_PORTS_COMPAT,
};

use super::super::bench::Held;
use super::super::instance::Instance;
use super::*;
use crate::export::probe::Probe;
use crate::layouts::{LAYOUTS, WIDTHS};

type Request = clap_audio_port_configuration_request;

fn request(is_input: bool, port_index: u32, channel_count: u32) -> Request {
    Request { is_input, port_index, channel_count, port_type: null(), port_details: null_mut() }
}

fn typed(mut request: Request, port_type: &'static CStr, map: Option<&'static [u8]>) -> Request {
    request.port_type = port_type.as_ptr();
    request.port_details = map.map_or(null(), |map| map.as_ptr().cast());
    request
}

/// Main input and output of a width.
fn mains(width: u32) -> Vec<Request> {
    vec![request(true, 0, width), request(false, 0, width)]
}

/// Asks whether the host may, does it, and says whether the two agree. The widths of the layout after that.
fn configure(held: &Held, requests: &[Request]) -> (bool, [u32; MAX_INPUTS]) {
    let table: clap_plugin_configurable_audio_ports = held.extension(CLAP_EXT_CONFIGURABLE_AUDIO_PORTS);
    let before = widths(held);
    let count = requests.len() as u32;
    // SAFETY: the requests are valid, and as many as is said.
    unsafe {
        let may = table.can_apply_configuration.expect("can_apply")(held.0, requests.as_ptr(), count);
        assert_eq!(widths(held), before, "asking changes nothing");
        let did = table.apply_configuration.expect("apply")(held.0, requests.as_ptr(), count);
        assert_eq!(may, did);
        assert!(did || widths(held) == before, "a refusal changes nothing");
        (did, widths(held))
    }
}

fn widths(held: &Held) -> [u32; MAX_INPUTS] {
    // SAFETY: the plugin is a probe, and alive.
    input_widths(unsafe { Instance::<Probe>::of(held.0) }.expect("an instance").layout())
}

#[test]
fn every_layout_can_be_asked_for_by_its_ports() {
    let held = Held::new::<Probe>();
    assert!(held.offers(CLAP_EXT_CONFIGURABLE_AUDIO_PORTS_COMPAT));
    for layout in LAYOUTS {
        let asked = input_widths(layout);
        let mut requests = mains(asked[0]);
        requests.extend([request(true, 1, asked[1]), request(true, 2, asked[2])]);
        requests.reverse();
        assert_eq!(configure(&held, &requests), (true, asked));
        // The framework knows as well: it is what the ports are told from.
        let ports: clap_sys::ext::audio_ports::clap_plugin_audio_ports =
            held.extension(clap_sys::ext::audio_ports::CLAP_EXT_AUDIO_PORTS);
        // SAFETY: the plugin is alive.
        let count = unsafe { ports.count.expect("count")(held.0, true) };
        assert_eq!(count as usize, 1 + layout.aux_input_ports.len());
    }
    assert_eq!(held.1.told(), Vec::<String>::new(), "a host that asked for everything knows everything");
}

#[test]
fn ports_nobody_mentions_stay_or_follow_and_the_host_is_told() {
    let held = Held::new::<Probe>();
    assert_eq!(configure(&held, &mains(6)), (true, [6, 6, 2]), "`Key` follows the main port");
    assert_eq!(held.1.told(), ["rescan 101100"]);
    assert_eq!(configure(&held, &[]), (true, [6, 6, 2]));
    assert_eq!(configure(&held, &[request(true, 1, 0)]), (true, [6, 0, 0]), "they only go together");
    assert_eq!(held.1.told(), ["rescan 101100"]);
    assert_eq!(configure(&held, &mains(2)), (true, [2, 0, 0]), "and stay away");
    assert_eq!(held.1.told(), Vec::<String>::new());
    assert_eq!(configure(&held, &[request(true, 2, 2)]), (true, [2, 2, 2]));
    assert!(held.select(0) && held.activate(48_000.0, 1, 64), "and it runs");
}

#[test]
fn what_no_layout_has_is_refused() {
    let held = Held::new::<Probe>();
    let with = |extra: &[Request]| [&mains(6)[..], extra].concat();
    for requests in [
        mains(7),
        mains(0),
        mains(u32::MAX),
        vec![request(true, 0, 6)],
        vec![request(false, 0, 6)],
        vec![request(true, 0, 6), request(false, 0, 2)],
        with(&[request(true, 0, 2)]),
        with(&[request(true, 1, 2)]),
        with(&[request(true, 2, 1)]),
        with(&[request(true, 1, 6), request(true, 2, 0)]),
        with(&[request(true, 1, 0), request(true, 2, 2)]),
        with(&[request(true, 3, 0)]),
        with(&[request(true, u32::MAX, 2)]),
        with(&[request(false, 1, 0)]),
        [&mains(2)[..]; 9].concat(),
    ] {
        assert_eq!(configure(&held, &requests), (false, [2, 2, 2]), "{requests:?}");
    }
    assert_eq!(configure(&held, &[&mains(2)[..]; 8].concat()), (true, [2, 2, 2]), "the same again and again");
    let table: clap_plugin_configurable_audio_ports = held.extension(CLAP_EXT_CONFIGURABLE_AUDIO_PORTS);
    // SAFETY: null is refused.
    unsafe {
        assert!(!table.can_apply_configuration.expect("can_apply")(held.0, null(), 2));
        assert!(!table.apply_configuration.expect("apply")(held.0, null(), 2));
        assert!(!table.apply_configuration.expect("apply")(null(), mains(2).as_ptr(), 2));
    }
}

#[test]
fn types_and_loudspeakers_must_be_the_plugins() {
    let held = Held::new::<Probe>();
    let of = |port_type, width, map| -> Vec<Request> {
        mains(width).into_iter().map(|request| typed(request, port_type, map)).collect()
    };
    for width in WIDTHS {
        let (right, wrong) = match width {
            1 => (CLAP_PORT_MONO, CLAP_PORT_STEREO),
            2 => (CLAP_PORT_STEREO, CLAP_PORT_SURROUND),
            _ => (CLAP_PORT_SURROUND, c"ambisonic"),
        };
        assert!(configure(&held, &of(right, width, None)).0, "{width} channels");
        assert!(configure(&held, &of(right, width, map(width))).0, "{width} channels");
        assert!(!configure(&held, &of(wrong, width, None)).0, "{width} channels as {wrong:?}");
        assert!(!configure(&held, &of(c"", width, None)).0, "{width} channels as nothing");
    }
    // The order of film: left, centre, right, left surround, right surround, LFE.
    let film: &[u8] = &[0, 2, 1, 9, 10, 3];
    assert!(!configure(&held, &of(CLAP_PORT_SURROUND, 6, Some(film))).0);
}

#[test]
fn nothing_changes_while_active() {
    let held = Held::new::<Probe>().running(0);
    assert_eq!(configure(&held, &mains(6)), (false, [2, 2, 2]));
    held.deactivate();
    assert_eq!(configure(&held, &mains(6)), (true, [6, 6, 2]));
}
