//! What hands do on the implant page and on the lab page.

use editor_tests::{Instance, editor};
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use threshold_core::base::Ear;
use threshold_core::parameters::{
    FLOOR_LEVEL, IMPLANT, IMPLANT_ACOUSTIC_EDGE, IMPLANT_CHANNELS, IMPLANT_DEPTH, Parameter, Stored, TABLE,
    Values,
};

/// The page of this number, of an implant whose every electrode has a channel.
fn page(key: Key) -> Harness<'static, Instance> {
    let values = Values::default().with(&IMPLANT, 1.0).with(&IMPLANT_CHANNELS, 22.0);
    let mut harness = editor(&values, vec2(960.0, 700.0), 1.0);
    harness.key_press_modifiers(Modifiers::COMMAND, key);
    harness.run_steps(3);
    harness
}

fn off(harness: &Harness<Instance>, ear: Ear) -> i32 {
    harness.state().params.laboratory.off()[ear].value()
}

fn press(harness: &mut Harness<Instance>, keys: &[Key]) {
    for key in keys {
        harness.key_press(*key);
        harness.run_steps(2);
    }
}

fn undo(harness: &mut Harness<Instance>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(12);
}

#[test]
fn a_click_switches_an_electrode_off_and_on_and_undo_brings_it_back() {
    let mut harness = page(Key::Num3);
    let gestures = harness.state().host.gestures();
    harness.get_by_label("Right electrode 12").click();
    harness.run_steps(3);
    assert_eq!((off(&harness, Ear::Right), off(&harness, Ear::Left)), (1 << 11, 0));
    assert_eq!(harness.state().host.gestures(), gestures + 1);
    harness.get_by_label("Right electrode 12").click();
    harness.run_steps(3);
    assert_eq!(off(&harness, Ear::Right), 0);
    harness.get_by_label("Right electrode 3").click();
    harness.run_steps(3);
    assert_eq!(off(&harness, Ear::Right), 1 << 2);
    undo(&mut harness);
    assert_eq!(off(&harness, Ear::Right), 0);
}

#[test]
fn the_keyboard_reaches_every_electrode_of_a_cochlea_from_one_stop() {
    let mut harness = page(Key::Num3);
    harness.get_by_label("Cochlea, left ear").focus();
    harness.run_steps(2);
    press(&mut harness, &[Key::End, Key::ArrowLeft, Key::ArrowDown, Key::Enter]);
    assert_eq!(off(&harness, Ear::Left), 1 << 19);
    press(&mut harness, &[Key::Enter, Key::Home, Key::PageUp, Key::ArrowRight, Key::Enter]);
    assert_eq!(off(&harness, Ear::Left), 1 << 6);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().params.laboratory.dead()[Ear::Left].value(), 1 << 6);
    press(&mut harness, &[Key::Tab]);
    assert!(harness.get_by_label("Cochlea, right ear").is_focused());
}

#[test]
fn a_label_of_the_electrodogram_switches_its_electrode_off() {
    let mut harness = page(Key::Num3);
    harness.get_by_label("Left channel 5, electrode 5").click();
    harness.run_steps(3);
    assert_eq!(off(&harness, Ear::Left), 1 << 4);
    harness.get_by_label("Left channel 5, electrode 6").click();
    harness.run_steps(3);
    assert_eq!(off(&harness, Ear::Left), 0b11 << 4);
}

#[test]
fn all_electrodes_off_and_no_implant_are_shown_without_a_crash() {
    let values = Values::default().with(&IMPLANT, 0.0);
    let mut harness = editor(&values, vec2(800.0, 600.0), 1.0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    harness.run_steps(3);
    harness.get_by_label("Cochlea, left ear").focus();
    harness.run_steps(1);
    for _ in 0..12 {
        press(&mut harness, &[Key::Enter, Key::ArrowUp]);
    }
    assert_eq!(off(&harness, Ear::Left), (1 << 12) - 1);
}

/// What is set once, and so has its control on the lab page.
fn set_once(entry: &Parameter) -> bool {
    let is_threshold = entry.id.starts_with("threshold_");
    // Which loss, which audiogram: the detail page has these.
    let elsewhere = ["loss_path", "bypass", "scene"].contains(&entry.id);
    let is_laboratory = entry.id.starts_with("implant_") || entry.id.starts_with("percept_");
    !entry.automatable && !is_threshold && !elsewhere && (is_laboratory || entry.stored != Stored::Scene)
}

#[test]
fn everything_that_is_set_once_has_a_control_that_is_found_by_its_name() {
    let harness = page(Key::Num4);
    let roles = [Role::Slider, Role::CheckBox, Role::ComboBox, Role::TextInput];
    let labels: Vec<String> = harness
        .root()
        .children_recursive()
        .filter(|node| roles.contains(&node.accesskit_node().role()))
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    let mut count = 0;
    for entry in TABLE.iter().filter(|entry| set_once(entry)) {
        let listed = format!("{}:", entry.name);
        let found = labels.iter().filter(|label| **label == entry.name || label.starts_with(&listed)).count();
        assert_eq!(found, 1, "{} among {labels:?}", entry.name);
        count += 1;
    }
    println!("{count} parameters");
    assert!(count > 40);
}

#[test]
fn what_is_moved_on_the_lab_page_moves_its_parameter() {
    let mut harness = page(Key::Num4);
    harness.get_by_label("Maxima").focus();
    harness.run_steps(2);
    press(&mut harness, &[Key::ArrowDown]);
    assert_eq!(harness.state().params.laboratory.maxima.value(), 15);
    harness.get_by_label("Acoustic lows").click();
    harness.run_steps(2);
    assert!(harness.state().params.laboratory.acoustic.value());
    assert!(!harness.get_by_label(IMPLANT_ACOUSTIC_EDGE.name).accesskit_node().is_disabled());
    for unused in [IMPLANT_DEPTH.name, FLOOR_LEVEL.name] {
        assert!(harness.get_by_label(unused).accesskit_node().is_disabled(), "{unused}");
    }
}

#[test]
fn a_list_of_electrodes_is_typed_as_numbers_and_ranges() {
    let mut harness = page(Key::Num4);
    let field = "Left electrodes off";
    harness.get_by_label(field).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("1-3, 7".to_owned()));
    harness.run_steps(2);
    assert_eq!(off(&harness, Ear::Left), 0, "not before it is finished");
    press(&mut harness, &[Key::Enter]);
    assert_eq!(off(&harness, Ear::Left), 0b100_0111);
}
