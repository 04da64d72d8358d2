//! What the metal must do, and what it costs.
