//! The table's entries of what is lost besides level.

use super::{Kind, Parameter, Print, Stored};

/// Of the path's mumble: how far down from the top the fine structure of sound is lost.
pub const MUMBLE: Parameter = Parameter {
    id: "mumble",
    name: "Mumble",
    kind: Kind::Linear { min: 0.0, max: 2.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Of the frequency above which the path's mumble ends up: half of it is an octave further down.
pub const MUMBLE_FROM: Parameter = Parameter {
    id: "mumble_from",
    name: "Mumble from",
    kind: Kind::Linear { min: 0.0, max: 2.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Of the path's blur: how slow the envelopes of sound become.
pub const BLUR: Parameter = Parameter {
    id: "blur",
    name: "Syllable blur",
    kind: Kind::Linear { min: 0.0, max: 2.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Of the path's smear: how much the ear's filters widen with the outer hair cells it has lost.
pub const SMEAR: Parameter = Parameter {
    id: "smear",
    name: "Smear",
    kind: Kind::Linear { min: 0.0, max: 2.0 },
    default: 1.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Nerves that fire too early and too late, below 1.2 kHz: a standard deviation of up to [`MOST_JITTER_SECONDS`], at the
/// path's end.
pub const JITTER: Parameter = Parameter {
    id: "jitter",
    name: "Nerve jitter",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Which ear hears pitch higher, where hearing is lost, and by how many cents: left below 0, right above.
pub const DIPLACUSIS: Parameter = Parameter {
    id: "diplacusis",
    name: "Diplacusis",
    kind: Kind::Linear { min: -200.0, max: 200.0 },
    default: 0.0,
    print: Print::Pitch,
    automatable: true,
    stored: Stored::Scene,
    since: "0.1.0",
};

/// Standard deviation that 100 % of jitter stands for, seconds: twice what makes young listeners understand speech in
/// noise as badly as old ones (Pichora-Fuller et al. 2007: 0.25 ms).
pub const MOST_JITTER_SECONDS: f32 = 0.5e-3;
