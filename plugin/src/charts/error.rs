//! Why a text was not taken for an audiogram. No text of the input is ever in here.

use std::fmt;

use super::{MAX_BYTES, MAX_DEPTH};

/// Where in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a table, from 1.
    Line(u64),
    /// A level of a text in JSON, or an entry of a Bundle, from 1 in the order of the text.
    Entry(u64),
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// No thresholds inside.
    Nothing,
    /// Bone conduction and nothing else.
    OnlyBone,
    /// XML or HTML.
    Markup,
    /// It begins like JSON and is none.
    NotJson,
    /// An object in JSON has a field twice.
    RepeatedField,
    /// JSON, but in no shape that is understood.
    UnknownShape,
    /// A FHIR resource that is neither an Observation nor a Bundle.
    UnknownResource,
    /// A header without the columns that are needed.
    UnknownColumns,
    /// Two columns for the same.
    RepeatedColumn,
    /// More columns than the header has, or not ear, frequency and level where there is none.
    WrongColumns,
    /// Nothing says which ear.
    MissingEar,
    /// The ear has a name nobody knows.
    UnknownEar,
    /// Nothing says which frequency.
    MissingFrequency,
    /// The frequency is no number of Hz or kHz.
    BadFrequency,
    /// The frequency is below 20 Hz or above 20 kHz.
    FrequencyOutOfRange,
    /// There is no level where one belongs.
    MissingLevel,
    /// The level is no number.
    BadLevel,
    /// The level is below -10 or above 120 dB HL.
    LevelOutOfRange,
    /// The level's unit is not dB HL.
    NotHearingLevel,
    /// The level is said to be below, or above, a level that is no audiometer's limit.
    OpenEnded,
    /// It can't be told whether it is air or bone conduction.
    UnknownRoute,
    /// An earlier entry gives another level for this ear and frequency.
    Contradiction,
    /// The entry's code, text and body site name different ears or frequencies.
    SelfContradiction,
}

impl Reason {
    /// This reason, at a place.
    pub(super) const fn at(self, place: Place) -> ChartError {
        ChartError { place: Some(place), reason: self }
    }
}

/// Why a text was refused, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartError {
    /// Where, if it is not the text as a whole.
    pub place: Option<Place>,
    /// What is wrong.
    pub reason: Reason,
}

impl From<Reason> for ChartError {
    fn from(reason: Reason) -> Self {
        Self { place: None, reason }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => return write!(f, "the text is larger than {} MiB", MAX_BYTES >> 20),
            Self::TooDeep => return write!(f, "the text is nested more than {MAX_DEPTH} levels deep"),
            Self::Nothing => "there are no hearing thresholds in the text",
            Self::OnlyBone => "the text has bone conduction only; an audiogram needs air conduction",
            Self::Markup => "XML is not read; CSV, TSV, JSON and FHIR in JSON are",
            Self::NotJson => "the text begins like JSON and is none",
            Self::RepeatedField => "an object has the same field twice",
            Self::UnknownShape => "the JSON is in no shape that is understood",
            Self::UnknownResource => "of FHIR, Observations and Bundles of them are read",
            Self::UnknownColumns => {
                "the header needs columns for ear, frequency and level (ear,freq_hz,db_hl)"
            }
            Self::RepeatedColumn => "the header has two columns for the same",
            Self::WrongColumns => {
                "the number of columns is wrong; without a header they are ear, frequency, level"
            }
            Self::MissingEar => "it does not say which ear",
            Self::UnknownEar => "the ear is not left, right or both",
            Self::MissingFrequency => "it does not say which frequency",
            Self::BadFrequency => "the frequency is no number",
            Self::FrequencyOutOfRange => "the frequency is not within 20 Hz and 20 kHz",
            Self::MissingLevel => "there is no level",
            Self::BadLevel => "the level is no number",
            Self::LevelOutOfRange => "the level is not within -10 and 120 dB HL",
            Self::NotHearingLevel => "the level is not in dB HL",
            Self::OpenEnded => "the level is said to be below or above another, which is no threshold",
            Self::UnknownRoute => "it can't be told whether it is air or bone conduction",
            Self::Contradiction => "an earlier entry gives another level for the same ear and frequency",
            Self::SelfContradiction => "it names different ears or frequencies for the same level",
        })
    }
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(Place::Line(n)) => write!(f, "line {n}: {}", self.reason),
            Some(Place::Entry(n)) => write!(f, "entry {n}: {}", self.reason),
            None => self.reason.fmt(f),
        }
    }
}

impl std::error::Error for ChartError {}
