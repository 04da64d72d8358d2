//! Audiograms as text: thresholds, and nothing that says whose or when.

use std::fmt::Write as _;

use serde_json::{Value, json};
use threshold_core::base::{Ear, PerEar};

use threshold_core::hearing::audiogram::{Audiogram, CLINICAL};
use threshold_core::parameters::{AUDIOGRAM_POINTS, HIGHEST_LEVEL, NO_RESPONSE};

use super::fhir::codes;

/// A way to write an audiogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with the header `ear,freq_hz,db_hl`.
    Csv,
    /// The same with tabulators, as spreadsheets take it.
    Tsv,
    /// A list of objects with these fields.
    Json,
    /// A FHIR R4 Bundle of Observations, in JSON.
    Fhir,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Tsv, Self::Json, Self::Fhir];

    /// The format's name, for menus.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Json => "JSON",
            Self::Fhir => "FHIR",
        }
    }
}

/// One threshold of one ear.
struct Row {
    ear: Ear,
    hz: f32,
    level: f32,
}

impl Row {
    fn is_heard(&self) -> bool {
        self.level != NO_RESPONSE
    }

    fn ear(&self) -> &'static str {
        match self.ear {
            Ear::Left => "left",
            Ear::Right => "right",
        }
    }

    /// The level as a table has it.
    fn cell(&self) -> String {
        if self.is_heard() { self.level.to_string() } else { "NR".to_owned() }
    }

    /// A level in the fewest digits that are this level, as a number in JSON.
    fn number(level: f32) -> Value {
        level.to_string().parse::<f64>().map_or(Value::Null, Value::from)
    }
}

/// Both ears' thresholds at the audiogram's frequencies, dB HL, as text that [`read`](super::read) reads back
/// exactly. Main thread.
///
/// Levels are written as they are heard: out of range they are the nearest bound, and above 120 dB HL no
/// response.
pub fn write(format: Format, thresholds: &PerEar<[f32; AUDIOGRAM_POINTS]>) -> String {
    let rows: Vec<Row> = Ear::BOTH
        .into_iter()
        .flat_map(|ear| {
            let heard = Audiogram::clinical(thresholds[ear]).sanitised().points();
            CLINICAL.into_iter().zip(heard).map(move |(hz, level)| Row { ear, hz, level })
        })
        .collect();
    match format {
        Format::Csv => table(&rows, ','),
        Format::Tsv => table(&rows, '\t'),
        Format::Json => list(&rows),
        Format::Fhir => bundle(&rows),
    }
}

fn table(rows: &[Row], separator: char) -> String {
    let mut text = format!("ear{separator}freq_hz{separator}db_hl\n");
    for row in rows {
        let _ = writeln!(text, "{}{separator}{}{separator}{}", row.ear(), row.hz, row.cell());
    }
    text
}

fn list(rows: &[Row]) -> String {
    let objects: Vec<String> = rows
        .iter()
        .map(|row| {
            let level = if row.is_heard() { Row::number(row.level) } else { json!("NR") };
            format!("  {{\"ear\": \"{}\", \"freq_hz\": {}, \"db_hl\": {level}}}", row.ear(), row.hz)
        })
        .collect();
    format!("[\n{}\n]\n", objects.join(",\n"))
}

fn bundle(rows: &[Row]) -> String {
    let entries: Vec<Value> =
        rows.iter().map(|row| json!({ "fullUrl": identity(row), "resource": observation(row) })).collect();
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    format!("{bundle:#}\n")
}

/// A threshold as an Observation. Its status is unknown: the plugin can't tell a measurement from a made-up
/// audiogram. No response is more than the audiometer's highest level.
fn observation(row: &Row) -> Value {
    let name = format!("Hearing threshold Ear - {} --{} Hz", row.ear(), row.hz);
    let mut code = json!({ "text": name });
    if let Some(loinc) = codes::loinc(row.ear, f64::from(row.hz)) {
        code["coding"] = json!([{ "system": codes::LOINC, "code": loinc, "display": name }]);
    }
    let mut value = json!({ "unit": "dB HL", "system": "http://unitsofmeasure.org", "code": "dB" });
    value["value"] = Row::number(row.level.min(HIGHEST_LEVEL));
    if !row.is_heard() {
        value["comparator"] = json!(">");
    }
    json!({ "resourceType": "Observation", "status": "unknown", "code": code, "valueQuantity": value })
}

/// The name a Bundle asks of every entry: a UUID of RFC 9562's version 8, made of the threshold alone, so that
/// it stands for nothing else.
fn identity(row: &Row) -> String {
    let ear = Ear::BOTH.iter().position(|ear| *ear == row.ear).unwrap_or_default();
    format!("urn:uuid:{:08x}-{:04x}-8{ear:03x}-8000-000000000000", row.level.to_bits(), row.hz as u16)
}
