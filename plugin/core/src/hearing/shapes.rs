//! Shapes of loss that come at once or are born with, as paths: Loss goes from untouched hearing to the audiogram.
//!
//! The noise notch is a textbook's; the others are shapes clinicians describe, drawn to be told apart, no published means
//! (`science.md` 1.4).

use super::audiogram::{Audiogram, FREQUENCIES};
use super::path::{Hearing, Path, Row, Stations};
use crate::parameters::NO_RESPONSE;

/// Thresholds at 125, 250, 500, 1000, 2000, 4000 and 8000 Hz.
pub(super) type Octaves = [f32; 7];

/// Where each of [`FREQUENCIES`] lies among [`Octaves`]: the octave below, and whether it is between two.
const OCTAVES: [(usize, bool); FREQUENCIES.len()] = [
    (0, false),
    (1, false),
    (2, false),
    (2, true),
    (3, false),
    (3, true),
    (4, false),
    (4, true),
    (5, false),
    (5, true),
    (6, false),
];

/// How far up its octave 750 Hz lies, as do 1.5, 3 and 6 kHz.
const BETWEEN: f32 = 0.584_963;

/// An audiogram of octaves, straight between them over the logarithm of frequency.
pub(super) const fn from_octaves(octaves: Octaves) -> Audiogram {
    let mut audiogram = [0.0; FREQUENCIES.len()];
    let mut n = 0;
    while n < audiogram.len() {
        let (below, is_between) = OCTAVES[n];
        audiogram[n] = octaves[below];
        if is_between {
            audiogram[n] += (octaves[below + 1] - octaves[below]) * BETWEEN;
        }
        n += 1;
    }
    Audiogram(audiogram)
}

/// A path that ends at these thresholds, with the recruitment of its hair cells.
macro_rules! shape {
    ($name:literal, $octaves:expr) => {
        Path { name: $name, stations: Stations::Rows(&[cochlear($name, $octaves)]) }
    };
}

const fn cochlear(name: &'static str, octaves: Octaves) -> Row {
    Row { name, position: 1.0, hearing: Hearing { thresholds: from_octaves(octaves), ..Hearing::RECRUITING } }
}

/// Every shape.
pub const SHAPES: [Path; 8] = [
    shape!("Noise notch", [15.0, 10.0, 15.0, 10.0, 10.0, 40.0, 20.0]),
    shape!("Sudden loss, ascending", [50.0, 50.0, 45.0, 30.0, 15.0, 10.0, 10.0]),
    shape!("Sudden loss, flat", [60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 65.0]),
    shape!("Sudden loss, descending", [20.0, 20.0, 30.0, 45.0, 60.0, 70.0, 75.0]),
    shape!("Sudden loss, profound", [90.0, 95.0, 100.0, 105.0, 105.0, 105.0, NO_RESPONSE]),
    shape!("Meniere, early", [50.0, 45.0, 45.0, 35.0, 25.0, 25.0, 35.0]),
    shape!("Cookie bite", [15.0, 20.0, 35.0, 50.0, 50.0, 35.0, 20.0]),
    // Nothing above 1 kHz; what answers in the bass is often felt, not heard.
    shape!("Corner audiogram", [85.0, 90.0, 100.0, 110.0, NO_RESPONSE, NO_RESPONSE, NO_RESPONSE]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_pass_through_their_octaves_and_straight_between() {
        let octaves = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
        let audiogram = from_octaves(octaves);
        for (n, threshold) in octaves.into_iter().enumerate() {
            let hz = 125.0 * (1 << n) as f32;
            assert_eq!(audiogram.threshold(hz), threshold, "{hz} Hz");
        }
        for (hz, low, high) in [(750.0f32, 4.0, 8.0), (1500.0, 8.0, 16.0), (6000.0, 32.0, 64.0)] {
            let expected = low + (high - low) * 1.5f32.log2();
            assert!((audiogram.threshold(hz) - expected).abs() < 1e-3, "{hz} Hz");
        }
    }

    #[test]
    fn the_notch_is_one() {
        // `science.md` 1.4: at least 10 dB worse than at 2 and at 8 kHz.
        let at = |hz| SHAPES[0].hearing(1.0, &Audiogram::default()).thresholds.threshold(hz);
        assert!(at(4000.0) >= at(2000.0) + 10.0 && at(4000.0) >= at(8000.0) + 10.0);
    }
}
