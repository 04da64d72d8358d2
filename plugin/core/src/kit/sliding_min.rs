//! The smallest of the last samples, at a constant cost per sample.

/// Minimum over a sliding window, by a queue of candidates (Lemire 2006): each sample enters and leaves once.
#[derive(Debug, Clone, Default)]
pub struct SlidingMin {
    /// Candidates, rising in value and in age order, in a ring: (sample number, value).
    queue: Vec<(u64, f64)>,
    head: usize,
    count: usize,
    now: u64,
    window: u64,
}

impl SlidingMin {
    /// Makes room for a window of `length` samples (at least 1). Allocates.
    pub fn prepare(&mut self, length: usize) {
        self.queue = vec![(0, 0.0); length.max(1) + 1];
        self.window = length.max(1) as u64;
        self.reset();
    }

    /// Forgets everything; the first value returned is the first given.
    pub fn reset(&mut self) {
        self.head = 0;
        self.count = 0;
        self.now = 0;
    }

    /// Takes the next sample and returns the smallest of the last `length`, this one included.
    pub fn next_min(&mut self, value: f64) -> f64 {
        let capacity = self.queue.len();
        while self.count > 0 && self.queue[(self.head + self.count - 1) % capacity].1 >= value {
            self.count -= 1;
        }
        self.queue[(self.head + self.count) % capacity] = (self.now, value);
        self.count += 1;
        if self.queue[self.head].0 + self.window <= self.now {
            self.head = (self.head + 1) % capacity;
            self.count -= 1;
        }
        self.now += 1;
        self.queue[self.head].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;

    #[test]
    fn agrees_with_looking_at_every_sample() {
        for window in [1, 2, 7, 64] {
            let mut sliding = SlidingMin::default();
            sliding.prepare(window);
            let values: Vec<f64> = (0..2000).map(|n| f64::from(Random::new(3, 0).bipolar(n))).collect();
            for n in 0..values.len() {
                let expected =
                    values[n.saturating_sub(window - 1)..=n].iter().copied().fold(f64::MAX, f64::min);
                assert_eq!(sliding.next_min(values[n]), expected);
            }
        }
    }
}
