//! Fourier transforms of real signals in vector code, with the same bits on any processor.
//!
//! For what is transformed in every frame of sound, in lengths that are powers of two. What is transformed now and then, or in
//! other lengths, is left to `realfft`, which takes scalar code for the same bits.

use super::lanes::LANES;
use super::wide::{Simd, SimdBase, dispatch, f32x8, level, pair, unpair, wide};
use crate::base::bands::{Group, Pair};

/// The fewest points of a transform: eight rows of eight complex numbers.
const FEWEST: usize = 2 * LANES * LANES;

/// Complex numbers side by side.
type Complex<S> = [f32x8<S>; 2];

/// One after the other, `[re, im]` of element `n` at lane `n % LANES` of number `n / LANES`.
fn element(pairs: &[Pair], n: usize) -> [f32; 2] {
    pairs[n / LANES].map(|part| part[n % LANES])
}

/// `exp(-2 pi i k / n)`.
fn root(k: usize, n: usize) -> [f32; 2] {
    let (sin, cos) = libm::sincos(-std::f64::consts::TAU * k as f64 / n as f64);
    [cos as f32, sin as f32]
}

/// Elements from the end on for those of group number `group` from the beginning on: the last for the second, and the
/// first of `before` for the first.
#[inline(always)]
fn opposite<S: Simd>(simd: S, pairs: &[Pair], group: usize, before: &Pair) -> Complex<S> {
    let last = pairs.len() - group;
    let (near, far) = (pair(simd, pairs.get(last).unwrap_or(before)), pair(simd, &pairs[last - 1]));
    // The first of `near` and all but the first of `far`, from the end on.
    [
        near[0].reverse().slide::<{ LANES - 1 }>(far[0].reverse()),
        near[1].reverse().slide::<{ LANES - 1 }>(far[1].reverse()),
    ]
}

/// A group's worth of `of(n)`, from `n` on.
fn eight(from: usize, of: impl Fn(usize) -> [f32; 2]) -> Pair {
    [0, 1].map(|part| std::array::from_fn(|lane| of(from + lane)[part]))
}

#[inline(always)]
fn add<S: Simd>([a, b]: Complex<S>, [c, d]: Complex<S>) -> Complex<S> {
    [a + c, b + d]
}

#[inline(always)]
fn sub<S: Simd>([a, b]: Complex<S>, [c, d]: Complex<S>) -> Complex<S> {
    [a - c, b - d]
}

/// Times -i.
#[inline(always)]
fn quarter_back<S: Simd>([re, im]: Complex<S>) -> Complex<S> {
    [im, -re]
}

/// Times the same number in each lane.
#[inline(always)]
fn times<S: Simd>([re, im]: Complex<S>, [by_re, by_im]: [f32; 2]) -> Complex<S> {
    [re * by_re - im * by_im, re * by_im + im * by_re]
}

/// Times other numbers.
#[inline(always)]
fn product<S: Simd>([a, b]: Complex<S>, [c, d]: Complex<S>) -> Complex<S> {
    [a * c - b * d, a * d + b * c]
}

/// Transforms of columns, eight of which lie side by side: rows of groups.
#[derive(Debug, Clone)]
struct Columns {
    /// How many rows, a power of two.
    rows: usize,
    roots: Vec<[f32; 2]>,
}

impl Columns {
    fn new(rows: usize) -> Self {
        Self { rows, roots: (0..rows).map(|k| root(k, rows)).collect() }
    }

    /// Where row number `row` of the result is, or of what is transformed.
    fn reversed(&self, row: usize) -> usize {
        row.reverse_bits() >> (usize::BITS - self.rows.trailing_zeros())
    }

    /// Powers 1, 2 and 3 of the root of `len` that belongs to `j`.
    #[inline(always)]
    fn roots(&self, len: usize, j: usize) -> [[f32; 2]; 3] {
        let step = self.rows / len * j;
        [self.roots[step], self.roots[2 * step], self.roots[3 * step]]
    }

