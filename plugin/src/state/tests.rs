//! States as they come: our own, cut off, foreign, hostile.

use nice_plug::plugin::ParamValue;
use nice_plug::prelude::{Params, PluginState};
use serde_json::{Value, json};
use threshold_core::parameters::{CUT_TIME, Kind, LOSS, LOSS_PATH, NO_RESPONSE, TABLE, TRIM};

use super::*;

/// A state as the framework writes it, with every parameter away from its default.
fn sample() -> Value {
    let params: serde_json::Map<String, Value> = TABLE
        .iter()
        .map(|parameter| {
            let (min, max) = parameter.range();
            let value = match parameter.kind {
                Kind::Linear { .. } | Kind::Skewed { .. } => json!({ "f32": min + 0.3 * (max - min) }),
                Kind::Choice(_) | Kind::Whole { .. } => json!({ "i32": max as i32 }),
                Kind::Switch => json!({ "bool": true }),
            };
            (parameter.id.to_owned(), value)
        })
        .collect();
    json!({ "version": "0.1.0", "params": params, "fields": {} })
}

fn sealed(state: &Value) -> Vec<u8> {
    envelope(state.to_string().as_bytes())
}

/// Opens a state and reads what came out as the framework does.
fn opened(bytes: &[u8]) -> Result<PluginState, StateError> {
    let json = open(bytes)?;
    Ok(serde_json::from_slice(&json).expect("the framework reads what was opened"))
}

fn number(state: &PluginState, id: &str) -> f64 {
    match state.params.get(id) {
        Some(ParamValue::F32(value)) => f64::from(*value),
        Some(ParamValue::I32(value)) => f64::from(*value),
        Some(ParamValue::Bool(value)) => f64::from(u8::from(*value)),
        other => panic!("{id} is {other:?}"),
    }
}

/// Every parameter once, of its type and in its range: what `open` promises.
fn assert_complete(state: &PluginState) {
    assert_eq!(state.params.len(), TABLE.len());
    assert_eq!(state.fields.keys().collect::<Vec<_>>(), ["story"]);
    for parameter in TABLE {
        let (min, max) = parameter.range();
        let value = number(state, parameter.id);
        assert!((f64::from(min)..=f64::from(max)).contains(&value), "{} is {value}", parameter.id);
    }
}

#[test]
fn a_state_comes_back_as_it_was_saved() {
    let state = sample();
    let back: Value = serde_json::from_slice(&open(&sealed(&state)).expect("our own state")).expect("JSON");
    for parameter in TABLE {
        let (tag, value) =
            back["params"][parameter.id].as_object().and_then(|o| o.iter().next()).expect("a value");
        let saved = &state["params"][parameter.id][tag];
        match (value.as_f64(), saved.as_f64()) {
            (Some(value), Some(saved)) => assert_eq!(value as f32, saved as f32, "{}", parameter.id),
            _ => assert_eq!(value, saved, "{}", parameter.id),
        }
    }
    assert_eq!(back["version"], "0.1.0");
}

#[test]
fn saving_what_was_loaded_changes_nothing() {
    let wild =
        br#"{"version":"0.1.0","params":{"ceiling":{"f32":-2.2999992},"loss":{"f32":null}},"fields":{}}"#;
    let saved = seal(wild);
    let loaded = open(&saved).expect("what was saved");
    assert_eq!(seal(&loaded), saved);
    assert_eq!(number(&opened(&saved).expect("what was saved"), "ceiling") as f32, -2.3);
    assert_eq!(open(&seal(b"no state")), Err(StateError::NotJson));
}

#[test]
fn the_table_and_the_framework_agree_on_types() {
    let opened =
        opened(&sealed(&json!({ "version": "", "params": {}, "fields": {} }))).expect("an empty state");
    for (id, pointer, _) in crate::params::ThresholdParams::default().param_map() {
        let kind = format!("{pointer:?}");
        let fits = match opened.params.get(&id) {
            Some(ParamValue::F32(_)) => kind.starts_with("Float"),
            Some(ParamValue::I32(_)) => kind.starts_with("Int"),
            Some(ParamValue::Bool(_)) => kind.starts_with("Bool"),
            _ => false,
        };
        assert!(fits, "{id} is {kind} to the framework, and saved as {:?}", opened.params.get(&id));
    }
}

