//! What stands on the lab page, in groups that belong together.

use nice_plug::prelude::{BoolParam, FloatParam, IntParam};
use threshold_core::hearing::array::Array;
use threshold_core::hearing::tinnitus::LevelRe;
use threshold_core::parameters::{self as table, Parameter};

use crate::params::ThresholdParams;

/// A parameter, by the kind of control it has.
#[derive(Clone, Copy)]
pub enum Control<'a> {
    /// A value in a box.
    Field(&'a FloatParam),
    /// A whole number in a box.
    Number(&'a IntParam),
    /// One of several names.
    Choice(&'a IntParam),
    /// On or off.
    Switch(&'a BoolParam),
    /// Numbers of electrodes, typed.
    Electrodes(&'a IntParam),
}

/// A line of a group.
pub struct Line<'a> {
    /// The control; the button that opens the calibration if there is none.
    pub control: Option<Control<'a>>,
    /// Its entry in the table.
    pub entry: &'static Parameter,
    /// What it is called in its group.
    pub name: &'static str,
    /// Whether it makes a difference as the others stand.
    pub is_used: bool,
}

/// Lines that belong together.
pub struct Group<'a> {
    /// What they are about.
    pub name: &'static str,
    /// The same as a sentence.
    pub about: &'static str,
    /// The lines.
    pub lines: Vec<Line<'a>>,
}

/// How many groups there are.
pub const GROUPS: usize = 8;

/// A line that makes a difference.
fn line<'a>(control: Control<'a>, entry: &'static Parameter) -> Line<'a> {
    Line { control: Some(control), entry, name: entry.name, is_used: true }
}

impl Line<'_> {
    /// Called `name` where its group says what it belongs to.
    fn called(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// Of use only if something else is so.
    fn used(self, is_used: bool) -> Self {
        Self { is_used, ..self }
    }
}

/// Every group, in the order of the page.
pub fn all(params: &ThresholdParams) -> [Group<'_>; GROUPS] {
    [
        electrodes(params),
        processor(params),
        levels(params),
        percept(params),
        tinnitus(params),
        inside(params),
        earpiece(params),
        track(params),
    ]
}

/// Which of its names a choice stands at.
fn chosen(param: &IntParam) -> usize {
    param.value().max(0) as usize
}

/// Numbers of the choice of ears.
const LEFT_ALONE: usize = 1;
const RIGHT_ALONE: usize = 2;

fn electrodes(params: &ThresholdParams) -> Group<'_> {
    use Control::{Choice, Electrodes, Field};
    let lab = &params.laboratory;
    let ears = chosen(&lab.ears);
    let (has_left, has_right) = (ears != RIGHT_ALONE, ears != LEFT_ALONE);
    let by_depth = Array::ByDepth as i32;
    let goes_by_depth = [lab.array.value(), lab.other_array.value() - 1].contains(&by_depth);
    Group {
        name: "Electrodes",
        about: "Which ears have an implant, and where its electrodes lie.",
        lines: vec![
            line(Choice(&lab.ears), &table::IMPLANT_EARS),
            line(Choice(&lab.map), &table::IMPLANT_MAP),
            line(Choice(&lab.other_map), &table::IMPLANT_OTHER_MAP).used(has_right),
            line(Choice(&lab.array), &table::IMPLANT_ARRAY),
            line(Choice(&lab.other_array), &table::IMPLANT_OTHER_ARRAY).used(has_right),
            line(Field(&lab.depth), &table::IMPLANT_DEPTH).used(goes_by_depth),
            line(Field(&lab.mismatch), &table::IMPLANT_MISMATCH).used(has_right),
            line(Electrodes(&lab.off_left), &table::IMPLANT_OFF[0]).called("Off, left ear").used(has_left),
            line(Electrodes(&lab.off_right), &table::IMPLANT_OFF[1]).called("Off, right ear").used(has_right),
            line(Electrodes(&lab.dead_left), &table::IMPLANT_DEAD[0]).called("No nerve, left").used(has_left),
            line(Electrodes(&lab.dead_right), &table::IMPLANT_DEAD[1])
                .called("No nerve, right")
                .used(has_right),
        ],
    }
}

fn processor(params: &ThresholdParams) -> Group<'_> {
    use Control::{Choice, Field, Number, Switch};
    let lab = &params.laboratory;
    Group {
        name: "Processor",
        about: "From the microphone to the channels that fire.",
        lines: vec![
            line(Choice(&lab.microphone), &table::IMPLANT_MICROPHONE),
            line(Choice(&lab.emphasis), &table::IMPLANT_EMPHASIS),
            line(Choice(&lab.agc), &table::IMPLANT_AGC),
            line(Switch(&lab.agc_link), &table::IMPLANT_AGC_LINK).used(chosen(&lab.ears) == 0),
            line(Switch(&params.open_microphone), &table::OPEN_MICROPHONE),
            line(Field(&lab.range), &table::IMPLANT_RANGE),
            line(Field(&lab.envelope), &table::IMPLANT_ENVELOPE),
            line(Number(&lab.maxima), &table::IMPLANT_MAXIMA),
            line(Field(&lab.rate), &table::IMPLANT_RATE),
        ],
    }
}

