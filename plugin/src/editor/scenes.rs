//! The story in a row: who rules, the 17 slots in a line, and what can be done with them.

use egui::text::{CCursor, CCursorRange};
use egui::{
    Align2, Button, EventFilter, Id, Key, Margin, PointerButton, Popup, Rect, Response, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use nice_plug::prelude::Param;
use threshold_core::parameters::{self, SLOTS};
use threshold_core::story::Scene;

use super::hand::Hand;
use super::setter::ParamSetter;
use super::slider::{Shape, Slider};
use super::sounding::Sounding;
use super::view::View;
use super::{palette, recall, words};
use crate::params::ThresholdParams;

mod cell;
mod edit;
mod line;

use edit::Choice;
pub use edit::Edit;
use line::Line;

/// Height of the line of words and buttons.
const TOP_HEIGHT: f32 = 22.0;
/// Distance between that line and the slots.
const MIDDLE_GAP: f32 = 4.0;
/// Distance between neighbours in that line.
const GAP: f32 = 6.0;
/// Widths of Manual, Journey and where the journey is, from the left.
const LEFT_WIDTHS: [f32; 3] = [60.0, 62.0, 48.0];
/// Widths of Copy scene to controls and the slot's menu, from the right.
const RIGHT_WIDTHS: [f32; 2] = [152.0, 68.0];

/// What a hand does with the scenes.
#[derive(Default)]
pub struct Scenes {
    /// The slot that the menu and the keyboard are about.
    selected: usize,
    /// Whether the journey is being dragged, within a gesture.
    is_dragged: bool,
    /// The name that is being typed.
    naming: Option<Naming>,
}

struct Naming {
    slot: usize,
    text: String,
    was_shown: bool,
}

/// One frame of the row.
struct Row<'a> {
    params: &'a ThresholdParams,
    setter: &'a ParamSetter<'a>,
    sounding: &'a Sounding,
}

