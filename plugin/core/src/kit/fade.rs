//! A raised-cosine move from one weight to another that can turn round in the middle without a kink.

/// Moves that may be under way at once; one more starts over from where the weight is.
const MOST_MOVES: usize = 3;

/// A weight on its way. Settled weights are exactly the target.
///
/// Moves add up: a new target adds a raised cosine of its own to those still under way, so that also the slope is
/// continuous. Where a shorter move overtakes a longer one the sum may pass the target for a while.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fade {
    to: f64,
    moves: [Move; MOST_MOVES],
}

/// One raised cosine: `step` in all, over `length` samples.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Move {
    step: f64,
    position: usize,
    length: usize,
}

impl Move {
    const OVER: Self = Self { step: 0.0, position: 0, length: 0 };

    const fn is_over(&self) -> bool {
        self.position >= self.length
    }

    /// What is still to come of the step.
    fn ahead(&self) -> f64 {
        if self.is_over() {
            return 0.0;
        }
        let turn = std::f64::consts::PI * self.position as f64 / self.length as f64;
        self.step * (0.5 + 0.5 * libm::cos(turn))
    }
}

impl Fade {
    /// A weight at rest.
    pub const fn resting(weight: f64) -> Self {
        Self { to: weight, moves: [Move::OVER; MOST_MOVES] }
    }

    /// Heads for `target`, starting with the next sample, to arrive `samples` later. A no-op if already heading there.
    pub fn head_for(&mut self, target: f64, samples: usize) {
        if target == self.to {
            return;
        }
        let here = self.weight();
        let next = |step| Move { step, position: 0, length: samples };
        if let Some(free) = self.moves.iter_mut().find(|under_way| under_way.is_over()) {
            *free = next(target - self.to);
        } else {
            self.moves = [next(target - here), Move::OVER, Move::OVER];
        }
        self.to = target;
    }

    /// Where the weight ends up.
    pub const fn target(&self) -> f64 {
        self.to
    }

    /// Whether the weight has arrived.
    pub const fn is_settled(&self) -> bool {
        let [a, b, c] = &self.moves;
        a.is_over() && b.is_over() && c.is_over()
    }

    /// Whether the weight rests at `weight`.
    pub fn rests_at(&self, weight: f64) -> bool {
        self.is_settled() && self.to == weight
    }

    /// The weights for the next samples.
    pub fn fill(&mut self, weights: &mut [f32]) {
        if self.is_settled() {
            weights.fill(self.to as f32);
        } else {
            weights.fill_with(|| self.next_weight() as f32);
        }
    }

    /// The weight for the next sample, and one sample on.
    pub fn next_weight(&mut self) -> f64 {
        if self.is_settled() {
            return self.to;
        }
        self.moves
            .iter_mut()
            .filter(|under_way| !under_way.is_over())
            .for_each(|under_way| under_way.position += 1);
        self.weight()
    }

    /// The weight at the last sample.
    pub fn weight(&self) -> f64 {
        self.to - self.moves.iter().map(Move::ahead).sum::<f64>()
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
    fn turns_round_without_a_jump_or_a_corner() {
        let mut fade = Fade::resting(0.0);
        fade.head_for(1.0, 100);
        let mut weights: Vec<f64> = (0..60).map(|_| fade.next_weight()).collect();
        fade.head_for(0.0, 100);
        weights.extend((0..100).map(|_| fade.next_weight()));
        // The second difference of one raised cosine is at most half of (pi / 100) squared; of two, twice that.
        let bends = weights.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).abs());
        assert!(bends.fold(0.0, f64::max) < 0.001);
        assert_eq!(weights[159], 0.0);
        assert!(fade.rests_at(0.0));
    }

    #[test]
    fn any_number_of_turns_ends_exactly_at_the_last_target() {
        let mut fade = Fade::resting(1.0);
        for turn in 0..11 {
            fade.head_for(f64::from(turn % 2), 100);
            (0..7).for_each(|_| _ = fade.next_weight());
        }
        (0..100).for_each(|_| _ = fade.next_weight());
        assert!(fade.rests_at(0.0));
    }
}
