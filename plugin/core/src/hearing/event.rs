//! Events: what a pop, a blast, drop-outs and a concert do to hearing, as functions of the time since.
//!
//! An event has an onset, which is over within [`ONSET_SECONDS`] whatever happens, an after-state that holds, and a
//! recovery. A state between any of these is how far each after-state is there: an [`Effect`].

use super::audiogram::Audiogram;
use super::curve::Curve;
use super::fatigue::{left, remaining, shift};
use super::path::{Detail, Hearing};

/// What may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Event {
    /// A pressure pulse, a beat of nothing, and hearing at the film path's near-total station.
    #[default]
    Pop,
    /// An explosion: everything is loud for 30 ms more, then only the loudest lows are left.
    Blast,
    /// Hearing drops out for moments.
    Glitch,
    /// Ears tired by loud music.
    Concert,
    /// An implant is switched on for the first time: it takes nothing from hearing itself.
    Activation,
}

/// Longest time an event takes to reach its after-state, seconds. What is heard later depends on settings and clock alone,
/// so that playback from the middle equals the whole after a pre-roll of this length.
pub const ONSET_SECONDS: f64 = 2.0;

/// When the blast's drop begins and when it aims at its end, seconds after it. The ear's own glide of 80 ms makes it
/// arrive 150 ms after (`science.md` 3.4).
const BLAST_DROP: [f64; 2] = [0.030, 0.070];
/// How long ears take to have tired, seconds: a whole concert in one breath.
const CONCERT_ONSET: f64 = 1.5;

/// Ratio of the last to the first moment of recovery from a blast or a pop: half is back after a fifteenth of the
/// recovery, three quarters after a quarter. For a recovery of 300 s that is after 20 and 79 s (`science.md` 3.4: 15-25
/// and 60-90 s).
const ACUTE_RATIO: f32 = 200.0;
/// Share of the recovery for which a blast's notch stays as it is; then it goes evenly. By then it is what is left.
const NOTCH_HOLDS: f32 = 2.0 / 3.0;

/// A blast's thresholds, dB HL (`science.md` 3.4).
const BLAST: Audiogram =
    Audiogram::clinical([60.0, 60.0, 60.0, 68.0, 75.0, 80.0, 85.0, 90.0, 95.0, 95.0, 95.0]);
/// The notch it leaves behind for longest, dB HL: 15-25 dB at 4 to 6 kHz (`science.md` 3.4).
const NOTCH: Audiogram = Audiogram::clinical([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 4.0, 10.0, 20.0, 20.0, 10.0]);
/// Thresholds after a concert, dB HL (`science.md` 3.4): the peak lies half an octave above what is loudest in music,
/// 3 to 4 kHz.
const CONCERT: Audiogram =
    Audiogram::clinical([0.0, 0.0, 0.0, 8.0, 15.0, 20.0, 25.0, 25.0, 35.0, 35.0, 30.0]);
/// Gains after a pop, dB at programme level: the film path's near-total curve, 3 dB further down (`story.md`, S4).
const POP: [f32; 8] = [0.0, -3.0, -12.0, -27.0, -43.0, -55.0, -65.0, -73.0];
/// What detail a pop takes: as much as the near-total station. Its blur, envelopes slower than 4.6 Hz, is a smear of 35 ms
/// (`story.md`, S4: 40 ms).
const POP_DETAIL: Detail = Detail { mumble: 1.0, mumble_from: 200.0, blur: 0.95, smear: 0.0 };

/// Where thresholds end for the sum of an old and a new loss, dB HL: what has gone cannot go again (ISO 1999, 6.1).
const SUM_LIMIT: f32 = 120.0;

impl Event {
    /// Every event, in the order of the parameter's choices.
    pub const ALL: [Self; 5] = [Self::Pop, Self::Blast, Self::Glitch, Self::Concert, Self::Activation];

    /// Those that take something from hearing.
    pub const OF_HEARING: [Self; 4] = [Self::Pop, Self::Blast, Self::Glitch, Self::Concert];

    /// Event number `idx` of [`ALL`](Self::ALL); the first where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }

