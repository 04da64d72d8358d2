//! From how high a voice is to how high it is sung again: a melody that gets flatter, and phases with a memory
//! that ends.

use super::Timbre;
use super::voice_pitch::Pitch;
use crate::base::Spec;
use crate::implant::split::Sizes;
use crate::kit::stft::OVERLAP;

/// Length of the past whose mean pitch a flattened voice keeps, s (design: the way to the next anchor and the ring come
/// after it, and all of it is to be over within 2 s).
const MEAN_S: f64 = 1.0;
/// The voice's phase is 0 at every multiple of this of the clock, s.
const ANCHOR_S: f64 = 0.5;

/// How high a voice is sung again in one window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Note {
    /// Fundamental, Hz; 0 for none.
    pub hz: f32,
    /// Phase of the fundamental in the window's middle, turns.
    pub turns: f64,
}

/// What a voice's pitch becomes.
///
/// A phase has to run on while the pitch moves, and must forget: from its frequency follows where it would be at
/// the next anchor, and it bends until then so that it is 0 there. A voice that begins does so with the phase that
/// leads there unbent. While its pitch rests from one anchor to the next, that bends the fundamental by 1 Hz at
/// most; after it jumped, by half a turn at most in what is left until the anchor.
#[derive(Debug, Clone, Default)]
pub struct Contour {
    /// Logarithm (octaves re 1 Hz) of the past pitches and how much they count.
    past: Vec<[f64; 2]>,
    newest: usize,
    /// Windows from anchor to anchor.
    anchor: i64,
    /// Length of a hop, s.
    hop_s: f64,
    /// Windows since there was a voice, up to as many as overlap.
    quiet: usize,
    note: Note,
}

impl Contour {
    /// Prepared for windows of these sizes. Allocates.
    pub fn new(spec: &Spec, sizes: &Sizes) -> Self {
        let hop_s = sizes.hop as f64 / f64::from(spec.sample_rate);
        Self {
            past: vec![[0.0; 2]; libm::round(MEAN_S / hop_s) as usize],
            newest: 0,
            anchor: libm::round(ANCHOR_S / hop_s) as i64,
            hop_s,
            quiet: OVERLAP,
            note: Note::default(),
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.past.fill([0.0; 2]);
        self.newest = 0;
        self.quiet = OVERLAP;
        self.note = Note::default();
    }

    /// The note of the window with that number since clock 0.
    pub fn step(&mut self, pitch: Pitch, timbre: &Timbre, index: i64) -> Note {
        self.newest = (self.newest + 1) % self.past.len();
        let octaves = if pitch.hz > 0.0 { libm::log2(f64::from(pitch.hz)) } else { 0.0 };
        self.past[self.newest] = [octaves, f64::from(pitch.voiced)];
        let mean = self.mean();
        // Where there is no voice, the phase runs on at the mean.
        let octaves = if pitch.hz > 0.0 { octaves } else { mean };
        let flat = octaves + f64::from(timbre.flatten) * (mean - octaves);
        let hz = libm::exp2(flat + f64::from(timbre.pitch_up));
        self.note = Note { hz: hz as f32, turns: self.turns(hz, index) };
        self.quiet = if pitch.hz > 0.0 { 0 } else { (self.quiet + 1).min(OVERLAP) };
        if pitch.hz > 0.0 { self.note } else { Note::default() }
    }

    /// Mean pitch of the past, octaves re 1 Hz.
    fn mean(&self) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for age in 0..self.past.len() {
            let [octaves, counts] = self.past[(self.newest + self.past.len() - age) % self.past.len()];
            sum += octaves * counts;
            count += counts;
        }
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// Phase in the middle of this window, turns from 0 to 1.
    fn turns(&self, hz: f64, index: i64) -> f64 {
        let since = index.rem_euclid(self.anchor);
        if since == 0 {
            return 0.0;
        }
        // Hops until the anchor.
        let left = (self.anchor - since) as f64;
        // Nothing is heard of what came before.
        if self.quiet >= OVERLAP {
            let turns = -left * hz * self.hop_s;
            return turns - libm::floor(turns);
        }
        // This one included.
        let left = left + 1.0;
        let here = self.note.turns + 0.5 * (f64::from(self.note.hz) - hz) * self.hop_s;
        let there = here + left * hz * self.hop_s;
        let turns = here + hz * self.hop_s - (there - libm::round(there)) / left;
        turns - libm::floor(turns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::implant::split::Shape;

    /// How far the fundamental of a voice of `hz` is bent in each window, Hz: one that begins with window `first`
    /// and lasts for 2 s.
    fn bent(hz: f32, first: i64) -> Vec<f64> {
        let spec = Spec::default();
        let mut contour = Contour::new(&spec, &Shape::Film.sizes(&spec));
        for index in 0..first {
            contour.step(Pitch::default(), &Timbre::NONE, index);
        }
        let voice = Pitch { hz, voiced: 1.0 };
        let step = |index: i64| contour.step(voice, &Timbre::NONE, index);
        let notes: Vec<Note> = (first..first + 4 * contour_hops()).map(step).collect();
        let pair = |pair: &[Note]| {
            let off = pair[1].turns - pair[0].turns - f64::from(hz) * HOP_S;
            (off - off.round()) / HOP_S
        };
        notes.windows(2).map(pair).collect()
    }

    const HOP_S: f64 = 0.0075;

    fn contour_hops() -> i64 {
        (ANCHOR_S / HOP_S).round() as i64
    }

    #[test]
    fn a_voice_begins_unbent_and_is_bent_by_a_hertz_at_most_while_it_rests() {
        let (mut begins, mut most) = (0.0f64, 0.0f64);
        for hz in [70.0, 111.0, 200.5, 333.3, 499.0] {
            for first in 0..contour_hops() {
                let bent = bent(hz, first);
                let left = if first == 0 { 0 } else { (contour_hops() - first) as usize };
                begins = begins.max(bent[..left].iter().fold(0.0, |most, hz| most.max(hz.abs())));
                most = most.max(bent.iter().fold(0.0, |most, hz| most.max(hz.abs())));
            }
        }
        println!("bent by {begins:.5} Hz before the first anchor, by {most:.3} Hz at most");
        assert!(begins < 1.0e-3 && most < 1.02);
    }

    #[test]
    fn phases_forget_at_an_anchor_what_was_before() {
        let spec = Spec::default();
        let new = || Contour::new(&spec, &Shape::Film.sizes(&spec));
        let voice = |index: i64| Pitch { hz: 150.0 + 20.0 * (index as f32 * 0.1).sin(), voiced: 1.0 };
        let (mut whole, mut late) = (new(), new());
        let all: Vec<Note> = (0..400).map(|index| whole.step(voice(index), &Timbre::NONE, index)).collect();
        let rest: Vec<Note> = (37..400).map(|index| late.step(voice(index), &Timbre::NONE, index)).collect();
        let anchor = contour_hops() as usize;
        assert_ne!(all[anchor - 1], rest[anchor - 1 - 37]);
        assert_eq!(all[anchor..], rest[anchor - 37..]);
    }
}
