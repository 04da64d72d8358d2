//! Work without the ceiling: no parameter, in no state, no preset and no undo.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the ceiling of an instance stands at full scale, whatever its parameter says. The editor sets it, the audio
/// thread obeys it, and it outlives the window; a state or a preset that the host loads ends it, and so does the
/// instance's end. One relaxed atomic.
#[derive(Debug, Default)]
pub struct Unlock(AtomicBool);

impl Unlock {
    /// Unlocks, or locks again. Any thread.
    pub fn set(&self, unlocked: bool) {
        self.0.store(unlocked, Ordering::Relaxed);
    }

    /// Whether it is unlocked. Any thread.
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
