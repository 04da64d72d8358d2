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
    windowed(signal)
        .map(|frame| {
            let spectrum = spectrum(frame.into_iter(), estoi::TRANSFORM);
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
    assert_eq!(a.len(), b.len(), "lengths");
    let (a, b) = (envelope(a), envelope(b));
    let hz = ENVELOPE_RATE / a.len() as f64;
    let rhythm = |envelope: Vec<f64>| -> Vec<Complex64> {
        let len = envelope.len();
        let bins = spectrum(envelope.into_iter(), len).into_iter().enumerate();
        let within = |bin: usize| (SYLLABLES_HZ.0..SYLLABLES_HZ.1).contains(&(bin as f64 * hz));
        bins.filter(|(bin, _)| within(*bin)).map(|(_, value)| value).collect()
    };
    let (a, b) = (rhythm(a), rhythm(b));
    let product =
        |a: &[Complex64], b: &[Complex64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a * b.conj()).re).sum() };
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// Values of an envelope per second.
const ENVELOPE_RATE: f64 = 200.0;

/// Magnitude of the analytic signal, averaged over 5 ms.
fn envelope(signal: &[f32]) -> Vec<f64> {
    const SPAN: usize = RATE / ENVELOPE_RATE as usize;
    let len = signal.len().next_multiple_of(RATE);
    let mut turned = spectrum(signal.iter().map(|x| f64::from(*x)), len);
    turned.iter_mut().for_each(|x| *x *= -Complex64::i());
    let quadrature = inverse(turned, len, 1.0 / len as f64);
    let magnitude: Vec<f64> = signal.iter().zip(&quadrature).map(|(x, y)| f64::from(*x).hypot(*y)).collect();
    magnitude.chunks_exact(SPAN).map(|span| span.iter().sum::<f64>() / SPAN as f64).collect()
}

/// Spectrum of `signal`, followed by silence up to `len` samples.
fn spectrum(signal: impl Iterator<Item = f64>, len: usize) -> Vec<Complex64> {
    let forward = RealFftPlanner::<f64>::new().plan_fft_forward(len);
    let mut time: Vec<f64> = signal.chain(std::iter::repeat(0.0)).take(len).collect();
    let mut spectrum = forward.make_output_vec();
    forward.process(&mut time, &mut spectrum).expect("lengths are the plan's own");
    spectrum
}

/// The `len` samples of a spectrum, scaled.
fn inverse(mut spectrum: Vec<Complex64>, len: usize, scale: f64) -> Vec<f64> {
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
