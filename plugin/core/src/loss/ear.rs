//! What one ear makes of each band's level, by what it has lost.

use crate::base::Spec;
use crate::hearing::audiogram::{self, Audiogram};
use crate::hearing::bands::{centres, reference_levels};
use crate::hearing::body::skull_db;
use crate::hearing::curve::{Curve, OCTAVES};
use crate::hearing::normal::spl_offset;
use crate::hearing::path::Hearing;
use crate::hearing::recruitment::{Band, Law, Line, for_programme};
use crate::kit::glide::Glide;
use crate::kit::place::Place;

use super::scrambled::TOP_OCTAVES;

/// How long a step of anything that decides the hearing takes to arrive, seconds.
const GLIDE_SECONDS: f64 = 0.080;
/// Thresholds between which inner hair cells die out, dB HL: a region that hears nothing by itself (`science.md` 7).
const DYING: (f32, f32) = (90.0, 100.0);
/// What silence reads, mean square re full scale: -200 dB.
const SILENCE: f32 = 1.0e-20;

/// A band, and where it finds itself in the tables.
#[derive(Debug, Clone, Copy)]
pub struct Station {
    /// The band's facts.
    pub band: Band,
    curve: Place,
    audiogram: Place,
    /// The most that can be lost of it before the cochlea, dB.
    skull: f32,
    /// The detector's level for reference noise, dB re full scale.
    reference: f32,
}

/// The bands at a sample rate. Allocates.
pub fn stations(spec: &Spec) -> Vec<Station> {
    let centres = centres(spec.sample_rate);
    let references = reference_levels(&centres);
    let station = |(hz, reference): (f32, f32)| Station {
        band: Band::at(hz),
        curve: Place::among(&OCTAVES, hz),
        audiogram: Place::among(&audiogram::FREQUENCIES, hz),
        skull: skull_db(hz),
        reference,
    };
    centres.into_iter().zip(references).map(station).collect()
}

/// What an ear is to become.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// What it has lost; its recruitment is the amount that acts.
    pub hearing: Hearing,
    /// Share of what the cochlea loses that is lost before it instead, 0..1.
    pub conductive: f32,
    /// Level of the reference noise, dB SPL.
    pub listening_level: f32,
    /// How much of the other ear's side it hears around the head, 0..1.
    pub around: f32,
    /// Up to where that is in phase with its own side, octaves re 1 Hz: above, an ear's detail is lost.
    pub coherent: f32,
}

/// How an ear hears the other one's side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides {
    /// How much comes around the head, 0..1.
    pub around: f32,
    /// How wide the world sounds: 1 as it is, 0 the same on both sides.
    pub width: f32,
    /// Up to where both sides are in phase, octaves re 1 Hz.
    pub coherent: f32,
}

impl Sides {
    /// As far as `depth` of the loss is heard, 0..1.
    pub fn heard(self, depth: f32) -> Self {
        Self {
            around: depth * self.around,
            width: 1.0 - depth * (1.0 - self.width),
            coherent: TOP_OCTAVES + depth * (self.coherent - TOP_OCTAVES),
        }
    }
}

impl Default for Sides {
    fn default() -> Self {
        Self { around: 0.0, width: 1.0, coherent: TOP_OCTAVES }
    }
}

const GAINS: usize = OCTAVES.len();
const THRESHOLDS: usize = GAINS + audiogram::FREQUENCIES.len();
const CONDUCTIVE: usize = THRESHOLDS + audiogram::FREQUENCIES.len();
const VALUES: usize = CONDUCTIVE + 6;

impl Aim {
    fn values(&self) -> [f64; VALUES] {
        let Self { hearing, conductive, listening_level, around, coherent } = self;
        let rest = [hearing.recruitment, hearing.width, *conductive, *listening_level, *around, *coherent];
        std::array::from_fn(|n| {
            f64::from(match n {
                n if n < GAINS => hearing.gains.0[n],
                n if n < THRESHOLDS => hearing.thresholds.0[n - GAINS],
                n if n < CONDUCTIVE => hearing.conductive.0[n - THRESHOLDS],
                n => rest[n - CONDUCTIVE],
            })
        })
    }

    fn of(values: &[f64; VALUES]) -> Self {
        let at = |n: usize| values[n] as f32;
        Self {
            hearing: Hearing {
                gains: Curve(std::array::from_fn(at)),
                thresholds: Audiogram(std::array::from_fn(|n| at(GAINS + n))),
                conductive: Audiogram(std::array::from_fn(|n| at(THRESHOLDS + n))),
                recruitment: at(CONDUCTIVE),
                width: at(CONDUCTIVE + 1),
                ..Hearing::RECRUITING
            },
            conductive: at(CONDUCTIVE + 2),
            listening_level: at(CONDUCTIVE + 3),
            around: at(CONDUCTIVE + 4),
            coherent: at(CONDUCTIVE + 5),
        }
    }
}

/// What a band loses, as far as it does not depend on the level of the moment.
#[derive(Debug, Clone, Copy, Default)]
struct Lost {
    /// What everything loses on its way into the ear, dB.
    outside: f32,
    /// What programme and threshold lose before the cochlea besides, dB.
    conductive: [f32; 2],
    /// What the cochlea takes off programme and off thresholds.
    cochlear: [Line; 2],
}

