//! That events survive a DAW, on both bare engines: blocks of any size, starts in the middle, seeks, loops, stumbling
//! transports, and the world untouched before, after and beside them.

use integration::lanes::{self, Lane, Play};
use integration::measure::assert_same_bits;
use integration::player::{Bare, Player, Point};
use integration::signals::noises;
use threshold_core::engine::{Film, Live, Settings};
use threshold_core::hearing::event::Event;

const SECOND: usize = 48_000;
/// Off any grid.
const AT: usize = SECOND + 13;
/// What a start in the middle may take to find in.
const PRE_ROLL: usize = 2 * SECOND;

fn engines() -> [(&'static str, usize, Play); 2] {
    [("film", 2000, lanes::play::<Film>), ("live", 0, lanes::play::<Live>)]
}

fn tail(x: &[Vec<f32>], skip: usize) -> Vec<Vec<f32>> {
    x.iter().map(|x| x[skip..].to_vec()).collect()
}

/// Fired from second 2 to second 4, and from 6 on; depth and event change on the way.
fn held(what: Event) -> impl Fn(usize) -> Settings {
    move |position| Settings {
        event: if position < 9 * SECOND + 77 { what } else { Event::Concert },
        event_fire: (2 * SECOND + 5..4 * SECOND).contains(&position) || position >= 6 * SECOND,
        event_depth: if position < 8 * SECOND { 1.0 } else { 0.7 },
        event_recovery_seconds: 1.5,
        ..Settings::default()
    }
}

/// Fired at second 1, let go before a concert's onset is over, and recovering for long.
fn let_go_early(what: Event) -> impl Fn(usize) -> Settings {
    move |position| Settings {
        event: what,
        event_fire: (SECOND + 5..2 * SECOND + 9).contains(&position),
        event_recovery_seconds: 30.0,
        ..Settings::default()
    }
}

#[test]
fn blocks_of_any_size_and_playback_from_the_middle_give_the_same_bits() {
    let len = 11 * SECOND;
    let programme = noises(2, 0.5, len);
    for what in Event::OF_HEARING {
        for (name, _, play) in engines() {
            let lane = held(what);
            let whole = play(&programme, &lane, &[(0, len)], 512);
            let split = play(&programme, &lane, &[(0, len)], 1733);
            assert_same_bits(&whole, &split, &format!("{name}, {what:?} in other blocks"));
            let start = 2 * SECOND - 5;
            let crumbs = play(&programme, &lane, &[(0, start), (start, start + SECOND / 4)], 7);
            let same =
                |x: &[Vec<f32>]| x.iter().map(|x| x[..start + SECOND / 4].to_vec()).collect::<Vec<_>>();
            assert_same_bits(&same(&whole), &crumbs, &format!("{name}, {what:?} in crumbs"));
            // Playback that starts held, and a loop that comes back to where it is held.
            for from in [6 * SECOND + 4801, 8 * SECOND + 1] {
                let part = play(&programme, &lane, &[(from, len)], 480);
                let after = tail(&whole, from + PRE_ROLL);
                assert_same_bits(&after, &tail(&part, PRE_ROLL), &format!("{name}, {what:?} from {from}"));
                let looped = play(&programme, &lane, &[(0, 5 * SECOND), (from, len)], 480);
                let looped = tail(&looped, 5 * SECOND + PRE_ROLL);
                assert_same_bits(&after, &looped, &format!("{name}, {what:?} after a jump to {from}"));
            }
        }
    }
}

#[test]
fn a_recovery_is_the_same_wherever_playback_began_while_the_switch_was_on() {
    let len = 5 * SECOND;
    let programme = noises(2, 0.5, len);
    for what in Event::OF_HEARING {
        for (name, _, play) in engines() {
            let lane = let_go_early(what);
            let whole = play(&programme, &lane, &[(0, len)], 512);
            let from = SECOND + SECOND / 2;
            let part = play(&programme, &lane, &[(from, len)], 512);
            assert_same_bits(
                &tail(&whole, from + PRE_ROLL),
                &tail(&part, PRE_ROLL),
                &format!("{name}, {what:?} from within the onset"),
            );
            assert_ne!(
                tail(&programme, len - SECOND),
                tail(&whole, len - SECOND),
                "it has not recovered yet"
            );
        }
    }
}

#[test]
fn arriving_in_a_recovery_finds_it_over_but_a_stumble_does_not_end_it() {
    let len = 6 * SECOND;
    let programme = noises(2, 0.25, len);
    for what in Event::OF_HEARING {
        for (name, late, play) in engines() {
            let lane = let_go_early(what);
            let here = 3 * SECOND;
            let end = |lane: Lane<'_>, order: &[(usize, usize)]| {
                let output = play(&programme, lane, order, 480);
                tail(&output, output[0].len() - SECOND)
            };
            // What comes out in the last second of a programme that ends at its end.
            let world: Vec<Vec<f32>> =
                programme.iter().map(|x| x[len - SECOND - late..len - late].to_vec()).collect();
            assert_same_bits(&world, &end(&lane, &[(here, len)]), &format!("{name}, {what:?}: a start"));
            let jump = [(0, here), (here + SECOND / 5, len)];
            assert_same_bits(&world, &end(&lane, &jump), &format!("{name}, {what:?}: a jump"));
            // A lost block of 1024 samples.
            assert_ne!(world, end(&lane, &[(0, here), (here + 1024, len)]), "{name}, {what:?}: a stumble");
        }
    }
}

