//! What a sound goes through before a processor hears it: the microphone behind the ear, and pre-emphasis.

use crate::kit::section::{Memory, Section};

/// The microphone, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Microphone {
    /// None: flat.
    #[default]
    Flat,
    /// Listens all around: flat up to 2.5 kHz, 3 dB more at 4 to 6.3 kHz (Nucleus toolbox, Freedom microphone).
    Omni,
    /// Listens ahead: loses 6 dB per octave towards low frequencies, most at 3 to 4 kHz (Nucleus toolbox, Freedom
    /// microphone).
    Directional,
}

impl Microphone {
    /// Choice number `idx`; the first where there is none.
    pub const fn numbered(idx: usize) -> Self {
        match idx {
            1 => Self::Omni,
            2 => Self::Directional,
            _ => Self::Flat,
        }
    }
}

/// What lifts high frequencies after the microphone, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// None.
    #[default]
    Off,
    /// First-order high-pass at 1200 Hz (Williges & Juergens 2019).
    HighPass1200,
    /// Second-order high-pass, -3 dB at 1.51 kHz (AB generic toolbox).
    HighPass1510,
}

impl Emphasis {
    /// Choice number `idx`; the first where there is none.
    pub const fn numbered(idx: usize) -> Self {
        match idx {
            1 => Self::HighPass1200,
            2 => Self::HighPass1510,
            _ => Self::Off,
        }
    }
}

/// Resonant low-pass of the omnidirectional microphone: Hz and damping, and its gain at 1 kHz, dB. Fitted to the
/// toolbox's response within 1.2 dB at 44.1 to 192 kHz.
const OMNI: (f32, f32) = (5648.2, 0.6463);
const OMNI_DB: f64 = 0.20;
/// High-pass (first order) and resonant low-pass of the directional one, and their gain at 1 kHz, dB. Fitted to
/// the toolbox's response within 2.3 dB at 44.1 to 192 kHz.
const DIRECTIONAL_LOW_HZ: f32 = 2120.1;
const DIRECTIONAL: (f32, f32) = (3210.2, 0.5988);
const DIRECTIONAL_DB: f64 = -6.75;
/// Corner of the first-order emphasis, Hz (Williges & Juergens 2019).
const HIGH_PASS_HZ: f32 = 1200.0;
/// The two real poles of the second-order one, Hz: -26.8 dB at 100 Hz, -10.3 at 500, -5.2 at 1000 (AB generic
/// toolbox).
const POLES_HZ: [f32; 2] = [105.0, 1500.0];

/// By how much the level of speech (spectrum of ANSI S3.5-1997, normal effort, 160 Hz to 8 kHz) changes, dB: a
/// row per microphone, a column per emphasis. A test works them out again.
const SPEECH_DB: [[f32; 3]; 3] = [[0.0, -7.22, -8.57], [-0.05, -6.94, -8.20], [-2.61, -5.50, -6.23]];
/// The same of its loudness (weighted as in ITU-R BS.1770).
const LOUDNESS_DB: [[f32; 3]; 3] = [[0.0, -6.32, -7.47], [0.05, -5.79, -6.81], [-0.95, -3.11, -3.71]];

/// By how much speech gets stronger on its way through both, dB.
pub const fn speech_db(microphone: Microphone, emphasis: Emphasis) -> f32 {
    SPEECH_DB[microphone as usize][emphasis as usize]
}

/// By how much speech gets louder, dB.
pub const fn loudness_db(microphone: Microphone, emphasis: Emphasis) -> f32 {
    LOUDNESS_DB[microphone as usize][emphasis as usize]
}

/// Most sections: two of a microphone, one of the emphasis.
const MOST_SECTIONS: usize = 3;

/// Microphone and emphasis of both ears, side by side. Nothing is late.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pickup {
    microphone: Microphone,
    emphasis: Emphasis,
    sections: [Section; MOST_SECTIONS],
    memories: [Memory<2>; MOST_SECTIONS],
    used: usize,
    gain: f32,
}

