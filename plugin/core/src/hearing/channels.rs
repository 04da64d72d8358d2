//! The channels of one ear's implant as they are used: what each listens to, and where its electrode is heard.

use super::allocation::{self, Map};
use super::array::{Array, electrode};
use super::greenwood::{DUCT_MM, frequency, place};

/// Most channels an implant may have here.
pub const MOST_CHANNELS: usize = 32;

/// The channels of one implant, apical (low) first. Entries from `count` on mean nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Channels {
    /// How many, 0..=[`MOST_CHANNELS`]; with none the ear hears nothing.
    pub count: usize,
    /// Edges of the analysis bands, rising, Hz: channel `n` listens from `edges[n]` to `edges[n + 1]`.
    pub edges: [f32; MOST_CHANNELS + 1],
    /// Where each channel's electrode sits, mm from the apex on Greenwood's map.
    pub places: [f32; MOST_CHANNELS],
    /// Number of the electrode on its array, 1 the most apical.
    pub electrodes: [u8; MOST_CHANNELS],
    /// Whether the nerve there answers: a dead region is a hole.
    pub alive: [bool; MOST_CHANNELS],
}

/// What an ear was given, and what became of it. Electrodes are bits here, the most apical the lowest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Device {
    /// Which frequencies its channels listen to.
    pub map: Map,
    /// Channels asked for, 1..=[`MOST_CHANNELS`]: never more than the map and the array have.
    pub channels: usize,
    /// Where its electrodes sit.
    pub array: Array,
    /// Depth of insertion of an array by depth, mm from the base.
    pub depth_mm: f32,
    /// How much nearer the base everything is heard, mm; less than 0 is nearer the apex.
    pub shift_mm: f32,
    /// Electrodes switched off: the others share what their channels listened to.
    pub off: u32,
    /// Electrodes over a dead region: their channels listen, and nothing answers.
    pub dead: u32,
    /// Nothing below is listened to, Hz: there the ear hears by itself. 0 where it does not.
    pub low_hz: f32,
}

impl Default for Device {
    fn default() -> Self {
        Self {
            map: Map::Electrodes22,
            channels: 22,
            array: Array::Matched,
            depth_mm: 25.0,
            shift_mm: 0.0,
            off: 0,
            dead: 0,
            low_hz: 0.0,
        }
    }
}

impl Device {
    /// Channels asked for that the map has.
    fn asked(&self) -> usize {
        self.channels.clamp(1, self.map.channels())
    }

    /// Electrodes its processor drives.
    fn drives(&self) -> usize {
        if self.map == Map::Even { self.asked() } else { self.map.channels() }
    }

    /// Electrodes on its array, whether they are used or not.
    pub fn electrodes(&self) -> usize {
        self.array.electrodes(self.drives())
    }
}

impl Default for Channels {
    fn default() -> Self {
        /// The range of the 22-electrode map, Hz (Nucleus toolbox).
        const RANGE: (f32, f32) = (187.5, 7937.5);
        Self::even(12, RANGE.0, RANGE.1)
    }
}

impl Channels {
    /// None at all: for settings that name channels which somebody else works out.
    pub const NONE: Self = Self {
        count: 0,
        edges: [0.0; MOST_CHANNELS + 1],
        places: [0.0; MOST_CHANNELS],
        electrodes: [0; MOST_CHANNELS],
        alive: [false; MOST_CHANNELS],
    };

    /// `count` channels of equal length on the cochlea between two frequencies, heard where they listen.
    pub fn even(count: usize, low_hz: f32, high_hz: f32) -> Self {
        let (edges, count) = allocation::even(count, low_hz, high_hz);
        let electrodes = std::array::from_fn(|n| n as u8 + 1);
        let mut channels =
            Self { count, edges, places: [0.0; MOST_CHANNELS], electrodes, alive: [true; MOST_CHANNELS] };
        channels.places = std::array::from_fn(|n| place(channels.centre(n.min(count - 1))));
        channels
    }

    /// The channels of `device`. Fewer than it has electrodes that are on use some from all along the array; all of them
    /// share the range, whatever is off.
    pub fn of(device: &Device) -> Self {
        let (asked, drives, has) = (device.asked(), device.drives(), device.electrodes());
        let bit = |bits: u32, n: usize| bits >> n & 1 == 1;
        let mut on = [0; MOST_CHANNELS];
        let mut left = 0;
        for n in (0..has).filter(|n| !bit(device.off, *n)) {
            on[left] = n;
            left += 1;
        }
        let count = asked.min(left);
        let mut used = [0; MOST_CHANNELS];
        for (n, used) in used.iter_mut().enumerate().take(count) {
            *used = on[electrode(n, count, left)];
        }
        let (edges, _) = allocation::edges_from(device.map, count, device.low_hz);
        let mut channels = Self {
            count,
            edges,
            places: [0.0; MOST_CHANNELS],
            electrodes: used.map(|n| n as u8 + 1),
            alive: used.map(|n| !bit(device.dead, n)),
        };
        for (n, electrode) in used.into_iter().enumerate().take(count) {
            let sits = device.array.place(electrode, drives, device.depth_mm);
            let mm = sits.unwrap_or_else(|| place(channels.centre(n)));
            channels.places[n] = (mm + device.shift_mm).clamp(0.0, DUCT_MM);
        }
        channels
    }

