//! One ear's bands sounding again with their phases at random, or their envelopes slowed.
//!
//! Each band, one ERB from the next, is multiplied by a phasor whose phase is low-passed noise: slow noise widens the
//! band as a broader filter would (`loss.md` 3.4), noise as quick as the band is wide leaves nothing but its envelope. The
//! noise depends on seed and clock alone, and what slows the envelopes comes from the sensed sound: with a key, all of
//! it is linear in what is heard. Both ears draw the same noise, so that what was in the middle stays there.

use crate::base::bands::{Group, LANES, grouped};
use crate::base::{Bands, Chunk, Clock, SEGMENT, Spec};
use crate::hearing::bands::section_width;
use crate::hearing::erb;
use crate::kit::forget::forget;
use crate::kit::gammatone::power_gain;
use crate::kit::random::Random;
use crate::kit::turn::cos_sin;

/// Analysis bands from one that sounds to the next: an ERB.
const STRIDE: usize = 2;
/// Groups of the analysis that make one group here.
const GATHERED: usize = STRIDE;
/// Samples between two draws of the noise at 48 kHz; straight in between.
pub const NOISE_FRAME: usize = 8;
/// First of the stream numbers of the bands' noises.
const STREAM: u32 = 1000;
/// One-pole sections that smooth the noise: enough for a tone to stay within an octave and a half.
const POLES: usize = 4;
/// Slowest noise, Hz: slower ones would remember more than two seconds.
const SLOWEST_HZ: f32 = 4.0;
/// Mean of a noise's envelope re its root mean square: half the root of pi.
const RAYLEIGH_MEAN: f32 = 0.886_226_9;
/// Largest factor by which a slowed envelope may stand above the quick one: 60 dB.
const MOST_LIFT: f32 = 1000.0;
/// Envelopes below this are silence.
const SILENCE: f32 = 1.0e-9;
/// What follows the scrambling keeps each band this many times its own width (two poles): without it, the skirts of the
/// upper bands would spread what little they hear of the bass.
const KEPT_WIDTHS: f32 = 3.0;
/// Pole frequency re -3 dB of two equal one-pole sections: the inverse of sqrt(sqrt(2) - 1).
const TWO_POLES: f32 = 1.553_77;

/// What a band is to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part {
    /// Amplitude, 0..1.
    pub amplitude: f32,
    /// Pole frequency of the phase noise, Hz.
    pub width: f32,
    /// Its standard deviation, radians.
    pub deviation: f32,
}

/// One ear's bands.
#[derive(Debug, Clone, Default)]
pub struct Voice {
    /// Centres of the bands that sound, Hz.
    pub centres: Vec<f32>,
    noises: Vec<Random>,
    noise: Vec<[Group; POLES]>,
    pole: Vec<Group>,
    /// What a draw adds to the first section.
    drive: Vec<Group>,
    /// Turns per unit of noise, at the ends of the way.
    scale: Vec<[Group; 2]>,
    /// Phase at the last and the next draw, turns.
    phase: Vec<[Group; 2]>,
    /// What keeps each band to itself: pole, and state of two sections, real and imaginary.
    keeper: Vec<Group>,
    kept: Vec<[[Group; 2]; 2]>,
    /// Amplitude at the ends of the way, and its normalisation.
    amplitude: Vec<[Group; 2]>,
    norm: f32,
    /// Share of the slowed envelope at the ends of the way.
    slowness: [f32; 2],
    slow_share: f32,
    sums: Vec<Group>,
    samples: usize,
    slow: Vec<[Group; 2]>,
    /// Slowed envelope at the last and the next control point.
    envelope: Vec<[Group; 2]>,
    noise_rate: f32,
    control_rate: f32,
}

