//! The implant: what a processor makes of sound, what its electrodes tell the nerve, and how that is rendered.

pub mod agc;
pub mod analysis;
pub mod carriers;
pub mod coder;
pub mod front_end;
pub mod microphone;
pub mod pulse_grid;
pub mod singer;
pub mod stimuli;
