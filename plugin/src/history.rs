//! Undo and redo, a step for each gesture. A step knows only what it changed, and undoing it changes only that:
//! what the host has automated meanwhile, and scenes in other slots, stay.

mod step;

use std::collections::VecDeque;

use threshold_core::parameters::Values;

use crate::snapshot::Snapshot;
use crate::story::Document;
use step::Step;

/// Most steps that can be undone; the oldest is forgotten first.
pub const MOST_STEPS: usize = 200;

/// What was done and can be undone, and what was undone and can be done again. Editor thread.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What was held when the gesture under way began.
    began: Option<Snapshot>,
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

impl History {
    /// A gesture begins while `values` and `document` are held. Within one that is under way, nothing happens.
    pub fn begin(&mut self, values: &Values, document: &Document) {
        self.began.get_or_insert_with(|| Snapshot::new(values, document));
    }

    /// The gesture under way ends while `values` and `document` are held. True if it changed anything: then it is
    /// a step, and what was undone can no longer be done again.
    pub fn end(&mut self, values: &Values, document: &Document) -> bool {
        let Some(began) = self.began.take() else { return false };
        let Some(step) = Step::between(&began, values, document) else { return false };
        if self.done.len() == MOST_STEPS {
            self.done.pop_front();
        }
        self.done.push_back(step);
        self.undone.clear();
        true
    }

    /// Whether a gesture is under way.
    pub fn is_under_way(&self) -> bool {
        self.began.is_some()
    }

    /// Forgets the gesture under way, whatever it did.
    pub fn abandon(&mut self) {
        self.began = None;
    }

    /// Whether there is a step to undo.
    pub fn can_undo(&self) -> bool {
        !self.is_under_way() && !self.done.is_empty()
    }

    /// Whether there is a step to do again.
    pub fn can_redo(&self) -> bool {
        !self.is_under_way() && !self.undone.is_empty()
    }

    /// What is to be held once the last step is undone, where `values` and `document` are held. Nothing while a
    /// gesture is under way.
    pub fn undo(&mut self, values: &Values, document: &Document) -> Option<Snapshot> {
        if !self.can_undo() {
            return None;
        }
        let step = self.done.pop_back()?;
        let snapshot = step.undone(values, document);
        self.undone.push(step);
        Some(snapshot)
    }

    /// What is to be held once the step that was undone last is done again.
    pub fn redo(&mut self, values: &Values, document: &Document) -> Option<Snapshot> {
        if !self.can_redo() {
            return None;
        }
        let step = self.undone.pop()?;
        let snapshot = step.done(values, document);
        self.done.push_back(step);
        Some(snapshot)
    }

    /// Forgets everything: another session was loaded.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, SEED, TINNITUS};

    /// An instance: what it holds, and its history.
    #[derive(Default)]
    struct Instance {
        values: Values,
        document: Document,
        history: History,
    }

    impl Instance {
        fn gesture(&mut self, change: impl FnOnce(&mut Values, &mut Document)) -> bool {
            self.history.begin(&self.values, &self.document);
            change(&mut self.values, &mut self.document);
            self.history.end(&self.values, &self.document)
        }

        fn set_loss(&mut self, loss: f32) -> bool {
            self.gesture(|values, _| *values = values.with(&LOSS, loss))
        }

        fn take(&mut self, snapshot: Option<Snapshot>) -> bool {
            let Some(snapshot) = snapshot else { return false };
            (self.values, self.document) = (snapshot.values, snapshot.document);
            true
        }

        fn undo(&mut self) -> bool {
            let snapshot = self.history.undo(&self.values, &self.document);
            self.take(snapshot)
        }

        fn redo(&mut self) -> bool {
            let snapshot = self.history.redo(&self.values, &self.document);
            self.take(snapshot)
        }

        fn loss(&self) -> f32 {
            self.values.of(&LOSS)
        }
    }

