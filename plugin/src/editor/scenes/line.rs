//! The line of slots: where each stands, which of them sounds, and what it says.

use egui::{Rect, pos2, vec2};
use threshold_core::parameters::SLOTS;
use threshold_core::story::Scene;

use crate::story::Document;

/// Distance between two cells.
const GAP: f32 = 2.0;
/// What stands for the end of a text that has no room.
pub const CUT: &str = "…";

/// A line of cells, one for each slot, in a rectangle.
#[derive(Debug, Clone, Copy)]
pub struct Line(pub Rect);

impl Line {
    /// The cell of `slot`.
    pub fn cell(&self, slot: usize) -> Rect {
        let width = self.pitch() - GAP;
        let left = self.0.left() + slot as f32 * self.pitch();
        Rect::from_min_size(pos2(left, self.0.top()), vec2(width, self.0.height()))
    }

    /// Horizontal place of a position along the journey, in numbers of slots.
    pub fn x(&self, at: f32) -> f32 {
        self.first() + at.clamp(0.0, LAST) * self.pitch()
    }

    /// The position along the journey at a horizontal place.
    pub fn at(&self, x: f32) -> f32 {
        ((x - self.first()) / self.pitch()).clamp(0.0, LAST)
    }

    fn first(&self) -> f32 {
        self.cell(0).center().x
    }

    fn pitch(&self) -> f32 {
        (self.0.width() + GAP) / SLOTS as f32
    }
}

/// The last slot's number.
const LAST: f32 = (SLOTS - 1) as f32;

/// How much of what sounds is each slot's, 0..1.
pub fn lit(scene: Scene) -> [f32; SLOTS] {
    let share = |slot: usize| match scene {
        Scene::Manual => 0.0,
        Scene::Slot(playing) => f32::from(u8::from(slot == playing)),
        Scene::Journey(at) => (1.0 - (at.clamp(0.0, LAST) - slot as f32).abs()).max(0.0),
    };
    std::array::from_fn(share)
}

/// The slot whose scene `slot` plays: its own, or the nearest one before.
pub fn holder(document: &Document, slot: usize) -> Option<usize> {
    (0..=slot.min(SLOTS - 1)).rev().find(|slot| document.slot(*slot).is_some())
}

/// What the scene in `slot` is called: by its name, or by its number.
pub fn name(document: &Document, slot: usize) -> String {
    let given = document.slot(slot).map_or("", |scene| scene.name.as_str());
    if given.is_empty() { format!("Scene {slot}") } else { given.to_owned() }
}

/// What plays in `slot`, in words.
pub fn told(document: &Document, slot: usize) -> String {
    match holder(document, slot) {
        Some(own) if own == slot => format!("Slot {slot}: {}", name(document, slot)),
        Some(before) => format!("Slot {slot} is empty and holds slot {before}: {}", name(document, before)),
        None => format!("Slot {slot} is empty, and so is every one before: the controls rule"),
    }
}

/// What rules, in words.
pub fn ruler(document: &Document, scene: Scene) -> String {
    match scene {
        Scene::Manual => "The controls rule".to_owned(),
        Scene::Slot(slot) => told(document, slot),
        Scene::Journey(at) => {
            let from = at.clamp(0.0, LAST) as usize;
            let held =
                |slot| holder(document, slot).map_or("the controls".to_owned(), |own| name(document, own));
            match (at - from as f32, held(from), held((from + 1).min(SLOTS - 1))) {
                (way, here, next) if way <= 0.0 || here == next => format!("At {from}: {here}"),
                (way, here, next) => format!("{here} to {next}, {:.0} %", 100.0 * way),
            }
        }
    }
}

/// As much of `name` as is at most `room` wide, with `end` for what is left out, where `width` measures text.
pub fn fitting(name: &str, end: &str, room: f32, width: impl Fn(&str) -> f32) -> String {
    if width(name) <= room {
        return name.to_owned();
    }
    let mut kept = name.to_owned();
    while kept.pop().is_some() {
        let shortened = format!("{}{end}", kept.trim_end());
        if width(&shortened) <= room {
            return shortened;
        }
    }
    String::new()
}

