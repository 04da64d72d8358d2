//! How loud the next moment may be, after what the last 400 ms have spent.

use crate::base::Clock;
use crate::kit::blend::mix;
use crate::kit::glide::Glide;

/// Span within which a rise is noticed, seconds.
const QUICK_SECONDS: f64 = 0.020;
/// Share of the window's power at which the cap is held, and how much of it changes by how many times what may follow is
/// more or less than the cap: what has been loud for a moment is followed by something softer, without a jump.
const HELD_SHARE: f64 = 0.82;
const PRESSURE: (f64, f64) = (0.2, 16.0);
/// Share of the window's power at which steady sound comes to rest: where `x = times^((HELD_SHARE - x) / share)`.
const RESTING_SHARE: f64 = 0.833_3;
/// How long the gain takes to move, seconds: with 20 ms noise cut from scene to scene was 0.6 dB over the cap.
const SMOOTH_SECONDS: f64 = 0.012;
/// How long one account is heard before it is the other's turn, seconds: with the window, and the turn before in which nobody
/// hears it yet, its past ends within 1.5 s.
pub const TURN_SECONDS: f64 = 0.500;
/// How much of a turn passes from one account to the other at its end.
const HANDING_OVER: f32 = 0.2;

/// Whose turn it is.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// How much of what is heard is the second account's, 0..1.
    second: f32,
    /// Which account starts afresh here.
    fresh: Option<usize>,
}

impl Turn {
    /// At a point of the control grid; a turn lasts `samples`.
    pub fn at(clock: Clock, samples: usize) -> Self {
        let samples = samples.max(1) as i64;
        let (turn, along) = (clock.now().div_euclid(samples), clock.now().rem_euclid(samples));
        let own = turn.rem_euclid(2) as usize;
        let along = along as f32 / samples as f32;
        let next = ((along - (1.0 - HANDING_OVER)) / HANDING_OVER).max(0.0);
        let second = if own == 0 { next } else { 1.0 - next };
        Self { second, fresh: (clock.now().rem_euclid(samples) == 0).then_some(1 - own) }
    }
}

/// One ear's budget, by control frame. Each has its place by the clock, so that the order of additions depends on time only.
///
/// What may follow depends on what came out, and that on what came out before: such a loop dies away slowly, and playback
/// from the middle would not meet the whole pass for many seconds. So there are two accounts, each opened afresh from what
/// was heard alone, in turns by the clock, and long before anything is heard of it.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// Mean square of each of the last control frames.
    before: Vec<f64>,
    next: usize,
    quick: usize,
    /// For how many control frames there has been nothing.
    quiet: usize,
    accounts: [Account; 2],
}

/// What one past says.
#[derive(Debug, Clone, Default)]
struct Account {
    /// What came out of each control frame re the cap of that time, were this account heard.
    after: Vec<f64>,
    gain: Glide,
    /// Gains at the ends of the frame under way.
    ends: [f64; 2],
}

/// Sums worked on side by side, so that they hide each other's latency.
const SIDE_BY_SIDE: usize = 8;

/// Adds up control frames.
fn sum(frames: &[f64]) -> f64 {
    let (groups, rest) = frames.as_chunks::<SIDE_BY_SIDE>();
    let mut sums = [0.0; SIDE_BY_SIDE];
    for group in groups {
        sums.iter_mut().zip(group).for_each(|(sum, x)| *sum += x);
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h)) + rest.iter().sum::<f64>()
}

/// Moves every frame on by `by` places, the last ones to the beginning.
fn move_on(frames: &mut [f64], by: usize) {
    frames.reverse();
    let (first, rest) = frames.split_at_mut(by);
    first.reverse();
    rest.reverse();
}

impl Budget {
    /// Makes room for `window` control frames, `rate` of them a second. Allocates.
    pub fn prepare(&mut self, window: usize, rate: f64) {
        self.before = vec![0.0; window];
        self.quick = ((QUICK_SECONDS * rate) as usize).max(1);
        for account in &mut self.accounts {
            account.after = vec![0.0; window];
            account.gain.prepare((SMOOTH_SECONDS * rate) as usize);
        }
        self.reset();
    }

