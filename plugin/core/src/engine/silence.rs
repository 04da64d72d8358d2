//! Processor off: silence inside the head, as digital zero or as a shaped floor.

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::units::gain_from_db;
use crate::base::{Change, Chunk, Clock, Layout, SEGMENT, Spec};
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
use crate::kit::level::Level;
use crate::kit::low_pass::{LowPass, slope};
use crate::kit::random::Random;

use super::settings::{SHORTEST_GLIDE_SECONDS, Settings};

/// What silence is, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SilenceKind {
    /// 0.0 on every channel.
    #[default]
    Zero,
    /// Noise far below everything, in the front channels.
    Floor,
}

impl SilenceKind {
    /// Choice number `idx`; the first where there is none.
    pub const fn numbered(idx: usize) -> Self {
        if idx == 1 { Self::Floor } else { Self::Zero }
    }
}

/// The random streams of the floor, one per channel from here on.
const STREAM: u32 = 2400;
/// How long a new level or edge of the floor takes to arrive, and the floor itself to take the place of zero, seconds.
const GLIDE_SECONDS: f64 = 0.100;
/// Power of evenly drawn numbers between -1 and 1.
const DRAWN_POWER: f64 = 1.0 / 3.0;
/// Noise bandwidth of the low-pass, eighth-order Butterworth, re its edge: (pi / 16) / sin(pi / 16).
const NOISE_BANDWIDTH: f64 = 1.006_455;
/// Power of a full-scale sine.
const SINE_POWER: f64 = 0.5;

/// Longest glide of Perspective, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Control frames per step of the glide, so that its window stays short to sum.
const FRAMES_PER_STEP: usize = 4;

/// Takes the place of everything heard inside the head. At rest it is out of the way, or all there is, bit for bit.
///
/// How much of it there is: as much as the processors are off, times as much as the listener is in the head.
pub struct Silence {
    settings: Settings,
    /// How far the processors are off, 0..1.
    off: Fade,
    /// How much of the head is heard, 0..1.
    depth: Level,
    /// Samples until a cut out of the head is over: what was heard there stays so long.
    held: usize,
    /// Whether the floor's filters run: from the sample on at which silence comes in the way until the grid point after
    /// it is out of it.
    running: bool,
    /// Level in dBFS RMS, edge as a logarithm of its frequency in hertz, and the share of the floor, 0..1.
    floor: Glide<3>,
    gains: [f32; 2],
    slopes: [f32; 2],
    done: usize,
    channels: Vec<LowPass>,
    frame: usize,
    coarse: usize,
    rate: f32,
}

impl Default for Silence {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            off: Fade::resting(0.0),
            depth: Level::linear(),
            held: 0,
            running: false,
            floor: Glide::default(),
            gains: [0.0; 2],
            slopes: [0.0; 2],
            done: 0,
            channels: Vec::new(),
            frame: 1,
            coarse: 1,
            rate: 1.0,
        }
    }
}

