//! Neighbours in a row, and what stands in their places.

use egui::{Rect, Ui, UiBuilder, pos2, vec2};
use nice_plug::prelude::Param;
use threshold_core::parameters::Parameter;

use super::hand::Hand;
use super::slider::{Shape, Slider};
use super::words;

/// Distance between neighbours in a row.
pub const GAP: f32 = 14.0;

/// Shows `param`, which is `entry` of the table, in `place`.
pub fn slider<P: Param>(ui: &mut Ui, place: Rect, shape: Shape, param: &P, hand: &Hand, entry: &Parameter) {
    Slider::new(param, hand, shape, words::purpose(entry)).show(ui, place);
}

/// Shows `contents`, greyed and out of reach if they are not in use.
pub fn enabled(ui: &mut Ui, in_use: bool, contents: impl FnOnce(&mut Ui)) {
    let mut ui = ui.new_child(UiBuilder::new().id_salt("in use"));
    if !in_use {
        ui.disable();
    }
    contents(&mut ui);
}

/// `row` divided among neighbours in proportion to their `shares`.
pub fn divided(row: Rect, shares: &[f32]) -> Vec<Rect> {
    beside(row, GAP, shares)
}

/// The same with a `gap` between neighbours.
pub fn beside(row: Rect, gap: f32, shares: &[f32]) -> Vec<Rect> {
    let free = row.width() - gap * shares.len().saturating_sub(1) as f32;
    let total: f32 = shares.iter().sum();
    let mut left = row.left();
    shares
        .iter()
        .map(|share| {
            let width = free * share / total;
            let place = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
            left += width + gap;
            place
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_the_row_to_its_end() {
        let row = Rect::from_min_max(pos2(10.0, 0.0), pos2(410.0, 40.0));
        let places = divided(row, &[1.0, 2.0, 1.0]);
        assert!((places[2].right() - row.right()).abs() < 1e-3);
        assert!((places[1].width() - 2.0 * places[0].width()).abs() < 1e-3);
        assert!((places[1].left() - places[0].right() - GAP).abs() < 1e-3);
    }
}
