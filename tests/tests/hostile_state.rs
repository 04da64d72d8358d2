//! States and presets from anywhere: mutated ten thousand times, oversized, cunning. The memory that they make the plugin take is
//! measured: so this program's tests take turns.
#![allow(unsafe_code)] // a library's entry points, and a VST3 host, speak C

#[allow(dead_code)] // nothing is played here
#[path = "support_host/clap.rs"]
mod clap;
#[allow(dead_code)]
#[path = "support_host/com.rs"]
mod com;
#[path = "hostile_state/endless.rs"]
mod endless;
#[path = "hostile_state/memory.rs"]
mod memory;
#[allow(dead_code)]
#[path = "support_host/vst3.rs"]
mod vst3;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::vst3::Steinberg::{kResultFalse, kResultOk};
use clack_extensions::state::PluginState;
use clack_host::prelude::PluginEntry;
use endless::Endless;
use memory::watched;
use serde_json::{Value, json};
use threshold_core::parameters::{Kind, SLOTS, TABLE, Values};
use threshold_shift::presets::{Preset, factory};
use threshold_shift::state::{MAX_BYTES, MAX_OPENING_BYTES, StateError, of, open};
use threshold_shift::story::Document;
use xtask::torture::Dice;

/// Mutations that are opened, and that are loaded through either door of the library.
const MUTATIONS: usize = 10_000;
const LOADED: usize = 300;

/// Most memory that the host's own copies and the framework take beside [`MAX_OPENING_BYTES`] while a state is loaded.
const AROUND: usize = 6 * MAX_BYTES;

fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something within the range of every parameter, mostly not its default.
fn scattered(seed: usize) -> Values {
    Values::default().map(|n, parameter, _| {
        let (min, max) = parameter.range();
        let value = min + (max - min) * ((n * 37 + seed * 61 + 11) % 97) as f32 / 96.0;
        match parameter.kind {
            Kind::Linear { .. } | Kind::Skewed { .. } => parameter.sanitised(value),
            _ => value.round(),
        }
    })
}

/// Every parameter somewhere, and a scene with the longest of names in each of so many slots.
fn saved(scenes: usize) -> Vec<u8> {
    let mut story = Document::default();
    "The drummer".clone_into(&mut story.preset);
    for slot in 0..scenes {
        story.put(slot, &"\u{e4}\"\\".repeat(30), &scattered(slot + 1));
    }
    of(&scattered(0), &story)
}

fn envelope(content: &[u8]) -> Vec<u8> {
    [b"TSHIFT01", &(content.len() as u32).to_le_bytes()[..], content].concat()
}

/// A state with something else for its scenes.
fn with_story(story: &str) -> Vec<u8> {
    envelope(json!({ "version": "", "params": {}, "fields": { "story": story } }).to_string().as_bytes())
}

/// Whether what was opened has every parameter within its range, and scenes that load.
fn assert_complete(opened: &[u8]) {
    let state: Value = serde_json::from_slice(opened).expect("JSON");
    for parameter in TABLE {
        let tagged = state["params"][parameter.id].as_object().expect("a value");
        let value = tagged.values().next().expect("a value");
        let value = value.as_bool().map_or_else(|| value.as_f64(), |on| Some(f64::from(u8::from(on))));
        let (min, max) = parameter.range();
        let within = |value| (f64::from(min)..=f64::from(max)).contains(&value);
        assert!(value.is_some_and(within), "{} is {value:?}", parameter.id);
    }
    let story = state["fields"]["story"].as_str().expect("scenes");
    let story: Document = serde_json::from_str(story).expect("scenes");
    for scene in story.slots().iter().flatten() {
        assert_eq!(scene.values, scene.values.sanitised());
        assert!(scene.name.chars().count() <= 64);
    }
}

/// Bytes that whatever measures memory has to see: far more than anything here leaves behind.
const WITNESS: usize = 256 << 20;

