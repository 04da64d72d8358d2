//! What happens to the phases of one ear's bands: noise, jitter and drift.
//!
//! Slow noise widens a band as a broader filter would (`loss.md` 3.4), noise as quick as the band is wide leaves nothing
//! but its envelope. Jitter is noise in time, common to all bands: nerves that fire too early and too late. Drift turns a
//! band's phase steadily on, so that its pitch moves. All of it depends on seed, clock and settings alone, never on sound:
//! it is linear in what is heard.

use crate::base::bands::{Group, LANES, grouped};
use crate::base::{Clock, Spec};
use crate::kit::forget::forget;
use crate::kit::random::Random;

/// Samples between two draws at 48 kHz; straight in between.
pub const NOISE_FRAME: usize = 8;
/// First of the stream numbers of the bands' noises, and that of jitter.
const STREAM: u32 = 1000;
const JITTER_STREAM: u32 = 1100;
/// One-pole sections that smooth a noise: enough for a tone to stay within an octave and a half.
const POLES: usize = 4;
/// Slowest noise, Hz: slower ones would remember more than two seconds.
const SLOWEST_HZ: f32 = 4.0;
/// Bandwidth of jitter, Hz (Pichora-Fuller et al. 2007), and pole frequency re -3 dB of equal one-pole sections as many as
/// [`POLES`]: the inverse of sqrt(2^(1/4) - 1).
pub const JITTER_HZ: f32 = 500.0;
const FOUR_POLES: f32 = 2.298_96;
/// What makes up for the jitter that is lost between draws and between bands (measured on tones from 300 Hz to 1.1 kHz).
const JITTER_MADE_UP: f32 = 1.09;
/// Nerves follow fine structure up to here, Hz; what jitter does fades over the octave above (Pichora-Fuller et al. 2007:
/// below 1.2 kHz).
const LOCKED_HZ: f32 = 1200.0;
/// How quickly phase that drift has run ahead by while it changed is given back, turns per second: the memory of a change
/// ends within a quarter of a second, and nobody hears 2 Hz.
const GIVEN_BACK: f32 = 2.0;

/// White noise through one pole that keeps its variance and further equal low-passes.
#[derive(Debug, Clone, Copy)]
struct Smoothing {
    pole: f32,
    /// What a draw adds to the first section.
    drive: f32,
    /// Standard deviation of what comes out.
    deviation: f32,
}

impl Smoothing {
    /// With the poles at `hz`.
    fn new(hz: f32, rate: f32) -> Self {
        let pole = libm::expf(-std::f32::consts::TAU * hz / rate);
        Self { pole, drive: libm::sqrtf(1.0 - pole * pole), deviation: deviation(pole) }
    }

    #[inline]
    fn run(self, sections: &mut [f32; POLES], draw: f32) -> f32 {
        let [first, others @ ..] = sections;
        // As loud whatever the pole, so that a pole may move.
        *first = self.pole * *first + self.drive * draw;
        others.iter_mut().fold(*first, |x, section| {
            *section += (1.0 - self.pole) * (x - *section);
            *section
        })
    }
}

/// What a band's phase is to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unrest {
    /// Pole frequency of its noise, Hz.
    pub width: f32,
    /// The noise's standard deviation, radians.
    pub deviation: f32,
    /// By how much it runs ahead, Hz.
    pub shift: f32,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    random: Random,
    smoothing: Smoothing,
    sections: [f32; POLES],
    /// Turns per unit of noise, at the ends of the way.
    scale: [f32; 2],
    /// The band's frequency as far as nerves follow it, Hz.
    locked: f32,
    /// The noises' turns at the last draw.
    noise: f32,
    /// By how much the phase runs ahead, and by how much it is to, Hz.
    shift: f32,
    aimed: f32,
    /// What keeps the phase whole where the shift has changed, turns.
    offset: f32,
}

/// The phases of one ear's bands.
#[derive(Debug, Clone, Default)]
pub struct Phases {
    lines: Vec<Line>,
    jitter: Option<(Random, Smoothing)>,
    jitter_sections: [f32; POLES],
    /// Standard deviation of jitter at the ends of the way, seconds.
    jitter_seconds: [f32; 2],
    /// Each band's phase at the last and the next draw, turns.
    pub turns: Vec<[Group; 2]>,
    /// Samples between two draws.
    pub frame: usize,
    rate: f32,
    /// Nothing has been drawn since the reset: shifts need not be reached smoothly.
    fresh: bool,
}

