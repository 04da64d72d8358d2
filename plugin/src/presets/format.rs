//! A preset as text: JSON that people can read, compare and send, checked before anything of it is used.

use std::fmt;

use semver::Version;
use serde_json::{Map, Value};

use super::{Preset, is_stored};
use crate::json::{self, JsonError, MAX_DEPTH, MAX_VALUES};
use crate::plain::{self, Manner, PlainError};
use crate::story::{DocumentError, LONGEST_NAME, scenes_from_json, scenes_to_json};

/// How a preset's file name ends, without the dot.
pub const EXTENSION: &str = "tshift";

/// Most bytes a preset may have: a hundred times what 17 scenes with every parameter take.
pub const MAX_BYTES: usize = 1 << 20;

/// This plugin's version, which [`Preset::to_text`] writes down.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What `format` says in every preset.
const FORMAT: &str = "threshold-shift preset";

/// The newest schema this version reads, and the one it writes.
const SCHEMA: u64 = 1;

/// Longest description, characters.
pub const LONGEST_DESCRIPTION: usize = 2000;

/// Most tags.
pub const MOST_TAGS: usize = 16;

/// Longest state of the story, characters: `S11b` is one.
const LONGEST_STATE: usize = 8;

/// Longest version that is handed on, characters.
const LONGEST_VERSION: usize = 32;

/// Every field a preset may have.
const FIELDS: &[&str] = &[
    "format",
    "schema",
    "version",
    "name",
    "author",
    "category",
    "description",
    "tags",
    "state",
    "values",
    "scenes",
];

/// Why a text is no preset, or not one for this version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresetError {
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// It holds more than [`MAX_VALUES`].
    TooMany,
    /// Not UTF-8.
    NotText,
    /// Not JSON, from this line and column on.
    NotJson(usize, usize),
    /// JSON, but of something else.
    NotPreset,
    /// Written by a later plugin: its version.
    Newer(String),
    /// This field is missing, or of the wrong type.
    WrongField(&'static str),
    /// This field is empty.
    Empty(&'static str),
    /// This field is too long.
    TooLong(&'static str),
    /// It has a field that presets do not have.
    UnknownField,
    /// The values.
    Values(PlainError),
    /// The scenes.
    Scenes(DocumentError),
}

impl fmt::Display for PresetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the preset is larger than {} MiB", MAX_BYTES >> 20),
            Self::TooDeep => write!(f, "the preset is nested more than {MAX_DEPTH} levels deep"),
            Self::TooMany => write!(f, "the preset holds more than {MAX_VALUES} values"),
            Self::NotText => write!(f, "the preset is not a text in UTF-8"),
            Self::NotJson(line, column) => {
                write!(f, "the preset is not JSON from line {line}, column {column} on")
            }
            Self::NotPreset => write!(f, "this is not a preset of Threshold Shift"),
            Self::Newer(version) => {
                write!(f, "the preset was written by Threshold Shift {version}; this is {VERSION}")
            }
            Self::WrongField(field) => {
                write!(f, "the preset's `{field}` is missing, or not what belongs there")
            }
            Self::Empty(field) => write!(f, "the preset's `{field}` is empty"),
            Self::TooLong(field) => write!(f, "the preset's `{field}` is too long"),
            Self::UnknownField => write!(f, "the preset has a field that presets do not have"),
            Self::Values(error) => write!(f, "in the preset's values, {error}"),
            Self::Scenes(error) => write!(f, "in the preset's scenes, {error}"),
        }
    }
}

impl std::error::Error for PresetError {}

impl Preset {
    /// The preset that `text` is, without an id; or why it is none, and nothing else.
    pub fn read(text: &str) -> Result<Self, PresetError> {
        let fields = parsed(text)?;
        let version = readable_version(&fields)?;
        if !fields.keys().all(|key| FIELDS.contains(&key.as_str())) {
            return Err(PresetError::UnknownField);
        }
        let name = line(&fields, "name", LONGEST_NAME)?;
        if name.is_empty() {
            return Err(PresetError::Empty("name"));
        }
        let values =
            fields.get("values").and_then(Value::as_object).ok_or(PresetError::WrongField("values"))?;
        Ok(Self {
            id: String::new(),
            name,
            author: line(&fields, "author", LONGEST_NAME)?,
            category: line(&fields, "category", LONGEST_NAME)?,
            description: bounded(&fields, "description", LONGEST_DESCRIPTION)?,
            tags: tags(&fields)?,
            state: fields.get("state").map(|_| line(&fields, "state", LONGEST_STATE)).transpose()?,
            version,
            values: plain::read(values, Manner::Strict, is_stored).map_err(PresetError::Values)?,
            scenes: match fields.get("scenes") {
                None => None,
                Some(Value::Array(list)) => {
                    Some(scenes_from_json(list, Manner::Strict).map_err(PresetError::Scenes)?)
                }
                Some(_) => return Err(PresetError::WrongField("scenes")),
            },
        })
    }

