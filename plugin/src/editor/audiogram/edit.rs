//! What becomes of an audiogram by a step, a drag, or a number that was typed; and of the parameters with it.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::path::{PATHS, Stations};
use threshold_core::parameters::{
    BETTER_EAR, CONDUCTIVE, HIGHEST_LEVEL, LOSS, LOSS_PATH, NO_RESPONSE, THRESHOLDS, Values,
};

use super::levels::{Points, bounded};

/// Thresholds of both ears.
pub type Levels = PerEar<Points>;

/// A step as audiologists take it, dB.
pub const STEP_DB: f32 = 5.0;
/// The smallest step, dB.
pub const FINE_DB: f32 = 1.0;
/// How near a level is a step's, steps: less than any rounding of a host.
const ROUNDING: f32 = 1e-3;

/// One threshold: whose, and at which of the clinical frequencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Whose.
    pub ear: Ear,
    /// Which frequency, counted from the lowest.
    pub at: usize,
}

/// The `size` of a step, dB: fine ones while Shift is down, or where nothing snaps.
pub const fn step_size(snaps: bool, shift: bool) -> f32 {
    if snaps && !shift { STEP_DB } else { FINE_DB }
}

/// The level of a step of this `size` nearest to `level`.
pub fn snapped(level: f32, size: f32) -> f32 {
    bounded(size * (level / size).round())
}

/// The level so many `steps` of this `size` down the chart, or up if negative: from between two it goes to the next.
pub fn stepped(level: f32, steps: i32, size: f32) -> f32 {
    let at = level.min(HIGHEST_LEVEL + size) / size;
    let at = if (at - at.round()).abs() < ROUNDING { at.round() } else { at };
    let from = if steps < 0 { at.ceil() } else { at.floor() };
    bounded(size * (from + steps as f32))
}

/// `levels` with one threshold at `to`; if they are linked the other ear's goes as far, and stops responding with it.
pub fn moved(levels: &Levels, point: Point, to: f32, is_linked: bool) -> Levels {
    let mut levels = *levels;
    let (from, to) = (levels[point.ear][point.at], bounded(to));
    levels[point.ear][point.at] = to;
    if is_linked {
        let other = &mut levels[point.ear.other()][point.at];
        *other = if to == NO_RESPONSE { to } else { bounded(*other + to - from) };
    }
    levels
}

/// `levels` with those of the ear `from` at both.
pub fn copied(levels: &Levels, from: Ear) -> Levels {
    PerEar::same(levels[from])
}

/// Whether these levels are the same to any eye and ear.
pub fn alike(one: &Levels, other: &Levels) -> bool {
    let near = |one: &Points, other: &Points| one.iter().zip(other).all(|(a, b)| (a - b).abs() < 0.01);
    one.iter().zip(other.iter()).all(|(one, other)| near(one, other))
}

/// Whether the custom audiogram as it stands is what both ears have lost.
pub fn is_own(values: &Values) -> bool {
    Some(values.of(&LOSS_PATH)) == custom() && values.of(&LOSS) >= 1.0 && values.of(&BETTER_EAR) == 0.0
}

/// `values` where these thresholds are what both ears have lost: the custom audiogram, all of it, at both ears. Loss that
/// `lies_before` the cochlea stays there.
pub fn own(values: &Values, levels: &Levels, lies_before: bool) -> Values {
    let Some(custom) = custom() else { return *values };
    let mut values = values.with(&LOSS_PATH, custom).with(&LOSS, 1.0).with(&BETTER_EAR, 0.0);
    if lies_before {
        values = values.with(&CONDUCTIVE, 1.0);
    }
    for (entries, levels) in THRESHOLDS.iter().zip(levels.iter()) {
        for (entry, level) in entries.iter().zip(levels) {
            values = values.with(entry, *level);
        }
    }
    values
}

/// `values` on the way to the custom audiogram, at its end.
pub fn at_custom(values: &Values) -> Values {
    custom().map_or(*values, |custom| values.with(&LOSS_PATH, custom).with(&LOSS, 1.0).with(&BETTER_EAR, 0.0))
}

/// Number of the custom audiogram among the paths.
fn custom() -> Option<f32> {
    PATHS.iter().position(|path| path.stations == Stations::Custom).map(|number| number as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::AUDIOGRAM_POINTS;

    #[test]
    fn steps_go_to_the_next_multiple_and_end_where_an_audiogram_does() {
        assert_eq!((stepped(40.0, 1, 5.0), stepped(40.0, -1, 5.0)), (45.0, 35.0));
        assert_eq!((stepped(43.0, 1, 5.0), stepped(43.0, -1, 5.0)), (45.0, 40.0));
        assert_eq!((stepped(44.999_9, 1, 5.0), stepped(43.0, 1, 1.0)), (50.0, 44.0));
        assert_eq!((stepped(120.0, 1, 5.0), stepped(120.0, 1, 1.0)), (NO_RESPONSE, NO_RESPONSE));
        assert_eq!((stepped(NO_RESPONSE, -1, 5.0), stepped(NO_RESPONSE, -1, 1.0)), (120.0, 120.0));
        assert_eq!((stepped(-10.0, -1, 5.0), stepped(0.0, -4, 5.0)), (-10.0, -10.0));
    }

    #[test]
    fn levels_snap_to_five_decibels_or_one() {
        assert_eq!((snapped(42.4, 5.0), snapped(42.6, 5.0), snapped(42.4, 1.0)), (40.0, 45.0, 42.0));
        assert_eq!((snapped(121.0, 5.0), snapped(123.0, 5.0)), (120.0, NO_RESPONSE));
        assert_eq!((step_size(true, false), step_size(true, true), step_size(false, false)), (5.0, 1.0, 1.0));
    }

    #[test]
    fn linked_ears_keep_their_distance() {
        let mut levels = PerEar::same([20.0; AUDIOGRAM_POINTS]);
        levels[Ear::Right][4] = 50.0;
        let point = Point { ear: Ear::Left, at: 4 };
        let alone = moved(&levels, point, 40.0, false);
        assert_eq!((alone[Ear::Left][4], alone[Ear::Right][4]), (40.0, 50.0));
        let linked = moved(&levels, point, 40.0, true);
        assert_eq!((linked[Ear::Left][4], linked[Ear::Right][4]), (40.0, 70.0));
        let silent = moved(&levels, point, NO_RESPONSE, true);
        assert_eq!((silent[Ear::Left][4], silent[Ear::Right][4]), (NO_RESPONSE, NO_RESPONSE));
        assert_eq!(copied(&levels, Ear::Right)[Ear::Left][4], 50.0);
        assert!(alike(&levels, &levels) && !alike(&levels, &linked));
    }

    #[test]
    fn what_is_edited_is_the_custom_audiogram_and_all_of_it() {
        let before = Values::default().with(&LOSS, 0.4).with(&BETTER_EAR, -0.5);
        let levels = PerEar::from_fn(|ear| [if ear == Ear::Left { 15.0 } else { 35.0 }; AUDIOGRAM_POINTS]);
        let after = own(&before, &levels, false);
        assert!(!is_own(&before) && is_own(&after));
        assert_eq!((after.of(&THRESHOLDS[0][3]), after.of(&THRESHOLDS[1][3])), (15.0, 35.0));
        assert_eq!((after.of(&CONDUCTIVE), own(&before, &levels, true).of(&CONDUCTIVE)), (0.0, 1.0));
        assert!(is_own(&at_custom(&before)));
    }
}
