//! The trim: level of everything heard from inside the head.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Change, Frame, SEGMENT, Spec, Stage};
use crate::kit::blend::{Blend, mix};
use crate::kit::glide::Glide;

/// The trim's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrimSettings {
    /// Gain, dB.
    pub db: f32,
    /// How long a step takes to arrive when it glides, seconds, at most 2.
    pub glide_seconds: f32,
}

impl Default for TrimSettings {
    fn default() -> Self {
        Self { db: 0.0, glide_seconds: 0.050 }
    }
}

/// Longest glide, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Control frames per step of the glide, so that its window stays short to sum: as often as the filter is designed.
const FRAMES_PER_STEP: usize = 4;

/// One gain on every channel. At 0 dB nothing is touched.
#[derive(Default)]
pub struct Trim {
    settings: TrimSettings,
    glide: Glide,
    blend: Blend,
    older: f32,
    newer: f32,
    frame: usize,
    frame_rate: f64,
}

impl Trim {
    /// Whether the gain rests at 0 dB.
    pub fn is_neutral(&self) -> bool {
        self.older == 1.0 && self.newer == 1.0
    }

    fn target(&self) -> f32 {
        gain_from_db(self.glide.values()[0]) as f32
    }

    fn frames(&self, seconds: f64) -> usize {
        libm::round(seconds * self.frame_rate) as usize
    }

    fn jump(&mut self) {
        self.glide.jump([f64::from(self.settings.db)]);
        self.newer = self.target();
        self.older = self.newer;
        self.blend = Blend::arrived();
    }
}

impl Stage for Trim {
    type Settings = TrimSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.frame = FRAMES_PER_STEP * spec.scaled(CONTROL_FRAME);
        self.frame_rate = f64::from(spec.sample_rate) / self.frame as f64;
        self.glide.prepare(self.frames(LONGEST_GLIDE_SECONDS));
        self.reset();
    }

    fn set(&mut self, settings: &TrimSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        self.glide.set_length(self.frames(f64::from(settings.glide_seconds)));
        match change {
            Change::Glide => {}
            Change::Cut { samples } => {
                self.older = mix(self.older, self.newer, self.blend.weight());
                self.glide.jump([f64::from(settings.db)]);
                self.newer = self.target();
                self.blend = Blend::over_cut(samples);
            }
            Change::Jump => self.jump(),
        }
    }

    fn reset(&mut self) {
        self.glide.set_length(self.frames(f64::from(self.settings.glide_seconds)));
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) && !self.blend.is_cutting() {
            self.older = mix(self.older, self.newer, self.blend.weight());
            self.glide.step([f64::from(self.settings.db)]);
            self.newer = self.target();
            self.blend = Blend::over_frame(self.frame);
        }
        if self.is_neutral() {
            return;
        }
        let mut weights = [1.0; SEGMENT];
        self.blend.fill(&mut weights[..frame.len]);
        for chunk in frame.channels.iter_mut() {
            for (x, weight) in chunk[..frame.len].iter_mut().zip(&weights) {
                *x *= mix(self.older, self.newer, *weight);
            }
        }
    }
}
