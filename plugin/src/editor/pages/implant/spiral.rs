//! A cochlea as it lies: a spiral of two and a half turns, wide at the base and narrow at the apex.

use std::f32::consts::TAU;

use egui::{Pos2, Rect, Vec2, vec2};
use threshold_core::base::Ear;
use threshold_core::hearing::greenwood::DUCT_MM;

/// Turns of a human cochlea.
const TURNS: f32 = 2.5;
/// Radius at the apex re the base's.
const INNERMOST: f32 = 0.16;
/// Width of the duct re the distance of two turns.
const DUCT_WIDTH: f32 = 0.5;
/// Where the base begins: below the middle, a little outwards, in turns from the right.
const BEGINNING: f32 = 0.3;
/// Points of the outermost turn by which it is measured.
const TURN_POINTS: usize = 64;

/// The spiral in a square.
#[derive(Debug, Clone, Copy)]
pub struct Spiral {
    centre: Pos2,
    /// Of the duct's middle at the base.
    radius: f32,
    /// 1 for a right ear, -1 for a left one, which is its mirror image.
    side: f32,
}

impl Spiral {
    /// The cochlea of `ear`, as large as `rect` has room for.
    pub fn new(rect: Rect, ear: Ear) -> Self {
        let side = match ear {
            Ear::Left => -1.0,
            Ear::Right => 1.0,
        };
        let unit = Self { centre: Pos2::ZERO, radius: 1.0, side };
        let last_turn = (0..=TURN_POINTS).map(|n| DUCT_MM * (1.0 - n as f32 / TURN_POINTS as f32 / TURNS));
        let outline: Vec<Pos2> =
            last_turn.map(|mm| unit.at(mm, 1.0)).chain([unit.at(DUCT_MM, -1.0)]).collect();
        let bounds = Rect::from_points(&outline);
        let radius = (rect.width() / bounds.width()).min(rect.height() / bounds.height());
        Self { centre: rect.center() - radius * bounds.center().to_vec2(), radius, side }
    }

    /// Half of the duct's width.
    pub fn half_width(&self) -> f32 {
        0.5 * DUCT_WIDTH * self.turn()
    }

    /// Distance of two turns.
    pub fn turn(&self) -> f32 {
        (1.0 - INNERMOST) * self.radius / TURNS
    }

    /// Whether nothing lies further out than the place `mm` from the apex.
    pub fn is_outermost(mm: f32) -> bool {
        mm > DUCT_MM * (1.0 - 1.0 / TURNS)
    }

    /// Which way is outwards `mm` from the apex.
    pub fn outwards(&self, mm: f32) -> Vec2 {
        let angle = TAU * (BEGINNING - TURNS * (1.0 - mm / DUCT_MM));
        vec2(self.side * angle.cos(), angle.sin())
    }

    /// The place `mm` from the apex, `across` the duct: -1 at its inner wall, 1 at its outer one.
    pub fn at(&self, mm: f32, across: f32) -> Pos2 {
        let along = (mm / DUCT_MM).clamp(0.0, 1.0);
        let radius = self.radius * (INNERMOST + (1.0 - INNERMOST) * along) + across * self.half_width();
        self.centre + radius * self.outwards(mm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn the_duct_stays_inside_its_square_and_its_turns_apart() {
        let rect = Rect::from_center_size(pos2(200.0, 100.0), vec2(180.0, 180.0));
        for ear in Ear::BOTH {
            let spiral = Spiral::new(rect, ear);
            for n in 0..=350 {
                let mm = 0.1 * n as f32;
                for across in [-1.0, 1.0] {
                    assert!(rect.expand(0.5).contains(spiral.at(mm, across)), "{mm} {across}");
                }
                let inner = mm - DUCT_MM / TURNS;
                if inner >= 0.0 {
                    let apart = (spiral.at(mm, -1.0) - spiral.at(inner, 1.0)).length();
                    assert!((apart / spiral.turn() - (1.0 - DUCT_WIDTH)).abs() < 0.01, "{mm}: {apart}");
                }
            }
        }
    }

    #[test]
    fn ears_are_mirror_images() {
        let rect = Rect::from_center_size(pos2(0.0, 0.0), vec2(100.0, 100.0));
        let [left, right] = Ear::BOTH.map(|ear| Spiral::new(rect, ear).at(12.0, 0.3));
        assert!((left.x + right.x).abs() < 1e-3 && (left.y - right.y).abs() < 1e-3);
    }
}
