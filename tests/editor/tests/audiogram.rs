//! Hands on the audiogram: by pointer, by wheel, by key; and what they make of the parameters.

use editor_tests::{Instance, editor};
use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, TouchPhase, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use threshold_core::hearing::path::PATHS;
use threshold_core::parameters::{
    BETTER_EAR, LISTENING_LEVEL, LOSS, LOSS_PATH, NO_RESPONSE, THRESHOLDS, Values,
};
use threshold_shift::audition::Audition;

/// Place of 1 kHz among the clinical frequencies, where the keyboard begins.
const KILOHERTZ: usize = 4;
const LEFT: usize = 0;
const RIGHT: usize = 1;
/// Frames after which whatever was done is done.
const FRAMES: usize = 4;

fn path(name: &str) -> f32 {
    PATHS.iter().position(|path| path.name == name).expect("a path") as f32
}

fn on(name: &str, loss: f32) -> Values {
    Values::default().with(&LOSS_PATH, path(name)).with(&LOSS, loss)
}

/// The detail page of an instance at `values`.
/// What holds the tools that have no room beside the chart.
const MORE: &str = "More ...";

fn detail(values: &Values) -> Harness<'static, Instance> {
    let mut harness = editor(values, vec2(960.0, 700.0), 1.0);
    press(&mut harness, Modifiers::COMMAND, Key::Num2);
    harness
}

fn press(harness: &mut Harness<Instance>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(FRAMES);
}

fn keys(harness: &mut Harness<Instance>, keys: &[Key]) {
    for key in keys {
        press(harness, Modifiers::NONE, *key);
    }
}

fn click(harness: &mut Harness<Instance>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(FRAMES);
}

fn focus(harness: &mut Harness<Instance>, label: &str) {
    harness.get_by_label(label).focus();
    harness.run_steps(FRAMES);
}

fn values(harness: &Harness<Instance>) -> Values {
    harness.state().params.values()
}

fn threshold(harness: &Harness<Instance>, ear: usize, at: usize) -> f32 {
    values(harness).of(&THRESHOLDS[ear][at])
}

fn place(harness: &Harness<Instance>, label: &str) -> Pos2 {
    harness.get_by_label(label).rect().center()
}

fn drag(harness: &mut Harness<Instance>, from: Pos2, by: Vec2) {
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    harness.run_steps(2);
    for share in [0.3, 0.7, 1.0] {
        harness.hover_at(from + share * by);
        harness.run_steps(2);
    }
    harness.drop_at(from + by);
    harness.run_steps(FRAMES);
}

/// Points to 10 dB: from one ear's place at 20 dB HL to the other's at 0.
fn ten_decibels(harness: &Harness<Instance>) -> f32 {
    0.5 * (place(harness, "Right threshold").y - place(harness, "Left threshold").y)
}

#[test]
fn a_dragged_threshold_is_the_custom_audiogram_and_one_undo_brings_all_back() {
    let mut harness = detail(&on("N3 moderate", 0.5).with(&BETTER_EAR, -1.0));
    let before = values(&harness);
    let ten = ten_decibels(&harness);
    let right = place(&harness, "Right threshold");
    drag(&mut harness, right, vec2(0.0, 3.1 * ten));
    let after = values(&harness);
    assert_eq!((after.of(&LOSS_PATH), after.of(&LOSS)), (path("Custom audiogram"), 1.0));
    assert_eq!(after.of(&BETTER_EAR), 0.0, "each ear has what it had");
    assert!((after.of(&THRESHOLDS[RIGHT][KILOHERTZ]) - 50.0).abs() < 0.01);
    assert!((after.of(&THRESHOLDS[RIGHT][0]) - 17.5).abs() < 0.01, "half of N3");
    assert!((after.of(&THRESHOLDS[LEFT][KILOHERTZ])).abs() < 0.01, "the better ear lost nothing");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(20);
    assert!(values(&harness).is_near(&before));
}

#[test]
fn a_click_moves_nothing() {
    let mut harness = detail(&on("N3 moderate", 0.5));
    let before = values(&harness);
    let right = place(&harness, "Right threshold");
    drag(&mut harness, right, Vec2::ZERO);
    drag(&mut harness, right + vec2(0.0, 90.0), Vec2::ZERO);
    assert_eq!(values(&harness), before);
    assert!(harness.get_by_label("Right threshold").is_focused());
}

#[test]
fn a_value_can_be_typed() {
    let mut harness = detail(&on("Custom audiogram", 1.0));
    focus(&mut harness, "Left threshold");
    keys(&mut harness, &[Key::Enter]);
    harness.event(Event::Text("37".to_owned()));
    harness.run_steps(FRAMES);
    keys(&mut harness, &[Key::Enter]);
    assert!((threshold(&harness, LEFT, KILOHERTZ) - 37.0).abs() < 0.01);
    assert_eq!(threshold(&harness, RIGHT, KILOHERTZ), 0.0);
    assert_eq!(harness.get_by_label("Left threshold").value().as_deref(), Some("1 kHz: 37 dB HL"));
    assert!(harness.get_by_label("Left threshold").is_focused());
}

