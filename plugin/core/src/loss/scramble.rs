//! Mumble, blur and smear: what is lost of the detail of sound, besides its level.
//!
//! Below an edge a channel stays as it is; above it its ear's bands sound instead, with scrambled phases and slowed
//! envelopes. The spectrum is split, never mixed: bands and dry sound are unrelated in phase. The stage comes before the
//! loss filter, whose skirts would otherwise be refilled.

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Change, Chunk, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use crate::hearing::bands::centres;
use crate::hearing::erb;
use crate::hearing::path::Hearing;
use crate::hearing::recruitment::{Band, broadening, outer_loss};
use crate::kit::blend::{Blend, mix};
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
use crate::kit::low_pass;

use super::split::{Edges, Split};
use super::voice::{NOISE_FRAME, Part, Voice};

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
/// Where the edge lies when nothing is scrambled: 20 kHz, or this share of the sample rate.
const TOP_HZ: f32 = 20_000.0;
const TOP_SHARE: f32 = 0.45;
/// Lowest and highest edge of mumble, Hz.
const LOWEST_EDGE_HZ: f32 = 150.0;
const HIGHEST_EDGE_HZ: f32 = 8000.0;
/// Phase noise of mumble: pole frequency, ERB, and standard deviation, radians. Measured on speech with its fine
/// structure gone; wider noise would spread a tone beyond an octave and a half.
const MUMBLE_WIDTH: f32 = 0.3;
const MUMBLE_DEVIATION: f32 = 3.0;
/// Phase noise of smear: pole frequency over sqrt(B^2 - 1) for a filter B times as wide, ERB, and standard deviation
/// (`loss.md` 3.4, whose -3 dB frequency 0.33 is that of these poles at 0.76).
const SMEAR_WIDTH: f32 = 0.76;
const SMEAR_DEVIATION: f32 = 1.5;
/// Filters this much wider than normal are where smear begins, and this much where it has taken hold.
const SMEAR_FROM: f32 = 1.05;
const SMEAR_HOLD: f32 = 1.2;
/// The widest filters, times normal.
const WIDEST: f32 = 4.0;
/// Envelopes follow up to this at the beginning of blur, and this at its end, Hz.
const BLUR_HZ: (f32, f32) = (64.0, 4.0);
/// Amount of blur at which the slowed envelopes have taken over.
const BLUR_HOLD: f32 = 0.1;
/// Crossfade when a channel changes ears, seconds.
const ROLE_FADE_SECONDS: f64 = 0.020;

/// Settings of the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScrambleSettings {
    /// What each ear has lost; its detail is the amounts that act.
    pub ears: PerEar<Hearing>,
    /// Share of all amounts, 0..1: a listener halfway between world and head hears half of it.
    pub depth: f32,
    /// How long a step of `depth` takes to arrive when it glides, seconds.
    pub depth_seconds: f32,
    /// Seed of the noise.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for ScrambleSettings {
    fn default() -> Self {
        Self {
            ears: PerEar::same(Hearing::RECRUITING),
            depth: 1.0,
            depth_seconds: 0.050,
            seed: 1,
            layout: None,
        }
    }
}

/// Most bands that sound.
const BANDS: usize = 48;
/// What glides: mumble, its edge in octaves re 1 Hz, blur, and each band's broadening less 1.
const VALUES: usize = 3 + BANDS;

#[derive(Default)]
struct EarPart {
    glide: Glide<VALUES>,
    /// The edge, octaves re 1 Hz, smoothed once more: amounts may take hold everywhere at once.
    edge: Glide,
    voice: Voice,
    targets: Option<[f64; VALUES]>,
    /// The edge at the ends of the way, octaves.
    edges: [f32; 2],
}

/// The stage. Latency 0; untouched where nothing is lost.
#[derive(Default)]
pub struct Scramble {
    settings: ScrambleSettings,
    ears: PerEar<EarPart>,
    bands: Vec<Band>,
    split: Split,
    depth: Glide,
    blend: Blend,
    wet: Fade,
    /// Whether the voices have yet to hear how loud it is.
    cold: bool,
    layout: Option<Layout>,
    rate: f32,
    top: f32,
    frame: usize,
    noise: usize,
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

    /// Where an ear is going.
    fn targets(&self, hearing: &Hearing) -> [f64; VALUES] {
        let detail = hearing.detail;
        let edge = detail.mumble_from.clamp(LOWEST_EDGE_HZ, HIGHEST_EDGE_HZ);
        let broadened = |band: &Band| {
            let outer = outer_loss(band, hearing.cochlear_db(band.hz).max(0.0));
            (detail.smear * (broadening(outer) - 1.0)).clamp(0.0, WIDEST - 1.0)
        };
        std::array::from_fn(|n| {
            f64::from(match n {
                0 => detail.mumble.clamp(0.0, 1.0),
                1 => libm::log2f(edge),
                2 => detail.blur.clamp(0.0, 1.0),
                n => self.bands.get(n - 3).map_or(0.0, broadened),
            })
        })
    }

