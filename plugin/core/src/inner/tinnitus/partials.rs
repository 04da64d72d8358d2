//! Partials: sines that go with one pitch, each with a phase of its own.

use crate::base::{Clock, SEGMENT};
use crate::kit::pace::{Pace, Warp, centred_turns};
use crate::kit::random::Random;
use crate::kit::turn::cos_sin;

/// Where partials begin to fade as the sample rate ends, and where they are gone, share of the sample rate.
const FADING: [f64; 2] = [0.42, 0.46];

/// Frequency re the pitch, and amplitude.
pub type Recipe = [f64; 2];

/// Sines at fixed ratios of one pitch.
#[derive(Debug, Clone)]
pub struct Partials<const N: usize> {
    recipe: [Recipe; N],
    sines: [Sine; N],
}

#[derive(Debug, Clone, Default)]
struct Sine {
    pace: Pace,
    /// Where it begins, 2^-64 turns.
    offset: u64,
    gain: f32,
}

impl Sine {
    /// Its phases at the next samples, turns.
    #[inline]
    fn fill(&self, phases: &mut [f32]) {
        let mut phase = self.pace.phase().wrapping_add(self.offset);
        let size = self.pace.step_size();
        for turns in phases {
            *turns = centred_turns(phase);
            phase = phase.wrapping_add(size);
        }
    }
}

impl<const N: usize> Partials<N> {
    /// Sines that begin where `random` says, by their number.
    pub fn new(recipe: [Recipe; N], random: Random, sample_rate: f32, frame: usize) -> Self {
        let sine = |n: usize| {
            let mut pace = Pace::default();
            pace.prepare(sample_rate, frame);
            Sine { pace, offset: random.bits(n as i64), gain: 0.0 }
        };
        Self { recipe, sines: std::array::from_fn(sine) }
    }

    /// Begins anew, at the clock's phases.
    pub fn restart(&mut self) {
        self.sines.iter_mut().for_each(|sine| sine.pace.reset());
    }

    /// On a grid point: goes with a pitch of `hz`.
    pub fn step(&mut self, hz: f64, sample_rate: f64, warp: Warp, clock: Clock) {
        let [from, to] = FADING.map(|share| share * sample_rate);
        for (sine, [ratio, amplitude]) in self.sines.iter_mut().zip(self.recipe) {
            let own = hz * ratio;
            sine.gain = (amplitude * ((to - own) / (to - from)).clamp(0.0, 1.0)) as f32;
            sine.pace.step_warped(own.min(to), warp, clock);
        }
    }

    /// Power of what sounds at the moment, re a sine of amplitude 1.
    pub fn power(&self) -> f64 {
        self.sines.iter().map(|sine| f64::from(sine.gain) * f64::from(sine.gain)).sum()
    }

    /// Adds the sines to `out`.
    pub fn add(&self, out: &mut [f32]) {
        let mut phases = [0.0f32; SEGMENT];
        let phases = &mut phases[..out.len()];
        for sine in self.sines.iter().filter(|sine| sine.gain != 0.0) {
            sine.fill(phases);
            out.iter_mut().zip(phases.iter()).for_each(|(y, phase)| *y += sine.gain * cos_sin(*phase).0);
        }
    }

    /// Cosine and sine of the first.
    pub fn phasor(&self, cos: &mut [f32], sin: &mut [f32]) {
        let mut phases = [0.0f32; SEGMENT];
        let phases = &mut phases[..cos.len()];
        if let Some(sine) = self.sines.first() {
            sine.fill(phases);
        }
        for ((cos, sin), phase) in cos.iter_mut().zip(sin).zip(phases.iter()) {
            (*cos, *sin) = cos_sin(*phase);
        }
    }

    /// Moves on by `len` samples.
    pub fn advance(&mut self, len: usize) {
        self.sines.iter_mut().for_each(|sine| sine.pace.advance(len));
    }
}
