//! Phases between two draws of their noise.

use crate::base::bands::{LANES, Pair};
use crate::kit::turn::turned;
use crate::kit::wide::{Simd, f32x8, pair, unpair};

/// How the phases of a group's bands turn from one draw to the next: by multiplication.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Phasors of the next sample, and what each sample turns them by.
    pub now: Pair,
    pub step: Pair,
}

impl Default for Span {
    fn default() -> Self {
        let still = [[1.0; LANES], [0.0; LANES]];
        Self { now: still, step: still }
    }
}

impl Span {
    /// To turn on from here.
    #[inline(always)]
    pub fn turning<S: Simd>(&self, simd: S) -> Turning<S> {
        Turning { now: pair(simd, &self.now), step: pair(simd, &self.step) }
    }

    /// Goes on from there next time.
    #[inline(always)]
    pub fn rest<S: Simd>(&mut self, turning: &Turning<S>) {
        self.now = unpair(turning.now);
    }
}

/// Phases that turn.
pub struct Turning<S: Simd> {
    now: [f32x8<S>; 2],
    step: [f32x8<S>; 2],
}

impl<S: Simd> Turning<S> {
    /// Phasors of the next sample.
    #[inline(always)]
    pub fn next(&mut self) -> [f32x8<S>; 2] {
        let phasors = self.now;
        self.now = turned(phasors, self.step);
        phasors
    }
}
