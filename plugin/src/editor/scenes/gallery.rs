//! The scenes' drawings and the arc of their story, made anew only when the scenes change.

use egui::{Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2};
use threshold_core::parameters::{SLOTS, Values};
use threshold_core::story::{Bank, Scene};

use super::line::Line;
use super::sketch::Sketch;
use crate::editor::palette;
use crate::editor::view::View;
use crate::story::Document;

/// Points of the arc from one slot to the next.
const POINTS_PER_SLOT: usize = 6;
/// Frequencies whose losses the arc is the mean of, Hz: those of speech, as grades of hearing have it.
const SPEECH_HZ: [f32; 4] = [500.0, 1000.0, 2000.0, 4000.0];
/// Loss at the upper end of the arc, dB.
const ALL_DB: f32 = 80.0;
/// How strongly the arc's areas are filled.
const FILL: f32 = 0.30;

/// What hearing is at a point of the journey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// How much is lost of speech, 0..1.
    pub lost: f32,
    /// How much an implant gives, 0..1.
    pub implant: f32,
}

/// The drawings.
#[derive(Default)]
pub struct Gallery {
    revision: Option<u64>,
    sketches: [Option<Sketch>; SLOTS],
    /// From the first scene on.
    arc: Vec<(f32, Point)>,
}

impl Gallery {
    /// Draws the scenes of `document` if its `revision` is another than before.
    pub fn follow(&mut self, revision: u64, document: &Document) {
        if self.revision.replace(revision) == Some(revision) {
            return;
        }
        let sketch = |slot| document.slot(slot).map(|scene| Sketch::of(&scene.values));
        self.sketches = std::array::from_fn(sketch);
        self.arc = arc(&document.bank());
    }

    /// The drawing of the scene in `slot`.
    pub fn sketch(&self, slot: usize) -> Option<&Sketch> {
        self.sketches.get(slot)?.as_ref()
    }

    /// The arc below `line`, in `rect`: what is lost of speech, and what an implant gives instead.
    pub fn paint(&self, painter: &Painter, rect: Rect, line: &Line) {
        if self.arc.is_empty() {
            return;
        }
        painter.hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, palette::GRID_LABELLED));
        let areas = [
            (palette::ACCENT, (|point: &Point| point.lost) as fn(&Point) -> f32),
            (palette::OUTPUT_LINE, |point| point.implant),
        ];
        for (colour, height) in areas {
            let place = |(at, point): &(f32, Point)| {
                pos2(line.x(*at), rect.bottom() - height(point) * (rect.height() - 1.0))
            };
            let points: Vec<Pos2> = self.arc.iter().map(place).collect();
            if self.arc.iter().all(|(_, point)| height(point) <= 0.0) {
                continue;
            }
            let mut mesh = Mesh::default();
            for (n, point) in points.iter().enumerate() {
                mesh.colored_vertex(*point, palette::veil(colour, FILL));
                mesh.colored_vertex(pos2(point.x, rect.bottom()), palette::veil(colour, 0.3 * FILL));
                if n > 0 {
                    let last = 2 * n as u32;
                    mesh.add_triangle(last - 2, last - 1, last);
                    mesh.add_triangle(last - 1, last, last + 1);
                }
            }
            painter.add(Shape::mesh(mesh));
            // The line where there is something, not along the ground.
            let stroke = Stroke::new(1.25, colour);
            for (pair, of) in points.windows(2).zip(self.arc.windows(2)) {
                if of.iter().any(|(_, point)| height(point) > 0.0) {
                    painter.line_segment([pair[0], pair[1]], stroke);
                }
            }
        }
    }
}

/// What becomes of hearing along the journey through `bank`, from its first scene on.
fn arc(bank: &Bank) -> Vec<(f32, Point)> {
    let Some(first) = (0..SLOTS).find(|slot| bank.slot(*slot).is_some()) else { return Vec::new() };
    let steps = first * POINTS_PER_SLOT..=(SLOTS - 1) * POINTS_PER_SLOT;
    let at = steps.map(|step| step as f32 / POINTS_PER_SLOT as f32);
    at.map(|at| (at, point(&bank.played(Scene::Journey(at), &Values::default())))).collect()
}

fn point(values: &Values) -> Point {
    let view = View::of(values);
    let lines = view.now();
    let lost: f32 = lines.iter().flat_map(|line| SPEECH_HZ.map(|hz| line.hearing.lost_db(hz))).sum();
    let mean_db = lost / (lines.len() * SPEECH_HZ.len()) as f32;
    let inside = view.perspective;
    let (lost, implant) = if view.processor_off { (1.0, 0.0) } else { (mean_db / ALL_DB, view.implant) };
    Point { lost: inside * lost.clamp(0.0, 1.0) * (1.0 - implant), implant: inside * implant }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{IMPLANT, LOSS, PERSPECTIVE, PROCESSOR_OFF};

    fn document() -> Document {
        let mut document = Document::default();
        document.put(2, "", &Values::default());
        document.put(4, "", &Values::default().with(&LOSS, 1.0));
        document
    }

    #[test]
    fn the_arc_rises_from_the_first_scene_to_the_next_and_stays() {
        let arc = arc(&document().bank());
        assert_eq!((arc[0].0, arc[arc.len() - 1].0), (2.0, 16.0));
        assert!(arc.windows(2).all(|pair| pair[1].1.lost >= pair[0].1.lost));
        assert!(arc[0].1.lost == 0.0 && arc[arc.len() - 1].1.lost > 0.7);
        assert!(super::arc(&Bank::default()).is_empty());
    }

    #[test]
    fn outside_nothing_is_lost_and_silence_is_all_of_it() {
        let lost = Values::default().with(&LOSS, 1.0);
        assert_eq!(point(&lost.with(&PERSPECTIVE, 0.0)), Point { lost: 0.0, implant: 0.0 });
        assert_eq!(point(&lost.with(&IMPLANT, 1.0)), Point { lost: 0.0, implant: 1.0 });
        assert_eq!(point(&lost.with(&PROCESSOR_OFF, 1.0)), Point { lost: 1.0, implant: 0.0 });
    }

    #[test]
    fn drawings_are_made_when_scenes_change_and_not_before() {
        let mut gallery = Gallery::default();
        gallery.follow(1, &document());
        assert!(gallery.sketch(2).is_some() && gallery.sketch(3).is_none());
        gallery.follow(1, &Document::default());
        assert!(gallery.sketch(2).is_some());
        gallery.follow(2, &Document::default());
        assert!(gallery.sketch(2).is_none());
    }
}
