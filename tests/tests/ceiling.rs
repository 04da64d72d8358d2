//! The ceiling's promise, with a finer meter than its own: no true peak from inside the head is more than a tenth of a decibel
//! over it, and what stays below passes bit for bit.

use std::f64::consts::PI;

use integration::measure::assert_same_bits;
use integration::signals::{noise, sine};
use integration::true_peak::FineMeter;
use threshold_core::base::{Change, Layout, SEGMENT, Spec, Stage};
use threshold_core::engine::ceiling::{Ceiling, CeilingSettings};
use threshold_core::engine::{Engine, Entry, Film, Live, Settings};
use threshold_core::kit::random::Random;

const RATES: [f32; 5] = [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0];
const CEILINGS: [f32; 3] = [-24.0, -6.0, -2.3];
/// What may pass over the ceiling, dB.
const TOLERANCE_DB: f64 = 0.1;
/// How far below the ceiling the true peak of what passes bit for bit may be, dB: with look-ahead the ceiling's own margin
/// and what its meter reads too much; without, what a tone that breaks off overshoots by as well.
const FILM_GUARD_DB: f64 = 0.5;
const LIVE_GUARD_DB: f64 = 1.6;

type Sound = (String, Vec<f32>);

fn gain(db: f64) -> f64 {
    10f64.powf(db / 20.0)
}

fn db(gain: f64) -> f64 {
    20.0 * gain.log10()
}

/// Steady sounds at 0 dBFS and 12 dB over.
fn steady(rate: f32, len: usize) -> Vec<Sound> {
    let mut sounds = Vec::new();
    for stream in 0..3 {
        let noise = noise(stream, 1.0, len);
        sounds.push((format!("bits at random {stream}"), noise.iter().map(|x| x.signum()).collect()));
        sounds.push((format!("noise {stream}"), noise));
    }
    // Squares, some of them at odd fractions of the rate.
    let fractions = [20.0, 100.0, 997.0, 3000.0, 7919.0].map(|hz| hz / f64::from(rate));
    let odd = [2.0, 3.0, 4.0, 5.0, 7.0, 9.0, 11.0, 13.0, 2.0 * PI].map(|half| 0.5 / half);
    for cycles in fractions.into_iter().chain(odd) {
        let at = |n: usize| if (cycles * n as f64).fract() < 0.5 { 1.0 } else { -1.0 };
        sounds.push((format!("square at {cycles:.4}"), (0..len).map(at).collect()));
    }
    let tones = [(0.25, 45.0f64), (0.25, 0.0), (1.0 / 3.0, 90.0), (1.0 / 3.0, 30.0), (1.0 / 6.0, 0.0)];
    let more = [(1.0 / 6.0, 30.0), (0.2, 18.0), (0.4, 10.0), (0.45, 0.0), (0.001, 0.0), (0.01, 0.0)];
    for (cycles, degrees) in tones.into_iter().chain(more) {
        let at = |n: usize| (2.0 * PI * cycles * n as f64 + degrees.to_radians()).sin() as f32;
        sounds.push((format!("sine at {cycles:.3}, {degrees} degrees"), (0..len).map(at).collect()));
    }
    let louder: Vec<Sound> = sounds
        .iter()
        .map(|(name, sound)| (format!("{name}, +12 dB"), sound.iter().map(|x| 4.0 * x).collect()))
        .collect();
    sounds.into_iter().chain(louder).collect()
}

