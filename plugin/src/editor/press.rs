//! A small button with a word on it, for lines that are full of them.

use egui::{Align2, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use super::palette;

/// Room beside the word.
const PADDING: f32 = 9.0;

/// How wide a button called `name` has to be.
pub fn width(ui: &Ui, name: &str) -> f32 {
    let text = ui.painter().layout_no_wrap(name.to_owned(), palette::small(), palette::TEXT);
    text.size().x.ceil() + 2.0 * PADDING
}

/// What the keyboard knows the button called `name` by.
pub fn id(ui: &Ui, name: &str) -> Id {
    ui.scope_id().with("press").with(name)
}

/// Shows a button called `name` in `rect`; lit up if it `is_on`.
pub fn show(ui: &Ui, rect: Rect, name: &str, is_on: bool) -> Response {
    called(ui, rect, name, name, is_on)
}

/// The same with a `sign` on it that says less than its name.
pub fn called(ui: &Ui, rect: Rect, sign: &str, name: &str, is_on: bool) -> Response {
    let response = ui.interact(rect, id(ui, name), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, name));
    let lit = ui.is_enabled() && response.hovered();
    let fill = match (is_on, lit) {
        (true, _) => palette::veil(palette::ACCENT, 0.35),
        (false, true) => palette::RAISED_HOVERED,
        (false, false) => palette::RAISED,
    };
    let edge = match (is_on, response.has_focus()) {
        (_, true) => palette::TEXT,
        (true, false) => palette::ACCENT,
        (false, false) => palette::EDGE,
    };
    let colour = if ui.is_enabled() { palette::TEXT } else { palette::TEXT_QUIET };
    ui.painter().rect(rect, palette::CORNER, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, sign, palette::small(), colour);
    response
}
