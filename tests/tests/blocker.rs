//! The blocker through whole engines: level, spectrum, fade, talkback, caps.

use integration::lanes;
use integration::measure::{assert_same_bits, band_energy, peak, power, power_db};
use integration::player::{Bare, Player, Value};
use integration::signals::pink;
use threshold_core::engine::{Film, Live, Settings};

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;
/// A blocker and nothing else.
const ON: [Value; 2] = [("loss", 0.0), ("blocker", 1.0)];

fn silence(seconds: usize) -> Vec<Vec<f32>> {
    vec![vec![0.0; seconds * SECOND]; 2]
}

/// Level, dBFS RMS re a full-scale sine's RMS.
fn dbfs(x: &[f32]) -> f64 {
    power_db(2.0 * power(x))
}

fn live() -> Bare<Live> {
    Bare::default()
}

fn blocker(seconds: usize, values: &[Value]) -> Vec<Vec<f32>> {
    live().play(&silence(seconds), &[&ON, values].concat(), &[])
}

#[test]
fn it_has_the_sound_pressure_asked_for_and_never_more_than_the_caps() {
    for (asked, listening, expected) in [
        (50.0, 79.0, -49.0),
        (70.0, 79.0, -29.0),
        (70.0, 85.0, -35.0),
        (85.0, 79.0, -24.0),
        (85.0, 95.0, -30.0),
    ] {
        let output = blocker(12, &[("blocker_level", asked), ("listening_level", listening)]);
        let level = dbfs(&output[0][2 * SECOND..]);
        let spl = level + f64::from(listening) + 20.0;
        println!("{asked} dB SPL at a listening level of {listening}: {spl:.2} dB SPL, {level:.2} dBFS");
        assert!((level - expected).abs() < 1.0 && level < -24.0 + 0.1 && spl < 85.1);
        assert_eq!(output[0], output[1]);
    }
}

#[test]
fn it_is_shaped_like_speech() {
    // Spectrum levels of normal effort, dB (ANSI S3.5-1997, table 3).
    const SPEECH: [(f64, f64); 18] = [
        (160.0, 32.41),
        (200.0, 34.48),
        (250.0, 34.75),
        (315.0, 33.98),
        (400.0, 34.59),
        (500.0, 34.27),
        (630.0, 32.06),
        (800.0, 28.30),
        (1000.0, 25.01),
        (1250.0, 23.00),
        (1600.0, 20.15),
        (2000.0, 17.32),
        (2500.0, 13.18),
        (3150.0, 11.55),
        (4000.0, 9.33),
        (5000.0, 5.31),
        (6300.0, 2.59),
        (8000.0, 1.13),
    ];
    let output = blocker(30, &[]);
    let sound = &output[0][2 * SECOND..];
    let third = 2f64.powf(1.0 / 6.0);
    let level =
        |hz: f64| power_db(band_energy(sound, RATE, hz / third, hz * third) / (hz * (third - 1.0 / third)));
    let away: Vec<f64> = SPEECH.iter().map(|(hz, db)| level(*hz) - db).collect();
    let mean = away.iter().sum::<f64>() / away.len() as f64;
    let away: Vec<f64> = away.iter().map(|db| db - mean).collect();
    println!("third octaves from 160 Hz to 8 kHz re speech: {away:.2?} dB");
    assert!(away.iter().all(|db| db.abs() < 3.0));
}

#[test]
fn it_comes_in_a_second_and_goes_in_a_fifth() {
    let points = [(SECOND, "blocker", 1.0), (4 * SECOND, "blocker", 0.0)];
    let output = live().play(&silence(6), &[("loss", 0.0)], &points);
    let around = |seconds: f64| {
        let from = (seconds * f64::from(RATE)) as usize;
        dbfs(&output[0][from..from + SECOND / 20]) + 29.0
    };
    let way = [1.0, 1.25, 1.475, 1.75, 2.0, 3.0].map(around);
    println!("on at 1 s: at 1, 1.25, 1.475, 1.75, 2 and 3 s {way:.1?} dB re 70 dB SPL");
    assert!(output[0][..=SECOND].iter().all(|x| x.abs() < 1.0e-6));
    assert!(way[0] < -40.0 && (-20.0..-12.0).contains(&way[1]) && (-8.0..-4.0).contains(&way[2]));
    assert!(way[4..].iter().all(|db| db.abs() < 1.5));
    assert!(output[0][4 * SECOND + SECOND / 5 + 1..].iter().all(|x| *x == 0.0));
    // Out of a reset, the same.
    let fresh = blocker(2, &[]);
    let early = dbfs(&fresh[0][..SECOND / 20]) + 29.0;
    println!("out of a reset: {early:.1} dB in the first 50 ms");
    assert!(early < -40.0);
}

