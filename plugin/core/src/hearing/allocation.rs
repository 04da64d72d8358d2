//! Which frequencies each channel of an implant listens to: the tables processors are fitted with.

use super::channels::MOST_CHANNELS;
use super::greenwood::{frequency, place};

/// Edges of the analysis bands, rising, Hz: channel `n` listens from entry `n` to entry `n + 1`.
pub type Edges = [f32; MOST_CHANNELS + 1];

/// A table of frequencies, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Map {
    /// Cochlear Nucleus, 22 electrodes: bins of a 128-point transform at 16 kHz (Nucleus toolbox, `FFT_band_bins`).
    #[default]
    Electrodes22,
    /// Advanced Bionics `HiRes`, 16 electrodes (Winn's Praat vocoder; Gaudrain's MATLAB vocoder).
    Electrodes16,
    /// Advanced Bionics `HiRes` Fidelity 120, 15 channels steered between 16 electrodes: bins of a 256-point transform at
    /// 17.4 kHz (AB Generic Python Toolbox).
    Steered15,
    /// MED-EL, 12 electrodes, 100-8500 Hz (Winn's Praat vocoder, by its author an approximation).
    Electrodes12,
    /// MED-EL, 12 electrodes, 70-8500 Hz (Oldenburg vocoder; Williges & Juergens 2019).
    Electrodes12From70,
    /// Bands of equal length on the cochlea, as many as are asked for.
    Even,
}

/// What the choices are called, in their order.
pub const NAMES: [&str; 6] =
    ["22 electrodes", "16 electrodes", "15 steered", "12 electrodes", "12 from 70 Hz", "Even"];

/// Width of a bin of the 22-electrode processor, Hz: 16 kHz over 128.
const BIN_HZ: f32 = 125.0;
/// Its bands begin in the middle between bins 1 and 2, Hz: bins 0 and 1 are dropped.
const LOWEST_HZ: f32 = 1.5 * BIN_HZ;

/// Bins per band of the 22-electrode processor for each count of active electrodes it has a table for, apical first
/// (Nucleus toolbox, `FFT_band_bins`): 62 bins each.
const BINS: [&[u8]; 11] = [
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8],
    &[1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 8],
    &[1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9],
    &[1, 1, 1, 2, 2, 2, 2, 2, 3, 4, 4, 5, 6, 7, 9, 11],
    &[1, 2, 2, 2, 2, 3, 4, 5, 7, 9, 11, 14],
    &[2, 2, 3, 3, 4, 5, 7, 9, 12, 15],
    &[2, 2, 3, 4, 6, 9, 14, 22],
    &[3, 4, 6, 9, 15, 25],
    &[7, 8, 16, 31],
    &[7, 55],
    &[62],
];

/// Edges of the 16-electrode table, Hz.
const EDGES_16: [f32; 17] = [
    250.0, 416.0, 494.0, 587.0, 697.0, 828.0, 983.0, 1168.0, 1387.0, 1648.0, 1958.0, 2326.0, 2763.0, 3281.0,
    3898.0, 4630.0, 8700.0,
];

/// Width of a bin of the steered processor, Hz: 17.4 kHz over 256.
const STEERED_BIN_HZ: f32 = 17_400.0 / 256.0;
/// Its bands begin in the middle between bins 4 and 5, Hz.
const STEERED_LOWEST_HZ: f32 = 4.5 * STEERED_BIN_HZ;
/// Bins per band of the steered processor, apical first.
const STEERED_BINS: [u8; 15] = [2, 2, 1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 8, 10, 56];

/// Edges of the 12-electrode table, Hz.
const EDGES_12: [f32; 13] =
    [100.0, 175.0, 303.0, 476.0, 701.0, 998.0, 1390.0, 1907.0, 2614.0, 3531.0, 4798.0, 6451.0, 8500.0];

