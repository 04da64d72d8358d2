//! How values are printed, and what a person may type.

use super::{HIGHEST_LEVEL, Kind, NO_RESPONSE, Parameter, Print, electrodes};

impl Parameter {
    /// The value as people read it.
    pub fn text(&self, value: f32) -> String {
        match (self.print, self.kind) {
            (Print::Decibel, _) => format!("{value:.1} dB"),
            (Print::WorldToHead, _) if value <= 0.0 => "World".to_owned(),
            (Print::WorldToHead, _) if value >= 1.0 => "Head".to_owned(),
            (Print::Percent | Print::WorldToHead, _) => format!("{:.0} %", value * 100.0),
            (Print::Ear, _) if libm::roundf(value * 100.0) == 0.0 => "Equal".to_owned(),
            (Print::Ear, _) => format!("{} {:.0} %", side(value), value.abs() * 100.0),
            (Print::Pitch, _) if libm::roundf(value) == 0.0 => "Equal".to_owned(),
            (Print::Pitch, _) => format!("{} {:.0} cents up", side(value), value.abs()),
            (Print::HearingLevel, _) if value > HIGHEST_LEVEL => "No response".to_owned(),
            (Print::HearingLevel, _) => format!("{value:.0} dB HL"),
            (Print::SoundLevel, _) => format!("{value:.1} dB SPL"),
            (Print::SensationLevel, _) => format!("{value:.1} dB SL"),
            (Print::FullScale, _) => format!("{value:.1} dBFS"),
            (Print::Frequency, _) if value < 1000.0 => format!("{value:.0} Hz"),
            (Print::Frequency, _) => format!("{:.2} kHz", value * 0.001),
            (Print::CurrentSlope, _) => format!("{value:.1} dB/mm"),
            (Print::Millimetres, _) => format!("{value:.1} mm"),
            (Print::PulseRate, _) => format!("{value:.0} pps"),
            (Print::Octaves, _) => format!("{value:.2} oct"),
            (Print::Slots, _) => format!("{value:.2}"),
            (Print::Electrodes, _) => electrodes::text(value as u32),
            (Print::Time, _) if value < 1.0 => format!("{:.1} ms", value * 1000.0),
            (Print::Time, _) => format!("{value:.2} s"),
            (Print::Name, Kind::Choice(names)) => {
                names.get(value.max(0.0) as usize).copied().unwrap_or("?").to_owned()
            }
            (Print::Name, Kind::Switch) => if value > 0.5 { "On" } else { "Off" }.to_owned(),
            (Print::Name, _) => format!("{value:.0}"),
        }
    }

    /// The value a person typed: the printed form, or a bare number in the printed unit. `None` if it is neither.
    pub fn parse(&self, text: &str) -> Option<f32> {
        let text = text.trim();
        match self.kind {
            Kind::Choice(names) => {
                if let Some(idx) = names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
                    return Some(idx as f32);
                }
            }
            Kind::Switch => match text.to_ascii_lowercase().as_str() {
                "on" | "true" | "yes" => return Some(1.0),
                "off" | "false" | "no" => return Some(0.0),
                _ => {}
            },
            _ => {}
        }
        let lower = text.to_ascii_lowercase();
        if self.print == Print::Electrodes {
            return electrodes::parse(&lower).map(|list| list as f32);
        }
        match (self.print, lower.as_str()) {
            (Print::WorldToHead, "world") | (Print::Ear | Print::Pitch, "equal") => return Some(0.0),
            (Print::WorldToHead, "head") => return Some(1.0),
            (Print::HearingLevel, "nr" | "no response") => return Some(NO_RESPONSE),
            _ => {}
        }
        let (text, side) = match (self.print, lower.split_once(' ')) {
            (Print::Ear | Print::Pitch, Some(("left", amount))) => (amount, -1.0),
            (Print::Ear | Print::Pitch, Some(("right", amount))) => (amount, 1.0),
            _ => (lower.as_str(), 1.0),
        };
        let split = text.find(|c: char| c.is_alphabetic() || c == '%').unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let number = number.trim().parse::<f32>().ok().filter(|number| number.is_finite())?;
        let scale = match (self.print, unit.trim().to_ascii_lowercase().as_str()) {
            (Print::Decibel, "" | "db" | "dbtp")
            | (Print::HearingLevel, "" | "db" | "db hl")
            | (Print::SoundLevel, "" | "db" | "db spl")
            | (Print::SensationLevel, "" | "db" | "db sl")
            | (Print::FullScale, "" | "db" | "dbfs")
            | (Print::Frequency, "" | "hz")
            | (Print::CurrentSlope, "" | "db/mm")
            | (Print::Millimetres, "" | "mm")
            | (Print::PulseRate, "" | "pps")
            | (Print::Octaves, "" | "oct" | "octaves")
            | (Print::Name | Print::Slots, "")
            | (Print::Pitch, "" | "cents" | "cents up")
            | (Print::Time, "s") => 1.0,
            (Print::Percent | Print::WorldToHead | Print::Ear, "" | "%") => 0.01,
            (Print::Time, "" | "ms") => 0.001,
            (Print::Frequency, "khz" | "k") => 1000.0,
            _ => return None,
        };
        Some(side * number * scale)
    }
}

/// The ear a value from one to the other lies at.
fn side(value: f32) -> &'static str {
    if value < 0.0 { "Left" } else { "Right" }
}