impl Phases {
    /// Makes room for bands at these centres, Hz. Allocates.
    pub fn prepare(&mut self, spec: &Spec, centres: &[f32]) {
        self.frame = spec.scaled(NOISE_FRAME);
        self.rate = spec.sample_rate;
        let slowest = self.smoothing(SLOWEST_HZ);
        let line = |hz: &f32| Line {
            random: Random::new(0, STREAM),
            smoothing: slowest,
            sections: [0.0; POLES],
            scale: [0.0; 2],
            locked: hz * locked_share(*hz),
            noise: 0.0,
            shift: 0.0,
            aimed: 0.0,
            offset: 0.0,
        };
        self.lines = centres.iter().map(line).collect();
        self.turns = vec![[[0.0; LANES]; 2]; grouped(centres, 0.0).len()];
        self.jitter = Some((Random::new(0, JITTER_STREAM), self.smoothing(JITTER_HZ * FOUR_POLES)));
        self.reset();
    }

    fn smoothing(&self, hz: f32) -> Smoothing {
        Smoothing::new(hz.max(SLOWEST_HZ), self.rate / self.frame as f32)
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        for line in &mut self.lines {
            (line.sections, line.noise, line.offset) = ([0.0; POLES], 0.0, 0.0);
        }
        self.jitter_sections = [0.0; POLES];
        self.turns.fill([[0.0; LANES]; 2]);
        self.fresh = true;
    }

    /// Draws from this seed.
    pub fn seed(&mut self, seed: u32) {
        for (band, line) in self.lines.iter_mut().enumerate() {
            line.random = Random::new(seed, STREAM + band as u32);
        }
        self.jitter.iter_mut().for_each(|(random, _)| *random = Random::new(seed, JITTER_STREAM));
    }

    /// Sets band number `band` out, `weight` of the way to where it was going, towards `unrest`.
    pub fn depart(&mut self, weight: f32, band: usize, unrest: Unrest) {
        let smoothing = self.smoothing(unrest.width);
        let Some(line) = self.lines.get_mut(band) else { return };
        line.smoothing = smoothing;
        line.scale =
            departed(line.scale, weight, unrest.deviation / std::f32::consts::TAU / smoothing.deviation);
        line.aimed = unrest.shift;
    }

    /// The same for jitter, whose standard deviation is to become `seconds`.
    pub fn depart_jitter(&mut self, weight: f32, seconds: f32) {
        self.jitter_seconds = departed(self.jitter_seconds, weight, seconds);
    }

    /// Rests where it was going.
    pub fn settle(&mut self) {
        self.lines.iter_mut().for_each(|line| line.scale[0] = line.scale[1]);
        self.jitter_seconds[0] = self.jitter_seconds[1];
    }

    /// At a point of the noise grid, `weight` of the way to where it is going: the next draw.
    pub fn draw(&mut self, clock: Clock, weight: f32) {
        let position = clock.now().div_euclid(self.frame as i64);
        // Drawn whether it is wanted or not: noise that begins has a past of its own, not one of any age.
        let early = self.jitter.map_or(0.0, |(random, smoothing)| {
            let x = smoothing.run(&mut self.jitter_sections, gaussian(random.bits(position)));
            let [older, newer] = self.jitter_seconds;
            JITTER_MADE_UP * x / smoothing.deviation * (older + (newer - older) * weight)
        });
        let seconds = clock.now() as f64 / f64::from(self.rate);
        let step = self.frame as f32 / self.rate;
        let fresh = std::mem::take(&mut self.fresh);
        for (band, line) in self.lines.iter_mut().enumerate() {
            let x = line.smoothing.run(&mut line.sections, gaussian(line.random.bits(position)));
            let before = line.noise;
            line.noise = x * (line.scale[0] + (line.scale[1] - line.scale[0]) * weight) + early * line.locked;
            let (drift, run) = line.drift(seconds, step, fresh);
            let [from, to] = &mut self.turns[band / LANES];
            from[band % LANES] = before + drift;
            to[band % LANES] = line.noise + drift + run;
        }
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        let states = self.lines.iter_mut().map(|line| &mut line.sections).chain([&mut self.jitter_sections]);
        states.flatten().for_each(|x| *x = forget(*x));
    }
}

impl Line {
    /// How far the phase has drifted `seconds` into the programme, and how far it does in the next `step`, turns.
    fn drift(&mut self, seconds: f64, step: f32, fresh: bool) -> (f32, f32) {
        if self.shift == 0.0 && self.aimed == 0.0 && self.offset == 0.0 {
            return (0.0, 0.0);
        }
        let turned = |hz: f32| {
            let turns = f64::from(hz) * seconds;
            (turns - libm::floor(turns)) as f32
        };
        if self.shift != self.aimed {
            if !fresh {
                let jump = self.offset + turned(self.shift) - turned(self.aimed);
                self.offset = jump - libm::roundf(jump);
            }
            self.shift = self.aimed;
        }
        let start = turned(self.shift) + self.offset;
        let given_back = self.offset.clamp(-GIVEN_BACK * step, GIVEN_BACK * step);
        self.offset -= given_back;
        (start, self.shift * step - given_back)
    }
}

