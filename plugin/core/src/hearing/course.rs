//! The course of an event: where between firing, after-state and recovery a listener is, by counting samples.

use super::event::{Effect, Event, ONSET_SECONDS};
use crate::parameters::{EVENT_DEPTH, EVENT_RECOVERY};

/// What is to happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventSettings {
    /// What.
    pub event: Event,
    /// The held switch: from off to on the event happens, from on to off recovery begins.
    pub fired: bool,
    /// How deep the after-state is, 0..1.
    pub depth: f32,
    /// How long recovery takes, seconds.
    pub recovery_seconds: f32,
    /// How often the listener has been taken elsewhere in the programme. With a new visit whatever was under way is over:
    /// a switch that is on has been on for long.
    pub visit: u32,
}

impl Default for EventSettings {
    fn default() -> Self {
        Self {
            event: Event::default(),
            fired: false,
            depth: EVENT_DEPTH.default,
            recovery_seconds: EVENT_RECOVERY.default,
            visit: 0,
        }
    }
}

/// Follows the switch. Each stage that takes part in an event has one of its own; all of them are told the same at the
/// same sample. Audio thread; never allocates.
///
/// What is switched on at the beginning, or where the listener has just been taken, is held without an onset; what is
/// switched off there has recovered, even if the whole programme would still be recovering. Fired again, an event begins
/// from where the hearing is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    settings: EventSettings,
    rate: f64,
    /// No sample has passed since the reset.
    fresh: bool,
    /// What was fired last, where hearing was then, and samples since.
    fired: Option<(Event, Effect, u64)>,
    /// Where hearing was when the switch was last let go, and samples since.
    released: Option<(Effect, u64)>,
}

impl Course {
    /// Takes the sample rate, and forgets.
    pub fn prepare(&mut self, sample_rate: f32) {
        self.rate = f64::from(sample_rate);
        self.reset();
    }

    /// Rests in the after-state, or in none.
    pub fn reset(&mut self) {
        self.settle();
        self.fresh = true;
    }

    fn settle(&mut self) {
        self.fired = None;
        self.released = None;
    }

    /// Takes settings, from the next sample on. Returns whether the event happens now.
    pub fn set(&mut self, settings: &EventSettings) -> bool {
        let here = self.effect();
        let before = std::mem::replace(&mut self.settings, *settings);
        if self.fresh || before.visit != settings.visit {
            self.settle();
            return false;
        }
        match (before.fired, settings.fired) {
            (false, true) => {
                self.fired = Some((settings.event, here, 0));
                self.released = None;
                true
            }
            (true, false) => {
                self.released = Some((here, 0));
                false
            }
            _ => false,
        }
    }

    /// Moves on by `samples`.
    pub fn advance(&mut self, samples: usize) {
        self.fresh = false;
        let samples = samples as u64;
        self.fired.iter_mut().for_each(|(.., age)| *age = age.saturating_add(samples));
        self.released.iter_mut().for_each(|(.., age)| *age = age.saturating_add(samples));
    }

    /// What the event has done to hearing, at the next sample.
    pub fn effect(&self) -> Effect {
        if !self.settings.fired {
            let recovery = f64::from(self.settings.recovery_seconds);
            return self.released.map_or_else(Effect::default, |(from, age)| {
                from.recovering((self.seconds(age) / recovery) as f32)
            });
        }
        let held = Effect::held(self.settings.event, self.settings.depth);
        self.fired.map_or(held, |(event, from, age)| from.towards(&held, event.onset(self.seconds(age))))
    }

    /// What happened within the last [`ONSET_SECONDS`], and how many seconds ago: it plays on even if the switch has been
    /// let go.
    pub fn happening(&self) -> Option<(Event, f64)> {
        let happening = self.fired.map(|(event, _, age)| (event, self.seconds(age)));
        happening.filter(|(_, seconds)| *seconds < ONSET_SECONDS)
    }

    /// Whether the switch is off and nothing is left of anything.
    pub fn is_over(&self) -> bool {
        !self.settings.fired && self.happening().is_none() && self.effect() == Effect::default()
    }

    fn seconds(&self, samples: u64) -> f64 {
        samples as f64 / self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: usize = 48_000;

    fn course(settings: &EventSettings) -> Course {
        let mut course = Course::default();
        course.prepare(RATE as f32);
        course.set(settings);
        course
    }

    fn blast() -> EventSettings {
        EventSettings { event: Event::Blast, recovery_seconds: 6.0, ..EventSettings::default() }
    }

    #[test]
    fn what_is_on_from_the_start_is_held_without_an_onset() {
        let on = EventSettings { fired: true, ..blast() };
        let held = Effect::held(Event::Blast, 1.0);
        assert_eq!(course(&on).effect(), held);
        let mut late = course(&blast());
        late.advance(7);
        assert!(late.set(&on));
        assert_eq!(late.effect(), Effect::default());
        late.advance(2 * RATE);
        assert_eq!((late.effect(), late.happening()), (held, None));
        late.reset();
        assert_eq!(late.effect(), held);
    }

    #[test]
    fn another_place_knows_nothing_of_onsets_and_recoveries() {
        let mut course = course(&blast());
        course.advance(100);
        assert!(!course.set(&EventSettings { fired: true, visit: 1, ..blast() }));
        assert_eq!(course.effect(), Effect::held(Event::Blast, 1.0));
        course.advance(100);
        course.set(&EventSettings { visit: 1, ..blast() });
        course.advance(100);
        assert!(!course.is_over());
        course.set(&EventSettings { visit: 2, ..blast() });
        assert!(course.is_over());
    }

    #[test]
    fn recovery_takes_its_time_and_a_second_firing_starts_from_there() {
        let (off, on) = (blast(), EventSettings { fired: true, ..blast() });
        let mut course = course(&on);
        course.advance(RATE);
        course.set(&off);
        course.advance(RATE / 2);
        let here = course.effect();
        assert!(here.blast > 0.1 && here.blast < 0.6);
        assert!(course.set(&on));
        assert_eq!(course.effect(), here);
        course.advance(RATE);
        assert_eq!(course.effect(), Effect::held(Event::Blast, 1.0));
        course.set(&off);
        course.advance(6 * RATE - 1);
        assert!(!course.is_over());
        course.advance(1);
        assert!(course.is_over());
    }
}
