//! What an implant's sound is mixed of.

use crate::base::units::gain_from_db;

use super::settings::ImplantSettings;

/// What glides besides the implant's own amount, in this order.
pub const SHARES: usize = 5;
/// What channels sing.
pub const VOCODE: usize = 0;
/// The cinema's.
pub const METAL: usize = 1;
/// Voices.
pub const PERCEPT: usize = 2;
/// The untouched middle.
pub const CLARITY: usize = 3;
/// The ear's own lows.
pub const ACOUSTIC: usize = 4;

/// How far the renderings step back for the untouched middle, dB: that is as loud as it came at full clarity. At the story's
/// -9 dB, and with everything else as loud as before, STOI rises by 0.02; it asks for 0.1.
const STEP_BACK_DB: f64 = -10.0;

/// What each share is to be: powers of the three renderings add up to 1.
pub fn aims(settings: &ImplantSettings) -> [f32; SHARES] {
    let ImplantSettings { metal_share, percept_share, clarity, acoustic_hz, .. } = *settings;
    let power = gain_from_db(2.0 * STEP_BACK_DB * f64::from(clarity)) as f32;
    let (metal, rest) = (power * metal_share, power * (1.0 - metal_share));
    [
        libm::sqrtf(rest * (1.0 - percept_share)),
        libm::sqrtf(metal),
        libm::sqrtf(rest * percept_share),
        clarity,
        f32::from(u8::from(acoustic_hz > 0.0)),
    ]
}
