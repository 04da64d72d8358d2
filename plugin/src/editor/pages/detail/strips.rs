//! The stages one beside the other, as channels of a mixer, in the order in which sound meets them.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, Galley, Painter, Rect, Response, Sense, Stroke, Ui, pos2, vec2};

use super::power::{self, Memory};
use super::solo;
use super::stage::{self, Amount, Control, What};
use crate::audition::Part;
use crate::editor::row::{beside, divided, enabled};
use crate::editor::slider::{Shape, Slider};
use crate::editor::tools::Tools;
use crate::editor::{choice, palette, words};

/// Height of a column with what every stage has: name, amount, what is lost, and a hint.
const COLUMN: f32 = 102.0;
/// Height of the further controls of the column that is chosen, below all columns.
const ROW: f32 = 54.0;
/// Height of a further control, and its distance from the next one in a column.
const CONTROL: f32 = 38.0;
const CONTROL_GAP: f32 = 4.0;
/// Most further controls a column has.
const MOST_CONTROLS: f32 = 5.0;
/// Height of the strips where all further controls stand in their columns.
pub const ROOMY_HEIGHT: f32 = COLUMN + 12.0 + MOST_CONTROLS * (CONTROL + CONTROL_GAP);
/// Height of the strips where those of one column stand below all.
pub const CLOSE_HEIGHT: f32 = COLUMN + ROW;

/// Distance between two columns: where the arrow stands that leads on.
const GAP: f32 = 7.0;
/// Room inside a column.
const PAD: f32 = 5.0;
const HEAD: f32 = 18.0;
const AMOUNT: f32 = 36.0;
const SOLO: f32 = 18.0;
const HINT: f32 = 16.0;
/// Size of a stage's name.
const NAME_SIZE: f32 = 12.0;
/// Width of a column from which on its button stands before its name.
const NAME_AND_BUTTON: f32 = 82.0;
/// Width from which on a control in the row below has its whole name.
const NAMED: f32 = 128.0;
/// Widest a control in that row gets, and the room a sentence needs beside it.
const WIDEST: f32 = 180.0;
const SENTENCE: f32 = 170.0;
/// Height of a line of small text, in sizes of its font.
const LINE: f32 = 1.37;
/// How much wider than others columns are whose controls have long values, and lists in the row.
const WIDER: f32 = 1.25;

/// The columns, and what they remember.
pub struct Strips {
    chosen: Part,
    memory: Memory,
}

impl Default for Strips {
    fn default() -> Self {
        Self { chosen: Part::Curve, memory: Memory::default() }
    }
}

impl Strips {
    /// Shows them in `rect`: further controls in the columns where these are roomy, else those of the chosen one below.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &Tools, is_roomy: bool) {
        let height = if is_roomy { rect.height() } else { COLUMN };
        let columns = Rect::from_min_size(rect.min, vec2(rect.width(), height));
        let row = Rect::from_min_max(pos2(rect.left(), rect.top() + COLUMN), rect.max);
        if !is_roomy {
            ui.painter().rect_filled(row, palette::CORNER, palette::SCREEN);
        }
        let share = |part| {
            let is_wide = is_roomy && matches!(part, Part::Curve | Part::Tinnitus);
            if is_wide { WIDER } else { 1.0 }
        };
        let mut chosen = self.chosen;
        for (part, place) in Part::ALL.into_iter().zip(beside(columns, GAP, &Part::ALL.map(share))) {
            let is_chosen = !is_roomy && part == self.chosen;
            let fill = if is_chosen { palette::SCREEN } else { palette::PANEL };
            let joined = if is_chosen { place.with_max_y(place.bottom() + PAD) } else { place };
            ui.painter().rect_filled(joined, palette::CORNER, fill);
            flow(ui.painter(), place, part);
            let ground =
                ui.interact(place, ui.scope_id().with("column").with(words::part_name(part)), Sense::CLICK);
            let mut strip = Strip { part, tools, memory: &mut self.memory };
            let is_worked = strip.head(ui, place);
            if is_roomy {
                strip.further(ui, place);
            } else if is_chosen {
                strip.below(ui, row.shrink2(vec2(2.0 * PAD, PAD)));
            }
            if is_worked || ground.clicked() {
                chosen = part;
            }
        }
        self.chosen = chosen;
    }
}

