//! A session's settings on their way in and out: marked as ours, bounded, checked against the parameter table and
//! made complete, before the framework sees them.
//!
//! The framework loads any JSON of its shape: it stores values unclamped, accepts 256 MiB and leaves out what is
//! missing. So what a host saves is an envelope around the framework's JSON, and what it loads comes back through
//! [`open`], which returns JSON that sets every parameter to a value it can take, or an error and nothing else.
//!
//! Main thread only: both ways allocate.

mod content;
pub(crate) mod nesting;

use std::fmt;

/// First bytes of every saved state.
pub const MAGIC: &[u8; 8] = b"TSHIFT01";

/// Most bytes a saved state may have, envelope included: some thousand times what today's parameters need.
pub const MAX_BYTES: usize = 4 << 20;

/// Deepest nesting of the JSON inside. The framework's own is 3.
pub const MAX_DEPTH: usize = 32;

/// Magic, then the payload's length as a little-endian 32-bit number.
const HEADER_BYTES: usize = MAGIC.len() + 4;

/// Why a saved state was not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateError {
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// It does not begin with [`MAGIC`].
    NotOurs,
    /// It ends early, or goes on after its end.
    WrongLength,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Not UTF-8, or not JSON.
    NotJson,
    /// JSON, but without version, parameters and fields where they belong.
    WrongShape,
    /// The scenes are not what scenes are.
    WrongScenes,
    /// The parameter with this id holds something that is no value of its kind.
    WrongType(&'static str),
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the state is larger than {} MiB", MAX_BYTES >> 20),
            Self::NotOurs => write!(f, "the state was not saved by Threshold Shift"),
            Self::WrongLength => write!(f, "the state is cut off, or has something behind its end"),
            Self::TooDeep => write!(f, "the state is nested more than {MAX_DEPTH} levels deep"),
            Self::NotJson => write!(f, "the state's content is not JSON"),
            Self::WrongShape => write!(f, "the state has no version, parameters and fields"),
            Self::WrongScenes => write!(f, "the state's scenes are broken"),
            Self::WrongType(id) => write!(f, "the state's value of `{id}` has the wrong type"),
        }
    }
}

impl std::error::Error for StateError {}

/// Puts the framework's JSON into the envelope that [`open`] takes, with every value as [`open`] would leave it: what
/// is saved, loaded and saved again stays the same. Main thread.
pub fn seal(json: &[u8]) -> Vec<u8> {
    let cleaned = std::str::from_utf8(json).ok().and_then(|text| content::cleaned(text).ok());
    envelope(cleaned.as_deref().unwrap_or(json))
}

/// The envelope around content that is what it is.
fn envelope(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES + content.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
    bytes.extend_from_slice(content);
    bytes
}

/// Takes a saved state apart and returns JSON for the framework: every parameter of the table once, of its type and
/// within its range, nothing unknown. Main thread.
///
/// A value out of range becomes its nearest bound; a missing one, `null` or what is no number becomes the default;
/// unknown ids are dropped. Anything else that is wrong refuses the whole state.
pub fn open(bytes: &[u8]) -> Result<Vec<u8>, StateError> {
    if bytes.len() > MAX_BYTES {
        return Err(StateError::TooLarge);
    }
    let (length, payload) = bytes
        .strip_prefix(MAGIC)
        .ok_or(StateError::NotOurs)?
        .split_first_chunk::<4>()
        .ok_or(StateError::WrongLength)?;
    if u32::from_le_bytes(*length) as usize != payload.len() {
        return Err(StateError::WrongLength);
    }
    let text = std::str::from_utf8(payload).map_err(|_| StateError::NotJson)?;
    if nesting::depth(text) > MAX_DEPTH {
        return Err(StateError::TooDeep);
    }
    content::cleaned(text)
}

#[cfg(test)]
mod tests;