    fn aim(&mut self) {
        for ear in Ear::BOTH {
            self.ears[ear].targets = Some(self.targets(&self.settings.ears[ear]));
        }
    }

    /// Sets each ear's bands out towards where its glides stand.
    fn depart(&mut self, blend: Blend, jump: bool) {
        let (weight, depth, top) = (self.blend.weight(), self.depth(), libm::log2f(self.top));
        for part in self.ears.iter_mut() {
            let values = part.glide.values();
            let [mumble, from, blur] = std::array::from_fn(|n| values[n] as f32);
            let (mumble, blur) = (depth * mumble, depth * blur);
            let wider = |band: usize| depth * values[3 + band] as f32;
            let down_to = |octaves: f32, share: f32| top + (octaves - top) * share.clamp(0.0, 1.0);
            let slowness = (blur / BLUR_HOLD).min(1.0);
            let widest = (0..self.bands.len()).map(wider).fold(0.0, f32::max);
            let hold = (widest - (SMEAR_FROM - 1.0)) / (SMEAR_HOLD - SMEAR_FROM);
            let lowest = (0..self.bands.len()).find(|band| wider(*band) > SMEAR_FROM - 1.0);
            let smeared = lowest.map_or(top, |band| libm::log2f(self.bands[band].hz));
            let mumbled = down_to(from, mumble);
            let wanted = mumbled.min(down_to(from, slowness)).min(down_to(smeared, hold)).min(top);
            let edge = if jump {
                part.edge.jump([f64::from(wanted)]);
                wanted
            } else {
                part.edge.step([f64::from(wanted)])[0] as f32
            };
            part.edges = [part.edges[0] + (part.edges[1] - part.edges[0]) * weight, edge];
            let (edge_hz, mumble_hz) = (libm::exp2f(edge), libm::exp2f(mumbled));
            let is_off = edge >= top;
            let setting = |band: usize| {
                let hz = self.bands[band].hz;
                let above = if is_off { 0.0 } else { 1.0 - low_pass::power_gain(hz, edge_hz) };
                let scrambled = if mumbled >= top { 0.0 } else { 1.0 - low_pass::power_gain(hz, mumble_hz) };
                let times = 1.0 + wider(band);
                let smear = SMEAR_WIDTH * libm::sqrtf(times * times - 1.0);
                Part {
                    amplitude: libm::sqrtf(above),
                    width: erb::bandwidth(hz) * (smear + (MUMBLE_WIDTH.max(smear) - smear) * scrambled),
                    deviation: SMEAR_DEVIATION + (MUMBLE_DEVIATION - SMEAR_DEVIATION) * scrambled,
                }
            };
            let blur_hz = BLUR_HZ.0 * libm::powf(BLUR_HZ.1 / BLUR_HZ.0, blur);
            part.voice.depart(weight, setting, slowness, blur_hz);
        }
        self.blend = blend;
    }

    fn settle(&mut self) {
        for part in self.ears.iter_mut() {
            part.edges[0] = part.edges[1];
            part.voice.settle();
        }
        self.blend = Blend::arrived();
    }

    /// Whether any ear's edge is, or is going, below the top.
    fn is_wanted(&self) -> bool {
        let top = libm::log2f(self.top);
        self.ears.iter().any(|part| part.edges.iter().any(|edge| *edge < top))
    }

    /// Begins or ends to act, over `samples`.
    fn engage(&mut self, samples: usize) {
        if self.is_wanted() && self.wet.target() == 0.0 {
            if self.wet.rests_at(0.0) {
                self.split.reset();
                self.ears.iter_mut().for_each(|part| part.voice.reset());
                self.cold = true;
            }
            self.wet.head_for(1.0, samples);
        } else if !self.is_wanted() {
            self.wet.head_for(0.0, samples);
        }
    }

    fn arrive(&mut self) {
        self.depth.jump([f64::from(self.settings.depth)]);
        for part in self.ears.iter_mut() {
            part.glide.jump(part.targets.unwrap_or([0.0; VALUES]));
        }
    }

    fn jump(&mut self) {
        self.arrive();
        self.depart(Blend::arrived(), true);
        self.settle();
        self.engage(0);
    }

