//! What holds for a percept whatever it sounds like.

use std::time::Instant;

use super::*;

fn all() -> Timbre {
    Timbre { ring: 0.5, ..SHORT_ARRAY }
}

fn programme(seconds: f64) -> Vec<f32> {
    let mut sound = voice(seconds, [600.0, 1600.0], |t| 150.0 + 40.0 * (TAU * 1.3 * t).sin());
    let len = sound.len();
    sound.iter_mut().zip(noise(2, len)).enumerate().for_each(|(n, (x, y))| {
        *x = *x * (TAU * n as f64 / 30_000.0).sin().max(0.0) as f32
            + if n % 9000 < 200 { 3.0 * y } else { 0.1 * y };
    });
    sound
}

#[test]
fn silence_is_exact_and_overloads_pass() {
    for shape in [Shape::Film, Shape::Live] {
        let mut sound = vec![0.0; 4800];
        sound.extend(programme(1.0));
        sound.extend(vec![1e9; 4000]);
        sound.extend(programme(1.0));
        sound.extend(vec![0.0; 96_000]);
        let out = heard(shape, all(), &sound);
        let last = out.iter().rposition(|x| *x != 0.0).unwrap();
        println!("{shape:?}: silent {:.0} ms after the input", (last as f64 - 104_800.0) / 48.0);
        assert!(out.iter().all(|x| x.is_finite()));
        assert!(out[..2000].iter().all(|x| *x == 0.0) && last < 104_800 + 48_000);
    }
}

#[test]
fn blocks_pasts_and_seeds() {
    let sound = programme(5.0);
    let spec = SPEC(48_000.0);
    for shape in [Shape::Film, Shape::Live] {
        let render = |settings: &PerceptSettings, from: usize, block: usize| {
            through(&spec, shape, settings, &sound[from..], from as i64 - 50_000, block)
        };
        let settings = of(all());
        let whole = render(&settings, 0, 32);
        assert_eq!(whole, render(&settings, 0, 7));
        assert_eq!(whole, render(&settings, 0, 1));
        let from = 55_555;
        let late = render(&settings, from, 32);
        let same =
            late.iter().zip(&whole[from..]).rposition(|(a, b)| a.to_bits() != b.to_bits()).unwrap_or(0);
        println!("{shape:?}: same bits {:.2} s after the start", same as f64 / 48_000.0);
        assert!(same < 96_000);
        assert_ne!(whole, render(&PerceptSettings { seed: 1, ..settings }, 0, 32));
    }
}

#[test]
fn what_was_set_before_is_forgotten() {
    let sound = programme(5.0);
    let render = |before: Timbre, channels: Channels, block: usize| {
        let settings = |n: i64| match n {
            ..48_000 => PerceptSettings { channels, ..of(before) },
            48_000..150_000 => of(Timbre::NONE),
            _ => of(all()),
        };
        through_moving(&SPEC(48_000.0), Shape::Film, settings, &sound, 0, block)
    };
    let many = render(all(), Channels::even(32, 200.0, 8000.0), 32);
    assert_eq!(many, render(all(), Channels::even(32, 200.0, 8000.0), 5));
    assert_eq!(many[150_000..], render(Timbre::NONE, Channels::default(), 32)[150_000..]);
}

#[test]
fn a_reset_is_as_good_as_new() {
    let (spec, sound) = (SPEC(48_000.0), programme(1.0));
    let (mut split, mut percept) = (Split::new(&spec, Shape::Film), Percept::new(&spec, Shape::Film));
    percept.set(&of(all()));
    let mut render = || {
        split.reset();
        percept.reset();
        let mut out = vec![0.0; sound.len()];
        for (n, (x, y)) in sound.chunks(32).zip(out.chunks_mut(32)).enumerate() {
            let clock = Clock::at(32 * n as i64);
            split.push(x, clock, |parts| percept.hop(parts));
            percept.sing(clock, y);
        }
        out
    };
    let first = render();
    assert_eq!(first, render());
}

#[test]
fn every_rate_sounds_alike() {
    let sound = programme(2.0);
    for shape in [Shape::Film, Shape::Live] {
        let reference = db(power(&heard(shape, all(), &sound)));
        for (rate, step) in [(24_000.0, 2), (22_050.0, 2), (44_100.0, 1), (96_000.0, 1), (192_000.0, 1)] {
            let sound: Vec<f32> = sound.iter().step_by(step).copied().collect();
            let out = through(&SPEC(rate), shape, &of(all()), &sound, 0, 32);
            let level = db(power(&out));
            println!("{shape:?} {rate}: {level:.1} dB, at 48 kHz {reference:.1}");
            assert!(out.iter().all(|x| x.is_finite()) && level.is_finite());
            assert!((rate > 50_000.0) || (level - reference).abs() < 3.0);
        }
    }
}

#[test]
fn settings_that_move_make_no_clicks() {
    // A steady tone: whatever is far above it is a click.
    let sound: Vec<f32> =
        (0..96_000).map(|n| 0.3 * (TAU * 300.0 * f64::from(n) / 48_000.0).sin() as f32).collect();
    let settings = |n: i64| {
        of(if n % 9600 >= 4800 { Timbre { low_hz: 1000.0, ring: 1.0, ..Timbre::NONE } } else { Timbre::NONE })
    };
    let out = through_moving(&SPEC(48_000.0), Shape::Film, settings, &sound, 0, 32);
    let spectrum = spectrum(&out[4800..]);
    let above: f64 = spectrum[(6000.0 / BIN_HZ) as usize..].iter().sum();
    let ratio = db(above / spectrum.iter().sum::<f64>());
    println!("above 6 kHz: {ratio:.1} dB");
    assert!(ratio < -55.0);
}

#[test]
fn the_cost_is_printed() {
    let sound = programme(4.0);
    for shape in [Shape::Film, Shape::Live] {
        for (name, timbre) in
            [("none", Timbre::NONE), ("long", LONG_ARRAY), ("wide", WIDE), ("short", SHORT_ARRAY)]
        {
            let spec = SPEC(48_000.0);
            let (mut split, mut percept) = (Split::new(&spec, shape), Percept::new(&spec, shape));
            percept.set(&of(timbre));
            let (mut spent, mut out) = (0.0, [0.0; 32]);
            for (n, block) in sound.chunks(32).enumerate() {
                let clock = Clock::at(32 * n as i64);
                split.push(block, clock, |parts| {
                    let start = Instant::now();
                    percept.hop(parts);
                    spent += start.elapsed().as_secs_f64();
                });
                let start = Instant::now();
                percept.sing(clock, &mut out);
                spent += start.elapsed().as_secs_f64();
            }
            println!("{shape:?} {name}: {:.2} ms per second", spent * 250.0);
        }
    }
}
