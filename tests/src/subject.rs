//! Anything the contract is checked on: a stage alone, or a whole engine, driven in blocks of any length.

use threshold_core::base::clock::CONTROL_FRAME;
use threshold_core::base::{Change, Chunk, Clock, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use threshold_core::engine::buses::{Buses, add_generated, mix_ears};
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
    /// The next sample is that at `position` of the programme.
    fn go_to(&mut self, position: usize);
    /// Works in place on a block of any length.
    fn process(&mut self, channels: &mut [&mut [f32]]);
    /// Reported latency, samples.
    fn latency(&self) -> usize;
    /// Whether settings number `variant` scramble sound at random: at another sample rate other numbers are drawn.
    fn is_random(&self, _variant: usize) -> bool {
        false
    }
    /// Whether settings number `variant`, or the step to them, make sounds of their own: then silence does not stay
    /// silence, and they may click.
    fn sounds_by_itself(&self, _variant: usize) -> bool {
        ["pulse", "tinnitus", "body", "blocker"].contains(&self.name())
    }
    /// Whether settings number `variant` make sound anew from what they hear: then no onset tells how late it is, and what
    /// a change of settings leaves is held to a limit of its own (`tests/implant.rs`).
    fn remakes(&self, _variant: usize) -> bool {
        false
    }
    /// Whether settings number `variant` leave, or remember, what outlasts two seconds: an event, or tinnitus that what is
    /// heard keeps down.
    fn outlasts(&self, variant: usize) -> bool;
    /// Whether settings number `variant` let nothing through: then nothing tells how late it is.
    fn is_silent(&self, _variant: usize) -> bool {
        false
    }
}

/// Which bus a stage works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bus {
    /// What comes from outside.
    Channels,
    /// The same, with what the stage adds to either ear's buses given to the front channels, as the engine does.
    Everything,
    /// What the head makes: the first two channels stand for the ears.
    Generated,
}

/// A stage with its settings to try, fed with frames as the engine would.
pub struct Alone<S: Stage> {
    name: &'static str,
    bus: Bus,
    stage: S,
    variants: Vec<S::Settings>,
    outlasts: fn(&S::Settings) -> bool,
    clock: Clock,
    control: usize,
    channels: Vec<Chunk>,
    outside: Vec<Chunk>,
    buses: Buses,
    /// What a loss filter before the stage would make of each band, dB.
    gains: Vec<f32>,
    layout: Layout,
    analysis: Analysis,
}

impl<S: Stage> Alone<S> {
    /// A stage and its settings; the default settings come first by themselves.
    pub fn new(name: &'static str, bus: Bus, stage: S, variants: &[S::Settings]) -> Self {
        let mut all = vec![S::Settings::default()];
        all.extend_from_slice(variants);
        Self {
            name,
            bus,
            stage,
            variants: all,
            outlasts: |_| false,
            clock: Clock::default(),
            control: CONTROL_FRAME,
            channels: Vec::new(),
            outside: Vec::new(),
            buses: Buses::default(),
            gains: Vec::new(),
            layout: Layout::STEREO,
            analysis: Analysis::default(),
        }
    }

    /// Some of whose settings leave what outlasts two seconds.
    pub fn with_events(self, outlasts: fn(&S::Settings) -> bool) -> Self {
        Self { outlasts, ..self }
    }
}

/// Copies `len` samples of `block` from sample `done` on.
fn fill<'a>(chunks: impl Iterator<Item = &'a mut Chunk>, block: &[&mut [f32]], done: usize, len: usize) {
    for (chunk, channel) in chunks.zip(block) {
        chunk[..len].copy_from_slice(&channel[done..done + len]);
    }
}

impl<S: Stage> Subject for Alone<S> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn variants(&self) -> usize {
        self.variants.len()
    }

    fn outlasts(&self, variant: usize) -> bool {
        (self.outlasts)(&self.variants[variant])
    }

    fn is_random(&self, variant: usize) -> bool {
        self.name == "scramble" || self.sounds_by_itself(0) || self.remakes(variant)
    }

    fn remakes(&self, variant: usize) -> bool {
        self.name == "implant" && variant > 0
    }

    fn prepare(&mut self, spec: &Spec) {
        self.channels = vec![[0.0; SEGMENT]; spec.layout.channels()];
        self.control = spec.scaled(CONTROL_FRAME);
        self.layout = spec.layout;
        self.outside = self.channels.clone();
        self.analysis.prepare(spec);
        // Treble is lost: half a decibel more in every band, 40 dB in the highest.
        self.gains = (0..self.analysis.levels()[Ear::Left].len()).map(|n| -0.5 * n as f32).collect();
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

    fn go_to(&mut self, position: usize) {
        self.clock = Clock::at(position as i64);
    }

    fn process(&mut self, block: &mut [&mut [f32]]) {
        let total = block.first().map_or(0, |channel| channel.len());
        let mut done = 0;
        while done < total {
            let len = SEGMENT.min(self.clock.until_next(self.control)).min(total - done);
            self.buses.clear(len);
            match self.bus {
                Bus::Channels | Bus::Everything => fill(self.channels.iter_mut(), block, done, len),
                Bus::Generated => fill(self.buses.generated.iter_mut(), block, done, len),
            }
            self.outside.copy_from_slice(&self.channels);
            mix_ears(self.layout, &self.channels, &mut self.buses.ears, len);
            self.analysis.process(&self.buses.ears, None, self.clock, len);
            let mut frame = Frame {
                channels: &mut self.channels,
                outside: &self.outside,
                generated: &mut self.buses.generated,
                declared: &mut self.buses.declared,
                felt: &mut self.buses.felt,
                low: &mut self.buses.low,
                ears: &self.buses.ears,
                early: &self.buses.ears,
                inside: &self.buses.inside,
                bands: self.analysis.bands(),
                sensed: self.analysis.sensed(),
                carriers: self.analysis.carriers(),
                levels: self.analysis.levels(),
                gains: PerEar::same(&self.gains),
                clock: self.clock,
                len,
            };
            self.stage.process(&mut frame);
            if self.bus == Bus::Everything {
                add_generated(self.layout, &mut self.channels, &self.buses.generated, len);
                add_generated(self.layout, &mut self.channels, &self.buses.felt, len);
            }
            let outputs: &mut dyn Iterator<Item = &Chunk> = match self.bus {
                Bus::Channels | Bus::Everything => &mut self.channels.iter(),
                Bus::Generated => &mut self.buses.generated.iter(),
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

    fn go_to(&mut self, position: usize) {
        self.engine.follow(position as i64);
    }

    fn process(&mut self, channels: &mut [&mut [f32]]) {
        self.engine.process(channels, &[], &[]);
    }

    fn latency(&self) -> usize {
        self.engine.latency()
    }

    fn outlasts(&self, variant: usize) -> bool {
        self.variants[variant].event_fire || self.variants[variant].tinnitus > 0.0
    }

    fn is_random(&self, variant: usize) -> bool {
        let Settings { loss, mumble, smear, jitter, .. } = self.variants[variant];
        loss > 0.0 && (mumble > 0.0 || smear > 0.0 || jitter > 0.0)
            || self.sounds_by_itself(variant)
            || self.remakes(variant)
    }

    fn sounds_by_itself(&self, variant: usize) -> bool {
        self.variants[variant].may_sound()
    }

    fn remakes(&self, variant: usize) -> bool {
        self.variants[variant].implant.amount > 0.0
    }

    fn is_silent(&self, variant: usize) -> bool {
        let Settings { processor_off, perspective, bypass, .. } = self.variants[variant];
        processor_off && perspective == 1.0 && !bypass
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
