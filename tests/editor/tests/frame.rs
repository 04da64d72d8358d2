//! What surrounds the pages, worked by hand and by key: presets, the way back, A and B, settings, and the keyboard alone.

use std::collections::BTreeSet;

use editor_tests::{Instance, editor, editor_for};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Vec2, ViewportCommand, ViewportId, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use threshold_core::parameters::{LOSS, Values};
use threshold_shift::audition::{Audition, Part};
use threshold_shift::editor::preferences::{Kept, Preferences};

const SIZE: Vec2 = vec2(960.0, 700.0);
/// Frames after which a host has told changed values back.
const ECHO: usize = 20;
/// More controls than any page has.
const MOST: usize = 400;

type Editor = Harness<'static, Instance>;

fn open(values: &Values) -> Editor {
    editor(values, SIZE, 1.0)
}

fn press(harness: &mut Editor, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

fn click(harness: &mut Editor, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(3);
}

fn loss(harness: &Editor) -> f32 {
    harness.state().params.values().of(&LOSS)
}

/// Role and name of what has the keyboard.
fn focused(harness: &Editor) -> Option<(Role, String)> {
    let all = harness.root().children_recursive();
    let node = all.into_iter().find(egui_kittest::Node::is_focused)?;
    let node = node.accesskit_node();
    Some((node.role(), node.label().or_else(|| node.value()).unwrap_or_default()))
}

/// Goes on by Tab until something called `name` has the keyboard.
fn tab_to(harness: &mut Editor, name: &str) {
    for _ in 0..MOST {
        press(harness, Modifiers::NONE, Key::Tab);
        if focused(harness).is_some_and(|(_, label)| label.starts_with(name)) {
            return;
        }
    }
    panic!("no Tab leads to {name}");
}

#[test]
fn a_preset_is_found_and_loaded_by_keys_alone_and_undone() {
    let mut harness = open(&Values::default());
    tab_to(&mut harness, "Presets: ");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label("Close").is_some(), "the browser is open");
    harness.event(Event::Text("bisgaard steep".to_owned()));
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(ECHO);
    assert_eq!(loss(&harness), 1.0);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("Close").is_none(), "the browser is closed");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(ECHO);
    assert_eq!(loss(&harness), 0.0);
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    harness.run_steps(ECHO);
    assert_eq!(loss(&harness), 1.0);
}

#[test]
fn a_preset_about_hearing_is_said_to_be_a_rendering_beside_the_button_that_plays_it() {
    let mut harness = open(&Values::default());
    harness.get_by_label_contains("Presets: ").click();
    harness.run_steps(3);
    harness.event(Event::Text("bisgaard steep".to_owned()));
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let note = harness.get_by_label_contains("A rendering, not a person").rect();
    let load = harness.get_by_label("Load").rect();
    assert!((load.top() - note.bottom()).abs() < 30.0, "{note:?} {load:?}");
    assert_eq!(loss(&harness), 0.0, "selecting alone plays nothing");
}

#[test]
fn a_tag_narrows_the_list() {
    let mut harness = open(&Values::default());
    harness.get_by_label_contains("Presets: ").click();
    harness.run_steps(3);
    let found = |harness: &Editor| harness.query_all_by_role(Role::Button).count();
    let all = found(&harness);
    click(&mut harness, "Tag: bisgaard");
    assert!(found(&harness) < all);
    click(&mut harness, "Tag: bisgaard");
    assert_eq!(found(&harness), all);
}

#[test]
fn both_sides_keep_their_settings() {
    let mut harness = open(&Values::default().with(&LOSS, 0.65));
    click(&mut harness, "Copy to B");
    click(&mut harness, "Next preset");
    harness.run_steps(ECHO);
    let loaded = harness.state().params.values();
    click(&mut harness, "Side B");
    harness.run_steps(ECHO);
    assert!((loss(&harness) - 0.65).abs() < 1e-6);
    click(&mut harness, "Side A");
    harness.run_steps(ECHO);
    assert!(harness.state().params.values().is_near(&loaded));
}

/// Sizes the window was asked to have in the last frame, points.
fn sizes_asked(harness: &Editor) -> Vec<Vec2> {
    let commands = &harness.output().viewport_output[&ViewportId::ROOT].commands;
    let size = |command: &ViewportCommand| match command {
        ViewportCommand::InnerSize(size) => Some(*size),
        _ => None,
    };
    commands.iter().filter_map(size).collect()
}

#[test]
fn zooming_asks_for_a_window_whose_contents_stay_as_large_and_is_kept() {
    let folder = std::env::temp_dir().join(format!("threshold-shift-{}", std::process::id()));
    let file = folder.join("settings.json");
    let mut harness = editor_for(Kept::in_file(file.clone()), &Values::default(), SIZE, 1.0);
    click(&mut harness, "Settings");
    harness.get_by_label("125 %").click();
    let mut asked = Vec::new();
    for _ in 0..6 {
        harness.step();
        asked.extend(sizes_asked(&harness));
    }
    assert_eq!(asked, [SIZE]);
    assert_eq!(harness.ctx.zoom_factor(), 1.25);
    let again = editor_for(Kept::in_file(file), &Values::default(), SIZE, 1.0);
    assert_eq!(again.ctx.zoom_factor(), 1.25);
    std::fs::remove_dir_all(folder).expect("removed");
}

