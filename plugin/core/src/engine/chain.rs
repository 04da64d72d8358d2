//! The engine: the whole signal path, cut into frames at grid points, automation and cuts.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::clean_sample;
use crate::base::{Change, Chunk, Clock, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use crate::inner::cap::GeneratorCap;
use crate::inner::pulse::Pulse;
use crate::kit::ring::Ring;
use crate::loss::filter::LossFilter;
use crate::loss::gate::Gate;
use crate::loss::scramble::Scramble;
use crate::sense::analysis::Analysis;

use super::buses::{add_generated, add_to_ears, mix_ears};
use super::ceiling::Ceiling;
use super::entry::Entry;
use super::meters::{Meters, Tap};
use super::perspective::Perspective;
use super::settings::Settings;
use super::timeline::{self, Reader, Timeline};
use super::trim::Trim;

/// Seeks of at least this, seconds, take the listener elsewhere in the programme; a shorter one is a host that has
/// stumbled (a lost block is 85 ms at most: 4096 samples at 48 kHz), and what is under way goes on.
const ELSEWHERE_SECONDS: f32 = 0.1;

/// Everything between the host's input and output, for one of the two plugins.
///
/// `prepare` on the main thread; `set`, `follow`, `reset` and `process` on the audio thread, where they neither
/// allocate nor wait.
pub struct Engine<E: Entry> {
    spec: Spec,
    clock: Clock,
    /// How often the listener has been taken elsewhere since the reset.
    visit: u32,
    /// Input samples since the reset.
    elapsed: u64,
    latency: usize,
    /// How late the inside stages hear the input: the latency, less what they add themselves.
    inside_delay: usize,
    control: usize,
    timeline: Timeline,
    inside_reader: Reader,
    output_reader: Reader,
    /// What the inside stages were last set to.
    current: Settings,
    /// Settings that take over, unheard, once the listener is in the world: when, and which.
    unheard: Option<(u64, Settings)>,
    /// When the inside began to sound like the world.
    neutral_since: Option<u64>,
    inputs: Vec<Ring>,
    /// What the key would bring to each ear.
    key: PerEar<Ring>,
    inside: Vec<Chunk>,
    ears: PerEar<Chunk>,
    generated: PerEar<Chunk>,
    analysis: Analysis,
    scramble: Scramble,
    filter: LossFilter,
    gate: Gate,
    pulse: Pulse,
    cap: GeneratorCap,
    trim: Trim,
    ceiling: Ceiling<E>,
    perspective: Perspective,
    meters: Meters,
    tap: Tap,
}

impl<E: Entry> Default for Engine<E> {
    fn default() -> Self {
        Self {
            spec: Spec { sample_rate: crate::base::spec::REFERENCE_RATE, layout: Layout::STEREO },
            clock: Clock::default(),
            visit: 0,
            elapsed: 0,
            latency: 0,
            inside_delay: 0,
            control: CONTROL_FRAME,
            timeline: Timeline::default(),
            inside_reader: Reader::default(),
            output_reader: Reader::default(),
            current: Settings::default(),
            unheard: None,
            neutral_since: None,
            inputs: Vec::new(),
            key: PerEar::default(),
            inside: Vec::new(),
            ears: PerEar::same([0.0; SEGMENT]),
            generated: PerEar::same([0.0; SEGMENT]),
            analysis: Analysis::default(),
            scramble: Scramble::default(),
            filter: LossFilter::default(),
            gate: Gate::default(),
            pulse: Pulse::default(),
            cap: GeneratorCap::default(),
            trim: Trim::default(),
            ceiling: Ceiling::default(),
            perspective: Perspective::default(),
            meters: Meters::default(),
            tap: Tap::default(),
        }
    }
}

impl<E: Entry> Engine<E> {
    /// Makes room for these conditions and resets. Main thread; the only method that allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.spec = *spec;
        self.analysis.prepare(spec);
        self.scramble.prepare(spec);
        self.filter.prepare(spec);
        self.gate.prepare(spec);
        self.pulse.prepare(spec);
        self.cap.prepare(spec);
        self.trim.prepare(spec);
        self.ceiling.prepare(spec);
        self.perspective.prepare(spec);
        self.latency = E::latency(spec.sample_rate);
        self.inside_delay = self.latency - self.ceiling.latency();
        self.control = spec.scaled(CONTROL_FRAME);
        self.timeline.prepare(self.latency);
        self.inputs = vec![Ring::default(); spec.layout.channels()];
        self.inputs.iter_mut().for_each(|ring| ring.prepare(self.latency + SEGMENT));
        self.key.iter_mut().for_each(|ring| ring.prepare(self.latency + SEGMENT));
        self.inside = vec![[0.0; SEGMENT]; spec.layout.channels()];
        self.tap.prepare();
        self.reset();
    }

    /// Samples by which the output lags the input, whatever the settings.
    pub const fn latency(&self) -> usize {
        self.latency
    }

    /// Forgets everything heard; the next settings are in force at once.
    pub fn reset(&mut self) {
        self.clock = Clock::default();
        self.visit = 0;
        self.elapsed = 0;
        self.timeline.reset();
        self.inside_reader = Reader::new(self.inside_delay);
        self.output_reader = Reader::new(self.latency);
        self.unheard = None;
        self.neutral_since = None;
        self.inputs.iter_mut().chain(self.key.iter_mut()).for_each(Ring::reset);
        self.analysis.reset();
        self.scramble.reset();
        self.filter.reset();
        self.gate.reset();
        self.pulse.reset();
        self.cap.reset();
        self.trim.reset();
        self.ceiling.reset();
        self.perspective.reset();
        self.meters = Meters::default();
    }

    /// Takes the host's position of the next sample; once per host block, while its transport rolls, before the block's
    /// first settings.
    pub fn follow(&mut self, position: i64) {
        let elsewhere = self.clock.follow(position) >= self.spec.samples(f64::from(ELSEWHERE_SECONDS)) as u64;
        self.visit = self.visit.wrapping_add(u32::from(elsewhere));
    }

    /// Settings from the next input sample on. They reach each stage with the sound they belong to.
    pub fn set(&mut self, settings: &Settings) {
        let settings = Settings { visit: self.visit, ..settings.sanitised() };
        let change = match self.timeline.last_before(self.elapsed) {
            Some(before) if before.settings == settings => return self.timeline.take_back(self.elapsed),
            Some(before) => before.settings.change_to(&settings, self.spec.sample_rate),
            None => return self.start(&settings),
        };
        self.timeline.push(timeline::Entry { time: self.elapsed, settings, change });
    }

    /// The first settings after a reset hold from the beginning, for what is still on its way too.
    fn start(&mut self, settings: &Settings) {
        self.timeline.push(timeline::Entry { time: self.elapsed, settings: *settings, change: Change::Jump });
        self.inside_reader.skip_to_end(&self.timeline);
        self.output_reader.skip_to_end(&self.timeline);
        self.aim_inside(settings, Change::Jump);
        self.perspective.set(settings, Change::Jump, false);
    }

    /// Samples after the last input for which the output may still sound; `None` while an event has its course, in
    /// silence too.
    pub fn tail(&self) -> Option<usize> {
        (!self.gate.course().moves()).then_some(self.latency + self.filter.tail())
    }

    /// Readings since the last call; none are made while the display's tap is off.
    pub fn take_meters(&mut self) -> Meters {
        let ceiling_gain = self.ceiling.take_lowest_gain();
        let inside = self.perspective.inside_share();
        let gain = if inside > 0.0 { ceiling_gain } else { 1.0 };
        Meters { ceiling_gain: gain, inside, ..std::mem::take(&mut self.meters) }
    }

    /// The display's tap: switch it on while somebody looks.
    pub const fn tap(&mut self) -> &mut Tap {
        &mut self.tap
    }

    /// Works on `channels` in place: as many as the layout has, all of the same length. `key` is what the level
    /// detectors listen to while the settings say so: just as many channels, or none, which is silence.
    pub fn process(&mut self, channels: &mut [&mut [f32]], key: &[&mut [f32]]) {
        if channels.len() != self.inputs.len() {
            return;
        }
        let total = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let has_key = key.len() == channels.len() && key.iter().all(|channel| channel.len() >= total);
        let mut done = 0;
        while done < total {
            self.apply_due();
            let len = self.frame_len().min(total - done);
            for (ring, channel) in self.inputs.iter_mut().zip(channels.iter()) {
                let mut clean: Chunk = [0.0; SEGMENT];
                for (clean, x) in clean.iter_mut().zip(&channel[done..done + len]) {
                    *clean = clean_sample(*x);
                }
                ring.push(&clean[..len]);
            }
            self.take_key(if has_key { key } else { &[] }, done, len);
            self.run(len);
            for (channel, chunk) in channels.iter_mut().zip(&self.inside) {
                for (y, x) in channel[done..done + len].iter_mut().zip(chunk) {
                    *y = clean_sample(*x);
                }
            }
            self.clock.advance(len);
            self.elapsed += len as u64;
            done += len;
        }
    }

    /// Hands on every change that is due at the next sample.
    fn apply_due(&mut self) {
        let now = self.elapsed;
        while let Some(entry) = self.inside_reader.due(&self.timeline, now) {
            self.change_inside(&entry, now);
        }
        if let Some((_, settings)) = self.unheard.take_if(|(when, _)| *when <= now) {
            self.aim_inside(&settings, Change::Jump);
        }
        while let Some(entry) = self.output_reader.due(&self.timeline, now) {
            self.perspective.set(&entry.settings, entry.change, !self.gate.course().is_over());
        }
        // Asked on the grid only: between grid points the answer would depend on where the host's blocks end.
        if self.clock.delayed(self.inside_delay).is_on(self.control) {
            let neutral = self.scramble.is_neutral()
                && self.filter.is_neutral()
                && self.gate.is_neutral()
                && self.trim.is_neutral();
            self.neutral_since = neutral.then(|| self.neutral_since.unwrap_or(now));
        }
        if self.until_gone() == Some(0) {
            self.perspective.leave();
        }
    }

    /// Whether the listener is inside a head that changes what is heard, or has not recovered yet.
    fn wants_inside(&self, settings: &Settings) -> bool {
        settings.wants_inside() || settings.perspective > 0.0 && !self.gate.course().is_over()
    }

    fn change_inside(&mut self, entry: &timeline::Entry, now: u64) {
        let is_unheard =
            self.current.perspective == 0.0 && self.unheard.is_none() && self.perspective.is_outside();
        let waiting = self.unheard.take();
        match (entry.change, waiting) {
            // Leaving: the head goes on sounding as it did until it is no longer heard.
            (Change::Cut { samples }, _) if entry.settings.perspective == 0.0 => {
                self.wait(now + samples as u64, &entry.settings);
            }
            (Change::Cut { .. }, _) if is_unheard => self.aim_inside(&entry.settings, Change::Jump),
            (Change::Cut { .. }, _) | (_, None) => self.aim_inside(&entry.settings, entry.change),
            // The listener turns back before the head is out of hearing: what would have jumped crossfades.
            (_, Some((when, _))) if self.wants_inside(&entry.settings) => {
                let samples = when.saturating_sub(now) as usize;
                self.aim_inside(&entry.settings, Change::Cut { samples });
            }
            (_, Some((when, _))) => self.wait(when, &entry.settings),
        }
    }

    /// Lets `settings` take over at `when`; but events happen when they happen, heard or not.
    fn wait(&mut self, when: u64, settings: &Settings) {
        self.unheard = Some((when, *settings));
        self.aim_inside(&self.current.with_event_of(settings), Change::Glide);
    }

    fn aim_inside(&mut self, settings: &Settings, change: Change) {
        self.current = *settings;
        self.scramble.set(&settings.scramble(), change);
        self.filter.set(&settings.loss_filter(), change);
        self.gate.set(&settings.gate(), change);
        self.neutral_since = self.neutral_since.filter(|_| self.gate.is_neutral());
        self.pulse.set(&settings.pulse(), change);
        self.cap.set(&settings.cap(), change);
        self.trim.set(&settings.trim(), change);
        self.ceiling.set(&settings.ceiling(), change);
    }

    /// Samples until a glide out may fade: when what sounds like the world has passed the ceiling's look-ahead.
    fn until_gone(&self) -> Option<usize> {
        let since = self.neutral_since.filter(|_| self.perspective.is_leaving())?;
        Some((since + self.ceiling.latency() as u64).saturating_sub(self.elapsed) as usize)
    }

    /// Samples until something may change: a control-grid point, a change of settings, the end of a cut.
    fn frame_len(&self) -> usize {
        let now = self.elapsed;
        let edges = [
            Some(self.clock.delayed(self.inside_delay).until_next(self.control)),
            self.inside_reader.until_next(&self.timeline, now),
            self.output_reader.until_next(&self.timeline, now),
            self.unheard.map(|(when, _)| when.saturating_sub(now) as usize),
            self.until_gone(),
        ];
        edges.into_iter().flatten().filter(|edge| *edge > 0).fold(SEGMENT, usize::min)
    }

    /// Appends what `key` brings to each ear in `len` samples from `start`; silence if it has no channels.
    fn take_key(&mut self, key: &[&mut [f32]], start: usize, len: usize) {
        let mut ears = PerEar::same([0.0; SEGMENT]);
        let mut clean: Chunk = [0.0; SEGMENT];
        for (speaker, channel) in self.layout().speakers.iter().zip(key) {
            for (clean, x) in clean.iter_mut().zip(&channel[start..start + len]) {
                *clean = clean_sample(*x);
            }
            add_to_ears(*speaker, &clean, &mut ears, len);
        }
        for ear in Ear::BOTH {
            self.key[ear].push(&ears[ear][..len]);
        }
    }

    /// One frame of `len` samples that the rings have just taken.
    fn run(&mut self, len: usize) {
        for (ring, chunk) in self.inputs.iter().zip(&mut self.inside) {
            chunk[..len].copy_from_slice(ring.delayed(self.inside_delay, len));
        }
        let layout = self.layout();
        mix_ears(layout, &self.inside, &mut self.ears, len);
        self.generated.iter_mut().for_each(|chunk| chunk[..len].fill(0.0));
        let clock = self.clock.delayed(self.inside_delay);
        let key = self.current.key.then(|| {
            let mut key = PerEar::same([0.0; SEGMENT]);
            for ear in Ear::BOTH {
                key[ear][..len].copy_from_slice(self.key[ear].delayed(self.inside_delay, len));
            }
            key
        });
        self.analysis.process(&self.ears, key.as_ref(), clock, len);
        let mut frame = Frame {
            channels: &mut self.inside,
            generated: &mut self.generated,
            ears: &self.ears,
            bands: self.analysis.bands(),
            sensed: self.analysis.sensed(),
            carriers: self.analysis.carriers(),
            levels: self.analysis.levels(),
            clock,
            len,
        };
        self.scramble.process(&mut frame);
        self.filter.process(&mut frame);
        self.gate.process(&mut frame);
        self.pulse.process(&mut frame);
        self.cap.process(&mut frame);
        add_generated(layout, frame.channels, frame.generated, len);
        self.trim.process(&mut frame);
        self.ceiling.process(&mut frame);
        let outside = self.inputs.iter().map(|ring| ring.delayed(self.latency, len));
        self.perspective.process(outside, &mut self.inside, len);
        if self.tap.on {
            self.measure(len);
        }
    }

    /// What the channels mean to the listener at the moment.
    pub fn layout(&self) -> Layout {
        let prepared = self.spec.layout;
        self.current.layout.filter(|layout| layout.channels() == prepared.channels()).unwrap_or(prepared)
    }

    fn measure(&mut self, len: usize) {
        let peak = |chunk: &Chunk| chunk[..len].iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
        let mut output = PerEar::same([0.0; SEGMENT]);
        mix_ears(self.layout(), &self.inside, &mut output, len);
        self.tap.push(&self.ears, &output, len);
        for ear in Ear::BOTH {
            self.meters.input[ear] = self.meters.input[ear].max(peak(&self.ears[ear]));
            self.meters.output[ear] = self.meters.output[ear].max(peak(&output[ear]));
        }
    }
}
