//! What comes and goes: the chirps of crickets, and the pulse of the heart.

use crate::kit::random::{Random, draw};
use crate::kit::turn::hann;

/// Bits of each draw from a position's 64.
const DRAW_BITS: u32 = 16;
/// Insects that chirp.
pub const INSECTS: usize = 3;
/// Pitch of each re the tinnitus, time in which it chirps once at most and from one pulse to the next, seconds
/// (design: field crickets sing two to three chirps a second of three to six pulses 20 to 35 ms apart).
const SONGS: [Song; INSECTS] = [
    Song { ratio: 1.0, cell: 0.37, period: 0.026 },
    Song { ratio: 0.91, cell: 0.49, period: 0.031 },
    Song { ratio: 1.13, cell: 0.61, period: 0.022 },
];
/// How many of the chirps that could be are.
const DENSITY: f64 = 0.8;
/// Pulses of a chirp: fewest, and one more for each of the others.
const FEWEST: f64 = 3.0;
const NUMBERS: f64 = 4.0;
/// Share of the time from pulse to pulse that a pulse takes.
const FILLED: f64 = 0.6;
/// Amplitude of the softest chirp re the loudest.
const SOFTEST: f64 = 0.5;
/// Mean square of a raised cosine.
const HANN_POWER: f64 = 3.0 / 8.0;

struct Song {
    ratio: f64,
    cell: f64,
    period: f64,
}

/// Pitch of insect `n` re the tinnitus.
pub const fn ratio(n: usize) -> f64 {
    SONGS[n].ratio
}

/// How loud insect `n` is `seconds` after the clock's beginning, as an amplitude whose mean square is 1 in the
/// long run.
pub fn chirp(random: Random, n: usize, seconds: f64) -> f64 {
    let song = &SONGS[n];
    let cell = libm::floor(seconds / song.cell);
    let bits = random.bits((cell as i64).wrapping_mul(INSECTS as i64) + n as i64);
    if draw::<DRAW_BITS>(bits, 0) >= DENSITY {
        return 0.0;
    }
    let pulses = FEWEST + libm::floor(NUMBERS * draw::<DRAW_BITS>(bits, 1));
    let start = draw::<DRAW_BITS>(bits, 2) * (song.cell - pulses * song.period);
    let pulse = (seconds - cell * song.cell - start) / song.period;
    if !(0.0..pulses).contains(&pulse) {
        return 0.0;
    }
    let loudness = SOFTEST + (1.0 - SOFTEST) * draw::<DRAW_BITS>(bits, 3);
    loudness * hann((pulse - libm::floor(pulse)) / FILLED) / libm::sqrt(chirps_power(song))
}

/// Mean square of a song whose loudest pulses have an amplitude of 1.
fn chirps_power(song: &Song) -> f64 {
    // Even draws from SOFTEST to 1.
    let loudness = (1.0 + SOFTEST + SOFTEST * SOFTEST) / 3.0;
    let pulses = FEWEST + 0.5 * (NUMBERS - 1.0);
    DENSITY * loudness * pulses * FILLED * song.period * HANN_POWER / song.cell
}

/// When a pulse rises from its floor to its height and has fallen again, shares of a heartbeat.
const RISE: f64 = 0.18;
const FALL: f64 = 0.65;
/// What is left between two pulses, re their height.
const FLOOR: f64 = 0.12;

/// How loud the blood is `turns` of the heart after a beat (0 to 1), as an amplitude whose mean square is 1.
pub fn pulse(turns: f64) -> f64 {
    let swell = if turns < RISE {
        hann(0.5 * turns / RISE)
    } else {
        hann(0.5 + 0.5 * (turns - RISE) / (FALL - RISE))
    };
    // Mean and mean square of the swell: those of a raised cosine as long as it takes.
    let (mean, square) = (0.5 * FALL, HANN_POWER * FALL);
    let rise = 1.0 - FLOOR;
    let power = FLOOR * FLOOR + 2.0 * FLOOR * rise * mean + rise * rise * square;
    (FLOOR + rise * swell) / libm::sqrt(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_long_run_everything_has_a_power_of_one() {
        let power =
            |f: &dyn Fn(f64) -> f64| (0..4_000_000).map(|n| f(f64::from(n)).powi(2)).sum::<f64>() / 4.0e6;
        for n in 0..INSECTS {
            let chirps = power(&|k| chirp(Random::new(1, 2030), n, k * 0.001 - 1000.0));
            assert!((10.0 * chirps.log10()).abs() < 0.3, "{n}: {chirps}");
        }
        let blood = power(&|k| pulse((k * 0.000_707).fract()));
        assert!((blood - 1.0).abs() < 1e-3, "{blood}");
    }

    #[test]
    fn chirps_come_irregularly_and_pulses_after_the_beat() {
        let sounds = |seed: u32, k: u32| chirp(Random::new(seed, 2030), 0, f64::from(k) * 0.001) > 0.0;
        assert!((0..100_000).filter(|k| sounds(1, *k)).count() > 10_000);
        assert!((0..100_000).any(|k| sounds(1, k) != sounds(2, k)));
        assert!(pulse(0.0) < 0.3 && pulse(RISE) > 1.5 && pulse(FALL) < 0.3 && pulse(0.99) == pulse(0.7));
    }
}
