//! Fold-downs of what comes out, beside what the stereo instance makes of the fold-down of what goes in.

use threshold_core::base::Layout;

use crate::measure::{band_energy, folded, mono, power_db, spectrum};
use crate::player::{Player, Value};
use crate::signals::sine;

const RATE: f32 = 48_000.0;
/// Length of what is played, samples: 4 s.
const LEN: usize = 192_000;
/// How far an octave may be off, dB (`story.md`).
const LIMIT_DB: f64 = 1.5;

/// What is compared: bands, stretch and floor.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// Centres of the octaves, Hz.
    pub octaves: &'a [f64],
    /// Length of what is played, samples; the first eighth is not compared.
    pub len: usize,
    /// Power that counts as nothing in an octave, re a full-scale sine's.
    pub floor: f64,
}

/// A fold-down, and by how many decibels each of its octaves is off what the stereo instance makes of the input's.
#[derive(Debug, Clone)]
pub struct Errors {
    /// Which fold-down, of what.
    pub what: String,
    /// Decibels, by octaves.
    pub octaves: Vec<f64>,
}

impl Errors {
    /// The octave that is furthest off, dB either way.
    pub fn worst(&self) -> f64 {
        self.octaves.iter().fold(0.0, |worst: f64, db| worst.max(db.abs()))
    }

    /// Whether every octave is within the story's limit.
    pub fn hold(&self) -> bool {
        self.octaves.iter().all(|db| db.abs() <= LIMIT_DB)
    }
}

/// Lo/Ro and mono of 5.1 and 7.1.4 beside the stereo instance's, set to `start`. `channel` makes what a channel of a
/// layout brings, from its number and length.
pub fn errors(
    player: &mut dyn Player,
    start: &[Value],
    compared: &Compared<'_>,
    channel: impl Fn(&Layout, usize, usize) -> Vec<f32>,
) -> Vec<Errors> {
    let Compared { octaves, len, floor } = *compared;
    let from = len / 8;
    let full_scale = band_energy(&sine(1000.0, 1.0, RATE, len - from), RATE, 20.0, 20_000.0);
    let mut errors = Vec::new();
    for layout in [Layout::FIVE_1, Layout::SEVEN_1_4] {
        let input: Vec<Vec<f32>> = (0..layout.channels()).map(|n| channel(&layout, n, len)).collect();
        let stereo = player.play(&folded(&layout, &input), start, &[]);
        let folded = folded(&layout, &player.play(&input, start, &[]));
        let (mono_folded, mono_stereo) = (mono(&folded), mono(&stereo));
        let pairs = [
            ("Lo/Ro, left", &folded[0], &stereo[0]),
            ("Lo/Ro, right", &folded[1], &stereo[1]),
            ("mono", &mono_folded, &mono_stereo),
        ];
        for (what, folded, stereo) in pairs {
            let [folded, stereo] = [folded, stereo].map(|x| octave_energies(&x[from..], octaves));
            let off = |(folded, stereo): (&f64, &f64)| {
                power_db((folded + floor * full_scale) / (stereo + floor * full_scale))
            };
            let octaves = folded.iter().zip(&stereo).map(off).collect();
            errors.push(Errors { what: format!("{}, {what}", layout.name), octaves });
        }
    }
    errors
}

/// Energy in the octaves about `centres`, Hz.
fn octave_energies(x: &[f32], centres: &[f64]) -> Vec<f64> {
    let spectrum = spectrum(x);
    let hz = f64::from(RATE) / x.len() as f64;
    let bin = |hertz: f64| ((hertz / hz).ceil() as usize).min(spectrum.len());
    let edge = 2f64.sqrt();
    centres.iter().map(|centre| spectrum[bin(centre / edge)..bin(centre * edge)].iter().sum()).collect()
}

/// Holds Lo/Ro and mono of 5.1 and 7.1.4 to the stereo instance's in octaves about `octaves` Hz, set to `start`.
/// `channel` makes what a channel brings, from its number and length.
pub fn fold_down(
    player: &mut dyn Player,
    start: &[Value],
    octaves: &[f64],
    channel: impl Fn(usize, usize) -> Vec<f32>,
) {
    let compared = Compared { octaves, len: LEN, floor: 0.0 };
    for errors in errors(player, start, &compared, |_, n, len| channel(n, len)) {
        println!("{}: {}: {:+.2?} dB off", player.name(), errors.what, errors.octaves);
        assert!(errors.hold(), "{}: {:+.2?} dB", errors.what, errors.octaves);
    }
}