/// Sounds that begin and end suddenly.
fn sudden(len: usize) -> Vec<Sound> {
    let random = Random::new(77, 0);
    // Bursts at odd moments, each drawn by `shape` from how far it is in and how loud it is to be.
    let bursts = |name: &str, length: usize, shape: &dyn Fn(usize, f32) -> f32| {
        let mut sound = vec![0.0f32; len];
        let mut start = 100;
        for burst in 0.. {
            if start + length + SEGMENT > len {
                break;
            }
            let loud = 2.5 + 1.5 * random.bipolar(burst);
            sound[start..start + length].iter_mut().enumerate().for_each(|(n, x)| *x = shape(n, loud));
            start += length + 400 + (390.0 * random.bipolar(1000 + burst)) as usize;
        }
        (name.to_owned(), sound)
    };
    let mut sounds = vec![
        bursts("clicks", 1, &|_, loud| loud),
        bursts("clicks of both signs", 2, &|n, loud| if n == 0 { loud } else { -loud }),
        bursts("alternating bursts", 23, &|n, loud| if n % 2 == 0 { loud } else { -loud }),
        bursts("steps", 301, &|_, loud| loud),
        bursts("noise bursts", 501, &|n, loud| loud * random.bipolar(5000 + n as i64)),
        bursts("quarter-rate bursts", 203, &|n, loud| loud * [1.0, 1.0, -1.0, -1.0][n % 4]),
        bursts("third-rate bursts", 203, &|n, loud| loud * [1.0, 1.0, -2.0][n % 3]),
    ];
    // The worst there is between samples: each has the sign that it needs to lift the point in the middle.
    for reach in [2usize, 4, 8, 16, 32, 64] {
        let worst = |n: usize, loud: f32| {
            let distance = reach as f64 - 0.5 - n as f64;
            loud * ((PI * distance).sin() / distance).signum() as f32
        };
        sounds.push(bursts(&format!("signs of a sinc of {reach}"), 2 * reach, &worst));
        let (name, mut sound) = bursts(&format!("signs of a sinc of {reach} on a tone"), 2 * reach, &worst);
        let tone = sine(600.0, 1.0, 48_000.0, len);
        sound.iter_mut().zip(tone).for_each(|(x, tone)| *x = if *x == 0.0 { tone } else { *x });
        sounds.push((name, sound));
    }
    sounds
}

fn sounds(rate: f32) -> Vec<Sound> {
    // Long enough for a few holds of 25 ms, and silence until the last of it has come out even one film frame late.
    let [len, silence] = [0.1, 0.05].map(|seconds| (seconds * rate) as usize);
    let followed = |(name, sound): Sound| (name, [sound, vec![0.0; silence]].concat());
    steady(rate, len).into_iter().chain(sudden(len)).map(followed).collect()
}

/// What a ceiling alone makes of `input`, and its latency.
fn held<E: Entry>(spec: &Spec, dbtp: f32, input: &[Vec<f32>]) -> (Vec<Vec<f32>>, usize) {
    let mut ceiling = Ceiling::new(E::PURPOSE);
    ceiling.prepare(spec);
    ceiling.set(&CeilingSettings { dbtp }, Change::Jump);
    let mut output = input.to_vec();
    for start in (0..input[0].len()).step_by(SEGMENT) {
        let len = SEGMENT.min(input[0].len() - start);
        let mut chunks = vec![[0.0; SEGMENT]; input.len()];
        for (chunk, x) in chunks.iter_mut().zip(&output) {
            chunk[..len].copy_from_slice(&x[start..start + len]);
        }
        ceiling.hold(&mut chunks, len);
        for (chunk, x) in chunks.iter().zip(&mut output) {
            x[start..start + len].copy_from_slice(&chunk[..len]);
        }
    }
    (output, ceiling.latency())
}

/// The true peak of the loudest channel re a ceiling, dB.
fn over_db(meter: &FineMeter, heard: &[Vec<f32>], dbtp: f32) -> f64 {
    db(heard.iter().map(|x| meter.peak(x)).fold(0.0, f64::max)) - f64::from(dbtp)
}

/// Prints the worst of several figures, and fails if it is more than the tolerance over.
fn judge(what: &str, mut figures: Vec<(f64, String)>) {
    figures.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (worst, name) = &figures[0];
    println!("{what}: {worst:+.3} dB at most ({name}), then {:+.3} ({})", figures[1].0, figures[1].1);
    assert!(*worst <= TOLERANCE_DB, "{what}: {name} is {worst:.3} dB over");
    // What always turned everything down far too much would keep the promise too.
    assert!(*worst > -0.5, "{what}: nothing comes near the ceiling, {worst:.3} dB");
}

fn stereo(sample_rate: f32) -> Spec {
    Spec { sample_rate, layout: Layout::STEREO }
}

fn holds_at_every_rate<E: Entry>(entry: &str) {
    let meter = FineMeter::default();
    for rate in RATES {
        let mut figures = Vec::new();
        for (n, (name, sound)) in sounds(rate).into_iter().enumerate() {
            let dbtp = CEILINGS[n % CEILINGS.len()];
            // The other side is quiet: it goes along.
            let input = vec![sound.clone(), sound.iter().map(|x| 0.3 * x).collect()];
            let (heard, _) = held::<E>(&stereo(rate), dbtp, &input);
            figures.push((over_db(&meter, &heard, dbtp), format!("{name} at {dbtp} dBTP")));
        }
        judge(&format!("{entry} at {rate} Hz"), figures);
    }
}

