//! The line below the title: which preset this is, A and B, the way back, and the loudspeakers.

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use threshold_core::parameters::{JOURNEY, Values};

use super::desk::{Ask, Desk};
use super::loudspeakers::Loudspeakers;
use super::{palette, press, told};
use crate::compare::Side;
use crate::presets::Preset;
use crate::story::Document;

const GAP: f32 = 6.0;
/// Between groups.
const WIDE_GAP: f32 = 14.0;
const ARROW_WIDTH: f32 = 24.0;
const SIDE_WIDTH: f32 = 26.0;
const COPY_WIDTH: f32 = 64.0;
const STEP_WIDTH: f32 = 46.0;
/// Said where no preset was loaded.
const NONE: &str = "No preset";

/// What the line says.
pub struct Bar<'a> {
    /// Name of the preset that was loaded or saved last; empty if there was none.
    pub preset: &'a str,
    /// Whether something was changed since.
    pub is_changed: bool,
    /// What the channels are; nothing before it runs.
    pub loudspeakers: Option<Loudspeakers>,
}

/// What the user wants of it besides what the desk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Another preset.
    Preset(Choice),
    /// To say what the channels are.
    Layout,
}

/// Which preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// One of all, to be looked for.
    Browse,
    /// The one before.
    Previous,
    /// The next one.
    Next,
}

impl Bar<'_> {
    /// Shows the line in `rect`, and asks the desk for what is wanted of it.
    pub fn show(&self, ui: &mut Ui, rect: Rect, desk: &mut Desk) -> Option<Wish> {
        let mut right = rect.right();
        let mut from_right = |width: f32, gap: f32| {
            let place = Rect::from_min_max(pos2(right - width, rect.top()), pos2(right, rect.bottom()));
            right = place.left() - gap;
            place
        };
        let badge = self.loudspeakers.map(|known| (known, from_right(known.width(ui), WIDE_GAP)));
        let redo = from_right(STEP_WIDTH, GAP);
        let undo = from_right(STEP_WIDTH, WIDE_GAP);
        let copy = from_right(COPY_WIDTH, GAP);
        let [b, a] = [GAP, WIDE_GAP].map(|gap| from_right(SIDE_WIDTH, gap));
        let next = from_right(ARROW_WIDTH, GAP);
        let previous = from_right(ARROW_WIDTH, GAP);
        let name = Rect::from_min_max(rect.min, pos2(right, rect.bottom()));

        let mut wish = self.name(ui, name).then_some(Wish::Preset(Choice::Browse));
        let arrows = [
            (previous, "<", "Previous preset", Choice::Previous, "Loads the preset before this one."),
            (next, ">", "Next preset", Choice::Next, "Loads the preset after this one."),
        ];
        for (place, sign, name, wanted, purpose) in arrows {
            let response = press::called(ui, place, sign, name, false);
            told::tell(ui, &response, name, String::new, purpose);
            if response.on_hover_text(purpose).clicked() {
                wish = Some(Wish::Preset(wanted));
            }
        }
        sides(ui, [a, b], copy, desk);
        steps(ui, [undo, redo], desk);
        if let Some((known, place)) = badge
            && known.show(ui, place).clicked()
        {
            wish = Some(Wish::Layout);
        }
        wish
    }

    /// The preset's name, as a button; whether it was clicked.
    fn name(&self, ui: &Ui, rect: Rect) -> bool {
        let response = ui.interact(rect, ui.scope_id().with("presets"), Sense::click());
        let name = if self.preset.is_empty() { NONE } else { self.preset };
        let said = if self.is_changed { format!("{name}, changed") } else { name.to_owned() };
        response
            .widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Presets: {said}")));
        let fill = if response.hovered() { palette::RAISED_HOVERED } else { palette::RAISED };
        let edge = if response.has_focus() { palette::TEXT } else { palette::EDGE };
        let painter = ui.painter();
        painter.rect(rect, palette::CORNER, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        let caption = painter.text(
            rect.left_center() + vec2(8.0, 0.0),
            Align2::LEFT_CENTER,
            "Preset",
            palette::small(),
            palette::TEXT_QUIET,
        );
        let at = pos2(caption.right() + 8.0, rect.center().y);
        let colour = if self.preset.is_empty() { palette::TEXT_QUIET } else { palette::TEXT };
        let mark = if self.is_changed { " *" } else { "" };
        let width = rect.right() - 8.0 - at.x;
        let job = palette::truncated(&format!("{name}{mark}"), palette::text(), colour, width);
        let galley = painter.layout_job(job);
        painter.galley(at - vec2(0.0, 0.5 * galley.size().y), galley, colour);
        let hint = if self.is_changed {
            "Opens the presets. The mark says that something was changed since this one was loaded."
        } else {
            "Opens the presets."
        };
        told::tell(ui, &response, "Preset", || said, hint);
        response.on_hover_text(hint).clicked()
    }
}

