//! What is done to all of an instance at once, one thing after the other, and the way back from everything the user does.
//!
//! Parts of the editor ask; the desk acts at the end of a frame. Hosts may take a while to tell changed values back, so it
//! waits until they have, or the next thing would begin from values that are about to change.

use std::collections::VecDeque;

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::path::{PATHS, Stations};
use threshold_core::parameters::{AUDIOGRAM_POINTS, LOSS, LOSS_PATH, THRESHOLDS, Values};

use super::compare::{Compare, Side};
use super::gesture::{Gesture, Step};
use super::history::History;
use super::recall::recall;
use super::setter::ParamSetter;
use crate::params::ThresholdParams;
use crate::presets::Preset;
use crate::story::Document;

/// How long a host may take to tell changed values back, seconds: a few of the longest blocks.
const ECHO_SECONDS: f64 = 0.25;

/// Something to be done to all of the instance.
#[derive(Debug, Clone)]
pub enum Ask {
    /// Take the last step back.
    Undo,
    /// Do it again.
    Redo,
    /// Go to the other side of A and B.
    Turn,
    /// Copy this side to the other one.
    Copy,
    /// Load a preset.
    Load(Box<Preset>),
    /// Take the name of a preset that was just saved.
    Named(String),
    /// Put these thresholds into the custom audiogram, dB HL, and make that all there is to the loss. An ear without any
    /// keeps its own.
    Thresholds(PerEar<Option<[f32; AUDIOGRAM_POINTS]>>),
    /// Clear the custom audiogram.
    Clear,
}

/// What is to become of an instance.
#[derive(Debug, Clone, PartialEq)]
struct Order {
    values: Values,
    document: Option<Document>,
    /// Name of the step that it is; nothing if it is no step but goes along them.
    step: Option<String>,
    is_turn: bool,
}

/// What is asked for, what was done, and both sides of A and B.
#[derive(Default)]
pub struct Desk {
    asks: VecDeque<Ask>,
    gesture: Gesture,
    history: History,
    compare: Compare,
    /// What the instance holds besides parameters, and how often that has changed.
    document: Document,
    revision: Option<u64>,
    /// What the host was last asked for, and until when its answer is waited for.
    awaited: Option<(Values, f64)>,
}

impl Desk {
    /// Asks for something.
    pub fn ask(&mut self, ask: Ask) {
        self.asks.push_back(ask);
    }

    /// Name of the step that undo takes back.
    pub fn undo_name(&self) -> Option<String> {
        self.history.last().map(Step::name)
    }

    /// Name of the step that redo does again.
    pub fn redo_name(&self) -> Option<String> {
        self.history.next().map(Step::name)
    }

    /// Which side of A and B plays.
    pub fn side(&self) -> Side {
        self.compare.side()
    }

    /// What the instance holds besides parameters, as of this frame.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// At the beginning of a frame: what has changed since the last one was not the user.
    pub fn begin(&mut self, params: &ThresholdParams) {
        let revision = params.story.revision();
        if self.revision.replace(revision) != Some(revision) {
            self.document = params.story.document();
        }
    }

    /// At the end of a frame: remembers what the user did, and does what is asked for if nothing is in hand.
    pub fn end(&mut self, params: &ThresholdParams, setter: &ParamSetter, pointer_is_down: bool, time: f64) {
        self.take_notes(params, setter);
        if let Some(step) = self.gesture.finish(pointer_is_down, time) {
            self.history.push(step);
        }
        let values = params.values();
        self.awaited = self.awaited.filter(|(awaited, until)| *awaited != values && time < *until);
        if !self.gesture.is_idle() || self.awaited.is_some() {
            return;
        }
        let Some(order) = self.asks.pop_front().and_then(|ask| self.order(ask, &values)) else { return };
        recall(params, setter, &order.values, order.document);
        self.awaited = Some((params.settled(&order.values), time + ECHO_SECONDS));
        self.take_notes(params, setter);
        let done = self.gesture.finish(false, time);
        if let (Some(name), Some(step)) = (order.step, done) {
            self.history.push(step.called(name, order.is_turn));
        }
    }

