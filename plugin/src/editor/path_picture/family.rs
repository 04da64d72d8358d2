//! The curves of a path from untouched hearing to its end, and which of them passes through a place.

use threshold_core::hearing::audiogram::FREQUENCIES;

use crate::editor::view::{Line, View};

/// Curves between untouched hearing and the path's end.
pub const CURVES: usize = 16;
/// Least loss at a frequency for the curves there to be told apart, dB.
const TOLD_APART_DB: f32 = 6.0;
/// Places of Loss that are tried to find the curve through a place: half a per cent apart.
const TRIED: u16 = 200;

/// What is lost at `loss`, where both ears go along and nothing else has happened.
pub fn at(view: &View, loss: f32) -> Vec<Line> {
    View { loss, better_ear: 0.0, held: None, ..*view }.now()
}

/// Loss of every curve of the family, from the first after untouched hearing.
pub fn losses() -> impl Iterator<Item = f32> {
    (1..=CURVES).map(|n| n as f32 / CURVES as f32)
}

/// Whether nothing is lost anywhere along the path.
pub fn is_flat(view: &View) -> bool {
    let end = at(view, 1.0);
    FREQUENCIES.into_iter().all(|hz| worst(&end, hz) == 0.0)
}

/// The Loss whose curve passes nearest to `lost_db` at `hz`, if curves can be told apart there or elsewhere: where they
/// cannot, the height counts as it would where they are furthest apart.
pub fn through(view: &View, hz: f32, lost_db: f32) -> Option<f32> {
    let end = at(view, 1.0);
    let hz = [hz].into_iter().find(|hz| worst(&end, *hz) >= TOLD_APART_DB).or_else(|| {
        let widest = FREQUENCIES.into_iter().max_by(|a, b| worst(&end, *a).total_cmp(&worst(&end, *b)))?;
        (worst(&end, widest) >= TOLD_APART_DB).then_some(widest)
    })?;
    let tried = (0..=TRIED).map(|n| f32::from(n) / f32::from(TRIED));
    let off = |loss: f32| (worst(&at(view, loss), hz) - lost_db).abs();
    tried.map(|loss| (loss, off(loss))).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(loss, _)| loss)
}

/// What the ear loses that loses more, dB.
fn worst(lines: &[Line], hz: f32) -> f32 {
    lines.iter().map(|line| line.hearing.lost_db(hz)).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::base::Ear;
    use threshold_core::hearing::audiogram::Audiogram;
    use threshold_core::hearing::path::PATHS;
    use threshold_core::parameters::{LOSS_PATH, Values};

    fn view(path: usize) -> View {
        View::of(&Values::default().with(&LOSS_PATH, path as f32))
    }

    #[test]
    fn the_curve_through_a_place_is_found_again() {
        for path in (0..PATHS.len()).filter(|path| !view(*path).takes_custom()) {
            let view = view(path);
            // What does not rise for a while is met where it begins: so its height is what must be met.
            for loss in [0.0, 0.25, 0.5, 0.735, 1.0] {
                for hz in [500.0, 1000.0, 4000.0, 8000.0] {
                    let lost = worst(&at(&view, loss), hz);
                    let Some(found) = through(&view, hz, lost).filter(|_| worst(&at(&view, 1.0), hz) >= 6.0)
                    else {
                        continue;
                    };
                    let off = (worst(&at(&view, found), hz) - lost).abs();
                    assert!(off < 0.5, "{} at {loss}, {hz} Hz: {found}", view.path.name);
                }
            }
        }
        let film = through(&view(0), 4000.0, 54.0);
        assert!(film.is_some_and(|loss| (loss - 0.65).abs() < 0.01), "{film:?}");
    }

    #[test]
    fn beyond_the_family_are_its_ends_and_a_flat_one_has_none() {
        let film = view(0);
        assert_eq!((through(&film, 2000.0, -20.0), through(&film, 2000.0, 119.0)), (Some(0.0), Some(1.0)));
        assert!(through(&film, 30.0, 80.0).is_some_and(|loss| loss > 0.9), "where the bass stays together");
        assert!(through(&view(1), 1000.0, 40.0).is_none() && is_flat(&view(1)) && !is_flat(&film));
        let mut custom = view(1);
        custom.custom[Ear::Right] = Audiogram::flat(60.0);
        assert_eq!(through(&custom, 1000.0, 30.0), Some(0.5));
    }
}
