//! How high a voice is, and how much of a voice there is, in one short window.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::implant::split::Sizes;

/// Range of a voice's pitch, Hz (design: a low man's speech to a soprano's).
const RANGE_HZ: (f32, f32) = (70.0, 500.0);
/// Pitches above the range are looked for, too, Hz: a higher tone is as much alike after two of its periods, which
/// must not be taken for a voice in the highest octave of the range. Lower down, it would be a voice with one
/// strong formant.
const HIGHEST_HZ: f32 = 2500.0;
const WHISTLED_HZ: f32 = 240.0;
/// How much less alike a higher tone's single periods may be.
const WHISTLED: f32 = 0.05;
/// What is listened to: all up to here, less and less above, Hz (design: the first formants).
const LISTEN_HZ: (f32, f32) = (1800.0, 4000.0);
/// Rumble below this is no voice, Hz.
const RUMBLE_HZ: f32 = 60.0;
/// Longest period re the window: beyond, too few samples of the window overlap with themselves.
const LONGEST: f32 = 0.6;
/// How much less alike a period may be than its double, per octave: pitches are not taken an octave too low
/// (Boersma 1993, "octave cost").
const OCTAVE_COST: f32 = 0.05;
/// Length of the past whose windows are listened to together, s: alone, a short window hears a low voice's pulses
/// now in its middle, now at its ends.
const MERGED_S: f64 = 0.016;
/// Power below which nothing is looked for: far below -200 dB re full scale.
const FAINT: f32 = 1.0e-20;
/// Likeness of successive periods: up to the first there is no voice, from the second on nothing else (Boersma
/// 1993 decides at 0.45).
const VOICED: (f32, f32) = (0.5, 0.8);

/// The pitch of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pitch {
    /// Fundamental, Hz; 0 where there is none.
    pub hz: f32,
    /// How much of the sound is that voice, 0..=1.
    pub voiced: f32,
}

/// Pitch by the window's autocorrelation, divided by that of the window function (Boersma 1993, Proc. Inst.
/// Phonetic Sciences 17), on a slowed-down copy of the window: the lowest bins only.
pub struct VoicePitch {
    to_time: Arc<dyn ComplexToReal<f32>>,
    to_bins: Arc<dyn RealToComplex<f32>>,
    to_lags: Arc<dyn ComplexToReal<f32>>,
    scratch: Vec<Complex32>,
    low: Vec<Complex32>,
    /// The window in time, then as many zeros.
    time: Vec<f32>,
    bins: Vec<Complex32>,
    lags: Vec<f32>,
    /// The autocorrelations of this window and of those before, in turn.
    past: Vec<Vec<f32>>,
    newest: usize,
    /// How loud each of the lowest bins is listened to.
    weight: Vec<f32>,
    /// What a periodic sound's autocorrelation is divided by, per lag, to be 1 at every period.
    window: Vec<f32>,
    /// Lags per second.
    rate: f32,
}

