//! The picture: what comes in, what goes out, and the curve that lies between them.

use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, pos2, vec2};
use threshold_core::hearing::curve::{Curve, OCTAVES};
use threshold_core::hearing::path::Path;

use super::axes::{Axes, COLUMNS, HIGHEST_HZ, LOWEST_HZ, column_hz, decibel_lines, frequency_lines};
use super::spectrum::{Analyser, Calmed, SILENCE_DB};
use super::{palette, words};
use crate::telemetry::Sound;

/// Room for the scales around the plot.
const SIDE_MARGIN: f32 = 34.0;
const TOP_MARGIN: f32 = 24.0;
const BOTTOM_MARGIN: f32 = 20.0;
/// Height of a plot in which the stations' names have room.
const NAMED_HEIGHT: f32 = 300.0;
/// How strongly areas cover the grid.
const INPUT_OPACITY: f32 = 0.30;
const LOST_OPACITY: f32 = 0.13;

/// Silence from the host after which it has stopped, seconds: several of its longest blocks.
const STOPPED_SECONDS: f32 = 0.5;

/// What is heard now, as far as the picture shows it.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// The way hearing is lost.
    pub path: &'static Path,
    /// The loss as it is heard from where the listener stands.
    pub curve: Curve,
    /// The loss as it is inside the head.
    pub inside: Curve,
    /// Whether the curve acts on the sound.
    pub active: bool,
}

/// The spectra, and what it takes to measure them.
pub struct Picture {
    analyser: Analyser,
    /// Levels measured last, before and after.
    levels: [[f32; COLUMNS]; 2],
    unheard_seconds: f32,
    input: Calmed,
    output: Calmed,
}

impl Picture {
    /// For stretches of `len` samples. Allocates.
    pub fn new(len: usize) -> Self {
        Self {
            analyser: Analyser::new(len),
            levels: [[SILENCE_DB; COLUMNS]; 2],
            unheard_seconds: 0.0,
            input: Calmed::default(),
            output: Calmed::default(),
        }
    }

    /// Takes in the sound that came during the last `seconds`. When none comes for a while, the host has stopped: the
    /// spectra fall to silence.
    pub fn hear(&mut self, sound: Option<&Sound>, rate: f32, seconds: f32) {
        self.unheard_seconds = if sound.is_some() { 0.0 } else { self.unheard_seconds + seconds };
        let measured = sound.map(|sound| [&sound.input, &sound.output]);
        let spectra = [&mut self.input, &mut self.output];
        for ((idx, shown), levels) in spectra.into_iter().enumerate().zip(&mut self.levels) {
            if let Some(stretches) = measured {
                self.analyser.measure(stretches[idx], rate, levels);
            } else if self.unheard_seconds > STOPPED_SECONDS {
                levels.fill(SILENCE_DB);
            }
            shown.follow(levels, seconds);
        }
    }

    /// Draws everything into `rect`.
    pub fn show(&self, ui: &Ui, rect: Rect, view: &View) {
        let response = ui.interact(rect, ui.scope_id().with("picture"), Sense::hover());
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, palette::CORNER, palette::SCREEN);
        let mut plot = rect.shrink2(vec2(SIDE_MARGIN, 0.0));
        plot.min.y += TOP_MARGIN;
        plot.max.y -= BOTTOM_MARGIN;
        let axes = Axes { plot };
        grid(&painter, &axes);
        legend(&painter, &axes, view);
        let inside = painter.with_clip_rect(plot);
        self.spectra(&inside, &axes);
        stations(&inside, &axes, view);
        loss(&inside, &axes, view);
        read_out(&inside, &axes, view, &response);
    }

    fn spectra(&self, painter: &Painter, axes: &Axes) {
        let input = axes.points(|idx| self.input.0[idx]);
        let floor = axes.plot.bottom();
        painter.add(area(&input, floor, palette::veil(palette::INPUT_LINE, INPUT_OPACITY), floor));
        painter.line(input, Stroke::new(1.0, palette::INPUT_LINE));
        painter.line(axes.points(|idx| self.output.0[idx]), Stroke::new(1.6, palette::OUTPUT_LINE));
    }
}

/// The area between `line` and the height `to`, which fades towards the height `clear`.
fn area(line: &[Pos2], to: f32, colour: Color32, clear: f32) -> Shape {
    let mut mesh = Mesh::default();
    for (idx, point) in line.iter().enumerate() {
        let far = if to == clear { colour.gamma_multiply(0.25) } else { colour };
        mesh.colored_vertex(*point, colour);
        mesh.colored_vertex(pos2(point.x, to), far);
        if let Some(next) = (2 * idx as u32).checked_sub(2).filter(|_| idx > 0) {
            mesh.add_triangle(next, next + 1, next + 2);
            mesh.add_triangle(next + 1, next + 2, next + 3);
        }
    }
    Shape::mesh(mesh)
}

