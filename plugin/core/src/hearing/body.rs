//! What never reaches the cochlea: ears that conduct less, are stopped, or are under water. Linear at every level.

use super::audiogram::Audiogram;
use super::path::{Hearing, Path, Row, Stations};
use super::shapes::from_octaves;
use crate::kit::place::Place;

/// Frequencies at which plugs are measured, Hz.
const MEASURED: [f32; 9] = [125.0, 250.0, 500.0, 1000.0, 2000.0, 3150.0, 4000.0, 6300.0, 8000.0];

/// What sound loses that reaches the cochlea through the skull alone, past ears that let nothing in, at [`MEASURED`],
/// dB (Berger: deep foam under lead muffs; `science.md` 8.3).
const BONE: [f32; MEASURED.len()] = [46.5, 50.8, 56.8, 47.0, 38.7, 47.5, 49.3, 48.7, 48.7];

/// The most that sound at `hz` loses on its way through the air to the cochlea, dB: past that the skull brings it. Level
/// beyond 125 and 8000 Hz, where nobody measured.
pub fn skull_db(hz: f32) -> f32 {
    Place::among(&MEASURED, hz).read(&BONE)
}

/// What sound at `hz` loses, dB, where an ear takes `stopped` dB off it: the rest comes through the skull, and the powers
/// add.
pub fn with_bone(stopped: f32, hz: f32) -> f32 {
    -10.0 * libm::log10f(libm::exp10f(-0.1 * stopped) + libm::exp10f(-0.1 * skull_db(hz)))
}

/// A path that ends where this much (dB) is lost before the cochlea.
macro_rules! body {
    ($name:literal, $about:literal, $lost:expr) => {
        body!($name, $about, $lost, 1.0)
    };
    ($name:literal, $about:literal, $lost:expr, $width:expr) => {
        Path { name: $name, about: $about, stations: Stations::Rows(&[outside($name, $lost, $width)]) }
    };
}

const fn outside(name: &'static str, conductive: Audiogram, width: f32) -> Row {
    Row { name, position: 1.0, hearing: Hearing { conductive, width, ..Hearing::RECRUITING } }
}

/// How wide the world sounds under water, where sound is 4.3 times as fast and heads cast no shadow: the middle of 0 to
/// 25 % (`science.md` 8.4).
const WIDTH_UNDER_WATER: f32 = 0.125;

/// Conductive losses and what bodies do to ears. All but the last have the skull in them ([`with_bone`]), to a tenth of a
/// decibel; a test adds it to what is written behind each name here.
///
/// - Otosclerosis: air conduction of a textbook's case, all of it before the cochlea: 50, 55, 50, 50, 40, 25 and 20 dB
///   by octaves from 125 Hz (`science.md` 1.4, 8.1).
/// - Ossicular discontinuity: 55 dB everywhere, between the 50 and 60 described (`science.md` 8.1).
/// - Perforated eardrum: 30, 30, 25, 15, 10, 10 and 10 dB; drawn into the 10 to 30 dB, mainly below 1 kHz, of a small
///   hole (`science.md` 8.1).
/// - Glue ear: 30, 30, 29, 28, 20, 26 and 36 dB, from means of children with fluid behind the eardrum (`science.md` 1.4).
/// - Fingers in the ears: 20, 24, 28, 32, 36, 40 and 45 dB, as a stopped canal takes (`science.md` 8.1).
/// - Foam plugs: a deep plug, NRR 33, as measured (`science.md` 8.3).
/// - Under water: a preset between the surveys; thresholds there are the skull's already (`science.md` 8.4).
pub const BODY: [Path; 7] = [
    body!(
        "Otosclerosis",
        "to a textbook's case; linear",
        Audiogram::clinical([44.9, 49.4, 49.2, 47.5, 45.2, 40.0, 36.3, 31.1, 25.0, 22.1, 20.0])
    ),
    body!(
        "Ossicular discontinuity",
        "to ears whose ossicles lie apart; linear",
        Audiogram::clinical([45.9, 49.4, 52.8, 49.6, 46.4, 41.9, 38.6, 46.0, 48.3, 47.8, 47.8])
    ),
    body!(
        "Perforated eardrum",
        "to a small hole in the eardrum; linear",
        Audiogram::clinical([29.9, 30.0, 25.0, 19.1, 15.0, 12.1, 10.0, 10.0, 10.0, 10.0, 10.0])
    ),
    body!(
        "Glue ear",
        "to means of children with fluid; linear",
        Audiogram::clinical([29.9, 30.0, 29.0, 28.4, 27.9, 23.3, 19.9, 23.5, 26.0, 31.8, 35.8])
    ),
    body!(
        "Fingers in the ears",
        "to stopped ear canals; linear",
        Audiogram::clinical([20.0, 24.0, 28.0, 30.3, 31.9, 33.7, 34.1, 37.7, 39.5, 41.9, 43.5])
    ),
    body!(
        "Foam plugs",
        "to deep plugs as measured (NRR 33); linear",
        Audiogram::clinical([32.9, 36.1, 36.8, 37.5, 37.8, 37.0, 35.7, 41.8, 44.3, 43.8, 44.1])
    ),
    body!(
        "Under water",
        "to ears under water; linear, and narrow",
        from_octaves([18.0, 22.0, 22.0, 28.0, 38.0, 48.0, 56.0]),
        WIDTH_UNDER_WATER
    ),
];

