//! The loss path at one look: every curve along it from untouched hearing to its end, where hearing stands, and a hand
//! to take it elsewhere.

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, Event, EventFilter, Key, Mesh, Painter, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, TextFormat, Ui, WidgetInfo, pos2, vec2,
};
use nice_plug::prelude::Param;
use threshold_core::hearing::audiogram::FREQUENCIES;
use threshold_core::hearing::curve::OCTAVES;
use threshold_core::parameters::LOSS;

use super::axes::{Axes, HIGHEST_HZ, LOWEST_HZ};
use super::curves::colour;
use super::hand::Hand;
use super::slider::{entry, steps};
use super::tools::Tools;
use super::view::{Line, View};
use super::{ears, palette, picture, words};
use crate::params::ThresholdParams;

mod family;

/// What the picture is called where it is taken in hand.
const NAME: &str = "Loss along the path";
/// What stands in place of curves that are not there.
const FLAT: &str = "Your own audiogram is flat so far: nothing is lost along it.";
/// How strongly the greys between curves show, from the first curve to the last: light as long as there is hearing.
const GREYS: (f32, f32) = (0.24, 0.02);
/// How much finer a drag is while Shift is down.
const FINE: f32 = 0.1;
/// How long a host may take to tell a changed value back, seconds: a few of the longest blocks.
const ECHO_SECONDS: f64 = 0.25;
/// How near Loss is to a station that it stands at.
const AT_STATION: f32 = 0.002;
/// Dashes of where the path's stations are, and of where the control stands.
const DASHES: (f32, f32) = (2.0, 4.0);
const CONTROL_DASHES: (f32, f32) = (6.0, 4.0);
/// Width of a picture in which stations have names beside the plot, the room of these, and that of figures alone.
const NAMED: f32 = 400.0;
const NAMES: f32 = 120.0;
const FIGURES: f32 = 38.0;
/// Room inside a label.
const PADDING: f32 = 6.0;
/// Width of the field in which Loss is typed.
const FIELD: f32 = 72.0;

/// The picture.
#[derive(Default)]
pub struct PathPicture {
    held: Option<Held>,
    /// Where a key was to lead, and when it was pressed.
    asked: Option<(f32, f64)>,
}

/// Loss in a hand.
#[derive(Debug, Clone, Copy)]
struct Held {
    loss: f32,
    /// The Loss whose curve the pointer was at.
    under: f32,
}

