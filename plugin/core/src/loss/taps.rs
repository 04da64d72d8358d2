//! One filter on its way from one curve to the next.

use crate::base::{Chunk, SEGMENT};
use crate::kit::blend::mix;
use crate::kit::fir;

/// What a set of taps does, so that doing nothing costs nothing and is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The input goes through untouched.
    #[default]
    Identity,
    /// Nothing goes through.
    Silent,
    /// The input is filtered.
    Filter,
}

/// Two sets of taps, last tap first.
#[derive(Debug, Clone, Default)]
pub struct TapPair {
    older: Taps,
    newer: Taps,
    settled: bool,
}

#[derive(Debug, Clone, Default)]
struct Taps {
    reversed: Vec<f32>,
    kind: Kind,
}

impl Taps {
    /// Becomes a set of this kind; a filter's taps are what `design` writes, first tap first.
    fn become_kind(&mut self, kind: Kind, design: impl FnOnce(&mut [f32])) {
        self.kind = kind;
        if kind == Kind::Filter {
            design(&mut self.reversed);
            self.reversed.reverse();
            return;
        }
        self.reversed.fill(0.0);
        if let Some(first) = self.reversed.last_mut().filter(|_| kind == Kind::Identity) {
            *first = 1.0;
        }
    }

    fn copy_from(&mut self, other: &Self) {
        self.reversed.copy_from_slice(&other.reversed);
        self.kind = other.kind;
    }

    /// `window` ends with the samples to be filtered.
    fn filter(&self, window: &[f32], output: &mut [f32]) {
        match self.kind {
            Kind::Identity => output.copy_from_slice(&window[window.len() - output.len()..]),
            Kind::Silent => output.fill(0.0),
            Kind::Filter => fir::convolve(&self.reversed, window, output),
        }
    }
}

impl TapPair {
    /// Makes room for `taps` taps and rests at `kind`, which needs no design. Allocates.
    pub fn prepare(&mut self, taps: usize, kind: Kind) {
        for set in [&mut self.older, &mut self.newer] {
            set.reversed = vec![0.0; taps];
            set.become_kind(kind, |_| ());
        }
        self.settled = true;
    }

    /// Leaves the older set behind: the filter rests at the newer.
    pub fn settle(&mut self) {
        if !self.settled {
            self.older.copy_from(&self.newer);
            self.settled = true;
        }
    }

    /// Starts from where the filter is, `weight` of the way to the newer set, towards a set of this kind, whose taps
    /// `design` writes (first tap first) if it is a filter.
    pub fn depart(&mut self, weight: f32, kind: Kind, design: impl FnOnce(&mut [f32])) {
        if !self.settled && weight < 1.0 {
            for (older, newer) in self.older.reversed.iter_mut().zip(&self.newer.reversed) {
                *older = mix(*older, *newer, weight);
            }
            self.older.kind = Kind::Filter;
        } else {
            std::mem::swap(&mut self.older, &mut self.newer);
        }
        self.newer.become_kind(kind, design);
        self.settled = self.older.kind == kind && kind != Kind::Filter;
    }

    /// Whether the filter rests at a set of this kind.
    pub fn rests_at(&self, kind: Kind) -> bool {
        self.settled && self.newer.kind == kind
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
