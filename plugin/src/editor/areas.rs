//! Where everything stands in a window of any size: the picture takes what the controls leave.

use egui::{Rect, Vec2, pos2, vec2};

/// Smallest window in which everything can be read, logical pixels.
pub const SMALLEST: Vec2 = vec2(600.0, 420.0);

/// Margin around the window's contents.
const MARGIN: f32 = 12.0;
/// Distance between neighbours.
const GAP: f32 = 10.0;
const HEADER_HEIGHT: f32 = 28.0;
/// Height of a macro: its groove and the marks below.
const MACRO_HEIGHT: f32 = 44.0;
/// Height of the small controls.
const SMALL_HEIGHT: f32 = 40.0;
const METERS_WIDTH: f32 = 112.0;

/// One rectangle per part of the editor.
#[derive(Debug, Clone, Copy)]
pub struct Areas {
    /// Name, state, track, bypass.
    pub header: Rect,
    /// The curve and the spectra.
    pub picture: Rect,
    /// Levels of both ears.
    pub meters: Rect,
    /// The macros, one above the other.
    pub macros: [Rect; 2],
    /// Everything smaller, in one row.
    pub small: Rect,
}

impl Areas {
    /// The parts of a `window`.
    pub fn of(window: Rect) -> Self {
        let inner = window.shrink(MARGIN);
        let rows = |top: f32, height: f32| {
            Rect::from_min_max(pos2(inner.left(), top), pos2(inner.right(), top + height))
        };
        let header = rows(inner.top(), HEADER_HEIGHT);
        let small = rows(inner.bottom() - SMALL_HEIGHT, SMALL_HEIGHT);
        let loss = rows(small.top() - GAP - MACRO_HEIGHT, MACRO_HEIGHT);
        let perspective = rows(loss.top() - MACRO_HEIGHT, MACRO_HEIGHT);
        let middle = rows(header.bottom() + GAP, perspective.top() - header.bottom() - 2.0 * GAP);
        let (mut picture, mut meters) = (middle, middle);
        picture.max.x -= METERS_WIDTH + GAP;
        meters.min.x = picture.max.x + GAP;
        Self { header, picture, meters, macros: [perspective, loss], small }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_never_overlap_and_the_picture_stays_the_largest() {
        for size in [SMALLEST, vec2(760.0, 480.0), vec2(1600.0, 1000.0)] {
            let window = Rect::from_min_size(pos2(0.0, 0.0), size);
            let areas = Areas::of(window);
            let [perspective, loss] = areas.macros;
            let parts = [areas.picture, areas.header, areas.meters, perspective, loss, areas.small];
            for (idx, part) in parts.iter().enumerate() {
                assert!(part.is_positive() && window.contains_rect(*part), "{size:?}, part {idx}: {part:?}");
                assert!(part.area() <= areas.picture.area(), "{size:?}, part {idx}");
                let apart = |other: &Rect| !part.shrink(0.5).intersects(other.shrink(0.5));
                assert!(parts[..idx].iter().all(apart), "{size:?}, part {idx}");
            }
        }
    }
}
