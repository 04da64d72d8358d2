//! Nothing is heard below the deepest electrode: what carriers' skirts leave there is taken off.

use crate::base::{Chunk, Ear, PerEar, Spec};
use crate::hearing::channels::Channels;
use crate::kit::glide::Glide;
use crate::kit::low_pass::DAMPING;
use crate::kit::section::{Memory, Section};

/// Where the high-pass begins, re the frequency of the deepest electrode's place (design), and at most, Hz: the film has
/// nothing below 190 Hz (`story.md`, S12). At 150 Hz it takes 22 dB, besides what channels leave out.
const EDGE_RATIO: f32 = 0.8;
const HIGHEST_EDGE_HZ: f32 = 205.0;
/// Where it begins when no electrode is left, Hz.
const NO_EDGE_HZ: f32 = 100.0;
/// How long another edge takes to arrive, seconds.
const GLIDE_SECONDS: f64 = 0.050;

/// One ear's filter.
#[derive(Debug, Clone, Default)]
struct Side {
    wanted: f64,
    edge: Glide,
    sections: [Section; DAMPING.len()],
    memories: [Memory<1>; DAMPING.len()],
}

/// Both ears' filters: Butterworth high-passes of eighth order.
#[derive(Debug, Clone)]
pub struct Lowest {
    sides: PerEar<Side>,
    rate: f32,
}

impl Default for Lowest {
    fn default() -> Self {
        Self { sides: PerEar::from_fn(|_| Side::default()), rate: 1.0 }
    }
}

/// Where the high-pass of an ear with these `channels` begins, Hz.
pub fn edge_hz(channels: &Channels) -> f32 {
    if channels.count == 0 { NO_EDGE_HZ } else { (EDGE_RATIO * channels.heard_hz(0)).min(HIGHEST_EDGE_HZ) }
}

impl Side {
    fn aim(&mut self, rate: f32) {
        let hz = libm::exp2(self.edge.values()[0]) as f32;
        self.sections = DAMPING.map(|damping| Section::high_pass(hz, damping, rate));
    }
}

impl Lowest {
    /// Makes room; edges move every `frame` samples. Allocates.
    pub fn prepare(&mut self, spec: &Spec, frame: usize) {
        self.rate = spec.sample_rate;
        let steps = (spec.samples(GLIDE_SECONDS) / frame).max(1);
        self.sides.iter_mut().for_each(|side| side.edge.prepare(steps));
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.sides.iter_mut().for_each(|side| side.memories = Default::default());
    }

    /// Heads for the edges of these channels; jumps there if nobody hears it.
    pub fn set(&mut self, channels: &PerEar<Channels>, jump: bool) {
        for ear in Ear::BOTH {
            let side = &mut self.sides[ear];
            side.wanted = f64::from(libm::log2f(edge_hz(&channels[ear])));
            if jump {
                side.edge.jump([side.wanted]);
                side.aim(self.rate);
            }
        }
    }

    /// At a point of the grid: edges move on.
    pub fn step(&mut self) {
        for side in self.sides.iter_mut() {
            let settled = side.edge.is_settled();
            side.edge.step([side.wanted]);
            if !(settled && side.edge.is_settled()) {
                side.aim(self.rate);
            }
        }
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.sides.iter_mut().flat_map(|side| &mut side.memories).for_each(Memory::hush);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.sides.iter_mut().flat_map(|side| &mut side.memories).for_each(Memory::forget);
    }

    /// Filters `len` samples of both ears in place.
    pub fn run(&mut self, sung: &mut PerEar<Chunk>, len: usize) {
        for ear in Ear::BOTH {
            let side = &mut self.sides[ear];
            let (lanes, _) = sung[ear][..len].as_chunks_mut();
            for (section, memory) in side.sections.iter().zip(&mut side.memories) {
                section.run(memory, lanes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SEGMENT;
    use crate::hearing::channels::Device;

    #[test]
    fn bass_goes_and_the_deepest_electrode_stays() {
        let device = Device { shift_mm: 3.0, channels: 12, ..Device::default() };
        let channels = Channels::of(&device);
        let mut lowest = Lowest::default();
        lowest.prepare(&Spec::default(), 128);
        lowest.set(&PerEar::same(channels), true);
        let mut gain_db = |hz: f32| {
            lowest.reset();
            let mut powers = [0.0f64; 2];
            for frame in 0..400 {
                let tone = |n: usize| {
                    (std::f32::consts::TAU * ((hz * (frame * 32 + n) as f32 / 48_000.0) % 1.0)).sin()
                };
                let before: Chunk = std::array::from_fn(tone);
                let mut after = PerEar::same(before);
                lowest.run(&mut after, 32);
                if frame >= 200 {
                    let power = |x: &[f32; SEGMENT]| x[..32].iter().map(|x| f64::from(x * x)).sum::<f64>();
                    powers[0] += power(&before);
                    powers[1] += power(&after[Ear::Right]);
                }
            }
            10.0 * (powers[1] / powers[0]).log10()
        };
        let (bass, deepest) = (gain_db(150.0), gain_db(channels.heard_hz(0)));
        println!(
            "150 Hz {bass:.1} dB, the deepest electrode at {:.0} Hz {deepest:.2} dB",
            channels.heard_hz(0)
        );
        assert!(bass < -20.0 && deepest > -0.5);
    }
}
