//! What each ear's implant was fitted with, and what settling makes of it: sound and screen ask the same.

use super::adaptation::Adapted;
use super::allocation::Map;
use super::array::Array;
use super::channels::Device;
use crate::base::{Ear, PerEar};

/// An implant for either ear. Choices are numbers of the parameters' names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitting {
    /// Channels asked for.
    pub channels: usize,
    /// How much further towards the base everything is heard, mm.
    pub shift_mm: f32,
    /// How much further than that the right ear is heard, mm.
    pub mismatch_mm: f32,
    /// Number of each ear's map.
    pub maps: PerEar<usize>,
    /// Number of each ear's array.
    pub arrays: PerEar<usize>,
    /// How deep an array that goes by depth lies, mm.
    pub depth_mm: f32,
    /// Electrodes switched off, a bit each.
    pub off: PerEar<u32>,
    /// Electrodes without a nerve, a bit each.
    pub dead: PerEar<u32>,
    /// Up to where the ears hear by themselves, Hz; 0 if they do not.
    pub acoustic_hz: f32,
}

impl Fitting {
    /// What each ear has where settling stands as `adapted` says.
    pub fn devices(&self, adapted: &Adapted) -> PerEar<Device> {
        let apart = PerEar::from_fn(|ear| match ear {
            Ear::Left => 0.0,
            Ear::Right => self.mismatch_mm,
        });
        PerEar::from_fn(|ear| Device {
            map: Map::numbered(self.maps[ear]),
            channels: self.channels,
            array: Array::numbered(self.arrays[ear]),
            depth_mm: self.depth_mm,
            shift_mm: self.shift_mm + adapted.shift_mm + apart[ear],
            off: self.off[ear],
            dead: self.dead[ear],
            low_hz: self.acoustic_hz,
        })
    }
}

/// A choice of each ear's: the right one has what the left one has where its own is 0, else number `right - 1`.
pub fn by_ear(left: usize, right: usize) -> PerEar<usize> {
    PerEar::from_fn(|ear| match (ear, right) {
        (Ear::Left, _) | (Ear::Right, 0) => left,
        (Ear::Right, other) => other - 1,
    })
}

/// Which ears have an implant, by the number of the choice: both, left, right.
pub fn worn(choice: usize) -> PerEar<bool> {
    PerEar::from_fn(|ear| match choice {
        1 => ear == Ear::Left,
        2 => ear == Ear::Right,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_ear_has_its_own_only_where_it_is_asked_for() {
        assert_eq!((by_ear(4, 0)[Ear::Right], by_ear(4, 1)[Ear::Right], by_ear(4, 3)[Ear::Left]), (4, 0, 4));
        let ears = |choice| Ear::BOTH.map(|ear| worn(choice)[ear]);
        assert_eq!([ears(0), ears(1), ears(2)], [[true, true], [true, false], [false, true]]);
    }

    #[test]
    fn shifts_add_up_and_the_mismatch_is_the_right_ears() {
        let fitting = Fitting {
            channels: 12,
            shift_mm: 1.0,
            mismatch_mm: 2.0,
            maps: by_ear(0, 0),
            arrays: by_ear(1, 0),
            depth_mm: 25.0,
            off: PerEar::same(0),
            dead: PerEar::same(0),
            acoustic_hz: 0.0,
        };
        let devices = fitting.devices(&Adapted::of(0.0));
        assert_eq!((devices[Ear::Left].shift_mm, devices[Ear::Right].shift_mm), (4.0, 6.0));
        assert_eq!(
            (devices[Ear::Left].map, devices[Ear::Right].array),
            (Map::Electrodes22, Array::Hugging22)
        );
    }
}
