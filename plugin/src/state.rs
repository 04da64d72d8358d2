//! A session's settings on their way in and out: marked as ours, bounded, checked against the parameter table and
//! made complete, before the framework sees them.
//!
//! The framework loads any JSON of its shape: it stores values unclamped, accepts 256 MiB and leaves out what is
//! missing. So what a host saves is an envelope around the framework's JSON, and what it loads comes back through
//! [`open`], which returns JSON that sets every parameter to a value it can take, or an error and nothing else. Every
//! state says its format, and [`open`] brings older ones up to today's.
//!
//! Main thread only: both ways allocate.

mod content;
mod migrations;

use std::fmt;

use threshold_core::parameters::Values;

use crate::json::{MAX_DEPTH, MAX_VALUES};
use crate::story::Document;

/// First bytes of every saved state.
pub const MAGIC: &[u8; 8] = b"TSHIFT01";

/// What today's states say of themselves under `format`. Whatever older ones need is done in `migrations`; newer ones
/// are refused.
pub const FORMAT: usize = 1;

/// Most bytes a saved state may have, envelope included: some ten times what all the scenes there can be take.
pub const MAX_BYTES: usize = 1 << 20;

/// Most memory that [`open`] holds at any one time for any state of at most [`MAX_BYTES`], beside the state itself and
/// with what it returns, bytes.
pub const MAX_OPENING_BYTES: usize = 8 << 20;

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
    /// It holds more than [`MAX_VALUES`].
    TooMany,
    /// Not UTF-8, or not JSON.
    NotJson,
    /// JSON, but without version, parameters and fields where they belong.
    WrongShape,
    /// Of this format, which is later than [`FORMAT`].
    Newer(u64),
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
            Self::TooMany => write!(f, "the state holds more than {MAX_VALUES} values"),
            Self::Newer(format) => {
                write!(f, "the state was saved by a newer version: format {format}, known are up to {FORMAT}")
            }
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
    let cleaned = std::str::from_utf8(json).ok().and_then(|text| content::to_save(text).ok());
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
/// within its range, nothing unknown, whichever format it was saved in. Main thread.
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
    content::to_load(text)
}

/// A saved state that holds these values and this document: what an instance that stands so would save.
pub fn of(values: &Values, document: &Document) -> Vec<u8> {
    envelope(&content::holding(values, document))
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
