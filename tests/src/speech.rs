//! Acceptance check 7 of the story, on any player: mumble takes the words and leaves the rhythm.

use crate::figure::Limit::{AtLeast, AtMost};
use crate::figure::{Figure, hold};
use crate::intelligibility::{estoi, rhythm_correlation};
use crate::measure::power;
use crate::player::{Player, Value};
use crate::signals::noise;

/// A voice: its name and a 16-bit mono WAV file at 48 kHz.
pub struct Voice {
    /// What messages call it.
    pub name: &'static str,
    wav: &'static [u8],
}

/// Voices; how they were made stands in `xtask/assets/README.md`.
pub const VOICES: [Voice; 3] = [
    Voice { name: "dialogue", wav: include_bytes!("../../xtask/assets/dialogue.wav") },
    Voice { name: "second voice", wav: include_bytes!("../../xtask/assets/second_voice.wav") },
    Voice { name: "third voice", wav: include_bytes!("../../xtask/assets/third_voice.wav") },
];

impl Voice {
    /// What it says.
    pub fn sound(&self) -> Vec<f32> {
        samples(self.wav)
    }
}

/// The samples of a plain 16-bit WAV file, channels in turn.
pub fn samples(wav: &[u8]) -> Vec<f32> {
    /// Where the chunk of samples stands in files without any other, bytes.
    const CHUNK: usize = 36;
    const HEADER: usize = 44;
    assert_eq!(&wav[CHUNK..CHUNK + 4], b"data", "no plain WAV file");
    let sample = |bytes: &[u8]| f32::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 32_768.0;
    wav[HEADER..].chunks_exact(2).map(sample).collect()
}

/// State S5 of the story: Loss is all that is moved from the defaults.
pub const MUMBLE: [Value; 1] = [("loss", 0.65)];
/// The same curve and nothing else.
pub const CURVE_ALONE: [Value; 4] = [("loss", 0.65), ("mumble", 0.0), ("blur", 0.0), ("smear", 0.0)];

/// Level of the floor under `clean`, dB.
const FLOOR_DB: f32 = -40.0;
/// Floors that a figure is the mean over: one alone moves it by 0.01 on 10 s of speech.
const FLOORS: u32 = 4;

/// ESTOI of `heard` on a white floor 40 dB under `clean`.
pub fn on_a_floor(clean: &[f32], heard: &[f32]) -> f64 {
    let figure = |stream: u32| {
        // Even draws between -p and p have an RMS of p / sqrt 3.
        let peak = (3.0 * power(clean)).sqrt() as f32 * 10f32.powf(FLOOR_DB / 20.0);
        let floor = noise(stream, peak, heard.len());
        estoi(clean, &heard.iter().zip(&floor).map(|(x, floor)| x + floor).collect::<Vec<f32>>())
    };
    (0..FLOORS).map(figure).sum::<f64>() / f64::from(FLOORS)
}

/// Check 7, for one voice: what is understood of it in mumble and through its curve alone, and what rhythm is left.
pub fn understood(
    player: &mut dyn Player,
    voice: &Voice,
    mumble: &[Value],
    curve_alone: &[Value],
) -> Vec<Figure> {
    let clean = voice.sound();
    let mut heard =
        |values: &[Value]| player.play(&[clean.clone(), clean.clone()], values, &[]).swap_remove(0);
    let (mumble, curve) = (heard(mumble), heard(curve_alone));
    let (words, curve) = (on_a_floor(&clean, &mumble), on_a_floor(&clean, &curve));
    let rhythm = rhythm_correlation(&clean, &mumble);
    let figure =
        |what: &str, measured, limit| Figure::new(format!("{}: {what}", voice.name), measured, "", limit);
    vec![
        figure("ESTOI", words, AtMost(0.40)),
        figure("ESTOI through its curve alone", curve, AtLeast(0.55)),
        figure("envelopes from 2 to 8 Hz correlate by", rhythm, AtLeast(0.5)),
    ]
}

/// Check 7: mumble is not understood where its curve alone still is, and keeps the rhythm.
pub fn mumble(player: &mut dyn Player) {
    for voice in &VOICES {
        hold(player, |player| understood(player, voice, &MUMBLE, &CURVE_ALONE));
    }
}