    /// At a grid point: the next setting of the bands.
    fn step(&mut self) {
        let before = (
            self.depth.is_settled(),
            self.ears.iter().all(|part| part.glide.is_settled() && part.edge.is_settled()),
        );
        self.depth.step([f64::from(self.settings.depth)]);
        for part in self.ears.iter_mut() {
            part.glide.step(part.targets.unwrap_or([0.0; VALUES]));
        }
        let now = (self.depth.is_settled(), self.ears.iter().all(|part| part.glide.is_settled()));
        if before == (true, true) && now == (true, true) {
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
        self.layout = Some(spec.layout);
        self.rate = spec.sample_rate;
        self.top = TOP_HZ.min(TOP_SHARE * spec.sample_rate);
        self.frame = spec.scaled(SETTING_FRAME);
        self.noise = spec.scaled(NOISE_FRAME);
        self.control = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.frame_rate = f64::from(spec.sample_rate) / self.frame as f64;
        self.depth.prepare(self.frames(LONGEST_GLIDE_SECONDS));
        let (glide, edge_glide) = (self.frames(GLIDE_SECONDS), self.frames(EDGE_GLIDE_SECONDS));
        let centres = centres(spec.sample_rate);
        for part in self.ears.iter_mut() {
            part.glide.prepare(glide);
            part.edge.prepare(edge_glide);
            part.voice.prepare(spec, &centres, self.noise, self.control);
        }
        self.bands = self.ears[Ear::Left].voice.centres.iter().map(|hz| Band::at(*hz)).collect();
        self.split.prepare(spec.layout, spec.sample_rate);
        self.reset();
    }

    fn set(&mut self, settings: &ScrambleSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        if settings.seed != self.settings.seed {
            self.ears.iter_mut().for_each(|part| part.voice.seed(settings.seed));
        }
        self.settings = *settings;
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
        self.depth.set_length(self.frames(f64::from(self.settings.depth_seconds)));
        self.split.reset();
        self.route(0);
        let seed = self.settings.seed;
        for part in self.ears.iter_mut() {
            part.voice.reset();
            part.voice.seed(seed);
        }
        self.wet = Fade::resting(0.0);
        self.aim();
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) && !self.blend.is_cutting() {
            self.step();
        }
        let is_cutting = self.blend.is_cutting();
        let mut weights = [1.0; SEGMENT];
        self.blend.fill(&mut weights[..frame.len]);
        if self.wet.rests_at(0.0) {
            return;
        }
        if std::mem::take(&mut self.cold) {
            // The detectors have been listening all along: a cut into blur must not fade in.
            for ear in Ear::BOTH {
                self.ears[ear].voice.warm(frame.levels[ear]);
            }
        }
        if frame.clock.is_on(self.control) {
            self.split.share();
            self.ears.iter_mut().for_each(|part| part.voice.follow());
        }
        if frame.clock.is_on(self.coarse) {
            self.forget();
        }
        self.split.measure(frame);
        let mut wet = [0.0; SEGMENT];
        wet[..frame.len].fill_with(|| self.wet.next_weight() as f32);
        let sung = self.sing(frame, &weights);
        // A cut fades from one edge to the other; anything slower moves it.
        let edges = self.edges(if is_cutting { &[1.0; SEGMENT] } else { &weights }, frame.len);
        let control = std::array::from_fn(|n| phase(frame, self.control, n));
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
        for n in 0..len {
            if n > 0 && (is_still || along[n] == along[n - 1]) {
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
        edges
    }

    /// What each ear's bands make of the frame.
    fn sing(&mut self, frame: &Frame<'_>, weights: &Chunk) -> PerEar<Chunk> {
        let mut sung = PerEar::same([0.0; SEGMENT]);
        let mut along = [[0.0; 3]; SEGMENT];
        for (n, along) in along[..frame.len].iter_mut().enumerate() {
            *along = [weights[n], phase(frame, self.noise, n), phase(frame, self.control, n)];
        }
        let mut start = 0;
        while start < frame.len {
            let mut clock = frame.clock;
            clock.advance(start);
            let end = frame.len.min(start + clock.until_next(self.noise));
            for ear in Ear::BOTH {
                let voice = &mut self.ears[ear].voice;
                if clock.is_on(self.noise) {
                    voice.draw(clock, self.noise, weights[start]);
                }
                let (heard, sensed) = (frame.bands[ear], frame.sensed[ear]);
                voice.sing(heard, sensed, frame.carriers, start..end, &along, &mut sung[ear]);
            }
            start = end;
        }
        sung
    }
}

/// How far sample `n` of the frame is on its way between points of a grid, 0..1.
fn phase(frame: &Frame<'_>, period: usize, n: usize) -> f32 {
    (frame.clock.now().wrapping_add(n as i64)).rem_euclid(period as i64) as f32 / period as f32
}
