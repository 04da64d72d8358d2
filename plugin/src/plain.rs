//! Values as people read them and files keep them: an object from parameter ids to plain values, choices by name.

use std::fmt;

use serde_json::{Map, Number, Value};
use threshold_core::parameters::{Kind, Parameter, Values, find};

/// What is wrong with a set of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainError {
    /// It has an id that no parameter has.
    UnknownId,
    /// It has an id that does not belong here.
    WrongPlace(&'static str),
    /// The value of this id has the wrong type, or is no choice of it.
    WrongType(&'static str),
    /// The value of this id is out of range.
    OutOfRange(&'static str),
}

impl fmt::Display for PlainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownId => write!(f, "it names a parameter that does not exist"),
            Self::WrongPlace(id) => write!(f, "`{id}` does not belong here"),
            Self::WrongType(id) => write!(f, "the value of `{id}` has the wrong type"),
            Self::OutOfRange(id) => write!(f, "the value of `{id}` is out of its range"),
        }
    }
}

impl std::error::Error for PlainError {}

/// How a set of values is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// What a person or another program may have written: whatever is wrong is refused, with the reason.
    Strict,
    /// What we wrote ourselves, perhaps in another version: values are clamped, unknown ids dropped. Types must be right.
    Lenient,
}

/// `values` as an object: of the parameters that `keep` says, those that are not at their default.
pub fn write(values: &Values, keep: impl Fn(&Parameter) -> bool) -> Map<String, Value> {
    let kept = values.iter().filter(|(parameter, value)| keep(parameter) && *value != parameter.default);
    kept.map(|(parameter, value)| (parameter.id.to_owned(), written(parameter, value))).collect()
}

/// The values of an object; what it does not name stands at its default. `keep` says which parameters belong here.
pub fn read(
    object: &Map<String, Value>,
    manner: Manner,
    keep: impl Fn(&Parameter) -> bool,
) -> Result<Values, PlainError> {
    let strict = manner == Manner::Strict;
    let mut values = Values::default();
    for (id, value) in object {
        match find(id) {
            Some(parameter) if keep(parameter) => {
                let value = one(parameter, value, strict)?;
                values = values.with(parameter, value);
            }
            Some(parameter) if strict => return Err(PlainError::WrongPlace(parameter.id)),
            None if strict => return Err(PlainError::UnknownId),
            _ => {}
        }
    }
    Ok(values)
}

fn written(parameter: &Parameter, value: f32) -> Value {
    match parameter.kind {
        Kind::Choice(names) => {
            names.get(value.max(0.0) as usize).map_or(Value::Null, |name| Value::from(*name))
        }
        Kind::Switch => Value::Bool(value > 0.5),
        Kind::Whole { .. } => Value::from(value as i64),
        // The shortest decimal that is this value and no other.
        Kind::Linear { .. } | Kind::Skewed { .. } => {
            value.to_string().parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
    }
}

fn one(parameter: &'static Parameter, value: &Value, strict: bool) -> Result<f32, PlainError> {
    let wrong = PlainError::WrongType(parameter.id);
    let plain = match (parameter.kind, value) {
        (Kind::Choice(names), Value::String(text)) => {
            let place = names.iter().position(|name| name == text).or_else(|| (!strict).then_some(0));
            place.ok_or(wrong)? as f64
        }
        (Kind::Switch, Value::Bool(on)) => f64::from(u8::from(*on)),
        (Kind::Linear { .. } | Kind::Skewed { .. } | Kind::Whole { .. }, Value::Number(number)) => {
            number.as_f64().ok_or(wrong)?
        }
        _ => return Err(wrong),
    };
    let (min, max) = parameter.range();
    // 32 bits wide before it is compared: a bound need not be a decimal.
    if strict && !(min..=max).contains(&(plain as f32)) {
        return Err(PlainError::OutOfRange(parameter.id));
    }
    let plain = (plain as f32).clamp(min, max);
    Ok(if matches!(parameter.kind, Kind::Whole { .. }) { plain.round() } else { plain })
}

/// Whether every parameter belongs.
pub fn all(_: &Parameter) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use threshold_core::parameters::{CUT_TIME, LOSS, LOSS_PATH, SEED};

    fn parsed(value: &Value, manner: Manner) -> Result<Values, PlainError> {
        read(value.as_object().expect("an object"), manner, all)
    }

    #[test]
    fn what_is_written_reads_back_to_the_last_bit() {
        for share in [0.0f32, 0.123_456_7, 0.333_333_34, 0.65, 1.0] {
            let values = Values::default().map(|_, parameter, _| {
                let (min, max) = parameter.range();
                let value = min + share * (max - min);
                match parameter.kind {
                    Kind::Linear { .. } | Kind::Skewed { .. } => parameter.sanitised(value),
                    _ => value.round(),
                }
            });
            let text = serde_json::to_string(&write(&values, all)).expect("JSON");
            assert_eq!(parsed(&serde_json::from_str(&text).expect("JSON"), Manner::Strict), Ok(values));
        }
    }

    #[test]
    fn it_reads_like_what_is_on_the_screen() {
        let values = Values::default().with(&LOSS, 0.65).with(&LOSS_PATH, 4.0).with(&SEED, 7.0);
        assert_eq!(
            Value::Object(write(&values, all)),
            json!({ "loss": 0.65, "loss_path": "N3 moderate", "seed": 7 })
        );
        let kept = write(&values, |parameter| parameter.id != "seed");
        assert_eq!(kept.len(), 2);
    }

    #[test]
    fn a_person_gets_the_reason_and_an_older_session_its_sound() {
        let strict = |value| parsed(&value, Manner::Strict);
        assert_eq!(strict(json!({ "los": 0.5 })), Err(PlainError::UnknownId));
        assert_eq!(strict(json!({ "loss": 1.5 })), Err(PlainError::OutOfRange("loss")));
        assert_eq!(strict(json!({ "loss": "much" })), Err(PlainError::WrongType("loss")));
        assert_eq!(strict(json!({ "loss_path": "Nowhere" })), Err(PlainError::WrongType("loss_path")));
        let object = json!({ "los": 1, "loss": 1e300, "cut_time": -5 });
        let lenient = parsed(&object, Manner::Lenient).expect("clamped");
        assert_eq!((lenient.of(&LOSS), lenient.of(&CUT_TIME)), (1.0, 0.005));
        assert!(parsed(&json!({ "loss": [] }), Manner::Lenient).is_err());
    }
}
