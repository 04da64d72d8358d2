//! The electrodogram of one ear: its channels one above the other, the deepest electrode lowest, and what each was told.

use egui::{Align2, Color32, Mesh, Painter, Rangef, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::fit::Fit;
use crate::editor::electrodes::Electrodogram;
use crate::editor::{ears, palette, words};

/// Width of the electrodes' numbers, and of the frequencies beside them.
const NUMBER_WIDTH: f32 = 22.0;
const HZ_WIDTH: f32 = 38.0;
/// Width of the bars at the right end, and what is left between them and the plot.
const BARS_WIDTH: f32 = 44.0;
const BARS_GAP: f32 = 8.0;
/// Height of the scale below.
const SCALE_HEIGHT: f32 = 15.0;
/// Height of the words above the columns of labels.
const TOP: f32 = 19.0;
/// Least distance of two labels.
const LABEL_STEP: f32 = 9.7;
/// About how much time there is to see, seconds.
const SHOWN_SECONDS: f32 = 2.0;
/// Distance of the lines across time, seconds.
const TIME_STEP: f32 = 0.5;
/// How strongly a stroke at T is drawn; at C it is opaque.
const SOFTEST: f32 = 0.5;
/// Share of a lane that the tallest stroke takes.
const TALLEST: f32 = 0.9;
/// How strongly a bar is drawn that has not fired for long.
const UNLIT: f32 = 0.35;

/// Where it is drawn.
struct Lanes {
    plot: Rect,
    count: usize,
}

impl Lanes {
    /// Lane of channel `n`, from the left end of the labels to the right end of the bars.
    fn span(&self, n: usize) -> Rangef {
        let height = self.plot.height() / self.count.max(1) as f32;
        let bottom = self.plot.bottom() - n as f32 * height;
        Rangef::new(bottom - height, bottom)
    }
}

/// Shows the electrodogram of `fit` in `rect`, or `why` there is nothing to see. The channel that is clicked.
pub fn show(ui: &Ui, rect: Rect, fit: &Fit, told: &Electrodogram, why: &str) -> Option<usize> {
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, palette::CORNER, palette::SCREEN);
    let inner = rect.shrink2(vec2(6.0, 2.0));
    let plot = Rect::from_min_max(
        pos2(inner.left() + NUMBER_WIDTH + HZ_WIDTH + 6.0, inner.top() + TOP),
        pos2(inner.right() - BARS_WIDTH - BARS_GAP, inner.bottom() - SCALE_HEIGHT),
    );
    let lanes = Lanes { plot, count: fit.channels.count };
    let name = format!("Electrodogram, {} ear", ears::name(fit.ear).to_lowercase());
    let whole = ui.interact(rect, ui.scope_id().with(&name), Sense::HOVER);
    whole.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &name));
    let clicked = labels(ui, &painter, inner, &lanes, fit);
    let columns = columns(ui, &painter, &lanes, fit, told);
    bars(&painter, inner, &lanes, fit, told);
    if columns == 0 {
        let mut text = egui::text::LayoutJob::simple(
            why.to_owned(),
            palette::text(),
            palette::TEXT_QUIET,
            plot.width() - 16.0,
        );
        text.halign = egui::Align::Center;
        let galley = painter.layout_job(text);
        let at = plot.center() - vec2(0.0, 0.5 * galley.size().y);
        let ground = Rect::from_center_size(plot.center(), galley.size()).expand2(vec2(10.0, 6.0));
        painter.rect_filled(ground, palette::CORNER, palette::SCREEN);
        painter.galley(at, galley, palette::TEXT_QUIET);
    }
    clicked
}

/// Numbers and frequencies of the channels that have room.
fn labels(ui: &Ui, painter: &Painter, inner: Rect, lanes: &Lanes, fit: &Fit) -> Option<usize> {
    let small = |x: f32, y: f32, text: &str, colour: Color32| {
        painter.text(pos2(x, y), Align2::RIGHT_CENTER, text, palette::small(), colour);
    };
    let (number_x, hz_x) = (inner.left() + NUMBER_WIDTH, inner.left() + NUMBER_WIDTH + HZ_WIDTH);
    let above = inner.top() + 0.5 * TOP - 2.0;
    small(number_x, above, "No.", palette::TEXT_QUIET);
    small(hz_x, above, "Hz", palette::TEXT_QUIET);
    let mut clicked = None;
    let mut free = f32::INFINITY;
    for n in 0..lanes.count {
        let span = lanes.span(n);
        let place = Rect::from_x_y_ranges(inner.left()..=hz_x, span);
        let number = usize::from(fit.channels.electrodes[n]);
        let name = format!("{} channel {}, electrode {number}", ears::name(fit.ear), n + 1);
        let response = ui.interact(place, ui.scope_id().with(&name), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), &name));
        if response.clicked() {
            clicked = Some(n);
        }
        let is_lit = response.hovered();
        response.on_hover_ui(|ui| {
            ui.strong(format!("Electrode {number}"));
            fit.told(number - 1).into_iter().for_each(|line| drop(ui.label(line)));
            ui.weak("Click to switch it off.");
        });
        if span.center() + LABEL_STEP <= free || is_lit {
            free = span.center();
            let colour = if is_lit { palette::ACCENT } else { palette::TEXT };
            small(number_x, span.center(), &number.to_string(), colour);
            let hz = words::hertz_short(fit.channels.centre(n));
            small(hz_x, span.center(), &hz, if is_lit { palette::ACCENT } else { palette::TEXT_QUIET });
        }
    }
    clicked
}

