//! The body's own bed: heart, blood, breath, undertow, joints.

mod breath;
mod flow;
mod heart;
mod joints;
mod undertow;

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::units::gain_from_db;
use crate::base::{Change, Clock, Ear, Frame, Layout, PerEar, Role, SEGMENT, Spec, Stage};
use crate::hearing::inner::{agitation, heart_bpm, inner_gain_db, presence};
use crate::kit::blend::Blend;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
use crate::kit::noise::rms_of;
use crate::kit::pace::{Pace, turns};
use crate::parameters::BODY_AT_REST;

use breath::Breath;
use flow::Flow;
use heart::Heart;
use joints::Joints;
use undertow::Undertow;

/// How long a new amount takes to be reached, and to come up from nothing out of a reset, seconds: with the time a
/// [`Pace`] takes to find back to the clock it stays below two seconds.
const MOVE_SECONDS: f64 = 0.200;
/// Control frames per step of it.
const FRAMES_PER_STEP: usize = 4;

/// Sound of both ears, sample by sample.
type Lanes = [[f32; 2]; SEGMENT];

/// Settings of the body bed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodySettings {
    /// From none (0) by rest ([`crate::parameters::BODY_AT_REST`]) to agitation (1).
    pub body: f32,
    /// How much of the outside each ear has lost, dB.
    pub outer_db: PerEar<f32>,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for BodySettings {
    fn default() -> Self {
        Self { body: 0.0, outer_db: PerEar::same(0.0), depth: 1.0, seed: 1, layout: None }
    }
}

/// Adds the body's sound to what each ear makes. Latency 0.
///
/// Levels of the parts are those at rest where nothing is lost of the outside; all but the undertow, whose agitation says
/// how loud it is, rise as it goes ([`inner_gain_db`]). The heart is the same in both ears, breath partly, blood and undertow are unrelated. Heart and
/// breath have the clock's phase once their pace has rested for 1.75 s ([`Pace`]); noise and clicks are the clock's
/// always.
#[derive(Default)]
pub struct Body {
    settings: BodySettings,
    /// The prepared layout.
    layout: Option<Layout>,
    /// Amplitude of each ear, with and without what is lost outside, and agitation, on their way.
    aims: Glide<4>,
    blend: Blend,
    older: Amounts,
    newer: Amounts,
    heart_pace: Pace,
    breath_pace: Pace,
    heart: Heart,
    flow: Flow,
    breath: Breath,
    undertow: Undertow,
    joints: Joints,
    /// Nothing has been processed since the reset.
    fresh: bool,
    /// Nothing has sounded since a grid point: everything is forgotten.
    silent: bool,
    frame: usize,
    step: usize,
    forget: usize,
}

/// How much there is of everything at one sample.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Amounts {
    /// Amplitude of all but the undertow at each ear.
    ears: PerEar<f32>,
    /// Amplitude of the undertow.
    own: f32,
    /// Amplitude of breath re rest.
    breath: f32,
    /// RMS of the undertow.
    undertow: f32,
    /// From one beat of the heart to the next, and from its first blow to the second, seconds.
    period: f32,
    systole: f32,
    agitation: f32,
}

impl Amounts {
    fn of(values: [f64; 4]) -> Self {
        let [some, others, own, agitation] = values;
        let mut ears = PerEar::same(some as f32);
        ears[Ear::BOTH[1]] = others as f32;
        let period = 60.0 / heart_bpm(macro_at(agitation as f32));
        Self {
            ears,
            own: own as f32,
            breath: gain_from_db(f64::from(breath::AGITATION_DB) * agitation) as f32,
            undertow: undertow::level(agitation) as f32,
            period,
            systole: heart::systole(period),
            agitation: agitation as f32,
        }
    }

    fn is_silent(&self) -> bool {
        self.ears == PerEar::same(0.0)
    }

    /// Mean square at `ear` in the long run.
    fn power(&self, ear: Ear) -> f32 {
        let square = |x: f32| x * x;
        let rms = |dbfs: f64| rms_of(dbfs) as f32;
        let bed =
            square(rms(heart::DBFS)) + square(rms(flow::DBFS)) + square(self.breath * rms(breath::DBFS));
        square(self.ears[ear]) * bed + square(self.own * self.undertow)
    }
}

/// The `body` macro at this agitation, 0..1.
fn macro_at(agitation: f32) -> f32 {
    BODY_AT_REST + (1.0 - BODY_AT_REST) * agitation
}

