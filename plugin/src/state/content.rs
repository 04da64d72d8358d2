//! What a saved state says about each parameter, checked against the one table of parameters.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use threshold_core::parameters::{Kind, Parameter, TABLE, Values};

use super::{FORMAT, StateError, migrations};
use crate::json::{self, JsonError};
use crate::story::Document;

/// Key of the scenes.
const STORY: &str = "story";

/// Longest version that is handed on, bytes.
const MAX_VERSION_BYTES: usize = 64;

/// What is saved for the framework's JSON, which is of today's format and does not say so.
pub(super) fn to_save(text: &str) -> Result<Vec<u8>, StateError> {
    let mut state = cleaned(read(text)?)?;
    state.insert("format".to_owned(), Value::from(FORMAT));
    written(&state)
}

/// The framework's JSON for what was saved, in today's format or an earlier one.
pub(super) fn to_load(text: &str) -> Result<Vec<u8>, StateError> {
    let mut state = read(text)?;
    migrations::migrate(&mut state)?;
    written(&cleaned(state)?)
}

/// What is saved where the parameters stand at `values`, with these scenes.
pub(super) fn holding(values: &Values, document: &Document) -> Vec<u8> {
    let values = values.sanitised();
    let params: Map<String, Value> =
        values.iter().map(|(parameter, value)| (parameter.id.to_owned(), tagged(parameter, value))).collect();
    let story = json!(document).to_string();
    let fields = json!({ STORY: story });
    let version = env!("CARGO_PKG_VERSION");
    json!({ "version": version, "params": params, "fields": fields, "format": FORMAT })
        .to_string()
        .into_bytes()
}

fn written(state: &Map<String, Value>) -> Result<Vec<u8>, StateError> {
    serde_json::to_vec(state).map_err(|_| StateError::WrongShape)
}

/// A state, its scenes unpacked: the framework keeps them as a JSON text within the JSON.
fn read(text: &str) -> Result<Value, StateError> {
    let mut state = json::read(text).map_err(|error| match error {
        JsonError::TooDeep => StateError::TooDeep,
        JsonError::TooMany => StateError::TooMany,
        JsonError::NotJson(..) => StateError::NotJson,
    })?;
    if let Some(story) = state.get_mut("fields").and_then(|fields| fields.get_mut(STORY)) {
        let Value::String(text) = story.take() else { return Err(StateError::WrongScenes) };
        *story = json::read(&text).map_err(|_| StateError::WrongScenes)?;
    }
    Ok(state)
}

/// The framework's JSON with every parameter of the table, each at a value it can take, and nothing unknown.
fn cleaned(mut state: Value) -> Result<Map<String, Value>, StateError> {
    let fields = match state.get_mut("fields").map(Value::take) {
        Some(Value::Object(fields)) => known(fields)?,
        _ => return Err(StateError::WrongShape),
    };
    let version = state.get("version").and_then(Value::as_str).ok_or(StateError::WrongShape)?;
    let given = state.get("params").and_then(Value::as_object).ok_or(StateError::WrongShape)?;
    if version.len() > MAX_VERSION_BYTES {
        return Err(StateError::WrongShape);
    }
    let mut params = Map::new();
    for parameter in TABLE {
        params.insert(parameter.id.to_owned(), value(parameter, given.get(parameter.id))?);
    }
    let clean = [("version", json!(version)), ("params", Value::Object(params)), ("fields", fields)];
    Ok(clean.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// The persisted values: the scenes, in the words of this version, or none.
fn known(mut fields: Map<String, Value>) -> Result<Value, StateError> {
    let story = match fields.remove(STORY) {
        None => Document::default(),
        Some(story) => Document::deserialize(story).map_err(|_| StateError::WrongScenes)?,
    };
    let story = serde_json::to_string(&story).map_err(|_| StateError::WrongScenes)?;
    Ok(json!({ STORY: story }))
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
    Ok(tagged(parameter, plain))
}

/// A value its parameter can take, as the framework writes it.
fn tagged(parameter: &Parameter, plain: f32) -> Value {
    match parameter.kind {
        Kind::Linear { .. } | Kind::Skewed { .. } => json!({ "f32": plain }),
        Kind::Choice(_) | Kind::Whole { .. } => json!({ "i32": plain.round() as i32 }),
        Kind::Switch => json!({ "bool": plain > 0.5 }),
    }
}

#[cfg(test)]
mod tests {
    use nice_plug::prelude::Params;

    use super::*;
    use crate::params::ThresholdParams;

    #[test]
    fn every_persisted_field_is_known_here() {
        for key in ThresholdParams::default().serialize_fields().keys() {
            assert!(key == STORY, "`{key}` is saved but would be dropped when loaded");
        }
    }
}
