//! Paths along which hearing is lost: ordered rows, from untouched to the end of the path.

use super::audiogram::{Audiogram, FREQUENCIES};
use super::body::{BODY, skull_db};
use super::catalogue::STANDARD;
use super::curve::{Curve, OCTAVES};
use super::progressive::{AGE, NOISE};
use super::shapes::SHAPES;
use crate::base::PerEar;

/// What the printed position, in whole percent, may be off by.
const HALF_PERCENT: f32 = 0.005;

/// What one ear has lost. Gains and thresholds add up; a path uses one or the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hearing {
    /// Gains at programme level, dB.
    pub gains: Curve,
    /// Thresholds, dB HL.
    pub thresholds: Audiogram,
    /// What is lost before the cochlea, at every level alike, dB.
    pub conductive: Audiogram,
    /// How wide the world sounds: 1 as it is, 0 the same in both ears.
    pub width: f32,
    /// How much of the law's recruitment belongs here, 0..1.
    pub recruitment: f32,
    /// What is lost besides level.
    pub detail: Detail,
}

/// What an ear has lost of the detail of sound, besides its level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail {
    /// How far down from the top fine structure is lost, 0..1: 1 is all the way to `mumble_from`.
    pub mumble: f32,
    /// Edge above which it is then lost, Hz.
    pub mumble_from: f32,
    /// How slow envelopes have become, 0..1: from 64 Hz down to 4 Hz.
    pub blur: f32,
    /// How much of the broadening that belongs to the loss of outer hair cells the ear's filters have, 0..1.
    pub smear: f32,
}

impl Detail {
    /// Filters broadened as far as outer hair cells are lost, nothing else.
    pub const COCHLEAR: Self = Self { mumble: 0.0, mumble_from: 250.0, blur: 0.0, smear: 1.0 };

    /// As amounts of another detail: all of it.
    pub const WHOLE: Self = Self { mumble: 1.0, mumble_from: 1.0, blur: 1.0, smear: 1.0 };

    /// The worse of both in everything.
    pub const fn worse(&self, other: &Self) -> Self {
        Self {
            mumble: self.mumble.max(other.mumble),
            mumble_from: self.mumble_from.min(other.mumble_from),
            blur: self.blur.max(other.blur),
            smear: self.smear.max(other.smear),
        }
    }

    /// As much of everything as `amounts` says: 1 is what it is.
    pub fn trimmed(&self, amounts: &Self) -> Self {
        Self {
            mumble: self.mumble * amounts.mumble,
            mumble_from: self.mumble_from * amounts.mumble_from,
            blur: self.blur * amounts.blur,
            smear: self.smear * amounts.smear,
        }
    }

    /// Everything a fraction `along` of the way to `other`; the edge in octaves.
    pub fn towards(&self, other: &Self, along: f32) -> Self {
        if along >= 1.0 {
            return *other;
        }
        let between = |from: f32, to: f32| from + (to - from) * along;
        Self {
            mumble: between(self.mumble, other.mumble),
            mumble_from: libm::exp2f(between(libm::log2f(self.mumble_from), libm::log2f(other.mumble_from))),
            blur: between(self.blur, other.blur),
            smear: between(self.smear, other.smear),
        }
    }
}

impl Hearing {
    /// An ear that has lost nothing and will recruit fully where it does.
    pub const RECRUITING: Self = Self {
        gains: Curve([0.0; 8]),
        thresholds: Audiogram::flat(0.0),
        conductive: Audiogram::flat(0.0),
        width: 1.0,
        recruitment: 1.0,
        detail: Detail::COCHLEAR,
    };

    /// Everything a fraction `along` of the way to `other`.
    pub fn towards(&self, other: &Self, along: f32) -> Self {
        if along >= 1.0 {
            return *other;
        }
        let between = |from: f32, to: f32| from + (to - from) * along;
        Self {
            gains: self.gains.towards(other.gains, along),
            thresholds: self.thresholds.towards(other.thresholds, along),
            conductive: self.conductive.towards(other.conductive, along),
            width: between(self.width, other.width),
            recruitment: between(self.recruitment, other.recruitment),
            detail: self.detail.towards(&other.detail, along),
        }
    }

