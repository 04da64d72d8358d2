//! What is in the sessions: a take on each track, one after the other, and what each must sound like.

use anyhow::Result;
use integration::signals::noises;
use threshold_core::parameters::{LOSS, PERSPECTIVE, SCENE};

use super::super::capability::Capability;
use super::session::{Lane, Track};
use crate::automation::{Automation, Shape};
use crate::host::{Bundle, Plugin};
use crate::render::{Job, render};
use crate::wav::{SampleFormat, Wav};

/// Sample rate of the sessions, Hz.
const RATE: u32 = 48_000;
/// Samples of a take: its sound, and silence for what comes after it.
pub const TAKE: usize = 36_000;
/// Samples of its sound.
const SOUND: usize = 24_000;
/// Peak of the noise that is played.
const PEAK: f32 = 0.25;
/// Channels of the sound: a pair of noises, and the same with samples that are none.
const PAIR: usize = 2;
/// Samples that are none, and where.
const SPOILT: [(usize, f32); 3] = [(2_000, f32::NAN), (5_000, f32::INFINITY), (9_000, f32::NEG_INFINITY)];
/// Ardour's cycle, samples.
#[cfg(test)]
const CYCLE: usize = 1024;
/// Ardour keeps points in 1920ths of a quarter note, 12.5 samples at its own tempo of 120: these are twos of them.
const TICKS: usize = 25;
/// From step to step. No point lies where a cycle ends: what is said there comes a sample early.
const STEP: usize = 117 * TICKS;
/// Where the world begins and ends in the steps.
const WORLD: [usize; 2] = [320 * TICKS, 481 * TICKS];
/// Positions on a lane are whole multiples of this: Ardour keeps them in 32 bits.
const POSITION: f32 = 1.0 / 64.0;
/// Where the sound of a saved state begins, a good two seconds late; a scene changes in the middle of it. How long Ardour plays
/// silence to a plugin before it bounces depends on how busy the machine is, and for two seconds that may be heard (README).
const SCENES_START: usize = 4320 * TICKS;

/// A track, and what it shows.
pub struct Take {
    /// The track.
    pub track: Track,
    /// What its sound is a proof of.
    pub proves: &'static [Capability],
}

/// The noise all takes play.
pub fn sound() -> Result<Wav> {
    let mut channels = noises(PAIR, PEAK, SOUND);
    channels.extend_from_within(..);
    for (at, none) in SPOILT {
        channels[PAIR][at] = none;
    }
    Wav::new(RATE, channels, SampleFormat::Float32)
}

