//! The time stamp of a broadcast WAV: how many samples after midnight its sound begins.

use super::chunks::Chunk;

/// Place of the 64-bit time reference in a `bext` chunk: behind description (256 bytes), originator (32), its
/// reference (32), date (10) and time (8); EBU Tech 3285, section 2.3.
const TIME_REFERENCE: std::ops::Range<usize> = 338..346;

/// Moves the time stamp of every `bext` chunk `later` samples on. Files without one are left alone.
pub fn shift(layout: &mut [Chunk], later: u64) {
    for chunk in layout {
        if let Chunk::Other { id, body, .. } = chunk
            && id == b"bext"
            && let Some(place) = body.get_mut(TIME_REFERENCE)
            && let Ok(stamp) = <[u8; 8]>::try_from(&*place)
        {
            place.copy_from_slice(&u64::from_le_bytes(stamp).wrapping_add(later).to_le_bytes());
        }
    }
}
