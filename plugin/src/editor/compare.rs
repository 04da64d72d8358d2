//! A and B: two sets of settings to go back and forth between.

use threshold_core::parameters::{Stored, Values};

use crate::story::Document;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// The first.
    #[default]
    A,
    /// The second.
    B,
}

impl Side {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::A, Self::B];

    /// The one it is not.
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// Its letter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// Which side plays, and what the other one holds.
#[derive(Debug, Default)]
pub struct Compare {
    side: Side,
    /// Nothing yet if it holds what this side does.
    other: Option<Box<(Values, Document)>>,
}

impl Compare {
    /// The side that plays.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Goes to the other side, leaving `values` and `document` on this one, and says what is to play there. What belongs to
    /// the session is on both sides the same.
    pub fn turn(&mut self, values: &Values, document: &Document) -> Option<(Values, Document)> {
        self.side = self.side.other();
        let here = Box::new((*values, document.clone()));
        let (there, held) = *self.other.replace(here)?;
        let after =
            there.map(|n, entry, value| if entry.stored == Stored::Session { values.at(n) } else { value });
        Some((after, held))
    }

    /// Copies `values` and `document`, which play on this side, to the other one.
    pub fn copy(&mut self, values: &Values, document: &Document) {
        self.other = Some(Box::new((*values, document.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, SEED};

    #[test]
    fn both_sides_begin_alike_and_keep_what_was_left_on_them() {
        let mut compare = Compare::default();
        let none = Document::default();
        let a = Values::default().with(&LOSS, 0.1);
        assert_eq!(compare.turn(&a, &none), None);
        assert_eq!(compare.side(), Side::B);
        let b = a.with(&LOSS, 0.7).with(&SEED, 5.0);
        let (back, _) = compare.turn(&b, &none).expect("what A was");
        assert_eq!((back.of(&LOSS), back.of(&SEED)), (0.1, 5.0));
        compare.copy(&back, &none);
        assert_eq!(compare.turn(&back, &none).map(|(values, _)| values), Some(back));
    }
}
