//! The row above the chart: which ear is edited and how, and what is done to a whole audiogram.

use egui::{Popup, Rect, Response, Ui, pos2, vec2};
use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::Audiogram as Thresholds;
use threshold_core::hearing::catalogue::STANDARD;
use threshold_core::hearing::path::Path;

use super::levels::Points;
use crate::editor::{calibrate, chart, palette, press};

/// Height of the row, points.
pub const HEIGHT: f32 = 22.0;
/// Distance between two neighbours, and between two groups.
const GAP: f32 = 4.0;
const GROUP_GAP: f32 = 10.0;
/// Room beside a button's name.
const PADDING: f32 = 16.0;
/// What unfolds all that has no room.
const MORE: &str = "More ...";

/// Something the row is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    /// Edit this ear, or whichever is nearer.
    Choose(Option<Ear>),
    /// Let both ears move together, or not.
    Link,
    /// Snap to 5 dB, or not.
    Snap,
    /// Copy this ear to the other one.
    Copy(Ear),
    /// Put these thresholds in, where ears are edited.
    Standard(Points),
}

/// How the row stands.
#[derive(Debug, Clone, Copy)]
pub struct Toolbar {
    /// The ear that is edited; whichever is nearer if none.
    pub chosen: Option<Ear>,
    /// Whether both ears move together.
    pub is_linked: bool,
    /// Whether thresholds snap to 5 dB.
    pub snaps: bool,
    /// Whether there are thresholds to copy.
    pub can_copy: bool,
}

/// Names of what is done to a whole audiogram, and why.
const COPIES: [(Ear, &str, &str); 2] = [
    (Ear::Left, "L to R", "Copies the left ear's thresholds to the right ear."),
    (Ear::Right, "R to L", "Copies the right ear's thresholds to the left ear."),
];
const STANDARDS: (&str, &str) = (
    "Standard ...",
    "Puts a standard audiogram (IEC 60118-15) into the custom one, for the ears that are edited.",
);
const PANEL: &str = "Import / export ...";
const CALIBRATE: (&str, &str) = (
    "Calibrate ...",
    "Plays noise to set the listening level by, so that dB HL on the chart are true in your room.",
);

impl Toolbar {
    /// Shows the row in `rect`; what is asked for, if anything.
    pub fn show(self, ui: &mut Ui, rect: Rect) -> Option<Wish> {
        let mut wish = None;
        let mut row = Row { left: rect.left(), rect };
        for (ear, name, purpose) in [
            (Some(Ear::Right), "Right", "Edits the right ear (circles) only."),
            (Some(Ear::Left), "Left", "Edits the left ear (crosses) only."),
            (None, "Both", "Edits whichever ear is nearer to the pointer."),
        ] {
            if row.press(ui, name, self.chosen == ear, purpose).clicked() {
                wish = Some(Wish::Choose(ear));
            }
        }
        row.left += GROUP_GAP - GAP;
        let link = "Moves both ears together, by as many dB; what stops responding does so in both.";
        if row.press(ui, "Link", self.is_linked, link).clicked() {
            wish = Some(Wish::Link);
        }
        let snap = "Thresholds move in steps of 5 dB, as audiologists take them. Off, or with Shift: 1 dB.";
        if row.press(ui, "Snap", self.snaps, snap).clicked() {
            wish = Some(Wish::Snap);
        }
        row.left += GROUP_GAP - GAP;
        if row.has_room(ui, &[COPIES[0].1, COPIES[1].1, STANDARDS.0, PANEL, CALIBRATE.0]) {
            wish.or(self.spread(ui, &mut row))
        } else {
            let more =
                row.press(ui, MORE, false, "Copies, standard audiograms, import and export, calibration.");
            wish.or(Popup::menu(&more).show(|ui| self.menu(ui)).and_then(|shown| shown.inner))
        }
    }

