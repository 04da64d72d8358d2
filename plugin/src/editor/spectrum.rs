//! What sound consists of, from bass to treble, as the ear divides it and as calm as a picture should be.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::axes::{COLUMNS, column_hz};

/// Levels below this are silence, dBFS.
pub const SILENCE_DB: f32 = -130.0;
/// Half the width of a band in octaves: bands are a twelfth of an octave wide, finer than any auditory filter.
const HALF_BAND_OCTAVES: f32 = 1.0 / 24.0;
/// Half the width of the narrowest band, bins of the transform: a Hann window spreads a tone over three.
const HALF_NARROWEST_BINS: f32 = 1.5;
/// How steeply a tone's skirts fall in the picture, dB per column: a filter bank's, not a transform's cliffs.
const SKIRT_DB: f32 = 3.0;
/// Seconds in which a rising level covers 63 % of its way.
const RISE_SECONDS: f32 = 0.035;
/// Seconds in which a falling level covers 63 % of its way: long enough to read, short enough for a cut to show.
const FALL_SECONDS: f32 = 0.20;

/// Measures band levels of stretches of sound. Holds all the memory a measurement takes.
pub struct Analyser {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    windowed: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// Power below the upper edge of each bin, a full-scale sine being 1.
    power_below: Vec<f32>,
}

impl Analyser {
    /// For stretches of `len` samples. Allocates.
    pub fn new(len: usize) -> Self {
        let transform = RealFftPlanner::<f32>::new().plan_fft_forward(len);
        let hann = |n: usize| 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / len as f32).cos();
        let bins = transform.make_output_vec();
        Self {
            window: (0..len).map(hann).collect(),
            windowed: transform.make_input_vec(),
            scratch: transform.make_scratch_vec(),
            power_below: vec![0.0; bins.len()],
            bins,
            transform,
        }
    }

    /// Level of the band around each column, dBFS: a full-scale sine reads 0, pink noise is level.
    ///
    /// Columns above half of `rate` read silence.
    pub fn measure(&mut self, sound: &[f32], rate: f32, levels: &mut [f32; COLUMNS]) {
        levels.fill(SILENCE_DB);
        if sound.len() != self.windowed.len() || rate <= 0.0 {
            return;
        }
        for ((to, from), window) in self.windowed.iter_mut().zip(sound).zip(&self.window) {
            *to = from * window;
        }
        // Fails only on wrong lengths, and all are the plan's own.
        if self.transform.process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch).is_err()
        {
            return;
        }
        self.add_up();
        let per_bin = rate / sound.len() as f32;
        for (idx, level) in levels.iter_mut().enumerate() {
            let hz = column_hz(idx);
            if hz > 0.5 * rate {
                break;
            }
            let half = (hz * (HALF_BAND_OCTAVES.exp2() - 1.0)).max(HALF_NARROWEST_BINS * per_bin);
            let power = self.below((hz + half) / per_bin) - self.below((hz - half) / per_bin);
            *level = (10.0 * power.max(0.0).log10()).max(SILENCE_DB);
        }
        add_skirts(levels);
    }

    fn add_up(&mut self) {
        let energy: f32 = self.window.iter().map(|w| w * w).sum();
        let full_scale = 4.0 / (self.window.len() as f32 * energy);
        let mut sum = 0.0_f64;
        for (below, bin) in self.power_below.iter_mut().zip(&self.bins) {
            sum += f64::from(bin.norm_sqr() * full_scale);
            *below = sum as f32;
        }
    }

    /// Power below a place between bins; each bin's power is spread evenly over its width.
    fn below(&self, bin: f32) -> f32 {
        let edge = (bin + 0.5).clamp(0.0, self.power_below.len() as f32);
        let whole = edge as usize;
        let up_to = |idx: usize| idx.checked_sub(1).map_or(0.0, |idx| self.power_below[idx]);
        let next = self.power_below.get(whole).copied().unwrap_or_else(|| up_to(whole));
        let here = up_to(whole);
        here + (next - here) * (edge - whole as f32)
    }
}

