//! States as released versions saved them, kept in `plugin/golden`: whatever they hold must load for ever.

use std::fs;
use std::path::PathBuf;

use nice_plug::plugin::ParamValue;
use nice_plug::prelude::PluginState;
use serde::Deserialize;
use serde_json::{Value, json};
use threshold_core::parameters::{
    EVENT, JOURNEY, Kind, LOSS, LOSS_PATH, Parameter, SCENE, SLOTS, TABLE, TRIM, Values,
};
use threshold_core::story::Scene;

use super::{FORMAT, of, open};
use crate::plain::{self, Manner};
use crate::story::Document;

const ENDING: &str = ".tshift-state";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// Every golden state: name without its ending, and bytes.
fn golden() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder()).expect("the folder").map(|file| file.expect("a file").path());
    let mut states: Vec<_> = files
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?.to_owned();
            Some((name, fs::read(&path).expect("a file")))
        })
        .collect();
    states.sort();
    states
}

/// What the golden state of this name holds, as its author wrote it beside it.
fn expected(name: &str) -> (Values, Document) {
    let text = fs::read_to_string(folder().join(format!("{name}.json"))).expect("what is expected");
    let mut expected: Value = serde_json::from_str(&text).expect("JSON");
    let values = expected["values"].as_object().expect("values");
    let values = plain::read(values, Manner::Strict, plain::all).expect("values of parameters");
    (values, Document::deserialize(expected["story"].take()).expect("scenes"))
}

/// What the framework finds in what [`open`] returned.
fn held(json: &[u8]) -> (Values, Document) {
    let state: PluginState = serde_json::from_slice(json).expect("the framework reads what was opened");
    let values = Values::default().map(|_, parameter, _| match state.params.get(parameter.id) {
        Some(ParamValue::F32(value)) => *value,
        Some(ParamValue::I32(value)) => *value as f32,
        Some(ParamValue::Bool(value)) => f32::from(u8::from(*value)),
        other => panic!("{} is {other:?}", parameter.id),
    });
    (values, serde_json::from_str(&state.fields["story"]).expect("scenes"))
}

#[test]
fn every_golden_state_loads_value_by_value() {
    let golden = golden();
    for (name, bytes) in &golden {
        let (values, story) = held(&open(bytes).unwrap_or_else(|error| panic!("{name}: {error}")));
        let (expected_values, expected_story) = expected(name);
        for ((parameter, value), (_, expected)) in values.iter().zip(expected_values.iter()) {
            assert_eq!(value, expected, "{name}: {}", parameter.id);
        }
        assert_eq!(story.preset, expected_story.preset, "{name}");
        for (slot, (scene, expected)) in story.slots().iter().zip(expected_story.slots()).enumerate() {
            assert_eq!(scene, expected, "{name}: slot {slot}");
        }
        let away = values.iter().filter(|(parameter, value)| *value != parameter.default).count();
        let scenes = story.slots().iter().flatten().count();
        println!("{name}: {away} values away from their defaults and {scenes} scenes, as saved");
        assert!(away > 90, "{name} says too little");
    }
    for format in 0..=FORMAT {
        let start = format!("state-format{format}-");
        assert!(
            golden.iter().any(|(name, _)| name.starts_with(&start)),
            "no golden state of format {format}"
        );
    }
}

/// Something within the range of `parameter`, mostly not its default.
fn somewhere(parameter: &Parameter, n: usize) -> f32 {
    let (min, max) = parameter.range();
    let share = ((n * 37 + 11) % 97) as f32 / 96.0;
    match parameter.kind {
        Kind::Linear { .. } | Kind::Skewed { .. } => parameter.sanitised(min + share * (max - min)),
        Kind::Choice(_) | Kind::Whole { .. } => (min + share * (max - min)).round(),
        Kind::Switch => f32::from(u8::from(parameter.id != "bypass")),
    }
}

/// Values away from their defaults, a journey between two scenes, empty slots, names with accents and quotes.
fn full() -> (Values, Document) {
    let scattered =
        |seed: usize| Values::default().map(|n, parameter, _| somewhere(parameter, n + 13 * seed));
    let values = scattered(0).with(&SCENE, Scene::JOURNEY_CHOICE).with(&JOURNEY, 6.5).with(&TRIM, -2.0);
    let mut story = Document::default();
    story.preset = "The drummer \u{2013} \"second\" night".to_owned();
    for slot in (0..SLOTS).filter(|slot| slot % 5 != 3) {
        let scene = scattered(slot + 1).with(&LOSS, slot as f32 / 16.0).with(&LOSS_PATH, 0.0);
        story.put(slot, &format!("Szene {slot}: am Schlagzeug, h\u{f6}rbar"), &scene.with(&EVENT, 1.0));
    }
    (values, story)
}

/// Writes the golden state of this version, and beside it what it holds: once per release, by
/// `cargo test -p threshold_shift --lib -- --ignored write_the_golden_state`. What is there is never written again.
#[test]
#[ignore = "writes into the sources, once per release"]
fn write_the_golden_state_of_this_version() {
    let name = format!("state-format{FORMAT}-{}", env!("CARGO_PKG_VERSION"));
    let path = |ending: &str| folder().join(format!("{name}{ending}"));
    assert!(!path(ENDING).exists(), "{name} is there already: released states stay as they are");
    let (values, story) = full();
    let expected = json!({ "values": plain::write(&values, plain::all), "story": story });
    let text = serde_json::to_string_pretty(&expected).expect("JSON");
    fs::write(path(".json"), text + "\n").expect("the expectation is written");
    fs::write(path(ENDING), of(&values, &story)).expect("the state is written");
}

#[test]
fn the_golden_state_says_something_of_every_parameter() {
    let (values, story) = full();
    let still = TABLE.iter().filter(|parameter| values.of(parameter) == parameter.default).count();
    assert!(still <= TABLE.len() / 6, "{still} parameters stand at their defaults");
    assert!(story.slots().iter().flatten().count() > SLOTS / 2);
}
