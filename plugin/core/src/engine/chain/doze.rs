//! Nobody is inside for long: the world goes by, and the head rests.

use crate::base::{Change, Spec};
use crate::engine::settings::Settings;

use super::Chain;

/// How long a bypass has to last undisturbed before the head rests, seconds: whoever compares goes back and forth.
const DOZES_AFTER_SECONDS: f64 = 0.5;

/// Whether the head rests, and after how many undisturbed samples it does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Doze {
    after: u64,
    pub(super) on: bool,
}

impl Doze {
    /// Takes lengths from the sample rate and the latency.
    pub fn new(spec: &Spec, latency: usize) -> Self {
        Self { after: (latency + spec.samples(DOZES_AFTER_SECONDS)) as u64, on: false }
    }
}

impl Chain {
    /// Whether nothing of the inside is heard or measured, and nothing happens there that goes on by itself.
    fn may_doze(&self) -> bool {
        self.perspective.is_bypassed()
            && self.monitor.rests()
            && !self.tap.on
            && !self.current.slow_return
            && self.unheard.is_none()
            && self.head.gate().course().is_over()
            && self.timeline.newest().is_some_and(|newest| newest.time + self.doze.after <= self.elapsed)
    }

    /// Lets the head rest, or wakes it: it has forgotten everything by then, and has as long to warm up as it takes the way
    /// in and the crossfade.
    pub(super) fn doze(&mut self) {
        let dozes = self.may_doze();
        if self.doze.on && !dozes {
            self.analysis.reset();
            self.head.reset();
            self.silence.reset();
            self.neutral_since = None;
        }
        self.doze.on = dozes;
    }

    /// One frame of `len` samples of the world alone.
    pub(super) fn pass_by(&mut self, len: usize) {
        for (ring, chunk) in self.inputs.iter().zip(&mut self.inside) {
            chunk[..len].copy_from_slice(ring.delayed(self.latency, len));
        }
    }

    /// Lets sustained sound begin, on the grid, once something has been heard.
    pub(super) fn wake(&mut self) {
        // On the grid at which frames end, so that it makes no difference where blocks do.
        if self.stirring && !self.awake && self.clock.delayed(self.inside_delay).is_on(self.control) {
            self.awake = true;
            if let Some(last) = self.timeline.newest().copied() {
                self.set(&last.settings);
            }
        }
    }

    /// The first settings after a reset hold from the beginning, for what is still on its way too.
    pub(super) fn start(&mut self, settings: &Settings) {
        self.timeline.push(super::timeline::Entry {
            time: self.elapsed,
            settings: *settings,
            change: Change::Jump,
        });
        self.inside_reader.skip_to_end(&self.timeline);
        self.output_reader.skip_to_end(&self.timeline);
        self.aim_inside(settings, Change::Jump);
        self.silence.set(settings, Change::Jump, true);
        self.perspective.set(settings, Change::Jump, false);
        self.monitor.set(settings, Change::Jump);
        self.returns.set(settings);
    }
}
