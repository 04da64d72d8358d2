//! Hands on the story page: scenes, the journey, the macros and what happens.

use editor_tests::{Instance, editor};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use threshold_core::parameters::{LOSS, MEMORY, Values};
use threshold_core::story::Scene;
use threshold_shift::presets::factory;
use threshold_shift::story::Document;

/// Frames after which a hand's doing has reached the instance and the window shows it.
const FRAMES: usize = 4;
/// Presses of Tab that lead round all of the page.
const ROUND: usize = 80;

/// The editor of an instance that holds the journey of the drummer and stands at `values`.
fn drummer(values: &Values) -> Harness<'static, Instance> {
    let mut harness = editor(values, vec2(960.0, 700.0), 1.0);
    let preset = factory::find("the-drummer").expect("a factory preset");
    let document = preset.document_over(&Document::default());
    harness.state().params.story.edit(|held| *held = document);
    harness.run_steps(FRAMES);
    harness
}

fn choice(harness: &Harness<Instance>) -> f32 {
    harness.state().params.scene.value() as f32
}

fn journey(harness: &Harness<Instance>) -> f32 {
    harness.state().params.journey.value()
}

fn click(harness: &mut Harness<Instance>, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(FRAMES);
}

fn press(harness: &mut Harness<Instance>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(FRAMES);
}

fn drag(harness: &mut Harness<Instance>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    harness.run_steps(2);
    for part in [0.3, 0.7, 1.0] {
        harness.hover_at(from + part * (to - from));
        harness.run_steps(2);
    }
    harness.drop_at(to);
    harness.run_steps(FRAMES);
}

/// Goes on with Tab until `role` called `name` has the keyboard.
fn tab_to(harness: &mut Harness<Instance>, role: Role, name: &str) {
    for _ in 0..ROUND {
        tab(harness);
        if harness.get_by_role_and_label(role, name).is_focused() {
            return;
        }
    }
    panic!("Tab does not lead to {name}");
}

fn tab(harness: &mut Harness<Instance>) {
    harness.key_press(Key::Tab);
    harness.run_steps(1);
}

#[test]
fn a_click_plays_a_slot_and_a_double_click_travels_on_from_it() {
    let mut harness = drummer(&Values::default());
    click(&mut harness, "Slot 3: Cymbals into ring");
    assert_eq!(choice(&harness), Scene::choice(3));
    // Long enough for what follows to be a click of its own.
    harness.run_steps(30);
    let at = harness.get_by_label("Slot 8: The quiet house").rect().center();
    harness.hover_at(at);
    for _ in 0..2 {
        harness.drag_at(at);
        harness.run_steps(1);
        harness.drop_at(at);
        harness.run_steps(1);
    }
    harness.run_steps(FRAMES);
    assert_eq!((choice(&harness), journey(&harness)), (Scene::JOURNEY_CHOICE, 8.0));
}

#[test]
fn a_journey_that_is_dragged_is_one_gesture_and_one_step_back() {
    let mut harness = drummer(&Values::default());
    click(&mut harness, "Slot 2: First sign");
    let mode = harness.get_by_role_and_label(Role::RadioButton, "Journey");
    mode.click();
    harness.run_steps(FRAMES);
    let before = harness.state().host.gestures();
    let cell = |slot: &str| harness.get_by_label(slot).rect().center();
    let (from, to) = (cell("Slot 2: First sign"), cell("Slot 9: Memory bleed"));
    drag(&mut harness, from, to);
    assert!((journey(&harness) - 9.0).abs() < 0.05, "{}", journey(&harness));
    assert_eq!(harness.state().host.gestures(), before + 1);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!((journey(&harness), choice(&harness)), (0.0, Scene::JOURNEY_CHOICE));
}

#[test]
fn the_playhead_takes_the_story_over_and_one_step_back_gives_it_back() {
    let mut harness = drummer(&Values::default());
    let ruler = harness.get_by_label("Playhead").rect();
    let from = ruler.left_center() + vec2(60.0, 0.0);
    drag(&mut harness, from, ruler.center());
    assert_eq!(choice(&harness), Scene::JOURNEY_CHOICE);
    assert!((journey(&harness) - 8.0).abs() < 0.05, "{}", journey(&harness));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!((choice(&harness), journey(&harness)), (0.0, 0.0));
}

