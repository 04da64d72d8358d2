//! How a processor turns sound into current, and what of it is heard.

use crate::base::units::db_from_gain;

/// Steepness of the growth law that loses 20 % of loudness for the first 10 dB of a 40 dB window (Nucleus
/// toolbox).
pub const STEEPNESS: f32 = 340.83;
/// Current of level 0, microamperes (Nucleus CIC4 receivers).
const LOWEST_MICROAMPS: f32 = 17.5;
/// Ratio of the currents of the highest level and level 0 (Nucleus CIC4).
const CURRENT_RATIO: f32 = 100.0;
/// The highest clinical level (Nucleus).
pub const HIGHEST_LEVEL: f32 = 255.0;
/// Decibels of sound that a decibel of current is heard as: loudness goes with current to the power of 2.23 (Cohen
/// 2009), and with the square root of sound pressure. So sound pressure goes with current to twice that power.
pub const SOUND_DB_PER_CURRENT_DB: f32 = 4.46;

/// Loudness (0..1) of an amplitude `r` of the input window (0..1), by the logarithmic law with `steepness` above
/// 0: `ln(1 + a r) / ln(1 + a)` (Nucleus toolbox).
pub fn growth(r: f32, steepness: f32) -> f32 {
    libm::log1pf(steepness * r) / libm::log1pf(steepness)
}

/// The amplitude of the input window (0..1) that is as loud as `loudness` (0..1).
pub fn inverse_growth(loudness: f32, steepness: f32) -> f32 {
    libm::expm1f(loudness * libm::log1pf(steepness)) / steepness
}

/// Where an amplitude lies in a window from `base` to `top`: 0 at the base, 1 at the top, not beyond.
pub fn in_window(amplitude: f32, base: f32, top: f32) -> f32 {
    ((amplitude - base) / (top - base)).clamp(0.0, 1.0)
}

/// How much of the loudness a sound at the top of the window loses when it gets 10 dB softer, percent (Nucleus
/// toolbox: Q), with the window's `base` re its top.
pub fn q_percent(steepness: f32, base: f32) -> f32 {
    const TEN_DB_SOFTER: f32 = 0.316_227_77;
    100.0 * (1.0 - growth(in_window(TEN_DB_SOFTER, base, 1.0), steepness))
}

/// Current of a clinical `level` (0..=[`HIGHEST_LEVEL`]), microamperes.
pub fn microamps(level: f32) -> f32 {
    LOWEST_MICROAMPS * libm::powf(CURRENT_RATIO, level / HIGHEST_LEVEL)
}

/// By how much the current of level `to` is stronger than that of level `from`, dB.
pub fn current_db(from: f32, to: f32) -> f32 {
    (to - from) / HIGHEST_LEVEL * db_from_gain(f64::from(CURRENT_RATIO)) as f32
}

/// Decibels of sound that a decibel within an input window of `range_db` comes out as, when it is told by levels
/// from `t_level` to `c_level`.
pub fn decoded_ratio(t_level: f32, c_level: f32, range_db: f32) -> f32 {
    SOUND_DB_PER_CURRENT_DB * current_db(t_level, c_level).max(0.0) / range_db
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::gain_from_db;

    #[test]
    fn growth_is_the_published_points_and_inverts() {
        for (db, loudness) in
            [(0.0, 1.0), (-10.0, 0.804), (-20.0, 0.610), (-30.0, 0.423), (-40.0, 0.254), (-60.0, 0.050)]
        {
            let r = gain_from_db(db) as f32;
            let found = growth(r, STEEPNESS);
            println!("growth at {db} dB: {found:.4} ({loudness})");
            assert!((found - loudness).abs() < 1e-3);
            assert!((inverse_growth(found, STEEPNESS) / r - 1.0).abs() < 1e-4);
        }
        assert_eq!((growth(0.0, STEEPNESS), inverse_growth(0.0, STEEPNESS)), (0.0, 0.0));
    }

    #[test]
    fn ten_decibels_lose_a_fifth() {
        for (steepness, base) in [(STEEPNESS, 0.01), (416.2, 4.0 / 150.0)] {
            let q = q_percent(steepness, base);
            println!("Q of {steepness}: {q:.3} %");
            assert!((q - 20.0).abs() < 0.1);
        }
    }

    #[test]
    fn levels_are_the_receivers_currents() {
        assert_eq!(microamps(0.0), 17.5);
        assert!((microamps(255.0) / 1750.0 - 1.0).abs() < 1e-5);
        let db = 20.0 * libm::log10f(microamps(157.0) / microamps(100.0));
        assert!((db - current_db(100.0, 157.0)).abs() < 1e-4);
        println!("100 to 157: {db:.3} dB of current, {:.2} dB of sound", db * SOUND_DB_PER_CURRENT_DB);
        assert!((decoded_ratio(100.0, 157.0, 40.0) - 1.0).abs() < 0.0125, "within 0.5 dB over the window");
        assert_eq!(decoded_ratio(150.0, 120.0, 40.0), 0.0);
    }
}
