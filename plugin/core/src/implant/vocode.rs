//! Vocode: what both processors tell the electrodes, sung; and the way from one fitting to the next.

use crate::base::{Change, Chunk, Clock, Ear, PerEar, SEGMENT, Spec};
use crate::hearing::channels::{Channels, Device};
use crate::kit::fade::Fade;

use super::carriers::Carrier;
use super::coder::{Coder, CoderSettings};
use super::electrodogram::Column;
use super::front_end::{FrontEnd, FrontEndSettings};
use super::router::crossfade;
use super::singer::{Singer, SingerSettings};
use super::stimuli::Stimuli;

/// Samples between two points at which a new fitting may take over, at 48 kHz.
const SWITCH_FRAME: usize = 4096;
/// How long the crossfade takes, and how long the new one listens before: as long as its envelopes take to rise (fourth
/// order, 0.6 periods of the cut-off), but never so long that both would not be over before the next may begin, seconds.
const FADE_SECONDS: f64 = 0.028;
const WARM_PERIODS: f64 = 0.6;
const LONGEST_WARM_SECONDS: f64 = 0.0375;

/// How both ears are fitted: whatever cannot glide.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fitting {
    /// What each ear was given.
    pub devices: PerEar<Device>,
    /// How both processors code; `channels` is each device's.
    pub coder: CoderSettings,
    /// What channels sound as.
    pub carrier: Carrier,
    /// Seed of what is drawn.
    pub seed: u32,
}

/// One fitting at work.
#[derive(Default)]
struct Fitted {
    fitting: Fitting,
    coders: PerEar<Coder>,
    singers: PerEar<Singer>,
}

impl Fitted {
    fn take(&mut self, fitting: &Fitting) {
        self.fitting = *fitting;
        for ear in Ear::BOTH {
            let channels = Channels::of(&fitting.devices[ear]);
            self.coders[ear].set(&CoderSettings { channels, ..fitting.coder });
            // Both ears draw the same: what is in the middle stays there.
            let drawn = SingerSettings { channels, carrier: fitting.carrier, seed: fitting.seed };
            self.singers[ear].set(&drawn);
        }
        self.reset();
    }

    fn reset(&mut self) {
        self.coders.iter_mut().for_each(Coder::reset);
        self.singers.iter_mut().for_each(Singer::reset);
    }

    fn sing(
        &mut self,
        heard: &PerEar<Chunk>,
        wanted: PerEar<bool>,
        clock: Clock,
        len: usize,
    ) -> PerEar<Chunk> {
        PerEar::from_fn(|ear| {
            if !wanted[ear] {
                return [0.0; SEGMENT];
            }
            let mut stimuli = Stimuli::default();
            let mut sung = [0.0; SEGMENT];
            self.coders[ear].process(&heard[ear][..len], clock, &mut stimuli);
            self.singers[ear].sing(&stimuli, clock, len, &mut sung[..len]);
            sung
        })
    }

    /// Whether sounds of both add up in phase.
    fn sounds_like(&self, other: &Self) -> bool {
        let places = |fitted: &Self| fitted.fitting.devices.map(|device| Channels::of(&device).places);
        self.fitting.carrier == other.fitting.carrier
            && self.fitting.seed == other.fitting.seed
            && places(self) == places(other)
    }
}

/// Both ears' channels.
///
/// A fitting is changed by a crossfade between two of them, begun on a grid of the clock: so a map may change under a
/// lane, and two seconds later nothing tells when.
#[derive(Default)]
pub struct Vocode {
    front: FrontEnd,
    wanted: Fitting,
    older: Fitted,
    newer: Fitted,
    /// Weight of the newer one.
    fade: Fade,
    /// Samples for which the newer one only listens on.
    warming: usize,
    /// Whether both are added as powers.
    by_power: bool,
    frame: usize,
    /// Which ears are listened for.
    awake: PerEar<bool>,
    longest_warm: usize,
    length: usize,
    rate: f64,
}