impl Scenes {
    /// Shows the row in `rect`, and does what is asked of it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        params: &ThresholdParams,
        setter: &ParamSetter,
        sounding: &Sounding,
    ) {
        let row = Row { params, setter, sounding };
        let top = Rect::from_min_size(rect.min, vec2(rect.width(), TOP_HEIGHT));
        let line = Line(Rect::from_min_max(pos2(rect.left(), top.bottom() + MIDDLE_GAP), rect.max));
        let words = row.mode(ui, top);
        let words = self.operations(ui, words, &row);
        self.words(ui, words, &row);
        self.slots(ui, line, &row);
    }

    /// The slot's menu, and the way back to the controls; returns what is left of the line.
    fn operations(&mut self, ui: &mut Ui, room: Rect, row: &Row) -> Rect {
        let mut right = room.right();
        let [copy, menu] = RIGHT_WIDTHS.map(|width| {
            let place = Rect::from_min_max(pos2(right - width, room.top()), pos2(right, room.bottom()));
            right = place.left() - GAP;
            place
        });
        let button = ui.put(menu, Button::new(format!("Slot {} ...", self.selected)));
        let button = button.on_hover_text("Capture, rename, clear, copy or swap the selected slot.");
        let chosen = Popup::menu(&button)
            .show(|ui| edit::menu(ui, &row.sounding.document, self.selected))
            .and_then(|shown| shown.inner);
        if let Some(chosen) = chosen {
            self.act(chosen, row);
        }
        row.copying(ui, copy);
        Rect::from_min_max(room.min, pos2(right, room.bottom()))
    }

    /// What rules, or the field in which a name is typed.
    fn words(&mut self, ui: &mut Ui, room: Rect, row: &Row) {
        if let Some(mut naming) = self.naming.take() {
            if naming.show(ui, room) {
                self.naming = Some(naming);
            } else if ui.input(|input| input.key_pressed(Key::Enter)) {
                edit::make(row.params, row.setter, naming.slot, Edit::Rename(naming.text));
            }
            return;
        }
        let Sounding { document, scene, .. } = row.sounding;
        let painter = ui.painter();
        let whole = line::ruler(document, *scene);
        let width = |text: &str| {
            painter.layout_no_wrap(text.to_owned(), palette::small(), palette::TEXT_QUIET).size().x
        };
        let text = line::fitting(&whole, line::CUT, room.width(), width);
        let colour = if row.sounding.is_ruled() { palette::ACCENT } else { palette::TEXT_QUIET };
        painter.text(room.left_center(), Align2::LEFT_CENTER, text, palette::small(), colour);
        ui.interact(room, ui.scope_id().with("ruler"), Sense::hover()).on_hover_text(whole);
    }

    /// The slots, and the playhead of a journey.
    fn slots(&mut self, ui: &mut Ui, line: Line, row: &Row) {
        self.keys(ui, line, row);
        let mut pointer = None;
        for (slot, share) in line::lit(row.sounding.scene).into_iter().enumerate() {
            let id = ui.scope_id().with("slot").with(slot);
            let response = ui.interact(line.cell(slot), id, Sense::CLICK | Sense::DRAG);
            self.clicks(ui, slot, &response, row);
            if response.dragged_by(PointerButton::Primary) {
                pointer = response.interact_pointer_pos();
            }
            let light = cell::Light { share, is_selected: slot == self.selected };
            cell::show(ui, response, &row.sounding.document, slot, light);
        }
        if let Scene::Journey(at) = row.sounding.scene {
            cell::playhead(ui.painter(), line.0, line.x(at));
        }
        self.drag(pointer.map(|pointer| line.at(pointer.x)), row);
    }

    /// The line takes part in the round of Tab as one: arrows select a slot, Enter plays it.
    fn keys(&mut self, ui: &Ui, line: Line, row: &Row) {
        let response = ui.interact(line.0, focus(ui), Sense::focusable_noninteractive());
        if response.has_focus() {
            let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            self.selected = ui.input(|input| moved(self.selected, |key| input.key_pressed(key)));
            if ui.input(|input| input.key_pressed(Key::Enter)) {
                row.choose(Scene::choice(self.selected));
            }
            let frame = Stroke::new(1.0, palette::TEXT);
            let edge = line.cell(self.selected).expand(1.5);
            ui.painter().rect_stroke(edge, palette::CORNER, frame, StrokeKind::Outside);
        }
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(line::told(&row.sounding.document, self.selected)),
            ..WidgetInfo::labeled(Role::ListBox, ui.is_enabled(), "Scenes")
        });
    }

    fn clicks(&mut self, ui: &Ui, slot: usize, response: &Response, row: &Row) {
        if response.clicked() || response.secondary_clicked() {
            self.selected = slot;
            ui.memory_mut(|memory| memory.request_focus(focus(ui)));
        }
        if response.double_clicked() {
            row.travel(slot as f32);
            row.choose(Scene::JOURNEY_CHOICE);
        } else if response.clicked() {
            row.choose(Scene::choice(slot));
        }
        let chosen = Popup::context_menu(response)
            .show(|ui| edit::menu(ui, &row.sounding.document, slot))
            .and_then(|shown| shown.inner);
        if let Some(chosen) = chosen {
            self.selected = slot;
            self.act(chosen, row);
        }
    }

    /// Drags the journey to where the pointer is, as one gesture.
    fn drag(&mut self, to: Option<f32>, row: &Row) {
        let param = &row.params.journey;
        match to {
            Some(_) if !self.is_dragged && !matches!(row.sounding.scene, Scene::Journey(_)) => {}
            Some(at) => {
                if !self.is_dragged {
                    row.setter.begin_set_parameter(param);
                    self.is_dragged = true;
                }
                if at != param.unmodulated_plain_value() {
                    row.setter.set_parameter(param, at);
                }
            }
            None if self.is_dragged => {
                row.setter.end_set_parameter(param);
                self.is_dragged = false;
            }
            None => {}
        }
    }

    /// Does to the selected slot what was chosen.
    fn act(&mut self, chosen: Choice, row: &Row) {
        let slot = self.selected;
        let edit = match chosen {
            Choice::Capture => {
                let name = words::state(&View::of(&row.sounding.values));
                Edit::Capture(Box::new(row.sounding.said()), name)
            }
            Choice::Rename => {
                let text = line::name(&row.sounding.document, slot);
                self.naming = Some(Naming { slot, text, was_shown: false });
                return;
            }
            Choice::Clear => Edit::Clear,
            Choice::Copy(to) => Edit::Copy(to),
            Choice::Swap(other) => Edit::Swap(other),
        };
        edit::make(row.params, row.setter, slot, edit);
    }
}

