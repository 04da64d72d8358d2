//! Anything the contract is checked on: a stage alone, or a whole engine, driven in blocks of any length.

use threshold_core::base::clock::CONTROL_FRAME;
use threshold_core::base::{Change, Chunk, Clock, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use threshold_core::engine::buses::mix_ears;
use threshold_core::engine::{Engine, Entry, Settings};
use threshold_core::kit::random::Random;
use threshold_core::sense::analysis::Analysis;

/// What the contract may do to a subject.
pub trait Subject {
    /// Name in messages.
    fn name(&self) -> &'static str;
    /// Number of settings to step through; number 0 is neutral.
    fn variants(&self) -> usize;
    /// Main thread: makes room.
    fn prepare(&mut self, spec: &Spec);
    /// Takes settings number `variant`.
    fn set(&mut self, variant: usize, change: Change);
    /// Forgets.
    fn reset(&mut self);
    /// Works in place on a block of any length.
    fn process(&mut self, channels: &mut [&mut [f32]]);
    /// Reported latency, samples.
    fn latency(&self) -> usize;
    /// Whether settings number `variant` scramble sound at random: at another sample rate other numbers are drawn.
    fn is_random(&self, _variant: usize) -> bool {
        false
    }
    /// Whether steps of settings make sounds of their own: then silence does not stay silence, and they may click.
    fn sounds_by_itself(&self) -> bool {
        self.name() == "pulse"
    }
}

/// Which bus a stage works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bus {
    /// What comes from outside.
    Channels,
    /// What the head makes: the first two channels stand for the ears.
    Generated,
}

/// A stage with its settings to try, fed with frames as the engine would.
pub struct Alone<S: Stage> {
    name: &'static str,
    bus: Bus,
    stage: S,
    variants: Vec<S::Settings>,
    clock: Clock,
    control: usize,
    channels: Vec<Chunk>,
    generated: PerEar<Chunk>,
    ears: PerEar<Chunk>,
    layout: Layout,
    analysis: Analysis,
}

impl<S: Stage> Alone<S> {
    /// A stage and its settings; the default settings come first by themselves.
    pub fn new(name: &'static str, bus: Bus, stage: S, variants: &[S::Settings]) -> Self {
        let mut all = vec![S::Settings::default()];
        all.extend_from_slice(variants);
        let blank = PerEar::same([0.0; SEGMENT]);
        Self {
            name,
            bus,
            stage,
            variants: all,
            clock: Clock::default(),
            control: CONTROL_FRAME,
            channels: Vec::new(),
            generated: blank,
            ears: blank,
            layout: Layout::STEREO,
            analysis: Analysis::default(),
        }
    }
}

impl<S: Stage> Subject for Alone<S> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn variants(&self) -> usize {
        self.variants.len()
    }

    fn prepare(&mut self, spec: &Spec) {
        self.channels = vec![[0.0; SEGMENT]; spec.layout.channels()];
        self.control = spec.scaled(CONTROL_FRAME);
        self.layout = spec.layout;
        self.analysis.prepare(spec);
        self.stage.prepare(spec);
        self.clock = Clock::default();
    }

    fn set(&mut self, variant: usize, change: Change) {
        self.stage.set(&self.variants[variant], change);
    }

    fn reset(&mut self) {
        self.analysis.reset();
        self.stage.reset();
        self.clock = Clock::default();
    }

    fn process(&mut self, block: &mut [&mut [f32]]) {
        let total = block.first().map_or(0, |channel| channel.len());
        let mut done = 0;
        while done < total {
            let len = SEGMENT.min(self.clock.until_next(self.control)).min(total - done);
            let ears = Ear::BOTH.len().min(block.len());
            match self.bus {
                Bus::Channels => {
                    for (chunk, channel) in self.channels.iter_mut().zip(block.iter()) {
                        chunk[..len].copy_from_slice(&channel[done..done + len]);
                    }
                    mix_ears(self.layout, &self.channels, &mut self.ears, len);
                }
                Bus::Generated => {
                    for (chunk, channel) in self.generated.iter_mut().zip(&block[..ears]) {
                        chunk[..len].copy_from_slice(&channel[done..done + len]);
                    }
                }
            }
            self.analysis.process(&self.ears, None, self.clock, len);
            let mut frame = Frame {
                channels: &mut self.channels,
                generated: &mut self.generated,
                ears: &self.ears,
                bands: self.analysis.bands(),
                sensed: self.analysis.sensed(),
                carriers: self.analysis.carriers(),
                levels: self.analysis.levels(),
                clock: self.clock,
                len,
            };
            self.stage.process(&mut frame);
            let outputs: &mut dyn Iterator<Item = &Chunk> = match self.bus {
                Bus::Channels => &mut self.channels.iter(),
                Bus::Generated => &mut self.generated.iter(),
            };
            for (channel, chunk) in block.iter_mut().zip(outputs) {
                channel[done..done + len].copy_from_slice(&chunk[..len]);
            }
            self.clock.advance(len);
            done += len;
        }
    }

    fn latency(&self) -> usize {
        self.stage.latency()
    }

    fn is_random(&self, _variant: usize) -> bool {
        self.name == "scramble"
    }
}

