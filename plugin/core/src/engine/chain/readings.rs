//! What the engine tells those around it: how long it sounds on, what its channels mean, and what a display shows.

use crate::base::{Chunk, Clock, Ear, Layout, PerEar};
use crate::engine::buses::mix_ears;
use crate::engine::meters::{Meters, Tap, peak};

use super::Chain;

impl Chain {
    /// Samples after the last input for which the output may still sound; `None` while an event has its course, or
    /// the head makes sound, in silence too.
    pub fn tail(&self) -> Option<usize> {
        let ends = !self.head.gate().course().moves() && !self.current.may_sound() && !self.head.sounds();
        let ends = ends && !self.silence.sounds() && !self.monitor.sounds();
        ends.then_some(self.latency + self.head.tail())
    }

    /// What the channels mean to the listener at the moment.
    pub fn layout(&self) -> Layout {
        let prepared = self.spec.layout;
        self.current.layout.filter(|layout| layout.channels() == prepared.channels()).unwrap_or(prepared)
    }

    /// Readings since the last call; none are made while the display's tap is off.
    pub fn take_meters(&mut self) -> Meters {
        let ceiling_gain = self.head.take_lowest_gain();
        let [tinnitus, body] = self.head.take_peaks();
        let inside = self.perspective.inside_share();
        let gain = if inside > 0.0 { ceiling_gain } else { 1.0 };
        Meters { tinnitus, body, ceiling_gain: gain, inside, ..std::mem::take(&mut self.meters) }
    }

    /// The display's tap: switch it on while somebody looks.
    pub const fn tap(&mut self) -> &mut Tap {
        &mut self.tap
    }

    pub(super) fn measure(&mut self, len: usize) {
        mix_ears(self.layout(), &self.inside, &mut self.buses.leaves, len);
        self.tap.push(&self.buses.ears, &self.buses.leaves, len);
        for ear in Ear::BOTH {
            let larger = |so_far: f32, chunk: &Chunk| so_far.max(peak(&chunk[..len]));
            self.meters.input[ear] = larger(self.meters.input[ear], &self.buses.ears[ear]);
            self.meters.output[ear] = larger(self.meters.output[ear], &self.buses.leaves[ear]);
        }
    }

    /// At the beginning of a column, `clock` being that of the head: notes what electrodes were told during the last.
    pub(super) fn note_electrodes(&mut self, clock: Clock) {
        if self.tap.begins_column(clock) {
            let mut columns = self.head.take_columns();
            // Processors that are off tell electrodes nothing.
            if self.current.processor_off {
                columns = PerEar::default();
            }
            self.tap.push_column(&columns);
        }
    }
}
