//! One ear's bands sounding again with other phases, or their envelopes slowed.
//!
//! Each band, one ERB from the next, is turned by its phase ([`super::phases`]). What slows the envelopes comes from the
//! sensed sound: with a key, all of it is linear in what is heard. Both ears draw the same noise, so that what was in the
//! middle stays there.

use crate::base::bands::{Group, LANES, Pair, grouped};
use crate::base::{Bands, Clock, SEGMENT, Spec};
use crate::hearing::bands::section_width;
use crate::hearing::erb;
use crate::kit::forget::{forget, forget_sound};
use crate::kit::gammatone::{phase_lag, power_gain};
use crate::kit::lanes::tree;
use crate::kit::turn::turned;
use crate::kit::wide::{Simd, SimdBase, SimdFloat, dispatch, f32x8, level, pair, unpair, wide};

use super::draws::Draws;
use super::phases::{Phases, Unrest, departed};

/// Analysis bands from one that sounds to the next: an ERB.
const STRIDE: usize = 2;
/// Groups of the analysis that make one group here.
const GATHERED: usize = STRIDE;
/// Mean of a noise's envelope re its root mean square: half the root of pi.
const RAYLEIGH_MEAN: f32 = 0.886_226_9;
/// Largest factor by which a slowed envelope may stand above the quick one: 60 dB.
const MOST_LIFT: f32 = 1000.0;
/// Envelopes below this are silence.
const SILENCE: f32 = 1.0e-9;
/// What keeps each band to itself is a one-pole section before its phase is turned, which takes what the band hears from
/// afar before that is spread, and two after it.
const KEEPERS: usize = 3;
/// How many times their own width the narrowest bands are kept, and bands that are as good as not kept at all.
const NARROWEST: f32 = 2.0;
const WIDE: f32 = 10.0;
/// Pole frequency re -3 dB of two equal one-pole sections: the inverse of sqrt(sqrt(2) - 1).
const TWO_POLES: f32 = 1.553_77;

/// What a band is to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part {
    /// Amplitude, 0..1.
    pub amplitude: f32,
    /// What its phase is to do.
    pub unrest: Unrest,
    /// Pole frequency of what keeps it to itself afterwards, Hz.
    pub kept: f32,
}

/// One ear's bands.
#[derive(Debug, Clone, Default)]
pub struct Voice {
    /// Centres of the bands that sound, Hz.
    pub centres: Vec<f32>,
    phases: Phases,
    /// What keeps each band to itself: pole, and state of two sections, real and imaginary.
    /// Pole of the first keeper, and of the others at the ends of the way.
    first: Vec<Group>,
    keeper: Vec<[Group; 2]>,
    kept: Vec<[Pair; KEEPERS]>,
    /// Amplitude at the ends of the way, and its normalisation.
    amplitude: Vec<[Group; 2]>,
    norm: Norm,
    /// Share of the slowed envelope at the ends of the way.
    slowness: [f32; 2],
    slow_share: f32,
    sums: Vec<Group>,
    samples: usize,
    /// What the groups of a frame sing.
    mixed: Vec<Group>,
    /// Whether slowed envelopes have yet to hear how loud it is.
    cold: bool,
    slow: Vec<[Group; 2]>,
    /// Slowed envelope at the last and the next control point.
    envelope: Vec<[Group; 2]>,
    rate: f32,
    control_rate: f32,
}

impl Voice {
    /// Makes room for every second of these bands. Allocates.
    pub fn prepare(&mut self, spec: &Spec, centres: &[f32], control: usize) {
        self.centres = centres.iter().copied().step_by(STRIDE).collect();
        let groups = self.centres.len().div_ceil(LANES);
        let blank = [0.0; LANES];
        self.phases.prepare(spec, &self.centres);
        self.sums = vec![blank; groups];
        self.mixed = vec![blank; SEGMENT];
        self.amplitude = vec![[blank; 2]; groups];
        self.slow = vec![[blank; 2]; groups];
        self.envelope = vec![[blank; 2]; groups];
        self.rate = spec.sample_rate;
        self.control_rate = spec.sample_rate / control as f32;
        self.norm = Norm::of(&self.centres);
        let first =
            |hz: &f32| libm::expf(-std::f32::consts::TAU * NARROWEST * section_width(*hz) / spec.sample_rate);
        self.first = grouped(&self.centres.iter().map(first).collect::<Vec<f32>>(), 0.0);
        self.keeper = vec![[blank; 2]; groups];
        self.kept = vec![[[blank; 2]; KEEPERS]; groups];
        self.reset();
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        let blank = [0.0; LANES];
        self.phases.reset();
        for pairs in [&mut self.slow, &mut self.envelope] {
            pairs.fill([blank; 2]);
        }
        self.kept.fill([[blank; 2]; KEEPERS]);
        self.sums.fill(blank);
        self.samples = 0;
        self.cold = true;
    }

