//! All that an instance holds at one moment, to come back to.

use threshold_core::parameters::Values;

use crate::story::Document;

/// Parameters and scenes of one moment. Main or editor thread: copies allocate.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// What the parameters are set to.
    pub values: Values,
    /// The scenes, and the name of the preset.
    pub document: Document,
}

impl Snapshot {
    /// What an instance holds.
    pub fn new(values: &Values, document: &Document) -> Self {
        Self { values: *values, document: document.clone() }
    }
}
