//! Second-order filter sections at fixed frequencies, for signals side by side.

use super::forget::forget_sound;

/// Damping of a second-order Butterworth section: the square root of 2.
pub const BUTTERWORTH: f32 = std::f32::consts::SQRT_2;

/// Highest frequency of what is filtered or sung, re the sample rate: the bilinear transform has no more room above.
pub const HIGHEST_SHARE: f64 = 0.45;
/// What is smaller is silence, -200 dB re full scale: states get there long before they get slow, and before two
/// seconds are over.
pub const SILENCE: f32 = 1.0e-10;

/// A section's coefficients: a trapezoidal state-variable filter (Zavalishin 2012), and what of it is heard.
#[derive(Debug, Clone, Copy, Default)]
pub struct Section {
    /// How the states move on.
    a: [f32; 3],
    /// How much of the input, of the band-pass and of the low-pass comes out.
    out: [f32; 3],
}

/// A section's memory, for each of `LANES` signals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory<const LANES: usize>([[f32; LANES]; 2]);

impl<const LANES: usize> Default for Memory<LANES> {
    fn default() -> Self {
        Self([[0.0; LANES]; 2])
    }
}

impl Section {
    fn new(hz: f32, damping: f32, sample_rate: f32, out: [f32; 3]) -> Self {
        let g = libm::tanf(std::f32::consts::PI * (hz / sample_rate).min(HIGHEST_SHARE as f32));
        let a = 1.0 / (1.0 + g * (g + damping));
        Self { a: [a, g * a, g * g * a], out }
    }

    /// Falls by 12 dB per octave above `hz`.
    pub fn low_pass(hz: f32, damping: f32, sample_rate: f32) -> Self {
        Self::new(hz, damping, sample_rate, [0.0, 0.0, 1.0])
    }

    /// The same, but by 6 dB only from where `band` (0 or more) times the band-pass outweighs the low-pass.
    pub fn gentle_low_pass(hz: f32, damping: f32, band: f32, sample_rate: f32) -> Self {
        Self::new(hz, damping, sample_rate, [0.0, band, 1.0])
    }

    /// A low-pass at `hz` that lets nothing of `zero_hz` through.
    pub fn notched(hz: f32, damping: f32, zero_hz: f32, sample_rate: f32) -> Self {
        let high = (hz / zero_hz) * (hz / zero_hz);
        Self::new(hz, damping, sample_rate, [high, -high * damping, 1.0 - high])
    }

    /// Falls by 12 dB per octave below `hz`.
    pub fn high_pass(hz: f32, damping: f32, sample_rate: f32) -> Self {
        Self::new(hz, damping, sample_rate, [1.0, -damping, -1.0])
    }

    /// Falls by 6 dB per octave below `hz`.
    pub fn gentle_high_pass(hz: f32, sample_rate: f32) -> Self {
        // A double real pole, one of which a zero takes away again.
        Self::new(hz, 2.0, sample_rate, [1.0, -1.0, -1.0])
    }

    /// Falls by 6 dB per octave from each of two real poles to the zero that goes with it, Hz, above it; gain 1 far above
    /// all of them.
    pub fn two_slopes(poles: [f32; 2], zeros: [f32; 2], sample_rate: f32) -> Self {
        // As the bilinear transform has them, each where it is to be.
        let warped =
            |hz: f32| libm::tanf(std::f32::consts::PI * (hz / sample_rate).min(HIGHEST_SHARE as f32));
        let ([p, q], [y, z]) = (poles.map(warped), zeros.map(warped));
        let g = libm::sqrtf(p * q);
        let damping = (p + q) / g;
        let a = 1.0 / (1.0 + g * (g + damping));
        Self { a: [a, g * a, g * g * a], out: [1.0, (y + z) / g - damping, y * z / (p * q) - 1.0] }
    }

