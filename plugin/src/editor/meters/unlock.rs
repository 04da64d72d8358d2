//! The way to work without the ceiling, and the warning that somebody does.

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::editor::{palette, press, told};
use crate::unlock::Unlock;

/// What the button is called while the ceiling is locked, and while it is not.
const LOCKED: &str = "Unlock the ceiling";
const UNLOCKED: &str = "Ceiling 0 dBTP, unlocked: lock it";
/// What stands on it.
const UNLOCK: &str = "Unlock";
const WARNING: &str = "0 dBTP, unlocked";
const PURPOSE: &str = "Lets peaks up to full scale out of the head until it is locked, a session is loaded or the plugin closed. Never stored.";

/// Shows the button in `rect`; a click turns the lock.
pub fn show(ui: &Ui, rect: Rect, unlock: &Unlock) {
    let is_unlocked = unlock.get();
    let response = if is_unlocked {
        let response = ui.interact(rect, press::id(ui, LOCKED), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), true, UNLOCKED));
        let edge = if response.has_focus() { palette::TEXT } else { palette::REFUSED };
        let painter = ui.painter();
        painter.rect(rect, palette::CORNER, palette::REFUSED, Stroke::new(1.0, edge), StrokeKind::Inside);
        painter.text(rect.center(), Align2::CENTER_CENTER, WARNING, palette::small(), palette::ROOM);
        response
    } else {
        press::called(ui, rect, UNLOCK, LOCKED, false)
    };
    let value = || if is_unlocked { WARNING.to_owned() } else { String::new() };
    told::tell(ui, &response, "Ceiling", value, PURPOSE);
    if response.on_hover_text(PURPOSE).clicked() {
        unlock.set(!is_unlocked);
    }
}
