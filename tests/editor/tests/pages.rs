//! A picture of every page, at three sizes and two zooms, compared with the one that is kept.

use editor_tests::{editor, tolerance};
use egui::{Key, Modifiers, vec2};
use egui_kittest::SnapshotResults;
use threshold_core::parameters::{IMPLANT, LOSS, TINNITUS, Values};

/// Sizes: the smallest, the one a new instance opens at, and a large one, points.
const SIZES: [(f32, f32); 3] = [(800.0, 600.0), (960.0, 700.0), (1600.0, 1000.0)];
/// Pixels to the point.
const ZOOMS: [f32; 2] = [1.0, 1.5];

fn page(name: &str, key: Key, values: &Values) {
    let mut results = SnapshotResults::new();
    for ((width, height), zoom) in SIZES.into_iter().flat_map(|size| ZOOMS.map(|zoom| (size, zoom))) {
        let mut harness = editor(values, vec2(width, height), zoom);
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        harness.run_steps(3);
        harness.remove_cursor();
        harness.snapshot_options(format!("{name}-{width}x{height}@{zoom}"), &tolerance(zoom));
        results.extend_harness(&mut harness);
    }
}

#[test]
fn the_story_page() {
    page("story", Key::Num1, &Values::default().with(&LOSS, 0.65).with(&TINNITUS, 0.4));
}

#[test]
fn the_detail_page() {
    page("detail", Key::Num2, &Values::default().with(&LOSS, 0.65));
}

#[test]
fn the_implant_page() {
    page("implant", Key::Num3, &Values::default().with(&IMPLANT, 1.0));
}

#[test]
fn the_lab_page() {
    page("lab", Key::Num4, &Values::default());
}

#[test]
fn the_warning_that_the_ceiling_is_unlocked() {
    let (width, height) = SIZES[0];
    let mut harness = editor(&Values::default().with(&LOSS, 0.65), vec2(width, height), ZOOMS[0]);
    harness.state().params.story.unlock.set(true);
    harness.run_steps(3);
    harness.remove_cursor();
    harness.snapshot_options(format!("unlocked-{width}x{height}@{}", ZOOMS[0]), &tolerance(ZOOMS[0]));
}
