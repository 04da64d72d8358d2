//! Notes of one block as the framework may have them: keys that exist, velocities that are numbers, times inside
//! the block and in order, however many there were.

/// Most notes of one block that reach the framework. Of more, the last ones do: what a note starts, a later one
/// may replace.
pub(super) const MAX_NOTES: usize = 512;

/// One note that begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Note {
    /// Frame of the block at which it begins.
    pub(super) time: u32,
    /// The host's number for it; -1 for none.
    pub(super) id: i32,
    /// 0 to 15; -1 for none in particular.
    pub(super) channel: i16,
    /// 0 to 127.
    pub(super) key: i16,
    /// 0 to 1.
    pub(super) velocity: f64,
}

/// A block's notes. All memory is taken when it is made; nothing else allocates.
pub(super) struct Notes {
    /// Each with its rank in the order of arrival.
    kept: Vec<(u32, Note)>,
    /// How many there were so far.
    count: u32,
    wanted: bool,
}

impl Notes {
    /// Room for notes, if they are wanted. Main thread.
    pub(super) fn new(wanted: bool) -> Self {
        Self { kept: Vec::with_capacity(if wanted { MAX_NOTES } else { 0 }), count: 0, wanted }
    }

    /// Forgets the last block's notes. Audio thread.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
        self.count = 0;
    }

    /// Adds a note of a block of `frames`, if it is one. Without frames there is no sound for it to act on. Audio
    /// thread.
    pub(super) fn push(&mut self, note: Note, frames: u32) {
        if !self.wanted || frames == 0 || !(0..=127).contains(&note.key) || !note.velocity.is_finite() {
            return;
        }
        let note = Note {
            time: note.time.min(frames - 1),
            id: note.id.max(-1),
            channel: if (0..=15).contains(&note.channel) { note.channel } else { -1 },
            key: note.key,
            velocity: note.velocity.clamp(0.0, 1.0),
        };
        let ranked = (self.count, note);
        // The oldest makes room.
        match self.kept.get_mut(self.count as usize % MAX_NOTES) {
            Some(oldest) => *oldest = ranked,
            None => self.kept.push(ranked),
        }
        self.count = self.count.saturating_add(1);
    }

    /// Puts the notes in order of time, those of one time in the order they came in. Audio thread.
    pub(super) fn settle(&mut self) {
        self.kept.sort_unstable_by_key(|(rank, note)| (note.time, *rank));
    }

    /// The notes, after [`Self::settle`] in order. Audio thread.
    pub(super) fn settled(&self) -> impl ExactSizeIterator<Item = &Note> {
        self.kept.iter().map(|(_, note)| note)
    }

    /// The note at an index of [`Self::settled`]. Audio thread.
    pub(super) fn get(&self, idx: usize) -> Option<&Note> {
        self.kept.get(idx).map(|(_, note)| note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(time: u32, key: i16, velocity: f64) -> Note {
        Note { time, id: 5, channel: 0, key, velocity }
    }

    fn settled(notes: &mut Notes) -> Vec<(u32, i16, f64)> {
        notes.settle();
        notes.settled().map(|note| (note.time, note.key, note.velocity)).collect()
    }

    #[test]
    fn notes_end_up_inside_the_block_and_in_order() {
        let mut notes = Notes::new(true);
        for (time, key) in [(63, 60), (9, 61), (u32::MAX, 62), (9, 10), (0, 127)] {
            notes.push(note(time, key, 0.5), 64);
        }
        let expected = [(0, 127, 0.5), (9, 61, 0.5), (9, 10, 0.5), (63, 60, 0.5), (63, 62, 0.5)];
        assert_eq!(settled(&mut notes), expected);
        notes.clear();
        assert_eq!(settled(&mut notes), []);
    }

    #[test]
    fn what_is_no_note_stays_behind() {
        let mut notes = Notes::new(true);
        for (key, velocity) in [(-1, 0.5), (128, 0.5), (i16::MAX, 0.5), (60, f64::NAN), (60, f64::INFINITY)] {
            notes.push(note(0, key, velocity), 64);
        }
        notes.push(note(0, 60, 0.5), 0);
        assert_eq!(settled(&mut notes), []);
        notes.push(note(0, 0, 7.0), 64);
        notes.push(Note { id: -9, channel: 16, ..note(1, 127, -7.0) }, 64);
        assert_eq!(settled(&mut notes), [(0, 0, 1.0), (1, 127, 0.0)]);
        assert_eq!(notes.get(1).map(|note| (note.id, note.channel)), Some((-1, -1)));
        assert_eq!(notes.get(2), None);
        let mut unwanted = Notes::new(false);
        unwanted.push(note(0, 60, 0.5), 64);
        assert_eq!((settled(&mut unwanted), unwanted.kept.capacity()), (vec![], 0));
    }

    #[test]
    fn of_a_flood_the_last_stay_in_their_order() {
        let mut notes = Notes::new(true);
        let capacity = notes.kept.capacity();
        for n in 0..100_000_u32 {
            notes.push(note(n % 2, (n % 128) as i16, f64::from(n) / 1.0e5), 64);
        }
        let settled = settled(&mut notes);
        assert_eq!((settled.len(), notes.kept.capacity()), (MAX_NOTES, capacity));
        assert_eq!((settled[0].2, settled[MAX_NOTES - 1].2), (0.99488, 0.99999));
        assert!(settled.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert!(settled.windows(2).all(|pair| pair[0].0 < pair[1].0 || pair[0].2 < pair[1].2));
    }
}
