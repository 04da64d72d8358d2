//! The bound on what soft sound gains: where microphones are open, a rendering that lifts what is soft would howl.
//!
//! A loop through loudspeaker and microphone howls where it gains more than it loses. Whatever the cause (gain controls,
//! wide input windows, touch), power out is kept under so many times the power that has lately come in: while one way
//! round the loop loses more than that, nothing in it can grow.
//!
//! Levels come in bursts, and a gain that opened between them would let each of them through before it closes again. So
//! both powers are the largest of a while: loud sound is let through at once, soft sound that is lifted stays held down.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::gain_from_db;
use crate::base::{Frame, PerEar, SEGMENT, Spec};
use crate::kit::blend::Blend;
use crate::kit::glide::Glide;

/// The most that power out of a rendering may be above power into it, dB, what a trim above 0 dB asks for apart (the
/// project's): speech and music at programme level stay below.
pub const MOST_LIFT_DB: f64 = 3.0;
/// Span over which power is read, seconds: a turn of the lowest tone.
const WINDOW_SECONDS: f64 = 0.020;
/// For how long the largest power counts in full, seconds: longer than gain controls and stimulation pause between bursts.
const HOLD_SECONDS: f64 = 0.100;
/// How far back power in counts at all, seconds, and how much of it is left by then, dB: what has been heard sounds on.
const LOOK_BACK_SECONDS: f64 = 0.500;
const LEFT_DB: f64 = -60.0;
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
        let (newer, older) = self.frames.split_at(self.next);
        newer.iter().rev().chain(older.iter().rev()).copied()
    }
}

