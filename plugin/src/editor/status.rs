//! The line at the bottom: what is pointed at, in words, or else how hearing stands; and the engine.

use egui::{Align2, Rect, Sense, Ui, pos2};

use super::told::Told;
use super::{palette, words};

const GAP: f32 = 18.0;
/// Between a heading and its sentence.
const HEADING_GAP: f32 = 10.0;
/// Said before a host has started the plugin.
const WAITING: &str = "not running yet";

/// What the line says.
pub struct Status<'a> {
    /// What the control that is pointed at says.
    pub told: Option<Told>,
    /// What is said otherwise.
    pub standing: &'a str,
    /// Sample rate in Hz and latency in samples; nothing before it runs.
    pub running: Option<(f32, u32)>,
}

impl Status<'_> {
    /// Shows the line in `rect`.
    pub fn show(&self, ui: &Ui, rect: Rect) {
        let painter = ui.painter();
        let engine = self.running.map_or_else(
            || WAITING.to_owned(),
            |(rate, latency)| {
                [words::engine(latency), &words::latency(latency, rate), &words::rate(rate)]
                    .join(words::SEPARATOR)
            },
        );
        let at = rect.right_center();
        let engine = painter.text(at, Align2::RIGHT_CENTER, engine, palette::small(), palette::TEXT_QUIET);
        ui.interact(engine, ui.scope_id().with("engine"), Sense::hover()).on_hover_text(
            "Engine, the latency it reports, and the sample rate. The film engine is one film frame late and sees ahead; \
             the live engine has no latency.",
        );
        let mut left = rect.left();
        let right = engine.left() - GAP;
        let mut write = |text: &str, colour| {
            let job = palette::truncated(text, palette::small(), colour, right - left);
            let galley = painter.layout_job(job);
            painter.galley(pos2(left, rect.center().y - 0.5 * galley.size().y), galley.clone(), colour);
            left += galley.size().x + HEADING_GAP;
        };
        match &self.told {
            Some(told) => {
                write(&told.heading, palette::TEXT);
                write(&told.purpose, palette::TEXT_QUIET);
            }
            None => write(self.standing, palette::TEXT_QUIET),
        }
    }
}
