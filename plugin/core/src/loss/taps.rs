//! One filter on its way from one curve to the next.

use crate::base::{Chunk, SEGMENT};
use crate::kit::blend::mix;
use crate::kit::fir;

use super::late::{Late, LateTaps};

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
    late: LateTaps,
    kind: Kind,
}

impl Taps {
    /// Becomes a set of this kind; a filter's taps are what `design` writes, first tap first.
    fn become_kind(&mut self, kind: Kind, late: &mut Late, design: impl FnOnce(&mut [f32])) {
        if kind == Kind::Filter {
            design(&mut self.reversed);
            self.reversed.reverse();
            late.transform(&self.reversed, &mut self.late);
        } else if self.kind != kind {
            self.rest(kind);
        }
        self.kind = kind;
    }

    /// Becomes a set that filters nothing.
    fn rest(&mut self, kind: Kind) {
        self.kind = kind;
        self.reversed.fill(0.0);
        self.late.clear();
        if let Some(first) = self.reversed.last_mut().filter(|_| kind == Kind::Identity) {
            *first = 1.0;
        }
    }

    fn copy_from(&mut self, other: &Self) {
        self.reversed.copy_from_slice(&other.reversed);
        self.late.copy_from(&other.late);
        self.kind = other.kind;
    }

    /// `window` ends with the samples to be filtered and holds a block less one sample besides, `late` is what late taps
    /// bring.
    fn filter(&self, window: &[f32], late: &[f32], output: &mut [f32]) {
        match self.kind {
            Kind::Identity => output.copy_from_slice(&window[window.len() - output.len()..]),
            Kind::Silent => output.fill(0.0),
            Kind::Filter => {
                let early = window.len() - output.len() + 1;
                fir::convolve(&self.reversed[self.reversed.len() - early..], window, output);
                output.iter_mut().zip(late).for_each(|(y, late)| *y += late);
            }
        }
    }
}

impl TapPair {
    /// Makes room for `taps` taps and rests at `kind`, which needs no design. Allocates.
    pub fn prepare(&mut self, taps: usize, kind: Kind, late: &Late) {
        for set in [&mut self.older, &mut self.newer] {
            set.reversed = vec![0.0; taps];
            set.late = late.taps();
            set.rest(kind);
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
    pub fn depart(&mut self, weight: f32, kind: Kind, late: &mut Late, design: impl FnOnce(&mut [f32])) {
        if !self.settled && weight < 1.0 {
            for (older, newer) in self.older.reversed.iter_mut().zip(&self.newer.reversed) {
                *older = mix(*older, *newer, weight);
            }
            self.older.late.approach(&self.newer.late, weight);
            self.older.kind = Kind::Filter;
        } else {
            std::mem::swap(&mut self.older, &mut self.newer);
        }
        self.newer.become_kind(kind, late, design);
        self.settled = self.older.kind == kind && kind != Kind::Filter;
    }

    /// Whether the filter rests at a set of this kind.
    pub fn rests_at(&self, kind: Kind) -> bool {
        self.settled && self.newer.kind == kind
    }

    /// Late taps of the older and the newer set, as far as they are heard.
    pub fn late(&self) -> [Option<&LateTaps>; 2] {
        let of = |set: &'_ Taps| set.kind == Kind::Filter;
        [
            (!self.settled && of(&self.older)).then_some(&self.older.late),
            of(&self.newer).then_some(&self.newer.late),
        ]
    }

    /// Filters: `window` holds a block less one sample of the past and the samples to be filtered, `late` what the older and
    /// the newer set's late taps bring, `weights` the newer set's share in each.
    pub fn filter(&self, window: &[f32], late: [&[f32]; 2], weights: &[f32], output: &mut [f32]) {
        self.newer.filter(window, late[1], output);
        if self.settled {
            return;
        }
        let mut older: Chunk = [0.0; SEGMENT];
        let older = &mut older[..output.len()];
        self.older.filter(window, late[0], older);
        for ((newer, older), weight) in output.iter_mut().zip(older).zip(weights) {
            *newer = mix(*older, *newer, *weight);
        }
    }
}
