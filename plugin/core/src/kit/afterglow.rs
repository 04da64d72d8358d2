//! A value that rises at once, stays for a while after what raised it has gone, and then falls away.

/// The largest of the last values, each weighed by its age: 1 while it is held, then a raised cosine down to 0.
///
/// It is looked for afresh on each step, so the past beyond hold and release is forgotten exactly.
#[derive(Debug, Clone, Default)]
pub struct Afterglow {
    /// The last values, the oldest at `next`.
    values: Vec<f64>,
    next: usize,
    /// Weight by age, steps.
    weights: Vec<f64>,
}

impl Afterglow {
    /// Prepares for a hold and a release of so many steps, and rests at 0. Allocates.
    pub fn prepare(&mut self, hold: usize, release: usize) {
        let falling = |n: usize| {
            let along = std::f64::consts::PI * (n + 1) as f64 / (release + 1) as f64;
            0.5 + 0.5 * libm::cos(along)
        };
        self.weights = std::iter::repeat_n(1.0, hold + 1).chain((0..release).map(falling)).collect();
        self.values = vec![0.0; self.weights.len()];
        self.next = 0;
    }

    /// Rests at 0.
    pub fn reset(&mut self) {
        self.values.fill(0.0);
    }

    /// Takes the next value (0 or more) and returns what is left of the largest.
    pub fn step(&mut self, value: f64) -> f64 {
        if self.values.is_empty() {
            return value;
        }
        self.values[self.next] = value;
        self.next = (self.next + 1) % self.values.len();
        let (newest, oldest) = self.values.split_at(self.next);
        let by_age = newest.iter().rev().chain(oldest.iter().rev());
        by_age.zip(&self.weights).map(|(value, weight)| value * weight).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_held_then_fall_smoothly_to_nothing() {
        let mut glow = Afterglow::default();
        glow.prepare(20, 15);
        assert_eq!(glow.step(3.0), 3.0);
        assert_eq!(glow.step(5.0), 5.0, "a rise is there at once");
        let after: Vec<f64> = (0..40).map(|_| glow.step(0.0)).collect();
        assert!(after[..20].iter().all(|value| *value == 5.0));
        assert!(after[20..35].windows(2).all(|pair| pair[1] < pair[0]));
        assert!(after[20..36].windows(2).all(|pair| pair[0] - pair[1] < 0.5));
        assert!(after[35..].iter().all(|value| *value == 0.0));
    }

    #[test]
    fn a_past_longer_than_hold_and_release_is_forgotten() {
        let mut glows = [Afterglow::default(), Afterglow::default()];
        glows.iter_mut().for_each(|glow| glow.prepare(4, 7));
        (0..5).for_each(|n| _ = glows[0].step(f64::from(n) + 9.0));
        for n in 0..40 {
            let value = (f64::from(n) * 0.9).sin().abs();
            let [a, b] = &mut glows;
            let both = (a.step(value), b.step(value));
            assert!(n < 11 || both.0.to_bits() == both.1.to_bits());
        }
    }
}
