//! What the electrodes of one ear are told: a list of stimulation frames.

use crate::hearing::channels::MOST_CHANNELS;

/// Most stimulation frames in one frame of sound. A control frame lasts 1.12 ms at most, at 28.6 kHz: 5 of 3700 a
/// second begin within it, and there is room to spare.
pub const MOST_STIMULI: usize = 8;

/// One stimulation frame: every channel that is chosen fires once.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stimulus {
    /// Sample of the frame of sound at which it begins.
    pub at: usize,
    /// Samples until the next one begins, at least 1: known before, because they hang on the clock.
    pub gap: usize,
    /// What each channel that fires stands for, before current spreads: amplitude of a sine re full scale; 0 does not fire.
    pub fired: [f32; MOST_CHANNELS],
    /// What is to be heard at each channel's place, current spread included: amplitude of a sine re full scale.
    pub heard: [f32; MOST_CHANNELS],
}

/// The stimulation frames that begin within one frame of sound, in order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stimuli {
    list: [Stimulus; MOST_STIMULI],
    len: usize,
}

impl Stimuli {
    /// Empties the list.
    pub const fn clear(&mut self) {
        self.len = 0;
    }

    /// Appends a frame; one more than fits is dropped.
    pub fn push(&mut self, stimulus: Stimulus) {
        if let Some(free) = self.list.get_mut(self.len) {
            *free = stimulus;
            self.len += 1;
        }
    }

    /// The frames.
    pub fn list(&self) -> &[Stimulus] {
        &self.list[..self.len]
    }
}