#[test]
fn what_measures_memory_sees_some() {
    let _turn = alone();
    let (kept, peak) = watched(|| vec![1_u8; WITNESS]);
    println!("{} bytes are seen as {peak}", kept.len());
    // What other tests give back meanwhile may take a share.
    assert!(cfg!(not(target_os = "linux")) || (WITNESS / 2..WITNESS * 2).contains(&peak));
}

#[test]
fn ten_thousand_mutated_states_are_opened_or_refused_within_the_bound() {
    let _turn = alone();
    let bases = [saved(0), saved(1), saved(3), saved(SLOTS)];
    println!("the fullest state has {} bytes", bases[3].len());
    assert!(bases[3].len() < MAX_BYTES / 4, "scenes would no longer fit twice over");
    let mut dice = Dice::new(1);
    let (mut opened, mut highest) = (0, 0);
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..MUTATIONS {
        let base = &bases[[0, 0, 1, 1, 2, 3][dice.below(6)]];
        let bytes = dice.mutated_state(base);
        let (result, peak) = watched(|| open(&bytes));
        highest = highest.max(peak);
        match result {
            Ok(json) => {
                assert_complete(&json);
                opened += 1;
            }
            Err(error) => *refused.entry(format!("{error:?}")).or_default() += 1,
        }
    }
    let wrong_types: usize =
        refused.iter().filter(|(error, _)| error.starts_with("WrongType")).map(|(_, count)| count).sum();
    refused.retain(|error, _| !error.starts_with("WrongType"));
    println!("{MUTATIONS} mutations: {opened} opened, refused: {refused:?}, wrong types {wrong_types}");
    println!("at most {} KiB at a time", highest >> 10);
    assert!(highest <= MAX_OPENING_BYTES, "{highest} bytes");
    assert!(opened > MUTATIONS / 20, "only {opened} mutations reached the content");
}

#[test]
fn ten_thousand_mutated_presets_are_read_or_refused_within_the_bound() {
    let _turn = alone();
    let mut story = Document::default();
    for slot in 0..SLOTS {
        story.put(slot, "A scene", &scattered(slot + 1));
    }
    let journey = Preset::capture("A journey", &scattered(0), Some(&story)).to_text();
    let mut texts: Vec<String> = factory().iter().map(Preset::to_text).collect();
    texts.extend([Preset::capture("Plain", &scattered(5), None).to_text(), journey]);
    let mut dice = Dice::new(3);
    let (mut read, mut highest) = (0, 0);
    for _ in 0..MUTATIONS {
        let text = &texts[dice.below(texts.len())];
        let bytes = dice.mutated(text.as_bytes());
        let (result, peak) = watched(|| Preset::read_bytes(&bytes));
        highest = highest.max(peak);
        if let Ok(preset) = result {
            assert_eq!(preset.values, preset.values.sanitised());
            read += 1;
        }
    }
    for (what, bytes) in cunning() {
        let (result, peak) = watched(|| Preset::read_bytes(&bytes[12.min(bytes.len())..]));
        highest = highest.max(peak);
        assert!(result.is_err(), "{what} is no preset");
    }
    println!(
        "{MUTATIONS} mutated presets: {read} read, the rest refused; at most {} KiB at a time",
        highest >> 10
    );
    assert!(highest <= MAX_OPENING_BYTES, "{highest} bytes");
    assert!(read > MUTATIONS / 100, "only {read} mutations reached the values");
}

