//! Single pulses, each through a filter of its place.
//!
//! A filtered pulse is a tone at the place whose envelope rises and dies away, as Gaussian-enveloped tones are: at
//! 900 a second, pulses merge at low places and stay apart at high ones. The tone's phase is the clock's: if it
//! began anew with every pulse, places between the harmonics of the rate would hardly sound.

use super::GROUPS;
use super::phasors::Phasors;
use crate::base::SEGMENT;
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::greenwood::frequency;
use crate::implant::stimuli::Stimulus;
use crate::kit::forget::forget_sound;
use crate::kit::gammatone::power_gain;
use crate::kit::lanes::{Group, LANES};
use crate::kit::section::hushed;

/// Width of a place between the points 3 dB down, mm (Kan et al. 2013, JASA 134).
const WIDTH_MM: f32 = 1.5;
/// One-pole sections of a filter.
const ORDER: usize = 4;
/// Width of a section re half the filter's: the inverse of sqrt(2^(1/4) - 1).
const SECTION: f32 = 2.298_96;
/// Squares of the binomial numbers of three: what the energy of four equal sections sums up to.
const ENERGY: [f64; ORDER] = [1.0, 9.0, 9.0, 1.0];
/// Pulse rates below this share of a section's width leave pulses apart.
const APART: f32 = 0.5;
/// Harmonics of the rate that count above it.
const HARMONICS: u16 = 6;
/// By how much pulses may make up for places that are heard and do not fire, re power: 60 dB.
const MOST_LIFT: f32 = 1.0e6;

/// The pulses of one ear.
#[derive(Debug, Clone, Default)]
pub struct Pulses {
    phasors: [Phasors; GROUPS],
    poles: [Group; GROUPS],
    states: [[Group; ORDER]; GROUPS],
    ringing: [bool; GROUPS],
    /// Energy of a filtered pulse of sum 1, and width of a section in turns per sample.
    energies: Vec<f32>,
    corners: Vec<f32>,
    count: usize,
    /// Pulses that are still to come of this stimulation frame: after how many samples of it, and how strong.
    due: Vec<usize>,
    strengths: Vec<f32>,
    /// What enters the filters in this frame of sound.
    feed: Vec<[Group; SEGMENT]>,
}

impl Pulses {
    /// Makes room. Allocates.
    pub fn prepare(&mut self) {
        self.energies = vec![0.0; MOST_CHANNELS];
        self.corners = vec![0.0; MOST_CHANNELS];
        self.due = vec![0; MOST_CHANNELS];
        self.strengths = vec![0.0; MOST_CHANNELS];
        self.feed = vec![[[0.0; LANES]; SEGMENT]; GROUPS];
    }

    /// Takes channels; `phase` has each one's, in 2^-64 of a turn.
    pub fn set(&mut self, channels: &Channels, sample_rate: f32, phase: impl Fn(usize) -> u64) {
        self.count = channels.count;
        for n in 0..channels.count {
            let mm = channels.places[n];
            let width = frequency(mm + 0.5 * WIDTH_MM) - frequency(mm - 0.5 * WIDTH_MM);
            let corner = 0.5 * SECTION * width / sample_rate;
            let pole = libm::exp(-std::f64::consts::TAU * f64::from(corner));
            let square = pole * pole;
            let sum = ENERGY.iter().rev().fold(0.0, |sum, binomial| sum * square + binomial);
            self.energies[n] = (libm::pow(1.0 - pole, 8.0) * sum / libm::pow(1.0 - square, 7.0)) as f32;
            self.corners[n] = corner;
            self.poles[n / LANES][n % LANES] = pole as f32;
            let hz = f64::from(channels.heard_hz(n));
            self.phasors[n / LANES].tune(n % LANES, hz, sample_rate, phase(n));
        }
        self.reset();
    }

    /// As freshly set.
    pub fn reset(&mut self) {
        self.phasors.iter_mut().for_each(Phasors::reset);
        self.states = [[[0.0; LANES]; ORDER]; GROUPS];
        self.ringing = [false; GROUPS];
        self.strengths.fill(0.0);
        self.feed.as_flattened_mut().fill([0.0; LANES]);
    }

    /// A stimulation frame begins at sample `at` of the frame of sound: every channel that fires has its turn
    /// within the gap, base first. Together the pulses are as strong as all that is heard, though places between
    /// them do not fire.
    pub fn begin(&mut self, stimulus: &Stimulus, heard: &[Group; GROUPS], at: usize) {
        self.emit(at, |_| Some(0));
        let heard = heard.as_flattened();
        let fires = |n: &usize| stimulus.fired[*n] != 0.0;
        let power = |n: usize| heard[n] * heard[n];
        let fired: f32 = (0..self.count).filter(fires).map(power).sum();
        if fired <= 0.0 {
            return;
        }
        let all: f32 = (0..self.count).map(power).sum();
        let gap = stimulus.gap.max(1);
        let gain = libm::sqrtf((all / fired).min(MOST_LIFT)) * gap as f32;
        for n in (0..self.count).filter(fires) {
            self.due[n] = gap * (self.count - 1 - n) / self.count;
            self.strengths[n] = gain * heard[n] / libm::sqrtf(self.roughness(n, gap));
        }
    }