#[test]
fn what_is_missing_or_null_becomes_the_default_and_what_is_unknown_goes() {
    let state = json!({
        "version": "9.0", "params": { "loss": { "f32": 0.25 }, "trim": { "f32": null }, "ceiling": null,
        "from_the_future": { "f32": 1.0 } }, "fields": { "from_the_future": "1" }, "more": [1, 2]
    });
    let opened = opened(&sealed(&state)).expect("a state with gaps");
    assert_complete(&opened);
    for parameter in TABLE {
        let expected = if parameter.id == LOSS.id { 0.25 } else { parameter.default };
        assert_eq!(number(&opened, parameter.id) as f32, expected, "{}", parameter.id);
    }
}

#[test]
fn values_out_of_range_become_the_nearest_bound() {
    let text = r#"{"version":"","params":{"loss":{"f32":1e308},"trim":{"f32":-1e39},"cut_time":{"f32":1e-320},
        "seed":{"i32":99999999999999999999},"lfe":{"i32":-5},"layout":{"i32":2.4},
        "loss_path":{"i32":99},"better_ear":{"f32":-7},"threshold_left_125":{"f32":500}},"fields":{}}"#;
    let opened = opened(&envelope(text.as_bytes())).expect("extreme values");
    assert_complete(&opened);
    assert_eq!(number(&opened, "loss"), 1.0);
    assert_eq!(number(&opened, "trim"), f64::from(TRIM.range().0));
    assert_eq!(number(&opened, "cut_time") as f32, CUT_TIME.range().0);
    assert_eq!(number(&opened, "seed"), 9999.0);
    assert_eq!(number(&opened, "lfe"), 0.0);
    assert_eq!(number(&opened, "layout"), 2.0);
    assert_eq!(number(&opened, "loss_path") as f32, LOSS_PATH.range().1);
    assert_eq!(number(&opened, "better_ear"), -1.0);
    assert_eq!(number(&opened, "threshold_left_125") as f32, NO_RESPONSE);
    assert_eq!(
        open(&envelope(br#"{"version":"","params":{"loss":{"f32":1e999}},"fields":{}}"#)),
        Err(StateError::NotJson)
    );
}

#[test]
fn wrong_types_refuse_the_whole_state() {
    for (id, wrong) in [
        ("loss", json!({ "i32": 1 })),
        ("loss", json!({ "f32": "1" })),
        ("loss", json!({ "f32": 0.5, "i32": 1 })),
        ("loss", json!({})),
        ("loss", json!(0.5)),
        ("loss", json!([0.5])),
        ("bypass", json!({ "bool": 1 })),
        ("bypass", json!({ "f32": 1.0 })),
        ("lfe", json!({ "bool": true })),
        ("lfe", json!({ "string": "Mute" })),
        ("key", json!({ "f32": 1.0 })),
        ("threshold_right_8000", json!({ "i32": 60 })),
    ] {
        let mut state = sample();
        state["params"][id] = wrong.clone();
        assert_eq!(open(&sealed(&state)), Err(StateError::WrongType(id)), "{wrong}");
    }
}

#[test]
fn foreign_shapes_are_refused() {
    for text in [
        "null",
        "[]",
        "1",
        "\"TSHIFT01\"",
        "{}",
        r#"{"version":"1"}"#,
        r#"{"version":1,"params":{},"fields":{}}"#,
        r#"{"version":"","params":[],"fields":{}}"#,
        r#"{"version":"","params":{},"fields":[]}"#,
    ] {
        assert_eq!(open(&envelope(text.as_bytes())), Err(StateError::WrongShape), "{text}");
    }
    let long = json!({ "version": "x".repeat(1000), "params": {}, "fields": {} });
    assert_eq!(open(&sealed(&long)), Err(StateError::WrongShape));
    for text in [
        &b""[..],
        b"{",
        b"nope",
        b"\xff\xfe{}",
        b"{\"version\":\"\",\"params\":{},\"fields\":{}} trailing",
        b"NaN",
    ] {
        assert_eq!(open(&envelope(text)), Err(StateError::NotJson), "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn the_last_of_duplicates_counts() {
    let text = r#"{"version":"","params":{"loss":{"f32":0.25},"loss":{"f32":0.75}},"fields":{}}"#;
    let opened = opened(&envelope(text.as_bytes())).expect("duplicates");
    assert_complete(&opened);
    assert_eq!(number(&opened, "loss"), 0.75);
}

#[test]
fn every_truncation_and_every_addition_is_refused() {
    let whole = sealed(&sample());
    for length in 0..whole.len() {
        assert!(open(&whole[..length]).is_err(), "{length} of {} bytes were accepted", whole.len());
    }
    let mut longer = whole.clone();
    longer.push(b' ');
    assert_eq!(open(&longer), Err(StateError::WrongLength));
    assert_eq!(open(b""), Err(StateError::NotOurs));
    assert_eq!(open(sample().to_string().as_bytes()), Err(StateError::NotOurs), "bare JSON is not ours");
    assert_eq!(open(MAGIC), Err(StateError::WrongLength));
}

#[test]
fn size_depth_and_number_are_bounded() {
    let padded = format!("{{\"version\":\"\",\"params\":{{}},\"fields\":{{}}{}}}", " ".repeat(2 << 20));
    assert_eq!(open(&envelope(padded.as_bytes())), Err(StateError::TooLarge));
    let fits = format!("{{\"version\":\"\",\"params\":{{}},\"fields\":{{}}{}}}", " ".repeat(1 << 19));
    assert!(open(&envelope(fits.as_bytes())).is_ok());

    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        format!("{{\"version\":\"\",\"params\":{{}},\"fields\":{{}},\"x\":{open}{close}}}")
    };
    assert!(open(&envelope(nested(MAX_DEPTH - 1).as_bytes())).is_ok());
    assert_eq!(open(&envelope(nested(MAX_DEPTH).as_bytes())), Err(StateError::TooDeep));
    assert_eq!(open(&envelope("[".repeat(1 << 19).as_bytes())), Err(StateError::TooDeep));
}

#[test]
fn two_thousand_mutations_never_panic_and_never_half_succeed() {
    let whole = sealed(&sample());
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    let mut accepted = 0;
    for _ in 0..2000 {
        let mut bytes = whole.clone();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] ^= 1 << next(8),
                1 => bytes[at] = b"0123456789-.eE\"{}[]:,\\n"[next(23)],
                2 => drop(bytes.drain(at..(at + next(9)).min(bytes.len()))),
                _ => bytes.insert(at, next(256) as u8),
            }
            if bytes.is_empty() {
                break;
            }
        }
        // Half of them with a length that fits, so that the content is reached.
        if next(2) == 0 && bytes.len() > HEADER_BYTES {
            let length = ((bytes.len() - HEADER_BYTES) as u32).to_le_bytes();
            bytes[MAGIC.len()..HEADER_BYTES].copy_from_slice(&length);
        }
        if let Ok(state) = opened(&bytes) {
            assert_complete(&state);
            accepted += 1;
        }
    }
    assert!(accepted > 50, "only {accepted} mutations reached the content");
}

#[test]
fn errors_read_as_sentences() {
    for error in [
        StateError::TooLarge,
        StateError::NotOurs,
        StateError::WrongLength,
        StateError::TooDeep,
        StateError::TooMany,
        StateError::Newer(9),
        StateError::NotJson,
        StateError::WrongShape,
        StateError::WrongScenes,
        StateError::WrongType("loss"),
    ] {
        assert!(error.to_string().starts_with("the state"), "{error}");
    }
    assert_eq!(StateError::TooLarge.to_string(), "the state is larger than 1 MiB");
}
