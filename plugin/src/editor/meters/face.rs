//! How the meters look.

use egui::{Align2, Color32, Painter, Rangef, Rect, Stroke, StrokeKind, pos2, vec2};
use threshold_core::base::{Ear, PerEar};

use super::{FULL_SCALE_DB, Level, Levels, SMALLEST_REDUCTION_DB, figure, highest_db};
use crate::editor::peaks::Peak;
use crate::editor::{ears, palette};

/// Lower and upper end of the level scale, dBFS: room above full scale for what is between samples.
pub const SCALE_DB: (f32, f32) = (-60.0, 3.0);
/// Levels that are labelled.
const LABELLED_DB: [i32; 7] = [0, -6, -12, -18, -24, -36, -48];
/// Lower and upper end of the scale of what the head makes, dBFS: it is never louder than -24 dBFS RMS for long.
const OWN_SCALE_DB: (f32, f32) = (-84.0, -12.0);
/// Length of the ceiling's bar, dB.
const REDUCTION_DB: f32 = 12.0;

/// How strongly bars glow: less than the picture's lines.
const BAR_OPACITY: f32 = 0.85;
/// Inside the panel's edge.
const PADDING: f32 = 8.0;
/// Above the bars: names, figures and lamps.
const TOP: f32 = 44.0;
/// Below the bars: letters.
const LETTERS: f32 = 18.0;
const SCALE_WIDTH: f32 = 20.0;
const BAR_WIDTH: f32 = 13.0;
const BAR_GAP: f32 = 2.0;
const GROUP_GAP: f32 = 8.0;
const REDUCTION_WIDTH: f32 = 9.0;
const LAMP_HEIGHT: f32 = 4.0;
/// Height of the part below: the ceiling, what the head makes, and Perspective.
const BELOW: f32 = 125.0;
/// Height of the ceiling's line, and of the same with its button.
const LINE_HEIGHT: f32 = 16.0;
const CEILING_HEIGHT: f32 = 46.0;
/// Height of that button, and its distance from the line.
const BUTTON_HEIGHT: f32 = 20.0;
const BUTTON_GAP: f32 = 2.0;
/// Height of a caption and what is below it.
const OWN_HEIGHT: f32 = 29.0;
const CAPTION_HEIGHT: f32 = 13.0;
const THIN: f32 = 4.0;
const LAMP_RADIUS: f32 = 3.5;

/// Paints `levels` into `rect`.
pub fn paint(levels: &Levels, painter: &Painter, rect: Rect, ceiling_db: f32) {
    painter.rect_filled(rect, palette::CORNER, palette::SCREEN);
    let (upper, below) = parts(rect);
    let bars = Rect::from_min_max(
        pos2(upper.left() + SCALE_WIDTH, upper.top() + TOP - PADDING),
        pos2(upper.right(), upper.bottom() - LETTERS),
    );
    scale(painter, bars);
    let mut left = bars.left() + 0.5 * GROUP_GAP;
    let width = 2.0 * BAR_WIDTH + BAR_GAP;
    for (name, side, ceiling) in [("In", &levels.input, None), ("Out", &levels.output, Some(ceiling_db))] {
        group(painter, Rect::from_x_y_ranges(left..=left + width, bars.y_range()), name, side, ceiling);
        left += width + GROUP_GAP;
    }
    reduction(painter, Rect::from_x_y_ranges(left..=left + REDUCTION_WIDTH, bars.y_range()), levels);
    ceiling(painter, below, levels, ceiling_db);
    let rows = [("Tinnitus", &levels.tinnitus), ("Body", &levels.body)];
    for (n, (name, needles)) in rows.into_iter().enumerate() {
        own(painter, row(below, n), name, needles);
    }
    inside(painter, row(below, rows.len()), levels.inside);
}

/// The bars, and what is below them.
fn parts(rect: Rect) -> (Rect, Rect) {
    rect.shrink(PADDING).split_top_bottom_at_y(rect.bottom() - PADDING - BELOW)
}

