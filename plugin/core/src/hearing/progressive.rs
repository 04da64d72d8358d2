//! Losses that come over years, as paths: age, and noise on top of it.
//!
//! Rows worked out with [`super::age`] and [`super::noise`] and written down to a tenth of a decibel, because those take
//! their time; a test compares both. The published spread of people has dips over age. Nobody finds hearing again, so a
//! row takes no more than later ones do: up to 3.5 dB less than the standard, for the worst tenth below the age of 40.
//!
//! Loss is years: of age from 18 on evenly, of noise by the named rows. Where Loss is 0 hearing is that of young people's
//! median, whoever the path is about.

use super::audiogram::Audiogram;
use super::path::{Hearing, Path, Row, Stations};

/// Thresholds of a row, dB HL.
type Thresholds = [f32; super::audiogram::CLINICAL.len()];

/// Ages of the rows, years, and their names.
const AGES: [(f32, &str); 6] = [
    (30.0, "30 years"),
    (40.0, "40 years"),
    (50.0, "50 years"),
    (60.0, "60 years"),
    (70.0, "70 years"),
    (80.0, "80 years"),
];

/// Blur at the last age: envelopes up to 32 Hz are followed instead of 64 (`science.md` 7, a design value for what age does
/// besides thresholds). It comes as evenly as the years.
const OLDEST_BLUR: f32 = 0.25;
const BLUR_FROM: f32 = 50.0;

/// Years of noise of the rows: where on the macro, and names. The first years take most, so they lie apart.
const YEARS: [(f32, f32, &str); 6] = [
    (1.0, 0.15, "1 year"),
    (5.0, 0.35, "5 years"),
    (10.0, 0.5, "10 years"),
    (20.0, 0.7, "20 years"),
    (30.0, 0.85, "30 years"),
    (40.0, 1.0, "40 years"),
];

const fn row(name: &'static str, position: f32, thresholds: Thresholds) -> Row {
    Row {
        name,
        position,
        hearing: Hearing { thresholds: Audiogram::clinical(thresholds), ..Hearing::RECRUITING },
    }
}

/// Rows over age, from 18 years where Loss is 0 to the last one's age where it is 1.
const fn over_ages<const N: usize>(thresholds: &[Thresholds; N]) -> [Row; N] {
    let mut rows = [row("", 0.0, [0.0; 11]); N];
    let youngest = super::age::YOUNG;
    let mut n = 0;
    while n < N {
        let position = (AGES[n].0 - youngest) / (AGES[N - 1].0 - youngest);
        rows[n] = row(AGES[n].1, position, thresholds[n]);
        let old = (AGES[n].0 - BLUR_FROM) / (AGES[AGES.len() - 1].0 - BLUR_FROM);
        rows[n].hearing.detail.blur = OLDEST_BLUR * old.max(0.0);
        n += 1;
    }
    rows
}

/// Rows over years of noise.
const fn over_years(thresholds: &[Thresholds; YEARS.len()]) -> [Row; YEARS.len()] {
    let mut rows = [row("", 0.0, [0.0; 11]); YEARS.len()];
    let mut n = 0;
    while n < rows.len() {
        rows[n] = row(YEARS[n].2, YEARS[n].1, thresholds[n]);
        n += 1;
    }
    rows
}

/// What Loss is along these paths.
const TO_80: &str = "age, 18 to 80 years (ISO 7029:2017)";
const TO_70: &str = "age, 18 to 70 years (ISO 7029:2000)";
const TO_40_YEARS: &str = "40 years at 100 dB(A), from age 20 on (ISO 1999)";

macro_rules! path {
    ($name:literal, $about:ident, $over:ident, $thresholds:expr) => {
        Path { name: $name, about: $about, stations: Stations::Rows(&$over(&$thresholds)) }
    };
}

