//! What codes and words of FHIR say: which ear, which frequency, and whether it is a pure-tone threshold at all.
//!
//! LOINC codes of the panel 89015-2 "Pure tone threshold audiometry panel", as published in HL7's implementation
//! guides (PACIO: `paciowg/splasch-fsh`, value set `SPLASCHPureToneThresholdAudiometryPanel`, and
//! `HL7/fhir-pacio-pfe`). A display is "Hearing threshold Ear - left --500 Hz". 125 Hz is not among them. SNOMED CT
//! codes of the ears' structures, as CDA's hearing screening has them.
//!
//! This material contains content from LOINC (<http://loinc.org>). LOINC is copyright Regenstrief Institute,
//! Inc. and the LOINC Committee and is available at no cost under the license at <http://loinc.org/license>.

use threshold_core::base::Ear;

use super::super::cells;
use super::super::node::Node;

/// LOINC as FHIR names it.
pub(in super::super) const LOINC: &str = "http://loinc.org";
/// SNOMED CT as FHIR names it.
const SNOMED: &str = "http://snomed.info/sct";

/// LOINC's codes of hearing thresholds per frequency, Hz, in the order of [`Ear::BOTH`].
const THRESHOLDS: [(f64, [&str; 2]); 11] = [
    (250.0, ["91375-6", "91374-9"]),
    (500.0, ["89024-4", "89025-1"]),
    (750.0, ["91379-8", "91378-0"]),
    (1000.0, ["89016-0", "89017-8"]),
    (1500.0, ["91373-1", "91372-3"]),
    (2000.0, ["89018-6", "89019-4"]),
    (3000.0, ["89020-2", "89021-0"]),
    (4000.0, ["89022-8", "89023-6"]),
    (5000.0, ["91377-2", "91376-4"]),
    (6000.0, ["89026-9", "89027-7"]),
    (8000.0, ["89028-5", "89029-3"]),
];

/// LOINC's panel of pure-tone thresholds.
const PANEL: &str = "89015-2";

/// SNOMED CT's ears, in the order of [`Ear::BOTH`].
const SITES: [&str; 2] = ["89644007", "25577004"];

/// Words of pure-tone thresholds.
const THRESHOLD_WORDS: &[&str] = &["threshold", "thresholds", "audiogram", "audiometry", "sensitivity"];

/// Words of what is measured besides pure-tone thresholds by air conduction through earphones, and of what is
/// worked out from them.
const OTHER_WORDS: &[&str] = &[
    "brainstem",
    "abr",
    "speech",
    "reflex",
    "aided",
    "tinnitus",
    "average",
    "pta",
    "uncomfortable",
    "discomfort",
    "loudness",
    "gap",
    "otoacoustic",
    "tympanometry",
    "degree",
    "field",
    "spl",
    "reception",
    "recognition",
    "pitch",
];

/// LOINC's code for the threshold of an ear at a frequency, if it has one.
pub(in super::super) fn loinc(ear: Ear, hz: f64) -> Option<&'static str> {
    let (_, codes) = THRESHOLDS.iter().find(|(at, _)| *at == hz)?;
    Ear::BOTH.into_iter().zip(codes).find(|(of, _)| *of == ear).map(|(_, code)| *code)
}

/// SNOMED CT's code for an ear's structure.
fn site(code: &str) -> Option<&'static [Ear]> {
    Ear::BOTH.iter().zip(SITES).find(|(_, site)| *site == code).map(|(ear, _)| std::slice::from_ref(ear))
}

/// What a concept says.
#[derive(Clone, Copy, Default)]
pub(super) struct Meaning {
    /// The ear or ears it names.
    pub ears: Option<&'static [Ear]>,
    /// The frequency it names, Hz.
    pub hz: Option<f64>,
    /// What it is about.
    pub kind: Kind,
    /// Words say that it is bone conduction.
    pub bone: bool,
    /// Its parts name different ears or frequencies, which matters only if it is a threshold.
    pub torn: bool,
}

/// What a concept is about. Of several, the last one here counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It does not say.
    #[default]
    Silent,
    /// The frequency of its neighbours.
    Frequency,
    /// A pure-tone threshold or some of them, in words.
    Threshold,
    /// Something else, in words.
    Other,
    /// A pure-tone threshold or a panel of them, by code.
    Coded,
}

