//! The words at the chart: averages, grade, what is hatched, what stands in the way; and what the pointer is at.

use egui::{Align2, Painter, Pos2, Rect, Ui, pos2, vec2};
use threshold_core::base::Ear;
use threshold_core::hearing::audiogram::CLINICAL;

use super::edit::{Levels, Point};
use super::paint::Shown;
use super::places::Places;
use super::scale::Scale;
use super::{input, symbols, told};
use crate::editor::tools::Tools;
use crate::editor::{ears, palette, press, words};

/// Height of a line of words.
pub const LINE_HEIGHT: f32 = 17.0;
/// Distance between the last line and a note.
const NOTE_GAP: f32 = 4.0;
/// Room for a symbol before a line.
const SYMBOL_WIDTH: f32 = 16.0;
/// Width of the button that leads from gains to thresholds.
const BUTTON_WIDTH: f32 = 130.0;
/// Distance between the pointer and what is said there.
const POINTER_GAP: f32 = 16.0;
/// Distance between text and the edge of its box.
const BOX_MARGIN: f32 = 6.0;

/// Lines that are said: for each ear, of the grade, of the hatching; or of the hatching and the way to thresholds.
pub const fn lines(is_gains: bool) -> usize {
    if is_gains { 2 } else { 4 }
}

/// How high a `note` is below them, in a row as wide as `width`.
pub fn note_height(ui: &Ui, note: Option<&str>, width: f32) -> f32 {
    let laid = |note: &str| ui.painter().layout(note.to_owned(), palette::small(), palette::ACCENT, width);
    note.map_or(0.0, |note| laid(note).size().y + NOTE_GAP)
}

/// What stands in the way of what the chart shows, if anything.
pub fn note(tools: &Tools, is_locked: bool) -> Option<String> {
    let (view, is_ruled) = (tools.view, tools.sounding.is_ruled());
    let text = if is_ruled && is_locked {
        "The scene rules; thresholds can be changed where both the scene and the controls have some."
            .to_owned()
    } else if is_ruled {
        "The scene rules: solid lines sound, dashed ones are the controls', heard once Scene is Manual."
            .to_owned()
    } else if is_locked {
        "Gains at programme level: nothing here is a threshold, so there is no grade.".to_owned()
    } else if let Some((event, _)) = view.held {
        format!("Dashed: with what the event has left ({}).", event_name(event as usize))
    } else if view.bypass {
        "Bypassed: nothing of this is heard.".to_owned()
    } else if view.perspective <= 0.0 {
        "In the world: this is heard once Perspective leads into the head.".to_owned()
    } else {
        return None;
    };
    Some(text)
}

fn event_name(number: usize) -> String {
    threshold_core::parameters::EVENT_CHOICES.get(number).map(|name| name.to_lowercase()).unwrap_or_default()
}

/// Says what there is to say; whether the way to the custom audiogram is asked for.
pub fn show(ui: &Ui, places: &Places, shown: &Shown, note: Option<&str>) -> bool {
    let words = places.words;
    let mut page = Page { painter: ui.painter(), words, columns: places.columns, count: 0 };
    let mut wants_custom = false;
    if shown.is_gains {
        page.line(|painter, at| legend(painter, at, "left", "gone"));
        page.line(|_, at| {
            let rect = Rect::from_min_size(at - vec2(0.0, 8.0), vec2(BUTTON_WIDTH, 20.0));
            let hint = "Goes to the custom audiogram, whose thresholds can be moved.";
            wants_custom = press::show(ui, rect, "Edit thresholds ...", false).on_hover_text(hint).clicked();
        });
    } else {
        for ear in [Ear::Right, Ear::Left] {
            page.line(|painter, at| {
                symbols::air(painter, at + vec2(ears::REACH, 0.0), ears::REACH, ear, 1.0);
                let text = format!("{}  {}", ears::name(ear), told::ear(shown.air[ear]));
                let at = at + vec2(SYMBOL_WIDTH, 0.0);
                painter.text(at, Align2::LEFT_CENTER, text, palette::small(), palette::TEXT);
            });
        }
        page.line(|painter, at| {
            let text = format!("Better ear: {} (WHO grade)", told::grade(&shown.air).name());
            painter.text(at, Align2::LEFT_CENTER, text, palette::small(), palette::TEXT);
        });
        page.line(|painter, at| legend(painter, at, "heard", "gone"));
    }
    if let Some(note) = note {
        page.end_row();
        page.wrapped(note);
    }
    wants_custom
}

/// Words in rows and columns, one after the other.
struct Page<'a> {
    painter: &'a Painter,
    words: Rect,
    columns: usize,
    count: usize,
}

impl Page<'_> {
    fn place(&self) -> Pos2 {
        let (row, column) = (self.count / self.columns, self.count % self.columns);
        let width = self.words.width() / self.columns as f32;
        self.words.min + vec2(column as f32 * width, (row as f32 + 0.5) * LINE_HEIGHT)
    }

    fn line(&mut self, draw: impl FnOnce(&Painter, Pos2)) {
        draw(self.painter, self.place());
        self.count += 1;
    }

    fn end_row(&mut self) {
        self.count = self.count.next_multiple_of(self.columns);
    }

    /// A text in as many lines as it takes.
    fn wrapped(&self, text: &str) {
        let at = self.place() + vec2(0.0, NOTE_GAP - 0.5 * LINE_HEIGHT);
        let width = self.words.width();
        let galley = self.painter.layout(text.to_owned(), palette::small(), palette::ACCENT, width);
        self.painter.galley(at, galley, palette::ACCENT);
    }
}