/// Age alone: ISO 7029:2017, which says nothing about 80 years above 2 kHz ([`super::age::extrapolated`]), and the
/// steeper edition of 2000, which ends at 70.
pub const AGE: [Path; 6] = [
    path!(
        "Age, men, median",
        TO_80,
        over_ages,
        [
            [0.0, 0.2, 0.3, 0.3, 0.3, 0.5, 0.6, 0.9, 1.1, 1.4, 1.6],
            [0.4, 0.9, 1.2, 1.3, 1.6, 2.1, 2.6, 3.6, 4.5, 5.8, 6.8],
            [1.5, 2.5, 3.0, 3.4, 4.0, 5.2, 6.5, 8.7, 10.7, 13.8, 16.1],
            [4.3, 5.5, 6.0, 6.8, 7.8, 10.2, 12.5, 16.6, 20.2, 25.9, 30.4],
            [9.8, 10.1, 10.4, 11.7, 13.4, 17.2, 20.8, 27.4, 33.2, 42.5, 50.0],
            [19.2, 16.6, 16.2, 18.1, 20.7, 26.4, 31.8, 41.4, 50.0, 63.9, 75.3],
        ]
    ),
    path!(
        "Age, men, worst 10 %",
        TO_80,
        over_ages,
        [
            [4.2, 5.6, 6.5, 7.2, 7.7, 7.7, 7.9, 8.4, 9.1, 10.6, 11.9],
            [4.2, 5.6, 6.5, 7.2, 7.8, 9.2, 10.6, 13.1, 15.4, 19.1, 22.1],
            [6.9, 8.2, 9.6, 11.1, 12.7, 16.0, 18.9, 23.9, 28.2, 35.0, 40.3],
            [13.5, 14.7, 16.3, 18.5, 20.9, 25.7, 30.1, 37.3, 43.6, 52.9, 60.3],
            [21.8, 22.7, 23.7, 26.2, 28.9, 34.7, 39.8, 47.9, 55.5, 65.7, 74.0],
            [33.0, 32.8, 32.2, 34.5, 37.0, 42.6, 47.4, 62.0, 72.2, 87.1, 99.3],
        ]
    ),
    path!(
        "Age, women, median",
        TO_80,
        over_ages,
        [
            [0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.3, 0.4, 0.5, 0.8, 1.1],
            [1.2, 1.1, 1.1, 1.2, 1.3, 1.5, 1.7, 2.2, 2.7, 3.8, 4.8],
            [3.0, 2.9, 3.1, 3.4, 3.7, 4.3, 5.0, 6.2, 7.4, 9.7, 11.9],
            [5.9, 5.9, 6.5, 7.2, 7.9, 9.3, 10.6, 13.1, 15.3, 19.4, 23.0],
            [9.9, 10.2, 11.6, 13.0, 14.4, 17.0, 19.3, 23.4, 27.0, 33.4, 38.8],
            [15.2, 15.9, 18.6, 21.2, 23.6, 27.9, 31.5, 37.8, 43.2, 52.3, 59.5],
        ]
    ),
    path!(
        "Age, women, worst 10 %",
        TO_80,
        over_ages,
        [
            [6.9, 8.1, 8.1, 7.8, 7.6, 7.4, 7.4, 7.8, 8.4, 9.9, 11.4],
            [6.9, 8.1, 8.1, 8.1, 8.1, 8.3, 8.7, 9.9, 11.2, 14.2, 16.9],
            [8.6, 10.0, 10.6, 11.4, 12.0, 13.1, 14.0, 16.8, 19.3, 24.2, 28.6],
            [13.1, 14.7, 15.7, 18.0, 19.3, 21.5, 22.9, 27.8, 31.7, 39.1, 45.2],
            [21.0, 21.9, 22.7, 26.9, 28.8, 32.2, 33.9, 41.1, 46.4, 55.9, 63.2],
            [35.3, 33.9, 33.0, 39.2, 41.3, 45.4, 46.4, 55.5, 62.5, 74.7, 84.0],
        ]
    ),
    path!(
        "Age (ISO 2000), men, median",
        TO_70,
        over_ages,
        [
            [0.4, 0.4, 0.5, 0.5, 0.6, 0.8, 1.0, 1.7, 2.3, 2.6, 3.2],
            [1.5, 1.5, 1.7, 1.8, 1.9, 2.7, 3.4, 5.6, 7.7, 8.7, 10.6],
            [3.1, 3.1, 3.6, 3.9, 4.1, 5.6, 7.2, 11.8, 16.4, 18.4, 22.5],
            [5.3, 5.3, 6.2, 6.7, 7.1, 9.7, 12.3, 20.3, 28.2, 31.8, 38.8],
            [8.1, 8.1, 9.5, 10.3, 10.8, 14.9, 18.9, 31.1, 43.3, 48.7, 59.5],
        ]
    ),
    path!(
        "Age (ISO 2000), women, median",
        TO_70,
        over_ages,
        [
            [0.4, 0.4, 0.5, 0.5, 0.6, 0.7, 0.9, 1.1, 1.3, 1.7, 2.2],
            [1.5, 1.5, 1.7, 1.8, 1.9, 2.4, 2.9, 3.6, 4.4, 5.8, 7.3],
            [3.1, 3.1, 3.6, 3.9, 4.1, 5.1, 6.1, 7.7, 9.2, 12.3, 15.4],
            [5.3, 5.3, 6.2, 6.7, 7.1, 8.8, 10.6, 13.2, 15.9, 21.2, 26.5],
            [8.1, 8.1, 9.5, 10.3, 10.8, 13.5, 16.2, 20.3, 24.3, 32.4, 40.6],
        ]
    ),
];

