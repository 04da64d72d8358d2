//! What a processor does before it looks at bands: microphone, pre-emphasis and automatic gain control of both
//! ears.

use crate::base::clock::CONTROL_FRAME;
use crate::base::frame::Chunk;
use crate::base::units::{clean_sample, gain_from_db};
use crate::base::{Change, Clock, Ear, PerEar, SEGMENT, Spec};
use crate::hearing::normal::REFERENCE_NOISE_DBFS;
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::glide::Glide;

use super::agc::{Agc, COARSE, Curve, Followers, Measured};
use super::microphone::{Emphasis, Microphone, Pickup, loudness_db, speech_db};

/// How long a change takes that glides, seconds (design).
const MOVE_SECONDS: f64 = 0.030;

/// What the front end is set to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrontEndSettings {
    /// The microphone.
    pub microphone: Microphone,
    /// Pre-emphasis.
    pub emphasis: Emphasis,
    /// Automatic gain control.
    pub agc: Agc,
    /// Whether both ears get the gain of the louder one.
    pub linked: bool,
    /// Level of a full-scale sine, dB SPL.
    pub full_scale_spl: f32,
}

impl Default for FrontEndSettings {
    fn default() -> Self {
        Self {
            microphone: Microphone::Flat,
            emphasis: Emphasis::Off,
            agc: Agc::Off,
            linked: false,
            full_scale_spl: 99.0,
        }
    }
}

/// Gains on their way, dB: what each ear is given, and what the output is to be given.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Gains {
    ears: PerEar<f32>,
    output: f32,
}

impl Gains {
    fn between(from: Self, to: Self, weight: f32) -> Self {
        Self {
            ears: PerEar::from_fn(|ear| mix(from.ears[ear], to.ears[ear], weight)),
            output: mix(from.output, to.output, weight),
        }
    }

    /// As amplitudes.
    fn amplitudes(self) -> Self {
        let gain = |db: f32| gain_from_db(f64::from(db)) as f32;
        Self { ears: self.ears.map(gain), output: gain(self.output) }
    }
}

/// The front end of both ears. Nothing is late; gains follow within a control frame.
#[derive(Debug, Clone, Default)]
pub struct FrontEnd {
    settings: FrontEndSettings,
    /// Filters that go, and those that sound; the weight of the latter.
    older: Pickup,
    newer: Pickup,
    fade: Fade,
    fade_samples: usize,
    followers: PerEar<Followers>,
    full_scale: Glide,
    /// The control frame under way: largest and sum of the rectified samples.
    peaks: PerEar<f32>,
    sums: PerEar<f32>,
    /// Gains in dB at the last control-grid point; those a move departed from, and its weight.
    gains: Gains,
    departed: Gains,
    moving: Fade,
    /// Amplitudes at both ends of the control frame.
    from: Gains,
    to: Gains,
    output_gains: Vec<f32>,
    sample_rate: f32,
    frame: usize,
    coarse: usize,
    move_samples: usize,
}

