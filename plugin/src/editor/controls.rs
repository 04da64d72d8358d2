//! The controls below the picture: two macros, and rows of everything smaller.

use egui::{Rect, Ui, pos2};
use nice_plug::prelude::Param;
use threshold_core::hearing::path::Path;
use threshold_core::parameters;

use super::hand::Hand;
use super::row::{GAP, SWITCH_HEIGHT, divided, enabled, lower, slider};
use super::slider::{Mark, Shape, Slider};
use super::view::View;
use super::{choice, switch, words};
use crate::params::ThresholdParams;

mod implant;
mod inside;
mod set_up;

/// Width of a row in which everything has room, points; in a narrower one some of it folds into a button.
const ROOMY: f32 = 800.0;
/// Width of a button that unfolds what has no room.
const FOLD_WIDTH: f32 = 84.0;
/// Width of an unfolded control.
const FOLDED_WIDTH: f32 = 150.0;

/// The controls of an instance.
pub struct Controls<'a> {
    /// Its parameters.
    pub params: &'a ThresholdParams,
    /// How they are changed.
    pub hand: Hand<'a>,
}

/// Shares of Loss path and of the sliders beside it.
const KIND_SHARES: [f32; 4] = [1.6, 1.0, 1.0, 1.0];
/// Shares of the sliders of detail: as their names are long.
const DETAIL_SHARES: [f32; 6] = [0.8, 1.05, 1.08, 0.74, 1.0, 0.95];
/// Shares of what happens, the switch that fires it, and the sliders beside it.
const EVENT_SHARES: [f32; 4] = [1.6, 0.6, 1.2, 1.2];

impl Controls<'_> {
    /// Perspective and Loss, with the stations of the path.
    pub fn macros(&self, ui: &mut Ui, rects: [Rect; 2], view: &View) {
        let Self { params, hand } = self;
        let [above, below] = rects;
        let perspective = &params.perspective;
        let (world, head) = (end(perspective, 0.0), end(perspective, 1.0));
        Slider::new(perspective, hand, Shape::Macro, words::purpose(&parameters::PERSPECTIVE))
            .marks(&[Mark { at: 0.0, name: &world }, Mark { at: 1.0, name: &head }])
            .show(ui, above);
        let station = |(name, position)| Mark { at: params.loss.preview_normalized(position), name };
        let rows = view.path.rows().iter().map(|row| (row.name, row.position));
        let own = view.takes_custom().then_some((view.path.name, 1.0));
        let marks: Vec<Mark> =
            std::iter::once(("Untouched", 0.0)).chain(rows).chain(own).map(station).collect();
        Slider::new(&params.loss, hand, Shape::Macro, words::purpose(&parameters::LOSS))
            .marks(&marks)
            .show(ui, below);
    }

    /// What kind of loss it is.
    pub fn kind(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let places = divided(row, &KIND_SHARES);
        let path = Path::numbered(params.loss_path.value().max(0) as usize);
        let purpose = format!("{}\n{}", words::purpose(&parameters::LOSS_PATH), words::about(path));
        choice::show(ui, places[0], &params.loss_path, hand, &purpose);
        let sliders = [
            (&params.better_ear, &parameters::BETTER_EAR),
            (&params.recruitment, &parameters::RECRUITMENT),
            (&params.conductive, &parameters::CONDUCTIVE),
        ];
        for ((param, entry), place) in sliders.into_iter().zip(&places[1..]) {
            slider(ui, *place, Shape::Small, param, hand, entry);
        }
    }

    /// What is lost besides level.
    pub fn detail(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let sliders = [
            (&params.mumble, &parameters::MUMBLE),
            (&params.mumble_from, &parameters::MUMBLE_FROM),
            (&params.blur, &parameters::BLUR),
            (&params.smear, &parameters::SMEAR),
            (&params.jitter, &parameters::JITTER),
            (&params.diplacusis, &parameters::DIPLACUSIS),
        ];
        let places = divided(row, &DETAIL_SHARES);
        for ((param, entry), place) in sliders.into_iter().zip(places) {
            slider(ui, place, Shape::Small, param, hand, entry);
        }
    }

    /// What happens to hearing.
    pub fn event(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let places = divided(row, &EVENT_SHARES);
        choice::show(ui, places[0], &params.event, hand, words::purpose(&parameters::EVENT));
        let fire = words::purpose(&parameters::EVENT_FIRE);
        switch::show(ui, lower(places[1]), &params.event_fire, hand, fire);
        slider(ui, places[2], Shape::Small, &params.event_depth, hand, &parameters::EVENT_DEPTH);
        slider(ui, places[3], Shape::Small, &params.event_recovery, hand, &parameters::EVENT_RECOVERY);
    }
}

/// The button at the end of `row` that unfolds what has no room in it, and what is left of the row.
fn folding(row: Rect) -> (Rect, Rect) {
    let button = lower(Rect::from_min_max(pos2(row.right() - FOLD_WIDTH, row.top()), row.max));
    let mut left = row;
    left.max.x = button.left() - GAP;
    (button, left)
}

fn end<P: Param>(param: &P, lane: f32) -> String {
    param.normalized_value_to_string(lane, true)
}
