//! The filters of both ears, and how they are designed out of gains per band.

use crate::base::{Clock, Ear, PerEar, SEGMENT, Spec};
use crate::hearing::erb;
use crate::kit::minimum_phase::MinimumPhase;
use crate::kit::ring::Ring;

use super::ear::{Sides, Station};
use super::head::shadow_db;
use super::late::{Late, Tails};
use super::taps::{Kind, TapPair};
use super::width::Width;

/// Points of the design transform at 48 kHz; half as many taps. Measured: realises every film curve within 1 dB from
/// 40 Hz to 8 kHz, where half the size misses by up to 3.5 dB.
const TRANSFORM: usize = 1024;

/// Which filter a channel goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// One ear's own, and what it hears of channel `twin` on the other side.
    Ear {
        /// Whose ear.
        ear: Ear,
        /// The channel on the other side; the channel itself if there is none.
        twin: usize,
    },
    /// The better ear's, band by band.
    Both,
    /// The same for an LFE channel, which is not matched in loudness.
    Low,
    /// None.
    Flat,
    /// Nothing is heard.
    Mute,
}

/// Numbers of the filters, for the left ear where there are two of them, and how many there are.
const OWN: usize = 0;
const AROUND: usize = 2;
const BOTH: usize = 4;
const LOW: usize = 5;
const FILTERS: usize = 6;

/// What turns gains per band into taps.
struct Designer {
    transform: MinimumPhase,
    /// Per bin of the transform, the band below, and the way to the next, 0..1 in ERB numbers.
    places: Vec<(usize, f32)>,
    /// Gain per bin, dB.
    gains: Vec<f32>,
}

impl Designer {
    fn new(spec: &Spec, stations: &[Station]) -> Self {
        let transform = MinimumPhase::new(spec.scaled(TRANSFORM));
        let hz_per_bin = spec.sample_rate / (2 * transform.taps()) as f32;
        let numbers: Vec<f32> = stations.iter().map(|station| erb::number(station.band.hz)).collect();
        let place = |bin: usize| {
            let number = erb::number(bin as f32 * hz_per_bin);
            let below = numbers.partition_point(|n| *n <= number).saturating_sub(1).min(numbers.len() - 2);
            let along = (number - numbers[below]) / (numbers[below + 1] - numbers[below]);
            (below, along.clamp(0.0, 1.0))
        };
        let places = (0..transform.bins()).map(place).collect();
        let gains = vec![0.0; transform.bins()];
        Self { transform, places, gains }
    }

    /// Sends `pair` off towards these gains per band (dB), all of them times `share`.
    fn depart(&mut self, late: &mut Late, pair: &mut TapPair, weight: f32, bands: &[f32], share: f32) {
        let kind = if share == 0.0 {
            Kind::Silent
        } else if share == 1.0 && bands.iter().all(|gain| *gain == 0.0) {
            Kind::Identity
        } else {
            Kind::Filter
        };
        pair.depart(weight, kind, late, |taps| {
            for (gain, (below, along)) in self.gains.iter_mut().zip(&self.places) {
                *gain = bands[*below] + (bands[below + 1] - bands[*below]) * along;
            }
            self.transform.design(&self.gains, taps);
            taps.iter_mut().for_each(|tap| *tap *= share);
        });
    }
}

/// Per ear a filter for its own side, one for the other side's sound on its way around the head, and one for what both
/// ears hear.
pub struct Filters {
    designer: Designer,
    late: Late,
    tails: Tails,
    /// Per band, what the head leaves of the other side, dB.
    shadow: Vec<f32>,
    bands: Vec<f32>,
    own: PerEar<TapPair>,
    around: PerEar<TapPair>,
    both: TapPair,
    low: TapPair,
    width: PerEar<Width>,
    /// Whether a channel goes through it: nothing else is designed.
    own_used: PerEar<bool>,
    both_used: bool,
    low_used: bool,
}

impl Filters {
    /// Filters that do nothing, to be designed every `block` samples. Allocates.
    pub fn new(spec: &Spec, stations: &[Station], block: usize) -> Self {
        let designer = Designer::new(spec, stations);
        let taps = designer.transform.taps();
        let channels = spec.layout.channels();
        let late = Late::new(block, taps, channels);
        let pair = |kind| {
            let mut pair = TapPair::default();
            pair.prepare(taps, kind, &late);
            pair
        };
        Self {
            designer,
            tails: Tails::new(block, FILTERS, channels),
            shadow: stations.iter().map(|station| shadow_db(station.band.hz)).collect(),
            bands: vec![0.0; stations.len()],
            own: PerEar::from_fn(|_| pair(Kind::Identity)),
            around: PerEar::from_fn(|_| pair(Kind::Silent)),
            both: pair(Kind::Identity),
            low: pair(Kind::Identity),
            width: PerEar::default(),
            own_used: PerEar::same(false),
            both_used: false,
            low_used: false,
            late,
        }
    }

    /// Samples of the past that [`run`](Self::run) is to be given, and of those that [`follow`](Self::follow) may ask for.
    pub fn reaches(&self) -> [usize; 2] {
        [self.late.block() - 1, self.taps() + self.late.block()]
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.late.lose();
    }

