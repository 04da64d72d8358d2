//! The table's entries of the custom audiogram.

use super::{Kind, Parameter, Print, Stored};

/// The threshold that stands for no response at all: beyond the 120 dB HL at which audiometers end (ISO 8253-1).
pub const NO_RESPONSE: f32 = 125.0;

const fn threshold(id: &'static str, name: &'static str) -> Parameter {
    Parameter {
        id,
        name,
        kind: Kind::Linear { min: -10.0, max: NO_RESPONSE },
        default: 0.0,
        print: Print::HearingLevel,
        automatable: false,
        stored: Stored::Scene,
        since: "0.1.0",
    }
}

/// Number of frequencies of an audiogram.
pub const AUDIOGRAM_POINTS: usize = 11;

/// The custom audiogram's thresholds of one ear, from the ear's id and name.
macro_rules! thresholds {
    ($id:literal, $name:literal) => {
        thresholds!($id, $name, 125 250 500 750 1000 1500 2000 3000 4000 6000 8000)
    };
    ($id:literal, $name:literal, $($hz:literal)*) => {
        [$(threshold(concat!("threshold_", $id, "_", $hz), concat!($name, " ", $hz, " Hz"))),*]
    };
}

/// The custom audiogram: per ear, left first, a threshold in dB HL at each frequency of
/// [`crate::hearing::audiogram::FREQUENCIES`].
pub const THRESHOLDS: [[Parameter; AUDIOGRAM_POINTS]; 2] =
    [thresholds!("left", "Left"), thresholds!("right", "Right")];
