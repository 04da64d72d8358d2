//! Memory: moments in which the outside creeps back.

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::MAX_CHANNELS;
use crate::base::units::gain_from_db;
use crate::base::{Change, Clock, Ear, Frame, Layout, PerEar, Role, Spec, Stage};
use crate::kit::band_pass::{BandEdges, BandPass};
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
use crate::kit::random::{Random, draw};

/// Bits of each draw from a position's 64.
const DRAW_BITS: u32 = 32;
/// What comes back of the outside, Hz (`story.md`, S9).
const BAND_HZ: [f32; 2] = [300.0, 4000.0];
/// Its level re the outside with hardly any memory and with all of it, dB (`story.md`, S9).
const LEVEL_DB: [f64; 2] = [-30.0, -14.0];
/// The first of `memory` brings the sound up from nothing to the lower level, 0..1 (design).
const FIRST: f64 = 0.03;
/// Share of time in which it is there, with hardly any memory and with all of it (`story.md`, S9).
const DUTY: [f64; 2] = [0.12, 0.20];
/// Shortest and longest moment, seconds, from half to half of its fades (`story.md`, S9).
const MOMENT: [f64; 2] = [0.5, 3.0];
/// How long a moment takes to come and to go, seconds (`story.md`, S9).
const FADE: f64 = 0.400;
/// Time in which there is one moment, seconds (design): the mean moment is then 1.3 to 2.2 s long.
const CELL: f64 = 11.0;
/// The random stream of the moments.
const STREAM: u32 = 2200;
/// How much of the outside an ear must have lost for memory to begin, and for all of it, dB (`story.md`, S9: 20).
const LOST_DB: [f32; 2] = [20.0, 26.0];
/// How long a new amount takes to arrive, seconds.
const GLIDE_SECONDS: f64 = 0.050;

/// Settings of memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemorySettings {
    /// How much of it there is, 0..1.
    pub memory: f32,
    /// How much of the outside each ear has lost, dB: nothing comes back that has not gone.
    pub outer_db: PerEar<f32>,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for MemorySettings {
    fn default() -> Self {
        Self { memory: 0.0, outer_db: PerEar::same(0.0), depth: 1.0, seed: 1, layout: None }
    }
}

fn between([from, to]: [f64; 2], along: f64) -> f64 {
    from + (to - from) * along
}

/// Gain of what comes back, at this much `memory`: exactly nothing at 0.
fn gain(memory: f64) -> f64 {
    (memory / FIRST).min(1.0) * gain_from_db(between(LEVEL_DB, memory))
}

/// How much of a moment of memory there is at `clock`, 0..1. A pure function: every listener who arrives finds the same.
///
/// A cell has one moment. Its middle is drawn, and its length from a power law whose mean is the duty; so more memory
/// makes each moment longer where it is, and none moves.
fn presence(random: Random, memory: f64, clock: Clock, rate: f64) -> f64 {
    let cell = libm::round(CELL * rate) as i64;
    let bits = random.bits(clock.now().div_euclid(cell));
    let [shortest, longest] = MOMENT;
    // The mean of a draw to the power p is 1 / (p + 1).
    let power = (longest - shortest) / (between(DUTY, memory) * CELL - shortest) - 1.0;
    let length = between(MOMENT, libm::pow(draw::<DRAW_BITS>(bits, 0), power));
    let reach = 0.5 * (longest + FADE);
    let middle = between([reach, CELL - reach], draw::<DRAW_BITS>(bits, 1));
    let away = (clock.now().rem_euclid(cell) as f64 / rate - middle).abs();
    // How far it is out of the fade, 0..1.
    let along = ((0.5 * (length + FADE) - away) / FADE).clamp(0.0, 1.0);
    0.5 - 0.5 * libm::cos(std::f64::consts::PI * along)
}

/// Values that glide: memory itself, and how far each channel's ear is open to it.
const VALUES: usize = 1 + MAX_CHANNELS;

