//! A parameter that is one of a few named things: its name, and a list that opens below it.

use egui::{Align2, ComboBox, Rect, Response, Ui, UiBuilder, pos2, vec2};
use nice_plug::prelude::{IntParam, Param};

use super::ghost::Ghost;
use super::hand::Hand;
use super::{palette, told};

/// Height of the name above the list.
const CAPTION_HEIGHT: f32 = 20.0;
/// Height of the button that opens the list.
const BUTTON_HEIGHT: f32 = 20.0;

/// Height up to which the list opens without scrolling.
const LIST_HEIGHT: f32 = 320.0;

/// Shows `param` in `rect`; `purpose` is its tooltip.
pub fn show(ui: &mut Ui, rect: Rect, param: &IntParam, hand: &Hand, purpose: &str) -> Response {
    called(ui, rect, param.name(), param, hand, purpose)
}

/// The same, called `name` where its neighbours say what it belongs to.
pub fn called(ui: &mut Ui, rect: Rect, name: &str, param: &IntParam, hand: &Hand, purpose: &str) -> Response {
    let name_at = pos2(rect.left(), rect.top() + 0.5 * CAPTION_HEIGHT);
    let named = ui.painter().text(name_at, Align2::LEFT_CENTER, name, palette::small(), palette::TEXT_QUIET);
    let ghost = hand.ghost(param);
    if let Some(ghost) = &ghost {
        let line = Rect::from_min_size(rect.min, vec2(rect.width(), CAPTION_HEIGHT));
        ghost.beside(ui.painter(), line, named.right());
    }
    let button = Rect::from_min_size(
        pos2(rect.left(), rect.top() + CAPTION_HEIGHT),
        vec2(rect.width(), BUTTON_HEIGHT),
    );
    let steps = param.step_count().unwrap_or(0);
    let current = param.unmodulated_plain_value();
    let text = |value: i32| param.normalized_value_to_string(param.preview_normalized(value), true);
    let first = param.preview_plain(0.0);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(button).id_salt(param.name()));
    ui.spacing_mut().interact_size.y = BUTTON_HEIGHT;
    ui.spacing_mut().button_padding = vec2(6.0, 1.0);
    ui.style_mut().override_font_id = Some(palette::small());
    let combo = ComboBox::from_id_salt(param.name())
        .width(rect.width())
        .height(LIST_HEIGHT)
        .truncate()
        .selected_text(param.to_string())
        .show_ui(&mut ui, |ui| {
            for value in (0..=steps as i32).map(|step| first + step) {
                let is_current = value == current;
                if ui.selectable_label(is_current, text(value)).clicked() && !is_current {
                    hand.begin_set_parameter(param);
                    hand.set_parameter(param, value);
                    hand.end_set_parameter(param);
                }
            }
        });
    told::tell(&ui, &combo.response, param.name(), || param.to_string(), purpose);
    let named = Ghost::read_out(ghost.as_ref(), &format!("{}: {param}", param.name()));
    let told = ghost.map_or(purpose.to_owned(), |ghost| format!("{purpose}\n{}", ghost.told()));
    combo.response.on_hover_text(told).accessible_name(named)
}
