//! Every entry of the table, in the order hosts list them.

use super::detail::{BLUR, DIPLACUSIS, JITTER, MUMBLE, MUMBLE_FROM, SMEAR};
use super::events::{EVENT, EVENT_DEPTH, EVENT_FIRE, EVENT_RECOVERY};
use super::implant::{
    IMPLANT, IMPLANT_ACOUSTIC, IMPLANT_ACOUSTIC_EDGE, IMPLANT_AGC, IMPLANT_AGC_LINK, IMPLANT_ARRAY,
    IMPLANT_C, IMPLANT_CARRIER, IMPLANT_CHANNELS, IMPLANT_CLARITY, IMPLANT_DEAD, IMPLANT_DEPTH, IMPLANT_EARS,
    IMPLANT_EMPHASIS, IMPLANT_ENVELOPE, IMPLANT_FLICKER, IMPLANT_FRACTURE, IMPLANT_GROWTH, IMPLANT_MAP,
    IMPLANT_MAXIMA, IMPLANT_METAL, IMPLANT_MICROPHONE, IMPLANT_MISMATCH, IMPLANT_OFF, IMPLANT_OTHER_ARRAY,
    IMPLANT_OTHER_MAP, IMPLANT_PERCEPT, IMPLANT_RANGE, IMPLANT_RATE, IMPLANT_SETTLED, IMPLANT_SHIFT,
    IMPLANT_SPREAD, IMPLANT_STEPS, IMPLANT_T, IMPLANT_TANGLE, PERCEPT_FLATTEN, PERCEPT_PITCH, PERCEPT_RING,
    PERCEPT_SHIFT, PERCEPT_SMEAR,
};
use super::inner::{
    BLOCKER, BLOCKER_LEVEL, BODY, BODY_LFE, FLOOR_EDGE, FLOOR_LEVEL, GENERATORS, MEMORY, PROCESSOR_OFF,
    SILENCE, SPACE, TINNITUS, TINNITUS_BALANCE, TINNITUS_CHARACTER, TINNITUS_HANDOVER, TINNITUS_LEVEL,
    TINNITUS_LEVEL_RE, TINNITUS_PITCH, TINNITUS_PITCH_FROM, TINNITUS_SENSATION, TOUCH, TOUCH_MATERIAL,
};
use super::outer::{KEY, LISTENING_LEVEL, LOUDNESS_MATCH, OPEN_MICROPHONE};
use super::scenes::{JOURNEY, SCENE};
use super::thresholds::{AUDIOGRAM_POINTS, THRESHOLDS};
use super::{Kind, Parameter, Print, Stored};

/// Loudest programme peak the ceiling lets through, dBTP: delivery specifications for cinema and streaming
/// forbid true peaks above -2 dBTP, and generated sound keeps 0.3 dB of distance (`story.md`, mixers' list).
pub const CEILING_MAX_DBTP: f32 = -2.3;

/// Where the ceiling stands while it is unlocked, dBTP: full scale, which no converter passes.
pub const UNLOCKED_DBTP: f32 = 0.0;

/// What the LFE channel does while the listener's hearing changes.
pub const LFE_CHOICES: &[&str] = &["Follow", "Pass", "Mute"];

/// Overrides for channel counts that do not say which loudspeakers they mean.
pub const LAYOUT_CHOICES: &[&str] = &[
    "From host",
    "Mono: both ears",
    "Mono: left ear",
    "Mono: right ear",
    "Quad",
    "LCRS",
    "LCR + LFE",
    "5.0",
    "4.1",
    "6.0 music",
];

/// Perspective: 0 is the world as recorded, 1 is inside the listener's head.
pub const PERSPECTIVE: Parameter = Parameter {
    id: "perspective",
    name: "Perspective",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 1.0,
    print: Print::WorldToHead,
    automatable: true,
    stored: Stored::Joined,
    since: "0.1.0",
};