    /// What is left to the cochlea where a `share` of its loss, 0..1, lies before it instead, as far as the skull allows.
    pub fn cochlear_part(&self, share: f32) -> Self {
        if share == 0.0 {
            return *self;
        }
        let left = |hz: f32, loss: f32| {
            let room = (skull_db(hz) - self.conductive.threshold(hz)).max(0.0);
            loss - (share * loss.max(0.0)).min(room)
        };
        Self {
            gains: Curve(std::array::from_fn(|n| -left(OCTAVES[n], -self.gains.0[n]))),
            thresholds: Audiogram(std::array::from_fn(|n| left(FREQUENCIES[n], self.thresholds.0[n]))),
            ..*self
        }
    }

    /// What a sound at `hz` loses at programme level (gain paths) or at threshold (audiograms), dB: for pictures.
    pub fn lost_db(&self, hz: f32) -> f32 {
        self.conductive.threshold(hz) + self.cochlear_db(hz)
    }

    /// The part of that which is lost in the cochlea, dB.
    pub fn cochlear_db(&self, hz: f32) -> f32 {
        self.thresholds.threshold(hz).max(0.0) - self.gains.gain_db(hz)
    }
}

/// One station of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Name of the state.
    pub name: &'static str,
    /// Where on the macro, 0..1.
    pub position: f32,
    /// What an ear has lost there.
    pub hearing: Hearing,
}

/// Where a path's stations come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stations {
    /// A table, ascending in position; position 0 is always untouched and not listed.
    Rows(&'static [Row]),
    /// The user's audiogram, at position 1.
    Custom,
}

/// A way from untouched hearing (position 0) to its end (position 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Path {
    /// Name as in the parameter table.
    pub name: &'static str,
    /// What Loss is along it, and whose figures those are, in a few words.
    pub about: &'static str,
    /// What lies along it.
    pub stations: Stations,
}

/// The film path: greys until black. Design values of the project (`story.md`, curves C1-C5; the mumble, blur and
/// recruitment that make words go and soft sounds vanish), tuned against reviews of a drummer's story; no film has
/// published any.
pub const FILM: Path = Path {
    name: "Film",
    about: "from greys to black, at programme level",
    stations: Stations::Rows(&[
        row("First muffle", 0.25, [0.0, 0.0, -3.0, -9.0, -18.0, -27.0, -36.0, -42.0], 0.5, [0.3, 250.0, 0.0]),
        row(
            "Stage collapse",
            0.45,
            [0.0, 0.0, -6.0, -16.0, -28.0, -38.0, -46.0, -52.0],
            0.75,
            [0.6, 250.0, 0.3],
        ),
        row("Mumble", 0.65, [0.0, 0.0, -6.0, -18.0, -32.0, -44.0, -54.0, -62.0], 1.0, [1.0, 250.0, 0.85]),
        row("Near-total", 0.85, [3.0, 0.0, -9.0, -24.0, -40.0, -52.0, -62.0, -70.0], 1.0, [1.0, 200.0, 0.95]),
        row(
            "Residual only",
            1.0,
            [-6.0, -9.0, -24.0, -42.0, -58.0, -70.0, -80.0, -90.0],
            1.0,
            [1.0, 150.0, 1.0],
        ),
    ]),
};

/// A row of gains (dB), recruitment, and mumble, the edge it reaches (Hz) and blur: mumble takes smear's place.
const fn row(
    name: &'static str,
    position: f32,
    gains: [f32; 8],
    recruitment: f32,
    [mumble, mumble_from, blur]: [f32; 3],
) -> Row {
    let detail = Detail { mumble, mumble_from, blur, smear: 0.0 };
    Row {
        name,
        position,
        hearing: Hearing { gains: Curve(gains), recruitment, detail, ..Hearing::RECRUITING },
    }
}

