//! The table's entries of the implant: what is played, and the laboratory behind it.

use super::{Kind, Parameter, Print, Stored};

/// One that a host may automate.
const fn played(id: &'static str, name: &'static str, kind: Kind, default: f32, print: Print) -> Parameter {
    Parameter { id, name, kind, default, print, automatable: true, stored: Stored::Scene, since: "0.1.0" }
}

/// One of the laboratory's.
const fn set_once(id: &'static str, name: &'static str, kind: Kind, default: f32, print: Print) -> Parameter {
    Parameter { automatable: false, ..played(id, name, kind, default, print) }
}

/// Which ears have an implant.
pub const IMPLANT_EARS_CHOICES: &[&str] = &["Both ears", "Left ear", "Right ear"];
/// The tables by which channels share the spectrum.
pub const IMPLANT_MAPS: &[&str] =
    &["22 electrodes", "16 electrodes", "15 steered", "12 electrodes", "12 from 70 Hz", "Even"];
/// The same for a right ear with another device.
pub const IMPLANT_OTHER_MAPS: &[&str] =
    &["Same", "22 electrodes", "16 electrodes", "15 steered", "12 electrodes", "12 from 70 Hz", "Even"];
/// Where electrodes sit.
pub const IMPLANT_ARRAYS: &[&str] =
    &["Matched", "22 electrodes, hugging", "12 electrodes, 24 mm", "By depth"];
/// The same for a right ear with another one.
pub const IMPLANT_OTHER_ARRAYS: &[&str] =
    &["Same", "Matched", "22 electrodes, hugging", "12 electrodes, 24 mm", "By depth"];
/// What channels sound as.
pub const IMPLANT_CARRIERS: &[&str] =
    &["Film mix", "Sine", "Noise", "Low-noise noise", "Pulse-spreading", "Pulses", "Comb"];
/// The processor's microphone.
pub const IMPLANT_MICROPHONES: &[&str] = &["Flat", "Omni", "Directional"];
/// What weakens low frequencies.
pub const IMPLANT_EMPHASES: &[&str] = &["Off", "Gentle", "Steep"];
/// The processor's gain control.
pub const IMPLANT_AGCS: &[&str] = &["Off", "Fast", "Slow", "Dual loop", "Pumping"];
/// Most electrodes on an array.
pub const MOST_ELECTRODES: usize = 22;
/// Every electrode of an array, one bit each.
pub const EVERY_ELECTRODE: i32 = (1 << MOST_ELECTRODES) - 1;

/// From what is left of hearing (0) to the implant alone (1).
pub const IMPLANT: Parameter =
    played("implant", "Implant", Kind::Linear { min: 0.0, max: 1.0 }, 0.0, Print::Percent);

/// Channels in use; no more than the map has.
pub const IMPLANT_CHANNELS: Parameter =
    played("implant_channels", "Implant channels", Kind::Whole { min: 1, max: 32 }, 12.0, Print::Name);

/// How jagged and metallic the implant is: the share of sound taken apart into partials, blows and noise, and how broken they are.
pub const IMPLANT_METAL: Parameter =
    played("implant_metal", "Metal", Kind::Linear { min: 0.0, max: 1.0 }, 0.5, Print::Percent);

/// How much of the untouched middle (300 Hz to 3.5 kHz) helps the words.
pub const IMPLANT_CLARITY: Parameter =
    played("implant_clarity", "Voice clarity", Kind::Linear { min: 0.0, max: 1.0 }, 0.25, Print::Percent);

/// From the first day (0) to a mind that has settled (1): moves spread, place, steps, maxima and the mix of engines. No prognosis.
pub const IMPLANT_SETTLED: Parameter =
    played("implant_settled", "Early to settled", Kind::Linear { min: 0.0, max: 1.0 }, 0.0, Print::Percent);

/// How steeply current falls along the cochlea, dB per mm: 1.2 monopolar, 3.7 bipolar (Nelson, Donaldson & Kreft 2008).
pub const IMPLANT_SPREAD: Parameter = played(
    "implant_spread",
    "Current spread",
    Kind::Skewed { min: 0.3, max: 20.0, skew: 0.4 },
    1.2,
    Print::CurrentSlope,
);