    /// Everything side by side.
    fn spread(self, ui: &mut Ui, row: &mut Row) -> Option<Wish> {
        let mut wish = None;
        for (ear, name, purpose) in COPIES {
            let mut ui = ui.new_child(egui::UiBuilder::new().id_salt(name));
            if !self.can_copy {
                ui.disable();
            }
            if row.press(&ui, name, false, purpose).clicked() {
                wish = Some(Wish::Copy(ear));
            }
        }
        row.left += GROUP_GAP - GAP;
        let standard = row.press(ui, STANDARDS.0, false, STANDARDS.1);
        let chosen = Popup::menu(&standard).show(standards).and_then(|shown| shown.inner);
        if row.press(ui, PANEL, false, chart::PURPOSE).clicked() {
            chart::open(ui.ctx());
        }
        if row.press(ui, CALIBRATE.0, false, CALIBRATE.1).clicked() {
            calibrate::open(ui.ctx());
        }
        wish.or(chosen)
    }

    /// The same one below the other.
    fn menu(self, ui: &mut Ui) -> Option<Wish> {
        let mut wish = None;
        for (ear, name, purpose) in COPIES {
            let copy = egui::Button::new(format!("Copy {name}"));
            if ui.add_enabled(self.can_copy, copy).on_hover_text(purpose).clicked() {
                wish = Some(Wish::Copy(ear));
            }
        }
        if let Some(Some(chosen)) = ui.menu_button("Standard audiogram", standards).inner {
            wish = Some(chosen);
        }
        if ui.button(PANEL).on_hover_text(chart::PURPOSE).clicked() {
            chart::open(ui.ctx());
        }
        if ui.button(CALIBRATE.0).on_hover_text(CALIBRATE.1).clicked() {
            calibrate::open(ui.ctx());
        }
        wish
    }
}

/// The list of standard audiograms.
fn standards(ui: &mut Ui) -> Option<Wish> {
    let chosen = STANDARD.iter().find(|path| ui.button(path.name).clicked())?;
    Some(Wish::Standard(end(chosen)))
}

/// Thresholds at the end of a standard audiogram's path.
fn end(path: &Path) -> Points {
    path.hearing(1.0, &Thresholds::default()).thresholds.points()
}

/// `levels` with `points` at the `chosen` ear, or at both.
pub fn with_points(levels: &PerEar<Points>, chosen: Option<Ear>, points: Points) -> PerEar<Points> {
    PerEar::from_fn(|ear| if chosen.is_none_or(|chosen| chosen == ear) { points } else { levels[ear] })
}

/// Places one after the other.
struct Row {
    left: f32,
    rect: Rect,
}

impl Row {
    fn press(&mut self, ui: &Ui, name: &str, is_on: bool, purpose: &str) -> Response {
        let size = vec2(width(ui, name), self.rect.height());
        let place = Rect::from_min_size(pos2(self.left, self.rect.top()), size);
        self.left = place.right() + GAP;
        press::show(ui, place, name, is_on).on_hover_text(purpose).on_disabled_hover_text(purpose)
    }

    fn has_room(&self, ui: &Ui, names: &[&str]) -> bool {
        let all: f32 = names.iter().map(|name| width(ui, name) + GAP).sum();
        self.left + all + GROUP_GAP <= self.rect.right() + GAP
    }
}

fn width(ui: &Ui, name: &str) -> f32 {
    ui.painter().layout_no_wrap(name.to_owned(), palette::small(), palette::TEXT).size().x + PADDING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_audiogram_goes_to_the_ears_that_are_edited() {
        let before = PerEar::same([10.0; 11]);
        let n3 = end(&STANDARD[2]);
        assert_eq!(with_points(&before, None, n3), PerEar::same(n3));
        let right = with_points(&before, Some(Ear::Right), n3);
        assert_eq!((right[Ear::Left][0], right[Ear::Right][0]), (10.0, 35.0));
    }
}
