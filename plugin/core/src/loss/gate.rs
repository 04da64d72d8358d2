//! The gate: moments in which nothing gets through, as events have them.

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::{Change, Clock, Frame, Layout, Role, SEGMENT, Spec, Stage};
use crate::hearing::course::{Course, EventSettings, Happening};
use crate::hearing::event::Event;
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::level::Level;
use crate::kit::random::{Random, draw};

use super::filter::LfePolicy;

/// Bits of each draw from a position's 64.
const DRAW_BITS: u32 = 20;
/// What a shut gate leaves, dB (`story.md`, S4).
pub const SHUT_DB: f32 = -60.0;
/// How long a pop shuts the gate, seconds: the beat of nothing (`story.md`, S4: 80-200 ms).
const POP_SHUT: f64 = 0.150;
/// How long a pop's gate takes to shut: most of the pressure pulse; and to open, seconds.
const POP_SHUTS: f64 = 0.008;
const POP_OPENS: f64 = 0.060;
/// Edges of a drop-out, seconds.
const DROP_EDGE: f64 = 0.006;
/// Shortest and longest drop-out, seconds (design).
const DROP: [f64; 2] = [0.080, 0.600];
/// Time in which there is one drop-out at most, and what is left of it after the longest, seconds.
const CELL: f64 = 0.750;
const CELL_REST: f64 = 0.050;
/// The random stream of drop-outs, and that of those with which a glitch begins.
const STREAM: u32 = 900;
const FIRST_STREAM: u32 = 901;
/// Longest glide of Perspective, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Control frames per step of the glide.
const FRAMES_PER_STEP: usize = 4;
/// How long the LFE channel takes to come under the gate, or out of it, seconds.
const ROLE_FADE_SECONDS: f64 = 0.020;

/// The gate's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GateSettings {
    /// What happens.
    pub event: EventSettings,
    /// Share of it in dB that is heard, 0..1: halfway between world and head a gate shuts half as far.
    pub depth: f32,
    /// How long a step of `depth` takes to arrive when it glides, seconds.
    pub depth_seconds: f32,
    /// Seed of the drop-outs.
    pub seed: u32,
    /// What the LFE channel does.
    pub lfe: LfePolicy,
    /// What the channels mean, if not what the prepared layout says; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            event: EventSettings::default(),
            depth: 1.0,
            depth_seconds: 0.050,
            seed: 1,
            lfe: LfePolicy::Follow,
            layout: None,
        }
    }
}

/// Shuts on what comes from outside and on what damaged places make of it. Latency 0; open, it touches nothing.
#[derive(Default)]
pub struct Gate {
    settings: GateSettings,
    course: Course,
    /// How far it is shut, 0..1.
    shut: Fade,
    /// What it leaves when shut.
    floor: Level,
    /// Per channel, whether it is under the gate, 0 or 1.
    under: Vec<Fade>,
    layout: Option<Layout>,
    frame: usize,
    rate: f64,
}

/// Length of a drop-out, seconds, even over its logarithm.
fn drop_seconds(bits: u64) -> f64 {
    let [shortest, longest] = DROP;
    shortest * libm::pow(longest / shortest, draw::<DRAW_BITS>(bits, 1))
}

/// Number of the cell that `clock` is in, and the sample of it.
fn cell(clock: Clock, rate: f64) -> (i64, i64) {
    let length = libm::round(CELL * rate) as i64;
    (clock.now().div_euclid(length), clock.now().rem_euclid(length))
}

/// For how many seconds hearing has dropped out at `clock`, if it has, when a share `density` of the moments that could
/// do. A pure function: every listener who arrives finds the same.
fn dropped_out(random: Random, density: f32, clock: Clock, rate: f64) -> Option<f64> {
    let (number, position) = cell(clock, rate);
    let bits = random.bits(number);
    if draw::<DRAW_BITS>(bits, 0) >= f64::from(density) {
        return None;
    }
    let length = drop_seconds(bits);
    let start = draw::<DRAW_BITS>(bits, 2) * (CELL - CELL_REST - length);
    let since = position as f64 / rate - start;
    (0.0..length).contains(&since).then_some(since)
}

impl Gate {
    /// Whether everything gets through, and will until the next event or at least in the world.
    pub fn is_neutral(&self) -> bool {
        let harmless = self.floor_db() == 0.0 && self.floor.is_unity();
        harmless || self.course.is_over() && self.is_open()
    }

    /// Where the event stands: it says whether hearing has recovered.
    pub const fn course(&self) -> &Course {
        &self.course
    }

    fn is_open(&self) -> bool {
        self.shut.rests_at(0.0) || self.floor.is_unity()
    }

    /// What it is to leave when shut, dB. A pop's depth says how far it shuts, a glitch's how often.
    fn floor_db(&self) -> f32 {
        let pop = self.course.happening().filter(|happening| happening.event == Event::Pop);
        SHUT_DB * self.settings.depth * pop.map_or(1.0, |pop| pop.depth)
    }

    fn steps(&self, seconds: f64) -> usize {
        libm::round(seconds * self.rate / (FRAMES_PER_STEP * self.frame) as f64) as usize
    }

    fn samples(&self, seconds: f64) -> usize {
        libm::round(seconds * self.rate) as usize
    }