/// Lets no level fall more steeply than a skirt, on either side; peaks stay as they are.
fn add_skirts(levels: &mut [f32; COLUMNS]) {
    for idx in 1..COLUMNS {
        levels[idx] = levels[idx].max(levels[idx - 1] - SKIRT_DB);
    }
    for idx in (1..COLUMNS).rev() {
        levels[idx - 1] = levels[idx - 1].max(levels[idx] - SKIRT_DB);
    }
}

/// Levels as they are drawn: quick to rise, slow to fall.
pub struct Calmed(pub [f32; COLUMNS]);

impl Default for Calmed {
    fn default() -> Self {
        Self([SILENCE_DB; COLUMNS])
    }
}

impl Calmed {
    /// Follows the measured `levels` for `seconds`.
    pub fn follow(&mut self, levels: &[f32; COLUMNS], seconds: f32) {
        let share = |time: f32| 1.0 - (-seconds / time).exp();
        let (rise, fall) = (share(RISE_SECONDS), share(FALL_SECONDS));
        for (shown, level) in self.0.iter_mut().zip(levels) {
            *shown += (level - *shown) * if level > shown { rise } else { fall };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEN: usize = 4096;
    const RATE: f32 = 48_000.0;

    fn sine(hz: f32, amplitude: f32) -> Vec<f32> {
        (0..LEN).map(|n| amplitude * (std::f32::consts::TAU * hz * n as f32 / RATE).sin()).collect()
    }

    fn levels(sound: &[f32]) -> [f32; COLUMNS] {
        let mut levels = [0.0; COLUMNS];
        Analyser::new(LEN).measure(sound, RATE, &mut levels);
        levels
    }

    #[test]
    fn a_sine_reads_its_level_at_its_place() {
        for (hz, amplitude, db) in [(60.0, 1.0, 0.0), (1000.0, 0.1, -20.0), (12_345.0, 0.01, -40.0)] {
            let levels = levels(&sine(hz, amplitude));
            let (peak, level) = levels.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
            assert!((level - db).abs() < 0.5, "{hz} Hz reads {level} dBFS");
            let octaves = (column_hz(peak) / hz).log2().abs();
            assert!(octaves < if hz < 100.0 { 0.5 } else { 0.06 }, "{hz} Hz stands at {}", column_hz(peak));
        }
    }

    #[test]
    fn silence_and_what_no_rate_can_carry_read_silence() {
        assert!(levels(&[0.0; LEN]).iter().all(|level| *level == SILENCE_DB));
        let mut levels = [0.0; COLUMNS];
        Analyser::new(LEN).measure(&sine(1000.0, 1.0), 22_050.0, &mut levels);
        assert!((0..COLUMNS).all(|idx| column_hz(idx) <= 13_000.0 || levels[idx] == SILENCE_DB));
        Analyser::new(LEN).measure(&sine(1000.0, 1.0), 0.0, &mut levels);
        assert!(levels.iter().all(|level| *level == SILENCE_DB));
    }

    #[test]
    fn levels_rise_quickly_and_fall_slowly_whatever_the_frame_rate() {
        let loud = [0.0; COLUMNS];
        let silent = [-100.0; COLUMNS];
        let mut fast = Calmed(silent);
        let mut slow = Calmed(silent);
        fast.follow(&loud, 1.0 / 15.0);
        slow.follow(&loud, 1.0 / 30.0);
        slow.follow(&loud, 1.0 / 30.0);
        assert!((fast.0[0] - slow.0[0]).abs() < 1e-3);
        assert!(fast.0[0] > -20.0);
        let risen = fast.0[0];
        fast.follow(&silent, 1.0 / 15.0);
        assert!(fast.0[0] > risen - 30.0 && fast.0[0] < risen);
    }
}
