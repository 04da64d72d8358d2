//! Many values at once: a preset, an undo, the other of A and B. The sound gets them as one, at once and by a cut; the
//! parameters follow one by one, and nothing is heard twice.

use crate::parameters::{COUNT, Values};

/// How long parameters may take to follow, seconds: some blocks of a slow host (design). What has not followed by then
/// goes back to what its parameter says.
pub const LONGEST_SECONDS: f64 = 0.5;

/// What is recalled: every parameter before and after.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Recall {
    /// How many there have been in this instance's life; 0 is none.
    pub number: u64,
    /// What the parameters stood at when it was asked for.
    pub before: Values,
    /// What they are about to stand at.
    pub after: Values,
}

/// What of a recall its parameters have not followed yet.
#[derive(Debug, Clone, Copy)]
pub struct Recalled {
    ahead: [Option<f32>; COUNT],
    /// Samples until everything is given up.
    left: usize,
}

impl Default for Recalled {
    fn default() -> Self {
        Self { ahead: [None; COUNT], left: 0 }
    }
}

impl Recalled {
    /// Takes a recall while the parameters stand at `lanes`: those that have moved since it was asked for stay where they
    /// are. Audio thread.
    pub fn take(&mut self, recall: &Recall, lanes: &Values, longest: usize) {
        for (n, ahead) in self.ahead.iter_mut().enumerate() {
            let is_ours = ahead.is_some() || lanes.at(n) == recall.before.at(n);
            *ahead = is_ours.then(|| recall.after.at(n)).filter(|after| *after != lanes.at(n));
        }
        self.left = longest;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What holds while the parameters stand at `lanes`. Audio thread.
    pub fn applied(&mut self, lanes: &Values) -> Values {
        if self.left == 0 {
            return *lanes;
        }
        let mut values = *lanes;
        for (n, ahead) in self.ahead.iter_mut().enumerate() {
            *ahead = ahead.filter(|after| *after != lanes.at(n));
            if let Some(after) = *ahead {
                values.set(n, after);
            }
        }
        values
    }

    /// Lets `samples` pass.
    pub fn advance(&mut self, samples: usize) {
        self.left = self.left.saturating_sub(samples);
        if self.left == 0 {
            self.ahead = [None; COUNT];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{LOSS, SEED, TINNITUS, TRIM};

    fn values(loss: f32, trim: f32) -> Values {
        Values::default().with(&LOSS, loss).with(&TRIM, trim)
    }

    #[test]
    fn everything_is_there_at_once_and_nothing_twice() {
        let (before, after) = (values(0.1, 0.0), values(0.8, -3.0));
        let mut recalled = Recalled::default();
        recalled.take(&Recall { number: 1, before, after }, &before, 1000);
        assert_eq!(recalled.applied(&before), after);
        assert_eq!(recalled.applied(&values(0.8, 0.0)), after, "one has followed");
        assert_eq!(recalled.applied(&after), after);
        assert_eq!(recalled.applied(&values(0.2, -3.0)).of(&LOSS), 0.2, "then the host moves it");
    }

    #[test]
    fn lanes_that_have_moved_in_the_meantime_rule() {
        let (before, after) = (values(0.1, 0.0), values(0.8, -3.0));
        let mut recalled = Recalled::default();
        recalled.take(&Recall { number: 1, before, after }, &values(0.4, 0.0), 1000);
        assert_eq!(recalled.applied(&values(0.4, 0.0)), values(0.4, -3.0));
    }

    #[test]
    fn a_second_recall_before_the_first_has_been_followed_wins() {
        let [zero, one, two] = [values(0.0, 0.0), values(0.5, 0.0), values(0.0, -6.0)];
        let mut recalled = Recalled::default();
        recalled.take(&Recall { number: 1, before: zero, after: one }, &zero, 1000);
        recalled.take(&Recall { number: 2, before: one, after: two }, &zero, 1000);
        assert_eq!(recalled.applied(&zero), two);
    }

    #[test]
    fn parameters_that_never_follow_are_believed_in_the_end() {
        let (before, after) = (values(0.1, 0.0), values(0.8, -3.0).with(&TINNITUS, 0.5).with(&SEED, 5.0));
        let mut recalled = Recalled::default();
        recalled.take(&Recall { number: 1, before, after }, &before, 1000);
        recalled.advance(999);
        assert_eq!(recalled.applied(&before), after);
        recalled.advance(1);
        assert_eq!(recalled.applied(&before), before);
    }
}
