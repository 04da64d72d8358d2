//! What a percept sounds like.

mod contract;

use std::f64::consts::TAU;

use realfft::RealFftPlanner;

use super::*;
use crate::hearing::greenwood::place;
use crate::implant::split::Split;
use crate::kit::band_pass::{BandEdges, BandPass};

/// A 28 mm array as most of its users matched it: a narrower band and smeared peaks (Dorman et al. 2024;
/// amounts by design).
const LONG_ARRAY: Timbre =
    Timbre { low_hz: 150.0, high_hz: 6000.0, smear_mm: 1.0, flatten: 0.4, ring: 0.15, ..Timbre::NONE };
/// A 28 mm array as the others matched it: a wide band and nothing else (Dorman et al. 2024; the device's
/// range).
const WIDE: Timbre = Timbre { low_hz: 70.0, high_hz: 8500.0, ..Timbre::NONE };
/// An 18.5 mm array: spectrum and voice are higher (Dorman et al. 2022; amounts by design).
const SHORT_ARRAY: Timbre = Timbre {
    low_hz: 200.0,
    high_hz: 8000.0,
    smear_mm: 1.0,
    flatten: 0.4,
    pitch_up: 0.4,
    shift: 0.6,
    ring: 0.2,
};

const SPEC: fn(f32) -> Spec = |sample_rate| Spec { sample_rate, ..Spec::default() };

fn of(timbre: Timbre) -> PerceptSettings {
    PerceptSettings { timbre, ..PerceptSettings::default() }
}

/// `sound` from clock `start` through a percept, called with `block` samples at most; as late as the split says.
fn through(
    spec: &Spec,
    shape: Shape,
    settings: &PerceptSettings,
    sound: &[f32],
    start: i64,
    block: usize,
) -> Vec<f32> {
    through_moving(spec, shape, |_| *settings, sound, start, block)
}

/// The same with settings for each sample that is the first of a call.
fn through_moving(
    spec: &Spec,
    shape: Shape,
    settings: impl Fn(i64) -> PerceptSettings,
    sound: &[f32],
    start: i64,
    block: usize,
) -> Vec<f32> {
    let (mut split, mut percept) = (Split::new(spec, shape), Percept::new(spec, shape));
    let mut out = vec![0.0; sound.len()];
    let mut done = 0;
    while done < sound.len() {
        let clock = Clock::at(start + done as i64);
        let grid = clock.until_next(spec.scaled(crate::base::clock::CONTROL_FRAME));
        let len = block.min(grid).min(sound.len() - done);
        percept.set(&settings(clock.now()));
        split.push(&sound[done..done + len], clock, |parts| percept.hop(parts));
        percept.sing(clock, &mut out[done..done + len]);
        done += len;
    }
    out
}

/// The same at 48 kHz, without the latency.
fn heard(shape: Shape, timbre: Timbre, sound: &[f32]) -> Vec<f32> {
    let spec = SPEC(48_000.0);
    let late = shape.sizes(&spec).latency();
    let mut padded = sound.to_vec();
    padded.resize(sound.len() + late, 0.0);
    through(&spec, shape, &of(timbre), &padded, 0, 32)[late..].to_vec()
}

fn noise(stream: u32, len: usize) -> Vec<f32> {
    let random = Random::new(7, stream);
    (0..len).map(|n| 0.1 * random.bipolar(n as i64)).collect()
}

/// Harmonics of a pitch that changes with time (Hz over s) under two formants, at 48 kHz.
fn voice(seconds: f64, formants: [f64; 2], pitch: impl Fn(f64) -> f64) -> Vec<f32> {
    let mut turns = 0.0;
    let bell = |hz: f64, centre: f64| 1.0 / (1.0 + ((hz - centre) / (0.12 * centre)).powi(2));
    (0..(seconds * 48_000.0) as usize)
        .map(|n| {
            let hz = pitch(n as f64 / 48_000.0);
            turns += hz / 48_000.0;
            let harmonics = (1..=(6000.0 / hz) as u32).map(f64::from);
            let one = |k: f64| {
                let level = bell(k * hz, formants[0]) + 0.5 * bell(k * hz, formants[1]) + 0.02;
                level * (TAU * k * turns + 2.0 * k.ln()).sin()
            };
            (0.05 * harmonics.map(one).sum::<f64>()) as f32
        })
        .collect()
}

