//! Pink noise of the reference level, by counting.

use crate::base::Clock;
use crate::hearing::normal::REFERENCE_NOISE_DBFS;
use crate::kit::noise::{NoiseFilter, fill_white, rms_of};
use crate::kit::random::Random;
use crate::kit::section::{BUTTERWORTH, HIGHEST_SHARE, Section};

/// The random stream.
const STREAM: u32 = 2500;
/// The band: that of hearing, Hz.
const BAND_HZ: [f32; 2] = [20.0, 20_000.0];
/// Poles fall by 6 dB per octave, zeros halfway between two of them end it: with six pairs from 10 Hz, 3.6 times apart,
/// thirds of an octave from 40 Hz to 10 kHz are alike within 0.6 dB at 44.1 kHz and above; at 22.05 kHz the one at 8 kHz
/// is 4 dB down.
const FIRST_POLE_HZ: f32 = 10.0;
const APART: f32 = 3.6;
/// Sections of two pole and zero pairs, and one for each end of the band.
const SLOPES: usize = 3;
const SECTIONS: usize = SLOPES + BAND_HZ.len();

/// The noise: -20 dBFS RMS re a full-scale sine's RMS.
#[derive(Default)]
pub struct Pink {
    filter: NoiseFilter<SECTIONS, 1>,
    rms: f32,
}

impl Pink {
    /// For this sample rate. Takes a while: not for the audio thread.
    pub fn new(sample_rate: f32) -> Self {
        let [low, high] = BAND_HZ;
        let highest = high.min(HIGHEST_SHARE as f32 * sample_rate);
        let sections = std::array::from_fn(|n| match n {
            0..SLOPES => {
                let pole = FIRST_POLE_HZ * libm::powf(APART, 2.0 * n as f32);
                let zero = pole * libm::sqrtf(APART);
                Section::two_slopes([pole, pole * APART], [zero, zero * APART], sample_rate)
            }
            SLOPES => Section::high_pass(low, BUTTERWORTH, sample_rate),
            _ => Section::low_pass(highest, BUTTERWORTH, sample_rate),
        });
        Self {
            filter: NoiseFilter::new(sections, sample_rate),
            rms: rms_of(f64::from(REFERENCE_NOISE_DBFS)) as f32,
        }
    }

    /// Begins anew.
    pub fn reset(&mut self) {
        self.filter.reset();
    }

    /// The noise from `clock` on.
    pub fn fill(&mut self, seed: u32, clock: Clock, out: &mut [[f32; 1]]) {
        fill_white(&[Random::new(seed, STREAM)], clock, out);
        self.filter.run(out);
        out.iter_mut().for_each(|[x]| *x *= self.rms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use realfft::RealFftPlanner;

    /// Samples of a spectrum at the lowest rates: bins of 0.7 Hz.
    const LEN: usize = 1 << 16;
    /// How many of them are added up.
    const PARTS: usize = 60;

    fn noise(rate: f32, len: usize) -> Vec<f32> {
        let mut noise = vec![[0.0]; len + LEN];
        Pink::new(rate).fill(7, Clock::at(-12_345), &mut noise);
        noise[LEN..].as_flattened().to_vec()
    }

    fn dbfs(x: &[f32]) -> f64 {
        10.0 * (2.0 * x.iter().map(|x| f64::from(x * x)).sum::<f64>() / x.len() as f64).log10()
    }

    #[test]
    fn any_two_seconds_have_the_reference_level() {
        for rate in [22_050.0f32, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
            let noise = noise(rate, 20 * rate as usize);
            let levels: Vec<f64> = noise.chunks_exact(2 * rate as usize).map(dbfs).collect();
            let peak = noise.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
            println!("{rate} Hz: {levels:.2?} dBFS RMS, peak {:.1} dBFS", 20.0 * peak.log10());
            assert!(levels.iter().all(|level| (level + 20.0).abs() < 0.5), "{rate}: {levels:?}");
            assert!(peak < 0.75, "{rate}: {peak}");
        }
    }

    #[test]
    fn thirds_of_an_octave_are_alike_from_40_hz_to_10_khz() {
        for rate in [44_100.0f32, 48_000.0, 96_000.0, 192_000.0] {
            let len = LEN * (rate / 44_100.0) as usize;
            let forward = RealFftPlanner::<f32>::new().plan_fft_forward(len);
            let mut power = vec![0.0f64; len / 2 + 1];
            let mut spectrum = forward.make_output_vec();
            for part in noise(rate, PARTS * len).chunks_exact_mut(len) {
                for (n, x) in part.iter_mut().enumerate() {
                    *x *= 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / len as f32).cos();
                }
                forward.process(part, &mut spectrum).unwrap();
                power.iter_mut().zip(&spectrum).for_each(|(sum, x)| *sum += f64::from(x.norm_sqr()));
            }
            let bands: Vec<f64> = (-14..=10)
                .map(|third| {
                    let edge = |n: i32| 1000.0 * 2f64.powf(f64::from(2 * third + n) / 6.0);
                    let bin = |hz: f64| (hz * len as f64 / f64::from(rate)).round() as usize;
                    let (low, high) = (bin(edge(-1)), bin(edge(1)));
                    // Per octave of the bins that were really added up.
                    let octaves = ((high as f64 - 0.5) / (low as f64 - 0.5)).log2();
                    10.0 * (power[low..high].iter().sum::<f64>() / octaves).log10()
                })
                .collect();
            let mean = bands.iter().sum::<f64>() / bands.len() as f64;
            let off: Vec<f64> = bands.iter().map(|band| band - mean).collect();
            println!("{rate} Hz: {off:.2?} dB re their mean");
            assert!(off.iter().all(|off| off.abs() < 1.0), "{rate}: {off:?}");
        }
    }
}
