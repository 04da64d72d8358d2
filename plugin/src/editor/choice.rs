//! A parameter that is one of a few named things: its name, and a list that opens below it.

use egui::{Align2, ComboBox, EventFilter, Key, Rect, Response, Ui, UiBuilder, pos2, vec2};
use nice_plug::prelude::{IntParam, Param};

use super::ghost::Ghost;
use super::hand::Hand;
use super::{palette, told};

/// Height of the name above the list.
const CAPTION_HEIGHT: f32 = 20.0;
/// Least height of the button that opens the list.
const BUTTON_HEIGHT: f32 = 20.0;
/// Height from which its text is ordinary.
const TALL: f32 = 26.0;

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
    let height = (rect.height() - CAPTION_HEIGHT).max(BUTTON_HEIGHT);
    let corner = pos2(rect.left(), rect.top() + CAPTION_HEIGHT);
    let button = Rect::from_min_size(corner, vec2(rect.width(), height));
    let steps = param.step_count().unwrap_or(0);
    let current = param.unmodulated_plain_value();
    let text = |value: i32| param.normalized_value_to_string(param.preview_normalized(value), true);
    let first = param.preview_plain(0.0);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(button).id_salt(param.name()));
    ui.spacing_mut().interact_size.y = height;
    ui.spacing_mut().button_padding = vec2(6.0, 1.0);
    ui.style_mut().override_font_id = Some(if height < TALL { palette::small() } else { palette::text() });
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
    let is_open = ComboBox::is_open(ui.ctx(), ui.make_persistent_id(param.name()));
    if combo.response.has_focus() && !is_open {
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(combo.response.id, arrows));
        let last = first + steps as i32;
        let to = ui.input(|input| moved(current, [first, last], |key| input.key_pressed(key)));
        if to != current {
            hand.begin_set_parameter(param);
            hand.set_parameter(param, to);
            hand.end_set_parameter(param);
        }
    }
    told::tell(&ui, &combo.response, param.name(), || param.to_string(), purpose);
    let named = Ghost::read_out(ghost.as_ref(), &format!("{}: {param}", param.name()));
    let told = ghost.map_or(purpose.to_owned(), |ghost| format!("{purpose}\n{}", ghost.told()));
    combo.response.on_hover_text(told).accessible_name(named)
}

/// Where the keys that `is_pressed` lead from `now`, between the `ends`.
fn moved(now: i32, ends: [i32; 2], is_pressed: impl Fn(Key) -> bool) -> i32 {
    let [first, last] = ends;
    let keys = [
        (Key::ArrowUp, now - 1),
        (Key::ArrowLeft, now - 1),
        (Key::ArrowDown, now + 1),
        (Key::ArrowRight, now + 1),
        (Key::Home, first),
        (Key::End, last),
        (Key::PageUp, now - PAGE),
        (Key::PageDown, now + PAGE),
    ];
    keys.into_iter().find(|(key, _)| is_pressed(*key)).map_or(now, |(_, to)| to).clamp(first, last)
}

/// Steps of a page.
const PAGE: i32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_along_the_list_and_stop_at_its_ends() {
        let after = |now, pressed: Key| moved(now, [0, 7], |key| key == pressed);
        assert_eq!((after(3, Key::ArrowUp), after(3, Key::ArrowRight)), (2, 4));
        assert_eq!((after(0, Key::ArrowUp), after(5, Key::PageDown)), (0, 7));
        assert_eq!((after(3, Key::Home), after(3, Key::End), after(3, Key::Enter)), (0, 7, 3));
    }
}
