//! The implant while it plays, on both bare engines: switches, starts in the middle, silence, rubbish, sample rates.

use std::collections::HashMap;

use integration::implant::{SWITCHED_ON, both, engines, part, scaled, voice};
use integration::intelligibility::{inverse, spectrum};
use integration::measure::{assert_same_bits, high_passed, peak, power, power_db};
use integration::player::{Value, settings};
use integration::signals::{below, noises, vowel};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::{Engine, Entry, Film, Live, Settings};

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;

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

/// Levels of 10 ms each, dB.
fn levels_db(x: &[f32]) -> Vec<f64> {
    const FLOOR: f64 = 1.0e-9;
    x.chunks_exact(480).map(|x| power_db(power(x) + FLOOR)).collect()
}

/// A switch: the values it is thrown from, and to.
type Switch = (&'static str, &'static [Value], &'static [Value]);

/// Of channels alone: what both engines do in the same way.
const OF_CHANNELS: &[Switch] = &[
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
    ("electrodes off", &[], &[("implant_off_left", 1365.0), ("implant_off_right", 1365.0)]),
    ("dead regions", &[], &[("implant_dead_left", 240.0), ("implant_dead_right", 240.0)]),
    ("spread", &[], &[("implant_spread", 15.0)]),
    ("mismatch", &[], &[("implant_mismatch", 3.0)]),
];
/// Of all the rest.
const OF_THE_REST: &[Switch] = &[
    ("left ear alone", &[], &[("implant_ears", 1.0)]),
    ("from left to right ear", &[("implant_ears", 1.0)], &[("implant_ears", 2.0)]),
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
    ("shift", &[], &[("implant_shift", 5.0)]),
    ("seed", &[], &[("seed", 9.0)]),
    ("implant on", &[("implant", 0.0)], &[("implant", 1.0)]),
    ("implant off", &[], &[("implant", 0.0)]),
];

#[test]
fn switches_thrown_while_it_plays_do_not_click() {
    const LIMIT: f64 = 0.01;
    /// How far the level may leave what it was and what it becomes, dB.
    const BUMP_DB: f64 = 3.0;
    const HOLE_DB: f64 = -6.0;
    /// Off every grid.
    const AT: usize = 8_411;
    /// Till everything has crossfaded.
    const AROUND: std::ops::Range<usize> = AT - 300..AT + 7200;
    let dbfs = |x: f64| 20.0 * x.max(1.0e-9).log10();
    // As loud as programme, and nothing of it where splashes are looked for.
    let sung = below(&scaled(&vowel(220.0, 60.0, AROUND.end), 10.0), 8200.0);
    for (name, mut player) in engines() {
        let mut hard_clicks = 0;
        let mut stills: HashMap<String, (Vec<Vec<f32>>, f64)> = HashMap::new();
        let mut failed = Vec::new();
        let switches =
            if name == "film" { [OF_CHANNELS, OF_THE_REST].concat() } else { OF_THE_REST.to_vec() };
        for (what, from, to) in &switches {
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
            let levels = [&before.0, &later.0, &switched].map(|x| levels_db(&x[0][AT..]));
            let over = |n: usize| levels[2][n] - levels[0][n].max(levels[1][n]);
            let under = |n: usize| levels[2][n] - levels[0][n].min(levels[1][n]);
            let bump = (0..levels[0].len()).map(over).fold(f64::MIN, f64::max);
            let hole = (0..levels[0].len()).map(under).fold(f64::MAX, f64::min);
            hard_clicks += usize::from(hard > LIMIT + own);
            println!(
                "{name}: {what}: {:.1} dBFS ({:.1} dBFS without a switch, {:.1} dBFS if it were hard), \
                 level {hole:+.1} to {bump:+.1} dB outside both",
                dbfs(step),
                dbfs(own),
                dbfs(hard)
            );
            if step > LIMIT + own || bump > BUMP_DB || hole < HOLE_DB {
                failed.push(*what);
            }
        }
        println!("{name}: {hard_clicks} of {} would click if they were hard", switches.len());
        assert!(failed.is_empty(), "{name}: {failed:?}");
        assert!(hard_clicks > switches.len() / 2, "the measure is deaf: {hard_clicks}");
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
        &[
            ("implant_percept", 1.0),
            ("percept_ring", 1.0),
            ("implant_metal", 0.0),
            ("implant_agc", 2.0),
            ("implant_carrier", 5.0),
        ],
    ),
    (
        "metal, clarity, comb, one ear",
        &[("implant_metal", 1.0), ("implant_clarity", 1.0), ("implant_carrier", 6.0), ("implant_ears", 1.0)],
    ),
];

#[test]
fn playback_from_the_middle_has_the_bits_of_the_whole() {
    const PRE_ROLL: usize = 2 * SECOND;
    /// Off every grid, and so that what remembers pitch has to wait longest.
    const FROM: usize = SECOND + 1_345;
    const LEN: usize = FROM + PRE_ROLL + SECOND / 10;
    // A voice with pauses on one side, one that never stops on the other.
    let programme = [voice(LEN), vowel(150.0, 30.0, LEN)];
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
            let silent = play(RATE, &both(&vec![0.0; SECOND / 4]), 0, &settings);
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
    for (name, mut player) in engines() {
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
fn rubbish_is_survived_and_forgotten() {
    const FROM: usize = SECOND / 2;
    const LEN: usize = 2 * SECOND + 3 * SECOND / 4;
    const UNTIL: usize = FROM + SECOND / 10;
    let clean = both(&voice(LEN));
    for (name, play) in ENGINES {
        for (what, values) in [&FITTINGS[0], &FITTINGS[2]] {
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
    let mut spectrum = spectrum(x.iter().map(|x| f64::from(*x)), x.len());
    spectrum.resize(len / 2 + 1, realfft::num_complex::Complex::default());
    inverse(spectrum, len, 1.0 / x.len() as f64).into_iter().map(|x| x as f32).collect()
}

#[test]
fn every_sample_rate_is_as_loud() {
    const LIMIT_DB: f64 = 1.5;
    let spoken = voice(SECOND + SECOND / 2);
    for (name, play) in ENGINES {
        let level = |rate: f32| {
            let output = play(rate, &both(&resampled(&spoken, rate)), 0, &settings(&[SWITCHED_ON]));
            power_db(power(&output[0][(rate / 2.0) as usize..]))
        };
        let reference = level(RATE);
        let others = [22_050.0, 44_100.0, 96_000.0, 192_000.0].map(|rate| (rate, level(rate) - reference));
        println!("{name}: re 48 kHz {others:+.2?} dB");
        assert!(others.iter().all(|(_, db)| db.abs() <= LIMIT_DB), "{name}: {others:+.2?}");
    }
}