impl VoicePitch {
    /// Prepared for windows of these sizes. Allocates.
    pub fn new(sizes: &Sizes) -> Self {
        let hop_s = sizes.hop as f64 / (f64::from(sizes.bin_hz) * sizes.window as f64);
        let half = ((LISTEN_HZ.1 / sizes.bin_hz) as usize).div_ceil(8) * 8;
        let (short, long) = (2 * half, 4 * half);
        let mut planner = RealFftPlanner::new();
        let to_time = planner.plan_fft_inverse(short);
        let to_bins = planner.plan_fft_forward(long);
        let to_lags = planner.plan_fft_inverse(long);
        let scratch = [to_time.get_scratch_len(), to_bins.get_scratch_len(), to_lags.get_scratch_len()]
            .into_iter()
            .max();
        let weight = |bin: usize| {
            let hz = bin as f32 * sizes.bin_hz;
            let along = ((LISTEN_HZ.1 - hz) / (LISTEN_HZ.1 - LISTEN_HZ.0)).clamp(0.0, 1.0);
            if hz < RUMBLE_HZ || bin >= half || bin >= sizes.bins() { 0.0 } else { along }
        };
        let shape: Vec<f64> =
            (0..short).map(|n| libm::sin(std::f64::consts::PI * n as f64 / short as f64)).collect();
        let overlap = |lag: usize| shape.iter().zip(&shape[lag..]).map(|(a, b)| a * b).sum::<f64>();
        let rate = 2.0 * half as f32 * sizes.bin_hz;
        let longest = ((rate / RANGE_HZ.0).min(LONGEST * short as f32) as usize + 2).min(short - 1);
        Self {
            low: to_time.make_input_vec(),
            time: vec![0.0; long],
            bins: to_bins.make_output_vec(),
            lags: to_lags.make_output_vec(),
            scratch: vec![Complex32::default(); scratch.unwrap_or(0)],
            weight: (0..=half).map(weight).collect(),
            window: (0..longest).map(|lag| (overlap(lag) / overlap(0)) as f32).collect(),
            past: vec![vec![0.0; longest]; libm::round(MERGED_S / hop_s).max(1.0) as usize],
            newest: 0,
            rate,
            to_time,
            to_bins,
            to_lags,
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.past.iter_mut().for_each(|lags| lags.fill(0.0));
        self.newest = 0;
    }

    /// The pitch in the next window, in order, which has this spectrum.
    pub fn of(&mut self, spectrum: &[Complex32]) -> Pitch {
        for ((low, bin), weight) in self.low.iter_mut().zip(spectrum).zip(&self.weight) {
            *low = bin * *weight;
        }
        if self.low.iter().all(|bin| *bin == Complex32::default()) {
            self.lags.fill(0.0);
        } else {
            self.correlate();
        }
        self.newest = (self.newest + 1) % self.past.len();
        for (past, lag) in self.past[self.newest].iter_mut().zip(&self.lags) {
            *past = *lag;
        }
        self.lags.fill(0.0);
        // Always the newest first, so that the order of additions does not depend on where one started.
        for age in 0..self.past.len() {
            let past = &self.past[(self.newest + self.past.len() - age) % self.past.len()];
            self.lags.iter_mut().zip(past).for_each(|(sum, lag)| *sum += lag);
        }
        if self.lags[0] <= FAINT {
            return Pitch::default();
        }
        self.pick()
    }

    /// From the lowest bins to the autocorrelation.
    fn correlate(&mut self) {
        // Errors of these calls are wrong lengths only, and the lengths are fixed in `new`.
        let (time, zeros) = self.time.split_at_mut(self.low.len() * 2 - 2);
        let _ = self.to_time.process_with_scratch(&mut self.low, time, &mut self.scratch);
        zeros.fill(0.0);
        let _ = self.to_bins.process_with_scratch(&mut self.time, &mut self.bins, &mut self.scratch);
        for bin in &mut self.bins {
            *bin = Complex32::new(bin.norm_sqr(), 0.0);
        }
        let _ = self.to_lags.process_with_scratch(&mut self.bins, &mut self.lags, &mut self.scratch);
    }

    /// How alike the window and itself are that many lags later, 1 for the same.
    fn likeness(&self, lag: usize) -> f32 {
        self.lags[lag] / (self.lags[0] * self.window[lag])
    }

    /// The shortest lag of the range after which the sound is nearly as much like itself as it ever is.
    fn pick(&self) -> Pitch {
        let first = (self.rate / HIGHEST_HZ) as usize;
        let (mut best, mut likeness, mut whistled, mut hz) = (0.0, 0.0, 0.0f32, 0.0);
        for lag in first.max(1)..self.window.len() - 1 {
            let [before, here, after] = [lag - 1, lag, lag + 1].map(|lag| self.likeness(lag));
            if here <= before || here < after || here <= VOICED.0 {
                continue;
            }
            // The top of the parabola through the three.
            let curve = before - 2.0 * here + after;
            let offset = if curve < 0.0 { 0.5 * (before - after) / curve } else { 0.0 };
            let top = here - 0.25 * (before - after) * offset;
            let found = self.rate / (lag as f32 + offset);
            let score = top + OCTAVE_COST * libm::log2f(found / RANGE_HZ.0);
            if found > RANGE_HZ.1 {
                whistled = whistled.max(top);
            } else if score > best && found >= RANGE_HZ.0 {
                (best, likeness, hz) = (score, top, found);
            }
        }
        if hz <= 0.0 || hz > WHISTLED_HZ && whistled > likeness - WHISTLED {
            return Pitch::default();
        }
        let voiced = ((likeness - VOICED.0) / (VOICED.1 - VOICED.0)).clamp(0.0, 1.0);
        Pitch { hz, voiced: voiced * voiced * (3.0 - 2.0 * voiced) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Spec;
    use crate::implant::split::Shape;
    use crate::kit::random::Random;
    use crate::kit::stft::Analysis;

    /// Pitches of all windows of a sound at 48 kHz.
    fn pitches(shape: Shape, sound: impl Fn(f64) -> f64) -> Vec<Pitch> {
        let sizes = shape.sizes(&Spec::default());
        let (mut pitch, mut analysis) = (VoicePitch::new(&sizes), Analysis::new(sizes.window));
        let mut spectrum = vec![Complex32::default(); sizes.bins()];
        let hop = |n: usize| -> Vec<f32> {
            (n * sizes.hop..(n + 1) * sizes.hop).map(|n| sound(n as f64 / 48_000.0) as f32).collect()
        };
        let all = (0..120).map(|n| {
            analysis.push(&hop(n));
            analysis.spectrum(0.0, &mut spectrum);
            pitch.of(&spectrum)
        });
        all.skip(8).collect()
    }

    #[test]
    fn voices_are_found_and_nothing_else() {
        let tau = std::f64::consts::TAU;
        for (shape, lowest) in [(Shape::Film, 75.0), (Shape::Live, 85.0)] {
            for hz in [75.0, 85.0, 100.0, 130.0, 200.0, 333.0, 480.0] {
                let voice =
                    |t: f64| (1..20).map(|k| (tau * f64::from(k) * hz * t).sin() / f64::from(k)).sum::<f64>();
                let found = pitches(shape, |t| 0.1 * voice(t));
                let off =
                    found.iter().map(|found| (f64::from(found.hz) / hz - 1.0).abs()).fold(0.0, f64::max);
                let least = found.iter().map(|found| found.voiced).fold(1.0, f32::min);
                println!(
                    "{shape:?} {hz} Hz: off by {:.2} % at most, voiced {least:.2} at least",
                    100.0 * off
                );
                assert!(hz < lowest || (off < 0.02 && least > 0.6));
            }
            let random = Random::new(5, 0);
            let noise = pitches(shape, |t| f64::from(random.bipolar((t * 48_000.0).round() as i64)));
            let mean = noise.iter().map(|found| found.voiced).sum::<f32>() / noise.len() as f32;
            let tone = pitches(shape, |t| (tau * 1000.0 * t).sin());
            let whistled = tone.iter().map(|found| found.voiced).fold(0.0, f32::max);
            println!("{shape:?}: noise is voiced {mean:.2} on average, a 1 kHz tone {whistled:.2}");
            assert!(mean < 0.25 && whistled <= 0.0);
        }
    }
}
