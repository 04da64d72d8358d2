//! Perspective and bypass: what share of the output comes from inside the head, and what share is the world itself.

use crate::base::{Change, Chunk, SEGMENT, Spec};
use crate::kit::blend::mix;
use crate::kit::fade::Fade;

use super::settings::Settings;

/// Crossfade when the inside starts or ends by a glide, seconds: both sound the same then, but for the ceiling.
const GLIDE_FADE_SECONDS: f64 = 0.005;
/// Crossfade of the bypass, seconds.
const BYPASS_FADE_SECONDS: f64 = 0.020;

/// Crossfades between the delayed input and the inside. At rest its output is one or the other, bit for bit.
pub struct Perspective {
    inside: Fade,
    bypassed: Fade,
    /// The listener glides out: the fade waits until the inside sounds like the world.
    leaving: bool,
    glide_fade: usize,
    bypass_fade: usize,
}

impl Default for Perspective {
    fn default() -> Self {
        Self {
            inside: Fade::resting(0.0),
            bypassed: Fade::resting(0.0),
            leaving: false,
            glide_fade: 0,
            bypass_fade: 0,
        }
    }
}

impl Perspective {
    /// Takes lengths from the sample rate. Main thread.
    pub fn prepare(&mut self, spec: &Spec) {
        self.glide_fade = spec.samples(GLIDE_FADE_SECONDS);
        self.bypass_fade = spec.samples(BYPASS_FADE_SECONDS);
        self.reset();
    }

    /// Rests in the world. Audio thread.
    pub fn reset(&mut self) {
        self.inside = Fade::resting(0.0);
        self.bypassed = Fade::resting(0.0);
        self.leaving = false;
    }

    /// Aims at new settings. `lasts`: hearing has not recovered yet, whatever the settings say. Audio thread.
    pub fn set(&mut self, settings: &Settings, change: Change, lasts: bool) {
        let bypassed = f64::from(u8::from(settings.bypass));
        let recovering = lasts && settings.perspective > 0.0;
        let wanted = settings.wants_inside() || recovering;
        let inside = f64::from(u8::from(wanted));
        match change {
            Change::Jump => {
                self.bypassed = Fade::resting(bypassed);
                self.inside = Fade::resting(inside);
            }
            Change::Cut { samples } => self.inside.head_for(inside, samples),
            Change::Glide if wanted => self.inside.head_for(1.0, self.glide_fade),
            Change::Glide => {}
        }
        let stays = settings.wants_inside() || matches!(change, Change::Cut { .. }) && !recovering;
        self.leaving = !stays && self.inside.target() > 0.0;
        self.bypassed.head_for(bypassed, self.bypass_fade);
    }

    /// Whether a glide out waits for [`leave`](Self::leave).
    pub const fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// Whether the inside is heard, or is about to be.
    pub fn wants_inside(&self) -> bool {
        self.inside.target() > 0.0
    }

    /// Tells that the inside now sounds like the world.
    pub fn leave(&mut self) {
        self.leaving = false;
        self.inside.head_for(0.0, self.glide_fade);
    }

    /// Whether nothing of the inside is heard or on its way in.
    pub fn is_outside(&self) -> bool {
        self.inside.rests_at(0.0)
    }

    /// Whether the bypass has been on for long enough that nothing of the inside is heard.
    pub fn is_bypassed(&self) -> bool {
        self.bypassed.rests_at(1.0)
    }

    /// Share of the inside at the last sample.
    pub fn inside_share(&self) -> f32 {
        (self.inside.weight() * (1.0 - self.bypassed.weight())) as f32
    }

    /// Mixes `len` samples of every channel: `inside` becomes the output.
    pub fn process<'a>(
        &mut self,
        outside: impl Iterator<Item = &'a [f32]>,
        inside: &mut [Chunk],
        len: usize,
    ) {
        let mut shares = [[0.0f32; SEGMENT]; 2];
        let [inner, bypassed] = &mut shares;
        if self.inside.rests_at(1.0) && self.bypassed.rests_at(0.0) {
            return;
        }
        self.inside.fill(&mut inner[..len]);
        self.bypassed.fill(&mut bypassed[..len]);
        for (world, head) in outside.zip(inside) {
            for (n, (world, head)) in world.iter().zip(&mut head[..len]).enumerate() {
                *head = mix(mix(*world, *head, inner[n]), *world, bypassed[n]);
            }
        }
    }
}
