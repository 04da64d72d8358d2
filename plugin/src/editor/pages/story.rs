//! The story page: the picture of the loss, the scenes in their line, and the macros.

use egui::{Rect, Ui};

use super::from_bottom;
use crate::editor::picture;
use crate::editor::scenes::Scenes;
use crate::editor::tools::Tools;

/// Height of the story: a line of words and buttons, and the slots below.
const STORY_HEIGHT: f32 = 60.0;
/// Height of a macro: its groove and the marks below.
const MACRO_HEIGHT: f32 = 44.0;
/// Height of the row of inner macros: small controls, and marks below.
const INNER_HEIGHT: f32 = 58.0;
/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;

/// The page.
#[derive(Default)]
pub struct Story {
    scenes: Scenes,
}

impl Story {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let (rest, event) = from_bottom(rect, SMALL_HEIGHT);
        let (rest, inner) = from_bottom(rest, INNER_HEIGHT);
        let (rest, loss) = from_bottom(rest, MACRO_HEIGHT);
        let (rest, perspective) = from_bottom(rest, MACRO_HEIGHT);
        let (rest, story) = from_bottom(rest, STORY_HEIGHT);
        picture::show(ui, rest, tools.view, tools.spectra);
        self.scenes.show(ui, story, tools.params, tools.setter, tools.sounding);
        let controls = tools.controls();
        controls.macros(ui, [perspective, loss], tools.asked);
        controls.inner(ui, inner);
        controls.event(ui, event);
    }
}