/// The way of sound between a column and the one before: on through a stage, or in addition to it.
fn flow(painter: &Painter, column: Rect, part: Part) {
    if part == Part::ALL[0] {
        return;
    }
    let at = pos2(column.left() - 0.5 * GAP, column.top() + PAD + 0.5 * HEAD);
    let stroke = Stroke::new(1.0, palette::TEXT_QUIET);
    if words::adds(part) {
        painter.line_segment([at - vec2(2.5, 0.0), at + vec2(2.5, 0.0)], stroke);
        painter.line_segment([at - vec2(0.0, 2.5), at + vec2(0.0, 2.5)], stroke);
    } else {
        let tip = at + vec2(1.5, 0.0);
        painter.line_segment([tip + vec2(-3.0, -3.0), tip], stroke);
        painter.line_segment([tip + vec2(-3.0, 3.0), tip], stroke);
    }
}

/// One column.
struct Strip<'a, 'b> {
    part: Part,
    tools: &'a Tools<'b>,
    memory: &'a mut Memory,
}

impl Strip<'_, '_> {
    /// What every stage has. Whether a hand or the keyboard is at it.
    fn head(&mut self, ui: &mut Ui, place: Rect) -> bool {
        let (part, hand) = (self.part, self.tools.hand());
        let amounts = stage::amounts(part, self.tools.params);
        let on = power::is_on(&amounts);
        let inner = place.shrink(PAD);
        let line = |top: f32, height: f32| {
            Rect::from_min_size(pos2(inner.left(), inner.top() + top), vec2(inner.width(), height))
        };
        let solo_top = HEAD + AMOUNT + 3.0;
        let (head, mut buttons) = (line(0.0, HEAD), line(solo_top, SOLO));
        // The button that switches a stage stands before its name, or where the name needs the room, below.
        let beside_name = place.width() >= NAME_AND_BUTTON;
        let button = if beside_name { head } else { buttons };
        let button = Rect::from_min_size(button.min, vec2(HEAD, HEAD));
        let power = power::show(ui, button, part, &amounts, self.memory, &hand);
        let mut name_at = head.left_center();
        if beside_name {
            name_at.x = button.right() + 4.0;
        } else {
            buttons.min.x = button.right() + 3.0;
        }
        let colour = if on { palette::TEXT } else { palette::TEXT_QUIET };
        let font = palette::strong(NAME_SIZE);
        ui.painter().text(name_at, Align2::LEFT_CENTER, words::part_name(part), font, colour);
        let amount = self.amount(ui, line(HEAD + 1.0, AMOUNT), &amounts);
        let solo = solo::show(ui, buttons, Some(part), &self.tools.params.audition);
        if on && let Some([short, _]) = self.rests() {
            let hint = line(solo_top + SOLO + 2.0, HINT).with_max_x(place.right());
            text(ui.painter(), hint, short, palette::TEXT_QUIET);
        }
        let is_worked = |response: &Response| response.has_focus() || response.clicked();
        [power, solo].iter().any(is_worked) || amount
    }

    /// The stage's amount. Whether it is in hand.
    fn amount(&self, ui: &mut Ui, place: Rect, amounts: &[Amount]) -> bool {
        let Some(Amount { param, entry, .. }) = amounts.first() else { return false };
        let hand = self.tools.hand();
        let caption = if entry.name == words::part_name(self.part) { "" } else { entry.name };
        let slider = Slider::new(*param, &hand, Shape::Small, words::purpose(entry)).called(caption);
        slider.show(ui, place).has_focus()
    }

