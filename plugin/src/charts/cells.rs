//! What a cell may say: an ear, a frequency, a level, a way of conduction. Tables and JSON say them alike.

use threshold_core::base::Ear;

use super::Reason;
use super::points::Reading;

/// Least level, dB HL, that "more than" may name for it to be an audiometer's limit, and so no response.
/// Screening ends far below, where "more than 25" says nothing of how much more. Decided here.
const LEAST_LIMIT: f64 = 70.0;

/// Longest number, characters: the longest that a 32-bit float is written with.
const MAX_DIGITS: usize = 64;

/// Whose threshold, and by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Side {
    /// The ears it is of; empty where only a way is named.
    pub ears: &'static [Ear],
    /// By bone conduction.
    pub bone: bool,
}

/// The words of a text in small letters: what stands between signs, and before a capital after two small letters
/// (`leftEar`, but not `kHz`). A point or comma between digits belongs to its word.
pub(super) fn words(text: &str) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (n, &sign) in signs.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| signs[n]);
        let digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
        let in_number = matches!(sign, '.' | ',') && digit(before) && digit(signs.get(n + 1).copied());
        let begins = sign.is_uppercase() && n >= 2 && signs[n - 2..n].iter().all(|sign| sign.is_lowercase());
        if begins || !(sign.is_alphanumeric() || in_number) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && (sign.is_alphanumeric() || in_number)
        {
            word.extend(sign.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The ears a word names. O and X are the audiogram's signs, AS, AD and AU Latin.
fn ears(word: &str) -> Option<&'static [Ear]> {
    Some(match word {
        "left" | "l" | "x" | "as" | "links" | "gauche" => &[Ear::Left],
        "right" | "r" | "o" | "ad" | "rechts" | "droite" => &[Ear::Right],
        "both" | "b" | "au" | "lr" | "binaural" | "bilateral" | "beide" => &Ear::BOTH,
        _ => return None,
    })
}

/// Whether a word means bone conduction (`true`) or air conduction (`false`).
fn way(word: &str) -> Option<bool> {
    match word {
        "bone" | "bc" => Some(true),
        "air" | "ac" | "headphone" | "headphones" | "earphone" | "earphones" | "insert" | "inserts" => {
            Some(false)
        }
        _ => None,
    }
}

/// What an ear's cell says. Signs and words of masking don't matter. `None` if any word is unknown.
pub(super) fn side(text: &str) -> Option<Side> {
    let mut side = match text.trim() {
        "\u{25cb}" | "\u{25b3}" => Side { ears: &[Ear::Right], bone: false },
        "\u{d7}" | "\u{25a1}" => Side { ears: &[Ear::Left], bone: false },
        "<" | "[" => Side { ears: &[Ear::Right], bone: true },
        ">" | "]" => Side { ears: &[Ear::Left], bone: true },
        _ => Side { ears: &[], bone: false },
    };
    for word in words(text) {
        match (ears(&word), way(&word)) {
            (Some(ears), _) if side.ears.is_empty() => side.ears = ears,
            (_, Some(bone)) => side.bone |= bone,
            _ if matches!(
                word.as_str(),
                "ear" | "ears" | "conduction" | "masked" | "unmasked" | "ohr" | "oreille"
            ) => {}
            _ => return None,
        }
    }
    Some(side)
}

/// Whether a cell about the way means bone conduction. An empty one means nothing else than air.
pub(super) fn bone(text: &str) -> Result<bool, Reason> {
    side(text).map(|side| side.bone).ok_or(Reason::UnknownRoute)
}

/// Whether a cell that may say anything says bone conduction and nothing else.
pub(super) fn is_bone(text: &str) -> bool {
    text.len() < MAX_DIGITS && side(text).is_some_and(|side| side.bone && side.ears.is_empty())
}

/// The number at the start of a cell, and what follows it, small and without spaces. A comma is a decimal one
/// where `comma` allows it.
fn number(text: &str, comma: bool) -> Option<(f64, String)> {
    let text = text.trim().replace('\u{2212}', "-");
    let end = text.find(|sign: char| !(sign.is_ascii_digit() || "+-.,".contains(sign))).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    if digits.len() > MAX_DIGITS || (digits.contains(',') && !comma) {
        return None;
    }
    let value: f64 = digits.replace(',', ".").parse().ok()?;
    let unit = unit.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase).collect();
    value.is_finite().then_some((value, unit))
}

/// A frequency, Hz.
pub(super) fn frequency(text: &str, comma: bool) -> Result<f64, Reason> {
    if text.trim().is_empty() {
        return Err(Reason::MissingFrequency);
    }
    let (value, unit) = number(text, comma).ok_or(Reason::BadFrequency)?;
    match unit.as_str() {
        "" | "hz" => Ok(value),
        "k" | "khz" => Ok(value * 1000.0),
        _ => Err(Reason::BadFrequency),
    }
}

