//! The ceiling: no peak from inside the head, not even one between samples, comes out above it.

use std::marker::PhantomData;

use crate::base::units::gain_from_db;
use crate::base::{Change, Chunk, Frame, SEGMENT, Spec, Stage};
use crate::kit::boxcar::Boxcar;
use crate::kit::fade::Fade;
use crate::kit::ring::Ring;
use crate::kit::sliding_min::SlidingMin;
use crate::kit::true_peak::{TRUE_PEAK_DELAY, TruePeak};
use crate::parameters::CEILING_MAX_DBTP;

use super::entry::Entry;

/// How long the gain stays down after a peak, and how long it then takes to come back up, seconds: longer than the
/// period of the lowest tones, so that they are turned down and not bent.
const HOLD_SECONDS: f64 = 0.025;
/// How long a new ceiling takes to be reached, seconds: slow, because each crest on the way is turned down at once.
const MOVE_SECONDS: f64 = 0.500;
/// Distance kept from the ceiling for what a four-fold meter overlooks at the top of the band, dB.
const MARGIN_DB: f64 = 0.1;

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
/// With look-ahead (film) the gain comes down in a straight line before the peak and true peaks stay under the ceiling.
/// Without (live) it comes down at the peak: samples never pass the ceiling, peaks between samples may for the few
/// samples it takes to see them. Its memory ends 75 ms after a peak, and below the ceiling sound passes bit for bit.
pub struct Ceiling<E> {
    settings: CeilingSettings,
    /// Ceiling on its way, dB.
    level: Fade,
    limit: f64,
    meters: Vec<TruePeak>,
    delays: Vec<Ring>,
    /// Gain needed over the look-ahead and the hold.
    needed: SlidingMin,
    attack: Boxcar,
    held: SlidingMin,
    release: Boxcar,
    lookahead: usize,
    move_samples: usize,
    deepest: f64,
    entry: PhantomData<E>,
}

impl<E> Default for Ceiling<E> {
    fn default() -> Self {
        Self {
            settings: CeilingSettings::default(),
            level: Fade::resting(0.0),
            limit: 1.0,
            meters: Vec::new(),
            delays: Vec::new(),
            needed: SlidingMin::default(),
            attack: Boxcar::default(),
            held: SlidingMin::default(),
            release: Boxcar::default(),
            lookahead: 0,
            move_samples: 0,
            deepest: 1.0,
            entry: PhantomData,
        }
    }
}

impl<E: Entry> Ceiling<E> {
    /// Lowest gain since the last call, for the meter.
    pub fn take_lowest_gain(&mut self) -> f32 {
        std::mem::replace(&mut self.deepest, 1.0) as f32
    }

    /// Holds `len` samples of all channels, in place.
    pub fn hold(&mut self, channels: &mut [Chunk], len: usize) {
        for (delay, chunk) in self.delays.iter_mut().zip(channels.iter()) {
            delay.push(&chunk[..len]);
        }
        let mut gains = [1.0f32; SEGMENT];
        let mut limited = false;
        for (n, gain) in gains[..len].iter_mut().enumerate() {
            if !self.level.is_settled() {
                self.limit = Self::limit_of(self.level.next_weight());
            }
            let (mut true_peak, mut sample_peak) = (0.0f32, 0.0f32);
            for (meter, chunk) in self.meters.iter_mut().zip(channels.iter()) {
                true_peak = true_peak.max(meter.next_peak(chunk[n]));
                sample_peak = sample_peak.max(chunk[n].abs());
            }
            let exact = self.next_gain(true_peak, sample_peak);
            self.deepest = self.deepest.min(exact);
            *gain = exact as f32;
            limited |= exact < 1.0;
        }
        for (delay, chunk) in self.delays.iter().zip(channels.iter_mut()) {
            let chunk = &mut chunk[..len];
            chunk.copy_from_slice(delay.delayed(self.lookahead, len));
            if limited {
                for (x, gain) in chunk.iter_mut().zip(&gains) {
                    *x *= gain;
                }
            }
        }
    }

    fn limit_of(dbtp: f64) -> f64 {
        gain_from_db(dbtp - MARGIN_DB)
    }

    /// Gain that keeps `peak` under the ceiling.
    fn needed_for(&self, peak: f32) -> f64 {
        let peak = f64::from(peak);
        if peak > self.limit { self.limit / peak } else { 1.0 }
    }

    /// The gain for the next output sample, given what its look-ahead holds: the true peak seen and, without look-ahead,
    /// the samples themselves.
    fn next_gain(&mut self, true_peak: f32, sample_peak: f32) -> f64 {
        let now = if self.lookahead == 0 { self.needed_for(sample_peak) } else { 1.0 };
        let needed = self.needed.next_min(self.needed_for(true_peak).min(now));
        let attack = if self.lookahead == 0 { needed } else { self.attack.next_gain(needed) };
        let held = self.held.next_min(needed);
        attack.min(self.release.next_gain(held))
    }
}

impl<E: Entry> Stage for Ceiling<E> {
    type Settings = CeilingSettings;

    fn prepare(&mut self, spec: &Spec) {
        let hold = spec.samples(HOLD_SECONDS);
        self.lookahead = spec.samples(E::LOOKAHEAD_SECONDS);
        self.move_samples = spec.samples(MOVE_SECONDS);
        self.needed.prepare(self.lookahead + hold);
        // The peak is seen this much late, so that much less is left to come down in.
        self.attack.prepare(self.lookahead.saturating_sub(TRUE_PEAK_DELAY));
        self.held.prepare(hold);
        self.release.prepare(hold);
        self.meters = vec![TruePeak::default(); spec.layout.channels()];
        self.delays = vec![Ring::default(); spec.layout.channels()];
        self.delays.iter_mut().for_each(|delay| delay.prepare(self.lookahead + SEGMENT));
        self.reset();
    }

    fn set(&mut self, settings: &CeilingSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        match change {
            Change::Jump => self.level = Fade::resting(f64::from(settings.dbtp)),
            Change::Glide | Change::Cut { .. } => {
                self.level.head_for(f64::from(settings.dbtp), self.move_samples);
            }
        }
        self.limit = Self::limit_of(self.level.weight());
    }

    fn reset(&mut self) {
        self.level = Fade::resting(f64::from(self.settings.dbtp));
        self.limit = Self::limit_of(self.level.weight());
        self.meters.iter_mut().for_each(TruePeak::reset);
        self.delays.iter_mut().for_each(Ring::reset);
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
