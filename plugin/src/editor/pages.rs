//! The editor's pages.

pub mod detail;
pub mod implant;
pub mod lab;
pub mod story;

use egui::{Rect, pos2};

/// Distance between two parts of a page.
pub const GAP: f32 = 10.0;

/// What `rect` is left with, and a part of it of this `height` taken from its bottom.
fn from_bottom(rect: Rect, height: f32) -> (Rect, Rect) {
    let edge = rect.bottom() - height;
    let part = Rect::from_min_max(pos2(rect.left(), edge), rect.max);
    (Rect::from_min_max(rect.min, pos2(rect.right(), edge - GAP)), part)
}
