//! How the implant behaves while it plays, on both bare engines: switches, starts in the middle, silence, cuts, the
//! activation, one-sided and electro-acoustic hearing, settling, rubbish, sample rates, and the story's later states.

use std::collections::HashMap;

use integration::implant::SWITCHED_ON;
use integration::intelligibility::{aligned, estoi, inverse, spectrum as bins};
use integration::measure::{
    assert_same_bits, band_change_db, band_energy, high_passed, peak, power, power_db, spectral_peak,
    spectrum,
};
use integration::player::{Bare, Player, Value, settings};
use integration::signals::{below, noise, noises, pink, sine, vowel};
use integration::speech::VOICES;
use threshold_core::base::layout::Speaker;
use threshold_core::base::{Ear, Layout, Role, Spec};
use threshold_core::engine::{Engine, Entry, Film, Live, Settings};
use threshold_core::hearing::allocation::Map;
use threshold_core::hearing::channels::{Channels, Device};
use threshold_core::hearing::greenwood::{frequency, place};
use threshold_core::implant::acoustic::LAG_SECONDS;
use threshold_core::kit::true_peak::TruePeak;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Channels alone.
const PLAIN: [Value; 4] =
    [SWITCHED_ON, ("implant_metal", 0.0), ("implant_percept", 0.0), ("implant_clarity", 0.0)];