#[test]
fn the_keyboard_alone_reaches_and_moves_every_threshold() {
    let mut harness = detail(&on("Custom audiogram", 1.0));
    let reached = (0..80).any(|_| {
        keys(&mut harness, &[Key::Tab]);
        harness.get_by_label("Left threshold").is_focused()
    });
    assert!(reached);
    keys(&mut harness, &[Key::ArrowRight, Key::ArrowDown, Key::ArrowDown, Key::PageDown, Key::ArrowUp]);
    assert!((threshold(&harness, LEFT, KILOHERTZ + 1) - 15.0).abs() < 0.01);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert!((threshold(&harness, LEFT, KILOHERTZ + 1) - 16.0).abs() < 0.01);
    press(&mut harness, Modifiers::SHIFT, Key::PageDown);
    assert!((threshold(&harness, LEFT, KILOHERTZ + 1) - 36.0).abs() < 0.01);
    keys(&mut harness, &[Key::Tab]);
    assert!(harness.get_by_label("Right threshold").is_focused());
    keys(&mut harness, &[Key::ArrowLeft, Key::End]);
    assert_eq!(threshold(&harness, RIGHT, KILOHERTZ), NO_RESPONSE);
    assert_eq!(harness.get_by_label("Right threshold").value().as_deref(), Some("1 kHz: No response"));
    keys(&mut harness, &[Key::ArrowUp]);
    assert!((threshold(&harness, RIGHT, KILOHERTZ) - 120.0).abs() < 0.01);
    keys(&mut harness, &[Key::Home]);
    assert_eq!(threshold(&harness, RIGHT, KILOHERTZ), -10.0);
}

#[test]
fn linked_ears_move_together_and_copies_make_them_alike() {
    let mut harness = detail(&on("Custom audiogram", 1.0).with(&THRESHOLDS[RIGHT][KILOHERTZ], 30.0));
    focus(&mut harness, "Left threshold");
    click(&mut harness, "Link");
    focus(&mut harness, "Left threshold");
    keys(&mut harness, &[Key::ArrowDown, Key::ArrowDown]);
    let both = [LEFT, RIGHT].map(|ear| threshold(&harness, ear, KILOHERTZ));
    assert!((both[LEFT] - 10.0).abs() < 0.01 && (both[RIGHT] - 40.0).abs() < 0.01, "{both:?}");
    click(&mut harness, MORE);
    click(&mut harness, "Copy R to L");
    assert!((threshold(&harness, LEFT, KILOHERTZ) - 40.0).abs() < 0.01);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(20);
    assert!((threshold(&harness, LEFT, KILOHERTZ) - 10.0).abs() < 0.01);
}

#[test]
fn without_snap_steps_are_one_decibel() {
    let mut harness = detail(&on("Custom audiogram", 1.0));
    click(&mut harness, "Snap");
    focus(&mut harness, "Right threshold");
    keys(&mut harness, &[Key::ArrowDown]);
    assert!((threshold(&harness, RIGHT, KILOHERTZ) - 1.0).abs() < 0.01);
}

#[test]
fn a_notch_of_the_wheel_is_five_decibels_and_with_shift_one() {
    let mut harness = detail(&on("Custom audiogram", 1.0).with(&THRESHOLDS[RIGHT][KILOHERTZ], 40.0));
    let right = place(&harness, "Right threshold");
    harness.hover_at(right);
    harness.run_steps(2);
    let notch = |delta: Vec2, modifiers: Modifiers| Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta,
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers,
    };
    harness.event(notch(vec2(0.0, 1.0), Modifiers::NONE));
    harness.run_steps(FRAMES);
    assert!((threshold(&harness, RIGHT, KILOHERTZ) - 35.0).abs() < 0.01, "up is less loss");
    harness.event_modifiers(notch(vec2(0.0, -1.0), Modifiers::SHIFT), Modifiers::SHIFT);
    harness.run_steps(FRAMES);
    assert!((threshold(&harness, RIGHT, KILOHERTZ) - 36.0).abs() < 0.01);
}

#[test]
fn gains_have_no_thresholds_to_move_but_a_way_to_some() {
    let mut harness = detail(&on("Film", 0.65));
    assert!(harness.query_by_label("Left threshold").is_none());
    click(&mut harness, "Edit thresholds ...");
    assert_eq!(
        (values(&harness).of(&LOSS_PATH), values(&harness).of(&LOSS)),
        (path("Custom audiogram"), 1.0)
    );
    assert!(harness.query_by_label("Left threshold").is_some());
}

#[test]
fn a_standard_audiogram_goes_into_the_ear_that_is_edited() {
    let mut harness = detail(&on("Custom audiogram", 1.0));
    click(&mut harness, "Left");
    click(&mut harness, MORE);
    click(&mut harness, "Standard audiogram");
    click(&mut harness, "N3 moderate");
    assert!((threshold(&harness, LEFT, KILOHERTZ) - 40.0).abs() < 0.01);
    assert_eq!(threshold(&harness, RIGHT, KILOHERTZ), 0.0);
}

#[test]
fn calibration_plays_one_loudspeaker_and_takes_what_the_meter_reads() {
    let mut harness = detail(&on("Custom audiogram", 1.0));
    let audition = |harness: &Harness<Instance>| harness.state().params.audition.get();
    click(&mut harness, MORE);
    click(&mut harness, "Calibrate ...");
    click(&mut harness, "Right front");
    assert_eq!(audition(&harness), Audition::Calibration { channel: 1 });
    harness.get_by_role(egui::Role::TextInput).focus();
    harness.run_steps(FRAMES);
    harness.event(Event::Text("81.5".to_owned()));
    harness.run_steps(FRAMES);
    click(&mut harness, "Set");
    assert!((values(&harness).of(&LISTENING_LEVEL) - 81.5).abs() < 0.01);
    click(&mut harness, "Theatre, 85 dB SPL");
    assert!((values(&harness).of(&LISTENING_LEVEL) - 85.0).abs() < 0.01);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(audition(&harness), Audition::Result);
}
