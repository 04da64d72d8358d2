//! What is left of speech, on both bare engines.

use integration::intelligibility::{estoi, rhythm_correlation};
use integration::player::{Bare, Player};
use integration::signals::noise;
use integration::speech::{self, VOICES};
use threshold_core::engine::{Film, Live};

#[test]
fn check_7_mumble() {
    let players: [Box<dyn Player>; 2] =
        [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())];
    players.into_iter().for_each(|mut player| speech::mumble(player.as_mut()));
}

/// What pystoi 0.4.1 says of each voice in white noise whose draws reach this far, stream 7 of [`noise`], extended, from
/// samples at 48 kHz as 64-bit numbers; and the correlation between 2 and 8 Hz that numpy's transforms and scipy's
/// `hilbert` give.
const ELSEWHERE: [[(f32, f64, f64); 3]; 3] = [
    [(0.3, 0.2585, 0.8661), (0.05, 0.7610, 0.9878), (0.005, 0.9851, 0.9997)],
    [(0.3, 0.2285, 0.8775), (0.05, 0.6985, 0.9866), (0.005, 0.9858, 0.9998)],
    [(0.3, 0.2930, 0.8572), (0.05, 0.8208, 0.9870), (0.005, 0.9908, 0.9997)],
];

#[test]
fn measures_agree_with_others_of_their_name() {
    const TOLERANCE: f64 = 0.005;
    for (voice, expected) in VOICES.iter().zip(ELSEWHERE) {
        let clean = voice.sound();
        for (peak, words, rhythm) in expected {
            let noisy: Vec<f32> = clean.iter().zip(noise(7, peak, clean.len())).map(|(x, n)| x + n).collect();
            let found = (estoi(&clean, &noisy), rhythm_correlation(&clean, &noisy));
            println!("{}, noise {peak}: ESTOI {:.4}, rhythm {:.4}", voice.name, found.0, found.1);
            assert!((found.0 - words).abs() < TOLERANCE, "ESTOI {:.4}, not {words}", found.0);
            assert!((found.1 - rhythm).abs() < TOLERANCE, "rhythm {:.4}, not {rhythm}", found.1);
        }
    }
}

#[test]
fn what_is_the_same_is_understood_and_what_is_not_speech_is_not() {
    let clean = VOICES[1].sound();
    assert!((estoi(&clean, &clean) - 1.0).abs() < 1e-9);
    assert!((rhythm_correlation(&clean, &clean) - 1.0).abs() < 1e-9);
    assert!(estoi(&clean, &noise(1, 0.1, clean.len())).abs() < 0.05);
    assert!(estoi(&clean, &vec![0.0; clean.len()]).abs() < 1e-9);
}
