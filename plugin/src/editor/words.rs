//! What the editor says in words: the state of hearing, the track it sits on, and a sentence for every control.

use threshold_core::base::Ear;
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::path::{Hearing, Path};
use threshold_core::parameters::{self, EVENT_CHOICES, LOSS, Parameter, THRESHOLDS};

use super::ears;
use super::view::View;

/// Name of the state the listener is in.
pub fn state(view: &View) -> String {
    if view.bypass {
        "Bypassed".to_owned()
    } else if view.perspective <= 0.0 {
        "World".to_owned()
    } else if let Some((event, _)) = view.held {
        EVENT_CHOICES.get(event as usize).copied().unwrap_or_default().to_owned()
    } else if view.loss <= 0.0 {
        "Untouched".to_owned()
    } else {
        let reached = reached(view.path, view.loss);
        let better = if view.better_ear < 0.0 { Ear::Left } else { Ear::Right };
        let aside = format!("{SEPARATOR}{} ear better", ears::name(better).to_lowercase());
        if view.better_ear == 0.0 { reached } else { reached + &aside }
    }
}

/// How far along `path` hearing is gone, at a `loss` above 0.
fn reached(path: &Path, loss: f32) -> String {
    match (path.station(loss), path.rows()) {
        (Some(station), _) => station.to_owned(),
        (None, [first, _, ..]) => format!("Before {}", first.name.to_lowercase()),
        // On the way to a single audiogram there are no names but how far it is.
        (None, _) => format!("{}, {}", path.name, LOSS.text(loss)),
    }
}

/// Between the parts of a description.
pub const SEPARATOR: &str = "  ·  ";

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

/// A frequency above a column: `750`, `1.5k`.
pub fn frequency_short(hz: f32) -> String {
    if hz < 1000.0 { format!("{hz:.0}") } else { format!("{}k", hz / 1000.0) }
}

/// A printed threshold as it stands in a table in dB HL: `45`, or `NR` for no response.
pub fn threshold_short(printed: &str) -> &str {
    printed.strip_suffix(" dB HL").unwrap_or("NR")
}

/// Which sounds the decibels of a path to `end` are about: those of a programme, those that are just heard, or all.
pub fn lost_where(end: &Hearing) -> &'static str {
    let is_lost = |audiogram: &Audiogram| audiogram.0.iter().any(|lost| *lost > 0.0);
    if !end.gains.is_flat_zero() {
        "at programme level"
    } else if is_lost(&end.conductive) && !is_lost(&end.thresholds) {
        "at every level"
    } else {
        "at threshold"
    }
}

/// What Loss is along `path`, as a sentence.
pub fn about(path: &Path) -> String {
    format!("{}: {}.", path.name, path.about)
}

/// What a control is for, in one sentence.
pub fn purpose(parameter: &Parameter) -> &'static str {
    if THRESHOLDS.iter().flatten().any(|threshold| threshold.id == parameter.id) {
        return THRESHOLD;
    }
    PURPOSES.iter().find(|(id, _)| *id == parameter.id).map_or("", |(_, sentence)| sentence)
}

