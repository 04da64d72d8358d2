//! Memory on both bare engines: how loud, of what, how long, and only where the outside has gone.

use integration::lanes::{self, Play};
use integration::measure::{assert_same_bits, band_energy, high_passed, peak, power, power_db};
use integration::player::{Bare, Player, Point, Value, line};
use integration::signals::{noises, pink, sine};
use threshold_core::engine::{Film, Live, Settings};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::inner::outer_loss_db;
use threshold_core::hearing::path::FILM;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// A seed with a long moment soon after the clock's start: all of it from 0.6 to 3.0 s, nothing before 0.1 s and from
/// 3.6 s to 10 s, at any amount from a half on.
const SEED: Value = ("seed", 152.0);
const OPEN: std::ops::Range<usize> = SECOND * 6 / 10..3 * SECOND;
/// Detail draws random numbers of its own.
const PLAIN: [Value; 3] = [("mumble", 0.0), ("blur", 0.0), ("smear", 0.0)];
/// Where the programme ends.
const END: usize = 5 * SECOND;

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

/// What comes back of `input`: what `values` make of it, less what they make of it without memory.
fn memory(player: &mut dyn Player, input: &[Vec<f32>], values: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
    let start = [&[SEED], values].concat();
    let with = player.play(input, &start, points);
    let others: Vec<Point> = points.iter().copied().filter(|(_, id, _)| *id != "memory").collect();
    let without = player.play(input, &[&start[..], &[("memory", 0.0)]].concat(), &others);
    with.iter().zip(&without).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a - b).collect()).collect()
}

#[test]
fn what_comes_back_has_its_level_and_its_band() {
    for player in &mut players() {
        // Level re the input at an amount of memory, at the filter's edges and away from them.
        for (amount, hz, level) in [
            (1.0, 300.0, -17.0),
            (1.0, 600.0, -14.0),
            (1.0, 1000.0, -14.0),
            (1.0, 2000.0, -14.0),
            (1.0, 4000.0, -17.0),
            (0.5, 1000.0, -22.0),
        ] {
            let tone = sine(hz, 0.1, RATE, END);
            let values = [&PLAIN[..], &[("loss", 1.0), ("memory", amount)]].concat();
            let back = memory(player.as_mut(), &[tone.clone(), tone.clone()], &values, &[]);
            for x in &back {
                let db = power_db(power(&x[OPEN]) / power(&tone[OPEN]));
                println!("{}: memory {amount}: {hz} Hz comes back at {db:.2} dB", player.name());
                assert!((db - level).abs() < 1.0, "{hz} Hz at {db:.2} dB");
                assert!(x[..SECOND / 10].iter().chain(&x[SECOND * 36 / 10..]).all(|x| *x == 0.0));
            }
        }
        for hz in [100.0, 12_000.0] {
            let tone = sine(hz, 0.1, RATE, END);
            let values = [&PLAIN[..], &[("loss", 1.0), ("memory", 1.0)]].concat();
            let back = memory(player.as_mut(), &[tone.clone(), tone.clone()], &values, &[]);
            let db = power_db(power(&back[0][OPEN]) / power(&tone[OPEN]));
            println!("{}: memory 1: {hz} Hz comes back at {db:.2} dB", player.name());
            assert!(db < -14.0 - 18.0);
        }
        // Just above nothing: 30 dB down.
        let tone = sine(1000.0, 0.1, RATE, 12 * SECOND);
        for (amount, range) in [(0.04, -30.0..-28.0), (0.01, -41.0..-37.0)] {
            let values = [&PLAIN[..], &[("loss", 1.0), ("memory", amount)]].concat();
            let back = memory(player.as_mut(), &[tone.clone(), tone.clone()], &values, &[]);
            let db = 20.0 * f64::from(peak(&back[0]) / 0.1).log10();
            println!("{}: memory {amount}: 1 kHz comes back at {db:.2} dB", player.name());
            assert!(range.contains(&db));
        }
    }
}

