//! The loudness match: what a path takes off the loudness of speech, put back, so that its colour is heard.

use crate::base::units::gain_from_db;
use crate::base::{Ear, PerEar};
use crate::hearing::bands::{noise_levels, reference_levels};
use crate::hearing::erb;
use crate::hearing::loudness::{k_weighting, speech_density};
use crate::hearing::recruitment::Law;
use crate::kit::low_pass;

use super::ear::{Aim, EarGains, Station};
use super::head::{shadow_db, shadow_in_phase};

/// The most that is put back, dB (the project's: as much as the trim gives). A moderate loss needs it; what a severe one
/// leaves stays soft.
pub const MOST_DB: f32 = 24.0;
/// The most by which any band of programme may then be louder than it was, dB (the project's). Where a path keeps the
/// bass and takes the rest it acts first: without it the film's residue would be 24 dB of rumble.
pub const MOST_RISE_DB: f32 = 12.0;
/// Every so many stations one stands for the noise: they lie half an ERB apart.
const STRIDE: usize = 2;

/// One band of programme, and of the noise.
#[derive(Debug, Clone, Copy)]
struct Share {
    /// What the detector reads of the noise, mean square re full scale; of the reference noise where speech has nothing.
    level: f32,
    /// Its share of the noise's loudness.
    loudness: f32,
    /// What the head leaves of it on the way around, power; and what of that is in phase, amplitude.
    shadow: f32,
    in_phase: f32,
}

/// How loud ears on their way along a path hear speech-shaped noise in the middle, as loud as reference noise.
///
/// A pure function of where the ears are: nothing that is played changes it, nor does any event.
#[derive(Default)]
pub struct Matching {
    stations: Vec<Station>,
    shares: Vec<Share>,
    ears: PerEar<EarGains>,
}

impl Matching {
    /// Makes room, on a grid of `frame_rate` per second. Allocates.
    pub fn prepare(&mut self, stations: &[Station], frame_rate: f64) {
        let centres: Vec<f32> = stations.iter().map(|station| station.band.hz).collect();
        let levels = noise_levels(&centres, speech_density).into_iter().zip(reference_levels(&centres));
        let all = stations.iter().zip(levels).step_by(STRIDE).map(|(station, (speech, reference))| {
            let hz = station.band.hz;
            let level = if speech_density(hz) > 0.0 { speech } else { reference };
            let loudness = speech_density(hz) * erb::bandwidth(hz) * k_weighting(hz);
            let shadow = libm::exp10f(0.1 * shadow_db(hz));
            let in_phase = shadow_in_phase(hz);
            (*station, Share { level: libm::exp10f(0.1 * level), loudness, shadow, in_phase })
        });
        (self.stations, self.shares) = all.unzip();
        for ear in self.ears.iter_mut() {
            ear.prepare(self.stations.len(), frame_rate);
        }
    }

    /// Ears are there at once.
    pub fn jump(&mut self, aims: &PerEar<Aim>) {
        Ear::BOTH.into_iter().for_each(|ear| self.ears[ear].jump(&aims[ear]));
    }

    /// One frame further on the way to `aims`.
    pub fn step(&mut self, aims: &PerEar<Aim>) {
        Ear::BOTH.into_iter().for_each(|ear| self.ears[ear].step(&aims[ear]));
    }

    /// The gain that puts back a `share` (in dB) of what speech-shaped noise has lost where a listener hears `depth` of
    /// the loss.
    pub fn gain(&mut self, law: Law, depth: f32, share: f32) -> f32 {
        if share == 0.0 {
            return 1.0;
        }
        let (lost, loudest) = self.hear(law, depth);
        let most = (MOST_RISE_DB - loudest).clamp(0.0, MOST_DB);
        gain_from_db(f64::from(share * lost.clamp(0.0, most))) as f32
    }

