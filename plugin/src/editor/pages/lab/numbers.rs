//! A list of electrodes: its numbers in a field, typed as `1-3, 7`.

use egui::{Align2, Key, Margin, Rect, TextEdit, Ui, vec2};
use nice_plug::prelude::{IntParam, Param};

use crate::editor::hand::Hand;
use crate::editor::palette;

/// What is being typed, if anything: where, and what. One field at a time has the keyboard.
#[derive(Default)]
pub struct Numbers {
    typing: Option<Typing>,
}

struct Typing {
    name: String,
    text: String,
    is_refused: bool,
}

impl Numbers {
    /// Shows the field of `param` in `rect`. What is typed counts once the field is left; Escape gives it up.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, param: &IntParam, hand: &Hand, purpose: &str) {
        let typing = self.typing.as_mut().filter(|typing| typing.name == param.name());
        let is_refused = typing.as_ref().is_some_and(|typing| typing.is_refused);
        let mut shown = param.to_string();
        let text = typing.map_or(&mut shown, |typing| &mut typing.text);
        let edit = TextEdit::singleline(text)
            .id(ui.scope_id().with(param.name()))
            .font(palette::small())
            .text_color(if is_refused { palette::REFUSED } else { palette::TEXT })
            .background_color(palette::RAISED)
            .margin(Margin::symmetric(6, 2))
            .align(Align2::CENTER_CENTER)
            .min_size(vec2(0.0, rect.height()))
            .desired_width(rect.width());
        let response = ui.put(rect, edit);
        let tooltip = format!("{purpose}\nNumbers and ranges, as 1-3, 7; the deepest electrode is 1.");
        let response =
            response.on_hover_text(&tooltip).on_disabled_hover_text(&tooltip).accessible_name(param.name());
        if response.changed() {
            let changed = std::mem::take(text);
            self.typing = Some(Typing { name: param.name().to_owned(), text: changed, is_refused: false });
        }
        if response.lost_focus() {
            let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
            self.leave(param, hand, is_given_up);
            if self.typing.is_some() {
                response.request_focus();
            }
        }
    }

    /// Takes what was typed for `param`, if it is a list; otherwise it stays to be corrected, unless it is given up.
    fn leave(&mut self, param: &IntParam, hand: &Hand, is_given_up: bool) {
        let Some(typing) = self.typing.as_mut().filter(|typing| typing.name == param.name()) else { return };
        match param.string_to_normalized_value(&typing.text) {
            Some(lane) if !is_given_up => {
                hand.begin_set_parameter(param);
                hand.set_parameter_normalized(param, lane);
                hand.end_set_parameter(param);
                self.typing = None;
            }
            None if !is_given_up => typing.is_refused = true,
            _ => self.typing = None,
        }
    }
}
