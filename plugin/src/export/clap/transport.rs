//! Where in the programme a block lies, read from CLAP's transport.

use clap_sys::events::{
    CLAP_TRANSPORT_HAS_BEATS_TIMELINE, CLAP_TRANSPORT_HAS_SECONDS_TIMELINE, CLAP_TRANSPORT_HAS_TEMPO,
    CLAP_TRANSPORT_IS_PLAYING, clap_event_transport,
};
use clap_sys::fixedpoint::{CLAP_BEATTIME_FACTOR, CLAP_SECTIME_FACTOR};

/// Position of the block's first sample. `None` unless the transport rolls and gives one, in seconds or, failing
/// that, in beats of a steady tempo. Audio thread.
pub(super) fn position(transport: &clap_event_transport, rate: f64) -> Option<i64> {
    let has = |flag| transport.flags & flag != 0;
    if !has(CLAP_TRANSPORT_IS_PLAYING) {
        return None;
    }
    let seconds = if has(CLAP_TRANSPORT_HAS_SECONDS_TIMELINE) {
        transport.song_pos_seconds as f64 / CLAP_SECTIME_FACTOR as f64
    } else if has(CLAP_TRANSPORT_HAS_BEATS_TIMELINE) && has(CLAP_TRANSPORT_HAS_TEMPO) && transport.tempo > 0.0
    {
        transport.song_pos_beats as f64 / CLAP_BEATTIME_FACTOR as f64 * 60.0 / transport.tempo
    } else {
        return None;
    };
    let samples = (seconds * rate).round();
    // Beyond this, neighbouring samples are no longer told apart.
    (samples.abs() < 2.0_f64.powi(53)).then_some(samples as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport(flags: u32, seconds: f64, beats: f64, tempo: f64) -> clap_event_transport {
        // SAFETY: a transport event is plain numbers; all zeros are valid.
        let zeros: clap_event_transport = unsafe { std::mem::zeroed() };
        clap_event_transport {
            flags,
            song_pos_seconds: (seconds * CLAP_SECTIME_FACTOR as f64).round() as i64,
            song_pos_beats: (beats * CLAP_BEATTIME_FACTOR as f64).round() as i64,
            tempo,
            ..zeros
        }
    }

    const ROLLING: u32 = CLAP_TRANSPORT_IS_PLAYING;
    const SECONDS: u32 = ROLLING | CLAP_TRANSPORT_HAS_SECONDS_TIMELINE;
    const BEATS: u32 = ROLLING | CLAP_TRANSPORT_HAS_BEATS_TIMELINE | CLAP_TRANSPORT_HAS_TEMPO;

    #[test]
    fn seconds_become_the_nearest_sample_at_any_rate() {
        for rate in [22_050.0, 44_100.0, 48_000.0, 192_000.0] {
            // Three hours in, sample by sample.
            for sample in (10_800.0 * rate) as i64..(10_800.0 * rate) as i64 + 100 {
                assert_eq!(position(&transport(SECONDS, sample as f64 / rate, 0.0, 0.0), rate), Some(sample));
            }
        }
        assert_eq!(position(&transport(SECONDS, -1.0, 0.0, 0.0), 48_000.0), Some(-48_000), "pre-roll");
    }

    #[test]
    fn beats_serve_where_there_are_no_seconds() {
        assert_eq!(position(&transport(BEATS, 0.0, 4.0, 120.0), 48_000.0), Some(96_000));
        assert_eq!(position(&transport(BEATS | SECONDS, 1.0, 4.0, 120.0), 48_000.0), Some(48_000));
    }

    #[test]
    fn no_position_without_a_rolling_transport_or_a_usable_timeline() {
        for (flags, tempo) in
            [(SECONDS & !ROLLING, 120.0), (ROLLING, 120.0), (BEATS, 0.0), (BEATS, -1.0), (BEATS, f64::NAN)]
        {
            assert_eq!(position(&transport(flags, 1.0, 1.0, tempo), 48_000.0), None, "{flags:b} {tempo}");
        }
        assert_eq!(position(&transport(BEATS, 0.0, 1.0e9, 1.0e-9), 48_000.0), None, "out of all range");
    }
}
