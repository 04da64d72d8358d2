//! What brings programme into a processor's input window: automatic gain control, with memories that end.

use crate::base::Spec;
use crate::base::clock::CONTROL_FRAME;
use crate::kit::section::SILENCE;

/// The automatic gain control, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Agc {
    /// None: what is loud is clipped by the input window.
    #[default]
    Off,
    /// Peaks of speech never above the window: attack 5 ms, release 75 ms (Nucleus toolbox, FE-AGC).
    FastLimiter,
    /// The same with a release of 625 ms (Khing, Swanson & Ambikairajah 2013).
    Slow,
    /// A slow loop of 139 and 383 ms that holds up to 0.6 s, and a fast one for what comes suddenly (AB generic
    /// toolbox); soft sounds are lifted.
    DualLoop,
    /// The film's: 3:1, attack 5 ms, release 200 ms. It pumps.
    Pumping,
}

impl Agc {
    /// Choice number `idx`; the first where there is none.
    pub const fn numbered(idx: usize) -> Self {
        match idx {
            1 => Self::FastLimiter,
            2 => Self::Slow,
            3 => Self::DualLoop,
            4 => Self::Pumping,
            _ => Self::Off,
        }
    }

    /// Seconds in which a peak follower falls by [`FALL_DB`].
    const fn release_seconds(self) -> f64 {
        match self {
            Self::Slow => 0.625,
            Self::Pumping => 0.200,
            _ => 0.075,
        }
    }
}

/// Where programme is brought to, dB SPL: the top of the coder's usual window.
pub const TARGET_SPL: f32 = 65.0;
/// How far peaks of speech lie above its level, dB (Nucleus toolbox).
const CREST_DB: f32 = 11.0;
/// What a full-scale sine's peak lies above its level, dB.
const SINE_CREST_DB: f32 = 3.0103;
/// What speech's level lies above the mean of its rectified samples, dB: that of a Laplace distribution.
const SPEECH_FORM_DB: f32 = 3.0103;
/// The step for which releases are quoted, dB (Nucleus toolbox).
const FALL_DB: f64 = 25.0;
/// How long followers of peaks take to rise, seconds (Nucleus toolbox).
const ATTACK_SECONDS: f64 = 0.005;
/// Within how long every follower of peaks has fallen to the knee, seconds, and the most it rises above it, dB
/// (design).
const MEMORY_SECONDS: f64 = 1.2;
const RANGE_DB: f64 = 80.0;

/// The dual loop's ratio, and its knee: -63 dBFS of the rectified mean where full scale is a peak of 111.6 dB SPL
/// (AB generic toolbox), as the level of speech.
const DUAL_RATIO: f32 = 12.0;
const DUAL_KNEE_SPL: f32 = 111.6 - 63.0 + SPEECH_FORM_DB;
/// The most it lifts soft sounds by, dB (AB generic toolbox).
const DUAL_LIFT_DB: f32 = 41.6;
/// Time constant of the slow loop's rise, and time in which it falls by [`FALL_DB`], seconds (AB generic
/// toolbox).
const SLOW_SECONDS: [f64; 2] = [0.139, 0.383];
/// Longest hold of the slow loop, seconds: it counts up by 2 while the level rises, and down by 1 (AB generic
/// toolbox).
const HOLD_SECONDS: f64 = 0.6;
const HOLD_UP: usize = 2;
/// How far back the slow loop looks, seconds: hold and fall are over by then.
const LOOK_BACK_SECONDS: f64 = 1.3;
/// The most the slow loop rises above the knee, dB: what falls within look-back less hold.
const SLOW_RANGE_DB: f32 = 45.0;
/// Control frames in one step of the slow loop: 5.3 ms.
pub const COARSE: usize = 8;
/// How far the fast loop lies above the slow one, dB, and time in which it falls by [`FALL_DB`], seconds (AB
/// generic toolbox). It rises within a control frame.
const FAST_ABOVE_DB: f32 = 8.0;
const FAST_FALL_SECONDS: f64 = 0.046;

