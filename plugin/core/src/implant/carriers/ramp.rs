//! The way from one stimulation frame's levels to the next: straight, and over exactly when the next one begins.

use crate::kit::lanes::{Group, LANES};

/// How far along the way is; the same for all channels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timeline {
    /// Samples since the last stimulation frame began, and until it is reached.
    done: usize,
    gap: usize,
}

impl Timeline {
    /// Starts on the way to a new frame, over `gap` samples.
    pub const fn begin(&mut self, gap: usize) {
        *self = Self { done: 0, gap };
    }

    /// Samples since the last stimulation frame began.
    pub const fn done(&self) -> usize {
        self.done
    }

    /// Weights of the older and the newer levels at the last sample.
    pub fn weights(&self) -> [f32; 2] {
        if self.done >= self.gap {
            return [0.0, 1.0];
        }
        let newer = self.done as f32 / self.gap as f32;
        [1.0 - newer, newer]
    }

    /// One sample on.
    pub fn step(&mut self) -> [f32; 2] {
        self.done = self.done.saturating_add(1);
        self.weights()
    }
}

/// Sound between stimulation frames.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Weights of the older and the newer levels, by sample.
    pub weights: &'a [[f32; 2]],
    /// Position of its first sample.
    pub start: i64,
}

/// Levels of `G` groups of voices at both ends of the way.
#[derive(Debug, Clone)]
pub struct Levels<const G: usize> {
    /// Where the way began.
    pub older: [Group; G],
    /// Where it leads.
    pub newer: [Group; G],
}

impl<const G: usize> Default for Levels<G> {
    fn default() -> Self {
        Self { older: [[0.0; LANES]; G], newer: [[0.0; LANES]; G] }
    }
}

impl<const G: usize> Levels<G> {
    /// Leads on to other levels, from where the way is by the last sample's weights.
    pub fn begin(&mut self, aims: &[Group; G], [older, newer]: [f32; 2]) {
        for ((from, to), aim) in self.older.iter_mut().zip(&mut self.newer).zip(aims) {
            *from = std::array::from_fn(|lane| from[lane] * older + to[lane] * newer);
            *to = *aim;
        }
    }

    /// Whether nothing of a group sounds.
    pub fn is_silent(&self, group: usize) -> bool {
        self.older[group].iter().chain(&self.newer[group]).all(|level| *level == 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_straight_end_exactly_and_turn_without_a_jump() {
        let (mut timeline, mut levels) = (Timeline::default(), Levels::<1>::default());
        let mut heard = vec![];
        for (aim, gap, run) in [(0.3, 7, 7), (0.7, 5, 9), (0.1, 10, 4), (0.0, 3, 5)] {
            levels.begin(&[[aim; LANES]], timeline.weights());
            timeline.begin(gap);
            for _ in 0..run {
                let [older, newer] = timeline.step();
                heard.push(levels.older[0][3] * older + levels.newer[0][3] * newer);
            }
        }
        assert_eq!((heard[6], heard[11], heard[15], heard[22], heard[24]), (0.3, 0.7, 0.7, 0.0, 0.0));
        assert!((heard[19] - 0.46).abs() < 1e-6);
        assert!(heard.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.16));
    }
}
