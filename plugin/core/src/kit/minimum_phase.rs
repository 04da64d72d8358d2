//! From a gain curve to the shortest-delay filter that has it.

use std::f32::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::base::units::NEPERS_PER_DB;

/// Fraction of the taps, at the end, that a half-cosine fades out: a rectangular cut errs by 4-6 dB.
const TAPER: usize = 4;

/// Designs minimum-phase FIR filters by the cepstral method (Oppenheim & Schafer, homomorphic processing): the logarithm
/// of the gain is transformed, its anticausal half folded onto the causal one, and transformed back.
///
/// All memory is taken in [`new`](Self::new); designing neither allocates nor depends on the processor.
pub struct MinimumPhase {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    time: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    taper: Vec<f32>,
}

impl MinimumPhase {
    /// A designer on a transform of `size` points (a power of two), for filters of `size / 2` taps.
    pub fn new(size: usize) -> Self {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(size);
        let inverse = planner.plan_fft_inverse(size);
        let scratch_len = forward.get_scratch_len().max(inverse.get_scratch_len());
        let taps = size / 2;
        let tapered = taps / TAPER;
        let taper =
            (0..tapered).map(|n| 0.5 + 0.5 * libm::cosf(PI * (n as f32 + 0.5) / tapered as f32)).collect();
        Self {
            time: forward.make_input_vec(),
            spectrum: forward.make_output_vec(),
            scratch: vec![Complex32::default(); scratch_len],
            forward,
            inverse,
            taper,
        }
    }

    /// Gain bins a design takes: `size / 2 + 1`, from 0 Hz to half the sample rate.
    pub fn bins(&self) -> usize {
        self.spectrum.len()
    }

    /// Taps a design gives.
    pub fn taps(&self) -> usize {
        self.time.len() / 2
    }

    /// Writes the taps of the filter with these gains (dB, one per bin). Gains that are all 0 dB give an exact impulse.
    /// Real-time safe.
    pub fn design(&mut self, gains_db: &[f32], taps: &mut [f32]) {
        if gains_db.iter().all(|gain| *gain == 0.0) {
            taps.fill(0.0);
            taps[0] = 1.0;
            return;
        }
        let size = self.time.len();
        let scale = 1.0 / size as f32;
        for (bin, gain) in self.spectrum.iter_mut().zip(gains_db) {
            *bin = Complex32::new(gain * NEPERS_PER_DB as f32, 0.0);
        }
        self.run_inverse();
        // The cepstrum of a real, even log gain is even: double its causal half, drop the other.
        for (n, c) in self.time.iter_mut().enumerate() {
            *c *= match n {
                0 => scale,
                n if n < size / 2 => 2.0 * scale,
                n if n == size / 2 => scale,
                _ => 0.0,
            };
        }
        // Errors of these calls are wrong lengths only, and the lengths are fixed in `new`.
        let _ = self.forward.process_with_scratch(&mut self.time, &mut self.spectrum, &mut self.scratch);
        for bin in &mut self.spectrum {
            let (sin, cos) = libm::sincosf(bin.im);
            let gain = libm::expf(bin.re);
            *bin = Complex32::new(gain * cos, gain * sin);
        }
        self.run_inverse();
        let first_tapered = taps.len() - self.taper.len();
        for (n, tap) in taps.iter_mut().enumerate() {
            let fade = if n < first_tapered { 1.0 } else { self.taper[n - first_tapered] };
            *tap = self.time[n] * scale * fade;
        }
    }

    fn run_inverse(&mut self) {
        // A real signal has real values at 0 Hz and half the rate; rounding must not say otherwise.
        if let [first, .., last] = self.spectrum.as_mut_slice() {
            first.im = 0.0;
            last.im = 0.0;
        }
        let _ = self.inverse.process_with_scratch(&mut self.spectrum, &mut self.time, &mut self.scratch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain of an FIR at `cycles` per sample, dB, from the definition of its frequency response.
    fn response_db(taps: &[f32], cycles: f64) -> f64 {
        let (re, im) = taps.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, tap)| {
            let turn = 2.0 * std::f64::consts::PI * cycles * n as f64;
            (re + f64::from(*tap) * turn.cos(), im - f64::from(*tap) * turn.sin())
        });
        10.0 * (re * re + im * im).log10()
    }

    #[test]
    fn flat_gains_give_an_impulse() {
        let mut designer = MinimumPhase::new(1024);
        let mut taps = vec![0.0; 512];
        designer.design(&vec![0.0; 513], &mut taps);
        assert_eq!(taps[0], 1.0);
        assert!(taps[1..].iter().all(|tap| *tap == 0.0));
        designer.design(&vec![-6.0; 513], &mut taps);
        assert!((response_db(&taps, 0.1) + 6.0).abs() < 1e-3);
        assert!(taps[1..].iter().all(|tap| tap.abs() < 1e-6));
    }

    #[test]
    fn realises_a_smooth_slope_with_its_energy_first() {
        let mut designer = MinimumPhase::new(1024);
        let mut taps = vec![0.0; 512];
        // A one-pole low-pass at 0.02 of the rate: its minimum-phase filter is known to be causal and decaying.
        let gain = |cycles: f64| -10.0 * (1.0 + (cycles / 0.02).powi(2)).log10();
        let gains: Vec<f32> = (0..513).map(|bin| gain(bin as f64 / 1024.0) as f32).collect();
        designer.design(&gains, &mut taps);
        for cycles in [0.002, 0.01, 0.05, 0.2, 0.4] {
            let error = response_db(&taps, cycles) - gain(cycles);
            assert!(error.abs() < 0.2, "{cycles}: {error} dB");
        }
        let energy = |taps: &[f32]| taps.iter().map(|tap| f64::from(tap * tap)).sum::<f64>();
        assert!(energy(&taps[..32]) > 0.95 * energy(&taps));
    }
}
