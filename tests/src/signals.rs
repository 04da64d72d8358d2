//! Test signals, the same in every run.

use std::f64::consts::TAU;

use realfft::RealFftPlanner;
use realfft::num_complex::Complex64;
use threshold_core::hearing::loudness::speech_density;
use threshold_core::kit::random::Random;

use crate::intelligibility::{inverse, spectrum};

/// White noise between -`peak` and `peak`; a stream number gives a signal of its own.
pub fn noise(stream: u32, peak: f32, len: usize) -> Vec<f32> {
    let random = Random::new(0x5EED, stream);
    (0..len).map(|n| peak * random.bipolar(n as i64)).collect()
}

/// One channel of white noise each.
pub fn noises(channels: usize, peak: f32, len: usize) -> Vec<Vec<f32>> {
    (0..channels).map(|channel| noise(channel as u32, peak, len)).collect()
}

/// A sine of `hz` that starts at zero.
pub fn sine(hz: f64, peak: f32, rate: f32, len: usize) -> Vec<f32> {
    (0..len).map(|n| peak * (TAU * hz * n as f64 / f64::from(rate)).sin() as f32).collect()
}

/// Poles and zeros of the pinking filter, radians per sample; pink within 0.3 dB from 40 Hz to 20 kHz at 48 kHz (Kellet's
/// refined method, published 1999: seven first-order sections).
const PINK: [(f64, f64); 6] = [
    (0.99886, 0.055_517_9),
    (0.99332, 0.075_075_9),
    (0.96900, 0.153_852_0),
    (0.86650, 0.310_485_6),
    (0.55000, 0.532_952_2),
    (-0.7616, -0.016_898_0),
];
const PINK_DIRECT: f64 = 0.5362;
const PINK_LATE: f64 = 0.115_926;

/// Pink noise of `dbfs` RMS re a full-scale sine's RMS, 48 kHz.
pub fn pink(stream: u32, dbfs: f64, len: usize) -> Vec<f32> {
    let random = Random::new(0x9141, stream);
    let mut sections = [0.0; PINK.len()];
    let mut late = 0.0;
    let raw: Vec<f64> = (0..len)
        .map(|n| {
            let white = f64::from(random.bipolar(n as i64));
            for (state, (pole, gain)) in sections.iter_mut().zip(PINK) {
                *state = pole * *state + gain * white;
            }
            let pink = sections.iter().sum::<f64>() + PINK_DIRECT * white + late;
            late = PINK_LATE * white;
            pink
        })
        .collect();
    let rms = (raw.iter().map(|x| x * x).sum::<f64>() / len as f64).sqrt();
    let target = 10f64.powf(dbfs / 20.0) * std::f64::consts::FRAC_1_SQRT_2;
    raw.iter().map(|x| (x * target / rms) as f32).collect()
}

/// Reference noise: pink from 20 Hz to 20 kHz and nothing outside, -20 dBFS RMS, at any rate; `len` samples of a loop.
pub fn reference_noise(stream: u32, rate: f32, len: usize) -> Vec<f32> {
    shaped(stream, rate, len, |hz| if (20.0..=20_000.0).contains(&hz) { hz.sqrt().recip() } else { 0.0 })
}

/// Noise with the spectrum of speech, just as loud; `len` samples of a loop.
pub fn speech_noise(stream: u32, rate: f32, len: usize) -> Vec<f32> {
    shaped(stream, rate, len, |hz| f64::from(speech_density(hz as f32)).sqrt())
}

/// Noise with this amplitude by frequency, -20 dBFS RMS; `len` samples of a loop.
fn shaped(stream: u32, rate: f32, len: usize, amplitude: impl Fn(f64) -> f64) -> Vec<f32> {
    let random = Random::new(0x9142, stream);
    let inverse = RealFftPlanner::<f64>::new().plan_fft_inverse(len);
    let mut spectrum = inverse.make_input_vec();
    let hz = f64::from(rate) / len as f64;
    for (bin, value) in spectrum.iter_mut().enumerate() {
        let at = bin as f64 * hz;
        let magnitude = amplitude(at);
        if magnitude > 0.0 && at < 0.5 * f64::from(rate) {
            let angle = TAU * 0.5 * f64::from(random.bipolar(bin as i64));
            *value = Complex64::from_polar(magnitude, angle);
        }
    }
    let mut time = inverse.make_output_vec();
    inverse.process(&mut spectrum, &mut time).expect("lengths are the plan's own");
    let power = time.iter().map(|x| x * x).sum::<f64>() / len as f64;
    let scale = (0.5 * 0.01 / power).sqrt();
    time.iter().map(|x| (x * scale) as f32).collect()
}

