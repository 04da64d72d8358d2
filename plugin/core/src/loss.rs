//! Stages of acoustic hearing loss: what the world loses on its way to the listener.

mod ear;
pub mod filter;
mod filters;
mod head;
mod off_frequency;
pub mod scramble;
mod split;
mod taps;
mod voice;
