//! A processor that is switched on for the first time: silence, a burst of clicks, and sound that comes in stairs.

use crate::base::units::gain_from_db;
use crate::kit::turn::hann;

/// How long nothing is heard first, seconds (design).
const SILENCE: f64 = 0.7;
/// How long the clicks last, seconds, how many there are and the length of one (`story.md`, S12: 30 ms).
const BURST: f64 = 0.030;
const CLICKS: u32 = 6;
const CLICK: f64 = 0.002;
/// Peak of a click, dBFS (design: as loud as the push of a pop), and the pitches of the first and the last, Hz:
/// from the base of the cochlea to its apex.
const CLICK_DBFS: f64 = -18.0;
const PITCHES: [f64; 2] = [7000.0, 700.0];
/// Level of each stair, dB, how long it lasts and how long it takes to climb it, seconds (`story.md`, S12: three to five
/// stairs over 4 to 8 s).
const STAIRS: [f64; 4] = [-24.0, -15.0, -7.0, 0.0];
const STAIR: f64 = 1.5;
const CLIMB: f64 = 0.015;

/// When everything has come, seconds after the switch.
pub const LASTS: f64 = SILENCE + BURST + (STAIRS.len() - 1) as f64 * STAIR + CLIMB;

/// Processors that may have been switched on a moment ago. Audio thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Activation {
    under_way: Option<UnderWay>,
    rate: f64,
}

#[derive(Debug, Clone, Copy)]
struct UnderWay {
    /// Samples since.
    age: u64,
    /// How much of it there is, 0..1.
    depth: f32,
    /// Gain of the implant when it was switched on: a second activation begins where the first one is.
    from: f32,
}

impl Activation {
    /// Takes the sample rate, and forgets.
    pub fn prepare(&mut self, sample_rate: f64) {
        *self = Self { under_way: None, rate: sample_rate };
    }

    /// The processors have been on for long.
    pub const fn end(&mut self) {
        self.under_way = None;
    }

    /// Switched on with the next sample.
    pub fn begin(&mut self, depth: f32) {
        self.under_way = Some(UnderWay { age: 0, depth, from: self.at(0).map_or(1.0, |(gain, _)| gain) });
    }

    /// Samples until everything has come.
    pub fn left(&self) -> usize {
        let lasts = LASTS * self.rate;
        self.under_way.map_or(0, |course| (lasts - course.age as f64).max(0.0) as usize)
    }

    /// Gain of the implant and the sample of a click, `n` samples from now; none where nothing is under way.
    pub fn at(&self, n: usize) -> Option<(f32, f32)> {
        let UnderWay { age, depth, from } = self.under_way?;
        let seconds = (age + n as u64) as f64 / self.rate;
        Some((gain(seconds, depth, from), clicks(seconds, depth)))
    }

    /// Moves on by `samples`, heard or not.
    pub fn advance(&mut self, samples: usize) {
        if let Some(course) = &mut self.under_way {
            course.age += samples as u64;
        }
        if self.left() == 0 {
            self.under_way = None;
        }
    }
}

/// Gain of the implant `seconds` after it was switched on at a gain of `from`: 0, then stairs, then 1. `depth` (0..1) is
/// how much of all this there is.
fn gain(seconds: f64, depth: f32, from: f32) -> f32 {
    let (depth, from) = (f64::from(depth), f64::from(from));
    let since = seconds - SILENCE - BURST;
    if since < 0.0 {
        // The world ends as a processor is unplugged: within one climb.
        return (from * (1.0 - depth * climbed(seconds))) as f32;
    }
    let level = |stair: usize| gain_from_db(depth * STAIRS[stair.min(STAIRS.len() - 1)]);
    let stair = (since / STAIR) as usize;
    let below = if stair == 0 { from * (1.0 - depth) } else { level(stair - 1) };
    let along = climbed(since - stair as f64 * STAIR);
    if along >= 1.0 { level(stair) as f32 } else { (below + (level(stair) - below) * along) as f32 }
}

/// How much of a stair is climbed after so many seconds, 0..1.
fn climbed(seconds: f64) -> f64 {
    if seconds >= CLIMB { 1.0 } else { hann(0.5 * seconds / CLIMB) }
}

/// The clicks, `seconds` after it was switched on: peak re full scale.
fn clicks(seconds: f64, depth: f32) -> f32 {
    let since = seconds - SILENCE;
    if !(0.0..BURST).contains(&since) {
        return 0.0;
    }
    let spacing = BURST / f64::from(CLICKS);
    let number = (since / spacing).min(f64::from(CLICKS - 1)) as u32;
    let within = since - f64::from(number) * spacing;
    if within >= CLICK {
        return 0.0;
    }
    let [first, last] = PITCHES;
    let hz = first * libm::pow(last / first, f64::from(number) / f64::from(CLICKS - 1));
    let wave = hann(within / CLICK) * libm::cos(std::f64::consts::TAU * hz * (within - 0.5 * CLICK));
    (f64::from(depth) * gain_from_db(CLICK_DBFS) * wave) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(what: fn(f64, f32) -> f32, depth: f32) -> Vec<f32> {
        (0..(7.0 * 48_000.0) as usize).map(|n| what(n as f64 / 48_000.0, depth)).collect()
    }

    #[test]
    fn silence_clicks_and_stairs_come_in_this_order_without_a_step() {
        let gains = course(|seconds, depth| gain(seconds, depth, 1.0), 1.0);
        let at = |seconds: f64| gains[(seconds * 48_000.0) as usize];
        assert_eq!((at(0.0), at(0.1), at(0.7), at(6.0)), (1.0, 0.0, 0.0, 1.0));
        assert!(gains[48_000 / 10..].windows(2).all(|pair| pair[0] <= pair[1]));
        let stairs: Vec<f32> = (0..4).map(|n| at(1.5 + 1.5 * f64::from(n))).collect();
        println!("stairs of an activation: {stairs:?}");
        assert!(stairs.windows(2).all(|pair| pair[1] > 1.5 * pair[0]));
        // -40 dBFS of a full-scale sound.
        assert!(gains.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.01));
        assert_eq!(gain(LASTS, 1.0, 1.0), 1.0);
        let burst = course(clicks, 1.0);
        let sounding: Vec<usize> = (0..burst.len()).filter(|n| burst[*n] != 0.0).collect();
        let (first, last) = (sounding[0] as f64 / 48_000.0, sounding[sounding.len() - 1] as f64 / 48_000.0);
        assert!(first >= 0.7 && (0.02..=0.03).contains(&(last - first)), "{first} {last}");
        let peak = burst.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
        assert!((20.0 * peak.log10() + 18.0).abs() < 0.1, "{peak}");
    }

    #[test]
    fn without_depth_nothing_happens() {
        assert!(course(|seconds, depth| gain(seconds, depth, 1.0), 0.0).iter().all(|gain| *gain == 1.0));
        assert!(course(clicks, 0.0).iter().all(|click| *click == 0.0));
    }

    #[test]
    fn a_second_activation_begins_where_the_first_one_is_and_none_outlasts_its_time() {
        let mut activation = Activation::default();
        activation.prepare(48_000.0);
        assert_eq!((activation.at(0), activation.left()), (None, 0));
        activation.begin(1.0);
        activation.advance(96_000);
        let before = activation.at(0).map(|(gain, _)| gain);
        activation.begin(1.0);
        assert_eq!(activation.at(0).map(|(gain, _)| gain), before);
        assert!(before.is_some_and(|gain| gain < 0.1));
        activation.advance(activation.left() + 1);
        assert_eq!(activation.at(0), None);
    }
}
