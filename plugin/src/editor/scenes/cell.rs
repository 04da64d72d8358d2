//! A slot's cell: its number, its name, and how much of what sounds is its own.

use egui::{Align2, Painter, Rect, Response, Role, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::line;
use crate::editor::palette;
use crate::story::Document;

/// Room beside the texts of a cell.
const PADDING: f32 = 3.0;
/// Height of the line in which names stand.
const NAME_HEIGHT: f32 = 16.0;
/// Size of the playhead's handle.
const HANDLE: f32 = 5.0;

/// How a cell is lit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// How much of what sounds is its own, 0..1.
    pub share: f32,
    /// Whether the menu and the keyboard are about it.
    pub is_selected: bool,
}

/// Shows the cell of `slot` where `response` is.
pub fn show(ui: &Ui, response: Response, document: &Document, slot: usize, light: Light) {
    let told = line::told(document, slot);
    let is_playing = light.share > 0.0;
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_playing, &told));
    let (painter, rect) = (ui.painter(), response.rect);
    let holder = line::holder(document, slot);
    let is_full = holder == Some(slot);
    let ground = match (is_full, response.hovered()) {
        (_, true) => palette::RAISED_HOVERED,
        (true, false) => palette::RAISED,
        (false, false) => palette::SCREEN,
    };
    painter.rect_filled(rect, palette::CORNER, ground);
    painter.rect_filled(rect, palette::CORNER, palette::veil(palette::ACCENT, 0.35 * light.share));
    let edge = match (is_playing, light.is_selected) {
        (true, _) => Stroke::new(1.5, palette::veil(palette::ACCENT, 0.4 + 0.6 * light.share)),
        (false, true) => Stroke::new(1.0, palette::TEXT),
        (false, false) => Stroke::new(1.0, if is_full { palette::EDGE } else { palette::GRID_LABELLED }),
    };
    painter.rect_stroke(rect, palette::CORNER, edge, StrokeKind::Inside);
    let colour = if is_full || is_playing { palette::TEXT } else { palette::TEXT_QUIET };
    let number = rect.left_top() + vec2(PADDING, 2.0);
    painter.text(number, Align2::LEFT_TOP, slot, palette::small(), colour);
    let room = rect.width() - 2.0 * PADDING;
    let below = pos2(rect.left() + PADDING, rect.bottom() - 3.0);
    match holder {
        Some(_) if is_full => {
            let width =
                |text: &str| painter.layout_no_wrap(text.to_owned(), palette::small(), colour).size().x;
            let name = line::fitting(&line::name(document, slot), line::ABBREVIATED, room, width);
            painter.text(below, Align2::LEFT_BOTTOM, name, palette::small(), colour);
        }
        Some(_) => held(painter, rect),
        None => {}
    }
    response.on_hover_ui(|ui| {
        ui.strong(told);
        ui.weak(
            "Click: play. Double-click: journey from here. Right-click: capture, rename, clear, copy, swap.",
        );
        ui.weak("Drag along the line while Scene is Journey: move the journey.");
    });
}

/// The line that goes on from the scene before through an empty cell.
fn held(painter: &Painter, rect: Rect) {
    let y = rect.bottom() - 9.0;
    let stroke = Stroke::new(1.5, palette::STATION_LINE);
    painter.line_segment([pos2(rect.left(), y), pos2(rect.right() - PADDING, y)], stroke);
}

/// Where a journey is: a line down the `row` of cells at `x`, with a handle above.
pub fn playhead(painter: &Painter, row: Rect, x: f32) {
    let above_names = row.top()..=row.bottom() - NAME_HEIGHT;
    painter.vline(x, above_names, Stroke::new(2.0, palette::OUTPUT_LINE));
    let top = pos2(x, row.top() + 1.0);
    let handle = vec![top - vec2(HANDLE, HANDLE), top + vec2(HANDLE, -HANDLE), top + vec2(0.0, HANDLE)];
    painter.add(Shape::convex_polygon(handle, palette::OUTPUT_LINE, Stroke::new(1.0, palette::ROOM)));
}
