//! A true-peak meter of our own for tests: finer and longer than the one in the plugin, and slower. ITU-R BS.1770-4 annex 2
//! asks for 4 points per sample; this one looks at 32.

use std::f64::consts::PI;

/// Points per sample: they miss 0.01 dB at most.
const OVERSAMPLING: usize = 32;
/// Samples on either side that each point is interpolated from.
const REACH: usize = 64;
/// Kaiser window with side lobes 100 dB down: flat up to 0.475 of the sample rate.
const KAISER_BETA: f64 = 10.0;
/// What a crest leaves at the nearest sample or half-way point: cos(pi / 4), and room.
const SHOWS: f64 = 0.65;

/// The meter's filter.
pub struct FineMeter {
    phases: Vec<Vec<f64>>,
}

impl Default for FineMeter {
    fn default() -> Self {
        let phase = |idx: usize| {
            let offset = idx as f64 / OVERSAMPLING as f64;
            (0..2 * REACH).map(|k| tap((REACH - 1) as f64 + offset - k as f64)).collect()
        };
        Self { phases: (0..OVERSAMPLING).map(phase).collect() }
    }
}

fn tap(distance: f64) -> f64 {
    let along = distance / REACH as f64;
    let window = bessel(KAISER_BETA * (1.0 - along * along).max(0.0).sqrt()) / bessel(KAISER_BETA);
    if distance == 0.0 { 1.0 } else { (PI * distance).sin() / (PI * distance) * window }
}

/// Modified Bessel function of the first kind, order 0.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    (1..60).fold(1.0, |sum, k| {
        term *= 0.25 * x * x / f64::from(k * k);
        sum + term
    })
}

impl FineMeter {
    /// True peak of a whole sound, with silence before and after it: a magnitude.
    pub fn peak(&self, sound: &[f32]) -> f64 {
        let silence = [0.0; 2 * REACH];
        let padded: Vec<f64> =
            silence.iter().copied().chain(sound.iter().map(|x| f64::from(*x))).chain(silence).collect();
        let at = |window: &[f64], idx: usize| -> f64 {
            window.iter().zip(&self.phases[idx]).map(|(x, tap)| x * tap).sum::<f64>().abs()
        };
        let windows = padded.windows(2 * REACH);
        let coarse: Vec<f64> = windows
            .clone()
            .map(|x| x[REACH - 1].abs().max(x[REACH].abs()).max(at(x, OVERSAMPLING / 2)))
            .collect();
        let mut peak = coarse.iter().copied().fold(0.0, f64::max);
        for (window, coarse) in windows.zip(&coarse) {
            if *coarse > SHOWS * peak {
                peak = (0..OVERSAMPLING).map(|idx| at(window, idx)).fold(peak, f64::max);
            }
        }
        peak
    }
}
