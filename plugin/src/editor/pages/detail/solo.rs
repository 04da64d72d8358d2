//! Buttons that let one hear what is lost, by one stage or by all of them: never a parameter, never kept.

use egui::{Align2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::audition::{Audition, Part, Wish};
use crate::editor::palette;
use crate::editor::words::{adds, part_name};

/// The button for all that is lost.
const WHOLE: &str = "Hear what is lost";
/// Width of a button with room for all its words.
const WORDY: f32 = 70.0;

/// Shows the button of `part` in `rect`, or the one of the whole; lit while that is what is heard.
pub fn show(ui: &Ui, rect: Rect, part: Option<Part>, wish: &Wish) -> Response {
    let lost = Audition::Lost(part);
    let (words, word) = match part {
        None => (WHOLE, WHOLE),
        Some(part) if adds(part) => ("What it adds", "Adds"),
        Some(_) => ("What is lost", "Lost"),
    };
    let label = part.map_or(WHOLE.to_owned(), |part| format!("{words}: {}", part_name(part)));
    let response = ui.interact(rect, ui.scope_id().with("solo").with(&label), Sense::click());
    let on = wish.get() == lost;
    if response.clicked() {
        wish.set(if on { Audition::Result } else { lost });
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, &label));
    let (fill, colour) = match (on, response.hovered()) {
        (true, _) => (palette::ACCENT, palette::ROOM),
        (false, true) => (palette::RAISED_HOVERED, palette::TEXT),
        (false, false) => (palette::RAISED, palette::TEXT_QUIET),
    };
    let edge = if response.has_focus() { (2.0, palette::TEXT) } else { (1.0, palette::EDGE) };
    ui.painter().rect(rect, palette::CORNER, fill, Stroke::from(edge), StrokeKind::Inside);
    let words = if rect.width() >= WORDY { words } else { word };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, palette::small(), colour);
    response.on_hover_text(match part {
        None => {
            "Puts out the input minus the result: what is lost, and what is added with its sign turned. Press again, or \
             close the window, to hear the result."
                .to_owned()
        }
        Some(part) => format!(
            "Puts out the input minus what {} alone would make of it: what this stage takes, or adds. Press again, or \
             close the window, to hear the result.",
            part_name(part)
        ),
    })
}
