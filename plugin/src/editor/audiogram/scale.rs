//! The clinical chart's paper: frequency from left to right, level from top to bottom, an octave as wide as 20 dB is high.

use egui::{Align2, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2, vec2};
use threshold_core::hearing::audiogram::CLINICAL;
use threshold_core::hearing::grade::Grade;
use threshold_core::parameters::HIGHEST_LEVEL;

use crate::editor::{palette, words};

/// Lowest level on the paper, dB HL.
pub const LOWEST_LEVEL: f32 = -10.0;
/// Decibels that are as high as an octave is wide (ISO 8253-1).
const OCTAVE_DB: f32 = 20.0;
/// Room beyond the outermost frequencies, octaves.
const MARGIN_OCTAVES: f32 = 0.4;
/// Height of the strip below the highest level, where there is no response, dB.
const STRIP_DB: f32 = 9.0;
/// Decibels from one line to the next.
const LINE_DB: i32 = 10;
/// Room for the levels at the left, points.
const LEVELS_WIDTH: f32 = 36.0;
/// Room for the frequencies above, points.
const FREQUENCIES_HEIGHT: f32 = 22.0;
/// How far above the paper their middle is, points.
const ABOVE: f32 = 13.0;
/// Room for the grades' strip at the right, points.
const STRIP_WIDTH: f32 = 16.0;
/// Room for the grades' names beside it, points.
const NAMES_WIDTH: f32 = 104.0;
/// Height from line to line at which each has room for its level, points.
const ROOMY_LINE: f32 = 13.0;
/// Height from which the strip has room for its name, points.
const ROOMY_STRIP: f32 = 22.0;
/// Widths from octave to octave at which octaves, and half octaves, have room for their frequency, points.
const ROOMY_OCTAVES: [f32; 2] = [29.0, 58.0];

/// Distance between the legend and the paper's edges, points.
const LEGEND_MARGIN: f32 = 6.0;

/// Largest and smallest reach of a symbol from its middle, points.
const REACH: Rangef = Rangef { min: 3.5, max: 6.0 };
/// The same as decibels of the paper.
const REACH_DB: f32 = 2.2;

/// The paper in its place.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// The paper, strip included.
    pub plot: Rect,
    /// Points to the decibel.
    unit: f32,
    /// Whether grades have room for their names.
    is_named: bool,
}

/// Width and height of the paper, dB.
fn paper() -> egui::Vec2 {
    let octaves = (CLINICAL[CLINICAL.len() - 1] / CLINICAL[0]).log2() + 2.0 * MARGIN_OCTAVES;
    vec2(octaves * OCTAVE_DB, HIGHEST_LEVEL - LOWEST_LEVEL + STRIP_DB)
}

/// Width that a chart as high as `height` takes, names left out.
pub fn width_at(height: f32) -> f32 {
    let unit = (height - FREQUENCIES_HEIGHT) / paper().y;
    LEVELS_WIDTH + unit * paper().x + STRIP_WIDTH
}

impl Scale {
    /// The largest chart for `room`, in its middle.
    pub fn within(room: Rect) -> Self {
        let free = room.size() - vec2(LEVELS_WIDTH + STRIP_WIDTH, FREQUENCIES_HEIGHT);
        let unit = (free.x / paper().x).min(free.y / paper().y).max(0.1);
        let size = unit * paper();
        let spare = free.x - size.x;
        let is_named = spare >= NAMES_WIDTH;
        let left = room.left() + LEVELS_WIDTH + 0.5 * (spare - if is_named { NAMES_WIDTH } else { 0.0 });
        let top = room.top() + FREQUENCIES_HEIGHT + 0.5 * (free.y - size.y);
        Self { plot: Rect::from_min_size(pos2(left, top), size), unit, is_named }
    }

    /// Horizontal place of a frequency.
    pub fn x(&self, hz: f32) -> f32 {
        self.plot.left() + self.unit * OCTAVE_DB * ((hz / CLINICAL[0]).log2() + MARGIN_OCTAVES)
    }

    /// Frequency at a horizontal place.
    pub fn hz(&self, x: f32) -> f32 {
        let octaves = (x - self.plot.left()) / (self.unit * OCTAVE_DB) - MARGIN_OCTAVES;
        CLINICAL[0] * octaves.exp2()
    }