    /// How far the after-state is there `seconds` after firing, 0..1.
    pub fn onset(self, seconds: f64) -> f32 {
        let (from, to) = match self {
            // Unheard, behind the gate.
            Self::Pop | Self::Glitch | Self::Activation => return 1.0,
            Self::Blast => (BLAST_DROP[0], BLAST_DROP[1]),
            Self::Concert => (0.0, CONCERT_ONSET),
        };
        let along = ((seconds - from) / (to - from)).clamp(0.0, 1.0);
        if along >= 1.0 { 1.0 } else { (0.5 - 0.5 * libm::cos(std::f64::consts::PI * along)) as f32 }
    }
}

/// How far each after-state is there, 0..1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effect {
    /// Of the pop's curve.
    pub pop: f32,
    /// Of the blast's thresholds.
    pub blast: f32,
    /// Of the blast's notch.
    pub notch: f32,
    /// Of the glitch: share of the moments that could drop out and do.
    pub glitch: f32,
    /// Of the concert's thresholds.
    pub concert: f32,
}

impl Effect {
    /// The after-state of `event` at a depth of 0..1.
    pub fn held(event: Event, depth: f32) -> Self {
        let none = Self::default();
        match event {
            Event::Pop => Self { pop: depth, ..none },
            Event::Blast => Self { blast: depth, notch: depth, ..none },
            Event::Glitch => Self { glitch: depth, ..none },
            Event::Concert => Self { concert: depth, ..none },
            Event::Activation => none,
        }
    }

    /// The state a fraction `along` of the way to `other`.
    pub fn towards(&self, other: &Self, along: f32) -> Self {
        if along >= 1.0 {
            return *other;
        }
        let between = |from: f32, to: f32| from + (to - from) * along;
        Self {
            pop: between(self.pop, other.pop),
            blast: between(self.blast, other.blast),
            notch: between(self.notch, other.notch),
            glitch: between(self.glitch, other.glitch),
            concert: between(self.concert, other.concert),
        }
    }

    /// What is left of this state after a share `time` of the recovery; nothing from 1 on.
    pub fn recovering(&self, time: f32) -> Self {
        if time >= 1.0 {
            return Self::default();
        }
        let time = time.max(0.0);
        let acute = remaining(time, ACUTE_RATIO);
        Self {
            pop: self.pop * acute,
            blast: self.blast * acute,
            notch: self.notch * ((1.0 - time) / (1.0 - NOTCH_HOLDS)).min(1.0),
            glitch: self.glitch * (1.0 - time),
            concert: self.concert * left(time),
        }
    }

    /// Thresholds this state adds, dB HL.
    pub fn thresholds(&self) -> Audiogram {
        let Self { blast, notch, concert, .. } = self;
        Audiogram(std::array::from_fn(|n| {
            (BLAST.0[n] * blast).max(NOTCH.0[n] * notch).max(CONCERT.0[n] * concert)
        }))
    }

    /// What becomes of an ear that hears like `hearing` in this state. Tired ears recruit, and their filters broaden.
    pub fn on(&self, hearing: Hearing) -> Hearing {
        if *self == Self::default() {
            return hearing;
        }
        let Hearing { gains, thresholds, recruitment, detail, .. } = hearing;
        let worse = Curve(std::array::from_fn(|n| gains.0[n].min(POP[n])));
        let added = self.thresholds();
        let sum = |old: f32, new: f32| old + new * (1.0 - old.max(0.0) / SUM_LIMIT).max(0.0);
        let tired = self.blast.max(self.notch).max(self.concert);
        let popped = detail.towards(&detail.worse(&POP_DETAIL), self.pop);
        Hearing {
            gains: gains.towards(worse, self.pop),
            thresholds: Audiogram(std::array::from_fn(|n| sum(thresholds.0[n], added.0[n]))),
            recruitment: recruitment + (1.0 - recruitment) * tired.max(self.pop),
            detail: Detail { smear: popped.smear + (1.0 - popped.smear) * tired, ..popped },
            ..hearing
        }
    }
}

