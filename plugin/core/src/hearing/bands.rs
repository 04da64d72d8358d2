//! The auditory bands everything is measured in, and what reference noise reads there.

use super::erb;
use super::normal::{REFERENCE_NOISE_DBFS, SINE_RMS_DB};
use crate::kit::gammatone::power_gain;
use crate::kit::place::Place;

/// Centre of the lowest band, Hz.
const LOWEST_HZ: f32 = 50.0;
/// The highest band's centre lies at or below this, Hz, and below [`HIGHEST_SHARE`] of the sample rate.
const HIGHEST_HZ: f32 = 20_000.0;
const HIGHEST_SHARE: f32 = 0.45;
/// Distance between neighbouring centres, ERB numbers.
pub const SPACING: f32 = 0.5;
/// Bands on either side that a band's level takes in: 1 ERB. Single bands read tones between centres 3.75 dB low.
pub const REACH: usize = 2;
/// Bandwidth of a fourth-order gammatone filter's one-pole sections, ERB (Patterson & Holdsworth 1996).
const SECTION_WIDTH: f32 = 1.0186;

/// Centre frequencies at a sample rate, ascending, Hz.
pub fn centres(sample_rate: f32) -> Vec<f32> {
    let lowest = erb::number(LOWEST_HZ);
    let highest = erb::number(HIGHEST_HZ.min(HIGHEST_SHARE * sample_rate));
    let count = 1 + ((highest - lowest) / SPACING) as usize;
    (0..count).map(|n| erb::frequency(lowest + SPACING * n as f32)).collect()
}

/// Bandwidth of the one-pole sections of the gammatone filter at `hz`, Hz.
pub fn section_width(hz: f32) -> f32 {
    SECTION_WIDTH * erb::bandwidth(hz)
}

/// The bands whose powers add up to the level at number `band` of `count`.
pub fn neighbours(band: usize, count: usize) -> std::ops::RangeInclusive<usize> {
    band.saturating_sub(REACH)..=(band + REACH).min(count - 1)
}

/// What the summed power of a band's neighbours is divided by, so that a tone at its centre reads its own power.
pub fn level_norms(centres: &[f32]) -> Vec<f32> {
    let sum = |band: usize| {
        let at = centres[band];
        neighbours(band, centres.len()).map(|n| power_gain(at - centres[n], section_width(centres[n]))).sum()
    };
    (0..centres.len()).map(sum).collect()
}

/// What levels are multiplied by so that their sum over neighbouring bands is the power of the sound in them.
///
/// A level takes in its neighbours' powers, and neighbours overlap: a tone of power 1 at a band's centre makes the levels
/// of all bands add up to the inverse of that band's share, about 5 times its power.
pub fn power_shares(centres: &[f32]) -> Vec<f32> {
    let norms = level_norms(centres);
    let count = centres.len();
    let total = |hz: f32| -> f32 {
        let power = |band: usize| power_gain(hz - centres[band], section_width(centres[band]));
        (0..count).map(|band| neighbours(band, count).map(power).sum::<f32>() / norms[band]).sum()
    };
    centres.iter().map(|hz| 1.0 / total(*hz)).collect()
}

/// Limits of reference pink noise, Hz.
const NOISE_HZ: (f32, f32) = (20.0, 20_000.0);
/// How much higher than the mean power the mean level (in dB) of a detector stands in noise, by centre frequency: its
/// attack is quicker than its release, and noise fluctuates less in wider bands. Measured with the detector itself; a
/// test measures it again.
const FLUCTUATION_HZ: [f32; 9] = [50.0, 120.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0];
const FLUCTUATION_DB: [f32; FLUCTUATION_HZ.len()] = [0.45, 0.9, 1.3, 1.85, 2.4, 2.65, 2.75, 2.65, 2.2];

/// The detector's mean level at each centre for reference noise (pink, -20 dBFS RMS), dB re full scale (mean square).
pub fn reference_levels(centres: &[f32]) -> Vec<f32> {
    let octave_share = 1.0 / libm::logf(NOISE_HZ.1 / NOISE_HZ.0);
    noise_levels(centres, |hz| if (NOISE_HZ.0..=NOISE_HZ.1).contains(&hz) { octave_share / hz } else { 0.0 })
}

