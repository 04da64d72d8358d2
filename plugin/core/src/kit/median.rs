//! Medians of a few powers, for many bins at once, by a sorting network.
//!
//! Powers are compared by their first 16 bits, to 0.06 dB: every processor compares eight of these at once.

/// The order of `power` (0 or more, no NaN) among powers: sign, exponent and the first 7 bits of the mantissa.
#[inline]
pub const fn code(power: f32) -> i16 {
    (power.to_bits() >> 16) as i16
}

/// The power in the middle of those that share `code`; 0 for 0.
#[inline]
pub const fn power(code: i16) -> f32 {
    /// Half of what the code leaves out.
    const MIDDLE: u32 = 1 << 15;
    if code == 0 { 0.0 } else { f32::from_bits(((code as u32) << 16) | MIDDLE) }
}

/// Finds medians of a fixed odd number of values.
///
/// Batcher's odd-even merge sort (Knuth, TAOCP 5.2.2, algorithm M), without the exchanges that don't reach the
/// middle.
pub struct Median {
    count: usize,
    exchanges: Vec<(usize, usize)>,
}

impl Median {
    /// A network for `count` values (odd). Allocates.
    pub fn new(count: usize) -> Self {
        let mut needed = vec![false; count];
        needed[count / 2] = true;
        let mut exchanges = sorting(count);
        exchanges.reverse();
        exchanges.retain(|&(a, b)| {
            let reaches = needed[a] || needed[b];
            if reaches {
                needed[a] = true;
                needed[b] = true;
            }
            reaches
        });
        exchanges.reverse();
        Self { count, exchanges }
    }

    /// How many values a median is of.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The medians over the rows of `values`: [`count`](Self::count) rows of `bins` [`code`]s, whose order is
    /// lost.
    pub fn of<'a>(&self, values: &'a mut [i16], bins: usize) -> &'a [i16] {
        for &(a, b) in &self.exchanges {
            let (low, high) = values.split_at_mut(b * bins);
            // A loop of unknown length over 16-bit numbers: compilers make vector code of it in every profile.
            for (x, y) in low[a * bins..][..bins].iter_mut().zip(&mut high[..bins]) {
                (*x, *y) = ((*x).min(*y), (*x).max(*y));
            }
        }
        &values[self.count / 2 * bins..][..bins]
    }
}

/// The exchanges that sort `count` values, the smaller index first.
fn sorting(count: usize) -> Vec<(usize, usize)> {
    let mut exchanges = Vec::new();
    let top = count.next_power_of_two() / 2;
    let mut p = top;
    while p > 0 {
        let (mut q, mut r, mut d) = (top, 0, p);
        loop {
            exchanges.extend((0..count.saturating_sub(d)).filter(|i| i & p == r).map(|i| (i, i + d)));
            if q == p {
                break;
            }
            d = q - p;
            q /= 2;
            r = p;
        }
        p /= 2;
    }
    exchanges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;

    #[test]
    fn codes_rise_with_power_and_come_back() {
        let powers: Vec<f32> = (-300..380).map(|db| 10f32.powf(db as f32 / 10.0)).collect();
        assert!(powers.windows(2).all(|pair| code(pair[0]) < code(pair[1])));
        assert!(powers.iter().all(|x| (power(code(*x)) / x - 1.0).abs() < 1.0 / 128.0));
        assert_eq!((power(code(0.0)), code(f32::MAX) > 0), (0.0, true));
    }

    #[test]
    fn medians_are_those_of_sorted_values() {
        let random = Random::new(1, 0);
        for count in [1, 3, 5, 7, 9, 11, 13, 15, 21, 31] {
            const BINS: usize = 400;
            let draw = |n: usize, bin: usize| random.bits((n * BINS + bin) as i64) as i16;
            let mut values: Vec<i16> = (0..count * BINS).map(|n| draw(n / BINS, n % BINS)).collect();
            for (bin, median) in Median::new(count).of(&mut values, BINS).iter().enumerate() {
                let mut sorted: Vec<i16> = (0..count).map(|n| draw(n, bin)).collect();
                sorted.sort_unstable();
                assert_eq!(*median, sorted[count / 2], "{count}");
            }
        }
    }
}
