//! Paths of loss against published figures: what they take off tones, soft or loud, and off the width of the world.

use integration::measure::{assert_same_bits, band_energy, power, power_db};
use integration::player::{Bare, Player, Value};
use integration::signals::{noise, noises, sine};
use threshold_core::engine::{Film, Live};
use threshold_core::hearing::body::BODY;
use threshold_core::hearing::path::PATHS;

const RATE: f32 = 48_000.0;
/// Length of a sound, and from where on it is measured: by then the filters stand.
const LEN: usize = 24_000;
const MEASURED: usize = 12_000;
/// Level of a full-scale sine at the default listening level, dB SPL: pink noise at -20 dBFS RMS makes 79.
const FULL_SCALE_SPL: f64 = 99.0;

const OCTAVES: [f64; 7] = [125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0];
/// Threshold of young ears there, dB SPL (`science.md` 4.1, free field).
const YOUNG: [f64; 7] = [22.1, 11.4, 4.4, 2.4, -1.3, -5.4, 12.6];
/// The most that airborne sound loses there: past it the skull brings it, dB (`science.md` 8.3).
const SKULL: [f64; 7] = [46.5, 50.8, 56.8, 47.0, 38.7, 49.3, 48.7];
/// Where in [`OCTAVES`] 1 and 2 kHz are.
const ONE: usize = 3;
const TWO: usize = 4;
/// How wide the world sounds under water (`science.md` 8.4: 0 to 25 %).
const WIDTH: f64 = 0.125;

/// What ears take off sound before the cochlea, dB at [`OCTAVES`] (`science.md` 1.4, 8.1, 8.3, 8.4), without the skull.
const CONDUCTIVE: [(&str, [f64; 7]); 6] = [
    ("Otosclerosis", [50.0, 55.0, 50.0, 50.0, 40.0, 25.0, 20.0]),
    ("Ossicular discontinuity", [55.0; 7]),
    ("Perforated eardrum", [30.0, 30.0, 25.0, 15.0, 10.0, 10.0, 10.0]),
    ("Glue ear", [30.0, 30.0, 29.0, 28.0, 20.0, 26.0, 36.0]),
    ("Fingers in the ears", [20.0, 24.0, 28.0, 32.0, 36.0, 40.0, 45.0]),
    ("Foam plugs", [33.1, 36.3, 36.8, 38.4, 38.7, 45.9, 46.0]),
];
/// The same under water, where there is no air for the skull to hear through.
const UNDER_WATER: (&str, [f64; 7]) = ("Under water", [18.0, 22.0, 22.0, 28.0, 38.0, 48.0, 56.0]);

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

/// A place on a path, as values.
fn on(name: &str, loss: f32) -> Vec<Value> {
    let path = PATHS.iter().position(|path| path.name == name).expect("a path");
    vec![("loss_path", path as f32), ("loss", loss)]
}

fn with(mut values: Vec<Value>, more: &[Value]) -> Vec<Value> {
    values.extend_from_slice(more);
    values
}

fn level(signal: &[f32]) -> f64 {
    power_db(power(&signal[MEASURED..]))
}

/// What a tone of this level (dB SPL) loses on both sides, dB.
fn lost(player: &mut dyn Player, start: &[Value], hz: f64, spl: f64) -> f64 {
    let peak = 10f64.powf((spl - FULL_SCALE_SPL) / 20.0) as f32;
    let tone = sine(hz, peak, RATE, LEN);
    level(&tone) - level(&player.play(&[tone.clone(), tone.clone()], start, &[])[0])
}

/// Air and skull together: powers add.
fn with_skull(lost: f64, skull: f64) -> f64 {
    -power_db(10f64.powf(-0.1 * lost) + 10f64.powf(-0.1 * skull))
}

#[test]
fn conductive_paths_take_the_published_figures_off_tones() {
    for mut player in players() {
        for (name, lost_in_air) in CONDUCTIVE.into_iter().chain([UNDER_WATER]) {
            let mut worst = (0.0f64, 0.0);
            for (n, hz) in OCTAVES.into_iter().enumerate() {
                let bone = if name == UNDER_WATER.0 { f64::INFINITY } else { SKULL[n] };
                let error =
                    lost(player.as_mut(), &on(name, 1.0), hz, 80.0) - with_skull(lost_in_air[n], bone);
                if error.abs() > worst.0.abs() {
                    worst = (error, hz);
                }
            }
            let (error, hz) = worst;
            println!("{}: {name}: at most {error:+.2} dB off, at {hz} Hz", player.name());
            assert!(error.abs() <= 0.5, "{name} is {error:+.2} dB off at {hz} Hz");
        }
    }
    assert_eq!(BODY.len(), CONDUCTIVE.len() + 1);
}

