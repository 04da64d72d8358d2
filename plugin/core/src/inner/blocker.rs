//! The blocker: an actor's earpiece that takes his own voice from him.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Change, Clock, Ear, Frame, Layout, SEGMENT, Spec, Stage};
use crate::hearing::normal::REFERENCE_NOISE_DBFS;
use crate::kit::blend::Blend;
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
use crate::kit::noise::{NoiseFilter, fill_white, rms_of};
use crate::kit::random::Random;
use crate::kit::section::Section;

use super::cap::{CAP_DB_SPL, CAP_DBFS};

/// How long the noise and the talkback take to come (`story.md`, S11b), and to go, seconds.
const COMES_SECONDS: f64 = 1.0;
const GOES_SECONDS: f64 = 0.200;
/// How long a new level takes to be reached, seconds.
const MOVE_SECONDS: f64 = 0.200;
/// Edges of speech: frequency, Hz, damping, and how much of its band-pass the upper one keeps. Fitted to the spectrum
/// levels of speech of normal effort (ANSI S3.5-1997, table 3): within 1.2 dB from 160 Hz to 8 kHz at 44.1 kHz and
/// above; at 22.05 kHz 8 kHz is 4 dB down.
const SPEECH_FROM: (f32, f32) = (152.0, 1.0 / 0.53);
const SPEECH_TO: (f32, f32, f32) = (504.0, 1.0 / 0.61, 0.245);
/// By how much the noise gives way to who talks, dB (design: 12-15).
const DUCK_DB: f64 = -14.0;
/// Level from which on somebody talks, dBFS RMS, and the time over which it is measured, seconds (design: well above
/// a talkback line's hiss, well below its speech).
const TALK_DBFS: f64 = -50.0;
const TALK_SECONDS: f64 = 0.010;
/// How long the noise takes to give way, stays so after the last word, and takes to come back, seconds.
const DUCK_SECONDS: f64 = 0.010;
const HOLD_SECONDS: f64 = 0.400;
const RELEASE_SECONDS: f64 = 0.300;
/// The random stream.
const STREAM: u32 = 2300;

/// Settings of the blocker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockerSettings {
    /// Whether it is on.
    pub on: bool,
    /// Its level, dB SPL.
    pub level_spl: f32,
    /// dB SPL that pink noise at -20 dBFS RMS makes at the listener.
    pub listening_level: f32,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for BlockerSettings {
    fn default() -> Self {
        Self { on: false, level_spl: 70.0, listening_level: 79.0, depth: 1.0, seed: 1, layout: None }
    }
}

impl BlockerSettings {
    /// Level of the noise, dBFS RMS: what was asked for, under both caps of what the head makes.
    pub fn dbfs(&self) -> f32 {
        (self.level_spl.min(CAP_DB_SPL) - self.listening_level + REFERENCE_NOISE_DBFS).min(CAP_DBFS)
    }
}

/// Adds speech-shaped noise, and passes on whoever talks by `Inside`: to him the noise gives way. Latency 0.
///
/// Both ears get the same noise. A voice of one's own reaches both ears alike, and is heard about 3 dB better in noise
/// that differs between the ears (binaural masking level difference of `NuSo`, Durlach & Colburn 1978). Off, what comes
/// by `Inside` is not its concern.
#[derive(Default)]
pub struct Blocker {
    settings: BlockerSettings,
    filter: NoiseFilter<2, 1>,
    /// Whether it is on, 0..1.
    on: Fade,
    /// RMS of the noise and share of the head, on their way.
    amounts: Glide<2>,
    blend: Blend,
    older: [f32; 2],
    newer: [f32; 2],
    talk: Talk,
    /// Nothing has been processed since the reset.
    fresh: bool,
    /// It was off, and has been so since a point of the control grid: everything is forgotten.
    silent: bool,
    frame: usize,
    forget: usize,
    samples: Samples,
}

/// Lengths of fades, samples.
#[derive(Default)]
struct Samples {
    comes: usize,
    goes: usize,
}

/// Hears whether somebody talks: the level of the last moments, held for a while.
#[derive(Default)]
struct Talk {
    /// Energy of each of the last control frames, both ears together.
    frames: Vec<f64>,
    next: usize,
    sum: f64,
    /// Control frames since somebody talked, up to the hold.
    since: usize,
    hold: usize,
    /// How far the noise gives way, 0..1.
    ducked: Fade,
    attack: usize,
    release: usize,
}

impl Talk {
    fn prepare(&mut self, spec: &Spec, frame: usize) {
        self.frames = vec![0.0; (spec.samples(TALK_SECONDS) / frame).max(1)];
        self.hold = spec.samples(HOLD_SECONDS) / frame;
        self.attack = spec.samples(DUCK_SECONDS);
        self.release = spec.samples(RELEASE_SECONDS);
    }

    fn reset(&mut self) {
        self.frames.fill(0.0);
        self.next = 0;
        self.sum = 0.0;
        self.since = self.hold;
        self.ducked = Fade::resting(0.0);
    }