impl Voice {
    /// Makes room for every second of these bands. Allocates.
    pub fn prepare(&mut self, spec: &Spec, centres: &[f32], noise_frame: usize, control: usize) {
        self.centres = centres.iter().copied().step_by(STRIDE).collect();
        let groups = self.centres.len().div_ceil(LANES);
        let blank = [0.0; LANES];
        self.noises = vec![Random::new(0, STREAM); self.centres.len()];
        self.noise = vec![[blank; POLES]; groups];
        (self.pole, self.drive, self.sums) = (vec![blank; groups], vec![blank; groups], vec![blank; groups]);
        self.scale = vec![[blank; 2]; groups];
        self.phase = vec![[blank; 2]; groups];
        self.amplitude = vec![[blank; 2]; groups];
        self.slow = vec![[blank; 2]; groups];
        self.envelope = vec![[blank; 2]; groups];
        self.noise_rate = spec.sample_rate / noise_frame as f32;
        self.control_rate = spec.sample_rate / control as f32;
        self.norm = incoherent_norm(&self.centres);
        let keeper = |hz: &f32| {
            libm::expf(-std::f32::consts::TAU * KEPT_WIDTHS * section_width(*hz) / spec.sample_rate)
        };
        self.keeper = grouped(&self.centres.iter().map(keeper).collect::<Vec<f32>>(), 0.0);
        self.kept = vec![[[blank; 2]; 2]; groups];
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        let blank = [0.0; LANES];
        self.noise.fill([blank; POLES]);
        for pairs in [&mut self.phase, &mut self.slow, &mut self.envelope] {
            pairs.fill([blank; 2]);
        }
        self.kept.fill([[blank; 2]; 2]);
        self.sums.fill(blank);
        self.samples = 0;
    }

    /// As if it had heard bands of these levels (mean square re full scale, by band of the analysis) for long.
    pub fn warm(&mut self, levels: &[f32]) {
        for (band, level) in levels.iter().step_by(STRIDE).enumerate().take(self.centres.len()) {
            let (group, lane) = (band / LANES, band % LANES);
            let mean = RAYLEIGH_MEAN * libm::sqrtf(2.0 * level);
            for part in [&mut self.slow[group], &mut self.envelope[group]] {
                part.iter_mut().for_each(|part| part[lane] = mean);
            }
        }
    }

    /// Draws from this seed.
    pub fn seed(&mut self, seed: u32) {
        for (band, noise) in self.noises.iter_mut().enumerate() {
            *noise = Random::new(seed, STREAM + band as u32);
        }
    }

    /// Sets out, `weight` of the way to where it was going, towards `part` for each band and envelopes slowed to
    /// `blur_hz` by share `slowness`.
    pub fn depart(&mut self, weight: f32, part: impl Fn(usize) -> Part, slowness: f32, blur_hz: f32) {
        let here = |[older, newer]: [f32; 2]| older + (newer - older) * weight;
        for band in 0..self.centres.len() {
            let (group, lane) = (band / LANES, band % LANES);
            let Part { amplitude, width, deviation } = part(band);
            let ends = &mut self.amplitude[group];
            ends[0][lane] = here([ends[0][lane], ends[1][lane]]);
            ends[1][lane] = amplitude * self.norm;
            let pole = libm::expf(-std::f32::consts::TAU * width.max(SLOWEST_HZ) / self.noise_rate);
            self.pole[group][lane] = pole;
            self.drive[group][lane] = libm::sqrtf(1.0 - pole * pole);
            let scale = &mut self.scale[group];
            scale[0][lane] = here([scale[0][lane], scale[1][lane]]);
            scale[1][lane] = deviation / std::f32::consts::TAU / noise_gain(pole);
        }
        self.slowness = [here(self.slowness), slowness];
        self.slow_share = 1.0 - libm::expf(-std::f32::consts::TAU * TWO_POLES * blur_hz / self.control_rate);
    }

    /// Rests where it was going.
    pub fn settle(&mut self) {
        self.amplitude.iter_mut().chain(&mut self.scale).for_each(|ends| ends[0] = ends[1]);
        self.slowness[0] = self.slowness[1];
    }

