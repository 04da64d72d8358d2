//! Presets: settings with a name and a reason, as files of text. Those that come with the plugin are built in.
//!
//! A preset never holds what belongs to the place, the programme or the moment, so loading one leaves that alone.
//! Main and editor thread only: everything here allocates.

pub mod factory;
pub mod format;
#[cfg(test)]
mod mutations;
pub mod user;

use threshold_core::parameters::{Parameter, SLOTS, Stored, Values};

use crate::story::{Document, Slot};

pub use factory::{factory, find};
pub use format::PresetError;

/// Settings with a name, and what a browser says about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// What it is loaded by: a factory preset's file name without extension; empty in a preset that was just read.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// Who made it.
    pub author: String,
    /// Under what a browser lists it.
    pub category: String,
    /// What is heard.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The state of the story it renders, `S3` say.
    pub state: Option<String>,
    /// The plugin that wrote it.
    pub version: String,
    /// What it sets; session parameters stand at their defaults.
    pub values: Values,
    /// The scenes that replace the bank; without them the bank stays as it is.
    pub scenes: Option<[Option<Slot>; SLOTS]>,
}

impl Preset {
    /// A preset of what an instance holds: `values`, and the scenes of `document` if there is one.
    pub fn capture(name: &str, values: &Values, document: Option<&Document>) -> Self {
        let sound = values.sanitised();
        Self {
            id: String::new(),
            name: name.to_owned(),
            author: String::new(),
            category: String::new(),
            description: String::new(),
            tags: Vec::new(),
            state: None,
            version: format::VERSION.to_owned(),
            values: Values::default().map(|n, entry, rest| if is_stored(entry) { sound.at(n) } else { rest }),
            scenes: document.map(|document| document.slots().clone()),
        }
    }

    /// What the parameters are to be once this is loaded where they stand at `current`.
    pub fn values_over(&self, current: &Values) -> Values {
        current.map(|n, parameter, value| if is_stored(parameter) { self.values.at(n) } else { value })
    }

    /// What an instance that holds `current` is to hold once this is loaded.
    pub fn document_over(&self, current: &Document) -> Document {
        let mut document = current.clone();
        document.preset.clone_from(&self.name);
        match &self.scenes {
            Some(scenes) => document.with_scenes(scenes.clone()),
            None => document,
        }
    }
}

/// Whether presets store `parameter`.
pub fn is_stored(parameter: &Parameter) -> bool {
    parameter.stored != Stored::Session
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, SCENE, SEED};

    #[test]
    fn loading_leaves_the_session_and_the_bank_alone() {
        let mut held = Document::default();
        held.put(3, "Third", &Values::default().with(&LOSS, 0.9));
        let current = Values::default().with(&LOSS, 0.2).with(&SEED, 7.0).with(&SCENE, 1.0);
        let preset = Preset::capture("One", &Values::default().with(&LOSS, 0.5).with(&SEED, 9.0), None);
        assert_eq!(preset.values.of(&SEED), SEED.default);
        let after = preset.values_over(&current);
        assert_eq!((after.of(&LOSS), after.of(&SEED), after.of(&SCENE)), (0.5, 7.0, SCENE.default));
        let document = preset.document_over(&held);
        assert_eq!((document.preset.as_str(), document.slots()), ("One", held.slots()));
    }

    #[test]
    fn scenes_that_a_preset_brings_replace_the_bank() {
        let mut own = Document::default();
        own.put(5, "Fifth", &Values::default().with(&LOSS, 0.5));
        let preset = Preset::capture("A journey", &Values::default().with(&SCENE, 1.0), Some(&own));
        let mut held = Document::default();
        held.put(3, "Third", &Values::default());
        assert_eq!(preset.document_over(&held).slots(), own.slots());
    }
}
