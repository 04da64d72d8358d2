//! What is left of speech: how well it can be understood, and whether its rhythm is still there.

use std::f64::consts::TAU;

use realfft::RealFftPlanner;
use realfft::num_complex::Complex64;

/// Sample rate of everything that goes in, Hz.
const RATE: usize = 48_000;

/// ESTOI's constants, from Jensen & Taal, "An Algorithm for Predicting the Intelligibility of Speech Masked by Modulated
/// Noise Maskers", IEEE/ACM TASLP 24(11), 2016, section II, and Taal et al., IEEE TASLP 19(7), 2011, which it builds on.
mod estoi {
    /// Rate it listens at, Hz.
    pub const RATE: usize = 10_000;
    /// Length of a frame and of its transform, and how far apart frames are, samples.
    pub const FRAME: usize = 256;
    pub const TRANSFORM: usize = 512;
    pub const HOP: usize = 128;
    /// Third-octave bands, and the centre of the lowest, Hz.
    pub const BANDS: usize = 15;
    pub const LOWEST_HZ: f64 = 150.0;
    /// Frames of a segment: 384 ms.
    pub const SEGMENT: usize = 30;
    /// Frames of the clean speech that lie further below its loudest one are silent, dB.
    pub const SILENT_DB: f64 = 40.0;
    /// STOI alone: how far what is heard may exceed the clean speech, dB (Taal et al.: beta is -15).
    pub const EXCESS_DB: f64 = 15.0;
}

/// Amplitudes of the bands of one frame, or of one frame of a segment after normalisation.
type Bands = [f64; estoi::BANDS];

/// ESTOI of `heard` against `clean`, both at 48 kHz and equally long: 1 where all is understood, about 0 where nothing is.
///
/// Written from the papers. pystoi 0.4.1 says the same within 0.001 (`tests/speech.rs` holds some of its figures).
pub fn estoi(clean: &[f32], heard: &[f32]) -> f64 {
    assert_eq!(clean.len(), heard.len(), "lengths");
    let (clean, heard) = without_silence(&at_10_khz(clean), &at_10_khz(heard));
    let (clean, heard) = (bands(&clean), bands(&heard));
    let segments = clean.windows(estoi::SEGMENT).zip(heard.windows(estoi::SEGMENT));
    let per_segment: Vec<f64> = segments
        .map(|(clean, heard)| {
            let (clean, heard) = (normalised(clean), normalised(heard));
            let dot = |(a, b): (&Bands, &Bands)| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            clean.iter().zip(&heard).map(dot).sum::<f64>() / estoi::SEGMENT as f64
        })
        .collect();
    assert!(!per_segment.is_empty(), "too short to tell");
    per_segment.iter().sum::<f64>() / per_segment.len() as f64
}

/// STOI of `heard` against `clean`, both at 48 kHz and equally long: each band of each segment by itself, and how much
/// louder `heard` may be has a limit (Taal et al. 2011). pystoi 0.4.1 says the same within 0.001.
pub fn stoi(clean: &[f32], heard: &[f32]) -> f64 {
    /// So little is nothing, and no gain makes it anything.
    const NOTHING: f64 = 1.0e-30;
    assert_eq!(clean.len(), heard.len(), "lengths");
    let (clean, heard) = without_silence(&at_10_khz(clean), &at_10_khz(heard));
    let (clean, heard) = (bands(&clean), bands(&heard));
    let excess = 1.0 + 10f64.powf(estoi::EXCESS_DB / 20.0);
    let length = |row: &[f64]| row.iter().map(|x| x * x).sum::<f64>().sqrt();
    let segments = clean.windows(estoi::SEGMENT).zip(heard.windows(estoi::SEGMENT));
    let figures: Vec<f64> = segments
        .flat_map(|(clean, heard)| {
            (0..estoi::BANDS).map(move |band| {
                let mut clean: Vec<f64> = clean.iter().map(|frame| frame[band]).collect();
                let mut heard: Vec<f64> = heard.iter().map(|frame| frame[band]).collect();
                let gain = length(&clean) / length(&heard).max(NOTHING);
                heard.iter_mut().zip(&clean).for_each(|(y, x)| *y = (gain * *y).min(excess * x));
                normalise(&mut clean);
                normalise(&mut heard);
                clean.iter().zip(&heard).map(|(x, y)| x * y).sum::<f64>()
            })
        })
        .collect();
    assert!(!figures.is_empty(), "too short to tell");
    figures.iter().sum::<f64>() / figures.len() as f64
}

