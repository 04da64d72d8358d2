//! Bands of noise and the like about the places of channels.

use super::loops::{Kind, Loops};
use super::phasors::Phasors;
use super::ramp::{Levels, Piece};
use super::{GROUPS, OFFSET_STREAM, SHIFT_STREAM, TURN_STREAM};
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::greenwood::{frequency, place};
use crate::kit::lanes::{Group, LANES};
use crate::kit::random::Random;
use crate::kit::section::HIGHEST_SHARE;
use crate::kit::turn::{TURN, turned};
use crate::kit::wide::{dispatch, level, pair, unpair, wide};

/// Loops are read at least this many times per cell, and straight lines lead from one reading to the next: images
/// lie 55 dB down.
const READINGS: f32 = 10.0;
/// Bands reach no lower, and are no narrower, Hz.
const LOWEST_HZ: f32 = 20.0;
const NARROWEST_HZ: f32 = 10.0;

/// Limits of the band that stands for channel `n`, Hz: as long on the cochlea as the band it listens to, about its
/// place.
pub fn limits(channels: &Channels, n: usize, sample_rate: f32) -> (f32, f32) {
    let mm = place(channels.edges[n + 1]) - place(channels.edges[n]);
    let low = frequency(channels.places[n] - 0.5 * mm).max(LOWEST_HZ);
    let high = frequency(channels.places[n] + 0.5 * mm).min(HIGHEST_SHARE as f32 * sample_rate);
    (low, high.max(low + NARROWEST_HZ))
}

/// Pulses a second that fluctuate least at `hz` (Hilkhuysen & Macherey 2014).
pub fn pulse_rate(hz: f32) -> f32 {
    let khz = 0.001 * hz;
    37.0 + khz * (151.0 + khz * 0.17)
}

/// Where a channel reads its loop.
#[derive(Debug, Clone, Copy, Default)]
struct Source {
    number: usize,
    /// Rounds per sample, and at clock position 0, in 2^-64 of a round.
    speed: u64,
    offset: u64,
}

#[derive(Debug, Clone, Default)]
struct Voices {
    phasors: Phasors,
    sources: [Source; LANES],
    /// Channels in use.
    count: usize,
    /// Samples from one reading to the next, a power of two.
    hop: i64,
    /// Readings before and after now, and the position of the former.
    older: [Group; 2],
    newer: [Group; 2],
    at: Option<i64>,
}

/// The bands of one ear.
#[derive(Debug, Clone, Default)]
pub struct Bands {
    loops: Option<&'static Loops>,
    kind: Kind,
    groups: [Voices; GROUPS],
}

impl Bands {
    /// Takes the loops; the first in a process makes them. Allocates.
    pub fn prepare(&mut self) {
        self.loops = Some(Loops::shared());
    }

    /// Takes channels, for a control grid of `control` samples.
    pub fn set(&mut self, channels: &Channels, kind: Kind, seed: u32, sample_rate: f32, control: usize) {
        let Some(loops) = self.loops else { return };
        self.kind = kind;
        let shift = Random::new(seed, SHIFT_STREAM).bits(0);
        for (group, voices) in self.groups.iter_mut().enumerate() {
            let first = group * LANES;
            voices.count = channels.count.saturating_sub(first).min(LANES);
            let mut widest = 0.0f32;
            for lane in 0..voices.count {
                let n = first + lane;
                let (low, high) = limits(channels, n, sample_rate);
                let width = high - low;
                widest = widest.max(width);
                let number = Loops::number(kind, width / pulse_rate(channels.heard_hz(n)));
                let rounds = f64::from(width) / loops.get(kind, number).cells() / f64::from(sample_rate);
                let offset = shift.wrapping_add(offset(seed, n));
                voices.sources[lane] = Source { number, speed: (rounds * TURN) as u64, offset };
                let phase = Random::new(seed, TURN_STREAM).bits(drawn(n));
                voices.phasors.tune(lane, 0.5 * (f64::from(low) + f64::from(high)), sample_rate, phase);
            }
            voices.hop = 1;
            while 2.0 * READINGS * widest * voices.hop as f32 <= sample_rate && voices.hop < control as i64 {
                voices.hop *= 2;
            }
            voices.at = None;
        }
    }

