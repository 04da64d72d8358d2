//! A gentle band-pass: a second-order high-pass and a second-order low-pass.

use super::section::{BUTTERWORTH, Memory, Section};

/// Where the band begins and ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct BandEdges {
    low: Section,
    high: Section,
}

impl BandEdges {
    /// Edges (-3 dB) at `low_hz` and `high_hz`, both below half the sample rate.
    pub fn new(low_hz: f32, high_hz: f32, sample_rate: f32) -> Self {
        Self {
            low: Section::high_pass(low_hz, BUTTERWORTH, sample_rate),
            high: Section::low_pass(high_hz, BUTTERWORTH, sample_rate),
        }
    }
}

/// The filter's state for one channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct BandPass {
    low: Memory<1>,
    high: Memory<1>,
}

impl BandPass {
    /// Filters `samples` in place.
    pub fn run(&mut self, edges: &BandEdges, samples: &mut [f32]) {
        let (samples, _) = samples.as_chunks_mut();
        edges.low.run(&mut self.low, samples);
        edges.high.run(&mut self.high, samples);
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.low.hush();
        self.high.hush();
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.low.forget();
        self.high.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::low_pass::slope;

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
