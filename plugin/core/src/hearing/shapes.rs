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
    (1, true),
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

/// How far up its octave 375 Hz lies, as do 0.75, 1.5, 3 and 6 kHz.
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
    ($name:literal, $about:literal, $octaves:expr) => {
        Path { name: $name, about: $about, stations: Stations::Rows(&[cochlear($name, $octaves)]) }
    };
}

const fn cochlear(name: &'static str, octaves: Octaves) -> Row {
    Row { name, position: 1.0, hearing: Hearing { thresholds: from_octaves(octaves), ..Hearing::RECRUITING } }
}

/// Every shape.
pub const SHAPES: [Path; 8] = [
    shape!("Noise notch", "to a textbook's audiogram", [15.0, 10.0, 15.0, 10.0, 10.0, 40.0, 20.0]),
    shape!(
        "Sudden loss, ascending",
        "to a shape clinicians describe",
        [50.0, 50.0, 45.0, 30.0, 15.0, 10.0, 10.0]
    ),
    shape!("Sudden loss, flat", "to a shape clinicians describe", [60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 65.0]),
    shape!(
        "Sudden loss, descending",
        "to a shape clinicians describe",
        [20.0, 20.0, 30.0, 45.0, 60.0, 70.0, 75.0]
    ),
    shape!(
        "Sudden loss, profound",
        "to a shape clinicians describe",
        [90.0, 95.0, 100.0, 105.0, 105.0, 105.0, NO_RESPONSE]
    ),
    shape!(
        "Meniere's disease, early",
        "to a shape clinicians describe",
        [50.0, 45.0, 45.0, 35.0, 25.0, 25.0, 35.0]
    ),
    shape!("Cookie bite", "to a shape clinicians describe", [15.0, 20.0, 35.0, 50.0, 50.0, 35.0, 20.0]),
    // Nothing above 1 kHz; what answers in the bass is often felt, not heard.
    shape!(
        "Corner audiogram",
        "to hearing in the bass alone",
        [85.0, 90.0, 100.0, 110.0, NO_RESPONSE, NO_RESPONSE, NO_RESPONSE]
    ),
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

    /// The thresholds a shape ends at.
    fn end(name: &str) -> Audiogram {
        SHAPES.iter().find(|path| path.name == name).unwrap().hearing(1.0, &Audiogram::default()).thresholds
    }

    #[test]
    fn shapes_are_what_they_are_called() {
        // `science.md` 1.4. A notch is at least 10 dB worse than 2 and 8 kHz.
        let notch = |hz| end("Noise notch").threshold(hz);
        assert!(notch(4000.0) >= notch(2000.0) + 10.0 && notch(4000.0) >= notch(8000.0) + 10.0);
        // A sudden loss takes at least 30 dB at three frequencies in a row.
        for path in SHAPES.iter().filter(|path| path.name.starts_with("Sudden loss")) {
            let lost = |three: &[f32]| three.iter().all(|threshold| *threshold >= 30.0);
            assert!(end(path.name).0.windows(3).any(lost), "{}", path.name);
        }
        let rises =
            |name: &str, more: f32| end(name).0.windows(2).all(|pair| more * pair[1] >= more * pair[0]);
        assert!(rises("Sudden loss, ascending", -1.0) && rises("Sudden loss, descending", 1.0));
        assert!(rises("Sudden loss, flat", 1.0) && rises("Corner audiogram", 1.0));
        // Meniere's begins in the bass, a cookie is bitten out of the middle, a corner is what is left of the bass.
        let early = |hz| end("Meniere's disease, early").threshold(hz);
        assert!(early(250.0) >= early(2000.0) + 15.0 && early(8000.0) > early(4000.0));
        let cookie = |hz| end("Cookie bite").threshold(hz);
        assert!(cookie(1500.0) >= cookie(250.0) + 30.0 && cookie(1500.0) >= cookie(8000.0) + 30.0);
        assert_eq!(
            (end("Corner audiogram").threshold(1000.0), end("Corner audiogram").threshold(2000.0)),
            (110.0, NO_RESPONSE)
        );
    }

    #[test]
    fn shapes_are_the_written_ones() {
        let table: [(&str, Octaves); 8] = [
            ("Noise notch", [15.0, 10.0, 15.0, 10.0, 10.0, 40.0, 20.0]),
            ("Sudden loss, ascending", [50.0, 50.0, 45.0, 30.0, 15.0, 10.0, 10.0]),
            ("Sudden loss, flat", [60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 65.0]),
            ("Sudden loss, descending", [20.0, 20.0, 30.0, 45.0, 60.0, 70.0, 75.0]),
            ("Sudden loss, profound", [90.0, 95.0, 100.0, 105.0, 105.0, 105.0, 125.0]),
            ("Meniere's disease, early", [50.0, 45.0, 45.0, 35.0, 25.0, 25.0, 35.0]),
            ("Cookie bite", [15.0, 20.0, 35.0, 50.0, 50.0, 35.0, 20.0]),
            ("Corner audiogram", [85.0, 90.0, 100.0, 110.0, 125.0, 125.0, 125.0]),
        ];
        assert_eq!(SHAPES.map(|path| path.name), table.map(|(name, _)| name));
        for (name, octaves) in table {
            for (n, threshold) in octaves.into_iter().enumerate() {
                assert_eq!(end(name).threshold(125.0 * (1 << n) as f32), threshold, "{name}");
            }
        }
    }
}
