//! Tinnitus: what each ear makes by itself.

mod chirps;
mod inhibition;
mod listening;
mod murmur;
mod partials;
mod voices;
mod wander;

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::units::gain_from_db;
use crate::base::{Change, Ear, Frame, Layout, PerEar, Role, SEGMENT, Spec, Stage};
use crate::kit::blend::{Blend, mix};
use crate::kit::glide::Glide;
use crate::kit::pace::{Pace, turns};

use listening::Listening;
use voices::{Moment, Voices};

/// How long a new level takes, seconds (`story.md`, S2), and 10 to 90 % of it: 0.138.
const LEVEL_SECONDS: f64 = 0.250;
/// How long a new pitch takes, over the logarithm of frequency, and a new character, seconds (design).
const PITCH_SECONDS: f64 = 0.100;
const CHARACTER_SECONDS: f64 = 0.200;
/// Control frames between two looks at what is heard: 10.7 ms at 48 kHz. Levels go straight in between.
const FRAMES_PER_STEP: usize = 16;
/// Level at which what is lost is handed over as it is, dBFS: that of the story (S2).
const HANDED_OVER_DBFS: f64 = -38.0;
/// How much louder than asked for handed-over treble may make it, dB (design).
const MOST_ABOVE_DB: f64 = 6.0;
/// Power of a full-scale sine.
const SINE_POWER: f64 = 0.5;
/// Number of characters.
const CHARACTERS: usize = Character::ALL.len();
/// Lowest pitch, Hz.
const LOWEST_HZ: f32 = 20.0;

/// What tinnitus sounds like, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Character {
    /// Partials that beat, on a skirt of noise.
    #[default]
    Tone,
    /// Clusters of partials.
    Ringing,
    /// A narrow band of noise.
    Hiss,
    /// High partials that chirp.
    Crickets,
    /// Noise that comes with the heart.
    Pulsatile,
}

impl Character {
    /// Every character.
    pub const ALL: [Self; 5] = [Self::Tone, Self::Ringing, Self::Hiss, Self::Crickets, Self::Pulsatile];

    /// Character number `idx`; the first where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }
}

/// One ear's tinnitus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    /// Pitch, Hz.
    pub hz: f32,
    /// Level at an amount of 1, dBFS RMS.
    pub dbfs: f32,
    /// How much of it there is, 0..1.
    pub amount: f32,
}

/// How many times its mean power each character may have for half a second: chirps and beats come and go.
const LOUDEST: [f32; CHARACTERS] = [1.0, 1.0, 1.0, 2.0, 2.0];

/// Settings of tinnitus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TinnitusSettings {
    /// Each ear's.
    pub ears: PerEar<Ring>,
    /// What it sounds like.
    pub character: Character,
    /// How much of it follows the treble that has just been lost, 0..1.
    pub handover: f32,
    /// Pace of the heart, beats per minute: pulsatile tinnitus goes with it.
    pub heart_bpm: f32,
    /// Share of the head in what is heard, 0..1.
    pub depth: f32,
    /// Seed of its random streams.
    pub seed: u32,
    /// Which ears the channels belong to, if not those of the prepared layout; it must have as many channels.
    pub layout: Option<Layout>,
}

impl Default for TinnitusSettings {
    fn default() -> Self {
        Self {
            ears: PerEar::same(Ring { hz: 6000.0, dbfs: -38.0, amount: 0.0 }),
            character: Character::Tone,
            handover: 0.0,
            heart_bpm: 60.0,
            depth: 1.0,
            seed: 1,
            layout: None,
        }
    }
}

/// Adds tinnitus to what each ear makes. Latency 0.
///
/// Phases, noise and drift belong to the clock. What it remembers of sound ends within two seconds (ducking),
/// within four with handover, and after a hundred where a long masker has ended (`inhibition`); a moved pitch is
/// a memory of two seconds.
#[derive(Default)]
pub struct TinnitusStage {
    settings: TinnitusSettings,
    layout: Option<Layout>,
    sample_rate: f32,
    frame: usize,
    ears: PerEar<Inner>,
    heart: Pace,
    /// How much of each character there is, as a power.
    characters: Glide<CHARACTERS>,
    /// On the way from the gains of the last step to those of this one.
    blend: Blend,
    identity: Identity,
    /// No sample has been processed since the last reset.
    fresh: bool,
    /// What sounds has to begin anew at the next sample.
    begins: bool,
}

/// Whose tinnitus it is: another one may only begin once this one is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Identity {
    seed: u32,
    /// Both ears hear one channel: they have to ring alike.
    alone: bool,
}

