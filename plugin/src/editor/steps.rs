//! The way back, with what each step is called, and moves that follow each other closely taken as one.

use threshold_core::parameters::Values;

use super::gesture::Step;
use crate::history::{History, MOST_STEPS};
use crate::snapshot::Snapshot;
use crate::story::Document;

/// What a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// In a few words.
    pub name: String,
    /// Whether it went to the other side of A and B.
    pub is_turn: bool,
}

/// What was done, and what was undone.
#[derive(Debug, Default)]
pub struct Steps {
    history: History,
    done: Vec<Label>,
    undone: Vec<Label>,
    /// A single move that may go on.
    lingering: Option<Step>,
}

impl Steps {
    /// Remembers a step of the user's hand, which is over; `values` and `document` are what is held now.
    pub fn push(&mut self, step: Step, values: &Values, document: &Document) {
        if self.lingering.as_mut().is_some_and(|lingering| lingering.join(&step)) {
            return;
        }
        self.settle(values, document);
        if step.is_single() {
            self.lingering = Some(step);
        } else {
            let label = Label { name: step.name(), is_turn: false };
            self.record(&step, label, values, document);
        }
    }

    /// Remembers a step that was called for, as what its `label` says.
    pub fn push_called(&mut self, step: &Step, label: Label, values: &Values, document: &Document) {
        self.settle(values, document);
        self.record(step, label, values, document);
    }

    /// What undo would take back.
    pub fn last(&self) -> Option<String> {
        let lingering = self.lingering.as_ref().map(Step::name);
        lingering.or_else(|| self.done.last().map(|label| label.name.clone()))
    }

    /// What redo would do again.
    pub fn next(&self) -> Option<String> {
        let undone = self.undone.last().filter(|_| self.lingering.is_none());
        undone.map(|label| label.name.clone())
    }

    /// Takes the last step back: what is to be held then, where `values` and `document` are held, and what it was.
    pub fn undo(&mut self, values: &Values, document: &Document) -> Option<(Snapshot, Label)> {
        self.settle(values, document);
        let snapshot = self.history.undo(values, document)?;
        let label = self.done.pop()?;
        self.undone.push(label.clone());
        Some((snapshot, label))
    }

    /// Does the next step again.
    pub fn redo(&mut self, values: &Values, document: &Document) -> Option<(Snapshot, Label)> {
        self.settle(values, document);
        let snapshot = self.history.redo(values, document)?;
        let label = self.undone.pop()?;
        self.done.push(label.clone());
        Some((snapshot, label))
    }

    /// Puts the move that might have gone on into the history.
    fn settle(&mut self, values: &Values, document: &Document) {
        if let Some(step) = self.lingering.take() {
            let label = Label { name: step.name(), is_turn: false };
            self.record(&step, label, values, document);
        }
    }

    /// The history compares before and after. It is told what the hand did and not what is held, because hosts may have moved
    /// something meanwhile, and may not have told the hand's own moves back yet.
    fn record(&mut self, step: &Step, label: Label, values: &Values, document: &Document) {
        self.history.begin(&step.undone(values), step.document_before().unwrap_or(document));
        if self.history.end(&step.redone(values), step.document_after().unwrap_or(document)) {
            self.undone.clear();
            self.done.push(label);
            let forgotten = self.done.len().saturating_sub(MOST_STEPS);
            self.done.drain(..forgotten);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::gesture::{Gesture, Note};
    use super::*;
    use threshold_core::parameters::{LOSS, TRIM, position};

    fn moved(before: f32, after: f32, time: f64) -> Step {
        let position = position("loss");
        let mut gesture = Gesture::default();
        gesture.note(Note::Taken { position, before });
        gesture.note(Note::Moved { position, after });
        gesture.note(Note::Released { position });
        gesture.finish(false, time).expect("a step")
    }

    #[test]
    fn notches_of_a_wheel_are_one_step_and_undone_as_one() {
        let (mut steps, none) = (Steps::default(), Document::default());
        // The host has not told the last notch back yet, and moves the trim.
        let held = Values::default().with(&LOSS, 0.2).with(&TRIM, -4.0);
        for (before, after, time) in [(0.0, 0.1, 0.0), (0.1, 0.2, 0.3), (0.2, 0.3, 0.6)] {
            steps.push(moved(before, after, time), &held, &none);
        }
        assert_eq!((steps.last().as_deref(), steps.next()), (Some("Loss"), None));
        let (undone, _) = steps.undo(&held.with(&LOSS, 0.3), &none).expect("a step");
        assert_eq!(undone.values, held.with(&LOSS, 0.0));
        assert_eq!((steps.last(), steps.next().as_deref()), (None, Some("Loss")));
        let (redone, _) = steps.redo(&undone.values, &none).expect("a step");
        assert_eq!(redone.values, held.with(&LOSS, 0.3));
    }

    #[test]
    fn there_and_back_at_once_is_nothing() {
        let (mut steps, none) = (Steps::default(), Document::default());
        steps.push(moved(0.0, 0.2, 0.0), &Values::default(), &none);
        steps.push(moved(0.2, 0.0, 0.5), &Values::default(), &none);
        assert!(steps.undo(&Values::default(), &none).is_none());
    }

    #[test]
    fn labels_are_forgotten_with_their_steps() {
        let (mut steps, none) = (Steps::default(), Document::default());
        for n in 0..2 * MOST_STEPS {
            steps.push(moved(0.0, 0.5, 10.0 * n as f64), &Values::default(), &none);
        }
        let mut undone = 0;
        while steps.undo(&Values::default(), &none).is_some() {
            undone += 1;
        }
        assert_eq!((undone, steps.last()), (MOST_STEPS, None));
    }
}
