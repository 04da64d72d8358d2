//! Setting the listening level by a sound level meter: a panel that plays reference noise on one loudspeaker at a time.
//!
//! The noise is no parameter and ends with the panel.

use egui::{Align2, Button, Context, Id, Key, Modal, TextEdit, Ui};
use nice_plug::prelude::Param;
use threshold_core::base::layout::{Role, Speaker};
use threshold_core::base::{Ear, Layout};
use threshold_core::parameters::LISTENING_LEVEL;

use super::hand::Hand;
use super::setter::ParamSetter;
use super::{ears, palette};
use crate::audition::Audition;
use crate::params::ThresholdParams;

/// Width of the panel's contents.
const WIDTH: f32 = 440.0;
/// Width of the field for the meter's reading.
const READING_WIDTH: f32 = 90.0;

/// Rooms whose level is known, dB SPL of pink noise at -20 dBFS RMS in one loudspeaker (SMPTE RP 200 for theatres).
const ROOMS: [(f32, &str); 4] =
    [(85.0, "Theatre"), (82.0, "Large studio"), (79.0, "Near field"), (65.0, "Classroom")];

/// What the panel is for, for whatever opens it.
pub const PURPOSE: &str = "Sets the listening level by a sound level meter, with noise of the plugin's own.";

/// The panel.
#[derive(Default)]
pub struct Calibrate {
    is_open: bool,
    /// What was typed of the meter's reading.
    reading: String,
    /// Why it was not taken.
    refused: bool,
}

/// Where a button says that the panel is wanted.
fn wanted() -> Id {
    Id::unique("calibration wanted")
}

/// Opens the panel.
pub fn open(context: &Context) {
    context.data_mut(|data| data.insert_temp(wanted(), true));
}

impl Calibrate {
    /// Shows the panel if it is open or wanted, for the `layout` that runs.
    pub fn show(
        &mut self,
        context: &Context,
        params: &ThresholdParams,
        setter: &ParamSetter,
        layout: Option<Layout>,
    ) {
        if context.data_mut(|data| data.remove_temp::<bool>(wanted())).is_some() {
            *self = Self { is_open: true, ..Self::default() };
        }
        if !self.is_open {
            return;
        }
        let escape = context.input(|input| input.key_pressed(Key::Escape));
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(16.0);
        let shown = Modal::new(Id::unique("calibration")).frame(frame).show(context, |ui| {
            ui.set_width(WIDTH.min(context.content_rect().width() - 60.0));
            self.contents(ui, params, setter, layout)
        });
        if shown.inner || escape || shown.backdrop_response.clicked() {
            self.is_open = false;
            params.audition.set(Audition::Result);
        }
    }

    /// The panel's contents; whether it is to close.
    fn contents(
        &mut self,
        ui: &mut Ui,
        params: &ThresholdParams,
        setter: &ParamSetter,
        layout: Option<Layout>,
    ) -> bool {
        ui.heading("Calibrate the listening level");
        ui.label(
            "How loud your room plays decides what a loss takes. Take a sound level meter (C weighting, slow) to the \
             listening place, play the noise on one loudspeaker, and type what the meter reads.",
        );
        ui.add_space(6.0);
        ui.colored_label(
            palette::ACCENT,
            "Turn down first, take headphones off: the noise is as loud as a full mix, and replaces the programme while it \
             plays.",
        );
        ui.add_space(8.0);
        ui.label("1.  Play pink noise at -20 dBFS RMS on");
        loudspeakers(ui, params, layout);
        ui.add_space(8.0);
        let name = ui.label("2.  Type the meter's reading");
        self.reading(ui, name.id, params, setter);
        ui.add_space(8.0);
        ui.label("Or, without a meter, say what kind of room it is");
        ui.horizontal_wrapped(|ui| {
            let level = params.listening_level.unmodulated_plain_value();
            for (spl, name) in ROOMS {
                let is_set = (level - spl).abs() < 0.05;
                let room = Button::new(format!("{name}, {spl:.0} dB SPL")).selected(is_set);
                if ui.add(room).clicked() {
                    set(params, setter, spl);
                }
            }
        });
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            let closes = ui.button("Close").on_hover_text("Stops the noise.").clicked();
            ui.weak(format!("Listening level: {}", params.listening_level));
            closes
        })
        .inner
    }

    /// The field for the reading, and what came of it.
    fn reading(&mut self, ui: &mut Ui, name: Id, params: &ThresholdParams, setter: &ParamSetter) {
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut self.reading)
                .hint_text("79.0")
                .text_color(if self.refused { palette::REFUSED } else { palette::TEXT })
                .align(Align2::RIGHT_CENTER)
                .desired_width(READING_WIDTH);
            let field = ui.add(edit).labelled_by(name);
            if field.changed() {
                self.refused = false;
            }
            ui.label("dB SPL");
            let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.button("Set").on_hover_text("Takes the reading as listening level.").clicked() || enter {
                let (least, most) = LISTENING_LEVEL.range();
                let read = LISTENING_LEVEL.parse(&self.reading);
                match read.filter(|level| (least..=most).contains(level)) {
                    Some(level) => set(params, setter, level),
                    None => self.refused = true,
                }
            }
            if self.refused {
                let (least, most) = LISTENING_LEVEL.range();
                ui.colored_label(palette::REFUSED, format!("A number from {least:.0} to {most:.0}."));
            }
        });
    }
}

