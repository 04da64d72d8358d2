//! Hearing of people with healthy ears over their age (ISO 7029).
//!
//! Deviations from the hearing of 18-year-olds; between the standard's frequencies straight in dB over the logarithm of
//! frequency.

use std::ops::RangeInclusive;

use super::audiogram::CLINICAL;
use super::population::{OutOfRange, Sex, deviations, within};
use crate::kit::place::Place;

/// Age that hearing is compared with, years.
pub const YOUNG: f32 = 18.0;
/// Oldest people the standards describe, years: in 2017 up to [`OLDER_UP_TO_HZ`].
const OLDEST: f32 = 70.0;
const OLDEST_2017: f32 = 80.0;
const OLDER_UP_TO_HZ: f32 = 2000.0;

/// Edition of ISO 7029.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// ISO 7029:2000, also database A of ISO 1999:1990: steeper towards the treble.
    Of2000,
    /// ISO 7029:2017, from larger surveys.
    Of2017,
}

/// Median deviation over age in 2017: `a * u ^ b`, dB, where `u` is years after 18 (ISO 7029:2017, table 1;
/// `science.md` 2.1a).
struct Median {
    a: [f32; CLINICAL.len()],
    b: [f32; CLINICAL.len()],
}

const MEN: Median = Median {
    a: [2.5e-6, 1.39e-4, 4.59e-4, 5.70e-4, 7.02e-4, 0.00109, 0.00156, 0.00254, 0.0034, 0.00453, 0.00506],
    b: [3.841, 2.832, 2.537, 2.512, 2.494, 2.446, 2.404, 2.35, 2.325, 2.315, 2.328],
};
const WOMEN: Median = Median {
    a: [6.16e-4, 3.98e-4, 2.61e-4, 2.25e-4, 2.21e-4, 2.53e-4, 3.12e-4, 4.88e-4, 7.37e-4, 0.00147, 0.00253],
    b: [2.451, 2.568, 2.708, 2.775, 2.805, 2.813, 2.792, 2.728, 2.66, 2.539, 2.439],
};

/// Spread in 2017, dB per standard deviation: polynomials in years after 18, by frequency, lowest power first.
type Spread = [[f32; 6]; CLINICAL.len()];

