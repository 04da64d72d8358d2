//! From ears back to channels: which part of each ear's implant every channel plays.

use crate::base::layout::Speaker;
use crate::base::{Chunk, Ear, Layout, PerEar, Role};
use crate::kit::forget::{forget, forget_sound};
use crate::kit::turn::cos_sin;

/// Time constant of what decides each channel's part, seconds.
const PART_SECONDS: f32 = 0.050;
/// Power below which parts are even, mean square: -140 dBFS.
const FLOOR: f32 = 1.0e-14;

#[derive(Debug, Clone, Copy)]
struct Channel {
    speaker: Speaker,
    sum: f32,
    power: f32,
    /// How much of each ear's implant it plays, at the last and the next control point.
    parts: PerEar<[f32; 2]>,
}

/// The channels of a layout.
///
/// What belongs to both ears (centre) plays the middle of what they hear, as far as the input came from there, and the
/// sides of each ear the rest: in proportion to their smoothed share of its power. The parts are such that the Lo/Ro
/// fold-down of all channels is each ear's implant, exactly, whatever the shares are.
#[derive(Debug, Clone, Default)]
pub struct Router {
    channels: Vec<Channel>,
    rate: f32,
    /// Samples since parts were last worked out.
    heard: usize,
    implanted: PerEar<bool>,
    speakers: &'static [Speaker],
}

impl Router {
    /// Makes room for these channels. Allocates.
    pub fn prepare(&mut self, layout: Layout, sample_rate: f32) {
        self.rate = sample_rate;
        let channel = |speaker: &Speaker| Channel {
            speaker: *speaker,
            sum: 0.0,
            power: 0.0,
            parts: PerEar::same([0.0; 2]),
        };
        self.channels = layout.speakers.iter().map(channel).collect();
        self.speakers = layout.speakers;
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.heard = 0;
        self.channels.iter_mut().for_each(|channel| (channel.sum, channel.power) = (0.0, 0.0));
        self.jump();
    }

    /// The channels are those of `layout`, as wide, and these ears have an implant: parts glide there.
    pub fn route(&mut self, layout: Layout, implanted: PerEar<bool>) {
        self.implanted = implanted;
        self.speakers = layout.speakers;
        for (channel, speaker) in self.channels.iter_mut().zip(layout.speakers) {
            channel.speaker = *speaker;
        }
    }

    /// Every part is at once what the channels' power asks for.
    pub fn jump(&mut self) {
        self.divide(1.0);
        self.divide(1.0);
    }

    /// Listens to each channel's level, as its ears hear it.
    pub fn measure(&mut self, channels: &[Chunk], len: usize) {
        for (channel, chunk) in self.channels.iter_mut().zip(channels) {
            let weight = channel.speaker.weights().iter().copied().fold(0.0, f32::max);
            // One by one: where blocks end makes no difference.
            chunk[..len].iter().for_each(|x| channel.sum += (weight * x) * (weight * x));
        }
        self.heard += len;
    }

    /// At a point of the control grid: parts move on by what was heard since the last.
    pub fn step(&mut self) {
        if self.heard == 0 {
            return;
        }
        let way = 1.0 - libm::expf(-(self.heard as f32) / (PART_SECONDS * self.rate));
        for channel in &mut self.channels {
            channel.power += way * (channel.sum / self.heard as f32 - channel.power);
            channel.sum = 0.0;
        }
        self.heard = 0;
        self.divide(way);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        for channel in &mut self.channels {
            channel.power = forget(channel.power);
            channel.parts = channel.parts.map(|ends| ends.map(forget_sound));
        }
    }

    /// Moves every part by `way` towards what the channels' power asks for.
    fn divide(&mut self, way: f32) {
        let power = |wanted: Role| {
            let of = |channel: &&Channel| channel.speaker.role() == wanted;
            self.channels.iter().filter(of).map(|channel| channel.power + FLOOR).sum::<f32>()
        };
        let both = power(Role::Both);
        let sides = PerEar::from_fn(|ear| power(Role::Ear(ear)));
        let share = |ear: Ear| if sides[ear] > 0.0 { both / (both + sides[ear]) } else { 1.0 };
        // Only what both ears hear by an implant can be in the middle.
        let shared = self.implanted.iter().all(|has| *has) || sides.iter().all(|power| *power == 0.0);
        let middle = if shared { Ear::BOTH.into_iter().map(share).fold(1.0, f32::min) } else { 0.0 };
        let several = self.implanted.iter().filter(|has| **has).count().max(1) as f32;
        for channel in &mut self.channels {
            let speaker = channel.speaker;
            let weight = speaker.weights().iter().copied().fold(0.0, f32::max);
            for ear in Ear::BOTH {
                let has = f32::from(u8::from(self.implanted[ear]));
                let part = match (speaker, speaker.role()) {
                    (Speaker::Alone(Role::Both), _) => 1.0 / several,
                    (_, Role::Lfe) => 0.0,
                    (_, Role::Both) => 0.5 * middle * (channel.power + FLOOR) / both,
                    (_, Role::Ear(own)) => {
                        let of_sides = (channel.power + FLOOR) / sides[own];
                        // What the middle plays of this ear, and of the other one, is taken off again.
                        of_sides * if own == ear { 1.0 - 0.5 * middle } else { -0.5 * middle }
                    }
                };
                let target = if weight > 0.0 { has * part / weight } else { 0.0 };
                let [from, to] = &mut channel.parts[ear];
                *from = *to;
                *to += way * (target - *to);
            }
        }
    }

