//! The implant: what a processor makes of sound, what its electrodes tell the nerve, and how that is rendered.

pub mod metal;
pub mod percept;
pub mod split;
pub mod stimuli;
