//! What the implant is asked to do, as plain values.

use crate::base::PerEar;
use crate::hearing::adaptation::Adapted;
use crate::hearing::channels::Device;
use crate::hearing::fitting::{self, Fitting};
use crate::hearing::normal::REFERENCE_NOISE_DBFS;
use crate::implant::agc::Agc;
use crate::implant::carriers::Carrier;
use crate::implant::coder::CoderSettings;
use crate::implant::front_end::FrontEndSettings;
use crate::implant::metal::MetalSettings;
use crate::implant::microphone::{Emphasis, Microphone};
use crate::implant::percept::Timbre;
use crate::implant::settings::ImplantSettings;
use crate::loss::filter::LfePolicy;
use crate::parameters::{self as table, Parameter};

use super::{SHORTEST_GLIDE_SECONDS, Settings};

/// The implant's settings. Choices are numbers of the parameter's names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImplantSet {
    /// From what is left of hearing (0) to the implant alone (1).
    pub amount: f32,
    /// Channels in use, 1..=32.
    pub channels: usize,
    /// How jagged and metallic it is, 0..1.
    pub metal: f32,
    /// How much of the untouched middle helps the words, 0..1.
    pub clarity: f32,
    /// From early (0) to settled (1).
    pub settled: f32,
    /// How steeply current falls along the cochlea, dB per mm.
    pub spread: f32,
    /// How much further towards the base everything is heard, mm.
    pub shift_mm: f32,
    /// What no mixer automates.
    pub laboratory: Laboratory,
}

/// The laboratory's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Laboratory {
    /// Which ears have one: both, left, right.
    pub ears: usize,
    /// Number of each ear's map.
    pub maps: PerEar<usize>,
    /// Number of each ear's array.
    pub arrays: PerEar<usize>,
    /// How deep an array that goes by depth lies, mm.
    pub depth_mm: f32,
    /// How much further towards the base the right ear is heard, mm.
    pub mismatch_mm: f32,
    /// Channels that fire at a time.
    pub maxima: usize,
    /// Stimulation frames a second.
    pub rate: f32,
    /// How fast envelopes may move, Hz.
    pub envelope_hz: f32,
    /// Number of the carrier.
    pub carrier: usize,
    /// Number of the microphone.
    pub microphone: usize,
    /// Number of the pre-emphasis.
    pub emphasis: usize,
    /// Number of the gain control.
    pub agc: usize,
    /// Whether both ears' gains are one.
    pub linked: bool,
    /// Input range, dB.
    pub input_range_db: f32,
    /// Bend of the loudness growth law.
    pub growth: f32,
    /// Just heard, clinical units.
    pub t_level: f32,
    /// Comfortable, clinical units.
    pub c_level: f32,
    /// Steps of current; 0 for any number.
    pub steps: usize,
    /// Electrodes switched off, a bit each.
    pub off: PerEar<u32>,
    /// Electrodes without a nerve, a bit each.
    pub dead: PerEar<u32>,
    /// Whether the ear keeps its own lows.
    pub acoustic: bool,
    /// Up to where, Hz.
    pub acoustic_hz: f32,
    /// Share of the percept, 0..1.
    pub percept: f32,
    /// Of Metal: coarse steps and drop-outs, 0..2.
    pub fracture: f32,
    /// Of Metal: the pull to electrodes, 0..2.
    pub tangle: f32,
    /// Of Metal: jitter, 0..2.
    pub flicker: f32,
    /// How far the percept's peaks smear, mm.
    pub percept_smear_mm: f32,
    /// How flat its melody is, 0..1.
    pub percept_flatten: f32,
    /// How much higher its voices are, octaves.
    pub percept_pitch: f32,
    /// How much higher its timbre lies, octaves.
    pub percept_shift: f32,
    /// How metallic it rings, 0..1.
    pub percept_ring: f32,
}

impl ImplantSet {
    /// These settings with every value one its parameter can take.
    pub fn sanitised(self) -> Self {
        let whole = |entry: &Parameter, value: usize| entry.sanitised(value as f32) as usize;
        Self {
            amount: table::IMPLANT.sanitised(self.amount),
            channels: whole(&table::IMPLANT_CHANNELS, self.channels),
            metal: table::IMPLANT_METAL.sanitised(self.metal),
            clarity: table::IMPLANT_CLARITY.sanitised(self.clarity),
            settled: table::IMPLANT_SETTLED.sanitised(self.settled),
            spread: table::IMPLANT_SPREAD.sanitised(self.spread),
            shift_mm: table::IMPLANT_SHIFT.sanitised(self.shift_mm),
            laboratory: self.laboratory.sanitised(),
        }
    }
}

