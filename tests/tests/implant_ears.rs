//! Ears that are not alike, and hearing of their own beside the implant, on both bare engines.

use integration::implant::{PLAIN, SWITCHED_ON, both, engines};
use integration::intelligibility::{inverse, spectrum};
use integration::measure::{assert_same_bits, band_change_db, power, power_db, spectral_peak};
use integration::player::Value;
use integration::signals::{noises, pink, sine};
use threshold_core::base::{Ear, Layout, Role};
use threshold_core::hearing::allocation::Map;
use threshold_core::hearing::channels::{Channels, Device};
use threshold_core::hearing::greenwood::{frequency, place};
use threshold_core::implant::acoustic::LAG_SECONDS;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;

#[test]
fn one_implanted_ear_leaves_the_other_alone() {
    for (name, mut player) in engines() {
        let stereo = noises(2, 0.1, SECOND);
        let output = player.play(&stereo, &[SWITCHED_ON, ("implant_ears", 1.0)], &[]);
        assert_same_bits(&stereo[1..], &output[1..], &format!("{name}: the right ear"));
        let change = band_change_db(&stereo[0][4800..], &output[0][4800..], RATE, 20.0, 150.0);
        println!("{name}: stereo: the right ear bit for bit; the left one's bass {change:+.1} dB");
        assert!(change < -25.0);
        let layout = Layout::FIVE_1;
        let input = noises(layout.channels(), 0.05, SECOND);
        let output = player.play(&input, &[SWITCHED_ON, ("implant_ears", 1.0)], &[]);
        for (n, speaker) in layout.speakers.iter().enumerate() {
            let difference: Vec<f32> = input[n].iter().zip(&output[n]).map(|(a, b)| a - b).collect();
            let db = power_db(power(&difference).max(1.0e-30) / power(&input[n]));
            println!("{name}: 5.1, {speaker:?}: differs from what entered by {db:.1} dB");
            if speaker.role() == Role::Ear(Ear::Left) {
                assert!(db > -10.0, "{speaker:?}");
            } else {
                assert_same_bits(&input[n..=n], &output[n..=n], &format!("{name}: {speaker:?}"));
            }
        }
    }
}

#[test]
fn ears_may_be_fitted_differently() {
    const AWAY_MM: f32 = 3.0;
    let tone = sine(1000.0, 0.05, RATE, 2 * SECOND);
    let sines = [&PLAIN[..], &[("implant_carrier", 1.0), ("implant_settled", 1.0), ("implant_spread", 20.0)]]
        .concat();
    for (name, mut player) in engines() {
        let mut heard = |values: &[Value]| -> [f64; 2] {
            let output = player.play(&both(&tone), &[&sines[..], values].concat(), &[]);
            [0, 1].map(|ear| spectral_peak(&output[ear][SECOND..], RATE))
        };
        let [left, right] = heard(&[("implant_mismatch", AWAY_MM)]);
        let wanted = f64::from(frequency(place(left as f32) + AWAY_MM));
        println!("{name}: 3 mm apart: 1 kHz is heard at {left:.1} and {right:.1} Hz ({wanted:.1} Hz wanted)");
        assert!((right / wanted - 1.0).abs() < 0.005);
        let maps = heard(&[("implant_map", 0.0), ("implant_other_map", 4.0), ("implant_channels", 22.0)]);
        for (map, hz) in [(0, maps[0]), (3, maps[1])].map(|(map, hz)| (Map::numbered(map), hz)) {
            let channels = Channels::of(&Device { map, ..Device::default() });
            let n = (0..channels.count).find(|n| channels.edges[n + 1] > 1000.0).expect("a channel");
            let near = [n.saturating_sub(1), n, n + 1].map(|n| f64::from(channels.heard_hz(n)));
            println!("{name}: {map:?}: 1 kHz is heard at {hz:.1} Hz, channels there {near:.1?}");
            assert!(near.iter().any(|own| (hz / own - 1.0).abs() < 0.005));
        }
        assert!((maps[0] - maps[1]).abs() > 5.0);
    }
}

/// Envelope of what is left of `x` between two frequencies, averaged over 1 ms.
fn envelope(x: &[f32], low: f64, high: f64) -> Vec<f64> {
    const SPAN: usize = 48;
    let len = x.len();
    let mut spectrum = spectrum(x.iter().map(|x| f64::from(*x)), len);
    let hz = f64::from(RATE) / len as f64;
    spectrum.iter_mut().enumerate().for_each(|(bin, value)| {
        if !(low..high).contains(&(bin as f64 * hz)) {
            *value *= 0.0;
        }
    });
    let squares: Vec<f64> = inverse(spectrum, len, 1.0 / len as f64).iter().map(|x| x * x).collect();
    (0..len - SPAN).map(|n| squares[n..n + SPAN].iter().sum::<f64>().sqrt()).collect()
}

