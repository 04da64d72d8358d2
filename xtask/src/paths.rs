//! `cargo xtask paths`: every path of loss in one picture, a chart each, as audiograms are drawn.

use anyhow::{Context, Result};
use plotters::prelude::*;
use threshold_core::hearing::audiogram::{Audiogram, FREQUENCIES};
use threshold_core::hearing::path::{CUSTOM, Hearing, PATHS, Path};

use crate::paint::{self, Area, BACKGROUND, Drawn, FAINT, HPos, INK, write};
use crate::workspace;

/// Charts beside each other, and the size of one with all around it, pixels.
const COLUMNS: usize = 5;
const CELL: (i32, i32) = (360, 262);
/// Height of the heading, and room around everything, pixels.
const HEADING: i32 = 86;
const MARGIN: i32 = 20;
/// How far from the right edge the colours are explained, pixels.
const KEY: i32 = 220;
/// Room around a chart in its cell, pixels.
const LEFT: i32 = 36;
const RIGHT: i32 = 16;
const TOP: i32 = 52;
const BOTTOM: i32 = 30;
/// Levels at the chart's upper and lower edge, dB, and how far apart lines are drawn and named.
const LEVELS: (f32, f32) = (-10.0, 130.0);
const LEVEL_STEP: usize = 20;
const LEVEL_NAMES: usize = 40;
/// Beyond this there is no response, dB HL.
const HIGHEST: f32 = 120.0;
/// Frequencies named below a chart, Hz.
const NAMED: [(f32, &str); 7] = [
    (125.0, "125"),
    (250.0, "250"),
    (500.0, "500"),
    (1000.0, "1k"),
    (2000.0, "2k"),
    (4000.0, "4k"),
    (8000.0, "8k"),
];
/// Where lines are drawn on a path that names its end only.
const QUARTERS: [f32; 4] = [0.25, 0.5, 0.75, 1.0];

const GRID: RGBColor = RGBColor(44, 48, 60);
/// What is lost in the cochlea, and before it.
const COCHLEAR: RGBColor = RGBColor(245, 178, 66);
const CONDUCTIVE: RGBColor = RGBColor(92, 178, 245);
/// How much of its colour the first line of a chart has.
const FAINTEST: f64 = 0.3;

/// Draws `out/paths.png`, and `docs/paths.png` if the manual's is to be renewed.
pub fn run(docs: bool) -> Result<()> {
    let root = workspace::root()?;
    let folders = ["out"].into_iter().chain(docs.then_some("docs"));
    for folder in folders.map(|folder| root.join(folder)) {
        std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let picture = folder.join("paths.png");
        let paths: Vec<&Path> = PATHS.iter().filter(|path| **path != CUSTOM).collect();
        paint::draw(&picture, size(paths.len()), |image| paint(image, &paths))?;
        println!("look at {}", picture.display());
    }
    Ok(())
}

fn size(charts: usize) -> (u32, u32) {
    let rows = charts.div_ceil(COLUMNS) as i32;
    let width = 2 * MARGIN + COLUMNS as i32 * CELL.0;
    let height = HEADING + rows * CELL.1 + MARGIN;
    (width as u32, height as u32)
}

fn paint(image: &Area<'_>, paths: &[&Path]) -> Drawn {
    let left = MARGIN + LEFT;
    write(image, "Threshold Shift: the paths of loss", (left, 30), 30, INK, HPos::Left)?;
    let explained = "dB lost at programme level (Film), thresholds in dB HL (all others), over frequency; lines are \
        positions of Loss, named above each chart; below 120 dB there is no response";
    write(image, explained, (left, 62), 16, FAINT, HPos::Left)?;
    let key = size(paths.len()).0 as i32 - KEY;
    for (row, (name, colour)) in
        [("in the cochlea", COCHLEAR), ("before the cochlea", CONDUCTIVE)].iter().enumerate()
    {
        let y = 30 + 28 * row as i32;
        image.draw(&PathElement::new([(key, y), (key + 40, y)], colour.stroke_width(3)))?;
        write(image, name, (key + 52, y), 16, INK, HPos::Left)?;
    }
    for (idx, path) in paths.iter().enumerate() {
        let (column, row) = (idx % COLUMNS, idx / COLUMNS);
        let corner = (MARGIN + column as i32 * CELL.0, HEADING + row as i32 * CELL.1);
        Chart { corner }.paint(image, path)?;
    }
    Ok(())
}

