//! How loudness grows in an ear with a loss: softer sounds lose most, the loudest almost nothing.
//!
//! A threshold is split into what outer and what inner hair cells have lost (Kates 2013, the ear model of HASPI). The
//! outer part recruits along a straight line from the threshold to a catch-up level (Moore & Glasberg 1993; Nejime &
//! Moore 1997), the inner part is a loss at every level. Unlike theirs the line is bounded: its slope never passes 2.5
//! dB per dB, and 15 dB below the threshold the loss stops growing, so that no threshold leads to infinities.

use super::erb;

/// Compression ratio of a normal cochlea at [`LOW_HZ`] and [`HIGH_HZ`], straight over ERB number between (Kates 2013).
const COMPRESSION: (f32, f32) = (1.25, 3.5);
const LOW_HZ: f32 = 80.0;
const HIGH_HZ: f32 = 8000.0;
/// Range of levels over which the normal cochlea compresses, dB: from 30 to 100 (Kates 2013).
const COMPRESSED_RANGE: f32 = 70.0;
/// Share of a threshold that outer hair cells account for, as long as they have anything to lose (Kates 2013).
const OUTER_SHARE: f32 = 0.8;
/// Level at which a recruiting ear has caught up with a normal one, dB HL (Moore & Glasberg 1993), and its least
/// distance from the threshold, dB, which bounds the slope.
const CATCH_UP: f32 = 105.0;
const LEAST_RANGE: f32 = 20.0;
/// How far below the threshold the loss goes on growing, dB: what lies there is not heard anyway.
const BELOW_THRESHOLD: f32 = 15.0;

/// The most that outer hair cells can lose at `hz`, dB: the gain they have.
pub fn largest_outer_loss(hz: f32) -> f32 {
    let (low, high) = (erb::number(LOW_HZ), erb::number(HIGH_HZ));
    let along = ((erb::number(hz) - low) / (high - low)).clamp(0.0, 1.0);
    let ratio = COMPRESSION.0 + (COMPRESSION.1 - COMPRESSION.0) * along;
    COMPRESSED_RANGE * (1.0 - 1.0 / ratio)
}

/// What a law may know of the place in the cochlea it is asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Centre frequency, Hz.
    pub hz: f32,
    /// Sound pressure level of 0 dB HL, dB SPL.
    pub normal_threshold: f32,
    /// The most that outer hair cells can lose, dB.
    pub largest_outer_loss: f32,
}

impl Band {
    /// The band around `hz`.
    pub fn at(hz: f32) -> Self {
        Self {
            hz,
            normal_threshold: super::normal::threshold_spl(hz),
            largest_outer_loss: largest_outer_loss(hz),
        }
    }
}

/// Attenuation over level: a straight line between two levels, constant outside them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    /// Level at which the attenuation is `at_pivot`, dB HL.
    pub pivot: f32,
    /// Attenuation there, dB.
    pub at_pivot: f32,
    /// By how much the attenuation falls per dB of level.
    pub slope: f32,
    /// Level below which it stays constant, dB HL.
    pub low: f32,
    /// Level above which it stays constant, dB HL.
    pub high: f32,
    /// The least attenuation, dB.
    pub least: f32,
}

impl Line {
    /// The same attenuation, dB, at every level.
    pub const fn linear(attenuation: f32) -> Self {
        Self { pivot: 0.0, at_pivot: attenuation, slope: 0.0, low: 0.0, high: 0.0, least: f32::MIN }
    }

    /// Attenuation of sound at `level` dB HL, dB.
    pub fn attenuation(&self, level: f32) -> f32 {
        let rise = level.clamp(self.low, self.high) - self.pivot.clamp(self.low, self.high);
        (self.at_pivot - self.slope * rise).max(self.least)
    }
}

/// Part of a threshold (dB HL, above 0) that outer hair cells account for, dB.
pub fn outer_loss(band: &Band, threshold: f32) -> f32 {
    OUTER_SHARE * threshold.min(band.largest_outer_loss / OUTER_SHARE)
}

/// How many times wider than normal the ear's filters are that have lost `outer` dB of outer hair cells (Kates 2013).
pub fn broadening(outer: f32) -> f32 {
    let x = outer / 50.0;
    1.0 + x + 2.0 * x.powi(6)
}