/// Spreads of those who hear worse and better than the median (ISO 7029:2017; `science.md` 2.1a).
const WORSE_MEN: Spread = [
    [4.63, 0.645, -0.0885, 0.00369, -5.98e-5, 3.39e-7],
    [5.27, 0.71, -0.0913, 0.00364, -5.74e-5, 3.22e-7],
    [4.98, 0.751, -0.092, 0.00368, -5.84e-5, 3.28e-7],
    [4.65, 0.733, -0.0881, 0.00359, -5.76e-5, 3.24e-7],
    [4.42, 0.714, -0.0854, 0.00357, -5.82e-5, 3.29e-7],
    [4.14, 0.679, -0.0804, 0.00352, -5.89e-5, 3.35e-7],
    [4.1, 0.632, -0.0753, 0.00346, -5.94e-5, 3.4e-7],
    [4.29, 0.53, -0.0628, 0.00309, -5.37e-5, 2.95e-7],
    [4.68, 0.455, -0.0552, 0.00295, -5.3e-5, 2.92e-7],
    [5.61, 0.363, -0.0472, 0.00292, -5.58e-5, 3.12e-7],
    [6.62, 0.291, -0.0416, 0.00292, -5.85e-5, 3.33e-7],
];
const BETTER_MEN: Spread = [
    [3.34, 0.131, -0.0202, 0.00112, -2.28e-5, 1.57e-7],
    [3.32, 0.23, -0.0254, 0.0012, -2.27e-5, 1.46e-7],
    [3.43, 0.362, -0.0411, 0.00187, -3.44e-5, 2.21e-7],
    [3.6, 0.384, -0.0443, 0.00198, -3.55e-5, 2.22e-7],
    [3.77, 0.363, -0.0419, 0.00182, -3.14e-5, 1.89e-7],
    [3.93, 0.365, -0.0422, 0.00179, -2.96e-5, 1.7e-7],
    [4.01, 0.387, -0.0447, 0.00187, -3.02e-5, 1.69e-7],
    [4.11, 0.405, -0.0456, 0.00186, -2.83e-5, 1.46e-7],
    [4.09, 0.439, -0.0478, 0.00192, -2.84e-5, 1.4e-7],
    [4.01, 0.497, -0.0497, 0.00193, -2.67e-5, 1.18e-7],
    [3.9, 0.559, -0.0562, 0.0024, -3.92e-5, 2.29e-7],
];
const WORSE_WOMEN: Spread = [
    [5.05, 0.4, -0.046, 0.00173, -2.75e-5, 1.71e-7],
    [5.01, 0.481, -0.0488, 0.0018, -2.81e-5, 1.67e-7],
    [4.68, 0.51, -0.0516, 0.00195, -3.07e-5, 1.77e-7],
    [4.45, 0.511, -0.0525, 0.00203, -3.18e-5, 1.81e-7],
    [4.34, 0.492, -0.0515, 0.00203, -3.18e-5, 1.78e-7],
    [4.23, 0.479, -0.0512, 0.00207, -3.26e-5, 1.8e-7],
    [4.26, 0.456, -0.0491, 0.00201, -3.16e-5, 1.7e-7],
    [4.36, 0.476, -0.0515, 0.00219, -3.51e-5, 1.91e-7],
    [4.61, 0.477, -0.0507, 0.00219, -3.51e-5, 1.88e-7],
    [5.22, 0.483, -0.0483, 0.00213, -3.39e-5, 1.74e-7],
    [5.84, 0.516, -0.0489, 0.00218, -3.49e-5, 1.77e-7],
];
const BETTER_WOMEN: Spread = [
    [3.64, 0.047, 0.00228, -6.68e-5, -8.72e-7, 2.3e-8],
    [3.11, 0.226, -0.00771, 9.83e-5, -7.11e-7, 9.02e-9],
    [2.98, 0.338, -0.0174, 3.53e-4, -2.78e-6, 1.01e-8],
    [3.03, 0.378, -0.0224, 5.20e-4, -4.6e-6, 1.5e-8],
    [3.15, 0.382, -0.0239, 5.62e-4, -4.6e-6, 9.87e-9],
    [3.32, 0.387, -0.0264, 6.71e-4, -5.76e-6, 1.07e-8],
    [3.47, 0.392, -0.0284, 7.79e-4, -7.35e-6, 1.71e-8],
    [3.69, 0.392, -0.0296, 8.44e-4, -7.55e-6, 8.16e-9],
    [3.84, 0.402, -0.0317, 9.99e-4, -1.08e-5, 2.99e-8],
    [4.04, 0.403, -0.0315, 0.00106, -1.21e-5, 3.44e-8],
    [4.15, 0.413, -0.0301, 0.001, -9.97e-6, 8.74e-9],
];

/// Frequencies of the edition of 2000, Hz.
const FREQUENCIES_2000: [f32; 10] =
    [125.0, 250.0, 500.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 6000.0, 8000.0];

/// The edition of 2000: the median deviation is `growth` times the square of years after 18; each spread is one of 18
/// and a share of the median deviation (`science.md` 2.1b).
struct Quadratic {
    growth: [f32; FREQUENCIES_2000.len()],
    spread_at_18: [f32; FREQUENCIES_2000.len()],
}

const MEN_2000: Quadratic = Quadratic {
    growth: [0.003, 0.003, 0.0035, 0.004, 0.0055, 0.007, 0.0115, 0.016, 0.018, 0.022],
    spread_at_18: [7.23, 6.67, 6.12, 6.12, 6.67, 6.67, 7.78, 8.34, 9.45, 10.56],
};
const WOMEN_2000: Quadratic = Quadratic {
    growth: [0.003, 0.003, 0.0035, 0.004, 0.005, 0.006, 0.0075, 0.009, 0.012, 0.015],
    spread_at_18: [6.67, 6.12, 6.12, 6.12, 6.67, 6.67, 7.23, 7.78, 8.90, 10.56],
};
/// Shares of the median deviation in the spreads of those who hear worse and better, and the better ones' spread at 18
/// re the worse ones' (`science.md` 2.1b).
const GROWTH_WORSE: f32 = 0.445;
const GROWTH_BETTER: f32 = 0.356;
const SPREAD_BETTER: f32 = 0.8;

