//! The hand on the chart: taking a threshold by pointer, wheel or key, and what it makes of the parameters.
//!
//! The first change copies what is heard into the custom audiogram and goes there, as one recall and one step with the
//! change itself; from then on thresholds move by gestures of their own.

use egui::{EventFilter, Id, Key, Pos2, Rect, Response, Sense, Ui, WidgetInfo, vec2};
use nice_plug::prelude::{FloatParam, Param};
use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::CLINICAL;
use threshold_core::parameters::{NO_RESPONSE, THRESHOLDS};

use super::edit::{self, Levels, Point};
use super::levels::{self, bounded};
use super::scale::{LOWEST_LEVEL, Scale};
use super::{Audiogram, told};
use crate::editor::ears;
use crate::editor::recall::recall;
use crate::editor::setter::ECHO_SECONDS;
use crate::editor::slider::{entry, steps};
use crate::editor::tools::Tools;
use crate::params::ThresholdParams;

/// How near to a symbol the pointer takes hold of it, points.
const NEAR: f32 = 14.0;
/// How far the pointer moves before what it holds does, points.
const SLACK: f32 = 2.5;
/// Steps of a page, dB: alone, and with Shift.
const PAGE_DB: [f32; 2] = [10.0, 20.0];
/// Size of the field a value is typed into.
const FIELD: egui::Vec2 = vec2(88.0, 22.0);

/// What was made of the audiogram, until the host has told it back.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    /// The thresholds.
    pub levels: Levels,
    until: f64,
}

/// A threshold in somebody's hand.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Which.
    pub point: Point,
    /// Thresholds when it was taken.
    start: Levels,
    /// How far above the pointer it is, points.
    grip: f32,
    /// Where the pointer took it.
    origin: Pos2,
    /// Whether it moves, and its parameters are in hand.
    moves: bool,
}

/// What a key does to a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stroke {
    /// To another frequency, up or down.
    Aside(i32),
    /// So many steps of so many dB down the chart.
    Steps(i32, f32),
    /// To this level.
    To(f32),
    /// A number is going to be typed.
    Type,
}

/// What a key means.
fn stroke(key: Key, shift: bool, snaps: bool) -> Option<Stroke> {
    let step = edit::step_size(snaps, shift);
    let page = PAGE_DB[usize::from(shift)];
    let pages = |sign: f32| Stroke::Steps((sign * page / step) as i32, step);
    Some(match key {
        Key::ArrowLeft => Stroke::Aside(-1),
        Key::ArrowRight => Stroke::Aside(1),
        Key::ArrowUp => Stroke::Steps(-1, step),
        Key::ArrowDown => Stroke::Steps(1, step),
        Key::PageUp => pages(-1.0),
        Key::PageDown => pages(1.0),
        Key::Home => Stroke::To(LOWEST_LEVEL),
        Key::End => Stroke::To(NO_RESPONSE),
        Key::Enter => Stroke::Type,
        _ => return None,
    })
}

impl Audiogram {
    /// Lets the hand work on `levels`, whose symbols stand on `scale`; the threshold it is at, if any.
    pub fn work(&mut self, ui: &mut Ui, scale: &Scale, tools: &Tools, levels: &Levels) -> Option<Point> {
        let id = ui.scope_id().with("thresholds");
        let plot = scale.plot.expand(scale.reach());
        let response = ui.interact(plot, id, Sense::CLICK | Sense::DRAG);
        for ear in Ear::BOTH {
            self.node(ui, scale, tools, levels, ear);
        }
        self.drag(ui, scale, tools, levels, &response);
        let aim = response.hover_pos().and_then(|pointer| self.aim(scale, levels, pointer));
        if let Some((point, true)) = aim {
            self.wheel(ui, tools, levels, point);
            if response.double_clicked() {
                self.front = point;
                entry::open(ui, id.with("typed"), &told::level(levels[point.ear][point.at]));
            }
        }
        if response.secondary_clicked() {
            self.menu = aim.map(|(point, _)| point);
        }
        if let Some(point) = self.menu {
            response.context_menu(|ui| self.menu(ui, tools, levels, point, id));
        }
        self.typed(ui, scale, tools, levels, id.with("typed"));
        let is_typing = ui.ctx().text_edit_focused();
        let focused =
            Ear::BOTH.into_iter().find(|ear| ui.memory(|memory| memory.has_focus(node_id(ui, *ear))));
        let held = self.held.map(|held| held.point);
        let at_keys = focused.filter(|_| !is_typing).map(|ear| Point { ear, ..self.front });
        held.or(aim.map(|(point, _)| point)).or(at_keys)
    }

