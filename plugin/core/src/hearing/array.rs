//! Where the electrodes of an implant sit in the cochlea.

use super::greenwood::{DUCT_MM, place};

/// An electrode array, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Array {
    /// Every electrode where its channel listens, which no surgeon can do and the brain does in time.
    #[default]
    Matched,
    /// Nucleus Contour Advance, curled around the inner wall.
    Hugging22,
    /// MED-EL Flex24, along the outer wall.
    Straight12,
    /// As many electrodes as the map drives, from a depth of insertion to the base. What is steered between electrodes
    /// counts as one.
    ByDepth,
}

/// What the choices are called, in their order.
pub const NAMES: [&str; 4] = ["Matched", "22 electrodes, hugging", "12 electrodes, 24 mm", "By depth"];

/// Frequencies of the nerve's cells at each electrode, apical first, Hz (spiral ganglion: Landsberger et al. 2015, as used
/// by the Oldenburg vocoder, Williges & Juergens 2019).
const HUGGING_22_HZ: [f32; 22] = [
    722.0, 797.0, 939.0, 1075.0, 1248.0, 1428.0, 1668.0, 1943.0, 2282.0, 2659.0, 3149.0, 3655.0, 4209.0,
    4847.0, 5458.0, 6057.0, 7018.0, 8322.0, 9647.0, 11_057.0, 12_388.0, 13_879.0,
];
/// The same of the straight array.
const STRAIGHT_12_HZ: [f32; 12] =
    [357.0, 548.0, 689.0, 968.0, 1483.0, 2228.0, 3319.0, 4670.0, 6630.0, 9758.0, 12_530.0, 15_374.0];

/// How far from the base the last electrode of an array of any depth sits, mm (design: of the two arrays above it is 2.9
/// and 2.1 mm; so 12 electrodes 24 mm deep are 1.95 mm apart and 22 of 22 mm 0.93 mm, near their makers' figures).
const BASAL_MM: f32 = 2.5;
/// Shallowest and deepest insertion, mm from the base.
pub const DEPTHS_MM: (f32, f32) = (10.0, 33.0);

impl Array {
    /// Every array.
    pub const ALL: [Self; 4] = [Self::Matched, Self::Hugging22, Self::Straight12, Self::ByDepth];

    /// Choice number `idx`; the first where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }

    /// Electrodes it has where the map's processor drives `drives`.
    pub fn electrodes(self, drives: usize) -> usize {
        match self {
            Self::Matched | Self::ByDepth => drives,
            Self::Hugging22 => HUGGING_22_HZ.len(),
            Self::Straight12 => STRAIGHT_12_HZ.len(),
        }
    }

    /// Where electrode `n` (0 the most apical) of `drives` sits, mm from the apex; none where it sits where its channel
    /// listens. `depth_mm` is how far from the base the most apical one of an array by depth is.
    pub fn place(self, n: usize, drives: usize, depth_mm: f32) -> Option<f32> {
        let listed = |hz: &[f32]| hz.get(n).or(hz.last()).map(|hz| place(*hz));
        match self {
            Self::Matched => None,
            Self::Hugging22 => listed(&HUGGING_22_HZ),
            Self::Straight12 => listed(&STRAIGHT_12_HZ),
            Self::ByDepth => {
                let depth = depth_mm.clamp(DEPTHS_MM.0, DEPTHS_MM.1);
                let gaps = drives.max(2) - 1;
                Some(DUCT_MM - depth + (depth - BASAL_MM) * n.min(gaps) as f32 / gaps as f32)
            }
        }
    }
}

