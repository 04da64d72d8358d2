//! Where the parts of the audiogram stand: words go beside the chart where it has its full height anyway, or else below.

use egui::{Rect, pos2};

use super::{scale, toolbar};

/// Distance between two parts.
const GAP: f32 = 6.0;
/// Least and most width of words beside the chart.
const BESIDE_WIDTH: [f32; 2] = [200.0, 260.0];
/// Width from which words below the chart stand in two columns.
const COLUMNS_WIDTH: f32 = 460.0;

/// A rectangle for each part.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// The row of buttons.
    pub toolbar: Rect,
    /// The chart with its scales.
    pub chart: Rect,
    /// What is said in words.
    pub words: Rect,
    /// Columns of words.
    pub columns: usize,
}

impl Places {
    /// The parts of `rect`, where so many `lines` of words stand in columns, each as high as `line_height`, and what is
    /// noted below is as high as `note`.
    pub fn of(rect: Rect, lines: usize, line_height: f32, note: f32) -> Self {
        let (mut toolbar, mut rest) = (rect, rect);
        toolbar.max.y = rect.top() + toolbar::HEIGHT;
        rest.min.y = toolbar.bottom() + GAP;
        let spare = rest.width() - scale::width_at(rest.height()) - 2.0 * GAP;
        let (mut chart, mut words) = (rest, rest);
        let columns = if spare < BESIDE_WIDTH[0] && rest.width() >= COLUMNS_WIDTH { 2 } else { 1 };
        if spare >= BESIDE_WIDTH[0] {
            words.min.x = rest.right() - spare.min(BESIDE_WIDTH[1]);
            words.min.y += GAP;
            chart.max.x = words.left() - 2.0 * GAP;
        } else {
            let height = lines.div_ceil(columns) as f32 * line_height + note;
            words.min.y = rest.bottom() - height;
            chart.max = pos2(rest.right(), words.top() - GAP);
        }
        Self { toolbar, chart, words, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn nothing_overlaps_and_the_chart_is_the_largest() {
        for (width, height) in [(300.0, 300.0), (460.0, 420.0), (700.0, 650.0), (760.0, 330.0)] {
            let rect = Rect::from_min_size(pos2(5.0, 7.0), vec2(width, height));
            let Places { toolbar, chart, words, .. } = Places::of(rect, 4, 16.0, 34.0);
            for (one, other) in [(toolbar, chart), (chart, words), (toolbar, words)] {
                assert!(one.is_positive() && !one.intersects(other), "{width} x {height}");
                assert!(rect.contains_rect(one) && rect.contains_rect(other), "{width} x {height}");
            }
            assert!(chart.area() > words.area() && chart.area() > toolbar.area());
        }
    }
}