fn steps(ui: &mut Ui, [undo, redo]: [Rect; 2], desk: &mut Desk) {
    let names = (desk.undo_name(), desk.redo_name());
    let mut button = |place, name: &str, step: Option<String>, keys: &str, ask| {
        let hint = step
            .as_ref()
            .map_or_else(|| "Nothing is left.".to_owned(), |step| format!("{name}: {step}. {keys}"));
        let response = ui.add_enabled_ui(step.is_some(), |ui| press::show(ui, place, name, false)).inner;
        told::tell(ui, &response, name, String::new, &hint);
        if response.on_hover_text(&hint).on_disabled_hover_text(&hint).clicked() {
            desk.ask(ask);
        }
    };
    button(undo, "Undo", names.0, "Ctrl+Z", Ask::Undo);
    button(redo, "Redo", names.1, "Ctrl+Y", Ask::Redo);
}

fn sides(ui: &mut Ui, places: [Rect; 2], copy: Rect, desk: &mut Desk) {
    let now = desk.side();
    for (side, place) in [Side::A, Side::B].into_iter().zip(places) {
        let hint = format!("Goes to side {}: two sets of settings to compare.", letter(side));
        let name = format!("Side {}", letter(side));
        let response = press::called(ui, place, letter(side), &name, side == now);
        told::tell(ui, &response, &name, String::new, &hint);
        if response.on_hover_text(hint).clicked() && side != now {
            desk.ask(Ask::Turn);
        }
    }
    let other = letter(now.other());
    let hint = format!("Copies what plays now to side {other}.");
    let response = press::show(ui, copy, &format!("Copy to {other}"), false);
    told::tell(ui, &response, "Copy", String::new, &hint);
    if response.on_hover_text(hint).clicked() {
        desk.ask(Ask::Copy);
    }
}

fn letter(side: Side) -> &'static str {
    match side {
        Side::A => "A",
        Side::B => "B",
    }
}

/// Whether `values` or the scenes of `document` are no longer what `preset` says. What belongs to the session does not count.
pub fn is_changed(preset: &Preset, values: &Values, document: &Document) -> bool {
    let same_scenes = preset.scenes.as_ref().is_none_or(|scenes| scenes == document.slots());
    // Where the journey has got to is no change of it.
    let loaded = preset.values_over(values).with(&JOURNEY, values.of(&JOURNEY));
    !same_scenes || !loaded.is_near(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::ThresholdParams;
    use threshold_core::parameters::{LOSS, SCENE, SEED, TINNITUS_PITCH};

    #[test]
    fn what_the_session_holds_and_rounding_are_no_change_and_a_knob_is() {
        let params = ThresholdParams::default();
        let preset = Preset::capture("One", &Values::default().with(&TINNITUS_PITCH, 3333.3), None);
        let none = Document::default();
        let mut values = preset.values_over(&Values::default().with(&SEED, 4.0));
        for _ in 0..4 {
            assert!(!is_changed(&preset, &values, &none));
            values = params.settled(&values);
        }
        assert!(is_changed(&preset, &values.with(&LOSS, 0.001), &none));
        assert!(is_changed(&preset, &values.with(&SCENE, 1.0), &none));
        assert!(!is_changed(&preset, &values.with(&JOURNEY, 5.0), &none));
        let mut scenes = Document::default();
        scenes.put(3, "Third", &values);
        assert!(!is_changed(&preset, &values, &scenes));
        let journey = Preset::capture("One", &values, Some(&scenes));
        assert!(is_changed(&journey, &values, &none) && !is_changed(&journey, &values, &scenes));
    }
}