impl PathPicture {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &Tools) {
        let response = ui.interact(rect, ui.scope_id().with("path picture"), Sense::click_and_drag());
        let (view, params, hand) = (tools.view, tools.params, tools.hand());
        let painter = ui.painter_at(rect);
        let is_named = rect.width() >= NAMED && view.path.rows().len() > 1;
        let axes = picture::ground(&painter, rect, if is_named { NAMES } else { FIGURES });
        let under = response.hover_pos().or(response.interact_pointer_pos()).and_then(|at| {
            let inside = axes.plot.expand(PADDING).contains(at) || self.held.is_some();
            inside.then(|| family::through(view, axes.hz(at.x), -axes.db(at.y)))?
        });
        self.drag(ui, &response, under, params, &hand);
        self.keys(ui, &response, view, params, &hand);
        let inside = painter.with_clip_rect(axes.plot);
        greys(&inside, &axes, view);
        stations(&painter, &axes, view, is_named);
        controls(&inside, &axes, tools);
        for line in &view.now() {
            curve(&inside, &axes, line, Stroke::new(2.5, colour(line.ear)));
            symbols(&inside, &axes, line);
        }
        if let Some(under) = under.filter(|_| response.hovered() || self.held.is_some()) {
            pointed(&inside, &axes, view, under, response.hover_pos());
        }
        if family::is_flat(view) {
            let at = axes.plot.center();
            painter.text(at, Align2::CENTER_CENTER, FLAT, palette::small(), palette::TEXT_QUIET);
        }
        self.head(ui, &painter, &axes, &response, tools);
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(state(view.path, params.loss.unmodulated_plain_value())),
            ..WidgetInfo::slider(ui.is_enabled(), f64::from(params.loss.unmodulated_normalized_value()), NAME)
        });
        if response.has_focus() {
            let stroke = Stroke::new(2.0, palette::TEXT);
            painter.rect_stroke(rect, palette::CORNER, stroke, StrokeKind::Inside);
        }
    }

    /// Takes Loss to the curve under the pointer, from press to release as one gesture.
    fn drag(
        &mut self,
        ui: &Ui,
        response: &Response,
        under: Option<f32>,
        params: &ThresholdParams,
        hand: &Hand,
    ) {
        let (down, fine) = ui.input(|input| (input.pointer.primary_down(), input.modifiers.shift));
        let down = down && response.is_pointer_button_down_on();
        let loss = &params.loss;
        let set = |value: f32| {
            let value = value.clamp(0.0, 1.0);
            if value != loss.unmodulated_plain_value() {
                hand.set_parameter(loss, value);
            }
        };
        match (self.held, under) {
            (None, Some(under)) if down || response.clicked() => {
                response.request_focus();
                hand.begin_set_parameter(loss);
                let start = if fine { loss.unmodulated_plain_value() } else { under };
                set(start);
                if down {
                    self.held = Some(Held { loss: start, under });
                } else {
                    hand.end_set_parameter(loss);
                }
            }
            (Some(held), Some(under)) if down => {
                let moved = if fine { held.loss + FINE * (under - held.under) } else { under };
                set(moved);
                self.held = Some(Held { loss: moved, under });
            }
            (Some(_), _) if !down => {
                hand.end_set_parameter(loss);
                self.held = None;
            }
            _ => {}
        }
    }

    /// Arrows step, Page up and Page down go to the next station, Home and End to the path's ends.
    fn keys(&mut self, ui: &Ui, response: &Response, view: &View, params: &ThresholdParams, hand: &Hand) {
        if !response.has_focus() {
            return;
        }
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let (pressed, time) = ui.input(|input| {
            let key = |event: &Event| match event {
                Event::Key { key, pressed: true, modifiers, .. } => Some((*key, modifiers.shift)),
                _ => None,
            };
            (input.events.iter().filter_map(key).collect::<Vec<_>>(), input.time)
        });
        for (key, fine) in pressed {
            let asked = self.asked.filter(|(_, then)| time - then < ECHO_SECONDS).map(|(lane, _)| lane);
            let from = asked.unwrap_or_else(|| params.loss.unmodulated_normalized_value());
            let to = match key {
                Key::PageUp => Some(next(view, from)),
                Key::PageDown => Some(before(view, from)),
                _ => steps::of_key(key, fine).map(|step| steps::moved(&params.loss, from, step)),
            };
            if let Some(lane) = to {
                change(params, hand, lane);
                self.asked = Some((lane, time));
            }
        }
    }

    /// Where Loss stands, above the plot, or the field in which it is typed; what the decibels are about.
    fn head(&mut self, ui: &mut Ui, painter: &Painter, axes: &Axes, response: &Response, tools: &Tools) {
        let (view, params) = (tools.view, tools.params);
        let line =
            Rect::from_min_max(pos2(axes.plot.left(), painter.clip_rect().top()), axes.plot.right_top());
        let id = response.id.with("value");
        let typed = |text: &str| params.loss.string_to_normalized_value(text);
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            entry::open(ui, id, &params.loss.to_string());
        } else {
            let field = line.shrink2(vec2(0.0, 2.0)).with_max_x(line.left() + FIELD);
            match entry::show(ui, id, field, typed) {
                entry::Entry::Open => return,
                entry::Entry::Closed => {}
                entry::Entry::Typed(lane) => {
                    change(params, &tools.hand(), lane);
                    response.request_focus();
                }
            }
        }
        let font = palette::strong(palette::TEXT_SIZE);
        let at = line.left_center();
        let shown = format!("{} {}", LOSS.name, LOSS.text(view.loss));
        let end = painter.text(at, Align2::LEFT_CENTER, shown, font, palette::ACCENT).right();
        let station = view.path.station(view.loss).filter(|_| view.path.rows().len() > 1);
        let name = station.unwrap_or(view.path.name);
        let end = painter
            .text(pos2(end + 8.0, at.y), Align2::LEFT_CENTER, name, palette::text(), palette::TEXT)
            .right();
        let about = format!("dB lost {}", words::lost_where(&view.end()));
        let about = painter.layout_no_wrap(about, palette::small(), palette::TEXT_QUIET);
        let left = line.right() - about.size().x;
        if left > end + 2.0 * PADDING {
            painter.galley(pos2(left, at.y - 0.5 * about.size().y), about, palette::TEXT_QUIET);
        }
        let told =
            tools.hand().ghost(&params.loss).map_or(String::new(), |ghost| format!("\n{}", ghost.told()));
        ui.interact(line, id.with("about"), Sense::hover()).on_hover_text(format!(
            "{}\nDrag across the curves: Loss goes to the one under the pointer. Shift: fine. Arrows step, Page up and \
             Page down go from station to station, Enter types a value.\n0 % to 100 %.{told}",
            words::about(view.path)
        ));
    }
}

