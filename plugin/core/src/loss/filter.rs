//! The loss filter: each ear's curve as a minimum-phase filter on everything that ear hears, without delay.

use crate::base::layout::Speaker;
use crate::base::{Change, Ear, Frame, Layout, PerEar, Role, SEGMENT, Spec, Stage};
use crate::hearing::course::Course;
use crate::hearing::event::Effect;
use crate::hearing::recruitment::{Law, bounded};
use crate::kit::blend::{Blend, mix};
use crate::kit::fade::Fade;
use crate::kit::glide::Glide;
use crate::kit::ring::Ring;

use super::ear::{EarGains, Sides, Station, stations};
use super::filters::{Filters, Source};
pub use super::matching::MOST_DB as MOST_MATCH_DB;
use super::matching::Matching;
use super::off_frequency::OffFrequency;
pub use super::settings::{LfePolicy, LossSettings};

/// Samples between two designs at 48 kHz.
pub(super) const FILTER_FRAME: usize = 128;
/// Longest glide of Perspective, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Crossfade when a channel changes ears, seconds.
const ROLE_FADE_SECONDS: f64 = 0.020;

fn source(speaker: Speaker, twin: usize, lfe: LfePolicy) -> Source {
    match (speaker.role(), lfe) {
        (Role::Ear(ear), _) => Source::Ear { ear, twin },
        (Role::Both, _) => Source::Both,
        (Role::Lfe, LfePolicy::Follow) => Source::Low,
        (Role::Lfe, LfePolicy::Pass) => Source::Flat,
        (Role::Lfe, LfePolicy::Mute) => Source::Mute,
    }
}

struct Channel {
    past: Ring,
    source: Source,
    previous: Source,
    fade: Fade,
}

/// The filter stage. Latency 0: an impulse goes through an untouched ear as an impulse.
pub struct LossFilter {
    settings: LossSettings,
    course: Course,
    law: Law,
    stations: Vec<Station>,
    ears: PerEar<EarGains>,
    /// An ear as it would be.
    imagined: EarGains,
    /// What the detectors read last.
    levels: PerEar<Vec<f32>>,
    filters: Option<Filters>,
    off_frequency: PerEar<OffFrequency>,
    /// By how much the path is made louder.
    matching: Matching,
    imagined_match: Matching,
    /// The gain that makes it so now.
    matched: f32,
    /// What the filters were last sent to.
    designed: PerEar<(Vec<f32>, Sides)>,
    designed_match: f32,
    blend: Blend,
    /// Shares of the loss and of the match.
    shares: Glide<2>,
    channels: Vec<Channel>,
    layout: Option<Layout>,
    taps: usize,
    /// Samples of the past that a filter is given.
    early: usize,
    frame: usize,
    role_fade: usize,
    frame_rate: f64,
}

impl Default for LossFilter {
    fn default() -> Self {
        Self::with_law(bounded)
    }
}

impl LossFilter {
    /// A filter whose ears recruit by this law.
    pub fn with_law(law: Law) -> Self {
        Self {
            settings: LossSettings::default(),
            course: Course::default(),
            law,
            stations: Vec::new(),
            ears: PerEar::default(),
            imagined: EarGains::default(),
            levels: PerEar::default(),
            filters: None,
            off_frequency: PerEar::default(),
            matching: Matching::default(),
            imagined_match: Matching::default(),
            matched: 1.0,
            designed: PerEar::default(),
            designed_match: 1.0,
            blend: Blend::arrived(),
            shares: Glide::default(),
            channels: Vec::new(),
            layout: None,
            taps: 0,
            early: 0,
            frame: 1,
            role_fade: 0,
            frame_rate: 1.0,
        }
    }

    /// Whether every ear rests at hearing all of its own side, and nothing else.
    pub fn is_neutral(&self) -> bool {
        self.filters.as_ref().is_none_or(Filters::is_neutral)
            && self.off_frequency.iter().all(OffFrequency::is_silent)
    }

    /// Samples for which the filter sounds on after its input has ended.
    pub const fn tail(&self) -> usize {
        // Late taps sound to the end of a block.
        self.taps + self.frame
    }

    /// What each ear's filter makes of each band, dB.
    pub fn gains(&self) -> PerEar<&[f32]> {
        PerEar::from_fn(|ear| self.ears[ear].gains.as_slice())
    }

    /// What each of `ear`'s bands loses of reference noise now, dB: by the settings on their way, whatever is played.
    pub fn take_off_programme(&self, ear: Ear, taken: &mut [f32]) {
        self.ears[ear].take_off_programme(&self.stations, self.depth(), taken);
    }