/// Where a chart stands: the upper left corner of its cell, pixels.
struct Chart {
    corner: (i32, i32),
}

impl Chart {
    fn x(&self, hz: f32) -> i32 {
        let [lowest, .., highest] = FREQUENCIES;
        let width = (CELL.0 - LEFT - RIGHT) as f32;
        self.corner.0 + LEFT + ((hz / lowest).ln() / (highest / lowest).ln() * width).round() as i32
    }

    fn y(&self, db: f32) -> i32 {
        let (upper, lower) = LEVELS;
        let height = (CELL.1 - TOP - BOTTOM) as f32;
        self.corner.1 + TOP + ((db.clamp(upper, lower) - upper) / (lower - upper) * height).round() as i32
    }

    fn paint(&self, image: &Area<'_>, path: &Path) -> Drawn {
        self.grid(image)?;
        let end = path.hearing(1.0, &Audiogram::default());
        let named_once = path.rows().len() <= 1;
        let stations: Vec<(f32, String)> = if named_once {
            QUARTERS.iter().map(|loss| (*loss, format!("{:.0} %", 100.0 * loss))).collect()
        } else {
            path.rows().iter().map(|row| (row.position, row.name.to_owned())).collect()
        };
        let names: Vec<&str> = stations.iter().map(|(_, name)| name.as_str()).collect();
        let at = |line: i32| (self.corner.0 + LEFT, self.corner.1 + line);
        write(image, path.name, at(18), 18, INK, HPos::Left)?;
        write(image, &names.join(", "), at(39), 13, FAINT, HPos::Left)?;
        let colour = if end.cochlear_db(1000.0) > 0.0 { COCHLEAR } else { CONDUCTIVE };
        for (n, (loss, _)) in stations.iter().enumerate() {
            let share = (n + 1) as f64 / stations.len() as f64;
            let width = if n + 1 == stations.len() { 3 } else { 2 };
            let ink = between(BACKGROUND, colour, FAINTEST + (1.0 - FAINTEST) * share);
            self.line(image, &path.hearing(*loss, &Audiogram::default()), ink.stroke_width(width))?;
        }
        Ok(())
    }

    fn grid(&self, image: &Area<'_>) -> Drawn {
        let (left, right) = (self.x(NAMED[0].0), self.x(NAMED[NAMED.len() - 1].0));
        let (top, bottom) = (self.y(LEVELS.0), self.y(LEVELS.1));
        let unanswered = GRID.mix(0.5).filled();
        image.draw(&Rectangle::new([(left, self.y(HIGHEST)), (right, bottom)], unanswered))?;
        for db in (0..=HIGHEST as usize).step_by(LEVEL_STEP) {
            let y = self.y(db as f32);
            image.draw(&PathElement::new([(left, y), (right, y)], GRID))?;
            if db % LEVEL_NAMES == 0 {
                write(image, &format!("{db}"), (left - 7, y), 13, FAINT, HPos::Right)?;
            }
        }
        for (hz, name) in NAMED {
            let x = self.x(hz);
            image.draw(&PathElement::new([(x, top), (x, bottom)], GRID))?;
            write(image, name, (x, bottom + 12), 13, FAINT, HPos::Center)?;
        }
        Ok(())
    }

    fn line(&self, image: &Area<'_>, hearing: &Hearing, style: ShapeStyle) -> Drawn {
        let points: Vec<(i32, i32)> =
            FREQUENCIES.into_iter().map(|hz| (self.x(hz), self.y(hearing.lost_db(hz)))).collect();
        image.draw(&PathElement::new(points, style))
    }
}

/// The colour a share of the way from one to another.
fn between(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_lost_further_down_and_octaves_are_evenly_apart() {
        let chart = Chart { corner: (10, 20) };
        assert_eq!((chart.x(125.0), chart.y(LEVELS.0)), (10 + LEFT, 20 + TOP));
        assert_eq!((chart.x(8000.0), chart.y(500.0)), (10 + CELL.0 - RIGHT, 20 + CELL.1 - BOTTOM));
        assert!(chart.y(0.0) < chart.y(20.0) && chart.y(120.0) < chart.y(125.0));
        assert_eq!(2 * (chart.x(1000.0) - chart.x(125.0)), chart.x(8000.0) - chart.x(125.0));
    }
}