    /// At a point of the noise grid, `weight` of the way to where it is going: the next draw.
    pub fn draw(&mut self, clock: Clock, noise_frame: usize, weight: f32) {
        let position = clock.now().div_euclid(noise_frame as i64);
        for (group, noises) in self.noises.chunks(LANES).enumerate() {
            let [from, to] = &mut self.phase[group];
            let [older, newer] = self.scale[group];
            *from = *to;
            for (lane, noise) in noises.iter().enumerate() {
                let mut x = gaussian(noise.bits(position));
                let (pole, drive) = (self.pole[group][lane], self.drive[group][lane]);
                let [first, others @ ..] = &mut self.noise[group];
                // As loud whatever the pole, so that a pole may move.
                first[lane] = pole * first[lane] + drive * x;
                x = first[lane];
                for section in others {
                    section[lane] += (1.0 - pole) * (x - section[lane]);
                    x = section[lane];
                }
                to[lane] = x * (older[lane] + (newer[lane] - older[lane]) * weight);
            }
        }
    }

    /// At a point of the control grid: the slowed envelopes move on by what was heard since the last.
    pub fn follow(&mut self) {
        if self.samples == 0 {
            return;
        }
        let share = 1.0 / self.samples as f32;
        for ((sums, slow), [from, to]) in self.sums.iter_mut().zip(&mut self.slow).zip(&mut self.envelope) {
            *from = *to;
            for lane in 0..LANES {
                let mut x = sums[lane] * share;
                for section in slow.iter_mut() {
                    section[lane] += self.slow_share * (x - section[lane]);
                    x = section[lane];
                }
                to[lane] = x;
                sums[lane] = 0.0;
            }
        }
        self.samples = 0;
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        let kept = self.kept.as_flattened_mut().as_flattened_mut().as_flattened_mut();
        kept.iter_mut().for_each(|x| *x = forget(*x));
        self.noise.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|x| *x = forget(*x));
        self.slow.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|x| *x = forget(*x));
    }

    /// Adds samples `range` of the frame to `output`. `along` gives, per sample of the frame, the way to the next
    /// setting, to the next draw and to the next control point, 0..1.
    pub fn sing(
        &mut self,
        heard: &Bands,
        sensed: &Bands,
        carriers: &Bands,
        range: std::ops::Range<usize>,
        along: &[[f32; 3]],
        output: &mut Chunk,
    ) {
        let slows = self.slowness != [0.0; 2];
        self.samples += if slows { range.len() } else { 0 };
        let mut sums = [[0.0; LANES]; SEGMENT];
        for group in 0..self.amplitude.len() {
            let [older, newer] = self.amplitude[group];
            if older.iter().chain(&newer).all(|amplitude| *amplitude == 0.0) && !slows {
                self.kept[group] = [[[0.0; LANES]; 2]; 2];
                continue;
            }
            let (keeper, mut kept) = (self.keeper[group], self.kept[group]);
            let [phase, next_phase] = self.phase[group];
            let [envelope, next_envelope] = self.envelope[group];
            for n in range.clone() {
                let [setting, draw, control] = along[n];
                let (re, im) = gather(heard, group, n);
                let (turn_re, turn_im) = gather(carriers, group, n);
                let lift: Group = if slows {
                    let (sensed_re, sensed_im) = gather(sensed, group, n);
                    let slowness = self.slowness[0] + (self.slowness[1] - self.slowness[0]) * setting;
                    std::array::from_fn(|lane| {
                        let quick =
                            (sensed_re[lane] * sensed_re[lane] + sensed_im[lane] * sensed_im[lane]).sqrt();
                        self.sums[group][lane] += quick;
                        let slow = envelope[lane] + (next_envelope[lane] - envelope[lane]) * control;
                        let ratio = (slow / (quick + SILENCE)).min(MOST_LIFT);
                        1.0 + slowness * (ratio - 1.0)
                    })
                } else {
                    [1.0; LANES]
                };
                for lane in 0..LANES {
                    let (cos, sin) = cos_sin(phase[lane] + (next_phase[lane] - phase[lane]) * draw);
                    let mut real = lift[lane] * (re[lane] * cos - im[lane] * sin);
                    let mut imaginary = lift[lane] * (re[lane] * sin + im[lane] * cos);
                    for [state_re, state_im] in &mut kept {
                        state_re[lane] = real + keeper[lane] * (state_re[lane] - real);
                        state_im[lane] = imaginary + keeper[lane] * (state_im[lane] - imaginary);
                        (real, imaginary) = (state_re[lane], state_im[lane]);
                    }
                    let amplitude = older[lane] + (newer[lane] - older[lane]) * setting;
                    sums[n][lane] += amplitude * (real * turn_re[lane] - imaginary * turn_im[lane]);
                }
            }
            self.kept[group] = kept;
        }
        for n in range {
            let [a, b, c, d] = sums[n];
            output[n] += (a + c) + (b + d);
        }
    }
}