/// Adds moments of what entered to what is heard of it, the same moments in every channel. Latency 0.
///
/// Linear in the sound, so that stems with the same seed add up. Filters run from the start of a moment to its end.
pub struct Memory {
    settings: MemorySettings,
    layout: Layout,
    /// The seed of the moments that are heard.
    seed: u32,
    /// [`VALUES`] on their way.
    amounts: Glide<VALUES>,
    /// Each channel's gain at the last and at the next grid point.
    gains: [[f32; 2]; MAX_CHANNELS],
    filters: [BandPass; MAX_CHANNELS],
    edges: BandEdges,
    /// The gains are not yet known.
    fresh: bool,
    frame: usize,
    coarse: usize,
    rate: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            settings: MemorySettings::default(),
            layout: Layout::MONO,
            seed: 1,
            amounts: Glide::default(),
            gains: [[0.0; 2]; MAX_CHANNELS],
            filters: [BandPass::default(); MAX_CHANNELS],
            edges: BandEdges::default(),
            fresh: true,
            frame: 1,
            coarse: 1,
            rate: 1.0,
        }
    }
}

impl Memory {
    /// Whether nothing comes back.
    pub fn is_neutral(&self) -> bool {
        let [memory, open @ ..] = self.amounts.values();
        let silent = memory == 0.0 || open.iter().all(|open| *open == 0.0);
        silent && self.amounts.is_settled() && self.gains.as_flattened().iter().all(|gain| *gain == 0.0)
    }

    fn aims(&self) -> [f64; VALUES] {
        let Self { settings, layout: prepared, .. } = self;
        let wanted = settings.layout.filter(|layout| layout.channels() == prepared.channels());
        let [none, all] = LOST_DB;
        let open = settings.outer_db.map(|db| settings.depth * ((db - none) / (all - none)).clamp(0.0, 1.0));
        let mut aims = [0.0; VALUES];
        aims[0] = f64::from(settings.memory);
        for (aim, speaker) in aims[1..].iter_mut().zip(wanted.unwrap_or(*prepared).speakers) {
            *aim = f64::from(match speaker.role() {
                Role::Ear(ear) => open[ear],
                Role::Both => Ear::BOTH.map(|ear| open[ear]).into_iter().fold(1.0, f32::min),
                Role::Lfe => 0.0,
            });
        }
        aims
    }

    /// Each channel's gain at `clock`.
    fn gains_at(&self, clock: Clock) -> [f32; MAX_CHANNELS] {
        let [memory, open @ ..] = self.amounts.values();
        if memory == 0.0 {
            return [0.0; MAX_CHANNELS];
        }
        let random = Random::new(self.seed, STREAM);
        let gain = gain(memory) * presence(random, memory, clock, self.rate);
        open.map(|open| (gain * open) as f32)
    }

    /// Is at once where the settings want it.
    fn jump(&mut self) {
        self.seed = self.settings.seed;
        self.amounts.jump(self.aims());
        self.fresh = true;
    }

    /// On a grid point: the amounts move on.
    fn glide(&mut self) {
        let mut aims = self.aims();
        if self.seed != self.settings.seed {
            // Another seed has other moments: those of this one have to be gone.
            let [_, open @ ..] = self.amounts.values();
            if open.iter().all(|open| *open == 0.0) {
                self.seed = self.settings.seed;
            } else {
                aims[1..].fill(0.0);
            }
        }
        self.amounts.step(aims);
    }

    /// On a grid point: the gains at the next.
    fn step(&mut self, clock: Clock) {
        let mut next = clock;
        next.advance(self.frame);
        let newer = self.gains_at(next);
        for ((gains, newer), filter) in self.gains.iter_mut().zip(newer).zip(&mut self.filters) {
            *gains = [gains[1], newer];
            if *gains == [0.0; 2] {
                *filter = BandPass::default();
            }
        }
    }
}

impl Stage for Memory {
    type Settings = MemorySettings;

    fn prepare(&mut self, spec: &Spec) {
        self.rate = f64::from(spec.sample_rate);
        self.layout = spec.layout;
        self.frame = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        let [low, high] = BAND_HZ;
        self.edges = BandEdges::new(low, high, spec.sample_rate);
        self.amounts.prepare(spec.samples(GLIDE_SECONDS) / self.frame);
        self.reset();
    }

    fn set(&mut self, settings: &MemorySettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        if change == Change::Jump {
            self.jump();
        }
    }

