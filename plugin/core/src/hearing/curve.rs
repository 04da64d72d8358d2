//! A gain curve over frequency, as an ear's loss draws it.

use crate::kit::place::Place;

/// Frequencies at which film curves are given, Hz: octaves.
pub const OCTAVES: [f32; 8] = [63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0];

/// Gains in dB at [`OCTAVES`], straight lines in dB over the logarithm of frequency between them.
///
/// Below the lowest frequency the curve stays level; above the highest it goes on falling (never rising) as steeply as
/// in its last octave, because hearing that is lost at 8 kHz is not found again at 12.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Curve(pub [f32; OCTAVES.len()]);

/// Steepest fall beyond the table, dB per octave: that of the steepest last octave of the film curves.
const STEEPEST_EXTENSION: f32 = -10.0;

impl Curve {
    /// Gain at `hz`, dB.
    pub fn gain_db(&self, hz: f32) -> f32 {
        self.at(Place::among(&OCTAVES, hz))
    }

    /// Gain at a place among [`OCTAVES`], dB.
    pub fn at(&self, place: Place) -> f32 {
        let [.., before, last] = self.0;
        place.read(&self.0) + (last - before).clamp(STEEPEST_EXTENSION, 0.0) * place.beyond
    }

    /// Each gain times `amount`.
    pub fn scaled(self, amount: f32) -> Self {
        Self(self.0.map(|gain| gain * amount))
    }

    /// The curve a fraction `along` of the way to `other`, in dB.
    pub fn towards(self, other: Self, along: f32) -> Self {
        Self(std::array::from_fn(|n| self.0[n] + (other.0[n] - self.0[n]) * along))
    }

    /// Per frequency the larger gain of the two: what two ears make of a sound that reaches both.
    pub fn better(self, other: Self) -> Self {
        Self(std::array::from_fn(|n| self.0[n].max(other.0[n])))
    }

    /// Whether nothing is changed at any frequency.
    pub fn is_flat_zero(&self) -> bool {
        self.0.iter().all(|gain| *gain == 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_through_its_points_and_goes_on_falling() {
        let curve = Curve([3.0, 0.0, -9.0, -24.0, -40.0, -52.0, -62.0, -70.0]);
        for (hz, gain) in OCTAVES.iter().zip(curve.0) {
            assert!((curve.gain_db(*hz) - gain).abs() < 1e-3, "{hz} Hz");
        }
        assert!((curve.gain_db(1414.2) + 46.0).abs() < 0.01);
        assert_eq!(curve.gain_db(20.0), 3.0);
        assert!((curve.gain_db(16_000.0) + 78.0).abs() < 1e-3);
        assert!(Curve([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -10.0, 0.0]).gain_db(16_000.0) == 0.0);
    }
}
