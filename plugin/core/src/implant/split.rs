//! Every sound in three: what lasts (sines), what strikes (transients) and what is left (noise).
//!
//! Median filtering of short spectra (Fitzgerald 2010, `DAFx`), with a residual (Driedger, Müller & Disch 2014,
//! ISMIR) and nothing but the past: a bin belongs to the sines as far as it has been there for a while, to the
//! transients as far as its neighbours are there, too. The three add up to the sound.

use realfft::num_complex::Complex32;

use crate::base::{Clock, Spec};
use crate::kit::median::{Median, code, power};
use crate::kit::section::SILENCE;
use crate::kit::stft::{Analysis, OVERLAP};

/// Length of the past that a sine must have filled half of, s (measured on speech-like tones: a longer past puts
/// onsets into the transients).
const PAST_S: f64 = 0.06;
/// Range of bins that a transient must fill half of, Hz (Driedger et al. 2014).
const RANGE_HZ: f32 = 500.0;

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
        /// The film entry's hops are multiples of this, so that windows factor into small primes at all usual
        /// rates.
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

/// One window of sound in three parts: spectra of [`Sizes::bins`] bins, unscaled, with phases at the window's
/// first sample.
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
    /// Power per bin of the newest window, by its code, mirrored by `reach` bins at both ends.
    codes: Vec<i16>,
    /// The same of the past windows, row by row; the newest is number `newest`.
    past: Vec<i16>,
    newest: usize,
    over_time: Median,
    over_range: Median,
    /// Room to find each kind of median in.
    lasting: Vec<i16>,
    striking: Vec<i16>,
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
        let past = libm::ceil(PAST_S * sample_rate / sizes.hop as f64) as usize / 2 * 2 + 1;
        let reach = ((0.5 * RANGE_HZ / sizes.bin_hz) as usize).max(1);
        let range = 2 * reach + 1;
        Self {
            sizes,
            analysis: Analysis::new(sizes.window),
            whole: none.clone(),
            sines: none.clone(),
            transients: none.clone(),
            noise: none,
            codes: vec![0; bins + 2 * reach],
            past: vec![0; past * bins],
            newest: 0,
            over_time: Median::new(past),
            over_range: Median::new(range),
            lasting: vec![0; past * bins],
            striking: vec![0; range * bins],
            reach,
            lead: lead * lead,
            silent: 0,
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.analysis.reset();
        self.past.fill(0);
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

    /// Takes `sound` (at most [`crate::base::SEGMENT`] samples, the first at `clock`) and hands over every window
    /// that is complete by its last sample, before what it makes of them is read.
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
        self.newest = (self.newest + 1) % self.over_time.count();
        // Silence is remembered, but not worked on.
        if self.silent <= self.over_time.count() {
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
        for (to, bin) in self.codes[reach..].iter_mut().zip(&self.whole) {
            *to = code(bin.norm_sqr());
        }
        for n in 1..=reach {
            self.codes[reach - n] = self.codes[reach + n];
            self.codes[reach + bins - 1 + n] = self.codes[reach + bins - 1 - n];
        }
        self.past[self.newest * bins..][..bins].copy_from_slice(&self.codes[reach..][..bins]);
    }

    /// Gives every bin of the newest window to the three parts.
    fn share_out(&mut self) {
        let bins = self.whole.len();
        self.lasting.copy_from_slice(&self.past);
        for (n, row) in self.striking.chunks_exact_mut(bins).enumerate() {
            row.copy_from_slice(&self.codes[n..n + bins]);
        }
        let lasting = self.over_time.of(&mut self.lasting, bins);
        let striking = self.over_range.of(&mut self.striking, bins);
        for bin in 0..bins {
            let (sine, transient) = (power(lasting[bin]), power(striking[bin]));
            let sine_share = share(sine, self.lead * transient);
            let transient_share = share(transient, self.lead * sine);
            let whole = self.whole[bin];
            self.sines[bin] = whole * sine_share;
            self.transients[bin] = whole * transient_share;
            self.noise[bin] = whole * (1.0 - sine_share - transient_share).max(0.0);
        }
    }
}

/// The share that a part has beside another, by the squares of their powers, 0..=1; nothing beside nothing has
/// nothing.
#[inline]
fn share(part: f32, other: f32) -> f32 {
    // The square of a loud power would not fit; that of a ratio becomes infinite as it should.
    let ratio = other / part;
    if part > 0.0 { 1.0 / (1.0 + ratio * ratio) } else { 0.0 }
}

#[cfg(test)]
mod tests;
