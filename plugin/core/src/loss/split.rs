//! Where a channel's own sound ends and its ears' bands begin, and which share of them it sounds.

use crate::base::layout::Speaker;
use crate::base::{Chunk, Ear, Frame, Layout, PerEar, Role, SEGMENT};
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::forget::forget;
use crate::kit::low_pass::LowPass;

/// Time constant and corner of what decides each channel's share of its ear's bands, seconds and Hz.
const SHARE_SECONDS: f32 = 0.050;
const SHARE_HZ: f32 = 1000.0;
/// Power below which shares are even, mean square: -140 dBFS.
const SHARE_FLOOR: f32 = 1.0e-14;

/// Each ear's edge at every sample of a frame.
#[derive(Debug, Clone)]
pub struct Edges {
    /// Octaves re 1 Hz.
    pub octaves: PerEar<Chunk>,
    /// What the low-passes need of them, and of the better ear's.
    pub slopes: PerEar<Chunk>,
    /// See `slopes`.
    pub better: Chunk,
}

/// How far the stage acts at every sample of a frame, by who hears the channel.
#[derive(Debug, Clone)]
pub struct Wet {
    /// One ear.
    pub own: PerEar<Chunk>,
    /// Both.
    pub both: Chunk,
}

#[derive(Debug, Clone, Copy)]
struct Channel {
    low: LowPass,
    /// The low-pass as it was, where a cut or a new role fades it out.
    older: LowPass,
    speaker: Speaker,
    previous: Speaker,
    fade: Fade,
    /// What is below the corner that shares are measured above.
    bass: f32,
    sum: f32,
    power: f32,
    /// Its share of what each ear's bands sing, at the last and the next control point.
    share: PerEar<[f32; 2]>,
}

/// The channels of a layout.
#[derive(Debug, Clone, Default)]
pub struct Split {
    channels: Vec<Channel>,
    /// The edges that a cut or new roles leave behind.
    left: Edges,
    rate: f32,
    /// Samples since shares were last worked out.
    heard: usize,
}

impl Split {
    /// Makes room for these channels. Allocates.
    pub fn prepare(&mut self, layout: Layout, sample_rate: f32) {
        self.rate = sample_rate;
        self.channels = layout.speakers.iter().map(|speaker| Channel::new(*speaker)).collect();
        self.jump_shares();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.channels.iter_mut().for_each(|channel| *channel = Channel::new(channel.speaker));
        self.heard = 0;
        self.jump_shares();
    }

    /// The channels become those of `layout`, as wide, over `samples`; the edges stand at `now`.
    pub fn route(&mut self, layout: Layout, samples: usize, now: &Edges) {
        for (channel, speaker) in self.channels.iter_mut().zip(layout.speakers) {
            if *speaker != channel.speaker {
                channel.previous = channel.speaker;
                channel.speaker = *speaker;
                channel.older = channel.low;
                channel.fade = Fade::resting(0.0);
                channel.fade.head_for(1.0, samples);
                self.left.clone_from(now);
            }
        }
        if samples == 0 {
            self.jump_shares();
        }
    }

    /// Every share is at once what the channel's power asks for.
    fn jump_shares(&mut self) {
        self.divide(1.0);
        self.divide(1.0);
    }

    /// A cut begins: what the low-passes do now, with the edges at `now`, fades out.
    pub fn cut(&mut self, now: &Edges) {
        self.left.clone_from(now);
        self.channels.iter_mut().for_each(|channel| channel.older = channel.low);
    }

    /// Listens to each channel's level above the corner, as its ears hear it.
    pub fn measure(&mut self, frame: &Frame<'_>) {
        let smoothing = 1.0 - libm::expf(-std::f32::consts::TAU * SHARE_HZ / self.rate);
        for (channel, chunk) in self.channels.iter_mut().zip(frame.channels.iter()) {
            let weights = channel.speaker.weights();
            let weight = weights.iter().copied().fold(0.0, f32::max);
            for x in &chunk[..frame.len] {
                channel.bass += smoothing * (x - channel.bass);
                let treble = weight * (x - channel.bass);
                channel.sum += treble * treble;
            }
        }
        self.heard += frame.len;
    }

    /// At a point of the control grid: the shares move on by what was heard since the last.
    pub fn share(&mut self) {
        if self.heard == 0 {
            return;
        }
        let way = 1.0 - libm::expf(-(self.heard as f32) / (SHARE_SECONDS * self.rate));
        for channel in &mut self.channels {
            channel.power += way * (channel.sum / self.heard as f32 - channel.power);
            channel.sum = 0.0;
        }
        self.heard = 0;
        self.divide(way);
    }