    /// As freshly set.
    pub fn reset(&mut self) {
        for voices in &mut self.groups {
            voices.at = None;
            voices.phasors.reset();
        }
    }

    /// Adds a piece of them, as loud as `levels` times `share`.
    pub fn sing(
        &mut self,
        piece: &Piece<'_>,
        levels: &Levels<GROUPS>,
        share: f32,
        control: usize,
        sums: &mut [Group],
    ) {
        let Some(loops) = self.loops else { return };
        for (group, voices) in self.groups.iter_mut().enumerate() {
            if !levels.is_silent(group) {
                voices.phasors.seek(piece.start, control);
                voices.sing(
                    loops,
                    self.kind,
                    piece,
                    [&levels.older[group], &levels.newer[group]],
                    share,
                    sums,
                );
            }
        }
    }
}

/// What a channel's draws are counted by: every other number, so that each has one to spare.
const fn drawn(n: usize) -> i64 {
    2 * n as i64
}

/// Where in a loop a channel is, apart from the shift of all: each has a stretch of its own, so that no two
/// channels that read at one speed can ever say the same.
fn offset(seed: u32, n: usize) -> u64 {
    /// Bits that number a stretch, and two more: all but the first quarter of each stretch stays free.
    const STRETCH: u32 = MOST_CHANNELS.ilog2();
    let within = Random::new(seed, OFFSET_STREAM).bits(drawn(n)) >> (STRETCH + 2);
    ((n as u64) << (64 - STRETCH)).wrapping_add(within)
}

impl Voices {
    fn read(&self, loops: &Loops, kind: Kind, position: i64) -> [Group; 2] {
        let mut read = [[0.0; LANES]; 2];
        for (lane, source) in self.sources[..self.count].iter().enumerate() {
            let position = source.speed.wrapping_mul(position as u64).wrapping_add(source.offset);
            let [re, im] = loops.get(kind, source.number).at(position);
            read[0][lane] = re;
            read[1][lane] = im;
        }
        read
    }

    /// Goes to the readings about a position.
    fn seek(&mut self, loops: &Loops, kind: Kind, point: i64) {
        if self.at == Some(point) {
            return;
        }
        let next = self.at.is_some_and(|at| at.wrapping_add(self.hop) == point);
        self.older = if next { self.newer } else { self.read(loops, kind, point) };
        self.newer = self.read(loops, kind, point.wrapping_add(self.hop));
        self.at = Some(point);
    }

    fn sing(
        &mut self,
        loops: &Loops,
        kind: Kind,
        piece: &Piece<'_>,
        [from, to]: [&Group; 2],
        share: f32,
        sums: &mut [Group],
    ) {
        let step = 1.0 / self.hop as f32;
        let mut start = 0;
        while start < piece.weights.len() {
            let position = piece.start.wrapping_add(start as i64);
            let into = position.rem_euclid(self.hop);
            self.seek(loops, kind, position.wrapping_sub(into));
            let end = piece.weights.len().min(start + (self.hop - into) as usize);
            let [now, turn] = self.phasors.turning();
            let now = dispatch!(level(), simd => {
                let (mut now, turn) = (pair(simd, &now), pair(simd, &turn));
                let [older_re, older_im] = pair(simd, &self.older);
                let [newer_re, newer_im] = pair(simd, &self.newer);
                let (way_re, way_im) = (newer_re - older_re, newer_im - older_im);
                let (from, to) = (wide(simd, from), wide(simd, to));
                let mut done = into as f32;
                for ([weight, weight_new], sum) in piece.weights[start..end].iter().zip(&mut sums[start..end]) {
                    let along = done * step;
                    done += 1.0;
                    let (re, im) = (older_re + way_re * along, older_im + way_im * along);
                    let level = from * (weight * share) + to * (weight_new * share);
                    *sum = (wide(simd, sum) + level * (re * now[0] - im * now[1])).into();
                    now = turned(now, turn);
                }
                unpair(now)
            });
            self.phasors.leave(now, end - start);
            start = end;
        }
    }
}
