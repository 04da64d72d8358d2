//! Beginnings and ends: instances, activations, layouts, the library itself.

use std::ffi::CStr;

use anyhow::{Result, ensure};

use super::{MOST, World};
use crate::host::Plugin as Which;
use crate::torture::dice::Dice;
use crate::torture::raw::{Library, Manners};
use crate::torture::subject::Subject;

/// Rates that are refused.
const NO_RATES: [f64; 11] = [
    1.0,
    0.0,
    -48_000.0,
    8_000.0,
    22_049.0,
    192_001.0,
    384_000.0,
    1.0e6,
    f64::NAN,
    f64::INFINITY,
    f64::MIN_POSITIVE,
];

/// Longest blocks that hosts announce.
const USUAL_BLOCKS: [u32; 8] = [1, 16, 64, 128, 256, 512, 1024, 4096];

/// Activations of one storm, at most.
const STORM: usize = 12;

/// A rate, and the shortest and longest block: mostly as hosts are.
fn activation(dice: &mut Dice) -> (f64, u32, u32) {
    let rate = match dice.below(40) {
        0..=3 => dice.pick(&NO_RATES),
        4 => 22_050.0 + dice.unit() * (192_000.0 - 22_050.0),
        5 => 192_000.0,
        6..=8 => 96_000.0,
        9 => 22_050.0,
        10..=18 => 44_100.0,
        _ => 48_000.0,
    };
    let (min, max) = match dice.below(24) {
        0 => (1, dice.pick(&[0, u32::MAX, (1 << 20) + 1])),
        1 => (65, 64),
        2 => (0, 16_384),
        3 => (1, 1 + dice.below(16_384) as u32),
        _ => (1, dice.pick(&USUAL_BLOCKS)),
    };
    (rate, min, max)
}

impl World {
    /// Switches the instance on if it is off, off if it is on; or the other way round, as no host should.
    pub(super) fn switch(&mut self) -> Result<()> {
        let (rate, min, max) = activation(&mut self.dice);
        let wrongly = self.dice.once_in(8);
        let properly = !self.dice.once_in(3);
        self.say(|| format!("{rate} Hz, {min} to {max} frames, wrongly: {wrongly}"));
        let Self { subjects, current, tally, .. } = self;
        let subject = &mut subjects[*current];
        if subject.stand.activation.is_some() == wrongly {
            subject.activate(rate, min, max, tally)
        } else {
            subject.deactivate(properly);
            Ok(())
        }
    }

    pub(super) fn storm(&mut self) -> Result<()> {
        for _ in 0..=self.dice.below(STORM) {
            self.switch()?;
            if self.dice.once_in(2) {
                self.start_or_stop()?;
            }
            if self.dice.once_in(4) {
                self.reset()?;
            }
        }
        Ok(())
    }

    pub(super) fn choose_layout(&mut self) -> Result<()> {
        let count = self.subject().plugin.layouts() as usize;
        // The first two widths of either half are stereo and mono: the others cost more, and come less often.
        let idx = match self.dice.below(8) {
            0 => self.dice.below(count + 2),
            1 => self.dice.pick(&[usize::MAX, count, 1 << 20]),
            _ => self.dice.below(2) + self.dice.below(2) * count / 2,
        };
        self.make_room();
        let before = self.subject().plugin.widths(true);
        let expected = idx < count && self.subject().stand.activation.is_none();
        let chosen = self.subject().plugin.select(idx as u32);
        ensure!(chosen == expected, "layout {idx} of {count} is {chosen}");
        self.see_layout(chosen, &before)
    }

    pub(super) fn configure(&mut self) -> Result<()> {
        const TYPES: [&CStr; 5] = [c"mono", c"stereo", c"surround", c"ambisonic", c""];
        let width = self.dice.pick(&[1, 2, 2, 6, 7, 12, 0, 13, u32::MAX]);
        let name = if self.dice.once_in(3) {
            self.dice.pick(&TYPES)
        } else {
            TYPES[(width.clamp(1, 3) - 1) as usize]
        };
        let mut requests = vec![(true, 0, width, name), (false, 0, width, name)];
        for _ in 0..self.dice.below(8) / 3 {
            let wide = self.dice.pick(&[0, 1, 2, width]);
            requests.push((self.dice.once_in(2), self.dice.below(5) as u32, wide, name));
        }
        if self.dice.once_in(20) {
            requests = requests.repeat(9);
        }
        self.make_room();
        let before = self.subject().plugin.widths(true);
        let is_on = self.subject().stand.activation.is_some();
        let (can, did) = self.subject().plugin.configure(&requests);
        ensure!(can == did && !(did && is_on), "ports: could {can}, did {did}, on {is_on}: {requests:?}");
        self.tally.answer(did, "configurations of ports granted", "configurations of ports refused");
        self.see_layout(did, &before)
    }

    /// Switches the instance off, mostly: layouts are chosen then, or not at all.
    fn make_room(&mut self) {
        if !self.dice.once_in(5) {
            self.subject().deactivate(true);
        }
    }

    /// Takes the widths from the plugin, which may have changed them only if it said so.
    fn see_layout(&mut self, may_differ: bool, before: &[u32]) -> Result<()> {
        let (inputs, outputs) = (self.subject().plugin.widths(true), self.subject().plugin.widths(false));
        ensure!(may_differ || inputs == before, "refused, and yet changed: {before:?} to {inputs:?}");
        ensure!(outputs.len() == 1 && outputs.first() == inputs.first(), "{inputs:?} in, {outputs:?} out");
        self.subject().stand.widths = inputs;
        Ok(())
    }

    pub(super) fn turn(&mut self) -> Result<()> {
        self.current = self.dice.below(self.subjects.len());
        Ok(())
    }

    pub(super) fn make(&mut self) -> Result<()> {
        if self.subjects.len() >= MOST {
            self.drop_one()?;
        }
        let which = self.dice.pick(&Which::ALL);
        let manners = self.dice.pick(&[Manners::Full, Manners::Full, Manners::Unaware, Manners::Bare]);
        self.say(|| format!("{which:?}, {manners:?}"));
        let subject = Subject::new(self.library()?, which, manners)?;
        self.subjects.push(subject);
        self.current = self.subjects.len() - 1;
        self.tally.add("instances made", 1);
        self.tally.see("instances at a time", self.subjects.len() as f64);
        Ok(())
    }

    /// Drops an instance, be it on or off, but never the last.
    pub(super) fn drop_one(&mut self) -> Result<()> {
        if self.subjects.len() > 1 {
            let gone = self.dice.below(self.subjects.len());
            let properly = !self.dice.once_in(4);
            let mut subject = self.subjects.swap_remove(gone);
            if properly {
                subject.deactivate(true);
            }
            self.current = 0;
        }
        Ok(())
    }

    /// Unloads everything, and begins anew.
    pub(super) fn reload(&mut self) -> Result<()> {
        if !self.dice.once_in(4) {
            return self.make();
        }
        self.subjects.clear();
        self.judges.clear();
        self.library = None;
        self.library = Some(Library::load(&self.bundle)?);
        self.make_judges()?;
        self.tally.add("times the library was loaded again", 1);
        self.make()
    }
}
