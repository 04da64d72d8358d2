//! What the implant is asked for.

use crate::base::{Layout, PerEar};
use crate::hearing::channels::Device;
use crate::hearing::course::EventSettings;

use super::carriers::Carrier;
use super::coder::CoderSettings;
use super::front_end::FrontEndSettings;
use super::metal::MetalSettings;
use super::percept::Timbre;

/// Settings of the implant. Whatever names channels or a seed in an engine's own settings is filled in by the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImplantSettings {
    /// From what is left of hearing (0) to the implant alone (1).
    pub amount: f32,
    /// Which ears have one.
    pub ears: PerEar<bool>,
    /// What each ear was given.
    pub devices: PerEar<Device>,
    /// What the processors do first.
    pub front: FrontEndSettings,
    /// How they code; `channels` is each device's.
    pub coder: CoderSettings,
    /// What channels sound as.
    pub carrier: Carrier,
    /// Share of Metal in the power of the sound, 0..1, and how it is broken.
    pub metal_share: f32,
    /// See `metal_share`.
    pub metal: MetalSettings,
    /// Share of the percept in the power of the rest, 0..1, and what it is like; its band is the map's.
    pub percept_share: f32,
    /// See `percept_share`.
    pub timbre: Timbre,
    /// How much of the untouched middle helps the words, 0..1.
    pub clarity: f32,
    /// Up to where the ear hears by itself, Hz; 0 where it does not.
    pub acoustic_hz: f32,
    /// What happens.
    pub event: EventSettings,
    /// Whether this instance makes an activation's clicks.
    pub clicks: bool,
    /// Share of all this, 0..1: halfway between world and head half of the implant is heard.
    pub depth: f32,
    /// How long a step of `amount` or `depth` takes to arrive when it glides, seconds.
    pub depth_seconds: f32,
    /// Whether the LFE channel goes with the rest of acoustic hearing.
    pub follows_lfe: bool,
    /// Seed of everything drawn.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for ImplantSettings {
    fn default() -> Self {
        Self {
            amount: 0.0,
            ears: PerEar::same(true),
            devices: PerEar::same(Device::default()),
            front: FrontEndSettings::default(),
            coder: CoderSettings::default(),
            carrier: Carrier::default(),
            metal_share: 0.0,
            metal: MetalSettings::default(),
            percept_share: 0.0,
            timbre: Timbre::NONE,
            clarity: 0.0,
            acoustic_hz: 0.0,
            event: EventSettings::default(),
            clicks: true,
            depth: 1.0,
            depth_seconds: 0.050,
            follows_lfe: true,
            seed: 1,
            layout: None,
        }
    }
}
