//! Paths along which hearing is lost: ordered rows, from untouched to the end of the path.

use super::curve::Curve;

/// What the printed position, in whole percent, may be off by.
const HALF_PERCENT: f32 = 0.005;

/// One station of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Name of the state.
    pub name: &'static str,
    /// Where on the macro, 0..1.
    pub position: f32,
    /// Gain at programme level, dB.
    pub curve: Curve,
}

/// A way from untouched hearing (position 0) to its end (position 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Path {
    /// Name as in the parameter table.
    pub name: &'static str,
    /// Stations, ascending in position; position 0 is always untouched and not listed.
    pub rows: &'static [Row],
}

/// The film path: greys until black. Design values of the project (`story.md`, curves C1-C5), tuned against reviews of
/// a drummer's story; no film has published any.
pub const FILM: Path = Path {
    name: "Film",
    rows: &[
        row("First muffle", 0.25, [0.0, 0.0, -3.0, -9.0, -18.0, -27.0, -36.0, -42.0]),
        row("Stage collapse", 0.45, [0.0, 0.0, -6.0, -16.0, -28.0, -38.0, -46.0, -52.0]),
        row("Mumble", 0.65, [0.0, 0.0, -6.0, -18.0, -32.0, -44.0, -54.0, -62.0]),
        row("Near-total", 0.85, [3.0, 0.0, -9.0, -24.0, -40.0, -52.0, -62.0, -70.0]),
        row("Residual only", 1.0, [-6.0, -9.0, -24.0, -42.0, -58.0, -70.0, -80.0, -90.0]),
    ],
};

const fn row(name: &'static str, position: f32, gains: [f32; 8]) -> Row {
    Row { name, position, curve: Curve(gains) }
}

/// Every path; the first is the one of a freshly inserted plugin.
pub const PATHS: &[Path] = &[FILM];

impl Path {
    /// Path number `idx` of [`PATHS`]; the first where there is none.
    pub fn numbered(idx: usize) -> &'static Self {
        PATHS.get(idx).unwrap_or(&PATHS[0])
    }

    /// The curve at `position` 0..1: straight in dB between the stations. Exactly flat at 0.
    pub fn curve(&self, position: f32) -> Curve {
        let mut before = (0.0, Curve::default());
        for row in self.rows {
            if position <= row.position {
                let along = (position - before.0) / (row.position - before.0);
                return before.1.towards(row.curve, along.max(0.0));
            }
            before = (row.position, row.curve);
        }
        before.1
    }

    /// Name of the last station that `position` has reached, as people read it in whole percent, if any.
    pub fn station(&self, position: f32) -> Option<&'static str> {
        self.rows.iter().rev().find(|row| position >= row.position - HALF_PERCENT).map(|row| row.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_ascend_to_the_end_and_are_hit_exactly() {
        for path in PATHS {
            assert!(path.rows.windows(2).all(|pair| pair[0].position < pair[1].position));
            assert_eq!(path.rows.last().map(|row| row.position), Some(1.0));
            assert!(path.curve(0.0).is_flat_zero());
            for row in path.rows {
                assert_eq!(path.curve(row.position), row.curve, "{}", row.name);
            }
        }
    }

    #[test]
    fn treble_never_comes_back_along_the_film_path() {
        let mut last = FILM.curve(0.0);
        for step in 1..=1000 {
            let curve = FILM.curve(step as f32 / 1000.0);
            assert!(curve.0[4..].iter().zip(&last.0[4..]).all(|(now, before)| now <= before));
            last = curve;
        }
    }
}