fn players() -> [(&'static str, Box<dyn Player>); 2] {
    [("film", Box::new(Bare::<Film>::default())), ("live", Box::new(Bare::<Live>::default()))]
}

fn both(x: &[f32]) -> Vec<Vec<f32>> {
    vec![x.to_vec(), x.to_vec()]
}

fn voice(len: usize) -> Vec<f32> {
    VOICES[0].sound()[..len].to_vec()
}

fn scaled(x: &[f32], db: f64) -> Vec<f32> {
    let gain = 10f64.powf(db / 20.0) as f32;
    x.iter().map(|x| gain * x).collect()
}

fn part(x: &[Vec<f32>], range: std::ops::Range<usize>) -> Vec<Vec<f32>> {
    x.iter().map(|x| x[range.clone()].to_vec()).collect()
}

/// Plays `input` from its sample `from` on, the host's position going with it. The output is as long as what is played,
/// latency included.
fn played_from<E: Entry>(rate: f32, input: &[Vec<f32>], from: usize, settings: &Settings) -> Vec<Vec<f32>> {
    const BLOCK: usize = 512;
    let mut engine = Engine::<E>::default();
    let layout = Layout::from_count(input.len()).expect("a layout");
    engine.prepare(&Spec { sample_rate: rate, layout });
    let mut output = part(input, from..input[0].len());
    for start in (0..output[0].len()).step_by(BLOCK) {
        engine.follow((from + start) as i64);
        engine.set(settings);
        let end = (start + BLOCK).min(output[0].len());
        let mut block: Vec<&mut [f32]> = output.iter_mut().map(|x| &mut x[start..end]).collect();
        engine.process(&mut block, &[], &[]);
    }
    output
}

type Play = fn(f32, &[Vec<f32>], usize, &Settings) -> Vec<Vec<f32>>;
const ENGINES: [(&str, Play); 2] = [("film", played_from::<Film>), ("live", played_from::<Live>)];

/// Everything above this is a step's, not the sound's, Hz.
const SPLASH_HZ: f64 = 17_000.0;

/// The largest step that `x` could hide, re full scale: what is above the sound's own band, re what a step of 1 leaves
/// there.
fn step_in(x: &[Vec<f32>]) -> f64 {
    let unit: Vec<f32> = (0..2048).map(|n| if n < 1024 { 0.0 } else { 1.0 }).collect();
    let of_unit = peak(&high_passed(&unit[256..1792], RATE, SPLASH_HZ));
    x.iter().map(|x| f64::from(peak(&high_passed(x, RATE, SPLASH_HZ)) / of_unit)).fold(0.0, f64::max)
}

/// A switch: the values it is thrown from, and to.
type Switch = (&'static str, &'static [Value], &'static [Value]);

const SWITCHES: &[Switch] = &[
    ("12 channels to 8", &[], &[("implant_channels", 8.0)]),
    ("8 channels to 22", &[("implant_channels", 8.0)], &[("implant_channels", 22.0)]),
    ("map to 22 electrodes", &[], &[("implant_map", 0.0)]),
    ("map to 12 electrodes", &[("implant_map", 0.0)], &[("implant_map", 3.0)]),
    ("right map", &[], &[("implant_other_map", 2.0)]),
    ("array", &[("implant_map", 0.0)], &[("implant_array", 1.0)]),
    ("array by depth", &[("implant_map", 0.0)], &[("implant_array", 3.0)]),
    ("mix to sine", &[], &[("implant_carrier", 1.0)]),
    ("sine to noise", &[("implant_carrier", 1.0)], &[("implant_carrier", 2.0)]),
    ("noise to low-noise", &[("implant_carrier", 2.0)], &[("implant_carrier", 3.0)]),
    ("low-noise to pulse-spreading", &[("implant_carrier", 3.0)], &[("implant_carrier", 4.0)]),
    ("pulse-spreading to pulses", &[("implant_carrier", 4.0)], &[("implant_carrier", 5.0)]),
    ("pulses to comb", &[("implant_carrier", 5.0)], &[("implant_carrier", 6.0)]),
    ("comb to mix", &[("implant_carrier", 6.0)], &[("implant_carrier", 0.0)]),
    ("maxima", &[], &[("implant_maxima", 2.0)]),
    ("gain control off", &[], &[("implant_agc", 0.0)]),
    ("gain control slow", &[("implant_agc", 0.0)], &[("implant_agc", 2.0)]),
    ("gain control dual", &[("implant_agc", 2.0)], &[("implant_agc", 3.0)]),
    ("gains linked", &[], &[("implant_agc_link", 1.0)]),
    ("microphone", &[], &[("implant_microphone", 0.0)]),
    ("emphasis", &[], &[("implant_emphasis", 2.0)]),
    ("steps", &[], &[("implant_steps", 4.0)]),
    ("pulse rate", &[], &[("implant_rate", 250.0)]),
    ("envelopes", &[], &[("implant_envelope", 16.0)]),
    ("left ear alone", &[], &[("implant_ears", 1.0)]),
    ("from left to right ear", &[("implant_ears", 1.0)], &[("implant_ears", 2.0)]),
    ("electrodes off", &[], &[("implant_off_left", 1365.0), ("implant_off_right", 1365.0)]),
    ("dead regions", &[], &[("implant_dead_left", 240.0), ("implant_dead_right", 240.0)]),
    ("acoustic lows on", &[], &[("implant_acoustic", 1.0)]),
    ("acoustic lows off", &[("implant_acoustic", 1.0)], &[("implant_acoustic", 0.0)]),
    ("percept on", &[], &[("implant_percept", 1.0)]),
    ("percept off", &[("implant_percept", 1.0)], &[("implant_percept", 0.0)]),
    ("percept's timbre", &[("implant_percept", 1.0)], &[("percept_shift", 1.5), ("percept_pitch", 1.0)]),
    ("metal 0 to 1", &[("implant_metal", 0.0)], &[("implant_metal", 1.0)]),
    ("metal 1 to 0", &[("implant_metal", 1.0)], &[("implant_metal", 0.0)]),
    ("metal's parts", &[("implant_metal", 1.0)], &[("implant_tangle", 0.0), ("implant_flicker", 0.0)]),
    ("clarity", &[], &[("implant_clarity", 1.0)]),
    ("settled 0 to 1", &[], &[("implant_settled", 1.0)]),
    ("spread", &[], &[("implant_spread", 15.0)]),
    ("shift", &[], &[("implant_shift", 5.0)]),
    ("mismatch", &[], &[("implant_mismatch", 3.0)]),
    ("seed", &[], &[("seed", 9.0)]),
    ("implant on", &[("implant", 0.0)], &[("implant", 1.0)]),
    ("implant off", &[], &[("implant", 0.0)]),
];

#[test]
fn switches_thrown_while_it_plays_do_not_click() {
    const LIMIT: f64 = 0.01;
    /// Off every grid.
    const AT: usize = 9_611;
    /// Till everything has crossfaded.
    const AROUND: std::ops::Range<usize> = AT - 1200..AT + 7200;
    let dbfs = |x: f64| 20.0 * x.max(1.0e-9).log10();
    // As loud as programme, and nothing of it where splashes are looked for.
    let sung = below(&scaled(&vowel(220.0, 60.0, AROUND.end), 10.0), 8200.0);
    for (name, mut player) in players() {
        let mut hard_clicks = 0;
        let mut stills: HashMap<String, (Vec<Vec<f32>>, f64)> = HashMap::new();
        let mut failed = Vec::new();
        for (what, from, to) in SWITCHES {
            let from = [&[SWITCHED_ON], *from].concat();
            let after = [&from[..], to].concat();
            for values in [&from, &after] {
                stills.entry(format!("{values:?}")).or_insert_with(|| {
                    let still = player.play(&both(&sung), values, &[]);
                    let step = step_in(&part(&still, AROUND));
                    (still, step)
                });
            }
            let [before, later] = [&from, &after].map(|values| &stills[&format!("{values:?}")]);
            let points: Vec<_> = to.iter().map(|(id, value)| (AT, *id, *value)).collect();
            let switched = player.play(&both(&sung), &from, &points);
            let own = before.1.max(later.1);
            let step = step_in(&part(&switched, AROUND));
            // The same without any crossfade, where it is worst of some moments.
            let hard = (0..480).step_by(60).map(|n| {
                let cut = |(a, b): (&Vec<f32>, &Vec<f32>)| {
                    [&a[AT + n - 300..AT + n], &b[AT + n..AT + n + 300]].concat()
                };
                step_in(&before.0.iter().zip(&later.0).map(cut).collect::<Vec<_>>())
            });
            let hard = hard.fold(0.0, f64::max);
            hard_clicks += usize::from(hard > LIMIT + own);
            println!(
                "{name}: {what}: {:.1} dBFS ({:.1} dBFS without a switch, {:.1} dBFS if it were hard)",
                dbfs(step),
                dbfs(own),
                dbfs(hard)
            );
            if step > LIMIT + own {
                failed.push(*what);
            }
        }
        println!("{name}: {hard_clicks} of {} would click if they were hard", SWITCHES.len());
        assert!(failed.is_empty(), "{name}: {failed:?}");
        assert!(hard_clicks > SWITCHES.len() / 2, "the measure is deaf: {hard_clicks}");
    }
}

/// Settings that between them use every part of the implant.
const FITTINGS: &[(&str, &[Value])] = &[
    ("defaults", &[]),
    (
        "acoustic lows, dual loop, noise",
        &[("implant_acoustic", 1.0), ("implant_agc", 3.0), ("implant_carrier", 2.0)],
    ),
    (
        "percept, slow, pulses",
        &[("implant_percept", 1.0), ("implant_metal", 0.0), ("implant_agc", 2.0), ("implant_carrier", 5.0)],
    ),
    (
        "metal, clarity, comb, one ear",
        &[("implant_metal", 1.0), ("implant_clarity", 1.0), ("implant_carrier", 6.0), ("implant_ears", 1.0)],
    ),
];

#[test]
fn playback_from_the_middle_has_the_bits_of_the_whole() {
    const PRE_ROLL: usize = 2 * SECOND;
    /// Off every grid.
    const FROM: usize = SECOND / 2 + 1_345;
    const LEN: usize = 3 * SECOND + SECOND / 4;
    // A voice with pauses on one side, noise on the other.
    let programme = [voice(LEN), noise(1, 0.1, LEN)];
    for (name, play) in ENGINES {
        for (what, values) in FITTINGS {
            let settings = settings(&[&[SWITCHED_ON], *values].concat());
            let whole = part(&play(RATE, &programme, 0, &settings), FROM..LEN);
            let later = play(RATE, &programme, FROM, &settings);
            let meets = |ear: usize| {
                let differs = |n: &usize| whole[ear][*n].to_bits() != later[ear][*n].to_bits();
                (0..whole[0].len()).rev().find(differs).map_or(0, |n| n + 1)
            };
            let after = [0, 1].map(meets);
            println!("{name}: {what}: the same bits after {:.3?} s", after.map(|n| n as f32 / RATE));
            assert!(after.iter().all(|n| *n <= PRE_ROLL), "{name}: {what}: they differ until {after:?}");
            assert!(peak(&whole[0]) > 0.0);
        }
    }
}

#[test]
fn silence_ends_in_zeros_within_the_tail() {
    const LEN: usize = 2 * SECOND;
    let mut burst = noises(2, 0.5, LEN);
    burst.iter_mut().for_each(|x| x[SECOND / 2..].fill(0.0));
    for (name, play) in ENGINES {
        for (what, values) in FITTINGS {
            let settings = settings(&[&[SWITCHED_ON], *values].concat());
            let silent = play(RATE, &both(&[0.0; SECOND / 4]), 0, &settings);
            assert!(silent.iter().flatten().all(|x| *x == 0.0), "{name}: {what} makes sound of nothing");
            let heard = play(RATE, &burst, 0, &settings);
            let last = (0..LEN).rev().find(|n| heard.iter().any(|x| x[*n] != 0.0)).expect("sound");
            let late = if name == "film" { 2000 } else { 0 };
            let ends = (last - SECOND / 2 - late) as f64 / f64::from(RATE);
            // What a host that asks for the tail no longer hears.
            let tail = SECOND / 2 + late + SECOND / 2;
            let beyond = heard.iter().map(|x| peak(&x[tail..])).fold(0.0, f32::max);
            println!("{name}: {what}: 0.0 after {ends:.3} s, peak after the tail {beyond:.1e}");
            assert!(ends < 1.0, "{name}: {what}: sounds on for {ends:.3} s");
            assert!(beyond < 1.0e-4, "{name}: {what}: the tail is too short: {beyond:.1e}");
        }
    }
}

/// Every setting of the laboratory away from where it is.
const MOVED: &[Value] = &[
    ("implant_channels", 7.0),
    ("implant_metal", 0.9),
    ("implant_clarity", 0.7),
    ("implant_settled", 0.6),
    ("implant_spread", 5.0),
    ("implant_shift", 2.0),
    ("implant_ears", 1.0),
    ("implant_map", 1.0),
    ("implant_other_map", 3.0),
    ("implant_array", 3.0),
    ("implant_depth", 18.0),
    ("implant_mismatch", 3.0),
    ("implant_maxima", 3.0),
    ("implant_rate", 300.0),
    ("implant_envelope", 50.0),
    ("implant_steps", 5.0),
    ("implant_carrier", 4.0),
    ("implant_agc", 3.0),
    ("implant_agc_link", 1.0),
    ("implant_microphone", 1.0),
    ("implant_emphasis", 2.0),
    ("implant_range", 70.0),
    ("implant_growth", 500.0),
    ("implant_t", 90.0),
    ("implant_c", 200.0),
    ("implant_off_left", 5.0),
    ("implant_off_right", 9.0),
    ("implant_dead_left", 48.0),
    ("implant_dead_right", 96.0),
    ("implant_acoustic", 1.0),
    ("implant_acoustic_edge", 700.0),
    ("implant_percept", 0.8),
    ("implant_fracture", 2.0),
    ("implant_tangle", 0.5),
    ("implant_flicker", 2.0),
    ("percept_smear", 3.0),
    ("percept_flatten", 0.1),
    ("percept_pitch", 0.9),
    ("percept_shift", 1.9),
    ("percept_ring", 0.9),
];

#[test]
fn unheard_it_leaves_every_bit_alone() {
    let input = noises(6, 0.1, SECOND / 2);
    for (name, mut player) in players() {
        for (what, first) in [
            ("outside", &[SWITCHED_ON, ("perspective", 0.0)][..]),
            ("bypassed", &[SWITCHED_ON, ("bypass", 1.0)]),
            ("without an implant", &[("implant", 0.0)]),
        ] {
            for values in [first.to_vec(), [first, MOVED].concat()] {
                let output = player.play(&input, &values, &[]);
                assert_same_bits(&input, &output, &format!("{name}: {what}, {} values", values.len()));
            }
            // Moved while it plays, too.
            let points: Vec<_> = MOVED.iter().map(|(id, value)| (9_001, *id, *value)).collect();
            assert_same_bits(&input, &player.play(&input, first, &points), &format!("{name}: {what}, moved"));
            println!("{name}: {what}: the delayed input, bit for bit");
        }
    }
}

#[test]
fn a_cut_into_the_head_finds_it_listening() {
    const AT: usize = SECOND / 2 + 11;
    const LEN: usize = 2 * SECOND;
    const WINDOW: usize = SECOND / 10;
    let input: Vec<Vec<f32>> = (0..2).map(|n| pink(n, -26.0, LEN)).collect();
    for (name, mut player) in players() {
        for (what, values) in [("channels", &PLAIN[..]), ("defaults", &[SWITCHED_ON])] {
            let start = [values, &[("perspective", 0.0), ("cut_time", 0.005)]].concat();
            let output = player.play(&input, &start, &[(AT, "perspective", 1.0)]);
            let still = player.play(&input, values, &[]);
            let level = |x: &[f32], from: usize, len: usize| power_db(power(&x[from..from + len]));
            for ear in 0..2 {
                let heard = &output[ear];
                let first = level(heard, AT + 960, 960) - level(&still[ear], AT + 960, 960);
                let tenth = level(heard, AT, WINDOW) - level(heard, AT + SECOND / 2, SECOND / 2);
                let own = level(&still[ear], AT, WINDOW) - level(&still[ear], AT + SECOND / 2, SECOND / 2);
                println!(
                    "{name}: {what}: 20-40 ms after the cut {first:+.2} dB re always inside; first 100 ms \
                     {tenth:+.2} dB re later ({own:+.2} dB always inside)"
                );
                assert!(first.abs() < 3.0, "{name}: {what}: not there after 20 ms: {first:.1} dB");
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
    for (name, mut player) in players() {
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

#[test]
fn one_implanted_ear_leaves_the_other_alone() {
    for (name, mut player) in players() {
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
        assert!(layout.speakers.contains(&Speaker::Centre));
    }
}

#[test]
fn ears_may_be_fitted_differently() {
    const AWAY_MM: f32 = 3.0;
    let tone = sine(1000.0, 0.05, RATE, 2 * SECOND);
    let sines = [&PLAIN[..], &[("implant_carrier", 1.0), ("implant_settled", 1.0), ("implant_spread", 20.0)]]
        .concat();
    for (name, mut player) in players() {
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

fn centroid_hz(x: &[f32]) -> f64 {
    let hz = f64::from(RATE) / x.len() as f64;
    let spectrum = spectrum(x);
    let weighted: f64 = spectrum.iter().enumerate().map(|(bin, x)| bin as f64 * hz * x).sum();
    weighted / spectrum.iter().sum::<f64>()
}

#[test]
fn settling_brings_sound_down_and_words_back() {
    const STEPS: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    const ROOM: f64 = 0.01;
    let clean = voice(4 * SECOND);
    for (name, mut player) in players() {
        let figures = STEPS.map(|settled| {
            let heard =
                player.play(&both(&clean), &[SWITCHED_ON, ("implant_settled", settled)], &[]).remove(0);
            (centroid_hz(&heard), estoi(&clean, &aligned(&clean, &heard)))
        });
        let (centroids, words) = (figures.map(|x| x.0), figures.map(|x| x.1));
        println!("{name}: early to settled: centroid {centroids:.0?} Hz, ESTOI {words:.3?}");
        assert!(centroids[4] < centroids[0]);
        assert!(words.windows(2).all(|pair| pair[1] > pair[0] - ROOM) && words[4] > words[0]);
    }
}

/// Mean of what is left of `x` between two frequencies, its envelope averaged over 1 ms.
fn envelope(x: &[f32], low: f64, high: f64) -> Vec<f64> {
    const SPAN: usize = 48;
    let len = x.len();
    let mut spectrum = bins(x.iter().map(|x| f64::from(*x)), len);
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
    const STEP: usize = 4;
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
    let mut sound = noise(3, 0.3, len);
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
    let bursts = bursts(6 * SECOND);
    for (name, mut player) in players() {
        for (what, values) in [("channels", &PLAIN[..]), ("defaults", &[SWITCHED_ON])] {
            let heard = player.play(&both(&noise), &[values, &eas].concat(), &[]).remove(0);
            let change = band_change_db(&noise[SECOND..], &heard[SECOND..], RATE, 200.0, 350.0);
            println!("{name}: {what}: 200-350 Hz beside the implant {change:+.2} dB");
            assert!(change.abs() <= 1.0, "{name}: {what}: {change:.2} dB");
        }
        let lag = |heard: &[f32], from: (f64, f64), to: (f64, f64)| {
            1000.0 * lag_seconds(&envelope(&bursts, from.0, from.1), &envelope(heard, to.0, to.1))
        };
        for (what, map) in [("default map", 5.0), ("22 electrodes", 0.0)] {
            // Heard where it listens, so that bands can be compared.
            let own =
                [&PLAIN[..], &[("implant_shift", -3.0), ("implant_map", map), ("implant_channels", 22.0)]];
            let heard = player.play(&both(&bursts), &[&own.concat()[..], &eas].concat(), &[]).remove(0);
            let acoustic = lag(&heard, (100.0, 350.0), (100.0, 350.0));
            let bands = [(550.0, 900.0), (900.0, 1500.0), (1500.0, 3000.0), (3000.0, 7000.0)];
            let electric = bands.map(|band| lag(&heard, band, band));
            let all = lag(&heard, (500.0, 8000.0), (700.0, 12_000.0));
            println!(
                "{name}: {what}: the ear's own lows lag by {acoustic:.1} ms, channels {bands:.0?} Hz by \
                 {electric:.1?} ms, all of them by {all:.1} ms (LAG_SECONDS {LAG_SECONDS})"
            );
            if map == 5.0 {
                assert!((acoustic - all).abs() <= 3.0, "{name}: {acoustic:.1} and {all:.1} ms");
            }
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
            println!("{name}: {what} (power share at most 0.8): lags by {all:.1} ms");
        }
    }
}

#[test]
fn rubbish_is_survived_and_forgotten() {
    const FROM: usize = SECOND / 2;
    const LEN: usize = 3 * SECOND;
    const UNTIL: usize = FROM + SECOND / 10;
    let clean = both(&voice(LEN));
    for (name, play) in ENGINES {
        for (what, values) in &FITTINGS[..3] {
            let settings = settings(&[&[SWITCHED_ON], *values].concat());
            let expected = play(RATE, &clean, 0, &settings);
            // Faults, and sound that is taken for sound at +59 dBFS.
            for faults in [&[1.0e9, f32::NAN, f32::INFINITY, -1.0e9][..], &[900.0, -900.0, 900.0]] {
                let mut broken = clean.clone();
                for x in &mut broken {
                    x[FROM..UNTIL].iter_mut().zip(faults.iter().cycle()).for_each(|(x, fault)| *x = *fault);
                }
                let output = play(RATE, &broken, 0, &settings);
                assert!(
                    output.iter().flatten().all(|x| *x == 0.0 || x.is_normal()),
                    "{name}: {what}: {faults:?}"
                );
                let differs =
                    |n: &usize| (0..2).any(|ear| output[ear][*n].to_bits() != expected[ear][*n].to_bits());
                let last = (0..output[0].len()).rev().find(differs).map_or(0, |n| n + 1);
                let seconds = (last as f64 - UNTIL as f64) / f64::from(RATE);
                println!(
                    "{name}: {what}: {faults:?} for 0.1 s: peak {:.2}, the same bits {seconds:.3} s later",
                    output.iter().map(|x| peak(x)).fold(0.0, f32::max)
                );
                assert!(seconds <= 2.0, "{name}: {what}: {faults:?}: differs for {seconds:.3} s");
            }
        }
    }
}

/// `x` at another rate than 48 kHz, its spectrum cut or filled up.
fn resampled(x: &[f32], rate: f32) -> Vec<f32> {
    let len = (x.len() as f64 * f64::from(rate / RATE)).round() as usize;
    let mut spectrum = bins(x.iter().map(|x| f64::from(*x)), x.len());
    spectrum.resize(len / 2 + 1, Default::default());
    inverse(spectrum, len, 1.0 / x.len() as f64).into_iter().map(|x| x as f32).collect()
}

#[test]
fn every_sample_rate_is_as_loud() {
    const LIMIT_DB: f64 = 1.5;
    let spoken = voice(2 * SECOND);
    for (name, play) in ENGINES {
        for (what, values) in [("defaults", &[SWITCHED_ON][..])] {
            let level = |rate: f32| {
                let output = play(rate, &both(&resampled(&spoken, rate)), 0, &settings(values));
                power_db(power(&output[0][(rate / 2.0) as usize..]))
            };
            let reference = level(RATE);
            let others =
                [22_050.0, 44_100.0, 96_000.0, 192_000.0].map(|rate| (rate, level(rate) - reference));
            println!("{name}: {what}: re 48 kHz {others:+.2?} dB");
            assert!(others.iter().all(|(_, db)| db.abs() <= LIMIT_DB), "{name}: {what}: {others:+.2?}");
        }
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
    for (name, mut player) in players() {
        let mut level = |input: &[f32], values: &[Value]| {
            let output = player.play(&both(input), &[&[SWITCHED_ON], values].concat(), &[]).remove(0);
            power_db(power(&output[SECOND / 2..]))
        };
        let company: &[Value] = &[("implant_range", 80.0), ("space", 0.0)];
        let mut apart = |values: &[Value]| level(&soft, values) - level(&loud, values);
        for (what, more) in [("as it comes", &[][..]), ("without metal", &PLAIN[1..])] {
            let (default, company) = (apart(more), apart(&[company, more].concat()));
            println!(
                "{name}: company, {what}: 30 dB softer is {default:.1} dB softer by default, {company:.1} dB in company"
            );
            if more.is_empty() {
                assert!(company - default >= 10.0, "{name}: soft sounds rise by {:.1} dB", company - default);
            }
        }
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
    let energy = band_energy(&loud, RATE, 100.0, 8000.0);
    assert!(energy > 0.0);
}
