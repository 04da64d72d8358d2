//! The points of an audiogram as they are found, and the thresholds they make.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::CLINICAL;
use threshold_core::parameters::{AUDIOGRAM_POINTS, HIGHEST_LEVEL, NO_RESPONSE};

use super::{Chart, ChartError, Place, Reason};

/// Levels a threshold may have, dB HL: what audiometers offer (ISO 8253-1).
const LEVELS: std::ops::RangeInclusive<f64> = -10.0..=HIGHEST_LEVEL as f64;

/// Frequencies a threshold may be given at, Hz.
const FREQUENCIES: std::ops::RangeInclusive<f64> = 20.0..=20_000.0;

/// What a text says where a level belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reading {
    /// A number of dB HL.
    Level(f64),
    /// Measured, and not heard at the audiometer's limit.
    NoResponse,
    /// Not measured: as if the entry were not there.
    NotMeasured,
}

/// One threshold of one ear.
struct Point {
    hz: f64,
    level: f32,
    place: Place,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Points {
    found: PerEar<Vec<Point>>,
    /// Bone-conduction entries that were left out.
    pub bone: usize,
}

impl Points {
    /// Takes one reading for the ears named.
    pub fn add(&mut self, ears: &[Ear], hz: f64, reading: Reading, place: Place) -> Result<(), ChartError> {
        if !FREQUENCIES.contains(&hz) {
            return Err(Reason::FrequencyOutOfRange.at(place));
        }
        let level = match reading {
            Reading::NotMeasured => return Ok(()),
            Reading::NoResponse => NO_RESPONSE,
            Reading::Level(level) if LEVELS.contains(&level) => level as f32,
            Reading::Level(_) => return Err(Reason::LevelOutOfRange.at(place)),
        };
        for &ear in ears {
            self.found[ear].push(Point { hz, level, place });
        }
        Ok(())
    }

    /// The thresholds these points make.
    pub fn chart(self) -> Result<Chart, ChartError> {
        let Self { found, bone } = self;
        let mut thresholds = PerEar::same(None);
        for ear in Ear::BOTH {
            let points = &found[ear];
            let mut order: Vec<&Point> = points.iter().collect();
            order.sort_by(|a, b| a.hz.total_cmp(&b.hz).then(a.place.cmp(&b.place)));
            let differ = |pair: &&[&Point]| pair[0].hz == pair[1].hz && pair[0].level != pair[1].level;
            if let Some(pair) = order.windows(2).find(differ) {
                return Err(Reason::Contradiction.at(pair[1].place));
            }
            if !order.is_empty() {
                let at: [f32; AUDIOGRAM_POINTS] = CLINICAL.map(|hz| level_at(&order, f64::from(hz)));
                thresholds[ear] = Some(at);
            }
        }
        match (thresholds.iter().any(Option::is_some), bone) {
            (true, _) => Ok(Chart { thresholds, bone }),
            (false, 0) => Err(Reason::Nothing.into()),
            (false, _) => Err(Reason::OnlyBone.into()),
        }
    }
}

/// The level at `hz` of points in order of frequency, at least one.
fn level_at(points: &[&Point], hz: f64) -> f32 {
    let (below, above) = points.split_at(points.partition_point(|point| point.hz < hz));
    match (below.last(), above.first()) {
        (_, Some(point)) if point.hz == hz => point.level,
        (Some(low), Some(high)) => between(low, high, (hz / low.hz).ln() / (high.hz / low.hz).ln()),
        (Some(only), None) | (None, Some(only)) => only.level,
        (None, None) => 0.0,
    }
}

/// The level a fraction `along` of the way between two points.
fn between(low: &Point, high: &Point, along: f64) -> f32 {
    match (low.level == NO_RESPONSE, high.level == NO_RESPONSE) {
        (false, false) => {
            let (from, to) = (f64::from(low.level), f64::from(high.level));
            (from + (to - from) * along) as f32
        }
        (true, false) if along < 0.5 => low.level,
        (false, true) if along <= 0.5 => low.level,
        _ => high.level,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thresholds(points: &[(f64, Reading)]) -> [f32; AUDIOGRAM_POINTS] {
        let mut found = Points::default();
        for (n, &(hz, reading)) in points.iter().enumerate() {
            found.add(&[Ear::Left], hz, reading, Place::Entry(n as u64 + 1)).unwrap();
        }
        found.chart().unwrap().thresholds[Ear::Left].unwrap()
    }

    #[test]
    fn between_given_points_levels_lie_straight_over_log_frequency() {
        let made = thresholds(&[(8000.0, Reading::Level(70.0)), (125.0, Reading::Level(10.0))]);
        for (hz, level) in CLINICAL.into_iter().zip(made) {
            let straight = 10.0 + 10.0 * (hz / 125.0).log2();
            assert!((level - straight).abs() < 1e-4, "{hz} Hz: {level}, not {straight}");
        }
    }

    #[test]
    fn odd_frequencies_count_and_the_last_level_is_held() {
        let made = thresholds(&[
            (800.0, Reading::Level(20.0)),
            (1600.0, Reading::Level(30.0)),
            (5000.0, Reading::Level(60.0)),
            (12_500.0, Reading::Level(90.0)),
        ]);
        assert_eq!(made[..4], [20.0; 4], "below 800 Hz its level is held");
        assert!((made[5] - (20.0 + 10.0 * (1500.0_f32 / 800.0).log2())).abs() < 1e-4);
        let (at_8000, expected) = (made[10], 60.0 + 30.0 * (1.6_f32).ln() / (2.5_f32).ln());
        assert!((at_8000 - expected).abs() < 1e-4, "8 kHz lies between 5 and 12.5: {at_8000}");
    }

    #[test]
    fn no_line_is_drawn_to_no_response() {
        let made = thresholds(&[(1000.0, Reading::Level(80.0)), (4000.0, Reading::NoResponse)]);
        assert_eq!(made[4..], [80.0, 80.0, 80.0, NO_RESPONSE, NO_RESPONSE, NO_RESPONSE, NO_RESPONSE][..]);
        let made = thresholds(&[(1000.0, Reading::NoResponse), (4000.0, Reading::Level(80.0))]);
        assert_eq!(made[4..9], [NO_RESPONSE, NO_RESPONSE, 80.0, 80.0, 80.0], "2 kHz is equally near to both");
    }
}
