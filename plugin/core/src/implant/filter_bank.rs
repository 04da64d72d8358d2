//! The bands of a processor: how much of a sound there is in each, from moment to moment.

use std::f64::consts::{FRAC_PI_2, PI};

use super::carriers::GROUPS;
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::kit::forget::{forget, forget_sound};
use crate::kit::lanes::{Group as Lanes, LANES};
use crate::kit::section::{HIGHEST_SHARE, hushed};
use crate::kit::wide::{Simd, SimdBase, dispatch, f32x8, level, pair, unpair, wide};

/// Sections of a band: a Butterworth prototype of order 3 (design). With order 2, a band 125 Hz wide would lag by
/// 3.5 ms instead of 5, but its neighbours' tones would be 6 dB stronger in it. A processor's own transform, for
/// which all this stands, lasts 8 ms.
const BAND_SECTIONS: usize = 3;
/// Sections of the envelope's low-pass: order 4.
const SECTIONS: usize = BAND_SECTIONS + 2;
/// Damping of the low-pass's sections (Butterworth): 2 cos of 22.5 and 67.5 degrees.
const LOW_DAMPING: [f64; 2] = [1.847_759_065_022_573_5, 0.765_366_864_730_179_6];
/// Real and imaginary part of the prototype's complex pole: cos and sin of 120 degrees.
const POLE: [f64; 2] = [-0.5, 0.866_025_403_784_438_6];
/// A band of which less than this share lies below is silent.
const LEAST_BELOW: f64 = 0.5;
/// Limits of the envelope's low-pass, Hz (Shannon et al. 1995 from 16 Hz on).
const ENVELOPE_HZ: [f32; 2] = [16.0, 500.0];

/// One section of eight bands: a trapezoidal state-variable filter (Zavalishin 2012). Unlike the kit's, which has
/// one frequency for all its signals, it has one per lane, and it is written in steps of its states, which stays
/// exact where its frequency is a tiny part of the sample rate.
#[derive(Debug, Clone, Copy, Default)]
struct Section {
    keep: Lanes,
    turn: Lanes,
    fall: Lanes,
}

impl Section {
    fn tune(&mut self, lane: usize, slope: f64, damping: f64) {
        let a = 1.0 / (1.0 + slope * (slope + damping));
        self.keep[lane] = (2.0 * a - 1.0) as f32;
        self.turn[lane] = (2.0 * slope * a) as f32;
        self.fall[lane] = (2.0 * slope * slope * a) as f32;
    }

    /// One sample; returns twice the band-pass and twice the low-pass output.
    #[inline(always)]
    fn step<S: Simd>(&self, simd: S, state: &mut [f32x8<S>; 2], input: f32x8<S>) -> [f32x8<S>; 2] {
        let (keep, turn, fall) = (wide(simd, &self.keep), wide(simd, &self.turn), wide(simd, &self.fall));
        let [one, two] = *state;
        let ahead = input - two;
        *state = [keep * one + turn * ahead, two + (turn * one + fall * ahead)];
        [one + state[0], two + state[1]]
    }
}

/// Eight bands.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    sections: [Section; SECTIONS],
    states: [[Lanes; 2]; SECTIONS],
    /// What makes a tone in a band read its amplitude.
    gains: Lanes,
}

impl Group {
    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, sound: &[f32]) {
        let mut states = [[f32x8::splat(simd, 0.0); 2]; SECTIONS];
        for (wide, state) in states.iter_mut().zip(&self.states) {
            *wide = pair(simd, state);
        }
        for x in sound {
            let mut sound = f32x8::splat(simd, *x);
            for (n, (section, state)) in self.sections.iter().zip(&mut states).enumerate() {
                let [band, low] = section.step(simd, state, sound);
                sound = if n < BAND_SECTIONS { band } else { low };
                if n == BAND_SECTIONS - 1 {
                    sound = sound.abs();
                }
            }
        }
        for (state, wide) in self.states.iter_mut().zip(states) {
            *state = unpair(wide);
        }
    }
}

/// The bands of one ear and their envelopes: Butterworth band-passes, rectified and smoothed.
///
/// Both half-waves are rectified: what is left of the tone itself lies an octave higher than with one, and the
/// low-pass takes it away. A steady tone of amplitude A inside a band reads A.
#[derive(Debug, Clone, Default)]
pub struct FilterBank {
    groups: [Group; GROUPS],
    used: usize,
}

impl FilterBank {
    /// Takes the bands of `channels`, with envelopes up to `envelope_hz`. What was heard stays in the filters.
    pub fn set(&mut self, channels: &Channels, envelope_hz: f32, sample_rate: f32) {
        let count = channels.count.min(MOST_CHANNELS);
        self.used = count.div_ceil(LANES);
        self.groups[self.used..].fill(Group::default());
        for channel in 0..self.used * LANES {
            let band = (channel < count).then(|| [channels.edges[channel], channels.edges[channel + 1]]);
            self.tune(channel, band, envelope_hz, f64::from(sample_rate));
        }
    }

