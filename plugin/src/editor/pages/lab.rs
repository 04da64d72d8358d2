//! The lab page: what is set once for a track, a room, an implant.

use egui::{Align2, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::editor::palette;
use crate::editor::tools::Tools;

mod groups;
mod line;
mod numbers;

use groups::{GROUPS, Group};
use numbers::Numbers;

/// Which groups stand below each other where there is room for three columns, and for four.
const THREE: [&[usize]; 3] = [&[0, 1], &[2, 3, 6], &[4, 5, 7]];
const FOUR: [&[usize]; 4] = [&[0, 1], &[2, 3], &[4, 5], &[7, 6]];
/// Width from which there are four columns.
const FOUR_FROM: f32 = 1000.0;
/// Distance of two columns, and of two of four.
const COLUMN_GAP: f32 = 24.0;
const WIDE_COLUMN_GAP: f32 = 40.0;
/// Smallest and largest height of a line.
const LINE_HEIGHTS: (f32, f32) = (21.0, 36.0);
/// Height of a heading with what is left above it, and what a sentence below it takes.
const HEADING_HEIGHT: f32 = 21.0;
const ABOUT_HEIGHT: f32 = 16.0;
/// Distance of a group from the one above: least, ordinary, and with a sentence below each heading.
const GROUP_GAPS: [f32; 3] = [2.0, 12.0, 18.0];
/// Size of a heading's letters.
const HEADING_SIZE: f32 = 13.0;

/// The page.
#[derive(Default)]
pub struct Lab {
    numbers: Numbers,
}

/// How high everything is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Heights {
    line: f32,
    gap: f32,
    /// Whether headings have a sentence below.
    has_about: bool,
}

impl Lab {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let groups = groups::all(tools.params);
        let columns: &[&[usize]] = if rect.width() >= FOUR_FROM { &FOUR } else { &THREE };
        let heights = Heights::fitting(columns, &groups, rect.height());
        let tallest = columns.iter().map(|column| heights.of(column, &groups)).fold(0.0, f32::max);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("lab"));
        if tallest <= rect.height() {
            self.columns(&mut ui, rect, columns, &groups, heights, tools);
        } else {
            ScrollArea::vertical().show(&mut ui, |ui| {
                let size = vec2(rect.width(), tallest);
                let (place, _) = ui.allocate_exact_size(size, Sense::hover());
                self.columns(ui, place, columns, &groups, heights, tools);
            });
        }
    }

    fn columns(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        columns: &[&[usize]],
        groups: &[Group; GROUPS],
        heights: Heights,
        tools: &Tools,
    ) {
        let count = columns.len() as f32;
        let gap = if rect.width() >= FOUR_FROM { WIDE_COLUMN_GAP } else { COLUMN_GAP };
        let width = (rect.width() - gap * (count - 1.0)) / count;
        for (n, column) in columns.iter().enumerate() {
            let mut top = rect.min + vec2(n as f32 * (width + gap), 0.0);
            for group in column.iter().map(|idx| &groups[*idx]) {
                top.y += heading(ui, Rect::from_min_size(top, vec2(width, HEADING_HEIGHT)), group, heights);
                for line in &group.lines {
                    let place = Rect::from_min_size(top, vec2(width, heights.line));
                    line::show(ui, place, line, &tools.hand(), &mut self.numbers);
                    top.y += heights.line;
                }
                top.y += heights.gap;
            }
        }
    }
}

/// The heading of a group; returns its height.
fn heading(ui: &Ui, rect: Rect, group: &Group, heights: Heights) -> f32 {
    let painter = ui.painter();
    let at = pos2(rect.left(), rect.center().y);
    let font = palette::strong(HEADING_SIZE);
    painter.text(at, Align2::LEFT_CENTER, group.name, font, palette::TEXT);
    let mut bottom = rect.bottom();
    if heights.has_about {
        let at = pos2(rect.left(), bottom + 0.5 * ABOUT_HEIGHT - 3.0);
        let colour = palette::TEXT_QUIET;
        let job = palette::truncated(group.about, palette::small(), colour, rect.width());
        let galley = painter.layout_job(job);
        painter.galley(at - vec2(0.0, 0.5 * galley.size().y), galley, colour);
        bottom += ABOUT_HEIGHT;
    } else {
        let id = ui.scope_id().with("heading").with(group.name);
        ui.interact(rect, id, Sense::HOVER).on_hover_text(group.about);
    }
    painter.hline(rect.x_range(), bottom - 1.0, Stroke::new(1.0, palette::EDGE));
    heights.heading()
}

impl Heights {
    /// The largest with which all `columns` fit into `room`; the smallest if none do.
    fn fitting(columns: &[&[usize]], groups: &[Group; GROUPS], room: f32) -> Self {
        let (smallest, largest) = LINE_HEIGHTS;
        let with = |has_about, gap, line| Self { line, gap, has_about };
        let [least, ordinary, wide] = GROUP_GAPS;
        let tightest = with(false, least, smallest);
        let tries = [with(true, wide, largest), with(true, wide, smallest), with(false, ordinary, smallest)];
        let fits = |heights: &Self| columns.iter().all(|column| heights.of(column, groups) <= room);
        let found = tries.into_iter().find(fits).unwrap_or(tightest);
        // What is left over goes to the lines.
        let left = columns.iter().map(|column| {
            let lines: usize = column.iter().map(|idx| groups[*idx].lines.len()).sum();
            (room - found.of(column, groups)) / lines.max(1) as f32
        });
        let more = left.fold(f32::INFINITY, f32::min).max(0.0);
        Self { line: (found.line + more).min(largest).floor(), ..found }
    }

    fn heading(self) -> f32 {
        HEADING_HEIGHT + if self.has_about { ABOUT_HEIGHT } else { 0.0 }
    }

    /// Height of a column.
    fn of(self, column: &[usize], groups: &[Group; GROUPS]) -> f32 {
        let group = |idx: &usize| self.heading() + self.line * groups[*idx].lines.len() as f32;
        column.iter().map(group).sum::<f32>() + self.gap * column.len().saturating_sub(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::ThresholdParams;

    #[test]
    fn every_group_has_its_place_and_all_fit_into_the_smallest_window() {
        let params = ThresholdParams::default();
        let groups = groups::all(&params);
        for columns in [&THREE[..], &FOUR[..]] {
            let mut placed: Vec<usize> = columns.iter().flat_map(|column| column.iter().copied()).collect();
            placed.sort_unstable();
            assert_eq!(placed, (0..GROUPS).collect::<Vec<_>>());
        }
        for (columns, room) in [(&THREE[..], 470.0), (&THREE[..], 590.0), (&FOUR[..], 890.0)] {
            let heights = Heights::fitting(columns, &groups, room);
            let tallest = columns.iter().map(|column| heights.of(column, &groups)).fold(0.0, f32::max);
            println!("{room}: {heights:?}, {tallest}");
            assert!(tallest <= room && heights.line >= LINE_HEIGHTS.0, "{room}: {heights:?}, {tallest}");
        }
    }

    #[test]
    fn each_parameter_stands_there_once() {
        let params = ThresholdParams::default();
        let groups = groups::all(&params);
        let lines = || groups.iter().flat_map(|group| &group.lines).filter(|line| line.control.is_some());
        let ids: Vec<&str> = lines().map(|line| line.entry.id).collect();
        for (n, id) in ids.iter().enumerate() {
            assert!(!ids[..n].contains(id), "{id}");
        }
    }
}
