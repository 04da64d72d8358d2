//! What a processor tells its electrodes: which channels fire, how strongly, and what is heard of it.

use crate::base::clock::CONTROL_FRAME;
use crate::base::units::{clean_sample, gain_from_db};
use crate::base::{Clock, SEGMENT, Spec};
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::growth::{STEEPNESS, decoded_ratio, growth, in_window, inverse_growth};
use crate::hearing::spread::{MONOPOLAR_DB_PER_MM, Shares, shares};
use crate::kit::forget::FORGET_FRAME;

use super::electrodogram::Column;
use super::filter_bank::FilterBank;
use super::pulse_grid::PulseGrid;
use super::stimuli::{Stimuli, Stimulus};

/// Most steps of current that are told apart between T and C; more are as good as continuous.
pub const MOST_STEPS: usize = 64;
/// Range of the input window, dB (AB generic toolbox: 20 to 80 selectable).
const RANGE_DB: [f32; 2] = [20.0, 80.0];
/// Range of the growth law's steepness (design).
const STEEPNESSES: [f32; 2] = [1.0, 1.0e5];
/// From here up, choosing maxima weighs channels by 6 dB per octave, Hz (Winn's Praat vocoder).
const EMPHASIS_FROM_HZ: f32 = 1000.0;

/// What a processor is set to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoderSettings {
    /// What each channel listens to, and where it is heard.
    pub channels: Channels,
    /// Most channels that fire in a frame, 1..; all if there are not as many.
    pub maxima: usize,
    /// Stimulation frames a second, 80..=3700, to a tenth.
    pub rate: f32,
    /// Cut-off of the envelopes, Hz, 16..=500; never more than a band is wide.
    pub envelope_hz: f32,
    /// Steepness of the loudness growth law.
    pub growth: f32,
    /// Span of the input window below its top, dB, 20..=80.
    pub input_range_db: f32,
    /// Top of the input window: a sine of this level in a band makes its electrode as loud as it gets, dB SPL.
    pub loudest_spl: f32,
    /// Level of the softest stimulation, clinical units, 0..=255.
    pub t_level: f32,
    /// Level of the loudest stimulation, clinical units, `t_level`..=255.
    pub c_level: f32,
    /// Levels that are told apart from T to C, 2..=[`MOST_STEPS`]; 0 for any.
    pub steps: usize,
    /// Fall of the current along the cochlea, dB per mm, 0.3..=20, where nothing spreads.
    pub spread: f32,
    /// Whether high channels are preferred when maxima are chosen, as programme falls towards high frequencies.
    pub selection_emphasis: bool,
    /// Level of a full-scale sine, dB SPL.
    pub full_scale_spl: f32,
}

impl CoderSettings {
    /// The default without channels, which take work.
    pub const WITHOUT_CHANNELS: Self = Self {
        channels: Channels::NONE,
        maxima: 8,
        rate: 900.0,
        envelope_hz: 160.0,
        growth: STEEPNESS,
        input_range_db: 40.0,
        loudest_spl: 65.0,
        t_level: 100.0,
        c_level: 157.0,
        steps: 0,
        spread: MONOPOLAR_DB_PER_MM,
        selection_emphasis: true,
        full_scale_spl: 99.0,
    };
}

impl Default for CoderSettings {
    fn default() -> Self {
        let channels = Channels::default();
        Self { channels, ..Self::WITHOUT_CHANNELS }
    }
}

/// The way from amplitudes to levels and back to what they stand for.
#[derive(Debug, Clone, Copy, Default)]
struct Map {
    /// The input window, amplitudes.
    base: f32,
    top: f32,
    steepness: f32,
    /// Decibels of the window that come out per decibel that goes in.
    ratio: f32,
    /// Steps above the lowest; 0 for any.
    steps: f32,
}

