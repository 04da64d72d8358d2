//! Hearing science as pure functions and tables: no signal passes here, screen and sound read the same curves.

pub mod audiogram;
pub mod bands;
pub mod catalogue;
pub mod curve;
pub mod erb;
pub mod normal;
pub mod path;
pub mod recruitment;