#[inline]
fn between(older: f32, newer: f32, weight: f32) -> f32 {
    older + (newer - older) * weight
}

impl Body {
    /// Whether nothing sounds, and nothing is touched.
    pub fn is_neutral(&self) -> bool {
        self.older.is_silent() && self.newer.is_silent() && self.aims.is_settled()
    }

    fn aim(&self) -> [f64; 4] {
        let BodySettings { body, outer_db, depth, .. } = self.settings;
        let own = f64::from(depth * presence(body));
        let ears = outer_db.map(|outer| own * gain_from_db(f64::from(inner_gain_db(outer))));
        let [some, others] = Ear::BOTH;
        [ears[some], ears[others], own, f64::from(agitation(body))]
    }

    fn jump(&mut self, values: [f64; 4]) {
        self.aims.jump(values);
        self.newer = Amounts::of(values);
        self.older = self.newer;
        self.blend = Blend::arrived();
        self.silent &= self.newer.is_silent();
    }

    /// Whether one channel stands for both ears: then they have to agree, or their sum would be too quiet.
    fn is_one(&self) -> bool {
        let Some(prepared) = self.layout else { return false };
        let wanted = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        wanted.unwrap_or(prepared).speakers.contains(&Speaker::Alone(Role::Both))
    }

    /// Whether the undertow sounds.
    fn pulls(&self) -> bool {
        self.older.undertow > 0.0 || self.newer.undertow > 0.0
    }

    /// On a point of the control grid.
    fn step(&mut self, clock: Clock) {
        if clock.is_on(self.step) {
            self.older = self.newer;
            self.newer = Amounts::of(self.aims.step(self.aim()));
            self.blend = Blend::over_frame(self.step);
            // Asked on the grid only: between its points the answer would depend on where the host's blocks end.
            self.silent = self.older.is_silent() && self.newer.is_silent();
            if !self.pulls() {
                self.undertow.reset();
            }
        }
        if self.silent {
            self.forget_all();
            return;
        }
        let Amounts { period, agitation, .. } = self.newer;
        self.heart_pace.step(1.0 / f64::from(period), clock);
        self.breath_pace.step(f64::from(breath::pace(agitation)), clock);
        self.joints.step(self.settings.seed, self.is_one(), clock, f64::from(agitation));
        if clock.is_on(self.forget) {
            self.flow.forget();
            self.breath.forget();
            self.undertow.forget();
        }
    }

    fn forget_all(&mut self) {
        self.heart_pace.reset();
        self.breath_pace.reset();
        self.flow.reset();
        self.breath.reset();
        self.undertow.reset();
        self.joints.reset();
    }

    /// The next `phases` of a pace, turns.
    fn phases(pace: &mut Pace, phases: &mut [f32]) {
        let (start, size) = (pace.phase(), pace.step_size());
        for (n, phase) in phases.iter_mut().enumerate() {
            *phase = turns(start.wrapping_add(size.wrapping_mul(n as u64)));
        }
        pace.advance(phases.len());
    }
}

impl Stage for Body {
    type Settings = BodySettings;

    fn prepare(&mut self, spec: &Spec) {
        let rate = spec.sample_rate;
        self.layout = Some(spec.layout);
        self.frame = spec.scaled(CONTROL_FRAME);
        self.step = FRAMES_PER_STEP * self.frame;
        self.forget = spec.scaled(FORGET_FRAME);
        self.aims.prepare(spec.samples(MOVE_SECONDS) / self.step);
        self.heart_pace.prepare(rate, self.frame);
        self.breath_pace.prepare(rate, self.frame);
        self.flow.prepare(rate);
        self.breath.prepare(rate);
        self.undertow.prepare(rate);
        self.joints.prepare(rate, self.frame);
        self.reset();
    }

    fn set(&mut self, settings: &BodySettings, change: Change) {
        self.settings = *settings;
        if change == Change::Jump {
            let aim @ [.., agitation] = self.aim();
            self.jump(if self.fresh { [0.0, 0.0, 0.0, agitation] } else { aim });
        }
    }

