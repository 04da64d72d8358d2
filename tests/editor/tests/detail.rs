//! Hands at the detail page: stages off and on, what is lost to be heard, and Loss by its path's picture.

use editor_tests::{Instance, editor};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable, by};
use threshold_core::parameters::{
    BLUR, DIPLACUSIS, JITTER, LOSS, LOSS_PATH, MUMBLE, Parameter, SCENE, SMEAR, SPACE, THRESHOLDS, TINNITUS,
    Values,
};
use threshold_core::story::Scene;
use threshold_shift::audition::{Audition, Part};

/// The size of a new instance's window, the smallest, and one in which every stage's controls stand in its column.
const USUAL: (f32, f32) = (960.0, 700.0);
const SMALLEST: (f32, f32) = (800.0, 600.0);
const LARGE: (f32, f32) = (1600.0, 1000.0);
/// More presses of Tab than there are controls.
const ENOUGH: usize = 250;
/// What a value may be off by after it went through a host's lane.
const ROUNDING: f32 = 1e-5;
const PATH: &str = "Loss along the path";

/// The detail page of an instance whose parameters stand at `values`.
fn detail(values: &Values, (width, height): (f32, f32)) -> Harness<'static, Instance> {
    let mut harness = editor(values, vec2(width, height), 1.0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    harness.run_steps(3);
    harness
}

/// Presses what is called `label`.
fn press(harness: &mut Harness<Instance>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(3);
}

fn value(harness: &Harness<Instance>, entry: &Parameter) -> f32 {
    harness.state().params.values().of(entry)
}

/// Whether parameters stand at `wanted`, but for what a host's lanes round.
fn stand_at(harness: &Harness<Instance>, wanted: &Values) -> bool {
    let near = |n: usize, is: f32| (is - wanted.at(n)).abs() <= ROUNDING * wanted.at(n).abs().max(1.0);
    harness.state().params.values().iter().enumerate().all(|(n, (_, is))| near(n, is))
}

fn undo(harness: &mut Harness<Instance>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
}

fn drag(harness: &mut Harness<Instance>, from: Pos2, to: Pos2) {
    harness.drag_at(from);
    harness.run_steps(2);
    for along in [0.25, 0.5, 0.75, 1.0] {
        harness.hover_at(from + along * (to - from));
        harness.run_steps(1);
    }
    harness.drop_at(to);
    harness.run_steps(2);
}

/// The picture of the path, shown.
fn path_picture(harness: &mut Harness<Instance>) -> Rect {
    press(harness, "Picture: Loss path");
    harness.get_by_label(PATH).rect()
}

#[test]
fn off_and_on_again_is_what_it_was_and_undo_takes_it_back() {
    let values = Values::default()
        .with(&LOSS, 0.65)
        .with(&SMEAR, 1.5)
        .with(&JITTER, 0.25)
        .with(&DIPLACUSIS, -40.0)
        .with(&BLUR, 0.5);
    let mut harness = detail(&values, USUAL);
    let before = harness.state().params.values();
    let gestures = harness.state().host.gestures();
    press(&mut harness, "Smear on");
    assert_eq!([&SMEAR, &JITTER, &DIPLACUSIS].map(|entry| value(&harness, entry)), [0.0; 3]);
    assert_eq!(harness.state().host.gestures(), gestures + 3);
    undo(&mut harness);
    assert!(stand_at(&harness, &before));

    for (name, entry) in [("Smear on", &SMEAR), ("Mumble on", &MUMBLE), ("Curve on", &LOSS)] {
        press(&mut harness, name);
        assert_eq!(value(&harness, entry), 0.0, "{name}");
        press(&mut harness, name);
        assert!(stand_at(&harness, &before), "{name}");
    }
}

#[test]
fn what_never_was_on_comes_on_in_the_middle() {
    let mut harness = detail(&Values::default(), USUAL);
    press(&mut harness, "Tinnitus on");
    assert_eq!(value(&harness, &TINNITUS), 0.5);
    press(&mut harness, "Space on");
    assert_eq!(value(&harness, &SPACE), 0.5);
    press(&mut harness, "Space on");
    assert_eq!(value(&harness, &SPACE), 1.0);
    undo(&mut harness);
    undo(&mut harness);
    undo(&mut harness);
    assert!(stand_at(&harness, &Values::default()));
}

#[test]
fn only_one_thing_is_heard_alone_and_no_parameter_moves() {
    let mut harness = detail(&Values::default().with(&LOSS, 0.65), USUAL);
    let before = harness.state().params.values();
    let heard = |harness: &Harness<Instance>| harness.state().params.audition.get();
    press(&mut harness, "What is lost: Mumble");
    assert_eq!(heard(&harness), Audition::Lost(Some(Part::Mumble)));
    press(&mut harness, "What it adds: Tinnitus");
    assert_eq!(heard(&harness), Audition::Lost(Some(Part::Tinnitus)));
    press(&mut harness, "Hear what is lost");
    assert_eq!(heard(&harness), Audition::Lost(None));
    press(&mut harness, "Hear what is lost");
    assert_eq!(heard(&harness), Audition::Result);
    let host = &harness.state().host;
    assert_eq!((host.gestures(), host.moves()), (0, 0));
    assert_eq!(harness.state().params.values(), before);
}

