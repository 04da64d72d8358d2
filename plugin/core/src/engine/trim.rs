//! The trim: level of everything heard from inside the head.

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Change, Frame, SEGMENT, Spec, Stage};
use crate::kit::level::Level;

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

/// One gain on every channel and on what the head makes. At 0 dB nothing is touched.
#[derive(Default)]
pub struct Trim {
    settings: TrimSettings,
    level: Level,
    frame: usize,
    frame_rate: f64,
}

impl Trim {
    /// Whether the gain rests at 0 dB.
    pub fn is_neutral(&self) -> bool {
        self.level.is_unity()
    }

    /// The gain of the last sample.
    pub fn gain(&self) -> f32 {
        self.level.gain()
    }

    fn frames(&self, seconds: f64) -> usize {
        libm::round(seconds * self.frame_rate) as usize
    }
}

impl Stage for Trim {
    type Settings = TrimSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.frame = FRAMES_PER_STEP * spec.scaled(CONTROL_FRAME);
        self.frame_rate = f64::from(spec.sample_rate) / self.frame as f64;
        self.level.prepare(self.frames(LONGEST_GLIDE_SECONDS));
        self.reset();
    }

    fn set(&mut self, settings: &TrimSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        self.level.set_length(self.frames(f64::from(settings.glide_seconds)));
        match change {
            Change::Glide => {}
            Change::Cut { samples } => self.level.cut(settings.db, samples),
            Change::Jump => self.level.jump(settings.db),
        }
    }

    fn reset(&mut self) {
        self.level.set_length(self.frames(f64::from(self.settings.glide_seconds)));
        self.level.jump(self.settings.db);
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            self.level.step(self.settings.db, self.frame);
        }
        if self.is_neutral() {
            return;
        }
        let mut gains = [1.0; SEGMENT];
        self.level.fill(&mut gains[..frame.len]);
        frame.declared.iter_mut().for_each(|power| *power *= gains[0] * gains[0]);
        let generated = frame.generated.iter_mut().chain(frame.felt.iter_mut()).chain([&mut *frame.low]);
        for chunk in frame.channels.iter_mut().chain(generated) {
            chunk[..frame.len].iter_mut().zip(&gains).for_each(|(x, gain)| *x *= gain);
        }
    }
}
