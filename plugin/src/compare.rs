//! Two versions of everything a preset stores, to be heard in turn: A and B.

use threshold_core::parameters::Values;

use crate::presets::is_stored;
use crate::snapshot::Snapshot;
use crate::story::Document;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one that is heard first.
    A,
    /// The other.
    B,
}

impl Side {
    /// The one that this is not.
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// The side that is not heard, and which one is. What is heard is what the instance holds. Editor thread.
#[derive(Debug, Clone)]
pub struct Compare {
    active: Side,
    hidden: Snapshot,
}

impl Compare {
    /// A and B are both what the instance holds, and A is heard.
    pub fn new(values: &Values, document: &Document) -> Self {
        Self { active: Side::A, hidden: Snapshot::new(values, document) }
    }

    /// Which side is heard.
    pub fn active(&self) -> Side {
        self.active
    }

    /// Whether the two sides differ, where the instance holds `values` and `document`.
    pub fn differs(&self, values: &Values, document: &Document) -> bool {
        self.hidden.document != *document || self.hidden_over(values) != *values
    }

    /// Goes to the other side: keeps `values` and `document`, which the instance holds, and returns what it is to
    /// hold. What belongs to the session and to no preset stays.
    pub fn toggle(&mut self, values: &Values, document: &Document) -> Snapshot {
        let next = Snapshot { values: self.hidden_over(values), document: self.hidden.document.clone() };
        self.hidden = Snapshot::new(values, document);
        self.active = self.active.other();
        next
    }

    /// Makes the hidden side like the one that is heard, which is `values` and `document`.
    pub fn copy(&mut self, values: &Values, document: &Document) {
        self.hidden = Snapshot::new(values, document);
    }

    fn hidden_over(&self, values: &Values) -> Values {
        values.map(|n, parameter, value| if is_stored(parameter) { self.hidden.values.at(n) } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{BYPASS, LOSS};

    fn state(loss: f32, preset: &str) -> (Values, Document) {
        let mut document = Document::default();
        document.preset = preset.to_owned();
        (Values::default().with(&LOSS, loss), document)
    }

    #[test]
    fn each_side_comes_back_as_it_was_left() {
        let (values, document) = state(0.1, "One");
        let mut compare = Compare::new(&values, &document);
        assert!(!compare.differs(&values, &document));
        let (changed, named) = state(0.7, "Two");
        assert!(compare.differs(&changed, &named) && compare.differs(&values, &named));
        let back = compare.toggle(&changed, &named);
        assert_eq!((compare.active(), back), (Side::B, Snapshot::new(&values, &document)));
        let again = compare.toggle(&values, &document);
        assert_eq!((compare.active(), again), (Side::A, Snapshot::new(&changed, &named)));
    }

    #[test]
    fn the_session_stays_on_whichever_side() {
        let (values, document) = state(0.1, "");
        let mut compare = Compare::new(&values, &document);
        let bypassed = values.with(&BYPASS, 1.0);
        assert!(!compare.differs(&bypassed, &document));
        assert_eq!(compare.toggle(&bypassed, &document).values, bypassed);
    }

    #[test]
    fn a_copy_makes_both_sides_alike() {
        let (values, document) = state(0.1, "");
        let mut compare = Compare::new(&values, &document);
        let (changed, named) = state(0.7, "Two");
        compare.copy(&changed, &named);
        assert!(!compare.differs(&changed, &named));
        assert_eq!(compare.active(), Side::A);
    }
}