    /// Before samples from `clock` on are heard, `len` of them within a block: `ring` gives each channel's past.
    pub fn follow<'a>(&mut self, clock: Clock, len: usize, rings: impl Iterator<Item = &'a Ring>) {
        if self.is_neutral() {
            self.late.lose();
            return;
        }
        self.tails.into = clock.now().rem_euclid(self.late.block() as i64) as usize;
        if self.late.begins(clock.now(), len) {
            self.tails.renew();
            for (channel, ring) in rings.enumerate() {
                self.late.follow(channel, ring, self.tails.into);
            }
        }
    }

    /// Taps of each filter.
    pub fn taps(&self) -> usize {
        self.designer.transform.taps()
    }

    /// Per band, what the head leaves of the other side's sound, dB.
    pub fn shadow(&self) -> &[f32] {
        &self.shadow
    }

    /// Whether every filter in use rests at doing nothing.
    pub fn is_neutral(&self) -> bool {
        let is_neutral = |ear: Ear| {
            !self.own_used[ear]
                || self.own[ear].rests_at(Kind::Identity)
                    && self.around[ear].rests_at(Kind::Silent)
                    && self.width[ear].is_whole()
        };
        let rests = |pair: &TapPair, used: bool| !used || pair.rests_at(Kind::Identity);
        Ear::BOTH.into_iter().all(is_neutral)
            && rests(&self.both, self.both_used)
            && rests(&self.low, self.low_used)
    }

    /// Says which filters channels go through. One that none went through so far is there at once, at `gains` and what
    /// it hears of the other side, times `matched`.
    pub fn use_for(
        &mut self,
        sources: &mut dyn Iterator<Item = Source>,
        gains: PerEar<&[f32]>,
        sides: PerEar<Sides>,
        matched: f32,
    ) {
        let (own_before, both_before, low_before) = (self.own_used, self.both_used, self.low_used);
        let (mut own, mut both, mut low) = (PerEar::same(false), false, false);
        for source in sources {
            match source {
                Source::Ear { ear, .. } => own[ear] = true,
                Source::Both => both = true,
                Source::Low => low = true,
                Source::Flat | Source::Mute => {}
            }
        }
        self.own_used = PerEar::from_fn(|ear| own[ear] && !own_before[ear]);
        self.both_used = both && !both_before;
        self.low_used = low && !low_before;
        self.depart(1.0, gains, sides, matched);
        for ear in Ear::BOTH.into_iter().filter(|ear| self.own_used[*ear]) {
            self.own[ear].settle();
            self.around[ear].settle();
            self.width[ear].settle();
        }
        if self.both_used {
            self.both.settle();
        }
        if self.low_used {
            self.low.settle();
        }
        (self.own_used, self.both_used, self.low_used) = (own, both, low);
    }

    /// Sends every filter in use off, `weight` of the way to where it was going, towards each ear's gains per band (dB)
    /// and what it hears of the other side, all of it times `matched`.
    pub fn depart(&mut self, weight: f32, gains: PerEar<&[f32]>, sides: PerEar<Sides>, matched: f32) {
        self.tails.renew();
        for ear in Ear::BOTH.into_iter().filter(|ear| self.own_used[*ear]) {
            self.designer.depart(&mut self.late, &mut self.own[ear], weight, gains[ear], matched);
            for ((sum, gain), shadow) in self.bands.iter_mut().zip(gains[ear]).zip(&self.shadow) {
                *sum = gain + shadow;
            }
            let around = matched * sides[ear].around;
            self.designer.depart(&mut self.late, &mut self.around[ear], weight, &self.bands, around);
            self.width[ear].depart(weight, sides[ear].width);
        }
        if self.both_used || self.low_used {
            let [some, others] = Ear::BOTH.map(|ear| gains[ear]);
            for ((better, gain), other) in self.bands.iter_mut().zip(some).zip(others) {
                *better = gain.max(*other);
            }
        }
        if self.both_used {
            self.designer.depart(&mut self.late, &mut self.both, weight, &self.bands, matched);
        }
        if self.low_used {
            self.designer.depart(&mut self.late, &mut self.low, weight, &self.bands, 1.0);
        }
    }

    /// Every filter rests where it was going.
    pub fn settle(&mut self) {
        self.own.iter_mut().chain(self.around.iter_mut()).for_each(TapPair::settle);
        self.both.settle();
        self.low.settle();
        self.width.iter_mut().for_each(Width::settle);
    }

    /// What channel `idx` becomes: `past` gives the newest `reaches()[0] + output.len()` samples of any channel, `weights`
    /// say how far the filters are on their way.
    pub fn run<'a>(
        &mut self,
        source: Source,
        idx: usize,
        past: impl Fn(usize) -> &'a [f32],
        weights: &[f32],
        output: &mut [f32],
    ) {
        let Self { late, tails, own, around, both, low, width, .. } = self;
        let mut filter = |number: usize, pair: &TapPair, channel: usize, output: &mut [f32]| {
            pair.filter(past(channel), tails.of(late, number, pair, channel), weights, output);
        };
        match source {
            Source::Ear { ear, twin } => {
                filter(OWN + ear as usize, &own[ear], idx, output);
                if twin != idx && !width[ear].is_whole() {
                    let mut other = [0.0; SEGMENT];
                    filter(OWN + ear as usize, &own[ear], twin, &mut other[..output.len()]);
                    width[ear].narrow(weights, &other, output);
                }
                if twin != idx && !around[ear].rests_at(Kind::Silent) {
                    let mut heard = [0.0; SEGMENT];
                    filter(AROUND + ear as usize, &around[ear], twin, &mut heard[..output.len()]);
                    output.iter_mut().zip(heard).for_each(|(sum, x)| *sum += x);
                }
            }
            Source::Both => filter(BOTH, both, idx, output),
            Source::Low => filter(LOW, low, idx, output),
            Source::Flat => {
                let past = past(idx);
                output.copy_from_slice(&past[past.len() - output.len()..]);
            }
            Source::Mute => output.fill(0.0),
        }
    }
}
