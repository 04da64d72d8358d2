//! Second-order filter sections at fixed frequencies, for signals side by side.

use super::forget::forget_sound;

/// Highest frequency of a section re the sample rate: the bilinear transform has no more room above.
const HIGHEST: f32 = 0.45;

/// A trapezoidal state-variable section (Zavalishin 2012) for `LANES` unrelated signals.
#[derive(Debug, Clone, Copy)]
pub struct Section<const LANES: usize> {
    /// How the states move on.
    a: [f32; 3],
    /// How much of the input, of the band-pass and of the low-pass comes out.
    out: [f32; 3],
    state: [[f32; LANES]; 2],
}

impl<const LANES: usize> Default for Section<LANES> {
    /// Passes nothing.
    fn default() -> Self {
        Self { a: [0.0; 3], out: [0.0; 3], state: [[0.0; LANES]; 2] }
    }
}

impl<const LANES: usize> Section<LANES> {
    /// `out` of a section's input, band-pass (normalised frequency over its polynomial) and low-pass, at `hz` with this
    /// quality.
    fn new(hz: f32, quality: f32, sample_rate: f32, out: [f32; 3]) -> Self {
        let g = libm::tanf(std::f32::consts::PI * (hz / sample_rate).min(HIGHEST));
        let first = 1.0 / (1.0 + g * (g + 1.0 / quality));
        Self { a: [first, g * first, g * g * first], out, state: [[0.0; LANES]; 2] }
    }

    /// Falls by 12 dB per octave below `hz`.
    pub fn high_pass(hz: f32, quality: f32, sample_rate: f32) -> Self {
        Self::new(hz, quality, sample_rate, [1.0, -1.0 / quality, -1.0])
    }

    /// Falls by 12 dB per octave above `hz`, and by 6 only from where `band` (0 or more) times the band-pass outweighs
    /// the low-pass.
    pub fn low_pass(hz: f32, quality: f32, band: f32, sample_rate: f32) -> Self {
        Self::new(hz, quality, sample_rate, [0.0, band, 1.0])
    }

    /// Filters `samples` in place.
    pub fn run(&mut self, samples: &mut [[f32; LANES]]) {
        let ([a1, a2, a3], [direct, band, low]) = (self.a, self.out);
        let [mut one, mut two] = self.state;
        for sample in samples {
            for (lane, x) in sample.iter_mut().enumerate() {
                let v3 = *x - two[lane];
                let v1 = a1 * one[lane] + a2 * v3;
                let v2 = two[lane] + a2 * one[lane] + a3 * v3;
                one[lane] = 2.0 * v1 - one[lane];
                two[lane] = 2.0 * v2 - two[lane];
                *x = direct * *x + band * v1 + low * v2;
            }
        }
        self.state = [one, two];
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.state = [[0.0; LANES]; 2];
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.state.as_flattened_mut().iter_mut().for_each(|x| *x = forget_sound(*x));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain of a tone of `hz`, dB, at 48 kHz.
    fn gain_db(mut section: Section<1>, hz: f64) -> f64 {
        let tone = |n: u32| [(std::f64::consts::TAU * hz * f64::from(n) / 48_000.0).sin() as f32];
        let mut tone: Vec<[f32; 1]> = (0..48_000).map(tone).collect();
        section.run(&mut tone);
        let power = tone[24_000..].iter().map(|[x]| f64::from(x * x)).sum::<f64>() / 12_000.0;
        10.0 * power.log10()
    }

    #[test]
    fn gains_are_the_formulas() {
        let (hz, quality) = (200.0f64, 0.8f64);
        let high = Section::high_pass(200.0, 0.8, 48_000.0);
        let low = Section::low_pass(200.0, 0.8, 0.25, 48_000.0);
        for tone in [50.0f64, 200.0, 1000.0, 3000.0] {
            let s = tone / hz;
            let below = (1.0 - s * s).powi(2) + (s / quality).powi(2);
            let expected_high = 10.0 * (s.powi(4) / below).log10();
            let expected_low = 10.0 * ((1.0 + (0.25 * s).powi(2)) / below).log10();
            assert!((gain_db(high, tone) - expected_high).abs() < 0.1, "high-pass at {tone} Hz");
            assert!((gain_db(low, tone) - expected_low).abs() < 0.2, "low-pass at {tone} Hz");
        }
    }

    #[test]
    fn lanes_do_not_know_each_other() {
        let mut pair = Section::<2>::high_pass(100.0, 0.7, 48_000.0);
        let mut alone = Section::<1>::high_pass(100.0, 0.7, 48_000.0);
        let mut both: Vec<[f32; 2]> = (0..500).map(|n| [(n % 7) as f32, (n % 5) as f32]).collect();
        let mut one: Vec<[f32; 1]> = both.iter().map(|[_, x]| [*x]).collect();
        pair.run(&mut both);
        alone.run(&mut one);
        assert!(both.iter().zip(&one).all(|([_, a], [b])| a == b));
    }
}
