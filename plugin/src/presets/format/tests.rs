use super::*;
use crate::story::Document;
use serde_json::json;
use threshold_core::parameters::{LOSS, LOSS_PATH, SCENE, Values};

fn preset() -> Preset {
    let mut document = Document::default();
    document.put(3, "On stage", &Values::default().with(&LOSS, 0.123_456_79));
    let values = Values::default().with(&LOSS, 0.333_333_34).with(&LOSS_PATH, 4.0).with(&SCENE, 1.0);
    Preset {
        author: "Somebody".to_owned(),
        category: "Mine".to_owned(),
        description: "Two\nlines".to_owned(),
        tags: vec!["stage".to_owned()],
        state: Some("S11b".to_owned()),
        ..Preset::capture("Écoute ✓", &values, Some(&document))
    }
}

/// The error of the example with `field` set to `value`, or removed.
fn refused(field: &str, value: Option<Value>) -> Option<PresetError> {
    let mut fields: Map<String, Value> = serde_json::from_str(&preset().to_text()).expect("JSON");
    match value {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.remove(field),
    };
    Preset::read(&Value::Object(fields).to_string()).err()
}

#[test]
fn what_is_written_is_what_is_read() {
    assert_eq!(Preset::read(&preset().to_text()), Ok(preset()));
    assert!(
        preset().to_text().starts_with("{\n  \"format\": \"threshold-shift preset\",\n  \"schema\": 1,\n")
    );
    let bare = Preset::capture("Bare", &Values::default(), None);
    assert_eq!(Preset::read(&bare.to_text()), Ok(bare));
}

#[test]
fn what_is_no_preset_is_refused_with_the_reason() {
    let read = |text: &str| Preset::read(text).err();
    assert_eq!(read(""), Some(PresetError::NotJson(1, 0)));
    assert_eq!(read("{\n  no"), Some(PresetError::NotJson(2, 3)));
    assert_eq!(read("[1, 2]"), Some(PresetError::NotPreset));
    assert_eq!(read(&"[".repeat(100_000)), Some(PresetError::TooDeep));
    assert_eq!(read(&" ".repeat(MAX_BYTES + 1)), Some(PresetError::TooLarge));
    assert_eq!(Preset::read_bytes(&[0xff, 0xfe]), Err(PresetError::NotText));
    assert_eq!(refused("format", Some(json!("another preset"))), Some(PresetError::NotPreset));
    assert_eq!(refused("values", None), Some(PresetError::WrongField("values")));
    assert_eq!(refused("name", Some(json!(3))), Some(PresetError::WrongField("name")));
    assert_eq!(refused("name", Some(json!("two\nlines"))), Some(PresetError::WrongField("name")));
    assert_eq!(refused("name", Some(json!(""))), Some(PresetError::Empty("name")));
    assert_eq!(refused("name", Some(json!("x".repeat(65)))), Some(PresetError::TooLong("name")));
    assert_eq!(
        refused("description", Some(json!("x".repeat(2001)))),
        Some(PresetError::TooLong("description"))
    );
    assert_eq!(refused("tags", Some(json!(vec!["x"; 17]))), Some(PresetError::TooLong("tags")));
    assert_eq!(refused("tags", Some(json!([1]))), Some(PresetError::WrongField("tags")));
    assert_eq!(refused("scenes", Some(json!({}))), Some(PresetError::WrongField("scenes")));
    assert_eq!(refused("scenes", Some(json!([1]))), Some(PresetError::Scenes(DocumentError::WrongShape)));
    assert_eq!(refused("colour", Some(json!("red"))), Some(PresetError::UnknownField));
    let values = |values| refused("values", Some(values));
    assert_eq!(values(json!({ "seed": 3 })), Some(PresetError::Values(PlainError::WrongPlace("seed"))));
    assert_eq!(values(json!({ "loss": 1.5 })), Some(PresetError::Values(PlainError::OutOfRange("loss"))));
}

#[test]
fn what_a_later_plugin_wrote_is_called_newer_and_by_which() {
    let newer = |version: &str| Some(PresetError::Newer(version.to_owned()));
    assert_eq!(refused("version", Some(json!("999.0.0"))), newer("999.0.0"));
    assert_eq!(refused("version", Some(json!("0.1.0-beta"))), None);
    assert_eq!(refused("version", Some(json!("0.0.9"))), None);
    assert_eq!(refused("version", Some(json!("new"))), Some(PresetError::WrongField("version")));
    // Whatever else a later schema holds is not looked at.
    assert_eq!(refused("schema", Some(json!(2))), newer(VERSION));
    assert_eq!(refused("schema", Some(json!(0))), Some(PresetError::WrongField("schema")));
    assert_eq!(refused("schema", Some(json!("1"))), Some(PresetError::WrongField("schema")));
    let later = r#"{"format": "threshold-shift preset", "schema": 9, "sound": []}"#;
    let error = Preset::read(later).expect_err("newer");
    assert_eq!(
        error.to_string(),
        "the preset was written by Threshold Shift of an unknown version; this is 0.1.0"
    );
}
