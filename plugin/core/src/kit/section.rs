//! Second-order filter sections, several signals side by side for vector code.

use crate::base::bands::{Group, LANES};

use super::forget::forget_sound;

/// Damping of a second-order Butterworth section.
pub const BUTTERWORTH: f32 = std::f32::consts::SQRT_2;

/// States smaller than this are silence, -200 dB: long before they get slow, and before two seconds are over.
const SILENCE: f32 = 1.0e-10;

/// A section's coefficients: a trapezoidal state-variable filter (Zavalishin 2012) and what of it is heard.
#[derive(Debug, Clone, Copy, Default)]
pub struct Section {
    a: [f32; 3],
    damping: f32,
    low: f32,
    high: f32,
}

/// A section's memory, for each of [`LANES`] signals.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory([Group; 2]);

impl Section {
    fn new(hz: f32, damping: f32, [low, high]: [f32; 2], sample_rate: f32) -> Self {
        let g = libm::tanf(std::f32::consts::PI * hz / sample_rate);
        let a = 1.0 / (1.0 + g * (g + damping));
        Self { a: [a, g * a, g * g * a], damping, low, high }
    }

    /// A low-pass at `hz`.
    pub fn low_pass(hz: f32, damping: f32, sample_rate: f32) -> Self {
        Self::new(hz, damping, [1.0, 0.0], sample_rate)
    }

    /// A high-pass at `hz`.
    pub fn high_pass(hz: f32, damping: f32, sample_rate: f32) -> Self {
        Self::new(hz, damping, [0.0, 1.0], sample_rate)
    }

    /// A low-pass at `hz` that lets nothing of `zero_hz` through.
    pub fn notched(hz: f32, damping: f32, zero_hz: f32, sample_rate: f32) -> Self {
        let ratio = hz / zero_hz;
        Self::new(hz, damping, [1.0, ratio * ratio], sample_rate)
    }

    /// Filters in place.
    pub fn run(&self, memory: &mut Memory, samples: &mut [Group]) {
        let [a1, a2, a3] = self.a;
        let [mut one, mut two] = memory.0;
        for x in samples {
            for lane in 0..LANES {
                let v3 = x[lane] - two[lane];
                let v1 = a1 * one[lane] + a2 * v3;
                let v2 = two[lane] + a2 * one[lane] + a3 * v3;
                one[lane] = 2.0 * v1 - one[lane];
                two[lane] = 2.0 * v2 - two[lane];
                x[lane] = self.low * v2 + self.high * (x[lane] - self.damping * v1 - v2);
            }
        }
        memory.0 = [one, two];
    }
}

impl Memory {
    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.0.as_flattened_mut().iter_mut().for_each(|x| *x = forget_sound(*x));
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.0.as_flattened_mut().iter_mut().for_each(|x| *x = hushed(*x));
    }
}

/// `state`, or nothing if it is silence.
#[inline]
pub fn hushed(state: f32) -> f32 {
    if state.abs() < SILENCE { 0.0 } else { state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain_db(section: Section, hz: f32) -> f32 {
        let mut memory = Memory::default();
        let mut tone: Vec<Group> = (0..48_000)
            .map(|n| [(std::f32::consts::TAU * ((hz * n as f32 / 48_000.0) % 1.0)).sin(); LANES])
            .collect();
        section.run(&mut memory, &mut tone);
        let power = tone[24_000..].iter().map(|x| x[LANES - 1] * x[LANES - 1]).sum::<f32>() / 12_000.0;
        10.0 * power.log10()
    }

    #[test]
    fn sections_pass_and_stop_what_they_should() {
        let low = Section::low_pass(100.0, BUTTERWORTH, 48_000.0);
        let high = Section::high_pass(100.0, BUTTERWORTH, 48_000.0);
        let notched = Section::notched(100.0, BUTTERWORTH, 400.0, 48_000.0);
        for (section, hz, db) in [
            (low, 10.0, 0.0),
            (low, 100.0, -3.0),
            (low, 1000.0, -40.0),
            (high, 10.0, -40.0),
            (high, 1000.0, 0.0),
            (notched, 10.0, 0.0),
            // What is left far above: the square of 1/4.
            (notched, 4000.0, -24.1),
        ] {
            assert!(
                (gain_db(section, hz) - db).abs() < 0.3,
                "{hz} Hz: {} dB, not {db}",
                gain_db(section, hz)
            );
        }
        assert!(gain_db(notched, 400.0) < -55.0);
    }
}
