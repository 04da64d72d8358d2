//! What the head makes: the row of its macros, the row of its ringing, and what of it is set once.

use egui::{Rect, Sense, Ui, pos2, vec2};
use nice_plug::prelude::{FloatParam, IntParam, Param};
use threshold_core::hearing::tinnitus::{LevelRe, PitchFrom};
use threshold_core::parameters::{self, BODY_AT_REST, Parameter};

use super::{Controls, FOLDED_WIDTH, GAP, ROOMY, SWITCH_HEIGHT, divided, enabled, folding, lower, slider};
use crate::editor::slider::{Mark, Shape, Slider};
use crate::editor::{choice, fold, switch, words};

/// Height of the macros without the marks below.
const MACRO_HEIGHT: f32 = 40.0;
/// Height of the switch that takes the processors off: larger than any other.
const OFF_HEIGHT: f32 = 30.0;
/// Shares of Tinnitus, Touch, Body with its marks, Memory, Space, and Processor off.
const MACRO_SHARES: [f32; 6] = [1.0, 1.0, 1.6, 1.0, 1.0, 1.15];
/// Shares of Character, Pitch from, Pitch, Cymbals into ring, Balance and the level in a roomy row.
const RING_SHARES: [f32; 6] = [1.1, 1.25, 0.95, 1.3, 1.15, 1.15];
/// The same without Pitch from, in a narrow one.
const NARROW_RING_SHARES: [f32; 5] = [1.25, 1.0, 1.15, 1.1, 1.1];
/// Names of what stands behind Tinnitus character in its row.
const PITCH: &str = "Pitch";
const BALANCE: &str = "Balance";
const LEVEL: &str = "Level";
/// Names of what stands alone.
const PITCH_FROM: &str = "Tinnitus pitch from";
const LEVEL_RE: &str = "Tinnitus level re";

/// What is set once, in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetUp {
    PitchFrom,
    LevelRe,
    Material,
    BodyLfe,
    Generators,
    Silence,
    FloorLevel,
    FloorEdge,
    Blocker,
    BlockerLevel,
}

impl SetUp {
    fn height(self) -> f32 {
        match self {
            Self::BodyLfe | Self::Generators | Self::Blocker => SWITCH_HEIGHT + 4.0,
            _ => MACRO_HEIGHT,
        }
    }
}

const COLUMNS: [&[SetUp]; 2] = [
    &[SetUp::PitchFrom, SetUp::LevelRe, SetUp::Material, SetUp::BodyLfe, SetUp::Generators],
    &[SetUp::Silence, SetUp::FloorLevel, SetUp::FloorEdge, SetUp::BlockerLevel, SetUp::Blocker],
];