#[cfg(test)]
mod tests {
    use super::super::audiogram::{CLINICAL, FREQUENCIES};
    use super::*;

    /// What a path takes before the cochlea at its end.
    fn lost(name: &str) -> Audiogram {
        let path = BODY.iter().find(|path| path.name == name).unwrap();
        path.hearing(1.0, &Audiogram::default()).conductive
    }

    /// Rounding to a tenth, and the odd bit.
    const TENTH: f32 = 0.0501;

    #[test]
    fn what_ears_stop_comes_through_the_skull() {
        for (name, octaves) in [
            ("Otosclerosis", [50.0, 55.0, 50.0, 50.0, 40.0, 25.0, 20.0]),
            ("Ossicular discontinuity", [55.0; 7]),
            ("Perforated eardrum", [30.0, 30.0, 25.0, 15.0, 10.0, 10.0, 10.0]),
            ("Glue ear", [30.0, 30.0, 29.0, 28.0, 20.0, 26.0, 36.0]),
            ("Fingers in the ears", [20.0, 24.0, 28.0, 32.0, 36.0, 40.0, 45.0]),
        ] {
            for hz in CLINICAL {
                let expected = with_bone(from_octaves(octaves).threshold(hz), hz);
                assert!((lost(name).threshold(hz) - expected).abs() < TENTH, "{name}, {hz} Hz: {expected}");
            }
        }
        let foam = [33.1, 36.3, 36.8, 38.4, 38.7, 44.1, 45.9, 45.4, 46.0];
        for hz in CLINICAL {
            let expected = with_bone(Place::among(&MEASURED, hz).read(&foam), hz);
            assert!((lost("Foam plugs").threshold(hz) - expected).abs() < TENTH, "{hz} Hz: {expected}");
        }
        // Measured under water there is nothing to add.
        let water = [18.0, 22.0, 22.0, 28.0, 38.0, 48.0, 56.0];
        for (n, expected) in water.into_iter().enumerate() {
            assert_eq!(lost("Under water").threshold(125.0 * (1 << n) as f32), expected);
        }
    }

    #[test]
    fn nothing_in_the_air_stops_more_than_the_skull_lets_through() {
        for (hz, bone) in MEASURED.into_iter().zip(BONE) {
            assert_eq!(skull_db(hz), bone);
            assert!((with_bone(200.0, hz) - bone).abs() < 0.01);
            assert!((with_bone(bone, hz) - (bone - 3.0103)).abs() < 0.01);
            assert!((with_bone(0.0, hz)).abs() < 0.001);
        }
        for path in BODY.iter().filter(|path| path.name != "Under water") {
            for hz in FREQUENCIES {
                assert!(lost(path.name).threshold(hz) <= skull_db(hz), "{}, {hz} Hz", path.name);
            }
        }
    }

    #[test]
    fn the_cochlea_is_untouched_and_only_water_narrows() {
        for path in BODY {
            let hearing = path.hearing(1.0, &Audiogram::default());
            assert_eq!(
                (hearing.thresholds, hearing.width < 1.0),
                (Audiogram::default(), path.name == "Under water")
            );
            assert!(hearing.gains.is_flat_zero() && hearing.cochlear_db(1000.0) == 0.0);
            assert!(hearing.lost_db(250.0) > 20.0);
        }
    }
}
