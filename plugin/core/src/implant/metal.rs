//! The implant of the cinema: sound taken apart and put together wrongly.
//!
//! What lasts is sung by a partial or two per electrode, pulled towards its place, in coarse steps of level and
//! pitch. What is left is made again of noise, band by band. What strikes is kept and sharpened, so that the
//! rhythm stays. The makers of the film split sounds into such parts and built them up again (interviews with N.
//! Becker, `MovieMaker` and Gold Derby, 2021); the numbers are ours.
//!
//! Windows know nothing of each other: phases and draws hang on the clock, and overlap alone joins them. Ears draw
//! the same: what is in the middle stays there, and a fold-down holds.

mod bands;
mod gains;
mod partials;

use realfft::num_complex::Complex32;

use self::bands::{Bands, Found, PerChannel, PerPlace};
use self::gains::{along, brightness, strike_gain};
use self::partials::Brush;
use super::holes::Holes;
use super::split::{Parts, Shape, Sizes};
use crate::base::Spec;
use crate::base::units::gain_from_db;
use crate::hearing::channels::{Channels, MOST_CHANNELS};
use crate::hearing::greenwood::{frequency, place};
use crate::kit::random::{Random, draw};
use crate::kit::stft::{Synthesis, UNRELATED};
use crate::kit::turn::cos_sin;

/// First of the streams of random numbers: every other one from here on, by use.
const STREAM: u32 = 2700;

/// How far partials are pulled towards their electrode's place, at the ends of `tangle` (design: 40 to 80 %).
const PULL: (f32, f32) = (0.4, 0.8);
/// Grid of the places where partials are heard, per mm: while they move, each lasts for some windows, so that its
/// phase does.
const PLACES_PER_MM: f32 = 32.0;
/// Share of the differences between electrodes, in dB, that full `tangle` takes away: the few steps between too
/// soft and too loud leave no room for them.
const FLATTENED: f32 = 0.45;
/// Range below the strongest electrode within which they are brought together, as a share of its energy: 40 dB.
/// What is softer would be the window's side lobes.
const FLATTENED_FROM: f32 = 1.0e-4;
/// Power that each neighbouring electrode gets at full `tangle`: 8 dB less (design).
const SPREAD: f32 = 0.16;
/// Amplitude of a partial's twin beside the partial's own, at full `tangle`, and how far beside it sounds, Hz:
/// close enough to grate (roughness: 15 to 150 Hz), too fast to be a rhythm.
const TWIN: f32 = 0.6;
const TWIN_HZ: (f32, f32) = (60.0, 110.0);
/// Largest jitter of a partial at full `flicker`, octaves: 20 cents, so that the film's default of a half has the
/// story's 10 (`story.md`, S12).
const JITTER: f32 = 20.0 / 1200.0;
/// Largest deviation of a partial's phase at full `flicker`, turns: what jitter of pitch adds up to.
const UNSTEADY: f64 = 0.3;
/// Grid of pitch at full `fracture`, semitones (design: 4 to 8 from the middle up), and the finest one.
const GRID: f32 = 8.0;
const FINEST_GRID: f32 = 1.0;
/// Range that level steps divide, dB, and how many they are at the ends of `fracture` (design: 8 to 3). Below the
/// first fifth of it they fade away.
const STEPS_DB: f32 = 40.0;
const STEPS: (f32, f32) = (8.0, 3.0);
const STEPS_FROM: f32 = 0.2;
/// Share of the time in which nothing but transients is heard at full `fracture` (design: 15 %).
const DROPPED: f64 = 0.15;
/// Windows for which a drop or a step's position lasts: 30 ms with film windows.
const HELD: i64 = 4;

/// Level of noise below which it is gated, softly, dBFS per channel (design).
const GATE_DB: f64 = -75.0;
/// Where transients end below the lowest electrode, re its frequency (design).
const BELOW: f32 = 0.6;
/// Gains of what lasts and what is left, dB: they make speech as loud as it was. What strikes is 4 dB louder than
/// they, and gains the rest of the design's 6 dB by its tilt.
const SINES_DB: f64 = -4.0;
const NOISE_DB: f64 = -4.0;

