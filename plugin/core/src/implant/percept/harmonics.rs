//! A voice sung again: harmonics written into a short-time spectrum.

use std::f32::consts::{FRAC_PI_4, PI};

use realfft::num_complex::Complex32;

use super::contour::Note;
use super::envelope::between;
use crate::kit::turn::cos_sin;

/// Bins written on both sides of a harmonic: what is left out lies 36 dB under it.
const REACH: usize = 4;
/// Turns by which each octave's harmonics are later than the octave's below: as much as a mouth spreads them
/// (design), so that not all harmonics peak at once.
const TURNS_PER_OCTAVE: f32 = 0.7;

/// Adds the harmonics of `note` to `spectrum` (of windows by [`crate::kit::stft`]), so that they have the power
/// per bin that `power` says, up to its end.
pub fn sing(note: &Note, power: &[f32], bin_hz: f32, spectrum: &mut [Complex32]) {
    let spacing = note.hz / bin_hz;
    if spacing <= 0.0 {
        return;
    }
    let last = spectrum.len() - 1;
    for harmonic in 1..=(power.len() as f32 / spacing) as usize {
        let at = harmonic as f32 * spacing;
        let power = between(power, at);
        if power <= 0.0 {
            continue;
        }
        // A tone of amplitude `a` has the bins `a * size / PI * lobe`, and the power `(a * size)^2 / 8`.
        let amplitude = libm::sqrtf(8.0 * power * spacing) / PI;
        let later = TURNS_PER_OCTAVE * libm::log2f(harmonic as f32);
        let turns = harmonic as f64 * note.turns;
        let (cos, sin) = cos_sin((turns - libm::floor(turns)) as f32 - later);
        let tone = Complex32::new(amplitude * cos, amplitude * sin);
        // The window's transform is `cos(PI x) / (1 - 4 x x)` about its middle; alternating signs of the bins,
        // because phases are those at its beginning, undo those of the cosine.
        let (wave, _) = cos_sin(0.5 * at);
        let middle = (at + 0.5) as usize;
        let first = middle.saturating_sub(REACH);
        for (bin, spectrum) in (first..).zip(&mut spectrum[first..=(middle + REACH).min(last)]) {
            let off = at - bin as f32;
            let below = 1.0 - 4.0 * off * off;
            let lobe = if below.abs() < 1.0e-3 {
                if bin % 2 == 0 { FRAC_PI_4 } else { -FRAC_PI_4 }
            } else {
                wave / below
            };
            *spectrum += tone * lobe;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::stft::Analysis;

    #[test]
    fn harmonics_are_those_of_a_real_tone() {
        let (size, bin_hz) = (1440, 100.0 / 3.0);
        let (hz, bins) = (210.0f32, 721);
        // Phase 0 in the window's middle.
        let tone: Vec<f32> = (0..size)
            .map(|n| 0.1 * (std::f32::consts::TAU * hz * (n as f32 - 720.0) / 48_000.0).cos())
            .collect();
        let mut analysis = Analysis::new(size);
        analysis.push(&tone);
        let mut real = vec![Complex32::default(); bins];
        analysis.spectrum(0.0, &mut real);
        let total: f32 = real.iter().map(Complex32::norm_sqr).sum();
        let mut sung = real.clone();
        sung.fill(Complex32::default());
        let spacing = hz / bin_hz;
        let mut power = vec![total / spacing; bins];
        // Only the first.
        power.truncate(10);
        sing(&Note { hz, turns: 0.0 }, &power, bin_hz, &mut sung);
        let mut off: f32 = real.iter().zip(&sung).map(|(a, b)| (a - b).norm_sqr()).sum();
        off = 10.0 * (off / total).log10();
        println!("a sung harmonic is within {off:.1} dB of a real one");
        assert!(off < -25.0);
    }
}
