//! Voice clarity: the untouched middle of what entered, where words are.

use crate::base::{Chunk, Ear, PerEar, SEGMENT, Spec};
use crate::kit::band_pass::{BandEdges, BandPass};
use crate::kit::ring::Ring;

/// The middle that carries words, Hz (`story.md`, S12).
const MIDDLE_HZ: [f32; 2] = [300.0, 3500.0];

/// The middle of both ears' sound, as late as Metal and percept: words that come in pieces, one after the other, are lost.
#[derive(Debug, Clone)]
pub struct Clarity {
    ears: PerEar<(Ring, [BandPass; 2])>,
    edges: BandEdges,
    lag: usize,
}

impl Default for Clarity {
    fn default() -> Self {
        Self { ears: PerEar::from_fn(|_| Default::default()), edges: BandEdges::default(), lag: 0 }
    }
}

impl Clarity {
    /// Makes room: the middle comes `lag` samples late. Allocates.
    pub fn prepare(&mut self, spec: &Spec, lag: usize) {
        let [low, high] = MIDDLE_HZ;
        self.edges = BandEdges::new(low, high, spec.sample_rate);
        self.lag = lag;
        self.ears.iter_mut().for_each(|(ring, _)| ring.prepare(self.lag + SEGMENT));
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        for (ring, filters) in self.ears.iter_mut() {
            ring.reset();
            *filters = Default::default();
        }
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.ears.iter_mut().flat_map(|(_, filters)| filters).for_each(BandPass::hush);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.ears.iter_mut().flat_map(|(_, filters)| filters).for_each(BandPass::forget);
    }

    /// The middle of the next `len` samples of `ear`.
    pub fn run(&mut self, ear: Ear, heard: &Chunk, len: usize) -> Chunk {
        let (ring, filters) = &mut self.ears[ear];
        ring.push(&heard[..len]);
        let mut middle = [0.0; SEGMENT];
        middle[..len].copy_from_slice(ring.delayed(self.lag, len));
        filters.iter_mut().for_each(|filter| filter.run(&self.edges, &mut middle[..len]));
        middle
    }
}
