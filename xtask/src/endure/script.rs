//! What the transport does: it plays from the beginning to the end, and now and then somebody goes elsewhere, stops and comes back.

use super::programme::{self, Kind, Programme, RATE, SECTION};

/// A stretch between two moves of the transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins in the programme, samples.
    pub position: usize,
    /// How long it is, samples.
    pub len: usize,
    /// Whether the transport rolls; if not, silence comes in and no position.
    pub rolls: bool,
}

/// How long a stop lasts, samples: no multiple of anything.
const STOP: usize = RATE + 12_345;
/// How far apart excursions are, sections, and in which part of the programme they take place: nothing takes the clock by the hand
/// in the rest.
const EVERY: usize = 10;
const PART: usize = 3;

/// Plays `programme` once, with excursions in the first third. Time and position are the same wherever it is not on one.
pub fn script(programme: &Programme) -> Vec<Stretch> {
    let quiet = |section: usize| programme::kind(section) != Kind::Noise;
    let sections = programme.ending() / SECTION;
    let mut stretches = Vec::new();
    let mut at = 0;
    for section in (0..sections / PART).skip(1).step_by(EVERY) {
        let leave = section * SECTION;
        // To somewhere in the first half: never into noise, for which the listener has to be in the head.
        let elsewhere = (section * 7 + 3) % (sections / 2);
        if !(quiet(section) && quiet(section + 1) && quiet(elsewhere) && quiet(elsewhere + 1)) {
            continue;
        }
        stretches.push(Stretch { position: at, len: leave - at, rolls: true });
        stretches.push(Stretch { position: elsewhere * SECTION, len: SECTION - STOP, rolls: true });
        stretches.push(Stretch { position: elsewhere * SECTION + SECTION - STOP, len: STOP, rolls: false });
        at = leave + SECTION;
    }
    stretches.push(Stretch { position: at, len: programme.frames() - at, rolls: true });
    stretches
}

/// Plays `programme` from `position` to its end.
pub fn from(programme: &Programme, position: usize) -> Vec<Stretch> {
    vec![Stretch { position, len: programme.frames() - position, rolls: true }]
}

/// The first `len` samples of `script`.
pub fn until(script: &[Stretch], len: usize) -> Vec<Stretch> {
    let mut left = len;
    let cut = script.iter().map(|stretch| {
        let len = stretch.len.min(left);
        left -= len;
        Stretch { len, ..*stretch }
    });
    cut.filter(|stretch| stretch.len > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_as_it_does_in_the_programme() {
        for seconds in [90, 3600] {
            let programme = Programme::new(seconds).unwrap();
            let script = script(&programme);
            assert_eq!(script.iter().map(|stretch| stretch.len).sum::<usize>(), programme.frames());
            assert!(script.len() > 3 && script.iter().any(|stretch| !stretch.rolls));
            let last = script[script.len() - 1];
            assert_eq!(last.position + last.len, programme.frames());
            assert!(last.position <= programme.frames() / PART + SECTION);
            let begun = until(&script, SECTION + 1);
            assert_eq!(begun.iter().map(|stretch| stretch.len).sum::<usize>(), SECTION + 1);
            assert_eq!(begun[0], script[0]);
        }
    }
}