/// Every second band of the analysis at one sample.
#[inline]
fn gather(bands: &Bands, group: usize, sample: usize) -> (Group, Group) {
    let of = |part: &Vec<[Group; SEGMENT]>| {
        let first = part[GATHERED * group][sample];
        let second = part.get(GATHERED * group + 1).map_or([0.0; LANES], |group| group[sample]);
        [first[0], first[STRIDE], second[0], second[STRIDE]]
    };
    (of(&bands.re), of(&bands.im))
}

/// Amplitude that makes bands with unrelated phases as loud together as what they came from.
fn incoherent_norm(centres: &[f32]) -> f32 {
    let Some(middle) = centres.get(centres.len() / 2) else { return 1.0 };
    // Averaged over the way from one centre to the next.
    const POINTS: usize = 16;
    let number = erb::number(*middle);
    let power = |n: usize| -> f32 {
        let hz = erb::frequency(number + n as f32 / POINTS as f32);
        centres.iter().map(|centre| power_gain(hz - centre, section_width(*centre))).sum()
    };
    let mean = (0..POINTS).map(power).sum::<f32>() / POINTS as f32;
    1.0 / libm::sqrtf(mean)
}

/// Standard deviation of the noise: white noise through one pole that keeps its variance and three equal low-passes. The
/// root of the sum of the squares of the impulse response, in closed form: sqrt(1 - p^2) (1 - p)^3 p^n (n + 3 over 3).
fn noise_gain(pole: f32) -> f32 {
    let p = f64::from(pole);
    let q = p * p;
    let squares = (1.0 + 9.0 * q + 9.0 * q * q + q * q * q) / libm::pow(1.0 - q, 7.0);
    libm::sqrt((1.0 - q) * libm::pow(1.0 - p, 6.0) * squares) as f32
}

/// A nearly Gaussian number with mean 0 and variance 1: four even draws added.
fn gaussian(bits: u64) -> f32 {
    /// Standard deviation of the sum of four even draws of 16 bits.
    const DEVIATION: f32 = 65_536.0 * 0.577_350_3;
    const MEAN: f32 = 2.0 * 65_535.0;
    let sum: u32 = (0..4).map(|n| (bits >> (16 * n)) as u16 as u32).sum();
    (sum as f32 - MEAN) / DEVIATION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_has_the_deviation_it_is_said_to_have() {
        for pole in [0.2f32, 0.7, 0.95] {
            let random = Random::new(3, 1);
            let (mut states, mut power) = ([0.0f32; POLES], 0.0);
            let count = 200_000;
            for n in 0..count {
                let [first, others @ ..] = &mut states;
                *first = pole * *first + (1.0 - pole * pole).sqrt() * gaussian(random.bits(n));
                let mut x = *first;
                for state in others {
                    *state += (1.0 - pole) * (x - *state);
                    x = *state;
                }
                power += f64::from(x * x);
            }
            let deviation = (power / count as f64).sqrt() as f32;
            assert!((deviation / noise_gain(pole) - 1.0).abs() < 0.05, "{pole}");
        }
    }
}
