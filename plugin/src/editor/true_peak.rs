//! Peaks between the samples of a stretch of sound: measured in the editor, so that the audio thread pays nothing.

use threshold_core::kit::true_peak::{TRUE_PEAK_DELAY, TruePeak};

/// Samples at either end of a stretch that the interpolator knows too little of.
const EDGE: usize = 2 * TRUE_PEAK_DELAY;

/// Largest magnitude at and between the samples of `stretch`, its first few samples left out.
pub fn of(stretch: &[f32]) -> f32 {
    let mut meter = TruePeak::default();
    let peaks = stretch.iter().map(|sample| meter.next_peak(*sample));
    peaks.skip(EDGE).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    const RATE: f32 = 48_000.0;
    const LEN: usize = 4096;

    fn db(cycles: f32, phase: f32) -> f32 {
        let stretch: Vec<f32> = (0..LEN).map(|n| 0.5 * (TAU * (cycles * n as f32 + phase)).sin()).collect();
        20.0 * (of(&stretch) / 0.5).log10()
    }

    #[test]
    fn crests_between_the_samples_of_a_high_sine_are_found_to_a_tenth_of_a_decibel() {
        for hz in [997.0, 6000.0, 11_991.0, 12_000.0, 12_345.0] {
            let read = db(hz / RATE, 0.125);
            assert!(read.abs() < 0.1, "{hz} Hz reads {read} dB off");
        }
    }

    #[test]
    fn sound_that_begins_with_the_stretch_makes_no_peak_of_its_own() {
        let level = [0.5; LEN];
        assert!((of(&level) - 0.5).abs() < 1e-3);
        assert_eq!(of(&[]), 0.0);
        assert_eq!(of(&[1.0; 3]), 0.0);
    }
}