    /// The threshold the pointer would take, and whether it is at its symbol. Of two in one place the one in front.
    fn aim(&self, scale: &Scale, levels: &Levels, pointer: Pos2) -> Option<(Point, bool)> {
        let at = scale.nearest(pointer.x);
        let far = |ear: Ear| {
            let far = scale.at(at, levels[ear][at]).distance(pointer);
            if ear == self.front.ear { far - 0.1 } else { far }
        };
        let chosen = |ear: &Ear| self.chosen.is_none_or(|chosen| chosen == *ear);
        let ears = Ear::BOTH.into_iter().filter(chosen);
        let ear = ears.min_by(|one, other| far(*one).total_cmp(&far(*other)))?;
        Some((Point { ear, at }, far(ear) <= NEAR))
    }

    /// What keys and screen readers know an ear's thresholds as: one control, at one frequency at a time.
    fn node(&mut self, ui: &mut Ui, scale: &Scale, tools: &Tools, levels: &Levels, ear: Ear) {
        let point = Point { ear, ..self.front };
        let level = levels[ear][point.at];
        let place = Rect::from_center_size(scale.at(point.at, level), egui::Vec2::splat(2.0 * NEAR));
        let response = ui.interact(place, node_id(ui, ear), Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(format!(
                "{}: {}",
                told::frequency(CLINICAL[point.at]),
                told::level(level)
            )),
            ..WidgetInfo::slider(ui.is_enabled(), f64::from(level), format!("{} threshold", ears::name(ear)))
        });
        if !response.has_focus() {
            return;
        }
        self.front.ear = ear;
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let strokes = ui.input(|input| {
            let pressed = |event: &egui::Event| match event {
                egui::Event::Key { key, pressed: true, modifiers, .. } => {
                    stroke(*key, modifiers.shift, self.snaps)
                }
                _ => None,
            };
            input.events.iter().filter_map(pressed).collect::<Vec<_>>()
        });
        for stroke in strokes {
            self.obey(ui, tools, levels, ear, stroke);
        }
    }

    fn obey(&mut self, ui: &Ui, tools: &Tools, levels: &Levels, ear: Ear, stroke: Stroke) {
        let levels = self.draft.map_or(*levels, |draft| draft.levels);
        let point = Point { ear, ..self.front };
        let level = levels[ear][point.at];
        let to = match stroke {
            Stroke::Aside(by) => {
                let last = CLINICAL.len() - 1;
                self.front.at = point.at.saturating_add_signed(by as isize).min(last);
                return;
            }
            Stroke::Type => {
                let id = ui.scope_id().with("thresholds").with("typed");
                return entry::open(ui, id, &told::level(level));
            }
            Stroke::Steps(steps, size) => edit::stepped(level, steps, size),
            Stroke::To(level) => level,
        };
        self.change(ui, tools, edit::moved(&levels, point, to, self.is_linked));
    }

    fn wheel(&mut self, ui: &Ui, tools: &Tools, levels: &Levels, point: Point) {
        let (turned, fine) =
            ui.input(|input| (input.events.iter().map(steps::notches).sum::<f32>(), input.modifiers.shift));
        if turned == 0.0 || self.held.is_some() {
            return;
        }
        let notches = self.left_over + turned;
        self.left_over = notches.fract();
        if notches.trunc() != 0.0 {
            let size = edit::step_size(self.snaps, fine);
            let to = edit::stepped(levels[point.ear][point.at], -(notches.trunc() as i32), size);
            self.front = point;
            self.change(ui, tools, edit::moved(levels, point, to, self.is_linked));
        }
    }

    fn drag(&mut self, ui: &Ui, scale: &Scale, tools: &Tools, levels: &Levels, response: &Response) {
        let (down, fine, pointer) = ui.input(|input| {
            (input.pointer.primary_down(), input.modifiers.shift, input.pointer.interact_pos())
        });
        let down = down && response.is_pointer_button_down_on();
        match (self.held, pointer) {
            (None, Some(pointer)) if down => {
                let Some((point, is_near)) = self.aim(scale, levels, pointer) else { return };
                let grip = scale.at(point.at, levels[point.ear][point.at]).y - pointer.y;
                let grip = if is_near { grip } else { 0.0 };
                self.front = point;
                // Whoever clicks again and again on one place types: the second click must not move anything.
                let moves = false;
                self.held = Some(Held { point, start: *levels, grip, origin: pointer, moves });
                ui.memory_mut(|memory| memory.request_focus(node_id(ui, point.ear)));
            }
            (Some(held), Some(pointer))
                if down && (held.moves || (pointer - held.origin).length() > SLACK) =>
            {
                self.pull(ui, scale, tools, held, pointer, fine);
            }
            (Some(held), _) if !down => {
                self.let_go(tools);
                // A click takes the focus from whatever it is not on.
                ui.memory_mut(|memory| memory.request_focus(node_id(ui, held.point.ear)));
            }
            _ => {}
        }
    }

    /// Lets go of what is held.
    pub fn let_go(&mut self, tools: &Tools) {
        if let Some(held) = self.held.take().filter(|held| held.moves) {
            for param in self.params_of(tools.params, held.point) {
                tools.setter.end_set_parameter(param);
            }
        }
    }

    /// Lets what is held follow the pointer.
    fn pull(&mut self, ui: &Ui, scale: &Scale, tools: &Tools, held: Held, pointer: Pos2, fine: bool) {
        let size = edit::step_size(self.snaps, fine);
        let to = edit::snapped(scale.level(pointer.y + held.grip), size);
        let levels = edit::moved(&held.start, held.point, to, self.is_linked);
        if !held.moves {
            if edit::alike(&levels, &held.start) {
                return;
            }
            self.become_own(tools, &levels);
            for param in self.params_of(tools.params, held.point) {
                tools.setter.begin_set_parameter(param);
            }
            self.held = Some(Held { moves: true, ..held });
        }
        self.remember(ui, levels);
        for (param, level) in
            self.params_of(tools.params, held.point).zip(self.levels_of(&levels, held.point))
        {
            tools.setter.set_parameter(param, level);
        }
    }

    /// The parameters of a threshold, and of the other ear's if they are linked.
    fn params_of<'a>(
        &self,
        params: &'a ThresholdParams,
        point: Point,
    ) -> impl Iterator<Item = &'a FloatParam> {
        let thresholds = params.thresholds();
        self.ears_of(point).into_iter().map(move |ear| thresholds[ear].points()[point.at])
    }

    fn levels_of(&self, levels: &Levels, point: Point) -> impl Iterator<Item = f32> {
        let levels = *levels;
        self.ears_of(point).into_iter().map(move |ear| levels[ear][point.at])
    }

    fn ears_of(&self, point: Point) -> Vec<Ear> {
        Ear::BOTH.into_iter().filter(|ear| *ear == point.ear || self.is_linked).collect()
    }

    /// Makes `levels` what both ears have lost, at once.
    pub fn change(&mut self, ui: &Ui, tools: &Tools, levels: Levels) {
        if self.become_own(tools, &levels) {
            self.remember(ui, levels);
            return;
        }
        let before = tools.params.thresholds();
        for ear in Ear::BOTH {
            for (param, level) in before[ear].points().into_iter().zip(levels[ear]) {
                if param.unmodulated_plain_value() != level {
                    tools.setter.begin_set_parameter(param);
                    tools.setter.set_parameter(param, level);
                    tools.setter.end_set_parameter(param);
                }
            }
        }
        self.remember(ui, levels);
    }

    /// Goes to the custom audiogram with these `levels` in it, if hearing is not there already.
    fn become_own(&self, tools: &Tools, levels: &Levels) -> bool {
        let values = tools.params.values();
        if self.draft.is_some() || edit::is_own(&values) {
            return false;
        }
        let lies_before =
            levels::hearings(tools.asked).iter().any(|ear| ear.conductive.0.iter().any(|db| *db > 0.0));
        recall(tools.params, tools.setter, &edit::own(&values, levels, lies_before), None);
        true
    }

    fn remember(&mut self, ui: &Ui, levels: Levels) {
        let until = ui.input(|input| input.time) + ECHO_SECONDS;
        self.draft = Some(Draft { levels, until });
    }

    /// Forgets what was made of the audiogram once the host has told it back, or had the time to.
    pub fn forget(&mut self, time: f64, asked: &Levels) {
        let is_held = self.held.is_some_and(|held| held.moves);
        self.draft =
            self.draft.filter(|draft| is_held || (time < draft.until && !edit::alike(&draft.levels, asked)));
    }

    /// What may be done with a threshold besides moving it.
    fn menu(&mut self, ui: &mut Ui, tools: &Tools, levels: &Levels, point: Point, id: Id) {
        let level = levels[point.ear][point.at];
        ui.weak(told::point(point, level));
        let mut to = None;
        if ui.button("Type a value").clicked() {
            self.front = point;
            entry::open(ui, id.with("typed"), &told::level(level));
        }
        if ui.button("Reset to 0 dB HL").clicked() {
            to = Some(0.0);
        }
        if ui.button("No response").clicked() {
            to = Some(NO_RESPONSE);
        }
        if let Some(to) = to {
            let mut levels = *levels;
            for ear in self.ears_of(point) {
                levels[ear][point.at] = to;
            }
            self.change(ui, tools, levels);
        }
    }

    /// The field of the threshold that is typed.
    fn typed(&mut self, ui: &mut Ui, scale: &Scale, tools: &Tools, levels: &Levels, id: Id) {
        let point = self.front;
        let at = scale.at(point.at, levels[point.ear][point.at]) + vec2(0.0, 20.0);
        let room = scale.plot.shrink2(0.5 * FIELD);
        let field = Rect::from_center_size(room.clamp(at), FIELD);
        let [entry, ..] = &THRESHOLDS[0];
        if let entry::Entry::Typed(level) = entry::show(ui, id, field, |text| entry.parse(text)) {
            self.change(ui, tools, edit::moved(levels, point, bounded(level), self.is_linked));
            ui.memory_mut(|memory| memory.request_focus(node_id(ui, point.ear)));
        }
    }
}

