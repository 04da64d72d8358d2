//! What years of noise take off hearing, besides age (ISO 1999).

use std::ops::RangeInclusive;

use super::age::{self, Edition};
use super::population::{OutOfRange, Sex, deviations, within};
use crate::kit::place::Place;

/// Frequencies the standard gives shifts for, Hz.
const FREQUENCIES: [f32; 6] = [500.0, 1000.0, 2000.0, 3000.0, 4000.0, 6000.0];

/// Levels and years it covers. In the first ten the median grows by a formula of its own.
const LEVELS: RangeInclusive<f32> = 75.0..=100.0;
const YEARS: RangeInclusive<f32> = 1.0..=40.0;
const FIRST_YEARS: f32 = 10.0;

/// A frequency's shift: of the median, `constant + per_decade * lg years` times the square of the level above `from`
/// dB(A); per standard deviation of those who fare worse and better than it, the same with pairs of their own.
struct Shift {
    median: (f32, f32),
    from: f32,
    worse: (f32, f32),
    better: (f32, f32),
}

const fn shift_of(median: (f32, f32), from: f32, worse: (f32, f32), better: (f32, f32)) -> Shift {
    Shift { median, from, worse, better }
}

/// ISO 1999:2013, tables 1 and 3 (`science.md` 2.2), at [`FREQUENCIES`].
const SHIFTS: [Shift; FREQUENCIES.len()] = [
    shift_of((-0.033, 0.110), 93.0, (0.044, 0.016), (0.033, 0.002)),
    shift_of((-0.020, 0.070), 89.0, (0.022, 0.016), (0.020, 0.000)),
    shift_of((-0.045, 0.066), 80.0, (0.031, -0.002), (0.016, 0.000)),
    shift_of((0.012, 0.037), 77.0, (0.007, 0.016), (0.029, -0.010)),
    shift_of((0.025, 0.025), 75.0, (0.005, 0.009), (0.016, -0.002)),
    shift_of((0.019, 0.024), 77.0, (0.013, 0.008), (0.028, -0.007)),
];

/// Shares of the nearest frequency's shift that those get of which the standard does not speak, straight over the
/// logarithm of frequency: none from 250 Hz down, and at 8 kHz what keeps the notch (`science.md` 2.2: 0.6 to 0.7).
const BEYOND: [(f32, f32); 4] = [(250.0, 0.0), (500.0, 1.0), (6000.0, 1.0), (8000.0, 0.65)];
/// Threshold beyond which age and noise add up to nothing more, dB HL.
const COMPRESSION: f32 = 120.0;

/// Noise at work, over years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Level of a nominal day of 8 hours, dB(A): 75..100.
    pub level: f32,
    /// Years of it: 1..40.
    pub years: f32,
}

/// Permanent threshold shift at `hz` of those who fare worse than this `share` of people, dB.
///
/// Valid for 75 to 100 dB(A), 1 to 40 years, shares of 0.05 to 0.95 and 500 to 6000 Hz; beyond there is no answer but what
/// is out of range. Between the standard's frequencies straight over the logarithm of frequency.
///
/// In the first ten years the spread grows as the median does. The standard says that of the median only; a spread that
/// stood at once would take 24 dB off the worst tenth's 2 kHz within a year.
pub fn shift(exposure: Exposure, share: f32, hz: f32) -> Result<f32, OutOfRange> {
    let level = within(LEVELS, "the exposure level", exposure.level, " dB(A)")?;
    let years = within(YEARS, "the exposure", exposure.years, " years")?;
    let deviations = deviations(share)?;
    let [lowest, .., highest] = FREQUENCIES;
    let hz = within(lowest..=highest, "the frequency", hz, " Hz")?;
    let decades = libm::log10f(years.max(FIRST_YEARS));
    let early = (libm::log10f(years + 1.0) / libm::log10f(FIRST_YEARS + 1.0)).min(1.0);
    let at = |n: usize| {
        let Shift { median, from, worse, better } = &SHIFTS[n];
        let excess = (level - from).max(0.0);
        let of = |(constant, per_decade): (f32, f32)| (constant + per_decade * decades) * excess * excess;
        let spread = of(if deviations >= 0.0 { *worse } else { *better });
        early * (of(*median) + deviations * spread).max(0.0)
    };
    Ok(Place::among(&FREQUENCIES, hz).read(&std::array::from_fn::<_, { FREQUENCIES.len() }, _>(at)))
}

