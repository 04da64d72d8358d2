//! Playing sound through the real bundle: offline, sample-accurate, with the latency taken off.

use anyhow::{Context, Result, bail, ensure};
use threshold_core::parameters::{self, Parameter};

use crate::automation::{Automation, LaneEvent};
use crate::host::{Bundle, Event, INSIDE_CHANNELS, Instance, Plugin, Preset, Setup, Sound};

/// How long the host's blocks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// Always this many samples.
    Of(usize),
    /// 1 to [`LONGEST_BLOCK`], drawn anew for each block from this seed.
    Random(u64),
}

/// Longest block, samples.
pub const LONGEST_BLOCK: usize = 4096;
/// Block length where nobody asks for another.
pub const USUAL_BLOCK: usize = 512;

/// One rendering.
pub struct Job<'a> {
    /// Which plugin.
    pub plugin: Plugin,
    /// Sample rate, Hz.
    pub rate: u32,
    /// Equally long channels.
    pub input: &'a [Vec<f32>],
    /// What comes in by the `Key` input, as many channels as `input` and as long; `None` leaves it unconnected.
    pub key: Option<&'a [Vec<f32>]>,
    /// What comes in by the `Inside` input, [`INSIDE_CHANNELS`] as long as `input`; `None` leaves it silent.
    pub inside: Option<&'a [Vec<f32>]>,
    /// The preset it starts from; `None` is the plugin as inserted.
    pub preset: Option<&'a Preset>,
    /// Values in force from the beginning, in each parameter's own unit; the last of a parameter counts.
    pub values: &'a [(&'static Parameter, f32)],
    /// Lanes over the programme; where one is drawn it rules.
    pub automation: &'a Automation,
    /// Sample at which playback starts: the transport stands there, and the output begins there.
    pub from: usize,
    /// The host's blocks.
    pub blocks: Blocks,
    /// Whether the plugin is told that it renders offline.
    pub offline: bool,
}

impl<'a> Job<'a> {
    /// The whole of `input` through `plugin` as inserted, without a key.
    pub fn new(plugin: Plugin, rate: u32, input: &'a [Vec<f32>], automation: &'a Automation) -> Self {
        Self {
            plugin,
            rate,
            input,
            key: None,
            inside: None,
            preset: None,
            values: &[],
            automation,
            from: 0,
            blocks: Blocks::Of(USUAL_BLOCK),
            offline: true,
        }
    }

    /// Samples of the programme. Errors say which channels don't fit the others.
    fn frames(&self) -> Result<usize> {
        let frames = self.input.first().map_or(0, Vec::len);
        ensure!(self.input.iter().all(|channel| channel.len() == frames), "the channels differ in length");
        if let Some(key) = self.key {
            let (has, wants) = (key.len(), self.input.len());
            ensure!(has == wants, "the key has {has} channels, the sound {wants}: it needs as many");
            if let Some(len) = key.iter().map(Vec::len).find(|len| *len != frames) {
                bail!("the key has {len} samples, the sound {frames}: it needs as many");
            }
        }
        if let Some(inside) = self.inside {
            let width = inside.len();
            ensure!(width == INSIDE_CHANNELS, "Inside has {width} channels: it needs {INSIDE_CHANNELS}");
            let fits = inside.iter().all(|channel| channel.len() == frames);
            ensure!(fits, "what comes in by Inside is not as long as the sound, {frames} samples");
        }
        ensure!(self.from <= frames, "playback can't start at sample {}: the sound has {frames}", self.from);
        Ok(frames)
    }
}

