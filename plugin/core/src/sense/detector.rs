//! How loud each band is, as the cochlea's compression would follow it.

use std::f32::consts::TAU;

use crate::base::bands::{Group, LANES, grouped};
use crate::base::{Bands, Spec};
use crate::hearing::bands::{REACH, level_norms};
use crate::hearing::erb;
use crate::kit::forget::forget;
use crate::kit::wide::{Select, SimdBase, dispatch, f32x8, level, pair, wide};

/// Share of a band's width within which its envelope is followed, and the widest that counts, Hz (the envelope filter
/// of Moore & Glasberg's simulation, `loss.md` 2.3).
const FOLLOWED_SHARE: f32 = 0.75;
const FOLLOWED_HZ: f32 = 100.0;
/// Quickest attack, seconds.
const QUICKEST_ATTACK: f32 = 0.001;
/// Release, seconds: cochlear compression is near-instantaneous, longer ones pump (`loss.md` 6.3).
const RELEASE: f32 = 0.020;

/// The level detectors of one ear. They move once per control frame, by the mean power since the last one.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    attack: Vec<Group>,
    release: f32,
    norms: Vec<Group>,
    sums: Vec<Group>,
    samples: usize,
    /// Power per band, between bands as silent as any beyond the ends.
    powers: Vec<f32>,
    levels: Vec<Group>,
    count: usize,
}

impl Detector {
    /// Prepares detectors for bands at these centres, moving every `frame` samples. Allocates.
    pub fn prepare(&mut self, spec: &Spec, centres: &[f32], frame: usize) {
        let share = |seconds: f32| 1.0 - libm::expf(-(frame as f32) / (seconds * spec.sample_rate));
        let attack = |hz: f32| {
            let followed = FOLLOWED_SHARE * erb::bandwidth(hz).min(FOLLOWED_HZ);
            share((1.0 / (TAU * followed)).max(QUICKEST_ATTACK))
        };
        let attacks: Vec<f32> = centres.iter().map(|hz| attack(*hz)).collect();
        self.attack = grouped(&attacks, 0.0);
        self.release = share(RELEASE);
        self.norms = grouped(&level_norms(centres), 1.0);
        self.count = centres.len();
        let groups = self.norms.len();
        self.sums = vec![[0.0; LANES]; groups];
        self.powers = vec![0.0; groups * LANES + 2 * REACH];
        self.levels = vec![[0.0; LANES]; groups];
        self.samples = 0;
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.sums.fill([0.0; LANES]);
        self.powers.fill(0.0);
        self.levels.fill([0.0; LANES]);
        self.samples = 0;
    }

    /// Listens to the next `len` samples.
    pub fn listen(&mut self, bands: &Bands, len: usize) {
        dispatch!(level(), simd => {
            for (sums, samples) in self.sums.iter_mut().zip(bands.groups()) {
                let mut sum = wide(simd, sums);
                for sample in &samples[..len] {
                    let [re, im] = pair(simd, sample);
                    // The mean square of a tone is half the square of its envelope.
                    sum += 0.5 * (re * re + im * im);
                }
                *sums = sum.into();
            }
        });
        self.samples += len;
    }

    /// On a grid point: takes what was heard since the last one.
    pub fn step(&mut self) {
        if self.samples == 0 {
            return;
        }
        let share = 1.0 / self.samples as f32;
        self.samples = 0;
        dispatch!(level(), simd => {
            let powers = self.powers[REACH..].as_chunks_mut::<LANES>().0;
            for ((power, sums), attack) in powers.iter_mut().zip(&mut self.sums).zip(&self.attack) {
                let before = wide(simd, power);
                let distance = wide(simd, sums) * share - before;
                let quickness = distance.simd_gt(0.0).select(wide(simd, attack), wide(simd, &[self.release; LANES]));
                *power = (before + distance * quickness).into();
                *sums = [0.0; LANES];
            }
            for (group, (levels, norms)) in self.levels.iter_mut().zip(&self.norms).enumerate() {
                let sum = (0..=2 * REACH).fold(wide(simd, &[0.0; LANES]), |sum, away| {
                    sum + f32x8::from_slice(simd, &self.powers[group * LANES + away..][..LANES])
                });
                *levels = (sum / wide(simd, norms)).into();
            }
        });
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.powers.iter_mut().for_each(|power| *power = forget(*power));
    }

    /// Level per band: mean square re full scale.
    pub fn levels(&self) -> &[f32] {
        &self.levels.as_flattened()[..self.count]
    }
}
