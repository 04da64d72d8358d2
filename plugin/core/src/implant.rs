//! The implant: what a processor makes of sound, what its electrodes tell the nerve, and how that is rendered.

pub mod analysis;
pub mod carriers;
pub mod coder;
pub mod pulse_grid;
pub mod singer;
pub mod stimuli;
