//! What the head makes by itself stays under its cap whatever is done: everything at its most, in scenes cut all the time.

use integration::measure::power_db;
use integration::player::{Bare, Player, Point, Value, values};
use integration::presets::each;
use integration::signals::pink;
use threshold_core::engine::{Entry, Film, Live};
use threshold_core::inner::cap::CapSettings;
use threshold_core::story::{Bank, Scene};

const SECOND: usize = 48_000;
const LEN: usize = 6 * SECOND;
/// How often scenes are cut, samples: 100 ms.
const CUT: usize = 4800;
/// Span over which the cap holds, samples: 400 ms.
const WINDOW: usize = 19_200;
/// What the cap may be passed by, dB.
const TOLERANCE_DB: f64 = 0.1;

/// Everything that sounds by itself, at its most.
const LOUDEST: &[Value] = &[
    ("tinnitus", 1.0),
    ("tinnitus_level", -24.0),
    ("tinnitus_handover", 1.0),
    ("body", 1.0),
    ("body_lfe", 1.0),
    ("blocker", 1.0),
    ("blocker_level", 85.0),
    ("trim", 24.0),
    ("floor_level", -50.0),
    ("floor_edge", 1000.0),
    ("silence", 1.0),
    ("event_recovery", 0.3),
];

/// Scenes that differ as much as they can, each of them as loud as can be.
fn bank() -> Bank {
    let scene = |more: &[Value]| Some(values(&[LOUDEST, more].concat()));
    let mut bank = Bank::default();
    bank.put(0, scene(&[("loss", 1.0), ("tinnitus_character", 0.0)]));
    bank.put(1, scene(&[("loss", 0.1), ("perspective", 0.3), ("tinnitus_character", 3.0)]));
    bank.put(
        2,
        scene(&[("loss", 1.0), ("implant", 1.0), ("tinnitus_level_re", 1.0), ("tinnitus_sensation", 30.0)]),
    );
    bank.put(3, scene(&[("loss", 0.7), ("processor_off", 1.0)]));
    bank
}

/// Scenes one after the other, and an event that is fired and let go all the time.
fn points(event: f32, order: &[usize]) -> Vec<Point> {
    let mut points = Vec::new();
    for (n, at) in (CUT..LEN).step_by(CUT).enumerate() {
        points.push((at, "scene", Scene::choice(order[n % order.len()])));
        if n % 7 == 0 {
            points.push((at, "event", event));
            points.push((at, "event_fire", f32::from(u8::from(n % 2 == 0))));
        }
    }
    points
}

/// What the head makes: everything that is heard less what is heard without it. `input` is so soft that no ceiling acts.
fn made<E: Entry>(input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
    let mut player = Bare::<E>::with(bank());
    let sound = player.play(input, start, points);
    let rest = player.play(input, &[start, &[("generators", 0.0)]].concat(), points);
    let less = |(sound, rest): (&Vec<f32>, &Vec<f32>)| sound.iter().zip(rest).map(|(a, b)| a - b).collect();
    sound.iter().zip(&rest).map(less).collect()
}

/// Highest level over any 400 ms, dBFS RMS re a full-scale sine's.
fn loudest(signal: &[f32]) -> f64 {
    let mut sums = vec![0.0f64];
    for x in signal {
        sums.push(sums[sums.len() - 1] + f64::from(*x) * f64::from(*x));
    }
    let most = sums.windows(WINDOW + 1).map(|span| span[WINDOW] - span[0]).fold(0.0, f64::max);
    power_db(2.0 * most / WINDOW as f64)
}

fn worst<E: Entry>(name: &str) {
    // Of all scenes, events, listening levels and inputs the loudest of each kind.
    let cases: [(f32, &str, f32, &[usize], bool); 4] = [
        (55.0, "pop", 0.0, &[0, 1, 2, 3], false),
        (79.0, "blast", 1.0, &[0, 1], true),
        (90.0, "one scene", 0.0, &[0], false),
        (95.0, "activation", 4.0, &[2, 3], true),
    ];
    let found = each(&cases, |(level, what, event, order, silent)| {
        let dbfs = if *silent { -200.0 } else { -60.0 };
        let input = [95, 96].map(|stream| pink(stream, dbfs, LEN));
        let start = [LOUDEST, &[("listening_level", *level), ("scene", Scene::choice(order[0]))]].concat();
        let made = made::<E>(&input, &start, &points(*event, order));
        let cap = f64::from(CapSettings { listening_level: *level }.cap_dbfs());
        let over = made.iter().map(|ear| loudest(ear)).fold(f64::MIN, f64::max) - cap;
        println!(
            "{name}, {level} dB SPL, {what}, silent {silent}: {over:+.2} dB re the cap of {cap:.1} dBFS"
        );
        over
    });
    let most = found.into_iter().fold(f64::MIN, f64::max);
    println!("{name}: worst {most:+.2} dB");
    assert!(most < TOLERANCE_DB);
    // Something is held at all.
    assert!(most > -6.0);
}

#[test]
fn the_cap_holds_in_film() {
    worst::<Film>("film");
}

#[test]
fn the_cap_holds_live() {
    worst::<Live>("live");
}
