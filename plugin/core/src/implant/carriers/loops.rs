//! Noise and the like, made once: rounds of complex sound of unit power, one band wide, turned down to 0 Hz.
//!
//! They know no sample rate and no channel: read at another speed, the band is wider. So nothing expensive is made
//! when settings change, and nothing depends on when it was made.

use std::f64::consts::TAU;
use std::sync::Arc;
use std::sync::LazyLock;

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::kit::random::{Random, draw};

/// Points of a loop per cell, a cell being one over the band's width. With the cubic between points, images lie 51
/// dB down.
const OVERSAMPLING: usize = 4;
/// Lengths, as powers of two of points: 16 384 cells of noise (8 s of a band 2 kHz wide), 8192, 4096.
const NOISE_BITS: u32 = 16;
const LOW_NOISE_BITS: u32 = 15;
const SPREADING_BITS: u32 = 14;
/// Rounds of dividing by the envelope (Kohlrausch et al. 1997: ten).
const FLATTENINGS: usize = 10;
/// Bandwidth re pulse rate of the pulse-spreading loops: how many, the first one's, and how many there are to an
/// octave. Half an octave apart, a channel's rate would be up to a fifth off, and its envelope move a fifth more.
/// It moves less at a rate that is too low than at one that is too high by as much: so the next ratio is taken
/// from this far below it on.
const RATIOS: usize = 25;
const FIRST_RATIO: f32 = 0.5;
const PER_OCTAVE: f32 = 4.0;
const REACH: f32 = 0.8;
/// Random stream of the loops' phases; one more for each.
const STREAM: u32 = 2610;

/// What a band is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Gaussian noise.
    #[default]
    Gaussian,
    /// Low-noise noise.
    LowNoise,
    /// A pulse-spreading harmonic complex.
    Spreading,
}

/// One round.
#[derive(Debug, Clone)]
pub struct Loop {
    /// Real and imaginary parts; the first three come once more at the end.
    points: Vec<[f32; 2]>,
    bits: u32,
}

impl Loop {
    /// Its length, in cells: times one over the bandwidth.
    pub fn cells(&self) -> f64 {
        (1u64 << self.bits) as f64 / OVERSAMPLING as f64
    }

    /// What it has at `position`, in 2^-64 of a round: a cubic through the points on either side (Catmull & Rom
    /// 1974).
    #[inline]
    pub fn at(&self, position: u64) -> [f32; 2] {
        /// 24 bits fill a float's mantissa.
        const SCALE: f32 = 1.0 / (1 << 24) as f32;
        let along = (position << self.bits >> 40) as f32 * SCALE;
        let point = (position >> (64 - self.bits)) as usize;
        let Some([a, b, c, d]) = self.points.get(point..point + 4) else { return [0.0; 2] };
        std::array::from_fn(|part| {
            let (a, b, c, d) = (a[part], b[part], c[part], d[part]);
            let bend = 3.0 * (b - c) + d - a;
            let curve = 2.0 * a - 5.0 * b + 4.0 * c - d;
            b + 0.5 * along * (c - a + along * (curve + along * bend))
        })
    }
}

/// All loops.
#[derive(Debug, Clone)]
pub struct Loops {
    noise: Loop,
    low_noise: Loop,
    spreading: Vec<Loop>,
}

impl Loops {
    /// Those of this process: 4 MiB that every instance reads and nothing ever changes. The first call makes them, which
    /// takes tens of milliseconds and allocates; not for the audio thread.
    pub fn shared() -> &'static Self {
        static LOOPS: LazyLock<Loops> = LazyLock::new(Loops::new);
        &LOOPS
    }

    fn new() -> Self {
        let even = |stream| move |cell: usize| draw::<32>(Random::new(0, stream).bits(cell as i64), 0);
        let noise = Workshop::new(NOISE_BITS).made(even(STREAM));
        let mut workshop = Workshop::new(LOW_NOISE_BITS);
        workshop.set(even(STREAM + 1));
        for _ in 0..FLATTENINGS {
            workshop.flatten();
        }
        let low_noise = workshop.finished();
        let mut workshop = Workshop::new(SPREADING_BITS);
        let cells = workshop.cells as f32;
        let spreading = (0..RATIOS).map(|number| {
            let trains = libm::roundf(libm::sqrtf(cells / ratio(number))) as usize;
            workshop.made(spreading(trains, STREAM + 2 + number as u32))
        });
        Self { noise, low_noise, spreading: spreading.collect() }
    }

    /// Number of the loop of this kind for a band of this width re its pulse rate.
    pub fn number(kind: Kind, ratio: f32) -> usize {
        let next = libm::floorf(REACH + PER_OCTAVE * libm::log2f(ratio / FIRST_RATIO))
            .clamp(0.0, (RATIOS - 1) as f32);
        if kind == Kind::Spreading { next as usize } else { 0 }
    }

    /// A loop.
    pub fn get(&self, kind: Kind, number: usize) -> &Loop {
        match kind {
            Kind::Gaussian => &self.noise,
            Kind::LowNoise => &self.low_noise,
            Kind::Spreading => &self.spreading[number.min(RATIOS - 1)],
        }
    }
}

/// Bandwidth re pulse rate of a pulse-spreading loop.
fn ratio(number: usize) -> f32 {
    FIRST_RATIO * libm::exp2f(number as f32 / PER_OCTAVE)
}