    /// Sums and differences of rows that lie one apart; rows are `width` groups wide.
    #[inline(always)]
    fn twos<S: Simd>(simd: S, data: &mut [Pair], width: usize) {
        for rows in data.chunks_exact_mut(2 * width) {
            let (some, others) = rows.split_at_mut(width);
            for (a, b) in some.iter_mut().zip(others) {
                let (x, y) = (pair(simd, a), pair(simd, b));
                *a = unpair(add(x, y));
                *b = unpair(sub(x, y));
            }
        }
    }

    /// Leaves row `k` of the result in row `reversed(k)` (decimation in frequency, two steps of it at a time).
    #[inline(always)]
    fn scatter<S: Simd>(&self, simd: S, data: &mut [Pair], width: usize) {
        let mut len = self.rows;
        while len >= 4 {
            for block in data.chunks_exact_mut(len * width) {
                for (j, [a, b, c, d]) in quarters(block, width).enumerate() {
                    let [first, second, third] = self.roots(len, j);
                    for (((a, b), c), d) in a.iter_mut().zip(b).zip(c).zip(d) {
                        let (w, x, y, z) = (pair(simd, a), pair(simd, b), pair(simd, c), pair(simd, d));
                        let (even, odd) = (add(w, y), add(x, z));
                        let (other, turned) = (sub(w, y), quarter_back(sub(x, z)));
                        *a = unpair(add(even, odd));
                        *b = unpair(times(sub(even, odd), second));
                        *c = unpair(times(add(other, turned), first));
                        *d = unpair(times(sub(other, turned), third));
                    }
                }
            }
            len /= 4;
        }
        if len == 2 {
            Self::twos(simd, data, width);
        }
    }

    /// Takes row `n` from row `reversed(n)` and leaves the result in order (decimation in time).
    #[inline(always)]
    fn gather<S: Simd>(&self, simd: S, data: &mut [Pair], width: usize) {
        let mut len = 4;
        if !self.rows.trailing_zeros().is_multiple_of(2) {
            Self::twos(simd, data, width);
            len = 8;
        }
        while len <= self.rows {
            for block in data.chunks_exact_mut(len * width) {
                for (j, [a, b, c, d]) in quarters(block, width).enumerate() {
                    let [first, second, third] = self.roots(len, j);
                    for (((a, b), c), d) in a.iter_mut().zip(b).zip(c).zip(d) {
                        let (w, x) = (pair(simd, a), times(pair(simd, b), second));
                        let (y, z) = (times(pair(simd, c), first), times(pair(simd, d), third));
                        let (even, other) = (add(w, x), sub(w, x));
                        let (odd, turned) = (add(y, z), quarter_back(sub(y, z)));
                        *a = unpair(add(even, odd));
                        *b = unpair(add(other, turned));
                        *c = unpair(sub(even, odd));
                        *d = unpair(sub(other, turned));
                    }
                }
            }
            len *= 4;
        }
    }
}

/// Rows of a block that lie a quarter of it apart, `width` groups each.
#[inline(always)]
fn quarters(block: &mut [Pair], width: usize) -> impl Iterator<Item = [&mut [Pair]; 4]> {
    let (first, second) = block.split_at_mut(block.len() / 2);
    let ((a, b), (c, d)) = (first.split_at_mut(first.len() / 2), second.split_at_mut(second.len() / 2));
    let (a, b) = (a.chunks_exact_mut(width), b.chunks_exact_mut(width));
    let (c, d) = (c.chunks_exact_mut(width), d.chunks_exact_mut(width));
    a.zip(b).zip(c.zip(d)).map(|((a, b), (c, d))| [a, b, c, d])
}

/// Eight rows of eight as eight columns.
#[inline(always)]
fn transposed<S: Simd>(mut rows: [f32x8<S>; LANES]) -> [f32x8<S>; LANES] {
    // Interleaving both halves three times moves every element to its place.
    for _ in 0..3 {
        let [a, b, c, d, e, f, g, h] = rows;
        rows = [
            a.zip_low(e),
            a.zip_high(e),
            b.zip_low(f),
            b.zip_high(f),
            c.zip_low(g),
            c.zip_high(g),
            d.zip_low(h),
            d.zip_high(h),
        ];
    }
    rows
}

