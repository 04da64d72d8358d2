//! The plugin as C sees it: a host that is not held back by anything but memory.
//!
//! A well-made host library refuses what hosts must not do, and so can't find out what happens when they do. This
//! folder speaks CLAP's own tables. What it does keep is what no program survives otherwise: pointers are null or
//! valid, memory is as long as it is said to be, an instance is destroyed once, and not while it is in a call.
#![allow(unsafe_code)] // C has no other words

mod call;
mod events;
mod host;
mod library;
mod plugin;
mod questions;

pub use call::{CAPACITY, Call, Outcome, Port, Ports};
pub use events::Item;
pub use host::{Host, Manners};
pub use library::Library;
pub use plugin::{Flow, Plugin};
pub use questions::Lane;
