//! An instance under torture: what the host has done to it, and what it owes the host.

use std::ffi::CString;

use anyhow::{Context, Result, ensure};

use super::raw::{Call, Host, Lane, Library, Manners, Outcome, Plugin, Ports};
use super::sound::{Bound, Noise, Sound, ceiling};
use super::tally::Tally;
use crate::host::Plugin as Which;

/// Samples per second, over samples late: the film plugin is one film frame late.
const FILM_FRAMES: f64 = 24.0;

/// How it was switched on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activation {
    /// Sample rate, Hz.
    pub rate: f64,
    /// Longest block, frames.
    pub max: u32,
}

/// What a process call depends on: goes to the audio thread with it.
#[derive(Debug)]
pub struct Stand {
    /// Which plugin it is.
    pub which: Which,
    /// `None` while it is off.
    pub activation: Option<Activation>,
    /// Whether it plays.
    pub started: bool,
    /// Widths of its inputs.
    pub widths: Vec<u32>,
    /// What may come out.
    bound: Bound,
}

/// One block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its length.
    pub frames: u32,
    /// Its ports.
    pub ports: Ports,
    /// What its inputs hold.
    pub sounds: [Sound; 3],
    /// Where in the noise.
    pub offset: usize,
}

/// An instance. The plugin goes before its host.
pub struct Subject {
    /// The instance.
    pub plugin: Plugin,
    /// Its host.
    pub host: Host,
    /// What was done to it.
    pub stand: Stand,
    /// Its parameters.
    pub lanes: Vec<Lane>,
    /// Whether its editor is open.
    pub is_open: bool,
}

impl Stand {
    /// Nothing was done to it yet, and it has no ports.
    pub fn off(which: Which) -> Self {
        Self { which, activation: None, started: false, widths: Vec::new(), bound: Bound::default() }
    }

    /// Its latency while active, samples.
    pub fn delay(&self) -> usize {
        match (self.which, self.activation) {
            (Which::Film, Some(Activation { rate, .. })) => (rate / FILM_FRAMES) as usize,
            _ => 0,
        }
    }

    /// Plays a block with whatever list `call` holds, and checks everything that can be told about it.
    pub fn play(
        &mut self,
        plugin: &Plugin,
        call: &mut Call,
        noise: &Noise,
        block: &Block,
        tally: &mut Tally,
    ) -> Result<Outcome> {
        let frames = block.frames as usize;
        let width = self.widths.first().copied().unwrap_or(0);
        let mut loudest = 0.0_f32;
        for (port, sound) in block.sounds.iter().enumerate() {
            let channels = block.ports.inputs.get(port).map_or(0, |port| port.width as usize);
            for channel in 0..channels {
                let offset = block.offset + 97 * channel;
                let peak = noise.fill(call.input(port, channel, frames), *sound, offset);
                if port == 0 {
                    loudest = loudest.max(peak);
                }
            }
        }
        let whole = block.ports.input().is_some_and(|port| port.has(width))
            && block.ports.output().is_some_and(|port| port.has(width));
        let (events, takes_time) = (u64::from(call.list.count()), self.activation.is_some() && frames > 0);
        let fits = self.activation.is_some_and(|on| block.frames <= on.max);
        let plays = takes_time && whole && fits;
        if plays {
            self.bound.hear(frames, loudest, self.delay());
        }
        let outcome = call.run(plugin, &block.ports, block.frames);
        ensure!(!outcome.trespassed, "it wrote where there is no output: {block:?}");
        ensure!(outcome.finite, "not a number came out: {block:?}");
        if plays && self.started {
            ensure!(!outcome.failed, "it refused a block it should play: {block:?}, {:?}", self.activation);
            let (most, world) = (self.bound.most(), self.bound.world());
            ensure!(outcome.peak <= most, "{} came out, {most} is the most: {block:?}", outcome.peak);
            if world <= ceiling() {
                tally.see("peak of sound below the ceiling, re full scale", f64::from(outcome.peak));
            }
            tally.see("output over the most there may be", f64::from(outcome.peak / most));
            tally.add("blocks played", 1);
            tally.add("frames played", u64::from(block.frames));
            tally.add("samples played", u64::from(block.frames * width));
            tally.add("events sent with blocks", events);
            tally.add("events answered", outcome.answers);
        } else if self.activation.is_some() && frames == 0 {
            ensure!(!outcome.failed, "it refused a block that only moves parameters: {block:?}");
            tally.add("blocks without frames", 1);
        } else if !plays {
            ensure!(outcome.failed, "it played a block it should refuse: {block:?}, {:?}", self.activation);
            ensure!(outcome.peak == 0.0, "a refused block is not silent: {block:?}");
            tally.add("blocks refused", 1);
        } else {
            // It is not playing: it may do as it likes, in silence or within bounds.
            tally.answer(outcome.failed, "blocks refused before the start", "blocks played before the start");
        }
        Ok(outcome)
    }
}