/// What was told, newest at the right; how many strokes there are.
fn columns(ui: &Ui, painter: &Painter, lanes: &Lanes, fit: &Fit, told: &Electrodogram) -> usize {
    let plot = lanes.plot;
    for n in 0..lanes.count {
        painter.hline(plot.x_range(), lanes.span(n).max, Stroke::new(1.0, palette::GRID));
    }
    let pixel = 1.0 / ui.ctx().pixels_per_point();
    let shown = SHOWN_SECONDS / told.column_seconds().max(f32::MIN_POSITIVE);
    // Columns are whole pixels wide: moving strokes keep their shape.
    let width = (plot.width() / pixel / shown).round().max(1.0) * pixel;
    scale(painter, plot, told.column_seconds() / width);
    let right = (plot.right() / pixel).floor() * pixel;
    let mut mesh = Mesh::default();
    for (back, column) in told.newest(fit.ear).enumerate().take((plot.width() / width) as usize) {
        let x = right - back as f32 * width;
        for n in (0..lanes.count).filter(|n| column.levels[*n] > 0.0) {
            let level = column.levels[n].min(1.0);
            let span = lanes.span(n);
            let tall = (TALLEST * level * span.span()).max(pixel);
            let stroke = Rect::from_min_max(pos2(x - width, span.max - tall), pos2(x, span.max));
            mesh.add_colored_rect(stroke, palette::veil(colour(fit, n), SOFTEST + (1.0 - SOFTEST) * level));
        }
    }
    let strokes = mesh.vertices.len();
    painter.add(Shape::mesh(mesh));
    strokes
}

/// The ear's colour; grey where a channel is told something and no nerve answers.
fn colour(fit: &Fit, n: usize) -> Color32 {
    if fit.channels.alive[n] { palette::ear(fit.ear) } else { palette::STATION_LINE }
}

/// Lines across time, `seconds` to the point, and what they are.
fn scale(painter: &Painter, plot: Rect, seconds: f32) {
    let y = plot.bottom() + 0.5 * SCALE_HEIGHT + 1.0;
    let text = |x: f32, anchor: Align2, text: &str| {
        painter.text(pos2(x, y), anchor, text, palette::small(), palette::TEXT_QUIET)
    };
    let mut free = text(plot.right(), Align2::RIGHT_CENTER, "now").left();
    if seconds <= 0.0 {
        return;
    }
    let lines = (plot.width() * seconds / TIME_STEP) as usize;
    for (x, line) in (1..=lines).map(|n| (plot.right() - n as f32 * TIME_STEP / seconds, n)) {
        painter.vline(x, plot.y_range(), Stroke::new(1.0, palette::GRID_LABELLED));
        let label = format!("{:.1} s ago", line as f32 * TIME_STEP);
        if x + 24.0 < free && x - 24.0 > plot.left() {
            free = text(x, Align2::CENTER_CENTER, &label).left() - 8.0;
        }
    }
}

/// How loud each channel is now, lit if it is among those that fire.
fn bars(painter: &Painter, inner: Rect, lanes: &Lanes, fit: &Fit, told: &Electrodogram) {
    let left = inner.right() - BARS_WIDTH;
    let y = inner.top() + 0.5 * TOP - 2.0;
    painter.text(pos2(left, y), Align2::LEFT_CENTER, "T", palette::small(), palette::TEXT_QUIET);
    painter.text(pos2(inner.right(), y), Align2::RIGHT_CENTER, "C", palette::small(), palette::TEXT_QUIET);
    for (n, reading) in told.readings(fit.ear).iter().enumerate().take(lanes.count) {
        let span = lanes.span(n);
        let gap = 0.12 * span.span();
        let groove = Rect::from_x_y_ranges(left..=inner.right(), span.shrink(gap));
        painter.rect_filled(groove, 1.0, palette::RAISED);
        let mut bar = groove;
        bar.max.x = left + BARS_WIDTH * reading.level.min(1.0);
        let lit = palette::veil(colour(fit, n), UNLIT + (1.0 - UNLIT) * reading.lit);
        painter.rect_filled(bar, 1.0, lit);
        if reading.lit > LATELY {
            let end = bar.right().max(left + 2.0);
            painter.vline(end - 1.0, groove.y_range(), Stroke::new(2.0, palette::TEXT));
        }
    }
}

/// From which reading on a channel counts as among the maxima now: a tenth of a second, as readings fall.
const LATELY: f32 = 0.67;