#[test]
fn nothing_comes_back_that_has_not_gone() {
    let input = noises(6, 0.2, END);
    let outer = |loss: f32| outer_loss_db(&FILM.hearing(loss, &Audiogram::default()));
    let least =
        |db: f32| (0u8..=100).map(|n| f32::from(n) / 100.0).find(|loss| outer(*loss) > db).expect("a loss");
    let (at_20, at_26) = (least(20.0), least(26.0));
    println!("outer loss: 20 dB above loss {:.2}, 26 dB at {at_26:.2}", at_20 - 0.01);
    for player in &mut players() {
        let mut level = |loss: f32, better_ear: f32| -> Vec<f64> {
            let values =
                [&PLAIN[..], &[("loss", loss), ("memory", 1.0), ("better_ear", better_ear)]].concat();
            let back = memory(player.as_mut(), &input, &values, &[]);
            back.iter().map(|x| power_db(power(&x[OPEN]))).collect()
        };
        for loss in [0.0, 0.1, at_20 - 0.01] {
            assert!(level(loss, 0.0).iter().all(|db| *db == f64::NEG_INFINITY), "at loss {loss}");
        }
        let all = level(at_26, 0.0);
        let (half, whole) = (level(least(23.0), 0.0), level(1.0, 0.0));
        println!("{all:.1?} dBFS at 26 dB, {half:.1?} at 23 dB, {whole:.1?} at the path's end");
        for channel in [0, 1, 2, 4, 5] {
            assert!((all[channel] - whole[channel]).abs() < 0.1);
            assert!((-8.0..-4.0).contains(&(half[channel] - whole[channel])));
        }
        // LFE has no memory. With one ear whole, its side and the centre have nothing to remember.
        assert_eq!(whole[3], f64::NEG_INFINITY);
        let one_sided = level(1.0, -1.0);
        let silent: Vec<usize> = (0..6).filter(|n| one_sided[*n] == f64::NEG_INFINITY).collect();
        println!("{}: one ear behind: nothing in channels {silent:?}", player.name());
        assert!(silent == [1, 2, 3, 5] || silent == [0, 2, 3, 4]);
    }
}

#[test]
fn without_memory_seeds_change_nothing_and_with_it_moments_are_others() {
    let input = noises(2, 0.1, 12 * SECOND);
    for player in &mut players() {
        let mut play = |memory: f32, seed: f32| {
            player.play(
                &input,
                &[&PLAIN[..], &[("loss", 1.0), ("memory", memory), ("seed", seed)]].concat(),
                &[],
            )
        };
        assert_same_bits(&play(0.0, 1.0), &play(0.0, 152.0), "no memory");
        let (some, other, none) = (play(1.0, 1.0), play(1.0, 152.0), play(0.0, 1.0));
        let open = |x: &[Vec<f32>]| -> Vec<bool> { x[0].iter().zip(&none[0]).map(|(a, b)| a != b).collect() };
        let (some, other) = (open(&some), open(&other));
        let seconds = |x: &[bool]| x.iter().filter(|open| **open).count() as f32 / RATE;
        println!("moments of two seeds: {:.2} s and {:.2} s of 12 s", seconds(&some), seconds(&other));
        assert!(some != other && seconds(&some) > 0.4 && seconds(&other) > 3.0);
    }
}

#[test]
fn moments_come_and_go_without_a_click() {
    let tone = sine(1000.0, 0.1, RATE, END);
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    for player in &mut players() {
        let values = [&PLAIN[..], &[("loss", 1.0), ("memory", 1.0)]].concat();
        let back = memory(player.as_mut(), &[tone.clone(), tone.clone()], &values, &[]);
        let outside =
            band_energy(&back[0], RATE, 20.0, 950.0) + band_energy(&back[0], RATE, 1050.0, 24_000.0);
        let db = power_db(outside / total);
        println!("{}: a moment's fades: {db:.1} dB outside 950-1050 Hz", player.name());
        assert!(db < -80.0);
        // From nothing to all of it in 400 ms.
        let loud = |part: &[f32]| f64::from(peak(part)) / (0.1 * 10f64.powf(-14.0 / 20.0));
        let levels: Vec<f64> = back[0].chunks(480).map(loud).collect();
        let first = levels.iter().position(|level| *level > 0.0).unwrap_or_default();
        let all = levels.iter().position(|level| *level > 0.98).unwrap_or_default();
        println!("{}: from nothing to 98 % in {} ms", player.name(), 10 * (all - first));
        assert!((340..=410).contains(&(10 * (all - first))));
    }
}