/// Whether anything explains itself once the pointer has rested on Bypass.
fn explains(preferences: Preferences) -> bool {
    let mut harness = editor_for(Kept::unkept(preferences), &Values::default(), SIZE, 1.0);
    let place = harness.get_by_label("Bypass").rect().center();
    harness.hover_at(place);
    harness.run_steps(40);
    harness.query_by_label_contains("Sends the input out untouched").is_some()
}

#[test]
fn tips_can_be_switched_off() {
    assert!(explains(Preferences::default()));
    assert!(!explains(Preferences { tips: false, ..Preferences::default() }));
}

#[test]
fn reduced_motion_stops_what_moves_by_itself() {
    let preferences = Preferences { reduced_motion: true, ..Preferences::default() };
    let harness = editor_for(Kept::unkept(preferences), &Values::default(), SIZE, 1.0);
    assert_eq!(harness.ctx.global_style().animation_time, 0.0);
    assert!(!harness.ctx.global_style().visuals.text_cursor.blink);
}

#[test]
fn listening_to_what_is_lost_is_said_and_ends_by_a_click_or_with_the_window() {
    let mut harness = open(&Values::default().with(&LOSS, 0.65));
    harness.state().params.audition.set(Audition::Lost(Some(Part::Mumble)));
    harness.run_steps(2);
    harness.get_by_label("Listening to what is lost: Mumble: back to the result").click();
    harness.run_steps(2);
    assert_eq!(harness.state().params.audition.get(), Audition::Result);
    assert!(harness.query_by_label_contains("Listening").is_none());
}

#[test]
fn the_ceiling_is_unlocked_by_hand_and_locked_by_key_and_nothing_else_knows() {
    let mut harness = open(&Values::default().with(&LOSS, 0.65));
    let before = (harness.state().params.values(), harness.state().params.story.document());
    click(&mut harness, "Unlock the ceiling");
    assert!(harness.state().params.story.unlock.get());
    assert!(harness.query_by_label("Ceiling 0 dBTP, unlocked: lock it").is_some());
    let after = (harness.state().params.values(), harness.state().params.story.document());
    assert_eq!(before, after);
    assert!(harness.query_by_label("Unlock the ceiling").is_none());
    tab_to(&mut harness, "Ceiling 0 dBTP, unlocked");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!harness.state().params.story.unlock.get());
    assert!(harness.query_by_label("Unlock the ceiling").is_some());
}

#[test]
fn panels_open_and_close_by_key() {
    for name in ["Help", "Settings"] {
        let mut harness = open(&Values::default());
        tab_to(&mut harness, name);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(harness.query_by_label("Close").is_some(), "{name}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.query_by_label("Close").is_none(), "{name}");
    }
}

#[test]
fn a_window_that_is_too_small_for_a_moment_does_no_harm() {
    let mut harness = open(&Values::default().with(&LOSS, 0.65));
    for size in [vec2(400.0, 300.0), vec2(1.0, 1.0), SIZE] {
        harness.set_size(size);
        for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4] {
            press(&mut harness, Modifiers::COMMAND, key);
        }
    }
}

#[test]
fn space_stays_the_hosts() {
    let mut harness = open(&Values::default());
    tab_to(&mut harness, "Bypass");
    press(&mut harness, Modifiers::NONE, Key::Space);
    harness.run_steps(ECHO);
    assert!(!harness.state().params.bypass.value());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(ECHO);
    assert!(harness.state().params.bypass.value());
}

#[test]
fn tab_leads_round_every_page_and_whatever_it_reaches_has_a_role_and_a_name_of_its_own() {
    let mut faults = Vec::new();
    for (page, key) in
        [("Story", Key::Num1), ("Detail", Key::Num2), ("Implant", Key::Num3), ("Lab", Key::Num4)]
    {
        let mut harness = open(&Values::default().with(&LOSS, 0.65));
        press(&mut harness, Modifiers::COMMAND, key);
        harness.hover_at(pos2(2.0, 2.0));
        let mut reached: Vec<(Role, String)> = Vec::new();
        for _ in 0..MOST {
            press(&mut harness, Modifiers::NONE, Key::Tab);
            match focused(&harness) {
                Some(first) if reached.first() == Some(&first) => break,
                Some(next) => reached.push(next),
                None => faults.push(format!("{page}: something without a node after {:?}", reached.last())),
            }
        }
        println!("{page}: {} controls", reached.len());
        let mut names = BTreeSet::new();
        for control in &reached {
            let (role, name) = control;
            if name.trim().is_empty() || *role == Role::Unknown {
                faults.push(format!("{page}: {role:?} \"{name}\""));
            }
            if !names.insert(format!("{role:?} {name}")) {
                faults.push(format!("{page}: two are {control:?}"));
            }
        }
        assert!((10..MOST).contains(&reached.len()), "{page}: {}", reached.len());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
