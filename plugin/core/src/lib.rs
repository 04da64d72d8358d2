//! Signal processing and hearing science of Threshold Shift, free of hosts, windows, files and threads.
//!
//! Layers, each importing only from those before it: [`base`] (vocabulary), [`kit`] (parts that know nothing
//! of hearing), [`hearing`] (science as pure functions and tables), [`loss`], [`inner`] and [`implant`] (stages), [`engine`]
//! (composition). ARCHITECTURE.md states what each may not do.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout))]

pub mod base;
pub mod engine;
pub mod hearing;
pub mod implant;
pub mod inner;
pub mod kit;
pub mod loss;
pub mod sense;
pub mod story;

pub mod parameters;
