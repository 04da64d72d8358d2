//! What the chart shows of each ear: thresholds by air and by bone, of whatever path is loaded.

use threshold_core::base::PerEar;
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::path::{Hearing, positions};
use threshold_core::parameters::{AUDIOGRAM_POINTS, HIGHEST_LEVEL, NO_RESPONSE};

use crate::editor::view::View;

/// Thresholds of an ear at the clinical frequencies, dB HL.
pub type Points = [f32; AUDIOGRAM_POINTS];

/// How many there are.
pub const COUNT: usize = AUDIOGRAM_POINTS;

/// Difference of air and bone that anybody could see, dB.
const SEEN_DB: f32 = 0.5;

/// What each ear has lost where the view stands on its path, before any event.
pub fn hearings(view: &View) -> PerEar<Hearing> {
    let positions = positions(view.loss, view.better_ear);
    PerEar::from_fn(|ear| view.path.hearing(positions[ear], &view.custom[ear]))
}

/// Whether the path says what it takes in gains at programme level, and not in thresholds.
pub fn is_gains(view: &View) -> bool {
    !view.end().gains.is_flat_zero()
}

/// Thresholds by air: what is lost before the cochlea and in it.
pub fn air(hearing: &Hearing) -> Points {
    let (before, within) = (hearing.conductive.points(), hearing.thresholds.points());
    std::array::from_fn(|n| bounded(before[n] + within[n]))
}

/// Thresholds by bone, where a `share` of the loss lies before the cochlea; nothing where they are those by air.
pub fn bone(hearing: &Hearing, share: f32) -> Option<Points> {
    let (air, bone) = (air(hearing), hearing.cochlear_part(share).thresholds.points());
    air.iter().zip(&bone).any(|(air, bone)| air - bone > SEEN_DB).then_some(bone)
}

/// A threshold as audiograms have them: above the highest level there is no response.
pub fn bounded(level: f32) -> f32 {
    if level > HIGHEST_LEVEL { NO_RESPONSE } else { level.max(super::scale::LOWEST_LEVEL) }
}

/// An ear that has lost this much in the cochlea.
pub fn cochlear(points: Points) -> Hearing {
    Hearing { thresholds: Audiogram::clinical(points), ..Hearing::RECRUITING }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::base::Ear;
    use threshold_core::hearing::path::{PATHS, Path};
    use threshold_core::parameters::{BETTER_EAR, LOSS, LOSS_PATH, Values};

    fn number(name: &str) -> usize {
        PATHS.iter().position(|path| path.name == name).unwrap()
    }

    fn view(path: &str, loss: f32, better_ear: f32) -> View {
        let values = Values::default().with(&LOSS_PATH, number(path) as f32);
        View::of(&values.with(&LOSS, loss).with(&BETTER_EAR, better_ear))
    }

    #[test]
    fn each_ear_shows_where_it_stands_on_the_path() {
        let both = hearings(&view("N3 moderate", 0.5, -1.0)).map(|hearing| air(&hearing)[4]);
        assert_eq!((both[Ear::Left], both[Ear::Right]), (0.0, 20.0));
    }

    #[test]
    fn what_lies_before_the_cochlea_is_the_gap_between_air_and_bone() {
        let n3 = Path::numbered(number("N3 moderate")).hearing(1.0, &Audiogram::default());
        assert_eq!(bone(&n3, 0.0), None);
        let half = bone(&n3, 0.5).expect("a gap");
        assert_eq!((air(&n3)[6], half[6]), (50.0, 25.0));
        let stopped = Path::numbered(number("Otosclerosis")).hearing(1.0, &Audiogram::default());
        assert_eq!(bone(&stopped, 0.0), Some([0.0; AUDIOGRAM_POINTS]));
        assert!((air(&stopped)[0] - 44.9).abs() < 1e-3);
    }

    #[test]
    fn film_is_gains_and_audiograms_are_not() {
        assert!(is_gains(&view("Film", 0.0, 0.0)) && !is_gains(&view("Custom audiogram", 1.0, 0.0)));
        assert_eq!((bounded(120.5), bounded(-30.0)), (NO_RESPONSE, -10.0));
    }
}
