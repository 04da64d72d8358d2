//! What the ear still hears by itself beside its implant: its own low frequencies, as late as the channels.

use crate::base::{Chunk, SEGMENT, Spec};
use crate::kit::glide::Glide;
use crate::kit::ring::Ring;
use crate::kit::section::{Memory, Section};

/// How late what the ear hears by itself is made, seconds; its filter adds 0.8 ms. Channels lag by 5 ms next to the edge, by 4
/// to 5 ms around 1 kHz and by 2 to 3 ms above 3 kHz, as bursts of noise through them show (`tests/tests/implant_ears.rs`);
/// acoustic sound that comes first hurts most.
pub const LAG_SECONDS: f64 = 0.004;
/// How long another edge takes to arrive, seconds.
const GLIDE_SECONDS: f64 = 0.050;

/// Damping of the sections of a fourth-order Butterworth low-pass: 2 cos of odd sixteenths of a turn. It is 3 dB down at the
/// edge, because channels are unrelated to it and add up in power.
const DAMPING: [f32; 2] = [1.847_759_1, 0.765_366_9];

/// Every channel's part below the edge.
#[derive(Debug, Clone)]
pub struct Acoustic {
    channels: Vec<Channel>,
    kept: Vec<Chunk>,
    edge: Glide,
    sections: [Section; DAMPING.len()],
    rate: f32,
    lag: usize,
}

#[derive(Debug, Clone, Default)]
struct Channel {
    ring: Ring,
    low: [Memory<1>; DAMPING.len()],
}

impl Default for Acoustic {
    fn default() -> Self {
        Self {
            channels: Vec::new(),
            kept: Vec::new(),
            edge: Glide::default(),
            sections: Default::default(),
            rate: 1.0,
            lag: 0,
        }
    }
}

impl Acoustic {
    /// Makes room; the edge moves every `frame` samples. Allocates.
    pub fn prepare(&mut self, spec: &Spec, frame: usize) {
        self.rate = spec.sample_rate;
        self.lag = spec.samples(LAG_SECONDS);
        self.edge.prepare((spec.samples(GLIDE_SECONDS) / frame).max(1));
        self.channels = vec![Channel::default(); spec.layout.channels()];
        self.channels.iter_mut().for_each(|channel| channel.ring.prepare(self.lag + SEGMENT));
        self.kept = vec![[0.0; SEGMENT]; spec.layout.channels()];
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        for channel in &mut self.channels {
            channel.ring.reset();
            channel.low = Default::default();
        }
    }

    /// The edge is at `hz` at once.
    pub fn jump(&mut self, hz: f32) {
        self.edge.jump([f64::from(libm::log2f(hz))]);
        self.aim();
    }

    /// At a point of the grid: the edge moves on towards `hz`.
    pub fn step(&mut self, hz: f32) {
        let settled = self.edge.is_settled();
        self.edge.step([f64::from(libm::log2f(hz))]);
        if !(settled && self.edge.is_settled()) {
            self.aim();
        }
    }

    fn aim(&mut self) {
        let hz = libm::exp2(self.edge.values()[0]) as f32;
        self.sections = DAMPING.map(|damping| Section::low_pass(hz, damping, self.rate));
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.channels.iter_mut().flat_map(|channel| &mut channel.low).for_each(Memory::hush);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.channels.iter_mut().flat_map(|channel| &mut channel.low).for_each(Memory::forget);
    }

    /// Listens to what ears hear of each channel, and works out what is left to them of it.
    pub fn run(&mut self, channels: &[Chunk], gains: &Chunk, len: usize) {
        for ((channel, kept), chunk) in self.channels.iter_mut().zip(&mut self.kept).zip(channels) {
            channel.ring.push(&chunk[..len]);
            let kept = &mut kept[..len];
            kept.copy_from_slice(channel.ring.delayed(self.lag, len));
            let (lanes, _) = kept.as_chunks_mut();
            for (section, memory) in self.sections.iter().zip(&mut channel.low) {
                section.run(memory, lanes);
            }
            kept.iter_mut().zip(gains).for_each(|(x, gain)| *x *= gain);
        }
    }

    /// What is left to ears of each channel.
    pub fn kept(&self) -> &[Chunk] {
        &self.kept
    }
}
