//! Audiograms in JSON that is not FHIR.

use super::*;

/// Objects in a list, in an object.
pub(super) const OBJECTS: &str = r#"{"exported": "2026-11-21", "thresholds": [
    {"ear": "left", "freq_hz": 250, "db_hl": 20}, {"ear": "L", "freq_hz": "1 kHz", "db_hl": "NR"},
    {"ear": "right", "freq_hz": 500, "db_hl": 12.5, "conduction": "air"},
    {"ear": "right", "freq_hz": 500, "db_hl": 5, "conduction": "bone"}]}"#;

/// Levels under names.
pub(super) const NAMES: &str = r#"{"left": {"250": 20, "1000": "NR"}, "right": {"500": 12.5, "2k": null}}"#;

#[test]
fn objects_and_names_say_the_same() {
    let chart = read(OBJECTS).unwrap();
    assert_eq!(chart.bone, 1);
    assert_eq!(chart.thresholds[Ear::Left].unwrap()[..5], [20.0, 20.0, 20.0, NO_RESPONSE, NO_RESPONSE]);
    assert_eq!(chart.thresholds[Ear::Right], Some([12.5; AUDIOGRAM_POINTS]));
    for text in [
        NAMES,
        r#"{"250": {"left": 20}, "1000": {"left": "NR"}, "500": {"right": 12.5}}"#,
        r#"{"left": [[250, 20], [1000, "NR"]], "right": [[500, 12.5]]}"#,
        r#"{"left": [{"freq_hz": 250, "db_hl": 20}, {"khz": 1, "level": "NR"}],
            "right": {"hz": 500, "db": "12,5 dB HL"}}"#,
        r#"[{"freq_hz": 250, "left": 20}, {"freq_hz": 1000, "left": "NR"}, {"freq_hz": 500, "right": 12.5}]"#,
        r#"{"frequencies": [250, 500, 1000], "left": [20, null, "NR"], "right": [null, 12.5, null]}"#,
        r#"{"left": {"freq_hz": [250, "1 kHz"], "db_hl": [20, "NR"]},
            "right": {"freqs": [500], "name": "x", "db": [12.5]}}"#,
        r#"{"audiogram": {"left": {"air": {"250": 20, "1000": "NR"}},
            "right": {"AC": {"500": 12.5}}}, "name": "x"}"#,
    ] {
        let other = read(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(other.thresholds, chart.thresholds, "{text}");
    }
}

#[test]
fn bone_conduction_is_never_taken_for_air() {
    for text in [
        r#"{"left": {"air": {"1000": 40}, "bone": {"1000": 10, "2000": 10}}}"#,
        r#"{"air": {"left": {"1000": 40}}, "bone": {"left": {"1000": 10, "2000": 10}}}"#,
        r#"[{"ear":"left","hz":1000,"db":40},{"ear":"left","hz":1000,"db":10,"type":"bone"},
            {"ear":"L BC","hz":2000,"db":10}]"#,
        r#"[{"ear":"left","hz":1000,"db":40},
            {"transducer":"BC","points":[{"ear":"left","hz":500,"db":1},{"ear":"left","hz":250,"db":1}]}]"#,
    ] {
        assert_eq!(ear(text, Ear::Left), [40.0; AUDIOGRAM_POINTS], "{text}");
        assert_eq!(read(text).unwrap().bone, 2, "{text}");
    }
    assert!(refusal(r#"{"bone": {"left": {"1000": 10}}}"#).contains("bone conduction only"));
}

#[test]
fn wrong_json_is_refused_with_entry_and_reason() {
    let entry = |fields: &str| format!(r#"[{{"ear": "left", "freq_hz": 250, "db_hl": 20}}, {{{fields}}}]"#);
    for (text, shown) in [
        (
            entry(r#""ear": "left", "freq_hz": 500, "db_hl": 121"#),
            "entry 2: the level is not within -10 and 120 dB HL",
        ),
        (
            entry(r#""ear": "left", "freq_hz": 250, "db_hl": 25"#),
            "entry 2: an earlier entry gives another level for the same ear and frequency",
        ),
        (entry(r#""freq_hz": 500, "db_hl": 20"#), "entry 2: it does not say which ear"),
        (entry(r#""ear": "left", "db_hl": 20"#), "entry 2: it does not say which frequency"),
        (entry(r#""ear": "left", "freq_hz": 500"#), "entry 2: there is no level"),
        (entry(r#""ear": 1, "freq_hz": 500, "db_hl": 20"#), "entry 2: the ear is not left, right or both"),
        (entry(r#""ear": "left", "freq_hz": true, "db_hl": 20"#), "entry 2: the frequency is no number"),
        (entry(r#""ear": "left", "freq_hz": 500, "db_hl": true"#), "entry 2: the level is no number"),
        (entry(r#""ear": "left", "freq_hz": 500, "db_spl": 20"#), "entry 2: the level is not in dB HL"),
        (
            entry(r#""ear": "left", "ear": "right", "freq_hz": 500, "db_hl": 20"#),
            "an object has the same field twice",
        ),
        (r#"{"left": {"250": 20, "250": 25}}"#.to_owned(), "an object has the same field twice"),
        (
            r#"{"left": {"250": 20, "0.25k": 25}}"#.to_owned(),
            "entry 2: an earlier entry gives another level for the same ear and frequency",
        ),
        (r#"{"left": 20}"#.to_owned(), "entry 1: it does not say which frequency"),
        (
            r#"{"left": {"right": {"250": 20}}}"#.to_owned(),
            "entry 1: it names different ears or frequencies for the same level",
        ),
        (r#"{"name": "x", "items": 3}"#.to_owned(), "the JSON is in no shape that is understood"),
        (
            r#"{"tones": [250, 500], "left": [20, 30]}"#.to_owned(),
            "entry 1: the JSON is in no shape that is understood",
        ),
        (
            r#"{"freq_hz": [250, 500, 1000], "left": [20, 30]}"#.to_owned(),
            "entry 1: the JSON is in no shape that is understood",
        ),
        ("[1, 2, 3]".to_owned(), "entry 1: the JSON is in no shape that is understood"),
        ("{\"left\": {\"250\": 1e999}}".to_owned(), "the text begins like JSON and is none"),
        ("{\"left\": {\"250\": NaN}}".to_owned(), "the text begins like JSON and is none"),
        ("[{\"ear\": ".to_owned(), "the text begins like JSON and is none"),
    ] {
        assert_eq!(refusal(&text), shown, "{text}");
    }
}