    /// Moves every share by `way` towards what the channel's power asks for. Those of an ear always add up to 1.
    fn divide(&mut self, way: f32) {
        for ear in Ear::BOTH {
            let asks = |channel: &Channel| {
                if channel.speaker.weights()[ear] > 0.0 { channel.power + SHARE_FLOOR } else { 0.0 }
            };
            let total = self.channels.iter().map(asks).sum::<f32>().max(SHARE_FLOOR);
            for channel in &mut self.channels {
                let target = asks(channel) / total;
                let [from, to] = &mut channel.share[ear];
                *from = *to;
                *to += way * (target - *to);
            }
        }
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        for channel in &mut self.channels {
            channel.low.forget();
            channel.bass = forget(channel.bass);
            channel.power = forget(channel.power);
            channel.share = channel.share.map(|ends| ends.map(forget));
        }
    }

    /// Splits every channel of `frame` at the edges: below stays, above comes what the ears' bands `sung`. In a cut,
    /// `cut` says per sample how far it is. `wet` is the share of all this, `control` the way to the next
    /// control point, per sample.
    pub fn run(
        &mut self,
        frame: &mut Frame<'_>,
        sung: &PerEar<Chunk>,
        edges: &Edges,
        cut: Option<&Chunk>,
        wet: &Wet,
        control: &Chunk,
    ) {
        let len = frame.len;
        for (channel, chunk) in self.channels.iter_mut().zip(frame.channels.iter_mut()) {
            let share = channel.share;
            let touch = |speaker: Speaker, low: &mut LowPass, edges: &Edges| {
                let mut output = *chunk;
                if speaker.role() != Role::Lfe {
                    touch(speaker, low, edges, (&share, control), sung, &mut output[..len]);
                }
                let wet = match speaker.role() {
                    Role::Ear(own) => &wet.own[own],
                    Role::Both | Role::Lfe => &wet.both,
                };
                for ((output, x), wet) in output[..len].iter_mut().zip(chunk.iter()).zip(wet) {
                    *output = mix(*x, *output, *wet);
                }
                output
            };
            let mut output = touch(channel.speaker, &mut channel.low, edges);
            if !channel.fade.is_settled() {
                let older = touch(channel.previous, &mut channel.older, &self.left);
                for (new, old) in output[..len].iter_mut().zip(older) {
                    *new = mix(old, *new, channel.fade.next_weight() as f32);
                }
            } else if let Some(weights) = cut {
                let older = touch(channel.speaker, &mut channel.older, &self.left);
                for ((new, old), weight) in output[..len].iter_mut().zip(older).zip(weights) {
                    *new = mix(old, *new, *weight);
                }
            }
            chunk[..len].copy_from_slice(&output[..len]);
        }
    }
}

/// One channel's samples split at its ears' edges.
fn touch(
    speaker: Speaker,
    low: &mut LowPass,
    edges: &Edges,
    (share, control): (&PerEar<[f32; 2]>, &Chunk),
    sung: &PerEar<Chunk>,
    output: &mut [f32],
) {
    let slopes = match speaker.role() {
        Role::Ear(own) => &edges.slopes[own],
        Role::Both | Role::Lfe => &edges.better,
    };
    low.run(&slopes[..output.len()], output);
    let gains = PerEar::from_fn(|ear| {
        let weight = speaker.weights()[ear];
        if weight > 0.0 { 1.0 / weight } else { 0.0 }
    });
    for (n, x) in output.iter_mut().enumerate() {
        let [some, other] = Ear::BOTH.map(|ear| {
            let (own, other) = (edges.octaves[ear][n], edges.octaves[ear.other()][n]);
            // What both ears hear takes the better ear's bands, or half of each; within an octave between them.
            let part = if speaker.role() == Role::Both { (0.5 + own - other).clamp(0.0, 1.0) } else { 1.0 };
            let [from, to] = share[ear];
            part * gains[ear] * (from + (to - from) * control[n]) * sung[ear][n]
        });
        *x += some + other;
    }
}

impl Channel {
    fn new(speaker: Speaker) -> Self {
        Self {
            low: LowPass::default(),
            older: LowPass::default(),
            speaker,
            previous: speaker,
            fade: Fade::resting(1.0),
            bass: 0.0,
            sum: 0.0,
            power: 0.0,
            share: PerEar::same([0.0; 2]),
        }
    }
}

impl Default for Edges {
    fn default() -> Self {
        let blank = PerEar::same([0.0; SEGMENT]);
        Self { octaves: blank, slopes: blank, better: [0.0; SEGMENT] }
    }
}