/// The detector's mean level at each centre for noise of the reference noise's level that has this share of its power
/// per hertz, dB re full scale (mean square).
pub fn noise_levels(centres: &[f32], density: impl Fn(f32) -> f32) -> Vec<f32> {
    // A level sums a little over two ERB of the noise. What the filters' skirts make of that is added up step by step,
    // on a grid fine against the narrowest of them.
    const STEPS_PER_WIDTH: f32 = 16.0;
    const WIDTHS: f32 = 12.0;
    let power = |centre: f32| {
        let width = section_width(centre);
        let step = width / STEPS_PER_WIDTH;
        let count = (2.0 * WIDTHS * STEPS_PER_WIDTH) as usize;
        let at = |n: usize| (n as f32 - WIDTHS * STEPS_PER_WIDTH) * step;
        (0..count).map(|n| density(centre + at(n)) * power_gain(at(n), width) * step).sum::<f32>()
    };
    let powers: Vec<f32> = centres.iter().map(|centre| power(*centre)).collect();
    let norms = level_norms(centres);
    let level = |band: usize| {
        let sum: f32 = neighbours(band, centres.len()).map(|n| powers[n]).sum();
        let fluctuation = Place::among(&FLUCTUATION_HZ, centres[band]).read(&FLUCTUATION_DB);
        10.0 * libm::log10f(sum / norms[band]) + REFERENCE_NOISE_DBFS + SINE_RMS_DB + fluctuation
    };
    (0..centres.len()).map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_lie_half_an_erb_apart_up_to_what_the_rate_carries() {
        let centres = centres(48_000.0);
        assert_eq!(centres.len(), 80);
        assert!((centres[0] - 50.0).abs() < 0.01 && *centres.last().unwrap() <= 20_000.0);
        assert!(super::centres(22_050.0).last().unwrap() <= &(0.45 * 22_050.0));
        for pair in centres.windows(2) {
            assert!((erb::number(pair[1]) - erb::number(pair[0]) - SPACING).abs() < 1e-3);
        }
    }

    #[test]
    fn a_tone_anywhere_reads_its_own_level() {
        let centres = centres(48_000.0);
        let norms = level_norms(&centres);
        for step in 0..500 {
            let hz = 60.0 * 250f32.powf(step as f32 / 500.0);
            let nearest = (0..centres.len())
                .min_by(|a, b| (centres[*a] - hz).abs().total_cmp(&(centres[*b] - hz).abs()))
                .unwrap();
            let sum: f32 = neighbours(nearest, centres.len())
                .map(|n| power_gain(hz - centres[n], section_width(centres[n])))
                .sum();
            let error = 10.0 * (sum / norms[nearest]).log10();
            assert!(error.abs() < 0.25, "{hz} Hz reads {error} dB");
        }
    }

    #[test]
    fn shared_levels_add_up_to_a_tones_power() {
        let centres = centres(48_000.0);
        let (norms, shares) = (level_norms(&centres), power_shares(&centres));
        for hz in [300.0, 1010.0, 2500.0, 6000.0, 11_111.0] {
            let level = |band: usize| {
                let power = |n: usize| power_gain(hz - centres[n], section_width(centres[n]));
                neighbours(band, centres.len()).map(power).sum::<f32>() / norms[band]
            };
            let sum: f32 = (0..centres.len()).map(|band| level(band) * shares[band]).sum();
            let db = 10.0 * sum.log10();
            assert!(db.abs() < 0.2, "{hz} Hz: {db} dB");
        }
        assert!(shares[10..70].iter().all(|share| (0.19..0.21).contains(share)), "{shares:?}");
    }

    #[test]
    fn reference_noise_stands_four_decibels_over_its_share_of_one_erb() {
        let centres = centres(48_000.0);
        let levels = reference_levels(&centres);
        for (centre, level) in centres.iter().zip(levels).filter(|(hz, _)| (300.0..10_000.0).contains(*hz)) {
            let share = erb::bandwidth(*centre) / centre / 1000f32.ln();
            let plain = 10.0 * share.log10() - 23.01;
            assert!((5.0..7.2).contains(&(level - plain)), "{centre} Hz: {level}, {plain}");
        }
    }
}
