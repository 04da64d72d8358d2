//! What rings when it is struck: a material's modes at both ears, and what small speakers need of them.

use std::f32::consts::{PI, TAU};

use crate::base::{Ear, PerEar};
use crate::hearing::material::{MOST_MODES, Material};
use crate::kit::forget::forget_sound;
use crate::kit::section::hushed;

use super::Group;

/// Modes side by side for vector code: those of a material, and silent ones.
const SIDE_BY_SIDE: usize = 8;
const _: () = assert!(MOST_MODES <= SIDE_BY_SIDE);

/// One value per mode.
type Modes = [f32; SIDE_BY_SIDE];

/// Gain of the second and third harmonic re the mode they belong to: -1 and -4.5 dB. What a mode adds to a blow
/// is some 5 to 8 dB under all that is felt at its frequency, and so about -6 and -10 dB re that remain. (With
/// -6 and -10 dB re the mode itself a 50 Hz hit made 17 dB less between 100 and 150 Hz than of itself: check 8
/// of `story.md` allows 15.)
const SECOND: f32 = 0.9;
const THIRD: f32 = 0.6;
/// No harmonic beyond this, Hz (`story.md`, S7).
const MOST_HZ: f32 = 500.0;
/// Keeps the phase of silence defined: the square of -240 dB.
const TINY: f32 = 1.0e-24;

/// The modes of one material.
///
/// Each is a complex one-pole, whose state is the analytic signal of what rings: twice or three times its phase
/// is the exact harmonic, and as loud as the mode is. The mode itself is the real part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resonators {
    /// By what a mode turns and shrinks per sample.
    step: [Modes; 2],
    drive: Modes,
    second: Modes,
    third: Modes,
    state: PerEar<[Modes; 2]>,
}

impl Resonators {
    /// Those of `material`, silent.
    pub fn new(material: Material, sample_rate: f32) -> Self {
        let mut new = Self::default();
        for (n, mode) in material.modes().iter().enumerate() {
            let left = libm::expf(-PI * mode.hz / (mode.q * sample_rate));
            let (sin, cos) = libm::sincosf(TAU * mode.hz / sample_rate);
            new.step[0][n] = left * cos;
            new.step[1][n] = left * sin;
            // A tone at the mode's frequency rings with half of what its own amplitude adds up to.
            new.drive[n] = 2.0 * (1.0 - left) * mode.gain;
            new.second[n] = if 2.0 * mode.hz < MOST_HZ { SECOND } else { 0.0 };
            new.third[n] = if 3.0 * mode.hz < MOST_HZ { THIRD } else { 0.0 };
        }
        new
    }

    /// Forgets everything that rings.
    pub fn reset(&mut self) {
        self.state = PerEar::default();
    }

    /// Adds what rings at each ear to `sums` when struck by `blows`; the ears' lanes come first in each group.
    pub fn run(&mut self, blows: &[Group], sums: &mut [Group]) {
        let [turn_re, turn_im] = self.step;
        let (drive, second, third) = (self.drive, self.second, self.third);
        for ear in Ear::BOTH {
            let idx = ear as usize;
            let [mut re, mut im] = self.state[ear];
            for (blow, sum) in blows.iter().zip(sums.iter_mut()) {
                let x = blow[idx];
                let mut rings = Modes::default();
                for n in 0..SIDE_BY_SIDE {
                    let turned = turn_re[n] * re[n] - turn_im[n] * im[n] + drive[n] * x;
                    im[n] = turn_im[n] * re[n] + turn_re[n] * im[n];
                    re[n] = turned;
                    let square = re[n] * re[n] + im[n] * im[n];
                    let inverse = 1.0 / square.max(TINY).sqrt();
                    let cos = re[n] * inverse;
                    // cos 2a = cos^2 a - sin^2 a, cos 3a = (4 cos^2 a - 3) cos a.
                    let octave = (re[n] * re[n] - im[n] * im[n]) * inverse;
                    let twelfth = re[n] * (4.0 * cos * cos - 3.0);
                    rings[n] = re[n] + second[n] * octave + third[n] * twelfth;
                }
                let [a, b, c, d, e, f, g, h] = rings;
                sum[idx] += ((a + e) + (c + g)) + ((b + f) + (d + h));
            }
            self.state[ear] = [re, im];
        }
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.states(hushed);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.states(forget_sound);
    }

    fn states(&mut self, change: fn(f32) -> f32) {
        self.state.iter_mut().flatten().flatten().for_each(|x| *x = change(*x));
    }
}
