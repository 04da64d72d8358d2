//! Shared parts of the integration tests: signals, measurements, and the list of stages the contract runs over.

pub mod audiology;
pub mod blocks;
pub mod figure;
pub mod fold_downs;
pub mod howl;
pub mod implant;
pub mod inside;
pub mod intelligibility;
pub mod lanes;
pub mod loudness;
pub mod measure;
pub mod modulation;
pub mod player;
pub mod presets;
pub mod signals;
pub mod speech;
pub mod stages;
pub mod story;
pub mod subject;
pub mod timbre;
pub mod touch;
pub mod true_peak;
