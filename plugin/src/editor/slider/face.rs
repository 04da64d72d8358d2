//! What a slider looks like: a groove filled up to its knob, its name and its value.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Painter, Rect, Response, Stroke, StrokeKind, pos2, vec2};

use super::{Shape, big};
use crate::editor::ghost::{self, Ghost};
use crate::editor::palette;

/// Width of the column of values.
const VALUE_WIDTH: f32 = 76.0;
/// Height of a line of text with room around it.
const LINE_HEIGHT: f32 = 20.0;
/// How far a field has to be dragged from one end to the other, points.
const FIELD_TRAVEL: f32 = 240.0;
/// Least distance between a name and a value on one line.
const NAME_GAP: f32 = 4.0;
/// How strongly a groove is filled whose slider is overruled.
const OVERRULED: f32 = 0.3;

/// Places of a slider's parts.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    shape: Shape,
    /// The line along which the knob moves.
    pub groove: Rect,
    /// What is taken hold of.
    pub handle: Rect,
    /// Where the value stands.
    pub value: Rect,
    /// Where the name stands.
    pub name: Rect,
}

/// Positions on a parameter's 0..1 lane.
#[derive(Debug, Clone, Copy)]
pub struct Lanes {
    /// Where the hand or the host put it.
    pub now: f32,
    /// Where the host's modulation takes it.
    pub modulated: f32,
    /// Where it was when inserted.
    pub default: f32,
}

impl Face {
    /// The parts of a slider in `rect`.
    pub fn new(shape: Shape, rect: Rect) -> Self {
        let knob = shape.knob_radius();
        let line = |from: f32, to: f32, y: f32| {
            let half = 0.5 * shape.groove_height();
            Rect::from_min_max(pos2(from, y - half), pos2(to, y + half))
        };
        let top = Rect::from_min_size(rect.min, vec2(rect.width(), LINE_HEIGHT));
        let (mut name, mut value, groove) = match shape {
            Shape::Small => {
                (top, top, line(rect.left() + knob, rect.right() - knob, rect.bottom() - 0.5 * LINE_HEIGHT))
            }
            Shape::Big => {
                let inset = big::KNOB.x * 0.5;
                let y = top.bottom() + big::ABOVE + knob;
                (top, top, line(rect.left() + inset, rect.right() - inset, y))
            }
            Shape::Cell => {
                (Rect::NOTHING, rect, line(rect.left(), rect.left() + FIELD_TRAVEL, rect.center().y))
            }
        };
        match shape {
            Shape::Small | Shape::Big => {
                name.max.x = rect.center().x;
                value.min.x = rect.center().x;
            }
            Shape::Cell => {}
        }
        let handle = match shape {
            Shape::Cell => value,
            Shape::Small => groove.expand2(vec2(knob, 0.5 * (LINE_HEIGHT - shape.groove_height()))),
            Shape::Big => Rect::from_min_max(rect.min, pos2(rect.right(), groove.center().y + knob)),
        };
        Self { shape, groove, handle, value, name }
    }

    /// Horizontal place of a position on the lane.
    pub fn x(&self, lane: f32) -> f32 {
        self.groove.left() + lane.clamp(0.0, 1.0) * self.groove.width()
    }

    /// How far the knob reaches above and below the groove's middle.
    pub fn reach(&self) -> f32 {
        self.shape.knob_radius()
    }

    /// How far it reaches beyond the groove's ends.
    pub fn inset(&self) -> f32 {
        if self.shape == Shape::Big { 0.5 * big::KNOB.x } else { self.shape.knob_radius() }
    }

    /// Whether a press at `y` calls the knob there, rather than taking it where it is.
    pub fn calls(&self, y: f32) -> bool {
        match self.shape {
            Shape::Cell => false,
            Shape::Small => true,
            Shape::Big => y >= self.name.bottom(),
        }
    }

    /// Where a value is typed.
    pub fn entry(&self) -> Rect {
        let narrow = self.shape == Shape::Big && self.value.width() < VALUE_WIDTH;
        if narrow { self.name.union(self.value) } else { self.value }
    }

