//! File names that every system takes, made of names that people type.

use crate::presets::format::EXTENSION;

/// Longest file name without extension and number, bytes. Systems take 255, of bytes or of 16-bit units, some
/// after taking accents apart.
const LONGEST: usize = 100;

/// Names of devices on Windows, also with an extension behind them (Microsoft, "Naming Files, Paths, and
/// Namespaces").
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Beginnings of names of devices that end in one digit, which may be a superscript (same source).
const NUMBERED_DEVICES: &[&str] = &["com", "lpt"];

/// The file name of a preset called `name`: the first that is tried if `number` is 1, and so on.
pub(super) fn file_name(name: &str, number: usize) -> String {
    let mut safe: String = name.chars().map(|c| if is_safe(c) { c } else { '_' }).collect();
    let end = safe.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LONGEST).last();
    safe.truncate(end.unwrap_or(0));
    // A dot in front hides a file; dots and spaces at the end are dropped by Windows.
    let trimmed = safe.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = match trimmed {
        "" => "Preset".to_owned(),
        device if is_device(device) => format!("_{device}"),
        other => other.to_owned(),
    };
    if number == 1 { format!("{stem}.{EXTENSION}") } else { format!("{stem} ({number}).{EXTENSION}") }
}

/// Whether two file names may be one on a system that ignores case.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn is_safe(c: char) -> bool {
    // What separates paths or has a meaning of its own somewhere, and what turns the direction of reading.
    let has_meaning = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let is_invisible =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !(c.is_control() || has_meaning || is_invisible)
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let mut chars = first.chars();
    let last = chars.next_back();
    DEVICES.contains(&first.as_str())
        || (NUMBERED_DEVICES.contains(&chars.as_str())
            && last.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names_that_every_system_takes() {
        let cases = [
            ("On stage", "On stage.tshift"),
            ("Écoute ✓ 耳", "Écoute ✓ 耳.tshift"),
            ("../../etc/passwd", "_.._etc_passwd.tshift"),
            ("a/b\\c:d", "a_b_c_d.tshift"),
            ("..", "Preset.tshift"),
            ("ends. . ", "ends.tshift"),
            (".hidden", "hidden.tshift"),
            ("CON", "_CON.tshift"),
            ("nul.txt", "_nul.txt.tshift"),
            ("Com¹", "_Com¹.tshift"),
            ("company", "company.tshift"),
            ("tab\there", "tab_here.tshift"),
            ("turned\u{202e}round", "turned_round.tshift"),
        ];
        for (name, expected) in cases {
            assert_eq!(file_name(name, 1), expected);
        }
        assert_eq!(file_name("On stage", 2), "On stage (2).tshift");
        assert!(is_same("Écoute.tshift", "éCOUTE.tshift") && !is_same("a", "b"));
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let name = file_name(&"耳".repeat(64), 99);
        assert!(name.len() <= LONGEST + " (99).tshift".len());
        assert!(name.starts_with("耳耳") && name.ends_with(" (99).tshift"));
    }
}
