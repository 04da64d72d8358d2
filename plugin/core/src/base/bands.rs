//! Many narrow bands of one signal, side by side for vector code.

/// Bands worked on side by side.
pub const LANES: usize = 8;

/// One value per band of a group.
pub type Group = [f32; LANES];

/// A group's real and imaginary parts.
pub type Pair = [Group; 2];

/// How much longer than a frame a group's row is: rows that lie whole pages apart would share one corner of a cache.
const APART: usize = 1;

/// Complex values of many bands over a frame. Band number `b` is lane `b % LANES` of group `b / LANES`.
#[derive(Debug, Clone, Default)]
pub struct Bands {
    samples: Vec<Pair>,
    row: usize,
}

impl Bands {
    /// Makes room for `count` bands in frames of at most `frame` samples. Allocates.
    pub fn prepare(&mut self, count: usize, frame: usize) {
        self.row = frame + APART;
        self.samples = vec![[[0.0; LANES]; 2]; count.div_ceil(LANES) * self.row];
    }

    /// Samples of each group, in order.
    pub fn groups(&self) -> impl Iterator<Item = &[Pair]> {
        self.samples.chunks_exact(self.row.max(1))
    }

    /// The same, to be written.
    pub fn groups_mut(&mut self) -> impl Iterator<Item = &mut [Pair]> {
        self.samples.chunks_exact_mut(self.row.max(1))
    }

    /// Samples of one group, if there is one of that number.
    pub fn group(&self, number: usize) -> Option<&[Pair]> {
        self.samples.get(number * self.row..(number + 1) * self.row)
    }

    /// One band at one sample.
    pub fn at(&self, band: usize, sample: usize) -> (f32, f32) {
        let [re, im] = &self.samples[band / LANES * self.row + sample];
        (re[band % LANES], im[band % LANES])
    }
}

/// `values` in groups; lanes past the end hold `rest`.
pub fn grouped(values: &[f32], rest: f32) -> Vec<Group> {
    let group = |chunk: &[f32]| std::array::from_fn(|lane| chunk.get(lane).copied().unwrap_or(rest));
    values.chunks(LANES).map(group).collect()
}