    /// Mean square of a steady train's envelope re the square of its mean.
    fn roughness(&self, n: usize, gap: usize) -> f32 {
        let ratio = 1.0 / (gap as f32 * self.corners[n]);
        if ratio < APART {
            return self.energies[n] * gap as f32;
        }
        1.0 + 2.0 * (1..=HARMONICS).map(|k| power_gain(f32::from(k) * ratio, 1.0)).sum::<f32>()
    }

    /// Lets those pulses fall whose turn comes in `range` of the frame of sound, `done` samples after the
    /// stimulation frame.
    pub fn fall(&mut self, range: std::ops::Range<usize>, done: usize) {
        self.emit(range.start, |due| due.checked_sub(done).filter(|later| *later < range.len()));
    }

    fn emit(&mut self, start: usize, later: impl Fn(usize) -> Option<usize>) {
        for n in 0..self.count {
            if self.strengths[n] == 0.0 {
                continue;
            }
            if let Some(later) = later(self.due[n]) {
                let sample = (start + later).min(SEGMENT - 1);
                self.feed[n / LANES][sample][n % LANES] += self.strengths[n];
                self.strengths[n] = 0.0;
                self.ringing[n / LANES] = true;
            }
        }
    }

    /// On the control grid: drops what is silence; on the coarse one, what two pasts could differ in for ever.
    pub fn forget(&mut self, coarse: bool) {
        for (states, ringing) in
            self.states.iter_mut().zip(&mut self.ringing).filter(|(_, ringing)| **ringing)
        {
            *ringing = false;
            for state in states.as_flattened_mut() {
                *state = hushed(*state);
                *ringing |= *state != 0.0;
                if coarse {
                    *state = forget_sound(*state);
                }
            }
        }
    }

    /// Adds the `len` samples that begin at `clock`, times `share`.
    pub fn sing(&mut self, clock: i64, len: usize, share: f32, control: usize, sums: &mut [Group]) {
        for group in 0..GROUPS {
            if !self.ringing[group] {
                continue;
            }
            let (feed, pole) = (&mut self.feed[group], &self.poles[group]);
            let mut state = self.states[group];
            self.phasors[group].seek(clock, control);
            self.phasors[group].run(feed[..len].iter_mut().zip(&mut *sums), |(feed, sum), re, _| {
                let mut x = std::mem::replace(feed, [0.0; LANES]);
                for low in &mut state {
                    for lane in 0..LANES {
                        low[lane] = x[lane] + pole[lane] * (low[lane] - x[lane]);
                    }
                    x = *low;
                }
                for lane in 0..LANES {
                    sum[lane] += share * x[lane] * re[lane];
                }
            });
            self.states[group] = state;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;

    #[test]
    fn one_pulse_falls_for_each_channel_that_fires() {
        let channels = Channels::even(22, 187.5, 7937.5);
        let heard = [[0.1; LANES]; GROUPS];
        let fires = |k: usize, n: usize| Random::new(3, 0).bits((k * 32 + n) as i64).is_multiple_of(3);
        for rate in [250, 900, 3700] {
            let begins = |k: usize| k * 48_000 / rate;
            let mut pulses = Pulses::default();
            pulses.prepare();
            pulses.set(&channels, 48_000.0, |_| 0);
            let (mut k, mut fallen, mut since) = (0, 0, 0);
            for start in (0..48_000).step_by(7) {
                let mut from = start;
                while begins(k) < start + 7 {
                    let (at, gap) = (begins(k), begins(k + 1) - begins(k));
                    pulses.fall(from - start..at - start, from - since);
                    let mut stimulus = Stimulus { gap, ..Stimulus::default() };
                    (0..22).filter(|n| fires(k, *n)).for_each(|n| stimulus.fired[n] = 0.1);
                    pulses.begin(&stimulus, &heard, at - start);
                    (k, from, since) = (k + 1, at, at);
                }
                pulses.fall(from - start..7, from - since);
                let fed = pulses.feed.as_flattened().as_flattened();
                fallen += fed.iter().filter(|x| **x != 0.0).count();
                pulses.sing(start as i64, 7, 1.0, 32, &mut [[0.0; LANES]; 7]);
            }
            let expected = (0..k).map(|k| (0..22).filter(|n| fires(k, *n)).count()).sum::<usize>();
            let waiting = pulses.strengths.iter().filter(|strength| **strength != 0.0).count();
            println!("{rate} frames a second: {fallen} pulses, {waiting} to come, {expected} fired");
            assert_eq!(fallen + waiting, expected);
            assert!(waiting < 22 && expected > 0);
        }
    }
}
