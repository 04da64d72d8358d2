//! What the editor says in words: the state of hearing, the track it sits on, and a sentence for every control.

use threshold_core::hearing::path::Path;
use threshold_core::parameters::{self, Parameter};

/// Name of the state the listener is in.
pub fn state(path: &Path, loss: f32, perspective: f32, bypass: bool) -> String {
    if bypass {
        "Bypassed".to_owned()
    } else if perspective <= 0.0 {
        "World".to_owned()
    } else if loss <= 0.0 {
        "Untouched".to_owned()
    } else if let Some(station) = path.station(loss) {
        station.to_owned()
    } else {
        path.rows.first().map_or_else(String::new, |row| format!("Before {}", row.name.to_lowercase()))
    }
}

/// Sample rate as engineers say it: `48 kHz`, `44.1 kHz`.
pub fn rate(hz: f32) -> String {
    format!("{} kHz", (hz / 10.0).round() / 100.0)
}

/// Latency as reported to the host, and what it is in time.
pub fn latency(samples: u32, hz: f32) -> String {
    match samples {
        0 => "no latency".to_owned(),
        _ => format!("{samples} samples ({:.1} ms)", samples as f32 / hz * 1000.0),
    }
}

/// A frequency as people read it.
pub fn frequency(hz: f32) -> String {
    if hz < 1000.0 { format!("{hz:.0} Hz") } else { format!("{:.2} kHz", hz / 1000.0) }
}

/// A change of level, as near to a tenth of a decibel as anyone reads it.
pub fn change(db: f32) -> String {
    let tenths = (10.0 * db).round();
    if tenths == 0.0 { "unchanged".to_owned() } else { format!("{:+.1} dB", tenths / 10.0) }
}

/// What a control is for, in one sentence.
pub fn purpose(parameter: &Parameter) -> &'static str {
    PURPOSES.iter().find(|(id, _)| *id == parameter.id).map_or("", |(_, sentence)| sentence)
}

/// A sentence per parameter.
const PURPOSES: &[(&str, &str)] = &[
    (
        parameters::PERSPECTIVE.id,
        "Where the listener is: outside, in the world as it was recorded, or inside the head.",
    ),
    (parameters::LOSS.id, "How far hearing has gone along the loss path."),
    (parameters::CUT_TIME.id, "How long a cut between world and head takes."),
    (parameters::TRIM.id, "Level of what is heard inside the head; the world keeps its own."),
    (
        parameters::BYPASS.id,
        "Sends the input out untouched, at the same latency, so that nothing shifts in time.",
    ),
    (parameters::LFE.id, "Whether the LFE channel follows the loss, passes untouched or falls silent."),
    (parameters::LAYOUT.id, "Which loudspeakers the channels feed, where their number does not say."),
    (parameters::CEILING.id, "Highest true peak (dBTP) that comes out of the head."),
    (parameters::SEED.id, "Chooses the random numbers: the same seed renders the same sound."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::hearing::path::FILM;

    #[test]
    fn bypass_comes_before_world_and_world_before_loss() {
        assert_eq!(state(&FILM, 0.65, 1.0, true), "Bypassed");
        assert_eq!(state(&FILM, 0.65, 0.0, false), "World");
        assert_eq!(state(&FILM, 0.0, 1.0, false), "Untouched");
        assert_eq!(state(&FILM, 0.1, 1.0, false), "Before first muffle");
        assert_eq!(state(&FILM, 0.65, 0.5, false), "Mumble");
        assert_eq!(state(&FILM, 0.84, 1.0, false), "Mumble");
    }

    #[test]
    fn the_track_is_described_as_engineers_do() {
        assert_eq!(rate(48_000.0), "48 kHz");
        assert_eq!(rate(44_100.0), "44.1 kHz");
        assert_eq!(rate(22_050.0), "22.05 kHz");
        assert_eq!(latency(0, 48_000.0), "no latency");
        assert_eq!(latency(2000, 48_000.0), "2000 samples (41.7 ms)");
        assert_eq!(frequency(999.0), "999 Hz");
        assert_eq!(frequency(1250.0), "1.25 kHz");
        assert_eq!(change(-41.84), "-41.8 dB");
        assert_eq!(change(-0.04), "unchanged");
    }

    #[test]
    fn every_parameter_has_its_sentence() {
        for parameter in parameters::TABLE {
            assert!(purpose(parameter).ends_with('.'), "{}", parameter.id);
        }
    }
}
