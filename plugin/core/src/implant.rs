//! The implant: what a processor makes of sound, what its electrodes tell the nerve, and how that is rendered.

pub mod carriers;
pub mod singer;
pub mod stimuli;
