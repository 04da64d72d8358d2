//! The generator cap: no sound the head makes may grow loud for long, whatever the controls say.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Change, Frame, PerEar, SEGMENT, Spec, Stage};
use crate::hearing::normal::REFERENCE_NOISE_DBFS;
use crate::kit::blend::Blend;
use crate::kit::glide::Glide;
use crate::parameters::LISTENING_LEVEL;

use budget::{Budget, TURN_SECONDS, Turn};

mod budget;

/// Loudest sustained level of everything the head makes, per ear, dBFS RMS (re a full-scale sine's RMS): the project's
/// limit (design), well under programme.
pub const CAP_DBFS: f32 = -24.0;
/// Loudest sustained level at the listener's ear, dB SPL: 85 dB(A) over eight hours is where noise begins to cost
/// hearing (NIOSH 98-126).
pub const CAP_DB_SPL: f32 = 85.0;
/// Span over which the power may not be more than the cap's, seconds: a meter's momentary level (EBU Tech 3341).
const WINDOW_SECONDS: f64 = 0.400;
/// How far below the cap generators are kept by what they say, dB: noise has louder moments.
const MARGIN_DB: f64 = 0.7;
/// How long a new cap takes to be reached, seconds.
const MOVE_SECONDS: f64 = 0.100;

/// The cap's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapSettings {
    /// dB SPL that pink noise at [`REFERENCE_NOISE_DBFS`] makes at the listener.
    pub listening_level: f32,
}

impl Default for CapSettings {
    fn default() -> Self {
        Self { listening_level: LISTENING_LEVEL.default }
    }
}

impl CapSettings {
    /// The level sustained sound may have, dBFS RMS: the lower of both limits.
    pub fn cap_dbfs(&self) -> f32 {
        CAP_DBFS.min(REFERENCE_NOISE_DBFS + CAP_DB_SPL - self.listening_level)
    }
}

/// Holds the generated sound of each ear under the cap. Latency 0; sound well below the cap passes bit for bit.
///
/// What generators say of their power sets the gain as they rise. What is measured over 400 ms sets it where sound is
/// louder than it should be, and what those 400 ms have spent already says how loud the next moment may be
/// ([`Budget`]).
#[derive(Default)]
pub struct GeneratorCap {
    settings: CapSettings,
    ears: PerEar<Meter>,
    /// The cap on its way, dBFS.
    level: Glide,
    blend: Blend,
    frame: usize,
    turn: usize,
}

/// One ear.
#[derive(Default)]
struct Meter {
    budget: Budget,
    /// Sum of squares of the control frame under way.
    sum: f64,
    /// The gain on its way.
    older: f32,
    newer: f32,
}

impl GeneratorCap {
    /// Each ear's gain at the end of this control frame.
    pub fn gains(&self) -> PerEar<f32> {
        PerEar::from_fn(|ear| self.ears[ear].newer)
    }
}

impl Stage for GeneratorCap {
    type Settings = CapSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.frame = spec.scaled(CONTROL_FRAME);
        let window = (spec.samples(WINDOW_SECONDS) / self.frame).max(1);
        self.turn = spec.samples(TURN_SECONDS) / self.frame * self.frame;
        for meter in self.ears.iter_mut() {
            meter.budget.prepare(window, f64::from(spec.sample_rate) / self.frame as f64);
        }
        self.level.prepare(spec.samples(MOVE_SECONDS) / self.frame);
        self.reset();
    }

    fn set(&mut self, settings: &CapSettings, change: Change) {
        self.settings = *settings;
        if change == Change::Jump {
            self.level.jump([f64::from(settings.cap_dbfs())]);
        }
    }

    fn reset(&mut self) {
        self.level.jump([f64::from(self.settings.cap_dbfs())]);
        for meter in self.ears.iter_mut() {
            meter.budget.reset();
            (meter.sum, meter.older, meter.newer) = (0.0, 1.0, 1.0);
        }
        self.blend = Blend::arrived();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            // A full-scale sine has a power of one half.
            let [level] = self.level.step([f64::from(self.settings.cap_dbfs())]);
            let cap = 0.5 * gain_from_db(2.0 * level);
            let kept = cap * gain_from_db(-2.0 * MARGIN_DB);
            let turn = Turn::at(frame.clock, self.turn);
            let number = frame.clock.now().div_euclid(self.frame as i64);
            for (meter, declared) in self.ears.iter_mut().zip(frame.declared.iter()) {
                let declared = f64::from(*declared);
                let said = if declared > kept { libm::sqrt(kept / declared) } else { 1.0 };
                let power = std::mem::take(&mut meter.sum) / self.frame as f64;
                meter.older =
                    std::mem::replace(&mut meter.newer, meter.budget.close(number, power, cap, said, turn));
            }
            self.blend = Blend::over_frame(self.frame);
        }
        let mut weights = [1.0; SEGMENT];
        let weights = &mut weights[..frame.len];
        self.blend.fill(weights);
        for (meter, chunk) in self.ears.iter_mut().zip(frame.generated.iter_mut()) {
            // Nothing has no power, and stays nothing.
            if chunk[..frame.len].iter().all(|x| *x == 0.0) {
                continue;
            }
            for (x, weight) in chunk.iter_mut().zip(weights.iter()) {
                meter.sum += f64::from(*x) * f64::from(*x);
                if meter.older < 1.0 || meter.newer < 1.0 {
                    *x *= meter.older + (meter.newer - meter.older) * weight;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_limit_holds() {
        assert_eq!(CapSettings::default().cap_dbfs(), -24.0);
        assert_eq!(CapSettings { listening_level: 95.0 }.cap_dbfs(), -30.0);
    }
}