/// How far towards the base (upwards in pitch) each electrode is heard from where it listens, mm.
pub const IMPLANT_SHIFT: Parameter =
    played("implant_shift", "Place shift", Kind::Linear { min: -3.0, max: 8.0 }, 0.0, Print::Millimetres);

/// Which ears have an implant.
pub const IMPLANT_EARS: Parameter =
    set_once("implant_ears", "Implanted ears", Kind::Choice(IMPLANT_EARS_CHOICES), 0.0, Print::Name);

/// The table by which channels share the spectrum.
pub const IMPLANT_MAP: Parameter =
    set_once("implant_map", "Map", Kind::Choice(IMPLANT_MAPS), 5.0, Print::Name);

/// The right ear's table, if it is another one.
pub const IMPLANT_OTHER_MAP: Parameter =
    set_once("implant_other_map", "Right ear's map", Kind::Choice(IMPLANT_OTHER_MAPS), 0.0, Print::Name);

/// Where electrodes sit.
pub const IMPLANT_ARRAY: Parameter =
    set_once("implant_array", "Electrode array", Kind::Choice(IMPLANT_ARRAYS), 0.0, Print::Name);

/// The right ear's array, if it is another one.
pub const IMPLANT_OTHER_ARRAY: Parameter = set_once(
    "implant_other_array",
    "Right ear's array",
    Kind::Choice(IMPLANT_OTHER_ARRAYS),
    0.0,
    Print::Name,
);

/// How deep the array lies, mm from the base, where it goes by depth.
pub const IMPLANT_DEPTH: Parameter = set_once(
    "implant_depth",
    "Insertion depth",
    Kind::Linear { min: 12.0, max: 31.0 },
    25.0,
    Print::Millimetres,
);

/// How much further towards the base the right ear's electrodes are heard, mm.
pub const IMPLANT_MISMATCH: Parameter = set_once(
    "implant_mismatch",
    "Shift between ears",
    Kind::Linear { min: -6.5, max: 6.5 },
    0.0,
    Print::Millimetres,
);

/// How many channels fire in each stimulation frame: the loudest.
pub const IMPLANT_MAXIMA: Parameter =
    set_once("implant_maxima", "Maxima", Kind::Whole { min: 1, max: 32 }, 16.0, Print::Name);

/// Stimulation frames a second.
pub const IMPLANT_RATE: Parameter = set_once(
    "implant_rate",
    "Pulse rate",
    Kind::Skewed { min: 80.0, max: 3700.0, skew: 0.4 },
    900.0,
    Print::PulseRate,
);

/// How fast envelopes may move, Hz.
pub const IMPLANT_ENVELOPE: Parameter = set_once(
    "implant_envelope",
    "Envelope up to",
    Kind::Skewed { min: 16.0, max: 500.0, skew: 0.4 },
    160.0,
    Print::Frequency,
);

/// What each channel sounds as.
pub const IMPLANT_CARRIER: Parameter =
    set_once("implant_carrier", "Carrier", Kind::Choice(IMPLANT_CARRIERS), 0.0, Print::Name);

/// The processor's microphone.
pub const IMPLANT_MICROPHONE: Parameter =
    set_once("implant_microphone", "Microphone", Kind::Choice(IMPLANT_MICROPHONES), 2.0, Print::Name);

/// What weakens low frequencies before anything is measured.
pub const IMPLANT_EMPHASIS: Parameter =
    set_once("implant_emphasis", "Pre-emphasis", Kind::Choice(IMPLANT_EMPHASES), 0.0, Print::Name);

/// The processor's automatic gain control.
pub const IMPLANT_AGC: Parameter =
    set_once("implant_agc", "Gain control", Kind::Choice(IMPLANT_AGCS), 4.0, Print::Name);

/// Whether both processors turn down together.
pub const IMPLANT_AGC_LINK: Parameter =
    set_once("implant_agc_link", "Gain linked", Kind::Switch, 0.0, Print::Name);

/// How far below the loudest sound the softest that stimulates lies, dB.
pub const IMPLANT_RANGE: Parameter =
    set_once("implant_range", "Input range", Kind::Linear { min: 20.0, max: 80.0 }, 40.0, Print::Decibel);

/// Steepness of the loudness growth law.
pub const IMPLANT_GROWTH: Parameter = set_once(
    "implant_growth",
    "Loudness growth",
    Kind::Skewed { min: 100.0, max: 1000.0, skew: 0.5 },
    340.83,
    Print::Name,
);

