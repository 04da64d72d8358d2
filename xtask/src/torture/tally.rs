//! What a run was made of: counts, and the worst true values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Counts and extremes by name.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Operations by kind.
    pub operations: BTreeMap<String, u64>,
    /// What happened in them.
    pub events: BTreeMap<String, u64>,
    /// Largest values seen.
    pub worst: BTreeMap<String, f64>,
}

impl Tally {
    /// Adds to a count of what happened.
    pub fn add(&mut self, what: &str, count: u64) {
        // Names are made once: this is called for every block.
        if let Some(sum) = self.events.get_mut(what) {
            *sum += count;
        } else {
            self.events.insert(what.to_owned(), count);
        }
    }

    /// Notes one answer of two.
    pub fn answer(&mut self, is_yes: bool, yes: &str, no: &str) {
        self.add(if is_yes { yes } else { no }, 1);
    }

    /// Notes a value of which the largest is kept.
    pub fn see(&mut self, what: &str, value: f64) {
        if let Some(worst) = self.worst.get_mut(what) {
            *worst = worst.max(value);
        } else {
            self.worst.insert(what.to_owned(), value);
        }
    }

    /// Takes in what another run was made of.
    pub fn merge(&mut self, other: &Self) {
        for (into, from) in [(&mut self.operations, &other.operations), (&mut self.events, &other.events)] {
            for (what, count) in from {
                *into.entry(what.clone()).or_default() += count;
            }
        }
        for (what, value) in &other.worst {
            self.see(what, *value);
        }
    }

    /// The table people read.
    pub fn table(&self) -> String {
        let total: u64 = self.operations.values().sum();
        let row = |(what, count): (&String, &u64)| format!("  {what:<44}{count:>14}\n");
        let value = |(what, value): (&String, &f64)| format!("  {what:<44}{value:>14.6}\n");
        [
            format!("{total} operations:\n"),
            self.operations.iter().map(row).collect(),
            "in which there were:\n".to_owned(),
            self.events.iter().map(row).collect(),
            "worst true values:\n".to_owned(),
            self.worst.iter().map(value).collect(),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_the_worst_stays() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.add("blocks", 2);
        other.add("blocks", 3);
        other.see("peak", 0.5);
        one.see("peak", 0.25);
        one.merge(&other);
        assert_eq!((one.events["blocks"], one.worst["peak"]), (5, 0.5));
        assert!(one.table().contains("blocks"));
    }
}
