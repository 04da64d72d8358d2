//! The spectra of what comes in and what goes out, at each ear, as calm as a picture should be.

use threshold_core::base::{Ear, PerEar};

use super::axes::COLUMNS;
use super::spectrum::{Analyser, Calmed, SILENCE_DB};
use crate::telemetry::Sound;

/// Silence from the host after which it has stopped, seconds: several of its longest blocks.
const STOPPED_SECONDS: f32 = 0.5;

/// The spectra, and what it takes to measure them.
pub struct Spectra {
    analyser: Analyser,
    /// Levels measured last.
    measured: [PerEar<[f32; COLUMNS]>; 2],
    unheard_seconds: f32,
    /// What comes in, dBFS.
    pub input: PerEar<Calmed>,
    /// What goes out, dBFS.
    pub output: PerEar<Calmed>,
}

impl Spectra {
    /// For stretches of `len` samples. Allocates.
    pub fn new(len: usize) -> Self {
        let calm = || PerEar::from_fn(|_| Calmed::default());
        Self {
            analyser: Analyser::new(len),
            measured: [PerEar::same([SILENCE_DB; COLUMNS]); 2],
            unheard_seconds: 0.0,
            input: calm(),
            output: calm(),
        }
    }

    /// Takes in the sound that came during the last `seconds`. When none comes for a while, the host has stopped: the
    /// spectra fall to silence.
    pub fn hear(&mut self, sound: Option<&Sound>, rate: f32, seconds: f32) {
        self.unheard_seconds = if sound.is_some() { 0.0 } else { self.unheard_seconds + seconds };
        let stretches = sound.map(|sound| [&sound.input, &sound.output]);
        let shown = [&mut self.input, &mut self.output];
        for ((idx, shown), measured) in shown.into_iter().enumerate().zip(&mut self.measured) {
            for ear in Ear::BOTH {
                let levels = &mut measured[ear];
                if let Some(stretches) = stretches {
                    self.analyser.measure(&stretches[idx][ear], rate, levels);
                } else if self.unheard_seconds > STOPPED_SECONDS {
                    levels.fill(SILENCE_DB);
                }
                shown[ear].follow(levels, seconds);
            }
        }
    }
}

/// The level of both ears together in a column, dBFS: the mean of their powers.
pub fn both(levels: &PerEar<Calmed>, column: usize) -> f32 {
    let power: f32 = levels.iter().map(|ear| 10.0_f32.powf(ear.0[column] / 10.0)).sum();
    (10.0 * (0.5 * power).log10()).max(SILENCE_DB)
}

/// How far apart ears are, 0..1: 0 up to a difference that stereo has by itself, 1 where each needs its own line.
pub fn apart(levels: &PerEar<Calmed>) -> f32 {
    let loud = |levels: &Calmed, idx: usize| levels.0[idx].max(QUIET_DB);
    let off = |idx: usize| (loud(&levels[Ear::Left], idx) - loud(&levels[Ear::Right], idx)).abs();
    let mean = (0..COLUMNS).map(off).sum::<f32>() / COLUMNS as f32;
    ((mean - ALIKE_DB) / (APART_DB - ALIKE_DB)).clamp(0.0, 1.0)
}

/// Levels below which no difference counts, dBFS.
const QUIET_DB: f32 = -100.0;
/// Mean difference between ears that are shown as one, and between ears that are shown as two, dB.
const ALIKE_DB: f32 = 6.0;
const APART_DB: f32 = 9.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ears_that_hear_the_same_read_what_each_does() {
        let mut levels = PerEar::from_fn(|_| Calmed([-20.0; COLUMNS]));
        assert!((both(&levels, 7) + 20.0).abs() < 1e-3);
        assert_eq!(apart(&levels), 0.0);
        levels[Ear::Left] = Calmed([SILENCE_DB; COLUMNS]);
        assert!((both(&levels, 7) + 23.01).abs() < 0.01);
        assert_eq!(apart(&levels), 1.0);
    }
}
