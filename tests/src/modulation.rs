//! The normalised covariance metric: how much of the modulations of speech is left, band by band.
//!
//! Written from the papers: Holube & Kollmeier, J. Acoust. Soc. Am. 100(3), 1996; Goldsworthy & Greenberg, J. Acoust.
//! Soc. Am. 116(6), 2004; Ma, Hu & Loizou, J. Acoust. Soc. Am. 125(5), 2009; modulations up to 100 Hz as Chen & Loizou,
//! Ear and Hearing 32(3), 2011, found best for vocoded speech.

use realfft::num_complex::Complex64;

use crate::intelligibility::{inverse, spectrum};

/// Sample rate of everything that goes in, Hz.
const RATE: usize = 48_000;
/// Highest modulation that counts, Hz.
const FASTEST_HZ: f64 = 100.0;
/// Signal-to-noise ratios that count as none and as all, dB.
const RANGE_DB: (f64, f64) = (-15.0, 15.0);

/// Edges of the critical bands, Hz, and how much each matters for average speech (ANSI S3.5-1997, table 1).
const BANDS: usize = 21;
const EDGES_HZ: [f64; BANDS + 1] = [
    100.0, 200.0, 300.0, 400.0, 510.0, 630.0, 770.0, 920.0, 1080.0, 1270.0, 1480.0, 1720.0, 2000.0, 2320.0,
    2700.0, 3150.0, 3700.0, 4400.0, 5300.0, 6400.0, 7700.0, 9500.0,
];
const IMPORTANCE: [f64; BANDS] = [
    0.0103, 0.0261, 0.0419, 0.0577, 0.0577, 0.0577, 0.0577, 0.0577, 0.0577, 0.0577, 0.0577, 0.0577, 0.0577,
    0.0577, 0.0577, 0.0577, 0.0577, 0.0460, 0.0343, 0.0226, 0.0110,
];

/// The modulations of a signal's bands, ready to be compared.
pub struct Modulations {
    bands: Vec<Vec<Complex64>>,
}

impl Modulations {
    /// Of a signal at 48 kHz.
    pub fn of(signal: &[f32]) -> Self {
        let seconds = signal.len().div_ceil(RATE);
        let whole = spectrum(signal.iter().map(|x| f64::from(*x)), seconds * RATE);
        let bands = EDGES_HZ.windows(2).map(|edges| {
            let within = &whole[edges[0] as usize * seconds..edges[1] as usize * seconds];
            modulations(within, seconds)
        });
        Self { bands: bands.collect() }
    }

    /// NCM of `heard` against these of the clean speech: 1 where all is left, 0 where nothing is.
    pub fn ncm(&self, heard: &Self) -> f64 {
        let share = |(clean, heard): (&Vec<Complex64>, &Vec<Complex64>)| {
            let product = |a: &[Complex64], b: &[Complex64]| -> f64 {
                a.iter().zip(b).map(|(a, b)| (a * b.conj()).re).sum()
            };
            let powers = product(clean, clean) * product(heard, heard);
            // What never moves says nothing; what moves the other way neither.
            let covariance = product(clean, heard).max(0.0) / powers.sqrt().max(f64::MIN_POSITIVE);
            let squared = covariance * covariance;
            let snr = 10.0 * (squared / (1.0 - squared).max(f64::MIN_POSITIVE)).log10();
            (snr.clamp(RANGE_DB.0, RANGE_DB.1) - RANGE_DB.0) / (RANGE_DB.1 - RANGE_DB.0)
        };
        let shares = self.bands.iter().zip(&heard.bands).map(share);
        shares.zip(IMPORTANCE).map(|(share, importance)| importance * share).sum()
    }
}

/// Spectrum of the envelope of a band given by its bins, `seconds` of them per hertz: up to the fastest that counts,
/// without its mean.
fn modulations(bins: &[Complex64], seconds: usize) -> Vec<Complex64> {
    // The band turned down to just above 0 Hz, at four times the rate it needs, so that its magnitude fits as well.
    let len = 8 * bins.len();
    let mut low = vec![Complex64::default(); len / 2 + 1];
    low[1..=bins.len()].copy_from_slice(bins);
    let turned: Vec<Complex64> = low.iter().map(|x| -Complex64::i() * x).collect();
    let (real, imaginary) = (inverse(low, len, 1.0), inverse(turned, len, 1.0));
    let envelope = real.iter().zip(&imaginary).map(|(x, y)| x.hypot(*y) / len as f64);
    let mut modulations = spectrum(envelope, len);
    modulations.truncate((FASTEST_HZ as usize * seconds + 1).min(modulations.len()));
    modulations.remove(0);
    modulations
}

/// NCM of `heard` against `clean`, both at 48 kHz and equally long.
pub fn ncm(clean: &[f32], heard: &[f32]) -> f64 {
    assert_eq!(clean.len(), heard.len(), "lengths");
    Modulations::of(clean).ncm(&Modulations::of(heard))
}
