//! What a scene does to hearing, as a small drawing without words.
//!
//! The shape is what is left of sound, from bass to treble: the left ear's part above the middle, the right ear's below.
//! Two open lines are the world, bars an implant, a needle a ring, broken lines what is remembered; at the foot beats the
//! heart and stand the blows that are felt. Where nothing is heard there is nothing but a line that ends.

use egui::{Color32, Mesh, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2, vec2};
use threshold_core::base::{Ear, PerEar};
use threshold_core::parameters::{BODY, IMPLANT_CHANNELS, MEMORY, TINNITUS, TOUCH, Values};

use crate::editor::palette;
use crate::editor::view::View;

/// Ends of the drawing, Hz: the octaves of the loss curves.
const LOWEST_HZ: f32 = 63.0;
const HIGHEST_HZ: f32 = 8000.0;
/// Columns of the shape, two to the octave.
const COLUMNS: usize = 15;
/// A loss that leaves nothing of the shape, dB: what the film's last station takes at the upper end.
const ALL_DB: f32 = 90.0;
/// Where an implant's bars begin, Hz: processors pass nothing below.
const BARS_FROM_HZ: f32 = 190.0;
/// Electrodes that one bar stands for, and how few and how many bars there are.
const ELECTRODES_PER_BAR: f32 = 2.0;
const BARS: [f32; 2] = [3.0, 8.0];
/// Heights of neighbouring bars, as shares of the shape's: they are jagged.
const BAR_HEIGHTS: [f32; 2] = [0.95, 0.55];
/// Share of a bar's place that it fills.
const BAR_WIDTH: f32 = 0.6;
/// Where memories lie, Hz.
const MEMORY_HZ: [f32; 2] = [300.0, 4000.0];
/// Share of the height that the foot takes, and the least of it, points.
const FOOT: f32 = 0.22;
const LEAST_FOOT: f32 = 7.0;
/// Two beats of a heart: how far along the first part of the foot, how high.
const HEART: [[f32; 2]; 8] =
    [[0.0, 0.0], [0.24, 0.0], [0.36, 1.0], [0.48, -0.4], [0.58, 0.0], [0.7, 0.6], [0.8, 0.0], [1.0, 0.0]];
/// Where the heart's part of the foot ends, and where the blows stand.
const HEART_END: f32 = 0.6;
const BLOWS: [f32; 3] = [0.7, 0.82, 0.94];
/// Width of a blow, points.
const BLOW_WIDTH: f32 = 2.5;
/// Least height of what is there at all, as a share of the most.
const LEAST: f32 = 0.35;

/// What there is to draw of a scene.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sketch {
    /// What is left of each ear's sound in every column, 0..1.
    left: PerEar<[f32; COLUMNS]>,
    /// Where each ear rings, if it does, as a share of the width.
    rings: PerEar<Option<f32>>,
    /// How far inside the head it is, 0..1.
    inside: f32,
    is_silent: bool,
    tinnitus: f32,
    implant: f32,
    bars: usize,
    body: f32,
    touch: f32,
    memory: f32,
}

/// How a drawing is coloured.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    /// 0 at rest, 1 as it sounds.
    pub light: f32,
    /// How much of it is there at all.
    pub opacity: f32,
}

impl Sketch {
    /// Of the scene that these values are.
    pub fn of(values: &Values) -> Self {
        let view = View::of(values);
        let inside = view.perspective;
        let lines = view.now();
        let left = PerEar::from_fn(|ear| {
            let line = lines.iter().find(|line| line.ear.is_none_or(|own| own == ear));
            let lost = |hz: f32| line.map_or(0.0, |line| line.hearing.lost_db(hz));
            std::array::from_fn(|n| {
                let heard = (1.0 - inside * lost(column_hz(n)) / ALL_DB).clamp(0.0, 1.0);
                heard * (1.0 - inside * view.implant)
            })
        });
        let bars = (values.of(&IMPLANT_CHANNELS) / ELECTRODES_PER_BAR).clamp(BARS[0], BARS[1]);
        Self {
            left,
            rings: PerEar::from_fn(|ear| view.rings[ear].map(along)),
            inside,
            is_silent: view.processor_off && inside > 0.0,
            tinnitus: inside * values.of(&TINNITUS),
            implant: inside * view.implant,
            bars: bars as usize,
            body: inside * values.of(&BODY),
            touch: inside * values.of(&TOUCH),
            memory: inside * values.of(&MEMORY),
        }
    }

