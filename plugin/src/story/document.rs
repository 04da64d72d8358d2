//! Scenes with names, as they are held and as they are kept in JSON.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value, json};
use threshold_core::parameters::{SLOTS, Values};
use threshold_core::story::Bank;
use threshold_core::story::bank::{captured, is_stored};

use crate::plain::{self, Manner, PlainError};

/// Longest name of a scene or preset, characters: what fits a list.
pub const LONGEST_NAME: usize = 64;

/// A scene and its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// What a person calls it.
    pub name: String,
    /// What it stores; everything else stands at its default.
    pub values: Values,
}

/// What an instance holds besides its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Name of the preset that was loaded or saved last; empty if there was none.
    pub preset: String,
    scenes: [Option<Slot>; SLOTS],
}

impl Default for Document {
    fn default() -> Self {
        Self { preset: String::new(), scenes: [const { None }; SLOTS] }
    }
}

/// What is wrong with scenes in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentError {
    /// It is no list of objects with a slot, a name and values.
    WrongShape,
    /// A slot does not exist, or stands twice.
    WrongSlot,
    /// The values of the scene in this slot.
    Values(usize, PlainError),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongShape => write!(f, "a scene is not an object with slot, name and values"),
            Self::WrongSlot => write!(f, "a scene's slot does not exist, or stands twice"),
            Self::Values(slot, error) => write!(f, "in the scene of slot {slot}, {error}"),
        }
    }
}

impl std::error::Error for DocumentError {}

impl Document {
    /// The scene in `slot`.
    pub fn slot(&self, slot: usize) -> Option<&Slot> {
        self.scenes.get(slot)?.as_ref()
    }

    /// Every slot, empty or not.
    pub fn slots(&self) -> &[Option<Slot>; SLOTS] {
        &self.scenes
    }

    /// Whether there is no scene at all.
    pub fn is_empty(&self) -> bool {
        self.scenes.iter().all(Option::is_none)
    }

    /// Puts what scenes store of `values` into `slot`. Slots that do not exist stay so.
    pub fn put(&mut self, slot: usize, name: &str, values: &Values) {
        if let Some(place) = self.scenes.get_mut(slot) {
            *place = Some(Slot { name: shortened(name), values: captured(&values.sanitised()) });
        }
    }

    /// Renames the scene in `slot`, if there is one.
    pub fn rename(&mut self, slot: usize, name: &str) {
        if let Some(Some(scene)) = self.scenes.get_mut(slot) {
            scene.name = shortened(name);
        }
    }

    /// Empties `slot`.
    pub fn clear(&mut self, slot: usize) {
        if let Some(place) = self.scenes.get_mut(slot) {
            *place = None;
        }
    }

    /// Copies the scene of one slot into another; an empty slot empties it.
    pub fn copy(&mut self, from: usize, to: usize) {
        if let (Some(scene), Some(place)) = (self.scenes.get(from).cloned(), self.scenes.get_mut(to)) {
            *place = scene;
        }
    }

    /// Exchanges the scenes of two slots.
    pub fn swap(&mut self, one: usize, other: usize) {
        if one < SLOTS && other < SLOTS {
            self.scenes.swap(one, other);
        }
    }

    /// These scenes instead of its own.
    pub fn with_scenes(mut self, scenes: [Option<Slot>; SLOTS]) -> Self {
        self.scenes = scenes;
        self
    }