/// Current that is just heard, clinical units.
pub const IMPLANT_T: Parameter =
    set_once("implant_t", "T level", Kind::Whole { min: 0, max: 255 }, 100.0, Print::Name);

/// Loudest current that is still comfortable, clinical units.
pub const IMPLANT_C: Parameter =
    set_once("implant_c", "C level", Kind::Whole { min: 0, max: 255 }, 157.0, Print::Name);

/// Steps of current between T and C that are told apart; 0 and 1 for any.
pub const IMPLANT_STEPS: Parameter =
    set_once("implant_steps", "Current steps", Kind::Whole { min: 0, max: 64 }, 64.0, Print::Name);

/// Whether the ear keeps its own low frequencies beside the implant.
pub const IMPLANT_ACOUSTIC: Parameter =
    set_once("implant_acoustic", "Acoustic lows", Kind::Switch, 0.0, Print::Name);

/// Up to where, Hz.
pub const IMPLANT_ACOUSTIC_EDGE: Parameter = set_once(
    "implant_acoustic_edge",
    "Acoustic up to",
    Kind::Linear { min: 250.0, max: 750.0 },
    500.0,
    Print::Frequency,
);

/// Share of the percept beside channels: what people with one hearing ear matched.
pub const IMPLANT_PERCEPT: Parameter =
    set_once("implant_percept", "Percept", Kind::Linear { min: 0.0, max: 1.0 }, 0.2, Print::Percent);

/// Of Metal: steps, coarse pitch, drop-outs.
pub const IMPLANT_FRACTURE: Parameter =
    set_once("implant_fracture", "Fracture", Kind::Linear { min: 0.0, max: 2.0 }, 1.0, Print::Percent);

/// Of Metal: how far partials are pulled to electrodes.
pub const IMPLANT_TANGLE: Parameter =
    set_once("implant_tangle", "Tangle", Kind::Linear { min: 0.0, max: 2.0 }, 1.0, Print::Percent);

/// Of Metal: jitter from frame to frame.
pub const IMPLANT_FLICKER: Parameter =
    set_once("implant_flicker", "Flicker", Kind::Linear { min: 0.0, max: 2.0 }, 1.0, Print::Percent);

/// How far spectral peaks smear along the cochlea, mm.
pub const PERCEPT_SMEAR: Parameter =
    set_once("percept_smear", "Percept smear", Kind::Linear { min: 0.0, max: 3.0 }, 1.0, Print::Millimetres);

/// How flat the melody of voices becomes.
pub const PERCEPT_FLATTEN: Parameter =
    set_once("percept_flatten", "Percept monotone", Kind::Linear { min: 0.0, max: 1.0 }, 0.7, Print::Percent);

/// How much higher voices are, octaves.
pub const PERCEPT_PITCH: Parameter =
    set_once("percept_pitch", "Percept voice up", Kind::Linear { min: 0.0, max: 1.0 }, 0.0, Print::Octaves);

/// How much higher timbre lies, octaves.
pub const PERCEPT_SHIFT: Parameter =
    set_once("percept_shift", "Percept timbre up", Kind::Linear { min: 0.0, max: 2.0 }, 0.3, Print::Octaves);

/// How metallic the percept rings.
pub const PERCEPT_RING: Parameter =
    set_once("percept_ring", "Percept ring", Kind::Linear { min: 0.0, max: 1.0 }, 0.3, Print::Percent);

/// A list of electrodes for each ear, left first.
macro_rules! electrodes {
    ($id:literal, $name:literal) => {
        [
            set_once(concat!($id, "_", "left"), concat!("Left ", $name), LIST, 0.0, Print::Electrodes),
            set_once(concat!($id, "_", "right"), concat!("Right ", $name), LIST, 0.0, Print::Electrodes),
        ]
    };
}

/// A list of electrodes: bit n stands for electrode n + 1, the deepest being 1.
const LIST: Kind = Kind::Whole { min: 0, max: EVERY_ELECTRODE };

/// Electrodes that are switched off, by ear: the range is shared anew among the others.
pub const IMPLANT_OFF: [Parameter; 2] = electrodes!("implant_off", "electrodes off");
/// Electrodes that meet no nerve, by ear: holes.
pub const IMPLANT_DEAD: [Parameter; 2] = electrodes!("implant_dead", "dead regions");
