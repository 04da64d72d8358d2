//! What sound from outside does to tinnitus: it hands over what is lost, and covers it with what is heard.

use super::inhibition::Inhibition;
use crate::base::units::NEPERS_PER_DB;
use crate::hearing::bands::{centres, power_shares};
use crate::kit::afterglow::Afterglow;
use crate::kit::glide::Glide;

/// What is lost counts from here on, Hz: cymbals, not drums (design).
const TREBLE_HZ: f32 = 2000.0;
/// Bands that cover tinnitus lie within this ratio of its pitch: half an octave.
const AROUND: f64 = std::f64::consts::SQRT_2;
/// Span over which powers are averaged, seconds.
const SMOOTHING: f64 = 0.1;
/// How long what was lost is held, and how long it takes to fall, seconds (`story.md`, S3 and check 6).
const HOLD: f64 = 2.0;
const RELEASE: f64 = 1.5;
/// How long tinnitus takes to come back from under programme, seconds (`science.md` 9: 1 to 4; no longer, so that
/// two seconds are all that a start in the middle needs).
const RETURN: f64 = 1.4;
/// Programme re tinnitus at which it begins to give way, and at which it has given way as far as it will, dB
/// (design).
const DUCK_FROM_DB: f64 = -6.0;
const DUCK_TO_DB: f64 = 10.0;
/// How far it gives way, dB (`science.md` 9: 3 to 10).
const DUCK_DB: f64 = 10.0;
/// Programme masks what it is so much louder than, dB (design).
const MASKS_DB: f64 = 3.0;
/// Length of a moment that is masked or not, seconds.
const MOMENT: f64 = 0.25;
/// Power below which nothing counts as sound: -200 dB.
const NOTHING: f64 = 1.0e-20;

/// What an ear's tinnitus has heard lately.
#[derive(Debug, Clone, Default)]
pub struct Listening {
    centres: Vec<f32>,
    shares: Vec<f32>,
    /// Powers of the treble that is lost, and of what is heard about the pitch.
    powers: Glide<2>,
    lost: Afterglow,
    duck: Afterglow,
    inhibition: Inhibition,
    /// Steps in a moment.
    moment: i64,
    /// Steps of this moment that were masked.
    masked: i64,
    /// What is known at the moment.
    now: Heard,
}

/// What is to be made of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heard {
    /// Power of the treble that is lost, or was a moment ago: mean square re full scale.
    pub lost: f64,
    /// How far programme pushes tinnitus down, dB.
    pub ducked_db: f64,
    /// How far past maskers hold it down, dB.
    pub inhibited_db: f64,
}

impl Heard {
    /// How far tinnitus is down, dB.
    pub const fn down_db(&self) -> f64 {
        self.ducked_db.max(self.inhibited_db)
    }
}

impl Listening {
    /// Prepares for steps of so many seconds. Allocates.
    pub fn prepare(&mut self, sample_rate: f32, step: f64) {
        let steps = |seconds: f64| libm::round(seconds / step) as usize;
        self.centres = centres(sample_rate);
        self.shares = power_shares(&self.centres);
        self.powers.prepare(steps(SMOOTHING));
        self.lost.prepare(steps(HOLD), steps(RELEASE));
        self.duck.prepare(0, steps(RETURN));
        self.moment = steps(MOMENT).max(1) as i64;
        self.inhibition.prepare(self.moment as f64 * step);
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.powers.jump([0.0; 2]);
        self.lost.reset();
        self.duck.reset();
        self.inhibition.reset();
        self.masked = 0;
        self.now = Heard::default();
    }

    /// What is known at the moment.
    pub const fn now(&self) -> Heard {
        self.now
    }

    /// Power lost in the treble and heard about `hz`, of bands at these levels of which so many dB are left.
    fn powers(&self, hz: f64, levels: &[f32], gains: &[f32]) -> [f64; 2] {
        let (mut lost, mut heard) = (0.0, 0.0);
        let around = (hz / AROUND) as f32..=(hz * AROUND) as f32;
        for (band, (centre, share)) in self.centres.iter().zip(&self.shares).enumerate() {
            let power = f64::from(levels.get(band).copied().unwrap_or(0.0) * share);
            let (treble, near) = (*centre >= TREBLE_HZ, around.contains(centre));
            if power < NOTHING || !(treble || near) {
                continue;
            }
            let db = f64::from(gains.get(band).copied().unwrap_or(0.0));
            let left = libm::exp(2.0 * NEPERS_PER_DB * db.min(0.0));
            lost += if treble { power * (1.0 - left) } else { 0.0 };
            heard += if near { power * left } else { 0.0 };
        }
        [lost, heard]
    }

    /// On step number `number`: takes what the bands read, for tinnitus at `hz` whose power is what `strength`
    /// makes of the power lost.
    pub fn step(
        &mut self,
        number: i64,
        hz: f64,
        [levels, gains]: [&[f32]; 2],
        strength: impl Fn(f64) -> f64,
    ) -> Heard {
        let powers = self.powers(hz, levels, gains);
        let [lost, heard] = self.powers.step(powers);
        // Held and released as an amplitude.
        let lost = self.lost.step(libm::sqrt(lost));
        self.now.lost = lost * lost;
        let own = strength(self.now.lost);
        let covered_db = if own < NOTHING || heard < NOTHING {
            f64::NEG_INFINITY
        } else {
            10.0 * libm::log10(heard / own)
        };
        let along = ((covered_db - DUCK_FROM_DB) / (DUCK_TO_DB - DUCK_FROM_DB)).clamp(0.0, 1.0);
        self.now.ducked_db = self.duck.step(DUCK_DB * along);
        self.masked += i64::from(covered_db > MASKS_DB);
        if number.rem_euclid(self.moment) == 0 {
            self.now.inhibited_db = self.inhibition.step(2 * self.masked > self.moment);
            self.masked = 0;
        }
        self.now
    }
}
