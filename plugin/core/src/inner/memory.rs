//! Memory: moments in which the outside creeps back.

use crate::base::{Change, Frame, Layout, PerEar, Spec, Stage};

/// Settings of memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemorySettings {
    /// How much of it there is, 0..1.
    pub memory: f32,
    /// How much of the outside each ear has lost, dB: nothing comes back that has not gone.
    pub outer_db: PerEar<f32>,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for MemorySettings {
    fn default() -> Self {
        Self { memory: 0.0, outer_db: PerEar::same(0.0), depth: 1.0, seed: 1, layout: None }
    }
}

/// Adds moments of what entered to what is heard of it. Latency 0.
#[derive(Default)]
pub struct Memory {
    settings: MemorySettings,
}

impl Memory {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        true
    }
}

impl Stage for Memory {
    type Settings = MemorySettings;

    fn prepare(&mut self, _spec: &Spec) {}

    fn set(&mut self, settings: &MemorySettings, _change: Change) {
        self.settings = *settings;
    }

    fn reset(&mut self) {}

    fn process(&mut self, _frame: &mut Frame<'_>) {}
}
