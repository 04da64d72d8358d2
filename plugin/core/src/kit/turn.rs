//! Sine and cosine of whole turns, from polynomials that vectorise and give the same bits everywhere.

use std::ops::{Add, Mul, Sub};

/// A turn in units of a phase that counts in 64 bits: exact wherever the clock stands, and it may overflow.
pub const TURN: f64 = 18_446_744_073_709_551_616.0;

/// Taylor coefficients of sin and cos of an angle in turns: 2 pi to the n-th over n factorial. Up to an eighth of a turn
/// the error stays below 4e-7.
const SIN: [f32; 4] = [6.283_185_5, -41.341_7, 81.605_25, -76.705_86];
const COS: [f32; 5] = [1.0, -19.739_21, 64.939_39, -85.456_82, 60.244_64];

/// What numbers and vectors of them can do.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Add<f32, Output = Self>
    + Sub<f32, Output = Self>
    + Mul<f32, Output = Self>
{
}

impl<T> Real for T where
    T: Copy
        + Add<Output = T>
        + Sub<Output = T>
        + Mul<Output = T>
        + Add<f32, Output = T>
        + Sub<f32, Output = T>
        + Mul<f32, Output = T>
{
}

/// Cosine and sine of `turns` turns, which may be any small number of them.
#[inline(always)]
pub fn cos_sin<T: Real>(turns: T) -> (T, T) {
    // To the nearest whole turn: -0.5..0.5. A quarter of the angle lies within an eighth of a turn, and is doubled twice.
    let whole = (turns + ROUNDING) - ROUNDING;
    let quarter = (turns - whole) * 0.25;
    let square = quarter * quarter;
    let sin = quarter * (square * (square * (square * SIN[3] + SIN[2]) + SIN[1]) + SIN[0]);
    let cos = square * (square * (square * (square * COS[4] + COS[3]) + COS[2]) + COS[1]) + COS[0];
    doubled(doubled((cos, sin)))
}

/// Cosine and sine of twice the angle.
#[inline(always)]
fn doubled<T: Real>((cos, sin): (T, T)) -> (T, T) {
    (cos * cos - sin * sin, sin * 2.0 * cos)
}

/// A phasor (real part, imaginary part) turned on by another.
#[inline(always)]
pub fn turned<T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T>>(
    [re, im]: [T; 2],
    [step_re, step_im]: [T; 2],
) -> [T; 2] {
    [re * step_re - im * step_im, re * step_im + im * step_re]
}

/// A raised cosine: from 0 at 0 over 1 in the middle to 0 at 1, and nothing outside.
pub fn hann(along: f64) -> f64 {
    if (0.0..1.0).contains(&along) { 0.5 - 0.5 * libm::cos(std::f64::consts::TAU * along) } else { 0.0 }
}

/// Adding and subtracting it rounds to a whole number: the smallest float whose neighbours lie 1 apart.
const ROUNDING: f32 = 12_582_912.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_turned() {
        for n in -4000..4000 {
            let turns = n as f32 / 777.0;
            let (cos, sin) = cos_sin(turns);
            let angle = f64::from(turns) * std::f64::consts::TAU;
            assert!((f64::from(cos) - angle.cos()).abs() < 2e-6, "{turns}: {cos} {}", angle.cos());
            assert!((f64::from(sin) - angle.sin()).abs() < 2e-6, "{turns}: {sin} {}", angle.sin());
        }
    }
}