    #[test]
    fn steps_are_undone_and_done_again_in_turn() {
        let mut instance = Instance::default();
        assert!(!instance.undo() && !instance.redo());
        assert!(instance.set_loss(0.1) && instance.set_loss(0.2) && !instance.set_loss(0.2));
        assert!(instance.undo());
        assert_eq!(instance.loss(), 0.1);
        assert!(instance.undo() && !instance.undo());
        assert_eq!(instance.loss(), 0.0);
        assert!(instance.redo() && instance.redo() && !instance.redo());
        assert_eq!(instance.loss(), 0.2);
    }

    #[test]
    fn a_new_step_forgets_what_was_undone() {
        let mut instance = Instance::default();
        instance.set_loss(0.1);
        instance.undo();
        instance.set_loss(0.3);
        assert!(!instance.redo());
        instance.undo();
        // A gesture that changes nothing is no step.
        instance.set_loss(0.0);
        assert!(instance.redo());
        assert_eq!(instance.loss(), 0.3);
    }

    #[test]
    fn what_the_host_did_meanwhile_stays() {
        let mut instance = Instance::default();
        instance.set_loss(0.1);
        instance.values = instance.values.with(&TINNITUS, 0.9).with(&SEED, 5.0);
        instance.set_loss(0.2);
        instance.undo();
        instance.undo();
        assert_eq!(instance.values, Values::default().with(&TINNITUS, 0.9).with(&SEED, 5.0));
        instance.values = instance.values.with(&TINNITUS, 0.4);
        instance.redo();
        assert_eq!((instance.loss(), instance.values.of(&TINNITUS)), (0.1, 0.4));
    }

    #[test]
    fn scenes_come_back_slot_by_slot_with_their_names() {
        let mut instance = Instance::default();
        let scene = Values::default().with(&LOSS, 0.5);
        instance.gesture(|_, document| document.put(3, "Third", &scene));
        instance.gesture(|values, document| {
            document.rename(3, "Another");
            document.preset = "A preset".to_owned();
            *values = values.with(&LOSS, 0.7);
        });
        // The host loads nothing, but somebody else puts a scene elsewhere.
        instance.document.put(5, "Fifth", &scene);
        instance.undo();
        let name = |instance: &Instance, slot| instance.document.slot(slot).map(|scene| scene.name.clone());
        assert_eq!(name(&instance, 3).as_deref(), Some("Third"));
        assert_eq!((instance.document.preset.as_str(), instance.loss()), ("", 0.0));
        instance.undo();
        assert_eq!((name(&instance, 3), name(&instance, 5).as_deref()), (None, Some("Fifth")));
        instance.redo();
        instance.redo();
        assert_eq!(name(&instance, 3).as_deref(), Some("Another"));
        assert_eq!((instance.document.preset.as_str(), instance.loss()), ("A preset", 0.7));
    }

    #[test]
    fn a_gesture_is_one_step_however_often_it_begins() {
        let mut instance = Instance::default();
        instance.history.begin(&instance.values, &instance.document);
        for n in 1..=50 {
            let moving = instance.values.with(&LOSS, n as f32 / 50.0);
            instance.history.begin(&moving, &instance.document);
            instance.values = moving;
        }
        assert!(instance.history.is_under_way() && !instance.undo());
        assert!(instance.history.end(&instance.values, &instance.document));
        assert!(!instance.history.end(&instance.values, &instance.document));
        assert!(instance.undo() && !instance.undo());
        assert_eq!(instance.loss(), 0.0);
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut instance = Instance::default();
        for n in 1..=MOST_STEPS + 50 {
            assert!(instance.set_loss(n as f32 / 1000.0));
        }
        let count = std::iter::from_fn(|| instance.undo().then_some(())).count();
        println!("{count} steps of {} can be undone", MOST_STEPS + 50);
        assert_eq!((count, instance.loss()), (MOST_STEPS, 0.05));
        instance.history.clear();
        assert!(!instance.history.can_undo() && !instance.history.can_redo());
    }
}
