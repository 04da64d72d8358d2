//! Typing a value: a field in place of the text, until Enter accepts it or Escape gives it up.

use egui::text::{CCursor, CCursorRange};
use egui::{Align2, Id, Key, Margin, Rect, TextEdit, Ui};

use crate::editor::palette;

/// What is being typed.
#[derive(Debug, Clone)]
struct Typing {
    text: String,
    /// Whether the field has been shown with its text selected.
    shown: bool,
    /// Whether what was typed could not be read.
    refused: bool,
}

/// State of a field after a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entry {
    /// Nobody types here.
    Closed,
    /// Somebody does.
    Open,
    /// This was typed and accepted.
    Typed(f32),
}

/// Opens the field of `id`, holding `text`.
pub fn open(ui: &Ui, id: Id, text: &str) {
    let typing = Typing { text: text.to_owned(), shown: false, refused: false };
    ui.data_mut(|data| data.insert_temp(id, typing));
}

/// Shows the field of `id` in `rect` if it is open; `read` says what a typed text means.
pub fn show(ui: &mut Ui, id: Id, rect: Rect, read: impl Fn(&str) -> Option<f32>) -> Entry {
    let Some(mut typing) = ui.data(|data| data.get_temp::<Typing>(id)) else { return Entry::Closed };
    let field = id.with("field");
    let colour = if typing.refused { palette::REFUSED } else { palette::TEXT };
    let edit = TextEdit::singleline(&mut typing.text)
        .id(field)
        .font(palette::text())
        .text_color(colour)
        .margin(Margin::symmetric(4, 2))
        .align(Align2::RIGHT_CENTER)
        .desired_width(rect.width());
    let response = ui.put(rect, edit);
    if !typing.shown {
        typing.shown = true;
        response.request_focus();
        select_all(ui, field, typing.text.chars().count());
    }
    if response.changed() {
        typing.refused = false;
    }
    let accepted = ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Tab));
    if response.lost_focus() {
        if accepted {
            if let Some(lane) = read(&typing.text) {
                ui.data_mut(|data| data.remove::<Typing>(id));
                return Entry::Typed(lane);
            }
            typing.refused = true;
            response.request_focus();
        } else {
            ui.data_mut(|data| data.remove::<Typing>(id));
            return Entry::Closed;
        }
    }
    ui.data_mut(|data| data.insert_temp(id, typing));
    Entry::Open
}

fn select_all(ui: &Ui, field: Id, chars: usize) {
    let mut state = TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(chars))));
    state.store(ui.ctx(), field);
}