    /// Shuts or opens as the event has it at `clock`.
    fn decide(&mut self, clock: Clock) {
        let seed = self.settings.seed;
        let density = self.course.effect().glitch;
        let dropped = dropped_out(Random::new(seed, STREAM), density, clock, self.rate);
        let (shut, edge) = match self.course.happening() {
            Some(Happening { event: Event::Pop, age, .. }) => {
                let shut = (age as f64) < POP_SHUT * self.rate;
                (shut, if shut { POP_SHUTS } else { POP_OPENS })
            }
            // A glitch begins with a drop-out, and goes on with those that begin after it.
            Some(Happening { event: Event::Glitch, age, .. }) => {
                let (number, _) = cell(clock.delayed(age as usize), self.rate);
                let first = drop_seconds(Random::new(seed, FIRST_STREAM).bits(number));
                let age = age as f64 / self.rate;
                (age < first || dropped.is_some_and(|since| since < age - first), DROP_EDGE)
            }
            _ => (dropped.is_some(), DROP_EDGE),
        };
        self.head_for(shut, edge);
    }

    /// Shuts or opens, with an edge of so many seconds.
    fn head_for(&mut self, shut: bool, edge: f64) {
        self.shut.head_for(f64::from(u8::from(shut)), self.samples(edge));
    }

    fn route(&mut self, samples: usize) {
        let Some(prepared) = self.layout else { return };
        let wanted = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        let speakers = wanted.unwrap_or(prepared).speakers;
        for (under, speaker) in self.under.iter_mut().zip(speakers) {
            let target = f64::from(u8::from(!self.settings.lfe.spares(*speaker)));
            if samples == 0 {
                *under = Fade::resting(target);
            } else {
                under.head_for(target, samples);
            }
        }
    }
}

impl LfePolicy {
    /// Whether what `speaker` plays is left as it is.
    fn spares(self, speaker: Speaker) -> bool {
        self == Self::Pass && speaker.role() == Role::Lfe
    }
}

impl Stage for Gate {
    type Settings = GateSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.rate = f64::from(spec.sample_rate);
        self.frame = spec.scaled(CONTROL_FRAME);
        self.course.prepare(spec.sample_rate);
        self.floor.prepare(self.steps(LONGEST_GLIDE_SECONDS));
        self.under = vec![Fade::resting(1.0); spec.layout.channels()];
        self.layout = Some(spec.layout);
        self.reset();
    }

    fn set(&mut self, settings: &GateSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        self.floor.set_length(self.steps(f64::from(settings.depth_seconds)));
        let happening = self.course.set(&settings.event);
        match change {
            Change::Glide => self.route(self.samples(ROLE_FADE_SECONDS)),
            Change::Cut { samples } => {
                self.route(samples.max(self.samples(ROLE_FADE_SECONDS)));
                self.floor.cut(self.floor_db(), samples);
            }
            Change::Jump => {
                self.route(0);
                self.floor.jump(self.floor_db());
            }
        }
        match happening.map(|happening| happening.event) {
            Some(Event::Pop) => {
                if self.shut.rests_at(0.0) {
                    self.floor.jump(self.floor_db());
                }
                self.head_for(true, POP_SHUTS);
            }
            Some(Event::Glitch) => self.head_for(true, DROP_EDGE),
            _ => {}
        }
    }

    fn reset(&mut self) {
        self.course.reset();
        self.floor.set_length(self.steps(f64::from(self.settings.depth_seconds)));
        self.floor.jump(self.floor_db());
        self.shut = Fade::resting(0.0);
        self.route(0);
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            self.decide(frame.clock);
            if frame.clock.is_on(FRAMES_PER_STEP * self.frame) {
                self.floor.step(self.floor_db(), FRAMES_PER_STEP * self.frame);
            }
        }
        self.course.advance(frame.len);
        let mut gains = [1.0f32; SEGMENT];
        let gains = &mut gains[..frame.len];
        self.floor.fill(gains);
        let open = self.is_open();
        gains.iter_mut().for_each(|gain| *gain = mix(1.0, *gain, self.shut.next_weight() as f32));
        if open {
            self.under.iter_mut().for_each(|under| _ = (0..frame.len).map(|_| under.next_weight()).last());
            return;
        }
        for (chunk, under) in frame.channels.iter_mut().zip(&mut self.under) {
            for (x, gain) in chunk.iter_mut().zip(gains.iter()) {
                *x *= mix(1.0, *gain, under.next_weight() as f32);
            }
        }
        for chunk in frame.generated.iter_mut() {
            chunk.iter_mut().zip(gains.iter()).for_each(|(x, gain)| *x *= gain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 48_000.0;

    /// Lengths of the drop-outs in an hour, seconds.
    fn drop_outs(seed: u32, density: f32) -> Vec<f64> {
        let random = Random::new(seed, STREAM);
        let out = |n: i64| dropped_out(random, density, Clock::at(n * 48), RATE).is_some();
        let mut lengths = Vec::new();
        let mut since = None;
        for n in 0..3_600_000 {
            match (since, out(n)) {
                (None, true) => since = Some(n),
                (Some(start), false) => {
                    lengths.push((n - start) as f64 * 0.001);
                    since = None;
                }
                _ => {}
            }
        }
        lengths
    }

    #[test]
    fn drop_outs_have_their_lengths_and_come_as_often_as_they_should() {
        let all = drop_outs(1, 1.0);
        assert_eq!(all.len(), 4800);
        assert!(all.iter().all(|length| (0.079..=0.601).contains(length)));
        let share = all.iter().sum::<f64>() / 3600.0;
        assert!((0.32..0.37).contains(&share), "{share}");
        let half = drop_outs(1, 0.5).len();
        assert!((2200..2600).contains(&half), "{half}");
        assert!(drop_outs(1, 0.0).is_empty());
        assert_ne!(drop_outs(2, 1.0)[..8], all[..8]);
    }
}