/// The pumping one's ratio (story S12), and the lowest knee it may get, dB SPL (design).
const PUMPING_RATIO: f32 = 3.0;
const PUMPING_LOWEST_SPL: f32 = 40.0;

/// How far above the level of running speech what a control goes by lies in the mean, dB: a test measures it with
/// speech-like noise.
const fn ride_db(agc: Agc) -> f32 {
    match agc {
        Agc::Off => 0.0,
        Agc::FastLimiter => -3.5,
        Agc::Slow => 0.4,
        Agc::DualLoop => 2.6,
        Agc::Pumping => -1.2,
    }
}

/// A static curve: unity up to the knee, then less by `slope` dB per dB; `lift` on top.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Curve {
    knee: f32,
    slope: f32,
    lift: f32,
}

impl Curve {
    /// The curve of `agc` where programme is at `reference_spl` when it enters.
    pub fn new(agc: Agc, reference_spl: f32) -> Self {
        let ridden = reference_spl + ride_db(agc);
        match agc {
            Agc::Off => Self { knee: TARGET_SPL, slope: 0.0, lift: 0.0 },
            Agc::FastLimiter | Agc::Slow => Self { knee: TARGET_SPL, slope: 1.0, lift: 0.0 },
            Agc::DualLoop => {
                let curve = Self { knee: DUAL_KNEE_SPL, slope: 1.0 - 1.0 / DUAL_RATIO, lift: 0.0 };
                let lift = TARGET_SPL - reference_spl - curve.gain_db(ridden);
                Self { lift: lift.clamp(0.0, DUAL_LIFT_DB), ..curve }
            }
            Agc::Pumping => {
                let slope = 1.0 - 1.0 / PUMPING_RATIO;
                let knee = ridden - (reference_spl - TARGET_SPL).max(0.0) / slope;
                Self { knee: knee.max(PUMPING_LOWEST_SPL), slope, lift: 0.0 }
            }
        }
    }

    /// Gain for a follower at `spl`, dB.
    pub fn gain_db(&self, spl: f32) -> f32 {
        self.lift - self.slope * (spl - self.knee).max(0.0)
    }

    /// Gain for programme at `spl`, dB.
    pub fn programme_gain_db(&self, agc: Agc, spl: f32) -> f32 {
        self.gain_db(spl + ride_db(agc))
    }
}

/// What a control frame of one ear was like: amplitudes re full scale.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// Largest of the rectified samples.
    pub peak: f32,
    /// Mean of them.
    pub mean: f32,
}

impl Measured {
    /// The larger of both.
    pub const fn max(self, other: Self) -> Self {
        Self { peak: self.peak.max(other.peak), mean: self.mean.max(other.mean) }
    }
}

/// Lengths in control frames, and falls per control frame.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    seconds: f64,
    attack: usize,
}

/// Most control frames of an attack.
const MOST_ATTACK: usize = 16;

impl Pace {
    /// The pace of control frames under these conditions.
    pub fn new(spec: &Spec) -> Self {
        let seconds = spec.scaled(CONTROL_FRAME) as f64 / f64::from(spec.sample_rate);
        let attack = libm::round(ATTACK_SECONDS / seconds) as usize;
        Self { seconds, attack: attack.clamp(1, MOST_ATTACK) }
    }

    fn fall_db(&self, seconds: f64) -> f32 {
        (FALL_DB * self.seconds / seconds) as f32
    }

    fn coarse(&self, seconds: f64) -> usize {
        libm::round(seconds / (self.seconds * COARSE as f64)) as usize
    }
}

/// The followers of one ear, all in dB SPL of speech. What they were like more than 1.3 s ago makes no
/// difference.
#[derive(Debug, Clone, Default)]
pub struct Followers {
    pace: Pace,
    /// A peak follower that falls at an even pace, within the range above the knee, and its last values.
    held: f32,
    recent: [f32; MOST_ATTACK],
    next: usize,
    /// Rectified means of the last steps of the slow loop, the oldest at `oldest`, and the one that is under way.
    past: Vec<f32>,
    oldest: usize,
    sum: f32,
    /// The slow loop at its last two steps, and control frames since.
    slow: [f32; 2],
    since: usize,
    fast: f32,
}

