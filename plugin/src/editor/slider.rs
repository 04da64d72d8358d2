//! A slider for any parameter: drag it, turn the wheel on it, use the arrow keys, or type what you want.
//!
//! Values, their names and their limits are the parameter's own. Every change is a gesture the host can record.

use egui::{EventFilter, Id, Key, Rect, Response, Sense, Ui, WidgetInfo};
use nice_plug::prelude::Param;

use super::ghost::Ghost;
use super::hand::Hand;
use super::told;

mod big;
mod drag;
pub(super) mod entry;
mod face;
mod marks;
mod menu;
pub(super) mod steps;

use super::setter::ECHO_SECONDS;
use face::Face;

/// How near to a mark a slider is there, on its lane.
const HERE: f32 = 1e-4;

/// A named place on a slider; a click on the name goes there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark<'a> {
    /// Where, on the parameter's 0..1 lane.
    pub at: f32,
    /// Its name.
    pub name: &'a str,
}

/// Which shape a slider takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For reading at arm's length: name and value above a thick groove, marks below.
    Big,
    /// Name and value above a short groove.
    Small,
    /// The box alone, where its place says what it is.
    Cell,
}

impl Shape {
    /// Whether the value's box is the handle, and there is no groove to see.
    fn is_box(self) -> bool {
        matches!(self, Self::Cell)
    }
}

/// A slider, ready to be shown.
pub struct Slider<'a, P: Param> {
    param: &'a P,
    hand: &'a Hand<'a>,
    /// What sounds instead, while a scene rules.
    ghost: Option<Ghost>,
    shape: Shape,
    name: &'a str,
    purpose: &'a str,
    marks: &'a [Mark<'a>],
}

impl<'a, P: Param> Slider<'a, P> {
    /// A slider for `param`, changed by `hand`; `purpose` is the sentence its tooltip starts with.
    pub fn new(param: &'a P, hand: &'a Hand<'a>, shape: Shape, purpose: &'a str) -> Self {
        let ghost = hand.ghost(param);
        Self { param, hand, ghost, shape, name: param.name(), purpose, marks: &[] }
    }

    /// Called `name` where its neighbours say what it belongs to.
    pub fn called(self, name: &'a str) -> Self {
        Self { name, ..self }
    }