/// Where the button belongs that unlocks the ceiling.
pub fn unlock_place(rect: Rect) -> Rect {
    let (_, below) = parts(rect);
    let top = below.top() + LINE_HEIGHT + BUTTON_GAP;
    Rect::from_x_y_ranges(below.x_range(), top..=top + BUTTON_HEIGHT)
}

/// The `n`th row of what the head makes.
fn row(below: Rect, n: usize) -> Rect {
    let top = below.top() + CEILING_HEIGHT + n as f32 * OWN_HEIGHT;
    Rect::from_x_y_ranges(below.x_range(), top..=top + OWN_HEIGHT)
}

fn height(bar: Rect, db: f32) -> f32 {
    bar.bottom() - share(SCALE_DB, db) * bar.height()
}

/// How far along a scale a level is, 0..1.
fn share((low, high): (f32, f32), db: f32) -> f32 {
    (db.clamp(low, high) - low) / (high - low)
}

fn scale(painter: &Painter, bars: Rect) {
    for db in LABELLED_DB {
        let y = height(bars, db as f32);
        let at = pos2(bars.left() - 3.0, y);
        painter.text(at, Align2::RIGHT_CENTER, format!("{db}"), palette::small(), palette::TEXT_QUIET);
        painter.hline(bars.left()..=bars.right(), y, Stroke::new(1.0, palette::GRID));
    }
}

/// A side's name and figure, and both ears' bars.
fn group(painter: &Painter, place: Rect, name: &str, side: &PerEar<Level>, ceiling: Option<f32>) {
    let middle = place.center().x;
    let write = |y: f32, text: &str, colour: Color32| {
        let at = pos2(middle, place.top() - TOP + PADDING + y);
        painter.text(at, Align2::CENTER_CENTER, text, palette::small(), colour);
    };
    write(4.0, name, palette::TEXT_QUIET);
    let is_over = highest_db(side) > FULL_SCALE_DB;
    write(19.0, &figure(side), if is_over { palette::REFUSED } else { palette::TEXT });
    for (n, ear) in Ear::BOTH.into_iter().enumerate() {
        let left = place.left() + n as f32 * (BAR_WIDTH + BAR_GAP);
        let bar = Rect::from_x_y_ranges(left..=left + BAR_WIDTH, place.y_range());
        let lamp =
            Rect::from_min_size(bar.left_top() - vec2(0.0, LAMP_HEIGHT + 3.0), vec2(BAR_WIDTH, LAMP_HEIGHT));
        let lit = if side[ear].is_clipped() { palette::REFUSED } else { palette::RAISED };
        painter.rect_filled(lamp, 1.0, lit);
        needle(painter, bar, &side[ear], palette::ear(ear));
        let at = pos2(bar.center().x, bar.bottom() + 3.0);
        painter.text(at, Align2::CENTER_TOP, ears::letter(ear), palette::small(), palette::ear(ear));
    }
    if let Some(db) = ceiling.filter(|db| *db > SCALE_DB.0) {
        let along = Rangef::new(place.left() - 3.0, place.right() + 3.0);
        painter.hline(along, height(place, db), Stroke::new(1.0, palette::ACCENT));
    }
}

fn needle(painter: &Painter, bar: Rect, level: &Level, colour: Color32) {
    painter.rect_filled(bar, 1.0, palette::RAISED);
    let mut filled = bar;
    filled.min.y = height(bar, level.sample.level_db);
    painter.rect_filled(filled, 1.0, palette::veil(colour, BAR_OPACITY));
    let held = level.between.held_db;
    if held > SCALE_DB.0 {
        let mark = Rect::from_center_size(pos2(bar.center().x, height(bar, held)), vec2(BAR_WIDTH, 2.0));
        painter.rect_filled(mark, 0.0, palette::TEXT);
    }
}

