//! The custom audiogram in and out: a panel to paste one into, to copy it from, and to clear it.

use egui::{Align2, Context, Event, Id, Key, Modal, Sense, Stroke, StrokeKind, Ui, vec2};
use nice_plug::prelude::Param;
use threshold_core::base::Ear;

use super::desk::{Ask, Desk};
use super::{ears, palette};
use crate::charts::{self, Chart, Format};
use crate::params::ThresholdParams;

/// Width of the panel's contents.
const WIDTH: f32 = 420.0;
/// Height of the place to paste into.
const PLACE_HEIGHT: f32 = 64.0;
/// Longest text that is somebody typing and not a paste, characters.
const TYPED: usize = 1;

/// The panel.
#[derive(Default)]
pub struct ChartPanel {
    is_open: bool,
    /// What came of the last thing that was done: a line about it, or why it was refused.
    said: Option<Result<String, String>>,
}

/// What the panel is for, for whatever opens it.
pub const PURPOSE: &str = "Pastes, copies or clears the custom audiogram.";

/// Opens the panel.
pub fn open(context: &Context) {
    context.data_mut(|data| data.insert_temp(wanted(), true));
}

/// Where a button says that the panel is wanted.
fn wanted() -> Id {
    Id::unique("audiogram panel wanted")
}

impl ChartPanel {
    /// Whether it is open, and takes what is typed.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the panel if it is open or wanted.
    pub fn show(&mut self, context: &Context, params: &ThresholdParams, desk: &mut Desk) {
        if context.data_mut(|data| data.remove_temp::<bool>(wanted())).is_some() {
            *self = Self { is_open: true, said: None };
        }
        if !self.is_open {
            return;
        }
        for text in pasted(context) {
            self.said = Some(take(&text, desk));
        }
        let escape = context.input(|input| input.key_pressed(Key::Escape));
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(16.0);
        let shown = Modal::new(Id::unique("audiogram panel")).frame(frame).show(context, |ui| {
            ui.set_width(WIDTH.min(context.content_rect().width() - 60.0));
            self.contents(ui, params, desk)
        });
        if shown.inner || escape || shown.backdrop_response.clicked() {
            self.is_open = false;
        }
    }

    /// The panel's contents; whether it is to close.
    fn contents(&mut self, ui: &mut Ui, params: &ThresholdParams, desk: &mut Desk) -> bool {
        ui.heading("Custom audiogram");
        ui.weak("Thresholds only are kept: names, dates and numbers of people never enter the plugin.");
        ui.add_space(8.0);
        place(ui);
        ui.add_space(4.0);
        match &self.said {
            Some(Ok(line)) => ui.label(line),
            Some(Err(reason)) => ui.colored_label(palette::REFUSED, reason),
            None => ui.weak("CSV or TSV (ear, freq_hz, db_hl), JSON, or FHIR observations."),
        };
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            ui.label("Copy as");
            for format in Format::ALL {
                if ui.button(format.name()).clicked() {
                    let levels =
                        params.thresholds().map(|ear| ear.points().map(Param::unmodulated_plain_value));
                    ui.ctx().copy_text(charts::write(format, &levels));
                    self.said = Some(Ok(format!("Copied as {}.", format.name())));
                }
            }
        });
        ui.add_space(8.0);
        let mut closes = false;
        ui.horizontal(|ui| {
            if ui.button("Clear audiogram").on_hover_text("Sets every threshold to 0 dB HL.").clicked() {
                desk.ask(Ask::Clear);
                self.said = Some(Ok("Every threshold is at 0 dB HL; Undo brings them back.".to_owned()));
            }
            closes = ui.button("Close").clicked();
        });
        closes
    }
}

/// Where to paste: it has the keyboard unless something else was clicked.
fn place(ui: &mut Ui) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), PLACE_HEIGHT), Sense::click());
    if ui.memory(|memory| memory.focused().is_none()) || response.clicked() {
        response.request_focus();
    }
    let edge = if response.has_focus() { palette::ACCENT } else { palette::EDGE };
    ui.painter().rect(rect, palette::CORNER, palette::SCREEN, Stroke::new(1.0, edge), StrokeKind::Inside);
    let say = if cfg!(target_os = "macos") { "Press Cmd+V here" } else { "Press Ctrl+V here" };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, say, palette::text(), palette::TEXT);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Paste an audiogram here"));
}

/// Texts that were pasted in this frame, taken out so that nothing else keeps them.
fn pasted(context: &Context) -> Vec<String> {
    let mut texts = Vec::new();
    context.input_mut(|input| {
        input.events.retain(|event| match event {
            // The framework hands a paste over as if it had been typed.
            Event::Text(text) | Event::Paste(text) => {
                if text.chars().nth(TYPED).is_some() {
                    texts.push(text.clone());
                }
                false
            }
            _ => true,
        });
    });
    texts
}

/// Takes an audiogram from `text`: what was taken, or why not.
fn take(text: &str, desk: &mut Desk) -> Result<String, String> {
    let chart = charts::read(text).map_err(|error| format!("Not taken: {error}."))?;
    desk.ask(Ask::Thresholds(chart.thresholds));
    Ok(told(&chart))
}

/// A line about what was taken.
fn told(chart: &Chart) -> String {
    let given = |ear: Ear| chart.thresholds[ear].is_some();
    let stays = Ear::BOTH.into_iter().find(|ear| !given(*ear));
    let name = |ear| ears::name(ear).to_lowercase();
    let ears = match stays {
        None => "Both ears are taken.".to_owned(),
        Some(ear) => {
            format!("The {} ear is taken; the {} ear stays as it was.", name(ear.other()), name(ear))
        }
    };
    match chart.bone {
        0 => ears,
        n => format!("{ears} {n} of bone conduction left out."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_told_and_what_was_not_has_its_reason() {
        let mut desk = Desk::default();
        let both = take("ear,freq_hz,db_hl\nleft,1000,40\nright,1000,50\n", &mut desk);
        assert_eq!(both, Ok("Both ears are taken.".to_owned()));
        let one = take("ear,freq_hz,db_hl\nright,1000,50\n", &mut desk);
        assert_eq!(one, Ok("The right ear is taken; the left ear stays as it was.".to_owned()));
        let refused = take("Dear sir or madam", &mut desk).expect_err("no audiogram");
        assert!(refused.starts_with("Not taken: "), "{refused}");
    }

    #[test]
    fn a_paste_is_taken_out_of_what_was_typed() {
        let context = Context::default();
        let events = vec![Event::Text("a".to_owned()), Event::Text("left,1000,40".to_owned())];
        let input = egui::RawInput { events, ..egui::RawInput::default() };
        let mut texts = Vec::new();
        let mut output = context.run_ui(input, |ui| texts.extend(pasted(ui.ctx())));
        output.textures_delta.clear();
        assert_eq!(texts, ["left,1000,40"]);
    }
}
