//! Everything that sounds is in what a host saves: an instance that loads it, here or in a fresh process, plays the same
//! samples. Both formats, both plugins, a journey between two scenes.
#![allow(unsafe_code)] // a library is loaded, and a VST3 host speaks C

#[path = "support_host/bundle.rs"]
mod bundle;
#[allow(dead_code)]
#[path = "support_host/clap.rs"]
mod clap;
#[allow(dead_code)]
#[path = "support_host/com.rs"]
mod com;
#[allow(dead_code)]
#[path = "support_host/vst3.rs"]
mod vst3;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use ::vst3::Steinberg::kResultOk;
use clack_host::events::event_types::ParamValueEvent;
use integration::measure::assert_same_bits;
use integration::signals::{noises, sine};
use threshold_core::parameters::{
    BODY, CEILING, CUT_TIME, JOURNEY, LISTENING_LEVEL, LOSS, LOSS_PATH, MEMORY, MUMBLE, PERSPECTIVE, SCENE,
    SEED, SMEAR, SPACE, THRESHOLDS, TINNITUS, TINNITUS_PITCH, TOUCH, TRIM, Values, find,
};
use threshold_core::story::Scene;
use threshold_shift::state::of;
use threshold_shift::story::Document;

const RATE: f64 = 48_000.0;
const BLOCK: usize = 512;
const FRAMES: usize = 2 * 48_000;

/// Tells this program that it is the fresh process, and in which folder its task lies.
const TASK: &str = "THRESHOLD_SHIFT_SAVED_SOUND";

/// A door into the plugin, and which of the two plugins.
#[derive(Debug, Clone, Copy)]
struct Way {
    format: Format,
    live: bool,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Clap,
    Vst3,
}

const WAYS: [Way; 4] = [
    Way { format: Format::Clap, live: false },
    Way { format: Format::Clap, live: true },
    Way { format: Format::Vst3, live: false },
    Way { format: Format::Vst3, live: true },
];

/// Samples by channel.
type Sound = Vec<Vec<f32>>;

/// Where the parameters stand: much of what can be set, and a journey halfway between two scenes.
fn values() -> Values {
    let mut values = Values::default();
    for (n, entry) in THRESHOLDS.iter().flatten().enumerate() {
        values = values.with(entry, 20.0 + 3.0 * n as f32);
    }
    for (parameter, value) in [
        (&SCENE, Scene::JOURNEY_CHOICE),
        (&JOURNEY, 6.5),
        (&PERSPECTIVE, 0.9),
        (&TRIM, -1.5),
        (&CUT_TIME, 0.013),
        (&SEED, 77.0),
        (&LISTENING_LEVEL, 82.0),
        (&CEILING, -4.0),
        (&SPACE, 0.4),
        // What the scenes overrule.
        (&LOSS, 0.95),
        (&TINNITUS, 0.2),
    ] {
        values = values.with(parameter, value);
    }
    values
}

fn story() -> Document {
    let mut story = Document::default();
    story.preset = "The drummer".to_owned();
    let film = Values::default().with(&LOSS, 0.35).with(&MUMBLE, 0.8).with(&TINNITUS, 0.5).with(&BODY, 0.3);
    let custom = values().with(&LOSS_PATH, LOSS_PATH.range().1).with(&LOSS, 0.8).with(&SMEAR, 0.6);
    story.put(2, "The first night", &Values::default().with(&LOSS, 0.1));
    story.put(6, "Wednesday", &film.with(&TINNITUS_PITCH, 5200.0).with(&MEMORY, 0.2));
    story.put(7, "Thursday", &custom.with(&TINNITUS, 0.7).with(&TOUCH, 0.4).with(&TRIM, 2.0));
    story
}

/// Loads `state` into a fresh instance, if there is one to load, and plays: what it saves then, and how it sounds.
fn played(way: Way, state: Option<&[u8]>) -> (Vec<u8>, Sound) {
    let input = noises(2, 0.4, FRAMES);
    let mut output: Sound = vec![Vec::new(); 2];
    let blocks = (0..FRAMES).step_by(BLOCK).map(|from| from..(from + BLOCK).min(FRAMES));
    let blocks = blocks.map(|range| input.iter().map(|x| x[range.clone()].to_vec()).collect::<Sound>());
    let mut keep = |heard: Sound| output.iter_mut().zip(heard).for_each(|(all, heard)| all.extend(heard));
    let saved = match way.format {
        Format::Clap => {
            let entry = clap::load(&bundle::guarded().clap());
            let live = if way.live { "-live" } else { "" };
            let mut instance =
                clap::Instance::new(&entry, &format!("org.threshold-shift.threshold-shift{live}"));
            assert!(state.is_none_or(|state| instance.load(state)));
            let saved = instance.save();
            assert!(instance.start(RATE, BLOCK as u32));
            for sound in blocks {
                let len = sound[0].len();
                let mut block =
                    clap::Block { inputs: vec![sound], output: vec![vec![1.0; len]; 2], events: Vec::new() };
                assert!(instance.process(&mut block));
                keep(block.output);
            }
            saved
        }
        Format::Vst3 => {
            let factory = vst3::Factory::load(&bundle::vst3_library());
            let live = if way.live { " Live" } else { "" };
            let instance = factory.instance(&format!("Threshold Shift{live}"));
            assert!(state.is_none_or(|state| instance.load(state) == kResultOk));
            let saved = instance.save();
            instance.start(RATE, BLOCK as i32);
            for sound in blocks {
                let len = sound[0].len();
                let mut block =
                    vst3::Block { inputs: vec![sound], output: vec![vec![1.0; len]; 2], changes: None };
                assert_eq!(block.play(&instance), kResultOk);
                keep(block.output);
            }
            instance.stop();
            saved
        }
    };
    (saved, output)
}

