//! What is done to all of an instance at once, one thing after the other, and the way back from everything the user does.
//!
//! Parts of the editor ask; the desk acts at the end of a frame. Hosts may take a while to tell changed values back, so it
//! waits until they have, or the next thing would begin from values that are about to change.

use std::collections::VecDeque;

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::path::{PATHS, Stations};
use threshold_core::parameters::{AUDIOGRAM_POINTS, BETTER_EAR, LOSS, LOSS_PATH, THRESHOLDS, Values};

use super::gesture::Gesture;
use super::recall::recall;
use super::setter::{ECHO_SECONDS, ParamSetter};
use super::steps::{Label, Steps};
use crate::compare::{Compare, Side};
use crate::params::ThresholdParams;
use crate::presets::Preset;
use crate::snapshot::Snapshot;
use crate::story::Document;

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
    /// What it is if it is a step; nothing if it goes along them.
    label: Option<Label>,
}

/// What is asked for, what was done, and both sides of A and B.
#[derive(Default)]
pub struct Desk {
    asks: VecDeque<Ask>,
    gesture: Gesture,
    steps: Steps,
    /// Nothing as long as both sides are alike.
    compare: Option<Compare>,
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
        self.steps.last()
    }

    /// Name of the step that redo does again.
    pub fn redo_name(&self) -> Option<String> {
        self.steps.next()
    }

    /// Which side of A and B plays.
    pub fn side(&self) -> Side {
        self.compare.as_ref().map_or(Side::A, Compare::active)
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
        let values = params.values();
        if let Some(step) = self.gesture.finish(pointer_is_down, time) {
            self.steps.push(step, &values, &self.document);
        }
        self.awaited = self.awaited.filter(|(awaited, until)| *awaited != values && time < *until);
        if !self.gesture.is_idle() || self.awaited.is_some() {
            return;
        }
        let Some(order) = self.asks.pop_front().and_then(|ask| self.order(ask, &values)) else { return };
        recall(params, setter, &order.values, order.document);
        self.awaited = Some((params.settled(&order.values), time + ECHO_SECONDS));
        self.take_notes(params, setter);
        self.called(order.label, &values, time);
    }

    /// What was just noted is what was called for.
    fn called(&mut self, label: Option<Label>, values: &Values, time: f64) {
        if let (Some(step), Some(label)) = (self.gesture.finish(false, time), label) {
            self.steps.push_called(&step, label, values, &self.document);
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
        let step = |name: String, values, document| {
            Some(Order { values, document, label: Some(Label { name, is_turn: false }) })
        };
        match ask {
            Ask::Undo => {
                let undone = self.steps.undo(values, &self.document)?;
                Some(self.along(undone, values))
            }
            Ask::Redo => {
                let redone = self.steps.redo(values, &self.document)?;
                Some(self.along(redone, values))
            }
            Ask::Turn => {
                let there = self.turn(values);
                let name = if self.side() == Side::A { "to A" } else { "to B" }.to_owned();
                let label = Some(Label { name, is_turn: true });
                Some(Order { values: there.values, document: self.unless_held(there.document), label })
            }
            Ask::Copy => {
                let document = self.document.clone();
                self.sides(values).copy(values, &document);
                None
            }
            Ask::Load(preset) => {
                let document = preset.document_over(&self.document);
                step(format!("load {}", preset.name), preset.values_over(values), Some(document))
            }
            Ask::Named(name) => {
                let mut document = self.document.clone();
                document.preset.clone_from(&name);
                step(format!("name {name}"), *values, Some(document))
            }
            Ask::Thresholds(thresholds) => {
                let custom = PATHS.iter().position(|path| path.stations == Stations::Custom)?;
                let values = with_thresholds(values, &thresholds);
                let values = values.with(&LOSS_PATH, custom as f32).with(&LOSS, 1.0).with(&BETTER_EAR, 0.0);
                step("paste audiogram".to_owned(), values, None)
            }
            Ask::Clear => {
                let clear = PerEar::same(Some([0.0; AUDIOGRAM_POINTS]));
                step("clear audiogram".to_owned(), with_thresholds(values, &clear), None)
            }
        }
    }
}

impl Desk {
    /// What a step back or forth makes of an instance. The way back from the other side of A and B is to go there again.
    fn along(&mut self, (snapshot, label): (Snapshot, Label), values: &Values) -> Order {
        let Snapshot { values, document } = if label.is_turn { self.turn(values) } else { snapshot };
        Order { values, document: self.unless_held(document), label: None }
    }

    /// Goes to the other side, and says what is to be held there.
    fn turn(&mut self, values: &Values) -> Snapshot {
        let document = self.document.clone();
        self.sides(values).toggle(values, &document)
    }

    fn sides(&mut self, values: &Values) -> &mut Compare {
        self.compare.get_or_insert_with(|| Compare::new(values, &self.document))
    }

    /// `document`, if it is another than what is held.
    fn unless_held(&self, document: Document) -> Option<Document> {
        (document != self.document).then_some(document)
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
        desk.called(order.label, values, 0.0);
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
