//! What the editor says in words: the state of hearing, the track it sits on, and a sentence for every control.

use threshold_core::base::Layout;
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

/// What the channels of the track are taken for: the name of the layout where the count or the user's choice says it,
/// the bare count where only the host knows.
pub fn layout(channels: u32, choice: &str) -> String {
    let width = channels as usize;
    let fits = |layout: &Layout| layout.channels() == width;
    let chosen = Layout::named(choice).filter(fits);
    let alike = Layout::ALL.iter().filter(|layout| fits(layout)).count();
    // A lone channel has a layout per ear, but is for both of them unless the user says otherwise.
    let counted = Layout::from_count(width).filter(|_| alike == 1 || width == 1);
    match chosen.or(counted) {
        Some(layout) => layout.name.to_owned(),
        None => format!("{channels} channels"),
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
    fn a_layout_is_only_named_when_it_is_known() {
        assert_eq!(layout(2, "From host"), "Stereo");
        assert_eq!(layout(1, "From host"), "Mono");
        assert_eq!(layout(1, "Mono: left ear"), "Mono: left ear");
        assert_eq!(layout(2, "Quad"), "Stereo");
        assert_eq!(layout(4, "From host"), "4 channels");
        assert_eq!(layout(4, "Quad"), "Quad");
        assert_eq!(layout(12, "From host"), "7.1.4");
        assert_eq!(layout(10, "From host"), "10 channels");
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
