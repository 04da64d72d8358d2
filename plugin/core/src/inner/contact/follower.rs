//! What tells a blow from what goes on: the follower of transients.

use crate::base::{Ear, PerEar, SEGMENT, Spec};
use crate::kit::section::{BUTTERWORTH, Memory, Section};

use super::{Group, LANES};

/// Where it listens, Hz: to the upper part of touch, where a blow begins and where the last one's boom is over
/// first.
const BAND_HZ: [f32; 2] = [200.0, 300.0];
/// Span of now, seconds (`story.md`, S7: onset 2 ms), and of what went on before it (design: two periods of 50
/// Hz).
const NOW_SECONDS: f64 = 0.002;
const BEFORE_SECONDS: f64 = 0.040;
/// How many times the power of before is no blow at all, and a whole one. A steady tone of any frequency swings
/// between 0 and 2 times its mean, and noise in this band passes 4 times one moment in fifty.
const BLOW: [f64; 2] = [4.0, 10.0];
/// Mean square under which there is nothing to compare with: -120 dBFS.
const FLOOR: f64 = 1.0e-12;
/// How long a blow is felt, seconds (`story.md`, S7: 120 ms when the hand leaves).
const RELEASE_SECONDS: f64 = 0.120;

/// How much of a blow there is at each ear. Its memory ends after the release.
#[derive(Debug, Default)]
pub struct Follower {
    low: Section,
    high: Section,
    memories: [Memory<LANES>; 2],
    ears: PerEar<Trace>,
    /// What is left of a blow so many control frames later: from 1 to 0.
    release: Vec<f64>,
    /// Control frames of now, and of before.
    spans: [usize; 2],
    next: usize,
    /// Control frames until there is a past to compare with.
    learning: usize,
    frame: usize,
}

/// The past of one ear, one value per control frame.
#[derive(Debug, Default)]
struct Trace {
    sum: f64,
    energies: Vec<f64>,
    blows: Vec<f64>,
}

/// The values of a ring whose newest is number `next`.
fn newest_first(ring: &[f64], next: usize) -> impl Iterator<Item = &f64> {
    let (newer, older) = ring.split_at(next + 1);
    newer.iter().rev().chain(older.iter().rev())
}

impl Follower {
    /// Makes room for control frames of `frame` samples, and forgets. Allocates.
    pub fn prepare(&mut self, spec: &Spec, frame: usize) {
        let [low, high] = BAND_HZ;
        self.high = Section::high_pass(low, BUTTERWORTH, spec.sample_rate);
        self.low = Section::low_pass(high, BUTTERWORTH, spec.sample_rate);
        let rate = f64::from(spec.sample_rate);
        let frames = |seconds: f64| (libm::round(seconds * rate / frame as f64) as usize).max(1);
        self.spans = [NOW_SECONDS, BEFORE_SECONDS].map(frames);
        let release = frames(RELEASE_SECONDS);
        let left = |age: usize| 0.5 + 0.5 * libm::cos(std::f64::consts::PI * age as f64 / release as f64);
        self.release = (0..release).map(left).collect();
        let room = release.max(self.spans.iter().sum());
        let trace = |_| Trace { sum: 0.0, energies: vec![0.0; room], blows: vec![0.0; room] };
        self.ears = PerEar::from_fn(trace);
        self.frame = frame;
        self.forget_all();
    }

    /// As good as new: there was silence before.
    pub fn forget_all(&mut self) {
        for ear in self.ears.iter_mut() {
            ear.sum = 0.0;
            ear.energies.fill(0.0);
            ear.blows.fill(0.0);
        }
        self.memories = [Memory::default(); 2];
        self.next = 0;
        self.learning = 0;
    }

    /// Begins to listen to what may have gone on for long: the first moments are no blow.
    pub fn begin(&mut self) {
        self.forget_all();
        self.learning = self.spans.iter().sum();
    }

    /// Listens to the ears: their lanes come first in each group.
    pub fn listen(&mut self, heard: &[Group]) {
        let mut band = [Group::default(); SEGMENT];
        let band = &mut band[..heard.len()];
        band.copy_from_slice(heard);
        let [low, high] = &mut self.memories;
        self.low.run(low, band);
        self.high.run(high, band);
        for ear in Ear::BOTH {
            let sum = &mut self.ears[ear].sum;
            band.iter().for_each(|x| *sum += f64::from(x[ear as usize]) * f64::from(x[ear as usize]));
        }
    }