/// `name` in at most `lines` lines, broken between words; what has no room is cut off.
pub fn broken(name: &str, lines: usize, room: f32, width: impl Fn(&str) -> f32) -> Vec<String> {
    let mut words: Vec<&str> = name.split_whitespace().rev().collect();
    let mut broken = Vec::with_capacity(lines);
    while let Some(first) = words.pop() {
        let mut text = first.to_owned();
        if broken.len() + 1 == lines {
            // The last line takes the rest.
            while let Some(word) = words.pop() {
                text = text + " " + word;
            }
        }
        while let Some(next) = words.last() {
            let longer = format!("{text} {next}");
            if width(&longer) > room {
                break;
            }
            text = longer;
            words.pop();
        }
        broken.push(fitting(&text, CUT, room, &width));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::Values;

    fn line(width: f32) -> Line {
        Line(Rect::from_min_size(pos2(12.0, 40.0), vec2(width, 34.0)))
    }

    fn document() -> Document {
        let mut document = Document::default();
        document.put(3, "On stage", &Values::default());
        document.put(5, "", &Values::default());
        document
    }

    #[test]
    fn cells_share_the_line_and_never_overlap() {
        for width in [616.0, 836.0, 1576.0] {
            let line = line(width);
            for slot in 0..SLOTS {
                let cell = line.cell(slot);
                assert!(cell.width() >= 30.0 && line.0.expand(0.01).contains_rect(cell), "{width}: {slot}");
                assert!(slot == 0 || line.cell(slot - 1).right() + GAP <= cell.left() + 0.01);
            }
            assert!((line.cell(SLOTS - 1).right() - line.0.right()).abs() < 0.01);
        }
    }

    #[test]
    fn the_playhead_stands_in_the_middle_of_the_slot_it_is_at() {
        let line = line(616.0);
        for slot in 0..SLOTS {
            assert!((line.x(slot as f32) - line.cell(slot).center().x).abs() < 0.01);
        }
        assert!((line.at(line.x(6.5)) - 6.5).abs() < 1e-3);
        assert_eq!((line.at(0.0), line.at(9999.0)), (0.0, LAST));
    }

    #[test]
    fn slots_are_lit_by_their_share_of_what_sounds() {
        assert_eq!(lit(Scene::Manual), [0.0; SLOTS]);
        let slot = lit(Scene::Slot(4));
        assert!(slot[4] == 1.0 && slot.iter().sum::<f32>() == 1.0);
        let journey = lit(Scene::Journey(6.25));
        assert_eq!((journey[5], journey[6], journey[7], journey[8]), (0.0, 0.75, 0.25, 0.0));
        assert_eq!(lit(Scene::Journey(99.0))[SLOTS - 1], 1.0);
    }

    #[test]
    fn empty_slots_say_what_they_hold() {
        let document = document();
        assert_eq!([2, 3, 4, 5, 16, 99].map(|slot| holder(&document, slot)), {
            [None, Some(3), Some(3), Some(5), Some(5), Some(5)]
        });
        assert_eq!(told(&document, 4), "Slot 4 is empty and holds slot 3: On stage");
        assert_eq!(told(&document, 5), "Slot 5: Scene 5");
        assert!(told(&document, 0).ends_with("the controls rule"));
        assert_eq!(ruler(&document, Scene::Journey(4.25)), "On stage to Scene 5, 25 %");
        assert_eq!(ruler(&document, Scene::Journey(3.5)), "At 3: On stage");
        assert_eq!(ruler(&document, Scene::Journey(2.5)), "the controls to On stage, 50 %");
        assert_eq!(ruler(&document, Scene::Journey(16.0)), "At 16: Scene 5");
    }

    #[test]
    fn names_are_shortened_to_their_room() {
        let width = |text: &str| text.chars().count() as f32;
        assert_eq!(fitting("On stage", CUT, 8.0, width), "On stage");
        assert_eq!(fitting("On stage", CUT, 6.0, width), "On st…");
        assert_eq!(fitting("On stage", CUT, 4.0, width), "On…");
        assert_eq!(fitting("Ünïcödé", CUT, 3.0, width), "Ün…");
        assert_eq!(
            (fitting("On stage", CUT, 0.0, width), fitting("", CUT, 5.0, width)),
            (String::new(), String::new())
        );
    }

    #[test]
    fn names_are_broken_between_words_and_cut_at_the_end() {
        let width = |text: &str| text.chars().count() as f32;
        let lines = |name: &str| broken(name, 2, 9.0, width);
        assert_eq!(lines("On stage"), ["On stage"]);
        assert_eq!(lines("Back to the world"), ["Back to", "the world"]);
        assert_eq!(lines("Drums through the floor"), ["Drums", "through…"]);
        assert_eq!(lines("Uncertainties"), ["Uncertai…"]);
        assert!(lines("  ").is_empty());
    }
}
