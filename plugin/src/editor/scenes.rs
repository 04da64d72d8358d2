//! The story as a line: who rules, the 17 slots with what their scenes do to hearing, and the journey through them.

use egui::{
    Align2, EventFilter, Id, Key, PointerButton, Popup, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use threshold_core::parameters::SLOTS;
use threshold_core::story::Scene;

use super::tools::Tools;
use super::view::View;
use super::{palette, words};

mod cell;
mod edit;
mod gallery;
mod line;
mod mode;
mod naming;
mod playhead;
mod row;
mod sketch;

use edit::Choice;
pub use edit::Edit;
use gallery::Gallery;
use line::Line;
use naming::Naming;
use playhead::Journey;
use row::Row;

/// Height of the line of words and buttons.
const TOP_HEIGHT: f32 = 24.0;
/// Distance between that line and the ruler.
const TOP_GAP: f32 = 6.0;
/// Height of the ruler, where the playhead's handle is.
const RULER_HEIGHT: f32 = 16.0;
/// Share of what is left that is the arc's, and what it may be at least and at most, points.
const ARC: f32 = 0.2;
const ARC_HEIGHTS: [f32; 2] = [12.0, 28.0];
/// Least height of the cells: where they would be lower, there is no arc.
const CELLS_HEIGHT: f32 = 40.0;
/// Distance between the cells and the arc.
const ARC_GAP: f32 = 4.0;
/// What stands in a line without scenes.
const HOW_TO_BEGIN: &str = "No scenes yet: set the controls and capture what you hear into a slot, or load a journey \
    from the presets.";
/// The same where there is little room.
const HOW_TO_BEGIN_SHORT: &str =
    "No scenes yet: capture what you hear into a slot, or load a journey preset.";

/// What a hand does with the scenes.
#[derive(Default)]
pub struct Scenes {
    /// The slot that the menu and the keyboard are about.
    selected: usize,
    journey: Journey,
    /// The name that is being typed.
    naming: Option<Naming>,
    gallery: Gallery,
}

/// Where the parts of the line are.
#[derive(Debug, Clone, Copy)]
struct Places {
    top: Rect,
    ruler: Rect,
    line: Line,
    arc: Option<Rect>,
}

impl Places {
    fn of(rect: Rect) -> Self {
        let band = |top: f32, bottom: f32| Rect::from_x_y_ranges(rect.x_range(), top..=bottom);
        let top = band(rect.top(), rect.top() + TOP_HEIGHT);
        let ruler = band(top.bottom() + TOP_GAP, top.bottom() + TOP_GAP + RULER_HEIGHT);
        let arc_height = (ARC * (rect.bottom() - ruler.bottom())).clamp(ARC_HEIGHTS[0], ARC_HEIGHTS[1]);
        let cells_end = rect.bottom() - arc_height - ARC_GAP;
        if cells_end - ruler.bottom() < CELLS_HEIGHT {
            return Self { top, ruler, line: Line(band(ruler.bottom(), rect.bottom())), arc: None };
        }
        let arc = Some(band(cells_end + ARC_GAP, rect.bottom()));
        Self { top, ruler, line: Line(band(ruler.bottom(), cells_end)), arc }
    }
}

impl Scenes {
    /// Shows the line in `rect`, and does what is asked of it.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &Tools) {
        let row = Row { params: tools.params, setter: tools.setter, sounding: tools.sounding };
        self.gallery.follow(row.params.story.revision(), &row.sounding.document);
        let places = Places::of(rect);
        let words = mode::show(ui, places.top, &row, self.selected);
        let words = self.operations(ui, words, &row);
        let hovered = self.slots(ui, places, &row);
        self.words(ui, words, &row, hovered);
    }

    /// The slot's menu, and the way back to the controls; returns what is left of the line.
    fn operations(&mut self, ui: &mut Ui, room: Rect, row: &Row) -> Rect {
        let (button, left) = mode::operations(ui, room, row, self.selected);
        let chosen = Popup::menu(&button)
            .show(|ui| edit::menu(ui, &row.sounding.document, self.selected))
            .and_then(|shown| shown.inner);
        if let Some(chosen) = chosen {
            self.act(chosen, row);
        }
        left
    }

    /// What rules, what is under the pointer, or the field in which a name is typed.
    fn words(&mut self, ui: &mut Ui, room: Rect, row: &Row, hovered: Option<usize>) {
        if let Some(mut naming) = self.naming.take() {
            if naming.show(ui, room) {
                self.naming = Some(naming);
            } else if ui.input(|input| input.key_pressed(Key::Enter)) {
                edit::make(row.params, row.setter, naming.slot, Edit::Rename(naming.text));
            }
            return;
        }
        let document = &row.sounding.document;
        let whole = match hovered {
            Some(slot) => line::told(document, slot),
            None => line::ruler(document, row.sounding.scene),
        };
        let painter = ui.painter();
        let width = |text: &str| {
            painter.layout_no_wrap(text.to_owned(), palette::text(), palette::TEXT_QUIET).size().x
        };
        let text = line::fitting(&whole, line::CUT, room.width(), width);
        let is_ruled = hovered.is_none() && row.sounding.is_ruled();
        let colour = if is_ruled { palette::ACCENT } else { palette::TEXT_QUIET };
        painter.text(room.left_center(), Align2::LEFT_CENTER, text, palette::text(), colour);
        ui.interact(room, ui.scope_id().with("ruler"), Sense::hover()).on_hover_text(whole);
    }

    /// The slots, the arc below and the playhead above them; the slot under the pointer.
    fn slots(&mut self, ui: &mut Ui, places: Places, row: &Row) -> Option<usize> {
        let Places { ruler, line, arc, .. } = places;
        let mut pointer = None;
        let mut hovered = None;
        if let Some(arc) = arc {
            self.gallery.paint(ui.painter(), arc, &line);
            ui.interact(arc, ui.scope_id().with("arc"), Sense::hover()).on_hover_text(
                "The arc of the story: how much of speech (500 Hz to 4 kHz) is lost along the journey, and, in \
                 white, how much an implant gives instead.",
            );
        }
        let told = self.journey.ruler(ui, ruler, &line, row);
        self.keys(ui, line, row);
        for (slot, share) in line::lit(row.sounding.scene).into_iter().enumerate() {
            let id = ui.scope_id().with("slot").with(slot);
            let response = ui.interact(line.cell(slot), id, Sense::CLICK | Sense::DRAG);
            self.clicks(ui, slot, &response, row);
            if response.dragged_by(PointerButton::Primary) {
                pointer = response.interact_pointer_pos();
            }
            if response.hovered() {
                hovered = Some(slot);
            }
            let light = cell::Light { share, is_selected: slot == self.selected };
            let sketches = [slot, line::holder(&row.sounding.document, slot).unwrap_or(slot)];
            let sketches = sketches.map(|slot| self.gallery.sketch(slot));
            cell::show(ui, response, &row.sounding.document, slot, light, sketches);
        }
        if row.sounding.document.is_empty() {
            how_to_begin(ui, line.0);
        }
        let along = pointer.map(|pointer| line.at(pointer.x));
        self.journey.along_cells(along, row);
        playhead::show(ui.painter(), &places, row.sounding.scene, &told);
        hovered
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
            let frame = Stroke::new(1.5, palette::TEXT);
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

    /// Does to the selected slot what was chosen.
    fn act(&mut self, chosen: Choice, row: &Row) {
        let slot = self.selected;
        let edit = match chosen {
            Choice::Capture => {
                let name = words::state(&View::of(&row.sounding.values));
                Edit::Capture(Box::new(row.sounding.said()), name)
            }
            Choice::Rename => {
                self.naming = Some(Naming::new(slot, line::name(&row.sounding.document, slot)));
                return;
            }
            Choice::Clear => Edit::Clear,
            Choice::Copy(to) => Edit::Copy(to),
            Choice::Swap(other) => Edit::Swap(other),
        };
        edit::make(row.params, row.setter, slot, edit);
    }
}

/// What of the line has the keyboard.
fn focus(ui: &Ui) -> Id {
    ui.scope_id().with("slots")
}

/// Says across the empty `cells` what can be done.
fn how_to_begin(ui: &Ui, cells: Rect) {
    let painter = ui.painter();
    let galley = |text: &str| painter.layout_no_wrap(text.to_owned(), palette::text(), palette::TEXT);
    let room = cells.width() - 2.0 * TOP_HEIGHT;
    let whole = galley(HOW_TO_BEGIN);
    let galley = if whole.size().x <= room { whole } else { galley(HOW_TO_BEGIN_SHORT) };
    let middle = pos2(cells.center().x, cells.center().y);
    let ground = Rect::from_center_size(middle, galley.size() + vec2(24.0, 10.0));
    painter.rect(
        ground,
        palette::CORNER,
        palette::RAISED,
        Stroke::new(1.0, palette::EDGE),
        StrokeKind::Inside,
    );
    painter.galley(middle - 0.5 * galley.size(), galley, palette::TEXT);
}

/// The slot that is selected after the keys that `is_pressed`.
fn moved(slot: usize, is_pressed: impl Fn(Key) -> bool) -> usize {
    let last = SLOTS - 1;
    let jumps = [
        (Key::ArrowLeft, slot.saturating_sub(1)),
        (Key::ArrowRight, slot + 1),
        (Key::PageUp, slot + PAGE),
        (Key::PageDown, slot.saturating_sub(PAGE)),
        (Key::Home, 0),
    ];
    let to = jumps.into_iter().chain([(Key::End, last)]).find(|(key, _)| is_pressed(*key));
    to.map_or(slot, |(_, to)| to).min(last)
}

/// Slots of a page.
const PAGE: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_from_slot_to_slot_and_stop_at_the_ends() {
        let after = |slot, pressed: Key| moved(slot, |key| key == pressed);
        assert_eq!((after(3, Key::ArrowLeft), after(3, Key::ArrowRight)), (2, 4));
        assert_eq!((after(0, Key::ArrowLeft), after(SLOTS - 1, Key::ArrowRight)), (0, SLOTS - 1));
        assert_eq!((after(7, Key::Home), after(7, Key::End)), (0, SLOTS - 1));
        assert_eq!((after(15, Key::PageUp), after(2, Key::PageDown)), (SLOTS - 1, 0));
        assert_eq!(moved(7, |_| false), 7);
    }

    #[test]
    fn the_parts_of_the_line_follow_each_other_and_the_arc_gives_way_first() {
        for height in [86.0, 120.0, 180.0] {
            let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(638.0, height));
            let Places { top, ruler, line, arc } = Places::of(rect);
            assert!(top.bottom() <= ruler.top() && ruler.bottom() <= line.0.top());
            assert!(line.0.height() >= CELLS_HEIGHT, "{height}: {:?}", line.0);
            let end = arc.map_or(line.0.bottom(), |arc| arc.bottom());
            assert!((end - rect.bottom()).abs() < 1e-3);
            assert_eq!(arc.is_some(), height > 110.0, "{height}");
            assert!(arc.is_none_or(|arc| arc.top() > line.0.bottom()));
        }
    }
}
