//! Oscillators that depend on the clock alone, side by side for vector code.

use super::turn::{TURN, cos_sin, turned};
use super::wide::{Simd, dispatch, level, pair, unpair, wide};
use crate::base::Clock;
use crate::base::bands::{Bands, Group, LANES, Pair};

/// Unit phasors at fixed frequencies. Their phase is that of the clock: from every grid point on they turn by
/// multiplication, at the next they are set anew, so nothing drifts and no start position matters.
#[derive(Debug, Clone, Default)]
pub struct Carriers {
    /// Turns per sample, in 2^-64 of a turn: exact at any clock position, and it may overflow.
    turns: Vec<[u64; LANES]>,
    step: Vec<Pair>,
    now: Vec<Pair>,
    /// The phasors of the frame.
    pub out: Bands,
}

impl Carriers {
    /// Prepares oscillators at these frequencies, Hz, for frames of at most `frame` samples. Allocates.
    pub fn prepare(&mut self, frequencies: &[f32], sample_rate: f32, frame: usize) {
        let turns = |hz: &f32| (f64::from(*hz) / f64::from(sample_rate) * TURN) as u64;
        let group = |hz: &[f32]| std::array::from_fn(|lane| hz.get(lane).map_or(0, &turns));
        self.turns = frequencies.chunks(LANES).map(group).collect();
        self.step = self.turns.iter().map(|turns| phasors(turns, 1)).collect();
        self.now = self.turns.iter().map(|turns| phasors(turns, 0)).collect();
        self.out.prepare(frequencies.len(), frame);
    }

    /// The phase of clock position 0, as freshly prepared.
    pub fn reset(&mut self) {
        self.restart(Clock::default());
    }

    /// Sets every phase to the clock's. On a grid point.
    pub fn restart(&mut self, clock: Clock) {
        for (now, turns) in self.now.iter_mut().zip(&self.turns) {
            *now = phasors(turns, clock.now());
        }
    }

    /// Fills `out` for the next `len` samples.
    pub fn run(&mut self, len: usize) {
        dispatch!(level(), simd => self.run_with(simd, len));
    }

    #[inline(always)]
    fn run_with<S: Simd>(&mut self, simd: S, len: usize) {
        for ((now, step), out) in self.now.iter_mut().zip(&self.step).zip(self.out.groups_mut()) {
            let step = pair(simd, step);
            let mut phasor = pair(simd, now);
            for out in &mut out[..len] {
                *out = unpair(phasor);
                phasor = turned(phasor, step);
            }
            *now = unpair(phasor);
        }
    }
}

/// The phasors at `sample` of oscillators that turn so much in each.
fn phasors(turns: &[u64; LANES], sample: i64) -> Pair {
    // From half a turn back to half a turn ahead.
    let turns: Group = turns.map(|turns| (turns.wrapping_mul(sample as u64) as i64 as f64 / TURN) as f32);
    dispatch!(level(), simd => {
        let (cos, sin) = cos_sin(wide(simd, &turns));
        unpair([cos, sin])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SEGMENT;

    #[test]
    fn phasors_are_the_clocks_wherever_it_stands() {
        let mut carriers = Carriers::default();
        carriers.prepare(&[50.0, 997.0, 19_000.0], 48_000.0, SEGMENT);
        for start in [0, -320, 48_000 * 3600] {
            carriers.restart(Clock::at(start));
            carriers.run(SEGMENT);
            for (band, hz) in [50.0f64, 997.0, 19_000.0].into_iter().enumerate() {
                for sample in [0, 1, 127] {
                    let angle = std::f64::consts::TAU * hz * (start + sample) as f64 / 48_000.0;
                    let (re, im) = carriers.out.at(band, sample as usize);
                    assert!((f64::from(re) - angle.cos()).abs() < 2e-4, "{hz} Hz at {start}+{sample}");
                    assert!((f64::from(im) - angle.sin()).abs() < 2e-4, "{hz} Hz at {start}+{sample}");
                }
            }
        }
    }
}
