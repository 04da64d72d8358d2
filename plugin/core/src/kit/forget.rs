//! Making recursive filters forget for good.
//!
//! A recursive filter's past fades, but in floating point two pasts can stay one rounding step apart for ever, and a
//! render from minute 3 would differ in its last bits from minute 3 of the whole render. So on a grid of the clock
//! every state is rounded to fewer bits than rounding can keep apart: once two pasts have faded to the same few bits,
//! they are the same number, and stay it.

/// Samples between two roundings at 48 kHz.
pub const FORGET_FRAME: usize = 2048;

/// Bits of the mantissa that are dropped: half of them. What is lost lies 72 dB under the state itself.
const DROPPED: u32 = 12;
/// Bits that are dropped where sound itself passes through: what is lost lies 96 dB under it, so that keyed stems still
/// add up. Two pasts that are a few roundings apart may need more than one try to meet, and have one on each point.
const DROPPED_OF_SOUND: u32 = 8;
/// States smaller than this are silence, -400 dB: dropping them keeps slow subnormal numbers away.
const SILENCE: f32 = 1.0e-20;

/// `state` rounded to the bits it may remember.
#[inline]
pub fn forget(state: f32) -> f32 {
    rounded::<DROPPED>(state)
}

/// The same for the state of what sound passes through.
#[inline]
pub fn forget_sound(state: f32) -> f32 {
    rounded::<DROPPED_OF_SOUND>(state)
}

#[inline]
fn rounded<const DROPPED: u32>(state: f32) -> f32 {
    if state.abs() < SILENCE {
        return 0.0;
    }
    let half = 1 << (DROPPED - 1);
    f32::from_bits(state.to_bits().wrapping_add(half) & !((1 << DROPPED) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;

    #[test]
    fn rounding_is_to_the_nearest_and_small() {
        let random = Random::new(1, 0);
        for n in 0..10_000 {
            let x = random.bipolar(n) * 1000.0;
            assert!((forget(x) / x - 1.0).abs() < 2.5e-4, "{x}: {}", forget(x));
            assert!((forget_sound(x) / x - 1.0).abs() < 1.6e-5, "{x}: {}", forget_sound(x));
        }
        assert_eq!(forget(1.0), 1.0);
        assert_eq!(forget(-1.0e-30), 0.0);
    }

    fn meeting(forget: fn(f32) -> f32) -> Option<i64> {
        let (mut a, mut b) = (1.0f32, -0.3f32);
        let random = Random::new(2, 0);
        let mut met = None;
        for n in 0..96_000 {
            let x = random.bipolar(n);
            a += 0.004 * (x - a);
            b += 0.004 * (x - b);
            if n % FORGET_FRAME as i64 == 0 {
                (a, b) = (forget(a), forget(b));
            }
            if a.to_bits() == b.to_bits() {
                met = met.or(Some(n));
            }
        }
        met.filter(|_| a.to_bits() == b.to_bits())
    }

    #[test]
    fn two_pasts_of_a_slow_filter_become_one() {
        for forget in [forget, forget_sound] {
            let met = meeting(forget);
            assert!(met.is_some_and(|n| n < 24_000), "{met:?}");
        }
    }
}