/// Holds down what has been lifted too far. At rest nothing is touched, bit for bit. Latency 0; memory ends.
#[derive(Default)]
pub struct FeedbackGuard {
    /// Whether microphones are open.
    acts: bool,
    /// Sums of squares of the control frame under way: what entered each channel and microphone, what is heard in each
    /// channel and felt by each ear.
    entered: Vec<f64>,
    heard: Vec<f64>,
    felt: Vec<f64>,
    /// The same over all, frame by frame; and over a window each.
    entering: Past,
    hearing: Past,
    windows_in: Past,
    windows_out: Past,
    /// How much of a window's power in is allowed out, by its age.
    allowance: Vec<f64>,
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
        let (hold, back) = (frames(HOLD_SECONDS), frames(LOOK_BACK_SECONDS));
        self.windows_in.prepare(back);
        self.windows_out.prepare(hold);
        let spent_db = |age: usize| LEFT_DB * age.saturating_sub(hold) as f64 / (back - hold).max(1) as f64;
        self.allowance = (0..back).map(|age| gain_from_db(2.0 * (MOST_LIFT_DB + spent_db(age)))).collect();
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
        for past in [&mut self.entering, &mut self.hearing, &mut self.windows_in, &mut self.windows_out] {
            past.frames.fill(0.0);
            past.next = 0;
        }
        self.gain.jump([1.0]);
        (self.older, self.newer) = (1.0, 1.0);
        self.blend = Blend::arrived();
    }

    /// Says whether microphones are open; otherwise nothing is held down. Audio thread.
    pub const fn set(&mut self, microphones_are_open: bool) {
        self.acts = microphones_are_open;
    }

    /// Whether it lets everything pass.
    pub const fn is_neutral(&self) -> bool {
        self.older == 1.0 && self.newer == 1.0
    }

    /// On a grid point: closes a control frame. What comes out goes through `trim` next.
    fn step(&mut self, trim: f32) {
        let close = |sums: &mut Vec<f64>| {
            let total = sums.iter().sum::<f64>();
            sums.fill(0.0);
            total
        };
        let (entered, heard, felt) =
            (close(&mut self.entered), close(&mut self.heard), close(&mut self.felt));
        // What is felt answers to what is heard: at worst they add up in phase.
        let both = libm::sqrt(heard) + libm::sqrt(felt);
        // A trim above 0 dB is asked for; below, it leaves room.
        let both = both * f64::from(trim.min(1.0));
        let heard = both * both;
        self.entering.push(entered);
        self.hearing.push(heard);
        self.windows_in.push(self.entering.newest().sum());
        self.windows_out.push(self.hearing.newest().sum());
        let left = self.windows_in.newest().zip(&self.allowance).map(|(power, allowed)| power * allowed);
        let allowed = left.fold(self.floor, f64::max);
        let heard = self.windows_out.newest().fold(0.0, f64::max);
        let gain = if self.acts && heard > allowed { libm::sqrt(allowed / heard) } else { 1.0 };
        let [gain] = self.gain.step([gain]);
        self.older = std::mem::replace(&mut self.newer, gain as f32);
        self.blend = Blend::over_frame(self.frame);
    }

    /// Works on what comes from outside, before the head adds sounds of its own and before the gain `trim`.
    pub fn process(&mut self, frame: &mut Frame<'_>, trim: f32) {
        if frame.clock.is_on(self.frame) {
            self.step(trim);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Layout;

    /// Control frames in a second at 48 kHz.
    const RATE: usize = 1500;
    const ROOM_DBFS: f64 = -70.0;
    const WORD_DBFS: f64 = -20.0;

    fn guard() -> FeedbackGuard {
        let mut guard = FeedbackGuard::default();
        guard.set(true);
        guard.prepare(&Spec { sample_rate: 48_000.0, layout: Layout::STEREO });
        guard
    }

    /// The gain (dB) at the end of each of `frames` control frames that enter and are heard at these levels, dBFS.
    fn gains(guard: &mut FeedbackGuard, frames: usize, levels: [f64; 2]) -> Vec<f64> {
        trimmed(guard, frames, levels, 1.0)
    }

    /// The same before a gain.
    fn trimmed(guard: &mut FeedbackGuard, frames: usize, [entered, heard]: [f64; 2], trim: f32) -> Vec<f64> {
        let sum = |dbfs: f64| 0.5 * gain_from_db(2.0 * dbfs) * CONTROL_FRAME as f64;
        let mut gain = || {
            (guard.entered[0], guard.heard[0]) = (sum(entered), sum(heard));
            guard.step(trim);
            20.0 * f64::from(guard.newer).log10()
        };
        (0..frames).map(|_| gain()).collect()
    }

    #[test]
    fn words_come_in_at_once_after_a_lifted_pause() {
        let mut guard = guard();
        for _ in 0..3 {
            let pause = gains(&mut guard, RATE, [ROOM_DBFS, ROOM_DBFS + 14.0]);
            assert!((pause[RATE - 1] - (MOST_LIFT_DB - 14.0)).abs() < 0.01);
            let word = gains(&mut guard, RATE / 3, [WORD_DBFS, WORD_DBFS - 1.0]);
            // 15 ms: the gain's way.
            assert!(word[RATE * 15 / 1000..].iter().all(|gain| *gain == 0.0));
        }
    }

    #[test]
    fn what_has_been_said_sounds_on() {
        let mut guard = guard();
        gains(&mut guard, RATE, [WORD_DBFS; 2]);
        // 60 dB in 0.4 s; whatever lasts longer is shortened.
        for frame in 0..RATE * 2 / 5 {
            let tail = WORD_DBFS - 60.0 * frame as f64 / (RATE * 2 / 5) as f64;
            assert_eq!(gains(&mut guard, 1, [ROOM_DBFS, tail]), [0.0]);
        }
    }

    #[test]
    fn a_trim_below_0_db_leaves_room_and_one_above_is_asked_for() {
        for (trim_db, held_db) in [(-6.0, MOST_LIFT_DB + 6.0 - 14.0), (6.0, MOST_LIFT_DB - 14.0)] {
            let trim = gain_from_db(trim_db) as f32;
            let pause = trimmed(&mut guard(), RATE, [ROOM_DBFS, ROOM_DBFS + 14.0], trim);
            assert!((pause[RATE - 1] - held_db).abs() < 0.01);
        }
    }

    #[test]
    fn nothing_is_held_down_where_no_microphone_is_open() {
        let mut guard = guard();
        guard.set(false);
        assert!(gains(&mut guard, RATE, [ROOM_DBFS, WORD_DBFS]).iter().all(|gain| *gain == 0.0));
    }

    #[test]
    fn bursts_are_held_down_between_them_too() {
        let mut guard = guard();
        let mut loudest = f64::MIN;
        for burst in 0..20 {
            gains(&mut guard, RATE / 20, [ROOM_DBFS, -130.0]);
            let gains = gains(&mut guard, RATE / 100, [ROOM_DBFS, WORD_DBFS]);
            if burst > 0 {
                loudest = gains.into_iter().fold(loudest, f64::max);
            }
        }
        // A burst is half a window long: read over a window it is 3 dB softer than it is.
        assert!(WORD_DBFS + loudest < ROOM_DBFS + MOST_LIFT_DB + 3.1);
    }
}
