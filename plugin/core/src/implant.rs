//! The implant: what a processor makes of sound, what its electrodes tell the nerve, and how that is rendered.

pub mod acoustic;
pub mod activation;
pub mod agc;
pub mod carriers;
pub mod cinema;
pub mod clarity;
pub mod coder;
pub mod electrodogram;
pub mod filter_bank;
pub mod front_end;
pub mod holes;
pub mod lowest;
pub mod metal;
pub mod microphone;
pub mod onset;
pub mod percept;
pub mod pulse_grid;
pub mod router;
pub mod settings;
pub mod shares;
pub mod singer;
pub mod split;
pub mod stage;
pub mod stimuli;
pub mod vocode;