impl Pickup {
    /// These two at rest.
    pub fn new(microphone: Microphone, emphasis: Emphasis, sample_rate: f32) -> Self {
        let mut pickup = Self { microphone, emphasis, gain: 1.0, ..Self::default() };
        let gain = |db: f64| crate::base::units::gain_from_db(-db) as f32;
        match microphone {
            Microphone::Flat => {}
            Microphone::Omni => {
                pickup.push(Section::low_pass(OMNI.0, OMNI.1, sample_rate));
                pickup.gain = gain(OMNI_DB);
            }
            Microphone::Directional => {
                pickup.push(Section::gentle_high_pass(DIRECTIONAL_LOW_HZ, sample_rate));
                pickup.push(Section::low_pass(DIRECTIONAL.0, DIRECTIONAL.1, sample_rate));
                pickup.gain = gain(DIRECTIONAL_DB);
            }
        }
        match emphasis {
            Emphasis::Off => {}
            Emphasis::HighPass1200 => pickup.push(Section::gentle_high_pass(HIGH_PASS_HZ, sample_rate)),
            Emphasis::HighPass1510 => {
                let hz = libm::sqrtf(POLES_HZ[0] * POLES_HZ[1]);
                pickup.push(Section::high_pass(hz, (POLES_HZ[0] + POLES_HZ[1]) / hz, sample_rate));
            }
        }
        pickup
    }

    const fn push(&mut self, section: Section) {
        self.sections[self.used] = section;
        self.used += 1;
    }

    /// Whether it is these two.
    pub fn is(&self, microphone: Microphone, emphasis: Emphasis) -> bool {
        self.microphone == microphone && self.emphasis == emphasis
    }

    /// Filters both ears' samples in place.
    pub fn run(&mut self, samples: &mut [[f32; 2]]) {
        for (section, memory) in self.sections[..self.used].iter().zip(&mut self.memories) {
            section.run(memory, samples);
        }
        if self.used > 0 {
            samples.as_flattened_mut().iter_mut().for_each(|x| *x *= self.gain);
        }
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.memories = Default::default();
    }

