//! The way from one set of coefficients to the next, sample by sample.

use super::fade::Fade;

/// Weight of the newer of two sets of coefficients: straight over a control frame, or a raised cosine over a cut.
///
/// The last weight of either is exactly 1. Whoever mixes with these weights must take the newer output itself where the
/// weight is 1, and the older where it is 0: then no output depends on where a block ended.
#[derive(Debug, Clone, Copy)]
pub struct Blend {
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Frame { done: usize, length: usize },
    Cut(Fade),
}

impl Default for Blend {
    fn default() -> Self {
        Self::arrived()
    }
}

impl Blend {
    /// At the newer set.
    pub const fn arrived() -> Self {
        Self { state: State::Frame { done: 1, length: 1 } }
    }

    /// Starts on the way along a control frame of `length` samples.
    pub const fn over_frame(length: usize) -> Self {
        Self { state: State::Frame { done: 0, length } }
    }

    /// Starts on the way along a cut of `samples`.
    pub fn over_cut(samples: usize) -> Self {
        let mut fade = Fade::resting(0.0);
        fade.head_for(1.0, samples);
        Self { state: State::Cut(fade) }
    }

    /// Whether the newer set has taken over.
    pub const fn is_done(&self) -> bool {
        match self.state {
            State::Frame { done, length } => done >= length,
            State::Cut(fade) => fade.is_settled(),
        }
    }

    /// Whether a cut is under way: grids wait for it.
    pub const fn is_cutting(&self) -> bool {
        matches!(self.state, State::Cut(fade) if !fade.is_settled())
    }

    /// Weight of the newer set at the last sample.
    pub fn weight(&self) -> f32 {
        match self.state {
            State::Frame { done, length } => frame_weight(done, length),
            State::Cut(fade) => fade.weight() as f32,
        }
    }

    /// Weights of the next samples.
    pub fn fill(&mut self, weights: &mut [f32]) {
        if self.is_done() {
            weights.fill(1.0);
            return;
        }
        match &mut self.state {
            State::Frame { done, length } => {
                for weight in weights {
                    *done = (*done + 1).min(*length);
                    *weight = frame_weight(*done, *length);
                }
            }
            State::Cut(fade) => fade.fill(weights),
        }
    }
}

fn frame_weight(done: usize, length: usize) -> f32 {
    if done >= length { 1.0 } else { done as f32 / length as f32 }
}

/// `older` and `newer` mixed by `weight`, each exactly itself at its end of the way.
#[inline]
pub fn mix(older: f32, newer: f32, weight: f32) -> f32 {
    if weight >= 1.0 {
        newer
    } else if weight <= 0.0 {
        older
    } else {
        older + (newer - older) * weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_end_exactly_at_the_newer_set_whatever_the_blocks() {
        for make in [|| Blend::over_frame(100), || Blend::over_cut(100)] {
            let mut whole = [0.0; 120];
            make().fill(&mut whole);
            let (mut blend, mut parts) = (make(), [0.0; 120]);
            for part in parts.chunks_mut(7) {
                blend.fill(part);
            }
            assert_eq!(whole, parts);
            assert!(whole[98] < 1.0);
            assert!(whole[99..].iter().all(|weight| *weight == 1.0));
            assert!(blend.is_done());
        }
    }
}