#[test]
fn nothing_sounds_where_the_switch_was_on_before() {
    let quiet = vec![vec![0.0; 11 * SECOND]; 2];
    for (name, _, play) in engines() {
        let fired = play(&quiet, &held(Event::Pop), &[(0, 3 * SECOND)], 480);
        assert!(fired.iter().flatten().any(|x| *x != 0.0), "a pop makes a sound");
        for what in Event::OF_HEARING {
            let order = [(6 * SECOND + 20, 7 * SECOND), (8 * SECOND, 9 * SECOND)];
            let silent = play(&quiet, &held(what), &order, 480);
            assert!(silent.iter().flatten().all(|x| *x == 0.0), "{name}, {what:?}");
        }
    }
}

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

const fn fire(at: usize) -> Point {
    (at, "event_fire", 1.0)
}

const fn let_go(at: usize) -> Point {
    (at, "event_fire", 0.0)
}

#[test]
fn what_never_fires_touches_nothing() {
    // Above the ceiling, which would show.
    let input = noises(2, 0.9, 4 * SECOND);
    for mut player in players() {
        for what in Event::ALL {
            let event = ("event", what as usize as f32);
            for (start, points) in [
                (vec![event], vec![]),
                (vec![event, ("perspective", 0.0)], vec![fire(AT), let_go(2 * AT)]),
                (vec![event, ("bypass", 1.0)], vec![fire(AT), let_go(2 * AT)]),
                (vec![event, ("event_depth", 0.0)], vec![fire(AT), let_go(2 * AT)]),
                (vec![event, ("event_depth", 0.0), ("event_fire", 1.0)], vec![]),
            ] {
                let output = player.play(&input, &start, &points);
                assert_same_bits(&input, &output, &format!("{} {start:?}", player.name()));
            }
        }
    }
}

#[test]
fn what_has_recovered_is_untouched_and_cuts_find_what_is_there() {
    let input = noises(2, 0.9, 6 * SECOND);
    let stretch = |x: &[Vec<f32>], from: usize, to: usize| -> Vec<Vec<f32>> {
        x.iter().map(|x| x[from..to].to_vec()).collect()
    };
    for mut player in players() {
        for what in Event::OF_HEARING {
            let event = ("event", what as usize as f32);
            let output =
                player.play(&input, &[event, ("event_recovery", 1.5)], &[fire(AT), let_go(3 * SECOND)]);
            let world = |from: usize, to: usize, output: &[Vec<f32>]| {
                assert_same_bits(
                    &stretch(&input, from, to),
                    &stretch(output, from, to),
                    &format!("{what:?}"),
                );
            };
            world(0, AT, &output);
            assert_ne!(output[0][AT + SECOND..2 * AT], input[0][AT + SECOND..2 * AT]);
            // Glides of what was lost besides level take a quarter of a second more.
            world(3 * SECOND + SECOND * 3 / 2 + 12_000, 6 * SECOND, &output);
            // A cut into the head in the middle of a recovery finds it recovering, and one out of it the world.
            let (inside, outside) = (3 * SECOND + 9600, 4 * SECOND);
            let points =
                [fire(AT), let_go(3 * SECOND), (inside, "perspective", 1.0), (outside, "perspective", 0.0)];
            let start = [event, ("event_recovery", 30.0), ("perspective", 0.0)];
            let output = player.play(&input, &start, &points);
            world(0, inside, &output);
            assert_ne!(output[0][inside + 480..outside], input[0][inside + 480..outside], "{what:?}");
            world(outside + 480, 6 * SECOND, &output);
        }
    }
}
