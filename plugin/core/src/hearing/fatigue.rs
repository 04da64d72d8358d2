//! Temporary threshold shift: how far hearing tires under sound, and how it comes back.

use crate::kit::place::Place;

/// Octave bands for which [`HARMLESS`] is given, Hz.
const BANDS: [f32; 3] = [1000.0, 2000.0, 4000.0];
/// Level in an octave band below which no length of exposure tires that band, dB SPL (Mills; `science.md` 3.2).
const HARMLESS: [f32; 3] = [82.0, 78.0, 74.0];
/// Decibels of shift, in the end, per decibel above [`HARMLESS`] (Mills, Gilbert & Adkins 1979; `science.md` 3.1).
const GROWTH: f32 = 1.7;
/// Time constant of the growth, hours (`science.md` 3.2).
const GROWTH_HOURS: f32 = 2.1;
/// Time from two minutes after the sound, when a shift is first measured, to its end, in those two minutes: 16 hours, for
/// shifts up to 40 dB (Ward 1959; `science.md` 3.2).
const RECOVERY_RATIO: f32 = 480.0;

/// Threshold shift, dB, after `hours` of noise of `level` dB SPL in the octave band at `hz`, where it is largest: from
/// there to half an octave above. Music tires three to five times less (`science.md` 3.2).
pub fn shift(level: f32, hz: f32, hours: f32) -> f32 {
    let harmless = Place::among(&BANDS, hz).read(&HARMLESS);
    GROWTH * (level - harmless).max(0.0) * (1.0 - libm::expf(-hours.max(0.0) / GROWTH_HOURS))
}

/// What is left of a shift, 0..1, after a share 0..1 of the time it takes to recover: straight over the logarithm of time,
/// with the first point two minutes into 16 hours.
pub fn left(time: f32) -> f32 {
    remaining(time, RECOVERY_RATIO)
}

/// What is left of a loss, 0..1, after a share `time` 0..1 of the time it takes to recover, when it recovers straight
/// over the logarithm of time, `ratio` being that between its last and first moments.
pub fn remaining(time: f32, ratio: f32) -> f32 {
    let gone = libm::logf(1.0 + time.max(0.0) * (ratio - 1.0)) / libm::logf(ratio);
    if time >= 1.0 { 0.0 } else { (1.0 - gone).max(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_are_those_measured_after_a_day_of_noise() {
        // `science.md` 3.1: 24 hours of an octave band at 4 kHz, asymptotes of 9.3-9.7 and 17.8-18.4 dB.
        assert!((shift(80.0, 4000.0, 24.0) - 9.5).abs() < 1.0);
        assert!((shift(85.0, 4000.0, 24.0) - 18.1).abs() < 1.0);
        // 24 hours of 90 dB from 300 to 600 Hz: about 11 dB from 500 to 1000 Hz.
        assert!((shift(90.0, 424.0, 24.0) - 11.0).abs() < 3.0);
        // Quiet sound never tires; half of the growth takes an hour and a half.
        assert_eq!(shift(74.0, 4000.0, 1000.0), 0.0);
        let half = shift(90.0, 4000.0, GROWTH_HOURS * std::f32::consts::LN_2) / shift(90.0, 4000.0, 1.0e3);
        assert!((half - 0.5).abs() < 1e-3);
    }

    #[test]
    fn recovery_is_straight_over_the_logarithm_of_time() {
        // Of 16 hours: two minutes after the sound nothing has recovered, at the geometric middle half.
        let minutes = |minutes: f32| left((minutes - 2.0) / (16.0 * 60.0 - 2.0));
        assert_eq!((minutes(2.0), minutes(960.0), left(7.0)), (1.0, 0.0, 0.0));
        assert!((minutes((2.0f32 * 960.0).sqrt()) - 0.5).abs() < 1e-3);
        assert!((minutes(20.0) - minutes(200.0) - (minutes(6.0) - minutes(60.0))).abs() < 1e-3);
    }
}
