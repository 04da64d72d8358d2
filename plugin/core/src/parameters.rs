//! The one table of parameters: everything that names, prints, clamps or automates a parameter reads it here.
//!
//! Ids are frozen and the table is append-only: sessions, automation lanes and presets refer to them for ever.

mod between;
mod detail;
mod electrodes;
mod events;
mod implant;
mod inner;
mod outer;
mod scenes;
mod table;
mod text;
mod thresholds;
mod values;

pub use detail::*;
pub use events::*;
pub use implant::*;
pub use inner::*;
pub use outer::*;
pub use scenes::*;
pub use table::*;
pub use thresholds::*;
pub use values::{Values, position};

/// Most parameters a host may automate: what a mixer finds his way in.
pub const MOST_AUTOMATABLE: usize = 40;

/// Highest hearing level an audiometer presents, dB HL (ISO 8253-1): what is not heard there has no response.
pub const HIGHEST_LEVEL: f32 = 120.0;

/// How a parameter's value runs over the host's 0..1 lane, and over time when two scenes are interpolated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A continuous value in `unit`, even over the lane.
    Linear {
        /// Smallest value.
        min: f32,
        /// Largest value.
        max: f32,
    },
    /// A continuous positive value, even over the lane after raising the lane's position to `1 / skew`.
    Skewed {
        /// Smallest value.
        min: f32,
        /// Largest value.
        max: f32,
        /// Lane exponent: below 1 gives small values more room.
        skew: f32,
    },
    /// One of several named choices; the value is an index into the names.
    Choice(&'static [&'static str]),
    /// A whole number.
    Whole {
        /// Smallest value.
        min: i32,
        /// Largest value.
        max: i32,
    },
    /// Off (0) or on (1).
    Switch,
}

/// What a printed value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// `12.3 dB`; the stored unit is decibels.
    Decibel,
    /// `65 %`; the stored value is 0..1.
    Percent,
    /// `World`, `35 %`, `Head`: percent with names at both ends.
    WorldToHead,
    /// `5.0 ms` or `1.50 s`; the stored unit is seconds.
    Time,
    /// `Left 40 %`, `Equal`, `Right 40 %`; the stored value is -1..1.
    Ear,
    /// `Left 30 cents up`, `Equal`, `Right 30 cents up`; the stored value is cents, the right ear's re the left's.
    Pitch,
    /// `45 dB HL`, or `No response` at the end of the range.
    HearingLevel,
    /// `79.0 dB SPL`.
    SoundLevel,
    /// `7.0 dB SL`.
    SensationLevel,
    /// `-38.0 dBFS`.
    FullScale,
    /// `600 Hz` or `6.00 kHz`; the stored unit is hertz.
    Frequency,
    /// `1.2 dB/mm`: how steeply current falls along the cochlea.
    CurrentSlope,
    /// `3.0 mm`.
    Millimetres,
    /// `900 pps`: pulses a second.
    PulseRate,
    /// `0.3 oct`.
    Octaves,
    /// `6.50`: a position between the slots of scenes.
    Slots,
    /// `None`, or the numbers of electrodes as a list: `1-3, 7`.
    Electrodes,
    /// The choice's name, `On` or `Off`, or a whole number.
    Name,
}

/// What stores a parameter besides the session, and who rules it then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Scenes and presets. In a scene the scene's value sounds, whatever the parameter says.
    Scene,
    /// Scenes and presets. A scene has a share of its own, joined with what the parameter says, so that the parameter
    /// is always obeyed: switches are on if either is, decibels add up, shares multiply.
    Joined,
    /// Presets: a scene leaves it alone.
    Preset,
    /// Neither: it belongs to the place, the programme or the moment.
    Session,
}

/// One parameter of the plugin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Identifier in state, presets and on the command line; never changes.
    pub id: &'static str,
    /// Display name.
    pub name: &'static str,
    /// Range and lane law.
    pub kind: Kind,
    /// Value of a freshly inserted plugin, in the parameter's own unit (an index for choices, 0 or 1 for switches).
    pub default: f32,
    /// How values are printed.
    pub print: Print,
    /// Whether a host may automate it.
    pub automatable: bool,
    /// What stores it besides the session.
    pub stored: Stored,
    /// First version that had it.
    pub since: &'static str,
}

