//! What sees ahead: the split of each ear's sound, and Metal and the percept that are made of it.

use crate::base::{Chunk, Clock, Ear, PerEar, SEGMENT, Spec};
use crate::kit::ring::Ring;

use super::acoustic::LAG_SECONDS;
use super::metal::{Metal, MetalSettings};
use super::percept::{Percept, PerceptSettings};
use super::split::{Shape, Split};

/// One ear's.
struct Side {
    split: Split,
    metal: Metal,
    percept: Percept,
    /// What of the lead is left over.
    delayed: [Ring; 2],
}

/// Both ears'.
#[derive(Default)]
pub struct Cinema {
    sides: Vec<Side>,
    lead: usize,
    /// Samples by which sound is still too early: it is to come with the channels, or a blow would be heard twice.
    early: usize,
}

impl Cinema {
    /// Makes room: sound arrives `lead` samples before it is to be heard. Allocates.
    pub fn prepare(&mut self, spec: &Spec, lead: usize) {
        // Where there is no time to look ahead, windows are short, and their sound is late.
        let shape = if Shape::Film.sizes(spec).latency() <= lead { Shape::Film } else { Shape::Live };
        self.lead = lead;
        self.early = (lead + spec.samples(LAG_SECONDS)).saturating_sub(shape.sizes(spec).latency());
        let side = |_| {
            let mut delayed = [Ring::default(), Ring::default()];
            delayed.iter_mut().for_each(|ring| ring.prepare(self.early + SEGMENT));
            Side {
                split: Split::new(spec, shape),
                metal: Metal::new(spec, shape),
                percept: Percept::new(spec, shape),
                delayed,
            }
        };
        self.sides = Ear::BOTH.into_iter().map(side).collect();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        for side in &mut self.sides {
            side.split.reset();
            side.metal.reset();
            side.percept.reset();
            side.delayed.iter_mut().for_each(Ring::reset);
        }
    }

    /// Takes settings by ear: from the next window on.
    pub fn set(&mut self, ears: &PerEar<(MetalSettings, PerceptSettings)>) {
        for (side, (metal, percept)) in self.sides.iter_mut().zip(ears.iter()) {
            side.metal.set(metal);
            side.percept.set(percept);
        }
    }

    /// Takes what is `early` and writes Metal and the percept of what is heard at `clock`.
    pub fn process(
        &mut self,
        early: &PerEar<Chunk>,
        clock: Clock,
        len: usize,
        metal: &mut PerEar<Chunk>,
        percept: &mut PerEar<Chunk>,
    ) {
        let mut ahead = clock;
        ahead.advance(self.lead);
        for (ear, side) in Ear::BOTH.into_iter().zip(&mut self.sides) {
            let Side { split, metal: hammer, percept: voice, delayed } = side;
            split.push(&early[ear][..len], ahead, |parts| {
                hammer.hop(parts);
                voice.hop(parts);
            });
            let mut sung: Chunk = [0.0; SEGMENT];
            hammer.sing(&mut sung[..len]);
            delayed[0].push(&sung[..len]);
            metal[ear][..len].copy_from_slice(delayed[0].delayed(self.early, len));
            voice.sing(ahead, &mut sung[..len]);
            delayed[1].push(&sung[..len]);
            percept[ear][..len].copy_from_slice(delayed[1].delayed(self.early, len));
        }
    }
}