/// One ear.
#[derive(Default)]
struct Inner {
    voices: Option<Voices>,
    listening: Listening,
    /// Natural logarithm of the pitch in Hz.
    pitch: Glide,
    /// Amplitude re full scale.
    level: Glide,
    /// Gain of each character at the last step, and at this one.
    gains: [[f32; CHARACTERS]; 2],
}

impl Inner {
    fn hz(&self) -> f64 {
        libm::exp(self.pitch.values()[0])
    }

    /// Whether a character sounds, or is about to.
    fn sounds(&self, n: usize) -> bool {
        self.gains.iter().any(|gains| gains[n] != 0.0)
    }

    fn is_silent(&self) -> bool {
        self.level.is_settled() && self.level.values() == [0.0] && (0..CHARACTERS).all(|n| !self.sounds(n))
    }

    /// What the gains are to be from here on, of characters with these shares.
    fn gains(&self, shares: [f64; CHARACTERS]) -> [f32; CHARACTERS] {
        let [level] = self.level.values();
        shares.map(|share| (level * libm::sqrt(share)) as f32)
    }
}

impl Ring {
    /// Natural logarithm of the pitch in Hz.
    fn pitch(&self) -> f64 {
        f64::from(libm::logf(self.hz.max(LOWEST_HZ)))
    }

    /// Amplitude of what there is of it in the head, re its own level.
    fn share(&self, depth: f32) -> f64 {
        f64::from(self.amount * self.amount * depth)
    }

    /// Its power at `handover` when `lost` is the power of the treble that has been lost.
    fn power(&self, handover: f32, depth: f32, lost: f64) -> f64 {
        let (dbfs, handover) = (f64::from(self.dbfs), f64::from(handover));
        let power = |db: f64| SINE_POWER * gain_from_db(2.0 * db);
        let handed = lost * gain_from_db(2.0 * (dbfs - HANDED_OVER_DBFS));
        let handed = handed.min(power(dbfs + MOST_ABOVE_DB));
        let share = self.share(depth);
        share * share * ((1.0 - handover) * power(dbfs) + handover * handed)
    }
}

impl TinnitusStage {
    /// Whether nothing sounds.
    pub fn is_neutral(&self) -> bool {
        let asked = self.settings.ears.iter().any(|ring| ring.share(self.settings.depth) > 0.0);
        !asked && self.ears.iter().all(Inner::is_silent)
    }

    fn step_samples(&self) -> usize {
        FRAMES_PER_STEP * self.frame
    }

    /// Whose tinnitus the settings ask for.
    fn wanted(&self) -> Identity {
        let prepared = self.layout.unwrap_or(Layout::STEREO);
        let own = self.settings.layout.filter(|layout| layout.channels() == prepared.channels());
        let alone = own.unwrap_or(prepared).speakers.first() == Some(&Speaker::Alone(Role::Both));
        Identity { seed: self.settings.seed, alone }
    }

    fn shares(&self) -> [f64; CHARACTERS] {
        Character::ALL.map(|character| f64::from(u8::from(character == self.settings.character)))
    }

    /// Amplitude that ear is to have.
    fn aim(&self, ear: Ear) -> f64 {
        if self.identity != self.wanted() {
            return 0.0;
        }
        let TinnitusSettings { ears, handover, depth, .. } = self.settings;
        let heard = self.ears[ear].listening.now();
        let power = ears[ear].power(handover, depth, heard.lost);
        libm::sqrt(power / SINE_POWER) * gain_from_db(-heard.down_db())
    }

    /// Takes on who is wanted. Nothing sounds.
    fn become_wanted(&mut self) {
        self.identity = self.wanted();
        for ear in Ear::BOTH {
            let number = if self.identity.alone { 0 } else { ear as u32 };
            let voices = Voices::new(self.identity.seed, number, self.sample_rate, self.frame);
            self.ears[ear].voices = Some(voices);
        }
        self.begins = true;
    }

    /// Is at once where the settings want it, except that what comes out of a reset, or of silence, fades in.
    fn arrive(&mut self) {
        self.characters.jump(self.shares());
        for ear in Ear::BOTH {
            let pitch = self.settings.ears[ear].pitch();
            self.ears[ear].pitch.jump([pitch]);
        }
        self.heart.reset();
        self.begins = true;
    }

    /// Looks at what is heard and lets levels and characters go on.
    fn step(&mut self, frame: &Frame<'_>) {
        let number = frame.clock.now().div_euclid(self.step_samples() as i64);
        if self.identity != self.wanted() && self.ears.iter().all(Inner::is_silent) {
            self.become_wanted();
        }
        let shares = self.characters.step(self.shares());
        let TinnitusSettings { ears, handover, depth, .. } = self.settings;
        for ear in Ear::BOTH {
            let inner = &mut self.ears[ear];
            let hz = inner.hz();
            let bands = [frame.levels[ear], frame.gains[ear]];
            inner.listening.step(number, hz, bands, |lost| ears[ear].power(handover, depth, lost));
            let aim = self.aim(ear);
            let inner = &mut self.ears[ear];
            inner.level.step([aim]);
            inner.gains = [inner.gains[1], inner.gains(shares)];
        }
        self.blend = Blend::over_frame(self.step_samples());
    }