    /// Nothing has been heard.
    pub fn reset(&mut self) {
        self.before.fill(0.0);
        (self.next, self.quiet) = (0, 0);
        for account in &mut self.accounts {
            account.after.fill(0.0);
            account.gain.jump([1.0]);
            account.ends = [1.0; 2];
        }
    }

    /// Closes a control frame of this mean square, and says with what gain the next one should end for its power to stay
    /// below `cap`, and no more than `said`.
    ///
    /// `number` counts control frames by the clock.
    pub fn close(&mut self, number: i64, power: f64, cap: f64, said: f64, turn: Turn) -> f32 {
        let window = self.before.len();
        if window == 0 {
            return 1.0;
        }
        self.quiet = if power == 0.0 { (self.quiet + 1).min(window) } else { 0 };
        // Nothing adds up to nothing: most of the time generators are off.
        let silent = self.quiet == window;
        if silent && said >= 1.0 && self.accounts.iter().all(Account::rests) {
            return 1.0;
        }
        self.go_to(number.rem_euclid(window as i64) as usize);
        self.before[self.next] = power;
        for account in &mut self.accounts {
            account.after[self.next] = power / cap * account.passed();
        }
        self.next = (self.next + 1) % window;
        let mean = |count| {
            if silent { 0.0 } else { self.newest(count) / count as f64 / cap }
        };
        let (heard, asked) = (mean(window), mean(self.quick));
        if let Some(fresh) = turn.fresh {
            self.accounts[fresh].open(&self.before, cap, heard);
        }
        let next = self.next;
        let [first, second] = self.accounts.each_mut().map(|account| {
            let gain = if silent { 1.0 } else { account.gain(next, heard, asked) };
            account.step(gain.min(said)) as f32
        });
        mix(first, second, turn.second)
    }
}

impl Budget {
    /// Goes on at place `next`: somewhere else if the clock has jumped.
    fn go_to(&mut self, next: usize) {
        let window = self.before.len();
        let by = (next + window - self.next) % window;
        if by > 0 {
            let [first, second] = &mut self.accounts;
            [&mut self.before, &mut first.after, &mut second.after].into_iter().for_each(|x| move_on(x, by));
        }
        self.next = next;
    }

    /// The sum of the newest `count` control frames.
    fn newest(&self, count: usize) -> f64 {
        let (newer, older) = self.before.split_at(self.next);
        let some = newer.len().min(count);
        sum(&newer[newer.len() - some..]) + sum(&older[older.len() - (count - some)..])
    }
}

impl Account {
    /// Starts afresh: as if steady sound had long been held.
    fn open(&mut self, before: &[f64], cap: f64, heard: f64) {
        let share = if heard > RESTING_SHARE { RESTING_SHARE / heard } else { 1.0 };
        self.after.iter_mut().zip(before).for_each(|(after, before)| *after = share * before / cap);
        let gain = libm::sqrt(share);
        self.gain.jump([gain]);
        self.ends = [gain; 2];
    }

    /// Whether it holds nothing down, nor has lately.
    fn rests(&self) -> bool {
        self.ends == [1.0; 2] && self.gain.is_settled()
    }

    /// Share of the power that the frame under way lets through: its gain moves straight from end to end.
    fn passed(&self) -> f64 {
        let [older, newer] = self.ends;
        (older * older + older * newer + newer * newer) / 3.0
    }

    /// The gain that what has been `heard` over the window, and `asked` for last, may have; means re the cap.
    fn gain(&self, next: usize, heard: f64, asked: f64) -> f64 {
        let window = self.after.len();
        let slow = if heard > 1.0 { 1.0 / heard } else { 1.0 };
        // All but the oldest, whose place is next.
        let spent = (sum(&self.after[..next]) + sum(&self.after[next + 1..])) / window as f64;
        let (share, times) = PRESSURE;
        let may_follow = libm::pow(times, (HELD_SHARE - spent) / share);
        let fast = if asked > may_follow { may_follow / asked } else { 1.0 };
        libm::sqrt(slow.min(fast))
    }

    fn step(&mut self, gain: f64) -> f64 {
        let [gain] = self.gain.step([gain]);
        self.ends = [self.ends[1], gain];
        gain
    }
}
