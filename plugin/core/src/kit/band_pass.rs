//! A gentle band-pass: a second-order high-pass and a second-order low-pass.

use super::forget::forget_sound;
use super::low_pass::slope;

/// Damping of a second-order Butterworth filter.
const DAMPING: f32 = std::f32::consts::SQRT_2;

/// Coefficients of one section (Zavalishin 2012, as in [`super::low_pass`]).
#[derive(Debug, Clone, Copy, Default)]
struct Section {
    a1: f32,
    a2: f32,
    a3: f32,
}

impl Section {
    fn at(hz: f32, sample_rate: f32) -> Self {
        let g = slope(hz, sample_rate);
        let a1 = 1.0 / (1.0 + g * (g + DAMPING));
        Self { a1, a2: g * a1, a3: g * g * a1 }
    }

    /// What passes for band and low at the next sample.
    #[inline]
    fn next(self, [one, two]: &mut [f32; 2], x: f32) -> (f32, f32) {
        let v3 = x - *two;
        let band = self.a1 * *one + self.a2 * v3;
        let low = *two + self.a2 * *one + self.a3 * v3;
        *one = 2.0 * band - *one;
        *two = 2.0 * low - *two;
        (band, low)
    }
}

/// Where the band begins and ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct BandEdges {
    low: Section,
    high: Section,
}

impl BandEdges {
    /// Edges (-3 dB) at `low_hz` and `high_hz`, both below half the sample rate.
    pub fn new(low_hz: f32, high_hz: f32, sample_rate: f32) -> Self {
        Self { low: Section::at(low_hz, sample_rate), high: Section::at(high_hz, sample_rate) }
    }
}

/// The filter's state for one channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct BandPass {
    low: [f32; 2],
    high: [f32; 2],
}

impl BandPass {
    /// Filters `samples` in place.
    pub fn run(&mut self, edges: &BandEdges, samples: &mut [f32]) {
        for x in samples {
            let (band, low) = edges.low.next(&mut self.low, *x);
            let high = *x - DAMPING * band - low;
            (_, *x) = edges.high.next(&mut self.high, high);
        }
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.low.iter_mut().chain(&mut self.high).for_each(|x| *x = forget_sound(*x));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_butterworths() {
        for rate in [22_050.0f32, 48_000.0, 192_000.0] {
            let edges = BandEdges::new(300.0, 4000.0, rate);
            for hz in [75.0f32, 150.0, 300.0, 600.0, 1100.0, 2000.0, 4000.0, 8000.0] {
                let mut filter = BandPass::default();
                let mut tone: Vec<f32> = (0..rate as usize)
                    .map(|n| (std::f32::consts::TAU * ((hz * n as f32 / rate) % 1.0)).sin())
                    .collect();
                filter.run(&edges, &mut tone);
                let half = tone.len() / 2;
                let power = tone[half..].iter().map(|x| f64::from(x * x)).sum::<f64>() / half as f64 * 2.0;
                // The bilinear transform bends frequencies.
                let at = |hz: f32| slope(hz, rate);
                let (below, above) = (at(300.0) / at(hz), at(hz) / at(4000.0));
                let expected = 1.0 / ((1.0 + below.powi(4)) * (1.0 + above.powi(4)));
                let error = 10.0 * (power / f64::from(expected)).log10();
                assert!(error.abs() < 0.1, "{hz} Hz at {rate}: {error} dB off");
            }
        }
    }
}