    /// From the lowest to the highest frequency.
    pub fn span(&self) -> Rangef {
        Rangef::new(self.x(CLINICAL[0]), self.x(CLINICAL[CLINICAL.len() - 1]))
    }

    /// Vertical place of a level: never beyond the paper's.
    pub fn y(&self, level: f32) -> f32 {
        self.plot.top() + self.unit * (level.clamp(LOWEST_LEVEL, HIGHEST_LEVEL) - LOWEST_LEVEL)
    }

    /// Level at a vertical place.
    pub fn level(&self, y: f32) -> f32 {
        LOWEST_LEVEL + (y - self.plot.top()) / self.unit
    }

    /// Where the threshold of one of the clinical frequencies lies.
    pub fn at(&self, point: usize, level: f32) -> Pos2 {
        pos2(self.x(CLINICAL[point]), self.y(level))
    }

    /// How far a symbol reaches from its middle.
    pub fn reach(&self) -> f32 {
        REACH.clamp(REACH_DB * self.unit)
    }

    /// The clinical frequency nearest to a horizontal place.
    pub fn nearest(&self, x: f32) -> usize {
        let off = |point: &usize| (self.x(CLINICAL[*point]) - x).abs();
        (0..CLINICAL.len()).min_by(|one, other| off(one).total_cmp(&off(other))).unwrap_or(0)
    }

    /// Draws the paper: levels are thresholds, or how much sound changes if they are `changes`.
    pub fn draw(&self, painter: &Painter, changes: bool) {
        painter.rect_filled(self.plot, palette::CORNER, palette::SCREEN);
        self.frequencies(painter);
        self.levels(painter, changes);
        let strip = Rect::from_min_max(pos2(self.plot.left(), self.y(HIGHEST_LEVEL)), self.plot.max);
        if !changes {
            painter.rect_filled(strip, 0.0, palette::veil(palette::RAISED, 0.6));
            let at = pos2(self.plot.left() - 6.0, strip.center().y);
            if strip.height() >= ROOMY_STRIP {
                painter.text(at, Align2::RIGHT_CENTER, "NR", palette::small(), palette::TEXT_QUIET);
            }
        }
    }

    fn frequencies(&self, painter: &Painter) {
        let [has_octaves, has_halves] = ROOMY_OCTAVES.map(|width| self.unit * OCTAVE_DB >= width);
        let y = self.plot.top() - ABOVE;
        for hz in CLINICAL {
            let x = self.x(hz);
            let octaves = (hz / CLINICAL[0]).log2();
            let is_octave = octaves.fract() == 0.0;
            if is_octave {
                painter.vline(x, self.plot.y_range(), Stroke::new(1.0, palette::GRID_LABELLED));
            } else {
                let line = [pos2(x, self.plot.top()), pos2(x, self.plot.bottom())];
                let stroke = Stroke::new(1.0, palette::GRID);
                painter.extend(Shape::dashed_line(&line, stroke, 3.0, 3.0));
            }
            if has_halves || (is_octave && (has_octaves || octaves % 2.0 == 0.0)) {
                let colour = if is_octave { palette::TEXT } else { palette::TEXT_QUIET };
                let text = words::frequency_short(hz);
                painter.text(pos2(x, y), Align2::CENTER_CENTER, text, palette::small(), colour);
            }
        }
        let end = pos2(self.plot.right() + 3.0, y);
        painter.text(end, Align2::LEFT_CENTER, "Hz", palette::small(), palette::TEXT_QUIET);
    }

    fn levels(&self, painter: &Painter, changes: bool) {
        let every = if LINE_DB as f32 * self.unit >= ROOMY_LINE { LINE_DB } else { 2 * LINE_DB };
        for level in (LOWEST_LEVEL as i32..=HIGHEST_LEVEL as i32).step_by(LINE_DB as usize) {
            let y = self.y(level as f32);
            let colour = if level == 0 { palette::EDGE } else { palette::GRID_LABELLED };
            painter.hline(self.plot.x_range(), y, Stroke::new(if level == 0 { 1.5 } else { 1.0 }, colour));
            if level % every == 0 {
                let text = match level {
                    level if !changes => format!("{level}"),
                    0 => "0".to_owned(),
                    level => format!("{:+}", -level),
                };
                let at = pos2(self.plot.left() - 6.0, y);
                painter.text(at, Align2::RIGHT_CENTER, text, palette::small(), palette::TEXT_QUIET);
            }
        }
        let title = if changes { "dB" } else { "dB HL" };
        let at = pos2(self.plot.left() - 6.0, self.plot.top() - ABOVE - 1.0);
        painter.text(at, Align2::RIGHT_CENTER, title, palette::small(), palette::TEXT_QUIET);
    }

