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
/// Span over which the power may not be more than the cap's, seconds: a meter's momentary level (EBU Tech 3341).
const WINDOW_SECONDS: f64 = 0.400;
/// Span within which a rise is noticed, seconds.
const QUICK_SECONDS: f64 = 0.020;
/// How far below the cap generators are kept by what they say, dB: noise has louder moments.
const MARGIN_DB: f64 = 0.7;
/// Share of the window's power at which the cap is held, and how much of it changes by how many times what may follow is
/// more or less than the cap: what has been loud for a moment is followed by something softer, without a jump.
const HELD_SHARE: f64 = 0.82;
const PRESSURE: (f64, f64) = (0.2, 16.0);
/// How long the gain takes to move, seconds: with 20 ms noise cut from scene to scene was 0.6 dB over the cap.
const SMOOTH_SECONDS: f64 = 0.012;
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
/// louder than it should be, and what those 400 ms have spent already says how loud the next moment may be. The memory
/// ends there.
#[derive(Default)]
pub struct GeneratorCap {
    settings: CapSettings,
    ears: PerEar<Meter>,
    /// The cap on its way, dBFS.
    level: Glide,
    blend: Blend,
    frame: usize,
    quick: usize,
}

#[derive(Default)]
struct Meter {
    /// Sum of squares of each of the last control frames.
    before: Vec<f64>,
    /// What of it came out, re what the cap of that time allowed a sample.
    after: Vec<f64>,
    next: usize,
    /// The same of the frame under way.
    sums: [f64; 2],
    /// For how many control frames there has been nothing.
    quiet: usize,
    /// The gain on its way.
    gain: Glide,
    older: f32,
    newer: f32,
}

impl Meter {
    fn reset(&mut self) {
        self.before.fill(0.0);
        self.after.fill(0.0);
        self.next = 0;
        self.quiet = 0;
        self.sums = [0.0; 2];
        self.gain.jump([1.0]);
        (self.older, self.newer) = (1.0, 1.0);
    }

    /// The newest `count` control frames, newest first, so that the order of additions depends on time only.
    fn newest(frames: &[f64], next: usize, count: usize) -> impl Iterator<Item = f64> {
        let (newer, older) = frames.split_at(next);
        newer.iter().rev().chain(older.iter().rev()).take(count).copied()
    }

    /// Closes a control frame of `frame` samples, `quick` of which are a short while, and says with what gain the next one
    /// should end for its power to stay below `cap`.
    fn close(&mut self, frame: usize, quick: usize, cap: f64) -> f64 {
        if self.before.is_empty() {
            return 1.0;
        }
        let [before, after] = std::mem::take(&mut self.sums);
        self.before[self.next] = before;
        self.after[self.next] = after / cap;
        self.next = (self.next + 1) % self.before.len();
        let room = self.before.len();
        self.quiet = if before == 0.0 { self.quiet + 1 } else { 0 };
        if self.quiet >= room {
            return 1.0;
        }
        let most = cap * (room * frame) as f64;
        let heard: f64 = Self::newest(&self.before, self.next, room).sum();
        let slow = if heard > most { most / heard } else { 1.0 };
        let spent: f64 = Self::newest(&self.after, self.next, room - 1).sum();
        let (share, times) = PRESSURE;
        let spent_share = spent / (room * frame) as f64;
        let may_follow = libm::pow(times, (HELD_SHARE - spent_share) / share) * cap * frame as f64;
        let asked = Self::newest(&self.before, self.next, quick).sum::<f64>() / quick as f64;
        let fast = if asked > may_follow { may_follow / asked } else { 1.0 };
        libm::sqrt(slow.min(fast))
    }
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
        let frames = (spec.samples(WINDOW_SECONDS) / self.frame).max(1);
        self.quick = (spec.samples(QUICK_SECONDS) / self.frame).max(1);
        for meter in self.ears.iter_mut() {
            meter.before = vec![0.0; frames];
            meter.after = vec![0.0; frames];
            meter.gain.prepare(spec.samples(SMOOTH_SECONDS) / self.frame);
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
        self.ears.iter_mut().for_each(Meter::reset);
        self.blend = Blend::arrived();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            // A full-scale sine has a power of one half.
            let [level] = self.level.step([f64::from(self.settings.cap_dbfs())]);
            let cap = 0.5 * gain_from_db(2.0 * level);
            let kept = cap * gain_from_db(-2.0 * MARGIN_DB);
            for (meter, declared) in self.ears.iter_mut().zip(frame.declared.iter()) {
                let declared = f64::from(*declared);
                let said = if declared > kept { libm::sqrt(kept / declared) } else { 1.0 };
                let gain = meter.close(self.frame, self.quick, cap).min(said);
                let [gain] = meter.gain.step([gain]);
                meter.older = std::mem::replace(&mut meter.newer, gain as f32);
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
                let [before, after] = &mut meter.sums;
                *before += f64::from(*x) * f64::from(*x);
                if meter.older < 1.0 || meter.newer < 1.0 {
                    *x *= meter.older + (meter.newer - meter.older) * weight;
                }
                *after += f64::from(*x) * f64::from(*x);
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