impl Subject {
    /// A new instance, off. Errors if there is none, or if it does not begin as it should.
    pub fn new(library: &Library, which: Which, manners: Manners) -> Result<Self> {
        let host = Host::new(manners);
        let id = CString::new(which.id())?;
        let plugin = library.create(&host, &id).with_context(|| format!("there is no {which:?} plugin"))?;
        let lanes: Vec<Lane> = (0..plugin.parameters()).filter_map(|idx| plugin.parameter(idx)).collect();
        ensure!(lanes.len() == plugin.parameters() as usize, "a parameter has no description");
        let widths = plugin.widths(true);
        let stand = Stand { widths, ..Stand::off(which) };
        let this = Self { plugin, host, stand, lanes, is_open: false };
        this.check()?;
        Ok(this)
    }

    /// Every value, in the order of the parameters.
    pub fn values(&self) -> Vec<Option<f64>> {
        self.lanes.iter().map(|lane| self.plugin.value(lane.id)).collect()
    }

    /// What must be true after every operation.
    pub fn check(&self) -> Result<()> {
        for lane in &self.lanes {
            let value = self.plugin.value(lane.id).context("a parameter has no value")?;
            let (min, max) = lane.range;
            ensure!((min..=max).contains(&value), "parameter {} is {value}, not {min} to {max}", lane.id);
        }
        if self.stand.activation.is_some() {
            let (latency, delay) = (self.plugin.latency() as usize, self.stand.delay());
            ensure!(latency == delay, "the latency is {latency}, not {delay}: {:?}", self.stand.activation);
        }
        Ok(())
    }

    /// Switches it on, if that is what it should answer to. `min` is the shortest block.
    pub fn activate(&mut self, rate: f64, min: u32, max: u32, tally: &mut Tally) -> Result<()> {
        let sane = (22_050.0..=192_000.0).contains(&rate) && (1..=1 << 20).contains(&max) && min <= max;
        let expected = sane && self.stand.activation.is_none();
        let granted = self.plugin.activate(rate, min, max);
        ensure!(granted == expected, "activation at {rate} Hz, {min} to {max} frames, is {granted}");
        tally.answer(granted, "activations granted", "activations refused");
        if granted {
            self.stand.activation = Some(Activation { rate, max });
            self.stand.started = false;
        }
        Ok(())
    }

    /// Switches it off, stopping it first if asked to.
    pub fn deactivate(&mut self, properly: bool) {
        if self.stand.started && properly {
            self.plugin.stop();
        }
        self.plugin.deactivate();
        self.stand.activation = None;
        self.stand.started = false;
    }

    /// Starts it: granted if it is on.
    pub fn start(&mut self) -> Result<()> {
        let granted = self.plugin.start();
        ensure!(granted == self.stand.activation.is_some(), "its start is {granted}: {:?}", self.stand);
        self.stand.started = granted;
        Ok(())
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // The one thing every host does: what is drawn in its window may not outlive the instance.
        if self.is_open {
            self.plugin.close_editor();
        }
    }
}
