//! The engine: the whole signal path, cut into frames at grid points, automation and cuts.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::clean_sample;
use crate::base::{Change, Chunk, Clock, Ear, Frame, PerEar, SEGMENT, Spec};
use crate::kit::ring::Ring;
use crate::sense::analysis::Analysis;

use super::audition::Monitor;
use super::buses::{Buses, add_to_ears, enter, mix_ears, take};
use super::director::Director;
use super::entry::Purpose;
use super::head::Head;
use super::meters::{Meters, Tap};
use super::perspective::Perspective;
use super::settings::Settings;
use super::silence::Silence;
use super::timeline::{self, Reader, Timeline};

mod doze;
mod readings;
mod returns;
mod turns;

use doze::Doze;
use returns::Returns;
use turns::Cues;

/// Seeks of at least this, seconds, take the listener elsewhere in the programme; a shorter one is a host that has
/// stumbled (a lost block is 85 ms at most: 4096 samples at 48 kHz), and what is under way goes on.
const ELSEWHERE_SECONDS: f32 = 0.1;

/// Everything between the host's input and output, for one of the two plugins.
///
/// `prepare` on the main thread; `set`, `follow`, `reset` and `process` on the audio thread, where they neither
/// allocate nor wait.
#[derive(Default)]
pub struct Chain {
    purpose: Purpose,
    spec: Spec,
    clock: Clock,
    /// How often the listener has been taken elsewhere since the reset.
    visit: u32,
    /// Whether sustained sound may begin: a session that is loaded stays silent until something is played or moved.
    awake: bool,
    /// Something has been heard.
    stirring: bool,
    director: Director,
    cues: Cues,
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
    /// What a contact or body microphone brings to each ear.
    contact: PerEar<Ring>,
    /// What entered, as late as the inside stages hear it, and what becomes of it.
    outside: Vec<Chunk>,
    inside: Vec<Chunk>,
    buses: Buses,
    analysis: Analysis,
    head: Head,
    silence: Silence,
    perspective: Perspective,
    monitor: Monitor,
    returns: Returns,
    doze: Doze,
    meters: Meters,
    tap: Tap,
}

impl Chain {
    /// One of a plugin for this purpose; it has to be prepared.
    pub fn new(purpose: Purpose) -> Self {
        Self { purpose, head: Head::new(purpose), ..Self::default() }
    }