/// What filling and hatching mean.
fn legend(painter: &Painter, at: Pos2, filled: &str, hatched: &str) {
    const SWATCH: egui::Vec2 = vec2(16.0, 9.0);
    let mut x = at.x;
    for (idx, name) in [filled, hatched].into_iter().enumerate() {
        let swatch = Rect::from_min_size(pos2(x, at.y - 0.5 * SWATCH.y), SWATCH);
        painter.rect_filled(swatch, 1.0, palette::SCREEN);
        if idx == 0 {
            painter.rect_filled(swatch, 1.0, palette::veil(palette::INPUT_LINE, 0.4));
        } else {
            let edge = |y: f32| (0..=8).map(|n| pos2(x + 2.0 * n as f32, y)).collect::<Vec<_>>();
            for ear in Ear::BOTH {
                input::hatch(
                    &painter.with_clip_rect(swatch),
                    &edge(swatch.top()),
                    &edge(swatch.bottom()),
                    ear,
                );
            }
        }
        let text = if idx == 0 { format!("input that is {name}") } else { name.to_owned() };
        let at = pos2(swatch.right() + 5.0, at.y);
        x = painter.text(at, Align2::LEFT_CENTER, text, palette::small(), palette::TEXT_QUIET).right() + 12.0;
    }
}

/// Says what the pointer is at, or the threshold that was `taken` in hand or by key.
pub fn under_pointer(
    ui: &Ui,
    scale: &Scale,
    shown: &Shown,
    taken: Option<Point>,
    mine: &Levels,
    has_tips: bool,
) {
    if ui.ctx().text_edit_focused() || egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|pointer| scale.plot.contains(*pointer));
    let pointer = pointer.filter(|pointer| ui.ctx().layer_id_at(*pointer) == Some(ui.layer_id()));
    let text = match (taken, pointer) {
        (Some(point), _) => {
            let (hz, level) = (CLINICAL[point.at], mine[point.ear][point.at]);
            let heard = told::heard(shown.input(Some(point.ear), hz), level);
            let hint = "Drag or wheel; Shift: 1 dB. Double-click: type. Right-click: more.".to_owned();
            let parts = [Some(told::meaning(hz, level)), heard, has_tips.then_some(hint)];
            (told::point(point, level), parts.into_iter().flatten().collect::<Vec<_>>())
        }
        (None, Some(pointer)) if shown.is_gains => {
            let hz = scale.hz(pointer.x);
            let change = |ear: Ear| words::change(-shown.lost(ear, hz));
            let both = format!("R {}   L {}", change(Ear::Right), change(Ear::Left));
            (words::frequency(hz), vec![both])
        }
        _ => return,
    };
    let at = match (taken, pointer) {
        (_, Some(pointer)) => pointer,
        (Some(point), None) => scale.at(point.at, mine[point.ear][point.at]),
        (None, None) => return,
    };
    bubble(ui, scale.plot, at, &text.0, &text.1);
}

/// A box with a heading and lines, beside `at` and within `room`.
fn bubble(ui: &Ui, room: Rect, at: Pos2, heading: &str, lines: &[String]) {
    let painter = ui.painter();
    let width = (room.width() - 2.0 * BOX_MARGIN).min(230.0);
    let mut galleys =
        vec![painter.layout(heading.to_owned(), palette::strong(palette::TEXT_SIZE), palette::TEXT, width)];
    for line in lines {
        galleys.push(painter.layout(line.clone(), palette::small(), palette::TEXT_QUIET, width));
    }
    let size = galleys
        .iter()
        .fold(vec2(0.0, 0.0), |size, galley| vec2(size.x.max(galley.size().x), size.y + galley.size().y))
        + egui::Vec2::splat(2.0 * BOX_MARGIN);
    let x = if at.x + POINTER_GAP + size.x <= room.right() {
        at.x + POINTER_GAP
    } else {
        at.x - POINTER_GAP - size.x
    };
    let y = if at.y + POINTER_GAP + size.y <= room.bottom() {
        at.y + POINTER_GAP
    } else {
        at.y - POINTER_GAP - size.y
    };
    let free = Rect::from_min_max(room.min, (room.max - size).max(room.min));
    let corner = free.clamp(pos2(x, y));
    let stroke = egui::Stroke::new(1.0, palette::EDGE);
    let place = Rect::from_min_size(corner, size);
    painter.rect(place, palette::CORNER, palette::RAISED, stroke, egui::StrokeKind::Inside);
    let mut y = corner.y + BOX_MARGIN;
    for galley in galleys {
        let height = galley.size().y;
        painter.galley(pos2(corner.x + BOX_MARGIN, y), galley, palette::TEXT);
        y += height;
    }
}