/// Drumming at 100 dB(A) from the age of 20 on: ISO 1999:2013 on top of ISO 7029:2017. It is the highest level the
/// standard speaks of; surveys of rock musicians mostly find less (`science.md` 2.2).
pub const NOISE: [Path; 4] = [
    path!(
        "Noise, men, median",
        TO_40_YEARS,
        over_years,
        [
            [0.0, 0.0, 1.1, 1.5, 1.8, 2.2, 2.4, 7.5, 9.1, 6.6, 4.3],
            [0.0, 0.0, 2.9, 3.9, 4.6, 5.7, 6.4, 19.6, 23.6, 17.3, 11.5],
            [0.0, 0.2, 4.0, 5.4, 6.4, 7.9, 9.0, 26.6, 32.1, 23.9, 16.2],
            [0.4, 0.9, 6.5, 8.5, 10.1, 15.0, 18.6, 34.5, 39.1, 31.1, 23.0],
            [1.5, 2.5, 9.2, 11.7, 13.7, 21.0, 26.3, 41.4, 46.0, 39.3, 32.4],
            [4.3, 5.5, 12.7, 15.7, 18.3, 27.4, 34.2, 49.1, 54.0, 49.8, 45.2],
        ]
    ),
    path!(
        "Noise, men, worst 10 %",
        TO_40_YEARS,
        over_years,
        [
            [4.2, 5.6, 10.4, 10.6, 10.8, 12.2, 13.3, 18.3, 18.8, 18.2, 15.7],
            [4.2, 5.6, 14.1, 15.5, 16.5, 20.8, 24.0, 36.8, 37.7, 34.6, 26.5],
            [4.2, 5.6, 15.0, 17.2, 18.9, 25.1, 29.6, 47.0, 48.4, 44.3, 33.6],
            [4.2, 5.6, 15.5, 19.2, 22.1, 31.8, 38.8, 58.2, 58.4, 54.8, 44.6],
            [6.9, 8.2, 19.4, 24.2, 28.1, 40.1, 48.7, 68.7, 69.0, 67.3, 60.0],
            [13.5, 14.7, 26.1, 31.7, 36.2, 49.5, 59.0, 78.5, 79.4, 79.7, 75.8],
        ]
    ),
    path!(
        "Noise, women, median",
        TO_40_YEARS,
        over_years,
        [
            [0.0, 0.0, 1.1, 1.5, 1.8, 2.2, 2.4, 7.5, 9.0, 6.6, 4.3],
            [0.1, 0.1, 2.9, 3.9, 4.6, 5.6, 6.3, 19.5, 23.5, 17.2, 11.3],
            [0.3, 0.2, 4.0, 5.3, 6.3, 7.7, 8.7, 26.3, 31.7, 23.4, 15.7],
            [1.2, 1.1, 6.5, 8.4, 9.8, 14.5, 17.9, 33.5, 37.9, 29.5, 21.3],
            [3.0, 2.9, 9.3, 11.7, 13.5, 20.2, 25.1, 39.7, 43.7, 36.2, 28.7],
            [5.9, 5.9, 13.1, 16.1, 18.3, 26.7, 32.8, 46.7, 50.8, 44.9, 39.0],
        ]
    ),
    path!(
        "Noise, women, worst 10 %",
        TO_40_YEARS,
        over_years,
        [
            [6.9, 7.8, 9.5, 9.9, 10.2, 11.8, 13.1, 18.2, 18.8, 18.1, 15.4],
            [6.9, 8.1, 13.4, 14.9, 16.0, 20.4, 23.7, 36.6, 37.6, 34.6, 26.6],
            [6.9, 8.1, 15.1, 17.3, 18.8, 24.8, 29.2, 46.6, 47.9, 43.8, 33.2],
            [6.9, 8.1, 16.9, 20.1, 22.3, 31.0, 37.3, 56.4, 56.0, 51.6, 40.6],
            [8.6, 10.0, 20.2, 24.5, 27.5, 37.9, 45.2, 65.0, 64.0, 60.6, 51.2],
            [13.1, 14.7, 25.6, 31.2, 34.8, 46.3, 54.1, 73.8, 73.1, 71.4, 64.6],
        ]
    ),
];

