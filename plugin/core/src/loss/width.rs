//! How wide the world sounds: what an ear hears of the other side as if it came from its own.

use crate::kit::blend::mix;

/// An ear's width on its way: 1 its own side alone, 0 both sides alike.
#[derive(Debug, Clone, Copy)]
pub struct Width {
    older: f32,
    newer: f32,
}

impl Default for Width {
    fn default() -> Self {
        Self { older: 1.0, newer: 1.0 }
    }
}

impl Width {
    /// Sets out from `weight` of the way to where it was going, towards `width`.
    pub fn depart(&mut self, weight: f32, width: f32) {
        *self = Self { older: mix(self.older, self.newer, weight), newer: width };
    }

    /// Rests where it was going.
    pub fn settle(&mut self) {
        self.older = self.newer;
    }

    /// Whether the ear hears its own side alone, and goes on so.
    pub fn is_whole(self) -> bool {
        self.older == 1.0 && self.newer == 1.0
    }

    /// Narrows `own`, what the ear hears of its own side, with `other`, what it would hear of the other.
    pub fn narrow(self, weights: &[f32], other: &[f32], own: &mut [f32]) {
        for ((own, other), weight) in own.iter_mut().zip(other).zip(weights) {
            let width = mix(self.older, self.newer, *weight);
            if width < 1.0 {
                // Half of what tells the sides apart changes sides.
                *own += 0.5 * (1.0 - width) * (other - *own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_move_together_and_their_sum_stays() {
        let mut width = Width::default();
        width.depart(1.0, 0.0);
        assert!(!width.is_whole());
        let (near, far) = ([1.0; 3], [0.0; 3]);
        let narrowed = |mut own: [f32; 3], other: [f32; 3]| {
            width.narrow(&[0.0, 0.5, 1.0], &other, &mut own);
            own
        };
        assert_eq!(narrowed(near, far), [1.0, 0.75, 0.5]);
        assert_eq!(narrowed(far, near), [0.0, 0.25, 0.5]);
    }

    #[test]
    fn turns_round_where_it_is_and_ends_exactly() {
        let mut width = Width::default();
        width.depart(1.0, 0.2);
        width.depart(0.5, 1.0);
        let mut own = [1.0, -0.0];
        width.narrow(&[0.0, 1.0], &[0.0, 0.0], &mut own);
        assert!((own[0] - 0.8).abs() < 1e-6);
        assert!(own[1].is_sign_negative());
        assert!(!width.is_whole());
        width.settle();
        assert!(width.is_whole());
    }
}