/// How what is heard is tuned, 0..=1 each; at 0 it is merely sung again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetalSettings {
    /// The electrodes.
    pub channels: Channels,
    /// Coarse steps of level and pitch, drops.
    pub fracture: f32,
    /// How far partials are pulled to the electrodes, spread to their neighbours and doubled.
    pub tangle: f32,
    /// Jitter of pitch.
    pub flicker: f32,
    /// Seed of everything that is drawn, the same in both ears.
    pub seed: u32,
}

impl MetalSettings {
    /// The default without channels, which take work.
    pub const WITHOUT_CHANNELS: Self =
        Self { channels: Channels::NONE, fracture: 0.65, tangle: 0.65, flicker: 0.65, seed: 0 };
}

impl Default for MetalSettings {
    fn default() -> Self {
        let channels = Channels::default();
        Self { channels, ..Self::WITHOUT_CHANNELS }
    }
}

/// What is drawn, and by what it is counted.
struct Draws {
    /// Phases of the noise, by window and bin.
    noise: Random,
    /// Drops, by groups of windows.
    drops: Random,
    /// Positions of level steps, by groups of windows and channel.
    steps: Random,
    /// Jitter, by window and channel.
    windows: Random,
    /// Phases and twins, by channel.
    electrodes: Random,
}

impl Draws {
    const fn new(seed: u32) -> Self {
        const fn stream(seed: u32, n: u32) -> Random {
            Random::new(seed, STREAM + 2 * n)
        }
        Self {
            noise: stream(seed, 0),
            drops: stream(seed, 1),
            steps: stream(seed, 2),
            windows: stream(seed, 3),
            electrodes: stream(seed, 4),
        }
    }
}

/// Sings what one ear hears.
pub struct Metal {
    sizes: Sizes,
    sample_rate: f32,
    bands: Bands,
    brush: Brush,
    holes: Holes,
    synthesis: Synthesis,
    /// What the next window takes, and what the last one had.
    wanted: MetalSettings,
    settings: MetalSettings,
    draws: Draws,
    /// Gain per bin of what strikes, and what is left of it where there are electrodes.
    strike: Vec<f32>,
    struck: Vec<f32>,
    /// Where each electrode is heard, mm from the apex, and what a partial there is turned up by.
    heard: PerChannel,
    bright: PerChannel,
    /// Share of the bins' width that the noise of each electrode fills: amplitude per bin of unit energy.
    fill: PerChannel,
}

impl Metal {
    /// Prepared for `spec` and what [`super::split::Split`] of the same shape makes. Allocates.
    pub fn new(spec: &Spec, shape: Shape) -> Self {
        let sizes = shape.sizes(spec);
        let mut metal = Self {
            sizes,
            sample_rate: spec.sample_rate,
            bands: Bands::new(sizes.bins(), sizes.bin_hz),
            brush: Brush::new(sizes),
            holes: Holes::new(sizes.bins(), sizes.bin_hz),
            synthesis: Synthesis::new(sizes.window, sizes.spare),
            wanted: MetalSettings::default(),
            settings: MetalSettings::default(),
            draws: Draws::new(0),
            strike: (0..sizes.bins()).map(|bin| strike_gain(bin as f32 * sizes.bin_hz)).collect(),
            struck: vec![0.0; sizes.bins()],
            heard: [0.0; MOST_CHANNELS],
            bright: [0.0; MOST_CHANNELS],
            fill: [0.0; MOST_CHANNELS],
        };
        metal.take();
        metal
    }

    /// Forgets everything that is still to be heard.
    pub fn reset(&mut self) {
        self.synthesis.reset();
    }

    /// Takes settings for the windows to come. Cheap: what hangs on them is worked out when the next one comes.
    pub const fn set(&mut self, settings: &MetalSettings) {
        self.wanted = *settings;
    }

