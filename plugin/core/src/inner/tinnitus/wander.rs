//! How the pitch of tinnitus wanders.

use crate::base::Clock;
use crate::kit::pace::Warp;
use crate::kit::random::Random;

/// Slow sines that a wander is made of: lowest and highest rate, Hz, and how far each bends the pitch, cents.
/// Together they stay within 5.4 cents (`story.md`, S2: +-6).
const SINES: [([f64; 2], f64); 3] = [([0.05, 0.08], 2.2), ([0.10, 0.16], 1.8), ([0.19, 0.29], 1.4)];
/// Relative change of a frequency per cent: ln(2) / 1200.
const PER_CENT: f64 = std::f64::consts::LN_2 / 1200.0;

/// A pitch that wanders, as time that passes unevenly: a function of seed and clock alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wander {
    sines: [Sine; SINES.len()],
}

#[derive(Debug, Clone, Copy, Default)]
struct Sine {
    hz: f64,
    /// Where it begins, turns.
    turns: f64,
    /// How far it leads time ahead, seconds.
    seconds: f64,
}

impl Wander {
    /// One of its own for every random stream.
    pub fn new(random: Random) -> Self {
        let draw = |position: i64| 0.5 + 0.5 * f64::from(random.bipolar(position));
        let sine = |n: usize| {
            let ([low, high], cents) = SINES[n];
            let hz = low + (high - low) * draw(2 * n as i64);
            let seconds = cents * PER_CENT / (std::f64::consts::TAU * hz);
            Sine { hz, turns: draw(2 * n as i64 + 1), seconds }
        };
        Self { sines: std::array::from_fn(sine) }
    }

    /// How far time is ahead `seconds` after the clock's beginning.
    fn ahead(&self, seconds: f64) -> f64 {
        let sine = |sine: &Sine| {
            let turns = sine.hz * seconds + sine.turns;
            sine.seconds * libm::sin(std::f64::consts::TAU * (turns - libm::floor(turns)))
        };
        self.sines.iter().map(sine).sum()
    }

    /// The same at `clock` and over the `samples` after it.
    pub fn warp(&self, clock: Clock, samples: usize, rate: f64) -> Warp {
        let at = |n: usize| self.ahead((clock.now() + n as i64) as f64 / rate);
        let seconds = at(0);
        Warp { seconds, per_sample: (at(samples) - seconds) / samples.max(1) as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pitch_wanders_and_stays_within_its_cents() {
        for stream in 0..20 {
            let wander = Wander::new(Random::new(1, stream));
            let cents =
                |n: i64| wander.warp(Clock::at(n * 480), 32, 48_000.0).per_sample * 48_000.0 / PER_CENT;
            let furthest = (0..60_000).map(|n| cents(n).abs()).fold(0.0, f64::max);
            assert!((4.0..5.45).contains(&furthest), "{furthest}");
        }
    }
}
