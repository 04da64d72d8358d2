//! What happens to hearing: the event, the button that fires it, how deep it goes and how long it takes to recover. Beside
//! it, how far away the outside is.

use egui::{Rect, Stroke, Ui};
use nice_plug::prelude::FloatParam;
use threshold_core::parameters::{self, Parameter};

use crate::editor::row::{GAP, divided};
use crate::editor::slider::{Shape, Slider};
use crate::editor::tools::Tools;
use crate::editor::{choice, palette, switch, words};

/// Shares of the event, Fire, and the three sliders.
const SHARES: [f32; 5] = [1.5, 1.1, 1.15, 1.15, 1.0];
/// What the button says it waits for, and what it does while it is on.
const STATES: [&str; 2] = ["Ready", "Holding"];

/// Shows all of it in `row`.
pub fn show(ui: &mut Ui, row: Rect, tools: &Tools) {
    let (hand, params) = (tools.hand(), tools.params);
    let places = divided(row, &SHARES);
    choice::show(ui, places[0], &params.event, &hand, words::purpose(&parameters::EVENT));
    let fire = words::purpose(&parameters::EVENT_FIRE);
    switch::latch(ui, places[1], &params.event_fire, hand, fire, STATES);
    let sliders: [(&FloatParam, &Parameter); 3] = [
        (&params.event_depth, &parameters::EVENT_DEPTH),
        (&params.event_recovery, &parameters::EVENT_RECOVERY),
        (&params.space, &parameters::SPACE),
    ];
    // Space is no part of the event.
    let between = places[places.len() - 1].left() - 0.5 * GAP;
    ui.painter().vline(between, row.y_range().shrink(2.0), Stroke::new(1.0, palette::EDGE));
    for ((param, entry), place) in sliders.into_iter().zip(&places[2..]) {
        Slider::new(param, &hand, Shape::Small, words::purpose(entry)).show(ui, *place);
    }
}
