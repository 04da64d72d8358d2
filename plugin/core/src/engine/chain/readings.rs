//! What the display gets to see of the engine.

use crate::base::{Chunk, Ear, PerEar, SEGMENT};
use crate::engine::buses::mix_ears;
use crate::engine::entry::Entry;
use crate::engine::meters::{Meters, Tap};

use super::Engine;

impl<E: Entry> Engine<E> {
    /// Readings since the last call; none are made while the display's tap is off.
    pub fn take_meters(&mut self) -> Meters {
        let ceiling_gain = self.head.take_lowest_gain();
        let inside = self.perspective.inside_share();
        let gain = if inside > 0.0 { ceiling_gain } else { 1.0 };
        Meters { ceiling_gain: gain, inside, ..std::mem::take(&mut self.meters) }
    }

    /// The display's tap: switch it on while somebody looks.
    pub const fn tap(&mut self) -> &mut Tap {
        &mut self.tap
    }

    pub(super) fn measure(&mut self, len: usize) {
        let peak = |chunk: &Chunk| chunk[..len].iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
        let mut output = PerEar::same([0.0; SEGMENT]);
        mix_ears(self.layout(), &self.inside, &mut output, len);
        self.tap.push(&self.buses.ears, &output, len);
        for ear in Ear::BOTH {
            self.meters.input[ear] = self.meters.input[ear].max(peak(&self.buses.ears[ear]));
            self.meters.output[ear] = self.meters.output[ear].max(peak(&output[ear]));
        }
    }
}
