//! What settings ask for where ears are fed directly, and what leads back towards the world takes its time.

use super::Settings;

impl Settings {
    /// These settings, bypassed by Perspective where returns are slow: it ends in the same bits, and knows the way.
    pub fn unhurried(self) -> Self {
        if !self.slow_return {
            return self;
        }
        let perspective = if self.bypass { 0.0 } else { self.perspective };
        Self { perspective, bypass: false, ..self }
    }
}
