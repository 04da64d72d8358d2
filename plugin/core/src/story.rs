//! Scenes, the journey through them, and what of them sounds: plain values, read alike by sound and screen.

pub mod bank;
pub mod recall;
pub mod scene;

pub use bank::Bank;
pub use recall::{Recall, Recalled};
pub use scene::Scene;
