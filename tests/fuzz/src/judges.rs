//! What must hold for each reader.

use serde_json::Value;
use threshold_core::base::{Ear, PerEar};
use threshold_core::parameters::{
    AUDIOGRAM_POINTS, HIGHEST_LEVEL, Kind, NO_RESPONSE, Parameter, TABLE, Values,
};
use threshold_shift::charts::{self, Format};
use threshold_shift::plain::{self, Manner};
use threshold_shift::presets::Preset;
use threshold_shift::state::{self, MAGIC};
use threshold_shift::story::{Document, Slot};
use threshold_shift::{charts::Chart, json};
use xtask::automation::Automation;
use xtask::wav::{SampleFormat, Wav};

/// Rate that times in lanes are read at, Hz.
const RATE: u32 = 48_000;
/// Stretch of a programme whose lanes are played, samples.
const STRETCH: usize = RATE as usize;

/// States. What is no envelope is put into one, so that the bytes need not guess its length.
pub fn state(bytes: &[u8]) -> bool {
    let sealed;
    let bytes = if bytes.starts_with(MAGIC) {
        bytes
    } else {
        sealed = [MAGIC, &(bytes.len() as u32).to_le_bytes()[..], bytes].concat();
        &sealed
    };
    let Ok(opened) = state::open(bytes) else { return false };
    let content: Value = serde_json::from_slice(&opened).expect("JSON for the framework");
    for parameter in TABLE {
        let tagged = content["params"][parameter.id].as_object().expect("every parameter");
        let (tag, value) = tagged.iter().next().expect("a value");
        let plain = value.as_bool().map_or_else(|| value.as_f64(), |on| Some(f64::from(u8::from(on))));
        let fits = match parameter.kind {
            Kind::Linear { .. } | Kind::Skewed { .. } => tag == "f32",
            Kind::Choice(_) | Kind::Whole { .. } => tag == "i32",
            Kind::Switch => tag == "bool",
        };
        assert!(
            fits && plain.is_some_and(|plain| is_within(parameter, plain as f32)),
            "{}: {value}",
            parameter.id
        );
    }
    let story = content["fields"]["story"].as_str().expect("scenes");
    scenes(serde_json::from_str::<Document>(story).expect("scenes that load").slots());
    // Saved and loaded again it is the same, to the last byte.
    let again = state::open(&state::seal(&opened)).expect("what was loaded can be saved");
    assert!(again == opened, "a state changes when it is saved and loaded");
    true
}

/// Presets.
pub fn preset(bytes: &[u8]) -> bool {
    let Ok(preset) = Preset::read_bytes(bytes) else { return false };
    values_fit(&preset.values);
    preset.scenes.iter().for_each(|slots| scenes(slots));
    let again = Preset::read(&preset.to_text()).expect("what was read can be written");
    assert_eq!(Preset { version: preset.version.clone(), ..again }, preset);
    true
}

/// Audiograms.
pub fn chart(bytes: &[u8]) -> bool {
    let Some(chart) = std::str::from_utf8(bytes).ok().and_then(|text| charts::read(text).ok()) else {
        return false;
    };
    let Chart { thresholds, .. } = chart;
    let given = Ear::BOTH.map(|ear| thresholds[ear]);
    assert!(given.iter().any(Option::is_some), "an audiogram of no ear");
    for level in given.iter().flatten().flatten() {
        assert!(*level == NO_RESPONSE || (-10.0..=HIGHEST_LEVEL).contains(level), "{level} dB HL");
    }
    let whole = PerEar::from_fn(|ear: Ear| thresholds[ear].unwrap_or([0.0; AUDIOGRAM_POINTS]));
    for format in Format::ALL {
        let again = charts::read(&charts::write(format, &whole)).expect("what was written can be read");
        for ear in Ear::BOTH {
            assert_eq!(again.thresholds[ear], Some(whole[ear]), "{}", format.name());
        }
    }
    true
}

/// Sound files.
pub fn wav(bytes: &[u8]) -> bool {
    let Ok(wav) = Wav::from_bytes(bytes) else { return false };
    assert!(wav.channels.iter().all(|channel| channel.len() == wav.frames()), "channels differ in length");
    let again =
        wav.to_bytes().and_then(|bytes| Wav::from_bytes(&bytes)).expect("what was read can be written");
    assert_eq!((again.rate, again.format.samples), (wav.rate, wav.format.samples));
    assert_eq!(again.format.channel_mask, wav.format.channel_mask);
    // 32-bit integers carry more digits than floats: nearest, not equal.
    let is_same = |a: f32, b: f32| match wav.format.samples {
        SampleFormat::Int32 => (a - b).abs() <= f32::EPSILON,
        _ => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
    };
    assert_eq!(again.channels.len(), wav.channels.len());
    for (one, other) in wav.channels.iter().zip(&again.channels) {
        assert!(
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_same(*a, *b)),
            "other sound"
        );
    }
    let chunks =
        |wav: &Wav| [*b"bext", *b"iXML", *b"cue ", *b"LIST"].map(|id| wav.chunk(id).map(<[u8]>::to_vec));
    assert_eq!(chunks(&again), chunks(&wav));
    true
}

/// Automation lanes.
pub fn lanes(bytes: &[u8]) -> bool {
    let Some(lanes) = std::str::from_utf8(bytes).ok().and_then(|text| Automation::parse(text, RATE).ok())
    else {
        return false;
    };
    let events = lanes.events(0..STRETCH);
    assert!(events.windows(2).all(|pair| pair[0].sample <= pair[1].sample), "time runs backwards");
    for event in events.into_iter().chain(lanes.at(STRETCH / 2)) {
        assert!(event.sample < STRETCH && (0.0..=1.0).contains(&event.lane), "{event:?}");
        assert!(event.parameter.automatable, "{}", event.parameter.id);
    }
    true
}

/// Values as people type them (`loss=65 %`), and objects of values as files keep them.
pub fn values(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if let Ok((parameter, value)) = xtask::values::assignment(text) {
        assert!(is_within(parameter, value), "{} {value}", parameter.id);
        let printed = parameter.text(value);
        let parsed = parameter.parse(&printed).expect("what is printed can be typed");
        assert!(
            is_within(parameter, parsed) || !matches!(parameter.kind, Kind::Switch | Kind::Choice(_)),
            "{printed}"
        );
        return true;
    }
    let Ok(Value::Object(object)) = json::read(text) else { return false };
    let mut accepted = false;
    for manner in [Manner::Strict, Manner::Lenient] {
        let Ok(values) = plain::read(&object, manner, plain::all) else { continue };
        accepted = true;
        values_fit(&values);
        let again = plain::read(&plain::write(&values, plain::all), Manner::Strict, plain::all);
        assert_eq!(again, Ok(values));
    }
    accepted
}

fn is_within(parameter: &Parameter, value: f32) -> bool {
    let (min, max) = parameter.range();
    (min..=max).contains(&value)
}

fn values_fit(values: &Values) {
    for (parameter, value) in values.iter() {
        assert!(is_within(parameter, value), "{} is {value}", parameter.id);
    }
    assert_eq!(values.sanitised(), *values);
}

fn scenes(slots: &[Option<Slot>]) {
    for scene in slots.iter().flatten() {
        values_fit(&scene.values);
        assert!(
            scene.name.chars().count() <= threshold_shift::story::LONGEST_NAME,
            "a scene's name is too long"
        );
    }
}
