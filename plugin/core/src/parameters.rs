//! The one table of parameters: everything that names, prints, clamps or automates a parameter reads it here.
//!
//! Ids are frozen and the table is append-only: sessions, automation lanes and presets refer to them for ever.

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
    /// The choice's name, `On` or `Off`, or a whole number.
    Name,
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
    /// Whether a scene stores it.
    pub in_scenes: bool,
    /// First version that had it.
    pub since: &'static str,
}

/// Loudest programme peak the ceiling lets through, dBTP: delivery specifications for cinema and streaming
/// forbid true peaks above -2 dBTP, and generated sound keeps 0.3 dB of distance (`story.md`, mixers' list).
pub const CEILING_MAX_DBTP: f32 = -2.3;

/// What the LFE channel does while the listener's hearing changes.
pub const LFE_CHOICES: &[&str] = &["Follow", "Pass", "Mute"];

/// Overrides for channel counts that do not say which loudspeakers they mean.
pub const LAYOUT_CHOICES: &[&str] = &[
    "From host",
    "Mono: both ears",
    "Mono: left ear",
    "Mono: right ear",
    "Quad",
    "LCRS",
    "LCR + LFE",
    "5.0",
    "4.1",
    "6.0 music",
];

/// Perspective: 0 is the world as recorded, 1 is inside the listener's head.
pub const PERSPECTIVE: Parameter = Parameter {
    id: "perspective",
    name: "Perspective",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 1.0,
    print: Print::WorldToHead,
    automatable: true,
    in_scenes: false,
    since: "0.1.0",
};

/// Position on the loss path: 0 is untouched hearing.
pub const LOSS: Parameter = Parameter {
    id: "loss",
    name: "Loss",
    kind: Kind::Linear { min: 0.0, max: 1.0 },
    default: 0.0,
    print: Print::Percent,
    automatable: true,
    in_scenes: true,
    since: "0.1.0",
};

/// How long a cut between world and head takes, seconds.
pub const CUT_TIME: Parameter = Parameter {
    id: "cut_time",
    name: "Cut time",
    kind: Kind::Skewed { min: 0.005, max: 2.0, skew: 0.3 },
    default: 0.005,
    print: Print::Time,
    automatable: true,
    in_scenes: false,
    since: "0.1.0",
};

/// Level trim of everything heard from inside the head, dB.
pub const TRIM: Parameter = Parameter {
    id: "trim",
    name: "Trim",
    kind: Kind::Linear { min: -24.0, max: 24.0 },
    default: 0.0,
    print: Print::Decibel,
    automatable: true,
    in_scenes: false,
    since: "0.1.0",
};

/// Sends the delayed input out untouched.
pub const BYPASS: Parameter = Parameter {
    id: "bypass",
    name: "Bypass",
    kind: Kind::Switch,
    default: 0.0,
    print: Print::Name,
    automatable: true,
    in_scenes: false,
    since: "0.1.0",
};

/// What the LFE channel does.
pub const LFE: Parameter = Parameter {
    id: "lfe",
    name: "LFE",
    kind: Kind::Choice(LFE_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    in_scenes: false,
    since: "0.1.0",
};

/// Which loudspeakers the channels feed, where their count does not say.
pub const LAYOUT: Parameter = Parameter {
    id: "layout",
    name: "Layout",
    kind: Kind::Choice(LAYOUT_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: false,
    in_scenes: false,
    since: "0.1.0",
};

/// True-peak ceiling of the inside, dBTP.
pub const CEILING: Parameter = Parameter {
    id: "ceiling",
    name: "Ceiling",
    kind: Kind::Linear { min: -24.0, max: CEILING_MAX_DBTP },
    default: CEILING_MAX_DBTP,
    print: Print::Decibel,
    automatable: false,
    in_scenes: false,
    since: "0.1.0",
};

/// Seed of every random stream.
pub const SEED: Parameter = Parameter {
    id: "seed",
    name: "Seed",
    kind: Kind::Whole { min: 0, max: 9999 },
    default: 1.0,
    print: Print::Name,
    automatable: false,
    in_scenes: false,
    since: "0.1.0",
};

/// Every parameter, in the order hosts list them.
pub const TABLE: &[Parameter] = &[PERSPECTIVE, LOSS, CUT_TIME, TRIM, BYPASS, LFE, LAYOUT, CEILING, SEED];

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

    /// The value as people read it.
    pub fn text(&self, value: f32) -> String {
        match (self.print, self.kind) {
            (Print::Decibel, _) => format!("{value:.1} dB"),
            (Print::WorldToHead, _) if value <= 0.0 => "World".to_owned(),
            (Print::WorldToHead, _) if value >= 1.0 => "Head".to_owned(),
            (Print::Percent | Print::WorldToHead, _) => format!("{:.0} %", value * 100.0),
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
        if self.print == Print::WorldToHead {
            match text.to_ascii_lowercase().as_str() {
                "world" => return Some(0.0),
                "head" => return Some(1.0),
                _ => {}
            }
        }
        let split = text.find(|c: char| c.is_alphabetic() || c == '%').unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let number = number.trim().parse::<f32>().ok().filter(|number| number.is_finite())?;
        let scale = match (self.print, unit.trim().to_ascii_lowercase().as_str()) {
            (Print::Decibel, "" | "db" | "dbtp") | (Print::Name, "") | (Print::Time, "s") => 1.0,
            (Print::Percent | Print::WorldToHead, "" | "%") => 0.01,
            (Print::Time, "" | "ms") => 0.001,
            _ => return None,
        };
        Some(number * scale)
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
    }
}
