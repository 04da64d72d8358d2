//! What a sound is made of in the long run: its third octaves, how harmonic it is, how much a carrier fluctuates.

use std::f64::consts::TAU;

use crate::measure::{power_db, spectrum};

/// Sample rate of everything that goes in, Hz.
const RATE: f64 = 48_000.0;

/// Levels of the third octaves from 200 Hz to 8 kHz, dB.
pub fn third_octaves(signal: &[f32]) -> [f64; 17] {
    let hz = RATE / signal.len() as f64;
    let spectrum = spectrum(signal);
    std::array::from_fn(|band| {
        let edge =
            |sixth: i32| (1000.0 * 10f64.powf(0.05 * f64::from(2 * (band as i32 - 7) + sixth)) / hz) as usize;
        power_db(spectrum[edge(-1)..edge(1)].iter().sum::<f64>().max(f64::MIN_POSITIVE))
    })
}

/// Share of values that differ by at most `db`.
pub fn share_within(a: &[f64], b: &[f64], db: f64) -> f64 {
    let near = a.iter().zip(b).filter(|(a, b)| (*a - *b).abs() <= db).count();
    near as f64 / a.len() as f64
}

/// Harmonics-to-noise ratio of a voice of about `hz`, dB: the mean over frames of what the autocorrelation says, by that
/// of the window (Boersma, IFA Proceedings 17, 1993; 6 periods a frame, a Hann window).
pub fn harmonics_to_noise(signal: &[f32], hz: f64) -> f64 {
    const PERIODS: f64 = 6.0;
    /// How far from its pitch the voice is sought, shares.
    const AWAY: f64 = 0.05;
    let period = RATE / hz;
    let len = (PERIODS * period) as usize;
    let window: Vec<f64> = (0..len).map(|n| 0.5 - 0.5 * (TAU * n as f64 / len as f64).cos()).collect();
    let at = |x: &[f64], lag: usize| x.iter().zip(&x[lag..]).map(|(a, b)| a * b).sum::<f64>();
    let lags = (period * (1.0 - AWAY)) as usize..=(period * (1.0 + AWAY)) as usize;
    let ratios: Vec<f64> = signal
        .windows(len)
        .step_by(len / 2)
        .map(|frame| {
            let mean = frame.iter().map(|x| f64::from(*x)).sum::<f64>() / len as f64;
            let frame: Vec<f64> =
                frame.iter().zip(&window).map(|(x, w)| (f64::from(*x) - mean) * w).collect();
            let normal = |lag: usize| at(&frame, lag) * at(&window, 0) / (at(&frame, 0) * at(&window, lag));
            let best = lags.clone().map(normal).fold(0.0, f64::max).clamp(1.0e-4, 1.0 - 1.0e-6);
            power_db(best / (1.0 - best))
        })
        .collect();
    ratios.iter().sum::<f64>() / ratios.len() as f64
}

/// How much the envelope of `carrier` fluctuates in the ear's filter at `hz`: its standard deviation over its mean, of
/// all its fluctuations and of those below 50 Hz.
pub fn fluctuation(carrier: &[f32], hz: f64) -> (f64, f64) {
    const SLOW_HZ: f64 = 50.0;
    /// Until the filters have settled, samples.
    const SKIP: usize = 9600;
    let envelope = gammatone_envelope(carrier, hz);
    let over_mean = |x: &[f64]| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64;
        variance.sqrt() / mean.max(f64::MIN_POSITIVE)
    };
    let slow = low_passed(envelope.clone(), SLOW_HZ);
    (over_mean(&envelope[SKIP..]), over_mean(&slow[SKIP..]))
}

/// Magnitude behind a gammatone filter of order 4, 1 ERB wide (Glasberg & Moore 1990; Hohmann 2002).
fn gammatone_envelope(signal: &[f32], hz: f64) -> Vec<f64> {
    const ORDER: usize = 4;
    /// Width of a section re the ERB of four.
    const SECTION: f64 = 1.019;
    let width = SECTION * 24.7 * (0.00437 * hz + 1.0);
    let pole = (-TAU * width / RATE).exp();
    let mut states = [[0.0f64; 2]; ORDER];
    let each = |(n, x): (usize, &f32)| {
        let (sin, cos) = (TAU * (hz * n as f64 / RATE).fract()).sin_cos();
        let mut value = [f64::from(*x) * cos, -f64::from(*x) * sin];
        for state in &mut states {
            for (state, value) in state.iter_mut().zip(&mut value) {
                *state = pole * *state + (1.0 - pole) * *value;
                *value = *state;
            }
        }
        value[0].hypot(value[1])
    };
    signal.iter().enumerate().map(each).collect()
}

/// What four one-poles leave, which together are 3 dB down at `hz`.
fn low_passed(mut signal: Vec<f64>, hz: f64) -> Vec<f64> {
    const POLES: usize = 4;
    let each = hz / (2f64.powf(1.0 / POLES as f64) - 1.0).sqrt();
    let pole = (-TAU * each / RATE).exp();
    for _ in 0..POLES {
        let mut state = signal[0];
        for x in &mut signal {
            state = pole * state + (1.0 - pole) * *x;
            *x = state;
        }
    }
    signal
}