/// States whose author knows what memory they cost.
fn cunning() -> Vec<(&'static str, Vec<u8>)> {
    let room = MAX_BYTES - 200;
    let inside = room / 2;
    let fill = |unit: &str, bytes: usize| unit.repeat(bytes / unit.len());
    let scene = |slot: usize| format!(r#"{{"slot":{slot},"name":"","values":{{}}}}"#);
    let story = |scenes: &str, preset: &str| format!(r#"{{"preset":"{preset}","scenes":[{scenes}]}}"#);
    let bare = |more: &str| {
        let text = format!(r#"{{"version":"","params":{{}},"fields":{{}},"more":{more}}}"#);
        envelope(text.as_bytes())
    };
    vec![
        ("nothing but brackets", envelope(fill("[", room).as_bytes())),
        ("brackets in the scenes", with_story(&fill("[", room))),
        ("objects in objects", bare(&(fill("{\"\":", room - 100) + "0"))),
        ("a list of zeros", bare(&format!("[{}0]", fill("0,", room - 100)))),
        ("a list of objects", bare(&format!("[{}0]", fill(r#"{"":0},"#, 4000 * 7)))),
        ("objects to the last", bare(&format!("[{}0]", fill(r#"{"":0},"#, 2045 * 7)))),
        ("a list of objects without end", bare(&format!("[{}0]", fill(r#"{"":0},"#, room - 100)))),
        ("a text as long as can be", bare(&format!("\"{}\"", fill("a", room - 100)))),
        ("a text of escapes", bare(&format!("\"{}\"", fill(r"\u00e4", room - 100)))),
        ("one key as long as can be", bare(&format!("{{\"{}\":0}}", fill("a", room - 100)))),
        (
            "many keys, all different",
            bare(&{
                let keys: Vec<String> = (0..4000).map(|n| format!("\"{n:0>200}\":{{\"a\":1}}")).collect();
                format!("{{{}}}", keys.join(","))
            }),
        ),
        ("the same key again and again", bare(&format!("{{{}\"a\":0}}", fill(r#""a":0,"#, room - 100)))),
        ("a version as long as can be", {
            let version = fill("9", room - 100);
            envelope(format!(r#"{{"version":"{version}","params":{{}},"fields":{{}}}}"#).as_bytes())
        }),
        ("a hundred thousand scenes", with_story(&story(&fill("{},", 300_000), ""))),
        ("scenes to the last", with_story(&story(&(fill(r#"{"a":0},"#, 1900 * 8) + "{}"), ""))),
        ("a slot twice", with_story(&story(&(scene(3) + "," + &scene(3)), ""))),
        ("a slot that is none", with_story(&story(&scene(17), ""))),
        ("a slot beyond all numbers", with_story(&story(&scene(17).replace("17", "1e300"), ""))),
        ("a preset's name as long as can be", with_story(&story("", &fill("a", room - 100)))),
        ("a name of escapes", with_story(&story("", &fill(r"\u00e4", inside)))),
        (
            "a hundred levels in a scene",
            with_story(&story(&format!("{}{}", fill("[", 100), fill("]", 100)), "")),
        ),
        ("numbers past all bounds", {
            let wild: BTreeMap<&str, Value> =
                TABLE.iter().map(|parameter| (parameter.id, json!({ "f32": 1.7e308 }))).collect();
            envelope(json!({ "version": "", "params": wild, "fields": {} }).to_string().as_bytes())
        }),
        ("a number past all numbers", bare("1e999")),
        ("from the future", envelope(br#"{"format":2,"version":"9.9","params":{},"fields":{}}"#)),
        ("from nowhere", envelope(br#"{"format":-1,"version":"","params":{},"fields":{}}"#)),
        ("zeros", vec![0; MAX_BYTES]),
        ("one byte too many", vec![b'T'; MAX_BYTES + 1]),
    ]
}

#[test]
fn cunning_states_stay_within_the_bound() {
    let _turn = alone();
    for (what, bytes) in cunning() {
        let (result, peak) = watched(|| open(&bytes));
        let answer = match &result {
            Ok(json) => format!("opened, {} bytes", json.len()),
            Err(error) => error.to_string(),
        };
        println!("{what}, {} KiB: {answer}; {} KiB at a time", bytes.len() >> 10, peak >> 10);
        assert!(peak <= MAX_OPENING_BYTES, "{what} takes {peak} bytes");
        if let Ok(json) = result {
            assert_complete(&json);
        }
    }
    let future = envelope(br#"{"format":2,"version":"9.9","params":{},"fields":{}}"#);
    assert_eq!(open(&future), Err(StateError::Newer(2)));
}

#[test]
fn what_a_host_is_refused_leaves_the_instance_as_it_was() {
    let _turn = alone();
    // SAFETY: the entry is our own.
    let entry = unsafe { PluginEntry::load_from_raw(&threshold_shift::export::clap::clap_entry, c"") };
    let mut clap = clap::Instance::new(&entry.expect("an entry"), "org.threshold-shift.threshold-shift");
    // SAFETY: the entry point gives a factory.
    let factory = unsafe { vst3::Factory::from_raw(threshold_shift::export::vst3::GetPluginFactory()) };
    let vst3 = factory.instance("Threshold Shift");
    let good = saved(3);
    assert!(clap.load(&good));
    assert_eq!(vst3.load(&good), kResultOk);
    assert_eq!((clap.save(), vst3.save()), (good.clone(), good.clone()));

    let mut dice = Dice::new(2);
    let mutated = (0..LOADED).map(|_| dice.mutated_state(&good)).collect::<Vec<_>>();
    let hostile = cunning().into_iter().map(|(_, bytes)| bytes).chain(mutated);
    let (mut held, mut counts, mut highest) = (good, [0, 0], 0);
    for bytes in hostile {
        let (by_clap, one) = watched(|| clap.load(&bytes));
        let (by_vst3, other) = watched(|| vst3.load(&bytes));
        highest = highest.max(one).max(other);
        assert_eq!(by_vst3, if by_clap { kResultOk } else { kResultFalse }, "the two doors disagree");
        let now = clap.save();
        assert_eq!(now, vst3.save());
        if by_clap {
            held = now;
        } else {
            assert!(now == held, "refused, and yet something changed");
        }
        counts[usize::from(by_clap)] += 1;
    }
    let [refused, loaded] = counts;
    println!("through CLAP and VST3: {loaded} loaded, {refused} refused, nothing changed by those");
    println!("at most {} KiB at a time, with the host's own copies", highest >> 10);
    assert!(highest <= MAX_OPENING_BYTES + AROUND, "{highest} bytes");
    assert!(loaded > 20 && refused > LOADED / 4);
}

#[test]
fn of_a_hundred_megabytes_no_more_is_read_than_a_state_may_have() {
    const HUGE: usize = 100_000_000;
    let _turn = alone();
    // SAFETY: the entry is our own.
    let entry = unsafe { PluginEntry::load_from_raw(&threshold_shift::export::clap::clap_entry, c"") };
    let mut clap = clap::Instance::new(&entry.expect("an entry"), "org.threshold-shift.threshold-shift");
    // SAFETY: the entry point gives a factory.
    let factory = unsafe { vst3::Factory::from_raw(threshold_shift::export::vst3::GetPluginFactory()) };
    let vst3 = factory.instance("Threshold Shift");
    let good = saved(2);
    assert!(clap.load(&good) && vst3.load(&good) == kResultOk);

    let mut endless = Endless::new(HUGE);
    let state: PluginState = clap.extension();
    let (result, peak) = watched(|| state.load(&clap.plugin.plugin_handle(), &mut endless));
    println!("CLAP: {} of {HUGE} bytes read, {} KiB at a time", endless.given(), peak >> 10);
    assert!(result.is_err() && endless.given() <= MAX_BYTES + 1 && peak <= AROUND);

    let endless = Endless::new(HUGE);
    let (given, result, peak) = {
        let (result, peak) = watched(|| endless.load_into(&vst3.component));
        (result.1, result.0, peak)
    };
    println!("VST3: {given} of {HUGE} bytes read, {} KiB at a time", peak >> 10);
    assert!(result == kResultFalse && given <= MAX_BYTES + 1 && peak <= AROUND);
    assert_eq!((clap.save(), vst3.save()), (good.clone(), good));
}
