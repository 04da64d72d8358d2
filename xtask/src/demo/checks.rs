//! The story's checks 1 to 10, state by state: each measured through the built bundle in the drummer's own scene.

mod table;

use std::fmt::Write;

use integration::figure::Figure;
use integration::presets::each;

use crate::hosted::Hosted;
use crate::presets::Journey;

pub use table::tasks;

/// What measures, from the bundle that starts from the journey's preset.
type Measure = Box<dyn Fn(&Hosted, &Journey) -> Vec<Figure> + Send + Sync>;

/// One state's part in a check.
pub struct Task {
    /// Number of the check in the story.
    pub check: u8,
    /// Number of the state, which is that of its slot.
    pub slot: usize,
    /// What of the scene is moved so that the check measures what it is about; empty where it is measured as it is.
    pub moved: String,
    measure: Measure,
}

/// What a task has measured.
pub struct Measured {
    /// Number of the check in the story.
    pub check: u8,
    /// Number of the state.
    pub slot: usize,
    /// As in the [`Task`].
    pub moved: String,
    /// What was measured.
    pub figures: Vec<Figure>,
}

/// Measures everything, on as many threads as there are cores. `hosted` starts from the preset that `journey` was read
/// from.
pub fn measure(tasks: &[Task], hosted: &Hosted, journey: &Journey) -> Vec<Measured> {
    let mut measured = each(tasks, |task| Measured {
        check: task.check,
        slot: task.slot,
        moved: task.moved.clone(),
        figures: (task.measure)(hosted, journey),
    });
    // What takes longest was begun first.
    measured.sort_by_key(|measured| (measured.check, measured.slot));
    measured
}

/// Every figure under its check and state, `names` being those of the slots; and how many are not what they have to be.
pub fn report(measured: &[Measured], names: &[String]) -> (String, usize) {
    let (mut text, mut broken, mut check) = (String::new(), 0, 0);
    for part in measured {
        if check != part.check {
            check = part.check;
            let _ = writeln!(text, "\ncheck {check}: {}", TITLES[usize::from(check) - 1]);
        }
        let moved = if part.moved.is_empty() { String::new() } else { format!(" ({})", part.moved) };
        let _ = writeln!(text, "  S{} {}{moved}", part.slot, names[part.slot]);
        for figure in &part.figures {
            let verdict = if figure.holds() { "pass" } else { "FAIL" };
            broken += usize::from(!figure.holds());
            let _ = writeln!(text, "    {verdict}  {figure}");
        }
    }
    (text, broken)
}

/// What the checks are about.
const TITLES: [&str; 10] = [
    "greys",
    "greys to black",
    "hard cut",
    "objective path",
    "pop",
    "handover",
    "mumble but present",
    "contact",
    "implant",
    "silence",
];

#[cfg(test)]
mod tests {
    use super::*;
    use integration::figure::Limit::AtMost;

    #[test]
    fn every_check_has_its_states() {
        let tasks = tasks();
        for check in 1..=10 {
            assert!(tasks.iter().any(|task| task.check == check), "check {check}");
        }
    }

    #[test]
    fn what_fails_is_shown_and_counted() {
        let figures = vec![
            Figure::new("treble", -41.0, "dB", AtMost(-40.0)),
            Figure::new("bass", 2.0, "dB", AtMost(1.0)),
        ];
        let part = Measured { check: 1, slot: 0, moved: "as a test".to_owned(), figures };
        let (text, broken) = report(&[part], &["The stage".to_owned()]);
        assert_eq!(broken, 1);
        assert!(text.contains(
            "check 1: greys\n  S0 The stage (as a test)\n    pass  treble: -41.00 dB (at most -40)"
        ));
        assert!(text.contains("FAIL  bass: 2.00 dB (at most 1)"));
    }
}