/// `signal` at ESTOI's rate, all above half of it taken away.
fn at_10_khz(signal: &[f32]) -> Vec<f64> {
    const TENTH: usize = RATE / 10;
    let len = signal.len().next_multiple_of(TENTH);
    let mut spectrum = spectrum(signal.iter().map(|x| f64::from(*x)), len);
    let short = len / TENTH * (estoi::RATE / 10);
    spectrum.truncate(short / 2 + 1);
    inverse(spectrum, short, 1.0 / len as f64)
}

/// Both signals without the frames in which the first is silent, the others joined by overlapping.
fn without_silence(clean: &[f64], heard: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let frames: Vec<[Vec<f64>; 2]> =
        windowed(clean).zip(windowed(heard)).map(|(clean, heard)| [clean, heard]).collect();
    let energy = |frame: &[Vec<f64>; 2]| frame[0].iter().map(|x| x * x).sum::<f64>();
    let loudest = frames.iter().map(energy).fold(0.0, f64::max);
    let limit = loudest * 10f64.powf(-estoi::SILENT_DB / 10.0);
    let mut joined = [Vec::new(), Vec::new()];
    for (n, frame) in frames.iter().filter(|frame| energy(frame) > limit).enumerate() {
        for (joined, frame) in joined.iter_mut().zip(frame) {
            joined.resize(n * estoi::HOP + estoi::FRAME, 0.0);
            joined[n * estoi::HOP..].iter_mut().zip(frame).for_each(|(sum, x)| *sum += x);
        }
    }
    let [clean, heard] = joined;
    (clean, heard)
}

/// Frames of `signal` under a Hann window that is nowhere 0.
fn windowed(signal: &[f64]) -> impl Iterator<Item = Vec<f64>> {
    let window = |n: usize| 0.5 - 0.5 * (TAU * (n + 1) as f64 / (estoi::FRAME + 1) as f64).cos();
    signal
        .windows(estoi::FRAME)
        .step_by(estoi::HOP)
        .map(move |frame| frame.iter().enumerate().map(|(n, x)| x * window(n)).collect())
}

/// Amplitudes of the third-octave bands, frame by frame.
fn bands(signal: &[f64]) -> Vec<Bands> {
    let bin = |hz: f64| (hz * estoi::TRANSFORM as f64 / estoi::RATE as f64).round() as usize;
    let edge = |third: f64| bin(estoi::LOWEST_HZ * 2f64.powf(third / 3.0));
    let forward = RealFftPlanner::<f64>::new().plan_fft_forward(estoi::TRANSFORM);
    let mut spectrum = forward.make_output_vec();
    windowed(signal)
        .map(|mut frame| {
            frame.resize(estoi::TRANSFORM, 0.0);
            forward.process(&mut frame, &mut spectrum).expect("lengths are the plan's own");
            std::array::from_fn(|band| {
                let within = &spectrum[edge(band as f64 - 0.5)..edge(band as f64 + 0.5)];
                within.iter().map(Complex64::norm_sqr).sum::<f64>().sqrt()
            })
        })
        .collect()
}

/// A segment with each band, then each frame, brought to mean 0 and length 1.
fn normalised(segment: &[Bands]) -> Vec<Bands> {
    let mut rows: Vec<Vec<f64>> =
        (0..estoi::BANDS).map(|band| segment.iter().map(|frame| frame[band]).collect()).collect();
    rows.iter_mut().for_each(|row| normalise(row));
    (0..segment.len())
        .map(|frame| {
            let mut column: Bands = std::array::from_fn(|band| rows[band][frame]);
            normalise(&mut column);
            column
        })
        .collect()
}

fn normalise(values: &mut [f64]) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|x| *x -= mean);
    // What never moves has no direction: it counts as not understood.
    let length = values.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    values.iter_mut().for_each(|x| *x /= length);
}

/// Correlation of the broad-band envelopes of two signals at 48 kHz between 2 and 8 Hz, the rhythm of syllables.
pub fn rhythm_correlation(a: &[f32], b: &[f32]) -> f64 {
    const SYLLABLES_HZ: (f64, f64) = (2.0, 8.0);
    envelope_correlation(a, b, SYLLABLES_HZ)
}

