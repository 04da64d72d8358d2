//! Touch: what is heard through what is touched.

mod amount;
mod felt;
mod follower;
mod resonators;

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::units::gain_from_db;
use crate::base::{Change, Clock, Ear, Frame, Layout, PerEar, Role, SEGMENT, Spec, Stage};
use crate::kit::blend::{Blend, mix};
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;

use amount::Amount;
use felt::Felt;
use follower::Follower;

pub use crate::hearing::material::Material;

/// Signals side by side: what reaches each ear, and what `Inside` brings to each.
const LANES: usize = 4;
type Group = [f32; LANES];

/// How far the air path falls where all is touch, dB (`story.md`, S7).
const AIR_DB: f64 = -12.0;
/// Gain of what `Inside` brings before it strikes, -14 dB: it has the level it is to be felt with.
const INSIDE: f32 = 0.199_526_23;
/// How long the LFE channel's air path takes to follow, or what `Inside` brings to be touch, seconds.
const ROLE_FADE_SECONDS: f64 = 0.050;

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
    /// How long a step of `depth` takes to arrive, seconds.
    pub depth_seconds: f32,
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
            depth_seconds: 0.050,
            layout: None,
        }
    }
}

/// A value on its way to that of the next control point.
#[derive(Debug, Clone, Copy, Default)]
struct Ramp {
    older: f32,
    newer: f32,
}

impl Ramp {
    const fn resting(value: f32) -> Self {
        Self { older: value, newer: value }
    }

    /// Sets off towards `value` from `weight` of the way.
    fn head_for(&mut self, value: f32, weight: f32) {
        *self = Self { older: self.at(weight), newer: value };
    }

    fn at(self, weight: f32) -> f32 {
        mix(self.older, self.newer, weight)
    }

    fn rests_at(self, value: f32) -> bool {
        self.older == value && self.newer == value
    }
}

/// Adds what is felt, and takes the air path down. Latency 0.
///
/// A blow at either ear strikes what is touched; a tone that goes on does not. What is felt goes on for half a
/// second after a blow at most, and everything else the stage remembers is shorter.
#[derive(Default)]
pub struct Contact {
    settings: ContactSettings,
    amount: Amount,
    follower: Follower,
    felt: Felt,
    /// How much of touch there is, what it leaves of the air path, and how much of a blow each ear feels.
    share: Ramp,
    air: Ramp,
    blows: PerEar<Ramp>,
    blend: Blend,
    /// Whether what `Inside` brings is touch, 0..1.
    inside: Fade,
    /// Per channel, whether its air path falls, 0..1.
    falls: Vec<Fade>,
    /// Touch is turned off, and nothing listened to.
    asleep: bool,
    layout: Option<Layout>,
    fade: usize,
    frame: usize,
    coarse: usize,
}

/// What `share` of touch leaves of the air path.
fn air_gain(share: f32) -> f32 {
    gain_from_db(AIR_DB * f64::from(share)) as f32
}

