//! The percept: what an implant sounded like to listeners who could compare it with their other ear.
//!
//! What they changed until both ears matched was seldom a vocoder (Dorman et al. 2020, 2022, 2024): a narrower
//! band, smeared spectral peaks, a flatter voice, with short arrays a higher one, and a metallic ring. All of it
//! acts on short spectra: an envelope of power that is smeared and moved, what sounded before under it, and a
//! voice sung again where its pitch moves.

mod contour;
mod envelope;
mod harmonics;
mod ring;
mod voice_pitch;

use realfft::num_complex::Complex32;

use crate::base::{Clock, Spec};
use crate::hearing::channels::Channels;
use crate::hearing::greenwood::place;
use crate::implant::holes::Holes;
use crate::implant::split::{Parts, Shape, Sizes};
use crate::kit::random::Random;
use crate::kit::stft::{Synthesis, UNRELATED};
use crate::kit::turn::cos_sin;
use contour::Contour;
use envelope::Envelope;
use ring::{Resonances, Ring};
use voice_pitch::VoicePitch;

/// Random stream of what fills a smeared peak, the same in both ears: what is in the middle stays there, and a
/// fold-down holds.
const STREAM: u32 = 2800;
/// Most that a bin is raised to follow the envelope, power: what lacks more is filled with noise (design: 15 dB).
const MOST_RAISED: f32 = 32.0;
/// Part of the envelope that may lack without being filled, power: -20 dB.
const UNFILLED: f32 = 0.01;
/// A voice is sung again up to the first, less and less up to the second, Hz: above, voices are mostly breath
/// (design).
const SUNG_HZ: (f32, f32) = (4000.0, 7000.0);
/// Amount of what moves pitch or envelope from which on a voice is wholly sung again (design).
const SUNG_FROM: f32 = 0.05;
/// What the band's limits leave less of is left out, power: -60 dB.
const INAUDIBLE: f32 = 1.0e-6;
/// From here on there is no upper limit, Hz.
const UNLIMITED_HZ: f32 = 20_000.0;

/// What of a percept does not depend on the implant's channels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timbre {
    /// Nothing is heard below, Hz; 0 for no limit.
    pub low_hz: f32,
    /// Nothing is heard above, Hz; 20 kHz and more for no limit.
    pub high_hz: f32,
    /// Width to which spectral peaks are smeared, at half their height, mm along the cochlea, 0..=3.
    pub smear_mm: f32,
    /// How much of a voice's melody is gone, 0..=1.
    pub flatten: f32,
    /// How much higher a voice is, octaves, 0..=1.
    pub pitch_up: f32,
    /// How far the spectral envelope is shifted up, octaves, 0..=2.
    pub shift: f32,
    /// Metallic ring at the channels' places, 0..=1.
    pub ring: f32,
}

impl Timbre {
    /// Nothing is changed.
    pub const NONE: Self = Self {
        low_hz: 0.0,
        high_hz: UNLIMITED_HZ,
        smear_mm: 0.0,
        flatten: 0.0,
        pitch_up: 0.0,
        shift: 0.0,
        ring: 0.0,
    };

    /// The same within the ranges.
    fn within_range(&self) -> Self {
        Self {
            low_hz: self.low_hz.max(0.0),
            high_hz: self.high_hz.max(1.0),
            smear_mm: self.smear_mm.clamp(0.0, 3.0),
            flatten: self.flatten.clamp(0.0, 1.0),
            pitch_up: self.pitch_up.clamp(0.0, 1.0),
            shift: self.shift.clamp(0.0, 2.0),
            ring: self.ring.clamp(0.0, 1.0),
        }
    }

    /// Whether short spectra need more than gains that rest.
    fn moves(&self) -> bool {
        self.smear_mm > 0.0 || self.sings() > 0.0
    }

    /// How much of a voice is sung again, 0..=1.
    fn sings(&self) -> f32 {
        (self.flatten.max(self.pitch_up).max(self.shift) / SUNG_FROM).clamp(0.0, 1.0)
    }
}

