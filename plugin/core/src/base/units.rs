//! Decibels and gains, from functions that give the same bits on every processor.

/// Amplitude gain of `db` decibels.
pub fn gain_from_db(db: f64) -> f64 {
    libm::exp(db * NEPERS_PER_DB)
}

/// Decibels of an amplitude `gain`; negative infinity for 0.
pub fn db_from_gain(gain: f64) -> f64 {
    20.0 * libm::log10(gain)
}

/// Natural logarithm of the gain that one decibel is: ln(10) / 20.
pub const NEPERS_PER_DB: f64 = std::f64::consts::LN_10 / 20.0;

/// `x` if it is a number an audio path can carry: not infinite, not subnormal, not beyond [`LOUDEST_SAMPLE`].
/// Everything else becomes 0, so that one broken sample is silence for one sample and nothing more.
#[inline]
pub fn clean_sample(x: f32) -> f32 {
    let size = x.abs();
    // NaN fails both comparisons.
    if (f32::MIN_POSITIVE..=LOUDEST_SAMPLE).contains(&size) { x } else { 0.0 }
}

/// Largest sample taken for sound, re full scale: +60 dBFS. Beyond it is a fault upstream.
pub const LOUDEST_SAMPLE: f32 = 1000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decibels_and_gains_invert_each_other() {
        for db in [-120.0, -6.0, 0.0, 12.5] {
            assert!((db_from_gain(gain_from_db(db)) - db).abs() < 1e-9);
        }
        assert_eq!(gain_from_db(0.0), 1.0);
    }

    #[test]
    fn broken_samples_become_silence_and_sound_stays() {
        for broken in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.0e9, -1000.1, 1.0e-40, -0.0] {
            assert_eq!(clean_sample(broken).to_bits(), 0);
        }
        for sound in [1.0, -1000.0, f32::MIN_POSITIVE, -1.0e-20] {
            assert_eq!(clean_sample(sound).to_bits(), sound.to_bits());
        }
    }
}
