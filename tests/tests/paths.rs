//! Paths whose loss lies before the cochlea: what they take off tones, soft or loud, and off the width of the world.

use integration::measure::{power, power_db};
use integration::player::{Bare, Player, Value};
use integration::signals::{noise, sine};
use threshold_core::engine::Live;
use threshold_core::hearing::audiogram::{Audiogram, FREQUENCIES};
use threshold_core::hearing::body::BODY;
use threshold_core::hearing::path::PATHS;

const RATE: f32 = 48_000.0;
/// Length of a sound, and from where on it is measured: by then the filters stand.
const LEN: usize = 24_000;
const MEASURED: usize = 12_000;

/// The end of a path, as values.
fn end_of(name: &str) -> Vec<Value> {
    let path = PATHS.iter().position(|path| path.name == name).expect("a path");
    vec![("loss_path", path as f32), ("loss", 1.0)]
}

fn level(signal: &[f32]) -> f64 {
    power_db(power(&signal[MEASURED..]))
}

#[test]
fn soft_and_loud_tones_lose_what_the_path_says() {
    let mut player = Bare::<Live>::default();
    // Under water both ears hear the same of a tone that plays on both sides, so width does not count.
    for path in BODY {
        let hearing = path.hearing(1.0, &Audiogram::default());
        let mut worst = 0.0f64;
        for hz in FREQUENCIES {
            let lost = |peak: f32| {
                let tone = sine(f64::from(hz), peak, RATE, LEN);
                let output = player.play(&[tone.clone(), tone.clone()], &end_of(path.name), &[]);
                level(&tone) - level(&output[0])
            };
            let [soft, loud] = [0.001, 0.5].map(lost);
            assert!((soft - loud).abs() < 0.05, "{} at {hz} Hz: {soft:.2} soft, {loud:.2} loud", path.name);
            let error = soft - f64::from(hearing.lost_db(hz));
            if error.abs() > worst.abs() {
                worst = error;
            }
        }
        println!("{}: at most {worst:+.2} dB off", path.name);
        assert!(worst.abs() < 1.0, "{} is {worst:+.2} dB off", path.name);
    }
}

#[test]
fn the_conductive_share_is_linear_only_as_far_as_the_skull_allows() {
    let mut player = Bare::<Live>::default();
    let mut lost = |name: &str, conductive: f32, peak: f32| {
        let tone = sine(1000.0, peak, RATE, LEN);
        let mut start = end_of(name);
        start.push(("conductive", conductive));
        level(&tone) - level(&player.play(&[tone.clone(), tone.clone()], &start, &[])[0])
    };
    // 40 dB HL at 1 kHz: with all of it before the cochlea no level matters, with none the loud lose less.
    let [soft, loud] = [0.001, 0.5].map(|peak| lost("N3 moderate", 1.0, peak));
    assert!((soft - loud).abs() < 0.05 && (soft - 40.0).abs() < 1.0, "{soft:.2} soft, {loud:.2} loud");
    let [soft, loud] = [0.001, 0.5].map(|peak| lost("N3 moderate", 0.0, peak));
    assert!(soft > loud + 10.0, "{soft:.2} soft, {loud:.2} loud");
    // What is lost outside already stays what it is.
    assert!((lost("Foam plugs", 1.0, 0.1) - lost("Foam plugs", 0.0, 0.1)).abs() < 1e-3);
}

#[test]
fn water_brings_the_sides_together_and_nothing_else_does() {
    let mut player = Bare::<Live>::default();
    let sound = noise(1, 0.3, LEN);
    let silence = vec![0.0; LEN];
    for path in BODY {
        let output = player.play(&[sound.clone(), silence.clone()], &end_of(path.name), &[]);
        let width = f64::from(path.hearing(1.0, &Audiogram::default()).width);
        if width < 1.0 {
            let expected = 2.0 * power_db((1.0 + width) / (1.0 - width));
            let found = level(&output[0]) - level(&output[1]);
            println!("{}: sides {found:.2} dB apart", path.name);
            assert!((found - expected).abs() < 0.01, "{}: {found:.2}, not {expected:.2} dB", path.name);
        } else {
            assert!(output[1].iter().all(|x| *x == 0.0), "{}", path.name);
        }
    }
    // In 5.1 the surrounds come together as the fronts do; centre and LFE keep to themselves.
    let alone = |sounding: usize| -> Vec<Vec<f32>> {
        (0..6).map(|channel| if channel == sounding { sound.clone() } else { silence.clone() }).collect()
    };
    for (sounding, heard) in [(0, vec![0, 1]), (2, vec![2]), (3, vec![3]), (5, vec![4, 5])] {
        let output = player.play(&alone(sounding), &end_of("Under water"), &[]);
        let sounds = |channel: &usize| output[*channel].iter().any(|x| *x != 0.0);
        assert_eq!((0..6).filter(sounds).collect::<Vec<_>>(), heard);
    }
}
