//! The implant as a stage: from what is left of hearing to what processors and electrodes make of the world.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Change, Chunk, Ear, Frame, Layout, PerEar, Role, SEGMENT, Spec, Stage};
use crate::hearing::channels::Channels;
use crate::hearing::course::Course;
use crate::hearing::event::Event;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::level::Level;

use super::acoustic::Acoustic;
use super::activation;
use super::cinema::Cinema;
use super::clarity::Clarity;
use super::lowest::Lowest;
use super::metal::MetalSettings;
use super::onset::Onset;
use super::percept::{PerceptSettings, Timbre};
use super::router::{Router, crossfade, weight_in};
use super::settings::ImplantSettings;
use super::vocode::{Fitting, Vocode};

/// Control frames per step of what glides.
const FRAMES_PER_STEP: usize = 4;
/// Longest glide, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// How long a step of any share takes to arrive, seconds.
const SHARE_SECONDS: f64 = 0.080;
/// Level of the untouched middle at full clarity, dB, and how far the renderings step back for it, dB. At the story's -9 dB,
/// and with everything else as loud as before, STOI rises by 0.02; it asks for 0.1.
const CLARITY_DB: f64 = 0.0;
const STEP_BACK_DB: f64 = -10.0;
/// Where the ear's own lows end while it has none, Hz.
const RESTING_EDGE_HZ: f32 = 500.0;
/// How long what has been heard goes on: windows, ringing percept, slow filters, seconds.
const TAIL_SECONDS: f64 = 0.5;

/// What glides besides the implant's own amount, in this order.
const SHARES: usize = 5;
const VOCODE: usize = 0;
const METAL: usize = 1;
const PERCEPT: usize = 2;
const CLARITY: usize = 3;
const ACOUSTIC: usize = 4;