impl Contact {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        let ContactSettings { touch, depth, .. } = self.settings;
        touch * depth == 0.0 && self.share.rests_at(0.0)
    }

    /// What the channels mean.
    fn speakers(&self) -> &'static [Speaker] {
        let Some(prepared) = self.layout else { return &[] };
        let wanted = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        wanted.unwrap_or(prepared).speakers
    }

    /// Lets each channel's air path fall or stay, and `Inside` be touch or not, over `samples`.
    fn route(&mut self, samples: usize) {
        let turn = |fade: &mut Fade, on: bool| {
            let target = f64::from(u8::from(on));
            if samples == 0 {
                *fade = Fade::resting(target);
            } else {
                fade.head_for(target, samples);
            }
        };
        let speakers = self.speakers();
        for (falls, speaker) in self.falls.iter_mut().zip(speakers) {
            turn(falls, speaker.role() != Role::Lfe || self.settings.follows_lfe);
        }
        turn(&mut self.inside, self.settings.inside_is_touch);
    }

    fn jump(&mut self) {
        let ContactSettings { touch, depth, depth_seconds, material, .. } = self.settings;
        self.amount.set_seconds(depth_seconds);
        self.share = Ramp::resting(self.amount.jump(touch, depth));
        self.air = Ramp::resting(air_gain(self.share.newer));
        self.felt.jump(material);
        self.route(0);
    }

    /// On the control grid: listens back, and looks ahead to the next point.
    fn step(&mut self, clock: Clock) {
        let ContactSettings { touch, depth, material, .. } = self.settings;
        let weight = self.blend.weight();
        let share = self.amount.step(touch, depth, clock);
        self.share.head_for(share, weight);
        self.air.head_for(air_gain(share), weight);
        if !self.asleep {
            let blows = self.follower.step();
            self.blows.iter_mut().zip(blows.iter()).for_each(|(ramp, blow)| ramp.head_for(*blow, weight));
            self.felt.step(material);
        }
        self.blend = Blend::over_frame(self.frame);
    }

    /// Begins to listen, with sound under way.
    fn wake(&mut self) {
        self.asleep = false;
        self.follower.begin();
        self.blows = PerEar::default();
        self.felt.reset();
        self.felt.jump(self.settings.material);
        self.route(0);
    }
}

impl Stage for Contact {
    type Settings = ContactSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.frame = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.fade = spec.samples(ROLE_FADE_SECONDS);
        self.layout = Some(spec.layout);
        self.falls = vec![Fade::resting(1.0); spec.layout.channels()];
        self.amount.prepare(spec, self.frame);
        self.follower.prepare(spec, self.frame);
        self.felt.prepare(spec);
        self.reset();
    }

    fn set(&mut self, settings: &ContactSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        if change == Change::Jump {
            self.jump();
        } else {
            self.amount.set_seconds(settings.depth_seconds);
            self.route(self.fade);
        }
    }

    fn reset(&mut self) {
        self.asleep = false;
        self.follower.forget_all();
        self.blows = PerEar::default();
        self.blend = Blend::arrived();
        self.felt.reset();
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            self.step(frame.clock);
        }
        let len = frame.len;
        let mut weights = [1.0; SEGMENT];
        self.blend.fill(&mut weights[..len]);
        let weights = &weights[..len];
        // With touch turned up it also listens in the world: a cut into the head may fall on a blow.
        if self.settings.touch == 0.0 && self.amount.touch() == 0.0 && self.share.rests_at(0.0) {
            self.asleep = true;
            return;
        }
        if self.asleep {
            self.wake();
        }
        if frame.clock.is_on(self.coarse) {
            self.follower.forget();
            self.felt.forget();
        }
        let mut blows = self.felt.hear(frame);
        let blows = &mut blows[..len];
        self.follower.listen(blows);
        self.felt.soften(blows);
        let [some, other] = Ear::BOTH;
        for (x, weight) in blows.iter_mut().zip(weights) {
            let inside = INSIDE * self.inside.next_weight() as f32;
            let strike =
                |ear: Ear, outer: f32, inner: f32| self.blows[ear].at(*weight) * outer + inside * inner;
            *x = [strike(some, x[0], x[2]), strike(other, x[1], x[3]), 0.0, 0.0];
        }
        self.felt.ring(blows);
        for (n, (x, weight)) in blows.iter_mut().zip(weights).enumerate() {
            let share = self.share.at(*weight);
            frame.felt[some][n] += share * x[0];
            frame.felt[other][n] += share * x[1];
            *x = [share * (x[0] + x[1]), 0.0, 0.0, 0.0];
        }
        if self.speakers().iter().any(|speaker| speaker.role() == Role::Lfe) {
            self.felt.deepest(blows);
            frame.low.iter_mut().zip(blows).for_each(|(sum, x)| *sum += x[0]);
        } else {
            self.felt.forget_deepest();
        }
        for (chunk, falls) in frame.channels.iter_mut().zip(&mut self.falls) {
            for (x, weight) in chunk.iter_mut().zip(weights) {
                *x *= mix(1.0, self.air.at(*weight), falls.next_weight() as f32);
            }
        }
    }
}