    /// The scenes as the sound takes them.
    pub fn bank(&self) -> Bank {
        let mut bank = Bank::default();
        for (n, scene) in self.scenes.iter().enumerate() {
            bank.put(n, scene.as_ref().map(|scene| scene.values));
        }
        bank
    }
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

/// Scenes as a list of `{"slot": 3, "name": "On stage", "values": {...}}`.
pub fn scenes_to_json(scenes: &[Option<Slot>; SLOTS]) -> Value {
    let scenes = scenes.iter().enumerate().filter_map(|(slot, scene)| Some((slot, scene.as_ref()?)));
    scenes
        .map(|(slot, scene)| {
            json!({ "slot": slot, "name": scene.name, "values": plain::write(&scene.values, is_stored) })
        })
        .collect()
}

/// The scenes of such a list.
pub fn scenes_from_json(list: &[Value], manner: Manner) -> Result<[Option<Slot>; SLOTS], DocumentError> {
    let mut scenes = [const { None }; SLOTS];
    for scene in list {
        let field = |name| scene.get(name).ok_or(DocumentError::WrongShape);
        let slot = field("slot")?.as_u64().ok_or(DocumentError::WrongShape)?;
        let place = scenes.get_mut(usize::try_from(slot).unwrap_or(SLOTS)).ok_or(DocumentError::WrongSlot)?;
        let name = field("name")?.as_str().ok_or(DocumentError::WrongShape)?;
        let values = field("values")?.as_object().ok_or(DocumentError::WrongShape)?;
        let values = plain::read(values, manner, is_stored)
            .map_err(|error| DocumentError::Values(slot as usize, error))?;
        if place.replace(Slot { name: shortened(name), values }).is_some() {
            return Err(DocumentError::WrongSlot);
        }
    }
    Ok(scenes)
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({ "preset": self.preset, "scenes": scenes_to_json(&self.scenes) }).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Map::<String, Value>::deserialize(deserializer)?;
        let wrong = || de::Error::custom(DocumentError::WrongShape);
        let preset = object.get("preset").and_then(Value::as_str).ok_or_else(wrong)?;
        let scenes = object.get("scenes").and_then(Value::as_array).ok_or_else(wrong)?;
        let scenes = scenes_from_json(scenes, Manner::Lenient).map_err(de::Error::custom)?;
        Ok(Self { preset: shortened(preset), scenes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, SEED, TRIM};

    fn document() -> Document {
        let mut document = Document::default();
        document.put(2, "  Second\u{7} ", &Values::default().with(&LOSS, 0.2).with(&SEED, 8.0));
        document.put(5, "Fifth", &Values::default().with(&TRIM, -3.0));
        document
    }

    #[test]
    fn slots_are_captured_renamed_copied_swapped_and_cleared() {
        let mut document = document();
        assert_eq!(document.slot(2).map(|scene| scene.name.as_str()), Some("Second"));
        assert_eq!(document.slot(2).map(|scene| scene.values.of(&SEED)), Some(SEED.default));
        document.rename(2, "Two");
        document.copy(2, 3);
        document.swap(3, 5);
        document.clear(2);
        document.copy(99, 1);
        document.put(17, "beyond", &Values::default());
        let names: Vec<&str> = document.slots().iter().flatten().map(|scene| scene.name.as_str()).collect();
        assert_eq!(names, ["Fifth", "Two"]);
    }

    #[test]
    fn json_keeps_what_is_held() {
        let text = serde_json::to_string(&document()).expect("JSON");
        assert_eq!(serde_json::from_str::<Document>(&text).expect("a document"), document());
    }

    #[test]
    fn wrong_scenes_are_refused_with_the_reason() {
        let read = |list: Value| scenes_from_json(list.as_array().expect("a list"), Manner::Strict).err();
        let scene = |slot: i64, values: Value| json!({ "slot": slot, "name": "", "values": values });
        assert_eq!(read(json!([{}])), Some(DocumentError::WrongShape));
        assert_eq!(read(json!([scene(17, json!({}))])), Some(DocumentError::WrongSlot));
        assert_eq!(read(json!([scene(1, json!({})), scene(1, json!({}))])), Some(DocumentError::WrongSlot));
        assert_eq!(
            read(json!([scene(4, json!({ "loss": 2 }))])),
            Some(DocumentError::Values(4, PlainError::OutOfRange("loss")))
        );
        assert_eq!(
            read(json!([scene(4, json!({ "seed": 2 }))])),
            Some(DocumentError::Values(4, PlainError::WrongPlace("seed")))
        );
    }
}