    /// The groove, filled from its natural beginning, the knob, and a needle where modulation takes the value; dimmed
    /// while a scene rules instead.
    pub fn paint(&self, painter: &Painter, response: &Response, lanes: Lanes, ghost: Option<&Ghost>) {
        if self.shape.is_box() {
            self.paint_field(painter, response);
            return;
        }
        if self.shape == Shape::Big {
            big::paint(self, painter, response, lanes, ghost);
            return;
        }
        let held = response.is_pointer_button_down_on();
        let is_overruled = ghost.is_some_and(|ghost| ghost.is_overruled);
        let round = 0.5 * self.groove.height();
        painter.rect_filled(self.groove, round, palette::RAISED);
        // A default that is neither end is a middle to go away from, as a trim's is.
        let beginning = if lanes.default < 1.0 { lanes.default } else { 0.0 };
        let mut filled = self.groove;
        filled.min.x = self.x(beginning.min(lanes.now));
        filled.max.x = self.x(beginning.max(lanes.now));
        let opacity = match (is_overruled, held) {
            (true, _) => OVERRULED,
            (false, true) => 1.0,
            (false, false) => 0.8,
        };
        painter.rect_filled(filled, round, palette::veil(palette::ACCENT, opacity));
        if lanes.modulated != lanes.now {
            let needle = self.groove.y_range().expand(3.0);
            painter.vline(self.x(lanes.modulated), needle, Stroke::new(2.0, palette::TEXT));
        }
        let centre = pos2(self.x(lanes.now), self.groove.center().y);
        let radius = self.shape.knob_radius();
        painter.circle_filled(centre, radius, palette::ROOM);
        let fill = match (response.hovered() || held, is_overruled) {
            (true, _) => palette::TEXT,
            (false, true) => palette::STATION_LINE,
            (false, false) => palette::ACCENT,
        };
        painter.circle_filled(centre, radius - 2.0, fill);
        if response.has_focus() {
            painter.circle_stroke(centre, radius + 1.0, Stroke::new(1.5, palette::TEXT));
        }
    }

    fn paint_field(&self, painter: &Painter, response: &Response) {
        let lit = response.hovered() || response.is_pointer_button_down_on();
        let fill = if lit { palette::RAISED_HOVERED } else { palette::RAISED };
        let edge = if response.has_focus() { palette::TEXT } else { palette::EDGE };
        painter.rect(self.value, palette::CORNER, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    }

    /// The diamond at what sounds: on the groove, or where a box has room for it.
    pub fn haunt(&self, painter: &Painter, ghost: &Ghost) {
        match self.shape {
            Shape::Small | Shape::Big => {
                Ghost::mark(painter, pos2(self.x(ghost.lane), self.groove.center().y));
            }
            Shape::Cell => Ghost::mark(painter, self.value.right_top() + vec2(-ghost::REACH, ghost::REACH)),
        }
    }

    /// The slider's name, as much of it as its value `text` leaves room for. Returns where it ends.
    pub fn caption(&self, painter: &Painter, name: &str, text: &str) -> f32 {
        let (font, value_font, colour) = match self.shape {
            Shape::Small => (palette::small(), palette::small(), palette::TEXT_QUIET),
            Shape::Big => (big::name_font(self), big::value_font(self), palette::TEXT),
            Shape::Cell => return self.value.left(),
        };
        let value = painter.layout_no_wrap(text.to_owned(), value_font, colour);
        let room = self.value.right() - value.size().x - NAME_GAP - self.name.left();
        let mut job = LayoutJob::simple_singleline(name.to_owned(), font, colour);
        job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
        let galley = painter.layout_job(job);
        let at = self.name.left_center() - vec2(0.0, 0.5 * galley.size().y);
        let end = at.x + galley.size().x;
        painter.galley(at, galley, colour);
        end
    }

    /// The slider's value.
    pub fn value_text(&self, painter: &Painter, text: &str, hovered: bool) {
        let colour = if hovered { palette::ACCENT } else { palette::TEXT };
        let (at, anchor, font) = match self.shape {
            Shape::Small => (self.value.right_center(), Align2::RIGHT_CENTER, palette::small()),
            Shape::Big => (self.value.right_center(), Align2::RIGHT_CENTER, big::value_font(self)),
            Shape::Cell => (self.value.center(), Align2::CENTER_CENTER, palette::small()),
        };
        painter.text(at, anchor, text, font, colour);
    }
}

impl Shape {
    fn knob_radius(self) -> f32 {
        match self {
            Self::Small => 6.0,
            Self::Big => 0.5 * big::KNOB.y,
            Self::Cell => 0.0,
        }
    }

    fn groove_height(self) -> f32 {
        match self {
            Self::Big => big::GROOVE,
            Self::Small | Self::Cell => 4.0,
        }
    }
}
