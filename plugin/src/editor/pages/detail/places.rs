//! Where the parts of the detail page stand: as large as the room, never one over another.

use egui::{Rect, vec2};

use super::strips::{CLOSE_HEIGHT, ROOMY_HEIGHT};
use crate::editor::pages::{GAP, from_bottom};
use crate::editor::row::beside;

/// Size of a page from which on all controls of every stage stand in its column, points.
const ROOMY: (f32, f32) = (1000.0, 740.0);
/// Width from which on both pictures have room beside each other.
const BOTH_PICTURES: f32 = 760.0;
/// Most of the page's width that the audiogram takes.
const AUDIOGRAM_SHARE: f32 = 0.45;
/// Width to height of an audiogram from 125 Hz to 8 kHz and from -10 to 120 dB: an octave is as wide as 20 dB.
const ASPECT: f32 = 120.0 / 130.0;
/// What the audiogram needs besides: its tools and scale above and below, and its scale at the side.
const BESIDES: (f32, f32) = (46.0, 46.0);
/// Height of the line above the pictures.
const BAR: f32 = 24.0;

/// The parts.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// The audiogram, with its tools.
    pub audiogram: Rect,
    /// What the pictures are called, and what is heard of them.
    pub bar: Rect,
    /// The picture, or the first of two.
    pub picture: Rect,
    /// The second picture, where both have room.
    pub other: Option<Rect>,
    /// The stages.
    pub strips: Rect,
    /// Whether the stages have all their controls in their columns.
    pub is_roomy: bool,
}

impl Places {
    /// In a page of `rect`.
    pub fn of(rect: Rect) -> Self {
        let is_roomy = rect.width() >= ROOMY.0 && rect.height() >= ROOMY.1;
        let (top, strips) = from_bottom(rect, if is_roomy { ROOMY_HEIGHT } else { CLOSE_HEIGHT });
        let wanted = (top.height() - BESIDES.1) * ASPECT + BESIDES.0;
        let width = wanted.min(AUDIOGRAM_SHARE * rect.width());
        let audiogram = Rect::from_min_size(top.min, vec2(width, top.height()));
        let screens = top.with_min_x(audiogram.right() + GAP);
        let bar = screens.with_max_y(screens.top() + BAR);
        let picture = screens.with_min_y(bar.bottom() + 4.0);
        let both = (picture.width() >= BOTH_PICTURES).then(|| beside(picture, GAP, &[1.0, 1.0]));
        let (picture, other) = match both.as_deref() {
            Some([one, other]) => (*one, Some(*other)),
            _ => (picture, None),
        };
        Self { audiogram, bar, picture, other, strips, is_roomy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn parts_stand_beside_each_other_at_every_size() {
        for size in [vec2(638.0, 464.0), vec2(638.0, 490.0), vec2(798.0, 590.0), vec2(1438.0, 890.0)] {
            let page = Rect::from_min_size(pos2(12.0, 90.0), size);
            let Places { audiogram, bar, picture, other, strips, .. } = Places::of(page);
            let parts: Vec<Rect> = [audiogram, bar, picture, strips].into_iter().chain(other).collect();
            for (idx, part) in parts.iter().enumerate() {
                assert!(page.expand(0.01).contains_rect(*part) && part.is_positive(), "{size:?} {idx}");
                assert!(
                    parts[..idx].iter().all(|before| !before.intersects(part.shrink(0.1))),
                    "{size:?} {idx}"
                );
            }
            assert!(picture.width() > 300.0 && picture.height() > 250.0, "{size:?}: {picture:?}");
        }
        assert!(Places::of(Rect::from_min_size(pos2(0.0, 0.0), vec2(1438.0, 890.0))).other.is_some());
    }
}
