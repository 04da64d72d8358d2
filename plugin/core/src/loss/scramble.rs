//! Mumble, blur, smear, jitter and diplacusis: what is lost of the detail of sound, besides its level.
//!
//! Below an edge a channel stays as it is; above it its ear's bands sound instead, with other phases and slowed
//! envelopes. The spectrum is split, never mixed: bands and dry sound are unrelated in phase. The stage comes before the
//! loss filter, whose skirts would otherwise be refilled.

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Change, Chunk, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use crate::hearing::bands::centres;
use crate::hearing::course::{Course, EventSettings};
use crate::hearing::event::Effect;
use crate::kit::blend::{Blend, mix};
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
use crate::kit::low_pass;

use super::draws::Draws;
use super::scrambled::{Scrambled, ScrambledEar, TOP_OCTAVES};
use super::split::{Edges, Split, Wet};

/// Samples between two settings of the bands at 48 kHz.
const SETTING_FRAME: usize = 128;
/// How long a step of any amount takes to arrive, seconds.
const GLIDE_SECONDS: f64 = 0.080;
/// How long its edge takes besides: it may have the whole spectrum to cross.
const EDGE_GLIDE_SECONDS: f64 = 0.120;
/// Longest glide of Perspective, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Crossfade where the stage begins or ends to act, seconds.
const ENGAGE_SECONDS: f64 = 0.005;
/// Where the edge lies when nothing is scrambled, at most, as a share of the sample rate.
const TOP_SHARE: f32 = 0.45;
/// Crossfade when a channel changes ears, seconds.
const ROLE_FADE_SECONDS: f64 = 0.020;

/// Settings of the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScrambleSettings {
    /// What each ear is to become.
    pub ears: PerEar<Scrambled>,
    /// Share of all amounts, 0..1: a listener halfway between world and head hears half of it.
    pub depth: f32,
    /// How long a step of `depth` takes to arrive when it glides, seconds.
    pub depth_seconds: f32,
    /// Seed of the noise.
    pub seed: u32,
    /// What happens to hearing besides.
    pub event: EventSettings,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for ScrambleSettings {
    fn default() -> Self {
        Self {
            ears: PerEar::default(),
            depth: 1.0,
            depth_seconds: 0.050,
            seed: 1,
            event: EventSettings::default(),
            layout: None,
        }
    }
}

/// The stage. Latency 0; untouched where nothing is lost.
#[derive(Default)]
pub struct Scramble {
    settings: ScrambleSettings,
    course: Course,
    /// What the event had done when the ears were last aimed.
    effect: Effect,
    ears: PerEar<ScrambledEar>,
    draws: Draws,
    split: Split,
    depth: Glide,
    blend: Blend,
    /// How far the stage acts on what both ears hear.
    wet: Fade,
    layout: Option<Layout>,
    rate: f32,
    frame: usize,
    control: usize,
    coarse: usize,
    frame_rate: f64,
}

impl Scramble {
    /// Whether every channel rests untouched.
    pub fn is_neutral(&self) -> bool {
        self.wet.rests_at(0.0)
    }

    fn frames(&self, seconds: f64) -> usize {
        libm::round(seconds * self.frame_rate) as usize
    }

    fn depth(&self) -> f32 {
        self.depth.values()[0] as f32
    }

    fn aim(&mut self) {
        self.effect = self.course.effect();
        for ear in Ear::BOTH {
            self.ears[ear].aim(&self.settings.ears[ear], &self.effect);
        }
    }

    /// Sets each ear's bands out towards where its glides stand.
    fn depart(&mut self, blend: Blend, jump: bool) {
        let (weight, depth) = (self.blend.weight(), self.depth());
        self.ears.iter_mut().for_each(|ear| ear.depart(weight, depth, jump));
        self.blend = blend;
    }

    fn settle(&mut self) {
        self.ears.iter_mut().for_each(ScrambledEar::settle);
        self.blend = Blend::arrived();
    }

