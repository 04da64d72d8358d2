//! An X server for pictures and tests, windows on it, and hands that type and click: what a host's desktop is.

mod display;
mod hands;
mod window;

pub use display::Display;
pub(crate) use display::again_on;
pub use hands::{Chord, Hands};
pub use window::{Happening, Window};
