//! What a stage is prepared for: sample rate, block length, channels.

use super::Layout;

/// Slowest sample rate the plugin runs at, Hz.
pub const MIN_RATE: f32 = 22_050.0;
/// Fastest sample rate the plugin runs at, Hz.
pub const MAX_RATE: f32 = 192_000.0;
/// Sample rate at which lengths in samples are quoted, Hz.
pub const REFERENCE_RATE: f32 = 48_000.0;

/// How much shorter than at [`REFERENCE_RATE`] a grid may get, octaves: enough for 44.1 kHz to share 48 kHz's.
const SHORTEST_OCTAVES: f64 = 0.25;

/// The conditions a stage is prepared for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// Sample rate, Hz, within [`MIN_RATE`]..=[`MAX_RATE`].
    pub sample_rate: f32,
    /// What the channels mean to a listener.
    pub layout: Layout,
}

impl Default for Spec {
    fn default() -> Self {
        Self { sample_rate: REFERENCE_RATE, layout: Layout::STEREO }
    }
}

impl Spec {
    /// `seconds` in whole samples, rounded to the nearest.
    pub fn samples(&self, seconds: f64) -> usize {
        libm::round(seconds * f64::from(self.sample_rate)).max(0.0) as usize
    }

    /// `at_48k` samples at 48 kHz, times the power of two that makes them last as long here, or up to 1.7 times longer.
    ///
    /// Grids and transforms use it: at 44.1 and 48 kHz they are the same number of samples, at 96 kHz twice as many. They
    /// are never much shorter, because a shorter transform resolves low frequencies less well.
    pub fn scaled(&self, at_48k: usize) -> usize {
        let exact = libm::log2(f64::from(self.sample_rate / REFERENCE_RATE));
        let octaves = libm::ceil(exact - SHORTEST_OCTAVES) as i32;
        if octaves >= 0 { at_48k << octaves } else { at_48k >> -octaves }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_keep_their_length_in_seconds() {
        let frame = |sample_rate| Spec { sample_rate, layout: Layout::STEREO }.scaled(128);
        let frames =
            [22_050.0, 24_000.0, 32_000.0, 44_100.0, 48_000.0, 88_200.0, 96_000.0, 192_000.0].map(frame);
        assert_eq!(frames, [64, 64, 128, 128, 128, 256, 256, 512]);
    }
}
