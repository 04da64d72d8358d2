//! What the editor asks to hear instead of the result: no parameter, in no state and in no preset.

use std::sync::atomic::{AtomicU32, Ordering};

pub use threshold_core::engine::{Audition, Part};

/// The result, all that is lost, the first part, the first channel: where each begins among the numbers of wishes.
const RESULT: u32 = 0;
const LOST: u32 = 1;
const PARTS: u32 = 2;
const CHANNELS: u32 = PARTS + Part::ALL.len() as u32;

/// A switch between the editor, which sets it, and the audio thread, which obeys it while the editor is open. One relaxed
/// atomic.
#[derive(Debug, Default)]
pub struct Wish(AtomicU32);

impl Wish {
    /// Asks for `audition`. Any thread.
    pub fn set(&self, audition: Audition) {
        let number = match audition {
            Audition::Result => RESULT,
            Audition::Lost(None) => LOST,
            Audition::Lost(Some(part)) => {
                let place = Part::ALL.iter().position(|known| *known == part);
                place.map_or(LOST, |place| PARTS + place as u32)
            }
            Audition::Calibration { channel } => {
                CHANNELS.saturating_add(channel.min(u32::MAX as usize) as u32)
            }
        };
        self.0.store(number, Ordering::Relaxed);
    }

    /// What is asked for. Any thread.
    pub fn get(&self) -> Audition {
        match self.0.load(Ordering::Relaxed) {
            RESULT => Audition::Result,
            LOST => Audition::Lost(None),
            number if number < CHANNELS => Audition::Lost(Part::ALL.get((number - PARTS) as usize).copied()),
            number => Audition::Calibration { channel: (number - CHANNELS) as usize },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wish_arrives_as_it_was_made() {
        let wish = Wish::default();
        assert_eq!(wish.get(), Audition::Result);
        let parts = Part::ALL.map(|part| Audition::Lost(Some(part)));
        let channels = (0..12).map(|channel| Audition::Calibration { channel });
        let others = [Audition::Lost(None), Audition::Result];
        for asked in parts.into_iter().chain(channels).chain(others) {
            wish.set(asked);
            assert_eq!(wish.get(), asked);
        }
    }
}