#[test]
fn the_film_ceiling_holds_every_sound_at_every_rate() {
    holds_at_every_rate::<Film>("film");
}

#[test]
fn the_live_ceiling_holds_every_sound_at_every_rate() {
    holds_at_every_rate::<Live>("live");
}

fn holds_linked_channels<E: Entry>(entry: &str) {
    let meter = FineMeter::default();
    let spec = Spec { sample_rate: 48_000.0, layout: Layout::SEVEN_1_4 };
    let mut figures = Vec::new();
    for (turn, group) in sounds(48_000.0).chunks_exact(spec.layout.channels()).enumerate() {
        let dbtp = CEILINGS[turn % CEILINGS.len()];
        let input: Vec<Vec<f32>> = group.iter().map(|(_, sound)| sound.clone()).collect();
        let (heard, latency) = held::<E>(&spec, dbtp, &input);
        figures.push((over_db(&meter, &heard, dbtp), format!("from {} at {dbtp} dBTP", group[0].0)));
        // One gain for all: what was turned down in one channel was in each.
        for n in 0..input[0].len() - latency {
            let gains = input.iter().zip(&heard).filter(|(x, _)| x[n].abs() > 0.1);
            let gains: Vec<f32> = gains.map(|(x, heard)| heard[n + latency] / x[n]).collect();
            let even = gains.iter().all(|gain| (gain - gains[0]).abs() < 1.0e-5);
            assert!(even, "{entry}, sample {n}: {gains:?}");
        }
    }
    judge(&format!("{entry} on 7.1.4"), figures);
}

#[test]
fn channels_are_held_together() {
    holds_linked_channels::<Film>("film");
    holds_linked_channels::<Live>("live");
}

fn holds_in_the_engine<E: Entry>(entry: &str) {
    let meter = FineMeter::default();
    // Hardly any loss, and the trim drives the ceiling.
    let settings = [(-2.3, 0.0, 3.0), (-6.0, 0.05, 0.0), (-24.0, 0.2, 12.0)]
        .map(|(ceiling_dbtp, loss, trim_db)| Settings { ceiling_dbtp, loss, trim_db, ..Settings::default() });
    for settings in settings {
        let mut figures = Vec::new();
        for (name, sound) in sounds(48_000.0) {
            let mut engine = Engine::<E>::default();
            engine.prepare(&stereo(48_000.0));
            engine.set(&settings);
            let mut heard = vec![sound.clone(), sound];
            let mut block: Vec<&mut [f32]> = heard.iter_mut().map(Vec::as_mut_slice).collect();
            engine.process(&mut block, &[], &[]);
            figures.push((over_db(&meter, &heard, settings.ceiling_dbtp), name));
        }
        judge(&format!("{entry} engine at {} dBTP", settings.ceiling_dbtp), figures);
    }
}

#[test]
fn the_ceiling_holds_in_the_film_engine() {
    holds_in_the_engine::<Film>("film");
}

#[test]
fn the_ceiling_holds_in_the_live_engine() {
    holds_in_the_engine::<Live>("live");
}

fn passes_below<E: Entry>(guard_db: f64, what: &str) {
    let meter = FineMeter::default();
    for rate in [22_050.0, 48_000.0] {
        for (n, (name, sound)) in sounds(rate).into_iter().enumerate() {
            let dbtp = CEILINGS[n % CEILINGS.len()];
            let scale = gain(f64::from(dbtp) - guard_db) / meter.peak(&sound);
            let input = vec![sound.iter().map(|x| (scale * f64::from(*x)) as f32).collect::<Vec<f32>>(); 2];
            let (heard, latency) = held::<E>(&stereo(rate), dbtp, &input);
            let delayed: Vec<Vec<f32>> =
                input.iter().map(|x| [&vec![0.0; latency], &x[..x.len() - latency]].concat()).collect();
            assert_same_bits(&delayed, &heard, &format!("{what}: {name} at {dbtp} dBTP and {rate} Hz"));
        }
    }
}

#[test]
fn below_the_ceiling_sound_passes_bit_for_bit() {
    passes_below::<Film>(FILM_GUARD_DB, "film");
    passes_below::<Live>(LIVE_GUARD_DB, "live");
}
