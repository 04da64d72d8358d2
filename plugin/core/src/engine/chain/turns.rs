//! Parameters, recalls, scenes and notes on their way into the engine.

use crate::engine::director::Turn;
use crate::engine::settings::Venue;
use crate::parameters::Values;
use crate::story::{Bank, Recall};

use super::Chain;

/// Most notes of one block that call up scenes (design: many more than hands play).
const MOST_CUES: usize = 64;

/// Slots to be called up, and when, in order of time.
#[derive(Debug)]
pub struct Cues {
    list: [(u64, usize); MOST_CUES],
    next: usize,
    count: usize,
}

impl Default for Cues {
    fn default() -> Self {
        Self { list: [(0, 0); MOST_CUES], next: 0, count: 0 }
    }
}

impl Cues {
    pub(super) fn clear(&mut self) {
        (self.next, self.count) = (0, 0);
    }

    /// Appends a cue, no earlier than the last one; with no room left the last one gives way.
    fn push(&mut self, time: u64, slot: usize) {
        if self.next == self.count {
            self.clear();
        }
        let last = self.count.min(MOST_CUES - 1);
        let time = if self.count > 0 { time.max(self.list[self.count - 1].0) } else { time };
        self.list[last] = (time, slot);
        self.count = last + 1;
    }

    /// Samples from `now` to the next cue.
    pub(super) fn until_next(&self, now: u64) -> Option<usize> {
        (self.next < self.count).then(|| self.list[self.next].0.saturating_sub(now) as usize)
    }

    /// The slot that is due at sample `now`.
    fn due(&mut self, now: u64) -> Option<usize> {
        let due = self.until_next(now) == Some(0);
        self.next += usize::from(due);
        due.then(|| self.list[self.next - 1].1)
    }
}

impl Chain {
    /// Scenes from now on: the bank is copied. Audio thread.
    pub fn tell(&mut self, bank: &Bank) {
        self.director.tell(bank);
    }

    /// Takes a recall, once, while the parameters stand at `lanes`; before the next [`play`](Self::play). Audio thread.
    pub fn recall(&mut self, recall: &Recall, lanes: &Values) {
        self.director.recall(recall, lanes);
    }

    /// What the parameters say from the next input sample on. Audio thread.
    pub fn play(&mut self, lanes: &Values, venue: Venue) {
        if let Some(turn) = self.director.play(lanes, venue, self.elapsed) {
            self.take_turn(&turn);
        }
    }

    /// Calls up the scene in `slot`, `offset` samples from now. Audio thread.
    pub fn cue(&mut self, slot: usize, offset: usize) {
        self.cues.push(self.elapsed + offset as u64, slot);
    }

    /// The slot that was called up last, as long as it plays.
    pub const fn cued(&self) -> Option<usize> {
        self.director.cued()
    }

    /// Takes the turns that are due at the next sample.
    pub(super) fn direct(&mut self) {
        while let Some(slot) = self.cues.due(self.elapsed) {
            if let Some(turn) = self.director.cue(slot, self.elapsed) {
                self.take_turn(&turn);
            }
        }
        // On the grid at which frames end, so that it makes no difference where blocks do.
        if self.clock.delayed(self.inside_delay).is_on(self.control)
            && let Some(turn) = self.director.step(self.elapsed)
        {
            self.take_turn(&turn);
        }
    }

    fn take_turn(&mut self, turn: &Turn) {
        self.enter(&turn.settings.sanitised(), turn.change);
    }
}