impl Vocode {
    /// Makes room. Allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.frame = spec.scaled(SWITCH_FRAME);
        self.rate = f64::from(spec.sample_rate);
        self.longest_warm = spec.samples(LONGEST_WARM_SECONDS);
        self.length = spec.samples(FADE_SECONDS);
        self.front.prepare(spec);
        // One singer makes the loops that carriers are read from; its copies share them.
        self.newer.singers[Ear::Left].prepare(spec);
        let singer = self.newer.singers[Ear::Left].clone();
        for fitted in [&mut self.older, &mut self.newer] {
            fitted.coders.iter_mut().for_each(|coder| coder.prepare(spec));
            fitted.singers = PerEar::from_fn(|_| singer.clone());
        }
        self.reset();
    }

    /// Forgets everything heard; the last fitting asked for is there at once.
    pub fn reset(&mut self) {
        self.awake = PerEar::same(false);
        self.front.reset();
        self.newer.reset();
        self.jump();
    }

    /// Aims at other settings.
    pub fn set(&mut self, front: &FrontEndSettings, fitting: &Fitting, change: Change) {
        self.front.set(front, change);
        self.wanted = *fitting;
        if change == Change::Jump {
            self.jump();
        }
    }

    /// The fitting asked for is there at once; one that is there already goes on listening.
    fn jump(&mut self) {
        if self.newer.fitting != self.wanted {
            self.newer.take(&self.wanted);
        }
        self.fade = Fade::resting(1.0);
        self.warming = 0;
    }

    /// At a point of the switch grid: the next fitting sets out.
    fn switch(&mut self) {
        if self.newer.fitting == self.wanted || !self.fade.rests_at(1.0) {
            return;
        }
        std::mem::swap(&mut self.older, &mut self.newer);
        self.newer.take(&self.wanted);
        self.by_power = !self.newer.sounds_like(&self.older);
        self.fade = Fade::resting(0.0);
        let rise = WARM_PERIODS / f64::from(self.wanted.coder.envelope_hz.max(1.0)) * self.rate;
        self.warming = (rise as usize).clamp(1, self.longest_warm);
    }

    /// What ears hear of `ears`: those that are `wanted`, the others rest. Overwrites `sung`.
    pub fn process(
        &mut self,
        ears: &PerEar<Chunk>,
        wanted: PerEar<bool>,
        clock: Clock,
        len: usize,
        sung: &mut PerEar<Chunk>,
    ) {
        let was = std::mem::replace(&mut self.awake, wanted);
        for ear in Ear::BOTH.into_iter().filter(|ear| wanted[*ear] && !was[*ear]) {
            for fitted in [&mut self.older, &mut self.newer] {
                fitted.coders[ear].reset();
                fitted.singers[ear].reset();
            }
        }
        if clock.is_on(self.frame) {
            self.switch();
        }
        let mut heard = PerEar::same([0.0; SEGMENT]);
        self.front.process(ears, clock, len, &mut heard);
        let newer = self.newer.sing(&heard, wanted, clock, len);
        if self.fade.rests_at(1.0) {
            *sung = newer;
        } else {
            let older = self.older.sing(&heard, wanted, clock, len);
            self.mix(&older, &newer, len, sung);
        }
        for sung in sung.iter_mut() {
            sung[..len].iter_mut().zip(self.front.output_gains()).for_each(|(x, gain)| *x *= gain);
        }
    }

    /// What each ear's electrodes were told since the last call, by the fitting that is heard; nothing where it rests.
    pub fn take_columns(&mut self) -> PerEar<Column> {
        let awake = self.awake;
        let take = |fitted: &mut Fitted| {
            PerEar::from_fn(
                |ear| if awake[ear] { fitted.coders[ear].take_column() } else { Column::default() },
            )
        };
        let newer = take(&mut self.newer);
        if self.warming > 0 { take(&mut self.older) } else { newer }
    }

    fn mix(&mut self, older: &PerEar<Chunk>, newer: &PerEar<Chunk>, len: usize, sung: &mut PerEar<Chunk>) {
        for n in 0..len {
            if self.warming > 0 {
                self.warming -= 1;
                if self.warming == 0 {
                    self.fade.head_for(1.0, self.length);
                }
            }
            let weight = self.fade.next_weight() as f32;
            let (out, in_) = match weight {
                0.0 => (1.0, 0.0),
                1.0 => (0.0, 1.0),
                _ if self.by_power => crossfade(weight),
                _ => (1.0 - weight, weight),
            };
            for ear in Ear::BOTH {
                sung[ear][n] = out * older[ear][n] + in_ * newer[ear][n];
            }
        }
    }
}
