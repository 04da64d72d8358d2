//! What the audiogram says in words: a threshold, an ear, the grade of both.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::{Audiogram, CLINICAL};
use threshold_core::hearing::grade::{self, AVERAGED, Grade, distance, nearest};
use threshold_core::hearing::normal::threshold_spl;
use threshold_core::parameters::{HIGHEST_LEVEL, THRESHOLDS};

use super::edit::Point;
use super::levels::Points;
use crate::editor::{ears, words};

/// Distance within which a standard audiogram is near, dB: three steps of an audiogram.
const NEAR_DB: f32 = 15.0;

/// A threshold as it is printed.
pub fn level(level: f32) -> String {
    let [entry, ..] = &THRESHOLDS[0];
    entry.text(level)
}

/// Whose threshold, where, and how much.
pub fn point(point: Point, threshold: f32) -> String {
    format!("{}, {}: {}", ears::name(point.ear), frequency(CLINICAL[point.at]), level(threshold))
}

/// A clinical frequency: `750 Hz`, `1.5 kHz`.
pub fn frequency(hz: f32) -> String {
    let short = words::frequency_short(hz);
    short.strip_suffix('k').map_or(format!("{short} Hz"), |number| format!("{number} kHz"))
}

/// What a threshold at `hz` means.
pub fn meaning(hz: f32, threshold: f32) -> String {
    if threshold > HIGHEST_LEVEL {
        return format!("No tone is heard here, not even at {HIGHEST_LEVEL:.0} dB HL.");
    }
    let spl = threshold + threshold_spl(hz);
    format!("Tones are heard from {spl:.0} dB SPL on; as an average it is {}.", Grade::of(threshold).name())
}

/// How far the input stands above or below a threshold; nothing if there is too little of it.
pub fn heard(input: f32, threshold: f32) -> Option<String> {
    let above = (input - threshold.max(0.0)).round();
    match above {
        _ if input < 0.0 => None,
        _ if threshold > HIGHEST_LEVEL || above < 0.0 => Some(format!("Input here: {input:.0} dB HL, gone.")),
        _ => Some(format!("Input here: {input:.0} dB HL, {above:.0} dB above threshold.")),
    }
}

/// The average of an ear, and the standard audiogram it is nearest to.
pub fn ear(points: Points) -> String {
    let audiogram = Audiogram::clinical(points);
    let beyond = AVERAGED.iter().any(|hz| audiogram.threshold(*hz) > HIGHEST_LEVEL);
    let mean = average(points);
    format!("{}{mean:.0} dB HL, {}", if beyond { "over " } else { "" }, near(&audiogram))
}

fn near(audiogram: &Audiogram) -> String {
    let (path, off) = nearest(audiogram);
    if distance(audiogram, &Audiogram::default()) < off {
        return "nearest to no loss".to_owned();
    }
    let name = path.name.split(' ').next().unwrap_or_default();
    if off < 0.5 {
        format!("is {name}")
    } else if off > NEAR_DB {
        "no standard near".to_owned()
    } else {
        format!("near {name} ({off:.0} dB off)")
    }
}

/// The average of an ear's thresholds at four frequencies, dB HL.
pub fn average(points: Points) -> f32 {
    grade::average(&Audiogram::clinical(points))
}

/// The better ear's grade.
pub fn grade(points: &PerEar<Points>) -> Grade {
    Grade::of(average(points[Ear::Left]).min(average(points[Ear::Right])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::hearing::path::PATHS;
    use threshold_core::parameters::{AUDIOGRAM_POINTS, NO_RESPONSE};

    fn standard(name: &str) -> Points {
        let path = PATHS.iter().find(|path| path.name.starts_with(name)).unwrap();
        path.hearing(1.0, &Audiogram::default()).thresholds.points()
    }

    #[test]
    fn an_ear_is_told_by_its_average_and_what_it_is_near() {
        assert_eq!(ear(standard("N3")), "46 dB HL, is N3");
        assert_eq!(ear(standard("N3").map(|level| level + 3.0)), "49 dB HL, near N3 (3 dB off)");
        assert_eq!(ear([0.0; AUDIOGRAM_POINTS]), "0 dB HL, nearest to no loss");
        assert_eq!(ear([NO_RESPONSE; AUDIOGRAM_POINTS]), "over 120 dB HL, no standard near");
    }

    #[test]
    fn the_better_ear_has_the_grade() {
        let levels = PerEar::from_fn(|ear| if ear == Ear::Left { standard("N1") } else { standard("N5") });
        assert_eq!((grade(&levels), grade(&PerEar::same(standard("N3")))), (Grade::Typical, Grade::Moderate));
    }

    #[test]
    fn a_threshold_is_told_with_what_it_means() {
        let at = Point { ear: Ear::Left, at: 4 };
        assert_eq!(point(at, 45.0), "Left, 1 kHz: 45 dB HL");
        assert_eq!(point(Point { ear: Ear::Right, at: 0 }, NO_RESPONSE), "Right, 125 Hz: No response");
        assert!(meaning(1000.0, 45.0).starts_with("Tones are heard from 47 dB SPL on"));
        assert!(meaning(1000.0, NO_RESPONSE).starts_with("No tone is heard here"));
        assert_eq!(heard(52.0, 45.0).as_deref(), Some("Input here: 52 dB HL, 7 dB above threshold."));
        assert_eq!(heard(30.0, 45.0).as_deref(), Some("Input here: 30 dB HL, gone."));
        assert_eq!(heard(-20.0, 45.0), None);
    }
}
