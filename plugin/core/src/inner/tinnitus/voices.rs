//! What an ear sings: the characters, each as strong as a full-scale sine in the long run.

use super::Character;
use super::chirps::{INSECTS, chirp, pulse, ratio};
use super::murmur::Murmur;
use super::partials::{Partials, Recipe};
use super::wander::Wander;
use crate::base::{Chunk, Clock, SEGMENT};
use crate::kit::random::Random;

/// The first random stream of tinnitus, and how many each ear may take.
const STREAM: u32 = 2000;
const STREAMS_PER_EAR: u32 = 20;
/// Distances of the weaker partials from the strong one at 6 kHz, Hz (`story.md`, S2: 15 to 60 Hz apart).
const APART: [f64; 2] = [19.0 / 6000.0, -37.0 / 6000.0];
/// The weaker partials' amplitudes: -7 and -9 dB (design).
const WEAKER: [f64; 2] = [0.446_684, 0.354_813];
/// The skirt's width: a third of an octave holds what is within 11.6 % of the pitch, and there it is 3 dB down,
/// so 10 dB at this share of the pitch. Its power: 12 dB under the partials' (`story.md`, S2).
const SKIRT_WIDTH: f64 = 0.20;
const SKIRT_POWER: f64 = 0.063_096;
/// Hiss is 10 dB down this far from the pitch (Roberts and Henry, after `science.md` 9).
const HISS_WIDTH: f64 = 0.15;
/// Clusters of a ringing: frequency re the pitch, and amplitude: 8 dB and more under the one at the pitch
/// (design).
const CLUSTERS: [Recipe; 4] = [[0.62, 0.281_838], [0.79, 0.398_107], [1.27, 0.354_813], [1.55, 0.251_189]];
/// Sines of the ringing besides the strong one: two beside it, and three in each other cluster.
const RINGING: usize = 2 + 3 * CLUSTERS.len();
/// The crickets' distant choir: how wide, and its power re all of them (design).
const CHOIR_WIDTH: f64 = 0.08;
const CHOIR_POWER: f64 = 0.125;
/// Blood: a band about this share of the pitch, 10 dB down at this distance from it, and a tone at the pitch with
/// a share of the power (design).
const BLOOD_RATIO: f64 = 0.5;
const BLOOD_WIDTH: f64 = 0.3;
const BLOOD_TONE_POWER: f64 = 0.2;
/// How much of a wander of their own the weaker partials have: beats stay 15 to 60 Hz quick at 6 kHz (design).
const OWN_WANDER: f64 = 0.15;
/// Highest pitch, share of the sample rate.
const HIGHEST: f64 = 0.40;

/// One ear's voices.
#[derive(Debug, Clone)]
pub struct Voices {
    rate: f64,
    /// Streams of this ear.
    random: [Random; 4],
    /// Of the pitch, and what everything but the strong partial has besides.
    wanders: [Wander; 2],
    main: Partials<1>,
    tone: Partials<2>,
    ringing: Partials<RINGING>,
    insects: [Partials<1>; INSECTS],
    blood: Partials<1>,
    skirt: Murmur,
    hiss: Murmur,
    choir: Murmur,
    whoosh: Murmur,
    /// Envelopes now, and what each gains with every sample: insects, then the heart.
    envelopes: [[f32; 2]; INSECTS + 1],
    /// Which characters have begun.
    running: [bool; Character::ALL.len()],
    clock: Clock,
    /// Samples since the last step.
    since: usize,
}

/// A moment from which voices run up to the next grid point.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Where it is.
    pub clock: Clock,
    /// Samples to the next grid point.
    pub samples: usize,
    /// Phase of the heart there and at the next grid point, turns: 0 is a beat.
    pub heart: [f64; 2],
}

/// The weaker partials about frequency `ratio`, `amplitude` being the strong one's, `wider` apart.
fn beside([ratio, amplitude]: Recipe, wider: f64) -> [Recipe; 2] {
    [0, 1].map(|n| [ratio * (1.0 + wider * APART[n]), amplitude * WEAKER[n]])
}

fn ringing() -> [Recipe; RINGING] {
    // Clusters beat at rates of their own.
    let wider = |n: usize| 0.7 + 0.23 * n as f64;
    let mut recipe = [[0.0; 2]; RINGING];
    let [main, others @ ..] = &mut recipe[..] else { return recipe };
    *main = beside([1.0, 1.0], 1.0)[0];
    let Some((second, clusters)) = others.split_first_mut() else { return recipe };
    *second = beside([1.0, 1.0], 1.0)[1];
    for (n, (three, cluster)) in clusters.chunks_mut(3).zip(CLUSTERS).enumerate() {
        let [a, b] = beside(cluster, wider(n));
        three.copy_from_slice(&[cluster, a, b]);
    }
    recipe
}

