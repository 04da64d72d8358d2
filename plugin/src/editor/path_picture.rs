//! The loss path at one look: every curve along it from untouched hearing to its end, where hearing stands, and a hand
//! to take it elsewhere.

use egui::{
    Align2, Event, EventFilter, Key, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};
use nice_plug::prelude::Param;
use threshold_core::hearing::path::Path;
use threshold_core::parameters::LOSS;

use super::axes::Axes;
use super::ghost::Ghost;
use super::hand::Hand;
use super::setter::ECHO_SECONDS;
use super::slider::{entry, steps};
use super::tools::Tools;
use super::view::View;
use super::{palette, picture, words};
use crate::params::ThresholdParams;

mod curves;
mod family;

/// What the picture is called where it is taken in hand.
const NAME: &str = "Loss along the path";
/// What stands in place of curves that are not there.
const FLAT: &str = "Your own audiogram is flat so far: nothing is lost along it.";
/// How much finer a drag is while Shift is down.
const FINE: f32 = 0.1;
/// How near Loss is to a station that it stands at.
const AT_STATION: f32 = 0.002;
/// Width of a picture in which stations have names beside the plot.
const NAMED: f32 = 400.0;
/// Room inside a label.
const PADDING: f32 = 6.0;
/// Width of the field in which Loss is typed.
const FIELD: f32 = 72.0;

/// The picture.
#[derive(Default)]
pub struct PathPicture {
    held: Option<Held>,
    /// Where a key or the wheel was to lead, and when it was turned or pressed.
    asked: Option<(f32, f64)>,
    /// What was turned of a notch of the wheel.
    turned: f32,
}

/// Loss in a hand.
#[derive(Debug, Clone, Copy)]
struct Held {
    loss: f32,
    /// The Loss whose curve the pointer was at.
    under: f32,
}

/// A way along the path.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// As any slider steps.
    Step(steps::Move),
    /// To the next station.
    Next,
    /// To the one before.
    Before,
}

impl PathPicture {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &Tools) {
        let response = ui.interact(rect, ui.scope_id().with("path picture"), Sense::click_and_drag());
        let (view, params, hand) = (tools.view, tools.params, tools.hand());
        let painter = ui.painter_at(rect);
        let ends = curves::ends(&painter, view, rect.width() >= NAMED && view.path.rows().len() > 1);
        let widest = ends.iter().map(|end| end.name.size().x).fold(0.0, f32::max);
        let axes = picture::ground(&painter, rect, widest + 2.0 * PADDING);
        let under = response.hover_pos().or(response.interact_pointer_pos()).and_then(|at| {
            let inside = axes.plot.expand(PADDING).contains(at) || self.held.is_some();
            inside.then(|| family::through(view, axes.hz(at.x), -axes.db(at.y)))?
        });
        self.drag(ui, &response, under, params, &hand);
        self.keys(ui, &response, view, params, &hand);
        let inside = painter.with_clip_rect(axes.plot);
        curves::greys(&inside, &axes, view);
        curves::stations(&painter, &axes, ends);
        if hand.ghost(&params.loss).is_some_and(|ghost| ghost.is_overruled) {
            curves::control(&inside, &axes, tools.asked);
        }
        curves::now(&inside, &axes, view);
        if let Some(under) = under.filter(|_| response.hovered() || self.held.is_some()) {
            curves::pointed(&inside, &axes, view, under, response.hover_pos());
        }
        if family::is_flat(view) {
            let at = axes.plot.center();
            painter.text(at, Align2::CENTER_CENTER, FLAT, palette::small(), palette::TEXT_QUIET);
        }
        head(ui, &painter, &axes, &response, tools);
        let own = state(tools.asked.path, params.loss.unmodulated_plain_value());
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(Ghost::read_out(hand.ghost(&params.loss).as_ref(), &own)),
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

    /// Arrows and the wheel step, Page up and Page down go to the next station, Home and End to the path's ends.
    fn keys(&mut self, ui: &Ui, response: &Response, view: &View, params: &ThresholdParams, hand: &Hand) {
        let (events, fine, time) =
            ui.input(|input| (input.events.clone(), input.modifiers.shift, input.time));
        let mut moves = Vec::new();
        if response.has_focus() {
            let arrows =
                EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            moves.extend(events.iter().filter_map(|event| match event {
                Event::Key { key: Key::PageUp, pressed: true, .. } => Some(Way::Next),
                Event::Key { key: Key::PageDown, pressed: true, .. } => Some(Way::Before),
                Event::Key { key, pressed: true, .. } => steps::of_key(*key, fine).map(Way::Step),
                _ => None,
            }));
        }
        if response.hovered() {
            self.turned += events.iter().map(steps::notches).sum::<f32>();
            let steps = self.turned.trunc() as i32;
            self.turned = self.turned.fract();
            moves.extend((steps != 0).then_some(Way::Step(steps::Move::By { steps, fine })));
        }
        for way in moves {
            let asked = self.asked.filter(|(_, then)| time - then < ECHO_SECONDS).map(|(lane, _)| lane);
            let from = asked.unwrap_or_else(|| params.loss.unmodulated_normalized_value());
            let lane = match way {
                Way::Step(step) => steps::moved(&params.loss, from, step),
                Way::Next => next(view, from),
                Way::Before => before(view, from),
            };
            change(params, hand, lane);
            self.asked = Some((lane, time));
        }
    }
}

/// Where Loss stands, above the plot, or the field in which it is typed; what the decibels are about.
fn head(ui: &mut Ui, painter: &Painter, axes: &Axes, response: &Response, tools: &Tools) {
    let (view, params) = (tools.view, tools.params);
    let line = Rect::from_min_max(pos2(axes.plot.left(), painter.clip_rect().top()), axes.plot.right_top());
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
    let told = tools.hand().ghost(&params.loss).map_or(String::new(), |ghost| format!("\n{}", ghost.told()));
    ui.interact(line, id.with("about"), Sense::hover()).on_hover_text(format!(
        "{}\nDrag across the curves: Loss goes to the one under the pointer. Shift: fine. Arrows step, Page up and \
         Page down go from station to station, Enter types a value.\n0 % to 100 %.{told}",
        words::about(view.path)
    ));
}

/// Moves Loss to a place on its lane as a gesture of its own.
fn change(params: &ThresholdParams, hand: &Hand, lane: f32) {
    hand.begin_set_parameter(&params.loss);
    hand.set_parameter(&params.loss, params.loss.preview_plain(lane.clamp(0.0, 1.0)));
    hand.end_set_parameter(&params.loss);
}

/// The first station beyond `loss`, or the path's end.
fn next(view: &View, loss: f32) -> f32 {
    let mut positions = view.path.rows().iter().map(|row| row.position);
    positions.find(|position| *position > loss + AT_STATION).unwrap_or(1.0)
}

/// The last station before `loss`, or untouched hearing.
fn before(view: &View, loss: f32) -> f32 {
    let positions = view.path.rows().iter().map(|row| row.position);
    positions.rev().find(|position| *position < loss - AT_STATION).unwrap_or(0.0)
}

/// A place on the path in words, for those who listen.
fn state(path: &Path, loss: f32) -> String {
    let station = path.station(loss).map_or(String::new(), |station| format!(", {station}"));
    format!("{}{station}, {}", LOSS.text(loss), path.name)
}