    /// The same once `settings` are in force.
    pub fn would_take_off(&mut self, settings: &LossSettings, ear: Ear, taken: &mut [f32]) {
        let aims = settings.aims(&self.course.effect());
        self.imagined.know(self.law, &self.stations, &aims[ear]);
        self.imagined.take_off_programme(&self.stations, settings.depth, taken);
    }

    /// By how much the path is made louder now, dB.
    pub fn matched_db(&self) -> f32 {
        20.0 * libm::log10f(self.matched)
    }

    /// The same once `settings` are in force.
    pub fn would_match_db(&mut self, settings: &LossSettings) -> f32 {
        let [depth, share] = settings.shares().map(|share| share as f32);
        self.imagined_match.jump(&settings.aims(&Effect::default()));
        20.0 * libm::log10f(self.imagined_match.gain(self.law, depth, share))
    }

    fn frames(&self, seconds: f64) -> usize {
        libm::round(seconds * self.frame_rate) as usize
    }

    /// Works out every band's gain, for the last levels and the settings on their way.
    fn hear(&mut self) {
        let [depth, share] = self.shares.values().map(|share| share as f32);
        self.matched = self.matching.gain(self.law, depth, share);
        let Some(filters) = &self.filters else { return };
        for ear in Ear::BOTH {
            let around = self.ears[ear].sides().around;
            let (own, other) = (&self.levels[ear], &self.levels[ear.other()]);
            let levels = own.iter().zip(other).zip(filters.shadow()).map(|((own, other), shadow)| {
                // What comes around the head adds its power.
                if around > 0.0 { own + other * around * around * libm::exp10f(0.1 * shadow) } else { *own }
            });
            self.ears[ear].hear(self.law, &self.stations, levels, depth);
        }
    }

    fn depth(&self) -> f32 {
        self.shares.values()[0] as f32
    }

    /// What each ear hears of the other side, as far as the loss is heard at all.
    fn sides(&self) -> PerEar<Sides> {
        PerEar::from_fn(|ear| self.ears[ear].sides().heard(self.depth()))
    }

    /// Whether the ears have come to hear otherwise than their filters.
    fn has_moved(&self) -> bool {
        let sides = self.sides();
        let differs =
            |ear: Ear| self.designed[ear].0 != self.ears[ear].gains || self.designed[ear].1 != sides[ear];
        self.designed_match != self.matched || Ear::BOTH.into_iter().any(differs)
    }

    /// Sets out from where the filters are towards the gains of the moment.
    fn depart(&mut self, blend: Blend) {
        let (weight, depth, sides) = (self.blend.weight(), self.depth(), self.sides());
        let matched = self.matched;
        self.designed_match = matched;
        let Some(filters) = &mut self.filters else { return };
        for ear in Ear::BOTH {
            self.designed[ear].0.copy_from_slice(&self.ears[ear].gains);
            self.designed[ear].1 = sides[ear];
            self.off_frequency[ear].depart(weight, &self.stations, &mut self.ears[ear], [depth, matched]);
        }
        filters.depart(weight, PerEar::from_fn(|ear| self.ears[ear].gains.as_slice()), sides, matched);
        self.blend = blend;
    }

    fn settle(&mut self) {
        self.filters.iter_mut().for_each(Filters::settle);
        self.off_frequency.iter_mut().for_each(OffFrequency::settle);
        self.blend = Blend::arrived();
    }

    /// Is at once where the settings want it.
    fn jump(&mut self) {
        self.arrive();
        self.depart(Blend::arrived());
        self.settle();
    }

    fn arrive(&mut self) {
        let aims = self.settings.aims(&self.course.effect());
        self.shares.jump(self.settings.shares());
        self.matching.jump(&self.settings.aims(&Effect::default()));
        for ear in Ear::BOTH {
            self.ears[ear].jump(&aims[ear]);
        }
        self.hear();
    }

    /// At a grid point: the next frame's filters.
    fn step(&mut self) {
        let aims = self.settings.aims(&self.course.effect());
        self.shares.step(self.settings.shares());
        self.matching.step(&self.settings.aims(&Effect::default()));
        for ear in Ear::BOTH {
            self.ears[ear].step(&aims[ear]);
        }
        self.hear();
        if self.has_moved() {
            self.depart(Blend::over_frame(self.frame));
        } else if self.blend.is_done() {
            self.settle();
        }
    }

