//! How loud each of the head's own sounds is.

use crate::base::{Chunk, Ear, Frame, PerEar, SEGMENT, Stage};
use crate::engine::meters::peak;

/// Measures what stages add to what the head makes, one after the other.
pub struct Peaks<const STAGES: usize> {
    /// Largest magnitudes since they were last taken.
    largest: [PerEar<f32>; STAGES],
    /// Those of this frame, before trim and cap.
    added: [PerEar<f32>; STAGES],
    /// What there was before a stage.
    before: PerEar<Chunk>,
}

impl<const STAGES: usize> Default for Peaks<STAGES> {
    fn default() -> Self {
        let silent = [PerEar::same(0.0); STAGES];
        Self { largest: silent, added: silent, before: PerEar::same([0.0; SEGMENT]) }
    }
}

impl<const STAGES: usize> Peaks<STAGES> {
    /// Largest magnitudes since the last call.
    pub fn take(&mut self) -> [PerEar<f32>; STAGES] {
        std::mem::replace(&mut self.largest, [PerEar::same(0.0); STAGES])
    }

    /// Lets `stage`, number `which` here, work on `frame`, and measures what it adds if that is `watched`.
    pub fn process(&mut self, which: usize, stage: &mut impl Stage, frame: &mut Frame<'_>, watched: bool) {
        let len = frame.len;
        if !watched {
            stage.process(frame);
            self.added[which] = PerEar::same(0.0);
            return;
        }
        for (before, generated) in self.before.iter_mut().zip(frame.generated.iter()) {
            before[..len].copy_from_slice(&generated[..len]);
        }
        stage.process(frame);
        for ear in Ear::BOTH {
            let (before, after) = (&mut self.before[ear][..len], &frame.generated[ear][..len]);
            before.iter_mut().zip(after).for_each(|(before, after)| *before = after - *before);
            self.added[which][ear] = peak(before);
        }
    }

    /// Closes a frame whose generated sound has been turned down by these gains.
    pub fn close(&mut self, gains: PerEar<f32>) {
        for (largest, added) in self.largest.iter_mut().zip(&self.added) {
            *largest = PerEar::from_fn(|ear| largest[ear].max(gains[ear] * added[ear]));
        }
    }
}