/// How well nerves follow the fine structure of a band at `hz`, 0..1.
pub fn locked_share(hz: f32) -> f32 {
    (1.0 - libm::log2f(hz / LOCKED_HZ)).clamp(0.0, 1.0)
}

/// The ends of a way that leads from `weight` of the one between `ends` to `aim`.
pub fn departed(ends: [f32; 2], weight: f32, aim: f32) -> [f32; 2] {
    [ends[0] + (ends[1] - ends[0]) * weight, aim]
}

/// Standard deviation of white noise after one pole that keeps its variance and three equal low-passes. The root of the
/// sum of the squares of the impulse response, in closed form: sqrt(1 - p^2) (1 - p)^3 p^n (n + 3 over 3).
fn deviation(pole: f32) -> f32 {
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
    use crate::base::Layout;

    const SPEC: Spec = Spec { sample_rate: 48_000.0, layout: Layout::STEREO };

    /// Phases of bands at `centres` at every draw of `count`.
    fn drawn(phases: &mut Phases, count: usize) -> Vec<[[f32; LANES]; 2]> {
        let mut clock = Clock::default();
        (0..count)
            .map(|_| {
                phases.draw(clock, 1.0);
                clock.advance(NOISE_FRAME);
                phases.turns[0]
            })
            .collect()
    }

    fn phases(centres: &[f32]) -> Phases {
        let mut phases = Phases::default();
        phases.prepare(&SPEC, centres);
        phases.seed(3);
        phases
    }

    #[test]
    fn noises_have_the_deviation_they_are_said_to_have() {
        for width in [20.0, 100.0, 1500.0] {
            let mut phases = phases(&[500.0]);
            phases.depart(1.0, 0, Unrest { width, deviation: 1.5, shift: 0.0 });
            phases.settle();
            let turns = drawn(&mut phases, 400_000);
            let power =
                turns.iter().map(|[_, to]| f64::from(to[0]).powi(2)).sum::<f64>() / turns.len() as f64;
            let deviation = power.sqrt() * std::f64::consts::TAU;
            assert!((deviation / 1.5 - 1.0).abs() < 0.07, "{width} Hz: {deviation}");
        }
    }

    #[test]
    fn jitter_is_one_noise_in_time_below_1200_hz() {
        let mut phases = phases(&[200.0, 1000.0, 2400.0]);
        phases.depart_jitter(1.0, 0.25e-3);
        phases.settle();
        let turns = drawn(&mut phases, 200_000);
        let power = turns.iter().map(|[_, to]| f64::from(to[1] / 1000.0).powi(2)).sum::<f64>() / 200_000.0;
        assert!(
            (power.sqrt() / (0.25e-3 * f64::from(JITTER_MADE_UP)) - 1.0).abs() < 0.05,
            "{} s",
            power.sqrt()
        );
        assert!(turns.iter().all(|[_, to]| (5.0 * to[0] - to[1]).abs() < 1e-5 && to[2] == 0.0));
    }

    #[test]
    fn a_shift_turns_steadily_and_changes_without_a_jump() {
        let mut phases = phases(&[1000.0]);
        let shifted = |shift| Unrest { width: 0.0, deviation: 0.0, shift };
        phases.depart(1.0, 0, shifted(7.3));
        phases.settle();
        let mut ends: f32 = 0.0;
        let mut clock = Clock::default();
        for n in 0..60_000 {
            if n == 20_000 {
                phases.depart(1.0, 0, shifted(-4.1));
            }
            phases.draw(clock, 1.0);
            clock.advance(NOISE_FRAME);
            let [from, to] = phases.turns[0];
            let gap = from[0] - ends;
            assert!(n == 0 || (gap - gap.round()).abs() < 1e-3, "{n}: {gap}");
            let hz = (to[0] - from[0]) / (NOISE_FRAME as f32 / 48_000.0);
            let expected = if n < 20_000 { 7.3 } else { -4.1 };
            assert!(
                (hz - expected).abs() < if (20_000..21_500).contains(&n) { 2.1 } else { 0.05 },
                "{n}: {hz}"
            );
            ends = to[0];
        }
        // What is left of the change is nothing: it is where a fresh start would be.
        let mut fresh = self::phases(&[1000.0]);
        fresh.depart(1.0, 0, shifted(-4.1));
        fresh.draw(clock, 1.0);
        phases.draw(clock, 1.0);
        assert_eq!(fresh.turns[0][0][0].to_bits(), phases.turns[0][0][0].to_bits());
    }
}
