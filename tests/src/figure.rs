//! Figures of the story's checks: what was measured, and what it has to be. Tests assert them, the demo prints them.

use std::fmt;

use crate::player::Player;

/// What a figure has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Neither less than the first nor more than the second.
    Between(f64, f64),
}

use Limit::{AtLeast, AtMost, Between};

/// Something measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is the figure of.
    pub what: String,
    /// What was measured, in `unit`.
    pub measured: f64,
    /// Unit of measured value and limit; empty where there is none.
    pub unit: &'static str,
    /// What it has to be.
    pub limit: Limit,
}

impl Figure {
    /// `measured` of `what`, and what it has to be.
    pub fn new(what: impl Into<String>, measured: f64, unit: &'static str, limit: Limit) -> Self {
        Self { what: what.into(), measured, unit, limit }
    }

    /// Whether it is what it has to be; what is no number never is.
    pub fn holds(&self) -> bool {
        match self.limit {
            AtMost(most) => self.measured <= most,
            AtLeast(least) => self.measured >= least,
            Between(least, most) => (least..=most).contains(&self.measured),
        }
    }

    /// The measured value with its unit.
    pub fn value(&self) -> String {
        match self.unit {
            "" => format!("{:.3}", self.measured),
            "samples" | "hits" | "states" => format!("{} {}", self.measured, self.unit),
            unit => format!("{:.2} {unit}", self.measured),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AtMost(most) => write!(f, "at most {most}"),
            AtLeast(least) => write!(f, "at least {least}"),
            Between(least, most) => write!(f, "{least} to {most}"),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.what, self.value(), self.limit)
    }
}

/// Prints what `check` measures on `player`, and fails where a figure is not what it has to be.
#[track_caller]
pub fn hold(player: &mut dyn Player, check: impl FnOnce(&mut dyn Player) -> Vec<Figure>) {
    let figures = check(player);
    let name = player.name();
    figures.iter().for_each(|figure| println!("{name}: {figure}"));
    let broken: Vec<String> = figures.iter().filter(|x| !x.holds()).map(ToString::to_string).collect();
    assert!(broken.is_empty(), "{name}: {}", broken.join("; "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_include_their_ends_and_nothing_holds_for_what_is_no_number() {
        let holds = |measured, limit| Figure::new("x", measured, "dB", limit).holds();
        assert!(holds(1.0, AtMost(1.0)) && !holds(1.1, AtMost(1.0)));
        assert!(holds(1.0, AtLeast(1.0)) && !holds(0.9, AtLeast(1.0)));
        assert!(holds(-1.0, Between(-1.0, 3.0)) && holds(3.0, Between(-1.0, 3.0)));
        assert!([AtMost(0.0), AtLeast(0.0), Between(-1.0, 1.0)].into_iter().all(|x| !holds(f64::NAN, x)));
    }

    #[test]
    fn figures_say_what_they_are() {
        let figure = Figure::new("treble", -41.234, "dB", AtMost(-40.0));
        assert_eq!(figure.to_string(), "treble: -41.23 dB (at most -40)");
    }
}
