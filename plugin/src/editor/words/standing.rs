//! How hearing stands, as a sentence; and what is listened to instead of the result.

use threshold_core::parameters::LOSS;

use super::{about, state};
use crate::audition::{Audition, Part};
use crate::editor::view::View;

/// How hearing stands.
pub fn standing(view: &View) -> String {
    if view.bypass {
        "Bypassed: the input goes out untouched, as late as ever.".to_owned()
    } else if view.perspective <= 0.0 {
        "World: the listener is outside, and hears everything as it is.".to_owned()
    } else if view.processor_off {
        "Processor off: nothing comes from outside, and the head is not heard either.".to_owned()
    } else if view.held.is_some() {
        format!("{}: what it leaves behind holds until Fire is let go.", state(view))
    } else if view.implant >= 1.0 {
        format!("{}: an ear that has one hears nothing else.", state(view))
    } else if view.implant > 0.0 {
        format!("{}: what an implant makes of the sound, over what the ears still hear.", state(view))
    } else if view.loss <= 0.0 {
        "Untouched: nothing is lost yet. Turn Loss up, or load a preset.".to_owned()
    } else {
        format!("{}, Loss {}. {}", state(view), LOSS.text(view.loss), about(view.path))
    }
}

/// What is listened to instead of the result, if anything is.
pub fn auditioned(audition: Audition) -> Option<String> {
    match audition {
        Audition::Result => None,
        Audition::Lost(None) => Some("Listening to what is lost".to_owned()),
        Audition::Lost(Some(part)) => {
            let change =
                if matches!(part, Part::Tinnitus | Part::Touch | Part::Body) { "added" } else { "lost" };
            Some(format!("Listening to what is {change}: {}", part_name(part)))
        }
        Audition::Calibration { channel } => Some(format!("Calibration noise, channel {}", channel + 1)),
    }
}

/// Whether a part adds to what enters, and does not lie in its way.
pub const fn adds(part: Part) -> bool {
    matches!(part, Part::Touch | Part::Tinnitus | Part::Body)
}

/// What a part is called.
pub const fn part_name(part: Part) -> &'static str {
    match part {
        Part::Curve => "Curve",
        Part::Mumble => "Mumble",
        Part::Smear => "Smear",
        Part::Memory => "Memory",
        Part::Implant => "Implant",
        Part::Space => "Space",
        Part::Tinnitus => "Tinnitus",
        Part::Touch => "Touch",
        Part::Body => "Body",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::Values;

    #[test]
    fn every_state_is_a_sentence() {
        let plain = View::of(&Values::default());
        let views = [
            View { bypass: true, ..plain },
            View { perspective: 0.0, ..plain },
            View { processor_off: true, ..plain },
            View { implant: 0.6, ..plain },
            View { implant: 1.0, ..plain },
            View { loss: 0.0, ..plain },
            View { loss: 0.65, ..plain },
        ];
        for view in views {
            let said = standing(&view);
            assert!(said.ends_with('.') && said.contains(": "), "{said}");
        }
        assert!(standing(&View { loss: 0.65, ..plain }).starts_with("Mumble, Loss 65 %. Film: "));
    }

    #[test]
    fn whatever_is_not_the_result_is_said() {
        assert_eq!(auditioned(Audition::Result), None);
        let said = |audition| auditioned(audition).expect("something");
        assert_eq!(said(Audition::Lost(None)), "Listening to what is lost");
        assert_eq!(said(Audition::Lost(Some(Part::Mumble))), "Listening to what is lost: Mumble");
        assert_eq!(said(Audition::Calibration { channel: 2 }), "Calibration noise, channel 3");
    }
}
