//! What electrodes were told over the last seconds, kept while a window is open.

use std::collections::VecDeque;

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::channels::MOST_CHANNELS;

use crate::telemetry::{Column, Electrodes};

/// How much is kept, seconds: more than the widest electrodogram shows, and the stretch that may wait.
const KEPT_SECONDS: f32 = 4.0;
/// How long a reading takes to fall to a third, seconds: slowly enough not to flicker.
const FALL_SECONDS: f32 = 0.25;
/// The same while motion is reduced.
const SLOW_FALL_SECONDS: f32 = 1.0;
/// How far the electrodogram moves at a time while motion is reduced, seconds.
const STRETCH_SECONDS: f32 = 0.5;

/// Where a channel's reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// Its level, 0 at T and 1 at C.
    pub level: f32,
    /// How lately it was among the channels that fired: 1 just now.
    pub lit: f32,
}

/// The last seconds of both ears.
#[derive(Default)]
pub struct Electrodogram {
    /// Oldest first.
    columns: VecDeque<PerEar<Column>>,
    /// How long a column lasts, seconds.
    column_seconds: f32,
    /// How many columns there had been when the last ones came.
    count: Option<u64>,
    /// How many of the newest wait until a stretch is full.
    waiting: usize,
    readings: PerEar<[Reading; MOST_CHANNELS]>,
}

impl Electrodogram {
    /// Takes in what came during the last `seconds`, if anything did.
    pub fn follow(&mut self, electrodes: Option<&Electrodes>, seconds: f32, reduced_motion: bool) {
        let fall = (-seconds / if reduced_motion { SLOW_FALL_SECONDS } else { FALL_SECONDS }).exp();
        for reading in self.readings.iter_mut().flatten() {
            *reading = Reading { level: reading.level * fall, lit: reading.lit * fall };
        }
        let Some(electrodes) = electrodes.filter(|electrodes| electrodes.column_seconds > 0.0) else {
            return;
        };
        let kept = (KEPT_SECONDS / electrodes.column_seconds).round() as usize;
        if self.column_seconds.to_bits() != electrodes.column_seconds.to_bits() {
            *self = Self { column_seconds: electrodes.column_seconds, ..Self::default() };
        }
        // What there was before the window opened is nobody's picture.
        let before = self.count.replace(electrodes.count).unwrap_or(electrodes.count);
        let new = usize::try_from(electrodes.count.saturating_sub(before)).unwrap_or(usize::MAX).min(kept);
        let missed = new.saturating_sub(electrodes.columns.len());
        self.columns.extend(std::iter::repeat_n(PerEar::default(), missed));
        for column in &electrodes.columns[electrodes.columns.len() - (new - missed)..] {
            self.columns.push_back(*column);
            for ear in Ear::BOTH {
                self.read(ear, &column[ear]);
            }
        }
        self.columns.drain(..self.columns.len().saturating_sub(kept));
        let stretch = (STRETCH_SECONDS / self.column_seconds).round() as u64;
        self.waiting = if reduced_motion { (electrodes.count % stretch.max(1)) as usize } else { 0 };
    }

    fn read(&mut self, ear: Ear, column: &Column) {
        for (n, (reading, level)) in self.readings[ear].iter_mut().zip(column.levels).enumerate() {
            reading.level = reading.level.max(level);
            if column.fired >> n & 1 == 1 {
                reading.lit = 1.0;
            }
        }
    }

    /// How long a column lasts, seconds; 0 before anything came.
    pub const fn column_seconds(&self) -> f32 {
        self.column_seconds
    }

    /// What `ear` was told, newest first, as far as it is to be shown.
    pub fn newest(&self, ear: Ear) -> impl Iterator<Item = &Column> {
        self.columns.iter().rev().skip(self.waiting).map(move |column| &column[ear])
    }

    /// Where the channels of `ear` stand.
    pub fn readings(&self, ear: Ear) -> &[Reading; MOST_CHANNELS] {
        &self.readings[ear]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a tap hands over after `count` columns, whose first channel's levels count up.
    fn tapped(count: u64) -> Electrodes {
        let mut electrodes = Electrodes { count, column_seconds: 0.004, ..Electrodes::default() };
        let len = electrodes.columns.len() as u64;
        for (n, column) in electrodes.columns.iter_mut().enumerate() {
            column[Ear::Left].levels[0] = (count + n as u64 + 1).saturating_sub(len) as f32 / 1000.0;
            column[Ear::Left].fired = 1;
        }
        electrodes
    }

    fn levels(told: &Electrodogram) -> Vec<u32> {
        told.newest(Ear::Left).map(|column| (1000.0 * column.levels[0]).round() as u32).collect()
    }

    #[test]
    fn only_what_is_new_is_taken_and_what_was_missed_is_blank() {
        let mut told = Electrodogram::default();
        told.follow(Some(&tapped(100)), 0.03, false);
        assert!(levels(&told).is_empty());
        told.follow(Some(&tapped(103)), 0.03, false);
        told.follow(Some(&tapped(103)), 0.03, false);
        assert_eq!(levels(&told), [103, 102, 101]);
        let kept = tapped(0).columns.len();
        told.follow(Some(&tapped(103 + kept as u64 + 2)), 0.03, false);
        assert_eq!(levels(&told)[kept - 1..], [106, 0, 0, 103, 102, 101]);
        (0..100).for_each(|n| told.follow(Some(&tapped(1000 + 30 * n)), 0.03, false));
        assert_eq!(levels(&told).len(), 1000);
    }

    #[test]
    fn with_reduced_motion_the_picture_moves_by_whole_stretches() {
        let mut told = Electrodogram::default();
        told.follow(Some(&tapped(240)), 0.03, true);
        for (count, newest) in [(249, 0), (250, 250), (300, 250), (374, 250), (375, 375)] {
            told.follow(Some(&tapped(count)), 0.03, true);
            assert_eq!(levels(&told).first().copied().unwrap_or(0), newest, "{count}");
        }
    }

    #[test]
    fn readings_rise_at_once_and_fall_slowly() {
        let mut told = Electrodogram::default();
        told.follow(Some(&tapped(500)), 0.03, false);
        told.follow(Some(&tapped(600)), 0.03, false);
        assert_eq!(told.readings(Ear::Left)[0], Reading { level: 0.6, lit: 1.0 });
        assert_eq!(told.readings(Ear::Right)[0], Reading::default());
        told.follow(None, FALL_SECONDS, false);
        assert!((told.readings(Ear::Left)[0].lit - 0.368).abs() < 1e-3);
    }
}
