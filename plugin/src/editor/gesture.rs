//! What the user does, as steps that can be undone: everything between taking something in hand and letting go of it.

use threshold_core::parameters::{TABLE, THRESHOLDS, Values};

use crate::story::Document;

/// How long after a single move another one of the same parameter belongs to it, seconds: notches of a wheel, presses
/// of a key.
const TOGETHER: f64 = 1.0;

/// Something a hand does to a parameter, which stands in the table at `position`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Note {
    /// Takes it.
    Taken {
        /// Which.
        position: usize,
        /// Its plain value until now.
        before: f32,
    },
    /// Moves it.
    Moved {
        /// Which.
        position: usize,
        /// Its plain value from now on.
        after: f32,
    },
    /// Lets it go.
    Released {
        /// Which.
        position: usize,
    },
}

/// A parameter that was moved.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Move {
    position: usize,
    before: f32,
    after: f32,
}

impl Move {
    /// Whether a threshold of the custom audiogram was moved.
    fn is_threshold(&self) -> bool {
        THRESHOLDS.iter().flatten().any(|threshold| threshold.id == TABLE[self.position].id)
    }
}

/// What one undo takes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    moves: Vec<Move>,
    /// What else the instance held before and after, if that changed.
    documents: Option<[Box<Document>; 2]>,
    /// When it was over, seconds.
    time: f64,
    /// Whether it was a single move.
    is_single: bool,
}

impl Step {
    /// `values` without the step; what it did not move stays as it is.
    pub fn undone(&self, values: &Values) -> Values {
        self.applied(values, |step| step.before)
    }

    /// `values` with it.
    pub fn redone(&self, values: &Values) -> Values {
        self.applied(values, |step| step.after)
    }

    /// What else was held before it, if it changed that.
    pub fn document_before(&self) -> Option<&Document> {
        self.documents.as_ref().map(|[before, _]| &**before)
    }

    /// What else was held after it, if it changed that.
    pub fn document_after(&self) -> Option<&Document> {
        self.documents.as_ref().map(|[_, after]| &**after)
    }

    /// What it was, in a few words.
    pub fn name(&self) -> String {
        match &self.moves[..] {
            [] => "scenes".to_owned(),
            [one] => TABLE[one.position].name.to_owned(),
            all if all.iter().any(Move::is_threshold) => "audiogram".to_owned(),
            all => format!("{} controls", all.len()),
        }
    }

    /// Whether it was a single move, which may go on.
    pub fn is_single(&self) -> bool {
        self.is_single
    }

    fn applied(&self, values: &Values, side: impl Fn(&Move) -> f32) -> Values {
        let mut values = *values;
        for step in &self.moves {
            values.set(step.position, side(step));
        }
        values
    }

    /// Takes `next` into this step if both are single moves of one parameter, one soon after the other.
    pub fn join(&mut self, next: &Self) -> bool {
        let ([one], [other]) = (&mut self.moves[..], &next.moves[..]) else { return false };
        let alike = one.position == other.position && self.is_single && next.is_single;
        let nothing_else = self.documents.is_none() && next.documents.is_none();
        let joins = alike && nothing_else && next.time - self.time < TOGETHER;
        if joins {
            one.after = other.after;
            self.time = next.time;
        }
        joins
    }

    /// Whether it changes nothing.
    fn is_empty(&self) -> bool {
        self.documents.is_none() && self.moves.iter().all(|step| step.before == step.after)
    }
}

/// What the hand is doing.
#[derive(Debug, Default)]
pub struct Gesture {
    held: Vec<usize>,
    moves: Vec<Move>,
    documents: Option<[Box<Document>; 2]>,
    /// For how many frames it has gone on.
    frames: usize,
}

impl Gesture {
    /// Whether nothing is in hand.
    pub fn is_idle(&self) -> bool {
        self.moves.is_empty() && self.documents.is_none()
    }
}

impl Gesture {
    /// Takes note of something the hand did.
    pub fn note(&mut self, note: Note) {
        match note {
            Note::Taken { position, before } => {
                self.held.push(position);
                if !self.moves.iter().any(|step| step.position == position) {
                    self.moves.push(Move { position, before, after: before });
                }
            }
            Note::Moved { position, after } => {
                if let Some(step) = self.moves.iter_mut().find(|step| step.position == position) {
                    step.after = after;
                }
            }
            Note::Released { position } => {
                if let Some(place) = self.held.iter().position(|held| *held == position) {
                    self.held.swap_remove(place);
                }
            }
        }
    }

    /// Takes note that what else is held was changed.
    pub fn edited(&mut self, before: &Document, after: &Document) {
        match &mut self.documents {
            Some([_, now]) => (**now).clone_from(after),
            None => self.documents = Some([before, after].map(|document| Box::new(document.clone()))),
        }
    }

