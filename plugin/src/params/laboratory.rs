//! The implant's laboratory: what no mixer automates.

use nice_plug::prelude::{BoolParam, FloatParam, IntParam, Params};
use threshold_core::base::{Ear, PerEar};
use threshold_core::parameters;

use super::{float, switch, whole};

/// Parameters of the laboratory.
#[derive(Params)]
#[allow(missing_docs)] // the table documents each
pub struct Laboratory {
    #[id = "implant_ears"]
    pub ears: IntParam,
    #[id = "implant_map"]
    pub map: IntParam,
    #[id = "implant_other_map"]
    pub other_map: IntParam,
    #[id = "implant_array"]
    pub array: IntParam,
    #[id = "implant_other_array"]
    pub other_array: IntParam,
    #[id = "implant_depth"]
    pub depth: FloatParam,
    #[id = "implant_mismatch"]
    pub mismatch: FloatParam,
    #[id = "implant_maxima"]
    pub maxima: IntParam,
    #[id = "implant_rate"]
    pub rate: FloatParam,
    #[id = "implant_envelope"]
    pub envelope: FloatParam,
    #[id = "implant_carrier"]
    pub carrier: IntParam,
    #[id = "implant_microphone"]
    pub microphone: IntParam,
    #[id = "implant_emphasis"]
    pub emphasis: IntParam,
    #[id = "implant_agc"]
    pub agc: IntParam,
    #[id = "implant_agc_link"]
    pub agc_link: BoolParam,
    #[id = "implant_range"]
    pub range: FloatParam,
    #[id = "implant_growth"]
    pub growth: FloatParam,
    #[id = "implant_t"]
    pub t: IntParam,
    #[id = "implant_c"]
    pub c: IntParam,
    #[id = "implant_steps"]
    pub steps: IntParam,
    #[id = "implant_off_left"]
    pub off_left: IntParam,
    #[id = "implant_off_right"]
    pub off_right: IntParam,
    #[id = "implant_dead_left"]
    pub dead_left: IntParam,
    #[id = "implant_dead_right"]
    pub dead_right: IntParam,
    #[id = "implant_acoustic"]
    pub acoustic: BoolParam,
    #[id = "implant_acoustic_edge"]
    pub acoustic_edge: FloatParam,
    #[id = "implant_percept"]
    pub percept: FloatParam,
    #[id = "implant_fracture"]
    pub fracture: FloatParam,
    #[id = "implant_tangle"]
    pub tangle: FloatParam,
    #[id = "implant_flicker"]
    pub flicker: FloatParam,
    #[id = "percept_smear"]
    pub percept_smear: FloatParam,
    #[id = "percept_flatten"]
    pub percept_flatten: FloatParam,
    #[id = "percept_pitch"]
    pub percept_pitch: FloatParam,
    #[id = "percept_shift"]
    pub percept_shift: FloatParam,
    #[id = "percept_ring"]
    pub percept_ring: FloatParam,
}

impl Default for Laboratory {
    fn default() -> Self {
        Self {
            ears: whole(&parameters::IMPLANT_EARS),
            map: whole(&parameters::IMPLANT_MAP),
            other_map: whole(&parameters::IMPLANT_OTHER_MAP),
            array: whole(&parameters::IMPLANT_ARRAY),
            other_array: whole(&parameters::IMPLANT_OTHER_ARRAY),
            depth: float(&parameters::IMPLANT_DEPTH),
            mismatch: float(&parameters::IMPLANT_MISMATCH),
            maxima: whole(&parameters::IMPLANT_MAXIMA),
            rate: float(&parameters::IMPLANT_RATE),
            envelope: float(&parameters::IMPLANT_ENVELOPE),
            carrier: whole(&parameters::IMPLANT_CARRIER),
            microphone: whole(&parameters::IMPLANT_MICROPHONE),
            emphasis: whole(&parameters::IMPLANT_EMPHASIS),
            agc: whole(&parameters::IMPLANT_AGC),
            agc_link: switch(&parameters::IMPLANT_AGC_LINK),
            range: float(&parameters::IMPLANT_RANGE),
            growth: float(&parameters::IMPLANT_GROWTH),
            t: whole(&parameters::IMPLANT_T),
            c: whole(&parameters::IMPLANT_C),
            steps: whole(&parameters::IMPLANT_STEPS),
            off_left: whole(&parameters::IMPLANT_OFF[0]),
            off_right: whole(&parameters::IMPLANT_OFF[1]),
            dead_left: whole(&parameters::IMPLANT_DEAD[0]),
            dead_right: whole(&parameters::IMPLANT_DEAD[1]),
            acoustic: switch(&parameters::IMPLANT_ACOUSTIC),
            acoustic_edge: float(&parameters::IMPLANT_ACOUSTIC_EDGE),
            percept: float(&parameters::IMPLANT_PERCEPT),
            fracture: float(&parameters::IMPLANT_FRACTURE),
            tangle: float(&parameters::IMPLANT_TANGLE),
            flicker: float(&parameters::IMPLANT_FLICKER),
            percept_smear: float(&parameters::PERCEPT_SMEAR),
            percept_flatten: float(&parameters::PERCEPT_FLATTEN),
            percept_pitch: float(&parameters::PERCEPT_PITCH),
            percept_shift: float(&parameters::PERCEPT_SHIFT),
            percept_ring: float(&parameters::PERCEPT_RING),
        }
    }
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