    fn tune(&mut self, channel: usize, band: Option<[f32; 2]>, envelope_hz: f32, sample_rate: f64) {
        let (group, lane) = (&mut self.groups[channel / LANES], channel % LANES);
        let limit = HIGHEST_SHARE * sample_rate;
        let audible = |[low, high]: [f32; 2]| {
            let (low, high) = (f64::from(low), f64::from(high));
            let below = high.min(limit) - low;
            (low > 0.0 && below > 0.0 && below >= LEAST_BELOW * (high - low)).then_some([low, low + below])
        };
        let Some([low, high]) = band.and_then(audible) else {
            group.gains[lane] = 0.0;
            for n in 0..SECTIONS {
                group.sections[n].tune(lane, 0.0, 0.0);
                group.states[n].iter_mut().for_each(|state| state[lane] = 0.0);
            }
            return;
        };
        let slope = |hz: f64| libm::tan(PI * hz / sample_rate);
        let width = slope(high) - slope(low);
        let centre = libm::sqrt(slope(low) * slope(high));
        let [outer, inner] = twins(width, centre);
        group.sections[0].tune(lane, centre, width / centre);
        group.sections[1].tune(lane, outer[0], outer[1]);
        group.sections[2].tune(lane, inner[0], inner[1]);
        let hz = f64::from(envelope_hz.clamp(ENVELOPE_HZ[0], ENVELOPE_HZ[1])).min(high - low);
        for (section, damping) in group.sections[BAND_SECTIONS..].iter_mut().zip(LOW_DAMPING) {
            section.tune(lane, slope(hz), damping);
        }
        // Three band-passes of unit slope give (centre / width)^3 at the centre; a rectified tone's mean is 2 /
        // pi of its amplitude; each section returns twice its output.
        let peak = width / centre;
        group.gains[lane] = (peak * peak * peak * FRAC_PI_2 / f64::from(1 << SECTIONS)) as f32;
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.groups.iter_mut().for_each(|group| group.states = Default::default());
    }

    /// Takes the next samples.
    pub fn run(&mut self, sound: &[f32]) {
        dispatch!(level(), simd => {
            for group in &mut self.groups[..self.used] {
                group.run(simd, sound);
            }
        });
    }

    /// The envelopes after the last sample: amplitude of a tone, 0 or more; 0 from the last channel on.
    pub fn envelopes(&self) -> [f32; MOST_CHANNELS] {
        let mut envelopes = [0.0; MOST_CHANNELS];
        let lanes = envelopes.as_chunks_mut::<LANES>().0;
        for (lanes, group) in lanes.iter_mut().zip(&self.groups[..self.used]) {
            // The low-pass's own output lies half a sample on: its state is as good.
            let [_, level] = group.states[SECTIONS - 1];
            *lanes = std::array::from_fn(|lane| (2.0 * level[lane] * group.gains[lane]).max(0.0));
        }
        envelopes
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        for group in &mut self.groups[..self.used] {
            group.states.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|x| *x = hushed(*x));
        }
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        for group in &mut self.groups[..self.used] {
            let (band, level) = group.states.split_at_mut(BAND_SECTIONS);
            let flat = |states: &mut [[Lanes; 2]], f: fn(f32) -> f32| {
                states.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|x| *x = f(*x));
            };
            flat(band, forget_sound);
            flat(level, forget);
        }
    }
}

