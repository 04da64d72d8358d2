//! What people call an audiogram: its grade, and the standard audiogram it is nearest to.

use super::audiogram::{Audiogram, FREQUENCIES};
use super::catalogue::STANDARD;
use super::path::Path;
use crate::parameters::HIGHEST_LEVEL;

/// Frequencies whose thresholds are averaged for a grade, Hz (WHO, World report on hearing, 2021).
pub const AVERAGED: [f32; 4] = [500.0, 1000.0, 2000.0, 4000.0];

/// Frequencies at which standard audiograms are published, Hz (IEC 60118-15): the first and the last.
const PUBLISHED: [f32; 2] = [250.0, 6000.0];

/// A grade of hearing loss (WHO, World report on hearing, 2021), by the better ear's average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// No loss.
    Typical,
    /// From 20 dB HL.
    Mild,
    /// From 35 dB HL.
    Moderate,
    /// From 50 dB HL.
    ModeratelySevere,
    /// From 65 dB HL.
    Severe,
    /// From 80 dB HL.
    Profound,
    /// From 95 dB HL.
    Complete,
}

impl Grade {
    /// Every grade, from the least loss on.
    pub const ALL: [Self; 7] = [
        Self::Typical,
        Self::Mild,
        Self::Moderate,
        Self::ModeratelySevere,
        Self::Severe,
        Self::Profound,
        Self::Complete,
    ];

    /// The average it begins at, dB HL; nothing for the first.
    pub const fn begins(self) -> Option<f32> {
        Some(match self {
            Self::Typical => return None,
            Self::Mild => 20.0,
            Self::Moderate => 35.0,
            Self::ModeratelySevere => 50.0,
            Self::Severe => 65.0,
            Self::Profound => 80.0,
            Self::Complete => 95.0,
        })
    }

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Typical => "typical",
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::ModeratelySevere => "moderately severe",
            Self::Severe => "severe",
            Self::Profound => "profound",
            Self::Complete => "complete",
        }
    }

    /// The grade of an `average`, dB HL.
    pub fn of(average: f32) -> Self {
        let reached = |grade: &Self| grade.begins().is_none_or(|begins| average >= begins);
        Self::ALL.into_iter().rev().find(reached).unwrap_or(Self::Typical)
    }
}

/// The mean of an ear's thresholds at [`AVERAGED`], dB HL; no response counts as the highest level of an audiometer.
pub fn average(audiogram: &Audiogram) -> f32 {
    let sum: f32 = AVERAGED.iter().map(|hz| audiogram.threshold(*hz).min(HIGHEST_LEVEL)).sum();
    sum / AVERAGED.len() as f32
}

/// The standard audiogram that is nearest, and how far off it is, dB: the root of the mean square over the frequencies that
/// were published. No response counts as the highest level of an audiometer.
pub fn nearest(audiogram: &Audiogram) -> (&'static Path, f32) {
    STANDARD
        .iter()
        .map(|path| (path, distance(audiogram, &path.hearing(1.0, audiogram).thresholds)))
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .unwrap_or((&STANDARD[0], f32::INFINITY))
}

/// How far two audiograms are apart, dB: as [`nearest`] has it.
pub fn distance(one: &Audiogram, other: &Audiogram) -> f32 {
    let squares = FREQUENCIES.iter().zip(one.0.iter().zip(other.0)).filter_map(|(hz, (one, other))| {
        let apart = one.min(HIGHEST_LEVEL) - other.min(HIGHEST_LEVEL);
        (PUBLISHED[0]..=PUBLISHED[1]).contains(hz).then_some(apart * apart)
    });
    let (sum, count) = squares.fold((0.0, 0.0), |(sum, count), square| (sum + square, count + 1.0));
    libm::sqrtf(sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::NO_RESPONSE;

    #[test]
    fn grades_begin_where_the_world_report_has_them() {
        let edges = [20.0, 35.0, 50.0, 65.0, 80.0, 95.0];
        for (n, edge) in edges.into_iter().enumerate() {
            assert_eq!(Grade::of(edge), Grade::ALL[n + 1], "{edge}");
            assert_eq!(Grade::of(edge - 0.01), Grade::ALL[n], "below {edge}");
        }
        assert_eq!((Grade::of(-10.0), Grade::of(120.0)), (Grade::Typical, Grade::Complete));
    }

    #[test]
    fn four_frequencies_are_averaged_and_no_response_is_the_highest_level() {
        let own = |name: &str| {
            let path = STANDARD.iter().find(|path| path.name.starts_with(name)).unwrap();
            path.hearing(1.0, &Audiogram::default()).thresholds
        };
        // 35, 40, 50 and 60 dB HL at 500, 1000, 2000 and 4000 Hz.
        assert_eq!(average(&own("N3")), 46.25);
        assert_eq!(average(&Audiogram::flat(NO_RESPONSE)), HIGHEST_LEVEL);
    }

    #[test]
    fn every_standard_audiogram_is_nearest_to_itself() {
        for path in &STANDARD {
            let own = path.hearing(1.0, &Audiogram::default()).thresholds;
            let (found, off) = nearest(&own);
            assert_eq!((found.name, off), (path.name, 0.0));
            let worse = Audiogram(own.0.map(|threshold| threshold + 2.0));
            let (found, off) = nearest(&worse);
            assert!(found.name == path.name && (off - 2.0).abs() < 1e-4, "{}: {off}", path.name);
        }
    }

    #[test]
    fn what_was_never_published_does_not_count() {
        let mut own = nearest(&Audiogram::flat(35.0)).0.hearing(1.0, &Audiogram::default()).thresholds;
        own.0[0] = 90.0;
        own.0[FREQUENCIES.len() - 1] = 0.0;
        assert_eq!(nearest(&own).1, 0.0);
    }
}
