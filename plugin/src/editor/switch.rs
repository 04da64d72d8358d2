//! A parameter that is on or off: a button that lights up.

use egui::{Align2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};
use nice_plug::prelude::{BoolParam, Param};

use super::palette;
use super::setter::ParamSetter;

/// Shows `param` in `rect`; `purpose` is its tooltip.
pub fn show(ui: &Ui, rect: Rect, param: &BoolParam, setter: &ParamSetter, purpose: &str) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(param.name()), Sense::click());
    let on = param.unmodulated_plain_value();
    if response.clicked() {
        setter.begin_set_parameter(param);
        setter.set_parameter(param, !on);
        setter.end_set_parameter(param);
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, param.name()));
    let (fill, text) = match (on, response.hovered()) {
        (true, _) => (palette::ACCENT, palette::ROOM),
        (false, true) => (palette::RAISED_HOVERED, palette::TEXT),
        (false, false) => (palette::RAISED, palette::TEXT),
    };
    let edge = if response.has_focus() { palette::TEXT } else { palette::EDGE };
    ui.painter().rect(rect, palette::CORNER, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, param.name(), palette::text(), text);
    response.on_hover_text(purpose).on_disabled_hover_text(purpose)
}
