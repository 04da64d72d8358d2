//! Acceptance check 9 of the story, on any player: what the implant leaves of bass, rhythm, melody and voices, as
//! figures; tests assert them.

use threshold_core::engine::{Film, Live};

use crate::figure::Limit::{AtLeast, AtMost};
use crate::figure::{Figure, hold};
use crate::fold_downs::fold_down;
use crate::intelligibility::{aligned, envelope_correlation, stoi};
use crate::measure::band_change_db;
use crate::player::{Bare, IN_EAR, Player, Value};
use crate::signals::{pink, vowel};
use crate::speech::{VOICES, Voice};
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

/// `input` in both ears, through `values`; the left one.
fn through(player: &mut dyn Player, input: &[f32], values: &[Value]) -> Vec<f32> {
    player.play(&both(input), values, &[]).swap_remove(0)
}

/// As much of a voice as the checks take.
fn spoken(voice: &Voice) -> Vec<f32> {
    voice.sound()[..SPOKEN].to_vec()
}

/// Runs a check of one voice over all of them.
fn each_voice(player: &mut dyn Player, check: impl Fn(&mut dyn Player, &Voice, &[Value]) -> Vec<Figure>) {
    for voice in &VOICES {
        hold(player, |player| check(player, voice, &[SWITCHED_ON]));
    }
}

/// Check 9 (a) and (b): no bass, and brighter than what comes in.
pub fn brightness(player: &mut dyn Player, what: &str, input: &[f32], on: &[Value]) -> Vec<Figure> {
    let output = through(player, input, on);
    let change = |low: f64, high: f64| {
        let from = SECOND / 2;
        band_change_db(&input[from..], &output[from..], RATE, low, high)
    };
    let bass = change(BASS.0, BASS.1);
    let tilt = change(2000.0, 8000.0) - change(250.0, 1000.0);
    vec![
        Figure::new(format!("{what}: below 150 Hz"), bass, "dB", AtMost(-30.0)),
        Figure::new(format!("{what}: 2-8 kHz re 250-1000 Hz"), tilt, "dB", AtLeast(6.0)),
    ]
}

/// What check 9 (a) and (b) are measured with: `voice`, and pink noise.
pub fn programmes(voice: &Voice) -> [(&'static str, Vec<f32>); 2] {
    const PINK_DBFS: f64 = -20.0;
    [(voice.name, spoken(voice)), ("pink noise", pink(0, PINK_DBFS, SPOKEN))]
}

/// Check 9 (a) and (b).
pub fn bright(player: &mut dyn Player) {
    let voices = VOICES.iter().map(|voice| (voice.name, spoken(voice)));
    let [_, pink] = programmes(&VOICES[0]);
    for (what, input) in voices.chain([pink]) {
        hold(player, |player| brightness(player, what, &input, &[SWITCHED_ON]));
    }
}

/// Check 9 (c): rhythm stays.
pub fn envelopes(player: &mut dyn Player, voice: &Voice, on: &[Value]) -> Vec<Figure> {
    const MODULATIONS_HZ: (f64, f64) = (4.0, 50.0);
    let clean = spoken(voice);
    let heard = aligned(&clean, &through(player, &clean, on));
    let correlation = envelope_correlation(&clean, &heard, MODULATIONS_HZ);
    let what = format!("{}: envelopes from 4 to 50 Hz correlate by", voice.name);
    vec![Figure::new(what, correlation, "", AtLeast(0.7))]
}

/// Check 9 (c).
pub fn rhythm(player: &mut dyn Player) {
    each_voice(player, envelopes);
}

/// Check 9 (d): a step of melody is nothing, an octave is something.
pub fn notes(player: &mut dyn Player, on: &[Value]) -> Vec<Figure> {
    const NEAR_DB: f64 = 2.0;
    /// Bands that are alike where a step is nothing, percent.
    const ALIKE: f64 = 90.0;
    /// Either way, as singers do.
    const VIBRATO_CENTS: f64 = 60.0;
    /// B3, C4 and C5.
    const NOTES_HZ: [f64; 3] = [246.94, 261.63, 523.25];
    let sung = NOTES_HZ.map(|hz| vowel(hz, VIBRATO_CENTS, 5 * SECOND));
    let spectrum = |x: &[f32]| third_octaves(&x[SECOND..]);
    let [note, step, octave] = sung.clone().map(|x| spectrum(&through(player, &x, on)));
    let own = 100.0 * share_within(&spectrum(&sung[0]), &spectrum(&sung[1]), NEAR_DB);
    let [step, octave] = [(note, step), (step, octave)].map(|(a, b)| 100.0 * share_within(&a, &b, NEAR_DB));
    let what = format!("third octaves within 2 dB, a semitone apart ({own:.0} % as sung)");
    vec![
        Figure::new(what, step, "%", AtLeast(ALIKE)),
        Figure::new("third octaves within 2 dB, an octave apart", octave, "%", AtMost(ALIKE - 0.01)),
    ]
}

/// Check 9 (d).
pub fn melody(player: &mut dyn Player) {
    hold(player, |player| notes(player, &[SWITCHED_ON]));
}

/// Check 9 (e): a vowel loses its harmonics.
pub fn harmonics(player: &mut dyn Player, on: &[Value]) -> Vec<Figure> {
    let figure = |hz: f64| {
        let held = vowel(hz, 0.0, 3 * SECOND);
        let ratio = |x: &[f32]| harmonics_to_noise(&x[SECOND..], hz);
        let (before, after) = (ratio(&held), ratio(&through(player, &held, on)));
        let what = format!("a vowel at {hz} Hz: harmonics to noise, {before:.1} to {after:.1} dB, fall by");
        Figure::new(what, before - after, "dB", AtLeast(12.0))
    };
    [110.0, 150.0, 220.0].map(figure).to_vec()
}

/// Check 9 (e).
pub fn vowels(player: &mut dyn Player) {
    hold(player, |player| harmonics(player, &[SWITCHED_ON]));
}

/// Check 9 (f): Voice clarity brings words back, step by step.
pub fn words(player: &mut dyn Player, voice: &Voice, on: &[Value]) -> Vec<Figure> {
    const STEPS: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    let clean = spoken(voice);
    let words = STEPS.map(|clarity| {
        let heard = through(player, &clean, &[on, &[("implant_clarity", clarity)]].concat());
        stoi(&clean, &aligned(&clean, &heard))
    });
    let least = words.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let name = voice.name;
    vec![
        Figure::new(
            format!("{name}: STOI along Voice clarity {words:.3?}: rises by"),
            words[4] - words[0],
            "",
            AtLeast(0.1),
        ),
        Figure::new(format!("{name}: and in the least step by"), least, "", AtLeast(0.0)),
    ]
}

/// Check 9 (f).
pub fn clarity(player: &mut dyn Player) {
    each_voice(player, words);
}

/// What the implant makes survives a fold-down, octave by octave.
pub fn fold_downs(player: &mut dyn Player) {
    const OCTAVES: [f64; 5] = [500.0, 1000.0, 2000.0, 4000.0, 8000.0];
    /// So quiet that no ceiling acts on any sum of channels.
    const PINK_DBFS: f64 = -40.0;
    // Syllables, four a second.
    let syllable = |n: usize| if n % (SECOND / 4) < SECOND / 8 { 1.0 } else { 0.1 };
    fold_down(player, &[SWITCHED_ON, IN_EAR], &OCTAVES, |channel, len| {
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
