//! An audiogram: the thresholds of one ear.

use crate::kit::place::Place;
use crate::parameters::{AUDIOGRAM_POINTS, HIGHEST_LEVEL, NO_RESPONSE, THRESHOLDS};

/// Frequencies of a clinical audiogram, Hz.
pub const CLINICAL: [f32; AUDIOGRAM_POINTS] =
    [125.0, 250.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 6000.0, 8000.0];

/// Frequencies of an audiogram here, Hz: the clinical ones, and 375, where standard audiograms have a value of their own.
pub const FREQUENCIES: [f32; AUDIOGRAM_POINTS + 1] =
    [125.0, 250.0, 375.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 6000.0, 8000.0];
/// Number of 375 Hz among them, and how far up from 250 to 500 it lies: log2 1.5.
const ADDED: usize = 2;
const ADDED_ALONG: f32 = 0.584_963;

/// Thresholds of one ear at [`FREQUENCIES`], dB HL: -10..120, or [`NO_RESPONSE`].
///
/// Between them straight in dB over the logarithm of frequency, beyond them level.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Audiogram(pub [f32; FREQUENCIES.len()]);

impl Audiogram {
    /// The same threshold everywhere.
    pub const fn flat(threshold: f32) -> Self {
        Self([threshold; FREQUENCIES.len()])
    }

    /// From the thresholds at [`CLINICAL`] frequencies, straight between them.
    pub const fn clinical(points: [f32; AUDIOGRAM_POINTS]) -> Self {
        let mut all =
            [points[ADDED - 1] + (points[ADDED] - points[ADDED - 1]) * ADDED_ALONG; FREQUENCIES.len()];
        let mut n = 0;
        while n < points.len() {
            all[if n < ADDED { n } else { n + 1 }] = points[n];
            n += 1;
        }
        Self(all)
    }

    /// The thresholds at [`CLINICAL`] frequencies, dB HL.
    pub fn points(&self) -> [f32; AUDIOGRAM_POINTS] {
        std::array::from_fn(|n| self.0[if n < ADDED { n } else { n + 1 }])
    }

    /// Threshold at `hz`, dB HL.
    pub fn threshold(&self, hz: f32) -> f32 {
        self.at(Place::among(&FREQUENCIES, hz))
    }

    /// Threshold at a place among [`FREQUENCIES`], dB HL.
    pub fn at(&self, place: Place) -> f32 {
        place.read(&self.0)
    }

    /// Every threshold one an audiogram may have: beyond the range its nearest bound, above an audiometer's highest
    /// level no response, what is no number 0 dB HL.
    pub fn sanitised(self) -> Self {
        Self(std::array::from_fn(|n| {
            let [entry, ..] = &THRESHOLDS[0];
            let threshold = entry.sanitised(self.0[n]);
            if threshold > HIGHEST_LEVEL { NO_RESPONSE } else { threshold }
        }))
    }

    /// The audiogram a fraction `along` of the way to `other`.
    pub fn towards(self, other: Self, along: f32) -> Self {
        Self(std::array::from_fn(|n| self.0[n] + (other.0[n] - self.0[n]) * along))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_straight_over_log_frequency_and_level_beyond() {
        let points = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 110.0];
        let audiogram = Audiogram::clinical(points);
        assert_eq!(audiogram.points(), points);
        assert!((audiogram.threshold(375.0) - 25.849_6).abs() < 1e-3);
        for (hz, threshold) in CLINICAL.iter().zip(points) {
            assert!((audiogram.threshold(*hz) - threshold).abs() < 1e-3, "{hz} Hz");
        }
        assert!((audiogram.threshold(176.78) - 15.0).abs() < 0.01);
        assert_eq!(audiogram.threshold(20.0), 10.0);
        assert_eq!(audiogram.threshold(20_000.0), 110.0);
        assert_eq!(Audiogram::flat(f32::NAN).sanitised(), Audiogram::default());
        assert_eq!(Audiogram::flat(1.0e9).sanitised(), Audiogram::flat(NO_RESPONSE));
    }
}
