//! Resonances at the electrodes' places: what makes an implant sound metallic to many.

use std::f32::consts::{PI, TAU};

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Clock, SEGMENT, Spec};
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::greenwood::frequency;
use crate::kit::forget::{FORGET_FRAME, forget_sound};
use crate::kit::lanes::{Group, LANES, tree};
use crate::kit::section::{HIGHEST_SHARE, hushed};
use crate::kit::turn::turned;
use crate::kit::wide::{dispatch, level, wide};

/// Quality of the resonances, with no and with all of the ring (design).
const QUALITY: (f32, f32) = (20.0, 60.0);
/// Shortest and longest time in which a resonance falls by 60 dB, s (design).
const TIME_S: (f32, f32) = (0.02, 0.12);
/// A fall by 60 dB, nepers.
const FALL: f32 = 6.907_755;
/// Share of the power that rings, with all of the ring (design: speech stays in front).
const SHARE: f32 = 0.5;
/// Most that a resonance is stronger than a tone at its place: +12 dB (design).
const STRONGEST: f32 = 4.0;
/// Groups of resonances.
const GROUPS: usize = MOST_CHANNELS.div_ceil(LANES);

/// Time in which the resonance at `hz` falls by 60 dB, s; `ring` 0..=1.
fn ring_seconds(hz: f32, ring: f32) -> f32 {
    let quality = QUALITY.0 + (QUALITY.1 - QUALITY.0) * ring;
    (FALL * quality / (PI * hz)).clamp(TIME_S.0, TIME_S.1)
}

/// How the resonances turn and fall in one sample, and how strongly they are struck.
#[derive(Debug, Clone, Copy, Default)]
struct Poles {
    /// Groups in use.
    groups: usize,
    re: [Group; GROUPS],
    im: [Group; GROUPS],
    strike: [Group; GROUPS],
}

/// What the resonances are made from: how much rings (0..=1), at whose places, from and to which frequency (Hz).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Resonances {
    /// How much rings, 0..=1.
    pub ring: f32,
    /// At whose places.
    pub channels: Channels,
    /// From and to which frequency, Hz.
    pub band: (f32, f32),
}

impl Resonances {
    fn poles(&self, sample_rate: f32) -> Poles {
        let Channels { count, places, alive, .. } = self.channels;
        let mut poles = Poles { groups: count.div_ceil(LANES), ..Poles::default() };
        // Half-way to the neighbours; beyond the last one as far as on its other side.
        let middle = |n: usize| match n {
            _ if count == 1 => places[0] + n as f32 - 0.5,
            0 => 1.5 * places[0] - 0.5 * places[1],
            _ if n == count => 1.5 * places[n - 1] - 0.5 * places[n - 2],
            _ => 0.5 * (places[n - 1] + places[n]),
        };
        for n in 0..count {
            let hz = frequency(places[n]);
            if !alive[n] || !(self.band.0..=self.band.1.min(HIGHEST_SHARE as f32 * sample_rate)).contains(&hz)
            {
                continue;
            }
            let fall = FALL / ring_seconds(hz, self.ring);
            let radius = libm::expf(-fall / sample_rate);
            let (sin, cos) = libm::sincosf(TAU * hz / sample_rate);
            // As much noise as there is from here to half-way to the neighbours: its power within the resonance's
            // own width, `fall / 2` Hz, is raised to that.
            let width = (frequency(middle(n + 1)) - frequency(middle(n))).abs();
            let gain = libm::sqrtf(2.0 * width / fall).min(STRONGEST);
            let (group, lane) = (n / LANES, n % LANES);
            poles.re[group][lane] = radius * cos;
            poles.im[group][lane] = radius * sin;
            // A real tone is half in the positive frequencies.
            poles.strike[group][lane] = 2.0 * gain * (1.0 - radius);
        }
        poles
    }

    /// Weights of the sound itself and of what rings.
    fn weights(&self) -> [f32; 2] {
        let share = SHARE * self.ring;
        [libm::sqrtf(1.0 - share), libm::sqrtf(share)]
    }
}

