//! A line of the lab page: a name, and the control in a box beside it.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::{BoolParam, Param};

use super::groups::{Control, Line};
use super::numbers::Numbers;
use crate::editor::ghost::{self, Ghost};
use crate::editor::hand::Hand;
use crate::editor::row::enabled;
use crate::editor::slider::{Shape, Slider};
use crate::editor::{calibrate, choice, palette, press, words};

/// Height of the name that a list has above its box elsewhere.
const CAPTION_HEIGHT: f32 = 20.0;
/// Height of a box, and of one in a roomy line.
const BOX_HEIGHT: f32 = 20.0;
const TALL_BOX_HEIGHT: f32 = 24.0;
/// Height from which a line's name is in ordinary letters.
const ROOMY: f32 = 27.0;
/// Share of a line that its box takes, and the width at which that is enough.
const BOX_SHARE: f32 = 0.48;
const BOX_WIDTH: f32 = 170.0;
/// Distance of name and box.
const GAP: f32 = 6.0;

/// Shows `line` in `rect`; lists of electrodes are typed by way of `numbers`.
pub fn show(ui: &mut Ui, rect: Rect, line: &Line, hand: &Hand, numbers: &mut Numbers) {
    let width = (BOX_SHARE * rect.width()).min(BOX_WIDTH);
    let height = if rect.height() < ROOMY { BOX_HEIGHT } else { TALL_BOX_HEIGHT };
    let corner = pos2(rect.right() - width, rect.center().y - 0.5 * height);
    let place = Rect::from_min_size(corner, vec2(width, height));
    let Some(control) = line.control else {
        if press::show(ui, place, "Calibrate ...", false).on_hover_text(calibrate::PURPOSE).clicked() {
            calibrate::open(ui.ctx());
        }
        return;
    };
    let mut name = rect;
    name.max.x = place.left() - GAP;
    enabled(ui, line.is_used, |ui| match control {
        Control::Field(param) => {
            caption(ui, name, line, param, hand);
            Slider::new(param, hand, Shape::Cell, words::purpose(line.entry)).show(ui, place);
        }
        Control::Number(param) => {
            caption(ui, name, line, param, hand);
            Slider::new(param, hand, Shape::Cell, words::purpose(line.entry)).show(ui, place);
        }
        Control::Choice(param) => {
            let purpose = caption(ui, name, line, param, hand);
            let mut listed = place;
            listed.min.y -= CAPTION_HEIGHT;
            // The ghost has its place here, not above the box.
            let unseen = Hand::from(&**hand);
            choice::called(ui, listed, "", param, &unseen, &purpose);
            haunt(ui, place, hand.ghost(param).as_ref());
        }
        Control::Switch(param) => {
            let purpose = caption(ui, name, line, param, hand);
            switch(ui, place, param, hand, &purpose);
            haunt(ui, place, hand.ghost(param).as_ref());
        }
        Control::Electrodes(param) => {
            let purpose = caption(ui, name, line, param, hand);
            numbers.show(ui, place, param, hand, &purpose);
            haunt(ui, place, hand.ghost(param).as_ref());
        }
    });
}

/// The name of `param`, which leads back to its default; returns what it is for.
fn caption<P: Param>(ui: &Ui, rect: Rect, line: &Line, param: &P, hand: &Hand) -> String {
    let font = if rect.height() < ROOMY { palette::small() } else { palette::text() };
    let mut job = LayoutJob::simple_singleline(line.name.to_owned(), font, palette::TEXT_QUIET);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    let at = rect.left_center() - vec2(0.0, 0.5 * galley.size().y);
    ui.painter().galley(at, galley, palette::TEXT_QUIET);
    let id = ui.scope_id().with("name of").with(param.name());
    let response = ui.interact(rect, id, Sense::CLICK);
    if response.double_clicked() {
        hand.begin_set_parameter(param);
        hand.set_parameter_normalized(param, param.default_normalized_value());
        hand.end_set_parameter(param);
    }
    let ghost = hand.ghost(param).map(|ghost| format!("\n{}", ghost.told())).unwrap_or_default();
    let purpose = format!("{}{ghost}", words::purpose(line.entry));
    let told = |ui: &mut Ui| {
        ui.strong(param.name());
        ui.label(&purpose);
        ui.weak("Double-click the name: back to default.");
    };
    response.on_hover_ui(told).on_disabled_hover_ui(told);
    purpose
}

/// The diamond of a control that a scene overrules.
fn haunt(ui: &Ui, place: Rect, ghost: Option<&Ghost>) {
    if ghost.is_some() {
        Ghost::mark(ui.painter(), place.right_top() + vec2(-ghost::REACH, ghost::REACH));
    }
}

/// A box that says whether `param` is on, and turns it.
fn switch(ui: &Ui, rect: Rect, param: &BoolParam, hand: &Hand, purpose: &str) {
    let response = ui.interact(rect, ui.scope_id().with(param.name()), Sense::click());
    let on = param.unmodulated_plain_value();
    if response.clicked() {
        hand.begin_set_parameter(param);
        hand.set_parameter(param, !on);
        hand.end_set_parameter(param);
    }
    let ghost = hand.ghost(param);
    response.widget_info(|| WidgetInfo {
        current_text_value: ghost.as_ref().map(|ghost| format!("sounds: {}", ghost.text)),
        ..WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, param.name())
    });
    let (fill, colour) = match (on, response.hovered()) {
        (true, _) => (palette::ACCENT, palette::ROOM),
        (false, true) => (palette::RAISED_HOVERED, palette::TEXT),
        (false, false) => (palette::RAISED, palette::TEXT),
    };
    let edge = if response.has_focus() { palette::TEXT } else { palette::EDGE };
    ui.painter().rect(rect, palette::CORNER, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    let text = if on { "On" } else { "Off" };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text, palette::small(), colour);
    response.on_hover_text(purpose).on_disabled_hover_text(purpose);
}
