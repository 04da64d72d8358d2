//! What settings ask for where ears are fed directly, and what leads back towards the world takes its time.

use super::{SHORTEST_GLIDE_SECONDS, Settings};

impl Settings {
    /// These settings, bypassed by Perspective where returns are slow: it ends in the same bits, and knows the way.
    pub fn unhurried(self) -> Self {
        if !self.slow_return {
            return self;
        }
        Self {
            perspective: if self.bypass { 0.0 } else { self.perspective },
            bypass: false,
            // Processors come on no faster than the slow return can hold them back.
            cut_seconds: self.cut_seconds.max(if self.processor_off { 0.0 } else { SHORTEST_GLIDE_SECONDS }),
            ..self
        }
    }
}
