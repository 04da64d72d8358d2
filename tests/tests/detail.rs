//! What is lost besides level, held to its theory: smear, mumble, blur, jitter, diplacusis.

use integration::measure::{assert_same_bits, power, power_db};
use integration::player::{Bare, Player};
use integration::signals::{noise, noises, sine};
use integration::subject::{Alone, Blocks, Bus, Subject, run, spec};
use realfft::RealFftPlanner;
use threshold_core::base::{Layout, PerEar};
use threshold_core::engine::{Film, Live};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::path::{Detail, Hearing};
use threshold_core::hearing::recruitment::{Band, broadening, outer_loss};
use threshold_core::loss::scramble::{Scramble, ScrambleSettings};
use threshold_core::loss::scrambled::Scrambled;

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;
/// Thresholds at which outer hair cells account for the same loss at every frequency above 250 Hz, dB HL.
const EVEN_LOSS: f32 = 30.0;
const WIDENINGS: [f32; 5] = [1.2, 1.5, 2.0, 3.0, 4.0];

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

/// The stage alone, stereo, both ears alike.
fn scrambled(ear: Scrambled, seed: u32, input: &[f32]) -> Vec<f32> {
    let settings = ScrambleSettings { ears: PerEar::same(ear), seed, ..ScrambleSettings::default() };
    let mut stage = Alone::new("scramble", Bus::Channels, Scramble::default(), &[settings]);
    stage.prepare(&spec(Layout::STEREO));
    run(&mut stage, &[input.to_vec(), input.to_vec()], Blocks::Of(512), 1, &[]).remove(0)
}

/// An ear whose filters are `times` as wide as normal.
fn widened(times: f32) -> Scrambled {
    let normal = broadening(outer_loss(&Band::at(1000.0), EVEN_LOSS));
    let detail = Detail { smear: (times - 1.0) / (normal - 1.0), ..Detail::COCHLEAR };
    let hearing = Hearing { thresholds: Audiogram::flat(EVEN_LOSS), detail, ..Hearing::RECRUITING };
    Scrambled { hearing, ..Scrambled::default() }
}

/// Power spectrum of `signal` in bins of 1 / length.
fn spectrum(signal: &[f32]) -> Vec<f64> {
    let transform = RealFftPlanner::<f32>::new().plan_fft_forward(signal.len());
    let (mut input, mut bins) = (signal.to_vec(), transform.make_output_vec());
    transform.process(&mut input, &mut bins).expect("lengths fit");
    bins.iter().map(|bin| f64::from(bin.norm_sqr())).collect()
}

/// Noise whose spectrum ripples by 30 dB, `density` times an octave.
fn rippled(density: f64, len: usize) -> Vec<f32> {
    let mut planner = RealFftPlanner::<f32>::new();
    let forward = planner.plan_fft_forward(len);
    let (mut signal, mut bins) = (noise(7, 0.5, len), forward.make_output_vec());
    forward.process(&mut signal, &mut bins).expect("lengths fit");
    for (n, bin) in bins.iter_mut().enumerate() {
        let hz = n as f64 * f64::from(RATE) / len as f64;
        let db = 15.0 * (std::f64::consts::TAU * density * (hz.max(1.0) / 1000.0).log2()).cos();
        *bin *= (10f64.powf(db / 20.0) / len as f64) as f32;
    }
    planner.plan_fft_inverse(len).process(&mut bins, &mut signal).expect("lengths fit");
    signal
}

