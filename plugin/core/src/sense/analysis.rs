//! One analysis of what reaches the ears, for every stage.

use super::detector::Detector;
use crate::base::clock::CONTROL_FRAME;
use crate::base::{Bands, Chunk, Clock, Ear, PerEar, Spec};
use crate::hearing::bands::{centres, section_width};
use crate::kit::carriers::Carriers;
use crate::kit::forget::FORGET_FRAME;
use crate::kit::gammatone::Bank;

/// Both ears' bands and levels. The levels are those of the ear bus, or of another sound that keys them.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    carriers: Carriers,
    heard: PerEar<Bank>,
    key: PerEar<Bank>,
    keyed: bool,
    detectors: PerEar<Detector>,
    control: usize,
    coarse: usize,
}

impl Analysis {
    /// Makes room and resets. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        let centres = centres(spec.sample_rate);
        let widths: Vec<f32> = centres.iter().map(|hz| section_width(*hz)).collect();
        self.control = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.carriers.prepare(&centres, spec.sample_rate, self.control);
        for ear in Ear::BOTH {
            self.heard[ear].prepare(&widths, spec.sample_rate, self.control);
            self.key[ear].prepare(&widths, spec.sample_rate, self.control);
            self.detectors[ear].prepare(spec, &centres, self.control);
        }
        self.reset();
    }

    /// Forgets everything heard. Audio thread.
    pub fn reset(&mut self) {
        self.carriers.reset();
        self.keyed = false;
        for ear in Ear::BOTH {
            self.heard[ear].reset();
            self.key[ear].reset();
            self.detectors[ear].reset();
        }
    }

    /// Takes the next `len` samples of the ear bus at `clock`, never across a control-grid point, and of the key if
    /// there is one. Audio thread.
    pub fn process(&mut self, ears: &PerEar<Chunk>, key: Option<&PerEar<Chunk>>, clock: Clock, len: usize) {
        if clock.is_on(self.control) {
            self.carriers.restart(clock);
            self.detectors.iter_mut().for_each(Detector::step);
        }
        if clock.is_on(self.coarse) {
            self.heard.iter_mut().chain(self.key.iter_mut()).for_each(Bank::forget);
            self.detectors.iter_mut().for_each(Detector::forget);
        }
        self.carriers.run(len);
        if key.is_some() != self.keyed {
            self.keyed = key.is_some();
            self.key.iter_mut().for_each(Bank::reset);
        }
        for ear in Ear::BOTH {
            self.heard[ear].run(&ears[ear][..len], &self.carriers.out);
            let sensed = match key {
                Some(key) => {
                    self.key[ear].run(&key[ear][..len], &self.carriers.out);
                    &self.key[ear]
                }
                None => &self.heard[ear],
            };
            self.detectors[ear].listen(&sensed.out, len);
        }
    }

    /// The ears' bands in the last frame.
    pub fn bands(&self) -> PerEar<&Bands> {
        PerEar::from_fn(|ear| &self.heard[ear].out)
    }

    /// The bands the detectors listened to in the last frame.
    pub fn sensed(&self) -> PerEar<&Bands> {
        PerEar::from_fn(|ear| if self.keyed { &self.key[ear].out } else { &self.heard[ear].out })
    }

    /// The bands' phasors in the last frame.
    pub const fn carriers(&self) -> &Bands {
        &self.carriers.out
    }

    /// The detectors' levels when the last frame's control frame began.
    pub fn levels(&self) -> PerEar<&[f32]> {
        PerEar::from_fn(|ear| self.detectors[ear].levels())
    }
}
