//! Oscillators that depend on the clock alone, side by side for vector code.

use super::turn::{RADIANS, TURN, turned};
use super::wide::{Level, Simd, dispatch, wide};
use crate::base::Clock;
use crate::base::bands::{Bands, Group, LANES, grouped};

/// Unit phasors at fixed frequencies. Their phase is that of the clock: from every grid point on they turn by
/// multiplication, at the next they are set anew, so nothing drifts and no start position matters.
#[derive(Debug, Clone, Default)]
pub struct Carriers {
    /// Turns per sample, in 2^-64 of a turn: exact at any clock position, and it may overflow.
    turns: Vec<u64>,
    step: Vec<[Group; 2]>,
    now: Vec<[Group; 2]>,
    /// The phasors of the frame.
    pub out: Bands,
}

impl Carriers {
    /// Prepares oscillators at these frequencies, Hz. Allocates.
    pub fn prepare(&mut self, frequencies: &[f32], sample_rate: f32) {
        let turns = |hz: f32| (f64::from(hz) / f64::from(sample_rate) * TURN) as u64;
        self.turns = frequencies.iter().map(|hz| turns(*hz)).collect();
        self.step = phasors(&self.turns, 1);
        self.now = phasors(&self.turns, 0);
        self.out.prepare(frequencies.len());
    }

    /// The phase of clock position 0, as freshly prepared.
    pub fn reset(&mut self) {
        self.restart(Clock::default());
    }

    /// Sets every phase to the clock's. On a grid point.
    pub fn restart(&mut self, clock: Clock) {
        for (band, turns) in self.turns.iter().enumerate() {
            let [re, im] = phasor(*turns, clock.now());
            let now = &mut self.now[band / LANES];
            now[0][band % LANES] = re;
            now[1][band % LANES] = im;
        }
    }

    /// Fills `out` for the next `len` samples.
    pub fn run(&mut self, len: usize) {
        dispatch!(Level::new(), simd => self.run_with(simd, len));
    }

    #[inline(always)]
    fn run_with<S: Simd>(&mut self, simd: S, len: usize) {
        let groups = self.now.iter_mut().zip(&self.step).zip(self.out.re.iter_mut().zip(&mut self.out.im));
        for ((now, step), (out_re, out_im)) in groups {
            let step = step.map(|part| wide(simd, &part));
            let mut phasor = now.map(|part| wide(simd, &part));
            for (out_re, out_im) in out_re[..len].iter_mut().zip(&mut out_im[..len]) {
                [*out_re, *out_im] = phasor.map(Into::into);
                phasor = turned(phasor, step);
            }
            *now = phasor.map(Into::into);
        }
    }
}

fn phasor(turns: u64, sample: i64) -> [f32; 2] {
    let angle = turns.wrapping_mul(sample as u64) as f64 * RADIANS;
    let (sin, cos) = libm::sincos(angle);
    [cos as f32, sin as f32]
}

fn phasors(turns: &[u64], sample: i64) -> Vec<[Group; 2]> {
    let part = |part: usize| {
        let values: Vec<f32> = turns.iter().map(|turns| phasor(*turns, sample)[part]).collect();
        grouped(&values, 0.0)
    };
    part(0).into_iter().zip(part(1)).map(|(re, im)| [re, im]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SEGMENT;

    #[test]
    fn phasors_are_the_clocks_wherever_it_stands() {
        let mut carriers = Carriers::default();
        carriers.prepare(&[50.0, 997.0, 19_000.0], 48_000.0);
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