/// Depth of the ripple in the excitation pattern of filters `times` as wide as an ear's (roex, Patterson et al. 1982), dB:
/// twice the amplitude of the sine that fits it best between 300 Hz and 8 kHz.
fn ripple_db(signal: &[f32], density: f64, times: f64) -> f64 {
    const POINTS: usize = 97;
    let powers = spectrum(signal);
    let bin = f64::from(RATE) / signal.len() as f64;
    let excitation = |hz: f64| {
        let slope = 4.0 * hz / (times * 24.7 * (0.00437 * hz + 1.0));
        let reach = (12.0 / slope * hz / bin) as usize;
        let middle = (hz / bin) as usize;
        let sum: f64 = (middle.saturating_sub(reach)..(middle + reach).min(powers.len()))
            .map(|n| {
                let g = slope * ((n as f64 * bin - hz) / hz).abs();
                powers[n] * (1.0 + g) * (-g).exp()
            })
            .sum();
        power_db(sum / hz)
    };
    let (low, high) = (0.3f64.log2(), 8.0f64.log2());
    let octaves = |n: usize| low + (high - low) * n as f64 / (POINTS - 1) as f64;
    let pattern: Vec<f64> = (0..POINTS).map(|n| excitation(1000.0 * octaves(n).exp2())).collect();
    // Least squares over 1, octaves, cosine and sine.
    let terms = |n: usize| {
        let phase = std::f64::consts::TAU * density * octaves(n);
        [1.0, octaves(n), phase.cos(), phase.sin()]
    };
    let mut system = [[0.0; 5]; 4];
    for (n, level) in pattern.iter().enumerate() {
        let terms = terms(n);
        for (row, a) in system.iter_mut().zip(terms) {
            for (cell, b) in row.iter_mut().zip(terms.into_iter().chain([*level])) {
                *cell += a * b;
            }
        }
    }
    let [.., cosine, sine] = solved(system);
    2.0 * cosine.hypot(sine)
}

/// Solution of four linear equations (Gauss-Jordan; the matrix is positive definite).
fn solved(mut system: [[f64; 5]; 4]) -> [f64; 4] {
    for pivot in 0..4 {
        let row = system[pivot].map(|cell| cell / system[pivot][pivot]);
        system[pivot] = row;
        for (_, other) in system.iter_mut().enumerate().filter(|(n, _)| *n != pivot) {
            let factor = other[pivot];
            other.iter_mut().zip(row).for_each(|(cell, value)| *cell -= factor * value);
        }
    }
    system.map(|row| row[4])
}

#[test]
fn smear_leaves_the_ripples_that_wider_filters_leave() {
    let mut worst: f64 = 0.0;
    for density in [0.25, 0.5, 1.0, 2.0, 3.0] {
        let input = rippled(density, 1 << 19);
        for times in WIDENINGS {
            let output = scrambled(widened(times), 1, &input);
            let expected = ripple_db(&input[SECOND..], density, f64::from(times));
            let found = ripple_db(&output[SECOND..], density, 1.0);
            println!(
                "{density} ripples per octave, filters {times} times as wide: {found:.2} dB, theory {expected:.2}"
            );
            worst = worst.max((found - expected).abs());
        }
    }
    assert!(worst <= 1.5, "{worst:.2} dB off");
}

#[test]
fn smear_keeps_the_level_of_a_steady_tone() {
    let mut worst: f64 = 0.0;
    for times in WIDENINGS {
        // Anywhere between the centres of two bands.
        let gains: Vec<f64> = (0..14)
            .map(|n| {
                let hz = 300.0 * (8000.0f64 / 300.0).powf(f64::from(n) / 13.0);
                let tone = sine(hz, 0.25, RATE, 6 * SECOND);
                let output = scrambled(widened(times), 1, &tone);
                power_db(power(&output[SECOND..]) / power(&tone[SECOND..]))
            })
            .collect();
        println!("filters {times} times as wide: tones {gains:+.2?} dB");
        worst = gains.iter().fold(worst, |worst, gain| worst.max(gain.abs()));
    }
    assert!(worst <= 1.0, "{worst:.2} dB off");
}

/// Settings that are not the same for both ears, and the same with the ears exchanged.
fn one_sided(balance: f32) -> Vec<(&'static str, f32)> {
    vec![
        ("loss", 0.7),
        ("better_ear", 0.6 * balance),
        ("diplacusis", 90.0 * balance),
        ("jitter", 0.4),
        ("smear", 2.0),
    ]
}

#[test]
fn exchanged_ears_hear_exchanged_sound() {
    let input = noises(2, 0.2, 2 * SECOND);
    let exchanged = vec![input[1].clone(), input[0].clone()];
    for mut player in players() {
        for path in [0.0, 4.0] {
            let settings = |balance| [one_sided(balance), vec![("loss_path", path)]].concat();
            let straight = player.play(&input, &settings(1.0), &[]);
            let mut swapped = player.play(&exchanged, &settings(-1.0), &[]);
            swapped.swap(0, 1);
            assert_same_bits(&straight, &swapped, &format!("{}, path {path}", player.name()));
        }
    }
}