/// The user's own audiogram.
pub const CUSTOM: Path =
    Path { name: "Custom audiogram", about: "to your own audiogram", stations: Stations::Custom };

/// Every path by kind, in the order of the parameter's choices.
const KINDS: [&[Path]; 7] = [&[FILM], &[CUSTOM], &STANDARD, &AGE, &NOISE, &SHAPES, &BODY];

const COUNT: usize = 2 + STANDARD.len() + AGE.len() + NOISE.len() + SHAPES.len() + BODY.len();

/// Every path; the first is the one of a freshly inserted plugin.
pub const PATHS: [Path; COUNT] = {
    let mut paths = [FILM; COUNT];
    let (mut next, mut kind) = (0, 0);
    while kind < KINDS.len() {
        let mut n = 0;
        while n < KINDS[kind].len() {
            paths[next] = KINDS[kind][n];
            next += 1;
            n += 1;
        }
        kind += 1;
    }
    paths
};

impl Path {
    /// Path number `idx` of [`PATHS`]; the first where there is none.
    pub fn numbered(idx: usize) -> &'static Self {
        PATHS.get(idx).unwrap_or(&PATHS[0])
    }

    /// The path's table; empty where it has none.
    pub const fn rows(&self) -> &'static [Row] {
        match self.stations {
            Stations::Rows(rows) => rows,
            Stations::Custom => &[],
        }
    }

    /// What an ear has lost at `position` 0..1, straight between the stations; nothing at 0. `custom` is its own
    /// audiogram, for the path that takes it.
    pub fn hearing(&self, position: f32, custom: &Audiogram) -> Hearing {
        let own = [Row {
            name: self.name,
            position: 1.0,
            hearing: Hearing { thresholds: *custom, ..Hearing::RECRUITING },
        }];
        let rows = match &self.stations {
            Stations::Rows(rows) => rows,
            Stations::Custom => own.as_slice(),
        };
        // What has no loss to act on yet stands as it will: a path's amounts belong to its rows.
        let untouched = rows.first().map_or(Hearing::RECRUITING, |row| Hearing {
            recruitment: row.hearing.recruitment,
            detail: Detail { mumble: 0.0, blur: 0.0, ..row.hearing.detail },
            ..Hearing::RECRUITING
        });
        let mut before = (0.0, untouched);
        for row in rows {
            if position <= row.position {
                let along = (position - before.0) / (row.position - before.0);
                return before.1.towards(&row.hearing, along.max(0.0));
            }
            before = (row.position, row.hearing);
        }
        before.1
    }

    /// Name of the last station that `position` has reached, as people read it in whole percent, if any.
    pub fn station(&self, position: f32) -> Option<&'static str> {
        self.rows().iter().rev().find(|row| position >= row.position - HALF_PERCENT).map(|row| row.name)
    }
}

