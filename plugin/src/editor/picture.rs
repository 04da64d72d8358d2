//! The picture: what comes in, what goes out, and the curve that lies between them.

use std::sync::Arc;

use egui::{Align2, Color32, Galley, Mesh, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use threshold_core::base::Ear;

use super::axes::{Axes, decibel_lines, frequency_lines};
use super::spectra::{self, Spectra, both};
use super::view::View;
use super::{curves, ears, palette, words};

/// Room for the scales around the plot.
const SIDE_MARGIN: f32 = 34.0;
const TOP_MARGIN: f32 = 24.0;
const BOTTOM_MARGIN: f32 = 20.0;
/// How strongly the input's area covers the grid.
const INPUT_OPACITY: f32 = 0.26;
/// How brightly what is still heard of it lies before it.
const LEFT_OPACITY: f32 = 0.20;
/// How well what stands behind a label is covered.
const LABEL_OPACITY: f32 = 0.85;
/// How far ears are apart that have a name each.
const NAMED_APART: f32 = 0.5;

/// Draws everything into `rect`.
pub fn show(ui: &Ui, rect: Rect, view: &View, heard: &Spectra) {
    let response = ui.interact(rect, ui.scope_id().with("picture"), Sense::hover());
    let painter = ui.painter_at(rect);
    let axes = frame(&painter, rect);
    let apart = spectra::apart(&heard.output);
    legend(&painter, &axes, view, apart);
    let inside = painter.with_clip_rect(axes.plot);
    sound(&inside, &axes, heard, apart);
    if view.heard() {
        rings(&inside, &axes, view);
    }
    curves::show(&inside, &axes, view, &response, heard);
}

/// An empty picture in `rect`: its ground, its grid, and its scales.
fn frame(painter: &Painter, rect: Rect) -> Axes {
    let axes = ground(painter, rect, SIDE_MARGIN);
    let plot = axes.plot;
    for line in decibel_lines() {
        let at = pos2(plot.right() + 6.0, axes.y(line.value));
        let label = line.label.unwrap_or_default();
        painter.text(at, Align2::LEFT_CENTER, label, palette::small(), palette::ACCENT);
    }
    axes
}

/// The same without the scale of the change, with room for something else to the right, as wide as `margin`.
pub fn ground(painter: &Painter, rect: Rect, margin: f32) -> Axes {
    painter.rect_filled(rect, palette::CORNER, palette::SCREEN);
    let mut plot = rect;
    plot.min += vec2(SIDE_MARGIN, TOP_MARGIN);
    plot.max -= vec2(margin, BOTTOM_MARGIN);
    let axes = Axes { plot };
    grid(painter, &axes);
    axes
}

/// What comes in, dim, and before it what of it is still heard, bright: one line for both ears, or as far as they are
/// `apart`, one for each.
fn sound(painter: &Painter, axes: &Axes, heard: &Spectra, apart: f32) {
    let input = axes.points(|idx| both(&heard.input, idx));
    let floor = axes.plot.bottom();
    painter.add(area(&input, floor, palette::veil(palette::INPUT_LINE, INPUT_OPACITY), floor));
    painter.line(input, Stroke::new(1.0, palette::INPUT_LINE));
    let output = axes.points(|idx| both(&heard.output, idx));
    let left = axes.points(|idx| both(&heard.output, idx).min(both(&heard.input, idx)));
    painter.add(area(&left, floor, palette::veil(palette::OUTPUT_LINE, LEFT_OPACITY), floor));
    painter.line(output, Stroke::new(1.6, palette::veil(palette::OUTPUT_LINE, 1.0 - apart)));
    for ear in Ear::BOTH {
        let line = axes.points(|idx| heard.output[ear].0[idx]);
        painter.line(line, Stroke::new(1.4, palette::veil(curves::output(ear), apart)));
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

/// A text with something behind it, so that it is read over curves.
pub fn label(painter: &Painter, at: Pos2, galley: Arc<Galley>, ground: Color32) {
    let rect = Rect::from_min_size(at, galley.size()).expand2(vec2(4.0, 1.0));
    painter.rect_filled(rect, palette::CORNER, palette::veil(ground, LABEL_OPACITY));
    painter.galley(at, galley, palette::TEXT);
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
    }
}

/// What the lines are, above the plot: levels on the left, where their scale is, the change on the right.
fn legend(painter: &Painter, axes: &Axes, view: &View, apart: f32) {
    let y = axes.plot.top() - 0.5 * TOP_MARGIN;
    let one = [(palette::OUTPUT_LINE, "Out")];
    let each = Ear::BOTH.map(|ear| (curves::output(ear), OUT_OF[ear as usize]));
    let outputs = if apart < NAMED_APART { &one[..] } else { &each[..] };
    let mut x = axes.plot.left();
    for (colour, name) in [(palette::INPUT_LINE, "In")].iter().chain(outputs) {
        x = swatch(painter, pos2(x, y), *colour);
        x = painter.text(pos2(x, y), Align2::LEFT_CENTER, name, palette::small(), palette::TEXT).right()
            + ENTRY_GAP;
    }
    let levels = painter.layout_no_wrap("dBFS".to_owned(), palette::small(), palette::TEXT_QUIET);
    let end = x - 4.0 + levels.size().x;
    painter.galley(pos2(x - 4.0, y - 0.5 * levels.size().y), levels, palette::TEXT_QUIET);

    let now = view.now();
    let lines = now.len() as f32 * (SWATCH + 2.0 * ENTRY_GAP);
    let long = format!("dB lost {}", words::lost_where(&view.end()));
    let fitting = [long.as_str(), "dB lost", ""]
        .into_iter()
        .map(|change| painter.layout_no_wrap(change.to_owned(), palette::small(), palette::ACCENT));
    let room = axes.plot.right() - end - lines;
    let Some(change) = fitting.into_iter().find(|change| change.size().x < room) else { return };
    let left = axes.plot.right() - change.size().x;
    painter.galley(pos2(left, y - 0.5 * change.size().y), change, palette::ACCENT);
    let mut x = left - 6.0;
    for line in now.iter().rev() {
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

/// What goes out of each ear, in the legend.
const OUT_OF: [&str; 2] = ["Out L", "Out R"];
/// Distance between two entries of the legend.
const ENTRY_GAP: f32 = 12.0;
/// Height of the needle that says where the ears ring.
const NEEDLE: f32 = 26.0;

/// Length of a line in the legend.
const SWATCH: f32 = 16.0;

/// A piece of a line; returns where its name begins.
fn swatch(painter: &Painter, at: Pos2, colour: Color32) -> f32 {
    painter.hline(at.x..=at.x + SWATCH, at.y, Stroke::new(2.0, colour));
    at.x + SWATCH + 6.0
}