/// Threshold at `hz` of people of this `age` in years who hear worse than this `share` of them, dB re 18 years.
///
/// Valid from 18 to 70 years, in the edition of 2017 to 80 up to 2 kHz; for shares of 0.05 to 0.95 and 125 to 8000 Hz.
/// Beyond there is no answer but what is out of range. Those who hear better than most may be below 0.
pub fn threshold(edition: Edition, sex: Sex, age: f32, share: f32, hz: f32) -> Result<f32, OutOfRange> {
    let oldest = match edition {
        Edition::Of2017 if hz <= OLDER_UP_TO_HZ => OLDEST_2017,
        _ => OLDEST,
    };
    let years = within(YOUNG..=oldest, "the age", age, " years")? - YOUNG;
    let deviations = deviations(share)?;
    let hz = within(heard(), "the frequency", hz, " Hz")?;
    Ok(match edition {
        Edition::Of2000 => in_2000(sex, years, deviations, hz),
        Edition::Of2017 => in_2017(sex, years, deviations, hz),
    })
}

/// The edition of 2017 to 80 years at every frequency ([`threshold`]'s ranges hold otherwise), which above 2 kHz is more than the standard says: its medians
/// go on as they grow, the spread stays what it is at 70. At 4 and 8 kHz means of 80-year-olds (Tsuiki 2002) lie between
/// its men and women.
pub fn extrapolated(sex: Sex, age: f32, share: f32, hz: f32) -> Result<f32, OutOfRange> {
    let years = within(YOUNG..=OLDEST_2017, "the age", age, " years")? - YOUNG;
    let hz = within(heard(), "the frequency", hz, " Hz")?;
    Ok(in_2017(sex, years, deviations(share)?, hz))
}

fn heard() -> RangeInclusive<f32> {
    let [lowest, .., highest] = CLINICAL;
    lowest..=highest
}

fn in_2017(sex: Sex, years: f32, deviations: f32, hz: f32) -> f32 {
    let is_worse = deviations >= 0.0;
    let (median, spread) = match (sex, is_worse) {
        (Sex::Male, true) => (MEN, WORSE_MEN),
        (Sex::Male, false) => (MEN, BETTER_MEN),
        (Sex::Female, true) => (WOMEN, WORSE_WOMEN),
        (Sex::Female, false) => (WOMEN, BETTER_WOMEN),
    };
    let at = |n: usize| {
        // The polynomials fit the ages that were surveyed, and collapse beyond.
        let oldest = if CLINICAL[n] <= OLDER_UP_TO_HZ { OLDEST_2017 } else { OLDEST };
        let surveyed = years.min(oldest - YOUNG);
        let spread = spread[n].iter().rev().fold(0.0, |sum, factor| sum * surveyed + factor);
        median.a[n] * libm::powf(years, median.b[n]) + deviations * spread
    };
    Place::among(&CLINICAL, hz).read(&std::array::from_fn::<_, { CLINICAL.len() }, _>(at))
}

fn in_2000(sex: Sex, years: f32, deviations: f32, hz: f32) -> f32 {
    let table = match sex {
        Sex::Male => MEN_2000,
        Sex::Female => WOMEN_2000,
    };
    let (at_18, growth) =
        if deviations >= 0.0 { (1.0, GROWTH_WORSE) } else { (SPREAD_BETTER, GROWTH_BETTER) };
    let at = |n: usize| {
        let median = table.growth[n] * years * years;
        median + deviations * (at_18 * table.spread_at_18[n] + growth * median)
    };
    Place::among(&FREQUENCIES_2000, hz).read(&std::array::from_fn::<_, { FREQUENCIES_2000.len() }, _>(at))
}

