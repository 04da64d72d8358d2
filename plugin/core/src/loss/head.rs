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

/// A zero's frequency at the far ear and a pole's at the near one (Brown & Duda 1998), each as `hz` over it.
fn zero_and_pole(hz: f32) -> (f32, f32) {
    let corner = SPEED_OF_SOUND / RADIUS / TAU;
    let x = 0.5 * hz / corner;
    (brightness(FAR_DEGREES) * x, brightness(NEAR_DEGREES) * x)
}

/// Level at the far ear re the near one of sound from a loudspeaker on one side, dB. 0 dB in the bass, where a head casts no
/// shadow.
pub fn shadow_db(hz: f32) -> f32 {
    let (far, near) = zero_and_pole(hz);
    10.0 * libm::log10f((1.0 + far * far) / (1.0 + near * near))
}

/// Amplitude of the part of it that is in phase with the near ear's, re the near ear's: the real part of that response.
pub fn shadow_in_phase(hz: f32) -> f32 {
    let (far, near) = zero_and_pole(hz);
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

    #[test]
    fn the_shadow_is_in_phase_at_both_ends_and_never_louder_than_itself() {
        for hz in [20.0, 200.0, 1000.0, 5000.0, 20_000.0] {
            let whole = libm::exp10f(0.05 * shadow_db(hz));
            assert!(shadow_in_phase(hz) > 0.0 && shadow_in_phase(hz) <= whole + 1.0e-6, "{hz} Hz");
        }
        assert!(shadow_in_phase(1000.0) < 0.97 * libm::exp10f(0.05 * shadow_db(1000.0)));
        assert!((shadow_in_phase(20.0) - 1.0).abs() < 1.0e-2);
    }
}
