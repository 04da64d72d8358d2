//! Hearing science as pure functions and tables: no signal passes here, screen and sound read the same curves.

pub mod curve;
pub mod path;
