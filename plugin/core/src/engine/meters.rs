//! What the engine tells its surroundings: levels since they were last read.

use crate::base::{Chunk, Ear, PerEar, SEGMENT};
use crate::kit::ring::Ring;

/// Readings since the last call of [`super::Engine::take_meters`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meters {
    /// Largest magnitude on each ear's bus of the input.
    pub input: PerEar<f32>,
    /// Largest magnitude on each ear's bus of the output.
    pub output: PerEar<f32>,
    /// Lowest gain of the ceiling, 1 when it did nothing.
    pub ceiling_gain: f32,
    /// Share of the inside in the output at the last sample, 0..1.
    pub inside: f32,
}

impl Default for Meters {
    fn default() -> Self {
        Self { input: PerEar::same(0.0), output: PerEar::same(0.0), ceiling_gain: 1.0, inside: 0.0 }
    }
}

/// Samples the display's tap holds: enough for a picture that shows 20 Hz at 48 kHz.
pub const TAP_LEN: usize = 4096;

/// What entered and what left, both ears together, for a display; nothing is kept while nobody looks.
#[derive(Debug, Default)]
pub struct Tap {
    /// Whether somebody looks.
    pub on: bool,
    input: Ring,
    output: Ring,
}

impl Tap {
    /// Makes room. Allocates.
    pub fn prepare(&mut self) {
        self.input.prepare(TAP_LEN);
        self.output.prepare(TAP_LEN);
    }

    /// Takes `len` samples of both ear buses.
    pub fn push(&mut self, input: &PerEar<Chunk>, output: &PerEar<Chunk>, len: usize) {
        if !self.on {
            return;
        }
        for (ring, bus) in [(&mut self.input, input), (&mut self.output, output)] {
            let mono: Chunk =
                std::array::from_fn::<f32, SEGMENT, _>(|n| 0.5 * (bus[Ear::Left][n] + bus[Ear::Right][n]));
            ring.push(&mono[..len]);
        }
    }

    /// The last [`TAP_LEN`] samples of input and output, oldest first.
    pub fn newest(&self) -> (&[f32], &[f32]) {
        (self.input.newest(TAP_LEN), self.output.newest(TAP_LEN))
    }
}