/// What the keyboard knows an ear's thresholds as.
pub fn node_id(ui: &Ui, ear: Ear) -> Id {
    ui.scope_id().with("threshold").with(ears::name(ear))
}

/// Thresholds to begin an edit from: what the ears have lost, or on a path of gains the custom audiogram as it stands.
pub fn beginning(asked: &crate::editor::view::View) -> Levels {
    if levels::is_gains(asked) {
        return asked.custom.map(|audiogram| audiogram.points());
    }
    let hearings = levels::hearings(asked);
    PerEar::from_fn(|ear| levels::air(&hearings[ear]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_as_the_chart_does() {
        let key = |key, shift| stroke(key, shift, true);
        assert_eq!(key(Key::ArrowUp, false), Some(Stroke::Steps(-1, 5.0)));
        assert_eq!(key(Key::ArrowDown, true), Some(Stroke::Steps(1, 1.0)));
        assert_eq!(key(Key::PageDown, false), Some(Stroke::Steps(2, 5.0)));
        assert_eq!(key(Key::PageUp, true), Some(Stroke::Steps(-20, 1.0)));
        assert_eq!(stroke(Key::ArrowUp, false, false), Some(Stroke::Steps(-1, 1.0)));
        assert_eq!(
            (key(Key::Home, false), key(Key::End, false)),
            (Some(Stroke::To(-10.0)), Some(Stroke::To(125.0)))
        );
        assert_eq!(key(Key::Space, false), None);
    }
}
