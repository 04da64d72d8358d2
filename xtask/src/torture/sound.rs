//! Sound as nobody would send it, and the most that may come of it.

use std::collections::VecDeque;
use std::f32::consts::TAU;

use threshold_core::base::SEGMENT;
use threshold_core::base::units::{LOUDEST_SAMPLE, gain_from_db};
use threshold_core::parameters::CEILING_MAX_DBTP;

use super::dice::Dice;

/// Samples of noise that all sound is cut from.
const NOISE: usize = 1 << 15;

/// A kind of sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sound {
    /// Gain of the noise.
    gain: f32,
    /// A sample that stands in it now and then.
    spice: f32,
    /// How often: every so many samples; 0 is never.
    every: usize,
}

impl Sound {
    /// Nothing at all.
    pub const SILENCE: Self = Self { gain: 0.0, spice: 0.0, every: 0 };

    /// One of many: mostly plain noise.
    pub fn draw(dice: &mut Dice) -> Self {
        let quiet = Self { gain: 0.1, ..Self::SILENCE };
        match dice.below(12) {
            0 => Self::SILENCE,
            1 => Self { gain: 1.0e-40, ..quiet },
            2 => Self { gain: 1.0e9, ..quiet },
            3 => Self { gain: LOUDEST_SAMPLE, ..quiet },
            4 => Self { gain: 1.0, ..quiet },
            5 => {
                let spice = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE, 1.0e9];
                Self { spice: dice.pick(&spice), every: 1 + dice.below(100), ..quiet }
            }
            6 => {
                Self { gain: 0.0, spice: dice.pick(&[1.0, -1.0, 1000.0, 1.0e-39]), every: 1 + dice.below(2) }
            }
            7 => Self { gain: 0.0, spice: 1.0, every: 1 + dice.below(2000) },
            _ => quiet,
        }
    }
}

/// The noise.
pub struct Noise(Vec<f32>);

impl Noise {
    /// The same every time.
    pub fn new() -> Self {
        let mut dice = Dice::new(0);
        // Noise on a slow tone: something for every band.
        let sample = |n: usize| 0.7 * (dice.unit() as f32 * 2.0 - 1.0) + 0.3 * (TAU * n as f32 / 441.0).sin();
        Self((0..NOISE).map(sample).collect())
    }

    /// Fills a channel from `offset` on, and says how loud it is to the plugin, which takes no fault for sound.
    pub fn fill(&self, row: &mut [f32], sound: Sound, offset: usize) -> f32 {
        let mut done = 0;
        while done < row.len() {
            let at = (offset + done) % NOISE;
            let now = (row.len() - done).min(NOISE - at);
            for (x, noise) in row[done..done + now].iter_mut().zip(&self.0[at..]) {
                *x = noise * sound.gain;
            }
            done += now;
        }
        if sound.every > 0 {
            row.iter_mut().skip(offset % sound.every).step_by(sound.every).for_each(|x| *x = sound.spice);
        }
        row.iter().map(|x| x.abs()).filter(|size| *size <= LOUDEST_SAMPLE).fold(0.0, f32::max)
    }
}

/// Rounding of what is mixed from two sides of 32-bit sound, as a share.
const ROUNDING: f32 = 1.0e-5;

/// What may come out: the world as it was one latency ago, or the inside of a head, under the highest ceiling.
#[derive(Debug, Default)]
pub struct Bound {
    /// When blocks ended, and the loudest sample in them.
    peaks: VecDeque<(u64, f32)>,
    /// Samples so far.
    now: u64,
}

impl Bound {
    /// Takes note of a block that is about to be played, `delay` samples late.
    pub fn hear(&mut self, frames: usize, peak: f32, delay: usize) {
        let oldest = self.now.saturating_sub((delay + SEGMENT) as u64);
        while self.peaks.front().is_some_and(|(end, _)| *end < oldest) {
            self.peaks.pop_front();
        }
        self.now += frames as u64;
        self.peaks.push_back((self.now, peak));
    }

    /// The loudest that the world may be now.
    pub fn world(&self) -> f32 {
        self.peaks.iter().map(|(_, peak)| *peak).fold(0.0, f32::max)
    }

    /// The loudest that anything may be now.
    pub fn most(&self) -> f32 {
        self.world().max(ceiling()) * (1.0 + ROUNDING)
    }
}

/// The highest ceiling, as a gain re full scale.
pub fn ceiling() -> f32 {
    gain_from_db(f64::from(CEILING_MAX_DBTP)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_forgets_the_world_after_its_delay() {
        let mut bound = Bound::default();
        bound.hear(64, 10.0, 1000);
        bound.hear(64, 0.1, 1000);
        assert!(bound.most() >= 10.0);
        for _ in 0..20 {
            bound.hear(64, 0.1, 1000);
        }
        assert!(bound.most() < 1.0 && bound.most() > 0.7);
    }

    #[test]
    fn faults_are_no_sound() {
        let mut row = [0.0; 64];
        let noise = Noise::new();
        assert!(noise.fill(&mut row, Sound { gain: 0.1, spice: f32::NAN, every: 2 }, 0) <= 0.1);
        assert!(row.iter().any(|x| x.is_nan()));
        assert!(noise.fill(&mut row, Sound { gain: 1.0e9, spice: 0.0, every: 0 }, 0) <= LOUDEST_SAMPLE);
    }
}
