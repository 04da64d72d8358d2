//! The ceiling: no peak from inside the head, not even one between samples, comes out above it.

use crate::base::units::gain_from_db;
use crate::base::{Change, Chunk, Frame, SEGMENT, Spec, Stage};
use crate::kit::boxcar::Boxcar;
use crate::kit::fade::Fade;
use crate::kit::partial_peak::PartialPeaks;
use crate::kit::ring::Ring;
use crate::kit::sliding_min::SlidingMin;
use crate::kit::true_peak::{Interpolator, REACH, TAPS, TRUE_PEAK_DELAY};
use crate::parameters::CEILING_MAX_DBTP;

use super::entry::Purpose;

/// How long the gain stays down after a peak, and how long it then takes to come back up, seconds: longer than the
/// period of the lowest tones, so that they are turned down and not bent.
const HOLD_SECONDS: f64 = 0.025;
/// How long a new ceiling takes to be reached, seconds: slow, because each crest on the way is turned down at once.
const MOVE_SECONDS: f64 = 0.500;
/// Distance kept from the ceiling for what our meter overlooks at the top of the band, dB (measured).
const MARGIN_DB: f64 = 0.1;
/// How long before a peak the gain is all the way down, samples: a gain that still moves bends what lies between them.
const STEADY: usize = REACH / 4;
/// Distance without look-ahead, dB: what is on its way down must not need [`Ceiling::shares`] on every slope (measured).
const LIVE_MARGIN_DB: f64 = 0.3;

/// The ceiling's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CeilingSettings {
    /// Highest true peak let through, dBTP.
    pub dbtp: f32,
}

impl Default for CeilingSettings {
    fn default() -> Self {
        Self { dbtp: CEILING_MAX_DBTP }
    }
}

/// A limiter with one gain for all channels, so that the image stays where it is.
///
/// With look-ahead (film) the gain comes down in a straight line before the peak. Without (live) it comes down at the peak,
/// and a peak between samples may depend on samples still to come. So it is silence that is expected of them, which is
/// always possible: no sample may lift any point around it above the ceiling, were nothing to follow. Sound that would pass
/// the ceiling if it broke off is therefore turned down too: low tones from 1.5 dB below it on, because a tone that breaks
/// off at a crest overshoots by 1.2 dB.
///
/// Its memory ends 75 ms after a peak, and what asks for no gain passes bit for bit.
pub struct Ceiling {
    purpose: Purpose,
    settings: CeilingSettings,
    /// Ceiling on its way, dB.
    level: Fade,
    limit: f64,
    taps: Interpolator,
    delays: Vec<Ring>,
    /// Without look-ahead: what has entered, and what was put out, channel by channel.
    entered: Vec<PartialPeaks>,
    left: Vec<PartialPeaks>,
    /// Samples for which what was put out has still to be watched.
    watched: usize,
    /// Samples since something asked for a gain, and for how many one is remembered.
    unasked: usize,
    memory: usize,
    /// Gain needed over the look-ahead and the hold.
    needed: SlidingMin,
    attack: Boxcar,
    held: SlidingMin,
    release: Boxcar,
    lookahead: usize,
    /// Distance kept from the ceiling, as a gain.
    margin: f64,
    move_samples: usize,
    deepest: f64,
}

impl Default for Ceiling {
    fn default() -> Self {
        Self {
            purpose: Purpose::default(),
            settings: CeilingSettings::default(),
            level: Fade::resting(0.0),
            limit: 1.0,
            taps: Interpolator::default(),
            delays: Vec::new(),
            entered: Vec::new(),
            left: Vec::new(),
            watched: 0,
            unasked: 0,
            memory: 0,
            needed: SlidingMin::default(),
            attack: Boxcar::default(),
            held: SlidingMin::default(),
            release: Boxcar::default(),
            lookahead: 0,
            margin: 1.0,
            move_samples: 0,
            deepest: 1.0,
        }
    }
}

impl Ceiling {
    /// One of a plugin for this purpose; it has to be prepared.
    pub fn new(purpose: Purpose) -> Self {
        Self { purpose, ..Self::default() }
    }

    /// Lowest gain since the last call, for the meter.
    pub fn take_lowest_gain(&mut self) -> f32 {
        std::mem::replace(&mut self.deepest, 1.0) as f32
    }

    /// Holds `len` samples of all channels, in place.
    pub fn hold(&mut self, channels: &mut [Chunk], len: usize) {
        let mut limits = [0.0f32; SEGMENT];
        for limit in &mut limits[..len] {
            if !self.level.is_settled() {
                self.limit = gain_from_db(self.level.next_weight());
            }
            *limit = self.limit as f32;
        }
        let limits = &limits[..len];
        let mut peaks = [0.0f32; SEGMENT];
        let peaks = &mut peaks[..len];
        if self.lookahead == 0 {
            self.expect_silence(channels, limits, peaks);
        } else {
            self.look_ahead(channels, limits, peaks);
        }
        let mut limited = false;
        let gains = peaks;
        let asks = |(peak, limit): (&f32, &f32)| f64::from(*peak) > self.margin * f64::from(*limit);
        let asked = gains.iter().zip(limits).any(asks);
        // Where all that is remembered asked for nothing, no gain changes anything, nor what is remembered.
        if asked || self.unasked < self.memory {
            for (gain, limit) in gains.iter_mut().zip(limits) {
                let exact = self.next_gain(needed_for(*gain, self.margin * f64::from(*limit)));
                self.deepest = self.deepest.min(exact);
                *gain = exact as f32;
                limited |= exact < 1.0;
            }
        }
        self.unasked = if asked { 0 } else { (self.unasked + len).min(self.memory) };
        if limited {
            for chunk in channels.iter_mut() {
                chunk.iter_mut().zip(gains.iter()).for_each(|(x, gain)| *x *= gain);
            }
        }
        if self.lookahead == 0 {
            self.shares(channels, limits, limited);
        }
    }

