//! The picture's axes: frequency from bass to treble, and one decibel scale for levels and for what is lost of them.

use egui::{Pos2, Rect, pos2};

/// Left end of the frequency axis, Hz.
pub const LOWEST_HZ: f32 = 20.0;
/// Right end.
pub const HIGHEST_HZ: f32 = 20_000.0;
/// Columns of a curve or spectrum: 24 to the octave.
pub const COLUMNS: usize = 240;
/// Upper end of the decibel scale: curves may rise a little above 0.
const TOP_DB: f32 = 6.0;
/// Lower end: just below its last label, which is the highest threshold an audiometer finds.
const BOTTOM_DB: f32 = -123.0;
/// Decibels from one line to the next.
const DB_STEP: usize = 20;

/// A line across the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it stands, Hz or dB.
    pub value: f32,
    /// What is written at its end, if anything.
    pub label: Option<String>,
}

/// Frequency of a column, Hz.
pub fn column_hz(idx: usize) -> f32 {
    let along = idx as f32 / (COLUMNS - 1) as f32;
    LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ).powf(along)
}

/// Lines at every leading digit of every decade, labelled at 1, 2 and 5.
pub fn frequency_lines() -> impl Iterator<Item = Line> {
    let decades = [10_u32, 100, 1000, 10_000];
    let all = decades.into_iter().flat_map(|decade| (1..10).map(move |digit| (digit, digit * decade)));
    all.filter(|(_, hz)| (LOWEST_HZ..=HIGHEST_HZ).contains(&(*hz as f32))).map(|(digit, hz)| {
        let label = matches!(digit, 1 | 2 | 5)
            .then(|| if hz < 1000 { format!("{hz}") } else { format!("{}k", hz / 1000) });
        Line { value: hz as f32, label }
    })
}

/// Lines from 0 dB down, each labelled.
pub fn decibel_lines() -> impl Iterator<Item = Line> {
    (0..=-BOTTOM_DB as i32)
        .step_by(DB_STEP)
        .map(|db| Line { value: -db as f32, label: Some(format!("{}", -db)) })
}

/// The axes laid over a rectangle of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Axes {
    /// Where curves are drawn.
    pub plot: Rect,
}

impl Axes {
    /// Horizontal place of a frequency.
    pub fn x(&self, hz: f32) -> f32 {
        let along = (hz / LOWEST_HZ).ln() / (HIGHEST_HZ / LOWEST_HZ).ln();
        self.plot.left() + along * self.plot.width()
    }

    /// Frequency at a horizontal place.
    pub fn hz(&self, x: f32) -> f32 {
        LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ).powf((x - self.plot.left()) / self.plot.width())
    }

    /// The column nearest to a horizontal place.
    pub fn column(&self, x: f32) -> usize {
        let along = ((x - self.plot.left()) / self.plot.width()).clamp(0.0, 1.0);
        (along * (COLUMNS - 1) as f32).round() as usize
    }

    /// Vertical place of a level or a change; below the plot for what is too quiet to show.
    pub fn y(&self, db: f32) -> f32 {
        let along = (TOP_DB - db) / (TOP_DB - BOTTOM_DB);
        self.plot.top() + along * self.plot.height()
    }

    /// Level or change at a vertical place.
    pub fn db(&self, y: f32) -> f32 {
        TOP_DB + (y - self.plot.top()) / self.plot.height() * (BOTTOM_DB - TOP_DB)
    }

    /// A point for each column, at the decibels `db` gives for it.
    pub fn points(&self, db: impl Fn(usize) -> f32) -> Vec<Pos2> {
        (0..COLUMNS).map(|idx| pos2(self.x(column_hz(idx)), self.y(db(idx)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_map_onto_the_plot_and_back() {
        let axes = Axes { plot: Rect::from_min_max(pos2(10.0, 0.0), pos2(310.0, 100.0)) };
        assert!((axes.x(20.0) - 10.0).abs() < 1e-3 && (axes.x(20_000.0) - 310.0).abs() < 1e-3);
        assert!((axes.x(200.0) - 110.0).abs() < 1e-3, "decades are equally wide");
        assert_eq!((axes.column(axes.x(column_hz(77))), axes.column(1e4)), (77, COLUMNS - 1));
        for hz in [20.0, 440.0, 15_000.0] {
            assert!((axes.hz(axes.x(hz)) / hz - 1.0).abs() < 1e-3);
        }
        assert!((column_hz(0) - 20.0).abs() < 1e-3 && (column_hz(COLUMNS - 1) / 20_000.0 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn quieter_is_lower_and_silence_is_out_of_sight() {
        let axes = Axes { plot: Rect::from_min_max(pos2(0.0, 0.0), pos2(300.0, 100.0)) };
        assert!(axes.y(0.0) > 0.0 && axes.y(-50.0) > axes.y(0.0));
        assert!((axes.db(axes.y(-37.0)) + 37.0).abs() < 1e-3);
        assert!(axes.y(-120.0) < axes.plot.bottom() && axes.y(-130.0) > axes.plot.bottom());
    }

    #[test]
    fn lines_are_labelled_at_one_two_and_five() {
        let labels: Vec<String> = frequency_lines().filter_map(|line| line.label).collect();
        assert_eq!(labels, ["20", "50", "100", "200", "500", "1k", "2k", "5k", "10k", "20k"]);
        let levels: Vec<f32> = decibel_lines().map(|line| line.value).collect();
        assert_eq!(levels, [0.0, -20.0, -40.0, -60.0, -80.0, -100.0, -120.0]);
    }
}