/// The parameter with this id.
pub fn find(id: &str) -> Option<&'static Parameter> {
    TABLE.iter().find(|parameter| parameter.id == id)
}

impl Parameter {
    /// Smallest and largest value, in the parameter's own unit.
    pub fn range(&self) -> (f32, f32) {
        match self.kind {
            Kind::Linear { min, max } | Kind::Skewed { min, max, .. } => (min, max),
            Kind::Choice(names) => (0.0, names.len().saturating_sub(1) as f32),
            Kind::Whole { min, max } => (min as f32, max as f32),
            Kind::Switch => (0.0, 1.0),
        }
    }

    /// `value` if it is one the parameter can take, its nearest bound if it is not, the default if it is no number.
    pub fn sanitised(&self, value: f32) -> f32 {
        let (min, max) = self.range();
        if value.is_finite() { value.clamp(min, max) } else { self.default }
    }

    /// Where `value` lies on the host's 0..1 lane.
    pub fn to_lane(&self, value: f32) -> f64 {
        let (min, max) = self.range();
        let even = f64::from(self.sanitised(value) - min) / f64::from(max - min).max(f64::MIN_POSITIVE);
        match self.kind {
            Kind::Skewed { skew, .. } => libm::pow(even, f64::from(skew)),
            _ => even,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_plain() {
        for (idx, parameter) in TABLE.iter().enumerate() {
            assert!(parameter.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
            assert!(
                TABLE[..idx].iter().all(|other| other.id != parameter.id),
                "{} stands twice",
                parameter.id
            );
        }
    }

    #[test]
    fn the_manual_lists_every_parameter_in_the_tables_order() {
        let manual = include_str!("../../../README.md");
        let rows = manual.lines().skip_while(|line| !line.starts_with("| parameter | id |")).skip(2);
        // The last row stands for the whole audiogram, from its first parameter to its last.
        let listed: Vec<[&str; 2]> = rows
            .take_while(|line| line.starts_with('|'))
            .flat_map(|line| {
                let mut cells = line.split('|').map(str::trim).skip(1);
                let [names, ids] = [cells.next().unwrap_or(""), cells.next().unwrap_or("")];
                names.split(" ... ").zip(ids.split(" ... ").map(|id| id.trim_matches('`')))
            })
            .map(|(name, id)| [name, id])
            .collect();
        let thresholds = THRESHOLDS.as_flattened();
        let is_listed =
            |entry: &&Parameter| thresholds[1..thresholds.len() - 1].iter().all(|other| other.id != entry.id);
        let expected: Vec<[&str; 2]> =
            TABLE.iter().filter(is_listed).map(|entry| [entry.name, entry.id]).collect();
        assert_eq!(listed, expected);
    }

    #[test]
    fn a_mixer_finds_at_most_forty_lanes() {
        assert!(TABLE.iter().filter(|parameter| parameter.automatable).count() <= MOST_AUTOMATABLE);
    }

    #[test]
    fn printed_values_parse_back() {
        for parameter in TABLE {
            let (min, max) = parameter.range();
            for value in [min, parameter.default, max] {
                let text = parameter.text(value);
                let parsed = parameter.parse(&text).unwrap_or_else(|| panic!("{text} of {}", parameter.id));
                assert!((parsed - value).abs() <= 0.005 * (max - min), "{text} read back as {parsed}");
            }
        }
    }

    #[test]
    fn nonsense_is_refused_and_non_numbers_become_the_default() {
        assert_eq!(TRIM.parse("loud"), None);
        assert_eq!(TRIM.parse("NaN"), None);
        assert_eq!(CUT_TIME.parse("5 dB"), None);
        assert_eq!(TRIM.sanitised(f32::NAN), 0.0);
        assert_eq!(TRIM.sanitised(1.0e9), 24.0);
        assert_eq!(CUT_TIME.text(0.005), "5.0 ms");
        assert_eq!(TRIM.text(-12.34), "-12.3 dB");
        assert_eq!(BETTER_EAR.text(-0.4), "Left 40 %");
        assert_eq!(BETTER_EAR.parse("left 50 %"), Some(-0.5));
        assert_eq!(THRESHOLDS[1][10].id, "threshold_right_8000");
        assert_eq!(THRESHOLDS[0][0].text(45.0), "45 dB HL");
        assert_eq!(THRESHOLDS[0][0].parse("NR"), Some(NO_RESPONSE));
    }
}