fn levels(params: &ThresholdParams) -> Group<'_> {
    use Control::{Choice, Field, Number, Switch};
    let lab = &params.laboratory;
    Group {
        name: "Current and sound",
        about: "How loud sound becomes current, and what channels sound as.",
        lines: vec![
            line(Field(&lab.growth), &table::IMPLANT_GROWTH),
            line(Number(&lab.t), &table::IMPLANT_T),
            line(Number(&lab.c), &table::IMPLANT_C),
            line(Number(&lab.steps), &table::IMPLANT_STEPS),
            line(Choice(&lab.carrier), &table::IMPLANT_CARRIER),
            line(Switch(&lab.acoustic), &table::IMPLANT_ACOUSTIC),
            line(Field(&lab.acoustic_edge), &table::IMPLANT_ACOUSTIC_EDGE).used(lab.acoustic.value()),
        ],
    }
}

fn percept(params: &ThresholdParams) -> Group<'_> {
    use Control::Field;
    let lab = &params.laboratory;
    let has_metal = params.implant_metal.value() > 0.0;
    let has_percept = lab.percept.value() > 0.0;
    let metal = |param, entry| line(Field(param), entry).used(has_metal);
    let percept = |param, entry| line(Field(param), entry).used(has_percept);
    Group {
        name: "Metal and percept",
        about: "What Metal is made of, and what else the mind makes of it.",
        lines: vec![
            metal(&lab.fracture, &table::IMPLANT_FRACTURE),
            metal(&lab.tangle, &table::IMPLANT_TANGLE),
            metal(&lab.flicker, &table::IMPLANT_FLICKER),
            line(Field(&lab.percept), &table::IMPLANT_PERCEPT),
            percept(&lab.percept_smear, &table::PERCEPT_SMEAR),
            percept(&lab.percept_flatten, &table::PERCEPT_FLATTEN),
            percept(&lab.percept_pitch, &table::PERCEPT_PITCH),
            percept(&lab.percept_shift, &table::PERCEPT_SHIFT),
            percept(&lab.percept_ring, &table::PERCEPT_RING),
        ],
    }
}

fn tinnitus(params: &ThresholdParams) -> Group<'_> {
    use Control::{Choice, Field};
    let level_re = LevelRe::numbered(chosen(&params.tinnitus_level_re));
    let is_full_scale = level_re == LevelRe::FullScale;
    Group {
        name: "Tinnitus",
        about: "What pitch and level of the ringing go by.",
        lines: vec![
            line(Choice(&params.tinnitus_pitch_from), &table::TINNITUS_PITCH_FROM),
            line(Choice(&params.tinnitus_level_re), &table::TINNITUS_LEVEL_RE),
            line(Field(&params.tinnitus_level), &table::TINNITUS_LEVEL).called("Level").used(is_full_scale),
            line(Field(&params.tinnitus_sensation), &table::TINNITUS_SENSATION)
                .called("Above threshold")
                .used(!is_full_scale),
        ],
    }
}

fn inside(params: &ThresholdParams) -> Group<'_> {
    use Control::{Choice, Field, Switch};
    let has_floor = chosen(&params.silence) != 0;
    Group {
        name: "Touch, body, silence",
        about: "How touch is felt, and what is left in silence.",
        lines: vec![
            line(Choice(&params.touch_material), &table::TOUCH_MATERIAL),
            line(Switch(&params.body_lfe), &table::BODY_LFE),
            line(Switch(&params.generators), &table::GENERATORS),
            line(Choice(&params.silence), &table::SILENCE),
            line(Field(&params.floor_level), &table::FLOOR_LEVEL).used(has_floor),
            line(Field(&params.floor_edge), &table::FLOOR_EDGE).used(has_floor),
        ],
    }
}

fn earpiece(params: &ThresholdParams) -> Group<'_> {
    use Control::{Field, Switch};
    Group {
        name: "Earpiece and key",
        about: "Noise by which an actor loses his own voice; whose level is followed.",
        lines: vec![
            line(Switch(&params.blocker), &table::BLOCKER),
            line(Field(&params.blocker_level), &table::BLOCKER_LEVEL),
            line(Switch(&params.key), &table::KEY),
        ],
    }
}

fn track(params: &ThresholdParams) -> Group<'_> {
    use Control::{Choice, Field, Number, Switch};
    let calibrate = Line { control: None, entry: &table::LISTENING_LEVEL, name: "", is_used: true };
    Group {
        name: "Track and room",
        about: "What is set once for a track, a session, a room.",
        lines: vec![
            line(Field(&params.trim), &table::TRIM),
            line(Switch(&params.loudness_match), &table::LOUDNESS_MATCH),
            line(Field(&params.cut_time), &table::CUT_TIME),
            line(Choice(&params.lfe), &table::LFE),
            line(Choice(&params.layout), &table::LAYOUT),
            line(Field(&params.ceiling), &table::CEILING).used(!params.story.unlock.get()),
            line(Number(&params.seed), &table::SEED),
            line(Field(&params.listening_level), &table::LISTENING_LEVEL),
            calibrate,
        ],
    }
}