/// A transform of complex numbers, as a matrix: down its columns, turned, and down the columns of the transposed matrix
/// (Bailey 1990).
#[derive(Debug, Clone)]
struct Matrix {
    down: Columns,
    across: Columns,
    /// Roots by row and column of the transposed matrix, its rows in the order in which they are gathered.
    turns: Vec<Pair>,
    transposed: Vec<Pair>,
}

impl Matrix {
    fn new(points: usize) -> Self {
        let rows = 1 << (points.trailing_zeros() / 2);
        let (down, across) = (Columns::new(rows), Columns::new(points / rows));
        let turns = (0..points / LANES)
            .map(|group| {
                let row = across.reversed(group * LANES / rows);
                eight(group * LANES % rows, |column| root(row * column, points))
            })
            .collect();
        Self { down, across, turns, transposed: vec![[[0.0; LANES]; 2]; points / LANES] }
    }

    #[inline(always)]
    fn forward<S: Simd>(&mut self, simd: S, data: &mut [Pair]) {
        let (rows, columns) = (self.down.rows, self.across.rows);
        let (width, height) = (columns / LANES, rows / LANES);
        self.down.scatter(simd, data, width);
        for block in 0..height {
            for column in 0..width {
                let mut parts = [[f32x8::splat(simd, 0.0); LANES]; 2];
                let [re, im] = &mut parts;
                for (n, (re, im)) in re.iter_mut().zip(im).enumerate() {
                    let row = self.down.reversed(block * LANES + n);
                    [*re, *im] = pair(simd, &data[row * width + column]);
                }
                let [re, im] = parts;
                for (n, part) in transposed(re).into_iter().zip(transposed(im)).enumerate() {
                    let place = self.across.reversed(column * LANES + n) * height + block;
                    let turn = pair(simd, &self.turns[place]);
                    self.transposed[place] = unpair(product(part.into(), turn));
                }
            }
        }
        self.across.gather(simd, &mut self.transposed, height);
        data.copy_from_slice(&self.transposed);
    }
}

/// A transform of `2 n` real numbers, between a signal and bins 0 to `n` of its spectrum.
#[derive(Debug, Clone)]
pub struct RealFft {
    half: Matrix,
    /// exp(-i pi k / n) for each bin `k`.
    turns: Vec<Pair>,
    packed: Vec<Pair>,
}

impl RealFft {
    /// One of `points` real numbers, a power of two of at least 128. Allocates.
    pub fn new(points: usize) -> Self {
        let points = points.next_power_of_two().max(FEWEST);
        let half = points / 2;
        let turns = (0..half).step_by(LANES).map(|k| eight(k, |k| root(k, points))).collect();
        Self { half: Matrix::new(half), turns, packed: vec![[[0.0; LANES]; 2]; half / LANES] }
    }

    /// Real numbers it takes.
    pub fn points(&self) -> usize {
        2 * self.bins()
    }

    /// Bins of the spectrum but for the last.
    fn bins(&self) -> usize {
        self.packed.len() * LANES
    }

    /// Room for a spectrum: all bins but the last in order, and the last at the beginning of a group of its own.
    pub fn spectrum(&self) -> Vec<Pair> {
        vec![[[0.0; LANES]; 2]; self.packed.len() + 1]
    }