/// The frequency at which most of a tone's power lies, Hz.
fn pitch(signal: &[f32]) -> f64 {
    let powers = spectrum(signal);
    let bin = f64::from(RATE) / signal.len() as f64;
    let (sum, weighted) = powers
        .iter()
        .enumerate()
        .fold((0.0, 0.0), |(sum, weighted), (n, power)| (sum + power, weighted + power * n as f64 * bin));
    weighted / sum
}

#[test]
fn diplacusis_moves_pitch_in_one_ear_and_only_where_hearing_is_lost() {
    // Normal up to 1 kHz, 60 dB HL from 3 kHz on.
    let audiogram = Audiogram::clinical([0.0, 0.0, 0.0, 0.0, 0.0, 30.0, 60.0, 60.0, 60.0, 60.0, 60.0]);
    let hearing = Hearing {
        thresholds: audiogram,
        detail: Detail { smear: 0.0, ..Detail::COCHLEAR },
        ..Hearing::RECRUITING
    };
    for cents in [30.0, 100.0] {
        let ear = Scrambled { hearing, shift: cents / 1200.0, ..Scrambled::default() };
        for (hz, lost) in [(400.0, false), (800.0, false), (3500.0, true), (5000.0, true)] {
            let tone = sine(hz, 0.2, RATE, 6 * SECOND);
            let found = 1200.0 * (pitch(&scrambled(ear, 1, &tone)[2 * SECOND..]) / hz).log2();
            println!("{hz} Hz, {cents} cents: {found:.1} cents");
            let expected = if lost { f64::from(cents) } else { 0.0 };
            // A band moves as a whole, by what its centre moves: at half an ERB from it, 7 % less or more.
            assert!((found - expected).abs() <= 0.1 * expected + 0.5, "{hz} Hz moved by {found:.1} cents");
        }
    }
    // The other ear hears what it heard.
    let input = noises(2, 0.2, SECOND);
    for mut player in players() {
        let mut ears = |cents: f32| {
            player.play(
                &input,
                &[("loss", 1.0), ("loss_path", 4.0), ("smear", 0.0), ("diplacusis", cents)],
                &[],
            )
        };
        let (none, one) = (ears(0.0), ears(50.0));
        assert_same_bits(&none[..1], &one[..1], "the ear that is not moved");
        assert_ne!(none[1], one[1]);
    }
}

#[test]
fn jitter_blurs_phase_as_much_as_it_should_and_keeps_level() {
    // Of a tone whose phase deviates by s radians, exp(-s^2) of the power stays in its line.
    const JITTER: f32 = 0.25e-3;
    for hz in [300.0, 500.0, 800.0, 1100.0] {
        let ear = Scrambled { jitter: JITTER, ..Scrambled::default() };
        let tone = sine(hz, 0.2, RATE, 13 * SECOND);
        let output = &scrambled(ear, 1, &tone)[3 * SECOND..];
        let powers = spectrum(output);
        let line = (hz * 10.0) as usize;
        let (kept, total): (f64, f64) = (powers[line - 2..=line + 2].iter().sum(), powers.iter().sum());
        let found = (-(kept / total).ln()).sqrt() / (std::f64::consts::TAU * hz);
        let gain = power_db(power(output) / power(&tone));
        println!("{hz} Hz: {gain:+.2} dB, jitter of {:.3} ms", 1000.0 * found);
        assert!(gain.abs() < 1.0);
        assert!((found / f64::from(JITTER) - 1.0).abs() < 0.05);
    }
}

#[test]
fn nothing_of_it_is_heard_without_loss() {
    let input = noises(2, 0.2, SECOND / 2);
    for mut player in players() {
        let settings =
            [("loss", 0.0), ("jitter", 1.0), ("diplacusis", 200.0), ("smear", 2.0), ("mumble", 2.0)];
        assert_same_bits(&player.play(&input, &settings, &[]), &input, &player.name());
    }
}
