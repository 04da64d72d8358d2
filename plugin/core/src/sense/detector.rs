//! How loud each band is, as the cochlea's compression would follow it.

use std::f32::consts::TAU;

use crate::base::bands::{Group, LANES};
use crate::base::{Bands, Spec};
use crate::hearing::bands::{level_norms, neighbours};
use crate::hearing::erb;
use crate::kit::forget::forget;
use crate::kit::wide::{Level, dispatch, wide};

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
    attack: Vec<f32>,
    release: f32,
    norms: Vec<f32>,
    sums: Vec<Group>,
    samples: usize,
    powers: Vec<f32>,
    levels: Vec<f32>,
}

impl Detector {
    /// Prepares detectors for bands at these centres, moving every `frame` samples. Allocates.
    pub fn prepare(&mut self, spec: &Spec, centres: &[f32], frame: usize) {
        let share = |seconds: f32| 1.0 - libm::expf(-(frame as f32) / (seconds * spec.sample_rate));
        let attack = |hz: f32| {
            let followed = FOLLOWED_SHARE * erb::bandwidth(hz).min(FOLLOWED_HZ);
            share((1.0 / (TAU * followed)).max(QUICKEST_ATTACK))
        };
        self.attack = centres.iter().map(|hz| attack(*hz)).collect();
        self.release = share(RELEASE);
        self.norms = level_norms(centres);
        self.sums = vec![[0.0; LANES]; centres.len().div_ceil(LANES)];
        self.powers = vec![0.0; centres.len()];
        self.levels = vec![0.0; centres.len()];
        self.samples = 0;
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.sums.fill([0.0; LANES]);
        self.powers.fill(0.0);
        self.levels.fill(0.0);
        self.samples = 0;
    }

    /// Listens to the next `len` samples.
    pub fn listen(&mut self, bands: &Bands, len: usize) {
        dispatch!(Level::new(), simd => {
            for (sums, (re, im)) in self.sums.iter_mut().zip(bands.re.iter().zip(&bands.im)) {
                let mut sum = wide(simd, sums);
                for (re, im) in re[..len].iter().zip(&im[..len]) {
                    let (re, im) = (wide(simd, re), wide(simd, im));
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
        let sums = self.sums.as_flattened_mut();
        for ((power, sum), attack) in self.powers.iter_mut().zip(sums).zip(&self.attack) {
            let distance = *sum * share - *power;
            *power += distance * if distance > 0.0 { *attack } else { self.release };
            *sum = 0.0;
        }
        self.samples = 0;
        let count = self.powers.len();
        for (band, (level, norm)) in self.levels.iter_mut().zip(&self.norms).enumerate() {
            *level = self.powers[neighbours(band, count)].iter().sum::<f32>() / norm;
        }
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.powers.iter_mut().for_each(|power| *power = forget(*power));
    }

    /// Level per band: mean square re full scale.
    pub fn levels(&self) -> &[f32] {
        &self.levels
    }
}
