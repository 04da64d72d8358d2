//! What stands in the column of each stage: its amounts, its further controls, and why it may do nothing just now.

use nice_plug::prelude::{FloatParam, IntParam};
use threshold_core::hearing::path::Path;
use threshold_core::hearing::tinnitus::{LevelRe, PitchFrom};
use threshold_core::parameters::{self, Parameter, Values};

use crate::audition::Part;
use crate::editor::view::View;
use crate::editor::words;
use crate::params::ThresholdParams;

/// One of the amounts a stage is made of: all of them at rest, and the stage changes nothing.
#[derive(Clone, Copy)]
pub struct Amount<'a> {
    /// The parameter.
    pub param: &'a FloatParam,
    /// Its entry in the table.
    pub entry: &'static Parameter,
    /// Where it changes nothing.
    pub rest: f32,
}

/// Where most amounts change nothing, and where Space does: the outside is where it was.
const NOTHING: f32 = 0.0;
const WHERE_IT_WAS: f32 = 1.0;

/// The amounts of a stage; the first is the one its column shows at its head.
pub fn amounts(part: Part, params: &ThresholdParams) -> Vec<Amount<'_>> {
    let amount = |param, entry| Amount { param, entry, rest: NOTHING };
    match part {
        Part::Curve => vec![amount(&params.loss, &parameters::LOSS)],
        Part::Mumble => {
            vec![amount(&params.mumble, &parameters::MUMBLE), amount(&params.blur, &parameters::BLUR)]
        }
        Part::Smear => vec![
            amount(&params.smear, &parameters::SMEAR),
            amount(&params.jitter, &parameters::JITTER),
            amount(&params.diplacusis, &parameters::DIPLACUSIS),
        ],
        Part::Memory => vec![amount(&params.memory, &parameters::MEMORY)],
        Part::Implant => vec![amount(&params.implant, &parameters::IMPLANT)],
        Part::Space => {
            vec![Amount { param: &params.space, entry: &parameters::SPACE, rest: WHERE_IT_WAS }]
        }
        Part::Tinnitus => vec![amount(&params.tinnitus, &parameters::TINNITUS)],
        Part::Touch => vec![amount(&params.touch, &parameters::TOUCH)],
        Part::Body => vec![amount(&params.body, &parameters::BODY)],
    }
}

/// A control below a stage's amount.
pub struct Control<'a> {
    /// What it moves.
    pub what: What<'a>,
    /// The parameter's entry in the table.
    pub entry: &'static Parameter,
    /// Its name where the column says what it belongs to.
    pub short: &'static str,
    /// Whether it makes a difference just now.
    pub in_use: bool,
}

/// What a control moves.
pub enum What<'a> {
    /// Something that is turned.
    Dial(&'a FloatParam),
    /// One of a few named things.
    List(&'a IntParam),
}

/// The further controls of a stage, those in use most often first.
pub fn controls(part: Part, params: &ThresholdParams) -> Vec<Control<'_>> {
    let dial = |param, entry, short| Control { what: What::Dial(param), entry, short, in_use: true };
    let list = |param, entry, short| Control { what: What::List(param), entry, short, in_use: true };
    match part {
        Part::Curve => vec![
            list(&params.loss_path, &parameters::LOSS_PATH, "Path"),
            dial(&params.recruitment, &parameters::RECRUITMENT, "Recruitment"),
            dial(&params.better_ear, &parameters::BETTER_EAR, "Better ear"),
            dial(&params.conductive, &parameters::CONDUCTIVE, "Conductive"),
        ],
        Part::Mumble => vec![
            dial(&params.mumble_from, &parameters::MUMBLE_FROM, "From"),
            dial(&params.blur, &parameters::BLUR, "Blur"),
        ],
        Part::Smear => vec![
            dial(&params.jitter, &parameters::JITTER, "Jitter"),
            dial(&params.diplacusis, &parameters::DIPLACUSIS, "Pitch"),
        ],
        Part::Tinnitus => {
            let is_free = PitchFrom::numbered(chosen(&params.tinnitus_pitch_from)) == PitchFrom::Free;
            let pitch = dial(&params.tinnitus_pitch, &parameters::TINNITUS_PITCH, "Pitch");
            let level = match LevelRe::numbered(chosen(&params.tinnitus_level_re)) {
                LevelRe::FullScale => (&params.tinnitus_level, &parameters::TINNITUS_LEVEL),
                LevelRe::Threshold => (&params.tinnitus_sensation, &parameters::TINNITUS_SENSATION),
            };
            vec![
                list(&params.tinnitus_character, &parameters::TINNITUS_CHARACTER, "Character"),
                Control { in_use: is_free, ..pitch },
                dial(&params.tinnitus_handover, &parameters::TINNITUS_HANDOVER, "Into ring"),
                dial(&params.tinnitus_balance, &parameters::TINNITUS_BALANCE, "Balance"),
                dial(level.0, level.1, "Level"),
            ]
        }
        Part::Touch => vec![list(&params.touch_material, &parameters::TOUCH_MATERIAL, "Material")],
        Part::Memory | Part::Implant | Part::Space | Part::Body => Vec::new(),
    }
}