/// The stage. Latency 0; Metal and percept look ahead by the lead they are told of, or are late where there is none.
///
/// While an implant is asked for it listens, heard or not, so that whoever enters the head hears it whole at once.
pub struct Implant {
    settings: ImplantSettings,
    course: Course,
    /// Samples since the processors were switched on, and how deep that goes.
    activated: Option<(u64, f32)>,
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
    /// Whether it listens.
    listening: bool,
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
            activated: None,
            onset: Onset::default(),
            vocode: Vocode::default(),
            cinema: Cinema::default(),
            clarity: Clarity::default(),
            lowest: Lowest::default(),
            acoustic: Acoustic::default(),
            router: Router::default(),
            weights: PerEar::from_fn(|_| Level::linear()),
            shares: std::array::from_fn(|_| Level::linear()),
            listening: false,
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
        if self.is_neutral() { 0 } else { self.tail }
    }

    fn steps(&self, seconds: f64) -> usize {
        libm::round(seconds * self.rate / self.frame as f64) as usize
    }

    fn weight_of(&self, ear: Ear) -> f32 {
        let ImplantSettings { amount, depth, ears, .. } = self.settings;
        if ears[ear] { amount * depth } else { 0.0 }
    }

    /// What each share is to be: powers of the three renderings add up to 1.
    fn aims(&self) -> [f32; SHARES] {
        let ImplantSettings { metal_share, percept_share, clarity, acoustic_hz, .. } = self.settings;
        let power = gain_from_db(2.0 * STEP_BACK_DB * f64::from(clarity)) as f32;
        let (metal, rest) = (power * metal_share, power * (1.0 - metal_share));
        [
            libm::sqrtf(rest * (1.0 - percept_share)),
            libm::sqrtf(metal),
            libm::sqrtf(rest * percept_share),
            clarity * gain_from_db(CLARITY_DB) as f32,
            f32::from(u8::from(acoustic_hz > 0.0)),
        ]
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

    /// Everything that glides is where it is asked to be.
    fn arrive(&mut self) {
        for ear in Ear::BOTH {
            let weight = self.weight_of(ear);
            self.weights[ear].jump(weight);
        }
        let aims = self.aims();
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

    /// At a grid point: what glides moves on.
    fn step(&mut self) {
        for ear in Ear::BOTH {
            let weight = self.weight_of(ear);
            self.weights[ear].step(weight, self.frame);
        }
        if self.shares[ACOUSTIC].rests_at(0.0) {
            self.acoustic.reset();
        }
        let aims = self.aims();
        self.shares.iter_mut().zip(aims).for_each(|(share, aim)| share.step(aim, self.frame));
        self.acoustic.step(self.edge_hz());
        self.lowest.step();
        if self.settings.amount == 0.0 && self.is_neutral() {
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
        let (mut sung, mut metal, mut percept) = (silent, silent, silent);
        let [heard, early] = self.onset.hear(frame);
        self.vocode.process(&heard, frame.clock, len, &mut sung);
        self.cinema.process(&early, frame.clock, len, &mut metal, &mut percept);
        for (share, gains) in self.shares.iter_mut().zip(shares.iter_mut()) {
            share.fill(&mut gains[..len]);
        }
        for ear in Ear::BOTH {
            let middle = self.clarity.run(ear, &heard[ear], len);
            for n in 0..len {
                let engines = shares[VOCODE][n] * sung[ear][n]
                    + shares[METAL][n] * metal[ear][n]
                    + shares[PERCEPT][n] * percept[ear][n];
                sung[ear][n] = engines + shares[CLARITY][n] * middle[n];
            }
        }
        self.lowest.run(&mut sung, len);
        sung
    }

    /// Lets sound come in stairs after the processors were switched on, and adds the clicks to what the head makes.
    fn activate(&mut self, frame: &mut Frame<'_>, sung: &mut PerEar<Chunk>, heard: &PerEar<Chunk>) {
        let Some((age, depth)) = self.activated else { return };
        for n in 0..frame.len {
            let seconds = (age + n as u64) as f64 / self.rate;
            let gain = activation::gain(seconds, depth);
            let click = if self.settings.clicks { activation::clicks(seconds, depth) } else { 0.0 };
            for ear in Ear::BOTH {
                sung[ear][n] *= gain;
                frame.generated[ear][n] += click * heard[ear][n];
            }
        }
        let age = age + frame.len as u64;
        self.activated = ((age as f64) < activation::LASTS * self.rate).then_some((age, depth));
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
        self.onset.prepare(spec);
        self.vocode.prepare(spec);
        self.cinema.prepare(spec, self.lead);
        self.clarity.prepare(spec);
        self.lowest.prepare(spec, self.frame);
        self.acoustic.prepare(spec, self.frame);
        self.router.prepare(spec.layout, spec.sample_rate);
        let (longest, shares) = (self.steps(LONGEST_GLIDE_SECONDS), self.steps(SHARE_SECONDS));
        self.weights.iter_mut().for_each(|weight| weight.prepare(longest));
        self.shares.iter_mut().for_each(|share| share.prepare(shares));
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
            self.activated = None;
        }
        if let Some(switched) = happening.filter(|happening| happening.event == Event::Activation) {
            self.activated = Some((0, switched.depth));
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
        self.activated = None;
        self.listening = false;
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
        if !self.listening {
            return;
        }
        if frame.clock.is_on(self.control) {
            self.router.step();
            self.lowest.hush();
            self.acoustic.hush();
        }
        if frame.clock.is_on(self.coarse) {
            self.forget();
        }
        self.router.measure(frame.outside, frame.len);
        let mut shares = [[0.0; SEGMENT]; SHARES];
        let mut sung = self.sing(frame, &mut shares);
        let mut weights = PerEar::same([0.0; SEGMENT]);
        for ear in Ear::BOTH {
            self.weights[ear].fill(&mut weights[ear][..frame.len]);
        }
        let heard = weights.map(|weights| weights.map(|weight| crossfade(weight).1));
        self.activate(frame, &mut sung, &heard);
        if self.weights.iter().all(|weight| weight.rests_at(0.0)) {
            return;
        }
        for ear in Ear::BOTH {
            sung[ear][..frame.len].iter_mut().zip(&heard[ear]).for_each(|(x, heard)| *x *= heard);
        }
        self.hand_over(frame, &sung, &weights, &shares[ACOUSTIC]);
    }
}

impl Implant {
    /// Gives every channel its part of what was `sung`, and leaves it what the ear still hears by itself.
    fn hand_over(
        &mut self,
        frame: &mut Frame<'_>,
        sung: &PerEar<Chunk>,
        weights: &PerEar<Chunk>,
        acoustic: &Chunk,
    ) {
        let len = frame.len;
        let has_lows = !self.shares[ACOUSTIC].rests_at(0.0);
        let layout = self.router.layout();
        let period = self.control as i64;
        let phase =
            |n: usize| frame.clock.now().wrapping_add(n as i64).rem_euclid(period) as f32 / period as f32;
        let control: Chunk = std::array::from_fn(phase);
        for (idx, (speaker, chunk)) in layout.iter().zip(frame.channels.iter_mut()).enumerate() {
            let mut kept = [0.0; SEGMENT];
            if has_lows && speaker.role() != Role::Lfe {
                self.acoustic.run(idx, &chunk[..len], &mut kept);
            }
            if speaker.role() == Role::Lfe && !self.settings.follows_lfe {
                continue;
            }
            for n in 0..len {
                let weight = weight_in(*speaker, PerEar::from_fn(|ear| weights[ear][n]));
                let (own, implant) = crossfade(weight);
                chunk[n] = own * chunk[n] + implant * acoustic[n] * kept[n];
            }
        }
        self.router.add(frame.channels, sung, &control, len);
    }
}
