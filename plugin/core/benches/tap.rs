//! What looking costs: time of the film engine in stereo at 48 kHz, blocks of 512, with the display's tap on, re off.
//! Rounds with and without take turns, and the median of their ratios counts, so that a busy machine does not.

use std::time::{Duration, Instant};

use threshold_core::base::{Layout, PerEar, Spec};
use threshold_core::engine::meters::{Electrodes, TAP_LEN};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Film};
use threshold_core::kit::random::Random;
use threshold_core::parameters::{BODY, IMPLANT, LOSS, TINNITUS, Values};

const RATE: f32 = 48_000.0;
const BLOCK: usize = 512;
/// Blocks of one round (a quarter of a second), rounds of either kind, and blocks between two pictures (30 a second).
const BLOCKS: usize = 24;
const ROUNDS: usize = 400;
const PICTURE: usize = 3;

/// What the editor's end has room for.
struct Picture {
    sound: Vec<f32>,
    electrodes: Electrodes,
}

/// Plays one round; with the tap on, hands over what a picture shows as the plugin does.
fn round(
    engine: &mut Engine<Film>,
    values: &Values,
    noise: &[Vec<f32>],
    on: bool,
    picture: &mut Picture,
) -> Duration {
    let mut audio = noise.to_vec();
    let start = Instant::now();
    for block in 0..BLOCKS {
        engine.play(values, Venue::default());
        engine.tap().on = on;
        let from = block * BLOCK;
        let mut parts: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[from..from + BLOCK]).collect();
        engine.process(&mut parts, &[], &[]);
        if on {
            std::hint::black_box(engine.take_meters());
            if block % PICTURE == 0 {
                let stretches = engine.tap().newest();
                let ears = stretches.iter().flat_map(PerEar::iter);
                picture
                    .sound
                    .chunks_exact_mut(TAP_LEN)
                    .zip(ears)
                    .for_each(|(to, from)| to.copy_from_slice(from));
                engine.tap().copy_electrodes(&mut picture.electrodes);
            }
        }
    }
    let took = start.elapsed();
    std::hint::black_box((&audio, &picture.sound, &picture.electrodes));
    took
}

fn main() {
    let lost = Values::default().with(&LOSS, 0.65);
    let noise =
        |ear: u32| (0..BLOCKS * BLOCK).map(|n| 0.25 * Random::new(1, ear).bipolar(n as i64)).collect();
    let noise: Vec<Vec<f32>> = vec![noise(0), noise(1)];
    for (name, values) in [
        ("Loss 0", Values::default()),
        ("Loss 0.65", lost),
        ("Loss 0.65, tinnitus, body", lost.with(&TINNITUS, 1.0).with(&BODY, 0.5)),
        ("Implant 1", Values::default().with(&IMPLANT, 1.0)),
    ] {
        let mut engine = Engine::<Film>::default();
        engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
        let mut picture = Picture { sound: vec![0.0; 4 * TAP_LEN], electrodes: Electrodes::default() };
        let mut rounds: Vec<[f64; 2]> = (0..ROUNDS)
            .map(|_| {
                [false, true].map(|on| round(&mut engine, &values, &noise, on, &mut picture).as_secs_f64())
            })
            .collect();
        let mut median = |of: fn(&[f64; 2]) -> f64| {
            rounds.sort_by(|a, b| of(a).total_cmp(&of(b)));
            of(&rounds[ROUNDS / 2])
        };
        let seconds = (BLOCKS * BLOCK) as f64 / f64::from(RATE);
        let [off, on] = [median(|[off, _]| *off), median(|[_, on]| *on)].map(|time| 1.0e3 * time / seconds);
        let more = 100.0 * (median(|[off, on]| on / off) - 1.0);
        println!("{name}: {off:.2} ms per second of sound, {on:.2} with the tap on: {more:+.2} %");
    }
}