    /// Middle of the band channel `n` listens to, on the cochlea, Hz.
    pub fn centre(&self, n: usize) -> f32 {
        frequency(0.5 * (place(self.edges[n]) + place(self.edges[n + 1])))
    }

    /// Frequency of the place where channel `n` is heard, Hz.
    pub fn heard_hz(&self, n: usize) -> f32 {
        frequency(self.places[n])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_channels_have_the_edges_of_the_map() {
        // Greenwood edges 100-8000 Hz for 4 channels: 100 444 1269 3249 8000.
        let channels = Channels::even(4, 100.0, 8000.0);
        for (edge, hz) in channels.edges.iter().zip([100.0, 444.0, 1269.0, 3249.0, 8000.0]) {
            assert!((edge / hz - 1.0).abs() < 2e-3, "{edge} {hz}");
        }
        for n in 0..4 {
            assert!((channels.heard_hz(n) / channels.centre(n) - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn a_thousand_hertz_through_the_hugging_array_is_heard_at_1668() {
        let channels = Channels::of(&Device { array: Array::Hugging22, ..Device::default() });
        let listens = (0..22).find(|n| channels.edges[*n + 1] > 1000.0).unwrap_or_default();
        println!("channel {listens} is heard at {:.1} Hz", channels.heard_hz(listens));
        assert!((channels.heard_hz(listens) - 1668.0).abs() < 0.5);
        assert_eq!((channels.count, channels.electrodes[listens]), (22, 7));
    }

    #[test]
    fn a_device_never_has_more_channels_than_its_map_or_its_array() {
        for map in Map::ALL {
            for array in Array::ALL {
                for asked in 0..=40 {
                    let device = Device { map, array, channels: asked, ..Device::default() };
                    let channels = Channels::of(&device);
                    let most = match array {
                        Array::Hugging22 => map.channels().min(22),
                        Array::Straight12 => map.channels().min(12),
                        Array::Matched | Array::ByDepth => map.channels(),
                    };
                    assert_eq!(channels.count, asked.clamp(1, most), "{device:?}");
                    assert_eq!(channels.edges, allocation::edges(map, channels.count).0);
                    let places = &channels.places[..channels.count];
                    assert!(places.windows(2).all(|pair| pair[1] > pair[0]), "{device:?}: {places:?}");
                }
            }
        }
    }

    #[test]
    fn an_electrode_switched_off_leaves_its_range_to_the_others() {
        let device = Device { off: 1 << 4 | 1 << 9, array: Array::Hugging22, ..Device::default() };
        let channels = Channels::of(&device);
        assert_eq!((channels.count, channels.edges), (20, allocation::edges(Map::Electrodes22, 20).0));
        assert_eq!(channels.electrodes[3..6], [4, 6, 7]);
        assert!((channels.heard_hz(4) - 1428.0).abs() < 0.5 && channels.alive.iter().all(|alive| *alive));
        let none = Channels::of(&Device { off: u32::MAX, ..Device::default() });
        assert_eq!(none.count, 0);
        assert!(none.edges.iter().chain(&none.places).all(|x| x.is_finite()));
    }

    #[test]
    fn a_dead_region_is_a_hole() {
        let whole = Channels::of(&Device::default());
        let holed = Channels::of(&Device { dead: 1 << 21 | 1 << 3, ..Device::default() });
        assert_eq!((holed.count, holed.edges, holed.places), (22, whole.edges, whole.places));
        let silent: Vec<usize> = (0..22).filter(|n| !holed.alive[*n]).collect();
        assert_eq!(silent, [3, 21]);
    }

    #[test]
    fn a_shift_moves_what_is_heard_and_nothing_else() {
        let heard = |shift_mm: f32| {
            Channels::of(&Device { map: Map::Even, channels: 8, shift_mm, ..Device::default() })
        };
        let (own, shifted) = (heard(0.0), heard(3.0));
        assert_eq!(own.edges, shifted.edges);
        for n in 0..8 {
            assert!((shifted.places[n] - own.places[n] - 3.0).abs() < 1e-4);
        }
        for shift in [-99.0, 99.0] {
            assert!(heard(shift).places.iter().all(|mm| (0.0..=DUCT_MM).contains(mm)));
        }
        assert_eq!(Channels::of(&Device { low_hz: 500.0, ..Device::default() }).edges[0], 500.0);
    }
}
