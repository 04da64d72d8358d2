//! The line above the slots: who rules, where the journey is, and what can be done with scenes.

use egui::{Rect, Response, Role, Ui, UiBuilder, WidgetInfo, pos2};
use threshold_core::parameters;
use threshold_core::story::Scene;

use super::row::Row;
use crate::editor::hand::Hand;
use crate::editor::slider::{Shape, Slider};
use crate::editor::{press, recall, words};

/// Distance between neighbours.
const GAP: f32 = 6.0;
/// Distance between those who may rule.
const NEAR: f32 = 2.0;
/// Width of the box that says where the journey is.
const AT_WIDTH: f32 = 48.0;
/// Width from which the way back to the controls is named in full.
const ROOMY: f32 = 700.0;
/// Room for the number of any slot in the menu's button.
const WIDEST: &str = "Slot 16 ...";

/// Who rules; `selected` is the slot that the keyboard is about. Returns what is left of the line.
pub fn show(ui: &mut Ui, room: Rect, row: &Row, selected: usize) -> Rect {
    let mut left = room.left();
    let mut next = |width: f32, gap: f32| {
        let place = Rect::from_min_max(pos2(left, room.top()), pos2(left + width, room.bottom()));
        left = place.right() + gap;
        place
    };
    let scene = row.sounding.scene;
    let modes = [
        ("Manual", scene == Scene::Manual, 0.0),
        ("Journey", matches!(scene, Scene::Journey(_)), Scene::JOURNEY_CHOICE),
        ("Slot", matches!(scene, Scene::Slot(_)), Scene::choice(selected)),
    ];
    let purpose = words::purpose(&parameters::SCENE);
    for (name, is_on, choice) in modes {
        let place = next(press::width(ui, name), NEAR);
        let button = press::show(ui, place, name, is_on).on_hover_text(purpose);
        button.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_on, name));
        if button.clicked() && !is_on {
            row.choose(choice);
        }
    }
    next(0.0, GAP);
    let hand = Hand::new(row.setter, row.sounding);
    let purpose = words::purpose(&parameters::JOURNEY);
    Slider::new(&row.params.journey, &hand, Shape::Cell, purpose).show(ui, next(AT_WIDTH, 2.0 * GAP));
    Rect::from_min_max(pos2(left, room.top()), room.max)
}

/// The button of the selected slot's menu, and the way back to the controls. Returns the button, and what is left of the
/// line.
pub fn operations(ui: &mut Ui, room: Rect, row: &Row, selected: usize) -> (Response, Rect) {
    let mut right = room.right();
    let name = if room.width() >= ROOMY - 240.0 { "Copy scene to controls" } else { "To controls" };
    let [copy, menu] = [name, WIDEST].map(|name| {
        let width = press::width(ui, name);
        let place = Rect::from_min_max(pos2(right - width, room.top()), pos2(right, room.bottom()));
        right = place.left() - GAP;
        place
    });
    let mut ui = ui.new_child(UiBuilder::new().id_salt("slot's menu"));
    let button = press::show(&ui, menu, &format!("Slot {selected} ..."), false);
    let button = button.on_hover_text("Capture, rename, clear, copy or swap the selected slot.");
    if !row.sounding.is_ruled() {
        ui.disable();
    }
    let purpose = "Moves the controls to what sounds now, for the host to record, and lets them rule.";
    let copying = press::show(&ui, copy, name, false);
    if copying.on_hover_text(purpose).on_disabled_hover_text(purpose).clicked() {
        let values = row.sounding.as_controls(&row.params.values());
        recall::recall(row.params, row.setter, &values, None);
    }
    (button, Rect::from_min_max(room.min, pos2(right, room.bottom())))
}
