//! Eight oscillators that depend on the clock alone.

use crate::base::bands::Pair;
use crate::kit::lanes::{Group, LANES};
use crate::kit::turn::{self, TURN, cos_sin};

/// Unit phasors at fixed frequencies. On every point of the control grid their phase is set to the clock's,
/// exactly; from there they turn by multiplication.
#[derive(Debug, Clone, Default)]
pub struct Phasors {
    /// Turns per sample and at clock position 0, in 2^-64 of a turn: exact at any position, and it may overflow.
    turns: [u64; LANES],
    phase: [u64; LANES],
    step: [Group; 2],
    now: [Group; 2],
    /// Position for which `now` holds.
    at: Option<i64>,
}

impl Phasors {
    /// Tunes one of them to `hz`, with this phase at position 0 in 2^-64 of a turn.
    pub fn tune(&mut self, lane: usize, hz: f64, sample_rate: f32, phase: u64) {
        let turns = hz / f64::from(sample_rate);
        let (sin, cos) = libm::sincos(std::f64::consts::TAU * turns);
        self.turns[lane] = (turns * TURN) as u64;
        self.phase[lane] = phase;
        self.step[0][lane] = cos as f32;
        self.step[1][lane] = sin as f32;
        self.at = None;
    }

    /// As freshly tuned.
    pub const fn reset(&mut self) {
        self.at = None;
    }

    /// Goes to a position of the clock; `control` is its control grid. The same bits whatever the way there.
    pub fn seek(&mut self, position: i64, control: usize) {
        /// The highest 24 bits of a phase fill a float's mantissa; half of it, because small angles are exact
        /// ones.
        const HALF: f32 = 0.5 / (1 << 24) as f32;
        let beyond = position.rem_euclid(control as i64);
        if self.at == Some(position) && beyond != 0 {
            return;
        }
        let point = position.wrapping_sub(beyond) as u64;
        for lane in 0..LANES {
            let phase = self.turns[lane].wrapping_mul(point).wrapping_add(self.phase[lane]);
            let (cos, sin) = cos_sin((phase as i64 >> 40) as f32 * HALF);
            self.now[0][lane] = cos * cos - sin * sin;
            self.now[1][lane] = 2.0 * sin * cos;
        }
        for _ in 0..beyond {
            self.now = turned(&self.now, &self.step);
        }
        self.at = Some(position);
    }

    /// Turns on by so many samples: phasors of the next one, to be turned by what comes with them. What they have become
    /// is to be [left](Self::leave). Call [`seek`](Self::seek) first.
    pub const fn turning(&self) -> [Pair; 2] {
        [self.now, self.step]
    }

    /// Takes the phasors as they are `samples` on.
    pub fn leave(&mut self, now: Pair, samples: usize) {
        self.now = now;
        self.at = self.at.map(|at| at.wrapping_add(samples as i64));
    }

    /// Hands the phasors of the next samples to `sing`, one sample after the other, with what `samples` has for
    /// each: real and imaginary parts. Call [`seek`](Self::seek) first.
    #[inline]
    pub fn run<T>(
        &mut self,
        samples: impl ExactSizeIterator<Item = T>,
        mut sing: impl FnMut(T, &Group, &Group),
    ) {
        let (mut now, step) = (self.now, self.step);
        self.at = self.at.map(|at| at.wrapping_add(samples.len() as i64));
        for sample in samples {
            sing(sample, &now[0], &now[1]);
            now = turned(&now, &step);
        }
        self.now = now;
    }
}

/// Phasors turned on by others.
#[inline]
fn turned([re, im]: &[Group; 2], [step_re, step_im]: &[Group; 2]) -> [Group; 2] {
    let mut out = [[0.0; LANES]; 2];
    for lane in 0..LANES {
        [out[0][lane], out[1][lane]] = turn::turned([re[lane], im[lane]], [step_re[lane], step_im[lane]]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_the_clocks_wherever_it_stands_and_however_it_came_there() {
        const HOUR: i64 = 48_000 * 3600;
        let mut phasors = Phasors::default();
        phasors.tune(0, 50.0, 48_000.0, 0);
        phasors.tune(5, 997.0, 48_000.0, 1 << 62);
        phasors.tune(7, 19_000.0, 48_000.0, 0);
        let mut worst = 0.0f64;
        for start in [-HOUR - 320, 0, HOUR, 100 * HOUR] {
            let mut whole = vec![];
            phasors.seek(start, 32);
            phasors.run([(); 32].into_iter(), |(), re, im| whole.push([*re, *im]));
            for (lane, hz, phase) in [(0, 50.0, 0.0), (5, 997.0, 0.25), (7, 19_000.0, 0.0)] {
                for (n, [re, im]) in whole.iter().enumerate() {
                    let angle =
                        std::f64::consts::TAU * ((hz * (start + n as i64) as f64 / 48_000.0 + phase) % 1.0);
                    worst = worst.max((f64::from(re[lane]) - angle.cos()).abs());
                    worst = worst.max((f64::from(im[lane]) - angle.sin()).abs());
                }
            }
            let mut late = phasors.clone();
            late.reset();
            late.seek(start + 13, 32);
            late.run(whole[13..].iter(), |whole, re, im| assert_eq!([*re, *im], *whole));
        }
        println!("phasors up to 100 hours from 0: within {worst:.1e}");
        assert!(worst < 1e-5);
    }
}
