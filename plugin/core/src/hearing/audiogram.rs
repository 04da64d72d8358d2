//! An audiogram: the thresholds of one ear.

use crate::kit::place::Place;
use crate::parameters::{AUDIOGRAM_POINTS, HIGHEST_LEVEL, NO_RESPONSE, THRESHOLDS};

/// Frequencies of an audiogram, Hz.
pub const FREQUENCIES: [f32; AUDIOGRAM_POINTS] =
    [125.0, 250.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 6000.0, 8000.0];

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
            let threshold = THRESHOLDS[0][n].sanitised(self.0[n]);
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
        let audiogram = Audiogram([10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 110.0]);
        for (hz, threshold) in FREQUENCIES.iter().zip(audiogram.0) {
            assert!((audiogram.threshold(*hz) - threshold).abs() < 1e-3, "{hz} Hz");
        }
        assert!((audiogram.threshold(176.78) - 15.0).abs() < 0.01);
        assert_eq!(audiogram.threshold(20.0), 10.0);
        assert_eq!(audiogram.threshold(20_000.0), 110.0);
        assert_eq!(Audiogram::flat(f32::NAN).sanitised(), Audiogram::default());
        assert_eq!(Audiogram::flat(1.0e9).sanitised(), Audiogram::flat(NO_RESPONSE));
    }
}
