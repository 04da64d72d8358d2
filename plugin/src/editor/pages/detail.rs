//! The detail page: the audiogram of both ears, and the stages one beside the other.

use egui::{Rect, Ui};

use super::from_bottom;
use crate::editor::audiogram::Audiogram;
use crate::editor::tools::Tools;

/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;

/// The page.
#[derive(Default)]
pub struct Detail {
    audiogram: Audiogram,
}

impl Detail {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let (rest, ring) = from_bottom(rect, SMALL_HEIGHT);
        let (rest, detail) = from_bottom(rest, SMALL_HEIGHT);
        let (rest, kind) = from_bottom(rest, SMALL_HEIGHT);
        self.audiogram.show(ui, rest, tools);
        let controls = tools.controls();
        controls.kind(ui, kind);
        controls.detail(ui, detail);
        controls.ring(ui, ring);
    }
}
