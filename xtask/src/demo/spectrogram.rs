//! Sound as a picture's numbers: level over time and frequency.

use realfft::RealFftPlanner;

/// Points of the transform: 85 ms at 48 kHz, fine enough to tell 40 from 60 Hz.
const SIZE: usize = 4096;

/// Levels in dB of a sine's full scale, over time and frequency.
pub struct Spectrogram {
    rows: Vec<Vec<f32>>,
    hz_per_bin: f64,
}

impl Spectrogram {
    /// `columns` spectra, evenly over `sound`.
    pub fn new(sound: &[f32], rate: u32, columns: usize) -> Self {
        let transform = RealFftPlanner::<f32>::new().plan_fft_forward(SIZE);
        let window: Vec<f32> =
            (0..SIZE).map(|n| 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / SIZE as f32).cos()).collect();
        // A full-scale sine in the window's middle bin is 0 dB.
        let full_scale = window.iter().sum::<f32>() / 2.0;
        let mut spectrum = transform.make_output_vec();
        let rows = (0..columns)
            .map(|column| {
                let middle = (column as f64 + 0.5) / columns as f64 * sound.len() as f64;
                let start = middle as isize - (SIZE / 2) as isize;
                let at = |n: usize| {
                    usize::try_from(start + n as isize).ok().and_then(|n| sound.get(n)).unwrap_or(&0.0)
                };
                let mut time: Vec<f32> = (0..SIZE).map(|n| at(n) * window[n]).collect();
                // The only error is a wrong length, and the lengths are the plan's own.
                let _ = transform.process(&mut time, &mut spectrum);
                spectrum
                    .iter()
                    .map(|x| 20.0 * (x.norm() / full_scale).max(f32::MIN_POSITIVE).log10())
                    .collect()
            })
            .collect();
        Self { rows, hz_per_bin: f64::from(rate) / SIZE as f64 }
    }

    /// The loudest level in `column` between `low` and `high` Hz, dB; where that is narrower than the transform
    /// tells apart, the level in between.
    pub fn level_db(&self, column: usize, low: f64, high: f64) -> f32 {
        let row = &self.rows[column];
        let bin = |hz: f64| (hz / self.hz_per_bin).clamp(0.0, (row.len() - 1) as f64);
        let (first, last) = (bin(low), bin(high));
        if last - first < 1.0 {
            // Between two bins: as far down the picture, one would be a band of its own.
            let (below, along) = (first.floor() as usize, first.fract() as f32);
            let above = row[(below + 1).min(row.len() - 1)];
            return row[below] + (above - row[below]) * along;
        }
        row[first.round() as usize..=last.round() as usize].iter().copied().fold(f32::MIN, f32::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_sine_reads_0_db_at_its_place() {
        let sine: Vec<f32> =
            (0..48_000).map(|n| (std::f32::consts::TAU * 1000.0 * n as f32 / 48_000.0).sin()).collect();
        let picture = Spectrogram::new(&sine, 48_000, 10);
        assert!(picture.level_db(5, 900.0, 1100.0).abs() < 1.0);
        assert!(picture.level_db(5, 3000.0, 5000.0) < -60.0);
    }
}