    /// Delays, and finds what peaks there are.
    fn look_ahead(&mut self, channels: &mut [Chunk], limits: &[f32], peaks: &mut [f32]) {
        let len = limits.len();
        let mut worth = [0.0f32; SEGMENT];
        let margin = self.margin as f32;
        worth.iter_mut().zip(limits).for_each(|(worth, limit)| *worth = margin * limit);
        for (delay, chunk) in self.delays.iter_mut().zip(channels) {
            delay.push(&chunk[..len]);
            self.taps.peaks(delay.newest(TAPS - 1 + len), &worth[..len], peaks);
            chunk[..len].copy_from_slice(delay.delayed(self.lookahead, len));
        }
    }

    /// Finds what peaks there are and would be, were each sample the last.
    fn expect_silence(&mut self, channels: &[Chunk], limits: &[f32], peaks: &mut [f32]) {
        let lowest = limits.iter().copied().fold(f32::INFINITY, f32::min);
        for (entered, chunk) in self.entered.iter_mut().zip(channels) {
            entered.peaks(&self.taps, &chunk[..limits.len()], self.margin as f32 * lowest, peaks);
        }
    }

    /// Lets no sample lift a point above the ceiling while gains are `limited` or have been within the interpolator's
    /// length: until its last sample has come a peak has been turned down by some of the gains that led to it only. What
    /// is taken off a sample here is not held.
    fn shares(&mut self, channels: &mut [Chunk], limits: &[f32], limited: bool) {
        let len = limits.len();
        if limited {
            self.watched = TAPS + len;
        }
        if self.watched == 0 {
            for (left, chunk) in self.left.iter_mut().zip(channels) {
                left.pass(&chunk[..len]);
            }
            return;
        }
        self.watched = self.watched.saturating_sub(len);
        self.left.iter_mut().for_each(|left| left.catch_up(&self.taps));
        for (n, limit) in limits.iter().enumerate() {
            let mut share = 1.0f32;
            for (left, chunk) in self.left.iter_mut().zip(channels.iter()) {
                share = share.min(left.share(&self.taps, chunk[n], *limit));
            }
            for (left, chunk) in self.left.iter_mut().zip(channels.iter_mut()) {
                chunk[n] *= share;
                left.take(&self.taps, chunk[n]);
            }
            if share < 1.0 {
                self.watched = self.watched.max(TAPS);
            }
        }
    }

    /// The gain for the next output sample, given what its look-ahead asks for.
    fn next_gain(&mut self, needed: f64) -> f64 {
        let needed = self.needed.next_min(needed);
        let attack = if self.lookahead == 0 { needed } else { self.attack.next_gain(needed) };
        let held = self.held.next_min(needed);
        attack.min(self.release.next_gain(held))
    }
}

/// Gain that brings `peak` down to `limit`.
fn needed_for(peak: f32, limit: f64) -> f64 {
    let peak = f64::from(peak);
    if peak > limit { limit / peak } else { 1.0 }
}

impl Stage for Ceiling {
    type Settings = CeilingSettings;

    fn prepare(&mut self, spec: &Spec) {
        let hold = spec.samples(HOLD_SECONDS);
        self.lookahead = spec.samples(self.purpose.lookahead_seconds());
        self.move_samples = spec.samples(MOVE_SECONDS);
        self.needed.prepare(self.lookahead + hold);
        // The peak is seen this much late, so that much less is left to come down in.
        self.attack.prepare(self.lookahead.saturating_sub(TRUE_PEAK_DELAY + STEADY));
        self.held.prepare(hold);
        self.release.prepare(hold);
        self.memory = 2 * self.lookahead + 3 * hold + SEGMENT;
        let channels = spec.layout.channels();
        let [ahead, at_once] = if self.lookahead == 0 { [0, channels] } else { [channels, 0] };
        self.margin = gain_from_db(if self.lookahead == 0 { -LIVE_MARGIN_DB } else { -MARGIN_DB });
        self.delays = vec![Ring::default(); ahead];
        self.delays.iter_mut().for_each(|delay| delay.prepare(self.lookahead.max(TAPS) + SEGMENT));
        self.entered = vec![PartialPeaks::default(); at_once];
        self.entered.iter_mut().for_each(PartialPeaks::prepare);
        self.left = self.entered.clone();
        self.reset();
    }

    fn set(&mut self, settings: &CeilingSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        match change {
            Change::Jump => {
                self.level = Fade::resting(f64::from(settings.dbtp));
                // Nobody has heard what was put out.
                self.left.iter_mut().for_each(PartialPeaks::reset);
            }
            Change::Glide | Change::Cut { .. } => {
                self.level.head_for(f64::from(settings.dbtp), self.move_samples);
            }
        }
        self.limit = gain_from_db(self.level.weight());
    }

    fn reset(&mut self) {
        self.level = Fade::resting(f64::from(self.settings.dbtp));
        self.limit = gain_from_db(self.level.weight());
        self.delays.iter_mut().for_each(Ring::reset);
        self.entered.iter_mut().chain(&mut self.left).for_each(PartialPeaks::reset);
        self.watched = 0;
        self.unasked = 0;
        self.needed.reset();
        self.attack.reset();
        self.held.reset();
        self.release.reset();
        self.deepest = 1.0;
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        self.hold(frame.channels, frame.len);
    }

    fn latency(&self) -> usize {
        self.lookahead
    }
}
