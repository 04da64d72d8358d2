//! What the columns of a table are, from its first row.

use super::Reason;
use super::cells::{self, Side};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// Which ear.
    Ear,
    /// A frequency, times this many Hz.
    Frequency(f64),
    /// A level of the row's ear at the row's frequency.
    Level,
    /// A level of this ear at the row's frequency.
    LevelOf(Side),
    /// A level of the row's ear at this frequency, Hz.
    LevelAt(f64),
    /// Air or bone conduction.
    Way,
    /// Nothing that is kept.
    Other,
}

/// Columns without a header: ear, frequency, level, and air or bone conduction if need be.
pub(super) const PLAIN: [Role; 4] = [Role::Ear, Role::Frequency(1.0), Role::Level, Role::Way];

/// What the columns of a header are, or `None` if the row is none: a header names ear, frequency or level.
pub(super) fn roles<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Option<Vec<Role>>, Reason> {
    let roles = cells.map(role).collect::<Result<Vec<_>, _>>();
    let roles = match roles {
        Ok(roles) if !roles.iter().any(|role| is_named(*role)) => return Ok(None),
        roles => roles?,
    };
    let count = |wanted: fn(&Role) -> bool| roles.iter().filter(|role| wanted(role)).count();
    let ear = count(|role| matches!(role, Role::Ear));
    let frequency = count(|role| matches!(role, Role::Frequency(_)));
    let level = count(|role| matches!(role, Role::Level));
    let (of, at) =
        (count(|role| matches!(role, Role::LevelOf(_))), count(|role| matches!(role, Role::LevelAt(_))));
    if [ear, frequency, level, count(|role| matches!(role, Role::Way))].iter().any(|count| *count > 1) {
        return Err(Reason::RepeatedColumn);
    }
    match (ear, frequency, level, of, at) {
        // One level a row, one per ear a row, or one per frequency a row.
        (1, 1, 1, 0, 0) | (0, 1, 0, 1.., 0) | (1, 0, 0, 0, 1..) => Ok(Some(roles)),
        (0, 1, 1, 0, 0) => Err(Reason::MissingEar),
        (1, 0, 1, 0, 0) => Err(Reason::MissingFrequency),
        _ => Err(Reason::UnknownColumns),
    }
}

fn is_named(role: Role) -> bool {
    matches!(role, Role::Ear | Role::Frequency(_) | Role::Level)
}

/// What one column's name says.
fn role(name: &str) -> Result<Role, Reason> {
    if let Ok(hz) = cells::frequency(name, false) {
        return Ok(Role::LevelAt(hz));
    }
    let words: Vec<String> = cells::words(name).into_iter().filter(|word| word != "in").collect();
    let joined = words.concat();
    match joined.as_str() {
        "ear" | "ears" | "side" | "laterality" | "earside" | "testear" | "ohr" | "seite" | "oreille" => {
            return Ok(Role::Ear);
        }
        "conduction" | "conductiontype" | "route" | "pathway" | "transducer" => return Ok(Role::Way),
        _ => {}
    }
    let (stem, unit) = ["khz", "hz"]
        .iter()
        .find_map(|unit| joined.strip_suffix(unit).map(|stem| (stem, *unit)))
        .unwrap_or((&joined, ""));
    match (stem, unit) {
        ("" | "freq" | "frequency" | "frequencies" | "frequenz" | "fr\u{e9}quence", "hz" | "khz")
        | ("hert", "z") => {
            return Ok(Role::Frequency(if unit == "khz" { 1000.0 } else { 1.0 }));
        }
        ("freq" | "frequency" | "frequencies" | "frequenz" | "fr\u{e9}quence" | "hertz", "") => {
            return Ok(Role::Frequency(1.0));
        }
        _ => {}
    }
    let is_unit = |word: &String| matches!(word.as_str(), "db" | "hl" | "dbhl" | "spl" | "dbspl" | "htl");
    let stem = words.iter().filter(|word| !is_unit(word)).map(String::as_str).collect::<Vec<_>>();
    let has_unit = stem.len() < words.len();
    let is_level = matches!(
        stem.concat().as_str(),
        "level"
            | "threshold"
            | "hearinglevel"
            | "hearingthreshold"
            | "value"
            | "schwelle"
            | "h\u{f6}rschwelle"
            | "seuil"
    ) || (has_unit && stem.is_empty());
    let side =
        stem.iter().filter(|word| !matches!(**word, "level" | "threshold")).copied().collect::<Vec<_>>();
    let role = match cells::side(&side.join(" ")) {
        _ if is_level => Role::Level,
        Some(side) if !side.ears.is_empty() => Role::LevelOf(side),
        _ => return Ok(Role::Other),
    };
    if words.iter().any(|word| word.contains("spl")) { Err(Reason::NotHearingLevel) } else { Ok(role) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_many_names() {
        let named = |names: &[&'static str]| roles(names.iter().copied()).map(Option::unwrap_or_default);
        let usual = [Role::Ear, Role::Frequency(1.0), Role::Level];
        for names in [
            ["ear", "freq_hz", "db_hl"],
            ["EAR", "Frequency (Hz)", "Threshold (dB HL)"],
            ["Side", "Hz", "dB"],
            ["Ohr", "Frequenz in Hz", "H\u{f6}rschwelle"],
            ["laterality", "frequency", "HearingLevel"],
        ] {
            assert_eq!(named(&names), Ok(usual.to_vec()), "{names:?}");
        }
        assert_eq!(named(&["kHz", "ear", "level"]).unwrap()[0], Role::Frequency(1000.0));
        let wide = named(&["freq_hz", "Left dB HL", "right ear (bone)"]).unwrap();
        assert!(matches!(wide[1], Role::LevelOf(side) if !side.bone));
        assert!(matches!(wide[2], Role::LevelOf(side) if side.bone));
        assert_eq!(named(&["name", "ear", "250", "1 kHz"]).unwrap()[3], Role::LevelAt(1000.0));
        assert_eq!(named(&["left", "250", "20"]), Ok(vec![]), "a row is no header");
        assert_eq!(named(&["freq", "level"]), Err(Reason::MissingEar));
        assert_eq!(named(&["ear", "level"]), Err(Reason::MissingFrequency));
        assert_eq!(named(&["ear", "hz", "name"]), Err(Reason::UnknownColumns));
        assert_eq!(named(&["ear", "hz", "db", "value"]), Err(Reason::RepeatedColumn));
        assert_eq!(named(&["ear", "hz", "dB SPL"]), Err(Reason::NotHearingLevel));
    }
}
