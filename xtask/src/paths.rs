//! `cargo xtask paths`: every path of loss in one picture, as audiograms are drawn.

use anyhow::{Context, Result};
use plotters::prelude::*;
use threshold_core::hearing::audiogram::{Audiogram, FREQUENCIES};
use threshold_core::hearing::body::skull_db;
use threshold_core::hearing::path::{Hearing, PATHS, Path};

use crate::paint::{self, Area, BACKGROUND, Drawn, FAINT, HPos, INK, write};
use crate::workspace;

/// What a chart shows.
enum Lines {
    /// The stations of one path, by their names.
    Stations(&'static str),
    /// Where several paths end: each one's name, and what it is called here.
    Ends(&'static [(&'static str, &'static str)]),
}

use Lines::{Ends, Stations};

/// Title and lines of every chart, in rows of [`COLUMNS`].
const CHARTS: [(&str, Lines); 18] = [
    ("Film: dB at programme level", Stations("Film")),
    (
        "Standard audiograms N",
        Ends(&[
            ("N1 very mild", "N1"),
            ("N2 mild", "N2"),
            ("N3 moderate", "N3"),
            ("N4 moderate to severe", "N4"),
            ("N5 severe", "N5"),
            ("N6 severe", "N6"),
            ("N7 profound", "N7"),
        ]),
    ),
    (
        "Standard audiograms S",
        Ends(&[
            ("S1 very mild, steep", "S1"),
            ("S2 mild, steep", "S2"),
            ("S3 moderate to severe, steep", "S3"),
        ]),
    ),
    ("Age, men, median", Stations("Age, men, median")),
    ("Age, men, worst 10 %", Stations("Age, men, worst 10 %")),
    ("Age (ISO 2000), men, median", Stations("Age (ISO 2000), men, median")),
    ("Age, women, median", Stations("Age, women, median")),
    ("Age, women, worst 10 %", Stations("Age, women, worst 10 %")),
    ("Age (ISO 2000), women, median", Stations("Age (ISO 2000), women, median")),
    ("Noise, men, median", Stations("Noise, men, median")),
    ("Noise, men, worst 10 %", Stations("Noise, men, worst 10 %")),
    (
        "Sudden loss",
        Ends(&[
            ("Sudden loss, ascending", "ascending"),
            ("Sudden loss, flat", "flat"),
            ("Sudden loss, descending", "descending"),
            ("Sudden loss, profound", "profound"),
        ]),
    ),
    ("Noise, women, median", Stations("Noise, women, median")),
    ("Noise, women, worst 10 %", Stations("Noise, women, worst 10 %")),
    (
        "Other shapes",
        Ends(&[
            ("Noise notch", "noise notch"),
            ("Meniere's disease, early", "Meniere's"),
            ("Cookie bite", "cookie bite"),
            ("Corner audiogram", "corner"),
        ]),
    ),
    (
        "Conductive: the middle ear",
        Ends(&[
            ("Perforated eardrum", "eardrum"),
            ("Otosclerosis", "otosclerosis"),
            ("Glue ear", "glue ear"),
            ("Ossicular discontinuity", "ossicles"),
        ]),
    ),
    ("Conductive: stopped ears", Ends(&[("Fingers in the ears", "fingers"), ("Foam plugs", "foam plugs")])),
    ("Conductive: under water", Ends(&[("Under water", "under water")])),
];

/// Charts beside each other, and the size of one with all around it, pixels.
const COLUMNS: usize = 3;
const CELL: (i32, i32) = (500, 330);
/// Height of the heading, and room around everything, pixels.
const HEADING: i32 = 104;
const MARGIN: i32 = 24;
/// How far from the right edge the colours are explained, pixels, and how far apart.
const KEY: i32 = 260;
const KEY_STEP: i32 = 28;
/// Room around a chart in its cell, pixels: on the right stand the names of the lines.
const LEFT: i32 = 44;
const RIGHT: i32 = 122;
const TOP: i32 = 50;
const BOTTOM: i32 = 40;
/// Levels at the chart's upper and lower edge, dB, and how far apart lines are drawn.
const LEVELS: (f32, f32) = (-10.0, 130.0);
const LEVEL_STEP: usize = 20;
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
    (8000.0, "8k Hz"),
];
/// Sizes of writing: the picture's title, a chart's, a line's name, the scales; and how far apart names stand at least.
const PICTURE_TITLE: i32 = 32;
const TITLE: i32 = 22;
const NAME: i32 = 17;
const SCALE: i32 = 15;
const NAME_STEP: i32 = 17;

const GRID: RGBColor = RGBColor(44, 48, 60);
/// What is lost in the cochlea, and before it: a path's stations in shades of the first, paths that end apart in all.
const COCHLEAR: [RGBColor; 4] =
    [RGBColor(245, 178, 66), RGBColor(238, 112, 92), RGBColor(222, 214, 120), RGBColor(226, 140, 200)];
const CONDUCTIVE: [RGBColor; 4] =
    [RGBColor(92, 178, 245), RGBColor(88, 214, 190), RGBColor(140, 148, 250), RGBColor(150, 216, 120)];
/// How much of its colour the first of a chart's shades has.
const FAINTEST: f64 = 0.55;
/// Lengths of the dashes and gaps of what the skull lets past, pixels.
const DASH: (i32, i32) = (6, 5);

/// Draws `out/paths.png`, and `docs/paths.png` if the manual's is to be renewed.
pub fn run(docs: bool) -> Result<()> {
    let root = workspace::root()?;
    let folders = ["out"].into_iter().chain(docs.then_some("docs"));
    for folder in folders.map(|folder| root.join(folder)) {
        std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let picture = folder.join("paths.png");
        paint::draw(&picture, size(), paint)?;
        println!("look at {}", picture.display());
    }
    Ok(())
}

fn size() -> (u32, u32) {
    let rows = CHARTS.len().div_ceil(COLUMNS) as i32;
    let width = 2 * MARGIN + COLUMNS as i32 * CELL.0;
    let height = HEADING + rows * CELL.1 + MARGIN;
    (width as u32, height as u32)
}

fn paint(image: &Area<'_>) -> Drawn {
    write(image, "Threshold Shift: the paths of loss", (MARGIN, 34), PICTURE_TITLE, INK, HPos::Left)?;
    let explained = "What is lost over frequency, in dB HL; below 120 there is no response. Loss leads from nothing to \
        a path's end, through the stations it names. Noise is at 100 dB(A), from the age of 20 on.";
    write(image, explained, (MARGIN, 74), NAME, FAINT, HPos::Left)?;
    let key = size().0 as i32 - KEY;
    for (row, (name, colour)) in
        [("in the cochlea", COCHLEAR[0]), ("before the cochlea", CONDUCTIVE[0])].into_iter().enumerate()
    {
        let y = 26 + KEY_STEP * row as i32;
        image.draw(&PathElement::new([(key, y), (key + 40, y)], colour.stroke_width(3)))?;
        write(image, name, (key + 52, y), NAME, INK, HPos::Left)?;
    }
    let y = 26 + 2 * KEY_STEP;
    dashed(image, &[(key, y), (key + 40, y)])?;
    write(image, "what the skull lets past", (key + 52, y), NAME, INK, HPos::Left)?;
    for (idx, (title, lines)) in CHARTS.iter().enumerate() {
        let (column, row) = (idx % COLUMNS, idx / COLUMNS);
        let corner = (MARGIN + column as i32 * CELL.0, HEADING + row as i32 * CELL.1);
        Chart { corner }.paint(image, title, &named(lines))?;
    }
    Ok(())
}

/// A line of a chart: its name, and what it shows.
type Line = (&'static str, Hearing);

fn named(lines: &Lines) -> Vec<Line> {
    let untouched = Audiogram::default();
    match lines {
        Stations(name) => path(name).rows().iter().map(|row| (row.name, row.hearing)).collect(),
        Ends(paths) => {
            paths.iter().map(|(name, short)| (*short, path(name).hearing(1.0, &untouched))).collect()
        }
    }
}

fn path(name: &str) -> &'static Path {
    PATHS.iter().find(|path| path.name == name).unwrap_or(&PATHS[0])
}

fn is_conductive(hearing: &Hearing) -> bool {
    hearing.cochlear_db(1000.0) == 0.0
}

/// The colour of line `n` of so many.
fn ink(n: usize, lines: &[Line]) -> RGBColor {
    let (_, hearing) = &lines[n];
    let colours = if is_conductive(hearing) { CONDUCTIVE } else { COCHLEAR };
    match colours.get(n) {
        Some(colour) if lines.len() <= colours.len() => *colour,
        _ => {
            let share = n as f64 / (lines.len() - 1) as f64;
            between(BACKGROUND, colours[0], FAINTEST + (1.0 - FAINTEST) * share)
        }
    }
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

    fn paint(&self, image: &Area<'_>, title: &str, lines: &[Line]) -> Drawn {
        self.grid(image)?;
        write(image, title, (self.corner.0 + LEFT, self.corner.1 + TOP - 24), TITLE, INK, HPos::Left)?;
        if lines.iter().all(|(_, hearing)| is_conductive(hearing)) {
            dashed(image, &self.points(skull_db))?;
        }
        let [.., highest] = FREQUENCIES;
        let ends: Vec<i32> = lines.iter().map(|(_, hearing)| self.y(hearing.lost_db(highest))).collect();
        let places = apart(&ends, self.y(LEVELS.1));
        for (n, (name, hearing)) in lines.iter().enumerate() {
            let colour = ink(n, lines);
            let points = self.points(|hz| hearing.lost_db(hz));
            image.draw(&PathElement::new(points, colour.stroke_width(2)))?;
            write(image, name, (self.x(highest) + 10, places[n]), NAME, colour, HPos::Left)?;
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
            write(image, &format!("{db}"), (left - 8, y), SCALE, FAINT, HPos::Right)?;
        }
        for (hz, name) in NAMED {
            let x = self.x(hz);
            image.draw(&PathElement::new([(x, top), (x, bottom)], GRID))?;
            write(image, name, (x, bottom + 14), SCALE, FAINT, HPos::Center)?;
        }
        Ok(())
    }

    fn points(&self, lost: impl Fn(f32) -> f32) -> Vec<(i32, i32)> {
        FREQUENCIES.into_iter().map(|hz| (self.x(hz), self.y(lost(hz)))).collect()
    }
}

/// Draws what goes on for as long as `points` do in dashes.
fn dashed(image: &Area<'_>, points: &[(i32, i32)]) -> Drawn {
    let [(first, _), .., (last, _)] = points else { return Ok(()) };
    let y = |x: i32| {
        let after = points.iter().position(|point| point.0 >= x).unwrap_or(points.len() - 1).max(1);
        let ((left, from), (right, to)) = (points[after - 1], points[after]);
        from + ((to - from) as f32 * (x - left) as f32 / (right - left) as f32).round() as i32
    };
    for x in (*first..=last - DASH.0).step_by((DASH.0 + DASH.1) as usize) {
        image.draw(&PathElement::new([(x, y(x)), (x + DASH.0, y(x + DASH.0))], FAINT))?;
    }
    Ok(())
}

/// Where names stand that belong at `ends`: as near as they can in the same order, none on another nor below `lowest`.
fn apart(ends: &[i32], lowest: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by_key(|n| ends[*n]);
    let mut places = ends.to_vec();
    for pair in order.windows(2) {
        places[pair[1]] = places[pair[1]].max(places[pair[0]] + NAME_STEP);
    }
    let mut limit = lowest;
    for n in order.into_iter().rev() {
        places[n] = places[n].min(limit);
        limit = places[n] - NAME_STEP;
    }
    places
}

/// The colour a share of the way from one to another.
fn between(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::hearing::path::CUSTOM;

    #[test]
    fn every_path_is_in_the_picture_once() {
        let mut shown: Vec<&str> = CHARTS
            .iter()
            .flat_map(|(_, lines)| match lines {
                Stations(name) => vec![*name],
                Ends(paths) => paths.iter().map(|(name, _)| *name).collect(),
            })
            .collect();
        let mut all: Vec<&str> = PATHS.iter().filter(|path| **path != CUSTOM).map(|path| path.name).collect();
        shown.sort_unstable();
        all.sort_unstable();
        assert_eq!(shown, all);
    }

    #[test]
    fn more_is_lost_further_down_and_octaves_are_evenly_apart() {
        let chart = Chart { corner: (10, 20) };
        assert_eq!((chart.x(125.0), chart.y(LEVELS.0)), (10 + LEFT, 20 + TOP));
        assert_eq!((chart.x(8000.0), chart.y(500.0)), (10 + CELL.0 - RIGHT, 20 + CELL.1 - BOTTOM));
        assert!(chart.y(0.0) < chart.y(20.0) && chart.y(120.0) < chart.y(125.0));
        assert_eq!(2 * (chart.x(1000.0) - chart.x(125.0)), chart.x(8000.0) - chart.x(125.0));
    }

    #[test]
    fn names_never_touch() {
        assert_eq!(apart(&[50, 10, 90], 200), [50, 10, 90]);
        assert_eq!(apart(&[12, 10, 11], 200), [10 + 2 * NAME_STEP, 10, 10 + NAME_STEP]);
        assert_eq!(apart(&[199, 200], 200), [200 - NAME_STEP, 200]);
    }
}
