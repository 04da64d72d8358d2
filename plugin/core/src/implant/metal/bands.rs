//! What the channels of an implant find in a spectrum, and where they are heard.

use realfft::num_complex::Complex32;

use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::greenwood::place;
use crate::kit::section::HIGHEST_SHARE;

/// How far a single electrode reaches to each side, mm (design).
const ALONE_MM: f32 = 3.0;

/// One value per place on the cochlea where something is heard: electrodes, and one more on each side.
pub type PerPlace = [f32; MOST_CHANNELS + 2];

/// Bins, out of `bins`, in which anything is sung.
pub const fn usable(bins: usize) -> usize {
    // Bins reach up to half of the sample rate.
    (2.0 * HIGHEST_SHARE as f32 * bins as f32) as usize
}

/// One value per channel.
pub type PerChannel = [f32; MOST_CHANNELS];

/// What each channel finds in a spectrum.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// Energy: the sum of powers, shared with the neighbouring channels.
    pub energy: PerChannel,
    /// The bin that is strongest between the channel's edges, to a fraction of it; 0 if there is nothing.
    pub strongest: PerChannel,
}

/// How the bins of a spectrum belong to channels.
pub struct Bands {
    /// Distance of the bins, Hz.
    bin_hz: f32,
    /// Place of each bin, mm from the apex.
    places: Vec<f32>,
    /// Per bin: the channel whose middle lies at or below it, and the next one's share of its power.
    shares: Vec<(usize, f32)>,
    /// Bins from `first` up to `end` are heard by the channels.
    first: usize,
    end: usize,
    /// First bin of each channel, and of the one after the last.
    starts: [usize; MOST_CHANNELS + 1],
    count: usize,
}

impl Bands {
    /// For spectra of `bins` bins, `bin_hz` apart. Allocates.
    pub fn new(bins: usize, bin_hz: f32) -> Self {
        Self {
            bin_hz,
            places: (0..bins).map(|bin| place(bin as f32 * bin_hz)).collect(),
            shares: vec![(0, 0.0); bins],
            first: 0,
            end: 0,
            starts: [0; MOST_CHANNELS + 1],
            count: 0,
        }
    }

    /// The bin at or above `hz`.
    fn bin(&self, hz: f32) -> usize {
        (libm::ceilf(hz / self.bin_hz).max(1.0) as usize).min(self.places.len() - 1)
    }

    /// Shares the bins out among `channels`: between two channels' middles by their distance on the cochlea, so
    /// that a tone that moves a little moves little between channels.
    pub fn set(&mut self, channels: &Channels) {
        self.count = channels.count.min(MOST_CHANNELS);
        self.starts = std::array::from_fn(|n| self.bin(channels.edges[n.min(self.count)]));
        (self.first, self.end) = (self.starts[0], self.starts[self.count]);
        let Some(last) = self.count.checked_sub(1) else { return };
        let middles: PerChannel = std::array::from_fn(|n| place(channels.centre(n.min(last))));
        let mut below = 0;
        for bin in self.first..self.end {
            let here = self.places[bin];
            while below + 1 < self.count && middles[below + 1] <= here {
                below += 1;
            }
            let gap = middles[(below + 1).min(last)] - middles[below];
            let share = if gap > 0.0 { ((here - middles[below]) / gap).clamp(0.0, 1.0) } else { 0.0 };
            self.shares[bin] = (below, share);
        }
    }

    /// What the channels find in `spectrum`.
    pub fn find(&self, spectrum: &[Complex32]) -> Found {
        let mut energy = [0.0; MOST_CHANNELS + 1];
        let mut strongest = [0.0; MOST_CHANNELS];
        for (n, strongest) in strongest.iter_mut().enumerate().take(self.count) {
            let (mut most, mut best) = (0.0, 0);
            let range = self.starts[n]..self.starts[n + 1].max(self.starts[n]);
            let shared = spectrum[range.clone()].iter().zip(&self.shares[range]);
            for (bin, (value, &(below, share))) in shared.enumerate() {
                let power = value.norm_sqr();
                energy[below] += (1.0 - share) * power;
                energy[below + 1] += share * power;
                if power > most {
                    (most, best) = (power, self.starts[n] + bin);
                }
            }
            *strongest = refined(spectrum, best);
        }
        Found { energy: std::array::from_fn(|n| energy[n]), strongest }
    }

    /// Calls `paint` with every bin that is heard at electrodes whose places are `heard` (mm from the apex,
    /// rising), the number of the place below it and how far on the way to the next one it is, 0..=1. Numbers
    /// begin with 0 half a gap below the first electrode, which is number 1; after the last there is one more.
    pub fn between(&self, heard: &PerChannel, mut paint: impl FnMut(usize, usize, f32)) {
        let Some(last) = self.count.checked_sub(1) else { return };
        let gap = |n: usize| if last > 0 { 0.5 * (heard[n + 1] - heard[n]) } else { ALONE_MM };
        let at = |number: usize| match number {
            0 => heard[0] - gap(0),
            n if n <= self.count => heard[n - 1],
            _ => heard[last] + gap(last.saturating_sub(1)),
        };
        let usable = usable(self.places.len());
        let mut bin = 1;
        for number in 0..=self.count {
            let (low, high) = (at(number), at(number + 1));
            while bin < usable && self.places[bin] < low {
                bin += 1;
            }
            while bin < usable && self.places[bin] < high {
                paint(bin, number, (self.places[bin] - low) / (high - low));
                bin += 1;
            }
        }
    }
}

/// The middle of the peak at `bin`, by the powers of its neighbours.
fn refined(spectrum: &[Complex32], bin: usize) -> f32 {
    let Some(peak) = bin.checked_sub(1).and_then(|low| spectrum.get(low..low + 3)) else { return 0.0 };
    let [low, middle, high] = [0, 1, 2].map(|n| peak[n].norm_sqr());
    let all = low + middle + high;
    if all > 0.0 { bin as f32 + (high - low) / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands() -> Bands {
        let mut bands = Bands::new(721, 48_000.0 / 1440.0);
        bands.set(&Channels::default());
        bands
    }

    #[test]
    fn all_power_in_range_is_found_once() {
        let spectrum = vec![Complex32::new(0.0, 2.0); 721];
        let found = bands().find(&spectrum);
        let bins = (7937.5f32 / (100.0 / 3.0)).ceil() - (187.5f32 / (100.0 / 3.0)).ceil();
        assert!((found.energy.iter().sum::<f32>() / (4.0 * bins) - 1.0).abs() < 1e-5);
        assert!(found.energy[12..].iter().all(|energy| *energy == 0.0));
    }

    #[test]
    fn the_strongest_partial_is_found_between_bins() {
        let mut spectrum = vec![Complex32::default(); 721];
        spectrum[30] = Complex32::new(1.0, 0.0);
        spectrum[31] = Complex32::new(0.0, 1.0);
        let found = bands().find(&spectrum);
        let channel = found.strongest.iter().position(|bin| *bin > 0.0).unwrap();
        assert_eq!(found.strongest[channel], 30.5);
        assert!(
            Channels::default().edges[channel] < 1017.0 && Channels::default().edges[channel + 1] > 1017.0
        );
    }
}