impl Silence {
    /// Makes room. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.rate = spec.sample_rate;
        self.frame = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.floor.prepare(spec.samples(GLIDE_SECONDS) / self.frame);
        self.depth.prepare(self.steps(LONGEST_GLIDE_SECONDS));
        self.channels = vec![LowPass::default(); spec.layout.channels()];
        self.reset();
    }

    /// Rests where the settings want it, without a floor yet. Audio thread.
    pub fn reset(&mut self) {
        self.depth.set_length(self.steps(f64::from(self.glide_seconds())));
        self.settle();
        self.clear_floor();
    }

    fn steps(&self, seconds: f64) -> usize {
        libm::round(seconds * f64::from(self.rate) / (FRAMES_PER_STEP * self.frame) as f64) as usize
    }

    fn glide_seconds(&self) -> f32 {
        self.settings.cut_seconds.max(SHORTEST_GLIDE_SECONDS)
    }

    /// Is at once as silent as the settings want it.
    fn settle(&mut self) {
        self.off = Fade::resting(self.switch());
        self.depth.jump(self.settings.perspective);
        self.held = 0;
        self.running |= !self.is_open();
    }

    fn switch(&self) -> f64 {
        f64::from(u8::from(self.settings.processor_off))
    }

    fn clear_floor(&mut self) {
        let [dbfs, log_hz, _] = self.aim();
        self.floor.jump([dbfs, log_hz, 0.0]);
        self.depart();
        self.depart();
        self.channels.fill(LowPass::default());
    }

    fn aim(&self) -> [f64; 3] {
        let Settings { silence, floor_dbfs, floor_hz, generators, awake, .. } = self.settings;
        let share = f64::from(u8::from(silence == SilenceKind::Floor && generators && awake));
        [f64::from(floor_dbfs), libm::log(f64::from(floor_hz)), share]
    }

    /// Aims at new settings, `unheard` while nothing of the inside is heard. Audio thread.
    pub fn set(&mut self, settings: &Settings, change: Change, unheard: bool) {
        if unheard {
            // Whatever was on its way has arrived.
            self.settle();
        }
        self.settings = *settings;
        self.depth.set_length(self.steps(f64::from(self.glide_seconds())));
        let (switch, depth) = (self.switch(), settings.perspective);
        match change {
            Change::Jump => {
                self.settle();
                self.clear_floor();
            }
            Change::Cut { samples } if depth == 0.0 && !unheard => self.held = samples,
            Change::Cut { .. } if unheard => self.settle(),
            Change::Cut { samples } => self.cut(switch, samples),
            Change::Glide if self.held > 0 && depth == 0.0 => {}
            // The listener turns back before the head is out of hearing.
            Change::Glide if self.held > 0 => self.cut(switch, self.held),
            Change::Glide => {
                // Processors come on no faster than the slow return can hold them back.
                let held_back = settings.slow_return && !settings.processor_off;
                let seconds = if held_back { self.glide_seconds() } else { settings.cut_seconds };
                self.off.head_for(switch, libm::roundf(seconds * self.rate) as usize);
            }
        }
        self.running |= !self.is_open();
    }

    fn cut(&mut self, switch: f64, samples: usize) {
        self.off.head_for(switch, samples);
        self.depth.cut(self.settings.perspective, samples);
        self.held = 0;
    }

    /// Whether it is out of the way.
    pub fn is_open(&self) -> bool {
        self.off.rests_at(0.0) || self.depth.rests_at(0.0)
    }

    /// How much of everything it has taken the place of, 0..1.
    pub fn share(&self) -> f32 {
        self.off.weight() as f32 * self.depth.gain()
    }

    /// Whether its floor sounds.
    pub fn sounds(&self) -> bool {
        self.gains != [0.0; 2] && !self.is_open()
    }

    /// Sets out towards the floor's next gain and edge.
    fn depart(&mut self) {
        let [dbfs, log_hz, share] = self.floor.values();
        let hz = libm::exp(log_hz);
        let power = DRAWN_POWER * NOISE_BANDWIDTH * hz / (0.5 * f64::from(self.rate));
        let gain = share * gain_from_db(dbfs) * libm::sqrt(SINE_POWER / power);
        self.gains = [self.gains[1], gain as f32];
        self.slopes = [self.slopes[1], slope(hz as f32, self.rate)];
        self.done = 0;
    }

    /// On a grid point.
    fn step(&mut self, clock: Clock) {
        self.floor.step(self.aim());
        self.depart();
        if self.held == 0 && clock.is_on(FRAMES_PER_STEP * self.frame) {
            self.depth.step(self.settings.perspective, FRAMES_PER_STEP * self.frame);
        }
        self.running = !self.is_open();
        if !self.running || self.gains == [0.0; 2] {
            self.channels.fill(LowPass::default());
        }
    }

    /// Takes the place of `len` samples of every channel. `clock` is one whose grid points no frame crosses.
    pub fn process(&mut self, layout: Layout, channels: &mut [Chunk], seed: u32, clock: Clock, len: usize) {
        if clock.is_on(self.frame) {
            self.step(clock);
        }
        if clock.is_on(self.coarse) {
            self.channels.iter_mut().for_each(LowPass::forget);
        }
        let from = self.done;
        self.done += len;
        let mut weights = [0.0f32; SEGMENT];
        let weights = &mut weights[..len];
        self.depth.fill(weights);
        weights.iter_mut().for_each(|weight| *weight *= self.off.next_weight() as f32);
        if self.held > 0 {
            self.held = self.held.saturating_sub(len);
            if self.held == 0 {
                self.settle();
            }
        }
        if !self.running {
            return;
        }
        let floor_sounds = self.gains != [0.0; 2];
        for (idx, chunk) in channels.iter_mut().enumerate() {
            let mut floor = [0.0f32; SEGMENT];
            let is_front = matches!(layout.speakers[idx], Speaker::Front(_) | Speaker::Alone(_));
            if floor_sounds && is_front {
                self.fill_floor(idx, Random::new(seed, STREAM + idx as u32), clock, from, &mut floor[..len]);
            }
            for ((x, floor), weight) in chunk.iter_mut().zip(&floor).zip(weights.iter()) {
                *x = mix(*x, *floor, *weight);
            }
        }
    }

    /// What the floor is in channel `idx`, `from` samples after the last grid point.
    fn fill_floor(&mut self, idx: usize, random: Random, clock: Clock, from: usize, floor: &mut [f32]) {
        let along = |[older, newer]: [f32; 2], n: usize| {
            older + (newer - older) * ((from + n + 1) as f32 / self.frame as f32).min(1.0)
        };
        let mut slopes = [0.0f32; SEGMENT];
        for (n, (x, slope)) in floor.iter_mut().zip(&mut slopes).enumerate() {
            *x = random.bipolar(clock.now() + n as i64) * along(self.gains, n);
            *slope = along(self.slopes, n);
        }
        self.channels[idx].run(&slopes[..floor.len()], floor);
    }
}
