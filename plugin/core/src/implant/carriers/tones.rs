//! Sines, side by side.

use super::phasors::Phasors;
use super::ramp::{Levels, Piece};
use crate::kit::lanes::{Group, LANES};

/// `G` groups of sines.
#[derive(Debug, Clone)]
pub struct Tones<const G: usize> {
    /// Their phases.
    pub phasors: [Phasors; G],
}

impl<const G: usize> Default for Tones<G> {
    fn default() -> Self {
        Self { phasors: std::array::from_fn(|_| Phasors::default()) }
    }
}

impl<const G: usize> Tones<G> {
    /// As freshly tuned.
    pub fn reset(&mut self) {
        self.phasors.iter_mut().for_each(Phasors::reset);
    }

    /// Adds a piece of them, as loud as `levels` times `share`.
    pub fn sing(
        &mut self,
        piece: &Piece<'_>,
        levels: &Levels<G>,
        share: f32,
        control: usize,
        sums: &mut [Group],
    ) {
        for (group, phasors) in self.phasors.iter_mut().enumerate() {
            if levels.is_silent(group) {
                continue;
            }
            let (from, to) = (&levels.older[group], &levels.newer[group]);
            phasors.seek(piece.start, control);
            phasors.run(piece.weights.iter().zip(&mut *sums), |(weights, sum), re, _| {
                let [older, newer] = weights.map(|weight| weight * share);
                for lane in 0..LANES {
                    sum[lane] += (from[lane] * older + to[lane] * newer) * re[lane];
                }
            });
        }
    }
}