/// By how many seconds the envelope of `late` lags that of `early`, between -20 and 60 ms.
fn lag_seconds(early: &[f64], late: &[f64]) -> f64 {
    const REACH: (i64, i64) = (-960, 2880);
    const STEP: usize = 6;
    let centred = |x: &[f64]| -> Vec<f64> {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        x.iter().map(|x| x - mean).collect()
    };
    let (early, late) = (centred(early), centred(late));
    let fit = |lag: i64| -> f64 {
        (3000..early.len() - 3000).step_by(STEP).map(|n| early[n] * late[(n as i64 + lag) as usize]).sum()
    };
    let best = (REACH.0..REACH.1).step_by(STEP).max_by(|a, b| fit(*a).total_cmp(&fit(*b)));
    best.unwrap_or_default() as f64 / f64::from(RATE)
}

/// Bursts of noise, 20 ms long, that begin and end softly, at uneven distances.
fn bursts(len: usize) -> Vec<f32> {
    const LONG: usize = 960;
    let mut sound = pink(3, -14.0, len);
    let gap = |n: usize| 9000 + 1900 * (n % 4);
    let mut starts = vec![6000];
    while starts[starts.len() - 1] < len {
        starts.push(starts[starts.len() - 1] + gap(starts.len()));
    }
    let window = |n: usize| {
        let within = starts.iter().filter(|start| **start <= n).map(|start| n - start).min().unwrap_or(len);
        if within >= LONG {
            0.0
        } else {
            0.5 - 0.5 * (std::f64::consts::TAU * within as f64 / LONG as f64).cos()
        }
    };
    sound.iter_mut().enumerate().for_each(|(n, x)| *x *= window(n) as f32);
    sound
}

#[test]
fn acoustic_lows_are_the_ears_own_and_as_late_as_the_channels() {
    let eas: [Value; 2] = [("implant_acoustic", 1.0), ("implant_acoustic_edge", 500.0)];
    let noise = pink(0, -26.0, 3 * SECOND);
    let bursts = bursts(4 * SECOND);
    for (name, mut player) in engines() {
        for (what, values) in [("channels", &PLAIN[..]), ("defaults", &[SWITCHED_ON])] {
            let heard = player.play(&both(&noise), &[values, &eas].concat(), &[]).remove(0);
            let change = band_change_db(&noise[SECOND..], &heard[SECOND..], RATE, 200.0, 350.0);
            println!("{name}: {what}: 200-350 Hz beside the implant {change:+.2} dB");
            assert!(change.abs() <= 1.0, "{name}: {what}: {change:.2} dB");
        }
        let lag = |heard: &[f32], from: (f64, f64), to: (f64, f64)| {
            1000.0 * lag_seconds(&envelope(&bursts, from.0, from.1), &envelope(heard, to.0, to.1))
        };
        // Channels are the same in both engines.
        let maps = [("default map", 5.0, 12.0), ("22 electrodes", 0.0, 22.0), ("12 electrodes", 3.0, 12.0)];
        for (what, map, channels) in maps.into_iter().take(if name == "film" { 3 } else { 1 }) {
            // Heard where it listens, so that bands can be compared.
            let own = [
                &PLAIN[..],
                &[("implant_shift", -3.0), ("implant_map", map), ("implant_channels", channels)],
            ];
            let heard = player.play(&both(&bursts), &[&own.concat()[..], &eas].concat(), &[]).remove(0);
            let acoustic = lag(&heard, (100.0, 350.0), (100.0, 350.0));
            let bands = [(550.0, 900.0), (900.0, 1500.0), (1500.0, 3000.0), (3000.0, 7000.0)];
            let electric = bands.map(|band| lag(&heard, band, band));
            let all = lag(&heard, (500.0, 8000.0), (700.0, 12_000.0));
            println!(
                "{name}: {what}: the ear's own lows lag by {acoustic:.1} ms, channels {bands:.0?} Hz by \
                 {electric:.1?} ms, all of them by {all:.1} ms (LAG_SECONDS {LAG_SECONDS})"
            );
            assert!((acoustic - all).abs() <= 3.0, "{name}: {what}: {acoustic:.1} and {all:.1} ms");
        }
        for (what, values) in [
            ("metal alone", [("implant_metal", 1.0), ("implant_percept", 0.0)]),
            ("percept alone", [("implant_metal", 0.0), ("implant_percept", 1.0)]),
        ] {
            let heard = player.play(
                &both(&bursts),
                &[&[SWITCHED_ON, ("implant_clarity", 0.0)][..], &values].concat(),
                &[],
            );
            let all = lag(&heard[0], (300.0, 8000.0), (300.0, 12_000.0));
            println!("{name}: {what}, as far as it goes: lags by {all:.1} ms");
        }
    }
}
