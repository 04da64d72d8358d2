//! Stages of acoustic hearing loss: what the world loses on its way to the listener.

mod draws;
mod drift;
mod ear;
pub mod filter;
mod filters;
pub mod gate;
mod head;
mod late;
mod matching;
mod off_frequency;
mod phases;
pub mod scramble;
pub mod scrambled;
mod settings;
pub mod slow_return;
mod span;
mod split;
mod taps;
mod voice;
mod width;
