//! Acceptance check 9 of the story, on any player: what the implant leaves of bass, rhythm, melody and voices.

use threshold_core::engine::{Film, Live};

use crate::fold_downs::fold_down;
use crate::intelligibility::{aligned, envelope_correlation, stoi};
use crate::measure::band_change_db;
use crate::player::{Bare, Player, Value};
use crate::signals::{pink, vowel};
use crate::speech::VOICES;
use crate::timbre::{harmonics_to_noise, share_within, third_octaves};

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;
/// State S12 of the story: `implant` is all that is moved from the defaults.
pub const SWITCHED_ON: Value = ("implant", 1.0);
/// The same with channels alone: no Metal, no percept, nothing that helps the words.
pub const PLAIN: [Value; 4] =
    [SWITCHED_ON, ("implant_metal", 0.0), ("implant_percept", 0.0), ("implant_clarity", 0.0)];
/// How much of each voice is spoken.
const SPOKEN: usize = 5 * SECOND;
/// What an electrode doesn't reach, Hz.
const BASS: (f64, f64) = (20.0, 150.0);

/// One sound in both ears.
pub fn both(x: &[f32]) -> Vec<Vec<f32>> {
    vec![x.to_vec(), x.to_vec()]
}

/// The left ear of `input` in both ears, through the implant and `values`.
fn through(player: &mut dyn Player, input: &[f32], values: &[Value]) -> Vec<f32> {
    player.play(&both(input), &[&[SWITCHED_ON], values].concat(), &[]).swap_remove(0)
}

/// What the checks are spoken with: a name and a sound.
fn voices() -> Vec<(&'static str, Vec<f32>)> {
    VOICES.iter().map(|voice| (voice.name, voice.sound()[..SPOKEN].to_vec())).collect()
}

/// Check 9 (a) and (b): no bass, and brighter than what comes in.
pub fn bright(player: &mut dyn Player) {
    const BASS_AT_MOST_DB: f64 = -30.0;
    const TILT_AT_LEAST_DB: f64 = 6.0;
    const PINK_DBFS: f64 = -20.0;
    for (what, input) in voices().into_iter().chain([("pink noise", pink(0, PINK_DBFS, SPOKEN))]) {
        let output = through(player, &input, &[]);
        let change = |low: f64, high: f64| {
            let from = SECOND / 2;
            band_change_db(&input[from..], &output[from..], RATE, low, high)
        };
        let bass = change(BASS.0, BASS.1);
        let tilt = change(2000.0, 8000.0) - change(250.0, 1000.0);
        println!(
            "{}: {what}: below 150 Hz {bass:.1} dB, 2-8 kHz re 250-1000 Hz {tilt:+.1} dB",
            player.name()
        );
        assert!(bass <= BASS_AT_MOST_DB, "{what}: the bass is only {bass:.1} dB down");
        assert!(tilt >= TILT_AT_LEAST_DB, "{what}: only {tilt:.1} dB brighter");
    }
}

/// Check 9 (c): rhythm stays.
pub fn rhythm(player: &mut dyn Player) {
    const AT_LEAST: f64 = 0.7;
    const MODULATIONS_HZ: (f64, f64) = (4.0, 50.0);
    for (voice, clean) in voices() {
        let heard = aligned(&clean, &through(player, &clean, &[]));
        let correlation = envelope_correlation(&clean, &heard, MODULATIONS_HZ);
        println!("{}: {voice}: envelopes from 4 to 50 Hz correlate by {correlation:.3}", player.name());
        assert!(correlation >= AT_LEAST, "{voice}: the rhythm is gone: {correlation:.3}");
    }
}

