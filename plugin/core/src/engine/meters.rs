//! What the engine tells its surroundings: levels since they were last read, the last stretch of sound, and what
//! electrodes were told.

use crate::base::clock::CONTROL_FRAME;
use crate::base::{Chunk, Clock, Ear, PerEar, Spec};
use crate::implant::electrodogram::Column;
use crate::kit::lanes::{Group, LANES};
use crate::kit::ring::Ring;

/// Readings since the last call of [`super::Engine::take_meters`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meters {
    /// Largest magnitude on each ear's bus of the input.
    pub input: PerEar<f32>,
    /// Largest magnitude on each ear's bus of the output.
    pub output: PerEar<f32>,
    /// Largest magnitude of tinnitus in each ear, trim and generator cap included; Perspective mixes it after that.
    pub tinnitus: PerEar<f32>,
    /// The same of the body bed.
    pub body: PerEar<f32>,
    /// Lowest gain of the ceiling, 1 when it did nothing.
    pub ceiling_gain: f32,
    /// Share of the inside in the output at the last sample, 0..1.
    pub inside: f32,
}

impl Default for Meters {
    fn default() -> Self {
        let silent = PerEar::same(0.0);
        Self { input: silent, output: silent, tinnitus: silent, body: silent, ceiling_gain: 1.0, inside: 0.0 }
    }
}

/// Largest magnitude of `samples`.
pub(super) fn peak(samples: &[f32]) -> f32 {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let mut lanes: Group = [0.0; LANES];
    let groups = samples.chunks_exact(LANES);
    let rest = groups.remainder();
    for group in groups {
        lanes.iter_mut().zip(group).for_each(|(peak, x)| *peak = larger(*peak, x.abs()));
    }
    lanes.into_iter().chain(rest.iter().map(|x| x.abs())).fold(0.0, larger)
}

/// Samples the display's tap holds: enough for a picture that shows 20 Hz at 48 kHz.
pub const TAP_LEN: usize = 4096;
/// Columns of the electrodogram that are kept: a quarter of a second, several pictures.
pub const COLUMNS: usize = 64;
/// Samples of a column at 48 kHz, a multiple of the control grid: 4 ms, three or four pulses at 900 a second.
const COLUMN_FRAME: usize = 6 * CONTROL_FRAME;

/// What both ears' electrodes were told lately.
#[derive(Debug, Clone, PartialEq)]
pub struct Electrodes {
    /// The newest columns, oldest first, [`COLUMNS`] of them; silent ones where there were none yet, and where an ear has
    /// no implant at work.
    pub columns: Vec<PerEar<Column>>,
    /// How many columns there have been in all: by how much it has risen is how many are new. It never falls.
    pub count: u64,
    /// How long a column lasts, seconds; 0 before anything runs.
    pub column_seconds: f32,
}

impl Default for Electrodes {
    fn default() -> Self {
        Self { columns: vec![PerEar::default(); COLUMNS], count: 0, column_seconds: 0.0 }
    }
}

/// What entered and what left, by ear, and what electrodes were told, for a display; nothing is kept while nobody looks.
#[derive(Debug, Default)]
pub struct Tap {
    /// Whether somebody looks.
    pub on: bool,
    input: PerEar<Ring>,
    output: PerEar<Ring>,
    electrodes: Electrodes,
    /// Samples of a column, and which place the next one takes.
    column: usize,
    next: usize,
    /// Nobody looked when the last column began.
    stale: bool,
}

impl Tap {
    /// Makes room. Allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        for ring in self.input.iter_mut().chain(self.output.iter_mut()) {
            ring.prepare(TAP_LEN);
        }
        self.column = spec.scaled(COLUMN_FRAME);
        self.electrodes.column_seconds = self.column as f32 / spec.sample_rate;
        self.stale = true;
    }

    /// Takes `len` samples of both ear buses.
    pub fn push(&mut self, input: &PerEar<Chunk>, output: &PerEar<Chunk>, len: usize) {
        if !self.on {
            return;
        }
        for ear in Ear::BOTH {
            self.input[ear].push(&input[ear][..len]);
            self.output[ear].push(&output[ear][..len]);
        }
    }

    /// The last [`TAP_LEN`] samples of input and output in each ear, oldest first.
    pub fn newest(&self) -> [PerEar<&[f32]>; 2] {
        [&self.input, &self.output].map(|rings| PerEar::from_fn(|ear| rings[ear].newest(TAP_LEN)))
    }

    /// Whether a column begins at `clock`, and somebody looks.
    pub(super) fn begins_column(&mut self, clock: Clock) -> bool {
        let begins = clock.is_on(self.column.max(1));
        self.stale |= begins && !self.on;
        begins && self.on
    }

    /// Takes what electrodes were told since a column was taken last.
    pub(super) fn push_column(&mut self, column: &PerEar<Column>) {
        // Longer than a column ago, if nobody looked then.
        if std::mem::take(&mut self.stale) {
            return;
        }
        self.electrodes.columns[self.next] = *column;
        self.next = (self.next + 1) % COLUMNS;
        self.electrodes.count += 1;
    }

    /// Writes what electrodes were told to where a display reads it.
    pub fn copy_electrodes(&self, to: &mut Electrodes) {
        let (newest, oldest) = self.electrodes.columns.split_at(self.next);
        let columns = oldest.iter().chain(newest);
        to.columns.iter_mut().zip(columns).for_each(|(to, column)| *to = *column);
        to.count = self.electrodes.count;
        to.column_seconds = self.electrodes.column_seconds;
    }
}

#[cfg(test)]
mod tests;
