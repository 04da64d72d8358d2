//! Medians of a few values, eight at a time, by a sorting network.

/// Medians worked out at once.
pub const LANES: usize = 8;
/// One value of each median.
pub type Lanes = [f32; LANES];

/// Most values one median may be of.
pub const MOST: usize = 32;

/// Finds medians of a fixed odd number of values.
///
/// Batcher's odd-even merge sort (Knuth, TAOCP 5.2.2, algorithm M), without the exchanges that don't reach the middle.
pub struct Median {
    exchanges: Vec<(u8, u8)>,
    middle: usize,
}

impl Median {
    /// A network for `count` values (odd, at most [`MOST`]). Allocates.
    pub fn new(count: usize) -> Self {
        let middle = count / 2;
        let mut needed = vec![false; count];
        needed[middle] = true;
        let mut exchanges = sorting(count);
        exchanges.reverse();
        exchanges.retain(|&(a, b)| {
            let reaches = needed[a as usize] || needed[b as usize];
            if reaches {
                needed[a as usize] = true;
                needed[b as usize] = true;
            }
            reaches
        });
        exchanges.reverse();
        Self { exchanges, middle }
    }

    /// The medians of the first `values`, as many as the network was made for; their order is lost.
    #[inline]
    pub fn of(&self, values: &mut [Lanes; MOST]) -> Lanes {
        for &(a, b) in &self.exchanges {
            // The remainder says that no index is out of bounds.
            let (a, b) = (a as usize % MOST, b as usize % MOST);
            let (low, high) = (values[a], values[b]);
            let (mut smaller, mut larger) = (low, high);
            for lane in 0..LANES {
                smaller[lane] = if low[lane] < high[lane] { low[lane] } else { high[lane] };
                larger[lane] = if low[lane] < high[lane] { high[lane] } else { low[lane] };
            }
            values[a] = smaller;
            values[b] = larger;
        }
        values[self.middle]
    }
}

/// The exchanges that sort `count` values.
fn sorting(count: usize) -> Vec<(u8, u8)> {
    let mut exchanges = Vec::new();
    let top = count.next_power_of_two() / 2;
    let mut p = top;
    while p > 0 {
        let (mut q, mut r, mut d) = (top, 0, p);
        loop {
            for i in 0..count.saturating_sub(d) {
                if i & p == r {
                    exchanges.push((i as u8, (i + d) as u8));
                }
            }
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
    fn medians_are_those_of_sorted_values() {
        let random = Random::new(1, 0);
        for count in [1, 3, 5, 7, 9, 11, 13, 15, 21, 31] {
            let median = Median::new(count);
            for round in 0..50 {
                let draw = |n: usize, lane: usize| random.bipolar(((round * 40 + n) * LANES + lane) as i64);
                let mut values = [[0.0; LANES]; MOST];
                for (n, value) in values[..count].iter_mut().enumerate() {
                    *value = std::array::from_fn(|lane| draw(n, lane));
                }
                let found = median.of(&mut values);
                for (lane, value) in found.iter().enumerate() {
                    let mut sorted: Vec<f32> = (0..count).map(|n| draw(n, lane)).collect();
                    sorted.sort_by(f32::total_cmp);
                    assert_eq!(*value, sorted[count / 2], "{count}");
                }
            }
        }
    }
}
