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
/// from where hearing is, and after [`ONSET_SECONDS`] nothing but its own after-state is left. An onset plays to its end
/// even if the switch is let go before: recovery always leads away from the whole after-state, so that whoever arrives
/// while the switch is held hears the recovery that everybody hears.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    settings: EventSettings,
    rate: f64,
    /// No sample has passed since the reset.
    fresh: bool,
    firing: Option<Firing>,
    recovery: Option<Recovery>,
}

/// An event was fired.
#[derive(Debug, Clone, Copy)]
struct Firing {
    event: Event,
    depth: f32,
    /// Where hearing was.
    from: Effect,
    /// Samples since.
    age: u64,
}

/// The switch was let go.
#[derive(Debug, Clone, Copy)]
struct Recovery {
    /// The after-state it leads away from.
    from: Effect,
    /// Share of the recovery that was over when the time it takes was last set, 0..1.
    over: f64,
    /// Samples since then.
    age: u64,
}

/// An event that was fired a moment ago.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Happening {
    /// Which.
    pub event: Event,
    /// Its depth when it was fired, above 0 and up to 1.
    pub depth: f32,
    /// Samples since.
    pub age: u64,
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
        self.firing = None;
        self.recovery = None;
    }

    /// Takes settings, from the next sample on. Returns what happens now, if anything does.
    pub fn set(&mut self, settings: &EventSettings) -> Option<Happening> {
        let here = self.effect();
        if settings.recovery_seconds != self.settings.recovery_seconds {
            // Another time to recover in changes the pace, never how far hearing has come.
            let over = self.recovery.map_or(0.0, |recovery| self.share(&recovery));
            self.recovery = self.recovery.map(|recovery| Recovery { over, age: 0, ..recovery });
        }
        let before = std::mem::replace(&mut self.settings, *settings);
        if self.fresh || before.visit != settings.visit {
            self.settle();
            return None;
        }
        let EventSettings { event, depth, .. } = *settings;
        match (before.fired, settings.fired) {
            (false, true) => {
                self.firing = Some(Firing { event, depth, from: here, age: 0 });
                self.recovery = None;
                self.happening()
            }
            (true, false) => {
                let from = Effect::held(before.event, before.depth);
                self.recovery = Some(Recovery { from, over: 0.0, age: 0 });
                None
            }
            _ => None,
        }
    }

    /// Moves on by `samples`.
    pub fn advance(&mut self, samples: usize) {
        self.fresh = false;
        let samples = samples as u64;
        self.firing.iter_mut().for_each(|firing| firing.age = firing.age.saturating_add(samples));
        self.recovery.iter_mut().for_each(|recovery| recovery.age = recovery.age.saturating_add(samples));
    }

    /// What the event has done to hearing, at the next sample.
    pub fn effect(&self) -> Effect {
        let ahead = self.ahead();
        self.firing.map_or(ahead, |firing| {
            firing.from.towards(&ahead, firing.event.onset(firing.age as f64 / self.rate))
        })
    }

    /// Where hearing would be at the next sample, were the onset over.
    fn ahead(&self) -> Effect {
        let EventSettings { event, fired, depth, .. } = self.settings;
        if fired {
            return Effect::held(event, depth);
        }
        self.recovery
            .map_or_else(Effect::default, |recovery| recovery.from.recovering(self.share(&recovery) as f32))
    }

    /// Share of the recovery that is over, 0..1 and beyond.
    fn share(&self, recovery: &Recovery) -> f64 {
        recovery.over + recovery.age as f64 / (self.rate * f64::from(self.settings.recovery_seconds))
    }

    /// What was fired within the last [`ONSET_SECONDS`]: it plays on even if the switch has been let go.
    pub fn happening(&self) -> Option<Happening> {
        let Firing { event, depth, age, .. } = self.firing?;
        let lasts = depth > 0.0 && (age as f64) < ONSET_SECONDS * self.rate;
        lasts.then_some(Happening { event, depth, age })
    }

    /// Whether nothing is left of anything, and nothing is on its way.
    pub fn is_over(&self) -> bool {
        let none = Effect::default();
        self.happening().is_none() && self.ahead() == none && self.effect() == none
    }

    /// Whether time changes anything: an onset is under way, or a recovery.
    pub fn moves(&self) -> bool {
        self.happening().is_some() || !self.settings.fired && !self.is_over()
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
        assert_eq!(late.set(&on), Some(Happening { event: Event::Blast, depth: 1.0, age: 0 }));
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
        assert_eq!(course.set(&EventSettings { fired: true, visit: 1, ..blast() }), None);
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
        assert!(course.set(&on).is_some());
        assert_eq!(course.effect(), here);
        course.advance(RATE);
        assert_eq!(course.effect(), Effect::held(Event::Blast, 1.0));
        course.set(&off);
        course.advance(6 * RATE - 1);
        assert!(!course.is_over());
        course.advance(1);
        assert!(course.is_over());
    }

    #[test]
    fn a_touch_of_the_switch_is_a_whole_event() {
        let mut touched = course(&blast());
        touched.advance(100);
        touched.set(&EventSettings { fired: true, ..blast() });
        touched.advance(1);
        touched.set(&blast());
        assert!(touched.happening().is_some() && touched.moves() && !touched.is_over());
        // Whoever arrives while the switch is on, and sees it go off at the same sample, recovers alike.
        let mut arrived = course(&EventSettings { fired: true, ..blast() });
        arrived.advance(1);
        arrived.set(&blast());
        (0..2).for_each(|_| [&mut touched, &mut arrived].into_iter().for_each(|one| one.advance(RATE)));
        assert!(touched.effect().blast > 0.1);
        assert_eq!(touched.effect(), arrived.effect());
        touched.advance(4 * RATE);
        assert!(touched.is_over() && !touched.moves());
    }

    #[test]
    fn another_recovery_time_neither_jumps_nor_brings_a_loss_back() {
        let mut course = course(&EventSettings { fired: true, ..blast() });
        course.advance(1);
        course.set(&blast());
        course.advance(3 * RATE);
        let here = course.effect();
        let longer = EventSettings { recovery_seconds: 600.0, ..blast() };
        course.set(&longer);
        assert_eq!(course.effect(), here);
        course.advance(300 * RATE - 1);
        assert!(!course.is_over());
        course.advance(2);
        assert!(course.is_over());
        course.set(&EventSettings { depth: 0.9, ..longer });
        course.set(&blast());
        course.set(&longer);
        assert!(course.is_over());
    }

    #[test]
    fn nothing_happens_at_depth_0() {
        let nothing = EventSettings { depth: 0.0, ..blast() };
        let mut course = course(&nothing);
        course.advance(1);
        assert_eq!(course.set(&EventSettings { fired: true, ..nothing }), None);
        assert!(course.is_over() && !course.moves());
    }
}
