//! From the formats of earlier versions to today's, one step at a time.
//!
//! A step gets the whole saved state, scenes included, as it was read: `format`, `version`, `params` with a tagged
//! value per id, and `fields.story` with the preset's name and the scenes, whose `values` are by id with choices by
//! name. Nothing has been checked: a step changes what it recognises and leaves everything else as it is.
//!
//! A new format is one more step here, one more golden state (`plugin/golden/README.md`), and nothing else.

use serde_json::{Value, json};

use super::{FORMAT, StateError};

/// Takes a state from one format to the next.
type Step = fn(&mut Value);

/// Step `n` leads from format `n` to `n + 1`.
const STEPS: [Step; FORMAT] = [scenes_begin];

/// Takes a state of any earlier format to today's.
pub(super) fn migrate(state: &mut Value) -> Result<(), StateError> {
    follow(state, &STEPS)
}

/// Takes the steps that are left from a state's format on. What says none is of format 0.
fn follow(state: &mut Value, steps: &[Step]) -> Result<(), StateError> {
    let format = match state.get("format") {
        None => 0,
        Some(format) => format.as_u64().ok_or(StateError::WrongShape)?,
    };
    let left = usize::try_from(format).ok().and_then(|format| steps.get(format..));
    left.ok_or(StateError::Newer(format))?.iter().for_each(|step| step(state));
    Ok(())
}

/// 0 to 1: there were no scenes before, and no name of a preset.
fn scenes_begin(state: &mut Value) {
    if let Some(fields) = state.get_mut("fields").and_then(Value::as_object_mut) {
        fields.entry("story").or_insert_with(|| json!({ "preset": "", "scenes": [] }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    /// A format that renames a parameter, wherever it stands.
    fn renamed(state: &mut Value) {
        fn rename(values: &mut Map<String, Value>) {
            if let Some(value) = values.remove("hearing") {
                values.insert("loss".to_owned(), value);
            }
        }
        state.get_mut("params").and_then(Value::as_object_mut).map(rename);
        let scenes = state.pointer_mut("/fields/story/scenes").and_then(Value::as_array_mut);
        for scene in scenes.into_iter().flatten() {
            scene.get_mut("values").and_then(Value::as_object_mut).map(rename);
        }
    }

    /// One that turns it round.
    fn turned(state: &mut Value) {
        if let Some(value) = state.pointer_mut("/params/loss/f32") {
            *value = json!(1.0 - value.as_f64().unwrap_or_default());
        }
    }

    #[test]
    fn steps_are_taken_in_order_from_where_a_state_is() {
        let steps: [Step; 3] = [scenes_begin, renamed, turned];
        let old = json!({ "version": "", "params": { "hearing": { "f32": 0.25 } }, "fields": {} });
        let mut state = old.clone();
        assert_eq!(follow(&mut state, &steps), Ok(()));
        assert_eq!(state["params"], json!({ "loss": { "f32": 0.75 } }));
        assert_eq!(state["fields"]["story"]["scenes"], json!([]));

        let scene = json!({ "slot": 3, "name": "", "values": { "hearing": 0.5, "trim": -3 } });
        let mut state = json!({ "format": 1, "params": {}, "fields": { "story": { "scenes": [scene] } } });
        assert_eq!(follow(&mut state, &steps), Ok(()));
        assert_eq!(
            state.pointer("/fields/story/scenes/0/values"),
            Some(&json!({ "loss": 0.5, "trim": -3 })),
            "scenes move with the parameters"
        );
        let mut state = old.clone();
        state["format"] = json!(3);
        assert_eq!(follow(&mut state, &steps), Ok(()));
        assert_eq!(state["params"], old["params"], "nothing to do");
    }

    #[test]
    fn newer_formats_are_refused_and_what_is_no_format() {
        let read = |format: Value| migrate(&mut json!({ "format": format }));
        assert_eq!(read(json!(FORMAT)), Ok(()));
        assert_eq!(read(json!(FORMAT + 1)), Err(StateError::Newer(FORMAT as u64 + 1)));
        assert_eq!(read(json!(u64::MAX)), Err(StateError::Newer(u64::MAX)));
        for wrong in [json!(null), json!(-1), json!(1.5), json!("1"), json!([1])] {
            assert_eq!(read(wrong.clone()), Err(StateError::WrongShape), "{wrong}");
        }
    }

    #[test]
    fn whatever_a_step_meets_it_leaves_alone() {
        for text in ["null", "[]", "{}", r#"{"fields":[]}"#, r#"{"fields":{"story":3}}"#] {
            let mut state: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(migrate(&mut state), Ok(()));
            assert_eq!(state.to_string(), text);
        }
    }
}
