//! The table's entries of what the head makes itself, and of silence.

use super::{Kind, Parameter, Print, Stored};

/// How loud tinnitus is, of the level it has at 100 %; 0 is none.
pub const TINNITUS: Parameter = Parameter {
    id: "tinnitus",
    name: "Tinnitus",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// How much of what is touched is heard: skin, bone, wood, metal; the air path falls by 12 dB with it.
pub const TOUCH: Parameter = Parameter {
    id: "touch",
    name: "Touch",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// The body's own sound: 0 none, [`BODY_AT_REST`] at rest, 1 agitated.
pub const BODY: Parameter = Parameter {
    id: "body",
    name: "Body",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Where on the `body` macro everything a resting body makes is there; agitation begins there.
pub const BODY_AT_REST: f32 = 0.4;

/// How much of the outside creeps back in for moments, once hearing is lost.
pub const MEMORY: Parameter = Parameter {
    id: "memory",
    name: "Memory",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Takes the processors off: silence inside the head.
pub const PROCESSOR_OFF: Parameter = Parameter {
    id: "processor_off",
    name: "Processor off",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Joined,
    since: "0.1.0",
};

/// Pitch of tinnitus where it is free, Hz.
pub const TINNITUS_PITCH: Parameter = Parameter {
    id: "tinnitus_pitch",
    name: "Tinnitus pitch",
    kind: Kind::Skewed { min: 100.0, max: 16_000.0, skew: 0.3 },
    default: 6000.0,
    print: Print::Frequency,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// What tinnitus sounds like.
pub const CHARACTER_CHOICES: &[&str] = &["Tone", "Ringing", "Hiss", "Crickets", "Pulsatile"];

/// What tinnitus sounds like.
pub const TINNITUS_CHARACTER: Parameter = Parameter {
    id: "tinnitus_character",
    name: "Tinnitus character",
    kind: Kind::Choice(CHARACTER_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// How much of tinnitus follows the treble that the loss has just taken away: cymbals fade into the ring.
pub const TINNITUS_HANDOVER: Parameter = Parameter {
    id: "tinnitus_handover",
    name: "Cymbals into ring",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Which ear rings: -1 the left one alone, 0 both, 1 the right one alone.
pub const TINNITUS_BALANCE: Parameter = Parameter {
    id: "tinnitus_balance",
    name: "Tinnitus balance",
    kind: Kind::Linear { min: -1.0, max: 1.0 },
    default: 0.0,
    print: Print::Ear,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Where tinnitus takes its pitch from.
pub const PITCH_FROM_CHOICES: &[&str] = &["Free", "Edge of the loss", "Greatest loss"];

/// Where tinnitus takes its pitch from.
pub const TINNITUS_PITCH_FROM: Parameter = Parameter {
    id: "tinnitus_pitch_from",
    name: "Pitch from",
    kind: Kind::Choice(PITCH_FROM_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// What the level of tinnitus refers to.
pub const LEVEL_RE_CHOICES: &[&str] = &["Full scale", "Threshold"];

/// What the level of tinnitus refers to.
pub const TINNITUS_LEVEL_RE: Parameter = Parameter {
    id: "tinnitus_level_re",
    name: "Level re",
    kind: Kind::Choice(LEVEL_RE_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Level of tinnitus at 100 % where it refers to full scale, dBFS RMS (`story.md`, S2: -38).
pub const TINNITUS_LEVEL: Parameter = Parameter {
    id: "tinnitus_level",
    name: "Tinnitus level",
    kind: Kind::Linear { min: -70.0, max: -24.0 },
    default: -38.0,
    print: Print::FullScale,
    automatable: false,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Level of tinnitus at 100 % where it refers to the threshold at its pitch, loss included, dB SL (`science.md` 9: people
/// match 3 to 10).
pub const TINNITUS_SENSATION: Parameter = Parameter {
    id: "tinnitus_sensation",
    name: "Tinnitus above threshold",
    kind: Kind::Linear { min: 0.0, max: 30.0 },
    default: 7.0,
    print: Print::SensationLevel,
    automatable: false,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// What touch is felt through.
pub const MATERIAL_CHOICES: &[&str] = &["Skin", "Bone", "Wood", "Sheet metal"];

/// What touch is felt through.
pub const TOUCH_MATERIAL: Parameter = Parameter {
    id: "touch_material",
    name: "Touch material",
    kind: Kind::Choice(MATERIAL_CHOICES),
    default: 2.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Whether the LFE channel gets the lowest part of touch and body too; the main channels always have all of it.
pub const BODY_LFE: Parameter = Parameter {
    id: "body_lfe",
    name: "Body to LFE",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// How far the outside is from inside the head (0) to where it was (1).
pub const SPACE: Parameter = Parameter {
    id: "space",
    name: "Space",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Whether this instance makes what the head makes: of several stems one does.
pub const GENERATORS: Parameter = Parameter {
    id: "generators",
    name: "Generators",
    kind: Kind::Switch,
    default: 1.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Session,
    since: "0.1.0",
};

/// What silence is once the processors are off.
pub const SILENCE_CHOICES: &[&str] = &["Digital zero", "Shaped floor"];

/// What silence is once the processors are off.
pub const SILENCE: Parameter = Parameter {
    id: "silence",
    name: "Silence",
    kind: Kind::Choice(SILENCE_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// Level of the shaped floor in each front channel, dBFS RMS (`story.md`, S16: -66 to -72).
pub const FLOOR_LEVEL: Parameter = Parameter {
    id: "floor_level",
    name: "Floor level",
    kind: Kind::Linear { min: -90.0, max: -50.0 },
    default: -69.0,
    print: Print::FullScale,
    automatable: false,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// Where the shaped floor ends, Hz (`story.md`, S16: nothing above 2 kHz).
pub const FLOOR_EDGE: Parameter = Parameter {
    id: "floor_edge",
    name: "Floor up to",
    kind: Kind::Skewed { min: 100.0, max: 1000.0, skew: 0.5 },
    default: 600.0,
    print: Print::Frequency,
    automatable: false,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// Speech-shaped noise in an actor's earpiece, so that he loses his own voice.
pub const BLOCKER: Parameter = Parameter {
    id: "blocker",
    name: "Blocker",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// Level of the blocker, dB SPL at the listening level.
pub const BLOCKER_LEVEL: Parameter = Parameter {
    id: "blocker_level",
    name: "Blocker level",
    kind: Kind::Linear { min: 40.0, max: 85.0 },
    default: 70.0,
    print: Print::SoundLevel,
    automatable: false,
    stored: Stored::Preset,
    since: "0.1.0",
};
