//! The implant as a stage: from what is left of hearing to what processors and electrodes make of the world.

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Change, Chunk, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use crate::hearing::channels::Channels;
use crate::hearing::course::Course;
use crate::hearing::event::Event;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::level::Level;

use super::acoustic::Acoustic;
use super::activation::Activation;
use super::cinema::Cinema;
use super::clarity::Clarity;
use super::electrodogram::Column;
use super::lowest::Lowest;
use super::metal::MetalSettings;
use super::onset::Onset;
use super::percept::{PerceptSettings, Timbre};
use super::router::{Replaced, Router, crossfade};
use super::settings::ImplantSettings;
use super::shares::{ACOUSTIC, CLARITY, METAL, PERCEPT, SHARES, VOCODE, aims};
use super::vocode::{Fitting, Vocode};

/// Control frames per step of what glides.
const FRAMES_PER_STEP: usize = 4;
/// Longest glide, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// How long a step of any share takes to arrive, seconds.
const SHARE_SECONDS: f64 = 0.080;
/// Where the ear's own lows end while it has none, Hz.
const RESTING_EDGE_HZ: f32 = 500.0;
/// How long what has been heard goes on: windows, ringing percept, slow filters, seconds.
const TAIL_SECONDS: f64 = 0.5;

/// The stage. Latency 0; Metal and percept look ahead by the lead they are told of, or are late where there is none.
///
/// While an implant is asked for it listens, heard or not, so that whoever enters the head hears it whole at once.
pub struct Implant {
    settings: ImplantSettings,
    course: Course,
    activation: Activation,
    onset: Onset,
    vocode: Vocode,
    cinema: Cinema,
    clarity: Clarity,
    lowest: Lowest,
    acoustic: Acoustic,
    router: Router,
    /// How much of each ear's hearing is the implant's, 0..1.
    weights: PerEar<Level>,
    shares: [Level; SHARES],
    /// Whether each ear has an electrode at all, 0 or 1, and its way there.
    presence: PerEar<f32>,
    present: PerEar<Level>,
    /// Whether it listens, and samples for which it does so because settings are on their way that ask for it.
    listening: bool,
    awaited: usize,
    layout: Option<Layout>,
    lead: usize,
    rate: f64,
    control: usize,
    frame: usize,
    coarse: usize,
    tail: usize,
}

impl Default for Implant {
    fn default() -> Self {
        Self {
            settings: ImplantSettings::default(),
            course: Course::default(),
            activation: Activation::default(),
            onset: Onset::default(),
            vocode: Vocode::default(),
            cinema: Cinema::default(),
            clarity: Clarity::default(),
            lowest: Lowest::default(),
            acoustic: Acoustic::default(),
            router: Router::default(),
            weights: PerEar::from_fn(|_| Level::linear()),
            shares: std::array::from_fn(|_| Level::linear()),
            presence: PerEar::same(1.0),
            present: PerEar::from_fn(|_| Level::linear()),
            listening: false,
            awaited: 0,
            layout: None,
            lead: 0,
            rate: 1.0,
            control: 1,
            frame: 1,
            coarse: 1,
            tail: 0,
        }
    }
}

impl Implant {
    /// How many samples [`Frame::early`] is ahead of what is heard; before [`prepare`](Stage::prepare).
    pub const fn looks_ahead(&mut self, lead: usize) {
        self.lead = lead;
    }

    /// Whether nothing is heard of it.
    pub fn is_neutral(&self) -> bool {
        let silent = self.settings.amount * self.settings.depth == 0.0;
        silent && self.weights.iter().all(|weight| weight.rests_at(0.0))
    }

    /// Samples for which it sounds on after its input has ended.
    pub fn tail(&self) -> usize {
        if self.is_neutral() { 0 } else { self.tail.max(self.activation.left()) }
    }

    /// What each ear's electrodes were told since the last call, heard or not; nothing where there is no implant.
    pub fn take_columns(&mut self) -> PerEar<Column> {
        if !self.listening || self.settings.amount == 0.0 {
            return PerEar::default();
        }
        self.vocode.take_columns()
    }

    /// How much of an ear's hearing is the implant's now, 0..1.
    pub fn weight(&self, ear: Ear) -> f32 {
        self.weights[ear].gain()
    }

    fn steps(&self, seconds: f64) -> usize {
        libm::round(seconds * self.rate / self.frame as f64) as usize
    }

    fn weight_of(&self, ear: Ear) -> f32 {
        let ImplantSettings { amount, depth, ears, .. } = self.settings;
        if ears[ear] { amount * depth } else { 0.0 }
    }

    fn edge_hz(&self) -> f32 {
        if self.settings.acoustic_hz > 0.0 { self.settings.acoustic_hz } else { RESTING_EDGE_HZ }
    }