    /// Draws it into `rect`.
    pub fn paint(&self, painter: &Painter, rect: Rect, ink: Ink) {
        let tone =
            |rest: Color32, lit: Color32| palette::veil(rest.lerp_to_gamma(lit, ink.light), ink.opacity);
        let shape = tone(palette::INPUT_LINE, palette::OUTPUT_LINE);
        let line = tone(palette::TEXT_QUIET, palette::OUTPUT_LINE);
        let foot_height = (FOOT * rect.height()).max(LEAST_FOOT);
        let stage = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom() - foot_height));
        let foot = Rect::from_min_max(pos2(rect.left(), stage.bottom() + 2.0), rect.max);
        let thin = Stroke::new(1.25, line);
        if self.is_silent {
            let half = 0.2 * rect.width();
            let middle = rect.center();
            painter.hline(middle.x - half..=middle.x + half, middle.y, Stroke::new(1.0, line));
            return;
        }
        if self.inside <= 0.0 {
            for y in [stage.top(), stage.bottom()] {
                painter.hline(rect.x_range(), y, thin);
            }
            return;
        }
        let apart = self.left[Ear::Left] != self.left[Ear::Right];
        for ear in Ear::BOTH {
            let own = palette::veil(palette::ear(ear), ink.opacity);
            self.half(painter, stage, ear, if apart { own } else { shape });
        }
        self.implant(painter, stage, shape);
        self.memory(painter, stage, thin);
        self.needles(painter, stage, tone(palette::TEXT, palette::TEXT));
        self.foot(painter, foot, line);
    }

    /// What is left of an ear's sound: above the middle, or below.
    fn half(&self, painter: &Painter, stage: Rect, ear: Ear, colour: Color32) {
        let left = &self.left[ear];
        if left.iter().all(|share| *share <= 0.0) {
            return;
        }
        let middle = stage.center().y;
        let x = |n: usize| stage.left() + n as f32 / (COLUMNS - 1) as f32 * stage.width();
        let y = |n: usize| middle + side(ear) * 0.5 * stage.height() * left[n];
        let mut mesh = Mesh::default();
        for n in 0..COLUMNS {
            mesh.colored_vertex(pos2(x(n), y(n)), colour);
            mesh.colored_vertex(pos2(x(n), middle), colour);
            if n > 0 {
                let last = 2 * n as u32;
                mesh.add_triangle(last - 2, last - 1, last);
                mesh.add_triangle(last - 1, last, last + 1);
            }
        }
        painter.add(Shape::mesh(mesh));
        // Its edge, so that it is smooth.
        let end = left.iter().rposition(|share| *share > 0.0).unwrap_or(0);
        let edge: Vec<Pos2> = (0..COLUMNS.min(end + 2)).map(|n| pos2(x(n), y(n))).collect();
        painter.line(edge, Stroke::new(1.0, colour));
    }

    fn implant(&self, painter: &Painter, stage: Rect, colour: Color32) {
        if self.implant <= 0.0 {
            return;
        }
        let from = stage.left() + along(BARS_FROM_HZ) * stage.width();
        let pitch = (stage.right() - from) / self.bars as f32;
        for n in 0..self.bars {
            let height = stage.height() * BAR_HEIGHTS[n % BAR_HEIGHTS.len()] * self.implant;
            let middle = pos2(from + (n as f32 + 0.5) * pitch, stage.center().y);
            let bar = Rect::from_center_size(middle, vec2((BAR_WIDTH * pitch).max(1.5), height));
            painter.rect_filled(bar, 0.5, colour);
        }
    }

    /// The outlines of ordinary sound, in pieces.
    fn memory(&self, painter: &Painter, stage: Rect, stroke: Stroke) {
        if self.memory <= 0.0 {
            return;
        }
        let [from, to] = MEMORY_HZ.map(|hz| stage.left() + along(hz) * stage.width());
        let reach = (LEAST + (1.0 - LEAST) * self.memory) * 0.5 * stage.height();
        for y in [stage.center().y - reach, stage.center().y + reach] {
            painter.extend(Shape::dashed_line(&[pos2(from, y), pos2(to, y)], stroke, 3.0, 2.5));
        }
    }

    fn needles(&self, painter: &Painter, stage: Rect, colour: Color32) {
        let height = (LEAST + (1.0 - LEAST) * self.tinnitus) * 0.5 * stage.height();
        for ear in Ear::BOTH {
            let Some(at) = self.rings[ear].filter(|_| self.tinnitus > 0.0) else { continue };
            let foot = pos2((stage.left() + at * stage.width()).round(), stage.center().y);
            let tip = foot + vec2(0.0, side(ear) * (height - 1.5));
            let ground = palette::veil(palette::SCREEN, f32::from(colour.a()) / 255.0);
            painter.line_segment([foot, tip], Stroke::new(3.5, ground));
            painter.circle_filled(tip, 3.0, ground);
            painter.line_segment([foot, tip], Stroke::new(1.5, colour));
            painter.circle_filled(tip, 2.0, colour);
        }
    }

    /// What the body makes and what it feels.
    fn foot(&self, painter: &Painter, foot: Rect, colour: Color32) {
        let size = |amount: f32| (LEAST + (1.0 - LEAST) * amount) * foot.height();
        if self.body > 0.0 {
            let width = if self.touch > 0.0 { HEART_END } else { 1.0 } * foot.width();
            let height = size(self.body);
            let base = foot.bottom() - 0.3 * foot.height();
            let beat =
                |[along, high]: [f32; 2]| pos2(foot.left() + along * width, base - 0.7 * high * height);
            painter.line(HEART.map(beat).to_vec(), Stroke::new(1.25, colour));
        }
        if self.touch > 0.0 {
            for (n, at) in BLOWS.into_iter().enumerate() {
                let x = foot.left() + at * foot.width();
                let top = foot.bottom() - size(self.touch) / (1.0 + 0.4 * n as f32);
                let blow = Rect::from_x_y_ranges(
                    Rangef::point(x).expand(0.5 * BLOW_WIDTH),
                    Rangef::new(top, foot.bottom()),
                );
                painter.rect_filled(blow, 0.5, colour);
            }
        }
    }
}