    /// Works out what hangs on settings.
    fn take(&mut self) {
        self.settings = self.wanted;
        let settings = &self.settings;
        self.draws = Draws::new(settings.seed);
        self.bands.set(&settings.channels);
        let pull = PULL.0 + (PULL.1 - PULL.0) * settings.tangle;
        let last = settings.channels.count.min(MOST_CHANNELS).saturating_sub(1);
        self.heard = std::array::from_fn(|n| {
            let own = place(settings.channels.centre(n.min(last)));
            let heard = own + pull * (settings.channels.places[n.min(last)] - own);
            libm::roundf(heard * PLACES_PER_MM) / PLACES_PER_MM
        });
        self.holes.set(&settings.channels, &self.heard);
        self.bright = self.heard.map(|mm| brightness(frequency(mm)));
        let lowest = frequency(self.heard[0]);
        for (bin, (to, gain)) in self.struck.iter_mut().zip(&self.strike).enumerate() {
            let hz = bin as f32 * self.sizes.bin_hz;
            *to = if hz < lowest { gain * along(hz, (BELOW * lowest, lowest)) } else { *gain };
        }
        let mut filled: PerPlace = [0.0; MOST_CHANNELS + 2];
        self.bands.between(&self.heard, |_, number, along| {
            filled[number] += (1.0 - along) * (1.0 - along);
            filled[number + 1] += along * along;
        });
        self.fill = std::array::from_fn(|n| {
            let bins = filled[n + 1];
            if bins > 0.0 { 1.0 / libm::sqrtf(bins) } else { 0.0 }
        });
    }

    /// Takes a window of [`super::split::Split`].
    pub fn hop(&mut self, parts: &Parts<'_>) {
        if parts.silent {
            return;
        }
        if self.wanted != self.settings {
            self.take();
        }
        if self.holes.is_all() {
            return;
        }
        let group = parts.index.div_euclid(HELD);
        let spectrum = self.synthesis.spectrum();
        for (to, (from, gain)) in spectrum.iter_mut().zip(parts.transients.iter().zip(&self.struck)) {
            *to = from * gain;
        }
        let dropped =
            draw::<32>(self.draws.drops.bits(group), 0) < DROPPED * f64::from(self.settings.fracture);
        if !dropped {
            self.noise(parts);
            self.sines(parts, group);
        }
        self.holes.cut(self.synthesis.spectrum());
        self.synthesis.add(parts.at);
    }

    /// Reads what is heard of the next samples, once the windows that end within them were taken.
    pub fn sing(&mut self, out: &mut [f32]) {
        self.synthesis.read(out);
    }

    /// Adds the noise part made again: every electrode fills the room to its neighbours with phases of its own.
    fn noise(&mut self, parts: &Parts<'_>) {
        let found = self.bands.find(parts.noise);
        let gain = libm::sqrtf(UNRELATED) * gain_from_db(NOISE_DB) as f32;
        // A full-scale sine's energy in the bins from 0 Hz up: a quarter of the root-Hann window's own for each
        // side, times as many samples as it has.
        let window = self.sizes.window as f32;
        let floor = gain_from_db(GATE_DB) as f32;
        let gate = 0.125 * window * window * floor * floor;
        let alive = &self.settings.channels.alive;
        let mut amplitudes: PerPlace = [0.0; MOST_CHANNELS + 2];
        for (n, energy) in
            found.energy.into_iter().enumerate().filter(|(n, energy)| alive[*n] && *energy > 0.0)
        {
            let open = energy / (energy + gate);
            amplitudes[n + 1] = gain * self.bright[n] * self.fill[n] * libm::sqrtf(energy) * open;
        }
        let random = self.draws.noise;
        let from = parts.index.wrapping_mul(self.sizes.bins() as i64);
        let spectrum = self.synthesis.spectrum();
        self.bands.between(&self.heard, |bin, number, along| {
            let (low, high) = (amplitudes[number], amplitudes[number + 1]);
            let amplitude = low + along * (high - low);
            let (cos, sin) = cos_sin(random.bipolar(from.wrapping_add(bin as i64)));
            spectrum[bin] += Complex32::new(amplitude * cos, amplitude * sin);
        });
    }

