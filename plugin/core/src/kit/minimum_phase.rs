//! From a gain curve to the shortest-delay filter that has it.

use std::f32::consts::PI;

use super::fft::RealFft;
use super::lanes::LANES;
use super::turn::cos_sin;
use super::wide::{Simd, dispatch, exp, level, pair, unpair};
use crate::base::bands::Pair;
use crate::base::units::NEPERS_PER_DB;

/// Fraction of the taps, at the end, that a half-cosine fades out: a rectangular cut errs by 4-6 dB.
const TAPER: usize = 4;
const TURNS_PER_RADIAN: f32 = 1.0 / std::f32::consts::TAU;

/// Designs minimum-phase FIR filters by the cepstral method (Oppenheim & Schafer, homomorphic processing): the logarithm
/// of the gain is transformed, its anticausal half folded onto the causal one, and transformed back.
///
/// All memory is taken in [`new`](Self::new); designing neither allocates nor depends on the processor.
pub struct MinimumPhase {
    fft: RealFft,
    time: Vec<f32>,
    spectrum: Vec<Pair>,
    taper: Vec<f32>,
}

impl MinimumPhase {
    /// A designer on a transform of `size` points (a power of two, at least 128), for filters of `size / 2` taps.
    pub fn new(size: usize) -> Self {
        let fft = RealFft::new(size);
        let size = fft.points();
        let tapered = size / 2 / TAPER;
        let taper =
            (0..tapered).map(|n| 0.5 + 0.5 * libm::cosf(PI * (n as f32 + 0.5) / tapered as f32)).collect();
        Self { time: vec![0.0; size], spectrum: fft.spectrum(), fft, taper }
    }

    /// Gain bins a design takes: `size / 2 + 1`, from 0 Hz to half the sample rate.
    pub fn bins(&self) -> usize {
        self.taps() + 1
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
        let half = self.taps();
        for (bins, gains) in self.spectrum.iter_mut().zip(gains_db.chunks(LANES)) {
            *bins = [[0.0; LANES]; 2];
            for (bin, gain) in bins[0].iter_mut().zip(gains) {
                *bin = gain * NEPERS_PER_DB as f32;
            }
        }
        self.fft.inverse(&self.spectrum, &mut self.time);
        // The cepstrum of a real, even log gain is even: double its causal half, drop the other. The transform makes it
        // half as many times as large as there are points.
        let scale = 1.0 / half as f32;
        self.time[0] *= scale;
        self.time[1..half].iter_mut().for_each(|c| *c *= 2.0 * scale);
        self.time[half] *= scale;
        self.time[half + 1..].fill(0.0);
        self.fft.forward(&self.time, &mut self.spectrum);
        dispatch!(level(), simd => exponentiate(simd, &mut self.spectrum));
        self.fft.inverse(&self.spectrum, &mut self.time);
        let first_tapered = half - self.taper.len();
        let (plain, tapered) = taps.split_at_mut(first_tapered);
        plain.iter_mut().zip(&self.time).for_each(|(tap, x)| *tap = x * scale);
        for ((tap, x), fade) in tapered.iter_mut().zip(&self.time[first_tapered..]).zip(&self.taper) {
            *tap = x * scale * fade;
        }
    }
}

/// Takes the exponential of complex numbers.
#[inline(always)]
fn exponentiate<S: Simd>(simd: S, bins: &mut [Pair]) {
    for bins in bins {
        let [nepers, radians] = pair(simd, bins);
        let (cos, sin) = cos_sin(radians * TURNS_PER_RADIAN);
        let gain = exp(nepers);
        *bins = unpair([gain * cos, gain * sin]);
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
