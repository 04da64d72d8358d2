//! Where the journey is: a ruler above the slots with a handle, and a line down through all of them.

use egui::{
    Align2, EventFilter, FontId, Key, Painter, Rangef, Rect, Response, Sense, Shape, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};
use nice_plug::prelude::Param;
use threshold_core::parameters::SLOTS;
use threshold_core::story::Scene;

use super::line::{self, Line};
use super::row::Row;
use super::{Places, cell};
use crate::editor::palette;
use crate::editor::setter::ECHO_SECONDS;

/// What the handle is called.
const NAME: &str = "Playhead";
/// Size of the numbers on the ruler.
const NUMBER_SIZE: f32 = 10.0;
/// Half the handle's width, and its height.
const HANDLE: [f32; 2] = [5.0, 12.0];
/// Distance of a number from the left end of its cell: clear of a handle between two cells.
const NUMBER_INSET: f32 = 5.0;
/// Slots that an arrow key moves the journey by, and by how many with Shift.
const STEP: f32 = 0.1;
const FINE_STEP: f32 = 0.01;
/// The last slot's number.
const LAST: f32 = (SLOTS - 1) as f32;

/// A journey in somebody's hand.
#[derive(Default)]
pub struct Journey {
    /// Whether it is being dragged, within a gesture.
    is_dragged: bool,
    /// Whether it was taken by its handle.
    by_handle: bool,
    /// Where keys led last, and when.
    asked: Option<(f32, f64)>,
}

impl Journey {
    /// The ruler: wherever it is pressed, the journey goes there; with the keyboard it goes on in small steps.
    pub fn ruler(&mut self, ui: &Ui, rect: Rect, line: &Line, row: &Row) -> Response {
        let response = ui.interact(rect, ui.scope_id().with("playhead"), Sense::click_and_drag());
        let is_down = ui.input(|input| input.pointer.primary_down()) && response.is_pointer_button_down_on();
        if is_down || response.clicked() {
            response.request_focus();
            let to = response.interact_pointer_pos().map(|pointer| line.at(pointer.x));
            if let Some(to) = to {
                self.by_handle = true;
                self.go(to, row);
            }
        }
        if self.by_handle && !is_down {
            self.by_handle = false;
            self.let_go(row);
        }
        self.keys(ui, &response, row);
        let at = row.params.journey.unmodulated_plain_value();
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(line::ruler(&row.sounding.document, Scene::Journey(at))),
            ..WidgetInfo::slider(ui.is_enabled(), f64::from(at), NAME)
        });
        numbers(ui.painter(), rect, line, row);
        let told = "Where the journey is. Drag it, or press anywhere on this line. Arrows: a tenth of a slot, with Shift a \
            hundredth; Page Up and Page Down: a slot.";
        response.on_hover_text(told)
    }

    /// Drags the journey to where the pointer is on the cells, while it is the journey that rules.
    pub fn along_cells(&mut self, to: Option<f32>, row: &Row) {
        match to {
            Some(at) if self.is_dragged || is_travelling(row) => self.go(at, row),
            None if self.is_dragged && !self.by_handle => self.let_go(row),
            _ => {}
        }
    }

    /// Takes the journey in hand if it is not, and moves it.
    fn go(&mut self, at: f32, row: &Row) {
        let param = &row.params.journey;
        if !self.is_dragged {
            row.setter.begin_set_parameter(param);
            self.is_dragged = true;
            if !is_travelling(row) {
                row.choose(Scene::JOURNEY_CHOICE);
            }
        }
        if at != param.unmodulated_plain_value() {
            row.setter.set_parameter(param, at);
        }
    }

    fn let_go(&mut self, row: &Row) {
        row.setter.end_set_parameter(&row.params.journey);
        self.is_dragged = false;
    }

    fn keys(&mut self, ui: &Ui, response: &Response, row: &Row) {
        if !response.has_focus() {
            return;
        }
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let (pressed, fine, time) = ui.input(|input| {
            let pressed = |event: &egui::Event| match event {
                egui::Event::Key { key, pressed: true, .. } => Some(*key),
                _ => None,
            };
            let keys: Vec<Key> = input.events.iter().filter_map(pressed).collect();
            (keys, input.modifiers.shift, input.time)
        });
        if pressed.contains(&Key::Enter) && !is_travelling(row) {
            row.choose(Scene::JOURNEY_CHOICE);
        }
        let asked = self.asked.filter(|(_, then)| time - then < ECHO_SECONDS).map(|(at, _)| at);
        let from = asked.unwrap_or_else(|| row.params.journey.unmodulated_plain_value());
        let to = pressed.into_iter().fold(from, |at, key| stepped(at, key, fine));
        if to != from {
            row.travel(to);
            self.asked = Some((to, time));
            if !is_travelling(row) {
                row.choose(Scene::JOURNEY_CHOICE);
            }
        }
    }
}

