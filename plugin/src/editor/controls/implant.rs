//! The implant: the row of what is played, and the laboratory behind it.

use egui::{Rect, Sense, Ui, vec2};
use nice_plug::prelude::{BoolParam, FloatParam, IntParam, Param};
use threshold_core::hearing::array::Array;
use threshold_core::parameters::{self, Parameter};

use super::{Controls, GAP, SWITCH_HEIGHT, divided, enabled, folding, lower, slider};
use crate::editor::slider::{Shape, Slider};
use crate::editor::{choice, fold, switch, words};

/// Shares of Implant, Channels, Metal, Voice clarity, Early to settled, Current spread and Place shift.
const SHARES: [f32; 7] = [1.15, 0.95, 1.0, 1.1, 1.15, 1.15, 1.0];
/// What stands behind Implant in its row.
const CHANNELS: &str = "Channels";
const CLARITY: &str = "Clarity";
const SETTLED: &str = "Settled";
const SPREAD: &str = "Spread";
const SHIFT: &str = "Shift";
/// Size of a control of the laboratory, points.
const FIELD: egui::Vec2 = vec2(134.0, 40.0);

/// A control of the laboratory.
enum Control<'a> {
    Field(&'a FloatParam),
    Number(&'a IntParam),
    Choice(&'a IntParam),
    Switch(&'a BoolParam),
}

impl Controls<'_> {
    /// The implant's row.
    pub fn implant(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let (button, left) = folding(row);
        let mut places = divided(left, &SHARES).into_iter();
        let mut next = || places.next().unwrap_or(Rect::NOTHING);
        slider(ui, next(), Shape::Small, &params.implant, hand, &parameters::IMPLANT);
        let channels = words::purpose(&parameters::IMPLANT_CHANNELS);
        Slider::new(&params.implant_channels, hand, Shape::Small, channels).called(CHANNELS).show(ui, next());
        let played: [(&FloatParam, &Parameter, &str); 5] = [
            (&params.implant_metal, &parameters::IMPLANT_METAL, parameters::IMPLANT_METAL.name),
            (&params.implant_clarity, &parameters::IMPLANT_CLARITY, CLARITY),
            (&params.implant_settled, &parameters::IMPLANT_SETTLED, SETTLED),
            (&params.implant_spread, &parameters::IMPLANT_SPREAD, SPREAD),
            (&params.implant_shift, &parameters::IMPLANT_SHIFT, SHIFT),
        ];
        for (param, entry, name) in played {
            Slider::new(param, hand, Shape::Small, words::purpose(entry)).called(name).show(ui, next());
        }
        fold::show(ui, button, "Laboratory", |ui| self.laboratory(ui));
    }

    /// Everything else, in columns by what it belongs to: electrodes, processor, what they are told and sound as, and what
    /// else is heard.
    fn laboratory(&self, ui: &mut Ui) {
        use Control::{Choice, Field, Number, Switch};
        use parameters as table;
        let lab = &self.params.laboratory;
        let columns: [&[(Control<'_>, &Parameter)]; 4] = [
            &[
                (Choice(&lab.ears), &table::IMPLANT_EARS),
                (Choice(&lab.map), &table::IMPLANT_MAP),
                (Choice(&lab.other_map), &table::IMPLANT_OTHER_MAP),
                (Choice(&lab.array), &table::IMPLANT_ARRAY),
                (Choice(&lab.other_array), &table::IMPLANT_OTHER_ARRAY),
                (Field(&lab.depth), &table::IMPLANT_DEPTH),
                (Field(&lab.mismatch), &table::IMPLANT_MISMATCH),
                (Number(&lab.off_left), &table::IMPLANT_OFF[0]),
                (Number(&lab.off_right), &table::IMPLANT_OFF[1]),
                (Number(&lab.dead_left), &table::IMPLANT_DEAD[0]),
                (Number(&lab.dead_right), &table::IMPLANT_DEAD[1]),
            ],
            &[
                (Choice(&lab.microphone), &table::IMPLANT_MICROPHONE),
                (Choice(&lab.emphasis), &table::IMPLANT_EMPHASIS),
                (Choice(&lab.agc), &table::IMPLANT_AGC),
                (Switch(&lab.agc_link), &table::IMPLANT_AGC_LINK),
                (Field(&lab.range), &table::IMPLANT_RANGE),
                (Field(&lab.envelope), &table::IMPLANT_ENVELOPE),
                (Number(&lab.maxima), &table::IMPLANT_MAXIMA),
                (Field(&lab.rate), &table::IMPLANT_RATE),
            ],
            &[
                (Field(&lab.growth), &table::IMPLANT_GROWTH),
                (Number(&lab.t), &table::IMPLANT_T),
                (Number(&lab.c), &table::IMPLANT_C),
                (Number(&lab.steps), &table::IMPLANT_STEPS),
                (Choice(&lab.carrier), &table::IMPLANT_CARRIER),
                (Switch(&lab.acoustic), &table::IMPLANT_ACOUSTIC),
                (Field(&lab.acoustic_edge), &table::IMPLANT_ACOUSTIC_EDGE),
            ],
            &[
                (Field(&lab.fracture), &table::IMPLANT_FRACTURE),
                (Field(&lab.tangle), &table::IMPLANT_TANGLE),
                (Field(&lab.flicker), &table::IMPLANT_FLICKER),
                (Field(&lab.percept), &table::IMPLANT_PERCEPT),
                (Field(&lab.percept_smear), &table::PERCEPT_SMEAR),
                (Field(&lab.percept_flatten), &table::PERCEPT_FLATTEN),
                (Field(&lab.percept_pitch), &table::PERCEPT_PITCH),
                (Field(&lab.percept_shift), &table::PERCEPT_SHIFT),
                (Field(&lab.percept_ring), &table::PERCEPT_RING),
            ],
        ];
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for column in columns {
                ui.vertical(|ui| {
                    for (control, entry) in column {
                        let is_switch = matches!(control, Control::Switch(_));
                        let height = if is_switch { SWITCH_HEIGHT + 4.0 } else { FIELD.y };
                        let (place, _) = ui.allocate_exact_size(vec2(FIELD.x, height), Sense::hover());
                        enabled(ui, self.is_used(entry), |ui| self.control(ui, place, control, entry));
                    }
                });
            }
        });
    }

    /// Whether `entry` makes a difference as the others stand.
    fn is_used(&self, entry: &Parameter) -> bool {
        let lab = &self.params.laboratory;
        match entry.id {
            id if id == parameters::IMPLANT_DEPTH.id => {
                let by_depth = Array::ByDepth as i32;
                [lab.array.value(), lab.other_array.value() - 1].contains(&by_depth)
            }
            id if id == parameters::IMPLANT_ACOUSTIC_EDGE.id => lab.acoustic.value(),
            _ => true,
        }
    }

    fn control(&self, ui: &mut Ui, place: Rect, control: &Control<'_>, entry: &Parameter) {
        let hand = &self.hand;
        let purpose = words::purpose(entry);
        match control {
            Control::Field(param) => slider(ui, place, Shape::Field, *param, hand, entry),
            Control::Number(param) => slider(ui, place, Shape::Field, *param, hand, entry),
            Control::Choice(param) => {
                choice::called(ui, place, param.name(), param, hand, purpose);
            }
            Control::Switch(param) => {
                switch::show(ui, lower(place), param, hand, purpose);
            }
        }
    }
}
