//! When stimulation frames begin: at a rate of their own, counted from the clock.

use crate::base::Clock;

/// Slowest and fastest rate, a second (Nucleus and AB processors: 80 to 3700).
pub const RATES: [f32; 2] = [80.0, 3700.0];
/// Rates are told apart by tenths.
const PARTS: f32 = 10.0;

/// Frame `k` begins at sample `floor(k * sample rate / rate)`, in whole numbers: for any `k`, negative ones too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PulseGrid {
    /// Tenths of a frame a second, and tenths of a sample.
    rate: i128,
    samples: i128,
}

impl Default for PulseGrid {
    fn default() -> Self {
        Self { rate: 1, samples: 1 }
    }
}

impl PulseGrid {
    /// The grid of `rate` frames a second.
    pub fn new(rate: f32, sample_rate: f32) -> Self {
        let tenths = |x: f32| libm::roundf(x * PARTS) as i128;
        Self { rate: tenths(rate.clamp(RATES[0], RATES[1])), samples: tenths(sample_rate) }
    }

    const fn position(self, k: i128) -> i128 {
        (k * self.samples).div_euclid(self.rate)
    }

    /// The frames that begin within `len` samples from `clock` on: sample, and samples until the next one.
    pub fn within(self, clock: Clock, len: usize) -> impl Iterator<Item = (usize, usize)> {
        let now = clock.now() as i128;
        // The first k with floor(k s / r) >= now is the first with k >= now r / s.
        let first = (now * self.rate + self.samples - 1).div_euclid(self.samples);
        (first..)
            .map(move |k| (self.position(k), self.position(k + 1)))
            .map(move |(here, next)| ((here - now) as usize, (next - here) as usize))
            .take_while(move |(at, _)| *at < len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_where_they_are_whatever_the_blocks_and_before_zero_too() {
        for (rate, sample_rate) in
            [(900.0, 48_000.0), (80.0, 44_100.0), (3700.0, 22_050.0), (1852.3, 192_000.0)]
        {
            let grid = PulseGrid::new(rate, sample_rate);
            let start = -30_011i64;
            let whole: Vec<(i64, usize)> =
                grid.within(Clock::at(start), 60_000).map(|(at, gap)| (start + at as i64, gap)).collect();
            let mut parts = Vec::new();
            let mut now = start;
            for len in (1usize..=128).cycle() {
                let len = len.min((start + 60_000 - now) as usize);
                parts.extend(grid.within(Clock::at(now), len).map(|(at, gap)| (now + at as i64, gap)));
                now += len as i64;
                if now == start + 60_000 {
                    break;
                }
            }
            assert_eq!(whole, parts);
            assert!(whole.iter().any(|(at, _)| *at == 0));
            assert!(whole.windows(2).all(|pair| pair[1].0 - pair[0].0 == pair[0].1 as i64 && pair[0].1 > 0));
            let most = f64::from(sample_rate) / f64::from(rate);
            assert!(whole.iter().all(|(_, gap)| (*gap as f64 - most).abs() <= 1.0));
        }
    }

    #[test]
    fn a_second_has_as_many_frames_as_the_rate_says() {
        for sample_rate in [22_050.0f32, 44_100.0, 48_000.0, 88_200.0, 96_000.0, 192_000.0] {
            for rate in [80.0f32, 250.0, 900.0, 1000.5, 1852.0, 3700.0] {
                let grid = PulseGrid::new(rate, sample_rate);
                for start in [-123_456, 0, 77, 48_000 * 3600 * 24] {
                    let frames = grid.within(Clock::at(start), sample_rate as usize).count();
                    assert!((frames as f32 - rate).abs() <= 1.0, "{rate} at {sample_rate}: {frames}");
                }
            }
        }
    }
}