fn grid(painter: &Painter, axes: &Axes) {
    let plot = axes.plot;
    let text = |at: Pos2, anchor: Align2, text: &str, colour: Color32| {
        painter.text(at, anchor, text, palette::small(), colour);
    };
    let stroke =
        |labelled: bool| Stroke::new(1.0, if labelled { palette::GRID_LABELLED } else { palette::GRID });
    for line in frequency_lines() {
        let x = axes.x(line.value);
        painter.vline(x, plot.y_range(), stroke(line.label.is_some()));
        if let Some(label) = line.label {
            text(pos2(x, plot.bottom() + 4.0), Align2::CENTER_TOP, &label, palette::TEXT_QUIET);
        }
    }
    for line in decibel_lines() {
        let y = axes.y(line.value);
        painter.hline(plot.x_range(), y, stroke(true));
        let label = line.label.unwrap_or_default();
        text(pos2(plot.left() - 6.0, y), Align2::RIGHT_CENTER, &label, palette::TEXT_QUIET);
        text(pos2(plot.right() + 6.0, y), Align2::LEFT_CENTER, &label, palette::ACCENT);
    }
}

/// What the lines are, above the plot: levels on the left, where their scale is, the change on the right.
fn legend(painter: &Painter, axes: &Axes, view: &View) {
    let y = axes.plot.top() - 0.5 * TOP_MARGIN;
    let mut x = axes.plot.left();
    for (colour, name) in [(palette::INPUT_LINE, "In"), (palette::OUTPUT_LINE, "Out")] {
        x = swatch(painter, pos2(x, y), colour);
        x = painter.text(pos2(x, y), Align2::LEFT_CENTER, name, palette::small(), palette::TEXT).right()
            + 12.0;
    }
    painter.text(pos2(x - 4.0, y), Align2::LEFT_CENTER, "dBFS", palette::small(), palette::TEXT_QUIET);
    let name = format!("Loss, change in dB ({} path)", view.path.name);
    let text = painter.text(
        pos2(axes.plot.right(), y),
        Align2::RIGHT_CENTER,
        name,
        palette::small(),
        palette::ACCENT,
    );
    swatch(painter, pos2(text.left() - SWATCH - 6.0, y), palette::ACCENT);
}

/// Length of a line in the legend.
const SWATCH: f32 = 16.0;

/// A piece of a line; returns where its name begins.
fn swatch(painter: &Painter, at: Pos2, colour: Color32) -> f32 {
    painter.hline(at.x..=at.x + SWATCH, at.y, Stroke::new(2.0, colour));
    at.x + SWATCH + 6.0
}

/// A curve by its corners alone, so that its dashes come out even.
fn dashed(painter: &Painter, axes: &Axes, curve: &Curve, stroke: Stroke, [dash, gap]: [f32; 2]) {
    let corners = std::iter::once(LOWEST_HZ).chain(OCTAVES).chain(std::iter::once(HIGHEST_HZ));
    let points: Vec<Pos2> = corners.map(|hz| pos2(axes.x(hz), axes.y(curve.gain_db(hz)))).collect();
    painter.extend(Shape::dashed_line(&points, stroke, dash, gap));
}

/// The curves of the path's stations: where the loss can still go, or has been. Named where the picture is large.
fn stations(painter: &Painter, axes: &Axes, view: &View) {
    let plot = axes.plot;
    for row in view.path.rows {
        dashed(painter, axes, &row.curve, Stroke::new(1.0, palette::STATION_LINE), [2.0, 4.0]);
        let end = pos2(plot.right() - 6.0, axes.y(row.curve.gain_db(HIGHEST_HZ)) + 2.0);
        if plot.height() >= NAMED_HEIGHT && end.y + palette::SMALL_SIZE < plot.bottom() {
            painter.text(end, Align2::RIGHT_TOP, row.name, palette::small(), palette::TEXT_QUIET);
        }
    }
}

/// The loss: solid as it is heard, dashed where it waits inside the head while the listener is not all there.
fn loss(painter: &Painter, axes: &Axes, view: &View) {
    let points = axes.points(|idx| view.curve.gain_db(column_hz(idx)));
    let strength = if view.active { 1.0 } else { 0.35 };
    let colour = palette::veil(palette::ACCENT, strength);
    painter.add(area(&points, axes.y(0.0), palette::veil(colour, LOST_OPACITY), f32::NAN));
    painter.line(points, Stroke::new(2.0, colour));
    if view.inside != view.curve {
        dashed(painter, axes, &view.inside, Stroke::new(1.5, colour), [5.0, 5.0]);
    }
}

/// What the curve does at the pointer's frequency.
fn read_out(painter: &Painter, axes: &Axes, view: &View, response: &Response) {
    let Some(pointer) = response.hover_pos().filter(|pointer| axes.plot.contains(*pointer)) else { return };
    let hz = axes.hz(pointer.x);
    let change = view.curve.gain_db(hz);
    painter.vline(pointer.x, axes.plot.y_range(), Stroke::new(1.0, palette::EDGE));
    painter.circle_filled(pos2(pointer.x, axes.y(change)), 3.5, palette::ACCENT);
    let text = format!("{}   {}", words::frequency(hz), words::change(change));
    let galley = painter.layout_no_wrap(text, palette::small(), palette::TEXT);
    let size = galley.size() + vec2(12.0, 6.0);
    let x = (pointer.x + 8.0).min(axes.plot.right() - size.x);
    let corner = pos2(x, axes.plot.bottom() - size.y - 6.0);
    painter.rect_filled(Rect::from_min_size(corner, size), palette::CORNER, palette::RAISED);
    painter.galley(corner + vec2(6.0, 3.0), galley, palette::TEXT);
}