fn spl(amplitude: f32, offset: f32) -> f32 {
    20.0 * libm::log10f(amplitude.max(SILENCE)) + offset
}

impl Followers {
    /// Makes room, and rests. Allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.pace = Pace::new(spec);
        self.past = vec![0.0; self.pace.coarse(LOOK_BACK_SECONDS).max(1)];
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        let Self { pace, past, .. } = std::mem::take(self);
        *self = Self { pace, past, ..Self::default() };
        self.past.fill(0.0);
    }

    /// Takes the last control frame; `coarse` on every [`COARSE`]th, on the clock. `full_scale` is a full-scale
    /// sine's level.
    pub fn step(&mut self, agc: Agc, curve: &Curve, measured: Measured, full_scale: f32, coarse: bool) {
        let release = agc.release_seconds();
        let [low, high] =
            [curve.knee, curve.knee + (FALL_DB / release * MEMORY_SECONDS).min(RANGE_DB) as f32];
        let peak = spl(measured.peak, full_scale + SINE_CREST_DB - CREST_DB);
        let fall = self.pace.fall_db(release);
        self.held = peak.max(self.held - fall).clamp(low, high);
        self.recent[self.next] = self.held;
        self.next = (self.next + 1) % MOST_ATTACK;

        let offset = full_scale + SINE_CREST_DB + SPEECH_FORM_DB;
        let fall = self.pace.fall_db(FAST_FALL_SECONDS);
        self.fast = spl(measured.mean, offset).max(self.fast - fall).clamp(low, low + RANGE_DB as f32);
        self.sum += measured.mean;
        self.since = (self.since + 1).min(COARSE);
        if coarse {
            self.past[self.oldest] = self.sum / COARSE as f32;
            self.oldest = (self.oldest + 1) % self.past.len();
            self.sum = 0.0;
            self.since = 0;
            let slow = if agc == Agc::DualLoop { self.look_back(curve, offset) } else { low };
            self.slow = [self.slow[1], slow];
        }
    }

    /// What the slow loop makes of its past, worked out anew.
    fn look_back(&self, curve: &Curve, offset: f32) -> f32 {
        let amplitude = |spl: f32| libm::exp10f((spl - offset) / 20.0);
        let [low, high] = [amplitude(curve.knee), amplitude(curve.knee + SLOW_RANGE_DB)];
        let step = self.pace.seconds * COARSE as f64;
        let rise = (1.0 - libm::exp(-step / SLOW_SECONDS[0])) as f32;
        let fall = libm::exp10(-FALL_DB / 20.0 * step / SLOW_SECONDS[1]) as f32;
        let longest = self.pace.coarse(HOLD_SECONDS);
        let (newer, older) = self.past.split_at(self.oldest);
        let (mut level, mut hold) = (low, 0);
        for x in older.iter().chain(newer) {
            let x = x.min(high);
            if x > level {
                level += rise * (x - level);
                hold = (hold + HOLD_UP).min(longest);
            } else if hold > 0 {
                hold -= 1;
            } else {
                level = (level * fall).max(x).max(low);
            }
        }
        spl(level, offset)
    }

    /// The level that `agc` goes by.
    pub fn level(&self, agc: Agc, curve: &Curve) -> f32 {
        if agc == Agc::DualLoop {
            let along = (self.since + 1) as f32 / COARSE as f32;
            let [from, to] = self.slow;
            return (from + (to - from) * along.min(1.0)).max(self.fast - FAST_ABOVE_DB).max(curve.knee);
        }
        let attack = self.pace.attack;
        let recent = (1..=attack).map(|age| self.recent[(self.next + MOST_ATTACK - age) % MOST_ATTACK]);
        recent.map(|level| level.max(curve.knee)).sum::<f32>() / attack.max(1) as f32
    }
}
