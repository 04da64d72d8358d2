//! What the help panel says: what is where, and which keys do what.

use crate::editor::page::Page;

/// What is around every page.
pub const AROUND: &[(&str, &str)] = &[
    (
        "Preset",
        "Opens the presets: search, load, save, keep your own. The arrows beside it load the neighbours.",
    ),
    ("A, B", "Two sets of settings to compare. Copy takes what plays to the other side."),
    ("Undo, Redo", "Every change made here, one step at a time. What the host automates is the host's."),
    (
        "Loudspeakers",
        "What the track's channels are taken for. Lit where the host does not say and it matters.",
    ),
    (
        "Meters",
        "Peaks before and after at each ear (L, R), the true peak in figures, a lamp for clipping, and what \
                the ceiling takes (GR). A click forgets peaks. Below: what the head makes by itself, and how much of \
                what is heard is inside it.",
    ),
    ("Line at the bottom", "What the control under the pointer is for; or else how hearing stands now."),
    ("Colours", "The right ear is orange, with a circle; the left ear blue, with a cross, as on audiograms."),
];

/// What hands and keys do.
pub const KEYS: &[(&str, &str)] = &[
    ("Drag, wheel", "Move a value. With Shift: finely."),
    ("Double-click", "Back to the default; in a box with a value: type one. Right-click: type one."),
    ("Tab, Shift+Tab", "To the next control, or back."),
    ("Arrows", "A step; with Shift a fine one. Page up, Page down: a large step. Home, End: the ends."),
    ("Enter", "Type a value, or press a button. Enter again accepts, Escape gives up."),
    ("Escape", "Leaves a field, closes a panel."),
    ("Ctrl+1 to Ctrl+4", "The pages."),
    ("Ctrl+Z, Ctrl+Y", "Undo, redo."),
    ("Space", "Stays the host's: it plays and stops."),
];

/// What is on a page.
pub const fn on_page(page: Page) -> &'static [(&'static str, &'static str)] {
    match page {
        Page::Story => &[
            (
                "Scenes",
                "Seventeen places for states of hearing, in the order of a story. Scene chooses who rules: \
                        your controls, a journey along the line, or one slot.",
            ),
            (
                "Perspective",
                "Where the listener is: outside in the world, or inside the head. At World nothing is \
                             changed, bit for bit.",
            ),
            ("Loss", "How much hearing is gone along the chosen path."),
            (
                "Macros",
                "Tinnitus, touch, body and memory are what is left inside; Implant is what comes instead.",
            ),
            (
                "Processor off",
                "What is heard when an implant's processor is taken off: nothing from outside.",
            ),
            ("Event", "A pop, a blast, a concert. Fire plays it, and holds what follows until it is let go."),
        ],
        Page::Detail => &[
            (
                "Audiogram",
                "How loud a tone has to be before it is heard, in dB HL, downwards: what lies above a \
                           line is gone. Drag a point and it sounds: that is your own path, Custom.",
            ),
            ("O and X", "The right and the left ear. An arrow means that there is no response at all."),
            (
                "Spectrum",
                "What comes in now, on the same scale, so that the shaded part is what is not heard.",
            ),
            (
                "Stages",
                "What becomes of the sound, one stage beside the other: how much of each, and what each \
                        takes alone, to be listened to.",
            ),
        ],
        Page::Implant => &[
            (
                "Electrodogram",
                "What the electrodes are told, over time: the deepest electrode, for low sounds, \
                               at the bottom. Lit are those that were chosen.",
            ),
            ("Cochlea", "Where the electrodes lie, and the place that each one's sound would have had."),
            ("Electrodes", "Each can be switched off, as in a fitting."),
            ("Implant, Metal", "How much of it is heard, and how metallic: an impression of the first days."),
            (
                "Voice clarity",
                "How well voices come through. Early to settled: before and after months of use.",
            ),
        ],
        Page::Lab => &[
            ("Implant", "What is set once for an implant: maps, maxima, carriers, gain control, rates."),
            ("Track", "What the channels are (Layout), what becomes of the LFE, and the Key for stems."),
            (
                "Room",
                "Listening level is how loud pink noise at -20 dBFS RMS is in your room, in dB SPL. \
                      Calibrate plays it and asks for the meter's reading.",
            ),
            (
                "Loudness match",
                "Gives back what the path takes from the loudness of speech, so that its colour is heard. Trim adds to it.",
            ),
            ("Ceiling, Seed", "The highest true peak that leaves, and the random numbers."),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_said_in_whole_sentences() {
        for lines in Page::ALL.map(on_page).into_iter().chain([AROUND, KEYS]) {
            assert!(!lines.is_empty());
            for (name, text) in lines {
                assert!(!name.is_empty() && text.ends_with('.') && text.is_ascii(), "{name}: {text}");
            }
        }
    }
}
