//! The parameters as hosts address them: by number, each with the range its automation lane has.

use threshold_core::parameters::{Kind, TABLE};

/// One parameter's automation lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lane {
    /// The number hosts know the parameter by.
    pub(super) id: u32,
    /// Largest value of the lane, which begins at 0. 0 if there is nothing to choose between.
    pub(super) top: f64,
}

/// Every parameter's lane, found by number.
pub(super) struct Lanes(Vec<Lane>);

impl Lanes {
    /// The lanes a framework's wrapper reports. Main thread: allocates.
    pub(super) fn new(reported: impl Iterator<Item = Lane>) -> Self {
        let mut lanes: Vec<Lane> = reported.collect();
        lanes.sort_unstable_by_key(|lane| lane.id);
        Self(lanes)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Index of the lane with this number. Real-time safe.
    pub(super) fn find(&self, id: u32) -> Option<u16> {
        self.0.binary_search_by_key(&id, |lane| lane.id).ok().map(|idx| idx as u16)
    }

    /// The lane at an index that [`Self::find`] gave. Real-time safe.
    pub(super) fn get(&self, idx: u16) -> Lane {
        self.0[usize::from(idx)]
    }
}

/// Whether the parameter with this number has names to choose from. Main thread.
pub(super) fn is_choice(id: u32) -> bool {
    TABLE.iter().any(|parameter| matches!(parameter.kind, Kind::Choice(_)) && number(parameter.id) == id)
}

/// The framework's number for a parameter's id: a polynomial of 31 over its bytes, without the highest bit, which
/// VST3 keeps for hosts. Projects hold these numbers, so they are as frozen as the ids.
pub(super) fn number(id: &str) -> u32 {
    id.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_found_by_number() {
        let reported = [9, 3, 7].map(|id| Lane { id, top: f64::from(id) });
        let lanes = Lanes::new(reported.into_iter());
        assert_eq!(lanes.len(), 3);
        for lane in reported {
            assert_eq!(lanes.find(lane.id).map(|idx| lanes.get(idx)), Some(lane));
        }
        assert_eq!(lanes.find(8), None);
    }

    #[test]
    fn numbers_are_unique_and_frozen() {
        let mut numbers: Vec<u32> = TABLE.iter().map(|parameter| number(parameter.id)).collect();
        numbers.sort_unstable();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "two parameters share a number");
        assert_eq!(number("loss"), 3_327_779);
        assert_eq!(number("perspective"), 207_960_636);
    }

    #[test]
    fn choices_are_known_by_number() {
        assert!(is_choice(number("lfe")));
        assert!(!is_choice(number("seed")));
        assert!(!is_choice(0));
    }
}
