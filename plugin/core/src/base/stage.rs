//! The contract every stage keeps.

use super::{Frame, Spec};

/// How new settings take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Move there smoothly, by the stage's own law.
    Glide,
    /// Crossfade from old to new over this many samples, starting with the next one.
    Cut {
        /// Length of the crossfade, samples.
        samples: usize,
    },
    /// Nobody hears the change: take the new settings at once.
    Jump,
}

/// One step of the signal path.
///
/// Output depends on settings, input and clock alone: never on how the host cuts time into blocks, on the processor,
/// or on whether it renders offline.
pub trait Stage: Send {
    /// Settings in human units. The default leaves sound untouched, bit for bit, where the stage's nature allows.
    type Settings: Copy + PartialEq + Default;

    /// Makes room for these conditions and resets. Main thread; the only method that may allocate.
    fn prepare(&mut self, spec: &Spec);

    /// Aims at new settings. Audio thread; returns at once if they are the old ones.
    fn set(&mut self, settings: &Self::Settings, change: Change);

    /// Forgets all history: as freshly prepared, but with the current settings already reached. Audio thread.
    fn reset(&mut self);

    /// Works on a frame in place. Audio thread.
    fn process(&mut self, frame: &mut Frame<'_>);

    /// Samples by which the output lags, constant from one `prepare` to the next.
    fn latency(&self) -> usize {
        0
    }
}
