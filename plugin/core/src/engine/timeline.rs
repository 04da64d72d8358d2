//! Settings on their way: what is automated waits for the sound it belongs to.

use crate::base::Change;

use super::settings::Settings;

/// One change of settings, and the sample of input it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Count of input samples before it.
    pub time: u64,
    /// The settings from there on.
    pub settings: Settings,
    /// How they take over.
    pub change: Change,
}

/// Reads the timeline a fixed number of samples late.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reader {
    next: u64,
    delay: u64,
}

/// The changes of the last `latency` samples, in a ring. At most one per sample: a second one at the same sample replaces
/// the first.
#[derive(Debug, Default)]
pub struct Timeline {
    entries: Vec<Entry>,
    /// Entries pushed since the reset; the newest is number `count - 1`.
    count: u64,
}

impl Timeline {
    /// Makes room for readers up to `longest_delay` samples late. Allocates.
    pub fn prepare(&mut self, longest_delay: usize) {
        let blank = Entry { time: 0, settings: Settings::default(), change: Change::Jump };
        self.entries = vec![blank; longest_delay + 2];
        self.count = 0;
    }

    /// Forgets every change.
    pub fn reset(&mut self) {
        self.count = 0;
    }

    /// Appends a change, not earlier than the last one.
    pub fn push(&mut self, entry: Entry) {
        if self.entries.is_empty() {
            return;
        }
        if self.count > 0 && self.at(self.count - 1).time == entry.time {
            self.count -= 1;
        }
        let slot = self.slot(self.count);
        self.entries[slot] = entry;
        self.count += 1;
    }

    /// Removes a change at `time`: it has been taken back before any sample felt it.
    pub fn take_back(&mut self, time: u64) {
        if self.count > 0 && self.at(self.count - 1).time == time {
            self.count -= 1;
        }
    }

    /// The last change of all.
    pub fn newest(&self) -> Option<&Entry> {
        (self.count > 0).then(|| self.at(self.count - 1))
    }

    /// The last change before `time`.
    pub fn last_before(&self, time: u64) -> Option<&Entry> {
        let newest = (self.count > 0).then(|| self.at(self.count - 1))?;
        if newest.time < time {
            return Some(newest);
        }
        (self.count > 1).then(|| self.at(self.count - 2))
    }

    fn slot(&self, number: u64) -> usize {
        (number % self.entries.len() as u64) as usize
    }

    fn at(&self, number: u64) -> &Entry {
        &self.entries[self.slot(number)]
    }
}

impl Reader {
    /// A reader `delay` samples late.
    pub const fn new(delay: usize) -> Self {
        Self { next: 0, delay: delay as u64 }
    }

    /// Passes over everything pushed so far.
    pub fn skip_to_end(&mut self, timeline: &Timeline) {
        self.next = timeline.count;
    }

    /// The next change that is due at sample `now`, if any.
    pub fn due(&mut self, timeline: &Timeline, now: u64) -> Option<Entry> {
        let entry = self.peek(timeline).filter(|entry| entry.time + self.delay <= now)?;
        self.next += 1;
        Some(entry)
    }

    /// Samples from `now` to the next change, if one is known.
    pub fn until_next(&self, timeline: &Timeline, now: u64) -> Option<usize> {
        self.peek(timeline).map(|entry| (entry.time + self.delay).saturating_sub(now) as usize)
    }

    fn peek(&self, timeline: &Timeline) -> Option<Entry> {
        (self.next < timeline.count).then(|| *timeline.at(self.next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(time: u64, loss: f32) -> Entry {
        Entry { time, settings: Settings { loss, ..Settings::default() }, change: Change::Glide }
    }

    #[test]
    fn every_reader_gets_every_change_at_its_own_delay_even_one_per_sample() {
        const DELAY: usize = 50;
        let mut timeline = Timeline::default();
        timeline.prepare(DELAY);
        let mut readers = [Reader::new(0), Reader::new(20), Reader::new(DELAY)];
        for now in 0..500u64 {
            timeline.push(entry(now, now as f32));
            for reader in &mut readers {
                let due = reader.due(&timeline, now);
                assert_eq!(due.map(|due| due.settings.loss), now.checked_sub(reader.delay).map(|n| n as f32));
                assert!(reader.due(&timeline, now).is_none());
            }
        }
    }

    #[test]
    fn a_second_change_at_one_sample_replaces_the_first() {
        let mut timeline = Timeline::default();
        timeline.prepare(0);
        timeline.push(entry(3, 0.1));
        timeline.push(entry(7, 0.2));
        timeline.push(entry(7, 0.3));
        assert_eq!(timeline.last_before(7), Some(&entry(3, 0.1)));
        let mut reader = Reader::new(0);
        assert_eq!(reader.due(&timeline, 7), Some(entry(3, 0.1)));
        assert_eq!(reader.due(&timeline, 7), Some(entry(7, 0.3)));
        assert_eq!(reader.due(&timeline, 7), None);
    }
}