/// On which side of the middle an ear is: the left one above.
fn side(ear: Ear) -> f32 {
    match ear {
        Ear::Left => -1.0,
        Ear::Right => 1.0,
    }
}

/// Where a frequency stands, as a share of the width.
fn along(hz: f32) -> f32 {
    ((hz / LOWEST_HZ).ln() / (HIGHEST_HZ / LOWEST_HZ).ln()).clamp(0.0, 1.0)
}

fn column_hz(n: usize) -> f32 {
    LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ).powf(n as f32 / (COLUMNS - 1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{BETTER_EAR, IMPLANT, LOSS, PERSPECTIVE, PROCESSOR_OFF};

    fn loss(amount: f32) -> Values {
        Values::default().with(&LOSS, amount)
    }

    #[test]
    fn what_is_left_shrinks_from_the_treble_down() {
        let untouched = Sketch::of(&loss(0.0));
        assert_eq!(untouched.left[Ear::Left], [1.0; COLUMNS]);
        let (mumble, end) = (Sketch::of(&loss(0.65)), Sketch::of(&loss(1.0)));
        let left = &mumble.left[Ear::Right];
        assert!(left.windows(2).all(|pair| pair[1] <= pair[0]), "{left:?}");
        assert_eq!(end.left[Ear::Left][COLUMNS - 1], 0.0);
        assert!(end.left[Ear::Left].iter().zip(left).all(|(less, more)| less <= more));
    }

    #[test]
    fn the_world_is_untouched_whatever_the_head_has_lost() {
        let sketch = Sketch::of(&loss(1.0).with(&PERSPECTIVE, 0.0).with(&PROCESSOR_OFF, 1.0));
        assert_eq!((sketch.left[Ear::Left], sketch.inside, sketch.is_silent), ([1.0; COLUMNS], 0.0, false));
        assert!(Sketch::of(&loss(1.0).with(&PROCESSOR_OFF, 1.0)).is_silent);
    }

    #[test]
    fn an_implant_takes_the_place_of_what_was_left_and_ears_differ_where_they_do() {
        let implant = Sketch::of(&loss(0.3).with(&IMPLANT, 1.0).with(&IMPLANT_CHANNELS, 22.0));
        assert_eq!((implant.left[Ear::Left], implant.bars), ([0.0; COLUMNS], 8));
        let aside = Sketch::of(&loss(0.65).with(&BETTER_EAR, -1.0));
        assert!(aside.left[Ear::Left] != aside.left[Ear::Right]);
    }

    #[test]
    fn the_ends_of_the_drawing_are_the_ends_of_its_frequencies() {
        assert!(along(column_hz(0)) < 1e-3 && (along(column_hz(COLUMNS - 1)) - 1.0).abs() < 1e-3);
        assert_eq!((along(20.0), along(20_000.0)), (0.0, 1.0));
    }
}
