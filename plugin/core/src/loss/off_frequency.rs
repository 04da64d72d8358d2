//! Dead regions: what no inner hair cell of its own answers for is heard, if at all, at the edge of the living ones.
//!
//! Within 1.7 times the edge's frequency (0.57 times, where low frequencies are dead) the envelopes of the dead bands
//! sound at the edge instead, softer, and beating against each other: noisy, with a wrong pitch. Beyond, nothing is
//! heard (`science.md` 7). The bands' own envelopes are moved rather than noise shaped by them, so that what is heard
//! stays linear in the input and stems add up.

use super::ear::{EarGains, Station};
use crate::base::units::gain_from_db;
use crate::base::{Bands, Chunk, SEGMENT};
use crate::hearing::bands::level_norms;
use crate::kit::blend::mix;

/// How far from the edge a dead region is still heard there: frequency ratios above and below (`science.md` 7).
const HEARD_ABOVE: f32 = 1.7;
const HEARD_BELOW: f32 = 0.57;
/// How much softer, dB: the middle of the 6 to 12 dB in `science.md` 7.
const SOFTER_DB: f32 = -9.0;
/// How far below the law a wholly dead band's own place stays, dB.
const MUTED_SHARE: f32 = 1.0e-6;
/// Share from which a band counts as dead.
const DEAD: f32 = 0.5;

#[derive(Debug, Clone, Copy)]
struct Route {
    from: usize,
    to: usize,
    gain: f32,
}

/// One ear's off-frequency hearing.
#[derive(Debug, Clone, Default)]
pub struct OffFrequency {
    norms: Vec<f32>,
    older: Vec<Route>,
    newer: Vec<Route>,
}

impl OffFrequency {
    /// Makes room. Allocates.
    pub fn prepare(&mut self, stations: &[Station]) {
        let centres: Vec<f32> = stations.iter().map(|station| station.band.hz).collect();
        self.norms = level_norms(&centres);
        self.older = Vec::with_capacity(stations.len());
        self.newer = Vec::with_capacity(stations.len());
    }

    /// Nothing is heard off its place, from now on and until [`depart`](Self::depart).
    pub fn reset(&mut self) {
        self.older.clear();
        self.newer.clear();
    }

    /// The newer routes have taken over.
    pub fn settle(&mut self) {
        self.older.clone_from(&self.newer);
    }

    /// Whether nothing is heard off its place.
    pub fn is_silent(&self) -> bool {
        self.older.is_empty() && self.newer.is_empty()
    }

    /// Starts from where the ear is, `weight` of the way to the newer routes, towards what `ear` has become; takes from
    /// its gains what its own places no longer hear. `depth` is how much of the loss is heard, `matched` the gain on
    /// everything.
    pub fn depart(
        &mut self,
        weight: f32,
        stations: &[Station],
        ear: &mut EarGains,
        [depth, matched]: [f32; 2],
    ) {
        if weight >= 0.5 {
            std::mem::swap(&mut self.older, &mut self.newer);
        }
        self.newer.clear();
        let count = stations.len();
        for from in 0..count {
            let share = depth * ear.dead[from];
            if share <= 0.0 {
                continue;
            }
            let lives = |n: &usize| ear.dead[*n] < DEAD;
            let at = stations[from].band;
            let reaches = |n: &usize| (HEARD_BELOW..=HEARD_ABOVE).contains(&(at.hz / stations[*n].band.hz));
            let below = (0..from).rev().find(lives);
            let edge = below.or_else(|| (from + 1..count).find(lives)).filter(reaches);
            if let Some(to) = edge.filter(|_| self.newer.len() < self.newer.capacity()) {
                let place = stations[to].band.normal_threshold - at.normal_threshold;
                let db = f64::from(ear.gains[from] + place + SOFTER_DB);
                let gain = matched * gain_from_db(db) as f32 * libm::sqrtf(share / self.norms[from]);
                self.newer.push(Route { from, to, gain });
            }
            ear.gains[from] += 10.0 * libm::log10f((1.0 - share).max(MUTED_SHARE));
        }
    }

    /// Adds what is heard off its place; `weights` are the newer routes' shares.
    pub fn add(&self, bands: &Bands, carriers: &Bands, weights: &[f32], output: &mut Chunk) {
        if self.is_silent() {
            return;
        }
        let (mut older, mut newer) = ([0.0; SEGMENT], [0.0; SEGMENT]);
        for (routes, sum) in [(&self.older, &mut older), (&self.newer, &mut newer)] {
            for Route { from, to, gain } in routes {
                for (sample, sum) in sum[..weights.len()].iter_mut().enumerate() {
                    let ((re, im), (turn_re, turn_im)) = (bands.at(*from, sample), carriers.at(*to, sample));
                    *sum += gain * (re * turn_re - im * turn_im);
                }
            }
        }
        for (n, weight) in weights.iter().enumerate() {
            output[n] += mix(older[n], newer[n], *weight);
        }
    }
}
