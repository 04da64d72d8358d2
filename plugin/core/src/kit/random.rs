//! Random numbers by counting: the number at a sample depends on seed, stream and position only.
//!
//! No generator state means that a render from the middle draws what the whole render draws there.

/// A stream of random numbers, addressed by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Random {
    key: u64,
}

/// Increment and multipliers of `SplitMix64` (Steele, Lea & Flood 2014; mixing constants of Stafford's variant 13).
const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX_A: u64 = 0xBF58_476D_1CE4_E5B9;
const MIX_B: u64 = 0x94D0_49BB_1331_11EB;

const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(MIX_A);
    let z = (z ^ (z >> 27)).wrapping_mul(MIX_B);
    z ^ (z >> 31)
}

impl Random {
    /// The stream number `stream` of `seed`. Each use of randomness takes a stream number of its own, each ear too.
    pub const fn new(seed: u32, stream: u32) -> Self {
        let id = ((seed as u64) << 32) | stream as u64;
        Self { key: mix(mix(id.wrapping_add(GOLDEN_GAMMA)).wrapping_add(GOLDEN_GAMMA)) }
    }

    /// 64 random bits at `position`.
    pub const fn bits(self, position: i64) -> u64 {
        mix(self.key.wrapping_add((position as u64).wrapping_add(1).wrapping_mul(GOLDEN_GAMMA)))
    }

    /// An even draw from -1 (included) to 1 (excluded) at `position`.
    pub const fn bipolar(self, position: i64) -> f32 {
        /// 24 bits fill a float's mantissa; half their range maps to 1.
        const SCALE: f32 = 1.0 / (1 << 23) as f32;
        ((self.bits(position) >> 40) as i64 - (1 << 23)) as f32 * SCALE
    }
}

/// Draw number `nth` of `BITS` bits each (at most 32) out of random `bits`, even from 0 (included) to 1 (excluded).
pub fn draw<const BITS: u32>(bits: u64, nth: u32) -> f64 {
    let range = 1u64 << BITS;
    ((bits >> (nth * BITS)) & (range - 1)) as f64 / range as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_out_of_the_same_bits_are_its_digits() {
        let bits = 0x8000_0000_4000_0000;
        assert_eq!((draw::<32>(bits, 0), draw::<32>(bits, 1)), (0.25, 0.5));
        assert_eq!(
            (draw::<16>(bits, 3), draw::<16>(bits, 2), draw::<20>(u64::MAX, 2)),
            (0.5, 0.0, 1.0 - 2f64.powi(-20))
        );
    }

    #[test]
    fn draws_are_even_white_and_unrelated_between_streams() {
        const N: i64 = 200_000;
        let (a, b) = (Random::new(1, 0), Random::new(1, 1));
        let mean = |f: &dyn Fn(i64) -> f64| (0..N).map(f).sum::<f64>() / N as f64;
        let x = |r: Random, n: i64| f64::from(r.bipolar(n));
        // Standard error of a mean of N draws of variance 1/3 (products: 1/9); five of them.
        let limit = 5.0 * (1.0 / 3.0f64 / N as f64).sqrt();
        assert!(mean(&|n| x(a, n)).abs() < limit);
        assert!((mean(&|n| x(a, n) * x(a, n)) - 1.0 / 3.0).abs() < limit);
        assert!(mean(&|n| x(a, n) * x(a, n + 1)).abs() < limit);
        assert!(mean(&|n| x(a, n) * x(b, n)).abs() < limit);
        assert!(mean(&|n| x(a, n) * x(Random::new(2, 0), n)).abs() < limit);
        assert!((0..N).all(|n| (-1.0..1.0).contains(&a.bipolar(n))));
        assert_eq!(a.bits(-5), Random::new(1, 0).bits(-5));
    }
}