/// A voice that holds a vowel, "ah", at `hz`, 48 kHz: -30 dBFS RMS, breath 25 dB below, swinging by `cents` either way.
pub fn vowel(hz: f64, cents: f64, len: usize) -> Vec<f32> {
    const RATE: f64 = 48_000.0;
    /// Resonances (Peterson & Barney 1952, a man's "ah"; the upper two are any man's) and their widths (design: an open
    /// glottis damps them), Hz.
    const FORMANTS: [(f64, f64); 5] =
        [(730.0, 130.0), (1090.0, 150.0), (2440.0, 200.0), (3400.0, 250.0), (4500.0, 300.0)];
    /// Rate of the vibrato, Hz (singers' 5 to 7: Sundberg, The Science of the Singing Voice).
    const VIBRATO_HZ: f64 = 5.5;
    const HIGHEST_HZ: f64 = 8000.0;
    const RMS: f64 = 0.031_62;
    const BREATH: f64 = 0.056;
    let resonance = |hz: f64, (formant, width): (f64, f64)| {
        let (a, b) = (formant * formant - hz * hz, hz * width);
        formant * formant / a.hypot(b)
    };
    // Glottis -12 dB an octave, lips +6 dB.
    let gain = |hz: f64| FORMANTS.iter().map(|formant| resonance(hz, *formant)).product::<f64>() / hz;
    let gains: Vec<f64> = (1..=(HIGHEST_HZ / hz) as usize).map(|n| gain(n as f64 * hz)).collect();
    let power = gains.iter().map(|gain| 0.5 * gain * gain).sum::<f64>();
    let scale = RMS / power.sqrt();
    let depth = 2f64.powf(cents / 1200.0) - 1.0;
    let breath = noise(77, (3f64.sqrt() * BREATH * RMS) as f32, len);
    let at = |n: usize| {
        let seconds = n as f64 / RATE;
        let swing = depth / (TAU * VIBRATO_HZ) * (TAU * VIBRATO_HZ * seconds).sin();
        let turns = hz * (seconds + swing);
        let partial = |(n, gain): (usize, &f64)| gain * (TAU * (turns * (n + 1) as f64).fract()).sin();
        (scale * gains.iter().enumerate().map(partial).sum::<f64>()) as f32
    };
    (0..len).map(at).zip(breath).map(|(x, breath)| x + breath).collect()
}

/// Noise that is as loud as `sound` at every frequency, and has nothing else of it: its spectrum with phases drawn.
pub fn shaped_like(sound: &[f32], stream: u32) -> Vec<f32> {
    let random = Random::new(0x5EED, stream);
    let mut bins = spectrum(sound.iter().map(|x| f64::from(*x)), sound.len());
    for (bin, value) in bins.iter_mut().enumerate() {
        *value = Complex64::from_polar(value.norm(), TAU * 0.5 * f64::from(random.bipolar(bin as i64)));
    }
    inverse(bins, sound.len(), (sound.len() as f64).recip()).into_iter().map(|x| x as f32).collect()
}

/// What lies below `hz` in `sound`, 48 kHz, and nothing late.
pub fn below(sound: &[f32], hz: f64) -> Vec<f32> {
    let mut bins = spectrum(sound.iter().map(|x| f64::from(*x)), sound.len());
    let first = (hz * sound.len() as f64 / 48_000.0) as usize;
    bins[first..].fill(Complex64::default());
    inverse(bins, sound.len(), (sound.len() as f64).recip()).into_iter().map(|x| x as f32).collect()
}
