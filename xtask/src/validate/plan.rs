//! What every host is asked to play, and what must come out: the same for all, in files that any of them can read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use integration::signals::noises;
use serde::{Deserialize, Serialize};
use threshold_core::parameters::{KEY, LOSS, PERSPECTIVE, Parameter, TABLE};

use super::bare::{self, Piece, Point};
use super::capability::Capability;
use crate::host::Plugin;

/// Samples between two values of a lane: what hosts that take one value per block are given as their block.
const LANE_STEP: usize = 64;
/// Positions on a lane are whole multiples of a 1024th: hosts that keep them in 32 bits know them exactly.
const LANE_POSITIONS: usize = 1024;
/// Where Loss stands wherever it does not move: most stages of the film path work.
const LOSS_AT: f32 = 0.625;
/// Peak of the noise that is played.
const PEAK: f32 = 0.25;
/// Its length, seconds.
const SECONDS: f64 = 0.25;
/// Length of what lanes move in, seconds.
const LANE_SECONDS: f64 = 0.8;
/// Block length where no other is asked for.
const BLOCK: usize = 512;
/// Sample rate where no other is asked for, Hz.
const RATE: u32 = 48_000;
/// Every usual one, Hz.
const RATES: [u32; 7] = [22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000];
/// Block lengths; the last stands for lengths at random.
const BLOCKS: [usize; 5] = [1, 17, 480, 4096, RANDOM];
/// Stands for block lengths at random.
pub const RANDOM: usize = 0;

/// Samples that are none, and where among what is played, seconds.
const SPOILT: [(f64, f32); 3] = [(0.05, f32::NAN), (0.07, f32::INFINITY), (0.09, f32::NEG_INFINITY)];

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Names of the parameters, in the table's order.
    pub parameters: Vec<String>,
    /// What to play.
    pub cases: Vec<Case>,
}

/// A lane: a value for every [`LANE_STEP`] samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// The parameter's name.
    pub parameter: String,
    /// Samples that each position holds for.
    pub step: usize,
    /// Positions, 0 to 1.
    pub positions: Vec<f64>,
}

/// One thing to play.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What it is part of.
    pub capability: String,
    /// What it is, in a word or two.
    pub name: String,
    /// The plugin's name.
    pub plugin: String,
    /// Sample rate, Hz.
    pub rate: u32,
    /// Channels.
    pub channels: usize,
    /// Block length, samples; 0 is random, 1 to 4096.
    pub block: usize,
    /// Whether the plugin is to be told that this is a bounce.
    pub offline: bool,
    /// Positions on their lanes, by name, in force from the beginning. Everything else stands at its default.
    pub values: BTreeMap<String, f64>,
    /// What moves.
    pub lanes: Vec<Lane>,
    /// Samples of it per channel.
    pub frames: usize,
    /// What goes in: a channel after the other, 32-bit floats, low byte first.
    pub input: PathBuf,
    /// What goes into the key, if that is connected.
    pub key: Option<PathBuf>,
    /// What must come out, the reported latency taken off.
    pub output: PathBuf,
}

impl Case {
    /// Which plugin.
    pub fn plugin(&self) -> Plugin {
        if self.plugin == name(Plugin::Live) { Plugin::Live } else { Plugin::Film }
    }
}

/// The plugin's name, as hosts list it.
pub fn name(plugin: Plugin) -> &'static str {
    match plugin {
        Plugin::Film => "Threshold Shift",
        Plugin::Live => "Threshold Shift Live",
    }
}

/// What one case is made of.
struct Asked {
    capability: Capability,
    name: String,
    rate: u32,
    channels: usize,
    block: usize,
    offline: bool,
    seconds: f64,
    loss: f32,
    what: What,
}

/// What is special about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Nothing,
    /// Something comes in by the key, and is listened to.
    Keyed,
    /// Lanes move.
    Moving,
    /// Some samples are no numbers.
    Spoilt,
    /// There is no sound.
    Silent,
}

impl Asked {
    fn new(capability: Capability, name: impl Into<String>) -> Self {
        Self {
            capability,
            name: name.into(),
            rate: RATE,
            channels: 2,
            block: BLOCK,
            offline: false,
            seconds: SECONDS,
            loss: LOSS_AT,
            what: What::Nothing,
        }
    }
}

/// What is asked of each plugin.
fn asked() -> Vec<Asked> {
    use Capability::{Automation, BlockSizes, Hostile, Key, Latency, Offline, SampleRates};
    let mut all = vec![
        Asked { loss: 0.0, ..Asked::new(Latency, "Loss 0 %") },
        Asked {
            what: What::Moving,
            seconds: LANE_SECONDS,
            block: LANE_STEP,
            ..Asked::new(Automation, "Loss and Perspective")
        },
        Asked { what: What::Keyed, ..Asked::new(Key, "another sound") },
        Asked { what: What::Silent, ..Asked::new(Hostile, "silence") },
        Asked { what: What::Spoilt, ..Asked::new(Hostile, "no numbers") },
        Asked { offline: true, ..Asked::new(Offline, "a bounce") },
    ];
    let widths = [
        (Capability::Mono, 1),
        (Capability::Stereo, 2),
        (Capability::Surround51, 6),
        (Capability::Surround714, 12),
    ];
    all.extend(widths.map(|(capability, channels)| Asked {
        channels,
        ..Asked::new(capability, format!("{channels} channels"))
    }));
    all.extend(RATES.map(|rate| Asked { rate, ..Asked::new(SampleRates, format!("{rate} Hz")) }));
    all.extend(BLOCKS.map(|block| {
        let name = if block == RANDOM { "random".to_owned() } else { block.to_string() };
        Asked { block, ..Asked::new(BlockSizes, name) }
    }));
    all
}

