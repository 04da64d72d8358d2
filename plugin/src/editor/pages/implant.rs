//! The implant page: what the electrodes are told, where they lie, and what is played of it.

use egui::{Align2, Rect, Sense, Ui, pos2, vec2};
use nice_plug::prelude::{IntParam, Param};
use threshold_core::base::PerEar;
use threshold_core::parameters::{self, IMPLANT, MOST_ELECTRODES};

use super::{GAP, from_bottom};
use crate::editor::hand::Hand;
use crate::editor::row::{divided, slider};
use crate::editor::slider::{Mark, Shape, Slider};
use crate::editor::tools::Tools;
use crate::editor::{ears, palette, words};

mod cochlea;
mod fit;
mod spiral;
mod strokes;

use cochlea::Touched;
use fit::Fit;

/// Height of the row of the four big controls, with the names of their ends.
const BIG_HEIGHT: f32 = 62.0;
/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;
/// Height of the line above an ear's pictures.
const HEADING_HEIGHT: f32 = 20.0;
/// Largest share of the page's width that a cochlea takes.
const COCHLEA_SHARE: f32 = 0.42;
/// What the shift of an ear is made of.
const SHIFT_TOLD: &str = "How far from where its channels listen this ear hears them, on average: what the array, Place shift, \
    Early to settled and Shift between ears come to together.";
/// Size of the letters of an ear's name.
const NAME_SIZE: f32 = 13.0;

/// The page.
#[derive(Default)]
pub struct Implant {
    /// The electrode that the keyboard would switch, in each ear.
    selected: PerEar<usize>,
}

impl Implant {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let (rest, small) = from_bottom(rect, SMALL_HEIGHT);
        let (pictures, big) = from_bottom(rest, BIG_HEIGHT);
        let fits = Fit::of(&tools.sounding.values);
        let height = (pictures.height() - GAP * (fits.len() - 1) as f32) / fits.len() as f32;
        for (idx, fit) in fits.iter().enumerate() {
            let corner = pictures.min + vec2(0.0, idx as f32 * (height + GAP));
            let place = Rect::from_min_size(corner, vec2(pictures.width(), height));
            self.ear(ui, place, fit, tools);
        }
        played(ui, [big, small], tools);
    }

    /// The pictures of one ear.
    fn ear(&mut self, ui: &Ui, rect: Rect, fit: &Fit, tools: &Tools) {
        let (heading, below) = rect.split_top_bottom_at_y(rect.top() + HEADING_HEIGHT);
        let width = below.height().min(COCHLEA_SHARE * below.width());
        let (mut strokes, map) = below.split_left_right_at_x(below.right() - width);
        strokes.max.x -= GAP;
        head(ui, heading, map.left(), fit);
        let why = why(tools);
        if let Some(channel) = strokes::show(ui, strokes, fit, tools.electrodes, &why) {
            let electrode = usize::from(fit.channels.electrodes[channel]).saturating_sub(1);
            toggle(tools.params.laboratory.off()[fit.ear], electrode, &tools.hand());
        }
        let laboratory = &tools.params.laboratory;
        let ghost = tools.hand().ghost(laboratory.off()[fit.ear]);
        let note = ghost.map(|ghost| ghost.told());
        match cochlea::show(ui, map, fit, tools.electrodes, &mut self.selected[fit.ear], note.as_deref()) {
            Some(Touched::Switched(n)) => toggle(laboratory.off()[fit.ear], n, &tools.hand()),
            Some(Touched::Emptied(n)) => toggle(laboratory.dead()[fit.ear], n, &tools.hand()),
            None => {}
        }
    }
}

/// What is played: four big controls, and three small ones below.
fn played(ui: &mut Ui, rows: [Rect; 2], tools: &Tools) {
    let params = tools.params;
    let hand = tools.hand();
    let [big, small] = rows;
    let ends = |low, high| [Mark { at: 0.0, name: low }, Mark { at: 1.0, name: high }];
    let settled = ends("Early", "Settled");
    let amount = ends("Ears", "Electric");
    let (metal, clarity) = (ends("None", "Jagged"), ends("None", "Words"));
    let bigs = [
        (&params.implant, &parameters::IMPLANT, &amount[..]),
        (&params.implant_metal, &parameters::IMPLANT_METAL, &metal[..]),
        (&params.implant_clarity, &parameters::IMPLANT_CLARITY, &clarity[..]),
        (&params.implant_settled, &parameters::IMPLANT_SETTLED, &settled[..]),
    ];
    for ((param, entry, marks), place) in bigs.into_iter().zip(divided(big, &[1.0; 4])) {
        Slider::new(param, &hand, Shape::Big, words::purpose(entry)).marks(marks).show(ui, place);
    }
    let places = divided(small, &[1.0; 3]);
    slider(ui, places[0], Shape::Small, &params.implant_channels, &hand, &parameters::IMPLANT_CHANNELS);
    slider(ui, places[1], Shape::Small, &params.implant_spread, &hand, &parameters::IMPLANT_SPREAD);
    slider(ui, places[2], Shape::Small, &params.implant_shift, &hand, &parameters::IMPLANT_SHIFT);
}

/// Whose pictures these are, and what they come to. What is said of the cochlea begins at `middle`.
fn head(ui: &Ui, rect: Rect, middle: f32, fit: &Fit) {
    let painter = ui.painter_at(rect);
    let y = rect.center().y - 1.0;
    ears::symbol(&painter, pos2(rect.left() + ears::REACH + 1.0, y), fit.ear);
    let at = pos2(rect.left() + 2.0 * ears::REACH + 8.0, y);
    let name = format!("{} ear", ears::name(fit.ear));
    let name = painter.text(at, Align2::LEFT_CENTER, name, palette::strong(NAME_SIZE), palette::TEXT);
    let about = pos2(name.right() + 12.0, y);
    painter.text(about, Align2::LEFT_CENTER, fit.about(), palette::small(), palette::TEXT_QUIET);
    let shift = painter.layout_no_wrap(fit.mean_shift().to_string(), palette::small(), palette::ACCENT);
    let left = middle.min(rect.right() - shift.size().x);
    let place = Rect::from_min_size(pos2(left, y - 0.5 * shift.size().y), shift.size());
    painter.galley(place.min, shift, palette::ACCENT);
    let id = ui.scope_id().with("shift").with(ears::name(fit.ear));
    ui.interact(place, id, Sense::HOVER).on_hover_text(SHIFT_TOLD);
}

/// Why there is nothing to see.
fn why(tools: &Tools) -> String {
    let values = &tools.sounding.values;
    if values.of(&IMPLANT) <= 0.0 {
        format!("{} is at 0 %: nothing is told to the electrodes.", IMPLANT.name)
    } else if !tools.view.heard() {
        "Nothing is heard inside the head now: nothing is told to the electrodes.".to_owned()
    } else {
        "Nothing has been told to the electrodes yet: play some sound.".to_owned()
    }
}

/// Puts electrode `n` (0 the deepest) on a list, or takes it off, as a gesture of its own. Lists go no further than
/// arrays do.
fn toggle(list: &IntParam, n: usize, hand: &Hand) {
    if n < MOST_ELECTRODES {
        hand.begin_set_parameter(list);
        hand.set_parameter(list, list.unmodulated_plain_value() ^ 1 << n);
        hand.end_set_parameter(list);
    }
}