    /// Hands every engine its part.
    fn aim(&mut self, change: Change) {
        let ImplantSettings { devices, front, coder, carrier, metal, timbre, seed, .. } = self.settings;
        self.vocode.set(&front, &Fitting { devices, coder, carrier, seed }, change);
        let channels = devices.map(|device| Channels::of(&device));
        self.lowest.set(&channels, change == Change::Jump);
        self.presence = channels.map(|channels| f32::from(u8::from(channels.count > 0)));
        self.cinema.set(&PerEar::from_fn(|ear| {
            let channels = channels[ear];
            // Both ears draw the same: what is in the middle stays there.
            let metal = MetalSettings { channels, seed, ..metal };
            let band =
                Timbre { low_hz: channels.edges[0], high_hz: channels.edges[channels.count], ..timbre };
            (metal, PerceptSettings { timbre: band, channels, seed })
        }));
        let Some(prepared) = self.layout else { return };
        let wanted = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        self.router.route(wanted.unwrap_or(prepared), self.settings.ears);
        if change == Change::Jump {
            self.router.jump();
        }
    }

    /// Settings are on their way, and will be there within `samples`: if they ask for an implant it begins to listen, so that
    /// what sees ahead has seen something by then.
    pub fn foresee(&mut self, settings: &ImplantSettings, samples: usize) {
        if settings.amount == 0.0 {
            return;
        }
        self.awaited = samples + self.frame;
        if !self.listening {
            let now = std::mem::replace(&mut self.settings, *settings);
            self.aim(Change::Jump);
            self.begin();
            self.settings = now;
        }
    }

    /// Everything that glides is where it is asked to be.
    fn arrive(&mut self) {
        for ear in Ear::BOTH {
            let weight = self.weight_of(ear);
            self.weights[ear].jump(weight);
            self.present[ear].jump(self.presence[ear]);
        }
        let aims = aims(&self.settings);
        self.shares.iter_mut().zip(aims).for_each(|(share, aim)| share.jump(aim));
        self.acoustic.jump(self.edge_hz());
    }

    /// Begins to listen, with sound under way.
    fn begin(&mut self) {
        self.listening = true;
        self.onset.begin();
        self.vocode.reset();
        self.cinema.reset();
        self.clarity.reset();
        self.lowest.reset();
        self.acoustic.reset();
        self.router.reset();
    }

    /// At a grid point: what glides moves on, or is there where nobody hears it.
    fn step(&mut self) {
        if !self.listening {
            return self.arrive();
        }
        for ear in Ear::BOTH {
            let weight = self.weight_of(ear);
            self.weights[ear].step(weight, self.frame);
            self.present[ear].step(self.presence[ear], self.frame);
        }
        let aims = aims(&self.settings);
        if self.shares[ACOUSTIC].rests_at(0.0) && aims[ACOUSTIC] > 0.0 {
            self.acoustic.reset();
        }
        self.shares.iter_mut().zip(aims).for_each(|(share, aim)| share.step(aim, self.frame));
        self.acoustic.step(self.edge_hz());
        self.lowest.step();
        if self.settings.amount == 0.0 && self.awaited == 0 && self.is_neutral() {
            self.listening = false;
        }
    }

    fn forget(&mut self) {
        self.clarity.forget();
        self.lowest.forget();
        self.acoustic.forget();
        self.router.forget();
    }

    /// What each ear's implant makes of the frame, `shares` being filled in.
    fn sing(&mut self, frame: &Frame<'_>, shares: &mut [Chunk; SHARES]) -> PerEar<Chunk> {
        let len = frame.len;
        let silent = PerEar::same([0.0; SEGMENT]);
        let (mut sung, mut engines) = (silent, [silent; 2]);
        let [heard, early] = self.onset.hear(frame);
        let wanted = PerEar::from_fn(|ear| self.settings.ears[ear] || !self.weights[ear].rests_at(0.0));
        self.vocode.process(&heard, wanted, frame.clock, len, &mut sung);
        let aims = aims(&self.settings);
        let sounds = [METAL, PERCEPT].map(|share| aims[share] > 0.0 || !self.shares[share].rests_at(0.0));
        let sounding = wanted.map(|wanted| sounds.map(|sounds| sounds && wanted));
        self.cinema.process(&early, &sounding, frame.clock, len, &mut engines);
        let [metal, percept] = &engines;
        for (share, gains) in self.shares.iter_mut().zip(shares.iter_mut()) {
            share.fill(&mut gains[..len]);
        }
        for ear in Ear::BOTH {
            let middle = self.clarity.run(ear, &heard[ear], len);
            let mut present = [0.0; SEGMENT];
            self.present[ear].fill(&mut present[..len]);
            for n in 0..len {
                let engines = shares[VOCODE][n] * sung[ear][n]
                    + shares[METAL][n] * metal[ear][n]
                    + shares[PERCEPT][n] * percept[ear][n];
                sung[ear][n] = present[n] * (engines + shares[CLARITY][n] * middle[n]);
            }
        }
        self.lowest.run(&mut sung, len);
        sung
    }

