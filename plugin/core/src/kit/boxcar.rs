//! A moving average of gains that neither drifts nor remembers beyond its length.

/// Steps of the fixed-point gains: 2^30, so that sums of a million still fit 64 bits and 1 is exact.
const UNITY: i64 = 1 << 30;

/// Averages the last samples of a gain between 0 and 1, in whole numbers: the running sum is exact for ever.
#[derive(Debug, Clone, Default)]
pub struct Boxcar {
    history: Vec<i64>,
    next: usize,
    sum: i64,
}

impl Boxcar {
    /// Makes room for a window of `length` samples (at least 1) and rests at gain 1. Allocates.
    pub fn prepare(&mut self, length: usize) {
        self.history = vec![UNITY; length.max(1)];
        self.reset();
    }

    /// Rests at gain 1.
    pub fn reset(&mut self) {
        self.history.fill(UNITY);
        self.next = 0;
        self.sum = UNITY * self.history.len() as i64;
    }

    /// Takes the next gain and returns the average, never above the largest gain in the window.
    pub fn next_gain(&mut self, gain: f64) -> f64 {
        let gain = (gain.clamp(0.0, 1.0) * UNITY as f64) as i64;
        self.sum += gain - self.history[self.next];
        self.history[self.next] = gain;
        self.next = (self.next + 1) % self.history.len();
        self.sum as f64 / (UNITY * self.history.len() as i64) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn returns_to_exactly_one_after_any_history() {
        let mut boxcar = Boxcar::default();
        boxcar.prepare(97);
        for n in 0..10_000 {
            boxcar.next_gain(f64::from(n % 1000) / 1003.0);
        }
        let last = (0..97).map(|_| boxcar.next_gain(1.0)).last().unwrap();
        assert_eq!(last, 1.0);
    }
}
