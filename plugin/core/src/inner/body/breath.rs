//! Breath: in, brighter and shorter, and out, darker and longer.

use crate::base::{Clock, SEGMENT};
use crate::kit::noise::{FOURTH_ORDER, NoiseFilter, fill_white, rms_of};
use crate::kit::random::Random;
use crate::kit::section::{BUTTERWORTH, Section};
use crate::kit::turn::cos_sin;

use super::Lanes;

/// Level over a whole breath at rest, dBFS RMS (`story.md`, S8).
pub const DBFS: f64 = -50.0;
/// How much louder it is in full agitation, dB (`story.md`, S10).
pub const AGITATION_DB: f32 = 9.0;
/// Breaths per minute at rest, and in full agitation (adults at rest: 12-18; design).
const PER_MINUTE: [f32; 2] = [14.0, 30.0];
/// Bands of breath, Hz: in and out, together those of `story.md`, S8 (150-900).
const IN_HZ: [f32; 2] = [300.0, 900.0];
const OUT_HZ: [f32; 2] = [150.0, 550.0];
/// When it goes in and out: start and length, turns (design; at rest out takes half as long again as in).
const IN: [f32; 2] = [0.0, 0.36];
const OUT: [f32; 2] = [0.40, 0.54];
/// How loud out is re in (design).
const OUT_SHARE: f32 = 0.8;
/// Shares of what both ears hear alike and of each ear's own: correlated by 0.64 (design; it comes from the throat).
const ALIKE: f32 = 0.8;
const OWN: f32 = 0.6;
/// The random streams: of both ears, and one per ear.
const STREAMS: [u32; 3] = [2110, 2111, 2112];

/// Breaths per second at this agitation, 0..1.
pub fn pace(agitation: f32) -> f32 {
    let [rest, agitated] = PER_MINUTE;
    (rest + (agitated - rest) * agitation) / 60.0
}

/// The breath of both ears.
#[derive(Debug, Clone, Default)]
pub struct Breath {
    inward: NoiseFilter<3, 2>,
    outward: NoiseFilter<3, 2>,
    gain: f32,
}

/// How loud breath is on its way in and out, at `turns` (0..1) of a whole one.
#[inline]
fn shape(turns: f32) -> [f32; 2] {
    let bump = |along: f32| {
        let (cos, _) = cos_sin(along.clamp(0.0, 1.0));
        0.5 - 0.5 * cos
    };
    let out = ((turns - OUT[0]) / OUT[1]).clamp(0.0, 1.0);
    // Out is let go: its crest comes after a third.
    [bump((turns - IN[0]) / IN[1]), OUT_SHARE * bump(2.0 * out / (1.0 + out))]
}

impl Breath {
    /// Prepares for `sample_rate`, and forgets. Not for the audio thread.
    pub fn prepare(&mut self, sample_rate: f32) {
        /// Points of the mean over a breath.
        const POINTS: u16 = 1000;
        let [broad, sharp] = FOURTH_ORDER;
        let filter = |[from, to]: [f32; 2]| {
            let sections = [
                Section::high_pass(from, BUTTERWORTH, sample_rate),
                Section::low_pass(to, broad, sample_rate),
                Section::low_pass(to, sharp, sample_rate),
            ];
            NoiseFilter::new(sections, sample_rate)
        };
        self.inward = filter(IN_HZ);
        self.outward = filter(OUT_HZ);
        let power = |n| shape(f32::from(n) / f32::from(POINTS)).map(|x| f64::from(x * x)).iter().sum::<f64>();
        let mean = (0..POINTS).map(power).sum::<f64>() / f64::from(POINTS);
        self.gain = (rms_of(DBFS) / libm::sqrt(mean)) as f32;
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        self.inward.reset();
        self.outward.reset();
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.inward.forget();
        self.outward.forget();
    }

    /// Sound at rest for as many samples as there are `turns` of the breath's phase.
    pub fn fill(&mut self, seed: u32, is_one: bool, clock: Clock, turns: &[f32], out: &mut Lanes) {
        let len = turns.len().min(SEGMENT);
        let mut white = [[0.0; 3]; SEGMENT];
        fill_white(&STREAMS.map(|stream| Random::new(seed, stream)), clock, &mut white[..len]);
        let mut inward: Lanes = [[0.0; 2]; SEGMENT];
        for (sample, [alike, some, others]) in inward[..len].iter_mut().zip(white) {
            let own = [some, if is_one { some } else { others }];
            *sample = own.map(|own| ALIKE * alike + OWN * own);
        }
        let out = &mut out[..len];
        out.copy_from_slice(&inward[..len]);
        self.inward.run(&mut inward[..len]);
        self.outward.run(out);
        for ((sample, inward), turns) in out.iter_mut().zip(inward).zip(turns) {
            let [into, out_of] = shape(*turns).map(|share| self.gain * share);
            for (x, inward) in sample.iter_mut().zip(inward) {
                *x = into * inward + out_of * *x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::heard::{RATE, dbfs, play, related, share_db};
    use super::*;

    #[test]
    fn breath_has_its_level_and_goes_in_brighter_than_out() {
        let sound = |is_one| {
            let mut breath = Breath::default();
            breath.prepare(RATE);
            // A breath of four seconds.
            play(60, |clock, len, out| {
                let turns: Vec<f32> =
                    (0..len).map(|n| ((clock.now() as usize + n) % 192_000) as f32 / 192_000.0).collect();
                breath.fill(1, is_one, clock, &turns, out);
            })
        };
        let breath = sound(false);
        let level = dbfs(&breath[0]);
        let band = share_db(&breath[0], 150.0, 900.0);
        let way = |from: usize, to: usize| {
            let cycles = breath[0].chunks_exact(192_000);
            cycles.flat_map(|cycle| cycle[from..to].to_vec()).collect::<Vec<f32>>()
        };
        let (inward, outward) = (way(0, 69_120), way(76_800, 180_480));
        let low = [&inward, &outward].map(|x| share_db(x, 0.0, 300.0));
        println!(
            "breath: {level:.2} dBFS, {band:.1} dB of it in 150-900 Hz; below 300 Hz {:.1} dB of in, {:.1} of out; \
             ears related {:.3}",
            low[0],
            low[1],
            related(&breath)
        );
        assert!((level + 50.0).abs() < 0.5 && band > -1.5);
        assert!(low[1] > low[0] + 5.0);
        assert!((related(&breath) - 0.64).abs() < 0.05);
        let one = sound(true);
        assert!(one[0] == one[1] && one[0] == breath[0]);
        assert_eq!(pace(0.0) * 60.0, 14.0);
        assert_eq!(pace(1.0) * 60.0, 30.0);
    }
}