    /// The preset that these bytes are.
    pub fn read_bytes(bytes: &[u8]) -> Result<Self, PresetError> {
        if bytes.len() > MAX_BYTES {
            return Err(PresetError::TooLarge);
        }
        Self::read(std::str::from_utf8(bytes).map_err(|_| PresetError::NotText)?)
    }

    /// The preset as text, signed by this version. [`Preset::read`] says whether it is one: a person may have
    /// given it a name that is too long.
    pub fn to_text(&self) -> String {
        let mut fields = vec![
            ("format", Value::from(FORMAT)),
            ("schema", Value::from(SCHEMA)),
            ("version", Value::from(VERSION)),
            ("name", Value::from(self.name.as_str())),
            ("author", Value::from(self.author.as_str())),
            ("category", Value::from(self.category.as_str())),
            ("description", Value::from(self.description.as_str())),
            ("tags", Value::from(self.tags.as_slice())),
        ];
        fields.extend(self.state.as_deref().map(|state| ("state", Value::from(state))));
        fields.push(("values", Value::Object(plain::write(&self.values, is_stored))));
        fields.extend(self.scenes.as_ref().map(|scenes| ("scenes", scenes_to_json(scenes))));
        // Line by line, because an object of the JSON crate forgets the order, and people read from the top.
        let field = |(name, value)| format!("  \"{name}\": {}", format!("{value:#}").replace('\n', "\n  "));
        format!("{{\n{}\n}}\n", fields.into_iter().map(field).collect::<Vec<_>>().join(",\n"))
    }
}

/// The fields of something that says it is a preset.
fn parsed(text: &str) -> Result<Map<String, Value>, PresetError> {
    if text.len() > MAX_BYTES {
        return Err(PresetError::TooLarge);
    }
    let value = json::read(text).map_err(|error| match error {
        JsonError::TooDeep => PresetError::TooDeep,
        JsonError::TooMany => PresetError::TooMany,
        JsonError::NotJson(line, column) => PresetError::NotJson(line, column),
    })?;
    match value {
        Value::Object(fields) if fields.get("format").and_then(Value::as_str) == Some(FORMAT) => Ok(fields),
        _ => Err(PresetError::NotPreset),
    }
}

/// The version that wrote it, if this one can read it.
fn readable_version(fields: &Map<String, Value>) -> Result<String, PresetError> {
    let schema = fields.get("schema").and_then(Value::as_u64).ok_or(PresetError::WrongField("schema"))?;
    let text = line(fields, "version", LONGEST_VERSION);
    if schema > SCHEMA {
        return Err(PresetError::Newer(text.unwrap_or_else(|_| "of an unknown version".to_owned())));
    }
    let text = text?;
    let version = Version::parse(&text).map_err(|_| PresetError::WrongField("version"))?;
    let is_newer = Version::parse(VERSION).is_ok_and(|ours| version.cmp_precedence(&ours).is_gt());
    match (is_newer, schema) {
        (true, _) => Err(PresetError::Newer(text)),
        (false, SCHEMA) => Ok(text),
        (false, _) => Err(PresetError::WrongField("schema")),
    }
}

/// A text of at most `longest` characters.
fn bounded(fields: &Map<String, Value>, field: &'static str, longest: usize) -> Result<String, PresetError> {
    let text = fields.get(field).and_then(Value::as_str).ok_or(PresetError::WrongField(field))?;
    if text.chars().count() > longest { Err(PresetError::TooLong(field)) } else { Ok(text.to_owned()) }
}

/// A text of one line: without control characters, and without spaces around it.
fn line(fields: &Map<String, Value>, field: &'static str, longest: usize) -> Result<String, PresetError> {
    let text = bounded(fields, field, longest)?;
    if is_line(&text) { Ok(text) } else { Err(PresetError::WrongField(field)) }
}

fn is_line(text: &str) -> bool {
    text.trim() == text && !text.chars().any(char::is_control)
}

fn tags(fields: &Map<String, Value>) -> Result<Vec<String>, PresetError> {
    let list = fields.get("tags").and_then(Value::as_array).ok_or(PresetError::WrongField("tags"))?;
    if list.len() > MOST_TAGS {
        return Err(PresetError::TooLong("tags"));
    }
    let tag = |tag: &Value| {
        let tag = tag.as_str().filter(|tag| is_line(tag)).ok_or(PresetError::WrongField("tags"))?;
        if tag.chars().count() > LONGEST_NAME {
            Err(PresetError::TooLong("tags"))
        } else {
            Ok(tag.to_owned())
        }
    };
    list.iter().map(tag).collect()
}

#[cfg(test)]
mod tests;
