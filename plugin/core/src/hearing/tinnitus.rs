//! Where tinnitus lies, and how loud it is.

use super::normal::{REFERENCE_NOISE_DBFS, threshold_spl};
use super::path::Hearing;

/// Where tinnitus takes its pitch from, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PitchFrom {
    /// Where it is set.
    #[default]
    Free,
    /// Where the loss first reaches 50 dB: with steep losses people match their tinnitus there (`science.md` 9).
    Edge,
    /// Where the loss is greatest: over many ears the pitch goes with it (`science.md` 9).
    Greatest,
}

impl PitchFrom {
    /// Choice number `idx`; the first where there is none.
    pub const fn numbered(idx: usize) -> Self {
        match idx {
            1 => Self::Edge,
            2 => Self::Greatest,
            _ => Self::Free,
        }
    }
}

/// What the level of tinnitus refers to, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LevelRe {
    /// A full-scale sine's RMS.
    #[default]
    FullScale,
    /// The threshold at its pitch, loss included.
    Threshold,
}

impl LevelRe {
    /// Choice number `idx`; the first where there is none.
    pub const fn numbered(idx: usize) -> Self {
        if idx == 1 { Self::Threshold } else { Self::FullScale }
    }
}

/// What one ear's tinnitus is asked to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tinnitus {
    /// Where its pitch comes from.
    pub pitch_from: PitchFrom,
    /// The pitch where it is free, or where nothing is lost, Hz.
    pub hz: f32,
    /// What its level refers to.
    pub level_re: LevelRe,
    /// Its level re full scale, dBFS RMS.
    pub dbfs: f32,
    /// Its level re threshold, dB SL.
    pub sensation_db: f32,
}

/// Loss at the edge, dB.
const EDGE_DB: f32 = 50.0;
/// Where pitches that follow the loss lie, Hz (`science.md` 9: clamp to 2-10 kHz).
const FOLLOWED_HZ: [f32; 2] = [2000.0, 10_000.0];
/// Steps in which the loss is looked through: a twenty-fourth of an octave.
const STEPS: usize = 56;

/// Frequency of step `n` of [`STEPS`] over the followed range, Hz.
fn followed(n: usize) -> f32 {
    let [low, high] = FOLLOWED_HZ;
    low * libm::powf(high / low, n as f32 / STEPS as f32)
}

/// Where `hearing` first loses [`EDGE_DB`] within the followed range; its greatest loss if it never does.
fn edge(hearing: &Hearing) -> Option<f32> {
    let mut before: Option<(f32, f32)> = None;
    for n in 0..=STEPS {
        let (hz, lost) = (followed(n), hearing.lost_db(followed(n)));
        if lost >= EDGE_DB {
            let between = before.map(|(low, below)| {
                let along = (EDGE_DB - below) / (lost - below);
                low * libm::powf(hz / low, along)
            });
            return Some(between.unwrap_or(hz));
        }
        before = Some((hz, lost));
    }
    greatest(hearing)
}

/// Where `hearing` loses most within the followed range: the lowest such place, none if nothing is lost.
fn greatest(hearing: &Hearing) -> Option<f32> {
    /// Differences that are rounding, dB.
    const NOTHING: f32 = 0.01;
    let mut most = (None, NOTHING);
    for hz in (0..=STEPS).map(followed) {
        let lost = hearing.lost_db(hz);
        if lost > most.1 + NOTHING {
            most = (Some(hz), lost);
        }
    }
    most.0
}

impl Tinnitus {
    /// Its pitch in an ear that hears like this, Hz.
    pub fn pitch(&self, hearing: &Hearing) -> f32 {
        let followed = match self.pitch_from {
            PitchFrom::Free => None,
            PitchFrom::Edge => edge(hearing),
            PitchFrom::Greatest => greatest(hearing),
        };
        followed.unwrap_or(self.hz)
    }

    /// Its level there at 100 %, dBFS RMS, where pink noise at -20 dBFS RMS makes `listening_level` dB SPL.
    pub fn level(&self, hearing: &Hearing, listening_level: f32) -> f32 {
        match self.level_re {
            LevelRe::FullScale => self.dbfs,
            LevelRe::Threshold => {
                let hz = self.pitch(hearing);
                let spl = threshold_spl(hz) + hearing.lost_db(hz) + self.sensation_db;
                spl - listening_level + REFERENCE_NOISE_DBFS
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::audiogram::Audiogram;
    use crate::hearing::path::{CUSTOM, Hearing};

    fn ear(thresholds: Audiogram) -> Hearing {
        CUSTOM.hearing(1.0, &thresholds)
    }

    const ASKED: Tinnitus = Tinnitus {
        pitch_from: PitchFrom::Free,
        hz: 6000.0,
        level_re: LevelRe::Threshold,
        dbfs: -38.0,
        sensation_db: 10.0,
    };

    #[test]
    fn pitch_lies_at_the_edge_or_where_most_is_lost() {
        let steep =
            ear(Audiogram::clinical([10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 20.0, 40.0, 60.0, 70.0, 65.0]));
        let at = |pitch_from, hearing: &Hearing| Tinnitus { pitch_from, ..ASKED }.pitch(hearing);
        assert_eq!(at(PitchFrom::Free, &steep), 6000.0);
        // Halfway between 3 and 4 kHz on a logarithmic scale.
        assert!((at(PitchFrom::Edge, &steep) / 3464.0 - 1.0).abs() < 0.01);
        assert!((at(PitchFrom::Greatest, &steep) / 6000.0 - 1.0).abs() < 0.03);
        let mild =
            ear(Audiogram::clinical([10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 20.0, 25.0, 30.0, 25.0, 20.0]));
        assert_eq!(at(PitchFrom::Edge, &mild), at(PitchFrom::Greatest, &mild));
        let none = ear(Audiogram::default());
        assert_eq!(at(PitchFrom::Edge, &none), 6000.0);
        assert_eq!(at(PitchFrom::Edge, &ear(Audiogram::flat(80.0))), 2000.0);
    }

    #[test]
    fn levels_stand_on_the_impaired_threshold() {
        for lost in [0.0, 40.0, 80.0] {
            // A full-scale sine makes 115 dB SPL at a listening level of 95.
            let expected = threshold_spl(6000.0) + lost + 10.0 - 115.0;
            assert!((ASKED.level(&ear(Audiogram::flat(lost)), 95.0) - expected).abs() < 1e-3);
        }
        let absolute = Tinnitus { level_re: LevelRe::FullScale, ..ASKED };
        assert_eq!(absolute.level(&ear(Audiogram::flat(80.0)), 95.0), -38.0);
    }
}