/// Writes everything there is to play, and what must come out, into `folder`; the path of the list.
pub fn write(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut cases: Vec<Case> = Vec::new();
    for plugin in Plugin::ALL {
        for asked in asked() {
            cases.push(case(folder, plugin, &asked, cases.len())?);
        }
    }
    let list = folder.join("plan.json");
    let plan = Plan { parameters: TABLE.iter().map(|entry| entry.name.to_owned()).collect(), cases };
    let text = serde_json::to_string_pretty(&plan).context("cases are plain values")?;
    fs::write(&list, text).with_context(|| format!("could not write {}", list.display()))?;
    Ok(list)
}

/// Reads the list at `path`.
pub fn read(path: &Path) -> Result<Plan> {
    let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no such list", path.display()))
}

fn case(folder: &Path, plugin: Plugin, asked: &Asked, number: usize) -> Result<Case> {
    let keyed = asked.what == What::Keyed;
    let frames = (asked.seconds * f64::from(asked.rate)) as usize;
    let peak = if asked.what == What::Silent { 0.0 } else { PEAK };
    let mut input = noises(asked.channels, peak, frames);
    // Half as loud, and another noise: the last channels of twice as many.
    let key = keyed.then(|| noises(2 * asked.channels, PEAK / 2.0, frames).split_off(asked.channels));
    let still = [(&LOSS, asked.loss), (&KEY, f32::from(u8::from(keyed)))];
    let lanes = if asked.what == What::Moving { lanes(frames) } else { Vec::new() };
    let mut points: Vec<Point> = still.map(|(parameter, value)| (0, parameter, value)).into();
    for (parameter, values) in &lanes {
        points.extend(values.iter().enumerate().map(|(n, value)| (n * LANE_STEP, *parameter, *value)));
    }
    points.sort_by_key(|point| point.0);
    let spoilt: &[(f64, f32)] = if asked.what == What::Spoilt { &SPOILT } else { &[] };
    let put = |channels: &mut Vec<Vec<f32>>, sample: &dyn Fn(f32) -> f32| {
        for (seconds, none) in spoilt {
            channels[0][(seconds * f64::from(asked.rate)) as usize] = sample(*none);
        }
    };
    // What is no number is heard as silence.
    put(&mut input, &|_| 0.0);
    let piece = Piece { plugin, rate: asked.rate, input: &input, key: key.as_deref(), points: &points };
    let output = bare::play(&piece)?;
    let file = |what: &str| folder.join(format!("{number:02}_{what}.f32"));
    put(&mut input, &|none| none);
    save(&file("in"), &input)?;
    save(&file("out"), &output)?;
    if let Some(key) = &key {
        save(&file("key"), key)?;
    }
    Ok(Case {
        capability: asked.capability.id().to_owned(),
        name: asked.name.clone(),
        plugin: name(plugin).to_owned(),
        rate: asked.rate,
        channels: asked.channels,
        block: asked.block,
        offline: asked.offline,
        values: still.map(|(parameter, value)| (parameter.name.to_owned(), parameter.to_lane(value))).into(),
        lanes: lanes
            .iter()
            .map(|(parameter, values)| Lane {
                parameter: parameter.name.to_owned(),
                step: LANE_STEP,
                positions: values.iter().map(|value| parameter.to_lane(*value)).collect(),
            })
            .collect(),
        frames,
        input: file("in"),
        key: key.is_some().then(|| file("key")),
        output: file("out"),
    })
}

/// Loss up and down again, and Perspective cut to the world and back in between.
fn lanes(frames: usize) -> Vec<(&'static Parameter, Vec<f32>)> {
    let steps = frames / LANE_STEP;
    let loss = (0..steps).map(|n| {
        let up = 2 * LANE_POSITIONS * n.min(steps - n) / steps;
        up as f32 / LANE_POSITIONS as f32
    });
    // The world between a third and a half of the way.
    let perspective = (0..steps).map(|n| if (steps / 3..steps / 2).contains(&n) { 0.0 } else { 1.0 });
    vec![(&LOSS, loss.collect()), (&PERSPECTIVE, perspective.collect())]
}

/// Writes a sound as the list's files have it.
pub fn save(path: &Path, channels: &[Vec<f32>]) -> Result<()> {
    let bytes: Vec<u8> = channels.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
    fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

/// Reads the sound in a file of the list's.
pub fn load(path: &Path, channels: usize) -> Result<Vec<Vec<f32>>> {
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    let samples: Vec<f32> =
        bytes.chunks_exact(4).map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect();
    Ok(samples.chunks_exact(samples.len() / channels.max(1)).map(<[f32]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_that_is_played_has_a_case() {
        let unplayed = [Capability::Loads, Capability::BothPlugins, Capability::State];
        for capability in Capability::all().filter(|capability| !unplayed.contains(capability)) {
            assert!(asked().iter().any(|asked| asked.capability == capability), "{capability:?}");
        }
    }

    #[test]
    fn lanes_move_all_the_way_in_steps_that_32_bits_hold() {
        let lanes = lanes(38_400);
        for (parameter, values) in &lanes {
            assert_eq!(values.len(), 38_400 / LANE_STEP);
            assert!(values.contains(&0.0) && values.contains(&1.0), "{}", parameter.id);
            for value in values {
                assert_eq!(parameter.to_lane(*value), f64::from(*value));
                assert_eq!((value * LANE_POSITIONS as f32).fract(), 0.0);
            }
        }
    }
}
