//! Levels of both ears, before and after, and how far the ceiling holds them down.

use egui::{Align2, Color32, Painter, Rect, Sense, Stroke, Ui, pos2, vec2};
use threshold_core::base::units::db_from_gain;
use threshold_core::base::{Ear, PerEar};

use super::peaks::Peak;
use super::{ears, palette};
use crate::telemetry::Reader;

/// Lower and upper end of the level scale, dBFS.
const SCALE_DB: (f32, f32) = (-60.0, 0.0);
/// Levels that are labelled.
const LABELLED_DB: [i32; 6] = [0, -6, -12, -24, -36, -48];
/// Length of the ceiling's bar, dB.
const REDUCTION_DB: f32 = 12.0;
/// How fast the ceiling's bar goes back, dB per second.
const REDUCTION_RETURN_DB_PER_SECOND: f32 = 12.0;
/// A reduction too small to speak of, dB.
const SMALLEST_REDUCTION_DB: f32 = 0.05;

/// How strongly bars glow: less than the picture's lines.
const BAR_OPACITY: f32 = 0.85;
const TOP_MARGIN: f32 = 24.0;
const BOTTOM_MARGIN: f32 = 20.0;
const SCALE_WIDTH: f32 = 28.0;
const BAR_WIDTH: f32 = 10.0;
const BAR_GAP: f32 = 2.0;
const GROUP_GAP: f32 = 9.0;

/// Needles of all meters.
#[derive(Debug, Default)]
pub struct Levels {
    input: PerEar<Peak>,
    output: PerEar<Peak>,
    reduction_db: f32,
}

impl Levels {
    /// Takes in the readings of the last `seconds`.
    pub fn follow(&mut self, telemetry: &Reader, seconds: f32) {
        let readings = telemetry.take_meters();
        for (needles, peaks) in [(&mut self.input, readings.input), (&mut self.output, readings.output)] {
            for (needle, peak) in needles.iter_mut().zip(peaks.iter()) {
                needle.follow(*peak, seconds);
            }
        }
        let reduction = -db_from_gain(f64::from(readings.ceiling_gain)) as f32;
        self.reduction_db =
            reduction.max(self.reduction_db - REDUCTION_RETURN_DB_PER_SECOND * seconds).max(0.0);
    }

    /// Draws all meters into `rect`, with a mark at the ceiling `ceiling_db`.
    pub fn show(&self, ui: &Ui, rect: Rect, ceiling_db: f32) {
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, palette::CORNER, palette::SCREEN);
        let mut bars = rect;
        bars.min.y += TOP_MARGIN;
        bars.max.y -= BOTTOM_MARGIN;
        scale(&painter, bars);
        let mut x = bars.left() + SCALE_WIDTH + GROUP_GAP * 0.5;
        for (name, needles, ceiling) in [("In", &self.input, None), ("Out", &self.output, Some(ceiling_db))] {
            let width = 2.0 * BAR_WIDTH + BAR_GAP;
            heading(&painter, bars, x + 0.5 * width, name);
            for (idx, ear) in Ear::BOTH.into_iter().enumerate() {
                let left = x + idx as f32 * (BAR_WIDTH + BAR_GAP);
                let bar = Rect::from_x_y_ranges(left..=left + BAR_WIDTH, bars.y_range());
                needle(&painter, bar, &needles[ear], palette::ear(ear));
                footing(&painter, bar, ears::letter(ear), palette::ear(ear));
            }
            if let Some(db) = ceiling.filter(|db| *db > SCALE_DB.0) {
                painter.hline(x - 2.0..=x + width + 2.0, height(bars, db), Stroke::new(1.0, palette::ACCENT));
            }
            x += width + GROUP_GAP;
        }
        let bar = Rect::from_x_y_ranges(x..=x + BAR_WIDTH, bars.y_range());
        self.reduction(&painter, bar);
        let name = format!("Ceiling takes {:.1} dB", self.reduction_db);
        ui.interact(rect, ui.scope_id().with("meters"), Sense::hover())
            .on_hover_text_at_pointer(format!("Peaks at each ear, dBFS; the line is the ceiling.\n{name}."));
    }

    fn reduction(&self, painter: &Painter, bar: Rect) {
        painter.rect_filled(bar, 1.0, palette::RAISED);
        heading(painter, bar, bar.center().x, "GR");
        if self.reduction_db >= SMALLEST_REDUCTION_DB {
            let mut taken = bar;
            taken.max.y = bar.top() + bar.height() * (self.reduction_db / REDUCTION_DB).min(1.0);
            painter.rect_filled(taken, 1.0, palette::ACCENT);
            footing(painter, bar, &format!("{:.1}", self.reduction_db), palette::ACCENT);
        }
    }
}

fn height(bar: Rect, db: f32) -> f32 {
    let along = (db.clamp(SCALE_DB.0, SCALE_DB.1) - SCALE_DB.0) / (SCALE_DB.1 - SCALE_DB.0);
    bar.bottom() - along * bar.height()
}

fn scale(painter: &Painter, bars: Rect) {
    for db in LABELLED_DB {
        let at = pos2(bars.left() + SCALE_WIDTH - 2.0, height(bars, db as f32));
        painter.text(at, Align2::RIGHT_CENTER, format!("{db}"), palette::small(), palette::TEXT_QUIET);
    }
}

fn heading(painter: &Painter, bars: Rect, x: f32, name: &str) {
    let at = pos2(x, bars.top() - 0.5 * TOP_MARGIN);
    painter.text(at, Align2::CENTER_CENTER, name, palette::small(), palette::TEXT);
}

fn footing(painter: &Painter, bar: Rect, text: &str, colour: Color32) {
    let at = pos2(bar.center().x, bar.bottom() + 4.0);
    painter.text(at, Align2::CENTER_TOP, text, palette::small(), colour);
}

fn needle(painter: &Painter, bar: Rect, peak: &Peak, colour: Color32) {
    painter.rect_filled(bar, 1.0, palette::RAISED);
    let mut filled = bar;
    filled.min.y = height(bar, peak.level_db);
    painter.rect_filled(filled, 1.0, palette::veil(colour, BAR_OPACITY));
    if peak.held_db > SCALE_DB.0 {
        let mark =
            Rect::from_center_size(pos2(bar.center().x, height(bar, peak.held_db)), vec2(BAR_WIDTH, 2.0));
        painter.rect_filled(mark, 0.0, palette::TEXT);
    }
}