impl FrontEnd {
    /// Makes room for these conditions, and forgets. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.sample_rate = spec.sample_rate;
        self.frame = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.move_samples = spec.samples(MOVE_SECONDS);
        self.followers.iter_mut().for_each(|followers| followers.prepare(spec));
        self.full_scale.prepare((self.move_samples / self.frame.max(1)).max(1));
        self.output_gains = vec![1.0; SEGMENT];
        self.reset();
    }

    /// Forgets everything heard, with the current settings reached. Audio thread.
    pub fn reset(&mut self) {
        self.followers.iter_mut().for_each(Followers::reset);
        self.newer = self.wanted();
        self.peaks = PerEar::default();
        self.sums = PerEar::default();
        self.jump();
    }

    fn wanted(&self) -> Pickup {
        Pickup::new(self.settings.microphone, self.settings.emphasis, self.sample_rate)
    }

    /// Takes new settings. Filters crossfade and gains glide in dB, over 30 ms or a cut's length. Audio thread.
    pub fn set(&mut self, settings: &FrontEndSettings, change: Change) {
        if self.settings == *settings {
            return;
        }
        let only_level =
            FrontEndSettings { full_scale_spl: self.settings.full_scale_spl, ..*settings } == self.settings;
        self.settings = *settings;
        let samples = match change {
            Change::Jump => {
                if !self.newer.is(settings.microphone, settings.emphasis) {
                    self.newer = self.wanted();
                }
                self.jump();
                return;
            }
            Change::Cut { samples } => {
                self.full_scale.jump([f64::from(settings.full_scale_spl)]);
                samples
            }
            // The level glides by itself, so that it may be moved all the time.
            Change::Glide if only_level => return,
            Change::Glide => self.move_samples,
        };
        self.fade_samples = samples.max(1);
        self.departed = self.gains;
        self.moving = Fade::resting(0.0);
        self.moving.head_for(1.0, samples.div_ceil(self.frame.max(1)).max(1));
    }

    /// Is where the settings lead.
    fn jump(&mut self) {
        self.fade = Fade::resting(1.0);
        self.full_scale.jump([f64::from(self.settings.full_scale_spl)]);
        self.moving = Fade::resting(1.0);
        self.gains = self.aims(&self.curve());
        self.to = self.gains.amplitudes();
        self.from = self.to;
        self.output_gains.fill(self.to.output);
    }

    /// Level of reference programme behind microphone and emphasis, dB SPL.
    fn reference_spl(&self) -> f32 {
        let FrontEndSettings { microphone, emphasis, .. } = self.settings;
        self.full_scale.values()[0] as f32 + REFERENCE_NOISE_DBFS + speech_db(microphone, emphasis)
    }

    fn curve(&self) -> Curve {
        Curve::new(self.settings.agc, self.reference_spl())
    }

    fn aims(&self, curve: &Curve) -> Gains {
        let FrontEndSettings { microphone, emphasis, agc, .. } = self.settings;
        Gains {
            ears: PerEar::from_fn(|ear| curve.gain_db(self.followers[ear].level(agc, curve))),
            output: -loudness_db(microphone, emphasis) - curve.programme_gain_db(agc, self.reference_spl()),
        }
    }

    /// What the rendered output is to be given, so that speech at the reference level (-20 dBFS RMS) comes out as
    /// loud as it went in: the opposite of what the static curve does to such programme, and of what microphone
    /// and emphasis do to its loudness. A gain at the last sample; it depends on the settings alone, and glides
    /// with them.
    pub const fn output_gain(&self) -> f32 {
        self.to.output
    }

    /// The same for each sample of the last frame.
    pub fn output_gains(&self) -> &[f32] {
        &self.output_gains
    }

    /// Works on `len` samples of both ears, which do not cross a control-grid point.
    pub fn process(&mut self, ears: &PerEar<Chunk>, clock: Clock, len: usize, out: &mut PerEar<Chunk>) {
        let len = len.min(SEGMENT);
        if self.frame == 0 {
            *out = *ears;
            return;
        }
        if clock.is_on(self.frame) {
            self.step(clock);
        }
        if clock.is_on(self.coarse) {
            self.newer.forget();
            self.older.forget();
        }
        let FrontEndSettings { microphone, emphasis, .. } = self.settings;
        if self.fade.is_settled() && !self.newer.is(microphone, emphasis) {
            self.older = self.newer;
            self.newer = self.wanted();
            self.fade = Fade::resting(0.0);
            self.fade.head_for(1.0, self.fade_samples);
        }
        let mut sound = [[0.0; 2]; SEGMENT];
        let sound = &mut sound[..len];
        for ear in Ear::BOTH {
            let lane = ear as usize;
            sound.iter_mut().zip(&ears[ear]).for_each(|(to, x)| to[lane] = clean_sample(*x));
        }
        self.pick_up(sound);
        let position = clock.now().rem_euclid(self.frame.max(1) as i64) as usize;
        let weight = |n: usize| (position + n + 1) as f32 / self.frame.max(1) as f32;
        for ear in Ear::BOTH {
            let lane = ear as usize;
            let (from, to) = (self.from.ears[ear], self.to.ears[ear]);
            let (peak, sum) = (&mut self.peaks[ear], &mut self.sums[ear]);
            for (n, (y, x)) in out[ear].iter_mut().zip(sound.iter()).enumerate() {
                let x = x[lane];
                *peak = peak.max(x.abs());
                *sum += x.abs();
                *y = x * mix(from, to, weight(n));
            }
        }
        for (n, gain) in self.output_gains.iter_mut().take(len).enumerate() {
            *gain = mix(self.from.output, self.to.output, weight(n));
        }
    }

    fn pick_up(&mut self, sound: &mut [[f32; 2]]) {
        if self.fade.is_settled() {
            self.newer.run(sound);
            return;
        }
        let mut before = [[0.0; 2]; SEGMENT];
        let before = &mut before[..sound.len()];
        before.copy_from_slice(sound);
        self.older.run(before);
        self.newer.run(sound);
        for (x, before) in sound.iter_mut().zip(before) {
            let weight = self.fade.next_weight() as f32;
            x.iter_mut().zip(before).for_each(|(x, before)| *x = mix(*before, *x, weight));
        }
    }

    /// On the control grid: closes the frame, and aims at the gains of the next.
    fn step(&mut self, clock: Clock) {
        self.newer.hush();
        self.older.hush();
        self.full_scale.step([f64::from(self.settings.full_scale_spl)]);
        let full_scale = self.full_scale.values()[0] as f32;
        let measured = |ear| Measured { peak: self.peaks[ear], mean: self.sums[ear] / self.frame as f32 };
        let each = PerEar::from_fn(measured);
        let both = each[Ear::Left].max(each[Ear::Right]);
        let FrontEndSettings { agc, linked, .. } = self.settings;
        let curve = self.curve();
        let coarse = clock.is_on(self.frame * COARSE);
        for ear in Ear::BOTH {
            let measured = if linked { both } else { each[ear] };
            self.followers[ear].step(agc, &curve, measured, full_scale, coarse);
        }
        self.peaks = PerEar::default();
        self.sums = PerEar::default();
        let weight = self.moving.next_weight() as f32;
        self.gains = Gains::between(self.departed, self.aims(&curve), weight);
        self.from = self.to;
        self.to = self.gains.amplitudes();
    }
}

#[cfg(test)]
mod tests;
