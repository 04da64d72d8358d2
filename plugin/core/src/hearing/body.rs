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

/// What sound at `hz` loses, dB, where an ear takes `stopped` dB off it: the rest comes through the skull, and the powers
/// add.
pub fn with_bone(stopped: f32, hz: f32) -> f32 {
    let bone = Place::among(&MEASURED, hz).read(&BONE);
    -10.0 * libm::log10f(libm::exp10f(-0.1 * stopped) + libm::exp10f(-0.1 * bone))
}

/// A path that ends where this much (dB) is lost before the cochlea.
macro_rules! body {
    ($name:literal, $lost:expr) => {
        body!($name, $lost, 1.0)
    };
    ($name:literal, $lost:expr, $width:expr) => {
        Path { name: $name, stations: Stations::Rows(&[outside($name, $lost, $width)]) }
    };
}

const fn outside(name: &'static str, conductive: Audiogram, width: f32) -> Row {
    Row { name, position: 1.0, hearing: Hearing { conductive, width, ..Hearing::RECRUITING } }
}

/// How wide the world sounds under water, where sound is 4.3 times as fast and heads cast no shadow: the middle of 0 to
/// 25 % (`science.md` 8.4).
const WIDTH_UNDER_WATER: f32 = 0.125;

/// Conductive losses and what bodies do to ears.
///
/// - Otosclerosis: air conduction of a textbook's case, all of it before the cochlea (`science.md` 1.4, 8.1).
/// - Glue ear: made from means of children with fluid behind the eardrum (`science.md` 1.4).
/// - Fingers in the ears: 20 dB in the bass to 45 at 8 kHz, as a stopped canal has (`science.md` 8.1), with the skull.
/// - Foam plugs: a deep plug (NRR 33; `science.md` 8.3), with the skull.
/// - Under water: a preset between the surveys; thresholds there are the skull's already (`science.md` 8.4).
pub const BODY: [Path; 5] = [
    body!("Otosclerosis", from_octaves([50.0, 55.0, 50.0, 50.0, 40.0, 25.0, 20.0])),
    body!("Glue ear", from_octaves([30.0, 30.0, 29.0, 28.0, 20.0, 26.0, 36.0])),
    body!(
        "Fingers in the ears",
        Audiogram([20.0, 24.0, 28.0, 30.3, 31.9, 33.7, 34.1, 37.7, 39.5, 41.9, 43.5])
    ),
    body!("Foam plugs", Audiogram([32.9, 36.1, 36.8, 37.5, 37.8, 37.0, 35.7, 41.8, 44.3, 43.8, 44.1])),
    body!("Under water", from_octaves([18.0, 22.0, 22.0, 28.0, 38.0, 48.0, 56.0]), WIDTH_UNDER_WATER),
];

#[cfg(test)]
mod tests {
    use super::super::audiogram::FREQUENCIES;
    use super::*;

    /// What a path takes before the cochlea at its end.
    fn lost(name: &str) -> Audiogram {
        let path = BODY.iter().find(|path| path.name == name).unwrap();
        path.hearing(1.0, &Audiogram::default()).conductive
    }

    #[test]
    fn stopped_ears_hear_through_the_skull() {
        let foam = [33.1, 36.3, 36.8, 38.4, 38.7, 44.1, 45.9, 45.4, 46.0];
        let fingers = from_octaves([20.0, 24.0, 28.0, 32.0, 36.0, 40.0, 45.0]);
        for (n, hz) in FREQUENCIES.into_iter().enumerate() {
            let foam = with_bone(Place::among(&MEASURED, hz).read(&foam), hz);
            assert!((lost("Foam plugs").0[n] - foam).abs() < 0.1, "{hz} Hz: {foam}");
            let fingers = with_bone(fingers.0[n], hz);
            assert!((lost("Fingers in the ears").0[n] - fingers).abs() < 0.1, "{hz} Hz: {fingers}");
        }
    }

    #[test]
    fn nothing_stops_more_than_the_skull_lets_through() {
        for (hz, bone) in MEASURED.into_iter().zip(BONE) {
            assert!((with_bone(200.0, hz) - bone).abs() < 0.01);
            assert!((with_bone(bone, hz) - (bone - 3.0103)).abs() < 0.01);
            assert!((with_bone(0.0, hz)).abs() < 0.001);
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
            assert!(hearing.lost_db(1000.0) > 25.0);
        }
    }
}