    /// Adds the sines: the strongest partial of every electrode and its twin.
    fn sines(&mut self, parts: &Parts<'_>, group: i64) {
        let found = self.bands.find(parts.sines);
        let settings = &self.settings;
        let now = parts.centre.now();
        let scale = libm::sqrtf(8.0) / self.sizes.window as f32 * gain_from_db(SINES_DB) as f32;
        let energies = tangled(&found.energy, settings);
        let twin = TWIN * settings.tangle;
        let own = 1.0 / libm::sqrtf(1.0 + twin * twin);
        for (n, energy) in energies.iter().enumerate().take(settings.channels.count) {
            if !settings.channels.alive[n] {
                continue;
            }
            let bits = self.draws.windows.bits(parts.index.wrapping_mul(MOST_CHANNELS as i64) + n as i64);
            let held = self.draws.steps.bits(group.wrapping_mul(MOST_CHANNELS as i64) + n as i64);
            let always = self.draws.electrodes.bits(n as i64);
            let amplitude =
                stepped(scale * libm::sqrtf(*energy), settings.fracture, draw::<32>(held, 0) as f32);
            if amplitude <= 0.0 {
                continue;
            }
            let hz = self.pitch(n, &found);
            let jitter = settings.flicker * JITTER * (2.0 * draw::<32>(bits, 0) as f32 - 1.0);
            let unsteady = f64::from(settings.flicker) * UNSTEADY;
            let spectrum = self.synthesis.spectrum();
            let mut paint = |hz: f32, amplitude: f32, phase: f64| {
                let turns = f64::from(hz) / f64::from(self.sample_rate) * now as f64 + phase;
                self.brush.paint(
                    spectrum,
                    hz * libm::exp2f(jitter),
                    (turns - libm::floor(turns)) as f32,
                    amplitude,
                );
            };
            paint(
                hz,
                self.bright[n] * own * amplitude,
                draw::<16>(always, 0) + unsteady * draw::<16>(bits, 2),
            );
            if twin > 0.0 {
                let beside = TWIN_HZ.0 + (TWIN_HZ.1 - TWIN_HZ.0) * draw::<16>(always, 1) as f32;
                paint(
                    hz + beside,
                    self.bright[n] * own * twin * amplitude,
                    draw::<16>(always, 2) + unsteady * draw::<16>(bits, 3),
                );
            }
        }
    }

    /// Where the strongest partial of channel `n` sounds, Hz: beside the electrode by what is left of its distance
    /// from the channel's middle, on a coarse grid.
    fn pitch(&self, n: usize, found: &Found) -> f32 {
        let settings = &self.settings;
        let middle = frequency(self.heard[n]);
        let partial = found.strongest[n] * self.sizes.bin_hz;
        if partial <= 0.0 {
            return middle;
        }
        let rest = 1.0 - (PULL.0 + (PULL.1 - PULL.0) * settings.tangle);
        let grid = (GRID * settings.fracture).max(FINEST_GRID);
        let beside = 12.0 * libm::log2f(partial / settings.channels.centre(n)) * rest;
        middle * libm::exp2f(grid * libm::roundf(beside / grid) / 12.0)
    }
}

/// What the electrodes make of the energies of their channels: each spreads to its neighbours, and they differ
/// less, but all of it together stays what it was.
fn tangled(energies: &PerChannel, settings: &MetalSettings) -> PerChannel {
    let count = settings.channels.count.min(MOST_CHANNELS);
    let spread = SPREAD * settings.tangle;
    let flattened = FLATTENED * settings.tangle;
    let mut tangled = [0.0; MOST_CHANNELS];
    let (mut all, mut flat, mut most) = (0.0f32, 0.0f32, 0.0f32);
    for n in 0..count {
        let below = if n > 0 { energies[n - 1] } else { 0.0 };
        let above = if n + 1 < count { energies[n + 1] } else { 0.0 };
        tangled[n] = energies[n] + spread * (below + above);
        all += energies[n];
        most = most.max(tangled[n]);
    }
    if most <= 0.0 {
        return tangled;
    }
    for energy in &mut tangled {
        let under = (*energy / most).max(FLATTENED_FROM);
        *energy *= libm::exp2f(-flattened * libm::log2f(under));
        flat += *energy;
    }
    let gain = if flat > 0.0 { all / flat } else { 0.0 };
    tangled.map(|energy| energy * gain)
}

/// `amplitude` in steps that get coarser with `fracture`; `at` (0..1) says where the steps lie just now.
fn stepped(amplitude: f32, fracture: f32, at: f32) -> f32 {
    if amplitude <= 0.0 || fracture <= 0.0 {
        return amplitude;
    }
    let step = STEPS_DB / (STEPS.0 + (STEPS.1 - STEPS.0) * fracture) * (fracture / STEPS_FROM).min(1.0);
    let step = step / (20.0 * std::f32::consts::LOG10_2);
    let level = libm::log2f(amplitude) / step;
    libm::exp2f((libm::roundf(level + at) - at) * step)
}

#[cfg(test)]
mod tests;
