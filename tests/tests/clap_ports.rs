//! Ports that a CLAP host asks for one by one, by their loudspeakers.
#![allow(unsafe_code)] // an entry is loaded

#[path = "support_host/clap.rs"]
#[allow(dead_code)] // a host for all tests does more than one needs
mod host;

use clack_extensions::audio_ports::AudioPortType;
use clack_extensions::configurable_audio_ports::{
    AudioPortRequest, AudioPortRequestDetails, PluginConfigurableAudioPorts,
};
use clack_extensions::surround::SurroundChannel::{
    self, BackLeft, BackRight, FrontCenter, FrontLeft, FrontRight, LowFrequency, SideLeft, SideRight,
    TopBackLeft, TopBackRight, TopFrontLeft, TopFrontRight, TopSideLeft, TopSideRight,
};
use clack_extensions::surround::{PluginSurround, SurroundChannels, SurroundConfig};
use clack_host::prelude::*;
use host::{Block, Instance};

const FILM: &str = "org.threshold-shift.threshold-shift";
const LIVE: &str = "org.threshold-shift.threshold-shift-live";

/// The loudspeakers of every width, in the order of channels.
const LOUDSPEAKERS: [&[SurroundChannel]; 9] = [
    &[FrontCenter],
    &[FrontLeft, FrontRight],
    &[FrontLeft, FrontRight, FrontCenter],
    &[FrontLeft, FrontRight, BackLeft, BackRight],
    &[FrontLeft, FrontRight, FrontCenter, BackLeft, BackRight],
    &[FrontLeft, FrontRight, FrontCenter, LowFrequency, BackLeft, BackRight],
    &[FrontLeft, FrontRight, FrontCenter, LowFrequency, BackLeft, BackRight, SideLeft, SideRight],
    &[
        FrontLeft,
        FrontRight,
        FrontCenter,
        LowFrequency,
        BackLeft,
        BackRight,
        SideLeft,
        SideRight,
        TopSideLeft,
        TopSideRight,
    ],
    &[
        FrontLeft,
        FrontRight,
        FrontCenter,
        LowFrequency,
        BackLeft,
        BackRight,
        SideLeft,
        SideRight,
        TopFrontLeft,
        TopFrontRight,
        TopBackLeft,
        TopBackRight,
    ],
];

fn entry() -> PluginEntry {
    // SAFETY: the entry is our own.
    unsafe { PluginEntry::load_from_raw(&threshold_shift::export::clap::clap_entry, c"") }.expect("an entry")
}

/// A request for a port of these loudspeakers.
fn request(is_input: bool, port: u32, map: &[u8]) -> AudioPortRequest<'_> {
    let details = match map.len() {
        1 => AudioPortRequestDetails::mono(),
        2 => AudioPortRequestDetails::stereo(),
        _ => SurroundConfig::from_raw(map).into(),
    };
    AudioPortRequest::new(is_input, port, details)
}

fn configure(instance: &mut Instance, requests: &[AudioPortRequest]) -> bool {
    let ports: PluginConfigurableAudioPorts = instance.extension();
    let mut handle = instance.plugin.inactive_plugin_handle().expect("an inactive plugin");
    let may = ports.can_apply_configuration(&mut handle, requests);
    assert_eq!(ports.apply_configuration(&mut handle, requests), may);
    may
}

/// Loudspeakers of a port.
fn loudspeakers(instance: &mut Instance, is_input: bool, port: u32) -> Vec<SurroundChannel> {
    let surround: PluginSurround = instance.extension();
    let mut map = [0; 16];
    let map = surround.get_channel_map(&instance.plugin.plugin_handle(), is_input, port, &mut map);
    (0..map.channel_count()).map(|idx| map.get(idx).expect("a known loudspeaker")).collect()
}

#[test]
fn ports_are_asked_for_by_their_loudspeakers_and_play() {
    for id in [FILM, LIVE] {
        let mut instance = Instance::new(&entry(), id);
        for main in LOUDSPEAKERS {
            let raw: Vec<u8> = main.iter().map(|speaker| speaker.to_raw()).collect();
            let width = main.len();
            let pair = [FrontLeft, FrontRight].map(SurroundChannel::to_raw);
            let requests = [
                request(true, 0, &raw),
                request(true, 1, &raw),
                request(true, 2, &pair),
                request(false, 0, &raw),
            ];
            assert!(configure(&mut instance, &requests), "{id}, {width} channels");
            assert_eq!(loudspeakers(&mut instance, true, 0), main);
            assert_eq!(loudspeakers(&mut instance, true, 1), main);
            assert_eq!(loudspeakers(&mut instance, false, 0), main);
            assert_eq!(loudspeakers(&mut instance, true, 2).len(), 2);
            assert_eq!(loudspeakers(&mut instance, true, 3), []);
            let surround: PluginSurround = instance.extension();
            let mask = main.iter().copied().collect::<SurroundChannels>();
            let handle = instance.plugin.plugin_handle();
            assert!(surround.is_channel_mask_supported(&handle, mask));
            let without = mask & !SurroundChannels::from(main[0]);
            assert!(!surround.is_channel_mask_supported(&handle, without));
            assert!(instance.start(48_000.0, 512));
            let mut block = Block::new(&[width, width, 2], width, 512);
            for _ in 0..6 {
                assert!(instance.process(&mut block), "{id}, {width} channels");
            }
            assert!(block.sounds(), "{id}, {width} channels");
            instance.stop();
        }
    }
}

#[test]
fn ports_that_cannot_be_are_refused_and_nothing_changes() {
    let mut film = Instance::new(&entry(), FILM);
    let mut raw: Vec<u8> = LOUDSPEAKERS[5].iter().map(|speaker| speaker.to_raw()).collect();
    assert!(configure(&mut film, &[request(true, 0, &raw), request(false, 0, &raw)]));
    raw.swap(2, 3);
    let other = [request(true, 0, &raw), request(false, 0, &raw)];
    let lone = [request(true, 0, &[0, 1])];
    let seven =
        [true, false].map(|is_input| AudioPortRequest::new(is_input, 0, AudioPortRequestDetails::untyped(7)));
    let nothing =
        [true, false].map(|is_input| AudioPortRequest::new(is_input, 0, AudioPortRequestDetails::untyped(0)));
    for requests in [&other[..], &lone, &seven, &nothing] {
        assert!(!configure(&mut film, requests), "{requests:?}");
        assert_eq!(loudspeakers(&mut film, false, 0), LOUDSPEAKERS[5]);
    }
    assert_eq!(other[0].details().port_type(), Some(AudioPortType::SURROUND));
}