/// Position on the loss path: 0 is untouched hearing.
pub const LOSS: Parameter = Parameter {
    id: "loss",
    name: "Loss",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// How long a cut between world and head takes, seconds.
pub const CUT_TIME: Parameter = Parameter {
    id: "cut_time",
    name: "Cut time",
    kind: Kind::Skewed { min: 0.005, max: 2.0, skew: 0.3 },
    default: 0.005,
    print: Print::Time,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// Level trim of everything heard from inside the head, dB.
pub const TRIM: Parameter = Parameter {
    id: "trim",
    name: "Trim",
    kind: Kind::Linear { min: -24.0, max: 24.0 },
    default: 0.0,
    print: Print::Decibel,
    automatable: true,
    stored: Stored::Joined,
    since: "0.1.0",
};

/// Sends the delayed input out untouched.
pub const BYPASS: Parameter = Parameter {
    id: "bypass",
    name: "Bypass",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Session,
    since: "0.1.0",
};

/// What the LFE channel does.
pub const LFE: Parameter = Parameter {
    id: "lfe",
    name: "LFE",
    kind: Kind::Choice(LFE_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// Which loudspeakers the channels feed, where their count does not say.
pub const LAYOUT: Parameter = Parameter {
    id: "layout",
    name: "Layout",
    kind: Kind::Choice(LAYOUT_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// True-peak ceiling of the inside, dBTP.
pub const CEILING: Parameter = Parameter {
    id: "ceiling",
    name: "Ceiling",
    kind: Kind::Linear { min: -24.0, max: CEILING_MAX_DBTP },
    default: CEILING_MAX_DBTP,
    print: Print::Decibel,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// Seed of every random stream.
pub const SEED: Parameter = Parameter {
    id: "seed",
    name: "Seed",
    kind: Kind::Whole { min: 0, max: 9999 },
    default: 1.0,
    print: Print::Name,
    automatable: false,
    stored: Stored::Session,
    since: "0.1.0",
};

/// The ways along which hearing is lost; [`crate::hearing::path::PATHS`] has the same ones in the same order.
pub const PATH_CHOICES: &[&str] = &[
    "Film",
    "Custom audiogram",
    "N1 very mild",
    "N2 mild",
    "N3 moderate",
    "N4 moderate to severe",
    "N5 severe",
    "N6 severe",
    "N7 profound",
    "S1 very mild, steep",
    "S2 mild, steep",
    "S3 moderate to severe, steep",
    "Age, men, median",
    "Age, men, worst 10 %",
    "Age, women, median",
    "Age, women, worst 10 %",
    "Age (ISO 2000), men, median",
    "Age (ISO 2000), women, median",
    "Noise, men, median",
    "Noise, men, worst 10 %",
    "Noise, women, median",
    "Noise, women, worst 10 %",
    "Noise notch",
    "Sudden loss, ascending",
    "Sudden loss, flat",
    "Sudden loss, descending",
    "Sudden loss, profound",
    "Meniere's disease, early",
    "Cookie bite",
    "Corner audiogram",
    "Otosclerosis",
    "Ossicular discontinuity",
    "Perforated eardrum",
    "Glue ear",
    "Fingers in the ears",
    "Foam plugs",
    "Under water",
];

/// Along which path Loss takes the listener.
pub const LOSS_PATH: Parameter = Parameter {
    id: "loss_path",
    name: "Loss path",
    kind: Kind::Choice(PATH_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Which ear stays behind on the path: -1 the left ear keeps its hearing, 0 both go along, 1 the right one keeps it.
pub const BETTER_EAR: Parameter = Parameter {
    id: "better_ear",
    name: "Better ear",
    kind: Kind::Linear { min: -1.0, max: 1.0 },
    default: 0.0,
    print: Print::Ear,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// How much of the path's recruitment there is: 0 a linear loss, 1 the path's own, 2 twice as much.
pub const RECRUITMENT: Parameter = Parameter {
    id: "recruitment",
    name: "Recruitment",
    kind: Kind::Linear { min: 0.0, max: 2.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Share of the loss that lies before the cochlea: as far as the skull allows, it is linear.
pub const CONDUCTIVE: Parameter = Parameter {
    id: "conductive",
    name: "Conductive",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Every parameter that stands for itself: the macros first, then what may be automated, then what is set once. Append
/// only from the first release on.
const SINGLE: [Parameter; 93] = [
    PERSPECTIVE,
    LOSS,
    TINNITUS,
    TOUCH,
    BODY,
    MEMORY,
    IMPLANT,
    PROCESSOR_OFF,
    LOSS_PATH,
    BETTER_EAR,
    RECRUITMENT,
    MUMBLE,
    MUMBLE_FROM,
    BLUR,
    SMEAR,
    JITTER,
    DIPLACUSIS,
    CONDUCTIVE,
    EVENT,
    EVENT_FIRE,
    EVENT_DEPTH,
    EVENT_RECOVERY,
    TINNITUS_PITCH,
    TINNITUS_CHARACTER,
    TINNITUS_HANDOVER,
    TINNITUS_BALANCE,
    BLOCKER,
    IMPLANT_CHANNELS,
    IMPLANT_METAL,
    IMPLANT_CLARITY,
    IMPLANT_SETTLED,
    IMPLANT_SPREAD,
    IMPLANT_SHIFT,
    SCENE,
    JOURNEY,
    CUT_TIME,
    SPACE,
    TRIM,
    GENERATORS,
    BYPASS,
    TINNITUS_PITCH_FROM,
    TINNITUS_LEVEL_RE,
    TINNITUS_LEVEL,
    TINNITUS_SENSATION,
    TOUCH_MATERIAL,
    BODY_LFE,
    SILENCE,
    FLOOR_LEVEL,
    FLOOR_EDGE,
    BLOCKER_LEVEL,
    KEY,
    LFE,
    LAYOUT,
    LISTENING_LEVEL,
    CEILING,
    SEED,
    LOUDNESS_MATCH,
    OPEN_MICROPHONE,
    IMPLANT_EARS,
    IMPLANT_MAP,
    IMPLANT_OTHER_MAP,
    IMPLANT_ARRAY,
    IMPLANT_OTHER_ARRAY,
    IMPLANT_DEPTH,
    IMPLANT_MISMATCH,
    IMPLANT_MAXIMA,
    IMPLANT_RATE,
    IMPLANT_ENVELOPE,
    IMPLANT_CARRIER,
    IMPLANT_MICROPHONE,
    IMPLANT_EMPHASIS,
    IMPLANT_AGC,
    IMPLANT_AGC_LINK,
    IMPLANT_RANGE,
    IMPLANT_GROWTH,
    IMPLANT_T,
    IMPLANT_C,
    IMPLANT_STEPS,
    IMPLANT_OFF[0],
    IMPLANT_OFF[1],
    IMPLANT_DEAD[0],
    IMPLANT_DEAD[1],
    IMPLANT_ACOUSTIC,
    IMPLANT_ACOUSTIC_EDGE,
    IMPLANT_PERCEPT,
    IMPLANT_FRACTURE,
    IMPLANT_TANGLE,
    IMPLANT_FLICKER,
    PERCEPT_SMEAR,
    PERCEPT_FLATTEN,
    PERCEPT_PITCH,
    PERCEPT_SHIFT,
    PERCEPT_RING,
];

/// Number of parameters.
pub const COUNT: usize = SINGLE.len() + 2 * AUDIOGRAM_POINTS;

const fn all() -> [Parameter; COUNT] {
    let mut all = [PERSPECTIVE; COUNT];
    let mut n = 0;
    while n < COUNT {
        all[n] = if n < SINGLE.len() {
            SINGLE[n]
        } else {
            let point = n - SINGLE.len();
            THRESHOLDS[point / AUDIOGRAM_POINTS][point % AUDIOGRAM_POINTS]
        };
        n += 1;
    }
    all
}

/// Every parameter, in the order hosts list them: those that stand for themselves, then the audiogram's.
pub const TABLE: &[Parameter] = &all();