/// Complex one-pole resonators, struck by a sound and mixed with it.
#[derive(Debug, Clone, Default)]
pub struct Ring {
    sample_rate: f32,
    hop: usize,
    forget: usize,
    control: usize,
    /// What the poles are for.
    made: Resonances,
    made_poles: Poles,
    /// Samples of the next call before it holds.
    at: Option<usize>,
    poles: Poles,
    re: [Group; GROUPS],
    im: [Group; GROUPS],
    /// What the resonances of a frame add up to.
    ringing: Vec<Group>,
    /// Weights when this hop began, at its end, and samples done of it.
    from: [f32; 2],
    to: [f32; 2],
    done: usize,
}

impl Ring {
    /// Prepared for hops of `hop` samples.
    pub fn new(spec: &Spec, hop: usize) -> Self {
        let mut ring = Self {
            sample_rate: spec.sample_rate,
            hop,
            forget: spec.scaled(FORGET_FRAME),
            control: spec.scaled(CONTROL_FRAME),
            ringing: vec![[0.0; LANES]; SEGMENT],
            ..Self::default()
        };
        ring.reset();
        ring
    }

    /// As freshly prepared.
    pub fn reset(&mut self) {
        let silent = Resonances::default();
        let weights = silent.weights();
        *self = Self {
            ringing: std::mem::take(&mut self.ringing),
            sample_rate: self.sample_rate,
            hop: self.hop,
            forget: self.forget,
            control: self.control,
            from: weights,
            to: weights,
            made: silent,
            ..Self::default()
        };
    }

    /// Asks for resonances from `at` samples into the next call of [`run`](Self::run) on; they take a hop to come.
    pub fn aim(&mut self, at: usize, wanted: &Resonances) {
        // What rang goes on as it was while it is faded out.
        if wanted.ring > 0.0 && self.made != *wanted {
            self.made_poles = wanted.poles(self.sample_rate);
        }
        self.made = *wanted;
        self.at = Some(at);
    }

    /// Mixes `sound`, the first sample of which is at `clock`, with what it makes ring.
    pub fn run(&mut self, clock: Clock, sound: &mut [f32]) {
        if clock.is_on(self.control) {
            self.each_state(hushed);
        }
        if clock.is_on(self.forget) {
            self.each_state(forget_sound);
        }
        let Some(at) = self.at.take() else {
            self.mix(sound);
            return;
        };
        let (before, after) = sound.split_at_mut(at.min(sound.len()));
        self.mix(before);
        self.from = self.to;
        self.to = self.made.weights();
        self.done = 0;
        self.poles = self.made_poles;
        // What is not in use must not wait there.
        let groups = self.poles.groups;
        self.re[groups..].iter_mut().chain(&mut self.im[groups..]).for_each(|state| *state = [0.0; LANES]);
        self.mix(after);
    }

    fn each_state(&mut self, change: fn(f32) -> f32) {
        for state in self.re.as_flattened_mut().iter_mut().chain(self.im.as_flattened_mut()) {
            *state = change(*state);
        }
    }

