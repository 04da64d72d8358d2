//! Every sound in three: what lasts (sines), what strikes (transients) and what is left (noise).
//!
//! Median filtering of short spectra (Fitzgerald 2010, `DAFx`), with a residual (Driedger, Müller & Disch 2014, ISMIR) and
//! nothing but the past: a bin belongs to the sines as far as it has been there for a while, to the transients as far as
//! its neighbours are there, too. The three add up to the sound.

use realfft::num_complex::Complex32;

use crate::base::{Clock, Spec};
use crate::kit::median::{LANES, Lanes, MOST, Median};
use crate::kit::stft::{Analysis, OVERLAP};

/// How long a sine must have been there for half of the past to be full of it, twice that, s (measured on speech-like
/// tones: a longer past puts onsets into the transients).
const PAST_S: f64 = 0.06;
/// Range of bins that a transient must fill half of, Hz (Driedger et al. 2014).
const RANGE_HZ: f32 = 500.0;
/// Samples below this are silence, -200 dBFS.
const SILENCE: f32 = 1.0e-10;

/// How the windows are chosen: finer in frequency where the entry has time for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// 30 ms windows, 7.5 ms apart, and one hop to spare: fits the film entry's latency at every rate.
    #[default]
    Film,
    /// 21.3 ms windows, 5.3 ms apart.
    Live,
}

impl Shape {
    /// Samples between two windows.
    fn hop(self, spec: &Spec) -> usize {
        /// The film entry's hop, s.
        const FILM_S: f64 = 0.0075;
        /// The film entry's hops are multiples of this, so that windows factor into small primes at all usual rates.
        const FACTOR: usize = 15;
        /// The live entry's hop, samples at 48 kHz.
        const LIVE: usize = 256;
        match self {
            // Rounding up, as grids do, would not fit the latency at 32 or 44.1 kHz.
            Self::Film => (FILM_S * f64::from(spec.sample_rate)) as usize / FACTOR * FACTOR,
            Self::Live => spec.scaled(LIVE),
        }
    }

    /// How much stronger than the other a part must be, to have more of a bin than the noise has (amplitude).
    const fn lead(self) -> f32 {
        match self {
            Self::Film => 2.0,
            Self::Live => 1.5,
        }
    }

    /// The sizes that come of it.
    pub fn sizes(self, spec: &Spec) -> Sizes {
        let hop = self.hop(spec);
        Sizes {
            window: OVERLAP * hop,
            hop,
            spare: if self == Self::Film { hop } else { 0 },
            bin_hz: spec.sample_rate / (OVERLAP * hop) as f32,
        }
    }
}

/// Sizes of the windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Length of a window, samples.
    pub window: usize,
    /// Samples from one window to the next.
    pub hop: usize,
    /// Samples by which the sound is later than it need be.
    pub spare: usize,
    /// Distance of the bins, Hz.
    pub bin_hz: f32,
}

impl Sizes {
    /// Bins of a spectrum, from 0 Hz to half the sample rate.
    pub const fn bins(&self) -> usize {
        self.window / 2 + 1
    }

    /// Samples by which the sound that is put together again lags.
    pub const fn latency(&self) -> usize {
        self.window + self.spare
    }
}

/// One window of sound in three parts: spectra of [`Sizes::bins`] bins, unscaled, with phases at the window's first sample.
pub struct Parts<'a> {
    /// The window's whole spectrum: the sum of the three.
    pub whole: &'a [Complex32],
    /// What lasts.
    pub sines: &'a [Complex32],
    /// What strikes.
    pub transients: &'a [Complex32],
    /// What is left.
    pub noise: &'a [Complex32],
    /// Whether all of them are exact zeros.
    pub silent: bool,
    /// Samples of the call that came before the window's end: for [`crate::kit::stft::Synthesis::add`].
    pub at: usize,
    /// Number of the window since clock 0: what is drawn per window hangs on it.
    pub index: i64,
    /// The window's middle, sample [`Sizes::window`]` / 2` of it.
    pub centre: Clock,
}

/// Splits what one ear gets.
pub struct Split {
    sizes: Sizes,
    analysis: Analysis,
    whole: Vec<Complex32>,
    sines: Vec<Complex32>,
    transients: Vec<Complex32>,
    noise: Vec<Complex32>,
    /// Power per bin of the newest window, mirrored by half the range at both ends.
    power: Vec<f32>,
    /// Power per bin of the past windows, in groups of bins; the newest is at `newest`.
    past: Vec<Vec<Lanes>>,
    newest: usize,
    over_time: Median,
    over_range: Median,
    /// Bins on each side of the range's middle.
    reach: usize,
    /// Square of what one part must lead the other by.
    lead: f32,
    /// Windows in a row that were silent.
    silent: usize,
}