    /// Lets envelopes that begin to be slowed hear these levels (mean square re full scale, by band of the analysis) as if
    /// they had for long. The detectors have been listening all along: a cut into blur must not fade in.
    pub fn warm(&mut self, levels: &[f32]) {
        if !std::mem::take(&mut self.cold) {
            return;
        }
        for (band, level) in levels.iter().step_by(STRIDE).enumerate().take(self.centres.len()) {
            let (group, lane) = (band / LANES, band % LANES);
            let mean = RAYLEIGH_MEAN * libm::sqrtf(2.0 * level);
            for part in [&mut self.slow[group], &mut self.envelope[group]] {
                part.iter_mut().for_each(|part| part[lane] = mean);
            }
        }
    }

    /// Sets out, `weight` of the way to where it was going, towards `part` for each band, and jitter of `jitter` seconds.
    pub fn depart(&mut self, weight: f32, part: impl Fn(usize) -> Part, jitter: f32) {
        for band in 0..self.centres.len() {
            let (group, lane) = (band / LANES, band % LANES);
            let Part { amplitude, unrest, kept } = part(band);
            let pole = libm::expf(-std::f32::consts::TAU * kept / self.rate);
            let amplitude =
                amplitude * self.norm.gain(unrest.deviation, kept / section_width(self.centres[band]));
            let moves = [(&mut self.amplitude[group], amplitude), (&mut self.keeper[group], pole)];
            for ([older, newer], aim) in moves {
                [older[lane], newer[lane]] = departed([older[lane], newer[lane]], weight, aim);
            }
            self.phases.depart(weight, band, unrest);
        }
        self.phases.depart_jitter(weight, jitter);
    }

    /// The same for envelopes, slowed to `blur_hz` by share `slowness`.
    pub fn slow_down(&mut self, weight: f32, slowness: f32, blur_hz: f32) {
        // While nothing was slowed nobody followed the envelopes: what stands there is a past of any age.
        self.cold |= !self.slows();
        self.slowness = departed(self.slowness, weight, slowness);
        self.slow_share = 1.0 - libm::expf(-std::f32::consts::TAU * TWO_POLES * blur_hz / self.control_rate);
    }

    /// Rests where it was going.
    pub fn settle(&mut self) {
        self.amplitude.iter_mut().chain(&mut self.keeper).for_each(|ends| ends[0] = ends[1]);
        self.phases.settle();
        self.slowness[0] = self.slowness[1];
    }

    /// Samples from one draw of the phases' noise to the next.
    pub fn draws(&self) -> usize {
        self.phases.frame
    }

    /// Takes what has been drawn at a point of that grid, `weight` of the way to where the bands are going.
    pub fn take(&mut self, draws: &Draws, clock: Clock, weight: f32) {
        self.phases.take(draws, clock, weight);
    }

