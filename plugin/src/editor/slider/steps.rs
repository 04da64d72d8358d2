//! Steps of a slider: what a key or a notch of the wheel is worth.

use egui::{Event, Key, MouseWheelUnit};
use nice_plug::prelude::Param;

/// Steps of a page.
const PAGE: i32 = 5;
/// Points a touch pad is moved for one notch of a wheel.
const POINTS_PER_NOTCH: f32 = 40.0;

/// A move from where a slider stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// So many steps up, or down if negative; the parameter says how large a step and a fine one are.
    By {
        /// How many.
        steps: i32,
        /// Whether they are fine ones.
        fine: bool,
    },
    /// To the smallest value.
    ToMinimum,
    /// To the largest value.
    ToMaximum,
}

/// What a key does, if it does anything.
pub fn of_key(key: Key, fine: bool) -> Option<Move> {
    let by = |steps| Some(Move::By { steps, fine });
    match key {
        Key::ArrowRight | Key::ArrowUp => by(1),
        Key::ArrowLeft | Key::ArrowDown => by(-1),
        Key::PageUp => by(PAGE),
        Key::PageDown => by(-PAGE),
        Key::Home => Some(Move::ToMinimum),
        Key::End => Some(Move::ToMaximum),
        _ => None,
    }
}

/// Notches of the wheel in an event, up being positive. Some systems turn the wheel sideways while Shift is down.
pub fn notches(event: &Event) -> f32 {
    match event {
        Event::MouseWheel { unit, delta, .. } => {
            let turned = if delta.y == 0.0 { delta.x } else { delta.y };
            match unit {
                MouseWheelUnit::Point => turned / POINTS_PER_NOTCH,
                MouseWheelUnit::Line | MouseWheelUnit::Page => turned,
            }
        }
        _ => 0.0,
    }
}

/// Where on its lane `param` comes to lie by a move from `lane`.
pub fn moved<P: Param>(param: &P, lane: f32, step: Move) -> f32 {
    match step {
        Move::ToMinimum => 0.0,
        Move::ToMaximum => 1.0,
        Move::By { steps, fine } => (0..steps.unsigned_abs()).fold(lane, |lane, _| {
            if steps > 0 {
                param.next_normalized_step(lane, fine)
            } else {
                param.previous_normalized_step(lane, fine)
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::ThresholdParams;
    use egui::{Modifiers, MouseWheelSource, TouchPhase, vec2};

    #[test]
    fn arrows_step_pages_leap_and_home_and_end_go_to_the_ends() {
        let params = ThresholdParams::default();
        let after = |key, fine| moved(&params.loss, 0.5, of_key(key, fine).unwrap());
        assert!(after(Key::ArrowUp, false) > after(Key::ArrowUp, true));
        assert!(after(Key::ArrowUp, true) > 0.5 && after(Key::ArrowDown, true) < 0.5);
        assert!((after(Key::ArrowRight, false) + after(Key::ArrowLeft, false) - 1.0).abs() < 1e-5);
        assert!(after(Key::PageUp, false) > after(Key::ArrowUp, false));
        assert_eq!((after(Key::Home, false), after(Key::End, false)), (0.0, 1.0));
        assert_eq!(of_key(Key::Space, false), None);
    }

    #[test]
    fn whole_numbers_step_by_one_and_stop_at_their_ends() {
        let params = ThresholdParams::default();
        let seed = |lane: f32| params.seed.preview_plain(lane);
        let one = params.seed.preview_normalized(1);
        assert_eq!(seed(moved(&params.seed, one, Move::By { steps: 1, fine: false })), 2);
        assert_eq!(seed(moved(&params.seed, one, Move::By { steps: -PAGE, fine: true })), 0);
    }

    #[test]
    fn a_notch_is_a_notch_however_the_wheel_reports_it() {
        let wheel = |unit, delta| {
            notches(&Event::MouseWheel {
                unit,
                delta,
                phase: TouchPhase::Move,
                source: MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            })
        };
        assert_eq!(wheel(MouseWheelUnit::Line, vec2(0.0, -1.0)), -1.0);
        assert_eq!(wheel(MouseWheelUnit::Line, vec2(1.0, 0.0)), 1.0);
        assert_eq!(wheel(MouseWheelUnit::Point, vec2(0.0, POINTS_PER_NOTCH)), 1.0);
    }
}
