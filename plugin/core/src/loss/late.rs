//! What a long filter's late taps bring, a block at a time: a convolution partitioned on the sample clock.
//!
//! Only the first block's worth of taps needs samples of the block under way; those, sample by sample, leave no delay. All
//! later taps reach back beyond the block's beginning, so that what they bring to the whole of it is known there (overlap
//! and save, with the past as spectra: Gardner 1995). Blocks lie on the clock's grid, and so the bits are the same
//! whatever the host's blocks are.

use crate::base::bands::Pair;
use crate::kit::fft::RealFft;
use crate::kit::ring::Ring;
use crate::kit::wide::{SimdBase, dispatch, f32x8, level, pair, unpair};

use super::taps::TapPair;

/// The late taps of one filter: a spectrum for each block's worth.
#[derive(Debug, Clone, Default)]
pub struct LateTaps(Vec<Vec<Pair>>);

/// A channel's past: the spectra of two blocks at a time, the newest first, each a block before the one before it.
#[derive(Debug, Clone, Default)]
struct Past {
    spectra: Vec<Vec<Pair>>,
    /// They are those of the block under way.
    valid: bool,
}

/// Pasts and what it takes to use them.
#[derive(Debug, Clone)]
pub struct Late {
    fft: RealFft,
    block: usize,
    pasts: Vec<Past>,
    time: Vec<f32>,
    sum: Vec<Pair>,
    /// Position at which the next samples are expected.
    expected: Option<i64>,
}

impl Late {
    /// For filters of `taps` taps, a multiple of `block`, on `channels` channels. Allocates.
    pub fn new(block: usize, taps: usize, channels: usize) -> Self {
        let fft = RealFft::new(2 * block);
        let past = Past { spectra: vec![fft.spectrum(); taps / block - 1], valid: false };
        Self {
            block,
            pasts: vec![past; channels],
            time: vec![0.0; 2 * block],
            sum: fft.spectrum(),
            expected: None,
            fft,
        }
    }

    /// Samples of a block.
    pub const fn block(&self) -> usize {
        self.block
    }

    /// Room for a filter's late taps. Allocates.
    pub fn taps(&self) -> LateTaps {
        LateTaps(vec![self.fft.spectrum(); self.pasts.first().map_or(0, |past| past.spectra.len())])
    }

    /// Works out what `late` is for a filter, its last tap first.
    pub fn transform(&mut self, reversed: &[f32], late: &mut LateTaps) {
        let blocks = reversed.chunks_exact(self.block).rev().skip(1);
        for (spectrum, taps) in late.0.iter_mut().zip(blocks) {
            self.time[self.block..].fill(0.0);
            for (time, tap) in self.time.iter_mut().zip(taps.iter().rev()) {
                *time = *tap;
            }
            self.fft.forward(&self.time, spectrum);
        }
    }

    /// Before `len` samples from `position` on are heard, which cross no block's beginning: whether a block begins, or is
    /// another than was expected.
    pub fn begins(&mut self, position: i64, len: usize) -> bool {
        let expected = self.expected.replace(position.wrapping_add(len as i64));
        let into = position.rem_euclid(self.block as i64);
        if expected != Some(position) {
            self.pasts.iter_mut().for_each(|past| past.valid = false);
            return true;
        }
        into == 0
    }

    /// Takes the past of channel number `channel` when a block has begun that is `into` samples old, `ring` holding what was
    /// heard until now.
    pub fn follow(&mut self, channel: usize, ring: &Ring, into: usize) {
        let past = &mut self.pasts[channel];
        if past.valid {
            for newer in (1..past.spectra.len()).rev() {
                past.spectra.swap(newer, newer - 1);
            }
            self.fft.forward(ring.delayed(into, 2 * self.block), &mut past.spectra[0]);
            return;
        }
        past.valid = true;
        for (back, spectrum) in past.spectra.iter_mut().enumerate() {
            self.fft.forward(ring.delayed(into + back * self.block, 2 * self.block), spectrum);
        }
    }

    /// Nobody follows channels' pasts from now on, or there is none.
    pub fn lose(&mut self) {
        self.expected = None;
    }

    /// Writes what late taps bring to a block of channel number `channel`.
    pub fn bring(&mut self, channel: usize, late: &LateTaps, output: &mut [f32]) {
        let spectra = &self.pasts[channel].spectra;
        dispatch!(level(), simd => {
            for (bin, sum) in self.sum.iter_mut().enumerate() {
                let [mut re, mut im] = [f32x8::splat(simd, 0.0); 2];
                for (past, taps) in spectra.iter().zip(&late.0) {
                    let ([a, b], [c, d]) = (pair(simd, &past[bin]), pair(simd, &taps[bin]));
                    re += a * c - b * d;
                    im += a * d + b * c;
                }
                *sum = unpair([re, im]);
            }
        });
        self.fft.inverse(&self.sum, &mut self.time);
        let scale = 1.0 / self.block as f32;
        output.iter_mut().zip(&self.time[self.block..]).for_each(|(y, x)| *y = x * scale);
    }
}

/// What late taps bring to the block under way, worked out once for each filter and channel.
#[derive(Debug, Clone)]
pub struct Tails {
    list: Vec<Tail>,
    channels: usize,
    /// Counts what they were worked out for.
    now: u64,
    /// Samples of the block that are over.
    pub into: usize,
}

/// What the older and the newer set bring.
#[derive(Debug, Clone)]
struct Tail {
    made: u64,
    sets: [Vec<f32>; 2],
}

impl Tails {
    /// Room for blocks of so many filters on so many channels. Allocates.
    pub fn new(block: usize, filters: usize, channels: usize) -> Self {
        let tail = Tail { made: 0, sets: [vec![0.0; block], vec![0.0; block]] };
        Self { list: vec![tail; filters * channels], channels, now: 1, into: 0 }
    }

    /// Another block, or other taps.
    pub const fn renew(&mut self) {
        self.now += 1;
    }

    /// What filter number `filter`, which is `pair`, has still to come of the block in channel number `channel`: by its older
    /// and its newer set.
    pub fn of(&mut self, late: &mut Late, filter: usize, pair: &TapPair, channel: usize) -> [&[f32]; 2] {
        let tail = &mut self.list[filter * self.channels + channel];
        if tail.made != self.now {
            tail.made = self.now;
            for (set, taps) in tail.sets.iter_mut().zip(pair.late()) {
                if let Some(taps) = taps {
                    late.bring(channel, taps, set);
                }
            }
        }
        let [older, newer] = &tail.sets;
        [&older[self.into..], &newer[self.into..]]
    }
}

impl LateTaps {
    /// There are none.
    pub fn clear(&mut self) {
        self.0.iter_mut().flatten().for_each(|bins| *bins = Pair::default());
    }

    /// Becomes what lies `weight` of the way from here to `other`.
    pub fn approach(&mut self, other: &Self, weight: f32) {
        for (own, other) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            for (own, other) in own.as_flattened_mut().iter_mut().zip(other.as_flattened()) {
                *own += (other - *own) * weight;
            }
        }
    }

    /// Becomes a copy of `other`, of the same length.
    pub fn copy_from(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| own.copy_from_slice(other));
    }
}
