//! How ears are told apart where colour alone may not: by letter, and by the symbol audiograms have for each.

use egui::{Painter, Pos2, Stroke, vec2};
use threshold_core::base::Ear;

use super::palette;

/// How far a symbol reaches from its middle, points.
pub const REACH: f32 = 4.0;
const STROKE_WIDTH: f32 = 1.5;

/// The letter that goes with an ear's colour.
pub const fn letter(ear: Ear) -> &'static str {
    match ear {
        Ear::Left => "L",
        Ear::Right => "R",
    }
}

/// An ear in words.
pub const fn name(ear: Ear) -> &'static str {
    match ear {
        Ear::Left => "Left",
        Ear::Right => "Right",
    }
}

/// The symbol of an ear on audiograms, in its colour: a cross for the left one, a circle for the right one.
pub fn symbol(painter: &Painter, at: Pos2, ear: Ear) {
    let stroke = Stroke::new(STROKE_WIDTH, palette::ear(ear));
    match ear {
        Ear::Left => {
            for arm in [vec2(REACH, REACH), vec2(REACH, -REACH)] {
                painter.line_segment([at - arm, at + arm], stroke);
            }
        }
        Ear::Right => {
            painter.circle_stroke(at, REACH, stroke);
        }
    }
}