impl Controls<'_> {
    /// What the head makes and how near the outside is, and the switch that ends it all.
    pub fn inner(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let top = Rect::from_min_size(row.min, vec2(row.width(), MACRO_HEIGHT));
        let places = divided(top, &MACRO_SHARES);
        let rest = params.body.preview_normalized(BODY_AT_REST);
        let marks =
            [("Still", 0.0), ("At rest", rest), ("Agitated", 1.0)].map(|(name, at)| Mark { at, name });
        let macros: [(&FloatParam, &Parameter, &[Mark]); 5] = [
            (&params.tinnitus, &parameters::TINNITUS, &[]),
            (&params.touch, &parameters::TOUCH, &[]),
            (&params.body, &parameters::BODY, &marks),
            (&params.memory, &parameters::MEMORY, &[]),
            (&params.space, &parameters::SPACE, &[]),
        ];
        for ((param, entry, marks), place) in macros.into_iter().zip(&places) {
            Slider::new(param, hand, Shape::Small, words::purpose(entry)).marks(marks).show(ui, *place);
        }
        let last = places[places.len() - 1];
        let off = Rect::from_min_max(pos2(last.left(), last.bottom() - OFF_HEIGHT), last.max);
        switch::show(ui, off, &params.processor_off, hand, words::purpose(&parameters::PROCESSOR_OFF));
    }

    /// What the ringing is like; what of the inside is set once unfolds at the end.
    pub fn ring(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let roomy = row.width() >= ROOMY;
        let (button, left) = folding(row);
        let mut places = divided(left, if roomy { &RING_SHARES } else { &NARROW_RING_SHARES }).into_iter();
        let mut next = || places.next().unwrap_or(Rect::NOTHING);
        let character = words::purpose(&parameters::TINNITUS_CHARACTER);
        choice::show(ui, next(), &params.tinnitus_character, hand, character);
        if roomy {
            let from = words::purpose(&parameters::TINNITUS_PITCH_FROM);
            choice::show(ui, next(), &params.tinnitus_pitch_from, hand, from);
        }
        let pitch = words::purpose(&parameters::TINNITUS_PITCH);
        let is_free = PitchFrom::numbered(chosen(&params.tinnitus_pitch_from)) == PitchFrom::Free;
        enabled(ui, is_free, |ui| {
            Slider::new(&params.tinnitus_pitch, hand, Shape::Small, pitch).called(PITCH).show(ui, next());
        });
        let handover = &parameters::TINNITUS_HANDOVER;
        slider(ui, next(), Shape::Small, &params.tinnitus_handover, hand, handover);
        let balance = words::purpose(&parameters::TINNITUS_BALANCE);
        Slider::new(&params.tinnitus_balance, hand, Shape::Small, balance).called(BALANCE).show(ui, next());
        let (level, entry) = match LevelRe::numbered(chosen(&params.tinnitus_level_re)) {
            LevelRe::FullScale => (&params.tinnitus_level, &parameters::TINNITUS_LEVEL),
            LevelRe::Threshold => (&params.tinnitus_sensation, &parameters::TINNITUS_SENSATION),
        };
        Slider::new(level, hand, Shape::Small, words::purpose(entry)).called(LEVEL).show(ui, next());
        fold::show(ui, button, "Inside ...", |ui| self.unfolded(ui, roomy));
    }

    /// What is set once, but for what the row has already.
    fn unfolded(&self, ui: &mut Ui, roomy: bool) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for column in COLUMNS {
                ui.vertical(|ui| {
                    for control in column.iter().filter(|control| !roomy || **control != SetUp::PitchFrom) {
                        let size = vec2(FOLDED_WIDTH, control.height());
                        let (place, _) = ui.allocate_exact_size(size, Sense::hover());
                        self.inside(ui, place, *control);
                    }
                });
            }
        });
    }

    fn inside(&self, ui: &mut Ui, place: Rect, control: SetUp) {
        let Self { params, hand } = self;
        let chooser = |ui: &mut Ui, name: &str, param: &IntParam, entry: &Parameter| {
            choice::called(ui, place, name, param, hand, words::purpose(entry));
        };
        let switcher = |ui: &Ui, param, entry| {
            switch::show(ui, lower(place), param, hand, words::purpose(entry));
        };
        let field = |ui: &mut Ui, param: &FloatParam, entry: &Parameter| {
            slider(ui, place, Shape::Field, param, hand, entry);
        };
        let has_floor = chosen(&params.silence) != 0;
        match control {
            SetUp::PitchFrom => {
                chooser(ui, PITCH_FROM, &params.tinnitus_pitch_from, &parameters::TINNITUS_PITCH_FROM);
            }
            SetUp::LevelRe => {
                chooser(ui, LEVEL_RE, &params.tinnitus_level_re, &parameters::TINNITUS_LEVEL_RE);
            }
            SetUp::Material => chooser(
                ui,
                parameters::TOUCH_MATERIAL.name,
                &params.touch_material,
                &parameters::TOUCH_MATERIAL,
            ),
            SetUp::BodyLfe => switcher(ui, &params.body_lfe, &parameters::BODY_LFE),
            SetUp::Generators => switcher(ui, &params.generators, &parameters::GENERATORS),
            SetUp::Silence => chooser(ui, parameters::SILENCE.name, &params.silence, &parameters::SILENCE),
            SetUp::FloorLevel => {
                enabled(ui, has_floor, |ui| field(ui, &params.floor_level, &parameters::FLOOR_LEVEL));
            }
            SetUp::FloorEdge => {
                enabled(ui, has_floor, |ui| field(ui, &params.floor_edge, &parameters::FLOOR_EDGE));
            }
            SetUp::Blocker => switcher(ui, &params.blocker, &parameters::BLOCKER),
            SetUp::BlockerLevel => field(ui, &params.blocker_level, &parameters::BLOCKER_LEVEL),
        }
    }
}

/// Which of its names a choice stands at.
fn chosen(param: &IntParam) -> usize {
    param.value().max(0) as usize
}
