//! What a young normal ear just hears: where 0 dB HL lies.

use crate::kit::place::Place;

/// Frequencies of the reference threshold, Hz: preferred third-octaves of ISO 266, and three above 12.5 kHz.
const FREQUENCIES: [f32; 32] = [
    20.0, 25.0, 31.5, 40.0, 50.0, 63.0, 80.0, 100.0, 125.0, 160.0, 200.0, 250.0, 315.0, 400.0, 500.0, 630.0,
    800.0, 1000.0, 1250.0, 1600.0, 2000.0, 2500.0, 3150.0, 4000.0, 5000.0, 6300.0, 8000.0, 10_000.0,
    12_500.0, 14_000.0, 16_000.0, 18_000.0,
];

/// Threshold of hearing in a free field, sound from the front, both ears, dB SPL (ISO 389-7 and ISO 226:2003; above
/// 12.5 kHz ISO 389-7:2005, 18 kHz being the middle of what is published). Loudspeakers and near-field monitors are
/// that case; headphones are nearer the diffuse-field row, which differs by up to 6 dB at 8 kHz.
const FREE_FIELD: [f32; FREQUENCIES.len()] = [
    78.5, 68.7, 59.5, 51.1, 44.0, 37.5, 31.5, 26.5, 22.1, 17.9, 14.4, 11.4, 8.6, 6.2, 4.4, 3.0, 2.2, 2.4,
    3.5, 1.7, -1.3, -4.2, -6.0, -5.4, -1.5, 6.0, 12.6, 13.9, 12.3, 18.4, 40.2, 71.0,
];

/// Sound pressure level of 0 dB HL at `hz`, dB SPL: straight in dB over the logarithm of frequency between the
/// standard's, level beyond them.
pub fn threshold_spl(hz: f32) -> f32 {
    Place::among(&FREQUENCIES, hz).read(&FREE_FIELD)
}

/// RMS of a full-scale sine, dB re full scale: what dBFS levels refer to (AES17).
pub const SINE_RMS_DB: f32 = -3.0103;
/// Level of the calibration noise, dBFS RMS (SMPTE RP 200).
pub const REFERENCE_NOISE_DBFS: f32 = -20.0;

/// What to add to a mean square in dB re full scale to get dB SPL, where pink noise at -20 dBFS RMS makes
/// `listening_level` dB SPL.
pub fn spl_offset(listening_level: f32) -> f32 {
    listening_level - REFERENCE_NOISE_DBFS - SINE_RMS_DB
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_hearing_level_is_the_standards_sound_pressure() {
        // ISO 389-7:2005 at audiometric frequencies.
        for (hz, spl) in [(125.0, 22.1), (250.0, 11.4), (1000.0, 2.4), (3000.0, -5.8), (8000.0, 12.6)] {
            assert!((threshold_spl(hz) - spl).abs() < 0.5, "{hz} Hz: {}", threshold_spl(hz));
        }
        assert_eq!(threshold_spl(1.0), 78.5);
        assert_eq!(threshold_spl(96_000.0), 71.0);
    }

    #[test]
    fn a_full_scale_sine_is_loud_by_the_listening_level() {
        // Near field, 79 dB per channel: a full-scale sine makes 99 dB SPL.
        assert!((SINE_RMS_DB + spl_offset(79.0) - 99.0).abs() < 1e-3);
    }
}