    /// Makes room for these conditions and resets. Main thread; the only method that allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.spec = *spec;
        self.analysis.prepare(spec);
        self.head.prepare(spec);
        self.silence.prepare(spec);
        self.perspective.prepare(spec);
        self.monitor.prepare(spec);
        self.returns.prepare(spec);
        self.latency = self.purpose.latency(spec.sample_rate);
        self.inside_delay = self.latency - self.head.latency();
        self.control = spec.scaled(CONTROL_FRAME);
        self.doze = Doze::new(spec, self.latency);
        self.director.prepare(spec.sample_rate);
        self.timeline.prepare(self.latency);
        self.inputs = vec![Ring::default(); spec.layout.channels()];
        let buses = self.inputs.iter_mut().chain(self.key.iter_mut()).chain(self.contact.iter_mut());
        buses.for_each(|ring| ring.prepare(self.latency + SEGMENT));
        self.inside = vec![[0.0; SEGMENT]; spec.layout.channels()];
        self.outside = self.inside.clone();
        self.tap.prepare(spec);
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
        self.awake = false;
        self.stirring = false;
        self.doze.on = false;
        self.elapsed = 0;
        self.director.reset();
        self.cues.clear();
        self.timeline.reset();
        self.inside_reader = Reader::new(self.inside_delay);
        self.output_reader = Reader::new(self.latency);
        self.unheard = None;
        self.neutral_since = None;
        let buses = self.inputs.iter_mut().chain(self.key.iter_mut()).chain(self.contact.iter_mut());
        buses.for_each(Ring::reset);
        self.analysis.reset();
        self.head.reset();
        self.silence.reset();
        self.perspective.reset();
        self.monitor.reset();
        self.returns.reset();
        self.meters = Meters::default();
    }

    /// Takes the host's position of the next sample; once per host block, while its transport rolls, before the block's
    /// first settings.
    pub fn follow(&mut self, position: i64) {
        let elsewhere = self.clock.follow(position) >= self.spec.samples(f64::from(ELSEWHERE_SECONDS)) as u64;
        self.visit = self.visit.wrapping_add(u32::from(elsewhere));
        self.awake = true;
    }

    /// Settings from the next input sample on. They reach each stage with the sound they belong to.
    pub fn set(&mut self, settings: &Settings) {
        let settings = settings.sanitised();
        let before = self.timeline.last_before(self.elapsed).map(|before| before.settings);
        let change = before.map_or(Change::Jump, |before| before.change_to(&settings, self.spec.sample_rate));
        self.enter(&settings, change);
    }

    /// Sanitised settings, and how they take over.
    fn enter(&mut self, settings: &Settings, mut change: Change) {
        let settings = Settings { visit: self.visit, awake: self.awake, ..settings.alone().unhurried() };
        let rate = self.spec.sample_rate;
        match self.timeline.last_before(self.elapsed).map(|before| before.settings) {
            Some(before) if before == settings => return self.timeline.take_back(self.elapsed),
            Some(before) => {
                change = self.returning(&before, &settings, before.auditioned(&settings, change, rate));
            }
            None => return self.start(&settings),
        }
        self.awake = true;
        let settings = Settings { awake: true, ..settings };
        self.timeline.push(timeline::Entry { time: self.elapsed, settings, change });
        self.head.foresee(&settings, self.inside_delay);
    }

    /// Works on `channels` in place: as many as the layout has, all of the same length. `key` is what the level
    /// detectors listen to while the settings say so: just as many channels, or none, which is silence.
    ///
    /// `contact` is what a contact or body microphone hears (or somebody who talks into an earpiece): a channel per ear,
    /// or none, which is silence.
    pub fn process(&mut self, channels: &mut [&mut [f32]], key: &[&mut [f32]], contact: &[&mut [f32]]) {
        if channels.len() != self.inputs.len() {
            return;
        }
        let total = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let fits = |aux: &[&mut [f32]], width: usize| {
            aux.len() == width && aux.iter().all(|channel| channel.len() >= total)
        };
        let key = if fits(key, channels.len()) { key } else { &[] };
        let contact = if fits(contact, Ear::BOTH.len()) { contact } else { &[] };
        let mut done = 0;
        while done < total {
            self.wake();
            self.direct();
            self.doze();
            self.apply_due();
            let len = self.frame_len().min(total - done);
            let mut clean: Chunk = [0.0; SEGMENT];
            let clean = &mut clean[..len];
            for (ring, channel) in self.inputs.iter_mut().zip(channels.iter()) {
                self.stirring |= take(clean, &channel[done..done + len]);
                ring.push(clean);
            }
            for (n, ear) in Ear::BOTH.into_iter().enumerate() {
                clean.fill(0.0);
                if let Some(channel) = contact.get(n) {
                    self.stirring |= take(clean, &channel[done..done + len]);
                }
                self.contact[ear].push(clean);
            }
            self.take_key(key, done, len);
            if self.doze.on {
                self.pass_by(len);
            } else {
                self.run(len);
            }
            for (channel, chunk) in channels.iter_mut().zip(&self.inside) {
                for (y, x) in channel[done..done + len].iter_mut().zip(chunk) {
                    *y = clean_sample(*x);
                }
            }
            self.clock.advance(len);
            self.elapsed += len as u64;
            self.director.advance(len);
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
            self.silence.set(&entry.settings, entry.change, self.perspective.is_outside());
            self.neutral_since = self.neutral_since.filter(|_| self.silence.is_open());
            self.perspective.set(&entry.settings, entry.change, !self.head.gate().course().is_over());
            self.monitor.set(&entry.settings, entry.change);
            self.returns.set(&entry.settings);
        }
        // Asked on the grid only: between grid points the answer would depend on where the host's blocks end.
        if self.clock.delayed(self.inside_delay).is_on(self.control) {
            let neutral = self.head.is_neutral() && self.silence.is_open();
            self.neutral_since = neutral.then(|| self.neutral_since.unwrap_or(now));
        }
        if self.until_gone() == Some(0) {
            self.perspective.leave();
        }
    }

    /// Whether the listener is inside a head that changes what is heard, or has not recovered yet.
    fn wants_inside(&self, settings: &Settings) -> bool {
        settings.wants_inside() || settings.perspective > 0.0 && !self.head.gate().course().is_over()
    }

    fn change_inside(&mut self, entry: &timeline::Entry, now: u64) {
        let is_unheard =
            !self.wants_inside(&self.current) && self.unheard.is_none() && self.perspective.is_outside();
        let waiting = self.unheard.take();
        match (entry.change, waiting) {
            // Leaving: the head goes on sounding as it did until it is no longer heard.
            (Change::Cut { samples }, _) if !self.wants_inside(&entry.settings) => {
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
        self.head.set(settings, change);
        self.neutral_since = self.neutral_since.filter(|_| self.head.gate().is_neutral());
    }

    /// Samples until a glide out may fade: when what sounds like the world has passed the ceiling's look-ahead.
    fn until_gone(&self) -> Option<usize> {
        let since = self.neutral_since.filter(|_| self.perspective.is_leaving())?;
        Some((since + self.head.latency() as u64).saturating_sub(self.elapsed) as usize)
    }

    /// Samples until something may change: a control-grid point, a change of settings, the end of a cut.
    fn frame_len(&self) -> usize {
        let now = self.elapsed;
        let edges = [
            (!self.doze.on).then(|| self.clock.delayed(self.inside_delay).until_next(self.control)),
            self.inside_reader.until_next(&self.timeline, now),
            self.output_reader.until_next(&self.timeline, now),
            self.unheard.map(|(when, _)| when.saturating_sub(now) as usize),
            self.until_gone(),
            self.cues.until_next(now),
        ];
        edges.into_iter().flatten().filter(|edge| *edge > 0).fold(SEGMENT, usize::min)
    }

    /// Appends what `key` brings to each ear in `len` samples from `start`; silence if it has no channels.
    fn take_key(&mut self, key: &[&mut [f32]], start: usize, len: usize) {
        let mut ears = PerEar::same([0.0; SEGMENT]);
        let mut clean: Chunk = [0.0; SEGMENT];
        for (speaker, channel) in self.layout().speakers.iter().zip(key) {
            take(&mut clean[..len], &channel[start..start + len]);
            add_to_ears(*speaker, &clean[..len], &mut ears);
        }
        for ear in Ear::BOTH {
            self.key[ear].push(&ears[ear][..len]);
        }
    }

    /// One frame of `len` samples that the rings have just taken.
    fn run(&mut self, len: usize) {
        for (ring, chunk) in self.inputs.iter().zip(&mut self.outside) {
            enter(ring.delayed(self.inside_delay, len), chunk);
        }
        self.inside.copy_from_slice(&self.outside);
        let layout = self.layout();
        let clock = self.clock.delayed(self.inside_delay);
        self.note_electrodes(clock);
        self.buses.early.iter_mut().for_each(|bus| bus[..len].fill(0.0));
        for (speaker, ring) in layout.speakers.iter().zip(&self.inputs) {
            let mut ahead: Chunk = [0.0; SEGMENT];
            enter(ring.delayed(self.inside_delay - self.head.lead(), len), &mut ahead);
            add_to_ears(*speaker, &ahead[..len], &mut self.buses.early);
        }
        let delayed = |rings: &PerEar<Ring>| {
            PerEar::from_fn(|ear| {
                let mut chunk: Chunk = [0.0; SEGMENT];
                enter(rings[ear].delayed(self.inside_delay, len), &mut chunk);
                chunk
            })
        };
        let key = self.current.key.then(|| delayed(&self.key));
        self.buses.clear(len);
        self.buses.inside = delayed(&self.contact);
        mix_ears(layout, &self.outside, &mut self.buses.ears, len);
        self.analysis.process(&self.buses.ears, key.as_ref(), clock, len);
        let mut frame = Frame {
            channels: &mut self.inside,
            outside: &self.outside,
            generated: &mut self.buses.generated,
            declared: &mut self.buses.declared,
            felt: &mut self.buses.felt,
            low: &mut self.buses.low,
            ears: &self.buses.ears,
            early: &self.buses.early,
            inside: &self.buses.inside,
            bands: self.analysis.bands(),
            sensed: self.analysis.sensed(),
            carriers: self.analysis.carriers(),
            levels: self.analysis.levels(),
            gains: PerEar::same(&[]),
            clock,
            len,
        };
        self.head.process(layout, &mut frame, self.tap.on);
        self.silence.process(layout, &mut self.inside, self.current.seed, clock, len);
        let outside = || self.inputs.iter().map(|ring| ring.delayed(self.latency, len));
        self.perspective.process(outside(), &mut self.inside, len);
        self.monitor.process(outside(), &mut self.inside, clock, len);
        self.return_slowly(layout, clock, len);
        if self.tap.on {
            self.measure(len);
        }
    }
}
