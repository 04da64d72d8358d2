//! What happens to the phases of one ear's bands: noise, jitter and drift.
//!
//! Slow noise widens a band as a broader filter would (`loss.md` 3.4), noise as quick as the band is wide leaves nothing
//! but its envelope. Jitter is noise in time, common to all bands: nerves that fire too early and too late. Drift turns a
//! band's phase steadily on, so that its pitch moves. All of it depends on seed, clock and settings alone, never on sound:
//! it is linear in what is heard.

use crate::base::bands::{Group, LANES, Pair};
use crate::base::clock::CONTROL_FRAME;
use crate::base::{Clock, Spec};
use crate::kit::forget::forget;
use crate::kit::turn::cos_sin;
use crate::kit::wide::{Simd, dispatch, f32x8, level, pair, unpair, wide};

use super::draws::Draws;
use super::drift::Drift;
use super::span::Span;

/// Samples between two draws at 48 kHz; straight in between.
pub const NOISE_FRAME: usize = 8;
/// Draws in a control frame.
pub const DRAWS: usize = CONTROL_FRAME / NOISE_FRAME;
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

/// The noises of a group of bands.
#[derive(Debug, Clone, Copy, Default)]
struct Noises {
    /// Pole of the smoothing, and what a draw adds to its first section.
    pole: Group,
    drive: Group,
    sections: [Group; POLES],
    /// Turns per unit of noise, at the ends of the way.
    scale: Pair,
    /// The bands' frequencies as far as nerves follow them, Hz.
    locked: Group,
    /// The noises' turns at the last draw.
    turns: Group,
}

impl Noises {
    /// The next draw, `weight` of the way to where it is going, `early` seconds early: the turns before and now.
    #[inline(always)]
    fn draw<S: Simd>(&mut self, simd: S, draws: &Group, weight: f32, early: f32) -> [f32x8<S>; 2] {
        let pole = wide(simd, &self.pole);
        let [first, others @ ..] = &mut self.sections;
        // As loud whatever the pole, so that a pole may move.
        let mut x = pole * wide(simd, first) + wide(simd, &self.drive) * wide(simd, draws);
        *first = x.into();
        for section in others {
            let before = wide(simd, section);
            x = before + (1.0 - pole) * (x - before);
            *section = x.into();
        }
        let [older, newer] = pair(simd, &self.scale);
        let before = wide(simd, &self.turns);
        let now = x * (older + (newer - older) * weight) + wide(simd, &self.locked) * early;
        self.turns = now.into();
        [before, now]
    }
}

