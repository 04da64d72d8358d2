//! The audiogram of both ears: what each just begins to hear, how loud the input is there, and a hand on every threshold.
//!
//! A clinical chart of whatever path is loaded, at the Loss that sounds. Changing a threshold makes it sound: see
//! [`work`]. On paths of gains the chart shows what programme loses, and no threshold.

use egui::{Rect, Ui, UiBuilder};
use threshold_core::base::Ear;

mod edit;
mod input;
mod levels;
mod paint;
mod places;
mod said;
mod scale;
mod symbols;
mod told;
mod toolbar;
mod work;

use edit::Point;
use places::Places;
use scale::Scale;
use toolbar::{Toolbar, Wish};
use work::{Draft, Held};

use super::recall::recall;
use super::tools::Tools;

/// Where the keyboard begins among the clinical frequencies: 1 kHz, as audiologists do.
const BEGINNING: usize = 4;

/// The audiogram, and what its user has chosen about it.
pub struct Audiogram {
    /// The ear that is edited; whichever is nearer if none.
    chosen: Option<Ear>,
    /// Where the hand was last.
    front: Point,
    /// Whether both ears move together.
    is_linked: bool,
    /// Whether thresholds snap to 5 dB.
    snaps: bool,
    draft: Option<Draft>,
    held: Option<Held>,
    /// The threshold whose menu is open, or was.
    menu: Option<Point>,
    /// What is left of a notch of the wheel.
    left_over: f32,
}

impl Default for Audiogram {
    fn default() -> Self {
        Self {
            chosen: None,
            front: Point { ear: Ear::Right, at: BEGINNING },
            is_linked: false,
            snaps: true,
            draft: None,
            held: None,
            menu: None,
            left_over: 0.0,
        }
    }
}

impl Audiogram {
    /// Shows it in `rect`, with its row of buttons above and its words below or beside it.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let ui = &mut ui.new_child(UiBuilder::new().id_salt("audiogram").max_rect(rect));
        let asked = work::beginning(tools.asked);
        self.forget(ui.input(|input| input.time), &asked);
        let mine = self.draft.map_or(asked, |draft| draft.levels);
        let is_locked = levels::is_gains(tools.view) || levels::is_gains(tools.asked);

        let note = said::note(tools, is_locked);
        let note_height = said::note_height(ui, note.as_deref(), rect.width());
        let places = Places::of(rect, said::lines(is_locked), said::LINE_HEIGHT, note_height);
        let bar = Toolbar {
            chosen: self.chosen,
            is_linked: self.is_linked,
            snaps: self.snaps,
            can_copy: !is_locked,
        };
        if let Some(wish) = bar.show(ui, places.toolbar) {
            self.grant(ui, tools, &mine, wish);
        }

        let scale = Scale::within(places.chart);
        let (taken, mine) = if is_locked {
            self.let_go(tools);
            (None, mine)
        } else {
            let taken = self.work(ui, &scale, tools, &mine);
            (taken, self.draft.map_or(mine, |draft| draft.levels))
        };
        let is_ruled = tools.sounding.is_ruled();
        let shown = paint::Shown::new(tools, self.chosen, (!is_locked).then_some(&mine), is_ruled);
        shown.draw(ui, &scale);
        if let Some(point) = taken {
            paint::lift(ui, &scale, point, &mine);
        }
        said::under_pointer(ui, &scale, &shown, taken, &mine, tools.preferences.tips);
        if said::show(ui, &places, &shown, note.as_deref()) {
            recall(tools.params, tools.setter, &edit::at_custom(&tools.params.values()), None);
        }
    }

    /// Does what the row of buttons was asked for, where thresholds stand at `levels`.
    fn grant(&mut self, ui: &Ui, tools: &Tools, levels: &edit::Levels, wish: Wish) {
        match wish {
            Wish::Choose(ear) => {
                self.chosen = ear;
                self.front.ear = ear.unwrap_or(self.front.ear);
            }
            Wish::Link => self.is_linked = !self.is_linked,
            Wish::Snap => self.snaps = !self.snaps,
            Wish::Copy(from) => self.change(ui, tools, edit::copied(levels, from)),
            Wish::Standard(points) => {
                self.change(ui, tools, toolbar::with_points(levels, self.chosen, points));
            }
        }
    }
}