/// Edges of the 12-electrode table from 70 Hz, Hz: those whose arithmetic middles are the centres its source gives.
const EDGES_12_FROM_70: [f32; 13] =
    [70.0, 170.0, 300.0, 468.0, 690.0, 982.0, 1368.0, 1880.0, 2564.0, 3474.0, 4694.0, 6320.0, 8500.0];

impl Map {
    /// Every map.
    pub const ALL: [Self; 6] = [
        Self::Electrodes22,
        Self::Electrodes16,
        Self::Steered15,
        Self::Electrodes12,
        Self::Electrodes12From70,
        Self::Even,
    ];

    /// Choice number `idx`; the first where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }

    /// Channels with nothing switched off.
    pub const fn channels(self) -> usize {
        match self {
            Self::Electrodes22 => 22,
            Self::Electrodes16 => 16,
            Self::Steered15 => 15,
            Self::Electrodes12 | Self::Electrodes12From70 => 12,
            Self::Even => MOST_CHANNELS,
        }
    }

    /// Lowest and highest frequency, Hz. Even bands take the range of the 22-electrode table.
    pub fn range(self) -> (f32, f32) {
        let (edges, count) = match self {
            Self::Even => own(Self::Electrodes22),
            map => own(map),
        };
        (edges[0], edges[count])
    }
}

/// The bands of `map` with `count` channels, and how many they are: `count`, at most the map's own and at least 1.
///
/// Fewer than the map's own share its whole range: by its table where the processor has one for that count, evenly on the
/// cochlea elsewhere. Entries from the last edge on repeat it.
pub fn edges(map: Map, count: usize) -> (Edges, usize) {
    let count = count.clamp(1, map.channels());
    let table = BINS.iter().find(|bins| map == Map::Electrodes22 && bins.len() == count);
    match table {
        Some(bins) => by_bins(bins, BIN_HZ, LOWEST_HZ),
        None if map != Map::Even && count == map.channels() => own(map),
        None => {
            let (low, high) = map.range();
            even(count, low, high)
        }
    }
}

/// The same, and nothing below `low_hz` is listened to: where that cuts the map's range, what is left of it is shared
/// evenly on the cochlea, and at least its highest octave is.
pub fn edges_from(map: Map, count: usize, low_hz: f32) -> (Edges, usize) {
    let (low, high) = map.range();
    if low_hz > low {
        even(count.min(map.channels()), low_hz.min(0.5 * high), high)
    } else {
        edges(map, count)
    }
}

/// `count` bands (1..=[`MOST_CHANNELS`]) of equal length on the cochlea between two frequencies, Hz.
pub fn even(count: usize, low_hz: f32, high_hz: f32) -> (Edges, usize) {
    let count = count.clamp(1, MOST_CHANNELS);
    let (low, high) = (place(low_hz), place(high_hz));
    let edge = |n: usize| match n {
        0 => low_hz,
        n if n >= count => high_hz,
        n => frequency(low + (high - low) * n as f32 / count as f32),
    };
    (std::array::from_fn(edge), count)
}

/// A map's own bands, all of them.
fn own(map: Map) -> (Edges, usize) {
    match map {
        Map::Electrodes22 | Map::Even => by_bins(BINS[0], BIN_HZ, LOWEST_HZ),
        Map::Electrodes16 => listed(&EDGES_16),
        Map::Steered15 => by_bins(&STEERED_BINS, STEERED_BIN_HZ, STEERED_LOWEST_HZ),
        Map::Electrodes12 => listed(&EDGES_12),
        Map::Electrodes12From70 => listed(&EDGES_12_FROM_70),
    }
}

fn listed(list: &[f32]) -> (Edges, usize) {
    let count = list.len() - 1;
    (std::array::from_fn(|n| list[n.min(count)]), count)
}