    fn reset(&mut self) {
        self.gains = [[0.0; 2]; MAX_CHANNELS];
        self.filters = [BandPass::default(); MAX_CHANNELS];
        self.jump();
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        let done = frame.clock.now().rem_euclid(self.frame as i64) as usize;
        if self.fresh {
            let last = frame.clock.delayed(done);
            let older = self.gains_at(last);
            self.gains.iter_mut().zip(older).for_each(|(gains, older)| *gains = [older; 2]);
            if done > 0 {
                self.step(last);
            }
            self.fresh = false;
        }
        if done == 0 {
            self.glide();
            self.step(frame.clock);
        }
        if frame.clock.is_on(self.coarse) {
            self.filters.iter_mut().for_each(BandPass::forget);
        }
        let channels = frame.channels.iter_mut().zip(frame.outside);
        for ((chunk, outside), ([older, newer], filter)) in
            channels.zip(self.gains.iter().zip(&mut self.filters))
        {
            if *older == 0.0 && *newer == 0.0 {
                continue;
            }
            let mut memory = *outside;
            filter.run(&self.edges, &mut memory[..frame.len]);
            let way = 1.0 / self.frame as f32;
            for (n, (x, memory)) in chunk[..frame.len].iter_mut().zip(&memory).enumerate() {
                *x += memory * (older + (newer - older) * ((done + n + 1) as f32 * way));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 48_000.0;

    /// Presence in an hour of whole cells, every 10 ms.
    fn hour(seed: u32, memory: f64) -> Vec<f64> {
        let random = Random::new(seed, STREAM);
        (0..327 * 1100).map(|n| presence(random, memory, Clock::at(n * 480), RATE)).collect()
    }

    /// Lengths of the moments in an hour, seconds, from half to half.
    fn moments(seed: u32, memory: f64) -> Vec<f64> {
        let open: Vec<bool> = hour(seed, memory).iter().map(|presence| *presence >= 0.5).collect();
        let moments = open.chunk_by(|a, b| a == b).filter(|run| run[0]);
        moments.map(|run| run.len() as f64 * 0.01).collect()
    }

    #[test]
    #[allow(clippy::print_stdout)]
    fn moments_have_their_lengths_and_their_share_of_time() {
        for seed in [1, 2, 99] {
            for (memory, duty) in [(0.01, 0.12), (0.5, 0.16), (1.0, 0.20)] {
                let lengths = moments(seed, memory);
                let share = lengths.iter().sum::<f64>() / (327.0 * CELL);
                let [shortest, longest] =
                    [f64::min, f64::max].map(|pick| lengths.iter().copied().reduce(pick).unwrap());
                println!(
                    "seed {seed}, memory {memory}: {} moments, {:.1} % of time, {shortest:.2} to {longest:.2} s",
                    lengths.len(),
                    100.0 * share
                );
                assert!((share - duty).abs() < 0.02, "{share}");
                assert!((0.48..1.0).contains(&shortest) && (2.0..3.02).contains(&longest));
                assert_eq!(lengths.len(), 327);
            }
        }
    }

    #[test]
    fn more_memory_makes_moments_longer_and_none_moves() {
        let [little, more] = [0.2, 0.9].map(|memory| hour(1, memory));
        assert!(little.iter().zip(&more).all(|(little, more)| more >= little));
    }

    #[test]
    fn moments_come_and_go_within_400_ms() {
        let presence = hour(1, 0.7);
        let fades = presence.chunk_by(|a, b| (0.0..1.0).contains(a) && *a > 0.0 && *b > 0.0 && *b < 1.0);
        let lengths: Vec<usize> = fades.filter(|run| run.len() > 1).map(<[f64]>::len).collect();
        assert!(lengths.len() > 600);
        assert!(lengths.iter().all(|length| (38..=41).contains(length)), "{lengths:?}");
        // The steepest step of a raised cosine 40 steps long.
        assert!(presence.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.04));
    }

    #[test]
    fn seeds_differ() {
        let [some, other] = [1, 2].map(|seed| hour(seed, 1.0));
        let both = some.iter().zip(&other).filter(|(a, b)| **a >= 0.5 && **b >= 0.5).count() as f64;
        // Unrelated moments overlap by the product of their shares.
        assert!((both / 360_000.0 - 0.04).abs() < 0.02, "{both}");
    }

    #[test]
    fn levels_are_the_storys_and_nothing_is_nothing() {
        let db = |memory| 20.0 * gain(memory).log10();
        assert_eq!(gain(0.0), 0.0);
        assert!((db(1.0) + 14.0).abs() < 1e-9 && (db(FIRST) + 30.0).abs() < 0.6);
        assert!((db(0.5) + 22.0).abs() < 1e-9);
        assert!((0..100).all(|n| gain(f64::from(n + 1) / 100.0) > gain(f64::from(n) / 100.0)));
    }
}