#[test]
fn what_is_lost_before_the_cochlea_is_the_same_at_every_level() {
    /// A power of two: scaling by it rounds nothing.
    const SOFTER: f32 = 1.0 / 1024.0;
    let loud = noises(2, 0.5, LEN);
    let scaled = |sound: &[Vec<f32>]| -> Vec<Vec<f32>> {
        sound.iter().map(|channel| channel.iter().map(|x| x * SOFTER).collect()).collect()
    };
    for mut player in players() {
        for path in BODY {
            let start = with(on(path.name, 1.0), &[("recruitment", 2.0), ("better_ear", 0.4)]);
            let output = player.play(&loud, &start, &[]);
            let softer = player.play(&scaled(&loud), &start, &[]);
            assert_same_bits(&scaled(&output), &softer, path.name);
        }
    }
}

#[test]
fn the_conductive_share_is_linear_as_far_as_the_skull_allows() {
    let mut player = Bare::<Live>::default();
    let n3 = |share: f64| with(on("N3 moderate", 1.0), &[("conductive", share as f32), ("smear", 0.0)]);
    // 40 dB HL at 1 kHz, less than the skull's 47: no level matters.
    for spl in [30.0, 60.0, 98.0] {
        let found = lost(&mut player, &n3(1.0), 1000.0, spl);
        assert!((found - 40.0).abs() < 0.5, "at {spl} dB SPL: {found:.2} dB");
    }
    // 50 dB HL at 2 kHz, more than the skull's 38.7: the rest is the cochlea's, and recruits. At threshold it is all
    // lost; at 100 dB HL the cochlea hears what the skull leaves of it, and outer hair cells, four fifths of the rest, have
    // caught up with that much of the way to 105.
    let at = |player: &mut Bare<Live>, hl: f64| lost(player, &n3(1.0), 2000.0, hl + YOUNG[TWO]);
    let (threshold, loud) = (at(&mut player, 50.0), at(&mut player, 100.0));
    let rest = 50.0 - SKULL[TWO];
    let expected = 50.0 - 0.8 * rest * (100.0 - SKULL[TWO] - rest) / (105.0 - rest);
    println!(
        "N3, all conductive, 2 kHz: {threshold:.2} dB at threshold, {loud:.2} at 100 dB HL ({expected:.2})"
    );
    assert!((threshold - 50.0).abs() < 0.5 && (loud - expected).abs() < 0.5);
    // With half of 40 dB outside, the cochlea recruits by the other half alone. Without smear, which would move levels.
    for share in [0.0, 0.5] {
        let outside = 40.0 * share;
        let rest = 40.0 - outside;
        let hl = 98.0 - YOUNG[ONE];
        let expected = 40.0 - 0.8 * rest * (hl - outside - rest) / (105.0 - rest);
        let found = lost(&mut player, &with(n3(share), &[("smear", 0.0)]), 1000.0, 98.0);
        println!("N3, {:.0} % conductive, 1 kHz at 98 dB SPL: {found:.2} dB ({expected:.2})", 100.0 * share);
        assert!((found - expected).abs() < 0.5);
    }
    // Nothing but the skull is left of no response, however loud.
    let nothing = with(on("N7 profound", 1.0), &[("conductive", 1.0), ("recruitment", 2.0)]);
    assert!(lost(&mut player, &nothing, 1000.0, 98.0) > SKULL[ONE] - 0.5);
    // What is lost outside already stays what it is.
    let plugs = |share| with(on("Foam plugs", 1.0), &[("conductive", share)]);
    let [all, none] = [1.0, 0.0].map(|share| lost(&mut player, &plugs(share), 1000.0, 80.0));
    assert_eq!(all, none);
}

#[test]
fn what_is_lost_before_the_cochlea_smears_nothing() {
    let tone = sine(1000.0, 0.3, RATE, 48_000);
    for mut player in players() {
        // What phase noise puts beside a tone, re the tone, dB.
        let mut beside = |start: &[Value]| {
            let output = player.play(&[tone.clone(), tone.clone()], start, &[]);
            let after = &output[0][MEASURED..];
            let near = band_energy(after, RATE, 700.0, 980.0) + band_energy(after, RATE, 1020.0, 1300.0);
            power_db(near / band_energy(after, RATE, 980.0, 1020.0))
        };
        // N2 at most 1.2 dB above what the skull brings.
        let n2 = |share| with(on("N2 mild", 1.0), &[("conductive", share)]);
        let [cochlear, conductive] = [0.0, 1.0].map(|share| beside(&n2(share)));
        println!(
            "beside a tone: {cochlear:.1} dB where all is cochlear, {conductive:.1} dB where all is conductive"
        );
        assert!(cochlear > -30.0 && conductive < -80.0, "{cochlear:.1}, {conductive:.1} dB");
        for path in BODY {
            let found = beside(&on(path.name, 1.0));
            assert!(found < -80.0, "{}: {found:.1} dB", path.name);
        }
    }
}

