//! What is set for a track, a session, a room: what is listened to, and what surrounds the plugin.

use super::{Kind, Parameter, Print, Stored};

/// Whether the level detectors listen to the `Key` input instead of the main one.
pub const KEY: Parameter = Parameter {
    id: "key",
    name: "Key",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// Sound pressure level that pink noise at -20 dBFS RMS makes, per channel, where the listener sits, dB SPL.
pub const LISTENING_LEVEL: Parameter = Parameter {
    id: "listening_level",
    name: "Listening level",
    kind: Kind::Linear { min: 55.0, max: 95.0 },
    default: 79.0,
    print: Print::SoundLevel,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// Whether a path leaves speech as loud as it was, so that what it does to its colour is heard.
pub const LOUDNESS_MATCH: Parameter = Parameter {
    id: "loudness_match",
    name: "Loudness match",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// Whether a microphone may hear what the live plugin puts out, so that soft sound may gain little; Film ignores it.
pub const OPEN_MICROPHONE: Parameter = Parameter {
    id: "open_microphone",
    name: "Open microphone",
    kind: Kind::Switch,
    default: 1.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};