    fn reset(&mut self) {
        let [.., agitation] = self.aim();
        self.fresh = true;
        self.silent = true;
        self.jump([0.0, 0.0, 0.0, agitation]);
        self.forget_all();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        self.fresh = false;
        if frame.clock.is_on(self.frame) {
            self.step(frame.clock);
        }
        let len = frame.len;
        let mut weights = [1.0; SEGMENT];
        let weights = &mut weights[..len];
        self.blend.fill(weights);
        if self.silent {
            return;
        }
        let (seed, is_one, older, newer) = (self.settings.seed, self.is_one(), self.older, self.newer);
        let mut phases = [0.0; SEGMENT];
        let mut beats = [[0.0; 2]; SEGMENT];
        Self::phases(&mut self.heart_pace, &mut phases[..len]);
        for ((beat, phase), weight) in beats[..len].iter_mut().zip(&phases).zip(weights.iter()) {
            *beat = [*phase, between(older.period, newer.period, *weight)];
        }
        Self::phases(&mut self.breath_pace, &mut phases[..len]);

        let mut high: Lanes = [[0.0; 2]; SEGMENT];
        let mut breath = high;
        let mut undertow = high;
        self.flow.fill(seed, is_one, frame.clock, &beats[..len], &mut high);
        self.joints.add(&mut high[..len]);
        self.breath.fill(seed, is_one, frame.clock, &phases[..len], &mut breath);
        if self.pulls() {
            self.undertow.fill(seed, is_one, frame.clock, len, &mut undertow);
        }
        for ear in Ear::BOTH {
            frame.declared[ear] += older.power(ear).max(newer.power(ear));
        }
        for n in 0..len {
            let ([phase, period], weight) = (beats[n], weights[n]);
            let blow = self.heart.at(phase * period, between(older.systole, newer.systole, weight));
            let breathes = between(older.breath, newer.breath, weight);
            let pulls = between(older.own * older.undertow, newer.own * newer.undertow, weight);
            for (lane, ear) in Ear::BOTH.into_iter().enumerate() {
                let gain = between(older.ears[ear], newer.ears[ear], weight);
                let low = gain * blow + pulls * undertow[n][lane];
                frame.low[n] += low;
                frame.generated[ear][n] += low + gain * (high[n][lane] + breathes * breath[n][lane]);
            }
        }
    }
}

/// What tests hear in a part's sound, all at 48 kHz.
#[cfg(test)]
mod heard {
    use super::Lanes;
    use crate::base::{Clock, SEGMENT};
    use realfft::RealFftPlanner;

    pub const RATE: f32 = 48_000.0;

    /// Both ears of `seconds` of what `fill` makes, frame by frame, from clock and length.
    pub fn play(seconds: usize, mut fill: impl FnMut(Clock, usize, &mut Lanes)) -> [Vec<f32>; 2] {
        let mut ears = [Vec::new(), Vec::new()];
        for start in (0..seconds * RATE as usize).step_by(SEGMENT) {
            let mut lanes = [[0.0; 2]; SEGMENT];
            fill(Clock::at(start as i64), SEGMENT, &mut lanes);
            for [some, others] in lanes {
                ears[0].push(some);
                ears[1].push(others);
            }
        }
        ears
    }

    fn product(a: &[f32], b: &[f32]) -> f64 {
        a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>() / a.len() as f64
    }

    /// Level, dBFS RMS.
    pub fn dbfs(x: &[f32]) -> f64 {
        10.0 * (2.0 * product(x, x)).log10()
    }

    /// Correlation of both ears.
    pub fn related([a, b]: &[Vec<f32>; 2]) -> f64 {
        product(a, b) / (product(a, a) * product(b, b)).sqrt()
    }

    /// Level between `low` and `high` Hz re all, dB.
    pub fn share_db(x: &[f32], low: f64, high: f64) -> f64 {
        const LEN: usize = 48_000;
        let forward = RealFftPlanner::<f64>::new().plan_fft_forward(LEN);
        let (mut within, mut all) = (0.0, 0.0);
        for part in x.chunks_exact(LEN) {
            let window = |n: usize| 0.5 - 0.5 * (std::f64::consts::TAU * n as f64 / LEN as f64).cos();
            let mut time: Vec<f64> =
                part.iter().enumerate().map(|(n, x)| f64::from(*x) * window(n)).collect();
            let mut spectrum = forward.make_output_vec();
            forward.process(&mut time, &mut spectrum).unwrap();
            for (hz, value) in spectrum.iter().enumerate() {
                all += value.norm_sqr();
                within += if (low..high).contains(&(hz as f64)) { value.norm_sqr() } else { 0.0 };
            }
        }
        10.0 * (within / all).log10()
    }
}
