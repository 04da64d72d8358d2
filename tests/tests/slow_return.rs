//! Where ears are fed directly whatever leads back towards the world takes its time, and everything else is as it was.

use std::f64::consts::TAU;

use nice_assert_no_alloc::{AllocDisabler, assert_no_alloc};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Audition, Engine, Live};
use threshold_core::kit::random::Random;
use threshold_core::parameters::{self, Values};
use threshold_core::story::{Bank, Recall, Scene};

#[global_allocator]
static GUARD: AllocDisabler = AllocDisabler;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Off any grid.
const AT: usize = 48_011;
/// How long a return takes at least, seconds (design).
const LEAST_SECONDS: f64 = 0.300;
/// The treble that returns, Hz and peak, and the span over which its level is read: 20 turns.
const TREBLE: (f64, f32) = (4000.0, 0.1);
/// The same where an implant sings treble: what no electrode brings.
const AIR_HZ: f64 = 12_000.0;
const WINDOW: usize = 240;
/// Where levels end up, and where they begin, is read over so many windows.
const REST: usize = 60;
/// A smaller return says nothing about where its last decibel comes.
const LEAST_DB: f64 = 7.0;
/// What a level may rise by in one window, dB: a return from 60 dB below rises by 0.9.
const STEP_DB: f64 = 2.0;
/// The same where an implant's carriers are heard as well: they beat with the tone.
const BEATING_DB: f64 = 5.0;
/// How far a tone may first fall below where it was, dB: recruitment spared it so much of what reference noise loses.
const SPARED_DB: f64 = 7.0;
/// Steps below this are not heard beside what follows, dB re the end.
const HEARD_DB: f64 = -40.0;