    fn take_notes(&mut self, params: &ThresholdParams, setter: &ParamSetter) {
        for note in setter.notes() {
            self.gesture.note(note);
        }
        let revision = params.story.revision();
        if self.revision != Some(revision) {
            let document = params.story.document();
            self.gesture.edited(&self.document, &document);
            (self.document, self.revision) = (document, Some(revision));
        }
    }

    /// What becomes of an instance whose parameters stand at `values`.
    fn order(&mut self, ask: Ask, values: &Values) -> Option<Order> {
        let step =
            |name: String, values, document| Order { values, document, step: Some(name), is_turn: false };
        let along = |values, document| Order { values, document, step: None, is_turn: false };
        match ask {
            Ask::Undo if self.history.last().is_some_and(Step::is_turn) => {
                self.history.undo();
                let (values, document) = self.compare.turn(values, &self.document)?;
                Some(along(values, Some(document)))
            }
            Ask::Redo if self.history.next().is_some_and(Step::is_turn) => {
                self.history.redo();
                let (values, document) = self.compare.turn(values, &self.document)?;
                Some(along(values, Some(document)))
            }
            Ask::Undo => {
                let undone = self.history.undo()?;
                Some(along(undone.undone(values), undone.document_before().cloned()))
            }
            Ask::Redo => {
                let redone = self.history.redo()?;
                Some(along(redone.redone(values), redone.document_after().cloned()))
            }
            Ask::Turn => {
                let (values, document) = self.compare.turn(values, &self.document)?;
                let name = format!("to {}", self.compare.side().name());
                Some(Order { is_turn: true, ..step(name, values, Some(document)) })
            }
            Ask::Copy => {
                self.compare.copy(values, &self.document);
                None
            }
            Ask::Load(preset) => {
                let document = preset.document_over(&self.document);
                Some(step(format!("load {}", preset.name), preset.values_over(values), Some(document)))
            }
            Ask::Named(name) => {
                let mut document = self.document.clone();
                document.preset.clone_from(&name);
                Some(step(format!("name {name}"), *values, Some(document)))
            }
            Ask::Thresholds(thresholds) => {
                let custom = PATHS.iter().position(|path| path.stations == Stations::Custom)?;
                let values = with_thresholds(values, &thresholds);
                let values = values.with(&LOSS_PATH, custom as f32).with(&LOSS, 1.0);
                Some(step("paste audiogram".to_owned(), values, None))
            }
            Ask::Clear => {
                let clear = PerEar::same(Some([0.0; AUDIOGRAM_POINTS]));
                Some(step("clear audiogram".to_owned(), with_thresholds(values, &clear), None))
            }
        }
    }
}

