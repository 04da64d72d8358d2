//! The measures of what is left of speech and sound, against others of their name and against themselves.

use integration::intelligibility::{aligned, envelope_correlation, stoi};
use integration::modulation::ncm;
use integration::signals::{noise, sine, vowel};
use integration::speech::VOICES;
use integration::timbre::{fluctuation, harmonics_to_noise, share_within, third_octaves};

const SECOND: usize = 48_000;

fn in_noise(clean: &[f32], stream: u32, peak: f32) -> Vec<f32> {
    clean.iter().zip(noise(stream, peak, clean.len())).map(|(x, noise)| x + noise).collect()
}

/// What pystoi 0.4.1 says of each voice in white noise whose draws reach this far, stream 7 of [`noise`], from samples at
/// 48 kHz as 64-bit numbers.
const ELSEWHERE: [[(f32, f64); 3]; 3] = [
    [(0.3, 0.6194), (0.05, 0.9166), (0.005, 0.9958)],
    [(0.3, 0.5841), (0.05, 0.8898), (0.005, 0.9950)],
    [(0.3, 0.6342), (0.05, 0.9401), (0.005, 0.9976)],
];

#[test]
fn stoi_agrees_with_another_of_its_name() {
    const TOLERANCE: f64 = 0.005;
    for (voice, expected) in VOICES.iter().zip(ELSEWHERE) {
        let clean = voice.sound();
        for (peak, words) in expected {
            let found = stoi(&clean, &in_noise(&clean, 7, peak));
            println!("{}, noise {peak}: STOI {found:.4}", voice.name);
            assert!((found - words).abs() < TOLERANCE, "STOI {found:.4}, not {words}");
        }
        assert!((stoi(&clean, &clean) - 1.0).abs() < 1e-9);
        assert!(stoi(&clean, &vec![0.0; clean.len()]).abs() < 1e-9);
    }
}

#[test]
fn modulations_of_the_same_are_all_there_and_noise_takes_them() {
    for voice in &VOICES {
        let clean = voice.sound();
        assert!((ncm(&clean, &clean) - 1.0).abs() < 1e-9);
        let quieter: Vec<f32> = clean.iter().map(|x| 0.01 * x).collect();
        assert!((ncm(&clean, &quieter) - 1.0).abs() < 1e-6);
        let along: Vec<f64> =
            [0.005, 0.015, 0.05, 0.15, 0.5].map(|peak| ncm(&clean, &in_noise(&clean, 7, peak))).to_vec();
        println!("{}: NCM in more and more noise {along:.3?}", voice.name);
        assert!(along.windows(2).all(|pair| pair[1] < pair[0]) && along[0] > 0.8 && along[4] < 0.2);
        let stranger = ncm(&clean, &noise(3, 0.1, clean.len()));
        println!("{}: NCM of noise alone {stranger:.3}", voice.name);
        assert!(stranger < 0.05 && ncm(&clean, &vec![0.0; clean.len()]) == 0.0);
    }
}

#[test]
fn what_is_late_is_moved_back() {
    let clean = VOICES[0].sound();
    let late: Vec<f32> = vec![0.0; 480].into_iter().chain(clean.iter().copied()).take(clean.len()).collect();
    let found = aligned(&clean, &late);
    assert_eq!(found[..clean.len() - 480], clean[..clean.len() - 480]);
    let correlation = |heard: &[f32]| envelope_correlation(&clean, heard, (4.0, 50.0));
    println!("4-50 Hz: 10 ms late {:.3}, moved back {:.3}", correlation(&late), correlation(&found));
    assert!(correlation(&late) < 0.9 && correlation(&found) > 0.999);
}

#[test]
fn a_voice_is_as_harmonic_as_it_was_made() {
    for hz in [110.0, 150.0, 220.0] {
        let clean = vowel(hz, 0.0, 2 * SECOND);
        let found = harmonics_to_noise(&clean, hz);
        println!("a vowel at {hz} Hz: {found:.1} dB");
        // The best lag of a few fits the noise too.
        assert!((found - 25.0).abs() < 2.0, "{found:.1} dB");
        let breathy = harmonics_to_noise(&in_noise(&clean, 5, 0.054_77), hz);
        assert!(breathy.abs() < 1.5, "as much noise as voice: {breathy:.1} dB");
    }
}

#[test]
fn third_octaves_have_their_edges() {
    for (band, hz) in [(0, 200.0), (7, 1000.0), (16, 7943.0)] {
        let levels = third_octaves(&sine(hz, 0.1, 48_000.0, SECOND));
        let highest = (0..levels.len()).max_by(|a, b| levels[*a].total_cmp(&levels[*b]));
        assert_eq!(highest, Some(band), "{hz} Hz");
    }
    assert_eq!(share_within(&[0.0, 1.0, 2.0, 9.0], &[0.0, 3.0, 4.5, 9.0], 2.0), 0.75);
}

#[test]
fn noise_fluctuates_and_sines_do_not() {
    for hz in [500.0, 1000.0, 4000.0] {
        let (all, slow) = fluctuation(&noise(1, 0.5, 10 * SECOND), hz);
        let (sine, _) = fluctuation(&sine(hz, 0.5, 48_000.0, 2 * SECOND), hz);
        println!("{hz} Hz: noise {all:.3}, below 50 Hz {slow:.3}; a sine {sine:.5}");
        // A Rayleigh distribution: sqrt(4 / pi - 1).
        assert!((all - 0.5227).abs() < 0.03 && slow < all && sine < 1e-3);
    }
}
