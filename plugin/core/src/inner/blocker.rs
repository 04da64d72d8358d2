//! The blocker: an actor's earpiece that takes his own voice from him.

use crate::base::{Change, Frame, Layout, Spec, Stage};

/// Settings of the blocker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockerSettings {
    /// Whether it is on.
    pub on: bool,
    /// Its level, dB SPL.
    pub level_spl: f32,
    /// dB SPL that pink noise at -20 dBFS RMS makes at the listener.
    pub listening_level: f32,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for BlockerSettings {
    fn default() -> Self {
        Self { on: false, level_spl: 70.0, listening_level: 79.0, depth: 1.0, seed: 1, layout: None }
    }
}

/// Adds speech-shaped noise, which gives way to whoever talks by `Inside`. Latency 0.
#[derive(Default)]
pub struct Blocker {
    settings: BlockerSettings,
}

impl Blocker {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        true
    }
}

impl Stage for Blocker {
    type Settings = BlockerSettings;

    fn prepare(&mut self, _spec: &Spec) {}

    fn set(&mut self, settings: &BlockerSettings, _change: Change) {
        self.settings = *settings;
    }

    fn reset(&mut self) {}

    fn process(&mut self, _frame: &mut Frame<'_>) {}
}
