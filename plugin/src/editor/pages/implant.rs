//! The implant page: what the electrodes are told, where they lie, and what is played of it.

use egui::{Rect, Ui};

use super::from_bottom;
use crate::editor::tools::Tools;

/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;

/// The page.
#[derive(Default)]
pub struct Implant;

impl Implant {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let (_, played) = from_bottom(rect, SMALL_HEIGHT);
        tools.controls().implant(ui, played);
    }
}