impl Lost {
    /// What is taken off a sound of this level, dB HL, in dB.
    fn attenuation(&self, level: f32) -> f32 {
        let level = level - self.outside;
        let parts = self.conductive.iter().zip(&self.cochlear);
        let inside: f32 = parts.map(|(before, line)| before + line.attenuation(level - before)).sum();
        self.outside + inside
    }
}

/// One ear: where it is going, and its gain per band.
#[derive(Debug, Clone, Default)]
pub struct EarGains {
    glide: Glide<VALUES>,
    /// What `lost` and `dead` were made of.
    made_of: Option<Aim>,
    lost: Vec<Lost>,
    /// Per band, the share that no inner hair cell answers for, 0..1.
    pub dead: Vec<f32>,
    /// Gain per band, dB.
    pub gains: Vec<f32>,
}

impl EarGains {
    /// Makes room for `count` bands, on a grid of `frame_rate` per second. Allocates.
    pub fn prepare(&mut self, count: usize, frame_rate: f64) {
        self.glide.prepare(libm::round(GLIDE_SECONDS * frame_rate) as usize);
        self.made_of = None;
        self.lost = vec![Lost::default(); count];
        self.dead = vec![0.0; count];
        self.gains = vec![0.0; count];
    }

    /// Is there at once.
    pub fn jump(&mut self, aim: &Aim) {
        self.glide.jump(aim.values());
    }

    /// One frame further on the way to `aim`.
    pub fn step(&mut self, aim: &Aim) {
        self.glide.step(aim.values());
    }

    /// What is heard of the other ear's side now.
    pub fn sides(&self) -> Sides {
        let aim = Aim::of(&self.glide.values());
        Sides { around: aim.around, width: aim.hearing.width, coherent: aim.coherent }
    }

    /// The gains for these levels (mean square re full scale), of which `depth` is heard.
    pub fn hear(&mut self, law: Law, stations: &[Station], levels: impl Iterator<Item = f32>, depth: f32) {
        let aim = Aim::of(&self.glide.values());
        if self.made_of != Some(aim) {
            self.made_of = Some(aim);
            self.lose(law, stations, &aim);
        }
        if depth == 0.0 {
            // Whatever is lost, none of it is heard.
            self.gains.fill(0.0);
            return;
        }
        let offset = spl_offset(aim.listening_level);
        for (((gain, lost), station), level) in
            self.gains.iter_mut().zip(&self.lost).zip(stations).zip(levels)
        {
            let level = 10.0 * libm::log10f(level + SILENCE) + offset - station.band.normal_threshold;
            *gain = -depth * lost.attenuation(level);
        }
    }

    /// Is there at once, and knows what that means for each band, but not for any level.
    pub fn know(&mut self, law: Law, stations: &[Station], aim: &Aim) {
        self.jump(aim);
        self.made_of = Some(*aim);
        self.lose(law, stations, aim);
    }

    /// What is taken off each band of reference noise now, dB, of which `depth` is heard.
    pub fn take_off_programme(&self, stations: &[Station], depth: f32, taken: &mut [f32]) {
        let offset = spl_offset(Aim::of(&self.glide.values()).listening_level);
        for ((taken, lost), station) in taken.iter_mut().zip(&self.lost).zip(stations) {
            *taken = depth * lost.attenuation(station.reference + offset - station.band.normal_threshold);
        }
    }

    fn lose(&mut self, law: Law, stations: &[Station], aim: &Aim) {
        let amount = aim.hearing.recruitment;
        let offset = spl_offset(aim.listening_level);
        for ((lost, dead), station) in self.lost.iter_mut().zip(&mut self.dead).zip(stations) {
            let outside = aim.hearing.conductive.at(station.audiogram).max(0.0);
            let room = (station.skull - outside).max(0.0);
            let split = |loss: f32| {
                let conductive = (aim.conductive * loss.max(0.0)).min(room);
                (conductive, loss - conductive)
            };
            let (before_programme, programme) = split(-aim.hearing.gains.at(station.curve));
            let (before_threshold, threshold) = split(aim.hearing.thresholds.at(station.audiogram).max(0.0));
            let reference =
                station.reference + offset - station.band.normal_threshold - outside - before_programme;
            let for_gain = if programme > 0.0 {
                for_programme(law, &station.band, programme, reference, amount)
            } else {
                Line::linear(programme)
            };
            let for_threshold =
                if threshold > 0.0 { law(&station.band, threshold, amount) } else { Line::default() };
            *lost = Lost {
                outside,
                conductive: [before_programme, before_threshold],
                cochlear: [for_gain, for_threshold],
            };
            let dying = ((threshold - DYING.0) / (DYING.1 - DYING.0)).clamp(0.0, 1.0);
            *dead = dying * dying * (3.0 - 2.0 * dying);
        }
        // A place is dead beside livelier ones. With none to hear from, or all alike, the law alone decides.
        let liveliest = self.dead.iter().copied().fold(1.0, f32::min);
        for dead in &mut self.dead {
            *dead = if liveliest < 1.0 { (*dead - liveliest) / (1.0 - liveliest) } else { 0.0 };
        }
    }
}