    /// Lets sound come in stairs after the processors were switched on, and adds the clicks to what the head makes.
    fn activate(&self, frame: &mut Frame<'_>, sung: &mut PerEar<Chunk>, heard: &PerEar<Chunk>) {
        for n in 0..frame.len {
            let Some((gain, click)) = self.activation.at(n) else { return };
            let click = if self.settings.clicks { click } else { 0.0 };
            for ear in Ear::BOTH {
                sung[ear][n] *= gain;
                frame.generated[ear][n] += click * heard[ear][n];
            }
        }
    }
}

impl Stage for Implant {
    type Settings = ImplantSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.layout = Some(spec.layout);
        self.rate = f64::from(spec.sample_rate);
        self.control = spec.scaled(CONTROL_FRAME);
        self.frame = FRAMES_PER_STEP * self.control;
        self.coarse = spec.scaled(FORGET_FRAME);
        self.tail = spec.samples(TAIL_SECONDS);
        self.course.prepare(spec.sample_rate);
        self.activation.prepare(self.rate);
        self.onset.prepare(spec);
        self.vocode.prepare(spec);
        self.cinema.prepare(spec, self.lead);
        self.clarity.prepare(spec, self.cinema.lateness());
        self.lowest.prepare(spec, self.frame);
        self.acoustic.prepare(spec, self.frame);
        self.router.prepare(spec);
        let (longest, shares) = (self.steps(LONGEST_GLIDE_SECONDS), self.steps(SHARE_SECONDS));
        self.weights.iter_mut().for_each(|weight| weight.prepare(longest));
        self.shares.iter_mut().chain(self.present.iter_mut()).for_each(|share| share.prepare(shares));
        self.reset();
    }

    fn set(&mut self, settings: &ImplantSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        let elsewhere = settings.event.visit != self.settings.event.visit;
        self.settings = *settings;
        let happening = self.course.set(&settings.event);
        if elsewhere {
            self.activation.end();
        }
        if let Some(switched) = happening.filter(|happening| happening.event == Event::Activation) {
            self.activation.begin(switched.depth);
        }
        let length = self.steps(f64::from(settings.depth_seconds)).max(1);
        self.weights.iter_mut().for_each(|weight| weight.set_length(length));
        let starts = settings.amount > 0.0 && !self.listening;
        self.aim(if starts { Change::Jump } else { change });
        if starts {
            self.begin();
        }
        match change {
            Change::Jump => self.arrive(),
            Change::Cut { samples } => {
                for ear in Ear::BOTH {
                    let weight = self.weight_of(ear);
                    self.weights[ear].cut(weight, samples);
                }
            }
            Change::Glide => {}
        }
    }

    fn reset(&mut self) {
        self.course.reset();
        self.activation.end();
        self.listening = false;
        self.awaited = 0;
        let length = self.steps(f64::from(self.settings.depth_seconds)).max(1);
        self.weights.iter_mut().for_each(|weight| weight.set_length(length));
        self.aim(Change::Jump);
        self.onset.reset();
        self.begin();
        self.listening = self.settings.amount > 0.0;
        self.arrive();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            self.step();
        }
        self.course.advance(frame.len);
        self.onset.go_on();
        self.awaited = self.awaited.saturating_sub(frame.len);
        if self.listening {
            self.replace(frame);
        }
        self.activation.advance(frame.len);
    }
}

impl Implant {
    /// Listens, and gives every channel its part of what ears hear now.
    fn replace(&mut self, frame: &mut Frame<'_>) {
        let len = frame.len;
        if frame.clock.is_on(self.control) {
            self.router.step();
            self.lowest.hush();
            self.acoustic.hush();
            self.clarity.hush();
        }
        if frame.clock.is_on(self.coarse) {
            self.forget();
        }
        self.router.measure(frame.outside, len);
        let mut shares = [[0.0; SEGMENT]; SHARES];
        let mut sung = self.sing(frame, &mut shares);
        let mut weights = PerEar::same([0.0; SEGMENT]);
        for ear in Ear::BOTH {
            self.weights[ear].fill(&mut weights[ear][..len]);
        }
        let has_lows = !self.shares[ACOUSTIC].rests_at(0.0);
        if has_lows {
            self.acoustic.run(frame.channels, &shares[ACOUSTIC], len);
        }
        if self.weights.iter().all(|weight| weight.rests_at(0.0)) {
            return;
        }
        let mut heard = weights;
        heard.iter_mut().for_each(|heard| heard[..len].iter_mut().for_each(|x| *x = crossfade(*x).1));
        self.activate(frame, &mut sung, &heard);
        for ear in Ear::BOTH {
            sung[ear][..len].iter_mut().zip(&heard[ear]).for_each(|(x, heard)| *x *= heard);
        }
        let kept = if has_lows { self.acoustic.kept() } else { &[] };
        let follows_lfe = self.settings.follows_lfe;
        let sound = Replaced { sung: &sung, weights: &weights, kept, follows_lfe };
        self.router.replace(frame.channels, &sound, frame.clock, len);
    }
}
