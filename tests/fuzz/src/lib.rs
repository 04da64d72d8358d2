//! The readers of what strangers made, and what must hold whatever bytes they get: no panic, bounded memory, values in their
//! range, and what is accepted comes back equal once saved and read again.
//!
//! `cargo xtask fuzz` lets a coverage-guided fuzzer draw the bytes; a test replays what it found worth keeping (`corpus/`).

mod judges;
mod seeds;

pub use seeds::seeds;

/// Reads bytes, and panics where something does not hold. Whether they were accepted.
pub type Judge = fn(&[u8]) -> bool;

/// The judge of the reader called `name`, one of [`xtask::fuzz::TARGETS`].
pub fn judge(name: &str) -> Option<Judge> {
    Some(match name {
        "state" => judges::state,
        "preset" => judges::preset,
        "chart" => judges::chart,
        "wav" => judges::wav,
        "lanes" => judges::lanes,
        "values" => judges::values,
        _ => return None,
    })
}
