//! A slider that is read at arm's length: a thick groove, filled up to what sounds, and a knob like a fader's.

use egui::{FontId, Painter, Rect, Response, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::face::{Face, Lanes};
use crate::editor::ghost::{self, Ghost};
use crate::editor::palette;

/// Width and height of the knob, points.
pub const KNOB: Vec2 = vec2(10.0, 22.0);
/// Height of the groove.
pub const GROOVE: f32 = 12.0;
/// Distance between the name's line and the knob.
pub const ABOVE: f32 = 2.0;
/// Width from which name and value have room to be large.
const ROOMY: f32 = 104.0;
/// Width from which the value can be larger still.
const WIDE: f32 = 150.0;
/// Sizes of values: in narrow, roomy and wide places.
const VALUE_SIZES: [f32; 3] = [13.0, 15.0, 18.0];
/// Distance between the diamond and the value it belongs to.
const DIAMOND_GAP: f32 = 5.0;
/// How strongly the groove is filled.
const FILL: f32 = 0.8;
/// The same where a scene fills it.
const RULED_FILL: f32 = 0.5;

/// Font of the name.
pub fn name_font(face: &Face) -> FontId {
    if face.handle.width() < ROOMY { palette::small() } else { palette::text() }
}

/// Font of the value.
pub fn value_font(face: &Face) -> FontId {
    let width = face.handle.width();
    let step = [ROOMY, WIDE].into_iter().filter(|least| width >= *least).count();
    palette::strong(VALUE_SIZES[step])
}

/// The diamond beside the value `text` that stands for what sounds, if there is room after `end`.
pub fn haunted(face: &Face, painter: &Painter, text: &str, end: f32) {
    let width = painter.layout_no_wrap(text.to_owned(), value_font(face), palette::TEXT).size().x;
    let x = face.value.right() - width - ghost::REACH - DIAMOND_GAP;
    if x - ghost::REACH > end {
        Ghost::mark(painter, pos2(x, face.value.center().y));
    }
}

/// The groove, the knob, and a needle where modulation takes the value. While a scene rules, the groove is filled up to
/// what sounds and the knob stands dim where the control is.
pub fn paint(face: &Face, painter: &Painter, response: &Response, lanes: Lanes, ghost: Option<&Ghost>) {
    let is_overruled = ghost.is_some_and(|ghost| ghost.is_overruled);
    let held = response.is_pointer_button_down_on();
    let track = face.groove.expand2(vec2(face.inset(), 0.0));
    let edge = Stroke::new(1.0, palette::EDGE);
    painter.rect(track, palette::CORNER, palette::RAISED, edge, StrokeKind::Inside);
    let beginning = if lanes.default < 1.0 { lanes.default } else { 0.0 };
    let to = ghost.map_or(lanes.now, |ghost| ghost.lane);
    let x = |lane: f32| if lane <= 0.0 { track.left() } else { face.x(lane) };
    let filled = Rect::from_x_y_ranges(x(beginning.min(to))..=x(beginning.max(to)), track.y_range());
    let strength = if is_overruled { RULED_FILL } else { FILL };
    painter.rect_filled(filled, palette::CORNER, palette::veil(palette::ACCENT, strength));
    if lanes.modulated != lanes.now {
        let needle = track.y_range().expand(3.0);
        painter.vline(face.x(lanes.modulated), needle, Stroke::new(2.0, palette::TEXT));
    }
    let knob = Rect::from_center_size(pos2(face.x(lanes.now), track.center().y), KNOB);
    let colour = match (response.hovered() || held, is_overruled) {
        (true, _) => palette::TEXT,
        (false, true) => palette::STATION_LINE,
        (false, false) => palette::ACCENT,
    };
    painter.rect_filled(knob.expand(1.5), palette::CORNER, palette::ROOM);
    painter.rect_filled(knob, palette::CORNER - 1, colour);
    let notch = knob.shrink2(vec2(0.5 * KNOB.x - 0.5, 5.0));
    painter.rect_filled(notch, 0.0, palette::ROOM);
    if response.has_focus() {
        let frame = Stroke::new(1.5, palette::TEXT);
        painter.rect_stroke(knob.expand(2.0), palette::CORNER, frame, StrokeKind::Outside);
    }
}
