//! Settings of the loss filter, and what they make of each ear.

use crate::base::{Layout, PerEar};
use crate::hearing::audiogram::Audiogram;
use crate::hearing::course::EventSettings;
use crate::hearing::event::Effect;
use crate::hearing::path::{Detail, Hearing, Path, positions};
use crate::parameters::{LISTENING_LEVEL, RECRUITMENT};

use super::ear::Aim;
use super::scrambled::{TOP_OCTAVES, lowest_edge};

/// How far ahead on the path an ear must be for the other to hear its side around the head in full, 0..1: the first
/// station of the film path.
const FULLY_AROUND: f32 = 0.25;

/// What the LFE channel does while hearing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LfePolicy {
    /// Filtered like a channel both ears hear.
    #[default]
    Follow,
    /// Left as it is.
    Pass,
    /// Silent.
    Mute,
}

/// Settings of the loss filter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossSettings {
    /// Number of the path in [`crate::hearing::path::PATHS`].
    pub path: usize,
    /// Position on the path, 0..1.
    pub loss: f32,
    /// Which ear stays behind on the path: -1 left, 0 neither, 1 right.
    pub better_ear: f32,
    /// Amount of the path's recruitment, 0..2.
    pub recruitment: f32,
    /// Amounts of the path's detail that act, in the stage before: 1 is all of it.
    pub detail: Detail,
    /// Share of the loss that lies before the cochlea, 0..1: linear, as far as the skull allows.
    pub conductive: f32,
    /// The audiograms of the path that takes the user's.
    pub thresholds: PerEar<Audiogram>,
    /// Sound pressure level of pink noise at -20 dBFS RMS, dB SPL.
    pub listening_level: f32,
    /// Share of the curve in dB, 0..1: a listener halfway between world and head hears half the loss.
    pub depth: f32,
    /// How long a step of `depth` takes to arrive when it glides, seconds.
    pub depth_seconds: f32,
    /// Share of the loudness match, in dB, 0..1.
    pub matched: f32,
    /// What the LFE channel does.
    pub lfe: LfePolicy,
    /// What happens to hearing besides.
    pub event: EventSettings,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for LossSettings {
    fn default() -> Self {
        Self {
            path: 0,
            loss: 0.0,
            better_ear: 0.0,
            recruitment: RECRUITMENT.default,
            detail: Detail::WHOLE,
            conductive: 0.0,
            thresholds: PerEar::default(),
            listening_level: LISTENING_LEVEL.default,
            depth: 1.0,
            depth_seconds: 0.050,
            matched: 0.0,
            event: EventSettings::default(),
            lfe: LfePolicy::Follow,
            layout: None,
        }
    }
}

impl LossSettings {
    /// How much there is of the loss, and of the match.
    pub(super) fn shares(&self) -> [f64; 2] {
        [self.depth, self.matched].map(f64::from)
    }

    /// What each ear is to become while an event has this effect.
    pub(super) fn aims(&self, effect: &Effect) -> PerEar<Aim> {
        let path = Path::numbered(self.path);
        let positions = positions(self.loss, self.better_ear);
        let hears = PerEar::from_fn(|ear| effect.on(path.hearing(positions[ear], &self.thresholds[ear])));
        let edge = |hearing: &Hearing| lowest_edge(&hearing.detail.trimmed(&self.detail));
        let coherent = hears.iter().map(edge).fold(TOP_OCTAVES, f32::min);
        PerEar::from_fn(|ear| {
            let hearing = hears[ear];
            Aim {
                hearing: Hearing { recruitment: hearing.recruitment * self.recruitment, ..hearing },
                conductive: self.conductive,
                listening_level: self.listening_level,
                around: ((positions[ear.other()] - positions[ear]) / FULLY_AROUND).clamp(0.0, 1.0),
                coherent,
            }
        })
    }
}
