//! Blood: a rush of noise that swells after each beat.

use crate::base::{Clock, SEGMENT};
use crate::kit::noise::{FOURTH_ORDER, NoiseFilter, fill_white, rms_of};
use crate::kit::random::Random;
use crate::kit::section::{BUTTERWORTH, Section};
use crate::kit::turn::cos_sin;

use super::Lanes;

/// Long-term level, dBFS RMS, and band, Hz (`story.md`, S8).
pub const DBFS: f64 = -58.0;
const BAND_HZ: [f32; 2] = [60.0, 400.0];
/// How long after the heart's first blow the wave of pressure is there, seconds (design; its way to the head takes 0.1 to
/// 0.2).
const DELAY_SECONDS: f32 = 0.150;
/// What is left between two waves, re the wave's crest (design).
const BETWEEN: f32 = 0.2;
/// The random streams, one per ear.
const STREAMS: [u32; 2] = [2100, 2101];

/// The blood of both ears.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    filter: NoiseFilter<3, 2>,
    gain: f32,
}

/// How strong it is where the heart is `turns` past the crest of the wave.
#[inline]
fn wave(turns: f32) -> f32 {
    let (cos, _) = cos_sin(turns);
    let rise = 0.5 + 0.5 * cos;
    BETWEEN + (1.0 - BETWEEN) * rise * rise * rise
}

impl Flow {
    /// Prepares for `sample_rate`, and forgets. Not for the audio thread.
    pub fn prepare(&mut self, sample_rate: f32) {
        /// Points of the mean over a wave: more than its harmonics need.
        const POINTS: u16 = 64;
        let [from, to] = BAND_HZ;
        let [broad, sharp] = FOURTH_ORDER;
        let sections = [
            Section::high_pass(from, BUTTERWORTH, sample_rate),
            Section::low_pass(to, broad, sample_rate),
            Section::low_pass(to, sharp, sample_rate),
        ];
        self.filter = NoiseFilter::new(sections, sample_rate);
        let square = |n| f64::from(wave(f32::from(n) / f32::from(POINTS))).powi(2);
        let power = (0..POINTS).map(square).sum::<f64>() / f64::from(POINTS);
        self.gain = (rms_of(DBFS) / libm::sqrt(power)) as f32;
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        self.filter.reset();
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.filter.forget();
    }

    /// Sound for as many samples as there are `beats`: the heart's phase in turns, and its period, seconds.
    pub fn fill(&mut self, seed: u32, is_one: bool, clock: Clock, beats: &[[f32; 2]], out: &mut Lanes) {
        let out = &mut out[..beats.len().min(SEGMENT)];
        let [some, others] = STREAMS;
        let streams = [some, if is_one { some } else { others }];
        fill_white(&streams.map(|stream| Random::new(seed, stream)), clock, out);
        self.filter.run(out);
        for (sample, [turns, period]) in out.iter_mut().zip(beats) {
            let gain = self.gain * wave(turns - DELAY_SECONDS / period);
            sample.iter_mut().for_each(|x| *x *= gain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::heard::{RATE, dbfs, play, related, share_db};
    use super::*;

    #[test]
    fn blood_has_its_level_and_band_follows_the_heart_and_differs_between_ears() {
        let sound = |seed, is_one| {
            let mut flow = Flow::default();
            flow.prepare(RATE);
            play(60, |clock, len, out| {
                let beats: Vec<[f32; 2]> =
                    (0..len).map(|n| [((clock.now() as usize + n) % 48_000) as f32 / RATE, 1.0]).collect();
                flow.fill(seed, is_one, clock, &beats, out);
            })
        };
        let blood = sound(1, false);
        let level = dbfs(&blood[0]);
        let band = share_db(&blood[0], 60.0, 400.0);
        let around = |from: usize| {
            let second = |part: &[f32]| part[from..from + 4800].to_vec();
            dbfs(&blood[0].chunks_exact(48_000).flat_map(second).collect::<Vec<f32>>())
        };
        let (crest, between) = (around(4800), around(28_800));
        println!(
            "blood: {level:.2} dBFS, {band:.1} dB of it in 60-400 Hz; {crest:.1} dBFS 0.15 s after the beat, \
             {between:.1} between; ears related {:.3}, seeds {:.3}",
            related(&blood),
            related(&[blood[0].clone(), sound(2, false)[0].clone()])
        );
        assert!((level + 58.0).abs() < 0.5 && band > -1.5 && crest > between + 10.0);
        assert!(related(&blood).abs() < 0.05);
        assert!(related(&[blood[0].clone(), sound(2, false)[0].clone()]).abs() < 0.05);
        let one = sound(1, true);
        assert!(one[0] == one[1] && one[0] == blood[0]);
    }
}