#[test]
fn age_and_noise_take_their_thresholds_off_soft_tones() {
    /// Path, position, and thresholds at 1, 4 and 8 kHz, dB HL, which are lost there (`science.md` 2.1, 2.2): men of 60 and
    /// 80, women of 60, men of 70 by the edition of 2000, men after 40 years of noise at the age of 60.
    const CASES: [(&str, f32, [f64; 3]); 5] = [
        ("Age, men, median", (60.0 - 18.0) / (80.0 - 18.0), [7.8, 20.2, 30.4]),
        ("Age, men, median", 1.0, [20.7, 50.0, 75.3]),
        ("Age, women, median", (60.0 - 18.0) / (80.0 - 18.0), [7.9, 15.3, 23.0]),
        ("Age (ISO 2000), men, median", 1.0, [10.8, 43.3, 59.5]),
        ("Noise, men, median", 1.0, [18.3, 54.0, 45.2]),
    ];
    let mut player = Bare::<Live>::default();
    for (name, position, thresholds) in CASES {
        for (n, threshold) in [3, 5, 6].into_iter().zip(thresholds) {
            let start = with(on(name, position), &[("smear", 0.0), ("blur", 0.0)]);
            let found = lost(&mut player, &start, OCTAVES[n], threshold + YOUNG[n]);
            println!("{name}, {:.0} %, {} Hz: {found:.2} of {threshold} dB", 100.0 * position, OCTAVES[n]);
            assert!((found - threshold).abs() < 1.0, "{name}, {} Hz: {found:.2} dB", OCTAVES[n]);
        }
    }
}

#[test]
fn the_better_ear_hears_as_before_and_the_other_what_its_path_leaves() {
    let mut player = Bare::<Live>::default();
    let silence = vec![0.0; LEN];
    for (name, lost) in CONDUCTIVE {
        let tone = sine(1000.0, 0.3, RATE, LEN);
        let start = with(on(name, 1.0), &[("better_ear", -1.0)]);
        let at_left = player.play(&[tone.clone(), silence.clone()], &start, &[]);
        assert_same_bits(&[tone.clone(), silence.clone()], &at_left, name);
        let at_right = player.play(&[silence.clone(), tone.clone()], &start, &[]);
        let found = level(&tone) - level(&at_right[1]);
        let expected = with_skull(lost[ONE], SKULL[ONE]);
        assert!((found - expected).abs() < 0.5, "{name}: {found:.2}, not {expected:.2} dB");
        // Around the head it loses 3 to 8 dB at 1 kHz (`science.md` 10), whatever the other ear has lost.
        let around = level(&tone) - level(&at_right[0]);
        assert!((2.0..8.0).contains(&around), "{name}: {around:.2} dB around the head");
    }
}

#[test]
fn water_brings_the_sides_together_and_nothing_else_does() {
    let sound = noise(1, 0.3, LEN);
    let silence = vec![0.0; LEN];
    for mut player in players() {
        for path in BODY {
            let output = player.play(&[sound.clone(), silence.clone()], &on(path.name, 1.0), &[]);
            if path.name == UNDER_WATER.0 {
                let expected = 2.0 * power_db((1.0 + WIDTH) / (1.0 - WIDTH));
                let found = level(&output[0]) - level(&output[1]);
                println!("{}: sides {found:.2} dB apart", path.name);
                assert!((found - expected).abs() < 0.01, "{}: {found:.2}, not {expected:.2} dB", path.name);
            } else {
                assert!(output[1].iter().all(|x| *x == 0.0), "{}", path.name);
            }
        }
    }
}

