//! The head between the ears: what an ear hears of sound from the other side.

use std::f32::consts::TAU;

/// Radius of the head, m, and speed of sound, m/s (Woodworth's sphere, `science.md` 10).
const RADIUS: f32 = 0.0875;
const SPEED_OF_SOUND: f32 = 343.0;
/// Where a loudspeaker of a stereo pair stands, degrees from the axis of the ear on its side and of the other (30
/// degrees from the front, ITU-R BS.775).
const NEAR_DEGREES: f32 = 60.0;
const FAR_DEGREES: f32 = 120.0;

/// High-frequency gain of a sphere's ear, `degrees` from its axis (Brown & Duda 1998).
fn brightness(degrees: f32) -> f32 {
    1.05 + 0.95 * libm::cosf((degrees * 180.0 / 150.0).to_radians())
}

/// Level at the far ear re the near one of sound from a loudspeaker on one side, dB (Brown & Duda 1998: one pole, one
/// zero). 0 dB in the bass, where a head casts no shadow.
pub fn shadow_db(hz: f32) -> f32 {
    let corner = SPEED_OF_SOUND / RADIUS / TAU;
    let x = 0.5 * hz / corner;
    let power = |degrees: f32| 1.0 + (brightness(degrees) * x) * (brightness(degrees) * x);
    10.0 * libm::log10f(power(FAR_DEGREES) / power(NEAR_DEGREES))
}

/// Share of it that is in phase with the near ear's, re the near ear's amplitude: the real part of the same pole and zero.
pub fn shadow_in_phase(hz: f32) -> f32 {
    let corner = SPEED_OF_SOUND / RADIUS / TAU;
    let x = 0.5 * hz / corner;
    let (far, near) = (brightness(FAR_DEGREES) * x, brightness(NEAR_DEGREES) * x);
    (1.0 + far * near) / (1.0 + near * near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shadow_is_what_heads_cast() {
        // `science.md` 10: 0-3 dB up to 500 Hz, 5-8 at 1-2 kHz, 10-15 at 3-4 kHz.
        for (hz, least, most) in [
            (50.0, 0.0, 0.1),
            (500.0, 0.5, 3.0),
            (1500.0, 4.0, 8.0),
            (3500.0, 9.0, 15.0),
            (16_000.0, 12.0, 20.0),
        ] {
            assert!((least..=most).contains(&-shadow_db(hz)), "{hz} Hz: {}", shadow_db(hz));
        }
    }
}
