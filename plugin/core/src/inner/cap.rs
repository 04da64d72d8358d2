//! The generator cap: no sound the head makes may grow loud for long, whatever the controls say.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Change, Frame, PerEar, SEGMENT, Spec, Stage};
use crate::hearing::normal::REFERENCE_NOISE_DBFS;
use crate::kit::blend::Blend;
use crate::kit::glide::Glide;
use crate::parameters::LISTENING_LEVEL;

/// Loudest sustained level of everything the head makes, per ear, dBFS RMS (re a full-scale sine's RMS): the project's
/// limit (design), well under programme.
pub const CAP_DBFS: f32 = -24.0;
/// Loudest sustained level at the listener's ear, dB SPL: 85 dB(A) over eight hours is where noise begins to cost
/// hearing (NIOSH 98-126).
pub const CAP_DB_SPL: f32 = 85.0;
/// Span over which a level counts as sustained, seconds.
const WINDOW_SECONDS: f64 = 0.100;
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

/// Holds the generated sound of each ear under the cap. Latency 0; sound below the cap passes bit for bit.
///
/// Each control frame measures the power of the last 100 ms and sets the gain at the frame's end; the memory ends there.
#[derive(Default)]
pub struct GeneratorCap {
    settings: CapSettings,
    ears: PerEar<Meter>,
    /// The cap on its way, dBFS.
    level: Glide,
    blend: Blend,
    frame: usize,
}

#[derive(Default)]
struct Meter {
    /// Sum of squares of each of the last control frames.
    frames: Vec<f64>,
    next: usize,
    sum: f64,
    older: f32,
    newer: f32,
}

impl Meter {
    fn reset(&mut self) {
        self.frames.fill(0.0);
        self.next = 0;
        self.sum = 0.0;
        self.older = 1.0;
        self.newer = 1.0;
    }

    /// Closes a control frame and returns the mean power of the window.
    fn close(&mut self, frame: usize) -> f64 {
        if self.frames.is_empty() {
            return 0.0;
        }
        self.frames[self.next] = std::mem::take(&mut self.sum);
        self.next = (self.next + 1) % self.frames.len();
        // Oldest first, so that the order of additions depends on time only.
        let (newest, oldest) = self.frames.split_at(self.next);
        oldest.iter().chain(newest).sum::<f64>() / (self.frames.len() * frame) as f64
    }
}

impl Stage for GeneratorCap {
    type Settings = CapSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.frame = spec.scaled(CONTROL_FRAME);
        let frames = (spec.samples(WINDOW_SECONDS) / self.frame).max(1);
        self.ears.iter_mut().for_each(|meter| meter.frames = vec![0.0; frames]);
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
        self.ears.iter_mut().for_each(Meter::reset);
        self.blend = Blend::arrived();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            // A full-scale sine has a power of one half.
            let [level] = self.level.step([f64::from(self.settings.cap_dbfs())]);
            let cap = 0.5 * gain_from_db(2.0 * level);
            for meter in self.ears.iter_mut() {
                let power = meter.close(self.frame);
                meter.older = meter.newer;
                meter.newer = if power > cap { libm::sqrt(cap / power) as f32 } else { 1.0 };
            }
            self.blend = Blend::over_frame(self.frame);
        }
        let mut weights = [1.0; SEGMENT];
        let weights = &mut weights[..frame.len];
        self.blend.fill(weights);
        for (meter, chunk) in self.ears.iter_mut().zip(frame.generated.iter_mut()) {
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
