//! Presets that were damaged in ten thousand ways, always the same: each is read whole or refused, and stays.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;
use threshold_core::parameters::{LOSS, SLOTS, Values};

use super::factory::{factory, file};
use super::user::{Library, LibraryError, Overwrite};
use super::{Preset, PresetError};
use crate::story::Document;

/// How many there are.
const COUNT: usize = 10_000;

/// A row of numbers that looks random.
struct Draw(u64);

impl Draw {
    /// The next one, from 0 up to and without `end`.
    fn below(&mut self, end: usize) -> usize {
        // Knuth's linear congruential generator (The Art of Computer Programming, volume 2, 3.3.4).
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// Presets of every kind as text: those built in, and one with all 17 scenes.
fn texts() -> Vec<String> {
    let mut document = Document::default();
    for slot in 0..SLOTS {
        document.put(slot, "A scene", &Values::default().with(&LOSS, slot as f32 / 16.0));
    }
    let journey = Preset::capture("A journey", &Values::default().with(&LOSS, 0.3), Some(&document));
    let built_in = factory().iter().filter_map(|preset| file(&preset.id)).map(|(_, text)| text.to_owned());
    built_in.chain([journey.to_text()]).collect()
}

/// `text` with up to three pieces changed, taken out or put in, or everything behind a place cut off.
fn damaged(text: &str, draw: &mut Draw) -> Vec<u8> {
    const PIECES: &[&[u8]] =
        &[b"{", b"[", b"\"", b"null", b"1e999", b"-1", b"\\u0000", b"9", b",", b"\xff", b" "];
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=draw.below(3) {
        let at = draw.below(bytes.len() + 1);
        match draw.below(8) {
            0 => bytes.truncate(at),
            1..=2 => drop(bytes.drain(at..(at + draw.below(20)).min(bytes.len()))),
            3..=5 => drop(bytes.splice(at..at, PIECES[draw.below(PIECES.len())].iter().copied())),
            _ if at < bytes.len() => bytes[at] = draw.below(256) as u8,
            _ => {}
        }
    }
    bytes
}

/// `text`, still JSON, with something else where one of its values was, or with one more or less.
fn rewritten(text: &str, draw: &mut Draw) -> Vec<u8> {
    let mut value = serde_json::from_str(text).expect("JSON");
    change(&mut value, draw);
    value.to_string().into_bytes()
}

fn change(value: &mut Value, draw: &mut Draw) {
    let strange = [
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(-1),
        json!(0.5),
        json!(1e300),
        json!(u64::MAX),
        json!("S3"),
        json!("9.0.0"),
        json!("\u{0}"),
        json!("x".repeat(5000)),
        json!([[[[{}]]]]),
        json!(17),
    ];
    let strange = strange[draw.below(strange.len())].clone();
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let key = fields.keys().nth(draw.below(fields.len())).cloned().unwrap_or_default();
            match draw.below(8) {
                0 => drop(fields.remove(&key)),
                1 => drop(fields.insert("loss_path".to_owned(), strange)),
                _ => change(&mut fields[&key], draw),
            }
        }
        Value::Array(list) if !list.is_empty() => {
            let at = draw.below(list.len());
            match draw.below(8) {
                0 => drop(list.remove(at)),
                1 => list.push(list[at].clone()),
                _ => change(&mut list[at], draw),
            }
        }
        other => *other = strange,
    }
}

#[test]
fn ten_thousand_damaged_presets_are_read_whole_or_refused() {
    let mut draw = Draw(1);
    let texts = texts();
    let (mut read, mut newer) = (0, 0);
    for n in 0..COUNT {
        let text = &texts[n / 2 % texts.len()];
        let bytes = if n % 2 == 0 { damaged(text, &mut draw) } else { rewritten(text, &mut draw) };
        match Preset::read_bytes(&bytes) {
            Ok(preset) => {
                read += 1;
                assert_eq!(preset.values.sanitised(), preset.values);
                let again = Preset::read(&preset.to_text()).expect("what was read can be written");
                assert_eq!(Preset { version: preset.version.clone(), ..again }, preset);
            }
            Err(error) => {
                newer += usize::from(matches!(error, PresetError::Newer(_)));
                assert!(!error.to_string().is_empty() && error.to_string().len() < 200);
            }
        }
    }
    println!(
        "{COUNT} damaged presets: {read} still were presets, {newer} looked newer, the others were refused"
    );
    assert!(read > COUNT / 20 && newer > 10);
}

#[test]
fn a_users_damaged_preset_is_never_overwritten() {
    let folder = TempDir::new().expect("a folder");
    let library = Library::new(folder.path());
    let path = folder.path().join("One.tshift");
    let mut draw = Draw(2);
    let texts = texts();
    let (mut kept, count) = (0, 500);
    for n in 0..count {
        let text = &texts[n / 2 % texts.len()];
        let bytes = if n % 2 == 0 { damaged(text, &mut draw) } else { rewritten(text, &mut draw) };
        fs::write(&path, &bytes).expect("written");
        let saved = library.save(&Preset::capture("One", &Values::default(), None), Overwrite::Yes);
        if Preset::read_bytes(&bytes).is_err() {
            kept += 1;
            assert!(matches!(saved, Err(LibraryError::Protected(..))));
            assert_eq!(fs::read(&path).expect("still there"), bytes);
        } else {
            saved.expect("beside it, or instead");
        }
    }
    println!("{kept} of {count} files were damaged and stayed as they were");
    assert!(kept > count / 2);
}
