//! What a person has chosen about the editor itself: never part of a preset, nor of a session.

/// Zooms that are offered, in per cent of the screen's own scale.
pub const ZOOMS: [u16; 6] = [75, 100, 125, 150, 175, 200];

/// The preferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// Zoom, per cent of the screen's own scale.
    pub zoom: u16,
    /// Whether nothing is to move by itself but meters and spectra, and these slowly.
    pub reduced_motion: bool,
    /// Whether controls explain themselves under the pointer.
    pub tips: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { zoom: 100, reduced_motion: false, tips: true }
    }
}