#[cfg(test)]
mod tests {
    use super::super::population::{MEDIAN, WORST_TENTH};
    use super::*;
    use Edition::{Of2000, Of2017};
    use Sex::{Female, Male};

    #[test]
    fn medians_of_2017_are_the_published_ones() {
        // `science.md` 2.1a; above 2 kHz those of 80 years are extrapolated.
        for (sex, age, expected) in [
            (Male, 60.0, [4.3, 5.5, 6.0, 6.8, 7.8, 10.2, 12.5, 16.6, 20.2, 25.9, 30.4]),
            (Male, 80.0, [19.2, 16.6, 16.2, 18.1, 20.7, 26.4, 31.8, 41.4, 50.0, 63.9, 75.3]),
            (Female, 60.0, [5.9, 5.9, 6.5, 7.2, 7.9, 9.3, 10.6, 13.1, 15.3, 19.4, 23.0]),
            (Female, 80.0, [15.2, 15.9, 18.6, 21.2, 23.6, 27.9, 31.5, 37.8, 43.2, 52.3, 59.5]),
        ] {
            for (hz, expected) in CLINICAL.into_iter().zip(expected) {
                let found = extrapolated(sex, age, MEDIAN, hz).unwrap();
                assert!((found - expected).abs() <= 0.1, "{sex:?} {age}, {hz} Hz: {found}");
                match threshold(Of2017, sex, age, MEDIAN, hz) {
                    Ok(threshold) => assert_eq!(threshold, found),
                    Err(error) => assert!(age > 70.0 && hz > 2000.0 && *error.range.end() == 70.0),
                }
            }
        }
    }

    /// Checks thresholds at `frequencies` against figures worked out apart from this code, in tenths of a decibel.
    fn assert_thresholds<const N: usize>(
        edition: Edition,
        frequencies: [f32; N],
        cases: &[(Sex, f32, f32, [f32; N])],
    ) {
        for (sex, age, share, expected) in cases {
            for (hz, expected) in frequencies.into_iter().zip(expected) {
                let found = threshold(edition, *sex, *age, *share, hz).unwrap();
                let error = (found - expected).abs();
                assert!(error <= 0.1, "{edition:?} {sex:?} {age}, {share}, {hz} Hz: {found}");
            }
        }
    }

    #[test]
    fn thresholds_of_2017_spread_as_published() {
        assert_thresholds(
            Of2017,
            CLINICAL,
            &[
                (Male, 40.0, 0.25, [-2.2, -2.0, -1.9, -1.7, -1.5, -1.0, -0.5, 0.3, 1.0, 1.9, 2.3]),
                (Male, 60.0, 0.1, [-3.1, -1.6, -2.3, -1.9, -1.0, 0.5, 2.1, 4.4, 6.9, 9.9, 12.5]),
                (Male, 60.0, 0.9, [13.5, 14.7, 16.3, 18.5, 20.9, 25.7, 30.1, 37.3, 43.6, 52.9, 60.3]),
                (Male, 70.0, 0.75, [16.1, 16.7, 17.4, 19.3, 21.6, 26.4, 30.8, 38.2, 44.9, 54.7, 62.6]),
                (Female, 40.0, 0.25, [-2.2, -2.4, -2.3, -2.2, -2.0, -1.8, -1.6, -1.3, -1.0, -0.5, 0.0]),
                (Female, 60.0, 0.1, [-0.5, -0.9, -0.3, 0.1, 0.7, 1.4, 1.8, 2.8, 3.6, 5.6, 6.9]),
                (Female, 60.0, 0.9, [13.1, 14.7, 15.7, 18.0, 19.3, 21.5, 22.9, 27.8, 31.7, 39.1, 45.2]),
                (Female, 70.0, 0.75, [15.7, 16.4, 17.4, 20.3, 22.0, 25.0, 27.0, 32.7, 37.2, 45.3, 51.6]),
            ],
        );
    }

