//! The map of a cochlea: where current flows, where each electrode lies, and which place its channel listens to.

use egui::{
    Align2, Color32, EventFilter, Key, Mesh, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke,
};
use egui::{Ui, WidgetInfo, pos2, vec2};
use threshold_core::base::Ear;
use threshold_core::hearing::greenwood::{DUCT_MM, place};

use super::fit::{Fit, State};
use super::spiral::Spiral;
use crate::editor::electrodes::Electrodogram;
use crate::editor::{ears, palette, words};

/// Frequencies that are written beside the duct, Hz.
const LABELLED_HZ: [f32; 7] = [250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0];
/// Distance of two turns from which frequencies have room between them, points; those of the outermost always have.
const ROOM_FOR_LABELS: f32 = 29.0;
/// Distance of a frequency from the duct, as a share of that of two turns and at most, points.
const LABEL_SHARE: f32 = 0.25;
const LABEL_DISTANCE: f32 = 11.0;
/// Room around the spiral, where the frequencies of its outermost turn stand.
const MARGIN: f32 = 17.0;
/// Pieces of the duct that are drawn straight.
const PIECES: usize = 210;
/// Pieces of the line from where a channel listens to where it is heard.
const LINE_PIECES: usize = 12;
/// Radius of an electrode re half the duct's width, and its limits, points.
const RADIUS_SHARE: f32 = 0.45;
const RADII: (f32, f32) = (2.8, 5.0);
/// Radius of one that has no channel re the others', and how much further one can be clicked, points.
const IDLE: f32 = 0.6;
const REACH: f32 = 4.0;
/// How far along the duct a nerve is gone around an electrode that meets none, mm.
const HOLE_MM: f32 = 0.45;
/// How far the keys of pages lead, electrodes.
const PAGE: usize = 5;
/// Where the lines of what is heard elsewhere begin, across the duct.
const LISTENS: f32 = 1.0;
/// Where electrodes lie: nearer the inner wall, where the nerve is.
const LIES: f32 = -0.35;
/// Radius of the dot where a channel listens, points.
const LISTENS_RADIUS: f32 = 1.8;
/// Width from which the corners have room for what the dots are, how far that is from the edges, and its line height.
const ROOM_FOR_LEGEND: f32 = 200.0;
const LEGEND_INSET: f32 = 11.0;
const LEGEND_STEP: f32 = 14.0;
/// How strongly such a line is drawn that nobody points at.
const FAINT: f32 = 0.55;

/// What a hand did to an electrode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touched {
    /// It is to be switched off, or on again.
    Switched(usize),
    /// Its nerve is to be gone, or back again.
    Emptied(usize),
}

/// Shows the cochlea of `fit` in `rect`, where electrode `selected` is next to be switched by the keyboard; `note` is what
/// else is to be known then.
pub fn show(
    ui: &Ui,
    rect: Rect,
    fit: &Fit,
    told: &Electrodogram,
    selected: &mut usize,
    note: Option<&str>,
) -> Option<Touched> {
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, palette::CORNER, palette::SCREEN);
    let spiral = Spiral::new(rect.shrink(MARGIN), fit.ear);
    *selected = (*selected).min(fit.electrodes.len().saturating_sub(1));
    let name = format!("Cochlea, {} ear", ears::name(fit.ear).to_lowercase());
    let whole = ui.interact(rect, ui.scope_id().with(&name), Sense::focusable_noninteractive());
    let mut touched = keys(ui, &whole, fit, selected);
    duct(&painter, &spiral, fit, told);
    scale(&painter, &spiral);
    let is_marked = |n: usize, at: Option<Pos2>| {
        at.is_some_and(|at| at.distance(spiral.at(fit.electrodes[n].mm, LIES)) <= radius(&spiral) + REACH)
            || (whole.has_focus() && n == *selected)
    };
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| rect.contains(*at));
    lines(&painter, &spiral, fit, |n| is_marked(n, pointer));
    legend(&painter, rect, fit.ear);
    let mut shown = None;
    for n in 0..fit.electrodes.len() {
        let response = electrode(ui, &painter, &spiral, fit, told, n);
        if response.clicked() {
            (*selected, shown) = (n, Some(n));
            ui.memory_mut(|memory| memory.request_focus(whole.id));
        }
        response.on_hover_ui(|ui| tooltip(ui, fit, n, note));
    }
    if let Some(n) = shown {
        let is_nerve = ui.input(|input| input.modifiers.shift);
        touched = Some(if is_nerve { Touched::Emptied(n) } else { Touched::Switched(n) });
    }
    if whole.has_focus() {
        let at = spiral.at(fit.electrodes.get(*selected).map_or(0.0, |electrode| electrode.mm), LIES);
        painter.circle_stroke(at, radius(&spiral) + 3.0, Stroke::new(1.5, palette::TEXT));
        painter.rect_stroke(rect, palette::CORNER, Stroke::new(1.0, palette::TEXT), egui::StrokeKind::Inside);
    }
    whole.widget_info(|| WidgetInfo {
        current_text_value: Some(read_out(fit, *selected)),
        ..WidgetInfo::labeled(Role::ListBox, ui.is_enabled(), &name)
    });
    touched
}