/// What a percept of one ear is made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerceptSettings {
    /// What it sounds like.
    pub timbre: Timbre,
    /// Where it rings, and where nothing answers.
    pub channels: Channels,
    /// Number of the implant: what is drawn depends on it.
    pub seed: u32,
}

impl Default for PerceptSettings {
    fn default() -> Self {
        Self { timbre: Timbre::NONE, channels: Channels::default(), seed: 0 }
    }
}

/// Renders the percept of one ear from what [`crate::implant::split::Split`] hands over, as late as that says.
pub struct Percept {
    settings: PerceptSettings,
    sizes: Sizes,
    pitch: VoicePitch,
    contour: Contour,
    envelope: Envelope,
    ring: Ring,
    synthesis: Synthesis,
    power: Vec<f32>,
    /// How much of a voice each bin sings, and then the power its harmonics shall have.
    sung_share: Vec<f32>,
    sung: Vec<f32>,
    /// Power that each bin keeps within the band, and the band it is for.
    limit: Vec<f32>,
    limited: (f32, f32),
    /// What is not heard, and the channels that it is for.
    holes: Holes,
    holed: Channels,
}

impl Percept {
    /// Prepared for what a split of that shape hands over. Allocates.
    pub fn new(spec: &Spec, shape: Shape) -> Self {
        let sizes = shape.sizes(spec);
        let along = |bin: usize| (SUNG_HZ.1 - bin as f32 * sizes.bin_hz) / (SUNG_HZ.1 - SUNG_HZ.0);
        let sung_share: Vec<f32> = (0..sizes.bins())
            .map(|bin| along(bin).clamp(0.0, 1.0))
            .take_while(|share| *share > 0.0)
            .collect();
        Self {
            settings: PerceptSettings::default(),
            pitch: VoicePitch::new(&sizes),
            contour: Contour::new(spec, &sizes),
            envelope: Envelope::new(spec, &sizes),
            ring: Ring::new(spec, sizes.hop),
            synthesis: Synthesis::new(sizes.window, sizes.spare),
            power: vec![0.0; sizes.bins()],
            sung: vec![0.0; sung_share.len()],
            sung_share,
            limit: vec![1.0; sizes.bins()],
            limited: (Timbre::NONE.low_hz, Timbre::NONE.high_hz),
            holes: Holes::new(sizes.bins(), sizes.bin_hz),
            holed: Channels::default(),
            sizes,
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.pitch.reset();
        self.contour.reset();
        self.ring.reset();
        self.synthesis.reset();
    }

    /// What the next windows are made from. Windows overlap: nothing clicks.
    pub fn set(&mut self, settings: &PerceptSettings) {
        self.settings = PerceptSettings { timbre: settings.timbre.within_range(), ..*settings };
    }

    /// Takes a window, in order, before [`sing`](Self::sing) is called for the samples it ends in.
    pub fn hop(&mut self, parts: &Parts<'_>) {
        let timbre = self.settings.timbre;
        let band = (timbre.low_hz, timbre.high_hz);
        let resonances = Resonances { ring: timbre.ring, channels: self.settings.channels, band };
        self.ring.aim(parts.at, &resonances);
        self.limit(band);
        self.dig();
        if timbre.moves() {
            self.transform(parts, &timbre);
        } else {
            // What is not listened to must not be remembered for longer than what is.
            self.pitch.reset();
            self.contour.reset();
            for ((bin, whole), limit) in
                self.synthesis.spectrum().iter_mut().zip(parts.whole).zip(&self.limit)
            {
                *bin = whole * libm::sqrtf(*limit);
            }
        }
        if !parts.silent && !self.holes.is_all() {
            self.holes.cut(self.synthesis.spectrum());
            self.synthesis.add(parts.at);
        }
    }

    /// Writes what is heard at the next samples (at most [`crate::base::SEGMENT`]), the first of which entered at
    /// `clock` less the split's latency.
    pub fn sing(&mut self, clock: Clock, out: &mut [f32]) {
        self.synthesis.read(out);
        self.ring.run(clock, out);
    }

    /// Works out what each bin keeps within the band: 48 dB per octave outside, 3 dB at the edges.
    fn limit(&mut self, band: (f32, f32)) {
        if band == self.limited {
            return;
        }
        self.limited = band;
        let to_16 = |x: f32| {
            let to_4 = x * x * x * x;
            let to_8 = to_4 * to_4;
            to_8 * to_8
        };
        for (bin, limit) in self.limit.iter_mut().enumerate() {
            let hz = (bin as f32 * self.sizes.bin_hz).max(1.0);
            let above = if band.1 < UNLIMITED_HZ { to_16(hz / band.1) } else { 0.0 };
            let power = 1.0 / ((1.0 + to_16(band.0 / hz)) * (1.0 + above));
            *limit = if power < INAUDIBLE { 0.0 } else { power };
        }
    }

    /// Works out where nothing answers. All but what rings is heard where it was listened to: so a dead channel
    /// leaves its own band out.
    fn dig(&mut self) {
        let channels = &self.settings.channels;
        if *channels == self.holed {
            return;
        }
        self.holed = *channels;
        let last = channels.count.saturating_sub(1);
        self.holes.set(channels, &std::array::from_fn(|n| place(channels.centre(n.min(last)))));
    }

    fn transform(&mut self, parts: &Parts<'_>, timbre: &Timbre) {
        let pitch = self.pitch.of(parts.whole);
        let note = self.contour.step(pitch, timbre, parts.index);
        if parts.silent {
            return;
        }
        for (power, whole) in self.power.iter_mut().zip(parts.whole) {
            *power = whole.norm_sqr();
        }
        // What strikes is not sung, nor filled: it would start early.
        let (mut striking, mut steady) = (0.0, 0.0);
        for ((_, whole), strikes) in self.sung_share.iter().zip(parts.whole).zip(parts.transients) {
            striking += strikes.norm_sqr();
            steady += (whole - strikes).norm_sqr();
        }
        let steady = if steady > 0.0 { steady / (steady + striking) } else { 0.0 };
        let voiced = pitch.voiced * timbre.sings();
        self.envelope.measure(&self.power, pitch.voiced * pitch.hz / self.sizes.bin_hz);
        self.envelope.transform(timbre.smear_mm, timbre.shift);
        let random = Random::new(self.settings.seed, STREAM);
        let first = parts.index.wrapping_mul(self.power.len() as i64);
        let spectrum = self.synthesis.spectrum();
        for (n, bin) in spectrum.iter_mut().enumerate() {
            let (old, new, limit) = (self.envelope.old[n], self.envelope.new[n], self.limit[n]);
            if limit <= 0.0 {
                *bin = Complex32::default();
                if let Some(sung) = self.sung.get_mut(n) {
                    *sung = 0.0;
                }
                continue;
            }
            let share = self.sung_share.get(n).map_or(0.0, |share| share * voiced);
            let raised = if old > 0.0 { (new / old).min(MOST_RAISED) } else { 0.0 };
            let gain = libm::sqrtf(raised * limit);
            let kept = if share > 0.0 { libm::sqrtf(1.0 - share) } else { 1.0 };
            let strikes = parts.transients[n];
            *bin = (strikes + (parts.whole[n] - strikes) * kept) * gain;
            let lacks = steady * (new - raised * old);
            if lacks > UNFILLED * new {
                let amplitude = libm::sqrtf(UNRELATED * lacks * limit * (1.0 - share));
                let (cos, sin) = cos_sin(random.bipolar(first.wrapping_add(n as i64)));
                *bin += Complex32::new(amplitude * cos, amplitude * sin);
            }
            if let Some(sung) = self.sung.get_mut(n) {
                *sung = share * steady * limit * new;
            }
        }
        if voiced > 0.0 {
            harmonics::sing(&note, &self.sung, self.sizes.bin_hz, spectrum);
        }
    }
}

#[cfg(test)]
mod tests;
