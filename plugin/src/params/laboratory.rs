//! The implant's laboratory: what no mixer automates.

use nice_plug::prelude::{BoolParam, FloatParam, IntParam, Params};
use threshold_core::base::{Ear, PerEar};
use threshold_core::parameters;

use super::{Entry, Visitor};

parameters! {
    /// Parameters of the laboratory.
    Laboratory {
        "implant_ears" ears: IntParam = parameters::IMPLANT_EARS;
        "implant_map" map: IntParam = parameters::IMPLANT_MAP;
        "implant_other_map" other_map: IntParam = parameters::IMPLANT_OTHER_MAP;
        "implant_array" array: IntParam = parameters::IMPLANT_ARRAY;
        "implant_other_array" other_array: IntParam = parameters::IMPLANT_OTHER_ARRAY;
        "implant_depth" depth: FloatParam = parameters::IMPLANT_DEPTH;
        "implant_mismatch" mismatch: FloatParam = parameters::IMPLANT_MISMATCH;
        "implant_maxima" maxima: IntParam = parameters::IMPLANT_MAXIMA;
        "implant_rate" rate: FloatParam = parameters::IMPLANT_RATE;
        "implant_envelope" envelope: FloatParam = parameters::IMPLANT_ENVELOPE;
        "implant_carrier" carrier: IntParam = parameters::IMPLANT_CARRIER;
        "implant_microphone" microphone: IntParam = parameters::IMPLANT_MICROPHONE;
        "implant_emphasis" emphasis: IntParam = parameters::IMPLANT_EMPHASIS;
        "implant_agc" agc: IntParam = parameters::IMPLANT_AGC;
        "implant_agc_link" agc_link: BoolParam = parameters::IMPLANT_AGC_LINK;
        "implant_range" range: FloatParam = parameters::IMPLANT_RANGE;
        "implant_growth" growth: FloatParam = parameters::IMPLANT_GROWTH;
        "implant_t" t: IntParam = parameters::IMPLANT_T;
        "implant_c" c: IntParam = parameters::IMPLANT_C;
        "implant_steps" steps: IntParam = parameters::IMPLANT_STEPS;
        "implant_off_left" off_left: IntParam = parameters::IMPLANT_OFF[0];
        "implant_off_right" off_right: IntParam = parameters::IMPLANT_OFF[1];
        "implant_dead_left" dead_left: IntParam = parameters::IMPLANT_DEAD[0];
        "implant_dead_right" dead_right: IntParam = parameters::IMPLANT_DEAD[1];
        "implant_acoustic" acoustic: BoolParam = parameters::IMPLANT_ACOUSTIC;
        "implant_acoustic_edge" acoustic_edge: FloatParam = parameters::IMPLANT_ACOUSTIC_EDGE;
        "implant_percept" percept: FloatParam = parameters::IMPLANT_PERCEPT;
        "implant_fracture" fracture: FloatParam = parameters::IMPLANT_FRACTURE;
        "implant_tangle" tangle: FloatParam = parameters::IMPLANT_TANGLE;
        "implant_flicker" flicker: FloatParam = parameters::IMPLANT_FLICKER;
        "percept_smear" percept_smear: FloatParam = parameters::PERCEPT_SMEAR;
        "percept_flatten" percept_flatten: FloatParam = parameters::PERCEPT_FLATTEN;
        "percept_pitch" percept_pitch: FloatParam = parameters::PERCEPT_PITCH;
        "percept_shift" percept_shift: FloatParam = parameters::PERCEPT_SHIFT;
        "percept_ring" percept_ring: FloatParam = parameters::PERCEPT_RING;
    }
    and {}
}

impl Laboratory {
    /// Electrodes that are switched off, by ear.
    pub fn off(&self) -> PerEar<&IntParam> {
        PerEar::from_fn(|ear| match ear {
            Ear::Left => &self.off_left,
            Ear::Right => &self.off_right,
        })
    }

    /// Electrodes that meet no nerve, by ear.
    pub fn dead(&self) -> PerEar<&IntParam> {
        PerEar::from_fn(|ear| match ear {
            Ear::Left => &self.dead_left,
            Ear::Right => &self.dead_right,
        })
    }
}
