//! A phase that belongs to the clock while its rate rests, and finds back to the clock's after the rate has moved.

use super::turn::TURN;
use crate::base::Clock;

/// How long a rate has to rest before its phase is pulled to the clock's, and how long the pull takes, seconds:
/// both together stay below the two seconds after which a render from the middle is that of the whole.
const REST_SECONDS: f64 = 0.25;
const PULL_SECONDS: f64 = 1.5;

/// A turning phase, in 2^-64 of a turn: exact wherever the clock stands, and it may overflow.
///
/// While its rate rests, the phase is rate times clock position. While the rate moves, it runs on from where it
/// is; once the rate has rested for a quarter of a second, a raised cosine of 1.5 s pulls it to the clock's
/// phase, the shortest way (half a turn at most, which moves the rate by 0.53 Hz at most), and from then on it is
/// exactly that. The same happens when the clock jumps while it turns.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    sample_rate: f64,
    frame: usize,
    rest: usize,
    pull: usize,
    /// Whether a step has been made since the last reset.
    turning: bool,
    /// The rate asked for: turns per sample.
    rate: u64,
    /// Turns per sample up to the next grid point.
    size: u64,
    phase: u64,
    /// Where the clock is expected, samples.
    expected: i64,
    way: Way,
}

/// By how much time seems to be ahead of the clock, for a phase that wanders: a function of the clock, and 0 on
/// average.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Warp {
    /// Seconds ahead, now.
    pub seconds: f64,
    /// What is gained with every sample up to the next grid point, seconds.
    pub per_sample: f64,
}

impl Warp {
    /// With a share of another.
    #[must_use]
    pub fn with(self, other: Self, share: f64) -> Self {
        Self {
            seconds: self.seconds + share * other.seconds,
            per_sample: self.per_sample + share * other.per_sample,
        }
    }
}

/// `turns` in units of the phase, whole turns left out.
fn units(turns: f64) -> u64 {
    ((turns - libm::floor(turns)) * TURN) as u64
}

/// Where a phase is on its way to the clock's.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Way {
    /// It is the clock's.
    #[default]
    Arrived,
    /// The rate has rested for so many control frames.
    Waiting(usize),
    /// It was `behind` the clock's when the pull began, `frames` ago.
    Pulled { behind: i64, frames: usize },
}

impl Pace {
    /// Prepares for control frames of `frame` samples at `sample_rate` Hz, and resets.
    pub fn prepare(&mut self, sample_rate: f32, frame: usize) {
        self.sample_rate = f64::from(sample_rate);
        self.frame = frame.max(1);
        let frames = |seconds: f64| libm::ceil(seconds * self.sample_rate / self.frame as f64) as usize;
        self.rest = frames(REST_SECONDS);
        self.pull = frames(PULL_SECONDS);
        self.reset();
    }

    /// Forgets where it is: the next step begins at the clock's phase. Until then it stands still at 0.
    pub fn reset(&mut self) {
        self.turning = false;
        self.rate = 0;
        self.size = 0;
        self.phase = 0;
        self.expected = 0;
        self.way = Way::Arrived;
    }

    /// On every point of the control grid: turns at `hz` (0 or more, below half the sample rate) from here on.
    pub fn step(&mut self, hz: f64, clock: Clock) {
        self.step_warped(hz, Warp::default(), clock);
    }

    /// The same, for a phase that is to be as if time had passed a little differently.
    ///
    /// The first step after a reset may lie anywhere; all others lie on grid points.
    pub fn step_warped(&mut self, hz: f64, warp: Warp, clock: Clock) {
        let rate = (hz.max(0.0) / self.sample_rate * TURN) as u64;
        let now = clock.now();
        let clocks = rate.wrapping_mul(now as u64).wrapping_add(units(hz * warp.seconds));
        let disturbed = rate != self.rate || now != self.expected;
        self.rate = rate;
        self.expected = now;
        if !self.turning {
            self.turning = true;
            self.way = Way::Arrived;
        } else if disturbed {
            self.way = Way::Waiting(0);
        } else {
            self.way = match self.way {
                Way::Waiting(frames) if frames + 1 >= self.rest => {
                    let behind = clocks.wrapping_sub(self.phase) as i64;
                    Way::Pulled { behind, frames: 0 }
                }
                Way::Waiting(frames) => Way::Waiting(frames + 1),
                Way::Pulled { frames, .. } if frames + 1 >= self.pull => Way::Arrived,
                Way::Pulled { behind, frames } => Way::Pulled { behind, frames: frames + 1 },
                Way::Arrived => Way::Arrived,
            };
        }
        self.size = rate.wrapping_add(units(hz * warp.per_sample));
        match self.way {
            Way::Waiting(_) => {}
            Way::Arrived => self.phase = clocks,
            Way::Pulled { behind, frames } => {
                let (here, next) = (self.left(behind, frames), self.left(behind, frames + 1));
                self.phase = clocks.wrapping_sub(here as u64);
                let gained = here.wrapping_sub(next) / self.frame as i64;
                self.size = self.size.wrapping_add(gained as u64);
            }
        }
    }