/// `values` with another custom audiogram; an ear without thresholds keeps its own.
fn with_thresholds(values: &Values, thresholds: &PerEar<Option<[f32; AUDIOGRAM_POINTS]>>) -> Values {
    let mut values = *values;
    for (ear, entries) in Ear::BOTH.into_iter().zip(&THRESHOLDS) {
        for (entry, level) in entries.iter().zip(thresholds[ear].iter().flatten()) {
            values = values.with(entry, *level);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::gesture::Note;
    use threshold_core::parameters::{SEED, TRIM, position};

    /// Does what `ask` asks for, where parameters stand at `values`, and remembers it as the editor does.
    fn done(desk: &mut Desk, ask: Ask, values: &mut Values) {
        let Some(order) = desk.order(ask, values) else { return };
        for ((entry, before), (_, after)) in values.iter().zip(order.values.iter()) {
            let position = position(entry.id);
            if before != after {
                desk.gesture.note(Note::Taken { position, before });
                desk.gesture.note(Note::Moved { position, after });
                desk.gesture.note(Note::Released { position });
            }
        }
        *values = order.values;
        if let Some(document) = order.document {
            desk.gesture.edited(&desk.document, &document);
            desk.document = document;
        }
        let step = desk.gesture.finish(false, 0.0);
        if let (Some(name), Some(step)) = (order.step, step) {
            desk.history.push(step.called(name, order.is_turn));
        }
    }

    fn preset(name: &str, loss: f32) -> Box<Preset> {
        Box::new(Preset::capture(name, &Values::default().with(&LOSS, loss), None))
    }

    #[test]
    fn a_preset_is_loaded_by_one_step_and_its_name_goes_with_it() {
        let (mut desk, mut values) = (Desk::default(), Values::default().with(&SEED, 5.0).with(&TRIM, -2.0));
        done(&mut desk, Ask::Load(preset("One", 0.4)), &mut values);
        assert_eq!((values.of(&LOSS), values.of(&SEED), values.of(&TRIM)), (0.4, 5.0, 0.0));
        assert_eq!((desk.document().preset.as_str(), desk.undo_name().as_deref()), ("One", Some("load One")));
        done(&mut desk, Ask::Undo, &mut values);
        assert_eq!((values.of(&LOSS), values.of(&TRIM), desk.document().preset.as_str()), (0.0, -2.0, ""));
        assert_eq!((desk.undo_name(), desk.redo_name().as_deref()), (None, Some("load One")));
        done(&mut desk, Ask::Redo, &mut values);
        assert_eq!((values.of(&LOSS), desk.document().preset.as_str()), (0.4, "One"));
    }

    #[test]
    fn going_to_the_other_side_is_taken_back_by_going_back() {
        let (mut desk, mut values) = (Desk::default(), Values::default());
        done(&mut desk, Ask::Load(preset("One", 0.1)), &mut values);
        done(&mut desk, Ask::Turn, &mut values);
        done(&mut desk, Ask::Load(preset("Two", 0.8)), &mut values);
        done(&mut desk, Ask::Turn, &mut values);
        assert_eq!((desk.side(), values.of(&LOSS), desk.document().preset.as_str()), (Side::A, 0.1, "One"));
        done(&mut desk, Ask::Undo, &mut values);
        assert_eq!((desk.side(), values.of(&LOSS), desk.document().preset.as_str()), (Side::B, 0.8, "Two"));
        done(&mut desk, Ask::Redo, &mut values);
        assert_eq!((desk.side(), values.of(&LOSS)), (Side::A, 0.1));
        done(&mut desk, Ask::Copy, &mut values);
        done(&mut desk, Ask::Turn, &mut values);
        assert_eq!((desk.side(), values.of(&LOSS)), (Side::B, 0.1));
    }

    #[test]
    fn a_pasted_audiogram_is_the_custom_path_at_full_loss_and_clearing_it_is_a_step() {
        let (mut desk, mut values) = (Desk::default(), Values::default());
        let own = values.with(&THRESHOLDS[0][3], 33.0);
        values = own;
        let right = PerEar::from_fn(|ear| (ear == Ear::Right).then_some([45.0; AUDIOGRAM_POINTS]));
        done(&mut desk, Ask::Thresholds(right), &mut values);
        assert_eq!((values.of(&LOSS), values.of(&LOSS_PATH)), (1.0, 1.0));
        assert_eq!((values.of(&THRESHOLDS[0][3]), values.of(&THRESHOLDS[1][3])), (33.0, 45.0));
        done(&mut desk, Ask::Clear, &mut values);
        assert!(THRESHOLDS.iter().flatten().all(|entry| values.of(entry) == 0.0));
        done(&mut desk, Ask::Undo, &mut values);
        assert_eq!(values.of(&THRESHOLDS[1][3]), 45.0);
        done(&mut desk, Ask::Undo, &mut values);
        assert_eq!(values, own);
    }
}
