//! Holding a slider: where the hand took it, and where it goes from there.

use egui::Rangef;

/// How near to its knob a slider may be taken without jumping, points.
const KNOB_REACH: f32 = 12.0;
/// How much slower a slider moves while Shift is down.
const FINE: f32 = 0.1;

/// A slider in somebody's hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Where on the lane the hand is; it may be beyond an end, so that it comes back where it left.
    pub lane: f32,
    /// Where the pointer was seen last.
    pointer_x: f32,
}

impl Held {
    /// Takes a slider that stands at `lane`: at its knob, or if it `stays`, it does not move; elsewhere it comes to the
    /// pointer.
    pub fn take(lane: f32, pointer_x: f32, groove: Rangef, stays: bool) -> Self {
        let knob = groove.min + lane * groove.span();
        let stays = stays || (pointer_x - knob).abs() <= KNOB_REACH;
        let there = ((pointer_x - groove.min) / groove.span()).clamp(0.0, 1.0);
        Self { lane: if stays { lane } else { there }, pointer_x }
    }

    /// Follows the pointer along a groove this wide.
    pub fn follow(self, pointer_x: f32, groove_width: f32, fine: bool) -> Self {
        let speed = if fine { FINE } else { 1.0 };
        Self { lane: self.lane + (pointer_x - self.pointer_x) / groove_width * speed, pointer_x }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROOVE: Rangef = Rangef { min: 100.0, max: 300.0 };

    #[test]
    fn a_knob_does_not_jump_when_taken_but_comes_when_called() {
        assert_eq!(Held::take(0.5, 205.0, GROOVE, false).lane, 0.5);
        assert_eq!(Held::take(0.5, 250.0, GROOVE, false).lane, 0.75);
        assert_eq!(Held::take(0.5, 250.0, GROOVE, true).lane, 0.5);
        assert_eq!(Held::take(0.5, 20.0, GROOVE, false).lane, 0.0);
    }

    #[test]
    fn shift_is_ten_times_finer_and_the_way_back_is_the_way_there() {
        let held = Held::take(0.5, 200.0, GROOVE, false);
        assert!((held.follow(220.0, 200.0, false).lane - 0.6).abs() < 1e-6);
        assert!((held.follow(220.0, 200.0, true).lane - 0.51).abs() < 1e-6);
        let beyond = held.follow(400.0, 200.0, false);
        assert!((beyond.follow(220.0, 200.0, false).lane - 0.6).abs() < 1e-6);
    }
}