fn is_travelling(row: &Row) -> bool {
    matches!(row.sounding.scene, Scene::Journey(_))
}

/// Where a key leads from a place on the journey.
fn stepped(at: f32, key: Key, fine: bool) -> f32 {
    let step = if fine { FINE_STEP } else { STEP };
    let to = match key {
        Key::ArrowRight | Key::ArrowUp => at + step,
        Key::ArrowLeft | Key::ArrowDown => at - step,
        Key::PageUp => at.floor() + 1.0,
        Key::PageDown => at.ceil() - 1.0,
        Key::Home => 0.0,
        Key::End => LAST,
        _ => return at,
    };
    // Steps add up to whole slots.
    ((to / FINE_STEP).round() * FINE_STEP).clamp(0.0, LAST)
}

/// The numbers of the slots, bright where a scene is stored.
fn numbers(painter: &Painter, rect: Rect, line: &Line, row: &Row) {
    painter.hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(1.0, palette::GRID_LABELLED));
    let font = FontId::new(NUMBER_SIZE, egui::FontFamily::Proportional);
    for slot in 0..SLOTS {
        let is_full = row.sounding.document.slot(slot).is_some();
        let colour = if is_full { palette::TEXT } else { palette::TEXT_QUIET };
        let at = pos2(line.cell(slot).left() + NUMBER_INSET, rect.center().y - 1.0);
        painter.text(at, Align2::LEFT_CENTER, slot, font.clone(), colour);
    }
}

/// The handle on the `ruler` and, while the journey rules, a line down through the drawings, and through the `arc` below
/// the names. While something else rules
/// the handle waits, hollow, where the journey would go on.
pub fn show(painter: &Painter, places: &Places, scene: Scene, response: &Response) {
    let Places { ruler, line, arc, .. } = places;
    let (at, colour) = match scene {
        Scene::Journey(at) => (at, palette::ACCENT),
        Scene::Slot(slot) => (slot as f32, palette::TEXT_QUIET),
        Scene::Manual => return,
    };
    let x = line.x(at);
    let tip = ruler.bottom();
    if matches!(scene, Scene::Journey(_)) {
        let drawn = Rangef::new(tip, cell::drawing(line.cell(0)).bottom());
        for part in [Some(drawn), arc.map(|arc| arc.y_range())].into_iter().flatten() {
            painter.vline(x, part, Stroke::new(3.5, palette::veil(palette::ROOM, 0.7)));
            painter.vline(x, part, Stroke::new(1.5, colour));
        }
    }
    let [half, height] = HANDLE;
    let corners =
        [vec2(-half, -height), vec2(half, -height), vec2(half, -half), vec2(0.0, 0.0), vec2(-half, -half)];
    let lit = response.hovered() || response.is_pointer_button_down_on();
    let fill = if lit { palette::TEXT } else { colour };
    let edge = if response.has_focus() { palette::TEXT } else { palette::ROOM };
    let points = corners.map(|corner| pos2(x, tip) + corner).to_vec();
    painter.add(Shape::convex_polygon(points, fill, Stroke::new(1.5, edge)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_the_journey_by_tenths_hundredths_and_slots() {
        let near = |one: f32, other: f32| (one - other).abs() < 1e-4;
        assert!(near(stepped(3.0, Key::ArrowRight, false), 3.1));
        assert!(near(stepped(3.0, Key::ArrowDown, true), 2.99));
        assert!(near(stepped(3.4, Key::PageUp, false), 4.0) && near(stepped(3.0, Key::PageUp, false), 4.0));
        assert!(
            near(stepped(3.4, Key::PageDown, false), 3.0) && near(stepped(3.0, Key::PageDown, false), 2.0)
        );
        assert_eq!((stepped(5.5, Key::Home, false), stepped(5.5, Key::End, false)), (0.0, LAST));
        assert_eq!((stepped(0.0, Key::ArrowLeft, false), stepped(2.0, Key::Enter, false)), (0.0, 2.0));
        let ten = (0..10).fold(2.0, |at, _| stepped(at, Key::ArrowRight, false));
        assert_eq!(ten, 3.0);
    }
}