/// Depth of [`Event::Concert`] that stands for so many `hours` of noise of `level` dB SPL in the octave band at 4 kHz: 100 %
/// for four hours at 98 dB, 20 % for half an hour at 93 dB. What listeners of concerts have measured is 15 to 30 %.
pub fn concert_depth(level: f32, hours: f32) -> f32 {
    const HZ: f32 = 4000.0;
    (shift(level, HZ, hours) / CONCERT.threshold(HZ)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::audiogram::FREQUENCIES;
    use crate::hearing::path::{CUSTOM, FILM};

    #[test]
    fn every_onset_begins_and_is_over_in_time() {
        for event in Event::ALL {
            let shares: Vec<f32> = (0..200).map(|n| event.onset(f64::from(n) * 0.01)).collect();
            assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]));
            assert_eq!(event.onset(ONSET_SECONDS - 0.2), 1.0, "{event:?}");
        }
        assert_eq!((Event::Blast.onset(0.030), Event::Concert.onset(0.0)), (0.0, 0.0));
    }

    #[test]
    fn a_blast_recovers_by_half_and_three_quarters_when_it_should() {
        let left = |seconds: f32| Effect::held(Event::Blast, 1.0).recovering(seconds / 300.0).blast;
        assert!(left(15.0) > 0.5 && left(25.0) < 0.5);
        assert!(left(60.0) > 0.25 && left(90.0) < 0.25);
        let late = Effect::held(Event::Blast, 1.0).recovering(NOTCH_HOLDS).thresholds();
        for (hz, threshold) in FREQUENCIES.iter().zip(late.0) {
            let notch = (4000.0..=6000.0).contains(hz);
            assert!(threshold < 10.0 || notch && (15.0..=25.0).contains(&threshold) || *hz > 2500.0, "{hz}");
        }
    }

    #[test]
    fn a_concerts_depth_is_an_exposure() {
        assert!((concert_depth(98.2, 4.0) - 1.0).abs() < 0.01);
        assert!((0.4..0.55).contains(&concert_depth(90.0, 2.0)));
        assert!((concert_depth(93.0, 0.5) - 0.2).abs() < 0.01);
        assert_eq!(concert_depth(70.0, 8.0), 0.0);
        // 30 minutes at 97 dB of headphones: 7 dB were measured, a quarter of what noise would do (`science.md` 3.1, 3.2).
        assert!((0.2..0.3).contains(&concert_depth(97.0, 0.5)));
    }

    #[test]
    fn recoveries_fall_to_exactly_nothing() {
        for event in Event::ALL {
            let held = Effect::held(event, 0.7);
            assert_eq!(held.recovering(0.0), held);
            let sum = |time: f32| {
                let Effect { pop, blast, notch, glitch, concert } = held.recovering(time);
                pop + blast + notch + glitch + concert
            };
            let sums: Vec<f32> = (0..=1000).map(|n| sum(n as f32 / 1000.0)).collect();
            assert!(sums.windows(2).all(|pair| pair[1] <= pair[0]), "{event:?}");
            assert_eq!(sums[1000], 0.0);
        }
    }

    #[test]
    fn effects_add_to_what_has_gone_and_never_give_back() {
        let near_total = FILM.hearing(0.85, &Audiogram::default());
        let popped = Effect::held(Event::Pop, 1.0).on(FILM.hearing(0.0, &Audiogram::default()));
        for (popped, near_total) in popped.gains.0.iter().zip(near_total.gains.0) {
            assert!((popped - (near_total - 3.0)).abs() < 1e-4);
        }
        assert_eq!(popped.detail, near_total.detail);
        let residual = FILM.hearing(1.0, &Audiogram::default());
        let worst = Effect::held(Event::Pop, 1.0).on(residual);
        assert_eq!(worst.gains.0[4..], residual.gains.0[4..]);
        assert_eq!(worst.detail, residual.detail);
        assert_eq!(Effect::default().on(residual), residual);
        let custom = CUSTOM.hearing(1.0, &Audiogram::flat(60.0));
        let tired = Effect::held(Event::Concert, 1.0).on(custom);
        assert!(
            (tired.thresholds.threshold(4000.0) - 77.5).abs() < 1e-3
                && tired.thresholds.threshold(125.0) == 60.0
        );
        let film = Effect::held(Event::Concert, 1.0).on(FILM.hearing(0.0, &Audiogram::default()));
        assert_eq!((film.recruitment, film.detail.smear, film.detail.mumble), (1.0, 1.0, 0.0));
    }
}