/// Check 9 (d): a step of melody is nothing, an octave is something.
pub fn melody(player: &mut dyn Player) {
    const NEAR_DB: f64 = 2.0;
    const ALIKE: f64 = 0.9;
    /// Either way, as singers do.
    const VIBRATO_CENTS: f64 = 60.0;
    /// B3, C4 and C5.
    const NOTES_HZ: [f64; 3] = [246.94, 261.63, 523.25];
    let sung = NOTES_HZ.map(|hz| vowel(hz, VIBRATO_CENTS, 5 * SECOND));
    let spectrum = |x: &[f32]| third_octaves(&x[SECOND..]);
    let [note, step, octave] = sung.clone().map(|x| spectrum(&through(player, &x, &[])));
    let own = share_within(&spectrum(&sung[0]), &spectrum(&sung[1]), NEAR_DB);
    let [step, octave] = [(note, step), (step, octave)].map(|(a, b)| share_within(&a, &b, NEAR_DB));
    println!(
        "{}: third octaves within 2 dB: {:.0} % a semitone apart ({:.0} % as sung), {:.0} % an octave apart",
        player.name(),
        100.0 * step,
        100.0 * own,
        100.0 * octave
    );
    assert!(step >= ALIKE, "a semitone moves the spectrum: {step:.2}");
    assert!(octave < ALIKE, "an octave is not heard: {octave:.2}");
}

/// Check 9 (e): a vowel loses its harmonics.
pub fn vowels(player: &mut dyn Player) {
    const FALL_AT_LEAST_DB: f64 = 12.0;
    for hz in [110.0, 150.0, 220.0] {
        let held = vowel(hz, 0.0, 3 * SECOND);
        let ratio = |x: &[f32]| harmonics_to_noise(&x[SECOND..], hz);
        let (before, after) = (ratio(&held), ratio(&through(player, &held, &[])));
        println!("{}: a vowel at {hz} Hz: harmonics to noise {before:.1} to {after:.1} dB", player.name());
        assert!(
            before - after >= FALL_AT_LEAST_DB,
            "{hz} Hz keeps its harmonics: {before:.1}, {after:.1} dB"
        );
    }
}

/// Check 9 (f): Voice clarity brings words back, step by step.
pub fn clarity(player: &mut dyn Player) {
    const RISE_AT_LEAST: f64 = 0.1;
    const STEPS: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    for (voice, clean) in voices() {
        let words = STEPS.map(|clarity| {
            let heard = through(player, &clean, &[("implant_clarity", clarity)]);
            stoi(&clean, &aligned(&clean, &heard))
        });
        println!("{}: {voice}: STOI along Voice clarity {words:.3?}", player.name());
        assert!(words.windows(2).all(|pair| pair[1] >= pair[0]), "{voice}: not monotonic: {words:.3?}");
        assert!(words[4] - words[0] >= RISE_AT_LEAST, "{voice}: STOI rises too little: {words:.3?}");
    }
}

/// What the implant makes survives a fold-down, octave by octave.
pub fn fold_downs(player: &mut dyn Player) {
    const OCTAVES: [f64; 5] = [500.0, 1000.0, 2000.0, 4000.0, 8000.0];
    /// So quiet that no ceiling acts on any sum of channels.
    const PINK_DBFS: f64 = -40.0;
    // Syllables, four a second.
    let syllable = |n: usize| if n % (SECOND / 4) < SECOND / 8 { 1.0 } else { 0.1 };
    fold_down(player, &[SWITCHED_ON], &OCTAVES, |channel, len| {
        let noise = pink(60 + channel as u32, PINK_DBFS, len);
        noise.iter().enumerate().map(|(n, x)| syllable(n) * x).collect()
    });
}

/// Both entries' bare engines, and what tables call them.
pub fn engines() -> [(&'static str, Box<dyn Player>); 2] {
    [("film", Box::new(Bare::<Film>::default())), ("live", Box::new(Bare::<Live>::default()))]
}

/// The dialogue's first `len` samples.
pub fn voice(len: usize) -> Vec<f32> {
    VOICES[0].sound()[..len].to_vec()
}

/// `x`, as many decibels louder.
pub fn scaled(x: &[f32], db: f64) -> Vec<f32> {
    let gain = 10f64.powf(db / 20.0) as f32;
    x.iter().map(|x| gain * x).collect()
}

/// A stretch of every channel.
pub fn part(x: &[Vec<f32>], range: std::ops::Range<usize>) -> Vec<Vec<f32>> {
    x.iter().map(|x| x[range.clone()].to_vec()).collect()
}