/// Correlation of the broad-band envelopes of two signals at 48 kHz between two frequencies, at most 50 Hz.
pub fn envelope_correlation(a: &[f32], b: &[f32], (low, high): (f64, f64)) -> f64 {
    assert_eq!(a.len(), b.len(), "lengths");
    let (a, b) = (envelope(a), envelope(b));
    let hz = ENVELOPE_RATE / a.len() as f64;
    let within = |envelope: Vec<f64>| -> Vec<Complex64> {
        let len = envelope.len();
        let bins = spectrum(envelope.into_iter(), len).into_iter().enumerate();
        bins.filter(|(bin, _)| (low..high).contains(&(*bin as f64 * hz))).map(|(_, value)| value).collect()
    };
    let (a, b) = (within(a), within(b));
    let product =
        |a: &[Complex64], b: &[Complex64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a * b.conj()).re).sum() };
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// `heard` moved to where it fits `clean` best, both at 48 kHz: filters that are late by some milliseconds are no loss.
pub fn aligned(clean: &[f32], heard: &[f32]) -> Vec<f32> {
    /// Most it may be late, and the step in which that is sought, samples.
    const LATEST: usize = 2880;
    const STEP: usize = 48;
    let (a, b) = (magnitude(clean), magnitude(heard));
    let steps = |x: &[f64]| -> Vec<f64> {
        let means: Vec<f64> =
            x.chunks_exact(STEP).map(|span| span.iter().sum::<f64>() / STEP as f64).collect();
        let mean = means.iter().sum::<f64>() / means.len() as f64;
        means.iter().map(|x| x - mean).collect()
    };
    let (a, b) = (steps(&a), steps(&b));
    let fit = |late: usize| a.iter().zip(&b[late..]).map(|(a, b)| a * b).sum::<f64>();
    let best = (0..LATEST / STEP).max_by(|x, y| fit(*x).total_cmp(&fit(*y))).unwrap_or_default() * STEP;
    heard[best..].iter().copied().chain(std::iter::repeat_n(0.0, best)).collect()
}

/// Values of an envelope per second.
const ENVELOPE_RATE: f64 = 200.0;

/// Magnitude of the analytic signal, averaged over 5 ms.
fn envelope(signal: &[f32]) -> Vec<f64> {
    const SPAN: usize = RATE / ENVELOPE_RATE as usize;
    magnitude(signal).chunks_exact(SPAN).map(|span| span.iter().sum::<f64>() / SPAN as f64).collect()
}

/// Magnitude of the analytic signal.
fn magnitude(signal: &[f32]) -> Vec<f64> {
    let len = signal.len().next_multiple_of(RATE);
    let mut turned = spectrum(signal.iter().map(|x| f64::from(*x)), len);
    turned.iter_mut().for_each(|x| *x *= -Complex64::i());
    let quadrature = inverse(turned, len, 1.0 / len as f64);
    signal.iter().zip(&quadrature).map(|(x, y)| f64::from(*x).hypot(*y)).collect()
}

/// Spectrum of `signal`, followed by silence up to `len` samples.
pub fn spectrum(signal: impl Iterator<Item = f64>, len: usize) -> Vec<Complex64> {
    let forward = RealFftPlanner::<f64>::new().plan_fft_forward(len);
    let mut time: Vec<f64> = signal.chain(std::iter::repeat(0.0)).take(len).collect();
    let mut spectrum = forward.make_output_vec();
    forward.process(&mut time, &mut spectrum).expect("lengths are the plan's own");
    spectrum
}

/// The `len` samples of a spectrum, scaled.
pub fn inverse(mut spectrum: Vec<Complex64>, len: usize, scale: f64) -> Vec<f64> {
    let inverse = RealFftPlanner::<f64>::new().plan_fft_inverse(len);
    // A real signal's first and last bins are real.
    if let [first, .., last] = spectrum.as_mut_slice() {
        (first.im, last.im) = (0.0, 0.0);
    }
    let mut time = inverse.make_output_vec();
    inverse.process(&mut spectrum, &mut time).expect("lengths are the plan's own");
    time.iter_mut().for_each(|x| *x *= scale);
    time
}