    /// The step it was, if it is over and changed anything. To be asked at the end of every frame.
    pub fn finish(&mut self, pointer_is_down: bool, time: f64) -> Option<Step> {
        self.frames += 1;
        if !self.held.is_empty() || (pointer_is_down && !self.is_idle()) {
            return None;
        }
        let Self { mut moves, documents, frames, .. } = std::mem::take(self);
        moves.retain(|step| step.before != step.after);
        let documents = documents.filter(|documents| documents[0] != documents[1]);
        let step = Step { is_single: frames == 1 && moves.len() == 1, moves, documents, time };
        (!step.is_empty()).then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LISTENING_LEVEL, LOSS, TRIM, position};

    const AT_LOSS: usize = position("loss");
    const AT_TRIM: usize = position("trim");

    fn turned(gesture: &mut Gesture, at: usize, before: f32, after: f32) {
        gesture.note(Note::Taken { position: at, before });
        gesture.note(Note::Moved { position: at, after });
        gesture.note(Note::Released { position: at });
    }

    #[test]
    fn a_drag_is_one_step_however_long_it_takes() {
        let mut gesture = Gesture::default();
        gesture.note(Note::Taken { position: AT_LOSS, before: 0.1 });
        for frame in 0..5_u8 {
            gesture.note(Note::Moved { position: AT_LOSS, after: 0.1 * f32::from(frame) });
            assert_eq!(gesture.finish(true, 0.0), None);
        }
        gesture.note(Note::Released { position: AT_LOSS });
        let step = gesture.finish(false, 1.0).expect("a step");
        // Automation that ran meanwhile stays as it is.
        let now = Values::default().with(&LOSS, 0.4).with(&TRIM, -7.0);
        assert_eq!(step.undone(&now), now.with(&LOSS, 0.1));
        assert_eq!(step.redone(&step.undone(&now)), now);
        assert_eq!((step.name().as_str(), gesture.finish(false, 2.0)), ("Loss", None));
    }

    #[test]
    fn many_parameters_in_one_frame_are_one_step() {
        let mut gesture = Gesture::default();
        turned(&mut gesture, AT_LOSS, 0.0, 0.5);
        turned(&mut gesture, AT_TRIM, 0.0, -3.0);
        let mut named = Document::default();
        named.preset = "The drummer".to_owned();
        gesture.edited(&Document::default(), &named);
        let step = gesture.finish(false, 0.0).expect("a step");
        assert_eq!(step.undone(&step.redone(&Values::default())), Values::default());
        assert_eq!(
            (step.document_before(), step.document_after()),
            (Some(&Document::default()), Some(&named))
        );
        assert_eq!(step.name(), "2 controls");
    }

    #[test]
    fn notches_of_a_wheel_belong_together_and_drags_do_not() {
        let notch = |before, after, time| {
            let mut gesture = Gesture::default();
            turned(&mut gesture, AT_LOSS, before, after);
            gesture.finish(false, time).expect("a step")
        };
        let mut first = notch(0.1, 0.2, 0.0);
        assert!(first.join(&notch(0.2, 0.3, 0.5)) && first.join(&notch(0.3, 0.4, 1.2)));
        assert_eq!(first.undone(&Values::default()).of(&LOSS), 0.1);
        assert!(!first.join(&notch(0.4, 0.5, 2.5)));
        let mut gesture = Gesture::default();
        gesture.note(Note::Taken { position: AT_LOSS, before: 0.4 });
        assert_eq!(gesture.finish(true, 1.3), None);
        gesture.note(Note::Moved { position: AT_LOSS, after: 0.9 });
        gesture.note(Note::Released { position: AT_LOSS });
        assert!(!first.join(&gesture.finish(false, 1.4).expect("a step")));
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        let mut gesture = Gesture::default();
        turned(&mut gesture, position(LISTENING_LEVEL.id), 79.0, 79.0);
        gesture.edited(&Document::default(), &Document::default());
        assert_eq!(gesture.finish(false, 0.0), None);
    }

    #[test]
    fn a_document_edited_by_a_drag_is_one_step_when_the_pointer_is_up() {
        let mut gesture = Gesture::default();
        let named = |name: &str| {
            let mut document = Document::default();
            document.preset = name.to_owned();
            document
        };
        gesture.edited(&named("a"), &named("b"));
        assert_eq!(gesture.finish(true, 0.0), None);
        gesture.edited(&named("b"), &named("c"));
        let step = gesture.finish(false, 0.1).expect("a step");
        assert_eq!(step.document_before(), Some(&named("a")));
        assert_eq!(step.document_after(), Some(&named("c")));
    }
}
