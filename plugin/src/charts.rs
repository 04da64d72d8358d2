//! Audiograms from text and back to text: tables (CSV, TSV), JSON, and FHIR R4 observations.
//!
//! [`read`] finds out by itself what it was given and keeps thresholds, nothing else: a [`Chart`] and a
//! [`ChartError`] hold numbers and kinds of trouble, so that no name, date or identifier of the text can get
//! into them. [`write()`] writes thresholds, nothing else.
//!
//! What counts as a threshold is one ear's, by air conduction, in dB HL, -10 to 120 or no response. Bone
//! conduction is left out and counted; what is wrong or can't be told is refused as a whole, and what was there
//! stays.
//!
//! Frequencies: any from 20 Hz to 20 kHz. At the audiogram's own ([`CLINICAL`]) the given level is taken;
//! between two given ones it lies straight in dB over the logarithm of frequency; beyond the last given one that
//! one's level is held. *No response* is no level, and no line is drawn to it: between a level and no response,
//! what is nearer on the logarithmic axis is taken, the level if both are equally near.
//!
//! Main thread only: both ways allocate. Reading takes time in proportion to the text, at most [`MAX_BYTES`].
//!
//! [`CLINICAL`]: threshold_core::hearing::audiogram::CLINICAL

mod cells;
mod error;
mod fhir;
mod header;
mod json;
mod nesting;
mod node;
mod points;
mod table;
mod writing;

use threshold_core::base::PerEar;
use threshold_core::parameters::AUDIOGRAM_POINTS;

pub use error::{ChartError, Place, Reason};
pub use writing::{Format, write};

use points::Points;

/// Most bytes a text may have.
pub const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting of JSON. A Bundle of Observations has 9 levels.
pub const MAX_DEPTH: usize = 32;

/// What a text says about hearing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chart {
    /// Thresholds per ear, dB HL, -10..120 or [`NO_RESPONSE`](threshold_core::parameters::NO_RESPONSE); `None`
    /// for an ear the text says nothing of, which stays as it was. At least one ear is given.
    pub thresholds: PerEar<Option<[f32; AUDIOGRAM_POINTS]>>,
    /// Number of bone-conduction entries that were left out.
    pub bone: usize,
}

/// Reads an audiogram from `text`, whatever its format. Main thread.
pub fn read(text: &str) -> Result<Chart, ChartError> {
    if text.len() > MAX_BYTES {
        return Err(Reason::TooLarge.into());
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut points = Points::default();
    let begin = text.trim_start();
    // The audiogram's signs of bone conduction, in a table, look like the beginnings of other formats.
    let is_cell = begin.get(1..).is_some_and(|rest| rest.starts_with([',', ';', '\t']));
    match begin.chars().next().filter(|_| !is_cell) {
        None if is_cell => table::read(text, &mut points)?,
        None => return Err(Reason::Nothing.into()),
        Some('{' | '[') if nesting::depth(text) > MAX_DEPTH => return Err(Reason::TooDeep.into()),
        Some('{' | '[') => {
            let root = node::parse(text)?;
            if fhir::is_fhir(&root) {
                fhir::read(&root, &mut points)?;
            } else {
                json::read(&root, &mut points)?;
            }
        }
        Some('<') => return Err(Reason::Markup.into()),
        Some(_) => table::read(text, &mut points)?,
    }
    points.chart()
}

#[cfg(test)]
mod tests;
