//! Typing a scene's name.

use egui::text::{CCursor, CCursorRange};
use egui::{Margin, Rect, Role, TextEdit, Ui, WidgetInfo};

use crate::editor::palette;

/// A name that is being typed.
pub struct Naming {
    /// The slot it is for.
    pub slot: usize,
    /// What stands there so far.
    pub text: String,
    was_shown: bool,
}

impl Naming {
    /// Begins with `text`.
    pub fn new(slot: usize, text: String) -> Self {
        Self { slot, text, was_shown: false }
    }

    /// The field in `rect`; whether typing goes on.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect) -> bool {
        let id = ui.scope_id().with("name of slot");
        let field = TextEdit::singleline(&mut self.text)
            .id(id)
            .font(palette::text())
            .margin(Margin::symmetric(4, 2))
            .desired_width(rect.width());
        let response = ui.put(rect, field);
        response.widget_info(|| {
            WidgetInfo::labeled(Role::TextInput, ui.is_enabled(), format!("Name of slot {}", self.slot))
        });
        if !self.was_shown {
            self.was_shown = true;
            response.request_focus();
            let all = CCursorRange::two(CCursor::new(0), CCursor::new(self.text.chars().count()));
            let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
            state.cursor.set_char_range(Some(all));
            state.store(ui.ctx(), id);
            return true;
        }
        !response.lost_focus()
    }
}