fn by_bins(bins: &[u8], bin_hz: f32, low_hz: f32) -> (Edges, usize) {
    let below = |n: usize| bins.iter().take(n).map(|bins| f32::from(*bins)).sum::<f32>();
    (std::array::from_fn(|n| low_hz + bin_hz * below(n)), bins.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails unless the bands of `map` with as many channels as `expected` has bands end at these frequencies.
    fn assert_edges(map: Map, expected: &[f32], within_hz: f32) {
        let (edges, count) = edges(map, expected.len() - 1);
        assert_eq!(count, expected.len() - 1);
        for (edge, hz) in edges.iter().zip(expected) {
            assert!((edge - hz).abs() <= within_hz, "{map:?}: {edge}, not {hz} Hz");
        }
        assert!(edges[count..].iter().all(|edge| *edge == edges[count]));
    }

    /// Arithmetic middles of the bands, Hz.
    fn middles(map: Map) -> Vec<f32> {
        let (edges, count) = edges(map, map.channels());
        edges[..=count].windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).collect()
    }

    #[test]
    fn twenty_two_electrodes_have_the_published_edges() {
        let expected = [
            187.5, 312.5, 437.5, 562.5, 687.5, 812.5, 937.5, 1062.5, 1187.5, 1312.5, 1562.5, 1812.5, 2062.5,
            2312.5, 2687.5, 3062.5, 3562.5, 4062.5, 4687.5, 5312.5, 6062.5, 6937.5, 7937.5,
        ];
        assert_edges(Map::Electrodes22, &expected, 0.0);
        assert_eq!(edges(Map::Electrodes22, 32), edges(Map::Electrodes22, 22));
    }

    #[test]
    fn fewer_of_the_twenty_two_share_the_range_by_the_published_bins() {
        let bins: [&[usize]; 10] = [
            &[1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 8],
            &[1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9],
            &[1, 1, 1, 2, 2, 2, 2, 2, 3, 4, 4, 5, 6, 7, 9, 11],
            &[1, 2, 2, 2, 2, 3, 4, 5, 7, 9, 11, 14],
            &[2, 2, 3, 3, 4, 5, 7, 9, 12, 15],
            &[2, 2, 3, 4, 6, 9, 14, 22],
            &[3, 4, 6, 9, 15, 25],
            &[7, 8, 16, 31],
            &[7, 55],
            &[62],
        ];
        for (bins, count) in bins.iter().zip([20, 18, 16, 12, 10, 8, 6, 4, 2, 1]) {
            assert_eq!((bins.len(), bins.iter().sum::<usize>()), (count, 62));
            let edge = |n: usize| 187.5 + 125.0 * bins.iter().take(n).sum::<usize>() as f32;
            assert_edges(Map::Electrodes22, &(0..=count).map(edge).collect::<Vec<f32>>(), 0.0);
        }
    }

    #[test]
    fn sixteen_electrodes_have_the_published_edges_and_centres() {
        let expected = [
            250.0, 416.0, 494.0, 587.0, 697.0, 828.0, 983.0, 1168.0, 1387.0, 1648.0, 1958.0, 2326.0, 2763.0,
            3281.0, 3898.0, 4630.0, 8700.0,
        ];
        assert_edges(Map::Electrodes16, &expected, 0.0);
        let centres = [
            333.0, 455.0, 540.0, 642.0, 762.0, 905.0, 1075.0, 1277.0, 1517.0, 1803.0, 2142.0, 2544.0, 3022.0,
            3589.0, 4264.0, 6665.0,
        ];
        for (middle, centre) in middles(Map::Electrodes16).iter().zip(centres) {
            assert!((middle - centre).abs() < 1.0, "{middle}, not {centre} Hz");
        }
    }

    #[test]
    fn fifteen_steered_channels_have_the_published_edges() {
        let expected = [
            306.0, 442.0, 578.0, 646.0, 782.0, 918.0, 1054.0, 1257.0, 1529.0, 1801.0, 2141.0, 2549.0, 3025.0,
            3568.0, 4248.0, 8054.0,
        ];
        assert_edges(Map::Steered15, &expected, 0.6);
        let bins: [u8; 15] = [2, 2, 1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 8, 10, 56];
        let (edges, _) = edges(Map::Steered15, 15);
        for (pair, bins) in edges.windows(2).zip(bins) {
            assert!((pair[1] - pair[0] - f32::from(bins) * 67.97).abs() < 0.2);
        }
    }

    #[test]
    fn twelve_electrodes_have_the_published_edges_and_centres() {
        let expected = [
            100.0, 175.0, 303.0, 476.0, 701.0, 998.0, 1390.0, 1907.0, 2614.0, 3531.0, 4798.0, 6451.0, 8500.0,
        ];
        assert_edges(Map::Electrodes12, &expected, 0.0);
        let centres =
            [137.0, 239.0, 389.0, 588.0, 849.0, 1194.0, 1648.0, 2260.0, 3072.0, 4164.0, 5624.0, 7475.0];
        let from_70 =
            [120.0, 235.0, 384.0, 579.0, 836.0, 1175.0, 1624.0, 2222.0, 3019.0, 4084.0, 5507.0, 7410.0];
        for (map, centres, within) in
            [(Map::Electrodes12, centres, 1.0), (Map::Electrodes12From70, from_70, 0.0)]
        {
            for (middle, centre) in middles(map).iter().zip(centres) {
                assert!((middle - centre).abs() <= within, "{map:?}: {middle}, not {centre} Hz");
            }
        }
        assert_eq!(Map::Electrodes12From70.range(), (70.0, 8500.0));
    }

    #[test]
    fn even_bands_have_the_edges_of_the_map_of_the_cochlea() {
        let expected: [&[f32]; 3] = [
            &[100.0, 444.0, 1269.0, 3249.0, 8000.0],
            &[100.0, 235.0, 444.0, 767.0, 1269.0, 2045.0, 3249.0, 5112.0, 8000.0],
            &[
                100.0, 160.0, 235.0, 328.0, 444.0, 588.0, 767.0, 991.0, 1269.0, 1615.0, 2045.0, 2581.0,
                3249.0, 4079.0, 5112.0, 6399.0, 8000.0,
            ],
        ];
        for expected in expected {
            let (edges, count) = even(expected.len() - 1, 100.0, 8000.0);
            assert_eq!(count, expected.len() - 1);
            for (edge, hz) in edges.iter().zip(expected) {
                assert!((edge - hz).abs() <= 0.6, "{edge}, not {hz} Hz");
            }
        }
    }

    #[test]
    fn any_count_shares_the_whole_range_and_rises() {
        for map in Map::ALL {
            for count in 0..=40 {
                let (edges, found) = edges(map, count);
                assert_eq!(found, count.clamp(1, map.channels()));
                assert!(edges[..=found].windows(2).all(|pair| pair[1] > pair[0]), "{map:?} {count}");
                let (low, high) = map.range();
                assert_eq!((edges[0], edges[found]), (low, high), "{map:?} {count}");
            }
        }
        // Between its tables the 22-electrode map is even on the cochlea.
        assert_eq!(edges(Map::Electrodes22, 11), even(11, 187.5, 7937.5));
        assert_eq!(edges(Map::Even, 22), even(22, 187.5, 7937.5));
    }

    #[test]
    fn a_lowest_frequency_cuts_the_range_and_keeps_the_count() {
        for map in Map::ALL {
            let (_, high) = map.range();
            assert_eq!(edges_from(map, 12, 0.0), edges(map, 12));
            let (edges, count) = edges_from(map, 12, 600.0);
            assert_eq!((edges[0], edges[12], count), (600.0, high, 12));
            assert_eq!(edges_from(map, 2, 1.0e9).0[0], 0.5 * high);
        }
    }

    #[test]
    fn names_stand_for_choices() {
        for (number, (map, name)) in Map::ALL.iter().zip(NAMES).enumerate() {
            assert_eq!(Map::numbered(number), *map);
            assert!(map.channels() == MOST_CHANNELS || name.starts_with(&map.channels().to_string()));
        }
        assert_eq!(Map::numbered(99), Map::Electrodes22);
    }
}
