//! The detail page: the audiogram of both ears, and the stages one beside the other.

use egui::{Rect, Ui};

use super::from_bottom;
use crate::editor::picture;
use crate::editor::tools::Tools;

/// Height of the custom audiogram's table: a heading and a line for each ear.
const AUDIOGRAM_HEIGHT: f32 = 64.0;
/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;

/// The page.
#[derive(Default)]
pub struct Detail;

impl Detail {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let (rest, ring) = from_bottom(rect, SMALL_HEIGHT);
        let (rest, detail) = from_bottom(rest, SMALL_HEIGHT);
        let (rest, kind) = from_bottom(rest, SMALL_HEIGHT);
        let (rest, audiogram) = from_bottom(rest, AUDIOGRAM_HEIGHT);
        picture::show(ui, rest, tools.view, tools.spectra);
        let controls = tools.controls();
        controls.audiogram(ui, audiogram);
        controls.kind(ui, kind);
        controls.detail(ui, detail);
        controls.ring(ui, ring);
    }
}
