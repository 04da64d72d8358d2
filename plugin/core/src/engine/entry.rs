//! The two plugins of the library: one for film, with one frame of latency for ever, one for the stage, with none.

/// What tells the film plugin's stages from the live one's.
pub trait Entry: Default + Send + 'static {
    /// Samples of latency at a sample rate: constant for as long as that rate holds.
    fn latency(sample_rate: f32) -> usize;
    /// Look-ahead of the ceiling, seconds; part of the latency.
    const LOOKAHEAD_SECONDS: f64;
    /// Whether microphones may be open beside loudspeakers, so that soft sound may not gain much.
    const OPEN_MICROPHONES: bool;
}

/// Film frames in a second: latency of one frame moves picture edits by exactly one.
const FRAMES_PER_SECOND: f32 = 24.0;

/// For mixing: look-ahead where it helps, one film frame of latency.
#[derive(Default)]
pub struct Film;

/// For performing: everything causal, no latency.
#[derive(Default)]
pub struct Live;

impl Entry for Film {
    fn latency(sample_rate: f32) -> usize {
        libm::floorf(sample_rate / FRAMES_PER_SECOND) as usize
    }
    const LOOKAHEAD_SECONDS: f64 = 0.0025;
    const OPEN_MICROPHONES: bool = false;
}

impl Entry for Live {
    fn latency(_sample_rate: f32) -> usize {
        0
    }
    const LOOKAHEAD_SECONDS: f64 = 0.0;
    const OPEN_MICROPHONES: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn film_is_late_by_one_frame_and_live_by_nothing() {
        for (rate, samples) in [(44_100.0, 1837), (48_000.0, 2000), (96_000.0, 4000), (192_000.0, 8000)] {
            assert_eq!(Film::latency(rate), samples);
            assert_eq!(Live::latency(rate), 0);
        }
    }
}
