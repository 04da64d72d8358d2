//! How a spectrum's power lies along the ear, without the fine structure that pitch makes, and how it moves there.

use crate::base::Spec;
use crate::hearing::greenwood::{frequency, place};
use crate::implant::split::Sizes;

/// Range that peaks are smeared in, Hz, and the part of the sample rate it ends at.
const SMEARED_HZ: (f32, f32) = (20.0, 20_000.0);
const SMEARED_TOP: f32 = 0.49;
/// Length of a cell of the cochlea, mm: half a bin at 1 kHz.
const CELL_MM: f32 = 0.1;
/// Narrowest envelope, bins: the spectrum itself.
const NARROWEST: f32 = 1.0;

/// Power per bin, smoothed, and what becomes of it.
pub struct Envelope {
    /// Smoothed power per bin of the sound itself.
    pub old: Vec<f32>,
    /// The same after peaks were smeared and shifted.
    pub new: Vec<f32>,
    spare: Vec<f32>,
    /// Sums of what is averaged, up to and without each entry.
    sums: Vec<f64>,
    /// Where cells begin, bins, and one more: where the last one ends. Bin `n` is from `n - 0.5` to `n + 0.5`.
    edges: Vec<f32>,
    /// Power per cell.
    cells: [Vec<f32>; 2],
    /// Per bin: where it lies among the cells; negative outside.
    place: Vec<f32>,
}

impl Envelope {
    /// Prepared for windows of these sizes. Allocates.
    pub fn new(spec: &Spec, sizes: &Sizes) -> Self {
        let bins = sizes.bins();
        let low = place(SMEARED_HZ.0);
        let high = place(SMEARED_HZ.1.min(SMEARED_TOP * spec.sample_rate));
        let count = ((high - low) / CELL_MM) as usize;
        let edges = (0..=count).map(|n| frequency(low + n as f32 * CELL_MM) / sizes.bin_hz).collect();
        let cell = |bin: usize| {
            let cell = (place(bin as f32 * sizes.bin_hz) - low) / CELL_MM - 0.5;
            if cell >= 0.0 && cell < (count - 1) as f32 { cell } else { -1.0 }
        };
        Self {
            old: vec![0.0; bins],
            new: vec![0.0; bins],
            spare: vec![0.0; bins],
            sums: vec![0.0; bins.max(count) + 1],
            edges,
            cells: [vec![0.0; count], vec![0.0; count]],
            place: (0..bins).map(cell).collect(),
        }
    }

    /// Smooths `power` (per bin), so that peaks `width` bins apart can't be told from each other.
    pub fn measure(&mut self, power: &[f32], width: f32) {
        let width = width.max(NARROWEST);
        average(power, &mut self.spare, &mut self.sums, width);
        average(&self.spare, &mut self.old, &mut self.sums, (0.5 * width).max(NARROWEST));
    }

    /// Smears peaks to a width of `mm` at half their height, and shifts them up by `octaves`. All of the power
    /// stays.
    pub fn transform(&mut self, mm: f32, octaves: f32) {
        self.new.copy_from_slice(&self.old);
        if mm > 0.0 {
            self.smear(mm);
        }
        if octaves > 0.0 {
            self.shift(octaves);
        }
    }

    fn smear(&mut self, mm: f32) {
        sum(&self.old, &mut self.sums);
        let last = self.old.len() - 1;
        let up_to = |bins: f32| {
            let bin = ((bins + 0.5) as usize).min(last);
            self.sums[bin] + f64::from((bins + 0.5 - bin as f32).min(1.0) * self.old[bin])
        };
        let [power, spare] = &mut self.cells;
        let mut before = up_to(self.edges[0]);
        for (power, edge) in power.iter_mut().zip(&self.edges[1..]) {
            let here = up_to(*edge);
            *power = (here - before) as f32;
            before = here;
        }
        // Twice a box: a triangle, as wide at half its height as the box.
        average(power, spare, &mut self.sums, mm / CELL_MM);
        average(spare, power, &mut self.sums, mm / CELL_MM);
        for (power, edges) in power.iter_mut().zip(self.edges.windows(2)) {
            *power /= edges[1] - edges[0];
        }
        for (new, place) in self.new.iter_mut().zip(&self.place) {
            if *place >= 0.0 {
                let cell = *place as usize;
                *new = power[cell] + (place - cell as f32) * (power[cell + 1] - power[cell]);
            }
        }
    }

    fn shift(&mut self, octaves: f32) {
        let down = libm::exp2f(-octaves);
        self.spare.copy_from_slice(&self.new);
        for (bin, new) in self.new.iter_mut().enumerate() {
            *new = down * between(&self.spare, bin as f32 * down);
        }
    }
}

/// The value at `at` (0 or more) between two of `values`; nothing beyond the last.
#[inline]
pub fn between(values: &[f32], at: f32) -> f32 {
    let below = at as usize;
    match values.get(below..below + 2) {
        Some(pair) => pair[0] + (at - below as f32) * (pair[1] - pair[0]),
        None => 0.0,
    }
}