/// A button for each loudspeaker, and one to stop.
fn loudspeakers(ui: &mut Ui, params: &ThresholdParams, layout: Option<Layout>) {
    let asked = params.audition.get();
    ui.horizontal_wrapped(|ui| {
        let Some(layout) = layout else {
            ui.weak("Nothing runs yet: the host has to play, or to listen to its input.");
            return;
        };
        for (channel, name) in names(layout.speakers) {
            let noise = Audition::Calibration { channel };
            if ui.add(Button::new(name).selected(asked == noise)).clicked() {
                params.audition.set(if asked == noise { Audition::Result } else { noise });
            }
        }
        let plays = matches!(asked, Audition::Calibration { .. });
        if ui.add_enabled(plays, Button::new("Stop")).clicked() {
            params.audition.set(Audition::Result);
        }
    });
}

/// Channels that play programme, with their names: what stands on one side is counted from the front.
fn names(speakers: &[Speaker]) -> Vec<(usize, String)> {
    let name = |channel: usize, speaker: Speaker| {
        let sided = |kind: &str, ear: Ear| {
            let alike = |other: &&Speaker| **other == speaker;
            let all = speakers.iter().filter(alike).count();
            let number = speakers[..=channel].iter().filter(alike).count();
            let side = ears::name(ear);
            if all > 1 { format!("{side} {kind} {number}") } else { format!("{side} {kind}") }
        };
        match speaker {
            Speaker::Alone(Role::Ear(ear)) | Speaker::Front(ear) => sided("front", ear),
            Speaker::Alone(_) => "Mono".to_owned(),
            Speaker::Centre => "Centre".to_owned(),
            Speaker::Lfe => "LFE".to_owned(),
            Speaker::Surround(ear) => sided("surround", ear),
            Speaker::RearCentre => "Rear centre".to_owned(),
            Speaker::Height(ear) => sided("height", ear),
        }
    };
    let plays = |speaker: Speaker| speaker.role() != Role::Lfe;
    let all = speakers.iter().copied().enumerate().filter(|(_, speaker)| plays(*speaker));
    all.map(|(channel, speaker)| (channel, name(channel, speaker))).collect()
}

/// Sets the listening level.
fn set(params: &ThresholdParams, setter: &ParamSetter, level: f32) {
    let hand = Hand::from(setter);
    hand.begin_set_parameter(&params.listening_level);
    hand.set_parameter(&params.listening_level, level);
    hand.end_set_parameter(&params.listening_level);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loudspeakers_are_named_and_the_subwoofer_is_left_out() {
        let named = |layout: Layout| names(layout.speakers);
        assert_eq!(named(Layout::STEREO), [(0, "Left front".to_owned()), (1, "Right front".to_owned())]);
        let surround = named(Layout::FIVE_1);
        assert_eq!(surround.iter().map(|(channel, _)| *channel).collect::<Vec<_>>(), [0, 1, 2, 4, 5]);
        assert_eq!(surround[3].1, "Left surround");
        for layout in Layout::ALL {
            let mut names: Vec<String> = named(*layout).into_iter().map(|(_, name)| name).collect();
            names.sort();
            names.dedup();
            let lfe = layout.speakers.iter().filter(|speaker| speaker.role() == Role::Lfe).count();
            assert_eq!(names.len(), layout.speakers.len() - lfe, "{}", layout.name);
        }
    }

    #[test]
    fn rooms_are_within_what_the_listening_level_may_be() {
        let (least, most) = LISTENING_LEVEL.range();
        assert!(ROOMS.iter().all(|(spl, _)| (least..=most).contains(spl)));
    }
}
