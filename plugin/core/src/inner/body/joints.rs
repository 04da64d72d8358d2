//! Joints: a dull click now and then.

use crate::base::units::gain_from_db;
use crate::base::{Clock, Ear, PerEar};
use crate::kit::random::{Random, draw};
use crate::kit::turn::cos_sin;

/// Peak, dBFS, and how far it strays (design).
const PEAK_DBFS: f64 = -45.0;
const STRAY_DB: f64 = 1.5;
/// Lowest and highest frequency, Hz: a click is one turn of it under a raised cosine, 2-5 ms long (design).
const HZ: [f64; 2] = [200.0, 500.0];
/// Largest value of such a turn.
const CREST: f64 = 0.649_519;
/// Time in which there is one click at most, seconds.
const CELL_SECONDS: f64 = 0.250;
/// Share of these that have one, at rest and in full agitation: one in 4 s, one in a second (design).
const DENSITY: [f64; 2] = [0.0625, 0.25];
/// How much quieter the far ear hears it at most, as a share (design).
const FARTHEST: f32 = 0.7;
/// The random streams: when, and what.
const WHEN: u32 = 2130;
const WHAT: u32 = 2131;

/// Bits per draw: three draws fit into one random number.
const DRAW_BITS: u32 = 20;

/// A click that sounds.
#[derive(Debug, Clone, Copy)]
struct Click {
    /// Samples since its start, and its length.
    age: usize,
    length: usize,
    /// Peak at each ear.
    gain: PerEar<f32>,
}

/// Clicks from cells of the clock: who arrives later finds the same.
#[derive(Debug, Clone, Default)]
pub struct Joints {
    click: Option<Click>,
    rate: f64,
    frame: usize,
    /// Control frames in a cell, and how many of them the longest click takes.
    cell: i64,
    longest: i64,
}

impl Joints {
    /// Prepares for control frames of `frame` samples at `sample_rate`, and forgets.
    pub fn prepare(&mut self, sample_rate: f32, frame: usize) {
        self.rate = f64::from(sample_rate);
        self.frame = frame;
        let frames = |seconds: f64| libm::ceil(seconds * self.rate / frame as f64) as i64;
        self.cell = frames(CELL_SECONDS).max(1);
        self.longest = frames(1.0 / HZ[0]);
        self.reset();
    }

    /// Forgets the click that sounds.
    pub fn reset(&mut self) {
        self.click = None;
    }

    /// On a point of the control grid: begins a click if it is time for one, at this agitation (0..1). Where both ears
    /// are one, it comes from the middle.
    pub fn step(&mut self, seed: u32, is_one: bool, clock: Clock, agitation: f64) {
        let number = clock.now().div_euclid(self.frame as i64);
        let (cell, position) = (number.div_euclid(self.cell), number.rem_euclid(self.cell));
        let when = Random::new(seed, WHEN).bits(cell);
        let start = (draw::<DRAW_BITS>(when, 1) * (self.cell - self.longest) as f64) as i64;
        let [rest, agitated] = DENSITY;
        if position != start || draw::<DRAW_BITS>(when, 0) >= rest + (agitated - rest) * agitation {
            return;
        }
        let what = Random::new(seed, WHAT).bits(cell);
        let hz = HZ[0] * libm::pow(HZ[1] / HZ[0], draw::<DRAW_BITS>(what, 0));
        let stray = STRAY_DB * (2.0 * draw::<DRAW_BITS>(what, 1) - 1.0);
        let peak = (gain_from_db(PEAK_DBFS + stray) / CREST) as f32;
        let side = if is_one { 0.0 } else { (2.0 * draw::<DRAW_BITS>(what, 2) - 1.0) as f32 };
        let away = PerEar::leaning(side);
        let gain = PerEar::from_fn(|ear| peak * (1.0 - FARTHEST * away[ear.other()]));
        self.click = Some(Click { age: 0, length: libm::ceil(self.rate / hz) as usize, gain });
    }

    /// Adds what sounds to as many samples as `out` has.
    pub fn add(&mut self, out: &mut [[f32; 2]]) {
        let Some(click) = &mut self.click else { return };
        for sample in out {
            let (cos, sin) = cos_sin(click.age as f32 / click.length as f32);
            let x = (0.5 - 0.5 * cos) * sin;
            for (x_ear, ear) in sample.iter_mut().zip(Ear::BOTH) {
                *x_ear += click.gain[ear] * x;
            }
            click.age += 1;
            if click.age >= click.length {
                self.click = None;
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: usize = 48_000;

    /// Start (seconds) and peak (dBFS, louder ear) of the clicks in 20 minutes.
    fn clicks(seed: u32, agitation: f64) -> Vec<(f64, f64)> {
        let mut joints = Joints::default();
        joints.prepare(RATE as f32, 32);
        let mut all = Vec::new();
        for frame in 0..20 * 60 * RATE / 32 {
            joints.step(seed, false, Clock::at(32 * frame as i64), agitation);
            let starts = joints.click.is_some_and(|click| click.age == 0);
            let mut out = [[0.0f32; 2]; 32];
            joints.add(&mut out);
            let peak = out.as_flattened().iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
            if starts {
                all.push((32.0 * frame as f64 / RATE as f64, f64::from(peak)));
            } else if let Some((_, loudest)) = all.last_mut() {
                *loudest = loudest.max(f64::from(peak));
            }
        }
        all.into_iter().map(|(start, peak)| (start, 20.0 * peak.log10())).collect()
    }

    #[test]
    fn clicks_come_as_often_and_as_loud_as_they_should() {
        let (rest, agitated, other) = (clicks(1, 0.0), clicks(1, 1.0), clicks(2, 0.0));
        let mean = rest.iter().map(|(_, peak)| peak).sum::<f64>() / rest.len() as f64;
        println!(
            "joints: one in {:.2} s at rest, in {:.2} s in agitation, {mean:.2} dBFS peak",
            1200.0 / rest.len() as f64,
            1200.0 / agitated.len() as f64
        );
        assert!((250..350).contains(&rest.len()) && (1100..1300).contains(&agitated.len()));
        assert!(rest.iter().all(|(_, peak)| (peak + 45.0).abs() < 1.6));
        assert!(rest.iter().all(|click| agitated.contains(click)), "agitation adds to those of rest");
        assert!(rest.iter().filter(|click| other.contains(click)).count() < 5);
    }
}