    fn mix(&mut self, sound: &mut [f32]) {
        if self.from[1] == 0.0 && self.to[1] == 0.0 {
            self.re = Default::default();
            self.im = Default::default();
            return;
        }
        let mut ringing = std::mem::take(&mut self.ringing);
        ringing[..sound.len()].fill([0.0; LANES]);
        dispatch!(level(), simd => {
            for group in 0..self.poles.groups {
                let pole = [wide(simd, &self.poles.re[group]), wide(simd, &self.poles.im[group])];
                let strike = wide(simd, &self.poles.strike[group]);
                let (mut re, mut im) = (wide(simd, &self.re[group]), wide(simd, &self.im[group]));
                for (sum, x) in ringing.iter_mut().zip(&*sound) {
                    [re, im] = turned([re, im], pole);
                    re += strike * *x;
                    *sum = (wide(simd, sum) + re).into();
                }
                (self.re[group], self.im[group]) = (re.into(), im.into());
            }
        });
        let step = 1.0 / self.hop as f32;
        for (sample, sum) in sound.iter_mut().zip(&ringing) {
            let along = (self.done as f32 * step).min(1.0);
            let [dry, wet] = [0, 1].map(|n| self.from[n] + along * (self.to[n] - self.from[n]));
            *sample = dry * *sample + wet * tree(sum);
            self.done += 1;
        }
        self.ringing = ringing;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::greenwood::place;

    /// One channel at the place of `hz`.
    fn one(hz: f32, ring: f32) -> Resonances {
        let mut channels = Channels::even(1, 200.0, 8000.0);
        channels.places[0] = place(hz);
        Resonances { ring, channels, band: (50.0, 20_000.0) }
    }

    #[test]
    fn resonances_ring_as_long_as_asked_and_stop() {
        for rate in [22_050.0, 48_000.0, 192_000.0] {
            let spec = Spec { sample_rate: rate, ..Spec::default() };
            for (hz, amount) in [(300.0, 0.2), (1000.0, 0.3), (1000.0, 1.0), (4000.0, 1.0), (6000.0, 0.1)] {
                let mut ring = Ring::new(&spec, spec.scaled(256));
                ring.aim(0, &one(hz, amount));
                let len = spec.scaled(32);
                let mut sound = vec![0.0; 1500 * len];
                // Struck when it is there.
                sound[16 * len] = 1.0;
                for (n, block) in sound.chunks_mut(len).enumerate() {
                    ring.run(Clock::at((n * len) as i64), block);
                }
                // Schroeder's backward integration: from -5 to -25 dB, three times that is 60 dB.
                let tail = &sound[16 * len + 1..];
                let mut left: Vec<f64> = tail.iter().rev().map(|x| f64::from(*x).powi(2)).collect();
                for n in 1..left.len() {
                    left[n] += left[n - 1];
                }
                left.reverse();
                let at = |db: f64| left.iter().position(|x| *x < left[0] * 10f64.powf(db / 10.0)).unwrap();
                let found = 3.0 * (at(-25.0) - at(-5.0)) as f64 / f64::from(rate);
                let asked = f64::from(ring_seconds(hz, amount));
                println!("{rate}: {hz} Hz, ring {amount}: {:.1} ms, asked {:.1}", found * 1e3, asked * 1e3);
                assert!((found / asked - 1.0).abs() < 0.1 && (0.0199..=0.1201).contains(&asked));
                assert!(sound[sound.len() - len..].iter().all(|x| *x == 0.0));
            }
        }
    }

    #[test]
    fn noise_rings_with_its_own_power_and_nothing_stays_as_it_is() {
        let random = crate::kit::random::Random::new(1, 0);
        let band = (187.5, 7937.5);
        for (amount, count) in [(0.0, 12), (0.3, 12), (1.0, 12), (1.0, 22)] {
            let mut ring = Ring::new(&Spec::default(), 256);
            let channels = Channels::even(count, band.0, band.1);
            let mut sound: Vec<f32> = (0..96_000).map(|n| random.bipolar(n)).collect();
            crate::kit::band_pass::BandPass::default()
                .run(&crate::kit::band_pass::BandEdges::new(band.0, band.1, 48_000.0), &mut sound);
            let before = sound.clone();
            for (n, block) in sound.chunks_mut(32).enumerate() {
                if n % 8 == 0 {
                    ring.aim(0, &Resonances { ring: amount, channels, band });
                }
                ring.run(Clock::at(32 * n as i64), block);
            }
            let power = |x: &[f32]| x[48_000..].iter().map(|x| f64::from(x * x)).sum::<f64>();
            let db = 10.0 * (power(&sound) / power(&before)).log10();
            println!("ring {amount}, {count} channels: {db:.2} dB");
            // A little more, because what rings is in phase with what made it ring.
            assert!((0.0..2.0).contains(&db));
            assert!(amount > 0.0 || sound == before);
        }
    }
}
