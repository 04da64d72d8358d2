//! What a listener may ask to hear instead of the result: what is lost, what one part changes, or noise to set the level
//! of the loudspeakers by.

mod monitor;
mod pink;

pub use monitor::Monitor;

/// How long it takes to come from one to the other, seconds: what is lost fades, and parts are cut in and out.
pub const FADE_SECONDS: f32 = 0.010;

/// What is put out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audition {
    /// What the settings say.
    #[default]
    Result,
    /// The input, as late as the output, minus what would have been put out: what is lost, and what is added with its
    /// sign turned. With a part, what would have been put out were that part alone. It is held under the ceiling.
    /// Where the world is heard (bypass, Perspective 0) it is silence.
    Lost(Option<Part>),
    /// Reference noise on one loudspeaker channel, counted from 0, and silence on the others, whatever else is set.
    Calibration {
        /// Which channel; one that the layout does not have is silence everywhere.
        channel: usize,
    },
}

/// What can be heard alone.
///
/// In no part are the trim, the loudness match, the blocker, events, and processors that are off: with a part alone they
/// do nothing, but for a recovery under way, which goes on. An event fired meanwhile is in force afterwards, without its onset. In every part
/// is what the ceiling takes where it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The curve: what each band loses along the path, recruitment and conductive loss included, and what becomes of the
    /// LFE channel.
    Curve,
    /// Mumble and syllable blur: fine structure and syllables above an edge, at full level.
    Mumble,
    /// Smear, jitter and diplacusis: what becomes of frequencies and pitch.
    Smear,
    /// What of the outside creeps back for moments, as much as the path has lost.
    Memory,
    /// The implant: vocode, Metal, percept and clarity, and the ear's own lows.
    Implant,
    /// How far the outside is.
    Space,
    /// Tinnitus, as loud as it is without a body; but nothing is lost that could be handed over to it.
    Tinnitus,
    /// What is heard by touch, and what the auxiliary input `Inside` brings.
    Touch,
    /// The body bed, what it does to space included.
    Body,
}

impl Part {
    /// Every part, in the order in which sound meets them.
    pub const ALL: [Self; 9] = [
        Self::Mumble,
        Self::Smear,
        Self::Curve,
        Self::Memory,
        Self::Implant,
        Self::Space,
        Self::Touch,
        Self::Tinnitus,
        Self::Body,
    ];
}

impl Audition {
    /// The part that is heard alone.
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Lost(part) => part,
            Self::Result | Self::Calibration { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
