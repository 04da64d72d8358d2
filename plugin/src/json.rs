//! JSON from elsewhere, read within bounds: nested only so deep, and with so many values that what it becomes in memory
//! stays small, however cunning the text.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Deepest nesting. A saved state's is 5, its scenes' 4.
pub const MAX_DEPTH: usize = 32;

/// Most values in one text, counting lists and objects: more than twice what the fullest set of scenes has.
pub const MAX_VALUES: usize = 4096;

/// Why a text was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonError {
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More than [`MAX_VALUES`].
    TooMany,
    /// Not JSON, from this line and column on.
    NotJson(usize, usize),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooDeep => write!(f, "it is nested more than {MAX_DEPTH} levels deep"),
            Self::TooMany => write!(f, "it holds more than {MAX_VALUES} values"),
            Self::NotJson(line, column) => write!(f, "it is not JSON from line {line}, column {column} on"),
        }
    }
}

impl std::error::Error for JsonError {}

/// Reads `text`. Of keys that stand twice the last counts. Stops at the first value too many. Allocates.
pub fn read(text: &str) -> Result<Value, JsonError> {
    let budget = Budget { left: Cell::new(MAX_VALUES), broken: Cell::new(None) };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Place { budget: &budget, depth: 0 }.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        budget.broken.get().unwrap_or_else(|| JsonError::NotJson(error.line(), error.column()))
    })
}

/// What is left to spend, and which bound was met.
struct Budget {
    left: Cell<usize>,
    broken: Cell<Option<JsonError>>,
}

impl Budget {
    fn refuse<E: Error>(&self, error: JsonError) -> E {
        self.broken.set(Some(error));
        E::custom(error)
    }
}

/// Where a value comes, so many brackets deep.
#[derive(Clone, Copy)]
struct Place<'a> {
    budget: &'a Budget,
    depth: usize,
}

impl Place<'_> {
    /// Places inside a list or an object that stands here.
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.budget.refuse(JsonError::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.budget.left.get().checked_sub(1) {
            None => Err(self.budget.refuse(JsonError::TooMany)),
            Some(left) => {
                self.budget.left.set(left);
                deserializer.deserialize_any(self)
            }
        }
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Value, E> {
        Ok(Value::Bool(on))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let (place, mut values) = (self.inside()?, Vec::new());
        while let Some(value) = list.next_element_seed(place)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let (place, mut values) = (self.inside()?, Map::new());
        while let Some(key) = object.next_key::<String>()? {
            values.insert(key, object.next_value_seed(place)?);
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_bounds_is_read_as_serde_json_reads_it() {
        for text in [
            "null",
            "-3",
            "18446744073709551615",
            "1.5e-7",
            r#""a\u00e4\n""#,
            r#"{"a":[true,{"b":null}],"c":{},"a":[1]}"#,
        ] {
            assert_eq!(read(text).ok(), serde_json::from_str(text).ok(), "{text}");
        }
        for text in ["", "[", "1e999", "nope", "{} {}", "[1,]", r#"{"a"}"#] {
            assert!(matches!(read(text), Err(JsonError::NotJson(..))), "{text}");
        }
        assert_eq!(read("{\n  nope"), Err(JsonError::NotJson(2, 3)));
    }

    #[test]
    fn depth_and_number_are_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(read(&nested(MAX_DEPTH + 1)), Err(JsonError::TooDeep));
        assert_eq!(read(&"[".repeat(1 << 20)), Err(JsonError::TooDeep));
        assert_eq!(read(r#"{"a":"[[[[{{{{\"[[["}"#).map(|value| value["a"].is_string()), Ok(true));
        let list = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        assert!(read(&list(MAX_VALUES)).is_ok());
        assert_eq!(read(&list(MAX_VALUES + 1)), Err(JsonError::TooMany));
        assert_eq!(read(&format!("{{{}", r#""a":0,"#.repeat(100_000))), Err(JsonError::TooMany));
    }
}