/// Renders `job` through `bundle`. The output starts with the sound at `job.from` and ends with the input, however late
/// the plugin is. `progress` hears how many samples are done.
pub fn render(bundle: &Bundle, job: &Job<'_>, mut progress: impl FnMut(usize)) -> Result<Vec<Vec<f32>>> {
    let frames = job.frames()?;
    let mut instance = bundle.open(Setup {
        plugin: job.plugin,
        rate: f64::from(job.rate),
        max_block: LONGEST_BLOCK as u32,
        channels: job.input.len(),
        aux: job.key.is_some() || job.inside.is_some(),
        offline: job.offline,
    })?;
    if let Some(preset) = job.preset {
        instance.load_preset(preset)?;
    }
    let late = instance.latency()?;
    let wanted = frames - job.from;
    let total = wanted + late;
    let mut output: Vec<Vec<f32>> = vec![vec![0.0; total]; job.input.len()];
    let mut random = fastrand::Rng::with_seed(if let Blocks::Random(seed) = job.blocks { seed } else { 0 });
    let mut events = starting_values(&instance, job)?;
    let mut done = 0;
    while done < total {
        let len = match job.blocks {
            Blocks::Of(len) => len.clamp(1, LONGEST_BLOCK),
            Blocks::Random(_) => random.usize(1..=LONGEST_BLOCK),
        };
        let len = len.min(total - done);
        let here = job.from + done;
        for event in job.automation.events(here..here + len) {
            // What stands at the start is in force already.
            if event.sample > job.from || done > 0 {
                events.push(clap_event(&instance, &event, here)?);
            }
        }
        play(&mut instance, job, &mut output, here, done..done + len, &events)?;
        events.clear();
        done += len;
        progress(done.min(wanted));
    }
    Ok(output.into_iter().map(|mut channel| channel.split_off(late)).collect())
}

/// One block: samples from `here` of the programme, silence after its end, into `range` of the output.
fn play(
    instance: &mut Instance,
    job: &Job<'_>,
    output: &mut [Vec<f32>],
    here: usize,
    range: std::ops::Range<usize>,
    events: &[Event],
) -> Result<()> {
    let len = range.len();
    let stretch = |channels: &[Vec<f32>]| -> Vec<Vec<f32>> {
        let of = |channel: &Vec<f32>| {
            let mut block = channel.get(here..channel.len().min(here + len)).unwrap_or_default().to_vec();
            block.resize(len, 0.0);
            block
        };
        channels.iter().map(of).collect()
    };
    let mut ports = vec![stretch(job.input)];
    if job.key.is_some() || job.inside.is_some() {
        let silent = |width: usize| vec![vec![0.0; len]; width];
        let key = job.key.map_or_else(|| silent(job.input.len()), stretch);
        ports.extend([key, job.inside.map_or_else(|| silent(INSIDE_CHANNELS), stretch)]);
    }
    let ports: Vec<Vec<&[f32]>> = ports.iter().map(|port| port.iter().map(Vec::as_slice).collect()).collect();
    let ports: Vec<&[&[f32]]> = ports.iter().map(Vec::as_slice).collect();
    let mut outputs: Vec<&mut [f32]> = output.iter_mut().map(|channel| &mut channel[range.clone()]).collect();
    let mut sound = Sound { input: ports[0], aux: &ports[1..], output: &mut outputs };
    let position = i64::try_from(here).context("a programme has fewer samples")?;
    instance.process(&mut sound, events, Some(position))
}

/// Every parameter as it stands where playback starts: default or as the preset says, then what was set, then what the
/// lanes say. Those that only a preset knows about are left alone.
fn starting_values(instance: &Instance, job: &Job<'_>) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for parameter in parameters::TABLE {
        let set =
            job.values.iter().rev().find(|(entry, _)| entry.id == parameter.id).map(|(_, value)| *value);
        let own = if job.preset.is_none() { Some(parameter.default) } else { None };
        let drawn = job.automation.at(job.from).find(|event| event.parameter.id == parameter.id);
        let lane = drawn.map(|event| event.lane).or(set.or(own).map(|value| parameter.to_lane(value)));
        if let Some(lane) = lane {
            events.push(clap_event(instance, &LaneEvent { sample: job.from, parameter, lane }, job.from)?);
        }
    }
    Ok(events)
}

fn clap_event(instance: &Instance, event: &LaneEvent, block_start: usize) -> Result<Event> {
    let parameter = instance.parameter(event.parameter.id)?;
    let frame = u32::try_from(event.sample - block_start).context("an event lies in its block")?;
    Ok(Event { frame, id: parameter.id, value: event.lane * parameter.max })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_width_and_the_length_of_the_sound() {
        let (automation, input) = (Automation::new(), vec![vec![0.0; 100]; 2]);
        let frames = |key: &[Vec<f32>]| {
            Job { key: Some(key), ..Job::new(Plugin::Film, 48_000, &input, &automation) }.frames()
        };
        let error = |key: &[Vec<f32>]| format!("{:#}", frames(key).unwrap_err());
        assert_eq!(frames(&input).unwrap(), 100);
        assert!(error(&input[..1]).contains("the key has 1 channels, the sound 2"));
        assert!(error(&[vec![0.0; 100], vec![0.0; 99]]).contains("the key has 99 samples, the sound 100"));
    }
}
