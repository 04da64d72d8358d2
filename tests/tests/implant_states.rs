//! The story's states of the implant, on both bare engines: switched on, cut into, settling, company, music, overload.

use integration::implant::{PLAIN, SWITCHED_ON, both, engines, part, scaled, voice};
use integration::intelligibility::{aligned, estoi};
use integration::measure::{assert_same_bits, peak, power, power_db, spectrum};
use integration::player::{IN_EAR, Value};
use integration::signals::pink;
use threshold_core::kit::true_peak::TruePeak;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;

#[test]
fn a_cut_into_the_head_finds_it_listening() {
    const AT: usize = SECOND / 2 + 11;
    const LEN: usize = 2 * SECOND;
    const WINDOW: usize = SECOND / 10;
    let input: Vec<Vec<f32>> = (0..2).map(|n| pink(n, -26.0, LEN)).collect();
    for (name, mut player) in engines() {
        for (what, values) in [("channels", &PLAIN[..]), ("defaults", &[SWITCHED_ON])] {
            let start = [values, &[("perspective", 0.0), ("cut_time", 0.005)]].concat();
            let output = player.play(&input, &start, &[(AT, "perspective", 1.0)]);
            let still = player.play(&input, values, &[]);
            let level = |x: &[f32], from: usize, len: usize| power_db(power(&x[from..from + len]));
            for ear in 0..2 {
                let heard = &output[ear];
                // From where the cut is over.
                let first = level(heard, AT + 240, 720) - level(&still[ear], AT + 240, 720);
                let tenth = level(heard, AT, WINDOW) - level(heard, AT + SECOND / 2, SECOND / 2);
                let own = level(&still[ear], AT, WINDOW) - level(&still[ear], AT + SECOND / 2, SECOND / 2);
                println!(
                    "{name}: {what}: 5-20 ms after the cut {first:+.2} dB re always inside; first 100 ms \
                     {tenth:+.2} dB re later ({own:+.2} dB always inside)"
                );
                assert!(first.abs() < 3.0, "{name}: {what}: not there within 20 ms: {first:.1} dB");
                assert!(tenth.abs() < 2.0, "{name}: {what}: {tenth:.1} dB");
            }
            let differs = |n: &usize| output[0][*n].to_bits() != still[0][*n].to_bits();
            let last = (0..LEN).rev().find(differs).map_or(0, |n| n - AT);
            println!("{name}: {what}: as if always inside from {last} samples after the cut on");
        }
    }
}

/// Number of the activation among events.
const ACTIVATION: Value = ("event", 4.0);

#[test]
fn an_activation_is_silence_clicks_and_four_stairs() {
    const AT: usize = SECOND / 2 + 11;
    const LEN: usize = 6 * SECOND + SECOND / 4;
    let input: Vec<Vec<f32>> = (0..2).map(|n| pink(n, -26.0, LEN)).collect();
    for (name, mut player) in engines() {
        let on = [SWITCHED_ON, ACTIVATION];
        let still = player.play(&input, &on, &[]);
        let output = player.play(&input, &on, &[(AT, "event_fire", 1.0)]);
        let at = |seconds: f64| AT + (seconds * f64::from(RATE)) as usize;
        assert_same_bits(&part(&still, 0..AT), &part(&output, 0..AT), "before");
        let span = |x: &[Vec<f32>], from: f64, to: f64| part(x, at(from)..at(to));
        assert_eq!(peak(&span(&output, 0.05, 0.69)[0]), 0.0, "{name}: not silent first");
        let clicks = f64::from(peak(&span(&output, 0.7, 0.735)[0]));
        let level = |from: f64, to: f64| {
            power_db(power(&span(&output, from, to)[0]) / power(&span(&still, from, to)[0]))
        };
        let stairs = [0.0, 1.5, 3.0, 4.5].map(|start| level(0.76 + start, (0.72 + start + 1.5).min(5.7)));
        println!("{name}: clicks peak at {:.1} dBFS, stairs {stairs:.2?} dB", 20.0 * clicks.log10());
        assert!((0.05..0.5).contains(&clicks));
        assert!(stairs.windows(2).all(|pair| pair[1] > pair[0] + 5.0) && stairs[3].abs() < 0.01);
        let same = |n: &usize| output[0][*n].to_bits() == still[0][*n].to_bits();
        let last = (0..LEN).rev().find(|n| !same(n)).expect("a difference");
        println!(
            "{name}: the same bits as ever {:.3} s after the switch",
            (last - AT) as f64 / f64::from(RATE)
        );
        assert!(last < at(5.4));
        let short = part(&input, 0..2 * SECOND);
        let started = player.play(&short, &[&on[..], &[("event_fire", 1.0)]].concat(), &[]);
        let what = format!("{name}: who starts where it is on");
        assert_same_bits(&part(&still, 0..SECOND), &part(&started, 0..SECOND), &what);
        let none = player.play(&short, &[ACTIVATION], &[(AT, "event_fire", 1.0)]);
        assert_same_bits(&short, &none, &format!("{name}: without an implant"));
    }
}