    /// Every ear that needs it begins or ends to act, over `samples`.
    fn engage(&mut self, samples: usize) {
        let was_resting = self.wet.rests_at(0.0);
        let mut wanted = false;
        for ear in self.ears.iter_mut() {
            wanted |= ear.engage(samples);
        }
        if wanted && was_resting {
            self.split.reset();
        }
        self.wet.head_for(f64::from(u8::from(wanted)), samples);
    }

    fn arrive(&mut self) {
        self.depth.jump([f64::from(self.settings.depth)]);
        self.ears.iter_mut().for_each(ScrambledEar::arrive);
    }

    fn jump(&mut self) {
        self.arrive();
        self.depart(Blend::arrived(), true);
        self.settle();
        self.engage(0);
    }

    /// At a grid point: the next setting of the bands.
    fn step(&mut self) {
        if self.effect != self.course.effect() {
            self.aim();
        }
        let were_settled = self.depth.is_settled() && self.ears.iter().all(ScrambledEar::is_settled);
        self.depth.step([f64::from(self.settings.depth)]);
        let mut are_settled = self.depth.is_settled();
        for ear in self.ears.iter_mut() {
            are_settled &= ear.step();
        }
        if were_settled && are_settled {
            if self.blend.is_done() {
                self.settle();
            }
        } else {
            self.depart(Blend::over_frame(self.frame), false);
        }
        self.engage((ENGAGE_SECONDS * f64::from(self.rate)) as usize);
    }

    fn route(&mut self, samples: usize) {
        let Some(prepared) = self.layout else { return };
        let wanted = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        self.split.route(wanted.unwrap_or(prepared), samples, &self.edges_now());
    }

    fn forget(&mut self) {
        self.split.forget();
        self.ears.iter_mut().for_each(|part| part.voice.forget());
    }
}

impl Stage for Scramble {
    type Settings = ScrambleSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.course.prepare(spec.sample_rate);
        self.layout = Some(spec.layout);
        self.rate = spec.sample_rate;
        self.frame = spec.scaled(SETTING_FRAME);
        self.control = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.frame_rate = f64::from(spec.sample_rate) / self.frame as f64;
        self.depth.prepare(self.frames(LONGEST_GLIDE_SECONDS));
        let (glide, edge_glide) = (self.frames(GLIDE_SECONDS), self.frames(EDGE_GLIDE_SECONDS));
        let centres = centres(spec.sample_rate);
        let top = TOP_OCTAVES.min(libm::log2f(TOP_SHARE * spec.sample_rate));
        for ear in self.ears.iter_mut() {
            ear.voice.prepare(spec, &centres, self.control);
            ear.prepare(top, glide, edge_glide);
        }
        self.draws.prepare(self.ears[Ear::Left].voice.centres.len());
        self.split.prepare(spec.layout, spec.sample_rate);
        self.reset();
    }

    fn set(&mut self, settings: &ScrambleSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        if settings.seed != self.settings.seed {
            self.draws.seed(settings.seed);
        }
        self.settings = *settings;
        self.course.set(&settings.event);
        self.depth.set_length(self.frames(f64::from(settings.depth_seconds)));
        self.aim();
        let fade = (ROLE_FADE_SECONDS * f64::from(self.rate)) as usize;
        match change {
            Change::Glide => self.route(fade),
            Change::Cut { samples } => {
                self.route(fade.max(samples));
                self.split.cut(&self.edges_now());
                self.arrive();
                self.depart(Blend::over_cut(samples), true);
                self.engage(samples);
            }
            Change::Jump => {
                self.route(0);
                self.jump();
            }
        }
    }

    fn reset(&mut self) {
        self.course.reset();
        self.depth.set_length(self.frames(f64::from(self.settings.depth_seconds)));
        self.split.reset();
        self.route(0);
        let seed = self.settings.seed;
        self.draws.seed(seed);
        self.ears.iter_mut().for_each(ScrambledEar::reset);
        self.wet = Fade::resting(0.0);
        self.aim();
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) && !self.blend.is_cutting() {
            self.step();
        }
        self.course.advance(frame.len);
        let is_cutting = self.blend.is_cutting();
        let mut weights = [1.0; SEGMENT];
        self.blend.fill(&mut weights[..frame.len]);
        if self.wet.rests_at(0.0) {
            return;
        }
        for ear in Ear::BOTH {
            self.ears[ear].voice.warm(frame.levels[ear]);
        }
        if frame.clock.is_on(self.control) {
            self.split.share();
            self.ears.iter_mut().for_each(|part| part.voice.follow());
        }
        if frame.clock.is_on(self.coarse) {
            self.forget();
        }
        self.split.measure(frame);
        let chunk = |fade: &mut Fade| {
            let mut chunk = [0.0; SEGMENT];
            fade.fill(&mut chunk[..frame.len]);
            chunk
        };
        let wet =
            Wet { own: PerEar::from_fn(|ear| chunk(&mut self.ears[ear].wet)), both: chunk(&mut self.wet) };
        let control = phases(frame, self.control);
        let sung = self.sing(frame, &weights, &control);
        // A cut fades from one edge to the other; anything slower moves it.
        let edges = self.edges(if is_cutting { &[1.0; SEGMENT] } else { &weights }, frame.len);
        self.split.run(frame, &sung, &edges, is_cutting.then_some(&weights), &wet, &control);
    }
}