/// What a control is for; the loss path says besides where it leads.
pub fn purpose(control: &Control) -> String {
    let purpose = words::purpose(control.entry);
    match control.what {
        What::List(param) if control.entry.id == parameters::LOSS_PATH.id => {
            format!("{purpose}\n{}", words::about(Path::numbered(chosen(param))))
        }
        What::List(_) | What::Dial(_) => purpose.to_owned(),
    }
}

/// What a stage is, in plain words, and where more of it is set.
pub fn about(part: Part) -> String {
    let of = words::purpose;
    match part {
        Part::Implant => format!("{} Its electrodes are on the Implant page.", of(&parameters::IMPLANT)),
        Part::Curve => of(&parameters::LOSS).to_owned(),
        Part::Mumble => of(&parameters::MUMBLE).to_owned(),
        Part::Smear => of(&parameters::SMEAR).to_owned(),
        Part::Memory => of(&parameters::MEMORY).to_owned(),
        Part::Space => of(&parameters::SPACE).to_owned(),
        Part::Tinnitus => of(&parameters::TINNITUS).to_owned(),
        Part::Touch => of(&parameters::TOUCH).to_owned(),
        Part::Body => of(&parameters::BODY).to_owned(),
    }
}

/// Why a stage that is on does nothing where parameters stand at `values`: in two words, and in a sentence.
pub fn rests(part: Part, view: &View, values: &Values) -> Option<[&'static str; 2]> {
    let end = view.end().detail;
    let no_jitter = values.of(&parameters::JITTER) == 0.0 && values.of(&parameters::DIPLACUSIS) == 0.0;
    let needs_loss = matches!(part, Part::Mumble | Part::Smear | Part::Memory);
    let not_on_path = match part {
        Part::Mumble => end.mumble == 0.0 && end.blur == 0.0,
        Part::Smear => end.smear == 0.0 && no_jitter,
        _ => false,
    };
    let is_mute = matches!(part, Part::Tinnitus | Part::Body) && values.of(&parameters::GENERATORS) <= 0.5;
    if not_on_path {
        Some(["off path", "This loss path has none of it."])
    } else if needs_loss && view.loss <= 0.0 {
        Some(["needs Loss", "It acts along with Loss, which is at 0 %."])
    } else if is_mute {
        Some(["muted", "Generators are off (Lab page)."])
    } else {
        None
    }
}

/// Which of its names a choice stands at.
fn chosen(param: &IntParam) -> usize {
    param.value().max(0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{GENERATORS, LOSS, LOSS_PATH, Stored};

    fn at(part: Part, values: &Values) -> Option<&'static str> {
        rests(part, &View::of(values), values).map(|[short, _]| short)
    }

    #[test]
    fn a_stage_says_what_it_waits_for() {
        let untouched = Values::default();
        let film = untouched.with(&LOSS, 0.5);
        let custom = film.with(&LOSS_PATH, 1.0);
        assert_eq!((at(Part::Mumble, &untouched), at(Part::Mumble, &film)), (Some("needs Loss"), None));
        assert_eq!((at(Part::Smear, &film), at(Part::Smear, &custom)), (Some("off path"), None));
        assert_eq!((at(Part::Mumble, &custom), at(Part::Curve, &untouched)), (Some("off path"), None));
        let jitter = film.with(&parameters::JITTER, 0.5);
        assert_eq!(at(Part::Smear, &jitter), None);
        assert_eq!(at(Part::Body, &film.with(&GENERATORS, 0.0)), Some("muted"));
        assert_eq!(at(Part::Touch, &film.with(&GENERATORS, 0.0)), None);
    }

    #[test]
    fn no_parameter_stands_in_two_columns_and_all_belong_to_a_scene() {
        let params = ThresholdParams::default();
        let mut ids: Vec<&str> = Vec::new();
        for part in Part::ALL {
            let further = controls(part, &params).into_iter().map(|control| control.entry);
            let heads = amounts(part, &params).into_iter().take(1).map(|amount| amount.entry);
            for entry in heads.chain(further) {
                assert!(!ids.contains(&entry.id) && entry.stored == Stored::Scene, "{}", entry.id);
                ids.push(entry.id);
            }
            assert!(about(part).ends_with('.'));
        }
    }

    #[test]
    fn an_untouched_instance_rests_but_for_the_trims_of_its_path() {
        let params = ThresholdParams::default();
        for part in Part::ALL {
            let is_trim = matches!(part, Part::Mumble | Part::Smear);
            for amount in amounts(part, &params) {
                let moved = amount.entry.default != amount.rest;
                assert!(!moved || is_trim, "{}", amount.entry.id);
            }
        }
    }
}
