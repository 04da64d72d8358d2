//! The sample clock: where in the programme the listener is, counted in samples and corrected only by seeks.

/// Samples of a control frame at 48 kHz: the grid on which stages may recompute coefficients.
pub const CONTROL_FRAME: usize = 32;

/// Disagreement with the host, in samples, beyond which its position is a seek and not its rounding.
pub const SEEK_TOLERANCE: i64 = 2;

/// A 64-bit count of samples.
///
/// It follows the host's timeline while the transport rolls, and counts on by itself otherwise, so that what hangs
/// on it (grids, random numbers) is the same in a render from minute 3 as in minute 3 of the whole render.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    now: i64,
}

impl Clock {
    /// A clock that shows `now`.
    pub const fn at(now: i64) -> Self {
        Self { now }
    }

    /// Position of the next sample to be processed.
    pub const fn now(self) -> i64 {
        self.now
    }

    /// Moves on by `samples`.
    pub fn advance(&mut self, samples: usize) {
        self.now = self.now.wrapping_add(samples as i64);
    }

    /// Takes the host's position for the next sample, if it is a seek; returns how many samples it leads away, 0 if it is
    /// none. Call once per host block.
    pub fn follow(&mut self, host: i64) -> u64 {
        let away = self.now.wrapping_sub(host).unsigned_abs();
        if away <= SEEK_TOLERANCE.unsigned_abs() {
            return 0;
        }
        self.now = host;
        away
    }

    /// The clock at audio that entered `samples` earlier.
    pub const fn delayed(self, samples: usize) -> Self {
        Self { now: self.now.wrapping_sub(samples as i64) }
    }

    /// Whether a grid of `period` samples has a point here.
    pub const fn is_on(self, period: usize) -> bool {
        self.now.rem_euclid(period as i64) == 0
    }

    /// Samples until the next point of a grid of `period` samples, 1..=`period`.
    pub const fn until_next(self, period: usize) -> usize {
        period - self.now.rem_euclid(period as i64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_disagreements_are_the_hosts_rounding_and_large_ones_seeks() {
        let mut clock = Clock::at(1000);
        assert_eq!((clock.follow(1002), clock.now()), (0, 1000));
        assert_eq!((clock.follow(997), clock.now()), (3, 997));
        clock.follow(i64::MIN);
        clock.advance(1);
        assert!(clock.now() < 0);
    }

    #[test]
    fn grids_hold_before_zero_too() {
        assert!(Clock::at(-64).is_on(32));
        assert_eq!(Clock::at(-1).until_next(32), 1);
        assert_eq!(Clock::at(0).until_next(32), 32);
        assert_eq!(Clock::at(5).until_next(32), 27);
    }
}