#[test]
fn narrowing_keeps_the_sum_of_the_sides_and_knows_no_side() {
    let mut player = Bare::<Live>::default();
    let sides = noises(2, 0.3, LEN);
    let swapped = |sides: &[Vec<f32>]| vec![sides[1].clone(), sides[0].clone()];
    let start = |better: f32| with(on(UNDER_WATER.0, 1.0), &[("better_ear", better)]);
    let output = player.play(&sides, &start(0.3), &[]);
    let mirrored = player.play(&swapped(&sides), &start(-0.3), &[]);
    assert_same_bits(&output, &swapped(&mirrored), "sides swapped");
    let middle: Vec<f32> = sides[0].iter().zip(&sides[1]).map(|(a, b)| 0.5 * (a + b)).collect();
    let narrowed = player.play(&sides, &start(0.0), &[]);
    let filtered = player.play(&[middle.clone(), middle], &start(0.0), &[]);
    let error: Vec<f32> =
        (0..LEN).map(|n| 0.5 * (narrowed[0][n] + narrowed[1][n]) - filtered[0][n]).collect();
    let db = level(&error) - level(&filtered[0]);
    println!("under water the sum of the sides stays within {db:.0} dB");
    assert!(db < -110.0, "{db:.1} dB");
}

#[test]
fn in_surround_pairs_come_together_and_centre_and_lfe_keep_to_themselves() {
    let sound = noise(1, 0.3, LEN);
    let silence = vec![0.0; LEN];
    let alone = |sound: &[f32], channels: usize, sounding: usize| -> Vec<Vec<f32>> {
        (0..channels)
            .map(|channel| if channel == sounding { sound.to_vec() } else { silence.clone() })
            .collect()
    };
    let mut player = Bare::<Live>::default();
    // 5.1 and 7.1.4: front, centre, LFE, surround; rear, height.
    for (channels, cases) in [
        (6, vec![(0, vec![0, 1]), (1, vec![0, 1]), (2, vec![2]), (3, vec![3]), (5, vec![4, 5])]),
        (12, vec![(2, vec![2]), (3, vec![3]), (4, vec![4, 5]), (7, vec![6, 7]), (10, vec![10, 11])]),
    ] {
        for (sounding, heard) in cases {
            let output = player.play(&alone(&sound, channels, sounding), &on(UNDER_WATER.0, 1.0), &[]);
            let sounds = |channel: &usize| output[*channel].iter().any(|x| *x != 0.0);
            assert_eq!((0..channels).filter(sounds).collect::<Vec<_>>(), heard, "of {channels}");
        }
    }
    // Neither loses more than the path takes: no width of its own.
    for (channel, hz, expected) in [(2, 1000.0, 28.0), (3, 60.0, 18.0)] {
        let tone = sine(hz, 0.3, RATE, LEN);
        let output = player.play(&alone(&tone, 6, channel), &on(UNDER_WATER.0, 1.0), &[]);
        let found = level(&tone) - level(&output[channel]);
        assert!((found - expected).abs() < 0.5, "channel {channel}: {found:.2}, not {expected} dB");
    }
}

#[test]
fn stems_add_up_without_a_key_where_nothing_is_lost_in_the_cochlea() {
    let stems = [noises(2, 0.2, LEN), vec![sine(440.0, 0.2, RATE, LEN), noise(7, 0.01, LEN)]];
    let sum = |parts: &[Vec<Vec<f32>>; 2]| -> Vec<Vec<f32>> {
        let add = |(a, b): (&Vec<f32>, &Vec<f32>)| a.iter().zip(b).map(|(a, b)| a + b).collect();
        parts[0].iter().zip(&parts[1]).map(add).collect()
    };
    for mut player in players() {
        let mut worst = f64::MIN;
        for path in BODY {
            let mix = player.play(&sum(&stems), &on(path.name, 1.0), &[]);
            let parts = stems.each_ref().map(|stem| player.play(stem, &on(path.name, 1.0), &[]));
            for (mix, added) in mix.iter().zip(sum(&parts)) {
                let error: Vec<f32> = mix.iter().zip(&added).map(|(mix, added)| mix - added).collect();
                worst = worst.max(level(&error) - level(mix));
            }
        }
        println!("{}: stems add up within {worst:.0} dB", player.name());
        assert!(worst < -90.0, "{worst:.1} dB");
    }
}

#[test]
fn halfway_along_a_conductive_path_half_the_decibels_are_lost() {
    let mut player = Bare::<Live>::default();
    for (name, _) in CONDUCTIVE.into_iter().chain([UNDER_WATER]) {
        let mut at = |loss: f32| lost(&mut player, &on(name, loss), 1000.0, 80.0);
        let (none, half, all) = (at(0.0), at(0.5), at(1.0));
        assert_eq!(none, 0.0, "{name}");
        assert!((half - 0.5 * all).abs() < 0.5, "{name}: {half:.2} of {all:.2} dB");
    }
}