#[cfg(test)]
mod tests {
    use super::super::age::{self, Edition};
    use super::super::audiogram::CLINICAL;
    use super::super::noise::{self, Exposure};
    use super::super::population::{MEDIAN, Sex, WORST_TENTH};
    use super::*;

    /// By how much a row may stay behind its standard so that none after it takes less, dB.
    const LESS: f32 = 3.5;

    /// Compares a path's rows with `threshold` of a row and a frequency, or of a later row where that is lower.
    fn assert_rows(path: &Path, threshold: impl Fn(usize, f32) -> f32) {
        for (n, row) in path.rows().iter().enumerate() {
            for (hz, written) in CLINICAL.into_iter().zip(row.hearing.thresholds.points()) {
                let lowest =
                    (n..path.rows().len()).map(|later| threshold(later, hz)).fold(f32::MAX, f32::min);
                assert!((written - lowest).abs() < 0.0501, "{}, {}, {hz} Hz: {lowest}", path.name, row.name);
                let less = threshold(n, hz) - written;
                assert!(less < LESS, "{}, {}, {hz} Hz: {less} dB less than published", path.name, row.name);
            }
        }
    }

    const PEOPLE: [(Sex, f32); 4] =
        [(Sex::Male, MEDIAN), (Sex::Male, WORST_TENTH), (Sex::Female, MEDIAN), (Sex::Female, WORST_TENTH)];

    #[test]
    fn ages_are_the_standards() {
        for (path, (sex, share)) in AGE.iter().zip(PEOPLE) {
            assert_rows(path, |n, hz| age::extrapolated(sex, AGES[n].0, share, hz).unwrap());
        }
        for (path, sex) in AGE[4..].iter().zip([Sex::Male, Sex::Female]) {
            assert_rows(path, |n, hz| age::threshold(Edition::Of2000, sex, AGES[n].0, MEDIAN, hz).unwrap());
        }
        assert!(AGE[..4].iter().all(|path| path.rows().len() == 6) && AGE[4].rows().len() == 5);
        assert_eq!(AGE[0].station(0.5), Some("40 years"));
        assert_eq!((AGE[0].station(1.0), AGE[4].station(1.0)), (Some("80 years"), Some("70 years")));
    }

    #[test]
    fn years_of_noise_are_the_standards() {
        for (path, (sex, share)) in NOISE.iter().zip(PEOPLE) {
            assert_rows(path, |n, hz| {
                let exposure = Exposure { level: 100.0, years: YEARS[n].0 };
                noise::threshold(sex, 20.0 + YEARS[n].0, exposure, share, hz).unwrap()
            });
        }
    }
}