/// Somebody talks at -20 dBFS from 3 s to 5 s.
fn talkback() -> Vec<Vec<f32>> {
    let talk = [vec![0.0; 3 * SECOND], pink(5, -20.0, 2 * SECOND), vec![0.0; 3 * SECOND]].concat();
    vec![talk.clone(), talk]
}

#[test]
fn talkback_cuts_through() {
    for level in [70.0, 85.0] {
        let values = [&ON[..], &[("blocker_level", level)]].concat();
        let talk = talkback();
        let output = live().play_with_inside(&silence(8), &talk, &values, &[]);
        let noise: Vec<f32> = output[0].iter().zip(&talk[0]).map(|(x, talk)| x - talk).collect();
        let around = |from: f64, to: f64| {
            dbfs(&noise[(from * f64::from(RATE)) as usize..(to * f64::from(RATE)) as usize])
        };
        let full = around(1.5, 2.9);
        let ducked =
            [(3.03, 3.2), (3.5, 5.0), (5.0, 5.35), (5.8, 7.8)].map(|(from, to)| around(from, to) - full);
        let above = dbfs(&talk[0][3 * SECOND..5 * SECOND]) - around(3.5, 5.0);
        println!(
            "noise of {level} dB SPL: {ducked:.1?} dB at 30 ms, during, until 0.35 s and from 0.8 s after the words; these \
             stand {above:.1} dB above it"
        );
        assert!(above >= 10.0);
        assert!(ducked[..3].iter().all(|db| (-15.0..-12.0).contains(db)) && ducked[3].abs() < 1.0);
    }
}

#[test]
fn without_words_nothing_changes_and_without_a_blocker_there_is_no_talkback() {
    let quiet = live().play(&silence(3), &ON, &[]);
    let connected = live().play_with_inside(&silence(3), &silence(3), &ON, &[]);
    assert_same_bits(&quiet, &connected, "silence by Inside");
    let off = live().play_with_inside(&silence(8), &talkback(), &[("loss", 0.0)], &[]);
    assert!(off.iter().flatten().all(|x| *x == 0.0));
}

#[test]
fn the_caps_hold_with_a_body_in_full_agitation() {
    for listening in [79.0, 95.0] {
        let everything =
            [("loss", 1.0), ("body", 1.0), ("blocker_level", 85.0), ("listening_level", listening)];
        let output = blocker(12, &everything);
        let level = dbfs(&output[0][2 * SECOND..]);
        let second = output[0][2 * SECOND..].chunks(SECOND).map(dbfs).fold(f64::MIN, f64::max);
        let moment = output[0][2 * SECOND..].chunks(SECOND / 10).map(dbfs).fold(f64::MIN, f64::max);
        println!(
            "all at most, listening level {listening}: {level:.2} dBFS, loudest second {second:.2}, \
             loudest tenth {moment:.2}"
        );
        let cap = (65.0 - f64::from(listening)).min(-24.0);
        assert!(second < cap + 0.1);
    }
}

#[test]
fn starts_in_the_middle_are_the_middle_of_the_whole() {
    let lane = |position: usize| Settings {
        blocker: position > SECOND / 2,
        blocker_spl: if position < 3 * SECOND { 80.0 } else { 70.0 },
        loss: 0.0,
        ..Settings::default()
    };
    let programme = silence(8);
    for (name, play) in [("film", lanes::play::<Film> as lanes::Play), ("live", lanes::play::<Live>)] {
        let whole = play(&programme, &lane, &[(0, 8 * SECOND)], 512);
        let from = 4 * SECOND + 1111;
        let part = play(&programme, &lane, &[(from, 8 * SECOND)], 480);
        let tail = |x: &[Vec<f32>], skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
        let whole = tail(&whole, from + 2 * SECOND);
        assert!(peak(&whole[0]) > 1.0e-3);
        assert_same_bits(&whole, &tail(&part, 2 * SECOND), name);
    }
}
