//! A raised-cosine move from one weight to another that can turn round in the middle.

/// A weight on its way. Settled weights are exactly the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fade {
    from: f64,
    to: f64,
    position: usize,
    length: usize,
}

impl Fade {
    /// A weight at rest.
    pub const fn resting(weight: f64) -> Self {
        Self { from: weight, to: weight, position: 0, length: 0 }
    }

    /// Heads for `target`, starting with the next sample, to arrive `samples` later. A no-op if already heading there.
    pub fn head_for(&mut self, target: f64, samples: usize) {
        if target != self.to {
            *self = Self { from: self.weight(), to: target, position: 0, length: samples };
        }
    }

    /// Where the weight ends up.
    pub const fn target(&self) -> f64 {
        self.to
    }

    /// Whether the weight has arrived.
    pub const fn is_settled(&self) -> bool {
        self.position >= self.length
    }

    /// Whether the weight rests at `weight`.
    pub fn rests_at(&self, weight: f64) -> bool {
        self.is_settled() && self.to == weight
    }

    /// The weight for the next sample, and one sample on.
    pub fn next_weight(&mut self) -> f64 {
        if self.is_settled() {
            return self.to;
        }
        self.position += 1;
        self.value_at(self.position)
    }

    /// The weight at the last sample.
    pub fn weight(&self) -> f64 {
        self.value_at(self.position)
    }

    fn value_at(&self, position: usize) -> f64 {
        if position >= self.length {
            return self.to;
        }
        let turn = std::f64::consts::PI * position as f64 / self.length as f64;
        self.from + (self.to - self.from) * (0.5 - 0.5 * libm::cos(turn))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrives_exactly_when_told_and_moves_at_once() {
        let mut fade = Fade::resting(0.0);
        fade.head_for(1.0, 240);
        let weights: Vec<f64> = (0..240).map(|_| fade.next_weight()).collect();
        assert!(weights[0] > 0.0);
        assert!(weights.windows(2).all(|pair| pair[1] > pair[0]));
        assert_eq!(weights[239], 1.0);
        assert!(fade.rests_at(1.0));
    }

    #[test]
    fn turns_round_without_a_jump() {
        let mut fade = Fade::resting(0.0);
        fade.head_for(1.0, 100);
        let before = (0..60).map(|_| fade.next_weight()).last().unwrap();
        fade.head_for(0.0, 100);
        assert!((fade.next_weight() - before).abs() < 0.001);
        let last = (0..99).map(|_| fade.next_weight()).last().unwrap();
        assert_eq!(last, 0.0);
    }
}