    /// On a grid point, or where something begins: lets the voices go on.
    fn control(&mut self, frame: &Frame<'_>) {
        let samples = frame.clock.until_next(self.frame);
        self.heart.step(f64::from(self.settings.heart_bpm) / 60.0, frame.clock);
        let here = self.heart.phase();
        let there = here.wrapping_add(self.heart.step_size().wrapping_mul(samples as u64));
        // Around the end of a beat there is nothing but the floor: it does not matter that it begins anew.
        let heart = [here, there].map(|phase| f64::from(turns(phase)));
        let moment = Moment { clock: frame.clock, samples, heart };
        for ear in Ear::BOTH {
            let pitch = self.settings.ears[ear].pitch();
            let inner = &mut self.ears[ear];
            if !self.begins {
                inner.pitch.step([pitch]);
            }
            let (hz, wanted) = (inner.hz(), std::array::from_fn(|n| inner.sounds(n)));
            if let Some(voices) = &mut inner.voices {
                if self.begins {
                    voices.restart();
                }
                voices.step(hz, wanted, &moment);
            }
        }
        self.begins = false;
    }
}

impl Stage for TinnitusStage {
    type Settings = TinnitusSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.layout = Some(spec.layout);
        self.sample_rate = spec.sample_rate;
        self.frame = spec.scaled(CONTROL_FRAME);
        let rate = f64::from(spec.sample_rate);
        let steps = |seconds: f64, length: usize| libm::round(seconds * rate / length as f64) as usize;
        let step = self.step_samples();
        for inner in self.ears.iter_mut() {
            inner.listening.prepare(spec.sample_rate, step as f64 / rate);
            inner.pitch.prepare(steps(PITCH_SECONDS, self.frame));
            inner.level.prepare(steps(LEVEL_SECONDS, step));
        }
        self.characters.prepare(steps(CHARACTER_SECONDS, step));
        self.heart.prepare(spec.sample_rate, self.frame);
        self.reset();
    }

    fn set(&mut self, settings: &TinnitusSettings, change: Change) {
        if *settings == self.settings {
            return;
        }
        let silent = self.is_neutral();
        self.settings = *settings;
        if self.frame == 0 || !(silent || change == Change::Jump) {
            return;
        }
        if self.identity != self.wanted() {
            self.become_wanted();
        }
        self.arrive();
        if silent {
            self.ears.iter_mut().for_each(|inner| inner.listening.reset());
        }
        if change == Change::Jump && !self.fresh {
            let shares = self.shares();
            for ear in Ear::BOTH {
                let aim = self.aim(ear);
                let inner = &mut self.ears[ear];
                inner.level.jump([aim]);
                inner.gains = [inner.gains(shares); 2];
            }
            self.blend = Blend::arrived();
        }
    }

    fn reset(&mut self) {
        if self.frame == 0 {
            return;
        }
        for inner in self.ears.iter_mut() {
            inner.listening.reset();
            inner.level.jump([0.0]);
            inner.gains = [[0.0; CHARACTERS]; 2];
        }
        self.blend = Blend::arrived();
        self.become_wanted();
        self.arrive();
        self.fresh = true;
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        self.fresh = false;
        if self.frame == 0 || self.is_neutral() {
            return;
        }
        if frame.clock.is_on(self.step_samples()) {
            self.step(frame);
        }
        if self.begins || frame.clock.is_on(self.frame) {
            self.control(frame);
        }
        self.heart.advance(frame.len);
        let mut weights = [0.0; SEGMENT];
        let weights = &mut weights[..frame.len];
        self.blend.fill(weights);
        let buses = frame.generated.iter_mut().zip(frame.declared.iter_mut());
        for (inner, (out, declared)) in self.ears.iter_mut().zip(buses) {
            let [older, newer] = inner.gains;
            // A character's amplitude is that of a sine as loud.
            let powers = older.iter().zip(newer).map(|(a, b)| 0.5 * a.max(b) * a.max(b));
            *declared += powers.zip(LOUDEST).map(|(power, times)| times * power).sum::<f32>();
            let Some(voices) = &mut inner.voices else { continue };
            voices.sing(frame.len, |character, sound| {
                let (older, newer) = (older[character as usize], newer[character as usize]);
                for ((y, x), weight) in out.iter_mut().zip(sound).zip(weights.iter()) {
                    *y += x * mix(older, newer, *weight);
                }
            });
        }
    }
}