impl Meaning {
    /// What a `CodeableConcept` says: codes, their displays, and text. What is not there says nothing.
    pub fn of(concept: Option<&Node>) -> Self {
        let mut meaning = Self::default();
        let Some(concept) = concept else { return meaning };
        for coding in concept.list("coding") {
            match (coding.text("system"), coding.text("code")) {
                (Some(LOINC), Some(code)) => meaning.take_loinc(code),
                (Some(SNOMED), Some(code)) => meaning.take(site(code), None),
                // Codes of other systems speak, if at all, in words.
                (_, Some(code)) => meaning.take_words(code),
                _ => {}
            }
            if let Some(display) = coding.text("display") {
                meaning.take_words(display);
            }
        }
        if let Some(text) = concept.text("text") {
            meaning.take_words(text);
        }
        meaning
    }

    /// Whether it is a pure-tone threshold, by what it says itself.
    pub fn is_threshold(&self) -> bool {
        matches!(self.kind, Kind::Threshold | Kind::Coded)
    }

    fn take_loinc(&mut self, code: &str) {
        if code == PANEL {
            self.kind = Kind::Coded;
        }
        for (hz, codes) in &THRESHOLDS {
            if let Some((ear, _)) = Ear::BOTH.iter().zip(codes).find(|(_, of)| **of == code) {
                self.kind = Kind::Coded;
                self.take(Some(std::slice::from_ref(ear)), Some(*hz));
            }
        }
    }

    fn take_words(&mut self, text: &str) {
        let words = cells::words(text);
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        let is_threshold = has(THRESHOLD_WORDS) || (has(&["air"]) && has(&["conduction"]));
        let is_frequency = match words.as_slice() {
            [only] => only == "frequency",
            [first, last] => last == "frequency" && matches!(first.as_str(), "test" | "tone"),
            _ => false,
        };
        let kind = match (is_threshold, is_frequency) {
            _ if has(OTHER_WORDS) || (has(&["masking"]) && !is_threshold) => Kind::Other,
            (true, _) => Kind::Threshold,
            (_, true) => Kind::Frequency,
            _ => Kind::Silent,
        };
        self.kind = self.kind.max(kind);
        self.bone |= has(&["bone", "bc"]);
        let ears: Option<&'static [Ear]> = match (has(&["left"]), has(&["right"])) {
            (true, false) => Some(&[Ear::Left]),
            (false, true) => Some(&[Ear::Right]),
            _ => None,
        };
        self.take(ears, spoken_frequency(&words));
    }

    /// Takes what a part says.
    fn take(&mut self, ears: Option<&'static [Ear]>, hz: Option<f64>) {
        self.torn |= differ(self.ears, ears) || differ(self.hz, hz);
        self.ears = self.ears.or(ears);
        self.hz = self.hz.or(hz);
    }
}

/// Whether the same is said twice, and not the same.
pub(super) fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// The only number of a text, if its unit is Hz or kHz.
fn spoken_frequency(words: &[String]) -> Option<f64> {
    let mut numbers = (0..words.len()).filter(|n| words[*n].starts_with(|sign: char| sign.is_ascii_digit()));
    let (at, None) = (numbers.next()?, numbers.next()) else { return None };
    let word = words[at].as_str();
    let bare = word.ends_with(|sign: char| sign.is_ascii_digit());
    let unit = if bare {
        words.get(at + 1).map(String::as_str).filter(|unit| matches!(*unit, "hz" | "khz"))?
    } else {
        ""
    };
    cells::frequency(&format!("{word}{unit}"), false).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_one_frequency_or_none() {
        let spoken = |text: &str| spoken_frequency(&cells::words(text));
        assert_eq!(spoken("Hearing threshold Ear - left --1000 Hz"), Some(1000.0));
        assert_eq!(spoken("1.5 kHz"), Some(1500.0));
        assert_eq!(spoken("threshold at 500Hz"), Some(500.0));
        assert_eq!(spoken("500, 1000, 2000 Hz"), None);
        assert_eq!(spoken("500-4000 Hz"), None);
        assert_eq!(spoken("ISO 8253"), None);
        assert_eq!(spoken("1,000 Hz"), None);
    }

    #[test]
    fn codes_are_told_apart() {
        let mut seen: Vec<&str> = THRESHOLDS.iter().flat_map(|(_, codes)| *codes).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 22);
        assert_eq!(loinc(Ear::Left, 500.0), Some("89024-4"));
        assert_eq!(loinc(Ear::Right, 125.0), None);
    }
}