    /// The spectrum of `signal`, [`points`](Self::points) long.
    pub fn forward(&mut self, signal: &[f32], spectrum: &mut [Pair]) {
        let (pairs, _) = signal.as_chunks::<{ 2 * LANES }>();
        dispatch!(level(), simd => {
            for (packed, signal) in self.packed.iter_mut().zip(pairs) {
                let (low, high) = signal.split_at(LANES);
                let (low, high) = (f32x8::from_slice(simd, low), f32x8::from_slice(simd, high));
                *packed = unpair([low.unzip_low(high), low.unzip_high(high)]);
            }
            self.half.forward(simd, &mut self.packed);
            for (group, bins) in spectrum[..self.packed.len()].iter_mut().enumerate() {
                let [re, im] = pair(simd, &self.packed[group]);
                let [other_re, other_im] = opposite(simd, &self.packed, group, &self.packed[0]);
                // Even samples' spectrum and odd ones'.
                let even = [(re + other_re) * 0.5, (im - other_im) * 0.5];
                let odd = [(im + other_im) * 0.5, (other_re - re) * 0.5];
                *bins = unpair(add(even, product(odd, pair(simd, &self.turns[group]))));
            }
        });
        let [re, im] = element(&self.packed, 0);
        if let Some(last) = spectrum.last_mut() {
            *last = [[0.0; LANES]; 2];
            last[0][0] = re - im;
        }
    }

    /// The signal of `spectrum`, times half of [`points`](Self::points). The first and the last bin count as real.
    pub fn inverse(&mut self, spectrum: &[Pair], signal: &mut [f32]) {
        let (spectrum, last) = spectrum.split_at(self.packed.len());
        let last = [last[0][0], [0.0; LANES]];
        dispatch!(level(), simd => {
            for (group, bins) in spectrum.iter().enumerate() {
                let mut bins = *bins;
                if group == 0 {
                    bins[1][0] = 0.0;
                }
                let [re, im] = pair(simd, &bins);
                let [other_re, other_im] = opposite(simd, spectrum, group, &last);
                let even = [(re + other_re) * 0.5, (im - other_im) * 0.5];
                let difference = [(re - other_re) * 0.5, (im + other_im) * 0.5];
                let [turn_re, turn_im] = pair(simd, &self.turns[group]);
                let [odd_re, odd_im] = product(difference, [turn_re, -turn_im]);
                // Real and imaginary part change places on the way there and back: that transforms the other way.
                self.packed[group] = unpair([even[1] + odd_re, even[0] - odd_im]);
            }
            self.half.forward(simd, &mut self.packed);
            let (pairs, _) = signal.as_chunks_mut::<{ 2 * LANES }>();
            for (signal, packed) in pairs.iter_mut().zip(&self.packed) {
                let [odd, even]: [Group; 2] = *packed;
                let (even, odd) = (wide(simd, &even), wide(simd, &odd));
                let halves: [Group; 2] = [even.zip_low(odd).into(), even.zip_high(odd).into()];
                signal.copy_from_slice(halves.as_flattened());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;
    use realfft::RealFftPlanner;

    fn noise(points: usize) -> Vec<f32> {
        let random = Random::new(1, 0);
        (0..points).map(|n| random.bipolar(n as i64)).collect()
    }

    #[test]
    fn spectra_are_those_of_the_library_and_lead_back() {
        for points in [128, 256, 512, 1024, 2048, 4096] {
            let mut fft = RealFft::new(points);
            let signal = noise(points);
            let mut spectrum = fft.spectrum();
            fft.forward(&signal, &mut spectrum);
            let plan = RealFftPlanner::<f64>::new().plan_fft_forward(points);
            let mut expected = plan.make_output_vec();
            plan.process(&mut signal.iter().map(|x| f64::from(*x)).collect::<Vec<f64>>(), &mut expected)
                .unwrap();
            let largest = (points as f64).sqrt();
            for (bin, expected) in expected.iter().enumerate() {
                let [re, im] = element(&spectrum, bin);
                let error = (f64::from(re) - expected.re).hypot(f64::from(im) - expected.im);
                assert!(error < 1e-6 * largest, "{points} points, bin {bin}: {re} {im}, not {expected}");
            }
            let mut back = vec![0.0; points];
            fft.inverse(&spectrum, &mut back);
            for (x, back) in signal.iter().zip(back) {
                assert!((x - back * 2.0 / points as f32).abs() < 1e-6, "{points} points: {x}, {back}");
            }
        }
    }
}
