//! The signs of an audiogram: circle and cross, arrows where there is no response, brackets for bone conduction.
//!
//! Right is a circle, red and `<`; left is a cross, blue and `>` (ASHA, Guidelines for audiometric symbols, 1990).

use egui::{Painter, Pos2, Shape, Stroke, vec2};
use threshold_core::base::Ear;
use threshold_core::hearing::audiogram::CLINICAL;
use threshold_core::parameters::{AUDIOGRAM_POINTS, HIGHEST_LEVEL};

use super::scale::Scale;
use crate::editor::palette;

/// Frequencies at which bone conduction is measured, Hz: bone vibrators give no more (ISO 8253-1).
const BONE: [f32; 2] = [250.0, 4000.0];
/// Width of a symbol's stroke.
const STROKE: f32 = 1.75;
/// Length of the arrow, in reaches of its symbol.
const ARROW: f32 = 1.9;
/// Length of its head's sides, points.
const HEAD: f32 = 3.5;

/// The sideways direction of what belongs to an ear: the right ear's arrows and brackets are at the left, as on the face
/// that looks at the reader.
pub const fn side(ear: Ear) -> f32 {
    match ear {
        Ear::Right => -1.0,
        Ear::Left => 1.0,
    }
}

/// Whether an ear responds at this level.
pub fn responds(level: f32) -> bool {
    level <= HIGHEST_LEVEL
}

/// The symbol of `ear` at `at`. A circle covers the line through it, and a cross shows on it.
pub fn air(painter: &Painter, at: Pos2, reach: f32, ear: Ear, opacity: f32) {
    let stroke = Stroke::new(STROKE, palette::veil(palette::ear(ear), opacity));
    match ear {
        Ear::Left => {
            let arm = 0.9 * reach;
            for arm in [vec2(arm, arm), vec2(arm, -arm)] {
                painter.line_segment([at - arm, at + arm], stroke);
            }
        }
        Ear::Right => {
            painter.circle(at, reach, palette::SCREEN, stroke);
        }
    }
}

/// The arrow of a symbol whose ear does not respond.
pub fn arrow(painter: &Painter, at: Pos2, reach: f32, ear: Ear, opacity: f32) {
    let stroke = Stroke::new(STROKE, palette::veil(palette::ear(ear), opacity));
    let way = vec2(side(ear), 1.0).normalized();
    let (from, tip) = (at + reach * way, at + (1.0 + ARROW) * reach * way);
    painter.line_segment([from, tip], stroke);
    for back in [vec2(-side(ear) * HEAD, 0.0), vec2(0.0, -HEAD)] {
        painter.line_segment([tip, tip + back], stroke);
    }
}

/// The bracket of `ear`'s bone conduction, beside the line of its frequency.
fn bracket(painter: &Painter, at: Pos2, reach: f32, ear: Ear) {
    let stroke = Stroke::new(STROKE, palette::ear(ear));
    let corner = at + vec2(side(ear) * 1.6 * reach, 0.0);
    for end in [-reach, reach] {
        painter.line_segment([corner, corner + vec2(-side(ear) * reach, end)], stroke);
    }
}

/// The line through what an ear responds to, broken where it does not.
pub fn line(
    painter: &Painter,
    scale: &Scale,
    levels: &[f32; AUDIOGRAM_POINTS],
    stroke: Stroke,
    dashes: bool,
) {
    let places: Vec<Option<Pos2>> = levels
        .iter()
        .enumerate()
        .map(|(point, level)| responds(*level).then(|| scale.at(point, *level)))
        .collect();
    for run in places.split(Option::is_none) {
        let run: Vec<Pos2> = run.iter().flatten().copied().collect();
        match run.len() {
            0 | 1 => {}
            _ if dashes => painter.extend(Shape::dashed_line(&run, stroke, 4.0, 4.0)),
            _ => {
                painter.line(run, stroke);
            }
        }
    }
}

/// Symbols and arrows of an ear's air conduction.
pub fn airs(painter: &Painter, scale: &Scale, levels: &[f32; AUDIOGRAM_POINTS], ear: Ear, opacity: f32) {
    for (point, level) in levels.iter().enumerate() {
        let at = scale.at(point, *level);
        air(painter, at, scale.reach(), ear, opacity);
        if !responds(*level) {
            arrow(painter, at, scale.reach(), ear, opacity);
        }
    }
}

/// Brackets of an ear's bone conduction, and the dashed line through them.
pub fn bones(painter: &Painter, scale: &Scale, levels: &[f32; AUDIOGRAM_POINTS], ear: Ear) {
    let measured = |point: usize| (BONE[0]..=BONE[1]).contains(&CLINICAL[point]);
    let places: Vec<Pos2> = (0..levels.len())
        .filter(|point| measured(*point))
        .map(|point| scale.at(point, levels[point]))
        .collect();
    let aside: Vec<Pos2> = places.iter().map(|at| *at + vec2(side(ear) * 1.6 * scale.reach(), 0.0)).collect();
    let stroke = Stroke::new(1.0, palette::veil(palette::ear(ear), 0.8));
    painter.extend(Shape::dashed_line(&aside, stroke, 3.0, 4.0));
    for at in places {
        bracket(painter, at, scale.reach(), ear);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::NO_RESPONSE;

    #[test]
    fn arrows_and_brackets_of_the_right_ear_point_left() {
        assert_eq!((side(Ear::Right), side(Ear::Left)), (-1.0, 1.0));
    }

    #[test]
    fn an_ear_responds_up_to_the_highest_level_of_an_audiometer() {
        assert!(responds(120.0) && !responds(NO_RESPONSE) && !responds(120.5));
    }
}
