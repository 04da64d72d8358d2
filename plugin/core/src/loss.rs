//! Stages of acoustic hearing loss: what the world loses on its way to the listener.

pub mod filter;
mod taps;
