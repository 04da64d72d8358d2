//! Vector code for the processor at hand, with the same bits on any.
//!
//! `dispatch!(level(), simd => kernel(simd, ..))` runs a kernel that is compiled for each kind of vectors the processor
//! may have; a kernel is generic over [`Simd`] and always inlined. The bits are the same because eight numbers are worked on
//! side by side whatever the processor's width ([`super::lanes`]), and because kernels only add, subtract, multiply, divide
//! and take roots, each rounded once: never a fused multiply-add, an estimate or a sum across lanes.

pub use fearless_simd::prelude::*;
pub use fearless_simd::{Level, Simd, dispatch, f32x8, i32x8};

use std::sync::OnceLock;

use crate::base::bands::{Group, Pair};

/// What kernels run on instead of the processor's own vectors.
static INSTEAD: OnceLock<Level> = OnceLock::new();

/// What kernels are to run on: the processor's own vectors.
#[inline]
pub fn level() -> Level {
    INSTEAD.get().copied().unwrap_or_else(Level::new)
}

/// Lets every kernel of this process run without vectors from now on: for tests, which hold one to the bits of the other.
pub fn go_without_vectors() {
    let _ = INSTEAD.set(Level::fallback());
}

/// A group as a vector.
#[inline(always)]
pub fn wide<S: Simd>(simd: S, group: &Group) -> f32x8<S> {
    f32x8::simd_from(simd, *group)
}

/// Real and imaginary parts as vectors.
#[inline(always)]
pub fn pair<S: Simd>(simd: S, [re, im]: &Pair) -> [f32x8<S>; 2] {
    [wide(simd, re), wide(simd, im)]
}

/// Vectors as real and imaginary parts.
#[inline(always)]
pub fn unpair<S: Simd>([re, im]: [f32x8<S>; 2]) -> Pair {
    [re.into(), im.into()]
}

/// log2(e), and ln(2) in two parts, of which the first times a small whole number is exact.
const LOG2_E: f32 = std::f32::consts::LOG2_E;
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
/// Coefficients of the exponential series: one over n factorial. Up to half of ln(2) its error is below 1e-7.
const EXP: [f32; 7] = [1.0, 1.0, 0.5, 0.166_666_67, 0.041_666_668, 0.008_333_334, 0.001_388_889];
/// Adding and subtracting it rounds to a whole number, which its bits then count.
const ROUNDING: f32 = 12_582_912.0;
/// Bits of a float's mantissa.
const MANTISSA: u32 = 23;
/// What the exponential is taken of at most, so that it stays a normal number.
const EXP_RANGE: f32 = 87.0;

/// The exponential of numbers from -87 to 87, relative error 3e-7 at most; what lies beyond counts as that.
#[inline(always)]
pub fn exp<S: Simd>(x: f32x8<S>) -> f32x8<S> {
    let x = x.min(EXP_RANGE).max(-EXP_RANGE);
    let counted = x * LOG2_E + ROUNDING;
    let whole = counted - ROUNDING;
    let rest = (x - whole * LN_2[0]) - whole * LN_2[1];
    let series = EXP.iter().rev().skip(1).fold(rest * 0.0 + EXP[6], |sum, term| sum * rest + *term);
    let power = (counted.bitcast::<i32x8<S>>() - ROUNDING.to_bits() as i32) << MANTISSA;
    (series.bitcast::<i32x8<S>>() + power).bitcast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_right_and_the_same_on_every_processor() {
        for n in -8700..8700 {
            let xs: Group = std::array::from_fn(|lane| (n as f32 + 0.1 * lane as f32) / 100.0);
            let of = |level: Level| -> Group { dispatch!(level, simd => exp(wide(simd, &xs)).into()) };
            let (found, plain) = (of(Level::new()), of(Level::baseline()));
            for lane in 0..xs.len() {
                let expected = f64::from(xs[lane].min(EXP_RANGE)).exp();
                assert!((f64::from(found[lane]) / expected - 1.0).abs() < 3e-7, "exp({})", xs[lane]);
                assert_eq!(found[lane].to_bits(), plain[lane].to_bits(), "exp({})", xs[lane]);
            }
        }
    }
}