    /// At a point of the control grid: the slowed envelopes move on by what was heard since the last.
    pub fn follow(&mut self) {
        if self.samples == 0 {
            return;
        }
        let share = 1.0 / self.samples as f32;
        for ((sums, slow), [from, to]) in self.sums.iter_mut().zip(&mut self.slow).zip(&mut self.envelope) {
            *from = *to;
            for lane in 0..LANES {
                let mut x = sums[lane] * share;
                for section in slow.iter_mut() {
                    section[lane] += self.slow_share * (x - section[lane]);
                    x = section[lane];
                }
                to[lane] = x;
                sums[lane] = 0.0;
            }
        }
        self.samples = 0;
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        let kept = self.kept.as_flattened_mut().as_flattened_mut().as_flattened_mut();
        kept.iter_mut().for_each(|x| *x = forget_sound(*x));
        self.phases.forget();
        self.slow.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|x| *x = forget(*x));
    }

    /// Writes a frame that begins at `clock` to `output`, out of what is heard, the carriers, and what is sensed. `along`
    /// gives, per sample, the way to the next setting and to the next control point, 0..1.
    pub fn sing(&mut self, clock: Clock, sounds: [&Bands; 3], along: &[[f32; 2]], output: &mut [f32]) {
        let mut mixed = std::mem::take(&mut self.mixed);
        let sums = &mut mixed[..output.len()];
        sums.fill([0.0; LANES]);
        let slows = self.slows();
        self.samples += if slows { sums.len() } else { 0 };
        dispatch!(level(), simd => {
            for group in 0..self.amplitude.len() {
                let silent = self.amplitude[group] == [[0.0; LANES]; 2];
                if silent && !slows {
                    self.kept[group] = [[[0.0; LANES]; 2]; KEEPERS];
                    self.pass_over(simd, group, clock, sums.len());
                } else {
                    self.sing_group(simd, group, clock, sounds, along, sums);
                }
            }
        });
        for (output, sums) in output.iter_mut().zip(&*sums) {
            *output = tree(sums);
        }
        self.mixed = mixed;
    }

    /// Lets phases turn on in a group that is silent for `len` samples: it may begin to sound before the next draw.
    #[inline(always)]
    fn pass_over<S: Simd>(&mut self, simd: S, group: usize, mut clock: Clock, len: usize) {
        let draws = self.draws();
        let mut done = 0;
        while done < len {
            let count = clock.until_next(draws).min(len - done);
            // Whole spans are over by then.
            if count < draws {
                let span = self.phases.span(group, clock);
                let mut turning = span.turning(simd);
                for _ in 0..count {
                    turning.next();
                }
                span.rest(&turning);
            }
            clock.advance(count);
            done += count;
        }
    }

    /// Whether envelopes are slowed.
    fn slows(&self) -> bool {
        self.slowness != [0.0; 2]
    }

    /// Adds one group's samples to `sums`.
    #[inline(always)]
    fn sing_group<S: Simd>(
        &mut self,
        simd: S,
        group: usize,
        mut clock: Clock,
        [heard, carriers, sensed]: [&Bands; 3],
        along: &[[f32; 2]],
        sums: &mut [Group],
    ) {
        let [older, newer] = pair(simd, &self.amplitude[group]);
        let [older_keeper, newer_keeper] = pair(simd, &self.keeper[group]);
        let [envelope, next_envelope] = pair(simd, &self.envelope[group]);
        let first = wide(simd, &self.first[group]);
        let (heard, carriers) = (Gathered::new(heard, group), Gathered::new(carriers, group));
        let sensed = Gathered::new(sensed, group);
        let (slows, slowness) = (self.slows(), self.slowness);
        let [before, inner, outer] = self.kept[group];
        let mut before = pair(simd, &before);
        let mut after = [pair(simd, &inner), pair(simd, &outer)];
        let mut heard_of = wide(simd, &self.sums[group]);
        let mut done = 0;
        while done < sums.len() {
            let count = clock.until_next(self.draws()).min(sums.len() - done);
            let mut turning = self.phases.span(group, clock).turning(simd);
            for n in done..done + count {
                let [setting, control] = along[n];
                let [mut re, mut im] = heard.at(simd, n);
                if slows {
                    let [sensed_re, sensed_im] = sensed.at(simd, n);
                    let quick = (sensed_re * sensed_re + sensed_im * sensed_im).sqrt();
                    heard_of += quick;
                    let slowness = slowness[0] + (slowness[1] - slowness[0]) * setting;
                    let slow = envelope + (next_envelope - envelope) * control;
                    let ratio = (slow / (quick + SILENCE)).min(MOST_LIFT);
                    let lift = (ratio - 1.0) * slowness + 1.0;
                    (re, im) = (lift * re, lift * im);
                }
                let keeper = older_keeper + (newer_keeper - older_keeper) * setting;
                let amplitude = older + (newer - older) * setting;
                let mut sound = turned(one_pole(&mut before, first, [re, im]), turning.next());
                for section in &mut after {
                    sound = one_pole(section, keeper, sound);
                }
                let [turn_re, turn_im] = carriers.at(simd, n);
                let sung = amplitude * (sound[0] * turn_re - sound[1] * turn_im);
                sums[n] = (wide(simd, &sums[n]) + sung).into();
            }
            self.phases.span(group, clock).rest(&turning);
            clock.advance(count);
            done += count;
        }
        let [inner, outer] = after;
        self.sums[group] = heard_of.into();
        self.kept[group] = [unpair(before), unpair(inner), unpair(outer)];
    }
}