    fn rests(&self) -> Option<[&'static str; 2]> {
        stage::rests(self.part, self.tools.asked, &self.tools.sounding.lanes)
    }

    /// What the stage is, and what it waits for.
    fn sentence(&self) -> String {
        let about = stage::about(self.part);
        let on = power::is_on(&stage::amounts(self.part, self.tools.params));
        match self.rests().filter(|_| on) {
            Some([_, sentence]) => format!("{sentence} {about}"),
            None => about,
        }
    }

    /// The further controls, one below the other, and a sentence in what room they leave.
    fn further(&self, ui: &mut Ui, place: Rect) {
        let inner = place.shrink(PAD);
        let mut top = place.top() + COLUMN;
        ui.painter().hline(inner.x_range(), top, Stroke::new(1.0, palette::EDGE));
        top += CONTROL_GAP;
        for control in stage::controls(self.part, self.tools.params) {
            let rect = Rect::from_min_size(pos2(inner.left(), top), vec2(inner.width(), CONTROL));
            self.control(ui, rect, &control);
            top += CONTROL + CONTROL_GAP;
        }
        let room = Rect::from_min_max(pos2(inner.left(), top + CONTROL_GAP), inner.max);
        text(ui.painter(), room, &self.sentence(), palette::TEXT_QUIET);
    }

    /// The further controls, one beside the other, and a sentence in what room they leave.
    fn below(&self, ui: &mut Ui, row: Rect) {
        let controls = stage::controls(self.part, self.tools.params);
        let share = |control: &Control| if matches!(control.what, What::List(_)) { WIDER } else { 1.0 };
        let shares: Vec<f32> = controls.iter().map(share).collect();
        let widest = WIDEST * shares.iter().sum::<f32>();
        let width = widest.min(row.width());
        let top = row.center().y - 0.5 * CONTROL;
        let line = Rect::from_min_size(pos2(row.left(), top), vec2(width, CONTROL));
        for (control, rect) in controls.iter().zip(divided(line, &shares)) {
            self.control(ui, rect, control);
        }
        let gap = if controls.is_empty() { 0.0 } else { 4.0 * PAD };
        let room = row.with_min_x(row.left() + width + gap);
        if room.width() >= SENTENCE {
            let sentence = fitted(ui.painter(), room, &self.sentence(), palette::TEXT_QUIET);
            let top = row.center().y - 0.5 * sentence.size().y;
            ui.painter().galley(pos2(room.left(), top), sentence, palette::TEXT_QUIET);
        }
    }

    fn control(&self, ui: &mut Ui, rect: Rect, control: &Control) {
        let hand = self.tools.hand();
        let purpose = stage::purpose(control);
        let name = if rect.width() >= NAMED { control.entry.name } else { control.short };
        enabled(ui, control.in_use, |ui| match control.what {
            What::Dial(param) => {
                Slider::new(param, &hand, Shape::Small, &purpose).called(name).show(ui, rect);
            }
            What::List(param) => {
                choice::called(ui, rect, name, param, &hand, &purpose);
            }
        });
    }
}

/// As much of `words` as has room in `rect`, from its top.
fn text(painter: &Painter, rect: Rect, words: &str, colour: Color32) {
    painter.galley(rect.min, fitted(painter, rect, words, colour), colour);
}

/// As much of `words` as has room in `rect`: nothing where not even a line has.
fn fitted(painter: &Painter, rect: Rect, words: &str, colour: Color32) -> Arc<Galley> {
    let max_rows = (rect.height() / (palette::SMALL_SIZE * LINE)).floor().max(0.0) as usize;
    let words = if max_rows == 0 { String::new() } else { words.to_owned() };
    let mut job = LayoutJob::simple(words, palette::small(), colour, rect.width());
    job.wrap = TextWrapping { max_width: rect.width(), max_rows, ..TextWrapping::default() };
    painter.layout_job(job)
}
