//! What comes in, on the chart: how loud it is where each ear just begins to hear, and which part of it is gone.

use egui::{Color32, Mesh, Painter, Pos2, Rangef, Shape, Stroke, pos2};
use threshold_core::base::Ear;
use threshold_core::hearing::normal::{SINE_RMS_DB, spl_offset, threshold_spl};

use super::scale::Scale;
use crate::editor::axes::{COLUMNS, HIGHEST_HZ, LOWEST_HZ};
use crate::editor::palette;

/// Distance between two samples of a curve, points.
const SAMPLE: f32 = 2.0;
/// Distance between two lines of the hatching, points.
const HATCH: f32 = 7.0;
/// How strongly hatching shows.
const HATCH_OPACITY: f32 = 0.55;

/// Sound pressure level of a level in a spectrum, dB SPL, where pink noise at -20 dBFS makes `listening_level`.
pub fn spl(dbfs: f32, listening_level: f32) -> f32 {
    dbfs + SINE_RMS_DB + spl_offset(listening_level)
}

/// The same above what typical ears just hear at `hz`: dB HL.
pub fn hearing_level(dbfs: f32, hz: f32, listening_level: f32) -> f32 {
    spl(dbfs, listening_level) - threshold_spl(hz)
}

/// A spectrum's level at `hz`, between its columns.
pub fn level_at(levels: &[f32; COLUMNS], hz: f32) -> f32 {
    let along = (hz / LOWEST_HZ).ln() / (HIGHEST_HZ / LOWEST_HZ).ln() * (COLUMNS - 1) as f32;
    let along = along.clamp(0.0, (COLUMNS - 1) as f32);
    let (below, share) = (along as usize, along.fract());
    let above = (below + 1).min(COLUMNS - 1);
    levels[below] + share * (levels[above] - levels[below])
}

/// A curve over the chart, sampled from its lowest to its highest frequency.
pub fn curve(scale: &Scale, level: impl Fn(f32) -> f32) -> Vec<Pos2> {
    let Rangef { min, max } = scale.span();
    let samples = ((max - min) / SAMPLE).max(1.0) as usize;
    let x = |n: usize| min + (max - min) * n as f32 / samples as f32;
    (0..=samples).map(|n| pos2(x(n), scale.y(level(scale.hz(x(n)))))).collect()
}

/// Fills what lies between two curves, wherever the one that is `above` is.
pub fn fill(painter: &Painter, above: &[Pos2], below: &[Pos2], colour: Color32) {
    let mut mesh = Mesh::default();
    for (n, (above, below)) in above.iter().zip(below).enumerate() {
        mesh.colored_vertex(*above, colour);
        mesh.colored_vertex(pos2(above.x, below.y.max(above.y)), colour);
        if let Some(first) = (2 * n as u32).checked_sub(2).filter(|_| n > 0) {
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    painter.add(Shape::mesh(mesh));
}

/// Hatches what lies between two curves in the colour of `ear`, the ears' lines crossing each other.
pub fn hatch(painter: &Painter, above: &[Pos2], below: &[Pos2], ear: Ear) {
    let (Some(first), Some(last)) = (above.first(), above.last()) else { return };
    let rise = if ear == Ear::Right { -1.0 } else { 1.0 };
    let stroke = Stroke::new(1.0, palette::veil(palette::ear(ear), HATCH_OPACITY));
    let reach = |points: &[Pos2], worst: fn(f32, f32) -> f32, from: f32| {
        points.iter().map(|point| point.y - rise * point.x).fold(from, worst)
    };
    let lowest = (reach(above, f32::min, f32::INFINITY) / HATCH).floor() as i32;
    let highest = (reach(below, f32::max, f32::NEG_INFINITY) / HATCH).ceil() as i32;
    let mut lines = Vec::new();
    for n in lowest..=highest {
        let at = |x: f32| pos2(x, rise * x + n as f32 * HATCH);
        let mut begun: Option<f32> = None;
        for (above, below) in above.iter().zip(below) {
            let is_within = (above.y..=below.y).contains(&at(above.x).y);
            match (begun, is_within) {
                (None, true) => begun = Some(above.x),
                (Some(from), false) => {
                    lines.push(Shape::line_segment([at(from), at(above.x)], stroke));
                    begun = None;
                }
                _ => {}
            }
        }
        if let Some(from) = begun {
            lines.push(Shape::line_segment([at(from), at(last.x)], stroke));
        }
    }
    debug_assert!(first.x <= last.x, "curves go from left to right");
    painter.extend(lines);
}

/// Wherever both curves are, the lower one on the screen.
pub fn lower(one: &[Pos2], other: &[Pos2]) -> Vec<Pos2> {
    one.iter().zip(other).map(|(one, other)| pos2(one.x, one.y.max(other.y))).collect()
}

/// Wherever both curves are, the upper one on the screen.
pub fn upper(one: &[Pos2], other: &[Pos2]) -> Vec<Pos2> {
    one.iter().zip(other).map(|(one, other)| pos2(one.x, one.y.min(other.y))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::axes::column_hz;

    #[test]
    fn a_full_scale_tone_is_as_loud_as_the_room_is_set() {
        // At 79 dB per channel a full-scale sine makes 79 + 20 dB SPL; 0 dB HL at 1 kHz is 2.4 dB SPL (ISO 389-7).
        assert!((spl(0.0, 79.0) - 99.0).abs() < 1e-3);
        assert!((hearing_level(0.0, 1000.0, 79.0) - 96.6).abs() < 1e-3);
        assert!((hearing_level(-50.0, 1000.0, 85.0) - 52.6).abs() < 1e-3);
        assert!((hearing_level(-50.0, 125.0, 79.0) - 26.9).abs() < 1e-3);
    }

    #[test]
    fn spectra_are_read_between_their_columns() {
        let levels = std::array::from_fn(|n| n as f32);
        assert!((level_at(&levels, column_hz(100)) - 100.0).abs() < 1e-2);
        let between = (column_hz(100) * column_hz(101)).sqrt();
        assert!((level_at(&levels, between) - 100.5).abs() < 1e-2);
        assert_eq!((level_at(&levels, 1.0), level_at(&levels, 1e6)), (0.0, (COLUMNS - 1) as f32));
    }
}