/// The phases of one ear's bands.
#[derive(Debug, Clone, Default)]
pub struct Phases {
    noises: Vec<Noises>,
    drifts: Vec<Drift>,
    jitter: Option<Smoothing>,
    jitter_sections: [f32; POLES],
    /// Standard deviation of jitter at the ends of the way, seconds.
    jitter_seconds: [f32; 2],
    /// Each band's phase from each draw of a control frame to the next.
    spans: Vec<[Span; DRAWS]>,
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
        let noises = |centres: &[f32]| Noises {
            pole: [slowest.pole; LANES],
            drive: [slowest.drive; LANES],
            locked: std::array::from_fn(|lane| centres.get(lane).map_or(0.0, |hz| hz * locked_share(*hz))),
            ..Noises::default()
        };
        self.noises = centres.chunks(LANES).map(noises).collect();
        self.drifts = vec![Drift::default(); centres.len()];
        self.spans = vec![[Span::default(); DRAWS]; self.noises.len()];
        self.jitter = Some(self.smoothing(JITTER_HZ * FOUR_POLES));
        self.reset();
    }

    fn smoothing(&self, hz: f32) -> Smoothing {
        Smoothing::new(hz.max(SLOWEST_HZ), self.rate / self.frame as f32)
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        for noises in &mut self.noises {
            (noises.sections, noises.turns) = ([[0.0; LANES]; POLES], [0.0; LANES]);
        }
        self.drifts.iter_mut().for_each(|drift| drift.offset = 0.0);
        self.jitter_sections = [0.0; POLES];
        self.spans.fill([Span::default(); DRAWS]);
        self.fresh = true;
    }

    /// Sets band number `band` out, `weight` of the way to where it was going, towards `unrest`.
    pub fn depart(&mut self, weight: f32, band: usize, unrest: Unrest) {
        let smoothing = self.smoothing(unrest.width);
        let (Some(drift), Some(noises)) = (self.drifts.get_mut(band), self.noises.get_mut(band / LANES))
        else {
            return;
        };
        let lane = band % LANES;
        (noises.pole[lane], noises.drive[lane]) = (smoothing.pole, smoothing.drive);
        let [older, newer] = &mut noises.scale;
        let scale = unrest.deviation / std::f32::consts::TAU / smoothing.deviation;
        [older[lane], newer[lane]] = departed([older[lane], newer[lane]], weight, scale);
        drift.aimed = unrest.shift;
    }

    /// The same for jitter, whose standard deviation is to become `seconds`.
    pub fn depart_jitter(&mut self, weight: f32, seconds: f32) {
        self.jitter_seconds = departed(self.jitter_seconds, weight, seconds);
    }

    /// Rests where it was going.
    pub fn settle(&mut self) {
        self.noises.iter_mut().for_each(|noises| noises.scale[0] = noises.scale[1]);
        self.jitter_seconds[0] = self.jitter_seconds[1];
    }

    /// Which of a control frame's draws is the last one at `clock`.
    fn nth(&self, clock: Clock) -> usize {
        clock.now().div_euclid(self.frame as i64).rem_euclid(DRAWS as i64) as usize
    }

    /// How group number `group` turns at `clock`, until the next draw.
    pub fn span(&mut self, group: usize, clock: Clock) -> &mut Span {
        let nth = self.nth(clock);
        &mut self.spans[group][nth]
    }

    /// At a point of the noise grid, `weight` of the way to where it is going: takes what has been drawn there.
    pub fn take(&mut self, draws: &Draws, clock: Clock, weight: f32) {
        // Taken whether it is wanted or not: noise that begins has a past of its own, not one of any age.
        let early = self.jitter.map_or(0.0, |smoothing| {
            let x = smoothing.run(&mut self.jitter_sections, draws.jittered);
            let [older, newer] = self.jitter_seconds;
            JITTER_MADE_UP * x / smoothing.deviation * (older + (newer - older) * weight)
        });
        let seconds = clock.now() as f64 / f64::from(self.rate);
        let step = self.frame as f32 / self.rate;
        let fresh = std::mem::take(&mut self.fresh);
        let (nth, samples) = (self.nth(clock), self.frame as f32);
        let drifting = self.drifts.iter().any(Drift::moves);
        let groups = self.noises.iter_mut().zip(&draws.values).zip(self.drifts.chunks_mut(LANES));
        dispatch!(level(), simd => {
            for (((noises, draws), drifts), spans) in groups.zip(&mut self.spans) {
                let [before, now] = noises.draw(simd, draws, weight, early);
                let (mut drifted, mut run) = ([0.0; LANES], [0.0; LANES]);
                if drifting && drifts.iter().any(Drift::moves) {
                    for ((drift, drifted), run) in drifts.iter_mut().zip(&mut drifted).zip(&mut run) {
                        (*drifted, *run) = drift.next(seconds, step, fresh);
                    }
                }
                let (drifted, run) = (wide(simd, &drifted), wide(simd, &run));
                let (from, to) = (before + drifted, now + drifted + run);
                let (now, step) = (cos_sin(from), cos_sin((to - from) * (1.0 / samples)));
                spans[nth] = Span { now: unpair(now.into()), step: unpair(step.into()) };
            }
        });
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        let states = self.noises.iter_mut().flat_map(|noises| noises.sections.as_flattened_mut());
        states.chain(&mut self.jitter_sections).for_each(|x| *x = forget(*x));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Layout;

    const SPEC: Spec = Spec { sample_rate: 48_000.0, layout: Layout::STEREO };

    /// The next draw at `clock`.
    fn draw(phases: &mut Phases, clock: Clock) -> Span {
        let mut draws = Draws::default();
        draws.prepare(LANES);
        draws.seed(3);
        draws.draw(clock.now().div_euclid(NOISE_FRAME as i64));
        phases.take(&draws, clock, 1.0);
        *phases.span(0, clock)
    }

    /// Phasors of bands at every draw of `count`.
    fn drawn(phases: &mut Phases, count: usize) -> Vec<Span> {
        let clock = |n: usize| Clock::at((n * NOISE_FRAME) as i64);
        (0..count).map(|n| draw(phases, clock(n))).collect()
    }

    fn phases(centres: &[f32]) -> Phases {
        let mut phases = Phases::default();
        phases.prepare(&SPEC, centres);
        phases
    }

    /// Turns of a phasor, -0.5..0.5.
    fn turns([re, im]: &Pair, lane: usize) -> f32 {
        im[lane].atan2(re[lane]) / std::f32::consts::TAU
    }

    #[test]
    fn noises_have_the_deviation_they_are_said_to_have() {
        // Six of it are half a turn: none is more.
        const DEVIATION: f32 = 0.5;
        for width in [20.0, 100.0, 1500.0] {
            let mut phases = phases(&[500.0]);
            phases.depart(1.0, 0, Unrest { width, deviation: DEVIATION, shift: 0.0 });
            phases.settle();
            let spans = drawn(&mut phases, 400_000);
            let power = spans.iter().map(|span| f64::from(turns(&span.now, 0)).powi(2)).sum::<f64>();
            let deviation = (power / spans.len() as f64).sqrt() * std::f64::consts::TAU;
            assert!((deviation / f64::from(DEVIATION) - 1.0).abs() < 0.07, "{width} Hz: {deviation}");
        }
    }

    #[test]
    fn jitter_is_one_noise_in_time_below_1200_hz() {
        let mut phases = phases(&[200.0, 1000.0, 2400.0]);
        phases.depart_jitter(1.0, 0.25e-3);
        phases.settle();
        let turned: Vec<[f32; 3]> = drawn(&mut phases, 200_000)
            .iter()
            .map(|span| std::array::from_fn(|lane| turns(&span.now, lane)))
            .collect();
        let power = turned.iter().map(|[slow, ..]| f64::from(slow / 200.0).powi(2)).sum::<f64>() / 200_000.0;
        let expected = 0.25e-3 * f64::from(JITTER_MADE_UP);
        assert!((power.sqrt() / expected - 1.0).abs() < 0.05, "{} s", power.sqrt());
        let apart = |[slow, quick, _]: &[f32; 3]| 5.0 * slow - quick;
        assert!(turned.iter().all(|turns| (apart(turns) - apart(turns).round()).abs() < 1e-5));
        assert!(turned.iter().all(|[.., unlocked]| *unlocked == 0.0));
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
            let span = draw(&mut phases, clock);
            clock.advance(NOISE_FRAME);
            let from = turns(&span.now, 0);
            let gap = from - ends;
            assert!(n == 0 || (gap - gap.round()).abs() < 1e-3, "{n}: {gap}");
            let hz = 48_000.0 * turns(&span.step, 0);
            let expected = if n < 20_000 { 7.3 } else { -4.1 };
            assert!(
                (hz - expected).abs() < if (20_000..21_500).contains(&n) { 2.1 } else { 0.05 },
                "{n}: {hz}"
            );
            ends = from + hz * NOISE_FRAME as f32 / 48_000.0;
        }
        // What is left of the change is nothing: it is where a fresh start would be.
        let mut fresh = self::phases(&[1000.0]);
        fresh.depart(1.0, 0, shifted(-4.1));
        let (fresh, old) = (draw(&mut fresh, clock), draw(&mut phases, clock));
        assert_eq!(fresh.now.map(|part| part[0].to_bits()), old.now.map(|part| part[0].to_bits()));
    }

    #[test]
    fn phasors_lead_from_one_draw_to_the_next() {
        let mut phases = phases(&[500.0]);
        phases.depart(1.0, 0, Unrest { width: 100.0, deviation: 1.5, shift: 3.0 });
        phases.settle();
        let mut spans = drawn(&mut phases, 1000);
        for n in 0..spans.len() - 1 {
            let next = spans[n + 1].now;
            dispatch!(level(), simd => {
                let mut turning = spans[n].turning(simd);
                for _ in 0..NOISE_FRAME {
                    turning.next();
                }
                spans[n].rest(&turning);
            });
            let [re, im] = [0, 1].map(|part| spans[n].now[part][0] - next[part][0]);
            assert!(re.hypot(im) < 1e-5, "{n}: {re}, {im}");
        }
    }
}
