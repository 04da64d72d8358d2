//! Residual inhibition: tinnitus that stays down for a while after a masker has ended.
//!
//! This is the one memory of tinnitus that has to be long, because a minute of masker counts (`science.md` 9). It
//! is a list of moments, masked or not, looked through afresh: what lies further back than the list is forgotten
//! exactly. It says nothing until at least ten seconds of masker have ended.

/// Least masker that leaves something behind, seconds, and how long that lasts (`science.md` 9; duration: design).
const LEAST_SECONDS: f64 = 10.0;
const LEAST_LASTS: f64 = 5.0;
/// Masker beyond which nothing more is gained, seconds, and how long it lasts: in between it grows with the
/// logarithm (`science.md` 9: saturates at about 60 s).
const MOST_SECONDS: f64 = 60.0;
const MOST_LASTS: f64 = 30.0;
/// How far tinnitus goes down, dB (design).
const DEPTH_DB: f64 = 20.0;
/// Longest gap that does not end a masker, seconds (design: between words and beats).
const GAP_SECONDS: f64 = 1.0;
/// Everything that can matter, seconds: a whole masker with what follows it, gaps included.
const MEMORY_SECONDS: f64 = 100.0;

/// What maskers have left behind.
#[derive(Debug, Clone, Default)]
pub struct Inhibition {
    /// Whether each of the last moments was masked, the oldest at `next`.
    masked: Vec<bool>,
    next: usize,
    /// Length of a moment, seconds.
    moment: f64,
}

/// How long `seconds` of masker last.
fn lasts(seconds: f64) -> f64 {
    if seconds < LEAST_SECONDS {
        return 0.0;
    }
    let ratio = |seconds: f64| libm::log(seconds / LEAST_SECONDS);
    LEAST_LASTS + (MOST_LASTS - LEAST_LASTS) * ratio(seconds.min(MOST_SECONDS)) / ratio(MOST_SECONDS)
}

/// What is left `age` seconds after `seconds` of masker, dB.
fn remaining_db(seconds: f64, age: f64) -> f64 {
    let lasts = lasts(seconds);
    if age >= lasts {
        return 0.0;
    }
    DEPTH_DB * (0.5 + 0.5 * libm::cos(std::f64::consts::PI * age / lasts))
}

impl Inhibition {
    /// Prepares for moments of so many seconds. Allocates.
    pub fn prepare(&mut self, moment: f64) {
        self.moment = moment;
        self.masked = vec![false; libm::ceil(MEMORY_SECONDS / moment) as usize];
        self.next = 0;
    }

    /// Forgets every masker.
    pub fn reset(&mut self) {
        self.masked.fill(false);
    }

    /// Takes whether the last moment was masked; returns how far tinnitus is held down in the next, dB.
    pub fn step(&mut self, masked: bool) -> f64 {
        if self.masked.is_empty() {
            return 0.0;
        }
        self.masked[self.next] = masked;
        self.next = (self.next + 1) % self.masked.len();
        let (newest, oldest) = self.masked.split_at(self.next);
        let gap = (GAP_SECONDS / self.moment) as usize;
        // The masker being looked at: moments since its end, moments masked, moments not masked before those.
        let mut masker: Option<(usize, usize, usize)> = None;
        let mut deepest = 0.0;
        let left = |(age, length, _): (usize, usize, usize)| {
            remaining_db(length as f64 * self.moment, age as f64 * self.moment)
        };
        for (age, masked) in newest.iter().rev().chain(oldest.iter().rev()).enumerate() {
            masker = match (masker, *masked) {
                (None, true) => Some((age, 1, 0)),
                (Some((end, length, _)), true) => Some((end, length + 1, 0)),
                (Some((end, length, quiet)), false) if quiet < gap => Some((end, length, quiet + 1)),
                (Some(over), false) => {
                    deepest = left(over).max(deepest);
                    None
                }
                (None, false) => None,
            };
        }
        deepest = masker.map_or(deepest, |over| left(over).max(deepest));
        // While the masker lasts, nobody hears what it leaves behind.
        if masked { 0.0 } else { deepest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left in each quarter of a second after `seconds` of masker.
    fn after(seconds: usize) -> Vec<f64> {
        let mut inhibition = Inhibition::default();
        inhibition.prepare(0.25);
        (0..4 * seconds).for_each(|_| assert_eq!(inhibition.step(true), 0.0));
        (0..500).map(|_| inhibition.step(false)).collect()
    }

    #[test]
    fn a_longer_masker_is_felt_for_longer() {
        for (seconds, lasts) in [(9, 0.0), (10, 5.0), (30, 20.33), (60, 30.0), (300, 30.0)] {
            let after = after(seconds);
            let end = after.iter().position(|db| *db == 0.0).unwrap() as f64 * 0.25;
            assert!((end - lasts).abs() <= 0.5, "{seconds} s last {end} s");
            assert!(after[0] > 19.0 || lasts == 0.0);
            assert!(after.windows(2).all(|pair| pair[1] <= pair[0] && pair[0] - pair[1] < 3.2));
        }
    }

    #[test]
    fn gaps_do_not_end_a_masker_and_a_short_one_does_not_end_what_remains() {
        let mut inhibition = Inhibition::default();
        inhibition.prepare(0.25);
        (0..200).for_each(|n| _ = inhibition.step(n % 4 != 0));
        assert!(inhibition.step(false) > 19.0);
        (0..20).for_each(|_| _ = inhibition.step(false));
        let before = inhibition.step(false);
        inhibition.step(true);
        let after = inhibition.step(false);
        assert!(before > 5.0 && after > 5.0 && after < before);
    }
}