    /// On the control grid: drops what is silence.
    pub fn hush(&mut self) {
        self.memories.iter_mut().for_each(Memory::hush);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.memories.iter_mut().for_each(Memory::forget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain of a tone, dB.
    fn gain_db(microphone: Microphone, emphasis: Emphasis, hz: f32, rate: f32) -> f64 {
        let mut pickup = Pickup::new(microphone, emphasis, rate);
        let turns = |n: usize| (f64::from(hz) * n as f64 / f64::from(rate)).fract();
        let mut tone: Vec<[f32; 2]> = (0..(0.4 * rate) as usize)
            .map(|n| [(std::f64::consts::TAU * turns(n)).sin() as f32; 2])
            .collect();
        pickup.run(&mut tone);
        // A whole number of periods of any multiple of 5 Hz.
        let settled = &tone[tone.len() - (0.2 * rate) as usize..];
        let power = settled.iter().map(|[x, _]| f64::from(x * x)).sum::<f64>() / settled.len() as f64;
        10.0 * (2.0 * power).log10()
    }

    #[test]
    fn microphones_are_the_measured_ones() {
        let omni: &[(f32, f64)] = &[
            (200.0, 0.0),
            (500.0, 0.0),
            (1000.0, 0.0),
            (1600.0, 0.0),
            (2500.0, 0.0),
            (4000.0, 3.0),
            (5000.0, 3.0),
            (6300.0, 3.0),
            (7000.0, -1.0),
        ];
        let directional: &[(f32, f64)] = &[
            (100.0, -22.0),
            (200.0, -12.0),
            (250.0, -10.0),
            (500.0, -4.6),
            (800.0, -1.5),
            (1000.0, 0.0),
            (1600.0, 3.3),
            (2000.0, 5.0),
            (2500.0, 6.5),
            (3150.0, 8.0),
            (4000.0, 8.3),
            (5000.0, 1.9),
            (6300.0, -3.4),
            (7000.0, -7.9),
        ];
        for rate in [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
            for (microphone, table) in [(Microphone::Omni, omni), (Microphone::Directional, directional)] {
                let mut worst = 0.0f64;
                for (hz, db) in table.iter().copied() {
                    let off = gain_db(microphone, Emphasis::Off, hz, rate) - db;
                    // The bilinear transform has no room for the rest of the slope just below half of a low rate.
                    if hz < 0.2 * rate {
                        worst = worst.max(off.abs());
                    }
                }
                let most = match (microphone, rate < 44_100.0) {
                    (_, true) => 3.0,
                    (Microphone::Directional, false) => 2.3,
                    _ => 1.2,
                };
                println!("{microphone:?} at {rate}: {worst:.2} dB off, at most {most}");
                assert!(worst <= most);
            }
        }
    }

    #[test]
    fn emphasis_is_the_measured_one() {
        let second: &[(f32, f64)] = &[(100.0, -26.8), (500.0, -10.3), (1000.0, -5.2), (1510.0, -3.0)];
        let first: &[(f32, f64)] = &[(120.0, -20.04), (1200.0, -3.01), (4800.0, -0.26)];
        for (emphasis, table) in [(Emphasis::HighPass1510, second), (Emphasis::HighPass1200, first)] {
            for (hz, db) in table.iter().copied() {
                let found = gain_db(Microphone::Flat, emphasis, hz, 48_000.0);
                println!("{emphasis:?} at {hz} Hz: {found:.2} dB ({db})");
                assert!((found - db).abs() < 0.5);
            }
        }
    }

    /// Speech spectrum level, normal effort, dB SPL in 1 Hz, in third-octaves from 160 Hz (ANSI S3.5-1997).
    const SPEECH: [f64; 18] = [
        32.41, 34.48, 34.75, 33.98, 34.59, 34.27, 32.06, 28.30, 25.01, 23.00, 20.15, 17.32, 13.18, 11.55,
        9.33, 5.31, 2.59, 1.13,
    ];

    /// Power gain of the K-weighting (ITU-R BS.1770): a shelf of 4 dB above 1.7 kHz, and a high-pass at 38 Hz.
    fn k_weight(hz: f64) -> f64 {
        let part = |hz: f64, at: f64, q: f64, high: f64, band: f64, low: f64| {
            let s = hz / at;
            let over = (low - high * s * s).powi(2) + (band * s).powi(2);
            over / ((1.0 - s * s).powi(2) + (s / q).powi(2))
        };
        let high = 10f64.powf(4.0 / 20.0);
        part(hz, 1681.97, 0.7072, high, high.sqrt() / 0.7072, 1.0) * part(hz, 38.14, 0.5003, 1.0, 0.0, 0.0)
    }

    #[test]
    fn what_speech_gains_is_written_down_as_it_is() {
        for microphone in [0, 1, 2].map(Microphone::numbered) {
            for emphasis in [0, 1, 2].map(Emphasis::numbered) {
                let mut sums = [[0.0; 2]; 2];
                for (n, level) in SPEECH.iter().enumerate() {
                    let hz = 160.0 * 10f64.powf(n as f64 / 10.0);
                    let through = gain_db(microphone, emphasis, (hz / 5.0).round() as f32 * 5.0, 48_000.0);
                    let power = hz * 10f64.powf(0.1 * level);
                    for (sum, weight) in sums.iter_mut().zip([1.0, k_weight(hz)]) {
                        sum[0] += weight * power;
                        sum[1] += weight * power * 10f64.powf(0.1 * through);
                    }
                }
                let [level, loudness] = sums.map(|[before, after]| 10.0 * (after / before).log10());
                println!("{microphone:?} {emphasis:?}: level {level:+.2}, loudness {loudness:+.2} dB");
                assert!((f64::from(speech_db(microphone, emphasis)) - level).abs() < 0.06);
                assert!((f64::from(loudness_db(microphone, emphasis)) - loudness).abs() < 0.06);
            }
        }
    }
}