    /// What the noise has lost of its loudness, dB: the mean of both ears' K-weighted power; and the gain of the band
    /// that is heard best, dB.
    fn hear(&mut self, law: Law, depth: f32) -> (f32, f32) {
        let (mut heard, mut whole, mut loudest) = (0.0, 0.0, 0.0_f32);
        for ear in Ear::BOTH {
            let ear = &mut self.ears[ear];
            let around = ear.sides().around;
            let levels = self.shares.iter().map(|band| band.level * (1.0 + around * around * band.shadow));
            ear.hear(law, &self.stations, levels, depth);
            let sides = ear.sides().heard(depth);
            let (around, edge) = (sides.around, libm::exp2f(sides.coherent));
            for ((band, station), gain) in self.shares.iter().zip(&self.stations).zip(&ear.gains) {
                // The same noise at both ears: what comes around the head adds to it by its phase, as far as it kept any.
                let in_phase = band.in_phase * low_pass::power_gain(station.band.hz, edge);
                let both = 1.0 + around * (2.0 * in_phase + around * band.shadow);
                let power = libm::exp10f(0.1 * gain) * both;
                heard += band.loudness * power;
                whole += band.loudness;
                loudest = power.max(loudest);
            }
        }
        (-10.0 * libm::log10f(heard / whole), 10.0 * libm::log10f(loudest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Layout, Spec};
    use crate::hearing::audiogram::Audiogram;
    use crate::hearing::event::Effect;
    use crate::hearing::path::{CUSTOM, PATHS, Path};
    use crate::hearing::recruitment::bounded;
    use crate::loss::ear::stations;
    use crate::loss::settings::LossSettings;

    fn matching(rate: f32) -> Matching {
        let spec = Spec { sample_rate: rate, layout: Layout::STEREO };
        let mut matching = Matching::default();
        matching.prepare(&stations(&spec), f64::from(rate) / 128.0);
        matching
    }

    /// The gain for these settings, dB.
    fn db(matching: &mut Matching, settings: &LossSettings) -> f32 {
        matching.jump(&settings.aims(&Effect::default()));
        20.0 * libm::log10f(matching.gain(bounded, settings.depth, 1.0))
    }

    fn flat(loss: f32) -> LossSettings {
        let path = PATHS.iter().position(|path| *path == CUSTOM).unwrap();
        LossSettings {
            path,
            loss: 1.0,
            thresholds: PerEar::same(Audiogram::flat(loss)),
            ..LossSettings::default()
        }
    }

    #[test]
    fn nothing_lost_is_nothing_put_back_to_the_bit() {
        let mut matching = matching(48_000.0);
        for (path, Path { name, .. }) in PATHS.iter().enumerate() {
            let untouched = LossSettings { path, ..LossSettings::default() };
            matching.jump(&untouched.aims(&Effect::default()));
            assert_eq!(matching.gain(bounded, 1.0, 1.0), 1.0, "{name}");
        }
        matching.jump(&flat(40.0).aims(&Effect::default()));
        assert_eq!(matching.gain(bounded, 1.0, 0.0), 1.0);
        assert_eq!(matching.gain(bounded, 0.0, 1.0), 1.0);
    }

    #[test]
    fn a_flat_linear_loss_is_put_back_whole_up_to_the_bound() {
        let mut matching = matching(48_000.0);
        for (loss, expected) in [(5.0, 5.0), (20.0, 20.0), (40.0, MOST_DB), (90.0, MOST_DB)] {
            let found = db(&mut matching, &LossSettings { recruitment: 0.0, ..flat(loss) });
            assert!((found - expected).abs() < 0.01, "{loss} dB: {found}");
        }
        let half = LossSettings { recruitment: 0.0, depth: 0.5, ..flat(20.0) };
        assert!((db(&mut matching, &half) - 10.0).abs() < 0.01);
    }

    #[test]
    fn no_path_is_lowered_or_raised_beyond_its_bounds_at_any_rate() {
        for rate in [22_050.0, 48_000.0, 192_000.0] {
            let mut matching = matching(rate);
            for (path, Path { name, .. }) in PATHS.iter().enumerate() {
                for step in 0..=20 {
                    let loss = step as f32 / 20.0;
                    let settings = LossSettings { path, loss, ..flat(60.0) };
                    let gain = db(&mut matching, &settings);
                    let (_, loudest) = matching.hear(bounded, 1.0);
                    let what = format!("{name} at {loss}, {rate} Hz: {gain} dB");
                    assert!((0.0..=MOST_DB + 1e-4).contains(&gain), "{what}");
                    assert!(gain + loudest <= MOST_RISE_DB + 1e-3 || gain == 0.0, "{what}, {loudest} dB");
                }
            }
        }
    }

    #[test]
    fn the_film_is_whole_up_to_mumble_and_ends_soft() {
        let mut matching = matching(48_000.0);
        let mut at = |loss| db(&mut matching, &LossSettings { loss, ..LossSettings::default() });
        assert!(at(0.45) < at(0.65) && at(0.65) < MOST_RISE_DB);
        // The bass is heard 3 dB better at 85 %, and 6 dB softer at 100 %.
        assert!((at(0.85) - (MOST_RISE_DB - 3.0)).abs() < 0.5, "{}", at(0.85));
        assert!((at(1.0) - (MOST_RISE_DB + 6.0)).abs() < 0.5, "{}", at(1.0));
    }

    #[test]
    fn an_ear_alone_needs_next_to_nothing() {
        let mut matching = matching(48_000.0);
        let alone = LossSettings { loss: 1.0, better_ear: 1.0, ..LossSettings::default() };
        assert!(db(&mut matching, &alone) < 1.0);
    }

    #[test]
    fn ears_on_their_way_are_matched_on_their_way() {
        let mut matching = matching(48_000.0);
        let [from, to] = [0.0, 0.45].map(|loss| LossSettings { loss, ..LossSettings::default() });
        let end = db(&mut matching, &to);
        matching.jump(&from.aims(&Effect::default()));
        let mut last = 0.0;
        for _ in 0..100 {
            matching.step(&to.aims(&Effect::default()));
            let now = 20.0 * libm::log10f(matching.gain(bounded, 1.0, 1.0));
            assert!(now >= last && now - last < 1.0, "{last}, {now}");
            last = now;
        }
        assert!((last - end).abs() < 1e-4);
    }
}
