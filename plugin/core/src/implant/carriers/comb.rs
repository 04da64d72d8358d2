//! Tones all along the cochlea, each as loud as what the channels about it tell it (SPIRAL, Grange & Culling
//! 2017).

use super::ramp::{Levels, Piece};
use super::tones::Tones;
use super::{COMB_STREAM, GROUPS};
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::erb;
use crate::hearing::greenwood::place;
use crate::kit::lanes::{Group, LANES};
use crate::kit::random::Random;
use crate::kit::section::HIGHEST_SHARE;

/// Tones, evenly spaced in ERB between two frequencies, Hz (Grange & Culling 2017).
const TONES: usize = 80;
const RANGE_HZ: (f32, f32) = (20.0, 20_000.0);
/// Groups that hold them.
const COMB_GROUPS: usize = TONES / LANES;
/// How fast a channel's power falls along the cochlea, dB/mm: about 40 dB/octave at 1 kHz, where channels are as
/// well told apart as if each had tones of its own (design). How far current spreads comes on top: it is in the
/// levels already.
const STEEPNESS_DB_PER_MM: f64 = 9.0;

/// The comb of one ear.
#[derive(Debug, Clone, Default)]
pub struct Comb {
    tones: Tones<COMB_GROUPS>,
    /// Share of each channel's power that each tone has, by channel.
    shares: Vec<[Group; COMB_GROUPS]>,
    levels: Levels<COMB_GROUPS>,
    /// Tones below the highest frequency, and what `10^(steepness mm / 10)` is at each.
    sounding: usize,
    heights: Vec<f64>,
    sample_rate: f32,
}

fn height(mm: f32) -> f64 {
    libm::exp10(0.1 * STEEPNESS_DB_PER_MM * f64::from(mm))
}

fn frequency(tone: usize) -> f32 {
    let (low, high) = (erb::number(RANGE_HZ.0), erb::number(RANGE_HZ.1));
    erb::frequency(low + (high - low) * tone as f32 / (TONES - 1) as f32)
}

impl Comb {
    /// Prepares the tones. Allocates.
    pub fn prepare(&mut self, sample_rate: f32) {
        self.sample_rate = sample_rate;
        self.shares = vec![[[0.0; LANES]; COMB_GROUPS]; MOST_CHANNELS];
        let hz: Vec<f32> = (0..TONES).map(frequency).collect();
        self.sounding = hz.iter().filter(|hz| **hz <= HIGHEST_SHARE as f32 * sample_rate).count();
        self.heights = hz.iter().map(|hz| height(place(*hz))).collect();
    }

    /// Takes channels.
    pub fn set(&mut self, channels: &Channels, seed: u32) {
        let random = Random::new(seed, COMB_STREAM);
        for tone in 0..self.sounding {
            let (group, lane) = (tone / LANES, tone % LANES);
            let hz = f64::from(frequency(tone));
            self.tones.phasors[group].tune(lane, hz, self.sample_rate, random.bits(tone as i64));
        }
        for (shares, mm) in self.shares.iter_mut().zip(channels.places).take(channels.count) {
            let here = height(mm);
            let mut weights = [0.0; TONES];
            for (weight, there) in weights.iter_mut().zip(&self.heights).take(self.sounding) {
                *weight = (here / there).min(there / here);
            }
            let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            let share = |tone: usize| (weights[tone] / total) as f32;
            *shares = std::array::from_fn(|group| std::array::from_fn(|lane| share(group * LANES + lane)));
        }
    }

    /// As freshly set.
    pub fn reset(&mut self) {
        self.tones.reset();
        self.levels = Levels::default();
    }

    /// Leads on to what the channels are heard with, from where the way is by these weights.
    pub fn begin(&mut self, heard: &[Group; GROUPS], weights: [f32; 2]) {
        let mut powers = [[0.0f32; LANES]; COMB_GROUPS];
        for (level, shares) in heard.as_flattened().iter().zip(&self.shares) {
            if *level == 0.0 {
                continue;
            }
            let power = level * level;
            for (sum, share) in powers.as_flattened_mut().iter_mut().zip(shares.as_flattened()) {
                *sum += power * share;
            }
        }
        self.levels.begin(&powers.map(|group| group.map(libm::sqrtf)), weights);
    }

    /// Adds a piece of it.
    pub fn sing(&mut self, piece: &Piece<'_>, share: f32, control: usize, sums: &mut [Group]) {
        self.tones.sing(piece, &self.levels, share, control, sums);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_share_out_all_of_a_channels_power_by_their_distance() {
        let mut comb = Comb::default();
        comb.prepare(48_000.0);
        let channels = Channels::even(16, 187.5, 7937.5);
        comb.set(&channels, 1);
        for (n, shares) in comb.shares[..16].iter().enumerate() {
            let shares = shares.as_flattened();
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            let mm: Vec<f32> = (0..TONES).map(|tone| place(frequency(tone))).collect();
            let above: Vec<usize> = (0..TONES).filter(|tone| mm[*tone] > channels.places[n]).collect();
            let (near, far) = (above[0], above[4]);
            let slope = 10.0 * (shares[near] / shares[far]).log10() / (mm[far] - mm[near]);
            assert!((slope - STEEPNESS_DB_PER_MM as f32).abs() < 0.01, "{slope} dB/mm");
        }
    }
}
