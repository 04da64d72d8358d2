//! Touch: what is heard through what is touched.

use crate::base::{Change, Frame, Layout, Spec, Stage};

/// What touch is felt through, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Material {
    /// The body's soft parts.
    Skin,
    /// The skeleton.
    Bone,
    /// Floors, tables, drum shells.
    #[default]
    Wood,
    /// Bleachers, slides, car bodies.
    SheetMetal,
}

impl Material {
    /// Every material.
    pub const ALL: [Self; 4] = [Self::Skin, Self::Bone, Self::Wood, Self::SheetMetal];

    /// Material number `idx`; wood where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }
}

/// Settings of touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContactSettings {
    /// How much of what is touched is heard, 0..1.
    pub touch: f32,
    /// What it is felt through.
    pub material: Material,
    /// Whether what `Inside` brings is a contact microphone's, and not somebody who talks.
    pub inside_is_touch: bool,
    /// Whether the LFE channel's air path falls too.
    pub follows_lfe: bool,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for ContactSettings {
    fn default() -> Self {
        Self {
            touch: 0.0,
            material: Material::Wood,
            inside_is_touch: true,
            follows_lfe: true,
            depth: 1.0,
            seed: 1,
            layout: None,
        }
    }
}

/// Adds what is felt, and takes the air path down. Latency 0.
#[derive(Default)]
pub struct Contact {
    settings: ContactSettings,
}

impl Contact {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        true
    }
}

impl Stage for Contact {
    type Settings = ContactSettings;

    fn prepare(&mut self, _spec: &Spec) {}

    fn set(&mut self, settings: &ContactSettings, _change: Change) {
        self.settings = *settings;
    }

    fn reset(&mut self) {}

    fn process(&mut self, _frame: &mut Frame<'_>) {}
}
