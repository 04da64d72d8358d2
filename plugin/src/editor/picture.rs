//! The picture: what comes in, what goes out, and the curve that lies between them.

use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use threshold_core::base::{Ear, PerEar};

use super::axes::{Axes, COLUMNS, decibel_lines, frequency_lines};
use super::spectrum::{Analyser, Calmed, SILENCE_DB};
use super::view::View;
use super::{curves, ears, palette, words};
use crate::telemetry::Sound;

/// Room for the scales around the plot.
const SIDE_MARGIN: f32 = 34.0;
const TOP_MARGIN: f32 = 24.0;
const BOTTOM_MARGIN: f32 = 20.0;
/// How strongly the input's area covers the grid.
const INPUT_OPACITY: f32 = 0.30;

/// Silence from the host after which it has stopped, seconds: several of its longest blocks.
const STOPPED_SECONDS: f32 = 0.5;

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
        let measured = sound.map(|sound| [&sound.input, &sound.output].map(mono));
        let spectra = [&mut self.input, &mut self.output];
        for ((idx, shown), levels) in spectra.into_iter().enumerate().zip(&mut self.levels) {
            if let Some(stretches) = &measured {
                self.analyser.measure(&stretches[idx], rate, levels);
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
        if view.heard() {
            rings(&inside, &axes, view);
        }
        curves::show(&inside, &axes, view, &response);
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
pub fn area(line: &[Pos2], to: f32, colour: Color32, clear: f32) -> Shape {
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
    let change = format!("dB lost {}", words::lost_where(&view.end()));
    let at = pos2(axes.plot.right(), y);
    let text = painter.text(at, Align2::RIGHT_CENTER, change, palette::small(), palette::ACCENT);
    let mut x = text.left() - 6.0;
    for line in view.now().iter().rev() {
        if let Some(ear) = line.ear {
            let name = ears::letter(ear);
            let at = pos2(x, y);
            x = painter.text(at, Align2::RIGHT_CENTER, name, palette::small(), palette::TEXT).left() - 4.0;
        }
        x -= SWATCH;
        swatch(painter, pos2(x, y), curves::colour(line.ear));
        if let Some(ear) = line.ear {
            ears::symbol(painter, pos2(x + 0.5 * SWATCH, y), ear);
        }
        x -= 10.0;
    }
}

/// Where the ears ring: a needle at the lower end of the picture, with a name; one for each ear where they differ.
fn rings(painter: &Painter, axes: &Axes, view: &View) {
    let ears = Ear::BOTH.map(|ear| (ear, view.rings[ear]));
    let alike = ears[0].1 == ears[1].1;
    for (ear, hz) in ears.into_iter().take(if alike { 1 } else { 2 }) {
        let Some(hz) = hz else { continue };
        let colour = curves::colour(Some(ear).filter(|_| !alike));
        let foot = pos2(axes.x(hz), axes.plot.bottom());
        let tip = foot - vec2(0.0, NEEDLE);
        painter.line_segment([foot, tip], Stroke::new(2.0, colour));
        painter.circle_filled(tip, 3.0, colour);
        let name = if alike { "Tinnitus".to_owned() } else { format!("Tinnitus {}", ears::letter(ear)) };
        // Beside the needle, towards the middle, the right ear's above the left one's.
        let above = if alike || ear == Ear::Left { 0.0 } else { palette::SMALL_SIZE + 2.0 };
        let (side, anchor) = if foot.x > axes.plot.center().x {
            (-6.0, Align2::RIGHT_CENTER)
        } else {
            (6.0, Align2::LEFT_CENTER)
        };
        painter.text(tip + vec2(side, -above), anchor, name, palette::small(), palette::TEXT);
    }
}

/// Both ears together.
fn mono(ears: &PerEar<Vec<f32>>) -> Vec<f32> {
    ears[Ear::Left].iter().zip(&ears[Ear::Right]).map(|(left, right)| 0.5 * (left + right)).collect()
}

/// Height of the needle that says where the ears ring.
const NEEDLE: f32 = 26.0;

/// Length of a line in the legend.
const SWATCH: f32 = 16.0;

/// A piece of a line; returns where its name begins.
fn swatch(painter: &Painter, at: Pos2, colour: Color32) -> f32 {
    painter.hline(at.x..=at.x + SWATCH, at.y, Stroke::new(2.0, colour));
    at.x + SWATCH + 6.0
}
