//! The story page: the picture of the loss, where the listener is, the scenes in their line, the macros, and what happens.

use egui::{Rect, Ui};

use crate::editor::picture;
use crate::editor::scenes::Scenes;
use crate::editor::tools::Tools;

mod listener;
mod macros;
mod places;
mod turn;

use places::Places;

/// The page.
#[derive(Default)]
pub struct Story {
    scenes: Scenes,
}

impl Story {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let places = Places::of(rect);
        picture::show(ui, places.picture, tools.view, tools.spectra);
        listener::show(ui, places.listener, tools);
        self.scenes.show(ui, places.scenes, tools);
        macros::loss(ui, places.loss, tools);
        macros::inner(ui, places.inner, tools);
        turn::show(ui, places.turn, tools);
    }
}
