//! What stages pass along: a short run of samples of every channel, never across a control frame's edge.

use super::{Bands, Clock, PerEar};

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
    /// What entered by the same channels, untouched.
    pub outside: &'a [Chunk],
    /// What the head makes itself, by ear; generators add to it. It is capped.
    pub generated: &'a mut PerEar<Chunk>,
    /// Mean square that what each generator adds has in the long run, summed up by ear: so that the cap need not wait.
    pub declared: &'a mut PerEar<f32>,
    /// What reaches each ear by another way than the air, by ear: touch, talkback. It is not capped.
    pub felt: &'a mut PerEar<Chunk>,
    /// What an LFE channel may have of touch and body: their part below 120 Hz, both ears together.
    pub low: &'a mut Chunk,
    /// The ear bus of the input: what reaches each ear, after the Lo/Ro weights of [`super::Layout`].
    pub ears: &'a PerEar<Chunk>,
    /// The same of what enters at this moment: ahead of [`ears`](Self::ears) by the lead that stages were told of, for
    /// those that have to see what comes.
    pub early: &'a PerEar<Chunk>,
    /// What a contact or body microphone (or talkback) brings, by ear: the auxiliary input `Inside`, or silence.
    pub inside: &'a PerEar<Chunk>,
    /// Complex envelopes of the ear bus in auditory bands, turned down to 0 Hz.
    pub bands: PerEar<&'a Bands>,
    /// The same of what the detectors listen to: the ear bus, or the key.
    pub sensed: PerEar<&'a Bands>,
    /// The phasors that turn each band's envelope up to its place again.
    pub carriers: &'a Bands,
    /// What the level detectors read when this control frame began, per band: mean square re full scale. They listen
    /// to the ear bus, or to the key.
    pub levels: PerEar<&'a [f32]>,
    /// What the loss filter makes of each band in this control frame, dB; empty before that filter.
    pub gains: PerEar<&'a [f32]>,
    /// Programme position of the frame's first sample at this stage.
    pub clock: Clock,
    /// Samples in use, 1..=[`SEGMENT`].
    pub len: usize,
}
