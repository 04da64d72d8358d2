//! The heart: two dull blows per beat.

use crate::kit::noise::rms_of;
use crate::kit::turn::cos_sin;

/// Long-term level at rest, dBFS RMS (`story.md`, S8).
pub const DBFS: f64 = -46.0;
/// From the first blow to the second at one beat per second, seconds (about the length of a systole). It shortens with
/// the square root of the period, as the QT interval does (Bazett 1920).
const SYSTOLE_SECONDS: f32 = 0.300;

/// A blow: a raised-cosine window over a tone and its overtones, odd about the middle, so that it pushes nothing.
struct Blow {
    /// Length, seconds.
    seconds: f32,
    /// Frequency, Hz (`story.md`, S8: 25-60).
    hz: f32,
    /// Peaks of the tone and of its second and third harmonic, relative: these carry it on small speakers (design).
    harmonics: [f32; 3],
}

/// The first heart sound, and the second: shorter, higher, softer (design).
const LUB: Blow = Blow { seconds: 0.130, hz: 38.0, harmonics: [1.0, 0.35, 0.15] };
const DUB: Blow = Blow { seconds: 0.100, hz: 48.0, harmonics: [0.65, 0.20, 0.0] };

impl Blow {
    /// Its sound `seconds` after its start.
    #[inline]
    fn at(&self, seconds: f32) -> f32 {
        let along = seconds / self.seconds;
        if !(0.0..1.0).contains(&along) {
            return 0.0;
        }
        let (window, _) = cos_sin(along);
        let (cos, sin) = cos_sin(self.hz * (seconds - 0.5 * self.seconds));
        let [first, second, third] = self.harmonics;
        let tone = first * sin + second * 2.0 * sin * cos + third * sin * (3.0 - 4.0 * sin * sin);
        (0.5 - 0.5 * window) * tone
    }
}

/// How long a systole is at a beat of `period` seconds, seconds.
pub fn systole(period: f32) -> f32 {
    SYSTOLE_SECONDS * libm::sqrtf(period)
}

/// Both blows, of no level yet.
#[inline]
fn blows(seconds: f32, systole: f32) -> f32 {
    LUB.at(seconds) + DUB.at(seconds - systole)
}

/// The heart's level.
#[derive(Debug, Clone, Copy)]
pub struct Heart {
    gain: f32,
}

impl Default for Heart {
    fn default() -> Self {
        /// Steps of the sum that finds the level of a beat of one second: 0.1 ms.
        const STEPS: u32 = 10_000;
        let sample = |n| f64::from(blows(n as f32 / STEPS as f32, SYSTOLE_SECONDS));
        let power = (0..STEPS).map(|n| sample(n) * sample(n)).sum::<f64>() / f64::from(STEPS);
        Self { gain: (rms_of(DBFS) / libm::sqrt(power)) as f32 }
    }
}

impl Heart {
    /// The sound `seconds` after the first blow began, of a beat with this systole, seconds.
    #[inline]
    pub fn at(self, seconds: f32, systole: f32) -> f32 {
        self.gain * blows(seconds, systole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Power of `sound` at `hz` re its whole power, both over one second at 8 kHz.
    fn power_at(sound: &[f64], hz: f64) -> f64 {
        let turn = |n: usize| std::f64::consts::TAU * hz * n as f64 / 8000.0;
        let re: f64 = sound.iter().enumerate().map(|(n, x)| x * turn(n).cos()).sum();
        let im: f64 = sound.iter().enumerate().map(|(n, x)| x * turn(n).sin()).sum();
        2.0 * (re * re + im * im) / 8000.0 / sound.iter().map(|x| x * x).sum::<f64>()
    }

    #[test]
    fn a_beat_has_its_level_its_band_and_no_push() {
        let heart = Heart::default();
        let beat: Vec<f64> = (0..8000).map(|n| f64::from(heart.at(n as f32 / 8000.0, 0.3))).collect();
        let dbfs = 10.0 * (2.0 * beat.iter().map(|x| x * x).sum::<f64>() / 8000.0).log10();
        let band = |from: u32, to: u32| (from..to).map(|hz| power_at(&beat, f64::from(hz))).sum::<f64>();
        let shares = [band(25, 61), band(61, 121), band(121, 400)].map(|share| 10.0 * share.log10());
        println!("heart at rest: {dbfs:.2} dBFS, 25-60, 61-120, 121-400 Hz: {shares:.1?} dB re all");
        assert!((dbfs + 46.0).abs() < 0.1);
        assert!(shares[0] > -1.0 && (-16.0..-6.0).contains(&shares[1]) && shares[2] < -25.0);
        let push = beat.iter().sum::<f64>() / beat.iter().map(|x| x.abs()).sum::<f64>();
        assert!(push.abs() < 1.0e-3, "{push}");
    }

    #[test]
    fn both_blows_fit_into_the_fastest_beat() {
        let period = 60.0 / 130.0;
        assert!((systole(1.0) - 0.3).abs() < 1e-6 && (systole(period) - 0.204).abs() < 0.001);
        assert!(systole(period) + DUB.seconds < period && LUB.seconds < systole(period));
    }
}
