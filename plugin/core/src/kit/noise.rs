//! Coloured noise of known level, by counting: the same wherever a render starts.

use crate::base::Clock;
use crate::base::units::gain_from_db;

use super::random::Random;
use super::section::{Memory, Section};

/// Damping of the two sections of a fourth-order Butterworth edge: 2 cos of odd eighths of a turn/2.
pub const FOURTH_ORDER: [f32; 2] = [1.847_759, 0.765_366_9];
/// For how long a filter is listened to, to find its level, seconds: those in use are silent long before.
const RINGING_SECONDS: f32 = 0.5;
/// For how long nothing may be added before it is over, seconds: longer than half a turn of 15 Hz, which passes zero.
const OVER_SECONDS: f32 = 0.050;
/// Power of an even draw between -1 and 1.
const WHITE_POWER: f64 = 1.0 / 3.0;

/// RMS of a level in dBFS (re a full-scale sine's RMS).
pub fn rms_of(dbfs: f64) -> f64 {
    gain_from_db(dbfs) * std::f64::consts::FRAC_1_SQRT_2
}

/// White noise from the sample that `clock` shows on, each lane from its own stream.
pub fn fill_white<const LANES: usize>(streams: &[Random; LANES], clock: Clock, out: &mut [[f32; LANES]]) {
    for (position, sample) in (clock.now()..).zip(out) {
        *sample = streams.map(|stream| stream.bipolar(position));
    }
}

/// Sections in a row that make noise of RMS 1 of white noise between -1 and 1, in every lane.
#[derive(Debug, Clone, Copy)]
pub struct NoiseFilter<const SECTIONS: usize, const LANES: usize> {
    sections: [Section; SECTIONS],
    memories: [Memory<LANES>; SECTIONS],
    gain: f32,
}

impl<const SECTIONS: usize, const LANES: usize> Default for NoiseFilter<SECTIONS, LANES> {
    /// Passes nothing.
    fn default() -> Self {
        Self { sections: [Section::default(); SECTIONS], memories: [Memory::default(); SECTIONS], gain: 0.0 }
    }
}

impl<const SECTIONS: usize, const LANES: usize> NoiseFilter<SECTIONS, LANES> {
    /// Finds the level of these sections by their response to an impulse. Takes a while: not for the audio thread.
    pub fn new(sections: [Section; SECTIONS], sample_rate: f32) -> Self {
        let mut memories = [Memory::<1>::default(); SECTIONS];
        let mut energy = 0.0;
        let mut input = 1.0;
        // Nothing more comes once a while has added nothing; what would follow are subnormal numbers, and slow.
        let most = (RINGING_SECONDS * sample_rate) as usize;
        let enough = (OVER_SECONDS * sample_rate) as usize;
        let mut idle = 0;
        for _ in 0..most {
            let mut sample = [[std::mem::take(&mut input)]];
            for (section, memory) in sections.iter().zip(&mut memories) {
                section.run(memory, &mut sample);
            }
            let [[x]] = sample.map(|lanes| lanes.map(f64::from));
            let before = energy;
            energy += x * x;
            idle = if energy == before { idle + 1 } else { 0 };
            if idle > enough {
                break;
            }
        }
        let gain = if energy > 0.0 { (1.0 / libm::sqrt(WHITE_POWER * energy)) as f32 } else { 0.0 };
        Self { sections, gain, ..Self::default() }
    }

    /// Makes coloured noise of `white` in place.
    pub fn run(&mut self, white: &mut [[f32; LANES]]) {
        for (section, memory) in self.sections.iter().zip(&mut self.memories) {
            section.run(memory, white);
        }
        white.as_flattened_mut().iter_mut().for_each(|x| *x *= self.gain);
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.memories = [Memory::default(); SECTIONS];
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.memories.iter_mut().for_each(Memory::forget);
    }
}

#[cfg(test)]
mod tests {
    use super::super::section::BUTTERWORTH;
    use super::*;

    #[test]
    fn noise_has_its_level_at_every_rate_and_lanes_are_unrelated() {
        for rate in [22_050.0f32, 48_000.0, 192_000.0] {
            let sections =
                [Section::high_pass(200.0, 1.4, rate), Section::low_pass(800.0, BUTTERWORTH, rate)];
            let mut filter = NoiseFilter::<2, 2>::new(sections, rate);
            let mut noise = vec![[0.0; 2]; 20 * rate as usize];
            fill_white(&[Random::new(1, 0), Random::new(1, 1)], Clock::at(-77), &mut noise);
            filter.run(&mut noise);
            let mean = |f: &dyn Fn(&[f32; 2]) -> f32| {
                noise.iter().map(|x| f64::from(f(x))).sum::<f64>() / noise.len() as f64
            };
            let levels = [0, 1].map(|lane| 10.0 * mean(&|x| x[lane] * x[lane]).log10());
            let related = mean(&|x| x[0] * x[1]);
            println!("{rate} Hz: {levels:.3?} dB re 1, {related:.4} related");
            assert!(levels.iter().all(|db| db.abs() < 0.2) && related.abs() < 0.05);
        }
    }
}
