//! The bound on what soft sound gains: where microphones are open, a rendering that lifts what is soft would howl.
//!
//! A loop through loudspeaker and microphone howls where it gains more than it loses. Whatever the cause (gain controls,
//! wide input windows, touch), power out is kept under so many times the largest power that has lately come in: while one
//! way round the loop loses more than that, nothing in it can grow.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Frame, PerEar, SEGMENT, Spec};
use crate::kit::blend::Blend;
use crate::kit::glide::Glide;

/// The most that power out of a rendering may be above power into it, dB, the trim apart (the project's): speech and music
/// at programme level stay below.
pub const MOST_LIFT_DB: f64 = 3.0;
/// Span over which power is read, seconds: a turn of the lowest tone.
const WINDOW_SECONDS: f64 = 0.020;
/// How far back power in counts, seconds: as long as anything sounds on after it has been heard.
const LOOK_BACK_SECONDS: f64 = 0.500;
/// How long the gain takes to move, seconds.
const SMOOTH_SECONDS: f64 = 0.010;
/// What is softer than this comes out as it is, dBFS RMS: below any room (the project's).
const FLOOR_DBFS: f64 = -90.0;

/// Powers of the last control frames, the newest before `next`.
#[derive(Default)]
struct Past {
    frames: Vec<f64>,
    next: usize,
}

impl Past {
    fn prepare(&mut self, count: usize) {
        self.frames = vec![0.0; count.max(1)];
        self.next = 0;
    }

    fn push(&mut self, power: f64) {
        self.frames[self.next] = power;
        self.next = (self.next + 1) % self.frames.len();
    }

    /// Newest first, so that the order of additions depends on time only.
    fn newest(&self) -> impl Iterator<Item = f64> {
        let room = self.frames.len();
        (0..room).map(move |age| self.frames[(self.next + room - 1 - age) % room])
    }
}

/// Holds down what has been lifted too far. At rest nothing is touched, bit for bit. Latency 0; memory ends.
#[derive(Default)]
pub struct FeedbackGuard {
    /// Sums of squares of the control frame under way: what entered each channel and microphone, what is heard in each
    /// channel and felt by each ear.
    entered: Vec<f64>,
    heard: Vec<f64>,
    felt: Vec<f64>,
    /// The same over all, frame by frame; and over a window each.
    entering: Past,
    hearing: Past,
    windows: Past,
    gain: Glide,
    older: f32,
    newer: f32,
    blend: Blend,
    frame: usize,
    floor: f64,
}

/// Adds the squares of each of `chunks`.
fn add<'a>(sums: &mut [f64], chunks: impl Iterator<Item = &'a [f32; SEGMENT]>, len: usize) {
    for (sum, chunk) in sums.iter_mut().zip(chunks) {
        // One after the other: it makes no difference where blocks end.
        chunk[..len].iter().for_each(|x| *sum += f64::from(*x) * f64::from(*x));
    }
}

impl FeedbackGuard {
    /// Makes room. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.frame = spec.scaled(CONTROL_FRAME);
        let frames = |seconds: f64| (spec.samples(seconds) / self.frame).max(1);
        let window = frames(WINDOW_SECONDS);
        self.entering.prepare(window);
        self.hearing.prepare(window);
        self.windows.prepare(frames(LOOK_BACK_SECONDS));
        self.gain.prepare(frames(SMOOTH_SECONDS));
        // Either bus of the ears comes with the channels.
        let buses = spec.layout.channels() + 2;
        self.entered = vec![0.0; buses];
        self.heard = vec![0.0; buses];
        self.felt = vec![0.0; buses];
        // A full-scale sine has a power of one half.
        self.floor = 0.5 * gain_from_db(2.0 * FLOOR_DBFS) * (window * self.frame) as f64;
        self.reset();
    }

    /// Forgets everything heard. Audio thread.
    pub fn reset(&mut self) {
        self.entered.fill(0.0);
        self.heard.fill(0.0);
        self.felt.fill(0.0);
        for past in [&mut self.entering, &mut self.hearing, &mut self.windows] {
            past.frames.fill(0.0);
            past.next = 0;
        }
        self.gain.jump([1.0]);
        (self.older, self.newer) = (1.0, 1.0);
        self.blend = Blend::arrived();
    }

    /// Whether it lets everything pass.
    pub const fn is_neutral(&self) -> bool {
        self.older == 1.0 && self.newer == 1.0
    }

    /// On a grid point: closes a control frame.
    fn step(&mut self) {
        let close = |sums: &mut Vec<f64>| {
            let total = sums.iter().sum::<f64>();
            sums.fill(0.0);
            total
        };
        let (entered, heard, felt) =
            (close(&mut self.entered), close(&mut self.heard), close(&mut self.felt));
        // What is felt answers to what is heard: at worst they add up in phase.
        let both = libm::sqrt(heard) + libm::sqrt(felt);
        let heard = both * both;
        self.entering.push(entered);
        self.hearing.push(heard);
        self.windows.push(self.entering.newest().sum());
        let most = self.windows.newest().fold(0.0, f64::max);
        let allowed = (most * gain_from_db(2.0 * MOST_LIFT_DB)).max(self.floor);
        let heard: f64 = self.hearing.newest().sum();
        let gain = if heard > allowed { libm::sqrt(allowed / heard) } else { 1.0 };
        let [gain] = self.gain.step([gain]);
        self.older = std::mem::replace(&mut self.newer, gain as f32);
        self.blend = Blend::over_frame(self.frame);
    }

    /// Works on what comes from outside, before the head adds sounds of its own and before the trim, which is asked for.
    pub fn process(&mut self, frame: &mut Frame<'_>) {
        if frame.clock.is_on(self.frame) {
            self.step();
        }
        let len = frame.len;
        add(&mut self.entered, frame.outside.iter().chain(frame.inside.iter()), len);
        add(&mut self.heard, frame.channels.iter(), len);
        add(&mut self.felt, frame.felt.iter(), len);
        let mut weights = [1.0; SEGMENT];
        let weights = &mut weights[..len];
        self.blend.fill(weights);
        if self.is_neutral() {
            return;
        }
        let felt: &mut PerEar<_> = frame.felt;
        for chunk in frame.channels.iter_mut().chain(felt.iter_mut()).chain([&mut *frame.low]) {
            for (x, weight) in chunk.iter_mut().zip(weights.iter()) {
                *x *= self.older + (self.newer - self.older) * weight;
            }
        }
    }
}
