//! Parameter values as people type them: `0.65`, `65 %`, `5 ms`, `Head`, a choice's name.

use anyhow::{Result, anyhow, ensure};
use threshold_core::parameters::{self, Parameter, TABLE};

/// Most suggestions for a misspelt id.
const SUGGESTIONS: usize = 3;

/// The parameter called `id`; otherwise an error that offers the nearest names.
pub fn parameter(id: &str) -> Result<&'static Parameter> {
    parameters::find(id).ok_or_else(|| {
        let mut near: Vec<(f64, &str)> = TABLE
            .iter()
            .map(|entry| (strsim::jaro_winkler(entry.id, &id.to_lowercase()), entry.id))
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let names: Vec<&str> = near.iter().take(SUGGESTIONS).map(|(_, name)| *name).collect();
        anyhow!("there is no parameter {id:?}; the nearest are {}", names.join(", "))
    })
}

/// `text` as a value of `entry` in its own unit: a bare number is the table's plain unit (0..1, seconds, dB, a choice's
/// index), anything else is read as the plugin prints it. Errors name the range.
pub fn value(entry: &Parameter, text: &str) -> Result<f32> {
    let (min, max) = entry.range();
    let range = || format!("{} to {} ({min} to {max})", entry.text(min), entry.text(max));
    let parsed = text.trim().parse::<f32>().ok().or_else(|| entry.parse(text));
    let value = parsed.ok_or_else(|| anyhow!("{text:?} is no value of {}: {}", entry.id, range()))?;
    ensure!((min..=max).contains(&value), "{text} is out of range for {}: {}", entry.id, range());
    Ok(value)
}

/// `id=value` as parameter and value.
pub fn assignment(text: &str) -> Result<(&'static Parameter, f32)> {
    let (id, typed) =
        text.split_once('=').ok_or_else(|| anyhow!("{text:?} should read id=value, as in loss=0.65"))?;
    let entry = parameter(id.trim())?;
    Ok((entry, value(entry, typed)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::NO_RESPONSE;

    #[test]
    fn values_are_plain_or_as_printed() {
        for (text, expected) in [
            ("loss=0.65", 0.65),
            ("loss=65 %", 0.65),
            ("cut_time=0.5", 0.5),
            ("cut_time=500 ms", 0.5),
            ("perspective=World", 0.0),
            ("trim=-3 dB", -3.0),
            ("lfe=Mute", 2.0),
            ("lfe=1", 1.0),
            ("bypass=On", 1.0),
            ("threshold_left_4000=60", 60.0),
            ("threshold_right_125=45 dB HL", 45.0),
            ("threshold_left_8000=NR", NO_RESPONSE),
            ("better_ear=Left 50 %", -0.5),
            ("better_ear=Equal", 0.0),
            ("listening_level=85 dB SPL", 85.0),
            ("loss_path=N3 moderate", 4.0),
        ] {
            assert!((assignment(text).unwrap().1 - expected).abs() < 1e-6, "{text}");
        }
    }

    #[test]
    fn mistakes_are_explained() {
        let error = |text: &str| format!("{:#}", assignment(text).unwrap_err());
        assert!(error("los=1").contains("nearest are loss"), "{}", error("los=1"));
        assert!(error("trim=60").contains("-24.0 dB to 24.0 dB"));
        assert!(error("loss=NaN").contains("out of range"));
        assert!(error("loss=much").contains("no value of loss"));
        assert!(error("loss").contains("id=value"));
    }
}