#[test]
fn moves_within_a_moment_do_not_click() {
    let tone = sine(1000.0, 0.1, RATE, END);
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    let bass = sine(100.0, 0.3, RATE, END);
    let at = SECOND * 3 / 2;
    for player in &mut players() {
        for (from, to) in [(0.0, 1.0), (1.0, 0.0)] {
            let values = [&PLAIN[..], &[("loss", 1.0), ("memory", from)]].concat();
            let points = line(at, SECOND / 2, "memory", from, to);
            let back = memory(player.as_mut(), &[tone.clone(), tone.clone()], &values, &points);
            let outside =
                band_energy(&back[0], RATE, 20.0, 250.0) + band_energy(&back[0], RATE, 3000.0, 24_000.0);
            let db = power_db(outside / total);
            println!("{}: 0.5 s ramp of memory {from} to {to}: {db:.1} dB outside", player.name());
            assert!(db < -70.0);
        }
        for (what, start, point) in [
            ("memory on", ("memory", 0.0), (at + 13, "memory", 1.0)),
            ("memory off", ("memory", 1.0), (at + 13, "memory", 0.0)),
            ("the seed", ("memory", 1.0), (at + 13, "seed", 2.0)),
            ("perspective", ("memory", 1.0), (at + 13, "perspective", 0.5)),
        ] {
            let start = [&PLAIN[..], &[SEED, ("loss", 1.0), start]].concat();
            let output = player.play(&[bass.clone(), bass.clone()], &start, &[point]);
            let click = f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0)) / 0.3);
            let db = power_db(click.powi(2));
            println!("{}: a step of {what} in a moment: {db:.1} dB above 5 kHz", player.name());
            assert!(db < -60.0);
        }
    }
}

#[test]
fn stems_with_one_seed_add_up() {
    const LIMIT_DB: f64 = -90.0;
    let stems = [noises(2, 0.02, END), vec![pink(3, -36.0, END), pink(4, -40.0, END)]];
    let sum = |parts: &[Vec<Vec<f32>>]| -> Vec<Vec<f32>> {
        let at = |channel: usize, n: usize| parts.iter().map(|part| part[channel][n]).sum();
        (0..2).map(|channel| (0..END).map(|n| at(channel, n)).collect()).collect()
    };
    let mix = sum(&stems);
    for player in &mut players() {
        for loss in [0.65, 1.0] {
            let start = [SEED, ("loss", loss), ("memory", 1.0)];
            let whole = player.play_keyed(&mix, &mix, &start);
            let parts = sum(&stems.clone().map(|stem| player.play_keyed(&stem, &mix, &start)));
            let residue: Vec<f32> = whole[0].iter().zip(&parts[0]).map(|(a, b)| a - b).collect();
            let db = power_db(power(&residue[OPEN]) / power(&whole[0][OPEN]));
            println!("{}: loss {loss}: stems with memory add up within {db:.0} dB", player.name());
            assert!(db <= LIMIT_DB);
        }
    }
}

#[test]
fn from_the_middle_it_is_what_it_is_in_the_whole() {
    const PRE_ROLL: usize = 2 * SECOND;
    const LEN: usize = 14 * SECOND;
    let programme = noises(2, 0.3, LEN);
    // Memory, loss and the seed move.
    let lane = |position: usize| Settings {
        loss: 0.6 - 0.3 * (position as f32 / 70_000.0).cos(),
        memory: 0.6 + 0.4 * (position as f32 / 50_000.0).sin(),
        seed: if (position / (9 * SECOND)).is_multiple_of(2) { 152 } else { 7 },
        ..Settings::default()
    };
    for (name, play) in [("film", lanes::play::<Film> as Play), ("live", lanes::play::<Live>)] {
        let slow = |position: usize| lane(position / 480 * 480);
        let whole = play(&programme, &slow, &[(0, LEN)], 512);
        // The first starts in the midst of the long moment.
        for from in [SECOND, 5 * SECOND + 13, 8 * SECOND + 480] {
            let part = play(&programme, &slow, &[(from, LEN)], 480);
            let tail = |x: &[Vec<f32>], skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
            assert_same_bits(
                &tail(&whole, from + PRE_ROLL),
                &tail(&part, PRE_ROLL),
                &format!("{name} from {from}"),
            );
        }
    }
}
