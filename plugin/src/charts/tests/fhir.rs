//! Audiograms in FHIR R4. The shapes are those of published examples; names and numbers are made up.

use super::*;

/// One threshold, as AU Core's example has it.
pub(super) const SINGLE: &str = r#"{"resourceType": "Observation", "id": "4711", "status": "final",
    "text": {"status": "generated", "div": "<div>Ruben Stone, 1985-02-11</div>"},
    "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "AU"}]}],
    "code": {"coding": [{"system": "http://loinc.org", "code": "89024-4",
        "display": "Hearing threshold Ear - left --500 Hz"}]},
    "subject": {"reference": "Patient/QX827261", "display": "Ruben Stone"}, "note": [{"text": "drummer"}],
    "effectiveDateTime": "2020-11-06T10:45:00-05:00",
    "valueQuantity": {"value": 45, "unit": "dB", "system": "http://unitsofmeasure.org", "code": "dB"}}"#;

/// Components below a panel.
pub(super) const PANEL: &str = r#"{"resourceType": "Bundle", "type": "collection", "entry": [
    {"resource": {"resourceType": "Patient", "name": [{"family": "Stone"}]}},
    {"resource": {"resourceType": "Observation", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "89015-2"}]}, "component": [
        {"code": {"coding": [{"system": "http://loinc.org", "code": "91375-6"}]},
            "valueQuantity": {"value": 15, "unit": "dB HL", "code": "dB"}},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "89028-5"}]},
            "valueQuantity": {"value": 110, "comparator": ">", "unit": "dB[HL]"}},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "89017-8"}]}, "valueInteger": 30},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "89029-3"}]},
            "dataAbsentReason": {"coding": [{"code": "not-performed"}]}}]}}]}"#;

/// Components with the frequency in one and the ears in others, as the Personal Health Record format has it.
pub(super) const HEALTH: &str = r#"[{"resourceType": "Observation",
    "code": {"coding": [{"code": "hearingSensitivity"}]},
    "component": [
        {"code": {"coding": [{"code": "leftEarSensitivity"}]}, "valueQuantity": {"value": 40, "unit": "dB"}},
        {"code": {"coding": [{"code": "rightEarSensitivity"}]}, "valueQuantity": {"value": 45, "unit": "dB"}},
        {"code": {"coding": [{"code": "frequency"}]}, "valueQuantity": {"value": 4, "unit": "kHz"}}]}]"#;