/// Every second band of the analysis: two groups of it that make one here.
struct Gathered<'a>([&'a [Pair]; GATHERED]);

impl<'a> Gathered<'a> {
    #[inline(always)]
    fn new(bands: &'a Bands, group: usize) -> Self {
        let first = bands.group(GATHERED * group).unwrap_or_default();
        // Where there is no second group nothing sounds, and what is gathered does not matter.
        let second = bands.group(GATHERED * group + 1).unwrap_or(first);
        Self([first, second])
    }

    /// Real and imaginary parts at sample `n`.
    #[inline(always)]
    fn at<S: Simd>(&self, simd: S, n: usize) -> [f32x8<S>; 2] {
        let [[re, im], [other_re, other_im]] = [pair(simd, &self.0[0][n]), pair(simd, &self.0[1][n])];
        [re.unzip_low(other_re), im.unzip_low(other_im)]
    }
}

/// The next of complex numbers through a one-pole section.
#[inline(always)]
fn one_pole<S: Simd>(state: &mut [f32x8<S>; 2], pole: f32x8<S>, [re, im]: [f32x8<S>; 2]) -> [f32x8<S>; 2] {
    *state = [re + pole * (state[0] - re), im + pole * (state[1] - im)];
    *state
}

/// Power that a one-pole section at `width` leaves at `distance`, and by how much it lags there, radians.
fn kept(distance: f32, width: f32) -> (f32, f32) {
    let ratio = distance / width;
    (1.0 / (1.0 + ratio * ratio), libm::atanf(ratio))
}

/// What bands add up to in the middle of their range: power re what they came from, with unrelated phases and with those they have.
#[derive(Debug, Clone, Copy, Default)]
struct Norm {
    unrelated: f32,
    related: f32,
    /// The same where they are kept [`NARROWEST`] times their width, which turns their phases further.
    narrow: f32,
}

impl Norm {
    /// Averaged from halfway to the band below the middle one to halfway to the one above.
    fn of(centres: &[f32]) -> Self {
        const POINTS: usize = 16;
        let Some(middle) = centres.get(centres.len() / 2) else {
            return Self { unrelated: 1.0, related: 1.0, narrow: 1.0 };
        };
        let number = erb::number(*middle) - 0.5;
        let mut norm = Self::default();
        for point in 0..POINTS {
            let hz = erb::frequency(number + (point as f32 + 0.5) / POINTS as f32);
            let mut power = 0.0;
            let mut sums = [[0.0; 2]; 2];
            for centre in centres {
                let (distance, width) = (hz - centre, section_width(*centre));
                let (before, further) = kept(distance, NARROWEST * width);
                let gain = power_gain(distance, width) * before;
                let lag = phase_lag(distance, width) + further;
                power += gain * before * before;
                for ([re, im], (share, further)) in
                    sums.iter_mut().zip([(1.0, 0.0), (before * before, 2.0 * further)])
                {
                    *re += libm::sqrtf(share * gain) * libm::cosf(lag + further);
                    *im += libm::sqrtf(share * gain) * libm::sinf(lag + further);
                }
            }
            let [related, narrow] = sums.map(|[re, im]| (re * re + im * im) / POINTS as f32);
            norm.unrelated += power / POINTS as f32;
            norm.related += related;
            norm.narrow += narrow;
        }
        norm
    }

    /// Amplitude that makes bands as loud together as what they came from, when their phases deviate independently by so
    /// many radians and each is kept `widths` times its own: of what their phases have to do with each other,
    /// exp(-deviation^2) is left.
    fn gain(self, deviation: f32, widths: f32) -> f32 {
        let wide = ((widths - NARROWEST) / (WIDE - NARROWEST)).clamp(0.0, 1.0);
        let related = self.narrow + (self.related - self.narrow) * wide;
        let left = libm::expf(-deviation * deviation);
        1.0 / libm::sqrtf(self.unrelated + left * (related - self.unrelated))
    }
}