/// What age (a threshold, dB HL) and noise (a shift, dB) make together, dB HL.
pub fn together(age: f32, shift: f32) -> f32 {
    age + shift - age * shift / COMPRESSION
}

/// Threshold at `hz` of people of this `age` after the `exposure`, dB HL, for the same `share` of both: ISO 7029:2017
/// with ISO 1999.
///
/// Valid where both are ([`shift`], [`age::threshold`]), and from 125 to 8000 Hz: beyond the frequencies that noise has
/// figures for, shares of the nearest one's.
pub fn threshold(sex: Sex, age: f32, exposure: Exposure, share: f32, hz: f32) -> Result<f32, OutOfRange> {
    let [lowest, .., highest] = FREQUENCIES;
    let beyond = Place::among(&BEYOND.map(|(hz, _)| hz), hz).read(&BEYOND.map(|(_, share)| share));
    let noise = beyond * shift(exposure, share, hz.clamp(lowest, highest))?;
    Ok(together(age::threshold(Edition::Of2017, sex, age, share, hz)?, noise))
}

#[cfg(test)]
mod tests {
    use super::super::population::{MEDIAN, WORST_TENTH};
    use super::*;

    fn assert_shifts(level: f32, years: f32, share: f32, expected: [f32; 6]) {
        for (hz, expected) in FREQUENCIES.into_iter().zip(expected) {
            let found = shift(Exposure { level, years }, share, hz).unwrap();
            assert!((found - expected).abs() <= 0.1, "{level} dB, {years} years, {hz} Hz: {found}");
        }
    }

    #[test]
    fn shifts_are_the_standards_examples() {
        assert_shifts(90.0, 20.0, MEDIAN, [0.0, 0.1, 4.1, 10.2, 12.9, 8.5]);
        assert_shifts(90.0, 20.0, WORST_TENTH, [0.0, 0.1, 7.7, 16.2, 17.8, 13.6]);
        assert_shifts(100.0, 1.0, MEDIAN, [1.1, 1.7, 2.4, 7.5, 9.0, 6.6]);
        assert_shifts(100.0, 5.0, MEDIAN, [2.8, 4.5, 6.3, 19.4, 23.4, 17.0]);
        assert_shifts(100.0, 10.0, MEDIAN, [3.8, 6.1, 8.4, 25.9, 31.2, 22.7]);
        assert_shifts(100.0, 20.0, MEDIAN, [5.4, 8.6, 16.3, 31.8, 36.0, 26.6]);
        assert_shifts(100.0, 40.0, MEDIAN, [7.0, 11.1, 24.3, 37.7, 40.7, 30.4]);
        // Worked out apart from this code.
        assert_shifts(100.0, 20.0, 0.1, [3.2, 5.5, 8.2, 21.0, 25.2, 13.8]);
        assert_shifts(95.0, 30.0, 0.1, [0.3, 2.1, 7.2, 15.7, 18.1, 10.3]);
        assert_shifts(95.0, 30.0, 0.75, [0.7, 4.1, 16.1, 28.3, 29.7, 23.1]);
        // Nothing below the level each frequency begins at.
        assert_shifts(75.0, 40.0, MEDIAN, [0.0; 6]);
        assert_shifts(75.0, 40.0, WORST_TENTH, [0.0; 6]);
    }

    #[test]
    fn shifts_grow_with_years_level_and_share() {
        let levels: Vec<f32> = (75..=100).map(|level| level as f32).collect();
        let years: Vec<f32> = (1..=40).map(|years| years as f32).collect();
        let shares = [0.05, 0.1, 0.25, MEDIAN, 0.75, WORST_TENTH, 0.95];
        for hz in FREQUENCIES {
            let at = |level, years, share| shift(Exposure { level, years }, share, hz).unwrap();
            let grow = |shifts: Vec<f32>| shifts.windows(2).all(|pair| pair[1] >= pair[0] - 1e-4);
            for share in shares {
                for level in &levels {
                    // Far from the median the standard's spread shrinks over decades, a little faster than the median grows.
                    if (0.25..=0.9).contains(&share) {
                        assert!(
                            grow(years.iter().map(|years| at(*level, *years, share)).collect()),
                            "{hz} Hz, {level}"
                        );
                    }
                }
                for years in &years {
                    assert!(
                        grow(levels.iter().map(|level| at(*level, *years, share)).collect()),
                        "{hz} Hz, {years}"
                    );
                }
            }
            for (level, years) in
                levels.iter().flat_map(|level| years.iter().map(move |years| (*level, *years)))
            {
                assert!(
                    grow(shares.map(|share| at(level, years, share)).to_vec()),
                    "{hz} Hz, {level}, {years}"
                );
            }
        }
    }

