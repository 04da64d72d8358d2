//! Where everything stands in a window of any size: the page takes what header and meters leave.

use egui::{Rect, Vec2, pos2, vec2};

/// Smallest window in which everything can be read, logical pixels.
pub const SMALLEST: Vec2 = vec2(800.0, 600.0);

/// Margin around the window's contents.
const MARGIN: f32 = 12.0;
/// Distance between neighbours.
const GAP: f32 = 10.0;
const HEADER_HEIGHT: f32 = 30.0;
/// Height of the line below it.
const BAR_HEIGHT: f32 = 24.0;
/// Distance between the two.
const BAR_GAP: f32 = 6.0;
const METERS_WIDTH: f32 = 120.0;
/// Height of the line at the bottom.
const STATUS_HEIGHT: f32 = 20.0;
/// Distance of that line from what is above it, and from the window's edge.
const STATUS_GAP: f32 = 6.0;
/// Smallest room that is divided: whatever a window lacks is cut off, for as long as a host takes to resize it.
const LEAST: Vec2 = vec2(760.0, 560.0);

/// One rectangle per part of the editor.
#[derive(Debug, Clone, Copy)]
pub struct Areas {
    /// Name, pages, state, bypass, settings.
    pub header: Rect,
    /// Preset, A and B, the way back, and the loudspeakers.
    pub bar: Rect,
    /// The page that is shown.
    pub page: Rect,
    /// Levels of both ears.
    pub meters: Rect,
    /// What is pointed at, in words, and the engine.
    pub status: Rect,
}

impl Areas {
    /// The parts of a `window`.
    pub fn of(window: Rect) -> Self {
        let room = Rect::from_min_size(window.min, window.size().max(LEAST)).shrink(MARGIN);
        let rows = |top: f32, height: f32| {
            Rect::from_min_max(pos2(room.left(), top), pos2(room.right(), top + height))
        };
        let header = rows(room.top(), HEADER_HEIGHT);
        let bar = rows(header.bottom() + BAR_GAP, BAR_HEIGHT);
        let status = rows(room.bottom() + MARGIN - STATUS_GAP - STATUS_HEIGHT, STATUS_HEIGHT);
        let corner = pos2(room.right(), status.top() - STATUS_GAP);
        let below = Rect::from_min_max(pos2(room.left(), bar.bottom() + GAP), corner);
        let (mut page, mut meters) = (below, below);
        page.max.x -= METERS_WIDTH + GAP;
        meters.min.x = page.max.x + GAP;
        Self { header, bar, page, meters, status }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::EDITOR_SIZE;

    #[test]
    fn parts_never_overlap_and_the_page_is_the_largest() {
        let sizes = [SMALLEST, vec2(EDITOR_SIZE.0 as f32, EDITOR_SIZE.1 as f32), vec2(1600.0, 1000.0)];
        for size in sizes {
            let window = Rect::from_min_size(pos2(0.0, 0.0), size);
            let Areas { header, bar, page, meters, status } = Areas::of(window);
            let parts = [page, header, bar, meters, status];
            for (idx, part) in parts.iter().enumerate() {
                assert!(part.is_positive() && window.contains_rect(*part), "{size:?}, part {idx}: {part:?}");
                assert!(part.area() <= page.area(), "{size:?}, part {idx}");
                let apart = |other: &Rect| !part.shrink(0.5).intersects(other.shrink(0.5));
                assert!(parts[..idx].iter().all(apart), "{size:?}, part {idx}");
            }
        }
    }
}
