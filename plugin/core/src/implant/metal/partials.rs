//! Steady partials of a frame, painted as the few bins they fill.

use std::f32::consts::PI;

use realfft::num_complex::Complex32;

use super::bands::usable;
use crate::implant::split::Sizes;
use crate::kit::turn::cos_sin;

/// Bins on each side of a partial that are painted: what is left out lies 50 dB under it.
const REACH: usize = 3;
/// Smallest distance from a place where the lobe's formula divides by nothing, bins.
const NEAR: f32 = 1.0e-3;
/// What is left of an overlap-added partial under a Hann window and the synthesis' own, where four windows lie
/// over every sample and count half: the mean of a sine's cube is 4 / (3 pi).
const KEPT: f32 = 8.0 / (3.0 * PI);

/// Paints Hann-windowed partials.
pub struct Brush {
    usable: usize,
    bin_hz: f32,
    /// Half the sum of the window, times half for the two sides of the spectrum, over what is left of it.
    scale: f32,
}

impl Brush {
    /// For frames of these sizes.
    pub const fn new(sizes: Sizes) -> Self {
        Self { usable: usable(sizes.bins()), bin_hz: sizes.bin_hz, scale: 0.25 * sizes.window as f32 / KEPT }
    }

    /// Adds a partial of `amplitude` at `hz` that is `turns` turns after its top at the frame's middle. Those near
    /// 0 Hz or half the sample rate are left out.
    pub fn paint(&self, spectrum: &mut [Complex32], hz: f32, turns: f32, amplitude: f32) {
        let place = hz / self.bin_hz;
        let below = place as usize;
        if below < REACH || below + REACH >= self.usable {
            return;
        }
        let (cos, sin) = cos_sin(turns);
        let phasor = Complex32::new(cos, sin) * (amplitude * self.scale);
        let along = place - below as f32;
        // The lobe of a Hann window is sin(pi x) / (pi x (1 - x x)), turned by half a turn per bin from the
        // frame's middle to its first sample. The sine changes its sign per bin, too: all that differs is what it
        // is divided by.
        let swing = if below.is_multiple_of(2) { -1.0 } else { 1.0 } * libm::sinf(PI * along) / PI;
        let first = below + 1 - REACH;
        for (bin, value) in (first..).zip(&mut spectrum[first..=below + REACH]) {
            let off = bin as f32 - place;
            let sign = if bin.is_multiple_of(2) { 1.0 } else { -1.0 };
            let lobe = if off.abs() < NEAR {
                sign
            } else if (off.abs() - 1.0).abs() < NEAR {
                0.5 * sign
            } else {
                swing / (off * (1.0 - off * off))
            };
            *value += phasor * lobe;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Spec;
    use crate::implant::split::Shape;
    use crate::kit::stft::Synthesis;

    #[test]
    fn painted_partials_are_steady_and_where_they_should_be() {
        for hz in [250.0, 1000.0, 3333.3f32] {
            let sizes = Shape::Film.sizes(&Spec::default());
            let (brush, mut synthesis) = (Brush::new(sizes), Synthesis::new(sizes.window, sizes.spare));
            let mut out = [0.0; 120];
            let mut worst = 0.0f64;
            for block in 0..200i64 {
                let start = block * 120;
                if block % 3 == 0 {
                    let spectrum = synthesis.spectrum();
                    spectrum.fill(Complex32::default());
                    let turns = f64::from(hz) / 48_000.0 * (start - sizes.window as i64 / 2) as f64;
                    brush.paint(spectrum, hz, turns.rem_euclid(1.0) as f32, 0.5);
                    synthesis.add(0);
                }
                synthesis.read(&mut out);
                for (n, y) in out.iter().enumerate().filter(|_| block > 60) {
                    let t = (start + n as i64 - sizes.latency() as i64) as f64 / 48_000.0;
                    let x = 0.5 * (std::f64::consts::TAU * f64::from(hz) * t).cos();
                    worst = worst.max((f64::from(*y) - x).abs());
                }
            }
            println!("{hz} Hz: within {worst:.4}");
            assert!(worst < 0.02, "{hz}: {worst}");
        }
    }
}
