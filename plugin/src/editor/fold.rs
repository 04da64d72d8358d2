//! What has no room in the window: a button that opens it, and closes it again.

use egui::{Button, Popup, PopupCloseBehavior, Rect, Ui};

/// Shows the button `name` in `rect`, and `contents` while it is open: until the button or somewhere else is clicked.
pub fn show(ui: &mut Ui, rect: Rect, name: &str, contents: impl FnOnce(&mut Ui)) {
    let state = ui.scope_id().with("fold").with(name);
    // A click on a list that was opened from within means the list.
    let list_was_open = Popup::is_any_open(ui.ctx());
    let mut open = ui.data(|data| data.get_temp::<bool>(state)).unwrap_or(false);
    let button = ui.put(rect, Button::new(name).selected(open));
    let popup = Popup::from_response(&button)
        .open(open)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .show(contents);
    if let Some(popup) = popup {
        let elsewhere = popup.response.clicked_elsewhere() && !list_was_open;
        open = !elsewhere && !ui.input(|input| input.key_pressed(egui::Key::Escape));
        if button.clicked() {
            open = false;
        }
    } else if button.clicked() {
        open = true;
    }
    ui.data_mut(|data| data.insert_temp(state, open));
}
