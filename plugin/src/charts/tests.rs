//! What holds for every format: round trips, bounds, mutations, and that nothing but thresholds comes through.

mod fhir;
mod json;
mod tables;

use threshold_core::base::Ear;
use threshold_core::parameters::NO_RESPONSE;

use super::*;

/// The thresholds of one ear, which the text must give.
fn ear(text: &str, ear: Ear) -> [f32; AUDIOGRAM_POINTS] {
    match read(text) {
        Ok(chart) => chart.thresholds[ear].unwrap_or_else(|| panic!("no {ear:?} ear in {text}")),
        Err(error) => panic!("{error}\n{text}"),
    }
}

/// Why a text is refused, as it is shown.
fn refusal(text: &str) -> String {
    match read(text) {
        Ok(chart) => panic!("not refused: {chart:?}\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// Numbers as if by chance, the same every time (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A threshold: whole and half fives, any 32-bit number in range, or no response.
    fn threshold(&mut self) -> f32 {
        match self.below(4) {
            0 => NO_RESPONSE,
            1 => self.below(53) as f32 * 2.5 - 10.0,
            2 => (self.below(13_001) as f32) / 100.0 - 10.0,
            _ => (self.next() as f64 / u64::MAX as f64 * 130.0 - 10.0) as f32,
        }
    }

    fn thresholds(&mut self) -> PerEar<[f32; AUDIOGRAM_POINTS]> {
        PerEar::from_fn(|_| std::array::from_fn(|_| self.threshold()))
    }
}

#[test]
fn what_is_written_reads_back_exactly() {
    const ROUNDS: usize = 2_000;
    let mut chance = Chance(7);
    for format in Format::ALL {
        for _ in 0..ROUNDS {
            let thresholds = chance.thresholds();
            let text = write(format, &thresholds);
            let chart = read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(chart, Chart { thresholds: thresholds.map(Some), bone: 0 }, "{text}");
        }
    }
    println!("{ROUNDS} audiograms written and read exactly in each of {} formats", Format::ALL.len());
}

#[test]
fn levels_are_written_as_they_are_heard() {
    let mut given = [20.0; AUDIOGRAM_POINTS];
    (given[0], given[1], given[2], given[3]) = (f32::NAN, -400.0, 122.0, f32::INFINITY);
    for format in Format::ALL {
        let back = ear(&write(format, &PerEar::same(given)), Ear::Right);
        assert_eq!(back[..5], [0.0, -10.0, NO_RESPONSE, back[3], 20.0], "{}", format.name());
        assert!(back[3] == 0.0 || back[3] == NO_RESPONSE);
    }
}

/// Valid texts of each format, by hand and by `write`.
fn seeds() -> Vec<(&'static str, Vec<String>)> {
    let mut chance = Chance(11);
    let thresholds = chance.thresholds();
    let written = |format| write(format, &thresholds);
    vec![
        ("CSV", vec![written(Format::Csv), tables::USUAL.to_owned(), tables::WIDE.to_owned()]),
        ("TSV", vec![written(Format::Tsv), tables::USUAL.replace(',', "\t"), tables::GERMAN.to_owned()]),
        ("JSON", vec![written(Format::Json), json::OBJECTS.to_owned(), json::NAMES.to_owned()]),
        (
            "FHIR",
            vec![
                written(Format::Fhir),
                fhir::SINGLE.to_owned(),
                fhir::PANEL.to_owned(),
                fhir::HEALTH.to_owned(),
            ],
        ),
    ]
}

/// The text with some of its characters replaced, cut out, doubled or put elsewhere.
fn mutated(text: &str, chance: &mut Chance) -> String {
    const SIGNS: &[&str] = &[
        "\"",
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "{",
        "}",
        "[",
        "]",
        ":",
        "-",
        "9",
        "e",
        ".",
        "\u{0}",
        "\u{feff}",
        "\u{2212}",
        "null",
        "1e308",
        "NR",
        ">",
        "left",
        "bone",
        "\\u",
        "\u{1d11e}",
        "  ",
        "Hz",
        "dB SPL",
        "0000000",
    ];
    let mut signs: Vec<char> = text.chars().collect();
    for _ in 0..=chance.below(6) {
        let at = chance.below(signs.len());
        let end = (at + chance.below(40)).min(signs.len());
        match chance.below(6) {
            0 => drop(signs.drain(at..end)),
            1 => {
                let part: Vec<char> = signs[at..end].to_vec();
                let to = chance.below(signs.len());
                signs.splice(to..to, part);
            }
            2 => signs.truncate(end.max(1)),
            3 if at < signs.len() => {
                signs[at] = char::from_u32(chance.below(0x11_0000) as u32).unwrap_or('\u{fffd}');
            }
            _ => {
                let sign = SIGNS[chance.below(SIGNS.len())];
                signs.splice(at..at, sign.chars());
            }
        }
    }
    signs.into_iter().collect()
}

#[test]
fn ten_thousand_mutations_of_each_format_are_taken_or_refused() {
    const MUTATIONS: usize = 10_000;
    let mut chance = Chance(2026);
    for (name, texts) in seeds() {
        let mut taken = 0;
        for n in 0..MUTATIONS {
            let text = mutated(&texts[n % texts.len()], &mut chance);
            let Ok(chart) = read(&text) else { continue };
            taken += 1;
            for level in chart.thresholds.iter().flatten().flatten() {
                assert!((-10.0..=120.0).contains(level) || *level == NO_RESPONSE, "{level}: {text}");
            }
        }
        println!("{name}: {MUTATIONS} mutations, {taken} taken, {} refused, no panic", MUTATIONS - taken);
        assert!(taken > 0 && taken < MUTATIONS, "{name}: mutations either do nothing or everything");
    }
}

#[test]
fn large_and_deep_texts_are_refused_and_work_is_bounded() {
    assert_eq!(refusal(&" ".repeat(MAX_BYTES + 1)), "the text is larger than 1 MiB");
    for open in ["[", "{\"a\":", "[{\"left\":"] {
        assert_eq!(refusal(&open.repeat(10_000)), "the text is nested more than 32 levels deep");
    }
    for text in ["", "  \r\n\t ", "\u{feff}", "[]", "{}", "\u{feff}\n,,,\n", "ear,freq_hz,db_hl\n"] {
        let shown = refusal(text);
        assert!(shown.contains("no hearing thresholds") || shown.contains("in no shape"), "{shown}");
    }
    assert!(refusal("<?xml version=\"1.0\"?><Observation/>").starts_with("XML is not read"));
    // As many points as fit: sorted once, not compared with each other.
    let many = "L,1000,20\n".repeat(MAX_BYTES / 10);
    assert_eq!(ear(&many, Ear::Left), [20.0; AUDIOGRAM_POINTS]);
    // As many quotes, separators and numbers as fit.
    for text in [
        "\"".repeat(MAX_BYTES),
        ",".repeat(MAX_BYTES),
        "1".repeat(MAX_BYTES),
        "\"a\nb\",".repeat(MAX_BYTES / 6),
    ] {
        assert!(read(&text).is_err());
    }
    assert!(
        read(&format!("{{\"left\":{{{}}}}}", "\"250\":20,".repeat(100_000).trim_end_matches(','))).is_err()
    );
}

/// Words that must not come through: names, dates, numbers, remarks.
const SECRETS: &[&str] = &["Ruben", "Stone", "1985-02-11", "QX827261", "drummer", "4711"];

#[test]
fn nothing_but_thresholds_comes_through() {
    let table = "Name;Born;Ear;Hz;dB HL;Remark\nRuben Stone;1985-02-11;L;1000;45;drummer 4711\n";
    let object = r#"{"patient": {"name": "Ruben Stone", "born": "1985-02-11", "id": "QX827261"},
        "audiogram": [{"ear": "left", "freq_hz": 1000, "db_hl": 45, "note": "drummer 4711"}]}"#;
    let resource = fhir::SINGLE.to_owned();
    let mut chance = Chance(4);
    let (mut refused, mut taken) = (0, 0);
    for text in [table, object, &resource] {
        assert!(SECRETS.iter().any(|secret| text.contains(secret)));
        assert_eq!(ear(text, Ear::Left), [45.0; AUDIOGRAM_POINTS]);
        for _ in 0..3_000 {
            let shown = match read(&mutated(text, &mut chance)) {
                Ok(chart) => {
                    taken += 1;
                    let thresholds = chart.thresholds.map(Option::unwrap_or_default);
                    Format::ALL.map(|format| write(format, &thresholds)).concat() + &format!("{chart:?}")
                }
                Err(error) => {
                    refused += 1;
                    format!("{error} {error:?}")
                }
            };
            for secret in SECRETS {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }
    println!("{} words looked for in {taken} results and {refused} errors: none found", SECRETS.len());
}
