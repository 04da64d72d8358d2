//! The lines of the loss over the picture: where hearing is, where the path leads, and what they read under the pointer.

use egui::{Color32, Painter, Pos2, Response, Shape, Stroke, pos2, vec2};
use threshold_core::base::Ear;
use threshold_core::hearing::audiogram::{CLINICAL, FREQUENCIES};
use threshold_core::hearing::curve::OCTAVES;
use threshold_core::hearing::path::Hearing;

use super::axes::{Axes, HIGHEST_HZ, LOWEST_HZ, column_hz};
use super::picture::{area, label};
use super::spectra::{Spectra, both};
use super::view::{Line, View};
use super::{ears, palette, words};

/// Height of a plot in which the names of several stations have room.
const NAMED_HEIGHT: f32 = 300.0;
/// How strongly the lost area covers the grid; each of two ears takes half.
const LOST_OPACITY: f32 = 0.13;
/// How strongly lines show that do not act on the sound.
const RESTING_OPACITY: f32 = 0.35;
/// How much of an ear's colour its output has.
const EAR_TINT: f32 = 0.6;
/// Level below which nothing comes in that could be gone, dBFS.
const QUIETEST_DB: f32 = -110.0;
/// Length of the arrow of a symbol that lies below the plot.
const ARROW: f32 = 10.0;
/// Reach of its head.
const ARROW_HEAD: f32 = 3.0;

/// Draws the path's stations and the loss of every ear, and reads them under the pointer.
pub fn show(painter: &Painter, axes: &Axes, view: &View, response: &Response, heard: &Spectra) {
    let now = view.now();
    stations(painter, axes, view);
    for line in &now {
        loss(painter, axes, view, line, 1.0 / now.len() as f32);
    }
    for line in &now {
        symbols(painter, axes, view, line);
    }
    read_out(painter, axes, view, &now, response, heard);
}

/// Colour of a line.
pub fn colour(ear: Option<Ear>) -> Color32 {
    ear.map_or(palette::ACCENT, palette::ear)
}

/// Colour of what goes out of an ear: the ear's, as bright as spectra are.
pub fn output(ear: Ear) -> Color32 {
    palette::OUTPUT_LINE.lerp_to_gamma(palette::ear(ear), EAR_TINT)
}

/// A curve by its corners alone, so that its dashes come out even.
fn dashed(painter: &Painter, axes: &Axes, hearing: &Hearing, stroke: Stroke, [dash, gap]: [f32; 2]) {
    let corners = [LOWEST_HZ, OCTAVES[0]].into_iter().chain(FREQUENCIES).chain([HIGHEST_HZ]);
    let points: Vec<Pos2> = corners.map(|hz| pos2(axes.x(hz), axes.y(-hearing.lost_db(hz)))).collect();
    painter.extend(Shape::dashed_line(&points, stroke, dash, gap));
}

/// The curves of the path's stations: where the loss can still go, or has been. Named where the picture is large.
fn stations(painter: &Painter, axes: &Axes, view: &View) {
    let plot = axes.plot;
    let stations = view.stations();
    let named = stations.len() == 1 || plot.height() >= NAMED_HEIGHT;
    // From the path's end backwards: a name that would touch the one below is left out.
    let mut room = plot.bottom();
    for (name, Line { ear, hearing }) in stations.into_iter().rev() {
        let colour = ear.map_or(palette::STATION_LINE, palette::ear);
        dashed(painter, axes, &hearing, Stroke::new(1.0, colour), [2.0, 4.0]);
        let end = pos2(plot.right() - 6.0, axes.y(-hearing.lost_db(HIGHEST_HZ)) + 2.0);
        if named && ear.is_none() && end.y + palette::SMALL_SIZE < room {
            room = end.y;
            let galley = painter.layout_no_wrap(name.to_owned(), palette::small(), palette::TEXT_QUIET);
            label(painter, end - vec2(galley.size().x, 0.0), galley, palette::SCREEN);
        }
    }
}

/// A loss: solid as it is heard, dashed where it waits inside the head while the listener is not all there.
fn loss(painter: &Painter, axes: &Axes, view: &View, line: &Line, share: f32) {
    let hearing = &line.hearing;
    let points = axes.points(|idx| -view.perspective * hearing.lost_db(column_hz(idx)));
    let colour = palette::veil(colour(line.ear), if view.heard() { 1.0 } else { RESTING_OPACITY });
    painter.add(area(&points, axes.y(0.0), palette::veil(colour, LOST_OPACITY * share), f32::NAN));
    painter.line(points, Stroke::new(2.0, colour));
    if view.perspective < 1.0 {
        dashed(painter, axes, hearing, Stroke::new(1.5, colour), [5.0, 5.0]);
    }
}

/// The symbol of a line's ear at every frequency of an audiogram, as it is heard; with an arrow where the line is
/// lower than the picture.
fn symbols(painter: &Painter, axes: &Axes, view: &View, line: &Line) {
    let Some(ear) = line.ear else { return };
    let lowest = axes.plot.bottom() - ARROW - ears::REACH - 2.0;
    for hz in CLINICAL {
        let at = pos2(axes.x(hz), axes.y(-view.perspective * line.hearing.lost_db(hz)));
        if at.y < axes.plot.bottom() {
            ears::symbol(painter, at, ear);
        } else {
            let at = pos2(at.x, lowest);
            ears::symbol(painter, at, ear);
            let tip = at + vec2(0.0, ears::REACH + ARROW);
            for back in [vec2(0.0, -ARROW), vec2(-ARROW_HEAD, -ARROW_HEAD), vec2(ARROW_HEAD, -ARROW_HEAD)] {
                painter.line_segment([tip + back, tip], Stroke::new(1.5, palette::ear(ear)));
            }
        }
    }
}

/// What the loss takes at the pointer's frequency.
fn read_out(painter: &Painter, axes: &Axes, view: &View, now: &[Line], response: &Response, heard: &Spectra) {
    let Some(pointer) = response.hover_pos().filter(|pointer| axes.plot.contains(*pointer)) else { return };
    let hz = axes.hz(pointer.x);
    painter.vline(pointer.x, axes.plot.y_range(), Stroke::new(1.0, palette::EDGE));
    let mut text = words::frequency(hz);
    for Line { ear, hearing } in now {
        let change = -view.perspective * hearing.lost_db(hz);
        painter.circle_filled(pos2(pointer.x, axes.y(change)), 3.5, colour(*ear));
        text += "   ";
        if let Some(ear) = ear {
            text = text + ears::letter(*ear) + " ";
        }
        text += &words::change(change);
    }
    text = text + " " + words::lost_where(&view.end());
    let column = axes.column(pointer.x);
    let (input, output) = (both(&heard.input, column), both(&heard.output, column));
    if input > QUIETEST_DB {
        let gone = input.round() - output.round();
        let gone = if gone >= 1.0 { format!(": {gone:.0} dB gone") } else { String::new() };
        text = format!("{text}\nIn {input:.0}, out {output:.0} dBFS{gone}");
    }
    let galley = painter.layout(text, palette::small(), palette::TEXT, f32::INFINITY);
    let size = galley.size() + vec2(12.0, 6.0);
    // Towards the middle, so that names at the end of curves stay readable.
    let side = if pointer.x > axes.plot.center().x { -8.0 - size.x } else { 8.0 };
    let x = (pointer.x + side).min(axes.plot.right() - size.x).max(axes.plot.left());
    let corner = pos2(x, axes.plot.bottom() - size.y - 6.0);
    label(painter, corner + vec2(6.0, 3.0), galley, palette::RAISED);
}
