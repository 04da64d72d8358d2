//! Holes where no nerve answers, for what works on short spectra.

use realfft::num_complex::Complex32;

use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::greenwood::place;

/// What is left of each bin of a spectrum where channels are dead.
///
/// A bin belongs to the channel whose middle is nearest to it on the cochlea: those of a dead one are silent. In a
/// living one beside it, a raised cosine leads from nothing half-way between the two to everything in its middle.
pub struct Holes {
    /// Place of each bin, mm from the apex.
    places: Vec<f32>,
    /// Gain of each bin.
    gains: Vec<f32>,
    /// Whether there is any hole, and whether there is anything else.
    any: bool,
    whole: bool,
}

impl Holes {
    /// No holes, for spectra of `bins` bins, `bin_hz` apart. Allocates.
    pub fn new(bins: usize, bin_hz: f32) -> Self {
        Self {
            places: (0..bins).map(|bin| place(bin as f32 * bin_hz)).collect(),
            gains: vec![1.0; bins],
            any: false,
            whole: false,
        }
    }

    /// Takes the channels that are dead; `middles` has each one's, mm from the apex, rising. Without any channel
    /// all is one hole.
    pub fn set(&mut self, channels: &Channels, middles: &[f32; MOST_CHANNELS]) {
        let count = channels.count.min(MOST_CHANNELS);
        let alive = &channels.alive[..count];
        self.any = count == 0 || alive.contains(&false);
        self.whole = !alive.contains(&true);
        if !self.any || self.whole {
            return;
        }
        let mut above = 0;
        for (gain, mm) in self.gains.iter_mut().zip(&self.places) {
            while above < count && middles[above] <= *mm {
                above += 1;
            }
            let (low, high) = (above.saturating_sub(1), above.min(count - 1));
            *gain = match (alive[low], alive[high]) {
                (true, true) => 1.0,
                (false, false) => 0.0,
                (lives_below, _) => {
                    let along = (mm - middles[low]) / (middles[high] - middles[low]);
                    risen(if lives_below { 1.0 - along } else { along })
                }
            };
        }
    }

    /// Whether nothing is heard at all.
    pub const fn is_all(&self) -> bool {
        self.whole
    }

    /// Takes out of `spectrum` what is not heard.
    pub fn cut(&self, spectrum: &mut [Complex32]) {
        if self.whole {
            spectrum.fill(Complex32::default());
        } else if self.any {
            spectrum.iter_mut().zip(&self.gains).for_each(|(bin, gain)| *bin *= *gain);
        }
    }
}

/// The way from a dead channel's middle (0) to a living one's (1): nothing up to half-way.
fn risen(along: f32) -> f32 {
    let along = (2.0 * along - 1.0).clamp(0.0, 1.0);
    0.5 - 0.5 * libm::cosf(std::f32::consts::PI * along)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left at places (mm) with a channel on every millimetre from 10 on.
    fn left(dead: &[usize], count: usize, at: &[f32]) -> Vec<f32> {
        let mut channels = Channels { count, ..Channels::even(12, 187.5, 7937.5) };
        dead.iter().for_each(|n| channels.alive[*n] = false);
        let mut holes = Holes::new(0, 1.0);
        holes.places = at.to_vec();
        holes.gains = vec![1.0; at.len()];
        holes.set(&channels, &std::array::from_fn(|n| 10.0 + n as f32));
        let mut spectrum = vec![Complex32::new(0.0, 1.0); at.len()];
        holes.cut(&mut spectrum);
        spectrum.iter().map(|bin| bin.im).collect()
    }

    #[test]
    fn what_is_nearest_to_a_dead_channel_is_silent_and_half_a_channel_leads_there() {
        let at = [3.0, 10.0, 12.0, 12.49, 12.51, 12.75, 13.0, 13.49, 13.5, 14.0, 14.5, 14.51, 15.0, 40.0];
        let gains = left(&[3, 4], 12, &at);
        println!("{gains:.3?}");
        assert_eq!((gains[..3].to_vec(), gains[12..].to_vec()), (vec![1.0; 3], vec![1.0; 2]));
        assert!(gains[3] < 0.001 && gains[3] > 0.0 && gains[11] < 0.001);
        assert!(gains[4..=10].iter().all(|gain| *gain == 0.0));
        assert!((left(&[3], 12, &[12.25])[0] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn the_outermost_channels_reach_as_far_as_there_are_bins() {
        assert_eq!(left(&[0], 12, &[0.0, 10.0, 10.4, 11.0]), [0.0, 0.0, 0.0, 1.0]);
        assert_eq!(left(&[11], 12, &[20.0, 20.6, 21.0, 35.0]), [1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn all_alive_changes_nothing_and_none_leaves_nothing() {
        assert_eq!(left(&[], 12, &[0.0, 12.3, 40.0]), [1.0; 3]);
        assert_eq!(left(&[], 0, &[0.0, 12.3, 40.0]), [0.0; 3]);
        assert_eq!(left(&[0], 1, &[0.0, 12.3, 40.0]), [0.0; 3]);
        assert_eq!(left(&(0..12).collect::<Vec<_>>(), 12, &[0.0, 12.3, 40.0]), [0.0; 3]);
    }
}