impl Row<'_> {
    /// Who rules; returns what is left of the line.
    fn mode(&self, ui: &mut Ui, room: Rect) -> Rect {
        let mut left = room.left();
        let [manual, journey, at] = LEFT_WIDTHS.map(|width| {
            let place = Rect::from_min_max(pos2(left, room.top()), pos2(left + width, room.bottom()));
            left = place.right() + GAP;
            place
        });
        let is_manual = self.sounding.scene == Scene::Manual;
        let is_journey = matches!(self.sounding.scene, Scene::Journey(_));
        let purpose = words::purpose(&parameters::SCENE);
        for (place, name, is_on, choice) in
            [(manual, "Manual", is_manual, 0.0), (journey, "Journey", is_journey, Scene::JOURNEY_CHOICE)]
        {
            let button = ui.put(place, Button::new(name).selected(is_on)).on_hover_text(purpose);
            button.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_on, name));
            if button.clicked() {
                self.choose(choice);
            }
        }
        let hand = Hand::new(self.setter, self.sounding);
        let purpose = words::purpose(&parameters::JOURNEY);
        Slider::new(&self.params.journey, &hand, Shape::Cell, purpose).show(ui, at);
        Rect::from_min_max(pos2(left, room.top()), room.max)
    }

    fn copying(&self, ui: &mut Ui, place: Rect) {
        let Self { params, setter, sounding } = self;
        let mut ui = ui.new_child(UiBuilder::new().id_salt("copying"));
        if !sounding.is_ruled() {
            ui.disable();
        }
        let purpose = "Moves the controls to what sounds now, for the host to record, and lets them rule.";
        let button = ui.put(place, Button::new("Copy scene to controls"));
        if button.on_hover_text(purpose).on_disabled_hover_text(purpose).clicked() {
            recall::recall(params, setter, &sounding.as_controls(&params.values()), None);
        }
    }

    /// Sets who rules, as a gesture the host can record.
    fn choose(&self, choice: f32) {
        let param = &self.params.scene;
        self.setter.begin_set_parameter(param);
        self.setter.set_parameter(param, choice as i32);
        self.setter.end_set_parameter(param);
    }

    /// Sets where the journey is, as a gesture the host can record.
    fn travel(&self, at: f32) {
        let param = &self.params.journey;
        self.setter.begin_set_parameter(param);
        self.setter.set_parameter(param, at);
        self.setter.end_set_parameter(param);
    }
}

/// What of the line has the keyboard.
fn focus(ui: &Ui) -> Id {
    ui.scope_id().with("slots")
}

/// The slot that is selected after the keys that `is_pressed`.
fn moved(slot: usize, is_pressed: impl Fn(Key) -> bool) -> usize {
    let last = SLOTS - 1;
    let jumps = [(Key::ArrowLeft, slot.saturating_sub(1)), (Key::ArrowRight, slot + 1), (Key::Home, 0)];
    let to = jumps.into_iter().chain([(Key::End, last)]).find(|(key, _)| is_pressed(*key));
    to.map_or(slot, |(_, to)| to).min(last)
}

impl Naming {
    /// The field in `rect`; whether typing goes on.
    fn show(&mut self, ui: &mut Ui, rect: Rect) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_from_slot_to_slot_and_stop_at_the_ends() {
        let after = |slot, pressed: Key| moved(slot, |key| key == pressed);
        assert_eq!((after(3, Key::ArrowLeft), after(3, Key::ArrowRight)), (2, 4));
        assert_eq!((after(0, Key::ArrowLeft), after(SLOTS - 1, Key::ArrowRight)), (0, SLOTS - 1));
        assert_eq!((after(7, Key::Home), after(7, Key::End)), (0, SLOTS - 1));
        assert_eq!(moved(7, |_| false), 7);
    }
}
