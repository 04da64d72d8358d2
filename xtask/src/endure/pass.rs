//! One pass: the script played through an instance, and what is heard of it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::time::Duration;

use anyhow::{Context, Result};
use cpu_time::ThreadTime;
use threshold_core::kit::true_peak::TruePeak;

use super::programme::{self, CHANNELS, Programme, RATE, SECTION};
use super::script::Stretch;
use crate::automation::Automation;
use crate::host::{Bundle, Event, Instance, Plugin, Preset, Setup, Sound};
use crate::memory;
use crate::render::LONGEST_BLOCK;

/// The preset whose scenes the lanes walk through.
const PRESET: &str = "the-drummer";

/// How long a host waits after it has loaded the preset, samples: twice as long as parameters may take to follow.
const BEFORE: usize = RATE;

/// How a host goes about it.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Seed of its block sizes.
    pub blocks: u64,
    /// Whether it tells the plugin that it renders offline.
    pub offline: bool,
    /// Whether it says at every block where it is, or only where the transport has been moved.
    pub tells: bool,
}

/// What was heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// A number for each second of sound: the same for the same bits.
    pub seconds: Vec<u64>,
    /// Samples that are no numbers, or infinite.
    pub broken: usize,
    /// Highest true peak and highest sample, full scale at 1.
    pub true_peak: f32,
    /// Highest sample.
    pub peak: f32,
    /// At the end, in the world: samples that are not the input.
    pub changed: usize,
    /// Samples between where the one that stands out belongs and where it is.
    pub astray: usize,
    /// Time the processor took, and samples, by what was heard.
    pub cost: BTreeMap<&'static str, (Duration, usize)>,
    /// The same in the last minute, whatever was heard.
    pub last: Duration,
    /// Resident memory as it went, bytes: every minute, where the system says.
    pub memory: Vec<u64>,
}

impl Heard {
    /// Processor time per second of `kind`, seconds.
    pub fn cost_of(&self, kind: &str) -> f64 {
        self.cost
            .get(kind)
            .map_or(f64::NAN, |(time, samples)| time.as_secs_f64() * RATE as f64 / *samples as f64)
    }
}

/// What is played.
pub struct Score<'a> {
    /// The sound.
    pub programme: &'a Programme,
    /// Every lane.
    pub lanes: &'a Automation,
    /// What the transport does.
    pub script: &'a [Stretch],
    /// How long before the end the last stretch whose cost is told begins, samples.
    pub tail: usize,
}

/// Plays `score` through a new instance of `plugin`. `progress` hears of every second.
pub fn play(
    bundle: &Bundle,
    plugin: Plugin,
    host: Host,
    score: &Score<'_>,
    mut progress: impl FnMut(usize),
) -> Result<Heard> {
    let mut instance = bundle.open(Setup {
        plugin,
        rate: RATE as f64,
        max_block: LONGEST_BLOCK as u32,
        channels: CHANNELS,
        aux: false,
        offline: host.offline,
    })?;
    instance.load_preset(&Preset::Factory(PRESET.to_owned()))?;
    let mut listener = Listener::new(score, instance.latency()?);
    let mut random = fastrand::Rng::with_seed(host.blocks);
    let mut input = vec![Vec::new(); CHANNELS];
    let mut output = vec![vec![0.0; LONGEST_BLOCK]; CHANNELS];
    wait(&mut instance)?;
    for stretch in score.script {
        let mut done = 0;
        while done < stretch.len {
            let len = block(&mut random).min(stretch.len - done);
            let here = stretch.position + done;
            let events = if stretch.rolls {
                events(&instance, score.lanes, here, len, done == 0)?
            } else {
                Vec::new()
            };
            for (channel, into) in input.iter_mut().enumerate() {
                if stretch.rolls {
                    score.programme.fill(channel, here..here + len, into);
                } else {
                    into.clear();
                    into.resize(len, 0.0);
                }
            }
            let position = stretch.rolls && (host.tells || done == 0);
            let position = position.then(|| i64::try_from(here)).transpose()?;
            let ins: Vec<&[f32]> = input.iter().map(Vec::as_slice).collect();
            let mut outs: Vec<&mut [f32]> = output.iter_mut().map(|channel| &mut channel[..len]).collect();
            let begun = ThreadTime::now();
            instance.process(&mut Sound { input: &ins, aux: &[], output: &mut outs }, &events, position)?;
            listener.spent(stretch, here, len, begun.elapsed());
            listener.hear(&output, len, &mut progress);
            done += len;
        }
    }
    Ok(listener.heard)
}