/// Where each ear stands on the path when Loss stands at `loss`: the better ear (-1 left, 1 right, 0 neither) stays
/// behind by that share.
pub fn positions(loss: f32, better_ear: f32) -> PerEar<f32> {
    PerEar::leaning(better_ear).map(|lag| loss * (1.0 - lag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Ear;
    use crate::parameters::PATH_CHOICES;

    #[test]
    fn paths_are_the_parameters_choices() {
        assert_eq!(PATHS.map(|path| path.name), PATH_CHOICES);
    }

    #[test]
    fn names_differ_where_a_lane_cuts_them_short() {
        const LANE: usize = 20;
        let mut names: Vec<&str> =
            PATHS.iter().map(|path| path.name.get(..LANE).unwrap_or(path.name)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PATHS.len());
    }

    #[test]
    fn the_cochlea_keeps_what_the_skull_brings_it() {
        let end = |name: &str| {
            PATHS.iter().find(|path| path.name == name).unwrap().hearing(1.0, &Audiogram::default())
        };
        let n3 = end("N3 moderate");
        assert_eq!(n3.cochlear_part(0.0), n3);
        let part = n3.cochlear_part(1.0);
        // 40 of 40 dB at 1 kHz go, 38.7 of 50 at 2 kHz (`science.md` 8.3); half of each where half is to go.
        assert_eq!(part.thresholds.threshold(1000.0), 0.0);
        assert!((part.thresholds.threshold(2000.0) - 11.3).abs() < 1e-4);
        assert_eq!(n3.cochlear_part(0.5).thresholds.threshold(2000.0), 25.0);
        assert_eq!(Hearing { thresholds: n3.thresholds, ..part }, n3);
        // Ears that are stopped already have less to give: 47 - 20 dB.
        let stopped = Hearing { conductive: Audiogram::flat(20.0), ..n3 };
        assert!((stopped.cochlear_part(1.0).thresholds.threshold(1000.0) - 13.0).abs() < 1e-4);
        // Gains, too: 58 dB at 1 kHz; what is raised in the bass stays.
        let gains = end("Film").cochlear_part(1.0).gains;
        assert!((gains.gain_db(1000.0) + 58.0 - 47.0).abs() < 1e-3);
        let near_total = FILM.hearing(0.85, &Audiogram::default());
        assert_eq!(near_total.cochlear_part(1.0).gains.gain_db(63.0), near_total.gains.gain_db(63.0));
    }

    #[test]
    fn rows_ascend_to_the_end_and_are_hit_exactly() {
        let custom = Audiogram::flat(60.0);
        for path in PATHS {
            let rows = path.rows();
            assert!(rows.windows(2).all(|pair| pair[0].position < pair[1].position));
            assert!(path == CUSTOM || rows.last().map(|row| row.position) == Some(1.0));
            let untouched = path.hearing(0.0, &custom);
            assert!(untouched.gains.is_flat_zero() && untouched.thresholds == Audiogram::default());
            assert!(untouched.conductive == Audiogram::default() && untouched.width == 1.0);
            for row in rows {
                assert_eq!(path.hearing(row.position, &custom), row.hearing, "{}", row.name);
            }
        }
        assert_eq!(CUSTOM.hearing(1.0, &custom).thresholds, custom);
        assert_eq!(CUSTOM.hearing(0.5, &custom).thresholds, Audiogram::flat(30.0));
    }

    #[test]
    fn treble_never_comes_back_along_the_film_path() {
        let at = |step: i32| FILM.hearing(step as f32 / 1000.0, &Audiogram::default()).gains;
        for step in 1..=1000 {
            let (now, before) = (at(step), at(step - 1));
            assert!(now.0[4..].iter().zip(&before.0[4..]).all(|(now, before)| now <= before));
        }
    }

    #[test]
    fn thresholds_never_fall_along_any_path() {
        let custom = Audiogram::flat(60.0);
        for path in PATHS {
            let at = |step: i32| path.hearing(step as f32 / 1000.0, &custom);
            for step in 1..=1000 {
                let (now, before) = (at(step), at(step - 1));
                let never_fall = |now: Audiogram, before: Audiogram| {
                    now.0.iter().zip(before.0).all(|(now, before)| *now >= before)
                };
                assert!(never_fall(now.thresholds, before.thresholds), "{} at {step}", path.name);
                assert!(never_fall(now.conductive, before.conductive), "{} at {step}", path.name);
                assert!(now.width <= before.width, "{} at {step}", path.name);
            }
        }
    }

    #[test]
    fn the_better_ear_stays_behind() {
        let at = |better| {
            let positions = positions(0.8, better);
            (positions[Ear::Left], positions[Ear::Right])
        };
        assert_eq!(at(0.0), (0.8, 0.8));
        assert_eq!(at(1.0), (0.8, 0.0));
        assert_eq!(at(-0.5), (0.4, 0.8));
    }
}
