//! A soft beginning for whoever starts to listen in the middle of sound: cut into, it would splash into every band.

use crate::base::{Chunk, Frame, PerEar, Spec};
use crate::kit::fade::Fade;

/// How long the beginning takes, seconds (design).
const SECONDS: f64 = 0.010;

/// Weight of what is heard, 0..1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Onset {
    weight: Fade,
    length: usize,
    /// Something may have been heard since the reset: where sound begins, nothing is cut into.
    under_way: bool,
}

impl Onset {
    /// Takes the sample rate.
    pub fn prepare(&mut self, spec: &Spec) {
        self.length = spec.samples(SECONDS);
    }

    /// Sound begins anew.
    pub const fn reset(&mut self) {
        self.under_way = false;
    }

    /// Sound goes on, listened to or not.
    pub const fn go_on(&mut self) {
        self.under_way = true;
    }

    /// Somebody begins to listen with the next sample.
    pub fn begin(&mut self) {
        self.weight = Fade::resting(f64::from(u8::from(!self.under_way)));
        self.weight.head_for(1.0, self.length);
    }

    /// What is heard of the frame's ear bus, and of the early one.
    pub fn hear(&mut self, frame: &Frame<'_>) -> [PerEar<Chunk>; 2] {
        let mut heard = [*frame.ears, *frame.early];
        if self.weight.rests_at(1.0) {
            return heard;
        }
        for n in 0..frame.len {
            let weight = self.weight.next_weight() as f32;
            heard.iter_mut().flat_map(PerEar::iter_mut).for_each(|bus| bus[n] *= weight);
        }
        heard
    }
}