    #[test]
    fn drummers_lose_what_was_worked_out_for_them() {
        // `science.md` 2.2: men who drum at 100 dB(A) from 20 on; in whole decibels.
        for (age, share, expected) in [
            (35.0, MEDIAN, [5.0, 8.0, 14.0, 31.0, 36.0, 28.0]),
            (35.0, WORST_TENTH, [15.0, 20.0, 34.0, 53.0, 53.0, 49.0]),
            (50.0, MEDIAN, [9.0, 14.0, 26.0, 41.0, 46.0, 39.0]),
            (50.0, WORST_TENTH, [19.0, 28.0, 49.0, 69.0, 69.0, 67.0]),
            (60.0, MEDIAN, [13.0, 18.0, 34.0, 49.0, 54.0, 50.0]),
            (60.0, WORST_TENTH, [26.0, 36.0, 59.0, 79.0, 79.0, 80.0]),
        ] {
            let exposure = Exposure { level: 100.0, years: age - 20.0 };
            for (hz, expected) in FREQUENCIES.into_iter().zip(expected) {
                let found = threshold(Sex::Male, age, exposure, share, hz).unwrap();
                assert!((found - expected).abs() <= 0.5, "{age} years, {hz} Hz: {found}");
            }
        }
    }

    #[test]
    fn eight_kilohertz_keeps_the_notch_and_the_bass_its_age() {
        let exposure = Exposure { level: 100.0, years: 20.0 };
        let at = |hz| threshold(Sex::Male, 40.0, exposure, MEDIAN, hz).unwrap();
        let aged = |hz| age::threshold(Edition::Of2017, Sex::Male, 40.0, MEDIAN, hz).unwrap();
        // Men of 40: 6.8 dB HL at 8 kHz; 0.65 of 26.57 dB is 17.27.
        assert!((at(8000.0) - (6.8 + 17.27 - 6.8 * 17.27 / 120.0)).abs() <= 0.1);
        assert!(at(8000.0) + 10.0 < at(4000.0) && at(2000.0) + 10.0 < at(4000.0));
        assert_eq!((at(125.0), at(250.0)), (aged(125.0), aged(250.0)));
        // Half an octave below 500 Hz, half of its 5.4 dB; no jump at either.
        assert!((at(353.55) - together(aged(353.55), 2.7)).abs() <= 0.1);
        assert!((at(500.1) - at(499.9)).abs() < 0.01 && (at(250.1) - at(249.9)).abs() < 0.01);
        assert_eq!(together(120.0, 50.0), 120.0);
    }

    #[test]
    fn beyond_the_standard_there_is_no_answer() {
        let ask = |level, years, share, hz| shift(Exposure { level, years }, share, hz).unwrap_err();
        assert_eq!(ask(101.0, 20.0, MEDIAN, 4000.0).range, LEVELS);
        assert_eq!(ask(90.0, 41.0, MEDIAN, 4000.0).range, YEARS);
        assert_eq!(ask(90.0, 0.5, MEDIAN, 4000.0).what, "the exposure");
        assert_eq!(ask(90.0, 20.0, 0.01, 4000.0).value, 0.01);
        assert_eq!(ask(90.0, 20.0, MEDIAN, 8000.0).range, 500.0..=6000.0);
        let exposure = Exposure { level: 90.0, years: 20.0 };
        let ask = |age, exposure, hz| threshold(Sex::Male, age, exposure, MEDIAN, hz).unwrap_err().what;
        assert_eq!(ask(71.0, exposure, 4000.0), "the age");
        assert_eq!(
            (ask(50.0, exposure, 9000.0), ask(50.0, exposure, 100.0)),
            ("the frequency", "the frequency")
        );
        // Where noise takes nothing, too.
        assert_eq!(ask(50.0, Exposure { level: 101.0, ..exposure }, 125.0), "the exposure level");
        assert_eq!(ask(50.0, Exposure { years: 0.0, ..exposure }, 125.0), "the exposure");
    }
}