    /// Draws the grades at the right side, the one that is `reached` lit.
    pub fn grades(&self, painter: &Painter, reached: Grade) {
        let left = self.plot.right() + 4.0;
        for (n, grade) in Grade::ALL.into_iter().enumerate() {
            let top = self.y(grade.begins().unwrap_or(LOWEST_LEVEL));
            let end = Grade::ALL.get(n + 1).and_then(|next| next.begins()).unwrap_or(HIGHEST_LEVEL);
            let band = Rect::from_min_max(pos2(left, top + 0.5), pos2(left + 6.0, self.y(end) - 0.5));
            let is_reached = grade == reached;
            let fill = match (is_reached, n % 2) {
                (true, _) => palette::ACCENT,
                (false, 0) => palette::RAISED,
                (false, _) => palette::EDGE,
            };
            painter.rect_filled(band, 1.0, fill);
            if self.is_named {
                let colour = if is_reached { palette::TEXT } else { palette::TEXT_QUIET };
                let at = band.right_center() + vec2(6.0, 0.0);
                painter.text(at, Align2::LEFT_CENTER, grade.name(), palette::small(), colour);
            }
        }
    }

    /// Says what the chart's lines and areas are, in the row that thresholds hardly ever reach: the longest of `texts` that
    /// has room.
    pub fn legend(&self, painter: &Painter, texts: &[&str]) {
        let row = Rect::from_min_max(self.plot.min, pos2(self.plot.right(), self.y(0.0)));
        let room = row.width() - 2.0 * LEGEND_MARGIN;
        let laid =
            |text: &&str| painter.layout_no_wrap((*text).to_owned(), palette::small(), palette::TEXT_QUIET);
        if let Some(galley) = texts.iter().map(laid).find(|galley| galley.size().x <= room) {
            let at = row.left_center() + vec2(LEGEND_MARGIN, -0.5 * galley.size().y);
            painter.galley(at, galley, palette::TEXT_QUIET);
        }
    }

    /// Where an average stands beside the grades.
    pub fn beside_grades(&self, average: f32) -> Pos2 {
        pos2(self.plot.right() + 7.0, self.y(average))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(width: f32, height: f32) -> Scale {
        Scale::within(Rect::from_min_size(pos2(20.0, 10.0), vec2(width, height)))
    }

    #[test]
    fn an_octave_is_as_wide_as_twenty_decibels_are_high() {
        for (width, height) in [(300.0, 220.0), (700.0, 560.0), (400.0, 600.0)] {
            let scale = scale(width, height);
            let octave = scale.x(1000.0) - scale.x(500.0);
            assert!((octave - (scale.y(60.0) - scale.y(40.0))).abs() < 1e-2, "{width} x {height}");
            let room = Rect::from_min_size(pos2(20.0, 10.0), vec2(width, height));
            assert!(room.expand(0.01).contains_rect(scale.plot));
        }
    }

    #[test]
    fn places_are_levels_and_frequencies_and_back() {
        let scale = scale(500.0, 400.0);
        for level in [-10.0, 0.0, 45.0, 120.0] {
            assert!((scale.level(scale.y(level)) - level).abs() < 1e-3);
        }
        assert!(scale.y(20.0) > scale.y(0.0), "more loss lies lower");
        assert_eq!(scale.y(125.0), scale.y(120.0));
        for (point, hz) in CLINICAL.into_iter().enumerate() {
            assert!((scale.hz(scale.x(hz)) / hz - 1.0).abs() < 1e-3);
            assert_eq!(scale.nearest(scale.x(hz) + 3.0), point);
        }
    }
}
