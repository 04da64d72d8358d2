//! One ear's filter on its way from one curve to the next.

use crate::base::{Chunk, SEGMENT};
use crate::kit::blend::mix;
use crate::kit::fir;

/// Two sets of taps, last tap first, and whether either does nothing at all.
#[derive(Debug, Clone, Default)]
pub struct TapPair {
    older: Taps,
    newer: Taps,
    settled: bool,
}

#[derive(Debug, Clone, Default)]
struct Taps {
    reversed: Vec<f32>,
    identity: bool,
}

impl Taps {
    fn make_identity(&mut self) {
        self.reversed.fill(0.0);
        if let Some(first) = self.reversed.last_mut() {
            *first = 1.0;
        }
        self.identity = true;
    }

    /// `window` ends with the samples to be filtered.
    fn filter(&self, window: &[f32], output: &mut [f32]) {
        if self.identity {
            output.copy_from_slice(&window[window.len() - output.len()..]);
        } else {
            fir::convolve(&self.reversed, window, output);
        }
    }
}

impl TapPair {
    /// Makes room for `taps` taps; the filter does nothing. Allocates.
    pub fn prepare(&mut self, taps: usize) {
        self.older.reversed = vec![0.0; taps];
        self.newer.reversed = vec![0.0; taps];
        self.older.make_identity();
        self.newer.make_identity();
        self.settled = true;
    }

    /// Leaves the older set behind: the filter rests at the newer.
    pub fn settle(&mut self) {
        if !self.settled {
            self.older.reversed.copy_from_slice(&self.newer.reversed);
            self.older.identity = self.newer.identity;
            self.settled = true;
        }
    }

    /// Starts from where the filter is, `weight` of the way to the newer set, towards taps that `design` writes (first
    /// tap first) unless `identity`.
    pub fn depart(&mut self, weight: f32, identity: bool, design: impl FnOnce(&mut [f32])) {
        if !self.settled && weight < 1.0 {
            for (older, newer) in self.older.reversed.iter_mut().zip(&self.newer.reversed) {
                *older = mix(*older, *newer, weight);
            }
            self.older.identity = false;
        } else {
            std::mem::swap(&mut self.older, &mut self.newer);
        }
        if identity {
            self.newer.make_identity();
        } else {
            design(&mut self.newer.reversed);
            self.newer.reversed.reverse();
            self.newer.identity = false;
        }
        self.settled = false;
    }

    /// Copies another pair: the same filter for another ear.
    pub fn copy_from(&mut self, other: &Self) {
        self.older.reversed.copy_from_slice(&other.older.reversed);
        self.newer.reversed.copy_from_slice(&other.newer.reversed);
        self.older.identity = other.older.identity;
        self.newer.identity = other.newer.identity;
        self.settled = other.settled;
    }

    /// Whether the filter rests at doing nothing.
    pub fn rests_at_identity(&self) -> bool {
        self.settled && self.newer.identity
    }

    /// Filters: `window` holds the past and the samples to be filtered, `weights` the newer set's share in each.
    pub fn filter(&self, window: &[f32], weights: &[f32], output: &mut [f32]) {
        self.newer.filter(window, output);
        if self.settled {
            return;
        }
        let mut older: Chunk = [0.0; SEGMENT];
        let older = &mut older[..output.len()];
        self.older.filter(window, older);
        for ((newer, older), weight) in output.iter_mut().zip(older).zip(weights) {
            *newer = mix(*older, *newer, *weight);
        }
    }
}
