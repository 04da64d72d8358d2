//! The table's entries of events.

use super::{Kind, Parameter, Print, Stored};

/// What may happen; [`crate::hearing::event::Event::ALL`] has the same ones in the same order.
pub const EVENT_CHOICES: &[&str] = &["Pop", "Blast", "Glitch", "Concert aftermath", "Implant switched on"];

/// What happens when it is fired.
pub const EVENT: Parameter = Parameter {
    id: "event",
    name: "Event",
    kind: Kind::Choice(EVENT_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// A held switch: on, the event happens and its after-state stays; off, recovery begins.
pub const EVENT_FIRE: Parameter = Parameter {
    id: "event_fire",
    name: "Fire",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Session,
    since: "0.1.0",
};

/// How deep the event goes: how much is lost, how much drops out.
pub const EVENT_DEPTH: Parameter = Parameter {
    id: "event_depth",
    name: "Event depth",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// How long recovery takes from the moment the switch is let go, seconds.
pub const EVENT_RECOVERY: Parameter = Parameter {
    id: "event_recovery",
    name: "Recovery",
    kind: Kind::Skewed { min: 0.02, max: 600.0, skew: 0.3 },
    default: 10.0,
    print: Print::Time,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};
