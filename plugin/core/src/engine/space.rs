//! Space: how near the outside is, from where it was to inside the head.

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::{MAX_CHANNELS, Speaker};
use crate::base::{Change, Chunk, Ear, Frame, Layout, SEGMENT, Spec, Stage};
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::level::Level;

/// Longest glide, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Control frames per step of the glide, so that its window stays short to sum.
const FRAMES_PER_STEP: usize = 4;
/// Crossfade when channels change places, seconds.
const ROLE_FADE_SECONDS: f64 = 0.020;

/// Settings of space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpaceSettings {
    /// 0 inside the head, 1 where it was.
    pub space: f32,
    /// How long a step takes to arrive when it glides, seconds, at most 2.
    pub glide_seconds: f32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for SpaceSettings {
    fn default() -> Self {
        Self { space: 1.0, glide_seconds: 0.050, layout: None }
    }
}

/// Brings channels to the front and their sides together. Latency 0; at 1 nothing is touched.
///
/// Gains alone, the same at every frequency: the Lo/Ro fold-down of what comes out is the narrowed fold-down of what
/// goes in, at every value, so that every layout does to an ear what stereo does. LFE stays, mono has no space.
pub struct Space {
    settings: SpaceSettings,
    level: Level,
    prepared: Layout,
    layout: Layout,
    /// What the channels were, as long as they are on their way to new places.
    previous: Layout,
    moved: Fade,
    frame: usize,
    frame_rate: f64,
    role_fade: usize,
}

impl Default for Space {
    fn default() -> Self {
        let none = Layout::MONO;
        Self {
            settings: SpaceSettings::default(),
            level: Level::linear(),
            prepared: none,
            layout: none,
            previous: none,
            moved: Fade::resting(1.0),
            frame: 1,
            frame_rate: 1.0,
            role_fade: 0,
        }
    }
}

impl Space {
    /// Whether everything rests where it was.
    pub fn is_neutral(&self) -> bool {
        self.level.is_unity()
    }

    fn frames(&self, seconds: f64) -> usize {
        libm::round(seconds * self.frame_rate) as usize
    }

    fn route(&mut self, samples: usize) {
        let wanted = self.settings.layout.filter(|layout| layout.channels() == self.prepared.channels());
        let layout = wanted.unwrap_or(self.prepared);
        if layout != self.layout {
            self.previous = std::mem::replace(&mut self.layout, layout);
            self.moved = Fade::resting(0.0);
        }
        self.moved.head_for(1.0, samples);
        if samples == 0 {
            self.moved = Fade::resting(1.0);
        }
    }
}

/// Brings `channels` as near as `space` says per sample.
fn bring(layout: Layout, channels: &mut [Chunk], space: &[f32]) {
    let front = |ear| layout.speakers.iter().position(|speaker| *speaker == Speaker::Front(ear));
    let [Some(some), Some(other)] = Ear::BOTH.map(front) else { return };
    for (idx, twin) in layout.mirror().enumerate().filter(|(idx, twin)| idx < twin) {
        if let Ok([a, b]) = channels.get_disjoint_mut([idx, twin]) {
            for ((a, b), space) in a.iter_mut().zip(b).zip(space) {
                let (mid, side) = (0.5 * (*a + *b), 0.5 * (*a - *b) * space);
                (*a, *b) = (mid + side, mid - side);
            }
        }
    }
    for (idx, speaker) in layout.speakers.iter().enumerate().filter(|(_, speaker)| !is_front(**speaker)) {
        let weights = speaker.weights();
        for (ear, front) in Ear::BOTH.into_iter().zip([some, other]) {
            let weight = weights[ear];
            if weight > 0.0
                && let Ok([front, chunk]) = channels.get_disjoint_mut([front, idx])
            {
                for ((front, x), space) in front.iter_mut().zip(chunk).zip(space) {
                    *front += (1.0 - space) * weight * *x;
                }
            }
        }
        if weights.iter().any(|weight| *weight > 0.0) {
            channels[idx].iter_mut().zip(space).for_each(|(x, space)| *x *= space);
        }
    }
}