impl Voices {
    /// The voices of ear number `ear` of `seed`.
    pub fn new(seed: u32, ear: u32, sample_rate: f32, frame: usize) -> Self {
        let stream = |n: u32| Random::new(seed, STREAM + STREAMS_PER_EAR * ear + n);
        Self {
            rate: f64::from(sample_rate),
            random: [0, 1, 2, 3].map(stream),
            wanders: [stream(0), stream(1)].map(Wander::new),
            main: Partials::new([[1.0, 1.0]], stream(4), sample_rate, frame),
            tone: Partials::new(beside([1.0, 1.0], 1.0), stream(5), sample_rate, frame),
            ringing: Partials::new(ringing(), stream(6), sample_rate, frame),
            insects: std::array::from_fn(|n| {
                Partials::new([[ratio(n), 1.0]], stream(7 + n as u32), sample_rate, frame)
            }),
            blood: Partials::new([[BLOOD_RATIO, 1.0]], stream(10), sample_rate, frame),
            skirt: Murmur::new(stream(11)),
            hiss: Murmur::new(stream(12)),
            choir: Murmur::new(stream(13)),
            whoosh: Murmur::new(stream(14)),
            envelopes: [[0.0; 2]; INSECTS + 1],
            running: [false; Character::ALL.len()],
            clock: Clock::default(),
            since: 0,
        }
    }

    /// Begins anew with the next step.
    pub fn restart(&mut self) {
        self.main.restart();
        self.running = [false; Character::ALL.len()];
    }

    /// On a grid point, or where it begins: goes with a pitch of `hz`, in the characters that are `wanted`.
    pub fn step(&mut self, hz: f64, wanted: [bool; Character::ALL.len()], moment: &Moment) {
        let hz = hz.min(HIGHEST * self.rate);
        let Moment { clock, samples, heart } = *moment;
        self.clock = clock;
        self.since = 0;
        let [main, own] = self.wanders.map(|wander| wander.warp(clock, samples, self.rate));
        let others = main.with(own, OWN_WANDER);
        self.main.step(hz, self.rate, main, clock);
        for character in Character::ALL {
            let n = character as usize;
            if wanted[n] && !self.running[n] {
                self.begin(character);
            }
            self.running[n] = wanted[n];
            if !wanted[n] {
                continue;
            }
            match character {
                Character::Tone => {
                    self.tone.step(hz, self.rate, others, clock);
                    self.skirt.aim(SKIRT_WIDTH * hz / self.rate);
                }
                Character::Ringing => self.ringing.step(hz, self.rate, others, clock),
                Character::Hiss => self.hiss.aim(HISS_WIDTH * hz / self.rate),
                Character::Crickets => {
                    self.insects.iter_mut().for_each(|insect| insect.step(hz, self.rate, others, clock));
                    self.choir.aim(CHOIR_WIDTH * hz / self.rate);
                    for n in 0..INSECTS {
                        let at = |samples: usize| {
                            let seconds = (clock.now() + samples as i64) as f64 / self.rate;
                            chirp(self.random[2], n, seconds)
                        };
                        self.envelopes[n] = line([at(0), at(samples)], samples);
                    }
                }
                Character::Pulsatile => {
                    self.blood.step(hz, self.rate, others, clock);
                    self.whoosh.aim(BLOOD_WIDTH * hz / self.rate);
                    self.envelopes[INSECTS] = line(heart.map(pulse), samples);
                }
            }
        }
    }

    fn begin(&mut self, character: Character) {
        match character {
            Character::Tone => self.tone.restart(),
            Character::Ringing => self.ringing.restart(),
            Character::Crickets => self.insects.iter_mut().for_each(Partials::restart),
            Character::Pulsatile => self.blood.restart(),
            Character::Hiss => {}
        }
    }

    /// Gives the next `len` samples of every character that runs to `take`.
    pub fn sing(&mut self, len: usize, mut take: impl FnMut(Character, &[f32])) {
        let mut main = [[0.0; SEGMENT]; 2];
        let [cos, sin] = &mut main;
        self.main.phasor(&mut cos[..len], &mut sin[..len]);
        for character in Character::ALL.into_iter().filter(|character| self.running[*character as usize]) {
            let mut out: Chunk = [0.0; SEGMENT];
            let out = &mut out[..len];
            match character {
                Character::Tone => self.sing_tone(&main, out),
                Character::Ringing => {
                    out.copy_from_slice(&main[0][..len]);
                    self.ringing.add(out);
                    scale(out, 1.0 / (1.0 + self.ringing.power()));
                }
                Character::Hiss => self.turn_up(&self.hiss, &main, 1.0, out),
                Character::Crickets => self.sing_crickets(&main, out),
                Character::Pulsatile => self.sing_blood(&main, out),
            }
            take(character, out);
        }
        self.advance(len);
    }

