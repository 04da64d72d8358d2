//! What the head makes itself, what reaches it by touch, and the cap that keeps it harmless.

pub mod blocker;
pub mod body;
pub mod cap;
pub mod contact;
pub mod memory;
pub mod pulse;
pub mod tinnitus;