/// What the keyboard does: arrows choose an electrode, Enter switches it, with Shift its nerve.
fn keys(ui: &Ui, whole: &Response, fit: &Fit, selected: &mut usize) -> Option<Touched> {
    if !whole.has_focus() {
        return None;
    }
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(whole.id, arrows));
    let last = fit.electrodes.len().saturating_sub(1);
    ui.input(|input| {
        *selected = moved(*selected, last, |key| input.key_pressed(key));
        let is_nerve = input.modifiers.shift;
        input.key_pressed(Key::Enter).then_some(if is_nerve {
            Touched::Emptied(*selected)
        } else {
            Touched::Switched(*selected)
        })
    })
}

/// The electrode that the keys which `is_pressed` lead to.
fn moved(selected: usize, last: usize, is_pressed: impl Fn(Key) -> bool) -> usize {
    let keys = [
        (Key::ArrowRight, selected + 1),
        (Key::ArrowUp, selected + 1),
        (Key::ArrowLeft, selected.saturating_sub(1)),
        (Key::ArrowDown, selected.saturating_sub(1)),
        (Key::PageUp, selected + PAGE),
        (Key::PageDown, selected.saturating_sub(PAGE)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    keys.into_iter().find(|(key, _)| is_pressed(*key)).map_or(selected, |(_, to)| to).min(last)
}

/// The duct, as bright as current flows in it: it falls from each electrode by the slope of its spread.
fn duct(painter: &Painter, spiral: &Spiral, fit: &Fit, told: &Electrodogram) {
    let readings = told.readings(fit.ear);
    let current = |mm: f32| {
        let from = |n: usize| {
            let distance = (mm - fit.channels.places[n]).abs();
            readings[n].level.min(1.0) * 10.0_f32.powf(-fit.slope * distance / 20.0)
        };
        (0..fit.channels.count).filter(|n| fit.channels.alive[*n]).map(from).fold(0.0, f32::max)
    };
    let mut mesh = Mesh::default();
    for piece in 0..=PIECES {
        let mm = DUCT_MM * piece as f32 / PIECES as f32;
        let colour = palette::RAISED.lerp_to_gamma(palette::ear(fit.ear), 0.6 * current(mm));
        mesh.colored_vertex(spiral.at(mm, -1.0), colour);
        mesh.colored_vertex(spiral.at(mm, 1.0), colour);
        if let Some(first) = (2 * piece as u32).checked_sub(2) {
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    painter.add(Shape::mesh(mesh));
    for across in [-1.0, 1.0] {
        let wall = (0..=PIECES).map(|n| spiral.at(DUCT_MM * n as f32 / PIECES as f32, across)).collect();
        painter.line(wall, Stroke::new(1.0, palette::EDGE));
    }
    let holes = fit.electrodes.iter().filter(|electrode| electrode.is_dead);
    for hole in holes {
        // Hatched, and without current: no nerve.
        for n in -2..=2_i8 {
            let mm = hole.mm + f32::from(n) * 0.5 * HOLE_MM;
            let line = [spiral.at(mm - 0.5 * HOLE_MM, -1.0), spiral.at(mm + 0.5 * HOLE_MM, 1.0)];
            painter.line_segment(line, Stroke::new(1.0, palette::TEXT_QUIET));
        }
    }
}

/// Frequencies along the duct.
fn scale(painter: &Painter, spiral: &Spiral) {
    for hz in LABELLED_HZ {
        let mm = place(hz);
        let tick = [spiral.at(mm, 1.0), spiral.at(mm, 1.0) + 3.0 * spiral.outwards(mm)];
        painter.line_segment(tick, Stroke::new(1.0, palette::TEXT_QUIET));
        if spiral.turn() >= ROOM_FOR_LABELS || Spiral::is_outermost(mm) {
            let distance = (LABEL_SHARE * spiral.turn()).clamp(0.75 * LABEL_DISTANCE, LABEL_DISTANCE);
            let at = spiral.at(mm, 1.0) + distance * spiral.outwards(mm);
            let text = words::hertz_short(hz);
            painter.text(at, Align2::CENTER_CENTER, text, palette::small(), palette::TEXT_QUIET);
        }
    }
}

/// What the dots are, in the corner that the spiral leaves free.
fn legend(painter: &Painter, rect: Rect, ear: Ear) {
    if rect.width() < ROOM_FOR_LEGEND {
        return;
    }
    let named = [("heard", palette::TEXT, RADII.0), ("listens", palette::ACCENT, LISTENS_RADIUS)];
    for (line, (name, colour, radius)) in named.into_iter().enumerate() {
        let y = rect.top() + LEGEND_INSET + line as f32 * LEGEND_STEP;
        let (at, anchor, side) = match ear {
            Ear::Left => (pos2(rect.right() - LEGEND_INSET, y), Align2::RIGHT_CENTER, -1.0),
            Ear::Right => (pos2(rect.left() + LEGEND_INSET, y), Align2::LEFT_CENTER, 1.0),
        };
        painter.circle_filled(at, radius, colour);
        let text = at + vec2(side * 7.0, 0.0);
        painter.text(text, anchor, name, palette::small(), palette::TEXT_QUIET);
    }
}

/// From where each channel listens, at the outer wall, to the electrode where it is heard.
fn lines(painter: &Painter, spiral: &Spiral, fit: &Fit, is_marked: impl Fn(usize) -> bool) {
    for (n, electrode) in fit.electrodes.iter().enumerate() {
        let State::Used(channel) = electrode.state else { continue };
        let listens = fit.listens_mm(channel);
        let point = |along: f32| {
            let mm = listens + (electrode.mm - listens) * along;
            spiral.at(mm, LISTENS + (LIES - LISTENS) * along)
        };
        let points = (0..=LINE_PIECES).map(|piece| point(piece as f32 / LINE_PIECES as f32)).collect();
        let stroke = if is_marked(n) {
            Stroke::new(2.0, palette::TEXT)
        } else {
            Stroke::new(1.0, palette::veil(palette::ACCENT, FAINT))
        };
        painter.line(points, stroke);
        painter.circle_filled(point(0.0), LISTENS_RADIUS, palette::ACCENT);
    }
}

/// Electrode `n`: a disc that brightens as it is told, a ring without a channel, a cross if it is off.
fn electrode(
    ui: &Ui,
    painter: &Painter,
    spiral: &Spiral,
    fit: &Fit,
    told: &Electrodogram,
    n: usize,
) -> Response {
    let electrode = &fit.electrodes[n];
    let at = spiral.at(electrode.mm, LIES);
    let radius = radius(spiral);
    let place = Rect::from_center_size(at, vec2(1.0, 1.0) * 2.0 * (radius + REACH));
    let name = name(fit, n);
    let response = ui.interact(place, ui.scope_id().with(&name), Sense::CLICK);
    let is_on = electrode.state != State::Off;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), is_on, &name));
    let hovered = response.hovered();
    match electrode.state {
        State::Used(channel) => {
            let level = told.readings(fit.ear)[channel].level.min(1.0);
            let fill = palette::STATION_LINE.lerp_to_gamma(palette::TEXT, level);
            let fill = if electrode.is_dead { Color32::TRANSPARENT } else { fill };
            painter.circle(at, radius, fill, Stroke::new(1.0, palette::TEXT));
        }
        State::Idle => {
            painter.circle_stroke(at, IDLE * radius, Stroke::new(1.0, palette::TEXT_QUIET));
        }
        State::Off => {
            for arm in [vec2(radius, radius), vec2(radius, -radius)] {
                painter.line_segment([at - arm, at + arm], Stroke::new(1.5, palette::REFUSED));
            }
        }
    }
    if hovered {
        painter.circle_stroke(at, radius + 2.0, Stroke::new(1.5, palette::ACCENT));
    }
    response
}

/// Radius of an electrode.
fn radius(spiral: &Spiral) -> f32 {
    let (smallest, largest) = RADII;
    (RADIUS_SHARE * spiral.half_width()).clamp(smallest, largest)
}

fn name(fit: &Fit, n: usize) -> String {
    format!("{} electrode {}", ears::name(fit.ear), n + 1)
}

/// What is said of electrode `n` to those who listen to the window.
fn read_out(fit: &Fit, n: usize) -> String {
    let state = match fit.electrodes.get(n).map(|electrode| electrode.state) {
        Some(State::Off) => "off",
        Some(_) => "on",
        None => return String::new(),
    };
    format!("{}, {state}. {}", name(fit, n), fit.told(n).join(" "))
}

fn tooltip(ui: &mut Ui, fit: &Fit, n: usize, note: Option<&str>) {
    ui.strong(format!("Electrode {}", n + 1));
    for line in fit.told(n).into_iter().chain(note.map(str::to_owned)) {
        ui.label(line);
    }
    let switch = if fit.electrodes[n].state == State::Off { "on again" } else { "off" };
    ui.weak(format!("Click, or arrows and Enter: switch it {switch}. With Shift: no nerve here."));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_from_electrode_to_electrode_and_stop_at_the_ends() {
        let after = |selected, pressed: Key| moved(selected, 11, |key| key == pressed);
        assert_eq!((after(3, Key::ArrowUp), after(3, Key::ArrowLeft), after(0, Key::ArrowDown)), (4, 2, 0));
        assert_eq!((after(9, Key::PageUp), after(9, Key::PageDown)), (11, 4));
        assert_eq!((after(5, Key::Home), after(5, Key::End), after(5, Key::Enter)), (0, 11, 5));
    }
}