/// Phases, in turns, of a pulse-spreading harmonic complex by harmonic: as many pulse trains as this side by side,
/// each late by a random one of as many lags and turned by a random phase, so that no auditory filter hears two
/// pulses at once (Hilkhuysen & Macherey 2014).
fn spreading(trains: usize, stream: u32) -> impl Fn(usize) -> f64 {
    let random = Random::new(0, stream);
    let mut lags: Vec<usize> = (0..trains).collect();
    for n in (1..trains).rev() {
        lags.swap(n, (draw::<32>(random.bits(n as i64), 0) * (n + 1) as f64) as usize);
    }
    move |harmonic| {
        let (train, pulses) = (harmonic % trains, trains * trains);
        let lag = (harmonic * lags[train] % pulses) as f64 / pulses as f64;
        lag + draw::<32>(random.bits(train as i64), 1)
    }
}

/// Makes loops of one length.
struct Workshop {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    /// Cells of the band, an odd number: as many on either side of 0 Hz.
    cells: usize,
    /// Real and imaginary parts.
    time: [Vec<f32>; 2],
    spectrum: [Vec<Complex32>; 2],
    scratch: Vec<Complex32>,
    bits: u32,
}

impl Workshop {
    fn new(bits: u32) -> Self {
        let size = 1 << bits;
        let mut planner = RealFftPlanner::new();
        let (forward, inverse) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
        let scratch = forward.get_scratch_len().max(inverse.get_scratch_len());
        Self {
            cells: size / OVERSAMPLING - 1,
            time: [forward.make_input_vec(), forward.make_input_vec()],
            spectrum: [forward.make_output_vec(), forward.make_output_vec()],
            scratch: vec![Complex32::default(); scratch],
            forward,
            inverse,
            bits,
        }
    }

    fn made(&mut self, phase: impl Fn(usize) -> f64) -> Loop {
        self.set(phase);
        self.finished()
    }

    /// A band of unit amplitudes with these phases (turns), lowest cell first.
    fn set(&mut self, phase: impl Fn(usize) -> f64) {
        let cell = |number| {
            let (sin, cos) = libm::sincos(TAU * (phase(number) % 1.0));
            Complex32::new(cos as f32, sin as f32)
        };
        let side = self.cells / 2;
        for bin in 0..=side {
            // What is real in time is even about 0 Hz, what is imaginary odd.
            let (above, below) = (cell(side + bin), cell(side - bin).conj());
            let odd = above - below;
            self.spectrum[0][bin] = (above + below) * 0.5;
            self.spectrum[1][bin] = Complex32::new(odd.im, -odd.re) * 0.5;
        }
        self.sound_band();
    }

    /// Divides by the envelope, and keeps to the band.
    fn flatten(&mut self) {
        let [re, im] = &mut self.time;
        for (re, im) in re.iter_mut().zip(im) {
            let magnitude = libm::sqrtf(*re * *re + *im * *im).max(f32::MIN_POSITIVE);
            *re /= magnitude;
            *im /= magnitude;
        }
        for (time, spectrum) in self.time.iter_mut().zip(&mut self.spectrum) {
            // Errors of these calls are wrong lengths only, and the lengths are fixed in `new`.
            let _ = self.forward.process_with_scratch(time, spectrum, &mut self.scratch);
        }
        self.sound_band();
    }

    fn sound_band(&mut self) {
        let side = self.cells / 2;
        for (time, spectrum) in self.time.iter_mut().zip(&mut self.spectrum) {
            spectrum[side + 1..].fill(Complex32::default());
            spectrum[0].im = 0.0;
            let _ = self.inverse.process_with_scratch(spectrum, time, &mut self.scratch);
        }
    }

    /// What is there, at unit power.
    fn finished(&self) -> Loop {
        let [re, im] = &self.time;
        let squares = re.iter().chain(im).map(|x| f64::from(*x) * f64::from(*x));
        let scale = 1.0 / libm::sqrt(squares.sum::<f64>() / re.len() as f64);
        let points = re.iter().zip(im).map(|(re, im)| [re, im].map(|x| (f64::from(*x) * scale) as f32));
        Loop { points: points.clone().chain(points.take(3)).collect(), bits: self.bits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_have_unit_power_no_seam_and_their_kinds_envelopes() {
        let loops = Loops::shared();
        let mut spreads = vec![];
        for (kind, number) in [(Kind::Gaussian, 0), (Kind::LowNoise, 0), (Kind::Spreading, 4)] {
            let round = loops.get(kind, number);
            let magnitudes: Vec<f64> = (0..100_000u64)
                .map(|n| round.at(n.wrapping_mul(184_467_440_737_095)))
                .map(|[re, im]| f64::from(re).hypot(f64::from(im)))
                .collect();
            let mean = |f: &dyn Fn(f64) -> f64| {
                magnitudes.iter().map(|x| f(*x)).sum::<f64>() / magnitudes.len() as f64
            };
            let (average, power) = (mean(&|x| x), mean(&|x| x * x));
            spreads.push((power - average * average).sqrt() / average);
            let seam = round.at(u64::MAX)[0] - round.at(0)[0];
            println!("{kind:?}: power {power:.4}, envelope std/mean {:.3}", spreads[spreads.len() - 1]);
            assert!((power - 1.0).abs() < 0.02 && seam.abs() < 1e-3);
        }
        // A Rayleigh envelope has 0.523.
        assert!((spreads[0] - 0.523).abs() < 0.02 && spreads[1] < 0.15 && spreads[2] < 0.6);
    }

    #[test]
    fn the_next_ratio_of_width_to_rate_is_taken() {
        let number = |ratio| Loops::number(Kind::Spreading, ratio);
        assert_eq!([0.0, 0.5, 0.51, 0.54, 1.0, 2.1, 32.0, 1e9].map(number), [0, 0, 0, 1, 4, 9, 24, 24]);
        assert_eq!(Loops::number(Kind::Gaussian, 3.0), 0);
    }
}