const fn is_front(speaker: Speaker) -> bool {
    matches!(speaker, Speaker::Front(_))
}

impl Stage for Space {
    type Settings = SpaceSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.frame = FRAMES_PER_STEP * spec.scaled(CONTROL_FRAME);
        self.frame_rate = f64::from(spec.sample_rate) / self.frame as f64;
        self.role_fade = spec.samples(ROLE_FADE_SECONDS);
        self.prepared = spec.layout;
        self.level.prepare(self.frames(LONGEST_GLIDE_SECONDS));
        self.reset();
    }

    fn set(&mut self, settings: &SpaceSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        self.level.set_length(self.frames(f64::from(settings.glide_seconds)));
        match change {
            Change::Glide => self.route(self.role_fade),
            Change::Cut { samples } => {
                self.route(samples.max(self.role_fade));
                self.level.cut(settings.space, samples);
            }
            Change::Jump => {
                self.route(0);
                self.level.jump(settings.space);
            }
        }
    }

    fn reset(&mut self) {
        self.level.set_length(self.frames(f64::from(self.settings.glide_seconds)));
        self.level.jump(self.settings.space);
        self.route(0);
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            self.level.step(self.settings.space, self.frame);
        }
        let near = !self.is_neutral();
        let moves = !self.moved.is_settled();
        let (mut space, mut moved) = ([1.0; SEGMENT], [1.0; SEGMENT]);
        let (space, moved) = (&mut space[..frame.len], &mut moved[..frame.len]);
        self.level.fill(space);
        self.moved.fill(moved);
        if !near {
            return;
        }
        if moves {
            let mut before = [[0.0; SEGMENT]; MAX_CHANNELS];
            let before = &mut before[..frame.channels.len()];
            before.copy_from_slice(frame.channels);
            bring(self.previous, before, space);
            bring(self.layout, frame.channels, space);
            for (chunk, before) in frame.channels.iter_mut().zip(before) {
                for ((x, old), weight) in chunk.iter_mut().zip(before).zip(moved.iter()) {
                    *x = mix(*old, *x, *weight);
                }
            }
        } else {
            bring(self.layout, frame.channels, space);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PerEar;
    use crate::engine::buses::mix_ears;
    use crate::kit::random::Random;

    #[test]
    fn the_fold_down_is_the_narrowed_fold_down_at_every_value() {
        for layout in Layout::ALL.iter().filter(|layout| layout.channels() > 1) {
            for space in [0.0, 0.3, 0.7] {
                let chunk =
                    |idx: usize| std::array::from_fn(|n| Random::new(1, idx as u32).bipolar(n as i64));
                let mut channels: Vec<Chunk> = (0..layout.channels()).map(chunk).collect();
                let fold = |channels: &[Chunk]| {
                    let mut ears = PerEar::same([0.0; SEGMENT]);
                    mix_ears(*layout, channels, &mut ears, SEGMENT);
                    Ear::BOTH.map(|ear| ears[ear])
                };
                let mut expected = fold(&channels);
                bring(Layout::STEREO, &mut expected, &[space; SEGMENT]);
                bring(*layout, &mut channels, &[space; SEGMENT]);
                let folded = fold(&channels);
                for (a, b) in folded.iter().flatten().zip(expected.iter().flatten()) {
                    assert!((a - b).abs() < 1e-5, "{} at {space}: {a} {b}", layout.name);
                }
            }
        }
    }

    #[test]
    fn mono_has_no_space() {
        let mut channels = [[0.3; SEGMENT]];
        for layout in [Layout::MONO, Layout::MONO_LEFT, Layout::MONO_RIGHT] {
            bring(layout, &mut channels, &[0.0; SEGMENT]);
        }
        assert_eq!(channels, [[0.3; SEGMENT]]);
    }
}
