//! The lab page: what is set once for a track, a room, an implant.

use egui::{Rect, Ui};

use super::from_bottom;
use crate::editor::tools::Tools;

/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;

/// The page.
#[derive(Default)]
pub struct Lab;

impl Lab {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let (_, small) = from_bottom(rect, SMALL_HEIGHT);
        tools.controls().small(ui, small);
    }
}