    #[test]
    fn thresholds_of_2000_are_the_published_formula() {
        assert_thresholds(
            Of2000,
            FREQUENCIES_2000,
            &[
                (Male, 70.0, MEDIAN, [8.1, 8.1, 9.5, 10.8, 14.9, 18.9, 31.1, 43.3, 48.7, 59.5]),
                (Male, 50.0, 0.9, [14.1, 13.4, 13.5, 14.3, 17.4, 19.8, 28.5, 36.4, 41.1, 48.9]),
                (Male, 60.0, 0.1, [-4.5, -4.0, -2.9, -2.4, -1.6, -0.1, 3.1, 6.8, 7.6, 10.3]),
                (Female, 70.0, MEDIAN, [8.1, 8.1, 9.5, 10.8, 13.5, 16.2, 20.3, 24.3, 32.4, 40.6]),
                (Female, 50.0, 0.9, [13.4, 12.7, 13.5, 14.3, 16.6, 18.2, 21.3, 24.4, 30.7, 37.7]),
                (Female, 60.0, 0.1, [-4.0, -3.4, -2.9, -2.4, -2.0, -1.1, -0.2, 0.7, 2.4, 3.6]),
            ],
        );
        // The tables of 70-year-olds (`science.md` 1.4) are in whole decibels, cut or rounded.
        for (sex, expected) in [
            (Male, [8.0, 8.0, 9.0, 10.0, 19.0, 43.0, 59.0]),
            (Female, [8.0, 8.0, 9.0, 10.0, 16.0, 24.0, 41.0]),
        ] {
            for (n, expected) in expected.into_iter().enumerate() {
                let hz = 125.0 * (1 << n) as f32;
                let found = threshold(Of2000, sex, 70.0, MEDIAN, hz).unwrap();
                assert!(found.floor() == expected || found.round() == expected, "{sex:?}, {hz} Hz: {found}");
            }
        }
    }

    #[test]
    fn people_spread_about_the_median() {
        for (edition, sex) in [(Of2000, Male), (Of2000, Female), (Of2017, Male), (Of2017, Female)] {
            for age in 18..=70 {
                for hz in CLINICAL {
                    let at = |share| threshold(edition, sex, age as f32, share, hz).unwrap();
                    let shares = [0.1, 0.25, MEDIAN, 0.75, WORST_TENTH].map(at);
                    assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{sex:?} {age}, {hz} Hz");
                    assert!((0.0..0.01).contains(&at(MEDIAN)) || age > 18);
                }
            }
        }
        // One standard deviation of the worse at 18: the polynomial's constant.
        let spread = threshold(Of2017, Male, 18.0, WORST_TENTH, 4000.0).unwrap() / 1.2816;
        assert!((spread - 4.68).abs() < 0.01);
        let spread = threshold(Of2000, Male, 18.0, 0.1, 4000.0).unwrap() / -1.2816;
        assert!((spread - 0.8 * 8.34).abs() < 0.01);
    }

    #[test]
    fn beyond_the_standards_there_is_no_answer() {
        for (edition, age, share, hz, what, highest) in [
            (Of2017, 17.0, MEDIAN, 1000.0, "the age", 80.0),
            (Of2017, 81.0, MEDIAN, 1000.0, "the age", 80.0),
            (Of2017, 71.0, MEDIAN, 3000.0, "the age", 70.0),
            (Of2000, 71.0, MEDIAN, 1000.0, "the age", 70.0),
            (Of2017, 50.0, 0.99, 1000.0, "the share of people who hear better", 0.95),
            (Of2000, 50.0, 0.04, 1000.0, "the share of people who hear better", 0.95),
            (Of2017, f32::NAN, MEDIAN, 1000.0, "the age", 80.0),
            (Of2017, 50.0, MEDIAN, 9000.0, "the frequency", 8000.0),
            (Of2000, 50.0, MEDIAN, 100.0, "the frequency", 8000.0),
        ] {
            let error = threshold(edition, Male, age, share, hz).unwrap_err();
            assert_eq!((error.what, *error.range.end()), (what, highest));
        }
        for (age, share, hz) in [(81.0, MEDIAN, 1000.0), (50.0, 0.96, 1000.0), (50.0, MEDIAN, 9000.0)] {
            assert!(extrapolated(Male, age, share, hz).is_err(), "{age} years, {share}, {hz} Hz");
        }
    }
}
