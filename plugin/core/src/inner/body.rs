//! The body's own bed: heart, blood, breath, undertow, joints.

use crate::base::{Change, Frame, Layout, PerEar, Spec, Stage};

/// Settings of the body bed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodySettings {
    /// From none (0) by rest ([`crate::parameters::BODY_AT_REST`]) to agitation (1).
    pub body: f32,
    /// How much of the outside each ear has lost, dB.
    pub outer_db: PerEar<f32>,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for BodySettings {
    fn default() -> Self {
        Self { body: 0.0, outer_db: PerEar::same(0.0), depth: 1.0, seed: 1, layout: None }
    }
}

/// Adds the body's sound to what each ear makes. Latency 0.
#[derive(Default)]
pub struct Body {
    settings: BodySettings,
}

impl Body {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        true
    }
}

impl Stage for Body {
    type Settings = BodySettings;

    fn prepare(&mut self, _spec: &Spec) {}

    fn set(&mut self, settings: &BodySettings, _change: Change) {
        self.settings = *settings;
    }

    fn reset(&mut self) {}

    fn process(&mut self, _frame: &mut Frame<'_>) {}
}
