//! A parameter that is on or off: a button that lights up.

use egui::{Align2, Color32, Painter, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use nice_plug::prelude::{BoolParam, Param};

use super::ghost::{self, Ghost};
use super::hand::Hand;
use super::{palette, told};

/// Distance of a button's two lines from its middle, points.
const LINE_OFFSET: f32 = 8.0;
/// Size of the name on a button with two lines.
const LATCH_SIZE: f32 = 14.0;

/// Shows `param` in `rect`; `purpose` is its tooltip.
pub fn show<'a>(
    ui: &Ui,
    rect: Rect,
    param: &BoolParam,
    hand: impl Into<Hand<'a>>,
    purpose: &str,
) -> Response {
    let name = |painter: &Painter, text: Color32, _: bool| {
        painter.text(rect.center(), Align2::CENTER_CENTER, param.name(), palette::text(), text);
    };
    face(ui, rect, param, hand.into(), purpose, name)
}

/// The same as a big button, which says below its name what it means that it is off, or on.
pub fn latch<'a>(
    ui: &Ui,
    rect: Rect,
    param: &BoolParam,
    hand: impl Into<Hand<'a>>,
    purpose: &str,
    states: [&str; 2],
) -> Response {
    let lines = |painter: &Painter, text: Color32, is_on: bool| {
        let below = if is_on { text } else { palette::TEXT_QUIET };
        let state = states[usize::from(is_on)];
        let offset = vec2(0.0, LINE_OFFSET);
        let lines = [
            (rect.center() - offset, param.name(), palette::strong(LATCH_SIZE), text),
            (rect.center() + offset, state, palette::small(), below),
        ];
        for (at, line, font, colour) in lines {
            painter.text(at, Align2::CENTER_CENTER, line, font, colour);
        }
    };
    face(ui, rect, param, hand.into(), purpose, lines)
}

/// A button that lights up, with what `write` puts on it.
fn face(
    ui: &Ui,
    rect: Rect,
    param: &BoolParam,
    hand: Hand,
    purpose: &str,
    write: impl FnOnce(&Painter, Color32, bool),
) -> Response {
    let ghost = hand.ghost(param);
    let response = ui.interact(rect, ui.scope_id().with(param.name()), Sense::click());
    let on = param.unmodulated_plain_value();
    if response.clicked() {
        hand.begin_set_parameter(param);
        hand.set_parameter(param, !on);
        hand.end_set_parameter(param);
    }
    response.widget_info(|| WidgetInfo {
        current_text_value: ghost.as_ref().map(|ghost| format!("sounds: {}", ghost.text)),
        ..WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, param.name())
    });
    let is_overruled = ghost.as_ref().is_some_and(|ghost| ghost.is_overruled);
    let (fill, text) = match (on, response.hovered()) {
        (true, _) if is_overruled => (palette::STATION_LINE, palette::TEXT),
        (true, _) => (palette::ACCENT, palette::ROOM),
        (false, true) => (palette::RAISED_HOVERED, palette::TEXT),
        (false, false) => (palette::RAISED, palette::TEXT),
    };
    let edge = if response.has_focus() { palette::TEXT } else { palette::EDGE };
    ui.painter().rect(rect, palette::CORNER, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    write(ui.painter(), text, on);
    told::tell(ui, &response, param.name(), || if on { "on" } else { "off" }.to_owned(), purpose);
    let mut told = purpose.to_owned();
    if let Some(ghost) = ghost {
        let is_on = ghost.lane > 0.5;
        if is_on {
            let stroke = Stroke::new(2.0, palette::ACCENT);
            ui.painter().rect_stroke(rect, palette::CORNER, stroke, StrokeKind::Inside);
        }
        if is_on != on {
            Ghost::mark(ui.painter(), rect.right_top() + vec2(-ghost::REACH - 2.0, ghost::REACH + 2.0));
        }
        told = format!("{told}\n{}", ghost.told());
    }
    response.on_hover_text(&told).on_disabled_hover_text(&told)
}