fn centroid_hz(x: &[f32]) -> f64 {
    let hz = f64::from(RATE) / x.len() as f64;
    let spectrum = spectrum(x);
    let weighted: f64 = spectrum.iter().enumerate().map(|(bin, x)| bin as f64 * hz * x).sum();
    weighted / spectrum.iter().sum::<f64>()
}

#[test]
fn settling_brings_sound_down_and_words_back() {
    const STEPS: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    /// How far 4 s of one voice stray: the last two states are 0.1 mm apart, and sines meet its harmonics or do not.
    const ROOM: f64 = 0.03;
    // What the whole way brings at least.
    const RISE: f64 = 0.1;
    let clean = voice(4 * SECOND);
    for (name, mut player) in engines() {
        let figures = STEPS.map(|settled| {
            let heard =
                player.play(&both(&clean), &[SWITCHED_ON, ("implant_settled", settled)], &[]).remove(0);
            (centroid_hz(&heard), estoi(&clean, &aligned(&clean, &heard)))
        });
        let (centroids, words) = (figures.map(|x| x.0), figures.map(|x| x.1));
        println!("{name}: early to settled: centroid {centroids:.0?} Hz, ESTOI {words:.3?}");
        assert!(centroids[4] < centroids[0]);
        assert!(words.windows(2).all(|pair| pair[1] > pair[0] - ROOM) && words[4] > words[0] + RISE);
    }
}

/// Highest true peak, dBTP.
fn true_peak_db(x: &[f32]) -> f64 {
    let mut meter = TruePeak::default();
    20.0 * f64::from(x.iter().map(|x| meter.next_peak(*x)).fold(0.0, f32::max)).log10()
}

#[test]
fn company_music_and_overload_can_be_reached() {
    const SOFT_DB: f64 = -30.0;
    let loud = voice(3 * SECOND);
    let soft = scaled(&loud, SOFT_DB);
    for (name, mut player) in engines() {
        let mut level = |input: &[f32], values: &[Value]| {
            let values = [&[SWITCHED_ON, IN_EAR], values].concat();
            let output = player.play(&both(input), &values, &[]).remove(0);
            power_db(power(&output[SECOND / 2..]))
        };
        let company: &[Value] = &[("implant_range", 80.0), ("implant_t", 120.0), ("space", 0.0)];
        let mut apart = |values: &[Value]| level(&soft, values) - level(&loud, values);
        let (default, company) = (apart(&[]), apart(company));
        println!(
            "{name}: company: 30 dB softer is {default:.2} dB softer by default, {company:.2} dB in company"
        );
        assert!(
            (12.0..=18.0).contains(&(company - default)),
            "{name}: soft sounds rise by {:.2} dB",
            company - default
        );
        let music =
            level(&loud, &[("implant_channels", 8.0), ("implant_carrier", 1.0), ("implant_clarity", 0.0)]);
        let overload: &[Value] =
            &[SWITCHED_ON, ("implant_spread", 0.5), ("implant_flicker", 2.0), ("implant_tangle", 2.0)];
        let heard = player.play(&both(&scaled(&loud, 20.0)), overload, &[]).remove(0);
        assert!(heard.iter().all(|x| x.is_finite()));
        let (own, most) = (20.0 * f64::from(peak(&heard)).log10(), true_peak_db(&heard));
        println!("{name}: music {music:.1} dB; overload {own:.2} dBFS, {most:.2} dBTP");
        let held = if name == "film" { most } else { own };
        assert!(held <= -2.3, "{name}: {held:.2} dB");
        assert!(music > -60.0);
    }
}
