//! From how high a voice is to how high it is sung again: a melody that gets flatter, and phases with a memory
//! that ends.

use super::Timbre;
use super::voice_pitch::Pitch;
use crate::base::Spec;
use crate::implant::split::Sizes;

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
/// the next anchor, and it bends until then so that it is 0 there. That is 1 Hz of the fundamental at most while
/// it rests.
#[derive(Debug, Clone, Default)]
pub struct Contour {
    /// Logarithm (octaves re 1 Hz) of the past pitches and how much they count.
    past: Vec<[f64; 2]>,
    newest: usize,
    /// Windows from anchor to anchor.
    anchor: i64,
    /// Length of a hop, s.
    hop_s: f64,
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
            note: Note::default(),
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.past.fill([0.0; 2]);
        self.newest = 0;
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
        // Hops until the anchor, this one included.
        let left = (self.anchor - since + 1) as f64;
        let here = self.note.turns + 0.5 * (f64::from(self.note.hz) - hz) * self.hop_s;
        let there = here + left * hz * self.hop_s;
        let turns = here + hz * self.hop_s - (there - libm::round(there)) / left;
        turns - libm::floor(turns)
    }
}
