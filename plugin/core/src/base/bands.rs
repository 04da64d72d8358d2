//! Many narrow bands of one signal, side by side for vector code.

use super::SEGMENT;

/// Bands worked on side by side.
pub const LANES: usize = 8;

/// One value per band of a group.
pub type Group = [f32; LANES];

/// Complex values of many bands over a frame: `re[group][sample][lane]`, band `group * LANES + lane`.
#[derive(Debug, Clone, Default)]
pub struct Bands {
    /// Real parts.
    pub re: Vec<[Group; SEGMENT]>,
    /// Imaginary parts.
    pub im: Vec<[Group; SEGMENT]>,
}

impl Bands {
    /// Makes room for `count` bands. Allocates.
    pub fn prepare(&mut self, count: usize) {
        let groups = count.div_ceil(LANES);
        self.re = vec![[[0.0; LANES]; SEGMENT]; groups];
        self.im = self.re.clone();
    }

    /// One band at one sample.
    pub fn at(&self, band: usize, sample: usize) -> (f32, f32) {
        let (group, lane) = (band / LANES, band % LANES);
        (self.re[group][sample][lane], self.im[group][sample][lane])
    }
}

/// `values` in groups; lanes past the end hold `rest`.
pub fn grouped(values: &[f32], rest: f32) -> Vec<Group> {
    let group = |chunk: &[f32]| std::array::from_fn(|lane| chunk.get(lane).copied().unwrap_or(rest));
    values.chunks(LANES).map(group).collect()
}
