//! The custom audiogram as a table: a row for each ear, a column for each frequency.

use egui::{Align2, Rect, Ui, pos2, vec2};
use threshold_core::base::Ear;
use threshold_core::hearing::audiogram::CLINICAL;
use threshold_core::parameters::THRESHOLDS;

use super::hand::Hand;
use super::slider::{Shape, Slider};
use super::{chart, ears, palette, words};
use crate::params::ThresholdParams;

/// Width of the column that says which ear.
const HEAD_WIDTH: f32 = 58.0;
/// Height of the line that says which frequency.
const HEADING_HEIGHT: f32 = 16.0;
/// Distance between two cells.
const GAP: f32 = 3.0;

/// Shows the table in `rect`, its cells changed by `hand`.
pub fn show(ui: &mut Ui, rect: Rect, params: &ThresholdParams, hand: &Hand) {
    let table = Rect::from_min_max(rect.min + vec2(HEAD_WIDTH, HEADING_HEIGHT), rect.max);
    let size = vec2(table.width() / CLINICAL.len() as f32, table.height() / Ear::BOTH.len() as f32);
    let button = Rect::from_min_size(rect.min, vec2(HEAD_WIDTH - GAP, HEADING_HEIGHT));
    chart::button(ui, button, "dB HL ...");
    let quiet = |at, anchor, text: &str| {
        ui.painter().text(at, anchor, text, palette::small(), palette::TEXT_QUIET);
    };
    let middle = rect.top() + 0.5 * HEADING_HEIGHT;
    for (column, hz) in CLINICAL.into_iter().enumerate() {
        let x = table.left() + (column as f32 + 0.5) * size.x;
        quiet(pos2(x, middle), Align2::CENTER_CENTER, &words::frequency_short(hz));
    }
    for (row, (ear, entries)) in Ear::BOTH.into_iter().zip(&THRESHOLDS).enumerate() {
        let y = table.top() + (row as f32 + 0.5) * size.y;
        let symbol = pos2(rect.left() + ears::REACH + 1.0, y);
        ears::symbol(ui.painter(), symbol, ear);
        let name = symbol + vec2(10.0, 0.0);
        ui.painter().text(name, Align2::LEFT_CENTER, ears::name(ear), palette::small(), palette::TEXT);
        for (column, (point, entry)) in params.thresholds()[ear].points().into_iter().zip(entries).enumerate()
        {
            let corner = table.min + vec2(column as f32 * size.x, row as f32 * size.y);
            let cell = Rect::from_min_size(corner, size).shrink(0.5 * GAP);
            Slider::new(point, hand, Shape::Cell, words::purpose(entry))
                .shortened(words::threshold_short)
                .show(ui, cell);
        }
    }
}
