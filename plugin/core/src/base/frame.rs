//! What stages pass along: a short run of samples of every channel, never across a control frame's edge.

use super::{Clock, PerEar};

/// Most samples in one frame.
pub const SEGMENT: usize = 128;

/// Samples of one channel in a frame; those from the frame's length on are undefined.
pub type Chunk = [f32; SEGMENT];

/// A run of samples on its way through the stages.
///
/// A frame never crosses a control-grid point of its own [`clock`](Self::clock), so a stage asks the clock once, at the
/// start, whether to recompute.
pub struct Frame<'a> {
    /// What the listener gets from outside, by channel; stages work on it in place.
    pub channels: &'a mut [Chunk],
    /// What the head makes itself, by ear; generators add to it.
    pub generated: &'a mut PerEar<Chunk>,
    /// The ear bus of the input: what reaches each ear, after the Lo/Ro weights of [`super::Layout`].
    pub ears: &'a PerEar<Chunk>,
    /// Programme position of the frame's first sample at this stage.
    pub clock: Clock,
    /// Samples in use, 1..=[`SEGMENT`].
    pub len: usize,
}
