//! The two plugins of the library: one for film, with one frame of latency for ever, one for the stage, with none.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use super::chain::Chain;

/// Film frames in a second: latency of one frame moves picture edits by exactly one.
const FRAMES_PER_SECOND: f32 = 24.0;
/// Look-ahead of the film plugin's ceiling, seconds; part of its latency.
const LOOKAHEAD_SECONDS: f64 = 0.0025;

/// What a plugin is for: a value, so that the signal path is one piece of machine code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// Mixing: look-ahead where it helps, one film frame of latency.
    #[default]
    Mixing,
    /// Performing: everything causal, no latency.
    Performing,
}

impl Purpose {
    /// Samples of latency at a sample rate: constant for as long as that rate holds.
    pub fn latency(self, sample_rate: f32) -> usize {
        match self {
            Self::Mixing => libm::floorf(sample_rate / FRAMES_PER_SECOND) as usize,
            Self::Performing => 0,
        }
    }

    /// Look-ahead of the ceiling, seconds; part of the latency.
    pub const fn lookahead_seconds(self) -> f64 {
        match self {
            Self::Mixing => LOOKAHEAD_SECONDS,
            Self::Performing => 0.0,
        }
    }

    /// Whether microphones may be open beside loudspeakers, so that soft sound may not gain much.
    pub const fn has_open_microphones(self) -> bool {
        matches!(self, Self::Performing)
    }
}

/// One of the two plugins, as a type.
pub trait Entry: Default + Send + 'static {
    /// What it is for.
    const PURPOSE: Purpose;

    /// Samples of latency at a sample rate.
    fn latency(sample_rate: f32) -> usize {
        Self::PURPOSE.latency(sample_rate)
    }
}

/// For mixing.
#[derive(Default)]
pub struct Film;

/// For performing.
#[derive(Default)]
pub struct Live;

impl Entry for Film {
    const PURPOSE: Purpose = Purpose::Mixing;
}

impl Entry for Live {
    const PURPOSE: Purpose = Purpose::Performing;
}

/// The signal path of one of the two plugins. All it does is [`Chain`]'s: what is generic would be compiled anew by
/// everyone who plays it.
pub struct Engine<E: Entry> {
    chain: Chain,
    entry: PhantomData<E>,
}

impl<E: Entry> Default for Engine<E> {
    fn default() -> Self {
        Self { chain: Chain::new(E::PURPOSE), entry: PhantomData }
    }
}

impl<E: Entry> Deref for Engine<E> {
    type Target = Chain;

    fn deref(&self) -> &Chain {
        &self.chain
    }
}

impl<E: Entry> DerefMut for Engine<E> {
    fn deref_mut(&mut self) -> &mut Chain {
        &mut self.chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn film_is_late_by_one_frame_and_live_by_nothing() {
        for (rate, samples) in [(44_100.0, 1837), (48_000.0, 2000), (96_000.0, 4000), (192_000.0, 8000)] {
            assert_eq!(Film::latency(rate), samples);
            assert_eq!(Live::latency(rate), 0);
        }
    }
}