/// A whole engine with settings to try.
pub struct Whole<E: Entry> {
    name: &'static str,
    engine: Engine<E>,
    variants: Vec<Settings>,
}

impl<E: Entry> Whole<E> {
    /// An engine and its settings; the default settings come first by themselves.
    pub fn new(name: &'static str, variants: &[Settings]) -> Self {
        let mut all = vec![Settings::default()];
        all.extend_from_slice(variants);
        Self { name, engine: Engine::default(), variants: all }
    }
}

impl<E: Entry> Subject for Whole<E> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn variants(&self) -> usize {
        self.variants.len()
    }

    fn prepare(&mut self, spec: &Spec) {
        self.engine.prepare(spec);
    }

    fn set(&mut self, variant: usize, _change: Change) {
        self.engine.set(&self.variants[variant]);
    }

    fn reset(&mut self) {
        self.engine.reset();
    }

    fn process(&mut self, channels: &mut [&mut [f32]]) {
        self.engine.process(channels, &[]);
    }

    fn latency(&self) -> usize {
        self.engine.latency()
    }

    fn is_random(&self, variant: usize) -> bool {
        let Settings { loss, mumble, smear, jitter, .. } = self.variants[variant];
        loss > 0.0 && (mumble > 0.0 || smear > 0.0 || jitter > 0.0)
    }
}

/// Lengths of the host's blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// Always this many samples.
    Of(usize),
    /// 1 to 4096 samples, drawn anew each time.
    Random,
}

impl Blocks {
    fn length(self, position: usize) -> usize {
        match self {
            Self::Of(len) => len,
            Self::Random => 1 + (Random::new(7, 0).bits(position as i64) % 4096) as usize,
        }
    }
}

/// At sample, settings number, how.
pub type Step = (usize, usize, Change);

/// Settings at the start, then steps, over `input` in blocks; a block ends at each step, as hosts split them.
pub fn run(
    subject: &mut dyn Subject,
    input: &[Vec<f32>],
    blocks: Blocks,
    start: usize,
    steps: &[Step],
) -> Vec<Vec<f32>> {
    let mut output = input.to_vec();
    let total = input.first().map_or(0, Vec::len);
    subject.set(start, Change::Jump);
    let mut steps = steps.iter().peekable();
    let mut done = 0;
    while done < total {
        while let Some((_, variant, change)) = steps.next_if(|(at, ..)| *at <= done) {
            subject.set(*variant, *change);
        }
        let until_step = steps.peek().map_or(usize::MAX, |(at, ..)| at - done);
        let len = blocks.length(done).min(until_step).min(total - done);
        let mut block: Vec<&mut [f32]> =
            output.iter_mut().map(|channel| &mut channel[done..done + len]).collect();
        subject.process(&mut block);
        done += len;
    }
    output
}

/// The usual conditions: 48 kHz.
pub fn spec(layout: Layout) -> Spec {
    Spec { sample_rate: 48_000.0, layout }
}