/// Slope and damping of the two sections that the prototype's pair of complex poles becomes in a band-pass of
/// `width` about `centre`, both in slopes.
fn twins(width: f64, centre: f64) -> [[f64; 2]; 2] {
    let [re, im] = POLE.map(|part| part * width);
    // The square root of (p w)^2 - 4 c^2.
    let (square_re, square_im) = (re * re - im * im - 4.0 * centre * centre, 2.0 * re * im);
    let size = libm::hypot(square_re, square_im);
    let root_re = libm::sqrt((0.5 * (size + square_re)).max(0.0));
    let root_im = libm::copysign(libm::sqrt((0.5 * (size - square_re)).max(0.0)), square_im);
    [1.0, -1.0].map(|sign| {
        let (pole_re, pole_im) = (0.5 * (re + sign * root_re), 0.5 * (im + sign * root_im));
        let slope = libm::hypot(pole_re, pole_im);
        [slope, -2.0 * pole_re / slope]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: [f32; 5] = [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0];

    fn tone(hz: f32, amplitude: f32, seconds: f32, rate: f32) -> Vec<f32> {
        let turns = |n: usize| (f64::from(hz) * n as f64 / f64::from(rate)).fract();
        (0..(seconds * rate) as usize)
            .map(|n| amplitude * (std::f64::consts::TAU * turns(n)).sin() as f32)
            .collect()
    }

    /// Mean and ripple (deviation re mean) of the envelopes of a tone once they have settled.
    fn settled(bank: &mut FilterBank, sound: &[f32], rate: f32) -> [[f32; 2]; MOST_CHANNELS] {
        bank.reset();
        let (start, rest) = sound.split_at(sound.len() / 2);
        bank.run(start);
        let mut sums = [[0.0f64; 2]; MOST_CHANNELS];
        let step = (rate / 4001.0) as usize;
        let mut taken = 0.0;
        for part in rest.chunks_exact(step) {
            bank.run(part);
            taken += 1.0;
            for (sum, level) in sums.iter_mut().zip(bank.envelopes()) {
                *sum = [sum[0] + f64::from(level), sum[1] + f64::from(level).powi(2)];
            }
        }
        sums.map(|[mean, square]| {
            let mean = mean / taken;
            [mean as f32, ((square / taken - mean * mean).max(0.0).sqrt() / mean) as f32]
        })
    }

    fn nucleus() -> Channels {
        let mut channels = Channels { count: 22, ..Channels::default() };
        channels.edges[..23].copy_from_slice(&crate::implant::coder::tests::EDGES);
        channels
    }

    #[test]
    fn a_tone_in_the_middle_reads_its_amplitude_at_any_rate() {
        let mut bank = FilterBank::default();
        for channels in [nucleus(), Channels::even(12, 100.0, 8500.0), Channels::even(1, 100.0, 8000.0)] {
            for rate in RATES {
                bank.set(&channels, 160.0, rate);
                let (mut worst, mut rippling) = (0.0f32, 0.0f32);
                for channel in 0..channels.count {
                    let sound = tone(channels.centre(channel), 0.3, 0.4, rate);
                    let [level, ripple] = settled(&mut bank, &sound, rate)[channel];
                    worst = worst.max((20.0 * (level / 0.3).log10()).abs());
                    rippling = rippling.max(ripple);
                }
                println!("{} bands at {rate}: {worst:.3} dB off, ripple {rippling:.4}", channels.count);
                assert!(worst < 0.1 && rippling < 0.05);
            }
        }
    }

    #[test]
    fn skirts_are_butterworths() {
        let mut bank = FilterBank::default();
        let channels = nucleus();
        for rate in RATES {
            bank.set(&channels, 160.0, rate);
            let slope = |hz: f32| (PI * f64::from(hz) / f64::from(rate)).tan();
            let mut worst = 0.0f64;
            for (channel, hz) in
                [(0, 150.0), (0, 187.5), (0, 312.5), (0, 500.0), (12, 1500.0), (12, 2500.0), (21, 5000.0)]
            {
                let [low, high] = [channels.edges[channel], channels.edges[channel + 1]].map(slope);
                let at = slope(hz);
                let detuned = (at * at - low * high) / (at * (high - low));
                let expected = -10.0 * (1.0 + detuned.powi(6)).log10();
                let [level, _] = settled(&mut bank, &tone(hz, 1.0, 0.4, rate), rate)[channel];
                worst = worst.max((20.0 * f64::from(level).log10() - expected).abs());
            }
            println!("skirts at {rate}: {worst:.3} dB off");
            assert!(worst < 0.3);
        }
    }

    #[test]
    fn bands_out_of_reach_are_silent() {
        let mut bank = FilterBank::default();
        let channels = Channels::even(16, 500.0, 16_000.0);
        bank.set(&channels, 160.0, 22_050.0);
        let noise = crate::kit::random::Random::new(1, 0);
        let sound: Vec<f32> = (0..4000).map(|n| noise.bipolar(n)).collect();
        bank.run(&sound);
        let envelopes = bank.envelopes();
        for (channel, level) in envelopes[..16].iter().enumerate() {
            let [low, high] = [channels.edges[channel], channels.edges[channel + 1]];
            assert_eq!(*level == 0.0, 0.5 * (low + high) > 0.45 * 22_050.0, "{low} {high}");
        }
        assert!(envelopes[16..].iter().all(|level| *level == 0.0));
    }

    #[test]
    fn lags_are_those_of_the_order() {
        // Moment of half the step of a tone's envelope, low-pass included.
        let mut bank = FilterBank::default();
        let channels = nucleus();
        bank.set(&channels, 500.0, 48_000.0);
        let lag = |bank: &mut FilterBank, channel: usize| {
            bank.reset();
            let sound = tone(channels.centre(channel), 1.0, 0.05, 48_000.0);
            let late = sound.iter().position(|x| {
                bank.run(&[*x]);
                bank.envelopes()[channel] > 0.5
            });
            late.map_or(f32::INFINITY, |n| n as f32 / 48.0)
        };
        let lags: Vec<f32> = (0..22).map(|channel| lag(&mut bank, channel)).collect();
        println!("half a step after, ms: {lags:.1?}");
        assert!(lags.iter().all(|ms| *ms < 9.0));
    }
}
