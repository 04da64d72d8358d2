//! People a standard describes: their sex, how their hearing compares, and how far the standard goes.

use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

/// Sex, as far as the standards tell people apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Men.
    Male,
    /// Women.
    Female,
}

/// Share of people whose hearing is better: the median.
pub const MEDIAN: f32 = 0.5;
/// The same where the worst 10 % begin.
pub const WORST_TENTH: f32 = 0.9;

/// Shares within which the standards describe people (ISO 1999:2013).
const SHARES: RangeInclusive<f32> = 0.05..=0.95;

/// A question beyond what a standard answers.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfRange {
    /// What was asked about.
    pub what: &'static str,
    /// Its value.
    pub value: f32,
    /// The values it may have.
    pub range: RangeInclusive<f32>,
    /// Their unit.
    pub unit: &'static str,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, value, range, unit } = self;
        write!(f, "{what} is {value}{unit}, not within {}{unit} to {}{unit}", range.start(), range.end())
    }
}

impl Error for OutOfRange {}

/// `value`, if it is within `range`.
pub fn within(
    range: RangeInclusive<f32>,
    what: &'static str,
    value: f32,
    unit: &'static str,
) -> Result<f32, OutOfRange> {
    if range.contains(&value) { Ok(value) } else { Err(OutOfRange { what, value, range, unit }) }
}

/// Steps of the search in [`deviations`], and where it begins: from 4 standard deviations down to a millionth.
const STEPS: usize = 22;
const FIRST_STEP: f64 = 2.0;

/// How many standard deviations somebody is worse than the median who is worse than this share of people, 0.05..0.95.
pub fn deviations(share: f32) -> Result<f32, OutOfRange> {
    let share = f64::from(within(SHARES, "the share of people who hear better", share, "")?);
    let mut at = 0.0;
    let mut step = FIRST_STEP;
    for _ in 0..STEPS {
        let below = 0.5 * (1.0 + libm::erf(at / std::f64::consts::SQRT_2));
        if below == share {
            break;
        }
        at += if below < share { step } else { -step };
        step *= 0.5;
    }
    Ok(at as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_are_those_of_a_normal_distribution() {
        for (share, expected) in [(0.5, 0.0), (0.75, 0.6745), (0.9, 1.2816), (0.1, -1.2816), (0.95, 1.6449)] {
            let found = deviations(share).unwrap();
            assert!((found - expected).abs() < 1e-4, "{share}: {found}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_told_with_the_range() {
        let error = deviations(0.99).unwrap_err();
        assert_eq!((error.value, error.range.clone()), (0.99, SHARES));
        assert_eq!(error.to_string(), "the share of people who hear better is 0.99, not within 0.05 to 0.95");
        assert_eq!(within(1.0..=40.0, "the age", 41.0, " years").unwrap_err().unit, " years");
        assert!(within(1.0..=40.0, "the age", f32::NAN, " years").is_err());
    }
}