    /// Moves on by `len` samples, at most to the next grid point.
    pub fn advance(&mut self, len: usize) {
        self.phase = self.phase.wrapping_add(self.size.wrapping_mul(len as u64));
        self.expected = self.expected.wrapping_add(len as i64);
    }

    /// The phase at the next sample, 2^-64 turns.
    pub const fn phase(&self) -> u64 {
        self.phase
    }

    /// What is added to it with every sample up to the next grid point, 2^-64 turns.
    pub const fn step_size(&self) -> u64 {
        self.size
    }

    /// Whether the phase is the clock's.
    pub fn is_clocks(&self) -> bool {
        self.way == Way::Arrived
    }

    /// What is left of `behind` after so many frames of pull.
    fn left(&self, behind: i64, frames: usize) -> i64 {
        if frames >= self.pull {
            return 0;
        }
        let along = std::f64::consts::PI * frames as f64 / self.pull as f64;
        (behind as f64 * (0.5 + 0.5 * libm::cos(along))) as i64
    }
}

/// `phase` (2^-64 turns) as turns from 0 (included) to 1 (excluded), in the 24 bits that a float carries.
#[inline]
pub const fn turns(phase: u64) -> f32 {
    const SCALE: f32 = 1.0 / (1 << 24) as f32;
    (phase >> 40) as f32 * SCALE
}

/// The same from -0.5 (included) to 0.5, in a form that vectorises.
#[inline]
pub const fn centred_turns(phase: u64) -> f32 {
    const SCALE: f32 = 1.0 / 4_294_967_296.0;
    ((phase >> 32) as u32).cast_signed() as f32 * SCALE
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: usize = 32;

    /// Phases from `from` to `to`, in blocks of at most `block`, at the rate that `hz` has at each grid point.
    fn phases(hz: impl Fn(i64) -> f64, from: i64, to: i64, block: usize) -> Vec<u64> {
        let mut pace = Pace::default();
        pace.prepare(48_000.0, FRAME);
        let mut clock = Clock::at(from);
        let mut all = Vec::new();
        while clock.now() < to {
            if clock.is_on(FRAME) {
                pace.step(hz(clock.now()), clock);
            }
            let len = block.min(clock.until_next(FRAME));
            all.extend((0..len as u64).map(|n| pace.phase().wrapping_add(pace.step_size().wrapping_mul(n))));
            pace.advance(len);
            clock.advance(len);
        }
        all
    }

    /// The rate while it moves over the second second.
    fn moving(now: i64) -> f64 {
        6000.0 + 1000.0 * (now as f64 / 48_000.0 - 1.0).clamp(0.0, 1.0)
    }

    #[test]
    fn at_rest_the_phase_is_the_clocks_anywhere() {
        for start in [0, -3200, 48_000 * 3600] {
            let expected = (997.0 / 48_000.0 * TURN) as u64;
            for (n, phase) in phases(|_| 997.0, start, start + 3200, 7).into_iter().enumerate() {
                assert_eq!(phase, expected.wrapping_mul((start + n as i64) as u64));
            }
        }
    }

    #[test]
    fn two_seconds_after_a_move_every_start_has_the_same_phase() {
        let whole = phases(moving, 0, 5 * 48_000, FRAME);
        let later = phases(moving, 64_000, 5 * 48_000, FRAME);
        assert_ne!(whole[150_000], later[86_000], "the move is a memory");
        assert_eq!(whole[4 * 48_000..], later[4 * 48_000 - 64_000..]);
    }

    #[test]
    fn blocks_make_no_difference_and_no_step_leaves_the_rate_by_more_than_the_pull() {
        let whole = phases(moving, 0, 5 * 48_000, FRAME);
        assert_eq!(whole, phases(moving, 0, 5 * 48_000, 5));
        let worst = whole.windows(2).enumerate().map(|(n, pair)| {
            let hz = pair[1].wrapping_sub(pair[0]) as f64 / TURN * 48_000.0;
            // The rate of the frame that the sample lies in.
            (hz - moving((n / FRAME * FRAME) as i64)).abs()
        });
        let worst = worst.fold(0.0, f64::max);
        assert!(worst < 0.53, "{worst} Hz");
    }

    #[test]
    fn phases_are_read_as_turns() {
        for (phase, whole, centred) in
            [(0, 0.0, 0.0), (1 << 62, 0.25, 0.25), (1 << 63, 0.5, -0.5), (3 << 62, 0.75, -0.25)]
        {
            assert_eq!((turns(phase), centred_turns(phase)), (whole, centred));
        }
    }

    #[test]
    fn a_jump_of_the_clock_is_no_jump_of_the_phase() {
        let mut pace = Pace::default();
        pace.prepare(48_000.0, FRAME);
        let mut clock = Clock::at(0);
        for _ in 0..100 {
            pace.step(440.0, clock);
            pace.advance(FRAME);
            clock.advance(FRAME);
        }
        let before = pace.phase();
        let mut clock = Clock::at(9_600_000);
        pace.step(440.0, clock);
        assert_eq!(pace.phase(), before);
        for _ in 0..3000 {
            pace.advance(FRAME);
            clock.advance(FRAME);
            pace.step(440.0, clock);
        }
        assert!(pace.is_clocks());
        assert_eq!(pace.phase(), pace.rate.wrapping_mul(clock.now() as u64));
    }
}
