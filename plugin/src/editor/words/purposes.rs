//! A sentence for every control: what it is for.

use threshold_core::parameters::{self, Parameter, THRESHOLDS};

use super::implant;

/// What a control is for, in one sentence.
pub fn purpose(parameter: &Parameter) -> &'static str {
    if THRESHOLDS.iter().flatten().any(|threshold| threshold.id == parameter.id) {
        return THRESHOLD;
    }
    PURPOSES
        .iter()
        .chain(implant::PURPOSES)
        .find(|(id, _)| *id == parameter.id)
        .map_or("", |(_, sentence)| sentence)
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
    (
        parameters::SCENE.id,
        "Who rules: these controls (Manual), a journey through the scenes, or the scene in one slot.",
    ),
    (
        parameters::JOURNEY.id,
        "Where the journey is, in numbers of slots: 6.5 is halfway from slot 6 to slot 7.",
    ),
    (
        parameters::CUT_TIME.id,
        "How long a cut between world and head takes, and the way from one scene to another.",
    ),
    (parameters::TRIM.id, "Level of what is heard inside the head; the world keeps its own."),
    (
        parameters::BYPASS.id,
        "Sends the input out untouched, at the same latency, so that nothing shifts in time.",
    ),
    (parameters::LFE.id, "Whether the LFE channel follows the loss, passes untouched or falls silent."),
    (parameters::LAYOUT.id, "Which loudspeakers the channels feed, where their number does not say."),
    (
        parameters::LOUDNESS_MATCH.id,
        "Leaves speech as loud along the path as it was, by up to 24 dB, so that its colour is heard and not its level.",
    ),
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
    (parameters::FLOOR_EDGE.id, "Where the shaped floor ends: it falls by 48 dB per octave from there on."),
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
        parameters::OPEN_MICROPHONE.id,
        "Threshold Shift Live only: keeps soft sound within 3 dB of what comes in, so that an implant's gain controls do not \
         make a microphone howl. Switch it off for headphones and in-ear monitors.",
    ),
    (
        parameters::LISTENING_LEVEL.id,
        "How loud your room is set: dB SPL at the listening place from pink noise at -20 dBFS RMS in one loudspeaker.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_its_sentence() {
        for parameter in parameters::TABLE {
            assert!(purpose(parameter).ends_with('.'), "{}", parameter.id);
        }
    }
}
