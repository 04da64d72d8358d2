//! What a saved state says about each parameter, checked against the one table of parameters.

use serde_json::{Map, Value, json};
use threshold_core::parameters::{Kind, Parameter, TABLE};

use super::{MAX_DEPTH, StateError, nesting};
use crate::story::Document;

/// Key of the scenes.
const STORY: &str = "story";

/// Persisted values besides the parameters, by key.
const KNOWN_FIELDS: &[&str] = &[STORY];

/// Longest version that is handed on, bytes.
const MAX_VERSION_BYTES: usize = 64;

/// The framework's JSON with every parameter of the table, each at a value it can take, and nothing unknown.
pub(super) fn cleaned(text: &str) -> Result<Vec<u8>, StateError> {
    let state: Value = serde_json::from_str(text).map_err(|_| StateError::NotJson)?;
    let version = state.get("version").and_then(Value::as_str).ok_or(StateError::WrongShape)?;
    let given = state.get("params").and_then(Value::as_object).ok_or(StateError::WrongShape)?;
    let fields = state.get("fields").and_then(Value::as_object).ok_or(StateError::WrongShape)?;
    if version.len() > MAX_VERSION_BYTES {
        return Err(StateError::WrongShape);
    }
    let mut params = Map::new();
    for parameter in TABLE {
        params.insert(parameter.id.to_owned(), value(parameter, given.get(parameter.id))?);
    }
    let clean = json!({ "version": version, "params": params, "fields": known(fields)? });
    serde_json::to_vec(&clean).map_err(|_| StateError::WrongShape)
}

/// The persisted values: the scenes, in the words of this version, or none.
fn known(fields: &Map<String, Value>) -> Result<Map<String, Value>, StateError> {
    let story: Document = match fields.get(STORY) {
        None => Document::default(),
        // A JSON text within the JSON, as the framework keeps it: its nesting has not been looked at yet.
        Some(Value::String(text)) if nesting::depth(text) <= MAX_DEPTH => {
            serde_json::from_str(text).map_err(|_| StateError::WrongScenes)?
        }
        Some(_) => return Err(StateError::WrongScenes),
    };
    let story = serde_json::to_string(&story).map_err(|_| StateError::WrongScenes)?;
    Ok(Map::from_iter([(STORY.to_owned(), Value::String(story))]))
}

/// One parameter as the framework writes it: `{"f32": 0.5}`, `{"i32": 3}` or `{"bool": true}`.
fn value(parameter: &Parameter, given: Option<&Value>) -> Result<Value, StateError> {
    let tag = match parameter.kind {
        Kind::Linear { .. } | Kind::Skewed { .. } => "f32",
        Kind::Choice(_) | Kind::Whole { .. } => "i32",
        Kind::Switch => "bool",
    };
    let wrong = StateError::WrongType(parameter.id);
    let given = match given {
        None | Some(Value::Null) => &Value::Null,
        // A second tag beside the right one is as wrong as a wrong one.
        Some(Value::Object(tagged)) if tagged.len() == 1 => tagged.get(tag).ok_or(wrong)?,
        Some(_) => return Err(wrong),
    };
    let plain = match (given, parameter.kind) {
        (Value::Null, _) => parameter.default,
        (Value::Bool(on), Kind::Switch) => f32::from(u8::from(*on)),
        (Value::Number(number), kind) if kind != Kind::Switch => {
            let (min, max) = parameter.range();
            // Clamped before it becomes 32 bits wide, where a large number would be infinite.
            let number = number.as_f64().unwrap_or_else(|| f64::from(parameter.default));
            parameter.sanitised(number.clamp(f64::from(min), f64::from(max)) as f32)
        }
        _ => return Err(wrong),
    };
    Ok(match parameter.kind {
        Kind::Linear { .. } | Kind::Skewed { .. } => json!({ tag: plain }),
        Kind::Choice(_) | Kind::Whole { .. } => json!({ tag: plain.round() as i32 }),
        Kind::Switch => json!({ tag: plain > 0.5 }),
    })
}

#[cfg(test)]
mod tests {
    use nice_plug::prelude::Params;

    use super::*;
    use crate::params::ThresholdParams;

    #[test]
    fn every_persisted_field_is_known_here() {
        for key in ThresholdParams::default().serialize_fields().keys() {
            assert!(
                KNOWN_FIELDS.contains(&key.as_str()),
                "`{key}` is saved but would be dropped when loaded"
            );
        }
    }
}
