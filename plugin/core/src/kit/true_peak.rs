//! Peaks between the samples: what a converter or a codec will make of them.

use std::f64::consts::PI;

/// Points looked at per sample, as ITU-R BS.1770-4 annex 2 asks for at 48 kHz.
const OVERSAMPLING: usize = 4;
/// Samples on either side that each in-between point is interpolated from.
const REACH: usize = 6;
/// Length of the interpolator, samples.
const TAPS: usize = 2 * REACH;

/// Samples by which the meter's answer lags the sample it is about.
pub const TRUE_PEAK_DELAY: usize = REACH;

/// True-peak meter of one channel: a four-fold oversampling interpolator, and the largest magnitude it finds.
#[derive(Debug, Clone)]
pub struct TruePeak {
    phases: [[f32; TAPS]; OVERSAMPLING - 1],
    history: [f32; TAPS],
}

impl Default for TruePeak {
    fn default() -> Self {
        Self { phases: std::array::from_fn(phase), history: [0.0; TAPS] }
    }
}

/// Windowed-sinc taps for the point `(idx + 1) / OVERSAMPLING` after the older of the two middle samples.
fn phase(idx: usize) -> [f32; TAPS] {
    let offset = (idx + 1) as f64 / OVERSAMPLING as f64;
    let taps: [f64; TAPS] = std::array::from_fn(|k| {
        // Distance of the point from sample k, newest last; the middle pair is REACH-1 and REACH.
        let distance = (REACH - 1) as f64 + offset - k as f64;
        let sinc = libm::sin(PI * distance) / (PI * distance);
        // A raised-cosine window that reaches zero one sample beyond the last tap.
        let window = 0.5 + 0.5 * libm::cos(PI * distance / (REACH as f64 + 0.5));
        sinc * window
    });
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (tap / sum) as f32)
}

impl TruePeak {
    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.history = [0.0; TAPS];
    }

    /// Takes the next sample and returns the largest magnitude from the sample [`TRUE_PEAK_DELAY`] earlier up to the one
    /// after it.
    pub fn next_peak(&mut self, x: f32) -> f32 {
        self.history.copy_within(1.., 0);
        self.history[TAPS - 1] = x;
        let mut peak = self.history[REACH - 1].abs().max(self.history[REACH].abs());
        for taps in &self.phases {
            let point: f32 = taps.iter().zip(&self.history).map(|(tap, x)| tap * x).sum();
            peak = peak.max(point.abs());
        }
        peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_crest_between_samples() {
        // A quarter-rate sine at 45 degrees: samples at 0.707, crests at 1. Also other tones up to 0.4 of the rate.
        for (cycles, degrees) in [(0.25, 45.0f64), (0.01, 0.0), (0.1, 18.0), (0.2, 36.0), (0.35, 10.0)] {
            let mut meter = TruePeak::default();
            let peak = (0..2000)
                .map(|n| (2.0 * PI * cycles * f64::from(n) + degrees.to_radians()).sin() as f32)
                .map(|x| meter.next_peak(x))
                .skip(100)
                .fold(0.0, f32::max);
            let error_db = 20.0 * peak.log10();
            assert!(error_db.abs() < 0.25, "{cycles}: {error_db} dB");
        }
    }
}
