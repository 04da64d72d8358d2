//! The head: every stage between what enters and what is heard inside, in order.

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Change, Ear, Frame, Layout, PerEar, Role, Spec, Stage};
use crate::implant::electrodogram::Column;
use crate::implant::stage::Implant;
use crate::inner::blocker::Blocker;
use crate::inner::body::Body;
use crate::inner::cap::GeneratorCap;
use crate::inner::contact::Contact;
use crate::inner::memory::Memory;
use crate::inner::pulse::Pulse;
use crate::inner::tinnitus::TinnitusStage;
use crate::kit::fade::Fade;
use crate::loss::filter::LossFilter;
use crate::loss::gate::Gate;
use crate::loss::scramble::Scramble;
use crate::loss::slow_return::MOST_DB;

use super::buses::add_generated;
use super::ceiling::Ceiling;
use super::entry::Purpose;
use super::feedback::FeedbackGuard;
use super::settings::Settings;
use super::space::Space;
use super::trim::Trim;

mod peaks;

use peaks::Peaks;

/// Places of tinnitus and body among the sounds that are measured.
const TINNITUS: usize = 0;
const BODY: usize = 1;

/// How long the LFE channel takes to get its part of touch and body, or to lose it, seconds.
const LFE_FADE_SECONDS: f64 = 0.050;
/// Gain of that part: LFE channels are played 10 dB louder than the others (ITU-R BS.775-3).
const LFE_GAIN: f32 = 0.316_227_77;

/// What happens inside the head, stage by stage.
#[derive(Default)]
pub struct Head {
    purpose: Purpose,
    scramble: Scramble,
    filter: LossFilter,
    memory: Memory,
    implant: Implant,
    gate: Gate,
    space: Space,
    contact: Contact,
    feedback: FeedbackGuard,
    tinnitus: TinnitusStage,
    body: Body,
    blocker: Blocker,
    pulse: Pulse,
    trim: Trim,
    cap: GeneratorCap,
    ceiling: Ceiling,
    lfe_share: LfeShare,
    peaks: Peaks<2>,
    lead: usize,
}

/// What the LFE channel gets of touch and body.
#[derive(Default)]
struct LfeShare {
    /// How much of it, 0..1.
    weight: Fade,
    fade: usize,
}

impl LfeShare {
    fn set(&mut self, wanted: bool, change: Change) {
        let weight = f64::from(u8::from(wanted));
        if change == Change::Jump {
            self.weight = Fade::resting(weight);
        } else {
            self.weight.head_for(weight, self.fade);
        }
    }

    fn add(&mut self, layout: Layout, frame: &mut Frame<'_>) {
        if self.weight.rests_at(0.0) {
            return;
        }
        for low in &mut frame.low[..frame.len] {
            *low *= LFE_GAIN * self.weight.next_weight() as f32;
        }
        let channels = layout.speakers.iter().zip(frame.channels.iter_mut());
        for (_, chunk) in channels.filter(|(speaker, _)| speaker.role() == Role::Lfe) {
            chunk[..frame.len].iter_mut().zip(frame.low.iter()).for_each(|(sum, x)| *sum += x);
        }
    }
}

/// What is taken off by filters, `taken`, and by an implant besides, less what trim and loudness match add, dB. What an implant
/// sings is not the same sound: where it is mixed with the world, the world's share alone counts.
fn take_off(taken: &mut [f32], implanted: f32, louder_db: f32) {
    let left = (1.0 - implanted).max(0.0);
    let replaced_db = (-20.0 * libm::log10f(left)).min(MOST_DB);
    for taken in taken {
        // Bass that swells along a path is no return.
        let lost = taken.max(0.0);
        *taken = lost + replaced_db - louder_db;
    }
}

impl Head {
    /// One of a plugin for this purpose; it has to be prepared.
    pub fn new(purpose: Purpose) -> Self {
        Self { purpose, ceiling: Ceiling::new(purpose), ..Self::default() }
    }