#[test]
fn the_keyboard_alone_plays_slots_and_moves_the_journey() {
    let mut harness = drummer(&Values::default());
    tab_to(&mut harness, Role::ListBox, "Scenes");
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(choice(&harness), Scene::choice(3));
    tab_to(&mut harness, Role::Slider, "Playhead");
    press(&mut harness, Modifiers::NONE, Key::PageUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(choice(&harness), Scene::JOURNEY_CHOICE);
    assert!((journey(&harness) - 1.11).abs() < 1e-3, "{}", journey(&harness));
}

#[test]
fn every_control_of_the_page_can_be_reached_by_tab() {
    let mut harness = drummer(&Values::default());
    let sliders = ["Perspective", "Loss", "Tinnitus", "Touch", "Body", "Memory", "Implant", "Space"];
    let more = ["Event depth", "Recovery", "Playhead"];
    let sliders = sliders.into_iter().chain(more).map(|name| (Role::Slider, name));
    let switches = ["Processor off", "Fire"].map(|name| (Role::CheckBox, name));
    let modes = ["Manual", "Journey", "Slot"].map(|name| (Role::RadioButton, name));
    let mut wanted: Vec<_> = sliders.chain(switches).chain(modes).collect();
    for _ in 0..ROUND {
        tab(&mut harness);
        wanted.retain(|(role, name)| !harness.get_by_role_and_label(*role, name).is_focused());
    }
    assert!(wanted.is_empty(), "out of reach: {wanted:?}");
}

#[test]
fn an_event_that_is_fired_holds_until_it_is_let_go() {
    let mut harness = drummer(&Values::default());
    for held in [true, false] {
        click(&mut harness, "Fire");
        assert_eq!(harness.state().params.event_fire.value(), held);
    }
    click(&mut harness, "Processor off");
    assert!(harness.state().params.processor_off.value());
}

#[test]
fn what_sounds_is_captured_into_a_slot_and_named() {
    let mut harness = editor(&Values::default().with(&LOSS, 0.65), vec2(960.0, 700.0), 1.0);
    harness.get_by_label("Slot 4 is empty, and so is every one before: the controls rule").click_secondary();
    harness.run_steps(FRAMES);
    click(&mut harness, "Capture");
    let document = harness.state().params.story.document();
    let scene = document.slot(4).expect("captured");
    assert_eq!((scene.name.as_str(), scene.values.of(&LOSS)), ("Mumble", 0.65));
    harness.get_by_label("Slot 4: Mumble").click_secondary();
    harness.run_steps(FRAMES);
    click(&mut harness, "Rename");
    harness.event(Event::Text("The bar".to_owned()));
    harness.run_steps(FRAMES);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().params.story.document().slot(4).expect("kept").name, "The bar");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().params.story.document().slot(4).expect("kept").name, "Mumble");
}

#[test]
fn a_sliders_menu_copies_pastes_resets_and_types() {
    let values = Values::default().with(&LOSS, 0.65).with(&MEMORY, 0.1);
    let mut harness = editor(&values, vec2(960.0, 700.0), 1.0);
    let offer = |harness: &mut Harness<Instance>, name: &str, item: &str| {
        harness.get_by_role_and_label(Role::Slider, name).click_secondary();
        harness.run_steps(FRAMES);
        click(harness, item);
    };
    let memory = |harness: &Harness<Instance>| harness.state().params.memory.value();
    offer(&mut harness, "Loss", "Copy value");
    offer(&mut harness, "Memory", "Paste 65 %");
    assert!((memory(&harness) - 0.65).abs() < 1e-6);
    offer(&mut harness, "Memory", "Reset to default");
    assert_eq!(memory(&harness), 0.0);
    offer(&mut harness, "Memory", "Type a value");
    harness.event(Event::Text("30".to_owned()));
    harness.run_steps(FRAMES);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!((memory(&harness) - 0.3).abs() < 1e-6, "{}", memory(&harness));
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(memory(&harness), 0.0);
}

#[test]
fn lists_step_by_the_arrows() {
    let mut harness = drummer(&Values::default());
    tab_to(&mut harness, Role::ComboBox, "Event: Pop");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(harness.state().params.event.value(), 1);
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(harness.state().params.event.value(), 0);
}