type Value = (&'static str, f32);
type Point = (usize, &'static str, f32);

const DEAF: &[Value] = &[("loss", 0.8), ("smear", 0.0), ("mumble", 0.0), ("blur", 0.0)];

const IMPLANTED: &[Value] = &[("implant", 1.0), ("loss", 1.0)];

fn with(more: &[Value]) -> Vec<Value> {
    [DEAF, more].concat()
}

fn put(values: &Values, id: &str, value: f32) -> Values {
    values.with(parameters::find(id).expect("a parameter"), value)
}

fn values(moved: &[Value]) -> Values {
    moved.iter().fold(Values::default(), |values, (id, value)| put(&values, id, *value))
}

/// Scenes: the world, deaf, a quarter of that, and the processors off.
fn bank() -> Bank {
    let mut bank = Bank::default();
    let scenes = [vec![], with(&[]), with(&[("loss", 0.2)]), with(&[("processor_off", 1.0)])];
    for (slot, scene) in scenes.iter().enumerate() {
        bank.put(slot, Some(values(scene)));
    }
    bank
}

/// What else happens besides parameters at [`AT`].
#[derive(Clone, Copy, PartialEq)]
enum Happens {
    Nothing,
    Note(usize),
    Recall,
    Heard(Audition),
    Panic,
}

/// The first channel of what becomes of `input`.
fn play(
    slow: bool,
    input: &[f32],
    start: &[Value],
    points: &[Point],
    happens: Happens,
    block: usize,
) -> Vec<f32> {
    let mut engine = Engine::<Live>::default();
    engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
    engine.tell(&bank());
    let mut venue = Venue { slow_return: slow, ..Venue::default() };
    let mut lanes = values(start);
    let mut sound = [input.to_vec(), input.to_vec()];
    let (mut done, mut happened) = (0, false);
    while done < input.len() {
        for (_, id, value) in points.iter().filter(|(at, ..)| *at == done) {
            lanes = put(&lanes, id, *value);
        }
        if done == AT && !happened {
            happened = true;
            match happens {
                Happens::Nothing => {}
                Happens::Note(slot) => engine.cue(slot, 0),
                Happens::Recall => {
                    let after = put(&lanes, "loss", 0.0);
                    engine.recall(&Recall { number: 1, before: lanes, after }, &lanes);
                    lanes = after;
                }
                Happens::Heard(audition) => venue.audition = audition,
                Happens::Panic => venue.slow_return = false,
            }
        }
        let next = points.iter().map(|(at, ..)| *at).chain([AT]).filter(|at| *at > done).min();
        let len = block.min(next.unwrap_or(input.len()).min(input.len()) - done);
        let mut parts: Vec<&mut [f32]> = sound.iter_mut().map(|x| &mut x[done..done + len]).collect();
        assert_no_alloc(|| {
            engine.play(&lanes, venue);
            engine.process(&mut parts, &[], &[]);
        });
        done += len;
    }
    let [heard, _] = sound;
    heard
}

fn tone(hz: f64) -> Vec<f32> {
    let turn = |n: usize| (TAU * hz * n as f64 / f64::from(RATE)).sin() as f32;
    (0..2 * SECOND).map(|n| TREBLE.1 * turn(n)).collect()
}

fn treble() -> Vec<f32> {
    tone(TREBLE.0)
}

fn noise(peak: f32, len: usize) -> Vec<f32> {
    let random = Random::new(3, 0);
    (0..len).map(|n| peak * random.bipolar(n as i64)).collect()
}

fn assert_same(a: &[f32], b: &[f32], what: &str) {
    assert_eq!(a.len(), b.len());
    let differs = a.iter().zip(b).position(|(a, b)| a.to_bits() != b.to_bits());
    assert!(differs.is_none(), "{what} differs at {differs:?}");
}

/// Level of each window, dB re full scale.
fn levels(signal: &[f32]) -> Vec<f64> {
    let power = |window: &[f32]| window.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / WINDOW as f64;
    signal.chunks_exact(WINDOW).map(|window| 10.0 * power(window).max(1e-12).log10()).collect()
}

/// A way back: how many seconds after [`AT`] it comes within 1 dB of its end for good, how far it rises from where it was
/// before, how far it first falls below that, and by how much it rises from one window to the next.
struct Way {
    seconds: f64,
    rise: f64,
    dip: f64,
    step: f64,
}

impl Way {
    fn print(&self, name: &str) {
        let Self { seconds, rise, dip, step } = self;
        println!(
            "{name}: {rise:.1} dB in {seconds:.3} s, first {dip:.1} dB down, {step:.1} dB in 5 ms at most"
        );
    }
}

fn way(signal: &[f32]) -> Way {
    let levels = levels(signal);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let at = AT / WINDOW;
    let last = mean(&levels[levels.len() - REST..]);
    let softer = levels.iter().rposition(|level| *level < last - 1.0).unwrap_or(0);
    let lowest = levels[at + 1..].iter().copied().fold(f64::MAX, f64::min);
    let before = mean(&levels[at - REST..at]);
    let heard = last + HEARD_DB;
    let steps = levels.windows(2).map(|pair| pair[1].max(heard) - pair[0].max(heard));
    Way {
        seconds: ((softer + 1) * WINDOW) as f64 / f64::from(RATE) - AT as f64 / f64::from(RATE),
        rise: last - before,
        dip: (before - lowest).max(0.0),
        step: steps.skip(at - 1).fold(0.0, f64::max),
    }
}

/// A straight line in Perspective from 1 to 0, as hosts send it.
fn drawn(samples: usize) -> Vec<Point> {
    (0..=samples).step_by(32).map(|n| (AT + n, "perspective", 1.0 - n as f32 / samples as f32)).collect()
}

#[test]
fn whatever_leads_back_takes_its_time() {
    let scene = |slot: usize| ("scene", Scene::choice(slot));
    let fired = |seconds: f32| {
        with(&[("loss", 0.0), ("event", 1.0), ("event_fire", 1.0), ("event_recovery", seconds)])
    };
    let to = |points: &[Value]| points.iter().map(|(id, to)| (AT, *id, *to)).collect::<Vec<Point>>();
    let ways: Vec<(&str, Vec<Value>, Vec<Point>, Happens)> = [
        ("Perspective, cut", with(&[]), to(&[("perspective", 0.0)])),
        ("Perspective, cut in 20 ms", with(&[("cut_time", 0.020)]), to(&[("perspective", 0.0)])),
        ("Perspective, to a quarter", with(&[]), to(&[("perspective", 0.25)])),
        ("Perspective, drawn in 50 ms", with(&[]), drawn(2400)),
        ("Bypass", with(&[]), to(&[("bypass", 1.0)])),
        ("Loss", with(&[]), to(&[("loss", 0.0)])),
        ("Loss, part of it", with(&[]), to(&[("loss", 0.3)])),
        ("Loss, without recruitment", with(&[("recruitment", 0.0)]), to(&[("loss", 0.0)])),
        ("Loss path", with(&[]), to(&[("loss_path", 4.0)])),
        ("Processor off", vec![("processor_off", 1.0)], to(&[("processor_off", 0.0)])),
        (
            "Processor off, and Loss",
            with(&[("processor_off", 1.0)]),
            to(&[("processor_off", 0.0), ("loss", 0.0)]),
        ),
        ("Trim", with(&[("loss", 0.0), ("trim", -24.0)]), to(&[("trim", 0.0)])),
        ("Implant", IMPLANTED.to_vec(), to(&[("implant", 0.0), ("loss", 0.0)])),
        ("Implant, by Perspective", IMPLANTED.to_vec(), to(&[("perspective", 0.0)])),
        ("an event's recovery", fired(0.02), to(&[("event_fire", 0.0)])),
        ("an event's depth", fired(0.02), to(&[("event_depth", 0.0)])),
        ("Perspective, while an event lasts", fired(10.0), to(&[("perspective", 0.0)])),
        ("Bypass, while an event lasts", fired(10.0), to(&[("bypass", 1.0)])),
        ("a scene, the world", vec![scene(1)], to(&[scene(0)])),
        ("a scene, milder", vec![scene(1)], to(&[scene(2)])),
        ("a scene, from silence", vec![scene(3)], to(&[scene(2)])),
        ("a scene, morphed in 50 ms", vec![scene(1), ("cut_time", 0.05)], to(&[scene(0)])),
        ("a journey", vec![("scene", Scene::JOURNEY_CHOICE), ("journey", 1.0)], to(&[("journey", 0.0)])),
    ]
    .into_iter()
    .map(|(name, start, points)| (name, start, points, Happens::Nothing))
    .chain([
        ("a note", vec![scene(1)], vec![], Happens::Note(0)),
        ("a recall", with(&[]), vec![], Happens::Recall),
        ("what is lost, heard", with(&[]), vec![], Happens::Heard(Audition::Lost(None))),
    ])
    .collect();
    let mut failed = Vec::new();
    for (name, start, points, happens) in ways {
        let input = if start == IMPLANTED { tone(AIR_HZ) } else { treble() };
        let way = way(&play(true, &input, &start, &points, happens, 512));
        way.print(name);
        // Nothing is spared by what knows no level; auditions and implants cannot be compared with what was before.
        let linear = start.iter().any(|(id, _)| ["recruitment", "trim", "processor_off"].contains(id));
        let (spared, step) = match happens {
            Happens::Heard(_) => (f64::MAX, STEP_DB),
            _ if start == IMPLANTED => (f64::MAX, BEATING_DB),
            _ if linear => (1.0, STEP_DB),
            _ => (SPARED_DB, STEP_DB),
        };
        if way.rise < LEAST_DB || way.seconds < LEAST_SECONDS || way.step > step || way.dip > spared {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// What an implant sings is not the sound that comes back, however loud it is: the world comes in from below it.
#[test]
fn out_of_an_implant_the_world_comes_in_anew() {
    for (name, back) in
        [("Implant", [("implant", 0.0), ("loss", 0.0)].as_slice()), ("Perspective", &[("perspective", 0.0)])]
    {
        let points: Vec<Point> = back.iter().map(|(id, to)| (AT, *id, *to)).collect();
        let way = way(&play(true, &treble(), IMPLANTED, &points, Happens::Nothing, 512));
        way.print(name);
        assert!(way.dip + way.rise > LEAST_DB);
        assert!(way.seconds >= LEAST_SECONDS && way.step < BEATING_DB);
    }
}

#[test]
fn every_return_ends_in_the_world_bit_for_bit() {
    let input = noise(0.3, 5 * SECOND / 2);
    for end in [("perspective", 0.0), ("bypass", 1.0), ("loss", 0.0)] {
        let back: &[Point] = &[(AT, end.0, end.1)];
        let heard = play(true, &input, &with(&[]), back, Happens::Nothing, 512);
        let since = AT + SECOND;
        assert_same(&heard[since..], &input[since..], end.0);
        assert!(heard[..AT] != input[..AT]);
    }
}

#[test]
fn the_way_into_the_head_is_as_sharp_as_anywhere() {
    let input = noise(0.3, 2 * SECOND);
    let world = with(&[("perspective", 0.0)]);
    let ways: [(&str, Vec<Value>, Vec<Point>); 4] = [
        ("Perspective", world, vec![(AT, "perspective", 1.0)]),
        ("Loss", with(&[("loss", 0.1)]), vec![(AT, "loss", 1.0)]),
        ("a scene", vec![("scene", Scene::choice(0))], vec![(AT, "scene", Scene::choice(1))]),
        ("a deeper scene", vec![("scene", Scene::choice(2))], vec![(AT, "scene", Scene::choice(1))]),
    ];
    for (name, start, points) in ways {
        let [elsewhere, slow] =
            [false, true].map(|slow| play(slow, &input, &start, &points, Happens::Nothing, 512));
        assert_same(&elsewhere, &slow, name);
        assert!(slow[AT + 4800..] != input[AT + 4800..]);
    }
}

#[test]
fn who_was_bypassed_comes_back_into_the_head_by_a_cut() {
    let input = noise(0.3, 2 * SECOND);
    let [bypass, perspective] = [("bypass", 1.0, 0.0), ("perspective", 0.0, 1.0)].map(|(id, from, to)| {
        play(true, &input, &with(&[(id, from)]), &[(AT, id, to)], Happens::Nothing, 512)
    });
    assert_same(&bypass, &perspective, "bypass");
}

#[test]
fn what_is_drawn_slowly_is_hardly_held_back() {
    const SECONDS: usize = 4;
    let drawn: Vec<Point> = (0..SECONDS * SECOND)
        .step_by(512)
        .map(|n| (AT + n, "loss", 0.8 - 0.8 * n as f32 / (SECONDS * SECOND) as f32))
        .collect();
    let input: Vec<f32> = treble().into_iter().cycle().take((SECONDS + 2) * SECOND).collect();
    let [elsewhere, slow] =
        [false, true].map(|slow| levels(&play(slow, &input, &with(&[]), &drawn, Happens::Nothing, 512)));
    let most = elsewhere.iter().zip(&slow).map(|(a, b)| a - b).fold(0.0, f64::max);
    println!("held back by {most:.1} dB");
    assert!(most < 4.0);
}

#[test]
fn blocks_make_no_difference() {
    let input = noise(0.3, 2 * SECOND);
    for end in [("perspective", 0.0), ("loss", 0.2)] {
        let back: &[Point] = &[(AT, end.0, end.1)];
        let whole = play(true, &input, &with(&[]), back, Happens::Nothing, 4096);
        for block in [1, 77] {
            let parts = play(true, &input, &with(&[]), back, Happens::Nothing, block);
            assert_same(&whole, &parts, end.0);
        }
    }
}

#[test]
fn panic_is_not_held_back() {
    let back: &[Point] = &[(AT, "perspective", 0.0)];
    let heard = play(true, &treble(), &with(&[]), back, Happens::Panic, 512);
    let way = way(&heard);
    way.print("panic");
    assert!(way.rise > LEAST_DB && way.seconds < 0.020);
}
