//! The curves of the loss path as they are drawn: the family, its stations, where hearing stands, and the one pointed at.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Galley, Mesh, Painter, Pos2, Shape, Stroke, TextFormat, pos2, vec2};
use threshold_core::hearing::audiogram::{CLINICAL, FREQUENCIES};
use threshold_core::hearing::curve::OCTAVES;
use threshold_core::parameters::LOSS;

use super::{AT_STATION, PADDING, family};
use crate::editor::axes::{Axes, HIGHEST_HZ, LOWEST_HZ};
use crate::editor::curves::colour;
use crate::editor::view::{Line, View};
use crate::editor::{ears, palette, picture};

/// How strongly the greys between curves show, from the first curve to the last: light as long as there is hearing.
const GREYS: (f32, f32) = (0.24, 0.02);
/// Dashes of where the path's stations are, and of where the control stands.
const DASHES: (f32, f32) = (2.0, 4.0);
const CONTROL_DASHES: (f32, f32) = (6.0, 4.0);
/// The most room names of stations get.
const NAMES: f32 = 120.0;

/// The corners of a curve.
fn corners(axes: &Axes, line: &Line) -> Vec<Pos2> {
    let corners = [LOWEST_HZ, OCTAVES[0]].into_iter().chain(FREQUENCIES).chain([HIGHEST_HZ]);
    corners.map(|hz| pos2(axes.x(hz), axes.y(-line.hearing.lost_db(hz)))).collect()
}

fn curve(painter: &Painter, axes: &Axes, line: &Line, stroke: Stroke) {
    painter.line(corners(axes, line), stroke);
}

/// The symbol of a line's ear along it, if it is one ear's.
fn symbols(painter: &Painter, axes: &Axes, line: &Line) {
    let Some(ear) = line.ear else { return };
    for hz in CLINICAL {
        ears::symbol(painter, pos2(axes.x(hz), axes.y(-line.hearing.lost_db(hz))), ear);
    }
}

/// The family: what lies between one curve and the next, lighter as long as there is hearing, and the curves.
pub fn greys(painter: &Painter, axes: &Axes, view: &View) {
    let mut above = family::at(view, 0.0);
    for (n, loss) in family::losses().enumerate() {
        let along = n as f32 / family::CURVES as f32;
        let below = family::at(view, loss);
        // A custom audiogram may begin as one curve and go on as one for each ear.
        for line in &below {
            let from = above.iter().find(|other| other.ear == line.ear).or(above.first());
            let Some(from) = from else { continue };
            let opacity = (GREYS.0 + (GREYS.1 - GREYS.0) * along) / below.len() as f32;
            let fill = palette::veil(line.ear.map_or(palette::TEXT, palette::ear), opacity);
            painter.add(between(&corners(axes, from), &corners(axes, line), fill));
            let light = line.ear.map_or(palette::INPUT_LINE, palette::ear);
            let shade = palette::veil(light, 1.0 - 0.6 * along);
            curve(painter, axes, line, Stroke::new(0.7, shade));
        }
        above = below;
    }
}

/// What lies between two curves with as many corners.
fn between(above: &[Pos2], below: &[Pos2], fill: Color32) -> Shape {
    let mut mesh = Mesh::default();
    for (n, (top, bottom)) in above.iter().zip(below).enumerate() {
        mesh.colored_vertex(*top, fill);
        mesh.colored_vertex(*bottom, fill);
        if let Some(first) = (2 * n as u32).checked_sub(2) {
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    Shape::mesh(mesh)
}

/// A station of the path, and what is written where its curve ends.
pub struct End {
    lines: Vec<Line>,
    /// What is written.
    pub name: Arc<Galley>,
    colour: Color32,
}

/// The path's stations, each with its Loss and perhaps its name.
pub fn ends(painter: &Painter, view: &View, is_named: bool) -> Vec<End> {
    let end = |name: &str, position: f32, lines: Vec<Line>| {
        let here = (position - view.loss).abs() < AT_STATION;
        let colour = if here { palette::ACCENT } else { palette::TEXT_QUIET };
        let figure = LOSS.text(position);
        let text = if is_named { format!("{name} {figure}") } else { figure };
        let mut job = LayoutJob::simple_singleline(text, palette::small(), colour);
        job.wrap = TextWrapping::truncate_at_width(NAMES);
        End { lines, name: painter.layout_job(job), colour }
    };
    let both = |hearing| vec![Line { ear: None, hearing }];
    let rows = view.path.rows().iter().map(|row| end(row.name, row.position, both(row.hearing)));
    let own = view.takes_custom().then(|| end(view.path.name, 1.0, family::at(view, 1.0)));
    rows.chain(own).collect()
}

/// Draws the path's stations from its end backwards: a name that would touch the one below gives way a little, or is left
/// out.
pub fn stations(painter: &Painter, axes: &Axes, ends: Vec<End>) {
    let inside = painter.with_clip_rect(axes.plot);
    let mut room = axes.plot.bottom() + palette::SMALL_SIZE;
    for End { lines, name, colour } in ends.into_iter().rev() {
        for line in &lines {
            let stroke = Stroke::new(1.2, line.ear.map_or(palette::TEXT_QUIET, palette::ear));
            inside.extend(Shape::dashed_line(&corners(axes, line), stroke, DASHES.0, DASHES.1));
        }
        let lost = lines.iter().map(|line| line.hearing.lost_db(HIGHEST_HZ)).fold(0.0, f32::max);
        let end = axes.y(-lost).min(axes.plot.bottom());
        let height = name.size().y;
        let top = (end - 0.5 * height).min(room - height);
        if end - top <= height {
            room = top;
            painter.galley(pos2(axes.plot.right() + PADDING, top), name, colour);
        }
    }
}

/// Where the control `asked` for hearing to stand, while a scene has it stand elsewhere.
pub fn control(painter: &Painter, axes: &Axes, asked: &View) {
    for line in asked.now() {
        let stroke = Stroke::new(1.2, palette::ACCENT);
        painter.extend(Shape::dashed_line(&corners(axes, &line), stroke, CONTROL_DASHES.0, CONTROL_DASHES.1));
    }
}

/// Where hearing stands.
pub fn now(painter: &Painter, axes: &Axes, view: &View) {
    for line in &view.now() {
        curve(painter, axes, line, Stroke::new(2.5, colour(line.ear)));
        symbols(painter, axes, line);
    }
}

/// The curve under the pointer, and its Loss beside it.
pub fn pointed(painter: &Painter, axes: &Axes, view: &View, loss: f32, pointer: Option<Pos2>) {
    for line in family::at(view, loss) {
        curve(painter, axes, &line, Stroke::new(1.5, palette::TEXT));
    }
    let Some(pointer) = pointer else { return };
    let mut job = LayoutJob::default();
    let format = |font, colour| TextFormat { font_id: font, color: colour, ..TextFormat::default() };
    job.append(&LOSS.text(loss), 0.0, format(palette::strong(palette::TEXT_SIZE), palette::TEXT));
    if let Some(station) = view.path.station(loss) {
        job.append(station, PADDING, format(palette::small(), palette::TEXT_QUIET));
    }
    let galley = painter.layout_job(job);
    let size = galley.size() + vec2(2.0 * PADDING, 4.0);
    let room = axes.plot.shrink(2.0);
    let x = (pointer.x + 2.0 * PADDING).min(room.right() - size.x);
    let y = (pointer.y - size.y - PADDING).max(room.top());
    picture::label(painter, pos2(x + PADDING, y + 2.0), galley, palette::RAISED);
}
