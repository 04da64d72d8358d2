//! The macros: how far hearing has gone, what the head makes, and the choice of silence.

use egui::{Rect, Ui, vec2};
use nice_plug::prelude::{FloatParam, Param};
use threshold_core::hearing::path::Path;
use threshold_core::parameters::{self, BODY_AT_REST, Parameter};

use super::places::columns;
use crate::editor::row::divided;
use crate::editor::slider::{Mark, Shape, Slider};
use crate::editor::tools::Tools;
use crate::editor::{choice, switch, words};

/// Height of a big slider without its marks, and of what stands beside one.
const BESIDE: f32 = 46.0;
/// Shares of the five sliders, and of Processor off.
const SHARES: [f32; 6] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.2];

/// The path that hearing takes, and how far along it has gone.
pub fn loss(ui: &mut Ui, row: Rect, tools: &Tools) {
    let (hand, params) = (tools.hand(), tools.params);
    let [column, beside] = columns(row);
    let path = Path::numbered(params.loss_path.value().max(0) as usize);
    let purpose = format!("{}\n{}", words::purpose(&parameters::LOSS_PATH), words::about(path));
    let list = Rect::from_min_size(column.min, vec2(column.width(), BESIDE));
    choice::show(ui, list, &params.loss_path, &hand, &purpose);
    let view = tools.asked;
    let station = |(name, position)| Mark { at: params.loss.preview_normalized(position), name };
    let rows = view.path.rows().iter().map(|row| (row.name, row.position));
    let own = view.takes_custom().then_some((view.path.name, 1.0));
    let marks: Vec<Mark> = std::iter::once(("Untouched", 0.0)).chain(rows).chain(own).map(station).collect();
    Slider::new(&params.loss, &hand, Shape::Big, words::purpose(&parameters::LOSS))
        .marks(&marks)
        .show(ui, beside);
}

/// What the head makes, how much an implant is heard, and the switch that ends it all.
pub fn inner(ui: &mut Ui, row: Rect, tools: &Tools) {
    let (hand, params) = (tools.hand(), tools.params);
    let places = divided(row, &SHARES);
    let ends = |from: &'static str, to: &'static str| {
        [(0.0, from), (1.0, to)].map(|(at, name)| Mark { at, name }).to_vec()
    };
    let rest = params.body.preview_normalized(BODY_AT_REST);
    let mut body = ends("Still", "Agitated");
    body.push(Mark { at: rest, name: "At rest" });
    let macros: [(&FloatParam, &Parameter, Vec<Mark>); 5] = [
        (&params.tinnitus, &parameters::TINNITUS, ends("None", "Loud")),
        (&params.touch, &parameters::TOUCH, ends("Air", "Contact")),
        (&params.body, &parameters::BODY, body),
        (&params.memory, &parameters::MEMORY, ends("Gone", "Bleeds in")),
        (&params.implant, &parameters::IMPLANT, ends("Ears", "Electric")),
    ];
    for ((param, entry, marks), place) in macros.into_iter().zip(&places) {
        Slider::new(param, &hand, Shape::Big, words::purpose(entry)).marks(&marks).show(ui, *place);
    }
    let last = places[places.len() - 1];
    let off = Rect::from_min_size(last.min, vec2(last.width(), BESIDE));
    let purpose = words::purpose(&parameters::PROCESSOR_OFF);
    switch::latch(ui, off, &params.processor_off, hand, purpose, ["Choose silence", "Silence by choice"]);
}