    /// On the control grid: closes the frame and returns how much of a blow each ear feels, 0..1.
    pub fn step(&mut self) -> PerEar<f32> {
        self.memories.iter_mut().for_each(Memory::hush);
        let next = self.next;
        let learning = self.learning > 0;
        self.learning = self.learning.saturating_sub(1);
        let room = self.ears[Ear::Left].energies.len();
        self.next = (next + 1) % room.max(1);
        let ([now, before], release, frame) = (self.spans, &self.release, self.frame);
        PerEar::from_fn(|ear| {
            let Trace { sum, energies, blows } = &mut self.ears[ear];
            if energies.is_empty() {
                return 0.0;
            }
            energies[next] = std::mem::take(sum);
            let mean = |from: usize, span: usize| {
                newest_first(energies, next).skip(from).take(span).sum::<f64>() / (span * frame) as f64
            };
            let [none, whole] = BLOW;
            let times = mean(0, now) / (mean(now, before) + FLOOR);
            let share = if learning { 0.0 } else { ((times - none) / (whole - none)).clamp(0.0, 1.0) };
            blows[next] = share * share * (3.0 - 2.0 * share);
            let felt = newest_first(blows, next).zip(release).map(|(blow, left)| blow * left);
            felt.fold(0.0, f64::max) as f32
        })
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.memories.iter_mut().for_each(Memory::forget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: usize = 32;

    /// How much of a blow the left ear feels at the end of each control frame.
    fn blows(sound: impl Fn(f32) -> f32, seconds: f32) -> Vec<f32> {
        let mut follower = Follower::default();
        follower.prepare(&Spec::default(), FRAME);
        let frames = (seconds * 48_000.0) as usize / FRAME;
        let step = |frame: usize| {
            let at = |n: usize| sound((frame * FRAME + n) as f32 / 48_000.0);
            let heard: Vec<Group> = (0..FRAME).map(|n| [at(n), 0.0, 0.0, 0.0]).collect();
            follower.listen(&heard);
            follower.step()[Ear::Left]
        };
        (0..frames).map(step).collect()
    }

    fn tone(hz: f32, seconds: f32) -> f32 {
        0.1 * (std::f32::consts::TAU * ((hz * seconds) % 1.0)).sin()
    }

    #[test]
    fn a_tone_that_begins_is_a_blow_and_one_that_goes_on_is_none() {
        for hz in [40.0, 60.0, 100.0, 170.0, 250.0] {
            let felt = blows(|seconds| if seconds < 0.1 { 0.0 } else { tone(hz, seconds - 0.1) }, 1.0);
            let ms = |frame: usize| (frame + 1) as f32 * FRAME as f32 / 48.0 - 100.0;
            let whole = felt.iter().position(|blow| *blow == 1.0).map(ms);
            let last = felt.iter().rposition(|blow| *blow == 1.0).map(ms);
            let over = felt.iter().rposition(|blow| *blow > 0.0).map(ms);
            assert!(whole.is_some_and(|ms| ms < 2.0), "{hz} Hz");
            assert!(
                over.zip(last).is_some_and(|(over, last)| (115.0..150.0).contains(&(over - last))),
                "{hz}"
            );
            assert!(over.is_some_and(|ms| ms < 150.0), "{hz} Hz: over after {over:?} ms");
        }
    }

    #[test]
    fn noise_is_hardly_ever_a_blow_and_a_blow_over_it_is_one() {
        let random = crate::kit::random::Random::new(3, 0);
        let noise = |seconds: f32| 0.1 * random.bipolar((seconds * 48_000.0) as i64);
        let felt = blows(noise, 10.0);
        let share = felt.iter().sum::<f32>() / felt.len() as f32;
        assert!(share < 0.15, "{share}");
        let hit =
            |seconds: f32| noise(seconds) + if seconds > 1.0 { 5.0 * tone(150.0, seconds) } else { 0.0 };
        let felt = blows(hit, 1.1);
        assert!(felt[1500 + 3] > 0.99, "{}", felt[1503]);
    }
}
