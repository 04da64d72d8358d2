//! Where the listener is: the state of hearing in large letters, and the way between the world and the head.

use std::f32::consts::TAU;

use egui::{Align2, FontId, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::Param;
use threshold_core::parameters;

use super::places::columns;
use crate::editor::slider::{Mark, Shape, Slider};
use crate::editor::tools::Tools;
use crate::editor::view::View;
use crate::editor::{palette, words};

/// Size of the state's name: at best, and at least.
const STATE_SIZES: [f32; 3] = [22.0, 18.0, 15.0];
/// Radius of the head in the sign, and of what is inside it.
const HEAD: f32 = 11.0;
const INSIDE: f32 = 6.5;
/// Radii of the waves around it, and how far each reaches, turns.
const WAVES: [f32; 2] = [15.5, 20.0];
const WAVE_TURNS: f32 = 0.16;
/// Corners of a wave.
const WAVE_CORNERS: usize = 12;
/// Least opacity of the sign's parts.
const FAINT: f32 = 0.22;
/// Distance between the sign and the words.
const GAP: f32 = 12.0;
/// Distance of the two lines of words from their middle.
const LINES: [f32; 2] = [-9.0, 13.0];

/// Shows both in `row`.
pub fn show(ui: &mut Ui, row: Rect, tools: &Tools) {
    let [column, beside] = columns(row);
    state(ui, column, tools.view);
    let (hand, perspective) = (tools.hand(), &tools.params.perspective);
    let [world, head] = [0.0, 1.0].map(|lane| perspective.normalized_value_to_string(lane, true));
    Slider::new(perspective, &hand, Shape::Big, words::purpose(&parameters::PERSPECTIVE))
        .marks(&[Mark { at: 0.0, name: &world }, Mark { at: 1.0, name: &head }])
        .show(ui, beside);
}

fn state(ui: &Ui, column: Rect, view: &View) {
    let painter = ui.painter_at(column.expand(2.0));
    let reach = WAVES[1] + 1.0;
    let middle = pos2(column.left() + reach, column.top() + 22.0);
    let inside = if view.bypass { 0.0 } else { view.perspective };
    sign(&painter, middle, inside);
    let left = middle.x + reach + GAP - 4.0;
    let [name, place] = LINES.map(|offset| pos2(left, middle.y + offset));
    let state = words::state(view);
    let font = fitting(&painter, &state, column.right() - left);
    painter.text(name, Align2::LEFT_CENTER, &state, font, palette::TEXT);
    let told = place_of(view);
    painter.text(place, Align2::LEFT_CENTER, told, palette::text(), palette::TEXT_QUIET);
    let response = ui.interact(column, ui.scope_id().with("listener"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Listener: {state}, {told}")));
    response.on_hover_text(format!("{state}. {told}."));
}

/// The largest font in which `text` fits into `room`, or the smallest there is.
fn fitting(painter: &Painter, text: &str, room: f32) -> FontId {
    let fonts = STATE_SIZES.map(palette::strong);
    let fits = |font: &&FontId| {
        painter.layout_no_wrap(text.to_owned(), (*font).clone(), palette::TEXT).size().x <= room
    };
    fonts.iter().find(fits).unwrap_or(&fonts[STATE_SIZES.len() - 1]).clone()
}

/// Where that is.
fn place_of(view: &View) -> &'static str {
    match view {
        View { bypass: true, .. } => "The input goes out",
        View { perspective, .. } if *perspective <= 0.0 => "Outside the head",
        View { perspective, .. } if *perspective < 1.0 => "Between both",
        _ => "Inside the head",
    }
}

/// A head with the world around it: what is bright is where the listener is.
fn sign(painter: &Painter, middle: Pos2, inside: f32) {
    let shown = |share: f32| palette::veil(palette::TEXT, FAINT + (1.0 - FAINT) * share);
    painter.circle_stroke(middle, HEAD, Stroke::new(1.75, palette::TEXT));
    let core = palette::veil(palette::ACCENT, FAINT + (1.0 - FAINT) * inside);
    painter.circle_filled(middle, INSIDE, core);
    for radius in WAVES {
        for side in [0.0, 0.5] {
            let corner = |n: usize| {
                let along = n as f32 / (WAVE_CORNERS - 1) as f32 - 0.5;
                let turn = TAU * (side + along * WAVE_TURNS);
                middle + radius * vec2(turn.cos(), turn.sin())
            };
            let points: Vec<Pos2> = (0..WAVE_CORNERS).map(corner).collect();
            painter.line(points, Stroke::new(1.75, shown(1.0 - inside)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{BYPASS, PERSPECTIVE, Values};

    #[test]
    fn the_place_is_said_in_plain_words() {
        let at = |perspective| place_of(&View::of(&Values::default().with(&PERSPECTIVE, perspective)));
        assert_eq!([0.0, 0.4, 1.0].map(at), ["Outside the head", "Between both", "Inside the head"]);
        assert_eq!(place_of(&View::of(&Values::default().with(&BYPASS, 1.0))), "The input goes out");
    }
}