impl Split {
    /// Prepared for `spec`. Allocates.
    pub fn new(spec: &Spec, shape: Shape) -> Self {
        let sizes = shape.sizes(spec);
        Self::of(sizes, shape.lead(), f64::from(spec.sample_rate))
    }

    fn of(sizes: Sizes, lead: f32, sample_rate: f64) -> Self {
        let bins = sizes.bins();
        let none = vec![Complex32::default(); bins];
        let past = (libm::ceil(PAST_S * sample_rate / sizes.hop as f64) as usize / 2 * 2 + 1).min(MOST - 1);
        let reach = ((0.5 * RANGE_HZ / sizes.bin_hz) as usize).clamp(1, (MOST - 1) / 2);
        let groups = bins.div_ceil(LANES);
        Self {
            sizes,
            analysis: Analysis::new(sizes.window),
            whole: none.clone(),
            sines: none.clone(),
            transients: none.clone(),
            noise: none,
            power: vec![0.0; groups * LANES + 2 * reach],
            past: vec![vec![[0.0; LANES]; groups]; past],
            newest: 0,
            over_time: Median::new(past),
            over_range: Median::new(2 * reach + 1),
            reach,
            lead: lead * lead,
            silent: 0,
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.analysis.reset();
        self.past.iter_mut().flatten().for_each(|power| *power = [0.0; LANES]);
        self.newest = 0;
        self.silent = 0;
    }

    /// The sizes of the windows.
    pub const fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Samples after which a sample that was pushed comes out again.
    pub const fn latency(&self) -> usize {
        self.sizes.latency()
    }

    /// Takes `sound` (at most [`crate::base::SEGMENT`] samples, the first at `clock`) and hands over every window that is
    /// complete by its last sample, before what it makes of them is read.
    pub fn push(&mut self, sound: &[f32], clock: Clock, mut on_window: impl FnMut(&Parts<'_>)) {
        let mut clock = clock;
        let mut done = 0;
        while done < sound.len() {
            if clock.is_on(self.sizes.hop) {
                on_window(&self.split(done, clock));
            }
            let len = clock.until_next(self.sizes.hop).min(sound.len() - done);
            self.analysis.push(&sound[done..done + len]);
            clock.advance(len);
            done += len;
        }
    }

    /// The window that ends before `clock`, `at` samples into the call.
    fn split(&mut self, at: usize, clock: Clock) -> Parts<'_> {
        let sounds = self.analysis.spectrum(SILENCE, &mut self.whole);
        self.silent = if sounds { 0 } else { self.silent.saturating_add(1) };
        self.newest = (self.newest + 1) % self.past.len();
        // Silence is remembered, but not worked on.
        if self.silent <= self.past.len() {
            self.remember();
        }
        if sounds {
            self.share_out();
        } else {
            for part in [&mut self.sines, &mut self.transients, &mut self.noise] {
                part.fill(Complex32::default());
            }
        }
        Parts {
            whole: &self.whole,
            sines: &self.sines,
            transients: &self.transients,
            noise: &self.noise,
            silent: !sounds,
            at,
            index: clock.now().div_euclid(self.sizes.hop as i64),
            centre: clock.delayed(self.sizes.window / 2),
        }
    }

    /// Notes the power of the newest window.
    fn remember(&mut self) {
        let (bins, reach) = (self.whole.len(), self.reach);
        for (power, bin) in self.power[reach..].iter_mut().zip(&self.whole) {
            *power = bin.norm_sqr();
        }
        for n in 1..=reach {
            self.power[reach - n] = self.power[reach + n];
            self.power[reach + bins - 1 + n] = self.power[reach + bins - 1 - n];
        }
        let (groups, _) = self.power[reach..].as_chunks::<LANES>();
        for (past, power) in self.past[self.newest].iter_mut().zip(groups) {
            *past = *power;
        }
    }

    /// Gives every bin of the newest window to the three parts.
    fn share_out(&mut self) {
        let mut values = [[0.0; LANES]; MOST];
        let groups = self.past[0].len();
        for group in 0..groups {
            let first = group * LANES;
            for (value, past) in values.iter_mut().zip(&self.past) {
                *value = past[group];
            }
            let lasting = self.over_time.of(&mut values);
            let range = 2 * self.reach + 1;
            for (n, value) in values[..range].iter_mut().enumerate() {
                value.copy_from_slice(&self.power[first + n..first + n + LANES]);
            }
            let striking = self.over_range.of(&mut values);
            let last = (first + LANES).min(self.whole.len());
            for (lane, bin) in (first..last).enumerate() {
                let (sine, transient) = (lasting[lane], striking[lane]);
                let sine_share = share(sine, self.lead * transient);
                let transient_share = share(transient, self.lead * sine);
                let whole = self.whole[bin];
                self.sines[bin] = whole * sine_share;
                self.transients[bin] = whole * transient_share;
                self.noise[bin] = whole * (1.0 - sine_share - transient_share).max(0.0);
            }
        }
    }
}

/// The share that a part has beside another, by the squares of their powers, 0..=1; nothing beside nothing has nothing.
#[inline]
fn share(part: f32, other: f32) -> f32 {
    // The square of a loud power would not fit; that of a ratio becomes infinite as it should.
    let ratio = other / part;
    if part > 0.0 { 1.0 / (1.0 + ratio * ratio) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::db_from_gain;
    use crate::kit::band_pass::{BandEdges, BandPass};
    use crate::kit::random::Random;
    use crate::kit::stft::Synthesis;
    use std::time::Instant;

    const SPEC: fn(f32) -> Spec = |sample_rate| Spec { sample_rate, ..Spec::default() };

    /// A voice-like tone of 180 Hz with vibrato and syllables, clicks of 1 ms, and noise from 500 Hz to 4 kHz.
    fn sources(rate: f64, seconds: f64) -> [Vec<f32>; 3] {
        let random = Random::new(3, 0);
        let tau = std::f64::consts::TAU;
        let samples = 0..(seconds * rate) as usize;
        let tone = |n: usize| {
            let t = n as f64 / rate;
            let turn = tau * 180.0 * t - 180.0 * 0.02 / 5.0 * (tau * 5.0 * t).cos();
            let syllable = 0.55 - 0.45 * (tau * 3.0 * t).cos();
            let voice: f64 = (1..=25).map(|k| (turn * f64::from(k)).sin() / f64::from(k)).sum();
            (0.1 * syllable * voice) as f32
        };
        let click = |n: usize| {
            let since = n as f64 % (0.173 * rate);
            if since < 0.001 * rate { 0.5 * random.bipolar(n as i64) } else { 0.0 }
        };
        let mut noise: Vec<f32> = samples.clone().map(|n| random.bipolar(n as i64 + 1_000_000)).collect();
        noise.iter_mut().for_each(|x| *x *= 0.3);
        BandPass::default().run(&BandEdges::new(500.0, 4000.0, rate as f32), &mut noise);
        [samples.clone().map(tone).collect(), samples.map(click).collect(), noise]
    }

    /// What each part sounds like by itself, and the sum of the three, called with `block` samples at most.
    fn resynthesised(split: &mut Split, sound: &[f32], start: i64, block: usize) -> [Vec<f32>; 4] {
        let sizes = split.sizes();
        let mut voices: [_; 4] = std::array::from_fn(|_| Synthesis::new(sizes.window, sizes.spare));
        let mut out: [Vec<f32>; 4] = std::array::from_fn(|_| vec![0.0; sound.len()]);
        let mut done = 0;
        while done < sound.len() {
            let clock = Clock::at(start + done as i64);
            let len = block.min(clock.until_next(32)).min(sound.len() - done);
            split.push(&sound[done..done + len], clock, |parts| {
                for (voice, part) in voices.iter_mut().zip([parts.sines, parts.transients, parts.noise, &[]])
                {
                    let spectrum = voice.spectrum();
                    spectrum.fill(Complex32::default());
                    spectrum.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
                    if part.is_empty() {
                        for (n, bin) in spectrum.iter_mut().enumerate() {
                            *bin = parts.sines[n] + parts.transients[n] + parts.noise[n];
                        }
                    }
                    voice.add(parts.at);
                }
            });
            for (voice, out) in voices.iter_mut().zip(&mut out) {
                voice.read(&mut out[done..done + len]);
            }
            done += len;
        }
        out
    }

    fn energy(sound: &[f32]) -> f64 {
        sound.iter().map(|x| f64::from(*x).powi(2)).sum()
    }

    #[test]
    fn the_parts_add_up_to_the_delayed_sound_at_every_rate() {
        for rate in [22_050.0, 32_000.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
            for shape in [Shape::Film, Shape::Live] {
                let mut split = Split::new(&SPEC(rate), shape);
                let parts = sources(f64::from(rate), 0.5);
                let sound: Vec<f32> =
                    (0..parts[0].len()).map(|n| parts.iter().map(|part| part[n]).sum()).collect();
                let [.., sum] = resynthesised(&mut split, &sound, -777, 128);
                let late = split.latency();
                let error: Vec<f32> = sum[late..].iter().zip(&sound).map(|(y, x)| y - x).collect();
                let db = 0.5 * db_from_gain(energy(&error) / energy(&sound[..error.len()]));
                println!("{rate} {shape:?}: {late} late, sum within {db:.1} dB");
                assert!(db < -90.0);
                if shape == Shape::Film {
                    assert!(late <= (rate as usize / 24) * 1880 / 2000, "{late}");
                }
            }
        }
    }

    #[test]
    fn tones_clicks_and_noise_go_where_they_belong() {
        let sources = sources(48_000.0, 6.0);
        let shares = |hop: usize, lead: f32| {
            let sizes = Sizes { window: 4 * hop, hop, spare: 0, bin_hz: 12_000.0 / hop as f32 };
            [0, 1, 2].map(|source| {
                let mut split = Split::of(sizes, lead, 48_000.0);
                let out = resynthesised(&mut split, &sources[source], 0, 128);
                let energies = [0, 1, 2].map(|part| energy(&out[part]));
                energies.map(|part| (100.0 * part / energies.iter().sum::<f64>()).round())
            })
        };
        println!("window/hop lead: tone, click, noise to sines/transients/noise, %");
        for (hop, lead, tone) in [(512, 2.0, 80.0), (360, 2.0, 70.0), (256, 2.0, 40.0), (256, 1.5, 60.0)] {
            let [tones, clicks, noises] = shares(hop, lead);
            println!("{}/{hop} {lead}: {tones:?} {clicks:?} {noises:?}", 4 * hop);
            assert!(tones[0] >= tone && clicks[1] >= 90.0 && noises[2] >= 60.0);
        }
    }

    #[test]
    fn blocks_and_what_was_before_make_no_difference() {
        let [tone, click, noise] = sources(48_000.0, 3.0);
        let sound: Vec<f32> = (0..tone.len()).map(|n| tone[n] + click[n] + noise[n]).collect();
        for shape in [Shape::Film, Shape::Live] {
            let mut split = Split::new(&SPEC(48_000.0), shape);
            let whole = resynthesised(&mut split, &sound, 0, 32);
            split.reset();
            assert_eq!(whole, resynthesised(&mut split, &sound, 0, 7));
            // Another past, and no past: the same after it is over.
            let start = 48_000 + 13;
            let after = resynthesised(&mut split, &sound[start..], start as i64, 32);
            let (late, all) = (9600, start + 9600);
            for part in 0..4 {
                assert_eq!(after[part][late..], whole[part][all..]);
            }
        }
    }

    #[test]
    fn silence_is_exact_and_overloads_pass() {
        for shape in [Shape::Film, Shape::Live] {
            let mut split = Split::new(&SPEC(48_000.0), shape);
            let mut sound = vec![1e9; 4000];
            sound.extend(vec![0.0; 20_000]);
            let out = resynthesised(&mut split, &sound, 0, 32);
            assert!(out.iter().flatten().all(|y| y.is_finite()));
            assert!(out.iter().all(|part| part[8000..].iter().all(|y| *y == 0.0)));
        }
    }

    #[test]
    fn the_cost_is_printed() {
        let [tone, _, noise] = sources(48_000.0, 4.0);
        let sound: Vec<f32> = tone.iter().zip(&noise).map(|(a, b)| a + b).collect();
        for shape in [Shape::Film, Shape::Live] {
            let mut split = Split::new(&SPEC(48_000.0), shape);
            let (start, mut sum) = (Instant::now(), 0.0);
            for (n, block) in sound.chunks(32).enumerate() {
                split.push(block, Clock::at(32 * n as i64), |parts| sum += parts.noise[100].re);
            }
            println!("{shape:?}: {:.2} ms/s ({sum})", start.elapsed().as_secs_f64() * 250.0);
        }
    }
}
