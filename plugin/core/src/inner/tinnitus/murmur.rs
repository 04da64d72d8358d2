//! A band of noise about a carrier, as a function of seed and clock alone.

use crate::kit::random::Random;
use crate::kit::turn::cos_sin;

/// Draws that overlap: each is the height of a Hann bump three draws long, so that the power is the same at any
/// time.
const OVERLAP: i64 = 3;
/// Power of each part of the noise: an even draw's third, times three bumps' mean square of three eighths.
const PART_POWER: f64 = 3.0 / 8.0;
/// Where a Hann bump's spectrum is 10 dB down, in cycles per length of the bump.
const TEN_DB_DOWN: f64 = 1.2548;
/// Distances between draws go by thirds of an octave; whatever lies between is mixed from two neighbours.
const STEPS_PER_OCTAVE: f64 = 3.0;
/// Shortest distance between draws, samples.
const CLOSEST: f64 = 3.0;

/// A complex noise about 0 Hz; turned up by a carrier, it lies about the carrier.
///
/// Its width may move at any time, and depends on no past.
#[derive(Debug, Clone, Copy)]
pub struct Murmur {
    random: Random,
    /// Two distances between draws, each with a gain.
    layers: [Layer; 2],
}

#[derive(Debug, Clone, Copy)]
struct Layer {
    spacing: i64,
    gain: f32,
}

impl Murmur {
    /// One of its own for every random stream.
    pub const fn new(random: Random) -> Self {
        Self { random, layers: [Layer { spacing: OVERLAP, gain: 0.0 }; 2] }
    }

    /// Lets it be 10 dB down at `cycles` per sample to either side, and as strong as a sine of amplitude 1 once
    /// turned up.
    pub fn aim(&mut self, cycles: f64) {
        let spacing = (TEN_DB_DOWN / (OVERLAP as f64 * cycles.max(f64::MIN_POSITIVE))).max(CLOSEST);
        // Nothing is as long as the longest: 2^40 samples.
        let step = (STEPS_PER_OCTAVE * libm::log2(spacing)).min(120.0);
        let below = libm::floor(step);
        let unit = libm::sqrt(0.5 / PART_POWER);
        let (sin, cos) = libm::sincos(std::f64::consts::FRAC_PI_2 * (step - below));
        let layer = |step: f64, gain: f64| Layer {
            spacing: libm::round(libm::exp2(step / STEPS_PER_OCTAVE)) as i64,
            gain: (unit * gain) as f32,
        };
        let (lower, upper) = (layer(below, cos), layer(below + 1.0, sin));
        // Even steps in one place and odd ones in the other: each takes a new distance only while it is silent.
        self.layers = if (below as i64) % 2 == 0 { [lower, upper] } else { [upper, lower] };
    }

    /// The noise from clock position `now` on, both parts.
    pub fn fill(&self, now: i64, re: &mut [f32], im: &mut [f32]) {
        re.fill(0.0);
        im.fill(0.0);
        for (parity, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.gain != 0.0) {
            self.add(parity as i64, *layer, now, re, im);
        }
    }

    fn add(&self, parity: i64, layer: Layer, now: i64, re: &mut [f32], im: &mut [f32]) {
        let per_sample = 1.0 / (OVERLAP * layer.spacing) as f32;
        let mut done = 0;
        while done < re.len() {
            let at = now + done as i64;
            let (draw, since) = (at.div_euclid(layer.spacing), at.rem_euclid(layer.spacing));
            let len = ((layer.spacing - since) as usize).min(re.len() - done);
            let [a, b] = [0, 1].map(|part| self.bumps(draw, 2 * parity + part, layer.gain));
            let parts = re[done..done + len].iter_mut().zip(&mut im[done..done + len]);
            for (n, (re, im)) in parts.enumerate() {
                let (cos, sin) = cos_sin((since as usize + n) as f32 * per_sample);
                *re += a[0] + a[1] * cos + a[2] * sin;
                *im += b[0] + b[1] * cos + b[2] * sin;
            }
            done += len;
        }
    }

    /// The bumps that overlap after `draw`: what stands still, and what goes with cosine and sine of a turn per
    /// bump.
    fn bumps(&self, draw: i64, part: i64, gain: f32) -> [f32; 3] {
        /// Cosine and sine of a third of a turn, and of two.
        const COS: f32 = -0.5;
        const SIN: f32 = 0.866_025_4;
        let height = |age: i64| 0.5 * gain * self.random.bipolar(4 * (draw - age) + part);
        let [new, middle, old] = [0, 1, 2].map(height);
        [new + middle + old, -(new + COS * (middle + old)), SIN * (middle - old)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(cycles: f64, from: i64, len: usize) -> [Vec<f32>; 2] {
        let mut murmur = Murmur::new(Random::new(1, 2000));
        murmur.aim(cycles);
        let mut parts = [vec![0.0; len], vec![0.0; len]];
        let [re, im] = &mut parts;
        for (n, (re, im)) in re.chunks_mut(100).zip(im.chunks_mut(100)).enumerate() {
            murmur.fill(from + 100 * n as i64, re, im);
        }
        parts
    }

    #[test]
    fn it_has_its_power_at_any_width_and_no_past() {
        for cycles in [0.001, 0.0187, 0.0133, 0.05] {
            let [re, im] = parts(cycles, -1000, 1_000_000);
            let power = |x: &[f32]| x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / x.len() as f64;
            for db in [&re, &im].map(|x| 10.0 * (power(x) / 0.5).log10()) {
                assert!(db.abs() < 0.4, "{cycles}: {db} dB");
            }
            let product: f64 = re.iter().zip(&im).map(|(a, b)| f64::from(a * b)).sum();
            assert!((product / re.len() as f64).abs() < 0.03);
            assert_eq!(re[5321..5400], parts(cycles, 4321, 79)[0]);
        }
    }

    #[test]
    fn it_is_ten_decibels_down_where_it_should_be() {
        // Power of what a transform of many stretches has at one frequency.
        let [re, im] = parts(0.02, 0, 2_000_000);
        let at = |cycles: f64| -> f64 {
            let stretch = |n: usize| {
                let (mut x, mut y) = (0.0, 0.0);
                for k in 0..1000 {
                    let (sin, cos) = (std::f64::consts::TAU * cycles * k as f64).sin_cos();
                    let window = 1.0 - (std::f64::consts::TAU * k as f64 / 1000.0).cos();
                    let (a, b) = (f64::from(re[n * 1000 + k]), f64::from(im[n * 1000 + k]));
                    x += window * (a * cos + b * sin);
                    y += window * (b * cos - a * sin);
                }
                x * x + y * y
            };
            (0..2000).map(stretch).sum()
        };
        for side in [-0.02, 0.02] {
            let db = 10.0 * (at(side) / at(0.0)).log10();
            assert!((-11.5..-8.5).contains(&db), "{side}: {db} dB");
        }
    }
}