impl Map {
    fn new(settings: &CoderSettings) -> Self {
        let range_db = settings.input_range_db.clamp(RANGE_DB[0], RANGE_DB[1]);
        let top = gain_from_db(f64::from(settings.loudest_spl - settings.full_scale_spl));
        let steps = settings.steps.min(MOST_STEPS).saturating_sub(1);
        Self {
            base: (top * gain_from_db(-f64::from(range_db))) as f32,
            top: top as f32,
            steepness: settings.growth.clamp(STEEPNESSES[0], STEEPNESSES[1]),
            ratio: decoded_ratio(settings.t_level, settings.c_level, range_db),
            steps: steps as f32,
        }
    }

    /// Loudness (0..1) that an amplitude within the window is told as.
    fn loudness(&self, amplitude: f32) -> f32 {
        let loudness = growth(in_window(amplitude, self.base, self.top), self.steepness);
        if self.steps > 0.0 { libm::roundf(loudness * self.steps) / self.steps } else { loudness }
    }

    /// Amplitude that is heard where one of `amplitude` of the top (0..=1) was told.
    fn stretched(&self, re_top: f32) -> f32 {
        self.top * libm::expf(self.ratio * libm::logf(re_top))
    }

    /// Amplitude that a loudness (0..1) stands for to the ear, whose law is its own whatever the processor's is.
    fn decoded(&self, loudness: f32) -> f32 {
        let r = inverse_growth(loudness, STEEPNESS);
        self.stretched((self.base + r * (self.top - self.base)) / self.top)
    }
}

/// Amplitudes of all steps, from the softest.
type Ladder = [f32; MOST_STEPS];

/// A processor for one ear.
#[derive(Debug, Clone)]
pub struct Coder {
    settings: CoderSettings,
    analysis: FilterBank,
    map: Map,
    /// What each step stands for, if there are steps.
    ladder: Ladder,
    shares: Box<Shares>,
    /// By what each channel is weighed when maxima are chosen.
    weights: [f32; MOST_CHANNELS],
    grid: PulseGrid,
    /// The envelopes of what fired in the last frame, and the largest since a column was taken last; 0 did not.
    told: [f32; MOST_CHANNELS],
    loudest: [f32; MOST_CHANNELS],
    sample_rate: f32,
    frame: usize,
    coarse: usize,
}

impl Default for Coder {
    fn default() -> Self {
        let mut coder = Self {
            settings: CoderSettings::default(),
            analysis: FilterBank::default(),
            map: Map::default(),
            ladder: [0.0; MOST_STEPS],
            shares: Box::new([[0.0; MOST_CHANNELS]; MOST_CHANNELS]),
            weights: [1.0; MOST_CHANNELS],
            grid: PulseGrid::default(),
            told: [0.0; MOST_CHANNELS],
            loudest: [0.0; MOST_CHANNELS],
            sample_rate: 0.0,
            frame: 1,
            coarse: 1,
        };
        coder.prepare(&Spec::default());
        coder
    }
}

impl Coder {
    /// Prepares for these conditions, and forgets. Main thread.
    pub fn prepare(&mut self, spec: &Spec) {
        self.sample_rate = spec.sample_rate;
        self.frame = spec.scaled(CONTROL_FRAME);
        self.coarse = spec.scaled(FORGET_FRAME);
        self.apply();
        self.reset();
    }

    /// Takes new settings at once; what was heard stays in the filters until [`reset`](Self::reset).
    pub fn set(&mut self, settings: &CoderSettings) {
        if self.settings != *settings {
            self.settings = *settings;
            self.apply();
        }
    }

    fn apply(&mut self) {
        let settings = &self.settings;
        self.analysis.set(&settings.channels, settings.envelope_hz, self.sample_rate);
        self.map = Map::new(settings);
        if self.map.steps > 0.0 {
            self.ladder = std::array::from_fn(|n| self.map.decoded((n as f32 / self.map.steps).min(1.0)));
        }
        *self.shares = shares(&settings.channels, settings.spread);
        self.grid = PulseGrid::new(settings.rate, self.sample_rate);
        let emphasis = |channel: usize| (settings.channels.centre(channel) / EMPHASIS_FROM_HZ).max(1.0);
        let emphasised = settings.selection_emphasis;
        self.weights = std::array::from_fn(|channel| if emphasised { emphasis(channel) } else { 1.0 });
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.analysis.reset();
        self.told = [0.0; MOST_CHANNELS];
        self.loudest = [0.0; MOST_CHANNELS];
    }