    /// Filters `samples` in place.
    pub fn run<const LANES: usize>(&self, memory: &mut Memory<LANES>, samples: &mut [[f32; LANES]]) {
        let ([a1, a2, a3], [direct, band, low]) = (self.a, self.out);
        // What the next sample waits for has a way as short as it gets.
        let (kept, along, across) = (2.0 * a1 - 1.0, 2.0 * a2, 2.0 * a3);
        let [mut one, mut two] = memory.0;
        for sample in samples {
            for (lane, x) in sample.iter_mut().enumerate() {
                let v3 = *x - two[lane];
                let v1 = a1 * one[lane] + a2 * v3;
                let v2 = two[lane] + a2 * one[lane] + a3 * v3;
                two[lane] = (two[lane] + along * one[lane]) + across * v3;
                one[lane] = kept * one[lane] + along * v3;
                *x = direct * *x + band * v1 + low * v2;
            }
        }
        memory.0 = [one, two];
    }
}

impl<const LANES: usize> Memory<LANES> {
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

    /// Gain of a tone of `hz`, dB, at 48 kHz.
    fn gain_db(section: Section, hz: f64) -> f64 {
        let tone = |n: u32| [(std::f64::consts::TAU * hz * f64::from(n) / 48_000.0).sin() as f32];
        let mut tone: Vec<[f32; 1]> = (0..48_000).map(tone).collect();
        section.run(&mut Memory::default(), &mut tone);
        let power = tone[24_000..].iter().map(|[x]| f64::from(x * x)).sum::<f64>() / 12_000.0;
        10.0 * power.log10()
    }

    #[test]
    fn gains_are_the_formulas() {
        let (hz, damping) = (200.0f64, 1.25f64);
        let high = Section::high_pass(200.0, 1.25, 48_000.0);
        let low = Section::low_pass(200.0, 1.25, 48_000.0);
        let gentle = Section::gentle_low_pass(200.0, 1.25, 0.25, 48_000.0);
        let notched = Section::notched(200.0, 1.25, 800.0, 48_000.0);
        for tone in [50.0f64, 200.0, 500.0, 1000.0, 3000.0] {
            let s = tone / hz;
            let below = (1.0 - s * s).powi(2) + (s * damping).powi(2);
            for (name, section, power) in [
                ("high-pass", high, s.powi(4)),
                ("low-pass", low, 1.0),
                ("gentle low-pass", gentle, 1.0 + (0.25 * s).powi(2)),
                ("notched", notched, (1.0 - (s / 4.0).powi(2)).powi(2)),
            ] {
                let error = gain_db(section, tone) - 10.0 * (power / below).log10();
                assert!(error.abs() < 0.3, "{name} at {tone} Hz: {error} dB off");
            }
        }
        assert!(gain_db(notched, 800.0) < -50.0);
    }

    #[test]
    fn two_slopes_have_their_poles_and_zeros() {
        let section = Section::two_slopes([100.0, 500.0], [200.0, 1000.0], 48_000.0);
        for tone in [30.0f64, 100.0, 300.0, 1000.0, 4000.0] {
            let power = |corner: f64| tone * tone + corner * corner;
            let expected = power(200.0) * power(1000.0) / (power(100.0) * power(500.0));
            let error = gain_db(section, tone) - 10.0 * expected.log10();
            assert!(error.abs() < 0.05, "{tone} Hz: {error:.3} dB off");
        }
    }

    #[test]
    fn lanes_do_not_know_each_other() {
        let section = Section::high_pass(100.0, BUTTERWORTH, 48_000.0);
        let mut both: Vec<[f32; 2]> = (0..500).map(|n| [(n % 7) as f32, (n % 5) as f32]).collect();
        let mut one: Vec<[f32; 1]> = both.iter().map(|[_, x]| [*x]).collect();
        section.run(&mut Memory::default(), &mut both);
        section.run(&mut Memory::default(), &mut one);
        assert!(both.iter().zip(&one).all(|([_, a], [b])| a == b));
    }
}