fn bytes(sound: &Sound) -> Vec<u8> {
    sound.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// Tasks and results of the fresh process, by way.
fn files(folder: &Path, way: Way) -> [PathBuf; 3] {
    ["state", "saved", "sound"]
        .map(|ending| folder.join(format!("{way:?}.{ending}").replace([' ', '{', '}'], "")))
}

#[test]
fn what_is_saved_and_loaded_sounds_the_same_in_a_fresh_instance() {
    let state = of(&values(), &story());
    let mut heard: Vec<Sound> = Vec::new();
    for way in WAYS {
        let (_, plain) = played(way, None);
        let (_, lonely) = played(way, Some(&of(&values(), &Document::default())));
        let (saved, first) = played(way, Some(&state));
        let (again, second) = played(way, Some(&saved));
        assert_same_bits(&first, &second, &format!("{way:?}"));
        assert_eq!(saved, state, "{way:?}: what was loaded is saved");
        assert_eq!(again, saved);
        assert!(first != plain && first != lonely, "{way:?}: the state, and its scenes, make a difference");
        assert!(first.iter().flatten().any(|sample| sample.abs() > 0.001), "{way:?} is silent");
        println!("{way:?}: {} bytes of state, {FRAMES} samples the same", saved.len());
        heard.push(first);
    }
    assert_same_bits(&heard[0], &heard[2], "CLAP and VST3");
    assert_same_bits(&heard[1], &heard[3], "CLAP and VST3, live");
}

#[test]
fn a_fresh_process_plays_the_same_samples() {
    if let Some(folder) = env::var_os(TASK) {
        return fresh_process(Path::new(&folder));
    }
    let folder = env::temp_dir().join(format!("threshold-shift-saved-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let state = of(&values(), &story());
    let mut heard = Vec::new();
    for way in WAYS {
        let (saved, sound) = played(way, Some(&state));
        fs::write(&files(&folder, way)[0], &saved).expect("a file");
        heard.push((saved, sound));
    }
    let child = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "a_fresh_process_plays_the_same_samples", "--nocapture"])
        .env(TASK, &folder)
        .status();
    assert!(child.expect("the fresh process runs").success());
    for (way, (saved, sound)) in WAYS.into_iter().zip(heard) {
        let [_, resaved, played] = files(&folder, way).map(|path| fs::read(path).unwrap_or_default());
        assert!(played == bytes(&sound), "{way:?}: the fresh process sounds different");
        assert!(resaved == saved, "{way:?}: the fresh process saves something else");
        println!("{way:?}: saved here, loaded and played in another process, {FRAMES} samples the same");
    }
    fs::remove_dir_all(folder).expect("the folder was there");
}

fn fresh_process(folder: &Path) {
    for way in WAYS {
        let [state, saved, sound] = files(folder, way);
        let (resaved, heard) = played(way, Some(&fs::read(state).expect("a state")));
        fs::write(saved, resaved).expect("a file");
        fs::write(sound, bytes(&heard)).expect("a file");
    }
}

/// Plays a low tone, and in the block at `at` does something to the instance first, or sends events.
fn disturbed(
    state: &[u8],
    at: usize,
    mut disturb: impl FnMut(usize, &mut clap::Instance) -> Vec<ParamValueEvent>,
) -> Vec<f32> {
    let mut instance = clap::Instance::new(
        &clap::load(&bundle::guarded().clap()),
        "org.threshold-shift.threshold-shift-live",
    );
    assert!(instance.load(state) && instance.start(RATE, BLOCK as u32));
    let tone = sine(200.0, 0.25, RATE as f32, FRAMES);
    let mut heard = Vec::new();
    for (n, sound) in tone.chunks_exact(BLOCK).enumerate() {
        let events = if n >= at { disturb(n - at, &mut instance) } else { Vec::new() };
        let (inputs, output) = (vec![vec![sound.to_vec(); 2]], vec![vec![0.0; BLOCK]; 2]);
        let mut block = clap::Block { inputs, output, events };
        assert!(instance.process(&mut block));
        heard.extend_from_slice(&block.output[0]);
    }
    heard
}

/// The sharpest bend of a sound: a click has one, a low tone has none.
fn sharpest(sound: &[f32]) -> f32 {
    sound.windows(3).map(|x| (x[0] - 2.0 * x[1] + x[2]).abs()).fold(0.0, f32::max)
}

/// How far two sounds are apart, dB re the second.
fn apart(one: &[f32], other: &[f32]) -> f64 {
    let energy = |x: &mut dyn Iterator<Item = f64>| x.map(|x| x * x).sum::<f64>().max(1e-30);
    let between = energy(&mut one.iter().zip(other).map(|(one, other)| f64::from(one - other)));
    10.0 * (between / energy(&mut other.iter().map(|x| f64::from(*x)))).log10()
}

#[test]
fn a_state_loaded_while_sound_plays_comes_like_a_cut_and_whole() {
    const AT: usize = 90;
    // Nothing random: what is left is what loading does.
    let quiet = Values::default().with(&MUMBLE, 0.0).with(&SMEAR, 0.0);
    let mut story = Document::default();
    story.put(2, "", &quiet.with(&LOSS, 0.1));
    story.put(7, "", &quiet.with(&LOSS, 0.7).with(&TRIM, 6.0));
    let slot = |slot| quiet.with(&SCENE, Scene::choice(slot));
    let (before, after) = (of(&slot(2), &story), of(&slot(7), &story));
    let by_hand = of(&quiet.with(&LOSS, 0.7).with(&TRIM, 6.0), &Document::default());
    let tail = (AT + 60) * BLOCK..;

    let cut = disturbed(&before, AT, |n, instance| {
        let scene = instance.parameter("Scene");
        if n == 0 { vec![clap::event(0, scene, f64::from(Scene::choice(7)))] } else { Vec::new() }
    });
    let whole = disturbed(&after, AT, |_, _| Vec::new());
    let around = AT * BLOCK - 2..(AT + 20) * BLOCK;
    println!(
        "at rest {:.6}, at a scene's cut {:.6}",
        sharpest(&whole[around.clone()]),
        sharpest(&cut[around.clone()])
    );
    for (what, state) in [("the same scenes", &after), ("other values, and no scenes", &by_hand)] {
        let whole = disturbed(state, AT, |_, _| Vec::new());
        let loaded = disturbed(&before, AT, |n, instance| {
            assert!(n > 0 || instance.load(state));
            Vec::new()
        });
        // The audio thread may find a load half done: some parameters, and none of the scenes.
        let halved = disturbed(&before, AT, |n, instance| {
            if n > 0 {
                assert!(n > 1 || instance.load(state));
                return Vec::new();
            }
            let mut target = clap::Instance::new(
                &clap::load(&bundle::guarded().clap()),
                "org.threshold-shift.threshold-shift",
            );
            assert!(target.load(state));
            let parameters = target.parameters().into_iter().step_by(2);
            parameters.map(|(id, _, _)| clap::event(0, id, target.value(id))).collect()
        });
        for (how, sound) in [("loaded", &loaded), ("loaded in two halves", &halved)] {
            let bend = sharpest(&sound[around.clone()]);
            let late = apart(&sound[tail.clone()], &whole[tail.clone()]);
            println!(
                "{what}, {how}: {bend:.6}; from 0.64 s later on {late:.1} dB from having been there always"
            );
            assert!(bend <= 1.1 * sharpest(&cut[around.clone()]), "{what}, {how}: it clicks");
            assert!(late < -60.0, "{what}, {how}: something of the old state is left");
        }
    }
}

#[test]
fn every_parameter_is_in_the_state() {
    // Each alone: a parameter that is lost, or overruled by a default, shows.
    for parameter in threshold_core::parameters::TABLE {
        let (min, max) = parameter.range();
        let far = if parameter.default == max { min } else { max };
        let far = Values::default().with(parameter, far);
        let saved = of(&far, &Document::default());
        let json = threshold_shift::state::open(&saved).expect("our own");
        let state: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        for (id, tagged) in state["params"].as_object().expect("values") {
            let value = tagged.as_object().and_then(|tagged| tagged.values().next()).expect("a value");
            let value = value.as_f64().unwrap_or_else(|| f64::from(u8::from(value == true)));
            let expected = far.of(find(id).expect("a parameter of the table"));
            assert_eq!(value as f32, expected, "{id}, when {} is far away", parameter.id);
        }
    }
}