/// How much the ceiling takes, from above.
fn reduction(painter: &Painter, bar: Rect, levels: &Levels) {
    let at = pos2(bar.center().x, bar.top() - TOP + PADDING + 4.0);
    painter.text(at, Align2::CENTER_CENTER, "GR", palette::small(), palette::TEXT_QUIET);
    painter.rect_filled(bar, 1.0, palette::RAISED);
    let mut taken = bar;
    taken.max.y = bar.top() + bar.height() * (levels.reduction_db / REDUCTION_DB).min(1.0);
    painter.rect_filled(taken, 1.0, palette::ACCENT);
}

/// Where the ceiling is, and a lamp that is lit while it acts; then what it takes stands there.
fn ceiling(painter: &Painter, below: Rect, levels: &Levels, ceiling_db: f32) {
    let line = Rect::from_min_size(below.min, vec2(below.width(), LINE_HEIGHT));
    let acts = levels.reduction_db >= SMALLEST_REDUCTION_DB;
    let lamp = pos2(line.left() + LAMP_RADIUS, line.center().y);
    if acts {
        painter.circle_filled(lamp, LAMP_RADIUS, palette::ACCENT);
    } else {
        painter.circle_stroke(lamp, LAMP_RADIUS, Stroke::new(1.0, palette::TEXT_QUIET));
    }
    let colour = if acts { palette::ACCENT } else { palette::TEXT_QUIET };
    let at = pos2(line.left() + 3.0 * LAMP_RADIUS, line.center().y);
    painter.text(at, Align2::LEFT_CENTER, "Ceiling", palette::small(), colour);
    let figure = if acts { format!("-{:.1} dB", levels.reduction_db) } else { format!("{ceiling_db:.1}") };
    painter.text(line.right_center(), Align2::RIGHT_CENTER, figure, palette::small(), colour);
}

/// A name, and a thin bar for each ear.
fn own(painter: &Painter, place: Rect, name: &str, needles: &PerEar<Peak>) {
    let highest = needles.iter().map(|needle| needle.held_db).fold(f32::MIN, f32::max);
    let said = if highest > OWN_SCALE_DB.0 { format!("{highest:.0} dB") } else { String::new() };
    caption(painter, place, name, &said);
    for (n, ear) in Ear::BOTH.into_iter().enumerate() {
        let top = place.top() + CAPTION_HEIGHT + n as f32 * (THIN + BAR_GAP);
        let groove = Rect::from_x_y_ranges(place.x_range(), top..=top + THIN);
        thin(painter, groove, share(OWN_SCALE_DB, needles[ear].level_db), palette::ear(ear));
    }
}

/// How much of what is heard is inside the head.
fn inside(painter: &Painter, place: Rect, inside: f32) {
    caption(painter, place, "In the head", &format!("{:.0} %", 100.0 * inside));
    let top = place.top() + CAPTION_HEIGHT;
    let groove = Rect::from_x_y_ranges(place.x_range(), top..=top + THIN + BAR_GAP);
    thin(painter, groove, inside, palette::ACCENT);
}

fn caption(painter: &Painter, place: Rect, name: &str, said: &str) {
    let y = place.top() + 0.5 * CAPTION_HEIGHT - 1.0;
    for (x, side, text) in
        [(place.left(), Align2::LEFT_CENTER, name), (place.right(), Align2::RIGHT_CENTER, said)]
    {
        painter.text(pos2(x, y), side, text, palette::small(), palette::TEXT_QUIET);
    }
}

fn thin(painter: &Painter, groove: Rect, share: f32, colour: Color32) {
    painter.rect(groove, 1.0, palette::RAISED, Stroke::NONE, StrokeKind::Inside);
    let mut filled = groove;
    filled.max.x = groove.left() + share.clamp(0.0, 1.0) * groove.width();
    painter.rect_filled(filled, 1.0, palette::veil(colour, BAR_OPACITY));
}
