//! Filtering one channel with a set of taps, in an order of additions that no processor changes.

use super::lanes::{LANES, tree};
use super::wide::{Simd, SimdBase, dispatch, f32x8, level};

/// Number of output samples worked on side by side, so that their partial sums hide each other's latency.
const SIDE_BY_SIDE: usize = 4;

/// Filters: `output[n]` is the sum of tap times past input at `n`. `window` holds the inputs, oldest first, and is
/// `reversed.len() - 1 + output.len()` long; `reversed` are the taps, last first, a multiple of [`LANES`] of them. For each
/// sample lane `j` sums the products whose tap number leaves remainder `j`, and the lanes are added as a balanced tree.
pub fn convolve(reversed: &[f32], window: &[f32], output: &mut [f32]) {
    dispatch!(level(), simd => {
        let (groups, rest) = output.as_chunks_mut::<SIDE_BY_SIDE>();
        for (n, group) in groups.iter_mut().enumerate() {
            *group = sums(simd, reversed, &window[n * SIDE_BY_SIDE..]);
        }
        let done = groups.len() * SIDE_BY_SIDE;
        for (n, out) in rest.iter_mut().enumerate() {
            [*out] = sums(simd, reversed, &window[done + n..]);
        }
    });
}

/// So many output samples side by side; `window` begins where the first one's past does.
#[inline(always)]
fn sums<S: Simd, const COUNT: usize>(simd: S, reversed: &[f32], window: &[f32]) -> [f32; COUNT] {
    let mut sums = [f32x8::splat(simd, 0.0); COUNT];
    for (taps, xs) in reversed.chunks_exact(LANES).zip(window.windows(LANES + COUNT - 1).step_by(LANES)) {
        let taps = f32x8::from_slice(simd, taps);
        for (shift, sum) in sums.iter_mut().enumerate() {
            *sum += taps * f32x8::from_slice(simd, &xs[shift..shift + LANES]);
        }
    }
    sums.map(|sum| tree(&sum.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;

    /// The same order of additions, one number at a time.
    fn scalar(reversed: &[f32], past: &[f32]) -> f32 {
        let lane = |j: usize| {
            let mut sum = 0.0f32;
            for k in (j..reversed.len()).step_by(LANES) {
                // The volatile-like barrier keeps the compiler from vectorising what this test compares against.
                sum = std::hint::black_box(sum + std::hint::black_box(reversed[k] * past[k]));
            }
            sum
        };
        ((lane(0) + lane(4)) + (lane(2) + lane(6))) + ((lane(1) + lane(5)) + (lane(3) + lane(7)))
    }

    #[test]
    fn vector_and_scalar_code_give_the_same_bits_in_blocks_of_any_length() {
        let random = Random::new(1, 0);
        let taps: Vec<f32> = (0..512).map(|n| random.bipolar(n)).collect();
        let input: Vec<f32> = (0..511 + 300).map(|n| random.bipolar(10_000 + n)).collect();
        let expected: Vec<u32> = (0..300).map(|n| scalar(&taps, &input[n..n + 512]).to_bits()).collect();
        for block in [1, 3, 4, 17, 32, 300] {
            let mut output = vec![0.0; 300];
            for start in (0..300).step_by(block) {
                let end = (start + block).min(300);
                convolve(&taps, &input[start..end + 511], &mut output[start..end]);
            }
            let bits: Vec<u32> = output.iter().map(|y| y.to_bits()).collect();
            assert_eq!(bits, expected, "blocks of {block}");
        }
    }
}
