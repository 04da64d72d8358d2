//! From ears back to channels: which part of each ear's implant every channel plays.

use crate::base::clock::CONTROL_FRAME;
use crate::base::layout::Speaker;
use crate::base::{Chunk, Clock, Ear, Layout, PerEar, Role, Spec};
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
/// fold-down of all channels is each ear's implant, to within rounding, whatever the shares are.
#[derive(Debug, Clone, Default)]
pub struct Router {
    channels: Vec<Channel>,
    rate: f32,
    /// Samples since parts were last worked out.
    heard: usize,
    implanted: PerEar<bool>,
    /// Samples between control points.
    control: usize,
}

impl Router {
    /// Makes room for these channels. Allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        let layout = spec.layout;
        self.rate = spec.sample_rate;
        self.control = spec.scaled(CONTROL_FRAME);
        let channel = |speaker: &Speaker| Channel {
            speaker: *speaker,
            sum: 0.0,
            power: 0.0,
            parts: PerEar::same([0.0; 2]),
        };
        self.channels = layout.speakers.iter().map(channel).collect();
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

    /// Turns every channel's own sound down by what its ears hear of the implant, lets them keep `kept`, and adds its part
    /// of `sung`; `clock` is the frame's.
    pub fn replace(&self, channels: &mut [Chunk], sound: &Replaced<'_>, clock: Clock, len: usize) {
        let Replaced { sung, weights, kept, follows_lfe } = *sound;
        let period = self.control as i64;
        let begins = clock.now().rem_euclid(period);
        let control: Chunk = std::array::from_fn(|n| (begins + n as i64) as f32 / period as f32);
        let rest = Ear::BOTH.map(|ear| weights[ear][..len].iter().all(|weight| *weight == weights[ear][0]));
        let moves = rest != [true; 2];
        for (idx, (channel, chunk)) in self.channels.iter().zip(channels).enumerate() {
            let speaker = channel.speaker;
            if speaker.role() == Role::Lfe && !follows_lfe {
                continue;
            }
            let at = |n: usize| crossfade(weight_in(speaker, PerEar::from_fn(|ear| weights[ear][n])));
            let mut gains = at(0);
            let [some, others] = Ear::BOTH.map(|ear| (channel.parts[ear], &sung[ear]));
            let part = |([from, to], sung): ([f32; 2], &Chunk), n: usize| {
                (from + (to - from) * control[n]) * sung[n]
            };
            for (n, x) in chunk[..len].iter_mut().enumerate() {
                if moves {
                    gains = at(n);
                }
                let (own, implant) = gains;
                let acoustic = kept.get(idx).map_or(0.0, |kept| implant * kept[n]);
                // Both ears' parts first: then it makes no difference which side is which.
                *x = own * *x + acoustic + (part(some, n) + part(others, n));
            }
        }
    }
}

/// What takes the place of acoustic hearing.
#[derive(Debug, Clone, Copy)]
pub struct Replaced<'a> {
    /// What each ear's implant makes, as loud as it is heard.
    pub sung: &'a PerEar<Chunk>,
    /// How much of each ear's hearing is the implant's, 0..1, by sample.
    pub weights: &'a PerEar<Chunk>,
    /// What ears hear by themselves beside it, by channel; none if it is empty.
    pub kept: &'a [Chunk],
    /// Whether the LFE channel goes with the rest of acoustic hearing.
    pub follows_lfe: bool,
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
        router.prepare(&Spec { layout, ..Spec::default() });
        router.route(layout, implanted);
        let entering: Vec<Chunk> = levels.iter().map(|level| [*level; SEGMENT]).collect();
        for _ in 0..1000 {
            router.measure(&entering, 32);
            router.step();
        }
        let sung = PerEar::from_fn(|ear| if implanted[ear] { noise(ear as u32) } else { [0.0; SEGMENT] });
        let mut channels = vec![[0.0; SEGMENT]; layout.channels()];
        let weights = PerEar::from_fn(|ear| [f32::from(u8::from(implanted[ear])); SEGMENT]);
        let sound = Replaced { sung: &sung, weights: &weights, kept: &[], follows_lfe: true };
        router.replace(&mut channels, &sound, Clock::default(), 32);
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