/// Everything that is bounced.
pub fn takes() -> Vec<Take> {
    use Capability::{Automation, Hostile, Latency, Offline, Stereo};
    let bare = |name, plugin| Track {
        name,
        width: PAIR,
        first: 0,
        start: 0,
        plugin,
        preset: None,
        lanes: Vec::new(),
    };
    let film = Some(Plugin::Film);
    let all: [(Track, &'static [Capability]); 6] = [
        (bare("no plugin", None), &[Latency]),
        (bare("film at Loss 0", film), &[Latency]),
        (bare("live at Loss 0", Some(Plugin::Live)), &[Latency]),
        (bare("film in steps", film), &[Automation, Stereo, Offline]),
        (bare("live in steps", Some(Plugin::Live)), &[Automation, Stereo, Offline]),
        (Track { first: PAIR, ..bare("no numbers", film) }, &[Hostile]),
    ];
    let mut takes = Vec::new();
    for (n, (track, proves)) in all.into_iter().enumerate() {
        let start = n * TAKE;
        let lanes = match track.name {
            "film in steps" | "live in steps" => steps(start),
            "no numbers" => vec![still(start)],
            _ => Vec::new(),
        };
        takes.push(Take { track: Track { start, lanes, ..track }, proves });
    }
    takes
}

/// Tracks of one channel and of six, to see what Ardour gives the plugin there. They lie after all others.
pub fn other_widths() -> Vec<Track> {
    let start = takes().len() * TAKE;
    let track = |name, width| Track {
        name,
        width,
        first: 0,
        start,
        plugin: Some(Plugin::Film),
        preset: None,
        lanes: Vec::new(),
    };
    vec![track("mono", 1), track("surround", 6)]
}

/// One that starts from a preset, and moves to another of its scenes.
pub fn with_scenes(preset: &'static str) -> Track {
    let lane = Lane { parameter: &SCENE, points: vec![(0, 1.0), (SCENES_START + WORLD[1], 2.0)] };
    Track {
        name: "scenes",
        width: PAIR,
        first: 0,
        start: SCENES_START,
        plugin: Some(Plugin::Film),
        preset: Some(preset),
        lanes: vec![lane],
    }
}

/// Loss up in steps and Perspective cut to the world and back.
fn steps(start: usize) -> Vec<Lane> {
    let loss = (0..SOUND / STEP).map(|n| (start + n * STEP + TICKS, (n + 8) as f32 * POSITION)).collect();
    let cuts = [(0, 1.0), (start + WORLD[0], 0.0), (start + WORLD[1], 1.0)];
    let lane = |parameter, points| Lane { parameter, points };
    vec![lane(&LOSS, loss), lane(&PERSPECTIVE, cuts.to_vec())]
}

fn still(start: usize) -> Lane {
    Lane { parameter: &LOSS, points: vec![(start, 0.5)] }
}

impl Take {
    /// What must come out of a session of `length` samples, if the plugin is `late` by so many.
    pub fn wanted(&self, bundle: &Bundle, late: usize, sound: &Wav, length: usize) -> Result<Vec<Vec<f32>>> {
        let mut input = early(&self.track, late, sound, length);
        let Some(plugin) = self.track.plugin else { return Ok(input) };
        // What is no number is heard as silence.
        input.iter_mut().flatten().filter(|sample| !sample.is_finite()).for_each(|sample| *sample = 0.0);
        let automation = automation(&self.track)?;
        Ok(delayed(render(bundle, &Job::new(plugin, sound.rate, &input, &automation), |_| {})?, late))
    }
}

/// What a track plays, as the plugin gets it: earlier by what it is late. Ardour tells it the position and the lanes of the
/// time when its output is heard, so that what is drawn comes later by its latency, and so does the clock.
pub fn early(track: &Track, late: usize, sound: &Wav, length: usize) -> Vec<Vec<f32>> {
    let channel = |n: usize| {
        let mut channel = vec![0.0; length];
        for (n, sample) in sound.channels[track.first + n].iter().enumerate() {
            if let Some(at) = (track.start + n).checked_sub(late).filter(|at| *at < length) {
                channel[at] = *sample;
            }
        }
        channel
    };
    (0..track.width).map(channel).collect()
}

/// What comes out of that, where it is heard.
pub fn delayed(sound: Vec<Vec<f32>>, late: usize) -> Vec<Vec<f32>> {
    let channel = |channel: Vec<f32>| {
        let kept = channel.len().saturating_sub(late);
        [&vec![0.0; late], &channel[..kept]].concat()
    };
    sound.into_iter().map(channel).collect()
}

/// The lanes of a track as Ardour tells the plugin: points where they are, and before them the first.
pub fn automation(track: &Track) -> Result<Automation> {
    let mut automation = Automation::new();
    for Lane { parameter, points } in &track.lanes {
        let first = points.first().map(|(_, value)| (0, *value));
        for (sample, value) in first.into_iter().chain(points.iter().copied()) {
            automation.point(sample, parameter, value, Shape::Step)?;
        }
    }
    Ok(automation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_whole_ticks_and_end_no_cycle() {
        let tracks = takes().into_iter().map(|take| take.track).chain([with_scenes("scenes")]);
        let lanes = tracks.flat_map(|track| track.lanes);
        for (sample, _) in lanes.flat_map(|lane| lane.points) {
            assert_eq!(sample % TICKS, 0, "{sample}");
            assert!(sample == 0 || sample % CYCLE != 0, "{sample}");
        }
    }
}
