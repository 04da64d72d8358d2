//! Undertow: the rumble of agitation.

use crate::base::Clock;
use crate::base::units::gain_from_db;
use crate::kit::noise::{FOURTH_ORDER, NoiseFilter, fill_white, rms_of};
use crate::kit::random::Random;
use crate::kit::section::Section;

use super::Lanes;

/// Level just above rest, and in full agitation, dBFS RMS; band, Hz (`story.md`, S10).
const DBFS: [f64; 2] = [-60.0, -34.0];
const BAND_HZ: [f32; 2] = [28.0, 70.0];
/// Agitation by which it has come up from nothing.
const THERE: f64 = 0.02;
/// The random streams, one per ear.
const STREAMS: [u32; 2] = [2120, 2121];

/// RMS at this agitation, 0..1.
pub fn level(agitation: f64) -> f64 {
    let [quiet, loud] = DBFS;
    rms_of(quiet) * gain_from_db((loud - quiet) * agitation) * (agitation / THERE).min(1.0)
}

/// The undertow of both ears.
#[derive(Debug, Clone, Default)]
pub struct Undertow {
    filter: NoiseFilter<4, 2>,
}

impl Undertow {
    /// Prepares for `sample_rate`, and forgets. Not for the audio thread.
    pub fn prepare(&mut self, sample_rate: f32) {
        let [from, to] = BAND_HZ;
        let [broad, sharp] = FOURTH_ORDER;
        let sections = [
            Section::high_pass(from, broad, sample_rate),
            Section::high_pass(from, sharp, sample_rate),
            Section::low_pass(to, broad, sample_rate),
            Section::low_pass(to, sharp, sample_rate),
        ];
        self.filter = NoiseFilter::new(sections, sample_rate);
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        self.filter.reset();
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.filter.forget();
    }

    /// Sound of RMS 1 for `len` samples.
    pub fn fill(&mut self, seed: u32, is_one: bool, clock: Clock, len: usize, out: &mut Lanes) {
        let out = &mut out[..len];
        let [some, others] = STREAMS;
        let streams = [some, if is_one { some } else { others }];
        fill_white(&streams.map(|stream| Random::new(seed, stream)), clock, out);
        self.filter.run(out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::heard::{RATE, dbfs, play, related, share_db};
    use super::*;

    #[test]
    fn the_undertow_has_its_levels_and_band_and_differs_between_ears() {
        let mut undertow = Undertow::default();
        undertow.prepare(RATE);
        let sound = play(60, |clock, len, out| undertow.fill(1, false, clock, len, out));
        let of_one = dbfs(&sound[0]);
        let level = |agitation| of_one + 20.0 * super::level(agitation).log10();
        let (band, above) = (share_db(&sound[0], 28.0, 70.0), share_db(&sound[0], 120.0, 24_000.0));
        println!(
            "undertow: {:.2} dBFS just above rest, {:.2} agitated; {band:.1} dB of it in 28-70 Hz, {above:.1} above \
             120 Hz; ears related {:.3}",
            level(0.02),
            level(1.0),
            related(&sound)
        );
        assert_eq!(super::level(0.0), 0.0);
        assert!((level(0.02) + 59.5).abs() < 0.5 && (level(1.0) + 34.0).abs() < 0.5);
        assert!(band > -1.5 && above < -20.0 && related(&sound).abs() < 0.05);
    }
}
