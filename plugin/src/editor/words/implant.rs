//! A sentence for every control of the implant.

use threshold_core::parameters;

/// A sentence per parameter.
pub const PURPOSES: &[(&str, &str)] = &[
    (
        parameters::IMPLANT.id,
        "From what is left of hearing to the implant: at 100 % an ear that has one hears nothing else.",
    ),
    (
        parameters::IMPLANT_CHANNELS.id,
        "How many channels carry the sound, up to as many as the map has: one keeps the beat, words come with more, and however many there are, no melody.",
    ),
    (
        parameters::IMPLANT_METAL.id,
        "How jagged, metallic and broken the implant is: sound taken apart into partials, blows and noise, and put together wrongly.",
    ),
    (
        parameters::IMPLANT_CLARITY.id,
        "Lets the middle of what entered (300 Hz to 3.5 kHz) through, so that words are understood.",
    ),
    (
        parameters::IMPLANT_SETTLED.id,
        "From the first day to a mind that has settled: moves spread, place, steps and maxima. It promises nothing about anybody.",
    ),
    (
        parameters::IMPLANT_SPREAD.id,
        "How steeply current falls along the cochlea: 1.2 dB/mm is a single electrode, 3.7 a pair of them; less blurs pitch and words.",
    ),
    (
        parameters::IMPLANT_SHIFT.id,
        "How far up the cochlea everything is heard from where it belongs: 3 mm is what most put up with, 6.5 mm takes the words.",
    ),
    (
        parameters::IMPLANT_EARS.id,
        "Which ears have an implant; the other one hears what is left of its hearing.",
    ),
    (
        parameters::IMPLANT_MAP.id,
        "The table by which channels share the spectrum: as devices have it, or evenly along the cochlea.",
    ),
    (parameters::IMPLANT_OTHER_MAP.id, "The map of the right ear, where it has another device."),
    (
        parameters::IMPLANT_ARRAY.id,
        "Where the electrodes sit: where each listens, where two real arrays lie, or by their depth.",
    ),
    (parameters::IMPLANT_OTHER_ARRAY.id, "The array of the right ear, where it has another one."),
    (parameters::IMPLANT_DEPTH.id, "How deep the array lies in the cochlea, where it goes by depth."),
    (
        parameters::IMPLANT_MISMATCH.id,
        "How much higher the right ear is heard than the left: beyond 3 mm the two no longer make one image.",
    ),
    (parameters::IMPLANT_MAXIMA.id, "How many channels fire at a time: the loudest ones."),
    (parameters::IMPLANT_RATE.id, "How often each chosen channel fires."),
    (
        parameters::IMPLANT_ENVELOPE.id,
        "How fast envelopes may move: at 16 Hz rhythm alone, at 160 Hz and more the pitch of a voice too.",
    ),
    (
        parameters::IMPLANT_CARRIER.id,
        "What each channel sounds as: tones, bands of noise, smoother noise, pulses, a comb of tones, or a mix for the cinema.",
    ),
    (parameters::IMPLANT_MICROPHONE.id, "The curve of the processor's microphone."),
    (parameters::IMPLANT_EMPHASIS.id, "Weakens low frequencies before channels are picked."),
    (parameters::IMPLANT_AGC.id, "How the processor keeps loud sound within its narrow range."),
    (
        parameters::IMPLANT_AGC_LINK.id,
        "Both processors turn down together, so that sides keep their difference.",
    ),
    (
        parameters::IMPLANT_RANGE.id,
        "How far below the loudest sound the softest lies that still stimulates: more brings up everything soft.",
    ),
    (parameters::IMPLANT_GROWTH.id, "Bend of the law from sound to current: 341, 416 and 500 are in use."),
    (parameters::IMPLANT_T.id, "Current that is just heard, in clinical units."),
    (
        parameters::IMPLANT_C.id,
        "Loudest current that is still comfortable: the closer to T, the flatter everything.",
    ),
    (parameters::IMPLANT_STEPS.id, "How many steps of loudness are told apart; 0 for any number."),
    (
        parameters::IMPLANT_OFF[0].id,
        "Electrodes that are switched off: their part of the spectrum goes to the others.",
    ),
    (
        parameters::IMPLANT_OFF[1].id,
        "Electrodes that are switched off: their part of the spectrum goes to the others.",
    ),
    (parameters::IMPLANT_DEAD[0].id, "Electrodes that meet no nerve: their part of the spectrum is a hole."),
    (parameters::IMPLANT_DEAD[1].id, "Electrodes that meet no nerve: their part of the spectrum is a hole."),
    (
        parameters::IMPLANT_ACOUSTIC.id,
        "The ear keeps its own low frequencies beside the implant, and the implant leaves them to it.",
    ),
    (parameters::IMPLANT_ACOUSTIC_EDGE.id, "Up to where the ear hears by itself."),
    (
        parameters::IMPLANT_PERCEPT.id,
        "How much of the sound is what people with one hearing ear matched theirs to: voices smeared and flattened, but voices.",
    ),
    (
        parameters::IMPLANT_FRACTURE.id,
        "Of Metal: how coarse its steps of pitch and level are, and how often frames drop out.",
    ),
    (parameters::IMPLANT_TANGLE.id, "Of Metal: how far partials are pulled to where electrodes are."),
    (parameters::IMPLANT_FLICKER.id, "Of Metal: how much pitches and phases flicker."),
    (parameters::PERCEPT_SMEAR.id, "How far the peaks of the percept smear along the cochlea."),
    (parameters::PERCEPT_FLATTEN.id, "How flat the melody of voices becomes."),
    (parameters::PERCEPT_PITCH.id, "How much higher voices are, as short arrays make them."),
    (parameters::PERCEPT_SHIFT.id, "How much higher the timbre lies."),
    (parameters::PERCEPT_RING.id, "How metallic it rings, at the places of the electrodes."),
];
