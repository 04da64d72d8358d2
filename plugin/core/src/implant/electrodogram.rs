//! What a processor tells its electrodes, as a picture of it has to know.

use crate::hearing::channels::MOST_CHANNELS;

/// What one ear's electrodes were told within a stretch of time.
///
/// By channel, low (apical) first: entry `n` is the channel `n` of [`Channels::of`](crate::hearing::channels::Channels)
/// for this ear's device, which has the number of its electrode and the frequencies it listens to. An electrode that is off
/// has no channel: the others move together. Entries from the number of channels on are 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Column {
    /// Loudest stimulation of each channel, as its share of the range from T (0) to C (1); 0 if it was silent.
    pub levels: [f32; MOST_CHANNELS],
    /// Which channels fired (were among the maxima, and above T) in the last stimulation frame that began in this time, as
    /// bits, channel 0 the lowest: never more than there are maxima. None if none began.
    pub fired: u32,
}