    /// With named places.
    pub fn marks(self, marks: &'a [Mark<'a>]) -> Self {
        Self { marks, ..self }
    }

    /// Shows it in `rect` and acts on what the user does. The response is the groove's.
    pub fn show(self, ui: &mut Ui, rect: Rect) -> Response {
        let face = Face::new(self.shape, rect);
        let id = ui.scope_id().with(self.param.name());
        let groove = ui.interact(face.handle, id, Sense::click_and_drag());
        self.drag(ui, &face, &groove);
        self.keys(ui, &groove);
        self.wheel(ui, &groove);
        let name = ui.interact(face.name, id.with("name"), Sense::CLICK);
        if name.double_clicked() || (groove.double_clicked() && !self.shape.is_box()) {
            self.change(self.param.default_normalized_value());
        }
        self.places(ui, &face, &groove);
        let value = if self.shape.is_box() {
            groove.clone()
        } else {
            let value = ui.interact(face.value, id.with("value"), Sense::CLICK);
            value.on_hover_text("Double-click to type a value.")
        };
        groove.widget_info(|| WidgetInfo {
            current_text_value: Some(Ghost::read_out(self.ghost.as_ref(), &self.text())),
            ..WidgetInfo::slider(ui.is_enabled(), f64::from(self.now()), self.param.name())
        });
        let painter = ui.painter();
        let lanes = face::Lanes {
            now: self.now(),
            modulated: self.param.modulated_normalized_value(),
            default: self.param.default_normalized_value(),
        };
        face.paint(painter, &groove, lanes, self.ghost.as_ref());
        let afar = self.read_from_afar(&groove);
        let shown = afar.map_or_else(|| self.text(), |ghost| ghost.text.clone());
        let end = face.caption(painter, self.name, &shown);
        if afar.is_some() {
            big::haunted(&face, painter, &shown, end);
        }
        if let Some(ghost) = &self.ghost {
            face.haunt(painter, ghost);
        }
        self.value(ui, &face, &groove, &value, &shown);
        self.offer(ui, &groove.union(name.clone()).union(value), groove.id.with("value"));
        told::tell(ui, &groove, self.param.name(), || self.text(), self.purpose);
        let told = |response: Response| {
            response.on_hover_ui(|ui| self.tooltip(ui)).on_disabled_hover_ui(|ui| self.tooltip(ui))
        };
        told(name);
        told(groove)
    }

    /// Where the parameter is on its lane.
    fn now(&self) -> f32 {
        self.param.unmodulated_normalized_value()
    }

    fn text(&self) -> String {
        self.param.normalized_value_to_string(self.now(), true)
    }

    /// What sounds instead, where that is read from afar and nobody reaches for the control.
    fn read_from_afar(&self, groove: &Response) -> Option<&Ghost> {
        let is_in_hand = groove.hovered() || groove.has_focus() || groove.is_pointer_button_down_on();
        self.ghost.as_ref().filter(|_| self.shape == Shape::Big && !is_in_hand)
    }

    /// What a right-click offers.
    fn offer(&self, ui: &Ui, response: &Response, field: Id) {
        match menu::show(response, |text| self.param.string_to_normalized_value(text)) {
            Some(menu::Chosen::Type) => entry::open(ui, field, &self.text()),
            Some(menu::Chosen::Reset) => self.change(self.param.default_normalized_value()),
            Some(menu::Chosen::Copy) => menu::copy(ui.ctx(), self.text()),
            Some(menu::Chosen::Paste(lane)) => self.change(lane),
            None => {}
        }
    }

    /// Moves to a place on the lane, within a gesture that is already begun.
    fn set(&self, lane: f32) {
        let value = self.param.preview_plain(lane.clamp(0.0, 1.0));
        if value != self.param.unmodulated_plain_value() {
            self.hand.set_parameter(self.param, value);
        }
    }

    /// Moves to a place on the lane as a gesture of its own.
    fn change(&self, lane: f32) {
        self.hand.begin_set_parameter(self.param);
        self.set(lane);
        self.hand.end_set_parameter(self.param);
    }

    fn drag(&self, ui: &Ui, face: &Face, groove: &Response) {
        let held = ui.data(|data| data.get_temp::<drag::Held>(groove.id));
        let (down, fine, pointer) = ui.input(|input| {
            (input.pointer.primary_down(), input.modifiers.shift, input.pointer.interact_pos())
        });
        let down = down && groove.is_pointer_button_down_on();
        match (held, pointer) {
            (None, Some(pointer)) if down || groove.clicked() => {
                groove.request_focus();
                self.hand.begin_set_parameter(self.param);
                let stays = fine || !face.calls(pointer.y);
                let held = drag::Held::take(self.now(), pointer.x, face.groove.x_range(), stays);
                self.set(held.lane);
                if down {
                    ui.data_mut(|data| data.insert_temp(groove.id, held));
                } else {
                    self.hand.end_set_parameter(self.param);
                }
            }
            (Some(held), Some(pointer)) if down => {
                let held = held.follow(pointer.x, face.groove.width(), fine);
                self.set(held.lane);
                ui.data_mut(|data| data.insert_temp(groove.id, held));
            }
            (Some(_), _) if !down => {
                self.hand.end_set_parameter(self.param);
                ui.data_mut(|data| data.remove::<drag::Held>(groove.id));
            }
            _ => {}
        }
    }

    fn keys(&self, ui: &Ui, groove: &Response) {
        if !groove.has_focus() {
            return;
        }
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(groove.id, arrows));
        let moves = ui.input(|input| {
            let pressed = |event: &egui::Event| match event {
                egui::Event::Key { key, pressed: true, modifiers, .. } => {
                    steps::of_key(*key, modifiers.shift)
                }
                _ => None,
            };
            input.events.iter().filter_map(pressed).collect::<Vec<_>>()
        });
        self.step(ui, groove.id, &moves);
        if ui.input(|input| input.key_pressed(Key::Delete) || input.key_pressed(Key::Backspace)) {
            self.change(self.param.default_normalized_value());
        }
    }

    /// Makes `moves`, one after the other, from where the last ones were to lead.
    fn step(&self, ui: &Ui, id: Id, moves: &[steps::Move]) {
        if moves.is_empty() {
            return;
        }
        let (id, time) = (id.with("asked"), ui.input(|input| input.time));
        let asked = ui.data(|data| data.get_temp::<(f32, f64)>(id));
        let asked = asked.filter(|(_, then)| time - then < ECHO_SECONDS).map(|(lane, _)| lane);
        let from = asked.unwrap_or_else(|| self.now());
        let to = moves.iter().fold(from, |lane, step| steps::moved(self.param, lane, *step));
        self.change(to);
        ui.data_mut(|data| data.insert_temp(id, (to, time)));
    }

    fn wheel(&self, ui: &Ui, groove: &Response) {
        if !groove.hovered() {
            return;
        }
        let id = groove.id.with("wheel");
        let left_over = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
        let (turned, fine) =
            ui.input(|input| (input.events.iter().map(steps::notches).sum::<f32>(), input.modifiers.shift));
        let notches = left_over + turned;
        if turned != 0.0 {
            ui.data_mut(|data| data.insert_temp(id, notches.fract()));
        }
        if notches.trunc() != 0.0 {
            self.step(ui, groove.id, &[steps::Move::By { steps: notches.trunc() as i32, fine }]);
        }
    }

    /// The value as text, or the field to type one.
    fn value(&self, ui: &mut Ui, face: &Face, groove: &Response, value: &Response, shown: &str) {
        let id = groove.id.with("value");
        let enter = groove.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if value.double_clicked() || enter {
            entry::open(ui, id, &self.text());
            return;
        }
        match entry::show(ui, id, face.entry(), |typed| self.param.string_to_normalized_value(typed)) {
            entry::Entry::Closed => face.value_text(ui.painter(), shown, value.hovered()),
            entry::Entry::Open => {}
            entry::Entry::Typed(lane) => {
                self.change(lane);
                groove.request_focus();
            }
        }
    }

    fn places(&self, ui: &Ui, face: &Face, groove: &Response) {
        let at = self.read_from_afar(groove).map_or(self.now(), |ghost| ghost.lane);
        for (mark, name) in marks::lay_out(face, ui.painter(), self.marks) {
            let response = ui.interact(name.target(), groove.id.with(mark.name), Sense::CLICK);
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), mark.name));
            if response.clicked() {
                self.change(mark.at);
            }
            name.paint(ui.painter(), response.hovered(), (at - mark.at).abs() < HERE);
        }
    }

    fn tooltip(&self, ui: &mut Ui) {
        let end = |lane: f32| self.param.normalized_value_to_string(lane, true);
        ui.strong(self.param.name());
        ui.label(self.purpose);
        if let Some(ghost) = &self.ghost {
            ui.label(ghost.told());
        }
        ui.weak(format!("{} to {}.", end(0.0), end(1.0)));
        ui.weak(match self.shape {
            Shape::Cell => "Drag, or double-click to type. Shift: fine.",
            Shape::Small | Shape::Big => {
                "Shift: fine. Double-click: back to default. Right-click: type, copy, paste."
            }
        });
    }
}
