//! Short-time Fourier analysis and synthesis with four windows over every sample, both of which forget exactly.
//!
//! Frames end on multiples of the hop of the clock, so that a render from the middle cuts time where the whole
//! render does. A frame that ends at clock `g` is known when sample `g` is about to come: what is analysed and
//! overlap-added again at once is one window late, to the sample.

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::ring::Ring;
use crate::base::SEGMENT;

/// Windows over every sample.
pub const OVERLAP: usize = 4;
/// What the squares of [`OVERLAP`] windows, each the square root of a Hann window, add up to.
const SQUARES_SUM: f32 = 2.0;
/// Power of frames that know nothing of each other which sounds as loud as the same power in frames of one sound:
/// these add up in amplitude, those in power alone.
pub const UNRELATED: f32 = OVERLAP as f32;

/// The square root of a periodic Hann window, highest (1) at `window / 2`.
fn root_hann(window: usize) -> Vec<f32> {
    (0..window).map(|n| libm::sin(PI * n as f64 / window as f64) as f32).collect()
}

/// Spectra of the newest samples of one channel.
pub struct Analysis {
    ring: Ring,
    window: Vec<f32>,
    forward: Arc<dyn RealToComplex<f32>>,
    time: Vec<f32>,
    scratch: Vec<Complex32>,
}

impl Analysis {
    /// An analysis by windows of `window` samples (even). Allocates.
    pub fn new(window: usize) -> Self {
        let forward = RealFftPlanner::new().plan_fft_forward(window);
        let mut ring = Ring::default();
        ring.prepare(window);
        Self {
            ring,
            window: root_hann(window),
            time: forward.make_input_vec(),
            scratch: forward.make_scratch_vec(),
            forward,
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.ring.reset();
    }

    /// Appends samples.
    pub fn push(&mut self, sound: &[f32]) {
        self.ring.push(sound);
    }

    /// Writes the spectrum of the window that ends with the newest sample, `window / 2 + 1` bins from 0 Hz up,
    /// unscaled, its phases those at the window's first sample. Returns whether there is any sound: samples that
    /// all lie below `floor` (linear) give a spectrum of exact zeros.
    pub fn spectrum(&mut self, floor: f32, spectrum: &mut [Complex32]) -> bool {
        let newest = self.ring.newest(self.window.len());
        if newest.iter().all(|x| x.abs() < floor) {
            spectrum.fill(Complex32::default());
            return false;
        }
        for ((windowed, x), weight) in self.time.iter_mut().zip(newest).zip(&self.window) {
            *windowed = x * weight;
        }
        // Errors of this call are wrong lengths only, and the lengths are fixed in `new`.
        let _ = self.forward.process_with_scratch(&mut self.time, spectrum, &mut self.scratch);
        true
    }
}

/// Overlap-added frames of one channel.
pub struct Synthesis {
    inverse: Arc<dyn ComplexToReal<f32>>,
    window: Vec<f32>,
    spectrum: Vec<Complex32>,
    time: Vec<f32>,
    scratch: Vec<Complex32>,
    /// What is still to be read, from `next` on and round; read samples are zeroed.
    line: Vec<f32>,
    next: usize,
    spare: usize,
}

impl Synthesis {
    /// A synthesis by windows of `window` samples (even) whose sound is `spare` samples later than it need be: it
    /// is `window + spare` samples late. Allocates.
    pub fn new(window: usize, spare: usize) -> Self {
        let inverse = RealFftPlanner::new().plan_fft_inverse(window);
        let scale = 1.0 / (SQUARES_SUM * window as f32);
        Self {
            window: root_hann(window).into_iter().map(|weight| weight * scale).collect(),
            spectrum: inverse.make_input_vec(),
            time: inverse.make_output_vec(),
            scratch: inverse.make_scratch_vec(),
            line: vec![0.0; window + spare + SEGMENT],
            next: 0,
            spare,
            inverse,
        }
    }

    /// Forgets everything that is still to be read.
    pub fn reset(&mut self) {
        self.line.fill(0.0);
        self.next = 0;
    }

    /// The spectrum that [`add`](Self::add) takes, to be filled in; its content is undefined after that.
    pub fn spectrum(&mut self) -> &mut [Complex32] {
        &mut self.spectrum
    }

    /// Adds the frame whose spectrum was filled in. It ended `at` samples (at most [`SEGMENT`]) after the next one
    /// to be read came in; spectra as they came from [`Analysis`] give the samples themselves.
    pub fn add(&mut self, at: usize) {
        // A real signal has real values at 0 Hz and half the rate.
        if let [first, .., last] = self.spectrum.as_mut_slice() {
            first.im = 0.0;
            last.im = 0.0;
        }
        let _ = self.inverse.process_with_scratch(&mut self.spectrum, &mut self.time, &mut self.scratch);
        let start = self.next + self.spare + at;
        for (n, (x, weight)) in self.time.iter().zip(&self.window).enumerate() {
            let place = wrapped(start + n, self.line.len());
            self.line[place] += x * weight;
        }
    }

    /// Reads the next samples, at most [`SEGMENT`], once all frames that end within them have been added.
    pub fn read(&mut self, out: &mut [f32]) {
        for y in out {
            *y = std::mem::take(&mut self.line[self.next]);
            self.next = wrapped(self.next + 1, self.line.len());
        }
    }
}

/// `place` in a round of `len`, which it passes twice at most.
const fn wrapped(place: usize, len: usize) -> usize {
    if place < len { place } else { place - len }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::kit::random::Random;

    /// What comes out when frames of `sound` are analysed and added again, called with `block` samples at most.
    fn through(sound: &[f32], window: usize, spare: usize, block: usize) -> Vec<f32> {
        let hop = window / OVERLAP;
        let (mut analysis, mut synthesis) = (Analysis::new(window), Synthesis::new(window, spare));
        let mut out = vec![0.0; sound.len()];
        let mut start = 0;
        while start < sound.len() {
            let len = block.min(sound.len() - start);
            for at in 0..len {
                if Clock::at((start + at) as i64).is_on(hop) {
                    analysis.spectrum(0.0, synthesis.spectrum());
                    synthesis.add(at);
                }
                analysis.push(&sound[start + at..=start + at]);
            }
            synthesis.read(&mut out[start..start + len]);
            start += len;
        }
        out
    }

    #[test]
    fn untouched_spectra_give_the_delayed_sound() {
        let random = Random::new(1, 0);
        let sound: Vec<f32> = (0..12_000).map(|n| random.bipolar(n)).collect();
        for (window, spare) in [(1440, 360), (1024, 0), (1320, 330)] {
            let out = through(&sound, window, spare, 31);
            let worst =
                out[window + spare..].iter().zip(&sound).map(|(y, x)| (y - x).abs()).fold(0.0, f32::max);
            assert!(worst < 2e-6, "{window}: {worst}");
            assert!(out[..window + spare].iter().all(|y| y.abs() < 2e-6));
            assert_eq!(out, through(&sound, window, spare, 128));
        }
    }

    #[test]
    fn nothing_is_left_a_window_after_the_sound() {
        let mut sound = vec![1.0; 3000];
        sound.resize(9000, 0.0);
        let out = through(&sound, 1440, 360, 32);
        assert!(out[3000 + 2 * 1440 + 360..].iter().all(|y| *y == 0.0));
        // The frames that hold the end hold its rounding, too.
        assert!(out[3000 + 1800..].iter().all(|y| y.abs() < 1e-6));
    }
}
