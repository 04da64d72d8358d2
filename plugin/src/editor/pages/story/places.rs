//! Where everything stands on the story page: what is not the picture grows a little with the room, the picture a lot.

use egui::{Rect, pos2};

/// Heights of the page between which everything grows, points.
const LOW: f32 = 490.0;
const HIGH: f32 = 890.0;
/// Height of the rows when the page is low and when it is high.
const LISTENER: [f32; 2] = [62.0, 70.0];
const SCENES: [f32; 2] = [88.0, 214.0];
const LOSS: [f32; 2] = [62.0, 68.0];
const INNER: [f32; 2] = [60.0, 70.0];
const TURN: [f32; 2] = [42.0, 50.0];
/// Distance between them.
const GAP: [f32; 2] = [8.0, 16.0];
/// How fast the scenes reach their full height: they gain most from it.
const SCENES_FIRST: f32 = 1.6;
/// Share of the width that the column on the left takes, and what it may be at least and at most.
const COLUMN: f32 = 0.24;
const COLUMN_WIDTHS: [f32; 2] = [158.0, 300.0];
/// Distance between that column and what stands beside it.
pub const COLUMN_GAP: f32 = 18.0;

/// One rectangle per row.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// Spectra and loss.
    pub picture: Rect,
    /// Where the listener is.
    pub listener: Rect,
    /// The line of scenes.
    pub scenes: Rect,
    /// How far hearing has gone, and along which path.
    pub loss: Rect,
    /// The other macros.
    pub inner: Rect,
    /// What happens to hearing.
    pub turn: Rect,
}

impl Places {
    /// The rows of a page in `rect`.
    pub fn of(rect: Rect) -> Self {
        let growth = ((rect.height() - LOW) / (HIGH - LOW)).clamp(0.0, 1.0);
        let sized = |[low, high]: [f32; 2], growth: f32| (low + (high - low) * growth.min(1.0)).round();
        let gap = sized(GAP, growth);
        let mut bottom = rect.bottom();
        let mut above = |height: f32| {
            let row = Rect::from_x_y_ranges(rect.x_range(), bottom - height..=bottom);
            bottom = row.top() - gap;
            row
        };
        let turn = above(sized(TURN, growth));
        let inner = above(sized(INNER, growth));
        let loss = above(sized(LOSS, growth));
        let scenes = above(sized(SCENES, SCENES_FIRST * growth));
        let listener = above(sized(LISTENER, growth));
        let picture = Rect::from_min_max(rect.min, pos2(rect.right(), bottom));
        Self { picture, listener, scenes, loss, inner, turn }
    }
}

/// The column on the left of `row`, and what stands beside it.
pub fn columns(row: Rect) -> [Rect; 2] {
    let width = (COLUMN * row.width()).clamp(COLUMN_WIDTHS[0], COLUMN_WIDTHS[1]).round();
    let (mut column, mut beside) = (row, row);
    column.max.x = row.left() + width;
    beside.min.x = column.right() + COLUMN_GAP;
    [column, beside]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::areas::{Areas, SMALLEST};
    use egui::vec2;

    #[test]
    fn rows_follow_each_other_and_the_picture_is_the_highest() {
        for size in [SMALLEST, vec2(960.0, 700.0), vec2(1600.0, 1000.0), vec2(800.0, 2000.0)] {
            let page = Areas::of(Rect::from_min_size(pos2(0.0, 0.0), size)).page;
            let Places { picture, listener, scenes, loss, inner, turn } = Places::of(page);
            let rows = [picture, listener, scenes, loss, inner, turn];
            assert!(rows.windows(2).all(|pair| pair[0].bottom() + 4.0 <= pair[1].top()), "{size:?}");
            assert!(rows.iter().all(|row| page.contains_rect(*row) && row.is_positive()), "{size:?}");
            assert!(rows[1..].iter().all(|row| row.height() <= picture.height()), "{size:?}: {picture:?}");
            let [column, beside] = columns(loss);
            assert!(beside.width() > column.width() && (beside.right() - loss.right()).abs() < 1e-3);
        }
    }
}