/// Whether this is a unit of hearing level; none is one as well.
pub(super) fn is_hearing_level(unit: &str) -> bool {
    let letters: String =
        unit.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    matches!(letters.as_str(), "" | "db" | "dbhl" | "hl" | "dbhtl" | "dbhv")
}

/// A level, or why there is none.
pub(super) fn reading(text: &str, comma: bool) -> Result<Reading, Reason> {
    let text = text.trim().to_lowercase();
    let plain: String = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
    match plain.as_str() {
        "nr" | "noresponse" | "noresp" => return Ok(Reading::NoResponse),
        "na" | "dnt" | "cnt" | "nt" | "nottested" | "notmeasured" | "didnottest" | "couldnottest" => {
            return Ok(Reading::NotMeasured);
        }
        "" if matches!(text.as_str(), "" | "-" | "--" | "\u{2013}" | "\u{2014}") => {
            return Ok(Reading::NotMeasured);
        }
        "" if text == "\u{2193}" => return Ok(Reading::NoResponse),
        _ => {}
    }
    let above = text.strip_prefix(">=").or_else(|| text.strip_prefix(['>', '\u{2265}']));
    if text.starts_with(['<', '\u{2264}']) {
        return Err(Reason::OpenEnded);
    }
    let closed = text.strip_suffix('+');
    let limit = above.is_some() || closed.is_some();
    let (value, unit) = number(above.or(closed).unwrap_or(&text), comma).ok_or(Reason::BadLevel)?;
    let unit = unit.as_str();
    match unit.strip_suffix("nr").or_else(|| unit.strip_suffix('\u{2193}')) {
        Some(unit) if is_hearing_level(unit) => return Ok(Reading::NoResponse),
        _ if is_hearing_level(unit) => {}
        _ if unit.starts_with("db") => return Err(Reason::NotHearingLevel),
        _ => return Err(Reason::BadLevel),
    }
    if limit { more_than(value) } else { Ok(Reading::Level(value)) }
}

/// What a level above `limit` dB HL, and nothing else, means.
pub(super) fn more_than(limit: f64) -> Result<Reading, Reason> {
    if limit >= LEAST_LIMIT { Ok(Reading::NoResponse) } else { Err(Reason::OpenEnded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ears_have_many_names() {
        for (text, ear) in [("left", Ear::Left), (" X ", Ear::Left), ("R", Ear::Right), ("AD", Ear::Right)] {
            assert_eq!(
                side(text),
                Some(Side { ears: if ear == Ear::Left { &[Ear::Left] } else { &[Ear::Right] }, bone: false })
            );
        }
        assert_eq!(side("Both ears"), Some(Side { ears: &Ear::BOTH, bone: false }));
        assert_eq!(side("Right ear (BC, masked)"), Some(Side { ears: &[Ear::Right], bone: true }));
        assert_eq!(side("<"), Some(Side { ears: &[Ear::Right], bone: true }));
        assert_eq!(side("left right"), None);
        assert_eq!(side("middle"), None);
    }

    #[test]
    fn frequencies_may_have_units() {
        for text in ["1500", "1500 Hz", "1.5kHz", "1.5 k", " 1,5 kHz "] {
            assert_eq!(frequency(text, true), Ok(1500.0), "{text}");
        }
        assert_eq!(frequency("1,5 kHz", false), Err(Reason::BadFrequency));
        assert_eq!(frequency("1500 rpm", true), Err(Reason::BadFrequency));
        assert_eq!(frequency("", true), Err(Reason::MissingFrequency));
        assert_eq!(frequency("inf", true), Err(Reason::BadFrequency));
    }

    #[test]
    fn levels_may_have_units_and_be_no_numbers() {
        for text in ["-5", "-5 dB HL", "\u{2212}5dB", "-5.0 dB(HL)", "-5,0 dB[HL]"] {
            assert_eq!(reading(text, true), Ok(Reading::Level(-5.0)), "{text}");
        }
        for text in [
            "NR",
            "no response",
            "N.R.",
            ">120",
            "> 100 dB HL",
            "\u{2265} 110",
            "120+",
            "90 NR",
            "85 dB \u{2193}",
        ] {
            assert_eq!(reading(text, true), Ok(Reading::NoResponse), "{text}");
        }
        for text in ["", " - ", "n/a", "DNT", "not tested"] {
            assert_eq!(reading(text, true), Ok(Reading::NotMeasured), "{text}");
        }
        for (text, reason) in [
            ("20 dB SPL", Reason::NotHearingLevel),
            ("20 Hz", Reason::BadLevel),
            ("loud", Reason::BadLevel),
            ("NaN", Reason::BadLevel),
            ("1e1", Reason::BadLevel),
            (">25", Reason::OpenEnded),
            ("<0", Reason::OpenEnded),
            ("1-2", Reason::BadLevel),
        ] {
            assert_eq!(reading(text, true), Err(reason), "{text}");
        }
    }
}