#[test]
fn a_drag_across_the_path_is_one_gesture_and_one_step() {
    let mut harness = detail(&Values::default().with(&LOSS, 0.2), USUAL);
    let picture = path_picture(&mut harness);
    let gestures = harness.state().host.gestures();
    let place = |down: f32| picture.lerp_inside(vec2(0.6, down));
    drag(&mut harness, place(0.3), place(0.75));
    assert_eq!(harness.state().host.gestures(), gestures + 1);
    assert!(harness.state().host.moves() > 2);
    assert!(value(&harness, &LOSS) > 0.9, "{}", value(&harness, &LOSS));
    undo(&mut harness);
    assert_eq!(value(&harness, &LOSS), Values::default().with(&LOSS, 0.2).of(&LOSS));
}

#[test]
fn a_flat_audiogram_has_no_path_to_drag_along() {
    let custom = Values::default().with(&LOSS_PATH, 1.0).with(&LOSS, 0.5);
    let mut harness = detail(&custom, USUAL);
    let picture = path_picture(&mut harness);
    drag(&mut harness, picture.lerp_inside(vec2(0.5, 0.3)), picture.lerp_inside(vec2(0.5, 0.7)));
    assert_eq!((harness.state().host.gestures(), value(&harness, &LOSS)), (0, 0.5));

    let one_ear = custom.with(&THRESHOLDS[0][4], 60.0);
    let mut harness = detail(&one_ear, USUAL);
    let picture = path_picture(&mut harness);
    drag(&mut harness, picture.lerp_inside(vec2(0.5, 0.2)), picture.lerp_inside(vec2(0.5, 0.8)));
    assert_eq!((harness.state().host.gestures(), value(&harness, &LOSS)), (1, 1.0));
}

#[test]
fn while_a_scene_rules_the_picture_reads_what_sounds_and_the_hand_moves_the_control() {
    let mut harness = detail(&Values::default().with(&LOSS, 0.2).with(&SCENE, Scene::choice(0)), USUAL);
    let scene = Values::default().with(&LOSS, 0.85);
    harness.state().params.story.edit(|document| document.put(0, "First", &scene));
    let picture = path_picture(&mut harness);
    let read = harness.get_by_label(PATH).value().unwrap_or_default();
    assert!(read.starts_with("20 %") && read.ends_with("sounds: 85 %"), "{read}");
    drag(&mut harness, picture.lerp_inside(vec2(0.6, 0.5)), picture.lerp_inside(vec2(0.6, 0.2)));
    assert!(value(&harness, &LOSS) < 0.2);
}

#[test]
fn turning_the_wheel_over_the_path_turns_loss() {
    let mut harness = detail(&Values::default(), USUAL);
    let picture = path_picture(&mut harness);
    harness.hover_at(picture.center());
    harness.run_steps(2);
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 2.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(2);
    assert!(value(&harness, &LOSS) > 0.0 && value(&harness, &LOSS) < 0.1);
}

#[test]
fn keys_walk_along_the_path() {
    let mut harness = detail(&Values::default(), USUAL);
    path_picture(&mut harness);
    harness.get_by_label(PATH).focus();
    harness.run_steps(2);
    let mut after = |key: Key| {
        harness.key_press(key);
        harness.run_steps(12);
        value(&harness, &LOSS)
    };
    assert_eq!(after(Key::PageUp), 0.25);
    assert_eq!(after(Key::PageUp), 0.45);
    let stepped = after(Key::ArrowUp);
    assert!(stepped > 0.45 && stepped < 0.5, "{stepped}");
    assert_eq!(after(Key::PageDown), 0.45);
    assert_eq!((after(Key::End), after(Key::Home)), (1.0, 0.0));
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.event(egui::Event::Text("65 %".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(value(&harness, &LOSS), 0.65);
}

/// The name of what has the keyboard, and what kind of thing it is.
fn focused(harness: &Harness<Instance>) -> Option<(String, Role)> {
    let node = harness.query_all(by().predicate(|node| (*node).is_focused())).next()?.accesskit_node();
    Some((node.label()?, node.role()))
}

/// What the button says by which a stage is heard alone.
fn heard_alone(part: &str) -> &'static str {
    if matches!(part, "Touch" | "Tinnitus" | "Body") { "What it adds" } else { "What is lost" }
}

#[test]
fn tab_reaches_every_control_of_every_column() {
    for size in [SMALLEST, LARGE] {
        let mut harness = detail(&Values::default().with(&LOSS, 0.5), size);
        let mut stops = Vec::new();
        for _ in 0..ENOUGH {
            harness.key_press(Key::Tab);
            harness.run_steps(2);
            let Some(stop) = focused(&harness) else { continue };
            if stops.first() == Some(&stop) {
                break;
            }
            assert!(!stops.contains(&stop), "{size:?}: {stop:?} twice");
            stops.push(stop);
        }
        let names: Vec<String> = stops.into_iter().map(|(name, _)| name).collect();
        println!("{size:?}: {} stops", names.len());
        for part in ["Mumble", "Smear", "Curve", "Memory", "Implant", "Space", "Touch", "Tinnitus", "Body"] {
            let amount = if part == "Curve" { "Loss" } else { part };
            for wanted in [format!("{part} on"), amount.to_owned(), format!("{}: {part}", heard_alone(part))]
            {
                assert!(names.contains(&wanted), "{size:?}: no {wanted} in {names:?}");
            }
        }
        for wanted in [
            "Loss path",
            "Recruitment",
            "Better ear",
            "Conductive",
            "Mumble from",
            "Syllable blur",
            "Nerve jitter",
            "Diplacusis",
            "Tinnitus character",
            "Tinnitus pitch",
            "Cymbals into ring",
            "Tinnitus balance",
            "Tinnitus level",
            "Touch material",
            "Hear what is lost",
        ] {
            assert!(names.iter().any(|name| name.starts_with(wanted)), "{size:?}: no {wanted} in {names:?}");
        }
    }
}