/// Which electrode (0 the most apical) of `electrodes` channel `n` of `count` uses: each channel takes the one in the
/// middle of its share of the array, so that where a channel listens and where it is heard stay together.
pub const fn electrode(n: usize, count: usize, electrodes: usize) -> usize {
    (2 * n + 1) * electrodes / (2 * count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::allocation::{Map, edges};
    use crate::hearing::greenwood::frequency;

    #[test]
    fn electrodes_sit_where_they_were_measured() {
        let hugging = [
            722.0, 797.0, 939.0, 1075.0, 1248.0, 1428.0, 1668.0, 1943.0, 2282.0, 2659.0, 3149.0, 3655.0,
            4209.0, 4847.0, 5458.0, 6057.0, 7018.0, 8322.0, 9647.0, 11_057.0, 12_388.0, 13_879.0,
        ];
        let straight =
            [357.0, 548.0, 689.0, 968.0, 1483.0, 2228.0, 3319.0, 4670.0, 6630.0, 9758.0, 12_530.0, 15_374.0];
        let arrays: [(Array, &[f32], f32); 2] =
            [(Array::Hugging22, &hugging, 1.0), (Array::Straight12, &straight, 2.4)];
        for (array, expected, spacing) in arrays {
            let count = array.electrodes(16);
            assert_eq!(count, expected.len());
            let places: Vec<f32> = (0..count).filter_map(|n| array.place(n, 16, 20.0)).collect();
            for (mm, hz) in places.iter().zip(expected) {
                assert!(
                    (frequency(*mm) / hz - 1.0).abs() < 1e-4,
                    "{array:?}: {} not {hz} Hz",
                    frequency(*mm)
                );
            }
            let mean = (places[count - 1] - places[0]) / (count - 1) as f32;
            println!("{array:?}: {mean:.2} mm from electrode to electrode");
            assert!((mean / spacing - 1.0).abs() < 0.07, "{array:?}: {mean} mm");
        }
    }

    /// Places minus the middles of what the channels listen to, mm.
    fn mismatch(array: Array, map: Map) -> Vec<f32> {
        let (edges, count) = edges(map, map.channels());
        let middle = |n: usize| place(0.5 * (edges[n] + edges[n + 1]));
        (0..count).filter_map(|n| Some(array.place(n, count, 20.0)? - middle(n))).collect()
    }

    #[test]
    fn electrodes_sit_too_high_by_the_published_distances() {
        let figures = |list: &[f32]| {
            let least = list.iter().copied().fold(f32::INFINITY, f32::min);
            (list[0], least, list[1..].iter().copied().fold(0.0, f32::max))
        };
        let near = |found: (f32, f32, f32), expected: (f32, f32, f32)| {
            let errors = [found.0 - expected.0, found.1 - expected.1, found.2 - expected.2];
            assert!(errors.iter().all(|mm| mm.abs() < 0.15), "{found:?}, not {expected:?} mm");
        };
        let hugging = figures(&mismatch(Array::Hugging22, Map::Electrodes22));
        let straight = figures(&mismatch(Array::Straight12, Map::Electrodes12From70));
        println!("apex, least and most elsewhere: hugging {hugging:.2?}, straight {straight:.2?} mm");
        near(hugging, (5.8, 3.1, 4.7));
        near(straight, (4.6, 3.1, 6.2));
    }

    #[test]
    fn depth_says_where_the_first_electrode_sits() {
        for (depth, mm) in [(31.0, 4.0), (25.0, 10.0), (12.0, 23.0), (1.0, 25.0), (99.0, 2.0)] {
            let places: Vec<f32> = (0..16).filter_map(|n| Array::ByDepth.place(n, 16, depth)).collect();
            assert!((places[0] - mm).abs() < 1e-4 && (places[15] - 32.5).abs() < 1e-4, "{places:?}");
            let gap = (places[15] - places[0]) / 15.0;
            assert!(places.windows(2).all(|pair| (pair[1] - pair[0] - gap).abs() < 1e-4));
        }
        assert_eq!(Array::ByDepth.place(0, 1, 25.0), Some(10.0));
        assert_eq!(Array::Matched.place(3, 16, 25.0), None);
    }

    #[test]
    fn channels_take_electrodes_from_all_of_the_array() {
        for electrodes in 1..=32 {
            for count in 1..=electrodes {
                let used: Vec<usize> = (0..count).map(|n| electrode(n, count, electrodes)).collect();
                assert!(used.windows(2).all(|pair| pair[1] > pair[0]) && used[count - 1] < electrodes);
                let (before, after) = (used[0], electrodes - 1 - used[count - 1]);
                assert!(before.abs_diff(after) <= 1, "{count} of {electrodes}: {used:?}");
            }
        }
        assert_eq!([0, 1, 2, 3].map(|n| electrode(n, 4, 22)), [2, 8, 13, 19]);
    }

    #[test]
    fn names_stand_for_choices() {
        for (number, array) in Array::ALL.iter().enumerate() {
            assert_eq!(Array::numbered(number), *array);
        }
        assert_eq!((Array::numbered(99), NAMES.len()), (Array::Matched, Array::ALL.len()));
    }
}
