//! The ear everything listens through: one analysis into auditory bands, shared by all stages.

pub mod analysis;
mod detector;