    /// What the electrodes were told since the last call.
    pub fn take_column(&mut self) -> Column {
        let mut column = Column::default();
        for channel in (0..MOST_CHANNELS).filter(|channel| self.loudest[*channel] > 0.0) {
            column.levels[channel] = self.map.loudness(self.loudest[channel]);
            column.fired |= u32::from(self.told[channel] > 0.0) << channel;
        }
        self.told = [0.0; MOST_CHANNELS];
        self.loudest = [0.0; MOST_CHANNELS];
        column
    }

    /// Listens to `sound`, at most [`SEGMENT`] samples from `clock` on, and says what the electrodes are told
    /// meanwhile.
    pub fn process(&mut self, sound: &[f32], clock: Clock, stimuli: &mut Stimuli) {
        stimuli.clear();
        if clock.is_on(self.frame) {
            self.analysis.hush();
        }
        if clock.is_on(self.coarse) {
            self.analysis.forget();
        }
        let mut clean = [0.0; SEGMENT];
        let len = sound.len().min(SEGMENT);
        clean.iter_mut().zip(sound).for_each(|(to, x)| *to = clean_sample(*x));
        let mut done = 0;
        for (at, gap) in self.grid.within(clock, len) {
            self.analysis.run(&clean[done..=at]);
            done = at + 1;
            stimuli.push(self.stimulus(at, gap));
        }
        self.analysis.run(&clean[done..len]);
    }

    /// What of the envelopes fires: those above the base, the loudest `maxima` of them as they are weighed.
    fn chosen(&self) -> [f32; MOST_CHANNELS] {
        let count = self.settings.channels.count.clamp(1, MOST_CHANNELS);
        let mut envelopes = self.analysis.envelopes();
        for (channel, level) in envelopes.iter_mut().enumerate() {
            if *level < self.map.base || channel >= count {
                *level = 0.0;
            }
        }
        let maxima = self.settings.maxima.max(1);
        if envelopes.iter().filter(|level| **level > 0.0).count() <= maxima {
            return envelopes;
        }
        let weighed: [f32; MOST_CHANNELS] =
            std::array::from_fn(|channel| envelopes[channel] * self.weights[channel]);
        for (channel, level) in envelopes.iter_mut().enumerate() {
            // How many come first: louder ones, and of equal ones those further down.
            let own = weighed[channel];
            let (below, above) = weighed.split_at(channel);
            let first = below.iter().map(|other| u32::from(*other >= own)).sum::<u32>()
                + above.iter().map(|other| u32::from(*other > own)).sum::<u32>();
            if first as usize >= maxima {
                *level = 0.0;
            }
        }
        envelopes
    }

    fn stimulus(&mut self, at: usize, gap: usize) -> Stimulus {
        self.told = self.chosen();
        for (loudest, told) in self.loudest.iter_mut().zip(&self.told) {
            *loudest = if *told > *loudest { *told } else { *loudest };
        }
        let mut stimulus = Stimulus { at, gap, ..Stimulus::default() };
        let mut power = [0.0; MOST_CHANNELS];
        for (channel, told) in self.told.iter().enumerate() {
            if *told > 0.0 {
                let amplitude = self.decoded(*told);
                stimulus.fired[channel] = amplitude;
                let square = amplitude * amplitude;
                power
                    .iter_mut()
                    .zip(&self.shares[channel])
                    .for_each(|(power, share)| *power += square * share);
            }
        }
        stimulus.heard = power.map(libm::sqrtf);
        stimulus
    }

    /// What a told envelope stands for.
    fn decoded(&self, told: f32) -> f32 {
        let map = &self.map;
        if map.steps > 0.0 {
            let step = libm::roundf(map.loudness(told) * map.steps) as usize;
            return self.ladder[step.min(MOST_STEPS - 1)];
        }
        if map.steepness != STEEPNESS {
            return map.decoded(map.loudness(told));
        }
        // The processor's law and the ear's take each other away.
        map.stretched((told / map.top).min(1.0))
    }
}

#[cfg(test)]
pub(super) mod tests;
