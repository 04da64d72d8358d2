//! The scenes in their slots, and what sounds when one of them plays.

use crate::parameters::{Kind, Parameter, Print, SLOTS, Stored, TABLE, Values};

use super::scene::Scene;

/// The scenes of one instance. An empty slot holds the one before it; before the first scene the parameters rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bank {
    slots: [Option<Values>; SLOTS],
}

impl Default for Bank {
    fn default() -> Self {
        Self { slots: [None; SLOTS] }
    }
}

impl Bank {
    /// The scene in `slot`; of its values only those matter that scenes store.
    pub fn slot(&self, slot: usize) -> Option<&Values> {
        self.slots.get(slot)?.as_ref()
    }

    /// Puts a scene into `slot`, or takes it out. Slots that do not exist stay so.
    pub fn put(&mut self, slot: usize, scene: Option<Values>) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = scene.map(|scene| scene.sanitised());
        }
    }

    /// The scene that `slot` holds: its own, or the nearest one before.
    pub fn held(&self, slot: usize) -> Option<&Values> {
        self.slots.iter().take(slot + 1).rev().flatten().next()
    }

    /// What sounds while the parameters stand at `lanes`. Audio thread.
    pub fn sounding(&self, lanes: &Values) -> Values {
        joined(&self.played(Scene::of(lanes), lanes), lanes)
    }

    /// What `scene` has to say while the parameters stand at `lanes`: to be [`joined`] with them. Audio thread.
    pub fn played(&self, scene: Scene, lanes: &Values) -> Values {
        match scene {
            Scene::Manual => undirected(lanes),
            Scene::Slot(slot) => self.in_slot(slot, lanes),
            Scene::Journey(at) => {
                let at = if at.is_finite() { at.clamp(0.0, (SLOTS - 1) as f32) } else { 0.0 };
                let slot = at as usize;
                let from = self.in_slot(slot, lanes);
                match at - slot as f32 {
                    0.0 => from,
                    way => from.between(&self.in_slot(slot + 1, lanes), way),
                }
            }
        }
    }

    fn in_slot(&self, slot: usize, lanes: &Values) -> Values {
        self.held(slot).copied().unwrap_or_else(|| undirected(lanes))
    }
}

/// What plays where no scene does: the parameters rule, and what joins them changes nothing.
fn undirected(lanes: &Values) -> Values {
    lanes.map(|_, parameter, lane| match parameter.stored {
        Stored::Joined => parameter.default,
        _ => lane,
    })
}

/// What sounds where a scene has `scene` to say and the parameters stand at `lanes`. Audio thread.
pub fn joined(scene: &Values, lanes: &Values) -> Values {
    lanes.map(|n, parameter, lane| match (parameter.stored, parameter.kind, parameter.print) {
        (Stored::Scene, ..) => scene.at(n),
        (Stored::Joined, Kind::Switch, _) => scene.at(n).max(lane),
        (Stored::Joined, _, Print::Decibel) => parameter.sanitised(scene.at(n) + lane),
        (Stored::Joined, ..) => scene.at(n) * lane,
        (Stored::Preset | Stored::Session, ..) => lane,
    })
}

/// Whether a scene stores `parameter`.
pub fn is_stored(parameter: &Parameter) -> bool {
    matches!(parameter.stored, Stored::Scene | Stored::Joined)
}

/// What of `values` a scene stores; everything else stands at its default, joined ones at what changes nothing.
pub fn captured(values: &Values) -> Values {
    values.map(|n, parameter, value| if is_stored(parameter) { value } else { TABLE[n].default })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{JOURNEY, LOSS, PERSPECTIVE, PROCESSOR_OFF, SCENE, SEED, TINNITUS_PITCH, TRIM};

    fn scene(loss: f32) -> Values {
        Values::default().with(&LOSS, loss)
    }

    fn bank(scenes: &[(usize, Values)]) -> Bank {
        let mut bank = Bank::default();
        for (slot, scene) in scenes {
            bank.put(*slot, Some(*scene));
        }
        bank
    }

    #[test]
    fn an_empty_bank_leaves_the_parameters_alone() {
        let lanes = scene(0.3).with(&TRIM, -3.0).with(&SCENE, 1.0).with(&JOURNEY, 7.3);
        assert_eq!(Bank::default().sounding(&lanes), lanes);
    }

    #[test]
    fn an_empty_slot_holds_the_one_before_it() {
        let bank = bank(&[(2, scene(0.2)), (5, scene(0.5))]);
        let at = |slot| bank.played(Scene::Slot(slot), &scene(0.9)).of(&LOSS);
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 16].map(at), [0.9, 0.9, 0.2, 0.2, 0.2, 0.5, 0.5, 0.5]);
    }

    #[test]
    fn a_journey_goes_from_slot_to_slot() {
        let far = scene(0.5).with(&TINNITUS_PITCH, 8000.0);
        let bank = bank(&[(4, scene(0.1).with(&TINNITUS_PITCH, 2000.0)), (5, far)]);
        let at = |position| bank.played(Scene::Journey(position), &Values::default());
        assert_eq!(at(4.0).of(&LOSS), 0.1);
        assert_eq!(at(5.0), far);
        assert_eq!(at(16.0), far);
        assert!((at(4.5).of(&LOSS) - 0.3).abs() < 1e-6 && (at(4.5).of(&TINNITUS_PITCH) - 4000.0).abs() < 0.1);
        assert_eq!(at(99.0), far);
        assert_eq!(at(f32::NAN), Values::default());
    }

    #[test]
    fn lanes_that_a_scene_joins_are_always_obeyed() {
        let own = scene(0.5).with(&PERSPECTIVE, 0.5).with(&TRIM, 4.0).with(&SEED, 77.0);
        let bank = bank(&[(0, own)]);
        let lanes = Values::default().with(&PERSPECTIVE, 0.5).with(&TRIM, -6.0).with(&PROCESSOR_OFF, 1.0);
        let sounding = joined(&bank.played(Scene::Slot(0), &lanes), &lanes);
        assert_eq!(sounding.of(&PERSPECTIVE), 0.25);
        assert_eq!(sounding.of(&TRIM), -2.0);
        assert_eq!(sounding.of(&PROCESSOR_OFF), 1.0);
        assert_eq!(sounding.of(&SEED), SEED.default);
        let silent = Bank::default();
        assert_eq!(joined(&silent.played(Scene::Slot(0), &lanes), &lanes), lanes);
    }

    #[test]
    fn what_is_captured_is_what_a_scene_stores() {
        let values = scene(0.5).with(&SEED, 77.0).with(&TRIM, -6.0);
        assert_eq!(captured(&values), scene(0.5).with(&TRIM, -6.0));
    }
}
