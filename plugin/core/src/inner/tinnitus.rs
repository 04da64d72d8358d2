//! Tinnitus: what each ear makes by itself.

use crate::base::{Change, Frame, Layout, PerEar, Spec, Stage};

/// What tinnitus sounds like, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Character {
    /// Partials that beat, on a skirt of noise.
    #[default]
    Tone,
    /// Clusters of partials.
    Ringing,
    /// A narrow band of noise.
    Hiss,
    /// High partials that chirp.
    Crickets,
    /// Noise that comes with the heart.
    Pulsatile,
}

impl Character {
    /// Every character.
    pub const ALL: [Self; 5] = [Self::Tone, Self::Ringing, Self::Hiss, Self::Crickets, Self::Pulsatile];

    /// Character number `idx`; the first where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }
}

/// One ear's tinnitus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    /// Pitch, Hz.
    pub hz: f32,
    /// Level at an amount of 1, dBFS RMS.
    pub dbfs: f32,
    /// How much of it there is, 0..1.
    pub amount: f32,
}

/// Settings of tinnitus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TinnitusSettings {
    /// Each ear's.
    pub ears: PerEar<Ring>,
    /// What it sounds like.
    pub character: Character,
    /// How much of it follows the treble that has just been lost, 0..1.
    pub handover: f32,
    /// Pace of the heart, beats per minute: pulsatile tinnitus goes with it.
    pub heart_bpm: f32,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for TinnitusSettings {
    fn default() -> Self {
        Self {
            ears: PerEar::same(Ring { hz: 6000.0, dbfs: -38.0, amount: 0.0 }),
            character: Character::Tone,
            handover: 0.0,
            heart_bpm: 60.0,
            depth: 1.0,
            seed: 1,
            layout: None,
        }
    }
}

/// Adds tinnitus to what each ear makes. Latency 0.
#[derive(Default)]
pub struct TinnitusStage {
    settings: TinnitusSettings,
}

impl TinnitusStage {
    /// Whether nothing sounds.
    pub fn is_neutral(&self) -> bool {
        true
    }
}

impl Stage for TinnitusStage {
    type Settings = TinnitusSettings;

    fn prepare(&mut self, _spec: &Spec) {}

    fn set(&mut self, settings: &TinnitusSettings, _change: Change) {
        self.settings = *settings;
    }

    fn reset(&mut self) {}

    fn process(&mut self, _frame: &mut Frame<'_>) {}
}
