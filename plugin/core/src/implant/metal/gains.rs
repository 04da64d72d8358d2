//! What is turned up and down by frequency.

use crate::base::units::gain_from_db;

/// How far `hz` is on the way from one frequency to another, along octaves, with soft ends.
pub fn along(hz: f32, (from, to): (f32, f32)) -> f32 {
    let x = (libm::log2f(hz.max(1.0) / from) / libm::log2f(to / from)).clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// Gain of what is sung at `hz`: no bass, and a bright middle.
pub fn brightness(hz: f32) -> f32 {
    /// The high-pass at 190 Hz, and +6 dB from 2 to 6 kHz (design): where each begins and ends, Hz.
    const HIGH_PASS: (f32, f32) = (175.0, 240.0);
    const RISE: (f32, f32) = (1400.0, 2400.0);
    const FALL: (f32, f32) = (5500.0, 9000.0);
    const BRIGHT_DB: f32 = 6.0;
    let boost = BRIGHT_DB * (along(hz, RISE) - along(hz, FALL));
    along(hz, HIGH_PASS) * gain_from_db(f64::from(boost)) as f32
}

/// Gain of what strikes at `hz`: besides, treble comes forward.
pub fn strike_gain(hz: f32) -> f32 {
    /// Where the tilt begins and ends, Hz, and how much it is.
    const TILT: (f32, f32) = (500.0, 8000.0);
    const TILT_DB: f32 = 6.0;
    brightness(hz) * gain_from_db(f64::from(TILT_DB * along(hz, TILT))) as f32
}
