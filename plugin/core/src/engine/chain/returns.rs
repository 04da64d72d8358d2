//! What the slow return is told: how much is taken off the world at the moment, by everything there is; and which cuts
//! lead back towards it.

use crate::base::{Change, Clock, Ear, Layout, PerEar, Spec};
use crate::engine::audition::Audition;
use crate::engine::settings::{CUT_STEP, Settings};
use crate::loss::filter::LfePolicy;
use crate::loss::slow_return::{MOST_DB, SlowReturn};

use super::Chain;

/// What cannot be told in decibels per ear: where it changes, sound begins anew.
type Uncompared = (Audition, Option<Layout>, LfePolicy);
/// Cuts may lead back by so much, dB: less than is heard (the project's).
const TOLERANCE_DB: f32 = 0.5;

/// The slow return, and what it is told.
#[derive(Default)]
pub struct Returns {
    stage: SlowReturn,
    /// What is taken off each band now, and what would be, dB.
    taken: PerEar<Vec<f32>>,
    imagined: Vec<f32>,
    uncompared: Option<Uncompared>,
}

impl Returns {
    /// Makes room. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.stage.prepare(spec);
        self.imagined = vec![0.0; self.stage.count()];
        self.taken = PerEar::from_fn(|_| self.imagined.clone());
    }

    /// Forgets. Audio thread.
    pub fn reset(&mut self) {
        self.stage.reset();
        self.uncompared = None;
    }

    /// Takes new settings. Audio thread.
    pub fn set(&mut self, settings: &Settings) {
        self.stage.set(settings.slow_return);
        let uncompared = (settings.audition, settings.layout, settings.lfe);
        if self.uncompared.replace(uncompared).is_some_and(|before| before != uncompared) {
            self.stage.begin_anew();
        }
    }
}

impl Chain {
    /// Notes what is taken off each band now.
    fn note_taken(&mut self) {
        let Self { returns, head, silence, perspective, .. } = self;
        let silent_db = (-20.0 * libm::log10f(1.0 - silence.share())).min(MOST_DB);
        for ear in Ear::BOTH {
            let taken = &mut returns.taken[ear];
            taken.fill(0.0);
            if perspective.wants_inside() {
                head.take_off_programme(ear, taken);
                taken.iter_mut().for_each(|taken| *taken += silent_db);
            }
        }
    }

    /// Whether `settings` leave nothing louder than it is now.
    fn deepens(&mut self, settings: &Settings) -> bool {
        self.note_taken();
        let Self { returns: Returns { taken, imagined, .. }, head, .. } = self;
        Ear::BOTH.into_iter().all(|ear| {
            imagined.fill(0.0);
            if settings.wants_inside() {
                head.would_take_off(settings, ear, imagined);
            }
            let silent_db = if settings.processor_off { settings.perspective * MOST_DB } else { 0.0 };
            taken[ear].iter().zip(imagined.iter()).all(|(now, then)| {
                let then = (then + silent_db).min(MOST_DB);
                then + TOLERANCE_DB >= now.min(MOST_DB)
            })
        })
    }

    /// How the way from `before` to `next` is taken if it would be taken by `change`: where returns are slow, what leads
    /// back glides, because what glides can be held back.
    pub(super) fn returning(&mut self, before: &Settings, next: &Settings, change: Change) -> Change {
        if !next.slow_return {
            return change;
        }
        // Who is bypassed is in the world, and comes back from there.
        let enters = before.perspective == 0.0 && next.perspective >= CUT_STEP;
        let change = if enters { before.change_to(next, self.spec.sample_rate) } else { change };
        if matches!(change, Change::Cut { .. }) && !self.deepens(next) { Change::Glide } else { change }
    }

    /// Holds what comes back for as long as it takes, in `len` samples of every channel.
    pub(super) fn return_slowly(&mut self, layout: Layout, clock: Clock, len: usize) {
        if self.returns.stage.asks(clock) {
            self.note_taken();
            let Returns { stage, taken, .. } = &mut self.returns;
            stage.tell(taken);
        }
        self.returns.stage.process(layout, &mut self.inside, clock, len);
    }
}