    /// Makes room and resets. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.ceiling.prepare(spec);
        let control = spec.scaled(CONTROL_FRAME);
        self.lead = (self.purpose.latency(spec.sample_rate) - self.ceiling.latency()) / control * control;
        self.implant.looks_ahead(self.lead);
        self.scramble.prepare(spec);
        self.filter.prepare(spec);
        self.memory.prepare(spec);
        self.implant.prepare(spec);
        self.gate.prepare(spec);
        self.space.prepare(spec);
        self.contact.prepare(spec);
        self.feedback.prepare(spec);
        self.tinnitus.prepare(spec);
        self.body.prepare(spec);
        self.blocker.prepare(spec);
        self.pulse.prepare(spec);
        self.trim.prepare(spec);
        self.cap.prepare(spec);
        self.lfe_share.fade = spec.samples(LFE_FADE_SECONDS);
    }

    /// Forgets everything heard. Audio thread.
    pub fn reset(&mut self) {
        self.scramble.reset();
        self.filter.reset();
        self.memory.reset();
        self.implant.reset();
        self.gate.reset();
        self.space.reset();
        self.contact.reset();
        self.feedback.reset();
        self.tinnitus.reset();
        self.body.reset();
        self.blocker.reset();
        self.pulse.reset();
        self.trim.reset();
        self.cap.reset();
        self.ceiling.reset();
        self.lfe_share.weight = Fade::resting(self.lfe_share.weight.target());
    }

    /// Aims every stage at its part of `settings`. Audio thread.
    pub fn set(&mut self, settings: &Settings, change: Change) {
        self.scramble.set(&settings.scramble(), change);
        self.filter.set(&settings.loss_filter(), change);
        self.memory.set(&settings.memory(), change);
        self.implant.set(&settings.implant(), change);
        self.gate.set(&settings.gate(), change);
        self.space.set(&settings.space(), change);
        self.contact.set(&settings.contact(), change);
        self.feedback.set(settings.holds_down());
        self.tinnitus.set(&settings.tinnitus(), change);
        self.body.set(&settings.body(), change);
        self.blocker.set(&settings.blocker(), change);
        self.pulse.set(&settings.pulse(), change);
        self.trim.set(&settings.trim(), change);
        self.cap.set(&settings.cap(), change);
        self.ceiling.set(&settings.ceiling(), change);
        self.lfe_share.set(settings.body_lfe, change);
    }

    /// Tells those that see ahead what settings are on their way, `samples` from being set.
    pub fn foresee(&mut self, settings: &Settings, samples: usize) {
        self.implant.foresee(&settings.implant(), samples);
    }

    /// Whether what is heard inside rests at what enters, and nothing else sounds.
    pub fn is_neutral(&self) -> bool {
        self.scramble.is_neutral()
            && self.filter.is_neutral()
            && self.memory.is_neutral()
            && self.implant.is_neutral()
            && self.gate.is_neutral()
            && self.space.is_neutral()
            && self.contact.is_neutral()
            && self.feedback.is_neutral()
            && self.trim.is_neutral()
            && !self.sounds()
    }

    /// Whether something sounds on and on, whatever enters.
    pub fn sounds(&self) -> bool {
        !(self.tinnitus.is_neutral() && self.body.is_neutral() && self.blocker.is_neutral())
    }

    /// The gate: what it knows of the event under way is what every stage knows.
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// What each of `ear`'s bands loses of reference noise now, dB, by settings alone.
    pub fn take_off_programme(&self, ear: Ear, taken: &mut [f32]) {
        self.filter.take_off_programme(ear, taken);
        let louder_db = 20.0 * libm::log10f(self.trim.gain()) + self.filter.matched_db();
        take_off(taken, self.implant.weight(ear), louder_db);
    }

    /// The same once `settings` are in force.
    pub fn would_take_off(&mut self, settings: &Settings, ear: Ear, taken: &mut [f32]) {
        let loss = settings.loss_filter();
        self.filter.would_take_off(&loss, ear, taken);
        let louder_db = settings.trim().db + self.filter.would_match_db(&loss);
        let implant = settings.implant();
        let implanted = if implant.ears[ear] { implant.amount * implant.depth } else { 0.0 };
        take_off(taken, implanted, louder_db);
    }

    /// Samples by which the output lags.
    pub fn latency(&self) -> usize {
        self.ceiling.latency()
    }

    /// Samples by which [`Frame::early`] is to be ahead of what is heard: on the control grid, as everything else is.
    pub const fn lead(&self) -> usize {
        self.lead
    }

    /// Samples for which filters and implant sound on after their input has ended.
    pub fn tail(&self) -> usize {
        self.filter.tail().max(self.implant.tail())
    }

    /// Lowest gain of the ceiling since the last call.
    pub fn take_lowest_gain(&mut self) -> f32 {
        self.ceiling.take_lowest_gain()
    }

    /// Largest magnitudes of tinnitus and body in each ear since the last call, as far as frames were watched.
    pub fn take_peaks(&mut self) -> [PerEar<f32>; 2] {
        self.peaks.take()
    }

    /// What each ear's electrodes were told since the last call.
    pub fn take_columns(&mut self) -> PerEar<Column> {
        self.implant.take_columns()
    }

    /// Works on a frame in place: its channels become what is heard inside. `watched`: peaks are measured.
    pub fn process<'a>(&'a mut self, layout: Layout, frame: &mut Frame<'a>, watched: bool) {
        self.scramble.process(frame);
        self.filter.process(frame);
        frame.gains = self.filter.gains();
        self.memory.process(frame);
        self.implant.process(frame);
        self.gate.process(frame);
        self.space.process(frame);
        self.contact.process(frame);
        if self.purpose.has_open_microphones() {
            self.feedback.process(frame, self.trim.gain());
        }
        let rings = watched && !self.tinnitus.is_neutral();
        let moves = watched && !self.body.is_neutral();
        self.peaks.process(TINNITUS, &mut self.tinnitus, frame, rings);
        self.peaks.process(BODY, &mut self.body, frame, moves);
        self.blocker.process(frame);
        self.pulse.process(frame);
        // Before the cap: nothing the trim does may lift what the head makes over it.
        self.trim.process(frame);
        self.cap.process(frame);
        if rings || moves {
            let trim = self.trim.gain();
            self.peaks.close(self.cap.gains().map(|cap| trim * cap));
        }
        add_generated(layout, frame.channels, frame.generated, frame.len);
        add_generated(layout, frame.channels, frame.felt, frame.len);
        self.lfe_share.add(layout, frame);
        self.ceiling.process(frame);
    }
}
