//! A stage switched off and on: no parameter of its own, but its amounts taken to rest, and brought back.

use egui::{Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::Param;

use super::stage::Amount;
use crate::audition::Part;
use crate::editor::hand::Hand;
use crate::editor::palette;
use crate::editor::words::part_name;

/// What a macro comes back to that never stood anywhere but at rest: its middle.
const MIDDLE: f32 = 0.5;
/// How far the symbol reaches from its middle, points.
const REACH: f32 = 4.5;
/// Half the opening at the symbol's top, radians.
const OPENING: f32 = 0.7;
/// Corners of the symbol's arc.
const CORNERS: u8 = 16;

/// Amounts of every stage that was switched off, for as long as the editor is open.
#[derive(Default)]
pub struct Memory([Option<Vec<f32>>; Part::ALL.len()]);

/// Whether any amount is not at rest.
pub fn is_on(amounts: &[Amount]) -> bool {
    amounts.iter().any(|amount| amount.param.unmodulated_plain_value() != amount.rest)
}

impl Memory {
    /// Switches the stage at `idx` off or on, as one step.
    fn toggle(&mut self, idx: usize, amounts: &[Amount], hand: &Hand) {
        let rests = || amounts.iter().map(|amount| amount.rest).collect::<Vec<_>>();
        let Some(kept) = self.0.get_mut(idx) else { return };
        let wanted = if is_on(amounts) {
            *kept = Some(amounts.iter().map(|amount| amount.param.unmodulated_plain_value()).collect());
            rests()
        } else {
            kept.clone().unwrap_or_else(|| usual(amounts))
        };
        for (amount, value) in amounts.iter().zip(wanted) {
            if amount.param.unmodulated_plain_value() != value {
                hand.begin_set_parameter(amount.param);
                hand.set_parameter(amount.param, value);
                hand.end_set_parameter(amount.param);
            }
        }
    }
}

/// What a stage is switched on to that was never switched off: its defaults, or the middle if these are rest.
fn usual(amounts: &[Amount]) -> Vec<f32> {
    let mut usual: Vec<f32> = amounts.iter().map(|amount| amount.entry.default).collect();
    let all_rest = amounts.iter().zip(&usual).all(|(amount, value)| amount.rest == *value);
    if let Some(first) = usual.first_mut().filter(|_| all_rest) {
        *first = MIDDLE;
    }
    usual
}

/// Shows the button of a stage in `rect` and does what is asked by it.
pub fn show(
    ui: &Ui,
    rect: Rect,
    part: Part,
    amounts: &[Amount],
    memory: &mut Memory,
    hand: &Hand,
) -> Response {
    let name = part_name(part);
    let response = ui.interact(rect, ui.scope_id().with("power").with(name), Sense::click());
    let on = is_on(amounts);
    if response.clicked()
        && let Some(idx) = Part::ALL.iter().position(|known| *known == part)
    {
        memory.toggle(idx, amounts, hand);
    }
    let label = format!("{name} on");
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, &label));
    let colour = match (on, response.hovered()) {
        (true, _) => palette::ACCENT,
        (false, true) => palette::TEXT,
        (false, false) => palette::TEXT_QUIET,
    };
    let ring = rect.shrink(1.0);
    if on {
        ui.painter().rect_filled(ring, palette::CORNER, palette::veil(palette::ACCENT, 0.2));
    }
    symbol(ui.painter(), rect.center(), Stroke::new(1.5, colour));
    if response.has_focus() {
        let stroke = Stroke::new(1.5, palette::TEXT);
        ui.painter().rect_stroke(rect, palette::CORNER, stroke, egui::StrokeKind::Inside);
    }
    response.on_hover_text(if on {
        format!("{name} is on. Off takes its amount to where it changes nothing, as one step.")
    } else {
        format!("{name} is off. On brings back what it was, or the default if it never was on.")
    })
}

/// A ring that is open at its top, and a line in the opening.
fn symbol(painter: &Painter, at: Pos2, stroke: Stroke) {
    let corner = |n: u8| {
        let along = f32::from(n) / f32::from(CORNERS - 1);
        let angle = OPENING + along * (std::f32::consts::TAU - 2.0 * OPENING);
        pos2(at.x + REACH * angle.sin(), at.y - REACH * angle.cos())
    };
    painter.add(Shape::line((0..CORNERS).map(corner).collect(), stroke));
    painter.line_segment([at - vec2(0.0, REACH + 1.0), at - vec2(0.0, 1.0)], stroke);
}

#[cfg(test)]
mod tests {
    use super::super::stage::amounts;
    use super::*;
    use crate::params::ThresholdParams;

    #[test]
    fn what_never_was_on_comes_on_at_its_default_or_in_the_middle() {
        let params = ThresholdParams::default();
        assert_eq!(usual(&amounts(Part::Curve, &params)), [0.5]);
        assert_eq!(usual(&amounts(Part::Space, &params)), [0.5]);
        assert_eq!(usual(&amounts(Part::Mumble, &params)), [1.0, 1.0]);
        assert_eq!(usual(&amounts(Part::Smear, &params)), [1.0, 0.0, 0.0]);
    }
}