    /// Adds `murmur` about a carrier, as strong as a sine of this power.
    fn turn_up(&self, murmur: &Murmur, carrier: &[Chunk; 2], power: f64, out: &mut [f32]) {
        let mut parts = [[0.0; SEGMENT]; 2];
        let [re, im] = &mut parts;
        murmur.fill(self.clock.now(), &mut re[..out.len()], &mut im[..out.len()]);
        let gain = libm::sqrt(power) as f32;
        for (n, y) in out.iter_mut().enumerate() {
            *y += gain * (re[n] * carrier[0][n] - im[n] * carrier[1][n]);
        }
    }

    fn sing_tone(&self, main: &[Chunk; 2], out: &mut [f32]) {
        let partials = 1.0 + self.tone.power();
        out.copy_from_slice(&main[0][..out.len()]);
        self.tone.add(out);
        self.turn_up(&self.skirt, main, SKIRT_POWER * partials, out);
        scale(out, 1.0 / ((1.0 + SKIRT_POWER) * partials));
    }

    fn sing_crickets(&self, main: &[Chunk; 2], out: &mut [f32]) {
        let power: f64 = self.insects.iter().map(Partials::power).sum();
        for (insect, envelope) in self.insects.iter().zip(self.envelopes) {
            if envelope == [0.0; 2] {
                continue;
            }
            let mut own: Chunk = [0.0; SEGMENT];
            insect.add(&mut own[..out.len()]);
            out.iter_mut()
                .zip(own)
                .enumerate()
                .for_each(|(n, (y, x))| *y += x * along(envelope, self.since + n));
        }
        self.turn_up(&self.choir, main, CHOIR_POWER * power, out);
        scale(out, 1.0 / ((1.0 + CHOIR_POWER) * power));
    }

    fn sing_blood(&self, main: &[Chunk; 2], out: &mut [f32]) {
        let mut carrier = [[0.0; SEGMENT]; 2];
        let [cos, sin] = &mut carrier;
        self.blood.phasor(&mut cos[..out.len()], &mut sin[..out.len()]);
        self.turn_up(&self.whoosh, &carrier, 1.0 - BLOOD_TONE_POWER, out);
        let tone = libm::sqrt(BLOOD_TONE_POWER) as f32;
        for (n, y) in out.iter_mut().enumerate() {
            *y = (*y + tone * main[0][n]) * along(self.envelopes[INSECTS], self.since + n);
        }
    }

    fn advance(&mut self, len: usize) {
        self.main.advance(len);
        self.tone.advance(len);
        self.ringing.advance(len);
        self.insects.iter_mut().for_each(|insect| insect.advance(len));
        self.blood.advance(len);
        self.clock.advance(len);
        self.since += len;
    }
}

/// Start and slope of a straight line over so many samples.
fn line([from, to]: [f64; 2], samples: usize) -> [f32; 2] {
    [from as f32, ((to - from) / samples.max(1) as f64) as f32]
}

/// Where a line is `n` samples on.
fn along([from, slope]: [f32; 2], n: usize) -> f32 {
    from + slope * n as f32
}

fn scale(out: &mut [f32], power: f64) {
    let gain = libm::sqrt(power) as f32;
    out.iter_mut().for_each(|x| *x *= gain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_the_power_of_a_full_scale_sine() {
        const FRAME: usize = 32;
        for hz in [500.0, 6000.0, 15_000.0] {
            for character in Character::ALL {
                let mut voices = Voices::new(1, 0, 48_000.0, FRAME);
                let wanted = Character::ALL.map(|other| other == character);
                let (mut sum, mut count) = (0.0, 0);
                let mut clock = Clock::at(-64);
                for n in 0..60_000 {
                    let beat = |n: i32| (f64::from(n) * FRAME as f64 / 48_000.0).fract();
                    let moment = Moment { clock, samples: FRAME, heart: [beat(n), beat(n + 1)] };
                    voices.step(hz, wanted, &moment);
                    voices.sing(FRAME, |_, x| sum += x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>());
                    clock.advance(FRAME);
                    count += FRAME;
                }
                let db = 10.0 * (sum / count as f64 / 0.5).log10();
                assert!(db.abs() < 0.3, "{character:?} at {hz} Hz: {db} dB");
            }
        }
    }
}
