//! Who rules: the parameters, a journey, or one slot.

use crate::parameters::{SLOTS, Values, position};

/// What the parameters `scene` and `journey` say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scene {
    /// The parameters rule.
    Manual,
    /// A position between slots, 0 to 16.
    Journey(f32),
    /// One slot, 0 to 16.
    Slot(usize),
}

impl Scene {
    /// What `values` say.
    pub fn of(values: &Values) -> Self {
        match values.at(const { position("scene") }).max(0.0) as usize {
            0 => Self::Manual,
            1 => Self::Journey(values.at(const { position("journey") })),
            choice => Self::Slot((choice - 2).min(SLOTS - 1)),
        }
    }

    /// The value of `scene` at which the scene in `slot` plays.
    pub fn choice(slot: usize) -> f32 {
        (slot.min(SLOTS - 1) + 2) as f32
    }

    /// The value of `scene` at which a journey plays.
    pub const JOURNEY_CHOICE: f32 = 1.0;

    /// Whether getting to `next` is a cut: another ruler, another slot, or at least a slot's width along a journey at
    /// once.
    pub fn cuts_to(self, next: Self) -> bool {
        match (self, next) {
            (Self::Journey(from), Self::Journey(to)) => (to - from).abs() >= CUT_STEP,
            _ => self != next,
        }
    }
}

/// Smallest step along a journey, at one sample, that is a cut and not a point of a drawn ramp, slots (design: the way
/// from one scene to the next at once).
pub const CUT_STEP: f32 = 1.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{JOURNEY, SCENE};

    #[test]
    fn parameters_say_who_rules() {
        let values = Values::default();
        assert_eq!(Scene::of(&values), Scene::Manual);
        assert_eq!(Scene::of(&values.with(&SCENE, 1.0).with(&JOURNEY, 6.5)), Scene::Journey(6.5));
        for slot in 0..SLOTS {
            assert_eq!(Scene::of(&values.with(&SCENE, Scene::choice(slot))), Scene::Slot(slot));
        }
        assert_eq!(Scene::of(&values.with(&SCENE, 1e9)), Scene::Slot(SLOTS - 1));
    }

    #[test]
    fn drawn_ramps_do_not_cut_and_everything_else_does() {
        assert!(!Scene::Journey(3.0).cuts_to(Scene::Journey(3.4)));
        assert!(Scene::Journey(3.0).cuts_to(Scene::Journey(4.0)));
        assert!(Scene::Manual.cuts_to(Scene::Slot(3)) && Scene::Slot(3).cuts_to(Scene::Journey(3.0)));
        assert!(!Scene::Slot(3).cuts_to(Scene::Slot(3)));
    }
}