/// Moves Loss to a place on its lane as a gesture of its own.
fn change(params: &ThresholdParams, hand: &Hand, lane: f32) {
    hand.begin_set_parameter(&params.loss);
    hand.set_parameter(&params.loss, params.loss.preview_plain(lane.clamp(0.0, 1.0)));
    hand.end_set_parameter(&params.loss);
}

/// The first station beyond `loss`, or the path's end.
fn next(view: &View, loss: f32) -> f32 {
    let positions = view.path.rows().iter().map(|row| row.position);
    positions.into_iter().find(|position| *position > loss + AT_STATION).unwrap_or(1.0)
}

/// The last station before `loss`, or untouched hearing.
fn before(view: &View, loss: f32) -> f32 {
    let positions = view.path.rows().iter().map(|row| row.position);
    positions.filter(|position| *position < loss - AT_STATION).last().unwrap_or(0.0)
}

/// A place on the path in words, for those who listen.
fn state(path: &threshold_core::hearing::path::Path, loss: f32) -> String {
    let station = path.station(loss).map_or(String::new(), |station| format!(", {station}"));
    format!("{}{station}, {}", LOSS.text(loss), path.name)
}

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
    for hz in OCTAVES {
        ears::symbol(painter, pos2(axes.x(hz), axes.y(-line.hearing.lost_db(hz))), ear);
    }
}

/// The family: what lies between one curve and the next, lighter as long as there is hearing, and the curves.
fn greys(painter: &Painter, axes: &Axes, view: &View) {
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

/// The path's stations, each with its Loss and perhaps its name where its curve ends; from the path's end backwards: what
/// would touch the one below is left out.
fn stations(painter: &Painter, axes: &Axes, view: &View, is_named: bool) {
    let inside = painter.with_clip_rect(axes.plot);
    let rows = view
        .path
        .rows()
        .iter()
        .map(|row| (row.name, row.position, vec![Line { ear: None, hearing: row.hearing }]));
    let own = view.takes_custom().then(|| (view.path.name, 1.0, family::at(view, 1.0)));
    let stations: Vec<_> = rows.chain(own).collect();
    let width = painter.clip_rect().right() - axes.plot.right() - 2.0 * PADDING;
    let mut room = axes.plot.bottom() + palette::SMALL_SIZE;
    for (name, position, lines) in stations.into_iter().rev() {
        for line in &lines {
            let stroke = Stroke::new(1.2, line.ear.map_or(palette::TEXT_QUIET, palette::ear));
            inside.extend(Shape::dashed_line(&corners(axes, line), stroke, DASHES.0, DASHES.1));
        }
        let here = (position - view.loss).abs() < AT_STATION;
        let colour = if here { palette::ACCENT } else { palette::TEXT_QUIET };
        let figure = LOSS.text(position);
        let text = if is_named { format!("{name} {figure}") } else { figure };
        let mut job = LayoutJob::simple_singleline(text, palette::small(), colour);
        job.wrap = TextWrapping::truncate_at_width(width);
        let galley = painter.layout_job(job);
        let lost = lines.iter().map(|line| line.hearing.lost_db(HIGHEST_HZ)).fold(0.0, f32::max);
        let end = axes.y(-lost).min(axes.plot.bottom());
        let top = (end - 0.5 * galley.size().y).min(room - galley.size().y);
        if end - top > galley.size().y {
            continue;
        }
        room = top;
        painter.galley(pos2(axes.plot.right() + PADDING, top), galley, colour);
    }
}

/// Where the control stands while a scene has hearing stand elsewhere.
fn controls(painter: &Painter, axes: &Axes, tools: &Tools) {
    if tools.hand().ghost(&tools.params.loss).is_none_or(|ghost| !ghost.is_overruled) {
        return;
    }
    for line in tools.asked.now() {
        let stroke = Stroke::new(1.2, palette::ACCENT);
        painter.extend(Shape::dashed_line(&corners(axes, &line), stroke, CONTROL_DASHES.0, CONTROL_DASHES.1));
    }
}

/// The curve under the pointer, and its Loss beside it.
fn pointed(painter: &Painter, axes: &Axes, view: &View, loss: f32, pointer: Option<Pos2>) {
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
