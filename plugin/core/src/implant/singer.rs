//! One ear's channels made audible: from what electrodes are told to sound. Ears draw the same: what is in the
//! middle stays there, and a fold-down holds.

use super::carriers::bands::Bands;
use super::carriers::comb::Comb;
use super::carriers::pulses::Pulses;
use super::carriers::ramp::{Levels, Piece, Timeline};
use super::carriers::tones::Tones;
use super::carriers::{Carrier, GROUPS, Shares, TONE_STREAM};
use super::stimuli::{Stimuli, Stimulus};
use crate::base::clock::CONTROL_FRAME;
use crate::base::{Clock, SEGMENT, Spec};
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::kit::forget::FORGET_FRAME;
use crate::kit::lanes::{Group, LANES, tree};
use crate::kit::random::Random;
use crate::kit::section::{HIGHEST_SHARE, SILENCE};

/// Levels above this are cut: 180 dB re full scale.
const LOUDEST: f32 = 1.0e9;
/// A quarter of a turn in 2^-64 of one: pulses' tones stand that far from the sines of their places, so that
/// powers add.
const QUARTER: u64 = 1 << 62;

/// What an ear's channels are sung with.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SingerSettings {
    /// The channels: where they are heard, and how wide.
    pub channels: Channels,
    /// What they are made audible with.
    pub carrier: Carrier,
    /// Random phases and noise, the same in both ears.
    pub seed: u32,
}

/// Sings what one ear's electrodes are told. Clones share the loops that noise is read from, so that only the
/// first one's [`prepare`](Self::prepare) takes time.
#[derive(Debug, Clone, Default)]
pub struct Singer {
    settings: SingerSettings,
    shares: Shares,
    sample_rate: f32,
    control: usize,
    coarse: usize,
    /// 1 for channels that sound, 0 for the others.
    sounding: [Group; GROUPS],
    timeline: Timeline,
    levels: Levels<GROUPS>,
    tones: Tones<GROUPS>,
    bands: Bands,
    pulses: Pulses,
    comb: Comb,
    sums: Vec<Group>,
}

impl Singer {
    /// Makes room, and the loops if they are not there yet, for these conditions; resets. Allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.sample_rate = spec.sample_rate;
        self.control = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.bands.prepare();
        self.pulses.prepare();
        self.comb.prepare(spec.sample_rate);
        self.sums = vec![[0.0; LANES]; SEGMENT];
        self.tune();
    }

    /// Takes other settings at once, and forgets all history. Returns at once if they are the old ones.
    pub fn set(&mut self, settings: &SingerSettings) {
        if self.settings != *settings {
            self.settings = *settings;
            self.tune();
        }
    }

    /// Forgets all history.
    pub fn reset(&mut self) {
        self.timeline = Timeline::default();
        self.levels = Levels::default();
        self.tones.reset();
        self.bands.reset();
        self.pulses.reset();
        self.comb.reset();
    }

    /// Tunes what the carrier is mixed of; the rest is not heard, and is tuned once it is.
    fn tune(&mut self) {
        if self.sums.is_empty() {
            return;
        }
        let SingerSettings { channels, carrier, seed } = &self.settings;
        let channels = &Channels { count: channels.count.min(MOST_CHANNELS), ..*channels };
        let rate = self.sample_rate;
        self.shares = carrier.shares();
        self.sounding = [[0.0; LANES]; GROUPS];
        let phase = |n: usize| Random::new(*seed, TONE_STREAM).bits(n as i64);
        for n in 0..channels.count {
            let (group, lane, hz) = (n / LANES, n % LANES, channels.heard_hz(n));
            let sounds = channels.alive[n] && hz > 0.0 && hz <= HIGHEST_SHARE as f32 * rate;
            self.sounding[group][lane] = f32::from(u8::from(sounds));
            if self.shares.tones != 0.0 {
                self.tones.phasors[group].tune(lane, f64::from(hz), rate, phase(n));
            }
        }
        if self.shares.bands != 0.0 {
            self.bands.set(channels, self.shares.kind, *seed, rate, self.control);
        }
        if self.shares.pulses != 0.0 {
            self.pulses.set(channels, rate, |n| phase(n).wrapping_add(QUARTER));
        }
        if self.shares.comb != 0.0 {
            self.comb.set(channels, *seed);
        }
        self.reset();
    }

    /// Writes the next `len` samples (at most [`SEGMENT`], not across a point of the control grid) into `out`. A
    /// sound's level leads straight from one stimulation frame to the next, and is there when that one's gap is
    /// over.
    pub fn sing(&mut self, stimuli: &Stimuli, clock: Clock, len: usize, out: &mut [f32]) {
        let len = len.min(SEGMENT).min(out.len()).min(self.sums.len());
        self.sums[..len].fill([0.0; LANES]);
        if clock.is_on(self.control.max(1)) {
            self.pulses.forget(clock.is_on(self.coarse.max(1)));
        }
        let mut weights = [[0.0; 2]; SEGMENT];
        let mut from = 0;
        for stimulus in stimuli.list() {
            let at = stimulus.at.clamp(from, len);
            self.sing_piece(from..at, clock, &mut weights);
            self.begin(stimulus, at);
            from = at;
        }
        self.sing_piece(from..len, clock, &mut weights);
        if self.shares.pulses != 0.0 {
            self.pulses.sing(clock.now(), len, self.shares.pulses, self.control, &mut self.sums[..len]);
        }
        for (out, sum) in out.iter_mut().zip(&self.sums[..len]) {
            *out = tree(sum);
        }
    }

    fn begin(&mut self, stimulus: &Stimulus, at: usize) {
        let level = |n: usize| {
            let heard = stimulus.heard[n];
            if heard > SILENCE { heard.min(LOUDEST) } else { 0.0 }
        };
        let aims: [Group; GROUPS] = std::array::from_fn(|group| {
            std::array::from_fn(|lane| level(group * LANES + lane) * self.sounding[group][lane])
        });
        let weights = self.timeline.weights();
        self.levels.begin(&aims, weights);
        if self.shares.comb != 0.0 {
            self.comb.begin(&aims, weights);
        }
        if self.shares.pulses != 0.0 {
            self.pulses.begin(stimulus, &aims, at);
        }
        self.timeline.begin(stimulus.gap);
    }

    fn sing_piece(&mut self, range: std::ops::Range<usize>, clock: Clock, weights: &mut [[f32; 2]; SEGMENT]) {
        if range.is_empty() {
            return;
        }
        if self.shares.pulses != 0.0 {
            self.pulses.fall(range.clone(), self.timeline.done());
        }
        weights[range.clone()].fill_with(|| self.timeline.step());
        let start = clock.now().wrapping_add(range.start as i64);
        let piece = Piece { weights: &weights[range.clone()], start };
        let sums = &mut self.sums[range];
        let Shares { tones, bands, comb, .. } = self.shares;
        if tones != 0.0 {
            self.tones.sing(&piece, &self.levels, tones, self.control, sums);
        }
        if bands != 0.0 {
            self.bands.sing(&piece, &self.levels, bands, self.control, sums);
        }
        if comb != 0.0 {
            self.comb.sing(&piece, comb, self.control, sums);
        }
    }
}

#[cfg(test)]
mod tests;
