//! The random numbers behind the phases of bands: the same for both ears, so that what was in the middle stays there.

use crate::base::bands::{Group, LANES};
use crate::kit::random::Random;

/// First of the stream numbers of the bands' noises, and that of jitter.
const STREAM: u32 = 1000;
const JITTER_STREAM: u32 = 1100;

/// A nearly Gaussian number (mean 0, variance 1) for each band, and one for jitter, at any position.
#[derive(Debug, Clone)]
pub struct Draws {
    bands: Vec<Random>,
    jitter: Random,
    /// What was drawn last for the bands; nothing where there is none.
    pub values: Vec<Group>,
    /// The same for jitter.
    pub jittered: f32,
}

impl Default for Draws {
    fn default() -> Self {
        Self { bands: Vec::new(), jitter: Random::new(0, JITTER_STREAM), values: Vec::new(), jittered: 0.0 }
    }
}

impl Draws {
    /// Makes room for so many bands. Allocates.
    pub fn prepare(&mut self, count: usize) {
        self.bands = vec![Random::new(0, STREAM); count];
        self.values = vec![[0.0; LANES]; count.div_ceil(LANES)];
    }

    /// Draws from this seed.
    pub fn seed(&mut self, seed: u32) {
        for (band, random) in self.bands.iter_mut().enumerate() {
            *random = Random::new(seed, STREAM + band as u32);
        }
        self.jitter = Random::new(seed, JITTER_STREAM);
    }

    /// Draws what belongs to `position`.
    pub fn draw(&mut self, position: i64) {
        for (values, bands) in self.values.iter_mut().zip(self.bands.chunks(LANES)) {
            for (value, random) in values.iter_mut().zip(bands) {
                *value = gaussian(random.bits(position));
            }
        }
        self.jittered = gaussian(self.jitter.bits(position));
    }
}

/// A nearly Gaussian number with mean 0 and variance 1: four even draws added.
fn gaussian(bits: u64) -> f32 {
    /// Standard deviation of the sum of four even draws of 16 bits.
    const DEVIATION: f32 = 65_536.0 * 0.577_350_3;
    const MEAN: f32 = 2.0 * 65_535.0;
    let sum: u32 = (0..4).map(|n| (bits >> (16 * n)) as u16 as u32).sum();
    (sum as f32 - MEAN) / DEVIATION
}
