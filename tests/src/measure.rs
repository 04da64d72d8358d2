//! Listening with numbers: levels, band energies, and comparisons that say where they fail.

use std::f64::consts::PI;

use realfft::RealFftPlanner;
use realfft::num_complex::Complex64;
use threshold_core::base::{Ear, Layout};

/// Decibels of a power ratio.
pub fn power_db(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

/// Mean power.
pub fn power(signal: &[f32]) -> f64 {
    signal.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / signal.len() as f64
}

/// Largest magnitude.
pub fn peak(signal: &[f32]) -> f32 {
    signal.iter().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// Power spectrum of `signal` by one windowed transform of the whole (4-term Blackman-Harris: what leaks from elsewhere
/// stays 92 dB down): bin `n` lies at `n` times the sample rate over the length.
pub fn spectrum(signal: &[f32]) -> Vec<f64> {
    const WINDOW: [f64; 4] = [0.35875, -0.48829, 0.14128, -0.01168];
    let len = signal.len();
    let forward = RealFftPlanner::<f64>::new().plan_fft_forward(len);
    let mut time: Vec<f64> = signal
        .iter()
        .enumerate()
        .map(|(n, x)| {
            let turn = 2.0 * PI * n as f64 / len as f64;
            let window: f64 = WINDOW.iter().enumerate().map(|(k, a)| a * (k as f64 * turn).cos()).sum();
            f64::from(*x) * window
        })
        .collect();
    let mut spectrum = forward.make_output_vec();
    forward.process(&mut time, &mut spectrum).expect("lengths are the plan's own");
    spectrum.iter().map(Complex64::norm_sqr).collect()
}

/// Energy of `signal` between `low` and `high` Hz.
pub fn band_energy(signal: &[f32], rate: f32, low: f64, high: f64) -> f64 {
    let hz = f64::from(rate) / signal.len() as f64;
    let bins = spectrum(signal).into_iter().enumerate();
    bins.filter(|(bin, _)| (low..high).contains(&(*bin as f64 * hz))).map(|(_, x)| x).sum()
}

/// Where the spectrum of `signal` is highest, Hz.
pub fn spectral_peak(signal: &[f32], rate: f32) -> f64 {
    let bins = spectrum(signal).into_iter().enumerate();
    let highest = bins.max_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(bin, _)| bin);
    highest as f64 * f64::from(rate) / signal.len() as f64
}

/// Energy above 1 kHz of `after` re `before`, dB, and so on for any band.
pub fn band_change_db(before: &[f32], after: &[f32], rate: f32, low: f64, high: f64) -> f64 {
    power_db(band_energy(after, rate, low, high) / band_energy(before, rate, low, high))
}

/// What a high-pass at `hz` leaves of `signal`: a 511-tap windowed-sinc, 90 dB down below, linear phase.
pub fn high_passed(signal: &[f32], rate: f32, hz: f64) -> Vec<f32> {
    const REACH: i32 = 255;
    let cycles = hz / f64::from(rate);
    let taps: Vec<f64> = (-REACH..=REACH)
        .map(|n| {
            let x = f64::from(n);
            let turn = PI * (x / f64::from(REACH + 1) + 1.0);
            let window =
                0.35875 - 0.48829 * turn.cos() + 0.14128 * (2.0 * turn).cos() - 0.01168 * (3.0 * turn).cos();
            let sinc = if n == 0 { 2.0 * cycles } else { (2.0 * PI * cycles * x).sin() / (PI * x) };
            f64::from(u8::from(n == 0)) - sinc * window
        })
        .collect();
    signal
        .windows(taps.len())
        .map(|past| past.iter().zip(&taps).map(|(x, h)| f64::from(*x) * h).sum::<f64>() as f32)
        .collect()
}

/// What the layout's Lo/Ro fold-down makes of its channels.
pub fn folded(layout: &Layout, channels: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let bus = |ear: Ear| -> Vec<f32> {
        let weights: Vec<f32> = layout.speakers.iter().map(|speaker| speaker.weights()[ear]).collect();
        let at = |n: usize| channels.iter().zip(&weights).map(|(x, weight)| weight * x[n]).sum();
        (0..channels[0].len()).map(at).collect()
    };
    Ear::BOTH.map(bus).to_vec()
}

/// Half the sum of two channels.
pub fn mono(pair: &[Vec<f32>]) -> Vec<f32> {
    pair[0].iter().zip(&pair[1]).map(|(a, b)| 0.5 * (a + b)).collect()
}

/// Fails unless both are the same bits, saying where and by how much they first differ.
#[track_caller]
pub fn assert_same_bits(a: &[Vec<f32>], b: &[Vec<f32>], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}: channel counts");
    for (channel, (a, b)) in a.iter().zip(b).enumerate() {
        assert_eq!(a.len(), b.len(), "{what}: lengths of channel {channel}");
        if let Some(n) = (0..a.len()).find(|n| a[*n].to_bits() != b[*n].to_bits()) {
            let worst = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            panic!(
                "{what}: channel {channel} differs from sample {n} on: {} and {}, at most by {worst}",
                a[n], b[n]
            );
        }
    }
}
