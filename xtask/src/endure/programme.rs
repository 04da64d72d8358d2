//! What an hour of sound consists of, as a function of the position: the voices, drums and songs that come with the project,
//! silence, tails that die away through the smallest numbers there are, noise at full scale.

use std::ops::Range;

use anyhow::{Result, ensure};
use integration::loudness::true_peak_db;
use threshold_core::kit::random::Random;

use crate::wav::Wav;

const SOUNDS: [&[u8]; 5] = [
    include_bytes!("../../assets/drums.wav"),
    include_bytes!("../../assets/dialogue.wav"),
    include_bytes!("../../assets/second_voice.wav"),
    include_bytes!("../../assets/third_voice.wav"),
    include_bytes!("../../assets/sung_melody.wav"),
];

/// Channels of the programme.
pub const CHANNELS: usize = 2;
/// Sample rate, Hz: that of the sounds.
pub const RATE: usize = 48_000;
/// How long each section is, seconds.
pub const SECTION_SECONDS: usize = 6;
/// Samples of a section.
pub const SECTION: usize = SECTION_SECONDS * RATE;
/// True peak of each sound, dBTP: two of them stay under the ceiling, with room for the steps where loops and sections meet (measured: 0.3 dB).
const SOUND_DBTP: f64 = -10.0;
/// A tail falls by so many decades in a section, from this one on: from soft sound to the smallest number there is.
const TAIL_FROM: f32 = -4.0;
const TAIL_DECADES: f32 = 41.0;
/// How long the end is, seconds: soft noise, and one sample that stands out.
pub const ENDING_SECONDS: usize = 4;
/// Peak of that noise.
const ENDING_PEAK: f32 = 0.01;
/// The sample that stands out, and how far before the end it does, samples.
const MARK: f32 = 0.7;
const MARK_BEFORE_END: usize = RATE;
/// Seed of every noise.
const SEED: u32 = 0x0E4D;

/// What is heard in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// These sounds, in loops.
    Sounds(usize, usize),
    /// Exact zeros.
    Silence,
    /// Noise that dies away through the subnormal numbers.
    Tail,
    /// White noise at full scale.
    Noise,
}

impl Kind {
    /// What a table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sounds(..) => "programme",
            Self::Silence => "silence",
            Self::Tail => "subnormal tail",
            Self::Noise => "noise at 0 dBFS",
        }
    }
}

use Kind::{Noise, Silence, Sounds, Tail};

/// The sections, in turn. Two quiet ones follow each other, so that playback can leave and come back there.
const CYCLE: [Kind; 10] = [
    Sounds(0, 1),
    Sounds(4, 4),
    Silence,
    Sounds(2, 0),
    Tail,
    Sounds(3, 3),
    Noise,
    Silence,
    Sounds(0, 4),
    Sounds(1, 2),
];

/// What is heard in section number `section`.
pub fn kind(section: usize) -> Kind {
    CYCLE[section % CYCLE.len()]
}

/// A programme of so many samples.
pub struct Programme {
    sounds: Vec<Vec<Vec<f32>>>,
    frames: usize,
}

impl Programme {
    /// One of `seconds`. Errors if a sound that comes with the project can't be read.
    pub fn new(seconds: usize) -> Result<Self> {
        let mut sounds = Vec::new();
        for bytes in SOUNDS {
            let mut wav = Wav::from_bytes(bytes)?;
            ensure!(wav.rate as usize == RATE, "the sounds differ in rate");
            let gain = 10f64.powf((SOUND_DBTP - true_peak_db(&wav.channels)) / 20.0) as f32;
            wav.channels.iter_mut().flatten().for_each(|x| *x *= gain);
            sounds.push(wav.channels);
        }
        Ok(Self { sounds, frames: seconds * RATE })
    }

    /// Its samples.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Where its end begins.
    pub fn ending(&self) -> usize {
        self.frames - ENDING_SECONDS * RATE
    }

    /// Where the sample is that stands out.
    pub fn mark(&self) -> usize {
        self.frames - MARK_BEFORE_END
    }

    /// Channel `channel` of the samples in `range`; silence after the end.
    pub fn fill(&self, channel: usize, range: Range<usize>, into: &mut Vec<f32>) {
        into.clear();
        into.extend(range.map(|n| self.sample(channel, n)));
    }

    /// Sample `n` of channel `channel`; silence after the end.
    pub fn sample(&self, channel: usize, n: usize) -> f32 {
        if n >= self.frames {
            return 0.0;
        }
        let noise = || Random::new(SEED, channel as u32).bipolar(n as i64);
        if n >= self.ending() {
            return if n == self.mark() { MARK } else { ENDING_PEAK * noise() };
        }
        match kind(n / SECTION) {
            Sounds(one, other) => 0.5 * (self.looped(one, channel, n) + self.looped(other, channel, n)),
            Silence => 0.0,
            Tail => {
                let along = (n % SECTION) as f32 / SECTION as f32;
                noise() * 10f32.powf(TAIL_FROM - TAIL_DECADES * along)
            }
            Noise => noise(),
        }
    }

    fn looped(&self, sound: usize, channel: usize, n: usize) -> f32 {
        let channels = &self.sounds[sound];
        let samples = &channels[channel % channels.len()];
        samples[n % samples.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Highest true peak of anything but noise, dBTP.
    const PEAK_DBTP: f64 = -9.0;

    #[test]
    fn tails_end_in_zeros_by_way_of_subnormal_numbers() {
        let programme = Programme::new(60).unwrap();
        let section = (0..CYCLE.len()).find(|section| kind(*section) == Tail).unwrap();
        let mut tail = Vec::new();
        programme.fill(0, section * SECTION..(section + 1) * SECTION, &mut tail);
        let count = |test: fn(&f32) -> bool| tail.iter().filter(|x| test(x)).count();
        assert!(count(|x| x.is_subnormal()) > SECTION / 20 && count(|x| *x == 0.0) < SECTION / 50);
        assert!(tail.iter().all(|x| x.abs() < 1.0e-3));
    }

    #[test]
    fn all_but_noise_stays_under_the_ceiling() {
        let programme = Programme::new(60).unwrap();
        for section in (0..CYCLE.len() - 1).filter(|section| kind(*section) != Noise) {
            let channels: Vec<Vec<f32>> = (0..CHANNELS)
                .map(|channel| {
                    let mut sound = Vec::new();
                    programme.fill(channel, section * SECTION..(section + 1) * SECTION, &mut sound);
                    sound
                })
                .collect();
            let peak = true_peak_db(&channels);
            assert!(peak <= PEAK_DBTP, "section {section}: {peak:.2} dBTP");
        }
    }
}
