//! What makes speech loud: how meters weigh frequencies, and the noise that has the spectrum of speech.

use std::f32::consts::TAU;

use crate::kit::place::Place;

/// The K weighting's shelf and high-pass as biquads at [`K_RATE`]: feed-forward, then feedback after the leading 1
/// (ITU-R BS.1770-4, tables 1 and 2).
const K_WEIGHTING: [[f32; 5]; 2] = [
    [1.535_124_9, -2.691_696_2, 1.198_392_8, -1.690_659_3, 0.732_480_8],
    [1.0, -2.0, 1.0, -1.990_047_5, 0.990_072_25],
];
/// The rate those are for, Hz.
const K_RATE: f32 = 48_000.0;

/// What the K weighting makes of the power of a tone at `hz`.
pub fn k_weighting(hz: f32) -> f32 {
    let angle = TAU * hz / K_RATE;
    let (cos, sin) = (libm::cosf(angle), libm::sinf(angle));
    let (cos2, sin2) = (libm::cosf(2.0 * angle), libm::sinf(2.0 * angle));
    let power = |[a, b, c]: [f32; 3]| {
        let (re, im) = (a + b * cos + c * cos2, b * sin + c * sin2);
        re * re + im * im
    };
    K_WEIGHTING.iter().map(|[b0, b1, b2, a1, a2]| power([*b0, *b1, *b2]) / power([1.0, *a1, *a2])).product()
}

/// Third-octave centres, Hz, and spectrum levels there of speech of normal effort, dB SPL per hertz at 1 m (ANSI
/// S3.5-1997, table 3).
const SPEECH_HZ: [f32; 18] = [
    160.0, 200.0, 250.0, 315.0, 400.0, 500.0, 630.0, 800.0, 1000.0, 1250.0, 1600.0, 2000.0, 2500.0, 3150.0,
    4000.0, 5000.0, 6300.0, 8000.0,
];
const SPEECH_DB: [f32; SPEECH_HZ.len()] = [
    32.41, 34.48, 34.75, 33.98, 34.59, 34.27, 32.06, 28.30, 25.01, 23.00, 20.15, 17.32, 13.18, 11.55, 9.33,
    5.31, 2.59, 1.13,
];
/// Level of that speech, dB SPL (the same table's spectrum levels, summed over the bands).
const SPEECH_SPL: f32 = 62.35;
/// Half a third of an octave, as a ratio: how far the first and the last band reach.
const HALF_BAND: f32 = 1.122_462;

/// Share of its power that speech-shaped noise has per hertz at `hz`; none outside the standard's bands.
pub fn speech_density(hz: f32) -> f32 {
    let limits = SPEECH_HZ[0] / HALF_BAND..=SPEECH_HZ[SPEECH_HZ.len() - 1] * HALF_BAND;
    if !limits.contains(&hz) {
        return 0.0;
    }
    let level = Place::among(&SPEECH_HZ, hz).read(&SPEECH_DB);
    libm::exp10f(0.1 * (level - SPEECH_SPL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weighting_is_the_standards() {
        // BS.1770-4: 997 Hz reads 0.691 dB high (its offset takes that back), the shelf ends 4 dB up.
        for (hz, db) in [(997.0, 0.691), (10_000.0, 4.0), (38.0, -6.0)] {
            let found = 10.0 * libm::log10f(k_weighting(hz));
            assert!((found - db).abs() < 0.1, "{hz} Hz: {found} dB");
        }
    }

    #[test]
    fn speech_shaped_noise_has_all_its_power() {
        let total: f32 = (0..20_000).map(|hz| speech_density(hz as f32 + 0.5)).sum();
        assert!((10.0 * libm::log10f(total)).abs() < 0.1, "{} dB", 10.0 * libm::log10f(total));
        assert_eq!((speech_density(100.0), speech_density(12_000.0)), (0.0, 0.0));
    }
}