/// A law of recruitment: the line of an ear with this threshold (dB HL, above 0) at this band, for an amount of
/// recruitment (0 none, 1 the law's own, up to 2). At the threshold it attenuates by the threshold.
pub type Law = fn(&Band, f32, f32) -> Line;

/// The law of this plugin.
pub fn bounded(band: &Band, threshold: f32, amount: f32) -> Line {
    let outer = outer_loss(band, threshold);
    let high = CATCH_UP.max(threshold + LEAST_RANGE);
    Line {
        pivot: threshold,
        at_pivot: threshold,
        slope: amount * outer / (high - threshold),
        low: threshold - BELOW_THRESHOLD,
        high,
        least: threshold - outer,
    }
}

/// Steps of the search in [`for_programme`]: from 200 dB down to a thousandth.
const STEPS: usize = 18;
const HIGHEST: f32 = 200.0;

/// The line of an ear that, by `law`, takes `loss` dB (above 0) off programme at `level` dB HL, for an amount of
/// recruitment that turns about that level.
pub fn for_programme(law: Law, band: &Band, loss: f32, level: f32, amount: f32) -> Line {
    // The higher the threshold, the larger the loss at any level: halve the range until it is found.
    let mut threshold = 0.5 * HIGHEST;
    let mut step = 0.5 * threshold;
    for _ in 0..STEPS {
        let found = law(band, threshold, 1.0).attenuation(level);
        threshold += if found < loss { step } else { -step };
        step *= 0.5;
    }
    Line { pivot: level, at_pivot: loss, ..law(band, threshold, amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_published_table() {
        // `loss.md` 6.4, the row "default" at 4 kHz: attenuation at 40, 60, 80 and 100 dB HL.
        for (threshold, expected) in [
            (20.0, [16.0, 12.0, 9.0, 5.0]),
            (40.0, [40.0, 30.0, 20.0, 10.0]),
            (60.0, [76.0, 60.0, 39.0, 18.0]),
            (80.0, [108.0, 108.0, 80.0, 42.0]),
            (95.0, [130.0, 130.0, 130.0, 83.0]),
        ] {
            let line = bounded(&Band::at(4000.0), threshold, 1.0);
            for (level, expected) in [40.0, 60.0, 80.0, 100.0].into_iter().zip(expected) {
                let found = line.attenuation(level);
                assert!((found - expected).abs() <= 2.0, "{threshold} at {level}: {found}, not {expected}");
            }
            assert!((line.attenuation(threshold) - threshold).abs() < 1e-4);
        }
    }

    #[test]
    fn nothing_is_infinite_and_no_slope_too_steep() {
        for hz in [50.0, 250.0, 1000.0, 8000.0, 20_000.0] {
            let band = Band::at(hz);
            for threshold in 0..=125 {
                let line = bounded(&band, threshold as f32, 1.0);
                assert!(line.slope <= 2.5 + 1e-4, "{hz} Hz, {threshold} dB HL: {}", line.slope);
                let mut last = f32::MAX;
                for level in -100..200 {
                    let attenuation = line.attenuation(level as f32);
                    assert!(attenuation.is_finite() && attenuation >= -1e-3 && attenuation <= last);
                    last = attenuation;
                }
            }
        }
    }

    #[test]
    fn programme_loses_what_it_is_told_whatever_the_recruitment() {
        for hz in [100.0, 1000.0, 8000.0] {
            let band = Band::at(hz);
            for loss in [0.5, 3.0, 18.0, 32.0, 62.0, 90.0, 120.0] {
                for amount in [0.0, 0.5, 1.0, 2.0] {
                    let line = for_programme(bounded, &band, loss, 60.0, amount);
                    assert!((line.attenuation(60.0) - loss).abs() < 1e-3, "{hz} Hz, {loss} dB, {amount}");
                    assert!(line.attenuation(20.0) >= line.attenuation(90.0));
                }
                let full = for_programme(bounded, &band, loss, 60.0, 1.0);
                let threshold = full.low + BELOW_THRESHOLD;
                let law = bounded(&band, threshold, 1.0);
                assert!((law.attenuation(75.0) - full.attenuation(75.0)).abs() < 0.01);
            }
        }
    }
}