impl Scramble {
    /// Where the edges are, for a frame in which they stand still.
    fn edges_now(&self) -> Edges {
        self.edges(&[self.blend.weight(); SEGMENT], SEGMENT)
    }

    /// The edges of a frame's samples, each `along` of its way.
    fn edges(&self, along: &Chunk, len: usize) -> Edges {
        let mut edges = Edges::default();
        let slope = |octaves: f32| low_pass::slope(libm::exp2f(octaves), self.rate);
        let is_still = self.ears.iter().all(|part| part.edges[0] == part.edges[1]);
        for n in 0..if is_still { 1 } else { len } {
            if n > 0 && along[n] == along[n - 1] {
                for ear in Ear::BOTH {
                    edges.octaves[ear][n] = edges.octaves[ear][n - 1];
                    edges.slopes[ear][n] = edges.slopes[ear][n - 1];
                }
                edges.better[n] = edges.better[n - 1];
                continue;
            }
            for ear in Ear::BOTH {
                let [older, newer] = self.ears[ear].edges;
                edges.octaves[ear][n] = mix(older, newer, along[n]);
                edges.slopes[ear][n] = slope(edges.octaves[ear][n]);
            }
            let [some, others] = Ear::BOTH.map(|ear| edges.slopes[ear][n]);
            edges.better[n] = some.max(others);
        }
        if is_still {
            let chunks = edges.octaves.iter_mut().chain(edges.slopes.iter_mut()).chain([&mut edges.better]);
            for chunk in chunks {
                let still = chunk[0];
                chunk[..len].fill(still);
            }
        }
        edges
    }

    /// What each ear's bands make of the frame.
    fn sing(&mut self, frame: &Frame<'_>, weights: &Chunk, control: &Chunk) -> PerEar<Chunk> {
        let mut sung = PerEar::same([0.0; SEGMENT]);
        let mut along = [[0.0; 2]; SEGMENT];
        let along = &mut along[..frame.len];
        for ((along, weight), control) in along.iter_mut().zip(weights).zip(control) {
            *along = [*weight, *control];
        }
        let period = self.ears[Ear::Left].voice.draws();
        let first = (period - frame.clock.now().rem_euclid(period as i64) as usize) % period;
        for n in (first..frame.len).step_by(period) {
            let mut clock = frame.clock;
            clock.advance(n);
            self.draws.draw(clock.now().div_euclid(period as i64));
            self.ears.iter_mut().for_each(|ear| ear.voice.take(&self.draws, clock, weights[n]));
        }
        for ear in Ear::BOTH {
            let sounds = [frame.bands[ear], frame.carriers, frame.sensed[ear]];
            self.ears[ear].voice.sing(frame.clock, sounds, along, &mut sung[ear][..frame.len]);
        }
        sung
    }
}

/// How far each sample of the frame is on its way between points of a grid that it does not cross, 0..1.
fn phases(frame: &Frame<'_>, period: usize) -> Chunk {
    let first = frame.clock.now().rem_euclid(period as i64);
    std::array::from_fn(|n| (first + n as i64) as f32 / period as f32)
}
