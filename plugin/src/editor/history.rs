//! What was done, step by step, and how far it is taken back.

use std::collections::VecDeque;

use super::gesture::Step;

/// How many steps are remembered.
const MOST: usize = 200;

/// Steps in their order; those from `done` on are undone.
#[derive(Debug, Default)]
pub struct History {
    steps: VecDeque<Step>,
    done: usize,
}

impl History {
    /// Remembers a step. What was undone can't be redone any more.
    pub fn push(&mut self, step: Step) {
        self.steps.truncate(self.done);
        if !self.steps.back_mut().is_some_and(|last| last.join(&step)) {
            self.steps.push_back(step);
        }
        if self.steps.back().is_some_and(Step::is_empty) {
            self.steps.pop_back();
        }
        if self.steps.len() > MOST {
            self.steps.pop_front();
        }
        self.done = self.steps.len();
    }

    /// The step that undo would take back.
    pub fn last(&self) -> Option<&Step> {
        self.steps.get(self.done.checked_sub(1)?)
    }

    /// The step that redo would do again.
    pub fn next(&self) -> Option<&Step> {
        self.steps.get(self.done)
    }

    /// Takes the last step back, and says which it was.
    pub fn undo(&mut self) -> Option<&Step> {
        self.done = self.done.checked_sub(1)?;
        self.next()
    }

    /// Does the next step again, and says which it is.
    pub fn redo(&mut self) -> Option<&Step> {
        if self.done == self.steps.len() {
            return None;
        }
        self.done += 1;
        self.last()
    }
}

#[cfg(test)]
mod tests {
    use super::super::gesture::{Gesture, Note};
    use super::*;
    use threshold_core::parameters::{LOSS, Values, position};

    fn step(before: f32, after: f32, time: f64) -> Step {
        let position = position("loss");
        let mut gesture = Gesture::default();
        gesture.note(Note::Taken { position, before });
        gesture.note(Note::Moved { position, after });
        gesture.note(Note::Released { position });
        gesture.finish(false, time).expect("a step")
    }

    #[test]
    fn steps_are_undone_and_redone_in_order() {
        let mut history = History::default();
        assert!(history.undo().is_none() && history.redo().is_none());
        history.push(step(0.0, 0.2, 0.0));
        history.push(step(0.2, 0.6, 10.0));
        let loss = |step: Option<&Step>, redo: bool| {
            step.map(|step| {
                let values = Values::default();
                if redo { step.redone(&values) } else { step.undone(&values) }.of(&LOSS)
            })
        };
        assert_eq!(loss(history.undo(), false), Some(0.2));
        assert_eq!(loss(history.undo(), false), Some(0.0));
        assert_eq!(loss(history.undo(), false), None);
        assert_eq!(loss(history.redo(), true), Some(0.2));
        history.push(step(0.2, 0.9, 20.0));
        assert_eq!(loss(history.redo(), true), None);
        assert_eq!(loss(history.undo(), false), Some(0.2));
    }

    #[test]
    fn there_and_back_at_once_is_nothing_and_old_steps_are_forgotten() {
        let mut history = History::default();
        history.push(step(0.0, 0.2, 0.0));
        history.push(step(0.2, 0.0, 0.5));
        assert!(history.last().is_none());
        for n in 0..2 * MOST {
            history.push(step(0.0, 0.5, 10.0 * n as f64));
        }
        let mut undone = 0;
        while history.undo().is_some() {
            undone += 1;
        }
        assert_eq!(undone, MOST);
    }
}
