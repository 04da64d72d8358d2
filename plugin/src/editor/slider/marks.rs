//! Named places along a slider: as many names as have room below the groove, each with a tick where it belongs.

use std::sync::Arc;

use egui::{Color32, Galley, Painter, Pos2, Rangef, Rect, Stroke, pos2, vec2};

use super::Mark;
use super::face::Face;
use crate::editor::palette;

/// Least distance between two names, points.
const DISTANCE: f32 = 8.0;
/// How far a name may be moved from its tick to find room, in widths of the name.
const NUDGE: f32 = 0.5;
/// Length of a tick.
const TICK: f32 = 4.0;

/// A name that found room.
pub struct MarkName {
    galley: Arc<Galley>,
    /// Where it stands.
    pub rect: Rect,
    tick: [Pos2; 2],
}

/// Finds room for the names of `marks`, as many as can have it: the ends first, then the others in their order.
pub fn lay_out<'a>(face: &Face, painter: &Painter, marks: &'a [Mark<'a>]) -> Vec<(&'a Mark<'a>, MarkName)> {
    let line = face.groove.x_range().expand(face.inset());
    let mut taken: Vec<Rangef> = Vec::with_capacity(marks.len());
    let is_end = |mark: &&Mark| mark.at <= 0.0 || mark.at >= 1.0;
    let others = marks.iter().filter(|mark| !is_end(mark));
    let in_order = marks.iter().filter(is_end).chain(others);
    let place = |mark: &'a Mark<'a>| {
        let galley = painter.layout_no_wrap(mark.name.to_owned(), palette::small(), Color32::PLACEHOLDER);
        let x = face.x(mark.at);
        let span = room(x, galley.size().x, line, &taken)?;
        taken.push(span);
        let top = face.groove.center().y + face.reach() + 1.0;
        let tick = [pos2(x, top), pos2(x, top + TICK)];
        let rect = Rect::from_min_size(pos2(span.min, top + TICK), galley.size());
        Some((mark, MarkName { galley, rect, tick }))
    };
    in_order.filter_map(place).collect()
}

/// Where a name `width` wide that belongs at `x` may stand on `line`, clear of what is `taken`.
fn room(x: f32, width: f32, line: Rangef, taken: &[Rangef]) -> Option<Rangef> {
    let ideal = (x - 0.5 * width).clamp(line.min, (line.max - width).max(line.min));
    let beside = taken.iter().flat_map(|other| [other.min - DISTANCE - width, other.max + DISTANCE]);
    let fits = |left: &f32| {
        let span = Rangef::new(*left, left + width);
        let clear =
            |other: &Rangef| span.max + DISTANCE <= other.min + 0.1 || span.min >= other.max + DISTANCE - 0.1;
        (left - ideal).abs() <= NUDGE * width && line.contains(*left) && taken.iter().all(clear)
    };
    let nearest = |a: &f32, b: &f32| (a - ideal).abs().total_cmp(&(b - ideal).abs());
    let left = std::iter::once(ideal).chain(beside).filter(fits).min_by(nearest)?;
    Some(Rangef::new(left, left + width))
}

impl MarkName {
    /// Draws the name and its tick.
    pub fn paint(&self, painter: &Painter, hovered: bool, here: bool) {
        let colour = if hovered || here { palette::ACCENT } else { palette::TEXT_QUIET };
        painter.line_segment(self.tick, Stroke::new(1.0, colour));
        painter.galley_with_override_text_color(self.rect.min, self.galley.clone(), colour);
    }

    /// Where a click means this place.
    pub fn target(&self) -> Rect {
        self.rect.expand2(vec2(0.5 * DISTANCE, TICK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Rangef = Rangef { min: 0.0, max: 400.0 };

    #[test]
    fn names_stand_at_their_ticks_and_inside_the_line() {
        assert_eq!(room(200.0, 60.0, LINE, &[]), Some(Rangef::new(170.0, 230.0)));
        assert_eq!(room(0.0, 60.0, LINE, &[]), Some(Rangef::new(0.0, 60.0)));
        assert_eq!(room(400.0, 60.0, LINE, &[]), Some(Rangef::new(340.0, 400.0)));
    }

    #[test]
    fn a_name_gives_way_a_little_or_is_left_out() {
        let taken = [Rangef::new(340.0, 400.0)];
        let nudged = room(320.0, 60.0, LINE, &taken);
        assert_eq!(nudged, Some(Rangef::new(340.0 - DISTANCE - 60.0, 340.0 - DISTANCE)));
        assert_eq!(room(360.0, 60.0, LINE, &taken), None);
    }
}
