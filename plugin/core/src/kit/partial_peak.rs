//! Peaks between samples that are not all there yet: what they would be, were nothing to follow.

use super::lanes::{Group, LANES};
use super::ring::Ring;
use super::true_peak::{Interpolator, TAPS, larger, largest};
use crate::base::SEGMENT;

/// Where sums begin.
const SILENT: Group = [0.0; LANES];

/// One channel's points between samples, each with what the samples so far bring to it.
///
/// A point takes in the samples within the interpolator's reach, oldest first, and begins from nothing: so the memory ends,
/// and what was passed over is made up for with the same bits.
#[derive(Debug, Clone)]
pub struct PartialPeaks {
    /// A ring, from `oldest` on.
    sums: [Group; TAPS],
    oldest: usize,
    past: Ring,
    /// Samples have been passed over.
    behind: bool,
}

impl Default for PartialPeaks {
    fn default() -> Self {
        Self { sums: [SILENT; TAPS], oldest: 0, past: Ring::default(), behind: false }
    }
}

impl PartialPeaks {
    /// Makes room. Allocates.
    pub fn prepare(&mut self) {
        self.past.prepare(TAPS.max(SEGMENT));
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.sums = [SILENT; TAPS];
        self.oldest = 0;
        self.past.reset();
        self.behind = false;
    }

    /// Raises `peaks` to the largest magnitudes at each of `samples` and at all points around it, were silence to follow.
    /// What is not above `worth` may be missed.
    pub fn peaks(&mut self, taps: &Interpolator, samples: &[f32], worth: f32, peaks: &mut [f32]) {
        if larger(largest(self.past.newest(TAPS)), largest(samples)) * taps.most() <= worth {
            self.pass(samples);
            return;
        }
        self.catch_up(taps);
        for (peak, x) in peaks.iter_mut().zip(samples) {
            self.open();
            *peak = larger(*peak, larger(x.abs(), self.add(taps, *x)));
        }
        self.past.push(samples);
    }

    /// Takes samples nobody asks about.
    pub fn pass(&mut self, samples: &[f32]) {
        self.past.push(samples);
        self.behind = true;
    }

    /// Makes up for what was passed over.
    pub fn catch_up(&mut self, taps: &Interpolator) {
        if !self.behind {
            return;
        }
        self.behind = false;
        self.sums = [SILENT; TAPS];
        for back in (0..TAPS).rev() {
            let x = self.past.delayed(back, 1)[0];
            self.open();
            self.add(taps, x);
        }
    }

    /// Lets the oldest points go and begins with those that the next sample is the first to reach.
    fn open(&mut self) {
        self.sums[self.oldest] = SILENT;
        self.oldest = (self.oldest + 1) % TAPS;
    }

    /// Points in two runs, oldest first, each with its number of the first tap.
    fn runs(&self) -> [(std::ops::Range<usize>, usize); 2] {
        [(self.oldest..TAPS, 0), (0..self.oldest, TAPS - self.oldest)]
    }

    /// Adds a sample to the points opened; the largest magnitude.
    fn add(&mut self, taps: &Interpolator, x: f32) -> f32 {
        let mut peaks = SILENT;
        for (run, first) in self.runs() {
            // The oldest point is reached by the newest sample with its last tap.
            let taps = taps.points()[..TAPS - first].iter().rev();
            for (sums, taps) in self.sums[run].iter_mut().zip(taps) {
                for j in 0..LANES {
                    sums[j] += taps[j] * x;
                    peaks[j] = larger(peaks[j], sums[j].abs());
                }
            }
        }
        largest(&peaks)
    }

    /// The largest share of the next sample `x` that brings no point above `limit`. 0 always would, if none is yet.
    pub fn share(&mut self, taps: &Interpolator, x: f32, limit: f32) -> f32 {
        self.open();
        let mut peaks = SILENT;
        for (run, first) in self.runs() {
            let taps = taps.points()[..TAPS - first].iter().rev();
            for (sums, taps) in self.sums[run].iter().zip(taps) {
                for j in 0..LANES {
                    peaks[j] = larger(peaks[j], (sums[j] + taps[j] * x).abs());
                }
            }
        }
        if larger(largest(&peaks), x.abs()) <= limit { 1.0 } else { self.largest_share(taps, x, limit) }
    }

    fn largest_share(&self, taps: &Interpolator, x: f32, limit: f32) -> f32 {
        let mut share = if x.abs() > limit { limit / x.abs() } else { 1.0 };
        for (run, first) in self.runs() {
            let taps = taps.points()[..TAPS - first].iter().rev();
            for (sum, tap) in self.sums[run].iter().flatten().zip(taps.flatten()) {
                let step = tap * x;
                if (sum + step).abs() > limit {
                    // Towards the limit that the step leads to.
                    let room = limit - sum * step.signum();
                    share = share.min((room / step.abs()).max(0.0));
                }
            }
        }
        share
    }

    /// Takes the sample that [`share`](Self::share) was asked about, or what became of it.
    pub fn take(&mut self, taps: &Interpolator, x: f32) {
        self.add(taps, x);
        self.past.push(&[x]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::random::Random;
    use crate::kit::true_peak::TruePeak;

    fn noise(len: i64) -> Vec<f32> {
        let random = Random::new(12, 0);
        (0..len).map(|n| random.bipolar(n)).collect()
    }

    #[test]
    fn the_largest_is_what_a_meter_reads_if_silence_follows() {
        let noise = noise(400);
        let taps = Interpolator::default();
        for len in [1, 2, 33, 64, 200, 400] {
            let (mut partial, mut meter) = (PartialPeaks::default(), TruePeak::default());
            partial.prepare();
            let mut peaks = vec![0.0; len];
            for (samples, peaks) in noise[..len].chunks(SEGMENT).zip(peaks.chunks_mut(SEGMENT)) {
                partial.peaks(&taps, samples, 0.0, peaks);
            }
            let followed = noise[..len].iter().copied().chain([0.0; TAPS]);
            let read: Vec<f32> = followed.map(|x| meter.next_peak(x)).collect();
            let expected = largest(&read[len - 1..]);
            let error = 20.0 * (peaks[len - 1] / expected).log10();
            // The meter looks half-way too.
            assert!(error.abs() < 0.2, "{len}: {} and {expected}", peaks[len - 1]);
        }
    }

    #[test]
    fn what_was_passed_over_is_made_up_for_with_the_same_bits() {
        let noise = noise(1000);
        let taps = Interpolator::default();
        let [mut steady, mut lazy] = std::array::from_fn(|_| {
            let mut new = PartialPeaks::default();
            new.prepare();
            new
        });
        for (n, samples) in noise.chunks(37).enumerate() {
            let [mut all, mut some] = [[0.0f32; 37]; 2];
            steady.peaks(&taps, samples, 0.0, &mut all[..samples.len()]);
            if n % 3 == 0 {
                lazy.peaks(&taps, samples, 0.0, &mut some[..samples.len()]);
                assert_eq!(all, some);
            } else {
                lazy.pass(samples);
            }
        }
    }

    #[test]
    fn shares_bring_every_point_up_to_the_limit_and_not_beyond() {
        let taps = Interpolator::default();
        let (mut partial, mut touched) = (PartialPeaks::default(), 0);
        partial.prepare();
        for x in noise(5000) {
            let share = partial.share(&taps, x, 0.5);
            touched += usize::from(share < 1.0);
            partial.take(&taps, share * x);
            assert!(largest(partial.sums.as_flattened()) <= 0.5 * 1.000_01);
        }
        assert!((500..5000).contains(&touched), "{touched}");
    }
}
