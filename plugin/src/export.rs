//! The doors hosts come in by: CLAP and VST3, each checked before the framework sees what a host hands over.
//!
//! nice-plug's own wrappers do the work. What stands before them here keeps promises they don't: true loudspeaker
//! arrangements, optional auxiliary inputs, events and states from careless or hostile hosts, and the host's facts
//! about each block ([`crate::host_block`]). Every override has a test that fails once the framework no longer needs
//! it. This folder is the only place in the project where `unsafe` is allowed.
#![allow(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::undocumented_unsafe_blocks))]

pub mod clap;
pub(crate) mod guard;
pub mod stand_in;
pub mod values;
pub mod vst3;
pub mod window;

mod channels;
mod guarded;
mod lanes;
mod libraries;
mod limits;
mod notes;
mod points;
mod presets;
#[cfg(test)]
mod probe;
mod solo;

/// Room that the framework must have for one block's events, so that no block makes it allocate.
pub const EVENT_CAPACITY: usize = points::CAPACITY + notes::MAX_NOTES;
