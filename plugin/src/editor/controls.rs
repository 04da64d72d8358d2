//! The controls below the picture: two macros, and a row of everything smaller.

use egui::{Popup, Rect, Ui, pos2, vec2};
use nice_plug::prelude::{Param, ParamSetter};
use threshold_core::hearing::path::Path;
use threshold_core::parameters::{self, Parameter};

use super::slider::{Mark, Shape, Slider};
use super::{choice, words};
use crate::params::ThresholdParams;

/// Distance between neighbours in the row.
const GAP: f32 = 18.0;
/// Width of a row in which everything has room, points; in a narrower one the set-up folds into a button.
const ROOMY: f32 = 700.0;
/// Width of the button the set-up folds into.
const FOLD_WIDTH: f32 = 84.0;
/// Width of a control in the folded set-up.
const FOLDED_WIDTH: f32 = 150.0;

/// The controls of an instance.
pub struct Controls<'a> {
    /// Its parameters.
    pub params: &'a ThresholdParams,
    /// How they are changed.
    pub setter: &'a ParamSetter<'a>,
}

/// Controls that are set once for a track, with their share of the row's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetUp {
    Lfe,
    Layout,
    Ceiling,
    Seed,
}

const SET_UP: [(SetUp, f32); 4] =
    [(SetUp::Lfe, 0.9), (SetUp::Layout, 1.3), (SetUp::Ceiling, 0.9), (SetUp::Seed, 0.7)];
/// Shares of Cut time and Trim.
const PLAYED_SHARE: f32 = 1.4;

impl Controls<'_> {
    /// Perspective and Loss, with the stations of `path`.
    pub fn macros(&self, ui: &mut Ui, rects: [Rect; 2], path: &Path) {
        let Self { params, setter } = self;
        let [above, below] = rects;
        let perspective = &params.perspective;
        let (world, head) = (end(perspective, 0.0), end(perspective, 1.0));
        Slider::new(perspective, setter, Shape::Macro, words::purpose(&parameters::PERSPECTIVE))
            .marks(&[Mark { at: 0.0, name: &world }, Mark { at: 1.0, name: &head }])
            .show(ui, above);
        let stations = path.rows.iter();
        let untouched = Mark { at: 0.0, name: "Untouched" };
        let marks: Vec<Mark> = std::iter::once(untouched)
            .chain(
                stations.map(|row| Mark { at: params.loss.preview_normalized(row.position), name: row.name }),
            )
            .collect();
        Slider::new(&params.loss, setter, Shape::Macro, words::purpose(&parameters::LOSS))
            .marks(&marks)
            .show(ui, below);
    }

    /// The row of smaller controls.
    pub fn small(&self, ui: &mut Ui, row: Rect) {
        let Self { params, setter } = self;
        let roomy = row.width() >= ROOMY;
        let played = [PLAYED_SHARE; 2];
        let shares: Vec<f32> = if roomy {
            played.into_iter().chain(SET_UP.iter().map(|(_, share)| *share)).collect()
        } else {
            played.to_vec()
        };
        let mut sliders = row;
        if !roomy {
            sliders.max.x -= FOLD_WIDTH + GAP;
        }
        let places = divided(sliders, &shares);
        slider(ui, places[0], Shape::Small, &params.cut_time, setter, &parameters::CUT_TIME);
        slider(ui, places[1], Shape::Small, &params.trim, setter, &parameters::TRIM);
        if roomy {
            for ((control, _), place) in SET_UP.iter().zip(&places[played.len()..]) {
                self.set_up(ui, *place, *control);
            }
        } else {
            let button = Rect::from_min_max(pos2(row.right() - FOLD_WIDTH, row.top() + 8.0), row.max);
            let response = ui.put(button, egui::Button::new("Set-up"));
            Popup::from_toggle_button_response(&response)
                .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
                .show(|ui| self.folded(ui, row.height()));
        }
    }

    fn folded(&self, ui: &mut Ui, height: f32) {
        for (control, _) in SET_UP {
            let (place, _) = ui.allocate_exact_size(vec2(FOLDED_WIDTH, height), egui::Sense::hover());
            self.set_up(ui, place, control);
        }
    }

    fn set_up(&self, ui: &mut Ui, place: Rect, control: SetUp) {
        let Self { params, setter } = self;
        let mut list = |param, entry| {
            choice::show(ui, place, param, setter, words::purpose(entry));
        };
        match control {
            SetUp::Lfe => list(&params.lfe, &parameters::LFE),
            SetUp::Layout => list(&params.layout, &parameters::LAYOUT),
            SetUp::Ceiling => slider(ui, place, Shape::Field, &params.ceiling, setter, &parameters::CEILING),
            SetUp::Seed => slider(ui, place, Shape::Field, &params.seed, setter, &parameters::SEED),
        }
    }
}

fn slider<P: Param>(
    ui: &mut Ui,
    place: Rect,
    shape: Shape,
    param: &P,
    setter: &ParamSetter,
    entry: &Parameter,
) {
    Slider::new(param, setter, shape, words::purpose(entry)).show(ui, place);
}

fn end<P: Param>(param: &P, lane: f32) -> String {
    param.normalized_value_to_string(lane, true)
}

/// `row` divided among neighbours in proportion to their `shares`.
fn divided(row: Rect, shares: &[f32]) -> Vec<Rect> {
    let free = row.width() - GAP * shares.len().saturating_sub(1) as f32;
    let total: f32 = shares.iter().sum();
    let mut left = row.left();
    shares
        .iter()
        .map(|share| {
            let width = free * share / total;
            let place = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
            left += width + GAP;
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