    /// On a point of the control grid: closes the frame of `frame` samples, and decides.
    fn decide(&mut self, frame: usize) {
        if self.frames.is_empty() {
            return;
        }
        self.frames[self.next] = std::mem::take(&mut self.sum);
        self.next = (self.next + 1) % self.frames.len();
        // Oldest first, so that the order of additions depends on time only.
        let (newest, oldest) = self.frames.split_at(self.next);
        let energy: f64 = oldest.iter().chain(newest).sum();
        let quiet = rms_of(TALK_DBFS);
        let talks = energy > quiet * quiet * (Ear::BOTH.len() * self.frames.len() * frame) as f64;
        self.since = if talks { 0 } else { (self.since + 1).min(self.hold) };
        if self.since < self.hold {
            self.ducked.head_for(1.0, self.attack);
        } else {
            self.ducked.head_for(0.0, self.release);
        }
    }
}

impl Blocker {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        let [_, depth] = self.newer;
        self.on.rests_at(0.0) || depth == 0.0 && self.amounts.is_settled() && self.blend.is_done()
    }

    fn aims(&self) -> [f64; 2] {
        let depth = f64::from(self.settings.depth);
        [depth * rms_of(f64::from(self.settings.dbfs())), depth]
    }

    fn jump(&mut self) {
        self.amounts.jump(self.aims());
        self.newer = self.aims().map(|x| x as f32);
        self.older = self.newer;
        self.blend = Blend::arrived();
    }

    fn head_for(&mut self, on: bool) {
        let samples = if on { self.samples.comes } else { self.samples.goes };
        self.on.head_for(f64::from(u8::from(on)), samples);
        self.silent &= !on;
    }

    /// On a point of the control grid.
    fn step(&mut self, clock: Clock) {
        self.older = self.newer;
        self.newer = self.amounts.step(self.aims()).map(|x| x as f32);
        self.blend = Blend::over_frame(self.frame);
        // Asked on the grid only: between its points the answer would depend on where the host's blocks end.
        self.silent = self.on.rests_at(0.0);
        if self.silent {
            self.filter.reset();
            self.talk.reset();
            return;
        }
        self.talk.decide(self.frame);
        if clock.is_on(self.forget) {
            self.filter.forget();
        }
    }
}

impl Stage for Blocker {
    type Settings = BlockerSettings;

    fn prepare(&mut self, spec: &Spec) {
        let rate = spec.sample_rate;
        self.frame = spec.scaled(CONTROL_FRAME);
        self.forget = spec.scaled(FORGET_FRAME);
        self.samples = Samples { comes: spec.samples(COMES_SECONDS), goes: spec.samples(GOES_SECONDS) };
        let ((from, from_damping), (to, to_damping, band)) = (SPEECH_FROM, SPEECH_TO);
        let sections = [
            Section::high_pass(from, from_damping, rate),
            Section::gentle_low_pass(to, to_damping, band, rate),
        ];
        self.filter = NoiseFilter::new(sections, rate);
        self.amounts.prepare(spec.samples(MOVE_SECONDS) / self.frame);
        self.talk.prepare(spec, self.frame);
        self.reset();
    }

    fn set(&mut self, settings: &BlockerSettings, change: Change) {
        self.settings = *settings;
        if change == Change::Jump {
            self.jump();
            if !self.fresh {
                self.on = Fade::resting(f64::from(u8::from(settings.on)));
                self.silent &= !settings.on;
            }
        }
        // Out of a reset it waits for the first sample, so that the fade begins with it.
        if !self.fresh {
            self.head_for(settings.on);
        }
    }

    fn reset(&mut self) {
        self.filter.reset();
        self.talk.reset();
        self.on = Fade::resting(0.0);
        self.silent = true;
        self.fresh = true;
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if std::mem::take(&mut self.fresh) {
            self.head_for(self.settings.on);
        }
        let len = frame.len;
        if frame.clock.is_on(self.frame) {
            self.step(frame.clock);
        }
        for n in 0..len {
            self.talk.sum +=
                Ear::BOTH.iter().map(|ear| f64::from(frame.inside[*ear][n]).powi(2)).sum::<f64>();
        }
        let mut weights = [1.0; SEGMENT];
        self.blend.fill(&mut weights[..len]);
        if self.on.rests_at(0.0) {
            self.filter.reset();
            (0..len).for_each(|_| _ = self.talk.ducked.next_weight());
            return;
        }
        let mut noise = [[0.0; 1]; SEGMENT];
        fill_white(&[Random::new(self.settings.seed, STREAM)], frame.clock, &mut noise[..len]);
        self.filter.run(&mut noise[..len]);
        let ducked_gain = gain_from_db(DUCK_DB) as f32;
        let loudest = self.older[0].max(self.newer[0]) * self.on.weight() as f32;
        frame.declared.iter_mut().for_each(|power| *power += loudest * loudest);
        for n in 0..len {
            let on = self.on.next_weight() as f32;
            let ducked = self.talk.ducked.next_weight() as f32;
            let [rms, depth] = [0, 1].map(|k| self.older[k] + (self.newer[k] - self.older[k]) * weights[n]);
            let x = on * rms * (1.0 + (ducked_gain - 1.0) * ducked) * noise[n][0];
            for ear in Ear::BOTH {
                let word = frame.inside[ear][n];
                frame.generated[ear][n] += x;
                frame.felt[ear][n] += on * depth * word;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_what_was_asked_for_under_both_caps() {
        let dbfs = |level_spl, listening_level| {
            BlockerSettings { level_spl, listening_level, ..BlockerSettings::default() }.dbfs()
        };
        assert_eq!(dbfs(70.0, 79.0), -29.0);
        assert_eq!(dbfs(85.0, 79.0), -24.0);
        assert_eq!(dbfs(85.0, 95.0), -30.0);
        assert_eq!(dbfs(120.0, 95.0), -30.0);
    }
}
