//! Processor off: silence inside the head, as digital zero or as a shaped floor.

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::units::gain_from_db;
use crate::base::{Change, Chunk, Clock, Layout, SEGMENT, Spec};
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;
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
const STREAM: u32 = 1000;
/// How long a new level or edge of the floor takes to arrive, and the floor itself to take the place of zero, seconds.
const GLIDE_SECONDS: f64 = 0.100;
/// Power of evenly drawn numbers between -1 and 1.
const DRAWN_POWER: f64 = 1.0 / 3.0;
/// Noise bandwidth of the low-pass, eighth-order Butterworth, re its edge: (pi / 16) / sin(pi / 16).
const NOISE_BANDWIDTH: f64 = 1.006_455;
/// Power of a full-scale sine.
const SINE_POWER: f64 = 0.5;

/// Takes the place of everything heard inside the head. At rest it is out of the way, or all there is, bit for bit.
#[derive(Default)]
pub struct Silence {
    /// Share of silence, 0..1.
    off: Fade,
    settings: Settings,
    /// Level in dBFS RMS, edge as a logarithm of its frequency in hertz, and the share of the floor, 0..1.
    floor: Glide<3>,
    gains: [f32; 2],
    slopes: [f32; 2],
    done: usize,
    channels: Vec<LowPass>,
    fade_in: usize,
    frame: usize,
    coarse: usize,
    rate: f32,
}

impl Silence {
    /// Makes room. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.rate = spec.sample_rate;
        self.frame = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.floor.prepare(spec.samples(GLIDE_SECONDS) / self.frame);
        self.fade_in = spec.samples(f64::from(SHORTEST_GLIDE_SECONDS));
        self.channels = vec![LowPass::default(); spec.layout.channels()];
        self.reset();
    }

    /// Rests where the settings want it. Audio thread.
    pub fn reset(&mut self) {
        self.off = Fade::resting(self.wanted());
        self.channels.fill(LowPass::default());
        self.floor.jump(self.aim());
        self.depart();
        self.depart();
    }

    /// The share of silence: as much as the listener is in the head.
    fn wanted(&self) -> f64 {
        if self.settings.processor_off { f64::from(self.settings.perspective) } else { 0.0 }
    }

    fn aim(&self) -> [f64; 3] {
        let Settings { silence, floor_dbfs, floor_hz, generators, awake, .. } = self.settings;
        let share = f64::from(u8::from(silence == SilenceKind::Floor && generators && awake));
        [f64::from(floor_dbfs), libm::log(f64::from(floor_hz)), share]
    }

    /// Aims at new settings, `unheard` while the listener is outside. Audio thread.
    pub fn set(&mut self, settings: &Settings, change: Change, unheard: bool) {
        let switched = settings.processor_off != self.settings.processor_off;
        self.settings = *settings;
        let wanted = self.wanted();
        let cut = libm::roundf(settings.cut_seconds * self.rate) as usize;
        match change {
            Change::Jump => self.off = Fade::resting(wanted),
            // Out of the head: what was heard there stays until it is heard no more.
            Change::Cut { .. } if settings.perspective == 0.0 => {}
            Change::Cut { .. } if unheard => self.off = Fade::resting(wanted),
            Change::Cut { samples } => self.off.head_for(wanted, samples),
            Change::Glide if switched => self.off.head_for(wanted, cut),
            Change::Glide => self.off.head_for(wanted, self.fade_in.max(cut)),
        }
    }

    /// Whether it is out of the way, and stays so.
    pub fn is_open(&self) -> bool {
        self.off.rests_at(0.0)
    }

    /// Whether it is all there is, for good.
    pub fn is_shut(&self) -> bool {
        self.off.rests_at(1.0)
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

    /// Takes the place of `len` samples of every channel. `clock` is one whose grid points no frame crosses.
    pub fn process(&mut self, layout: Layout, channels: &mut [Chunk], seed: u32, clock: Clock, len: usize) {
        if clock.is_on(self.frame) {
            self.floor.step(self.aim());
            self.depart();
        }
        if clock.is_on(self.coarse) {
            self.channels.iter_mut().for_each(LowPass::forget);
        }
        let from = self.done;
        self.done += len;
        if self.is_open() {
            return;
        }
        let mut weights = [0.0f32; SEGMENT];
        weights[..len].fill_with(|| self.off.next_weight() as f32);
        let along = |[older, newer]: [f32; 2], n: usize| {
            older + (newer - older) * ((from + n + 1) as f32 / self.frame as f32).min(1.0)
        };
        let floor_sounds = self.gains != [0.0; 2];
        for (idx, chunk) in channels.iter_mut().enumerate() {
            let mut floor = [0.0f32; SEGMENT];
            let is_front = matches!(layout.speakers[idx], Speaker::Front(_) | Speaker::Alone(_));
            if floor_sounds && is_front {
                let random = Random::new(seed, STREAM + idx as u32);
                let mut slopes = [0.0f32; SEGMENT];
                for n in 0..len {
                    floor[n] = random.bipolar(clock.now() + n as i64) * along(self.gains, n);
                    slopes[n] = along(self.slopes, n);
                }
                self.channels[idx].run(&slopes[..len], &mut floor[..len]);
            }
            for ((x, floor), weight) in chunk[..len].iter_mut().zip(&floor).zip(&weights) {
                *x = mix(*x, *floor, *weight);
            }
        }
    }
}
