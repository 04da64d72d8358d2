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
    /// Which of both are at work.
    awake: [bool; 2],
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
                awake: [false; 2],
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
            side.awake = [false; 2];
        }
    }

    /// Samples by which its sound is late.
    pub fn lateness(&self) -> usize {
        self.sides.first().map_or(0, |side| side.split.latency() + self.early - self.lead)
    }

    /// Takes settings by ear: from the next window on.
    pub fn set(&mut self, ears: &PerEar<(MetalSettings, PerceptSettings)>) {
        for (side, (metal, percept)) in self.sides.iter_mut().zip(ears.iter()) {
            side.metal.set(metal);
            side.percept.set(percept);
        }
    }

    /// Takes what is `early` and writes Metal and the percept of what is heard at `clock`: those that are `wanted`, in this
    /// order; the others rest.
    pub fn process(
        &mut self,
        early: &PerEar<Chunk>,
        wanted: &PerEar<[bool; 2]>,
        clock: Clock,
        len: usize,
        sung: &mut [PerEar<Chunk>; 2],
    ) {
        let mut ahead = clock;
        ahead.advance(self.lead);
        let [metals, percepts] = sung;
        for (ear, side) in Ear::BOTH.into_iter().zip(&mut self.sides) {
            side.wake(wanted[ear]);
            if wanted[ear] == [false; 2] {
                continue;
            }
            let Side { split, metal, percept, delayed, .. } = side;
            let [with_metal, with_percept] = wanted[ear];
            split.push(&early[ear][..len], ahead, |parts| {
                if with_metal {
                    metal.hop(parts);
                }
                if with_percept {
                    percept.hop(parts);
                }
            });
            let pass = |ring: &mut Ring, sing: &mut dyn FnMut(&mut [f32]), to: &mut Chunk| {
                sing(&mut to[..len]);
                ring.push(&to[..len]);
                to[..len].copy_from_slice(ring.delayed(self.early, len));
            };
            let [of_metal, of_percept] = delayed;
            if with_metal {
                pass(of_metal, &mut |out| metal.sing(out), &mut metals[ear]);
            }
            if with_percept {
                pass(of_percept, &mut |out| percept.sing(ahead, out), &mut percepts[ear]);
            }
        }
    }
}

impl Side {
    /// What was not listened to has heard nothing.
    fn wake(&mut self, wanted: [bool; 2]) {
        let was = std::mem::replace(&mut self.awake, wanted);
        let [metal, percept] = [0, 1].map(|n| wanted[n] && !was[n]);
        if was == [false; 2] && wanted != was {
            self.split.reset();
        }
        if metal {
            self.metal.reset();
            self.delayed[0].reset();
        }
        if percept {
            self.percept.reset();
            self.delayed[1].reset();
        }
    }
}