    fn route(&mut self, samples: usize) {
        let Some(prepared) = self.layout else { return };
        let wanted = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        let layout = wanted.unwrap_or(prepared);
        for ((channel, speaker), twin) in self.channels.iter_mut().zip(layout.speakers).zip(layout.mirror()) {
            let target = source(*speaker, twin, self.settings.lfe);
            if target != channel.source {
                channel.previous = channel.source;
                channel.source = target;
                channel.fade = Fade::resting(0.0);
                channel.fade.head_for(1.0, samples);
            }
        }
        let sides = self.sides();
        let Some(filters) = &mut self.filters else { return };
        let mut sources = self.channels.iter().flat_map(|channel| {
            let previous = (!channel.fade.is_settled()).then_some(channel.previous);
            std::iter::once(channel.source).chain(previous)
        });
        let gains = PerEar::from_fn(|ear| self.ears[ear].gains.as_slice());
        filters.use_for(&mut sources, gains, sides, self.matched);
    }
}

impl Stage for LossFilter {
    type Settings = LossSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.course.prepare(spec.sample_rate);
        self.stations = stations(spec);
        self.frame = spec.scaled(FILTER_FRAME);
        let filters = Filters::new(spec, &self.stations, self.frame);
        let [early, longest] = filters.reaches();
        (self.taps, self.early) = (filters.taps(), early);
        self.filters = Some(filters);
        self.frame_rate = f64::from(spec.sample_rate) / self.frame as f64;
        self.role_fade = spec.samples(ROLE_FADE_SECONDS);
        self.shares.prepare(self.frames(LONGEST_GLIDE_SECONDS));
        self.matching.prepare(&self.stations, self.frame_rate);
        self.imagined_match.prepare(&self.stations, self.frame_rate);
        let count = self.stations.len();
        self.imagined.prepare(count, self.frame_rate);
        for ear in Ear::BOTH {
            self.ears[ear].prepare(count, self.frame_rate);
            self.levels[ear] = vec![0.0; count];
            self.designed[ear] = (vec![0.0; count], Sides::default());
            self.off_frequency[ear].prepare(&self.stations);
        }
        self.layout = Some(spec.layout);
        self.channels = spec
            .layout
            .speakers
            .iter()
            .zip(spec.layout.mirror())
            .map(|(speaker, twin)| {
                let source = source(*speaker, twin, self.settings.lfe);
                let mut past = Ring::default();
                past.prepare(longest + SEGMENT);
                Channel { past, source, previous: source, fade: Fade::resting(1.0) }
            })
            .collect();
        self.reset();
    }

    fn set(&mut self, settings: &LossSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        self.course.set(&settings.event);
        self.shares.set_length(self.frames(f64::from(settings.depth_seconds)));
        match change {
            Change::Glide => self.route(self.role_fade),
            Change::Cut { samples } => {
                self.route(samples.max(self.role_fade));
                self.arrive();
                if self.has_moved() {
                    self.depart(Blend::over_cut(samples));
                }
            }
            Change::Jump => {
                self.route(0);
                self.jump();
            }
        }
    }

    fn reset(&mut self) {
        self.course.reset();
        self.shares.set_length(self.frames(f64::from(self.settings.depth_seconds)));
        self.route(0);
        self.levels.iter_mut().for_each(|levels| levels.fill(0.0));
        self.off_frequency.iter_mut().for_each(OffFrequency::reset);
        self.filters.iter_mut().for_each(Filters::reset);
        for channel in &mut self.channels {
            channel.past.reset();
            channel.previous = channel.source;
            channel.fade = Fade::resting(1.0);
        }
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            for ear in Ear::BOTH {
                self.levels[ear].copy_from_slice(frame.levels[ear]);
            }
            if !self.blend.is_cutting() {
                self.step();
            }
        }
        self.course.advance(frame.len);
        let mut weights = [1.0; SEGMENT];
        let weights = &mut weights[..frame.len];
        self.blend.fill(weights);
        for ear in Ear::BOTH {
            let off_frequency = &self.off_frequency[ear];
            off_frequency.add(frame.bands[ear], frame.carriers, weights, &mut frame.generated[ear]);
        }
        let Some(filters) = &mut self.filters else { return };
        filters.follow(frame.clock, frame.len, self.channels.iter().map(|channel| &channel.past));
        for (channel, chunk) in self.channels.iter_mut().zip(frame.channels.iter()) {
            channel.past.push(&chunk[..frame.len]);
        }
        for idx in 0..self.channels.len() {
            let output = &mut frame.channels[idx][..frame.len];
            let past = |idx: usize| self.channels[idx].past.newest(self.early + frame.len);
            let Channel { source, previous, mut fade, .. } = self.channels[idx];
            filters.run(source, idx, past, weights, output);
            if !fade.is_settled() {
                let mut before = [0.0; SEGMENT];
                filters.run(previous, idx, past, weights, &mut before[..frame.len]);
                for (new, old) in output.iter_mut().zip(before) {
                    *new = mix(old, *new, fade.next_weight() as f32);
                }
                self.channels[idx].fade = fade;
            }
        }
    }
}
