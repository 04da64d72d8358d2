//! How a level meter moves: up at once, down at a pace the eye can follow, with a mark at the last highest peak,
//! and the highest of all until somebody asks for new ones.

use threshold_core::base::units::db_from_gain;

/// How fast a meter falls, dB per second: 20 dB in 1.7 s as a type I programme meter (IEC 60268-10).
const FALL_DB_PER_SECOND: f32 = 20.0 / 1.7;
/// How long the highest peak stays marked, seconds.
const HOLD_SECONDS: f32 = 1.5;
/// What an empty meter reads, dBFS.
pub const EMPTY_DB: f32 = -200.0;

/// One meter's needle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// What the bar shows, dBFS.
    pub level_db: f32,
    /// What the mark shows, dBFS.
    pub held_db: f32,
    /// The highest since it was reset, dBFS.
    pub highest_db: f32,
    held_seconds: f32,
}

impl Default for Peak {
    fn default() -> Self {
        Self { level_db: EMPTY_DB, held_db: EMPTY_DB, highest_db: EMPTY_DB, held_seconds: 0.0 }
    }
}

impl Peak {
    /// Takes in the largest `magnitude` of the last `seconds`.
    pub fn follow(&mut self, magnitude: f32, seconds: f32) {
        let db = (db_from_gain(f64::from(magnitude)) as f32).max(EMPTY_DB);
        self.level_db = db.max(self.level_db - FALL_DB_PER_SECOND * seconds).max(EMPTY_DB);
        self.highest_db = self.highest_db.max(db);
        self.held_seconds += seconds;
        if self.level_db >= self.held_db {
            self.held_db = self.level_db;
            self.held_seconds = 0.0;
        } else if self.held_seconds > HOLD_SECONDS {
            self.held_db = self.level_db;
        }
    }

    /// Forgets the highest of all.
    pub const fn reset(&mut self) {
        self.highest_db = EMPTY_DB;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_shows_at_once_is_held_and_then_falls() {
        let mut peak = Peak::default();
        peak.follow(0.5, 1.0 / 30.0);
        assert!((peak.level_db + 6.02).abs() < 0.01 && peak.held_db == peak.level_db);
        peak.follow(0.0, 1.0);
        assert!((peak.level_db + 6.02 + FALL_DB_PER_SECOND).abs() < 0.01);
        assert!((peak.held_db + 6.02).abs() < 0.01);
        peak.follow(0.0, 1.0);
        assert_eq!(peak.held_db, peak.level_db);
        assert!((peak.highest_db + 6.02).abs() < 0.01);
        peak.reset();
        peak.follow(0.1, 0.1);
        assert!((peak.highest_db + 20.0).abs() < 0.01);
    }

    #[test]
    fn a_broken_level_reads_empty() {
        let mut peak = Peak::default();
        peak.follow(f32::NAN, 0.1);
        peak.follow(0.0, 1000.0);
        assert_eq!(peak.level_db, EMPTY_DB);
    }
}
