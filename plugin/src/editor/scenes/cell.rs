//! A slot's cell: what its scene does to hearing, its name, and how much of what sounds is its own.

use egui::{
    Align2, FontFamily, FontId, Rect, Response, Role, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::line;
use super::sketch::{Ink, Sketch};
use crate::editor::palette;
use crate::story::Document;

/// Room around the drawing.
const PADDING: f32 = 4.0;
/// Size of a name.
const NAME_SIZE: f32 = 10.0;
/// Height of a line of it.
const NAME_HEIGHT: f32 = 12.0;
/// Lines that a name may have.
const LINES: usize = 2;
/// Room beside it, and below.
const NAME_PADDING: f32 = 1.0;
const NAME_FOOT: f32 = 2.0;
/// Least width of a cell with a name, and least height of the drawing above it.
const NAMED_WIDTH: f32 = 42.0;
const DRAWN_HEIGHT: f32 = 32.0;
/// How strongly the drawing shows in a slot that only holds it.
const HELD: f32 = 0.30;
/// How strongly a cell glows in which a scene plays.
const GLOW: f32 = 0.16;

/// How a cell is lit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// How much of what sounds is its own, 0..1.
    pub share: f32,
    /// Whether the menu and the keyboard are about it.
    pub is_selected: bool,
}

/// Shows the cell of `slot` where `response` is. The `sketches` are of its own scene and of the one it holds.
pub fn show(
    ui: &Ui,
    response: Response,
    document: &Document,
    slot: usize,
    light: Light,
    sketches: [Option<&Sketch>; 2],
) {
    let told = line::told(document, slot);
    let is_playing = light.share > 0.0;
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_playing, &told));
    let (painter, rect) = (ui.painter(), response.rect);
    let [own, held] = sketches;
    let ground = if response.hovered() { palette::RAISED } else { palette::SCREEN };
    painter.rect_filled(rect, palette::CORNER, ground);
    painter.rect_filled(rect, palette::CORNER, palette::veil(palette::ACCENT, GLOW * light.share));
    let edge = match (is_playing, light.is_selected) {
        (true, _) => Stroke::new(1.5, palette::veil(palette::ACCENT, 0.4 + 0.6 * light.share)),
        (false, true) => Stroke::new(1.0, palette::TEXT_QUIET),
        (false, false) => {
            Stroke::new(1.0, if own.is_some() { palette::EDGE } else { palette::GRID_LABELLED })
        }
    };
    painter.rect_stroke(rect, palette::CORNER, edge, StrokeKind::Inside);

    let drawing = drawing(rect);
    if let Some(sketch) = own.or(held) {
        let opacity = if own.is_some() { 1.0 } else { HELD + (1.0 - HELD) * light.share };
        sketch.paint(&ui.painter_at(rect), drawing, Ink { light: light.share, opacity });
    }
    if is_named(rect) && own.is_some() {
        let colour = if is_playing { palette::TEXT } else { palette::TEXT_QUIET };
        name(ui, rect, &line::name(document, slot), colour);
    }
    response.on_hover_ui(|ui| {
        ui.strong(told);
        ui.weak(
            "Click: play. Double-click: journey from here. Right-click: capture, rename, clear, copy, swap.",
        );
        ui.weak("Drag along the line while Scene is Journey: move the journey.");
    });
}

/// Height of a name.
const NAMES: f32 = LINES as f32 * NAME_HEIGHT + NAME_FOOT;

/// Whether a cell has room for a name.
fn is_named(cell: Rect) -> bool {
    cell.width() >= NAMED_WIDTH && cell.height() >= DRAWN_HEIGHT + NAMES
}

/// Where in its cell a scene is drawn.
pub fn drawing(cell: Rect) -> Rect {
    let mut drawing = cell.shrink(PADDING);
    if is_named(cell) {
        drawing.max.y -= NAMES;
    }
    drawing
}

/// The scene's name at the foot of its cell.
fn name(ui: &Ui, rect: Rect, name: &str, colour: egui::Color32) {
    let painter = ui.painter();
    let font = FontId::new(NAME_SIZE, FontFamily::Proportional);
    let width = |text: &str| painter.layout_no_wrap(text.to_owned(), font.clone(), colour).size().x;
    let lines = line::broken(name, LINES, rect.width() - 2.0 * NAME_PADDING, width);
    let top = rect.bottom() - NAMES;
    for (n, text) in lines.into_iter().enumerate() {
        let at = pos2(rect.center().x, top) + vec2(0.0, (n as f32 + 0.5) * NAME_HEIGHT);
        painter.text(at, Align2::CENTER_CENTER, text, font.clone(), colour);
    }
}
