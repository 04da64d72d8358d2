//! What can be done with a slot: the menu that offers it, and how it is done.

use egui::{Button, Ui};
use threshold_core::parameters::{SLOTS, Values};

use super::line;
use crate::editor::recall::story_changed;
use crate::editor::setter::ParamSetter;
use crate::params::ThresholdParams;
use crate::story::Document;

/// A change of a slot.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Takes these values into it, under this name if it had none.
    Capture(Box<Values>, String),
    /// Calls its scene so.
    Rename(String),
    /// Empties it.
    Clear,
    /// Copies it over another slot.
    Copy(usize),
    /// Exchanges it with another slot.
    Swap(usize),
}

impl Edit {
    /// Changes `slot` of `document`.
    pub fn apply(self, document: &mut Document, slot: usize) {
        match self {
            Self::Capture(values, name) => {
                let name = document.slot(slot).map_or(name, |scene| scene.name.clone());
                document.put(slot, &name, &values);
            }
            Self::Rename(name) => document.rename(slot, &name),
            Self::Clear => document.clear(slot),
            Self::Copy(to) => document.copy(slot, to),
            Self::Swap(other) => document.swap(slot, other),
        }
    }
}

/// What somebody chose from a slot's menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Capture what sounds.
    Capture,
    /// Begin to type a name.
    Rename,
    /// Empty the slot.
    Clear,
    /// Copy it over another one.
    Copy(usize),
    /// Exchange it with another one.
    Swap(usize),
}

/// The menu of `slot`.
pub fn menu(ui: &mut Ui, document: &Document, slot: usize) -> Option<Choice> {
    let is_full = document.slot(slot).is_some();
    let mut chosen = None;
    let mut offer = |ui: &mut Ui, text: &str, purpose: &str, in_use: bool, choice: Choice| {
        if ui.add_enabled(in_use, Button::new(text)).on_hover_text(purpose).clicked() {
            chosen = Some(choice);
            ui.close();
        }
    };
    ui.weak(line::told(document, slot));
    let capture = if is_full { "Capture again" } else { "Capture" };
    offer(ui, capture, "Puts what sounds now into this slot.", true, Choice::Capture);
    offer(ui, "Rename", "Gives the scene in this slot another name.", is_full, Choice::Rename);
    offer(ui, "Clear", "Empties this slot: it then holds the one before.", is_full, Choice::Clear);
    for (text, in_use, choice) in
        [("Copy to", is_full, Choice::Copy as fn(usize) -> Choice), ("Swap with", true, Choice::Swap)]
    {
        ui.add_enabled_ui(in_use, |ui| {
            ui.menu_button(text, |ui| {
                for other in (0..SLOTS).filter(|other| *other != slot) {
                    let own = document.slot(other).map(|_| line::name(document, other)).unwrap_or_default();
                    offer(ui, format!("{other}  {own}").trim_end(), "", true, choice(other));
                }
            });
        });
    }
    chosen
}

/// Makes `edit` in `slot` of the instance: the sound glides there, and the host hears that something has changed.
pub fn make(params: &ThresholdParams, setter: &ParamSetter, slot: usize, edit: Edit) {
    params.story.edit(|document| edit.apply(document, slot));
    story_changed(params, setter);
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::LOSS;

    #[test]
    fn slots_keep_their_names_when_captured_again() {
        let mut document = Document::default();
        let capture = |loss| {
            let values = Values::default().with(&LOSS, loss);
            Edit::Capture(Box::new(values), "Mumble".to_owned())
        };
        capture(0.5).apply(&mut document, 4);
        assert_eq!(document.slot(4).map(|scene| scene.name.as_str()), Some("Mumble"));
        Edit::Rename("The bar".to_owned()).apply(&mut document, 4);
        capture(0.6).apply(&mut document, 4);
        let scene = document.slot(4).expect("captured");
        assert_eq!((scene.name.as_str(), scene.values.of(&LOSS)), ("The bar", 0.6));
    }

    #[test]
    fn slots_are_copied_swapped_and_cleared() {
        let mut document = Document::default();
        document.put(1, "One", &Values::default());
        Edit::Copy(5).apply(&mut document, 1);
        Edit::Rename("Five".to_owned()).apply(&mut document, 5);
        Edit::Swap(5).apply(&mut document, 1);
        assert_eq!((line::name(&document, 1), line::name(&document, 5)), ("Five".into(), "One".into()));
        Edit::Clear.apply(&mut document, 1);
        assert!(document.slot(1).is_none() && document.slot(5).is_some());
    }
}