    /// What the channels are.
    pub fn layout(&self) -> &'static [Speaker] {
        self.speakers
    }

    /// Adds its part of `sung` to every channel. `control` says how far each sample is on its way to the next control
    /// point.
    pub fn add(&self, channels: &mut [Chunk], sung: &PerEar<Chunk>, control: &Chunk, len: usize) {
        for (channel, chunk) in self.channels.iter().zip(channels) {
            let [some, others] = Ear::BOTH.map(|ear| (channel.parts[ear], &sung[ear]));
            let part = |([from, to], sung): ([f32; 2], &Chunk), n: usize| {
                (from + (to - from) * control[n]) * sung[n]
            };
            // Both first: then it makes no difference which side is which.
            for (n, x) in chunk[..len].iter_mut().enumerate() {
                *x += part(some, n) + part(others, n);
            }
        }
    }
}

/// What `weight` of the implant leaves of acoustic hearing, and what it has itself: unrelated sounds add up in power.
pub fn crossfade(weight: f32) -> (f32, f32) {
    if weight <= 0.0 {
        (1.0, 0.0)
    } else if weight >= 1.0 {
        (0.0, 1.0)
    } else {
        cos_sin(0.25 * weight)
    }
}

/// How much of the implant is heard in a channel, given each ear's.
pub fn weight_in(speaker: Speaker, ears: PerEar<f32>) -> f32 {
    let [some, others] = Ear::BOTH.map(|ear| ears[ear]);
    match (speaker, speaker.role()) {
        (_, Role::Ear(own)) => ears[own],
        (Speaker::Alone(_), _) => 0.5 * (some + others),
        // What one ear hears by itself it hears from there.
        (_, Role::Both | Role::Lfe) => some.min(others),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SEGMENT;
    use crate::kit::random::Random;

    fn noise(stream: u32) -> Chunk {
        std::array::from_fn(|n| Random::new(5, stream).bipolar(n as i64))
    }

    fn routed(layout: Layout, levels: &[f32], implanted: PerEar<bool>) -> (Vec<Chunk>, PerEar<Chunk>) {
        let mut router = Router::default();
        router.prepare(layout, 48_000.0);
        router.route(layout, implanted);
        let entering: Vec<Chunk> = levels.iter().map(|level| [*level; SEGMENT]).collect();
        for _ in 0..1000 {
            router.measure(&entering, 32);
            router.step();
        }
        let sung = PerEar::from_fn(|ear| if implanted[ear] { noise(ear as u32) } else { [0.0; SEGMENT] });
        let mut channels = vec![[0.0; SEGMENT]; layout.channels()];
        router.add(&mut channels, &sung, &[1.0; SEGMENT], 32);
        (channels, sung)
    }

    #[test]
    fn the_fold_down_is_each_ears_implant_whatever_plays() {
        for layout in
            [Layout::STEREO, Layout::LCR, Layout::FIVE_1, Layout::SEVEN_1_4, Layout::LCRS, Layout::MONO]
        {
            for implanted in [PerEar::same(true), PerEar::from_fn(|ear| ear == Ear::Left)] {
                let levels: Vec<f32> = (0..layout.channels()).map(|n| 0.01 * (1 + n * n) as f32).collect();
                let (channels, sung) = routed(layout, &levels, implanted);
                let both = layout == Layout::MONO;
                for ear in Ear::BOTH.into_iter().filter(|ear| implanted[*ear]) {
                    for n in 0..32 {
                        let folded: f32 = layout
                            .speakers
                            .iter()
                            .zip(&channels)
                            .map(|(speaker, chunk)| speaker.weights()[ear] * chunk[n])
                            .sum();
                        let several = implanted.iter().filter(|has| **has).count() as f32;
                        let middle = (sung[Ear::Left][n] + sung[Ear::Right][n]) / several;
                        let expected = if both { middle } else { sung[ear][n] };
                        assert!((folded - expected).abs() < 1e-4, "{} {folded} {expected}", layout.name);
                    }
                }
            }
        }
    }

    #[test]
    fn dialogue_in_the_centre_stays_there() {
        let (channels, sung) = routed(Layout::FIVE_1, &[0.0, 0.0, 0.1, 0.0, 0.0, 0.0], PerEar::same(true));
        let middle = 0.5 * (sung[Ear::Left][3] + sung[Ear::Right][3]);
        let weight = Speaker::Centre.weights()[Ear::Left];
        assert!((weight * channels[2][3] - middle).abs() < 1e-3);
        assert_eq!(channels[3][3], 0.0);
    }

    #[test]
    fn one_implanted_ear_has_no_middle() {
        let one = PerEar::from_fn(|ear| ear == Ear::Right);
        let (channels, _) = routed(Layout::FIVE_1, &[0.1; 6], one);
        assert!(channels[2][..32].iter().chain(&channels[0][..32]).all(|x| *x == 0.0));
        assert!(channels[1][..32].iter().any(|x| *x != 0.0));
    }
}
