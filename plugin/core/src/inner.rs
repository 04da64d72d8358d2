//! What the head makes itself, and the cap that keeps it harmless.

pub mod cap;
pub mod pulse;