/// Sums of `values` up to and without each, in `sums`.
fn sum(values: &[f32], sums: &mut [f64]) {
    let mut total = 0.0;
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum = total;
        total += f64::from(*value);
    }
    sums[values.len()] = total;
}

/// Averages over boxes `width` (at least 1, need not be whole) entries wide, less of them at both ends.
fn average(from: &[f32], to: &mut [f32], sums: &mut [f64], width: f32) {
    if width <= 1.0 {
        to.copy_from_slice(from);
        return;
    }
    sum(from, sums);
    // The box about entry `n` reaches from `n + 0.5 - width / 2` to `n + 0.5 + width / 2`.
    let width = width.min(from.len() as f32);
    let reach = 0.5 * width - 0.5;
    let (whole, part) = (reach as usize, reach - (reach as usize) as f32);
    let last = from.len() - 1;
    let scale = 1.0 / width;
    let one = |n: usize| {
        let inner = sums[(n + whole).min(last) + 1] - sums[n.saturating_sub(whole)];
        let below = if n > whole { from[n - whole - 1] } else { 0.0 };
        let above = if n + whole < last { from[n + whole + 1] } else { 0.0 };
        (inner as f32 + part * (below + above)).max(0.0) * scale
    };
    let (first, end) = (whole + 1, (last + 1).saturating_sub(whole + 1));
    if first >= end {
        to.iter_mut().enumerate().for_each(|(n, to)| *to = one(n));
        return;
    }
    for n in (0..first).chain(end..to.len()) {
        to[n] = one(n);
    }
    // The same where nothing is missing, all slices equally long.
    let inside = end - first;
    let (low, high) = (&sums[1..=inside], &sums[2 * whole + 2..][..inside]);
    let (below, above) = (&from[..inside], &from[2 * whole + 2..][..inside]);
    for (n, to) in to[first..end].iter_mut().enumerate() {
        let inner = high[n] - low[n];
        *to = (inner as f32 + part * (below[n] + above[n])).max(0.0) * scale;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::implant::split::Shape;

    /// Mean and standard deviation of power along the cochlea, mm.
    fn along(power: &[f32], bin_hz: f32) -> (f64, f64) {
        let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
            let term = |(bin, p): (usize, &f32)| f(f64::from(place(bin as f32 * bin_hz))) * f64::from(*p);
            power.iter().enumerate().map(term).sum()
        };
        let total = moment(&|_| 1.0);
        let mean = moment(&|x| x) / total;
        (mean, (moment(&|x| (x - mean) * (x - mean)) / total).sqrt())
    }

    #[test]
    fn smearing_widens_on_the_cochlea_and_keeps_power_and_place() {
        for rate in [22_050.0, 48_000.0, 96_000.0] {
            let spec = Spec { sample_rate: rate, ..Spec::default() };
            let sizes = Shape::Film.sizes(&spec);
            let mut envelope = Envelope::new(&spec, &sizes);
            for (hz, mm) in [(1000.0, 1.0), (3000.0, 0.5), (3000.0, 2.0), (800.0, 3.0)] {
                let mut power = vec![0.0; sizes.bins()];
                power[(hz / sizes.bin_hz) as usize] = 1.0;
                envelope.measure(&power, 0.0);
                envelope.transform(mm, 0.0);
                let (old, new) = (along(&envelope.old, sizes.bin_hz), along(&envelope.new, sizes.bin_hz));
                let found = (6.0 * (new.1 * new.1 - old.1 * old.1)).sqrt();
                let total: f32 = envelope.new.iter().sum();
                println!(
                    "{rate} {hz} Hz {mm} mm: {found:.2} mm, moved {:.3}, power {total:.3}",
                    new.0 - old.0
                );
                assert!((found / f64::from(mm) - 1.0).abs() < 0.1 && (total - 1.0).abs() < 0.05);
            }
        }
    }

    #[test]
    fn shifts_are_octaves_and_keep_power() {
        let spec = Spec::default();
        let sizes = Shape::Film.sizes(&spec);
        let mut envelope = Envelope::new(&spec, &sizes);
        let mut power = vec![0.0; sizes.bins()];
        power[60] = 1.0;
        envelope.measure(&power, 4.0);
        for octaves in [0.0, 0.5, 2.0] {
            envelope.transform(0.0, octaves);
            let total: f32 = envelope.new.iter().sum();
            let mean: f32 = envelope.new.iter().enumerate().map(|(n, p)| n as f32 * p).sum::<f32>() / total;
            println!("{octaves}: bin {mean:.1}, power {total:.3}");
            assert!((mean / (60.0 * octaves.exp2()) - 1.0).abs() < 0.02 && (total - 1.0).abs() < 0.05);
        }
    }
}