/// An Observation with these fields.
fn observation(fields: &str) -> String {
    format!(r#"{{"resourceType": "Observation", "status": "final", {fields}}}"#)
}

/// An Observation with its code in words, and these fields.
fn in_words(words: &str, fields: &str) -> String {
    observation(&format!(r#""code": {{"text": "{words}"}}, {fields}"#))
}

const AT_30: &str = r#""valueQuantity": {"value": 30, "unit": "dB HL"}"#;

#[test]
fn published_shapes_are_read() {
    assert_eq!(ear(SINGLE, Ear::Left), [45.0; AUDIOGRAM_POINTS]);
    assert_eq!(read(SINGLE).unwrap().thresholds[Ear::Right], None);
    let panel = read(PANEL).unwrap().thresholds;
    assert_eq!(panel[Ear::Left].unwrap()[..2], [15.0, 15.0]);
    assert_eq!(panel[Ear::Left].unwrap()[10], NO_RESPONSE);
    assert_eq!(panel[Ear::Right], Some([30.0; AUDIOGRAM_POINTS]));
    assert_eq!(ear(HEALTH, Ear::Left), [40.0; AUDIOGRAM_POINTS]);
    assert_eq!(ear(HEALTH, Ear::Right), [45.0; AUDIOGRAM_POINTS]);
    // A component names another ear than its Observation, whose body site is its own value's.
    let mixed = SINGLE.replace(
        "\"valueQuantity\"",
        r#""bodySite": {"coding": [{"system": "http://snomed.info/sct", "code": "89644007"}]},
        "component": [{"valueInteger": 42,
            "code": {"coding": [{"system": "http://loinc.org", "code": "89025-1"}]}}],
        "valueQuantity""#,
    );
    assert_eq!(ear(&mixed, Ear::Left), [45.0; AUDIOGRAM_POINTS]);
    assert_eq!(ear(&mixed, Ear::Right), [42.0; AUDIOGRAM_POINTS]);
}

#[test]
fn words_and_body_sites_will_do() {
    let right = r#""bodySite": {"text": "Right ear"}"#;
    for text in [
        in_words("Hearing threshold, right ear, 1 kHz", AT_30),
        in_words("Air conduction threshold 1000 Hz (masked)", &format!("{right}, {AT_30}")),
        in_words(
            "Pure tone threshold 1000Hz",
            &format!(
                r#"{AT_30},
                "bodySite": {{"coding": [{{"system": "http://snomed.info/sct", "code": "25577004"}}]}}"#
            ),
        ),
        in_words(
            "Pure tone audiogram - right ear",
            &format!(r#""component": [{{"code": {{"text": "Air conduction threshold 1000 Hz"}}, {AT_30}}}]"#),
        ),
        in_words(
            "Audiometry",
            &format!(r#"{right}, "component": [{{"code": {{"text": "1000 Hz"}}, {AT_30}}}]"#),
        ),
    ] {
        assert_eq!(ear(&text, Ear::Right), [30.0; AUDIOGRAM_POINTS], "{text}");
        assert_eq!(read(&text).unwrap().thresholds[Ear::Left], None, "{text}");
    }
    let spoken = in_words("Hearing threshold right 500 Hz", r#""dataAbsentReason": {"text": "No response"}"#);
    assert_eq!(ear(&spoken, Ear::Right), [NO_RESPONSE; AUDIOGRAM_POINTS]);
}

#[test]
fn bone_conduction_is_never_taken_for_air() {
    let method = SINGLE.replace("\"note\"", "\"method\": {\"text\": \"Bone conduction\"}, \"note\"");
    for text in [
        in_words("Bone conduction threshold, left ear, 1000 Hz", AT_30),
        in_words("Hearing threshold left 1000 Hz", &format!(r#""method": {{"text": "BC"}}, {AT_30}"#)),
        in_words(
            "Audiogram left",
            &format!(r#""component": [{{"code": {{"text": "Bone 1000 Hz"}}, {AT_30}}}]"#),
        ),
        method,
    ] {
        assert!(refusal(&text).contains("bone conduction only"), "{text}");
    }
}

#[test]
fn what_is_no_threshold_is_not_looked_at() {
    for text in [
        in_words("Acoustic reflex threshold 1000 Hz left", AT_30),
        in_words("Speech reception threshold left", AT_30),
        in_words("Pure tone average left", AT_30),
        in_words("Auditory brainstem response threshold Ear - left --click", AT_30),
        in_words("Aided sound field threshold left 1000 Hz", AT_30),
        in_words("Body weight, left and right", r#""valueQuantity": {"value": 80, "unit": "kg"}"#),
        in_words("Pressure, left eye", r#""bodySite": {"text": "Right eye"}, "valueInteger": 14"#),
        in_words(
            "Eyes",
            r#""component": [{"code": {"coding": [{"code": "left"}], "text": "right"}, "valueInteger": 1}]"#,
        ),
        SINGLE.replace("\"final\"", "\"entered-in-error\""),
        SINGLE.replace("loinc.org", "example.org").replace("Hearing threshold Ear", "Peak level"),
        r#"{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}, {}, 3]}"#
            .to_owned(),
    ] {
        assert_eq!(refusal(&text), "there are no hearing thresholds in the text", "{text}");
    }
}

#[test]
fn wrong_thresholds_are_refused_with_entry_and_reason() {
    let twice = |second: &str| {
        format!(
            r#"{{"resourceType": "Bundle", "entry": [{{"resource": {SINGLE}}}, {{"resource": {second}}}]}}"#
        )
    };
    for (text, shown) in [
        (
            twice(&SINGLE.replace("45,", "50,")),
            "entry 2: an earlier entry gives another level for the same ear and frequency",
        ),
        (
            twice(&SINGLE.replace("89024-4", "89025-1")),
            "entry 2: it names different ears or frequencies for the same level",
        ),
        (
            twice(&SINGLE.replace("--500 Hz", "--1000 Hz")),
            "entry 2: it names different ears or frequencies for the same level",
        ),
        (SINGLE.replace("45,", "145,"), "entry 1: the level is not within -10 and 120 dB HL"),
        (SINGLE.replace("45,", "\"45\","), "entry 1: the level is no number"),
        (SINGLE.replace("\"unit\": \"dB\"", "\"unit\": \"dB SPL\""), "entry 1: the level is not in dB HL"),
        (
            SINGLE.replace("45,", "45, \"comparator\": \"<\","),
            "entry 1: the level is said to be below or above another, which is no threshold",
        ),
        (
            SINGLE.replace("45,", "25, \"comparator\": \">\","),
            "entry 1: the level is said to be below or above another, which is no threshold",
        ),
        (SINGLE.replace("valueQuantity", "other"), "entry 1: there is no level"),
        (
            in_words(
                "Hearing threshold left 1 kHz",
                &format!(r#""bodySite": {{"text": "right ear"}}, {AT_30}"#),
            ),
            "entry 1: it names different ears or frequencies for the same level",
        ),
        (in_words("Hearing threshold 1000 Hz", AT_30), "entry 1: it does not say which ear"),
        (in_words("Hearing threshold left", AT_30), "entry 1: it does not say which frequency"),
        (
            in_words("Hearing threshold left 5 Hz", AT_30),
            "entry 1: the frequency is not within 20 Hz and 20 kHz",
        ),
        (
            r#"{"resourceType": "DiagnosticReport"}"#.to_owned(),
            "of FHIR, Observations and Bundles of them are read",
        ),
    ] {
        assert_eq!(refusal(&text), shown, "{text}");
    }
}

#[test]
fn what_is_written_has_codes_and_names_nobody() {
    let mut levels = [20.5; AUDIOGRAM_POINTS];
    levels[10] = NO_RESPONSE;
    let text = write(Format::Fhir, &PerEar::same(levels));
    let bundle: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    assert_eq!(entries.len(), 22);
    let mut names: Vec<&str> = entries.iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 22, "every entry has its own name");
    let coded = entries.iter().filter(|entry| entry["resource"]["code"]["coding"].is_array()).count();
    assert_eq!(coded, 20, "all but 125 Hz have LOINC codes");
    assert_eq!(entries[4]["resource"]["code"]["coding"][0]["code"], "89016-0");
    assert_eq!(entries[10]["resource"]["valueQuantity"]["comparator"], ">");
    assert_eq!(entries[10]["resource"]["valueQuantity"]["value"], 120.0);
    for word in ["subject", "effective", "issued", "performer", "\"id\"", "identifier", "timestamp"] {
        assert!(!text.contains(word), "{word}");
    }
}