fn power(sound: &[f32]) -> f64 {
    sound.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / sound.len() as f64
}

fn db(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

/// Long-term power per bin of 11.7 Hz, 48 kHz.
fn spectrum(sound: &[f32]) -> Vec<f64> {
    const SIZE: usize = 4096;
    let plan = RealFftPlanner::<f64>::new().plan_fft_forward(SIZE);
    let (mut time, mut bins) = (plan.make_input_vec(), plan.make_output_vec());
    let mut sum = vec![0.0; bins.len()];
    for window in sound.windows(SIZE).step_by(SIZE / 4) {
        for (n, (x, y)) in time.iter_mut().zip(window).enumerate() {
            *x = f64::from(*y) * (0.5 - 0.5 * (TAU * n as f64 / SIZE as f64).cos());
        }
        plan.process(&mut time, &mut bins).unwrap();
        sum.iter_mut().zip(&bins).for_each(|(sum, bin)| *sum += bin.norm_sqr());
    }
    sum
}

const BIN_HZ: f64 = 48_000.0 / 4096.0;

/// Pitch every 30 ms by normalised correlation of 40 ms, between two frequencies, Hz; and how much
/// alike periods are on average.
fn track(sound: &[f32], low: f64, high: f64) -> (Vec<f64>, f64) {
    const LEN: usize = 1920;
    let (first, last) = ((48_000.0 / high) as usize, (48_000.0 / low) as usize);
    let dot = |a: &[f32], b: &[f32]| f64::from(a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>());
    let windows = sound.windows(LEN + last + 2).step_by(1440);
    let windows = windows
        .map(|x| {
            let like = |lag: usize| {
                let (a, b) = (&x[..LEN], &x[lag..lag + LEN]);
                dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
            };
            let likes: Vec<f64> = (first - 1..=last + 1).map(like).collect();
            let best = (1..likes.len() - 1).max_by(|a, b| likes[*a].total_cmp(&likes[*b])).unwrap();
            let [a, b, c] = [likes[best - 1], likes[best], likes[best + 1]];
            (48_000.0 / ((first - 1 + best) as f64 + 0.5 * (a - c) / (a - 2.0 * b + c)), b)
        })
        .collect::<Vec<_>>();
    let alike = windows.iter().map(|(_, alike)| alike).sum::<f64>() / windows.len() as f64;
    (windows.into_iter().map(|(hz, _)| hz).collect(), alike)
}

/// Median, the range of the middle 80 % in octaves, and how much alike periods are.
fn spread((track, alike): (Vec<f64>, f64)) -> (f64, f64, f64) {
    let mut octaves: Vec<f64> = track.iter().map(|hz| hz.log2()).collect();
    octaves.sort_by(f64::total_cmp);
    let at = |share: f64| octaves[(share * (octaves.len() - 1) as f64) as usize];
    (at(0.5).exp2(), at(0.9) - at(0.1), alike)
}

#[test]
fn nothing_asked_is_nothing_done() {
    let mut sound = voice(2.0, [600.0, 1600.0], |t| 130.0 + 20.0 * (TAU * 3.0 * t).sin());
    let mut hiss = noise(1, 96_000);
    BandPass::default().run(&BandEdges::new(100.0, 8000.0, 48_000.0), &mut hiss);
    sound.iter_mut().zip(hiss).for_each(|(x, y)| *x += 0.2 * y);
    for shape in [Shape::Film, Shape::Live] {
        for timbre in [Timbre::NONE, Timbre { low_hz: 40.0, high_hz: 14_000.0, ..Timbre::NONE }] {
            let out = heard(shape, timbre, &sound);
            let error: Vec<f32> = out.iter().zip(&sound).map(|(y, x)| y - x).collect();
            let error = db(power(&error[4000..]) / power(&sound));
            println!("{shape:?}, from {} Hz: differs by {error:.1} dB", timbre.low_hz);
            assert!(error < if timbre == Timbre::NONE { -110.0 } else { -40.0 });
        }
    }
}

#[test]
fn the_band_ends_within_an_octave() {
    let timbre = Timbre { low_hz: 200.0, high_hz: 5000.0, ..Timbre::NONE };
    for shape in [Shape::Film, Shape::Live] {
        let gain = |hz: f64| {
            let tone: Vec<f32> = (0..48_000).map(|n| (TAU * hz * n as f64 / 48_000.0).sin() as f32).collect();
            db(power(&heard(shape, timbre, &tone)[8000..40_000]) / power(&tone))
        };
        let gains = [50.0, 100.0, 200.0, 400.0, 1000.0, 2500.0, 5000.0, 10_000.0].map(gain);
        println!("{shape:?}: 50, 100, 200, 400, 1k, 2.5k, 5k, 10k Hz: {gains:.1?} dB");
        assert!(gains[0] < -30.0 && gains[1] < -30.0 && gains[7] < -30.0);
        assert!(gains[3..6].iter().all(|gain| gain.abs() < 0.1));
    }
}

#[test]
fn peaks_get_as_wide_as_asked() {
    // Square of the standard deviation on the cochlea about a tone, mm.
    let width = |sound: &[f32], hz: f32| {
        let (mut total, mut square) = (0.0, 0.0);
        for (n, power) in spectrum(&sound[9600..86_400]).iter().enumerate() {
            let mm = f64::from(place((n as f64 * BIN_HZ) as f32) - place(hz));
            if mm.abs() < 2.6 {
                total += power;
                square += mm * mm * power;
            }
        }
        square / total
    };
    // One after the other: three tones together may be a voice's harmonics, whose envelope is wider than they
    // are.
    for (shape, hz, mm) in [(Shape::Film, 613.0, 1.0), (Shape::Film, 613.0, 2.0), (Shape::Film, 1129.0, 1.0)]
        .into_iter()
        .chain([(Shape::Film, 1741.0, 0.5), (Shape::Film, 3110.0, 0.5), (Shape::Film, 3110.0, 2.0)])
        .chain([(Shape::Live, 613.0, 2.0), (Shape::Live, 1741.0, 1.0), (Shape::Live, 3110.0, 0.5)])
    {
        let tone = |n: i32| (0.1 * (TAU * f64::from(hz) * f64::from(n) / 48_000.0).sin()) as f32;
        let sound: Vec<f32> = (0..96_000).map(tone).collect();
        let out = heard(shape, Timbre { smear_mm: mm, ..Timbre::NONE }, &sound);
        // A triangle's is its width at half its height by the root of 6.
        let found = (6.0 * (width(&out, hz) - width(&sound, hz))).max(0.0).sqrt();
        let level = db(power(&out) / power(&sound));
        println!("{shape:?} {hz} Hz: {found:.2} mm, asked {mm:.2}, level {level:.2} dB");
        assert!((found / f64::from(mm) - 1.0).abs() < 0.2 && level.abs() < 2.0);
    }
}

#[test]
fn melodies_flatten_as_asked() {
    let vibrato =
        |base: f64| voice(6.0, [600.0, 1600.0], move |t| base * (0.12 * (TAU * 3.0 * t).sin()).exp2());
    for (shape, base) in
        [(Shape::Film, 110.0), (Shape::Film, 220.0), (Shape::Live, 130.0), (Shape::Live, 220.0)]
    {
        let sound = vibrato(base);
        let measure = |sound: &[f32]| spread(track(&sound[96_000..], 0.7 * base, 1.4 * base));
        let (_, old, before) = measure(&sound);
        for flatten in [0.3, 0.7, 1.0] {
            let out = heard(shape, Timbre { flatten, ..Timbre::NONE }, &sound);
            let (hz, new, alike) = measure(&out);
            let level = db(power(&out[96_000..]) / power(&sound[96_000..]));
            println!(
                "{shape:?} {base} Hz, {flatten}: {:.2} of {old:.3} octaves left, about {hz:.1} Hz, {level:.2} dB, \
                 periods {alike:.3} alike (were {before:.3})",
                new / old
            );
            assert!((new / old - (1.0 - f64::from(flatten))).abs() < 0.15 && (hz / base - 1.0).abs() < 0.02);
            assert!(level.abs() < 1.5);
        }
    }
}

#[test]
fn pitch_and_spectrum_move_alone() {
    let sound = voice(4.0, [600.0, 1600.0], |t| 150.0 + 10.0 * (TAU * 2.0 * t).sin());
    let centroid = |sound: &[f32]| {
        let spectrum = spectrum(&sound[48_000..]);
        let total: f64 = spectrum.iter().sum();
        spectrum.iter().enumerate().map(|(n, p)| (n as f64 * BIN_HZ).max(1.0).log2() * p).sum::<f64>() / total
    };
    let measure = |sound: &[f32], times: f64| {
        (centroid(sound), spread(track(&sound[48_000..], 100.0 * times, 210.0 * times)).0.log2())
    };
    let before = measure(&sound, 1.0);
    for shape in [Shape::Film, Shape::Live] {
        for (pitch_up, shift) in [(0.0, 0.3), (0.0, 1.0), (0.3, 0.0), (0.8, 0.0), (0.4, 0.6)] {
            let out = heard(shape, Timbre { pitch_up, shift, ..Timbre::NONE }, &sound);
            let after = measure(&out, f64::from(pitch_up).exp2());
            let moved = (after.0 - before.0, after.1 - before.1);
            let level = db(power(&out[48_000..]) / power(&sound[48_000..]));
            println!(
                "{shape:?} up {pitch_up}, shift {shift}: pitch {:.3}, spectrum {:.3} octaves, {level:.2} dB",
                moved.1, moved.0
            );
            assert!((moved.1 - f64::from(pitch_up)).abs() < 0.02);
            assert!((moved.0 - f64::from(shift)).abs() < 0.12);
            assert!(level.abs() < 2.0);
        }
    }
}

#[test]
fn dead_channels_are_holes() {
    let hiss = noise(3, 96_000);
    let click = |n: usize| if n.is_multiple_of(9600) { 1.0 } else { 0.0 };
    let clicks: Vec<f32> = (0..96_000).map(click).collect();
    let sung = voice(2.0, [600.0, 1600.0], |t| 150.0 + 10.0 * (TAU * 2.0 * t).sin());
    let mut channels = Channels::even(12, 187.5, 7937.5);
    // Half-way to the neighbours of the channels that are dead, less what a window smears.
    let edge = |n: usize| {
        let middle = |n: usize| place(channels.centre(n));
        f64::from(crate::hearing::greenwood::frequency(0.5 * (middle(n) + middle(n + 1))))
    };
    let (low, high) = (edge(3) + 70.0, edge(5) - 70.0);
    let spec = SPEC(48_000.0);
    (channels.alive[4], channels.alive[5]) = (false, false);
    for (name, sound) in [("noise", &hiss), ("clicks", &clicks), ("voice", &sung)] {
        for timbre in [Timbre::NONE, LONG_ARRAY, Timbre { ring: 0.0, ..SHORT_ARRAY }] {
            let level = |sound: &[f32]| {
                let spectrum = spectrum(&sound[12_000..]);
                db(spectrum[(low / BIN_HZ) as usize..(high / BIN_HZ) as usize].iter().sum::<f64>())
            };
            let through = |channels: Channels| {
                let settings = PerceptSettings { channels, ..of(timbre) };
                through(&spec, Shape::Film, &settings, sound, 0, 32)
            };
            let whole = level(&through(Channels { alive: Channels::default().alive, ..channels }));
            let hole = level(&through(channels));
            println!("{name}, {low:.0} to {high:.0} Hz: {whole:.1} dB, {hole:.1} dB where dead");
            assert!(whole - hole > 25.0);
            for none in [Channels { count: 0, ..channels }, Channels { alive: [false; 32], ..channels }] {
                assert!(through(none).iter().all(|y| *y == 0.0));
            }
        }
    }
}