impl Laboratory {
    fn sanitised(self) -> Self {
        let whole = |entry: &Parameter, value: usize| entry.sanitised(value as f32) as usize;
        Self {
            ears: whole(&table::IMPLANT_EARS, self.ears),
            maps: self.maps.map(|map| whole(&table::IMPLANT_MAP, map)),
            arrays: self.arrays.map(|array| whole(&table::IMPLANT_ARRAY, array)),
            depth_mm: table::IMPLANT_DEPTH.sanitised(self.depth_mm),
            mismatch_mm: table::IMPLANT_MISMATCH.sanitised(self.mismatch_mm),
            maxima: whole(&table::IMPLANT_MAXIMA, self.maxima),
            rate: table::IMPLANT_RATE.sanitised(self.rate),
            envelope_hz: table::IMPLANT_ENVELOPE.sanitised(self.envelope_hz),
            carrier: whole(&table::IMPLANT_CARRIER, self.carrier),
            microphone: whole(&table::IMPLANT_MICROPHONE, self.microphone),
            emphasis: whole(&table::IMPLANT_EMPHASIS, self.emphasis),
            agc: whole(&table::IMPLANT_AGC, self.agc),
            input_range_db: table::IMPLANT_RANGE.sanitised(self.input_range_db),
            growth: table::IMPLANT_GROWTH.sanitised(self.growth),
            t_level: table::IMPLANT_T.sanitised(self.t_level),
            // Comfort is never softer than the threshold: where they meet, everything is as loud as it gets.
            c_level: table::IMPLANT_C.sanitised(self.c_level).max(table::IMPLANT_T.sanitised(self.t_level)),
            steps: whole(&table::IMPLANT_STEPS, self.steps),
            off: self.off.map(|list| list & table::EVERY_ELECTRODE as u32),
            dead: self.dead.map(|list| list & table::EVERY_ELECTRODE as u32),
            acoustic_hz: table::IMPLANT_ACOUSTIC_EDGE.sanitised(self.acoustic_hz),
            percept: table::IMPLANT_PERCEPT.sanitised(self.percept),
            fracture: table::IMPLANT_FRACTURE.sanitised(self.fracture),
            tangle: table::IMPLANT_TANGLE.sanitised(self.tangle),
            flicker: table::IMPLANT_FLICKER.sanitised(self.flicker),
            percept_smear_mm: table::PERCEPT_SMEAR.sanitised(self.percept_smear_mm),
            percept_flatten: table::PERCEPT_FLATTEN.sanitised(self.percept_flatten),
            percept_pitch: table::PERCEPT_PITCH.sanitised(self.percept_pitch),
            percept_shift: table::PERCEPT_SHIFT.sanitised(self.percept_shift),
            percept_ring: table::PERCEPT_RING.sanitised(self.percept_ring),
            ..self
        }
    }
}

/// How much of the sound Metal is at most, as power: the rest keeps it clear of the robot (`story.md`, S12).
const MOST_METAL: f32 = 0.8;

impl Settings {
    /// What each ear was given.
    fn devices(&self, adapted: &Adapted) -> PerEar<Device> {
        let ImplantSet { channels, shift_mm, laboratory, .. } = self.implant;
        let fitting = Fitting {
            channels,
            shift_mm,
            mismatch_mm: laboratory.mismatch_mm,
            maps: laboratory.maps,
            arrays: laboratory.arrays,
            depth_mm: laboratory.depth_mm,
            off: laboratory.off,
            dead: laboratory.dead,
            acoustic_hz: if laboratory.acoustic { laboratory.acoustic_hz } else { 0.0 },
        };
        fitting.devices(adapted)
    }

    /// The implant's part.
    pub fn implant(&self) -> ImplantSettings {
        let ImplantSet { amount, metal, clarity, settled, spread, laboratory, .. } = self.implant;
        let adapted = Adapted::of(settled);
        let full_scale_spl = self.listening_level - REFERENCE_NOISE_DBFS;
        let devices = self.devices(&adapted);
        let ears = fitting::worn(laboratory.ears);
        let broken = |trim: f32| (metal * trim).min(1.0);
        ImplantSettings {
            amount,
            ears,
            devices,
            front: FrontEndSettings {
                microphone: Microphone::numbered(laboratory.microphone),
                emphasis: Emphasis::numbered(laboratory.emphasis),
                agc: Agc::numbered(laboratory.agc),
                linked: laboratory.linked,
                full_scale_spl,
            },
            // Channels are what the stage makes of the devices, and only when those change.
            coder: CoderSettings {
                maxima: Adapted::whole(laboratory.maxima, adapted.maxima),
                rate: laboratory.rate,
                envelope_hz: laboratory.envelope_hz,
                growth: laboratory.growth,
                input_range_db: laboratory.input_range_db,
                t_level: laboratory.t_level,
                c_level: laboratory.c_level,
                steps: if laboratory.steps < 2 {
                    0
                } else {
                    Adapted::whole(laboratory.steps, adapted.steps).max(2)
                },
                spread: spread * adapted.slope,
                full_scale_spl,
                ..CoderSettings::WITHOUT_CHANNELS
            },
            carrier: Carrier::numbered(laboratory.carrier),
            metal_share: MOST_METAL * metal * adapted.metal,
            metal: MetalSettings {
                fracture: broken(laboratory.fracture),
                tangle: broken(laboratory.tangle),
                flicker: broken(laboratory.flicker),
                ..MetalSettings::WITHOUT_CHANNELS
            },
            percept_share: (laboratory.percept * adapted.percept).min(1.0),
            timbre: Timbre {
                smear_mm: laboratory.percept_smear_mm,
                flatten: laboratory.percept_flatten,
                pitch_up: laboratory.percept_pitch,
                shift: laboratory.percept_shift,
                ring: laboratory.percept_ring,
                ..Timbre::NONE
            },
            clarity,
            acoustic_hz: if laboratory.acoustic { laboratory.acoustic_hz } else { 0.0 },
            event: self.event(),
            clicks: self.generators,
            depth: self.perspective,
            depth_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            follows_lfe: self.lfe != LfePolicy::Pass,
            seed: self.seed,
            layout: self.layout,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::{allocation, array};

    #[test]
    fn choices_have_the_names_of_what_they_choose() {
        assert_eq!(table::IMPLANT_MAPS, allocation::NAMES);
        assert_eq!(table::IMPLANT_OTHER_MAPS[1..], allocation::NAMES);
        assert_eq!(table::IMPLANT_ARRAYS, array::NAMES);
        assert_eq!(table::IMPLANT_OTHER_ARRAYS[1..], array::NAMES);
    }
}