/// Lets time pass before anybody plays anything: parameters have followed the preset by then. Until they have, what is heard depends
/// on where blocks end, as with anything done by hand.
fn wait(instance: &mut Instance) -> Result<()> {
    let silence = vec![vec![0.0; LONGEST_BLOCK]; CHANNELS];
    let mut output = silence.clone();
    for _ in 0..BEFORE.div_ceil(LONGEST_BLOCK) {
        let ins: Vec<&[f32]> = silence.iter().map(Vec::as_slice).collect();
        let mut outs: Vec<&mut [f32]> = output.iter_mut().map(Vec::as_mut_slice).collect();
        instance.process(&mut Sound { input: &ins, aux: &[], output: &mut outs }, &[], None)?;
    }
    Ok(())
}

/// How long the next block is: as often short as long.
fn block(random: &mut fastrand::Rng) -> usize {
    let longest = [16, 128, 512, 2048, LONGEST_BLOCK][random.usize(0..5)];
    random.usize(1..=longest)
}

/// Events of `len` samples from `here`; where playback begins every lane says where it stands.
fn events(
    instance: &Instance,
    lanes: &Automation,
    here: usize,
    len: usize,
    begins: bool,
) -> Result<Vec<Event>> {
    let standing = if begins { lanes.at(here).collect() } else { Vec::new() };
    let moving = lanes.events(here..here + len).into_iter().filter(|event| !begins || event.sample > here);
    standing
        .into_iter()
        .chain(moving)
        .map(|event| {
            let parameter = instance.parameter(event.parameter.id)?;
            let frame = u32::try_from(event.sample - here).context("an event lies in its block")?;
            Ok(Event { frame, id: parameter.id, value: event.lane * parameter.max })
        })
        .collect()
}

/// Listens to the output as it comes.
struct Listener<'a> {
    score: &'a Score<'a>,
    latency: usize,
    heard: Heard,
    hasher: DefaultHasher,
    meters: Vec<TruePeak>,
    /// Samples heard.
    at: usize,
    /// Where the first one lies in the programme.
    origin: usize,
    /// The loudest sample of the end, and where it is.
    loudest: (f32, usize),
}

impl<'a> Listener<'a> {
    fn new(score: &'a Score<'a>, latency: usize) -> Self {
        let origin = score.script.first().map_or(0, |stretch| stretch.position);
        let meters = (0..CHANNELS).map(|_| TruePeak::default()).collect();
        let hasher = DefaultHasher::new();
        Self { score, latency, heard: Heard::default(), hasher, meters, at: 0, origin, loudest: (0.0, 0) }
    }

    fn spent(&mut self, stretch: &Stretch, here: usize, len: usize, time: Duration) {
        let kind = if !stretch.rolls {
            "transport stopped"
        } else if here >= self.score.programme.ending() {
            "end"
        } else {
            programme::kind(here / SECTION).name()
        };
        let cost = self.heard.cost.entry(kind).or_default();
        *cost = (cost.0 + time, cost.1 + len);
        if here >= self.score.programme.frames() - self.score.tail && stretch.rolls {
            self.heard.last += time;
        }
    }

    fn hear(&mut self, output: &[Vec<f32>], len: usize, progress: &mut impl FnMut(usize)) {
        let settled = self.score.programme.ending() + super::SETTLED;
        for n in 0..len {
            for (channel, meter) in output.iter().zip(&mut self.meters) {
                let x = channel[n];
                self.hasher.write_u32(x.to_bits());
                self.heard.broken += usize::from(!x.is_finite());
                self.heard.true_peak = self.heard.true_peak.max(meter.next_peak(x));
                self.heard.peak = self.heard.peak.max(x.abs());
            }
            // Where this sample entered; time and position are the same at the end.
            let entered = self.origin + self.at;
            if let Some(entered) = entered.checked_sub(self.latency).filter(|entered| *entered >= settled) {
                self.at_the_end(output, n, entered);
            }
            self.at += 1;
            if self.at.is_multiple_of(RATE) {
                let hasher = std::mem::take(&mut self.hasher);
                self.heard.seconds.push(hasher.finish());
                if self.heard.seconds.len().is_multiple_of(super::MEMORY_SECONDS) {
                    self.heard.memory.extend(memory::resident());
                }
                progress(self.heard.seconds.len());
            }
        }
        self.heard.astray = self.loudest.1.abs_diff(self.score.programme.mark());
    }

    fn at_the_end(&mut self, output: &[Vec<f32>], n: usize, entered: usize) {
        for (idx, channel) in output.iter().enumerate() {
            let x = channel[n];
            let is_same = x.to_bits() == self.score.programme.sample(idx, entered).to_bits();
            self.heard.changed += usize::from(!is_same);
            if x.abs() > self.loudest.0 {
                self.loudest = (x.abs(), entered);
            }
        }
    }
}
