//! The channels of one ear's implant as they are used: what each listens to, and where its electrode is heard.

use super::greenwood::{frequency, place};

/// Most channels an implant may have here.
pub const MOST_CHANNELS: usize = 32;

/// The channels of one implant, apical (low) first. Entries from `count` on mean nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Channels {
    /// How many, 1..=[`MOST_CHANNELS`].
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

impl Default for Channels {
    fn default() -> Self {
        /// The range of the 22-electrode map, Hz (Nucleus frequency table, `knowledge` section 2.1).
        const RANGE: (f32, f32) = (187.5, 7937.5);
        Self::even(12, RANGE.0, RANGE.1)
    }
}

impl Channels {
    /// `count` channels of equal length on the cochlea between two frequencies, heard where they listen.
    pub fn even(count: usize, low_hz: f32, high_hz: f32) -> Self {
        let count = count.clamp(1, MOST_CHANNELS);
        let (low, high) = (place(low_hz), place(high_hz));
        let mm = |n: usize| low + (high - low) * n as f32 / count as f32;
        let edges = std::array::from_fn(|n| frequency(mm(n.min(count))));
        let mut channels = Self {
            count,
            edges,
            places: [0.0; MOST_CHANNELS],
            electrodes: std::array::from_fn(|n| n as u8 + 1),
            alive: [true; MOST_CHANNELS],
        };
        channels.places = std::array::from_fn(|n| place(channels.centre(n.min(count - 1))));
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
}