/// The sentence of every threshold.
const THRESHOLD: &str = "Threshold of this ear at this frequency, in dB HL, as an audiogram has it: the softest tone \
    that is heard. 0 is what young ears have, up to 20 counts as usual; above 120 there is no response (NR).";

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
    (
        parameters::LOSS_PATH.id,
        "The way hearing goes as Loss rises: the film's, greys until black; towards an audiogram, your own or a standard \
         one (N from flat to sloping, S steep); through the years; or before it reaches the cochlea.",
    ),
    (
        parameters::BETTER_EAR.id,
        "Which ear keeps more of its hearing, and how much: at 100 % Loss leaves that ear alone.",
    ),
    (
        parameters::RECRUITMENT.id,
        "How much steeper loudness grows in the ears that have lost: at 0 % soft and loud sounds lose the same, at \
         100 % soft ones lose most and loud ones are nearly as loud as ever, at 200 % twice as much so.",
    ),
    (
        parameters::CONDUCTIVE.id,
        "Share of the loss that lies in the outer or middle ear, up to what the skull lets past (39 to 57 dB): that \
         share takes the same off soft and loud sounds.",
    ),
    (
        parameters::MUMBLE.id,
        "How much of the path's mumble is heard: from the top downwards, sound keeps its rhythm and loses its fine \
         structure, so that speech is heard and not understood.",
    ),
    (
        parameters::MUMBLE_FROM.id,
        "Where the path's mumble ends up on its way down: at 50 % an octave lower, at 200 % an octave higher.",
    ),
    (
        parameters::BLUR.id,
        "How much the path slows the rise and fall of sound, down to four times a second: syllables run together.",
    ),
    (
        parameters::SMEAR.id,
        "How much broader the ears' filters become as outer hair cells are lost: at 100 % as far as the audiogram says, \
         at 0 % not at all.",
    ),
    (
        parameters::JITTER.id,
        "Nerves that fire too early or too late, below 1.2 kHz: at 100 % by half a millisecond when Loss is at its end. \
         No audiogram tells of it, so it is off unless you ask.",
    ),
    (
        parameters::DIPLACUSIS.id,
        "One ear hears pitch higher than the other where hearing is lost: 30 to 100 cents are usual in damaged ears.",
    ),
    (
        parameters::EVENT.id,
        "What happens when it is fired: a pop and a beat of nothing, an explosion, hearing that drops out for moments, or \
         ears tired by a concert.",
    ),
    (
        parameters::EVENT_FIRE.id,
        "Switched on, the event happens and what it leaves stays; switched off, recovery begins. Playback that starts \
         where it is on begins with what is left; where it is off, with hearing recovered.",
    ),
    (
        parameters::EVENT_DEPTH.id,
        "How deep the event goes. For a concert, 100 % stands for four hours of noise at 98 dB around 4 kHz, 15 to 30 % \
         for what was measured on concert-goers; for a glitch it is how often hearing drops out.",
    ),
    (
        parameters::EVENT_RECOVERY.id,
        "How long hearing takes to come back once the event is switched off: quickly at first, then ever more slowly.",
    ),
    (
        parameters::TINNITUS.id,
        "How loud the ears ring by themselves: at 100 % as loud as the tinnitus level says, at 0 % not at all.",
    ),
    (
        parameters::TOUCH.id,
        "How much of what is touched is heard: blows become wood, metal, skin or bone, and what comes through the air \
         falls by up to 12 dB.",
    ),
    (
        parameters::BODY.id,
        "The body's own sound: heart, blood and breath of somebody at rest at 40 %, from there on ever more agitated. It \
         rises as the outside goes, and pulls the world inward.",
    ),
    (
        parameters::MEMORY.id,
        "Ordinary sounds creep back in for moments, where more than 20 dB of the outside are lost.",
    ),
    (
        parameters::PROCESSOR_OFF.id,
        "Takes the processors off: silence inside the head, within the cut time, for as long as it is on.",
    ),
    (parameters::TINNITUS_PITCH.id, "Pitch of the ringing, where it is free."),
    (
        parameters::TINNITUS_CHARACTER.id,
        "What the ringing sounds like: partials that beat, clusters of them, a narrow band of noise, crickets, or noise \
         that comes with the heart.",
    ),
    (
        parameters::TINNITUS_HANDOVER.id,
        "How much of the ringing follows the treble that the loss has just taken away: cymbals fade into it.",
    ),
    (parameters::TINNITUS_BALANCE.id, "Which ear rings more."),
    (
        parameters::TINNITUS_PITCH_FROM.id,
        "Whether the ringing lies at its own pitch, where the loss reaches 50 dB, or where it is greatest.",
    ),
    (
        parameters::TINNITUS_LEVEL_RE.id,
        "Whether the level of the ringing is one of the track's (dBFS) or stands above the threshold of the ear as it is \
         (dB SL).",
    ),
    (parameters::TINNITUS_LEVEL.id, "Level of the ringing at 100 %, RMS re a full-scale sine."),
    (
        parameters::TINNITUS_SENSATION.id,
        "Level of the ringing at 100 %, above what the ear just hears at its pitch: people match theirs to 3 to 10 dB.",
    ),
    (parameters::TOUCH_MATERIAL.id, "What touch is felt through."),
    (
        parameters::BODY_LFE.id,
        "Gives the LFE channel the part of touch and body below 120 Hz too; the main channels always have all of it.",
    ),
    (parameters::SPACE.id, "How far away the outside is: where it was at 100 %, inside the head at 0 %."),
    (
        parameters::GENERATORS.id,
        "Whether this track makes what the head makes. Of several stems, leave it on for one.",
    ),
    (parameters::SILENCE.id, "What silence is: every sample zero, or a floor of noise far below everything."),
    (parameters::FLOOR_LEVEL.id, "Level of the shaped floor, RMS re a full-scale sine."),
    (parameters::FLOOR_EDGE.id, "Where the shaped floor ends: nothing of it lies above."),
    (
        parameters::BLOCKER.id,
        "Speech-shaped noise for an actor's earpiece, so that he loses his own voice; whoever talks by the Inside input \
         cuts through.",
    ),
    (
        parameters::BLOCKER_LEVEL.id,
        "How loud the blocker is at the ear, as far as the listening level is true; the cap on generated sound comes \
         before it.",
    ),
    (
        parameters::KEY.id,
        "Levels are measured on the Key input and not on the track itself, so that stems fed with the same full mix \
         move together. Without anything connected there the track is measured.",
    ),
    (
        parameters::LISTENING_LEVEL.id,
        "How loud your room is set: dB SPL at the listening place from pink noise at -20 dBFS RMS in one loudspeaker.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::ThresholdParams;
    use threshold_core::hearing::event::{Effect, Event};
    use threshold_core::hearing::path::PATHS;

    #[test]
    fn bypass_comes_before_world_and_world_before_loss() {
        let mumble = View { loss: 0.65, ..View::of(&ThresholdParams::default()) };
        assert_eq!(state(&View { bypass: true, ..mumble }), "Bypassed");
        assert_eq!(state(&View { perspective: 0.0, ..mumble }), "World");
        assert_eq!(state(&View { loss: 0.0, ..mumble }), "Untouched");
        let held = Some((Event::Concert, Effect::held(Event::Concert, 1.0)));
        assert_eq!(state(&View { held, loss: 0.0, ..mumble }), "Concert aftermath");
        assert_eq!(state(&View { loss: 0.1, ..mumble }), "Before first muffle");
        assert_eq!(state(&View { perspective: 0.5, ..mumble }), "Mumble");
        assert_eq!(state(&View { loss: 0.84, ..mumble }), "Mumble");
        assert_eq!(state(&View { better_ear: -0.3, ..mumble }), "Mumble  ·  left ear better");
    }

    #[test]
    fn on_the_way_to_an_audiogram_the_state_says_how_far_it_is() {
        let at = |path: usize, loss: f32| reached(Path::numbered(path), loss);
        assert_eq!(at(4, 0.4), "N3 moderate, 40 %");
        assert_eq!(at(4, 1.0), "N3 moderate");
        assert_eq!(at(1, 1.0), "Custom audiogram, 100 %");
        assert_eq!((threshold_short("45 dB HL"), threshold_short("No response")), ("45", "NR"));
        assert_eq!((frequency_short(750.0), frequency_short(1500.0)), ("750".to_owned(), "1.5k".to_owned()));
    }

    #[test]
    fn decibels_are_about_what_the_path_loses() {
        let at = |name: &str| {
            let path = PATHS.iter().find(|path| path.name == name).unwrap();
            lost_where(&path.hearing(1.0, &Audiogram::default()))
        };
        assert_eq!((at("Film"), at("Custom audiogram")), ("at programme level", "at threshold"));
        assert_eq!((at("Age, men, median"), at("Under water")), ("at threshold", "at every level"));
        for path in &PATHS {
            assert!(!path.about.is_empty() && path.about.is_ascii() && path.name.is_ascii(), "{}", path.name);
        }
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
