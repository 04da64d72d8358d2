//! Scenes and journeys through the bare engines: sweeps, cuts, morphs, notes, recalls.

use integration::measure::{assert_same_bits, band_energy, high_passed, peak, power_db};
use integration::player::{Bare, Player, Point, Value, line, values};
use integration::signals::{noises, sine};
use nice_assert_no_alloc::{AllocDisabler, assert_no_alloc};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Entry, Film, Live};
use threshold_core::parameters::{JOURNEY, LOSS, SCENE, SLOTS, Values};
use threshold_core::story::{Bank, Recall, Scene};

#[global_allocator]
static GUARD: AllocDisabler = AllocDisabler;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Off any grid.
const AT: usize = 30_011;

fn bank(scene: impl Fn(usize) -> Values) -> Bank {
    let mut bank = Bank::default();
    (0..SLOTS).for_each(|slot| bank.put(slot, Some(scene(slot))));
    bank
}

fn players(bank: &Bank) -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::with(*bank)), Box::new(Bare::<Live>::with(*bank))]
}

/// Scenes that differ in loss, recruitment, trim and perspective only; neighbours as much as they can.
fn greys(slot: usize) -> Values {
    let far = |n: usize| (slot * n % SLOTS) as f32 / (SLOTS - 1) as f32;
    values(&[
        ("loss", far(7)),
        ("recruitment", 2.0 * far(5)),
        ("trim", 24.0 * far(11) - 18.0),
        ("perspective", if slot.is_multiple_of(4) { 0.0 } else { far(3) }),
    ])
}

fn outside_tone(x: &[f32]) -> f64 {
    band_energy(x, RATE, 20.0, 250.0) + band_energy(x, RATE, 3000.0, 24_000.0)
}

#[test]
fn journeys_leave_nothing_away_from_a_tone() {
    const LIMIT_DB: f64 = -70.0;
    let tone = sine(1000.0, 0.03, RATE, 3 * SECOND);
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    let input = vec![tone.clone(), tone];
    let neighbours = (0..SLOTS - 1).map(|slot| (slot, slot + 1, 0.5));
    let far =
        [(0, 16, 0.5), (16, 0, 0.5), (1, 15, 0.5), (15, 2, 0.7), (3, 12, 1.0), (0, 16, 2.0), (9, 5, 0.5)];
    for player in &mut players(&bank(greys)) {
        let mut worst = (f64::NEG_INFINITY, String::new());
        for (from, to, seconds) in neighbours.clone().chain(far) {
            let start = [("scene", Scene::JOURNEY_CHOICE), ("journey", from as f32)];
            let sweep =
                line(SECOND / 2, (seconds * f64::from(RATE)) as usize, "journey", from as f32, to as f32);
            let output = player.play(&input, &start, &sweep);
            let db = power_db(outside_tone(&output[0]) / total);
            if db > worst.0 {
                worst = (db, format!("slot {from} to {to} in {seconds} s"));
            }
        }
        println!("{}: journeys: at worst {:.1} dB outside 250 Hz-3 kHz, {}", player.name(), worst.0, worst.1);
        assert!(worst.0 < LIMIT_DB);
    }
}

/// A scene of every kind, neighbours as different as they can be; nothing that sounds by itself.
fn kinds(slot: usize) -> Values {
    let moved: &[Value] = match slot {
        0 | 6 => &[("perspective", 0.0)],
        1 => &[],
        2 => &[("loss", 0.25)],
        3 => &[("loss", 1.0), ("loss_path", 4.0)],
        4 => &[("loss", 0.9), ("mumble", 0.0), ("better_ear", -1.0)],
        5 => &[("loss", 0.65)],
        7 => &[("loss", 0.65), ("touch", 0.8), ("touch_material", 3.0), ("space", 0.0)],
        8 => &[("loss", 1.0), ("trim", 6.0)],
        9 => &[("loss", 1.0), ("memory", 1.0), ("loss_path", 30.0)],
        10 => &[("loss", 0.5), ("loss_path", 30.0), ("conductive", 1.0)],
        11 => &[("processor_off", 1.0)],
        12 => &[("implant", 1.0), ("implant_carrier", 1.0), ("implant_metal", 0.0)],
        13 => &[("implant", 1.0), ("implant_carrier", 6.0), ("implant_map", 0.0)],
        14 => &[("implant", 1.0), ("implant_channels", 4.0), ("implant_ears", 1.0)],
        15 => &[("implant", 1.0), ("implant_metal", 1.0), ("implant_off_left", 85.0)],
        _ => &[("implant", 0.3), ("loss", 1.0), ("implant_agc", 0.0)],
    };
    values(moved)
}

/// Level above 5 kHz of the loudest splash, dBFS.
fn splash(x: &[f32]) -> f64 {
    power_db(f64::from(peak(&high_passed(x, RATE, 5000.0))).powi(2))
}

#[test]
fn scenes_of_any_kind_follow_each_other_without_a_click() {
    // Above what either scene makes of the sine by itself: the limit of implant switches (`implant_stage.rs`).
    const LIMIT_DBFS: f64 = -40.0;
    let tone = sine(100.0, 0.3, RATE, 2 * SECOND);
    let input = vec![tone.clone(), tone];
    for player in &mut players(&bank(kinds)) {
        let still: Vec<f64> = (0..SLOTS)
            .map(|slot| player.play(&input, &[("scene", Scene::choice(slot))], &[]))
            .map(|output| splash(&output[0][SECOND / 3..]))
            .collect();
        let mut worst = [(f64::NEG_INFINITY, String::new()), (f64::NEG_INFINITY, String::new())];
        for (from, to) in (0..SLOTS).map(|slot| (slot, (slot + 1) % SLOTS)).chain([(5, 12), (12, 0), (8, 15)])
        {
            let own = still[from].max(still[to]);
            let cut: [Point; 1] = [(AT, "scene", Scene::choice(to))];
            let cut = player.play(&input, &[("scene", Scene::choice(from))], &cut);
            let sweep = line(AT, SECOND / 2, "journey", from as f32, to as f32);
            let journey = [("scene", Scene::JOURNEY_CHOICE), ("journey", from as f32)];
            let sweep = player.play(&input, &journey, &sweep);
            for ((what, output), worst) in [("cut", cut), ("journey", sweep)].into_iter().zip(&mut worst) {
                // Beyond what the scenes themselves make; in power, as unrelated sounds add up.
                let db = splash(&output[0][SECOND / 3..]);
                let beyond = power_db((10f64.powf(db / 10.0) - 2.0 * 10f64.powf(own / 10.0)).max(1e-20));
                if beyond > worst.0 {
                    *worst =
                        (beyond, format!("{what} from {from} to {to}, {db:.1} where they have {own:.1}"));
                }
            }
        }
        for (db, what) in worst {
            println!("{}: at worst {db:.1} dBFS above 5 kHz besides their own: {what}", player.name());
            assert!(db < LIMIT_DBFS, "{what}");
        }
    }
}

#[test]
fn cuts_between_scenes_are_hard_cuts() {
    let input = noises(2, 0.1, 2 * SECOND);
    let scenes = |slot| values(&[("loss", [0.0, 1.0, 0.65, 0.0][slot % 4]), ("mumble", 0.0)]);
    for player in &mut players(&bank(scenes)) {
        for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 3)] {
            let at = |slot| [("scene", Scene::choice(slot))];
            let (before, after) = (player.play(&input, &at(from), &[]), player.play(&input, &at(to), &[]));
            let output = player.play(&input, &at(from), &[(AT, "scene", Scene::choice(to))]);
            let start = (0..input[0].len()).find(|n| output[0][*n] != before[0][*n]).unwrap_or(usize::MAX);
            let share = |n: usize| {
                let distance = after[0][n] - before[0][n];
                (distance.abs() > 0.02).then(|| f64::from((output[0][n] - before[0][n]) / distance))
            };
            let beyond = |limit: f64| (AT..input[0].len()).find(|n| share(*n).is_some_and(|s| s >= limit));
            let rise = beyond(0.9).zip(beyond(0.1)).map_or(f32::NAN, |(end, start)| (end - start) as f32);
            let rise_ms = rise / RATE * 1000.0;
            println!(
                "{}: scene {from} to {to}: starts {} samples after its point, 10-90 % in {rise_ms:.2} ms",
                player.name(),
                start as i64 - AT as i64
            );
            assert!((AT..=AT + 1).contains(&start), "the cut starts at {start}, not {AT}");
            assert!(rise_ms <= 10.0, "10-90 % takes {rise_ms} ms");
        }
    }
}

#[test]
fn a_slow_change_of_scene_takes_cut_time_and_leaves_nothing_away_from_a_tone() {
    let tone = sine(1000.0, 0.03, RATE, 4 * SECOND);
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    let input = vec![tone.clone(), tone];
    let scenes = |slot| values(&[("loss", if slot == 0 { 0.0 } else { 0.65 }), ("mumble", 0.0)]);
    for player in &mut players(&bank(scenes)) {
        for seconds in [0.5, 2.0] {
            let start = [("scene", Scene::choice(0)), ("cut_time", seconds)];
            let output = player.play(&input, &start, &[(SECOND, "scene", Scene::choice(1))]);
            let level = |at: f32| {
                let at = SECOND + (at * seconds * RATE) as usize;
                power_db(band_energy(&output[0][at - 1200..at + 1200], RATE, 500.0, 2000.0))
            };
            let levels = [-0.1, 0.25, 0.5, 0.75, 1.15].map(|at| level(at) - level(-0.1));
            let db = power_db(outside_tone(&output[0]) / total);
            println!("{}: {seconds} s: {levels:.1?} dB on the way, {db:.1} dB outside", player.name());
            assert!(levels.windows(2).all(|pair| pair[1] < pair[0]));
            assert!(db < -70.0);
        }
    }
}

#[test]
fn manual_is_as_if_there_were_no_scenes() {
    let input = noises(2, 0.1, SECOND);
    let start = [("loss", 0.4), ("trim", -3.0), ("journey", 7.3)];
    for (one, other) in players(&bank(kinds)).iter_mut().zip(&mut players(&Bank::default())) {
        assert_same_bits(&one.play(&input, &start, &[]), &other.play(&input, &start, &[]), &one.name());
    }
}

/// Plays noise in blocks of `block` while everything that scenes can do happens at fixed samples.
fn eventful<E: Entry>(block: usize) -> Vec<Vec<f32>> {
    const NOTE: usize = 30_013;
    const RECALL: usize = 120_001;
    let mut engine = Engine::<E>::default();
    engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
    engine.tell(&bank(kinds));
    let mut audio = noises(2, 0.1, 3 * SECOND);
    let total = audio[0].len();
    let lanes = |at: usize| {
        let base = Values::default();
        match at {
            0..20_000 => base.with(&SCENE, Scene::choice(2)),
            20_000..40_000 => base.with(&SCENE, Scene::choice(5)).with(&LOSS, 0.2),
            40_000..70_007 => {
                base.with(&SCENE, Scene::choice(12)).with(&threshold_core::parameters::CUT_TIME, 0.3)
            }
            70_007..100_003 => {
                let along = (at - 70_007) / 64;
                base.with(&SCENE, Scene::JOURNEY_CHOICE).with(&JOURNEY, 2.0 + along as f32 * 0.02)
            }
            _ => base.with(&LOSS, 0.5),
        }
    };
    let after = Values::default().with(&LOSS, 0.9);
    let mut done = 0;
    while done < total {
        let here = lanes(done);
        let most = block.min(total - done);
        let edge = [NOTE, RECALL].into_iter().find(|edge| (done + 1..done + most).contains(edge));
        let until = (1..most).find(|n| lanes(done + n) != here).unwrap_or(most);
        let len = until.min(edge.filter(|edge| *edge == RECALL).map_or(most, |edge| edge - done));
        let mut channels: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[done..done + len]).collect();
        assert_no_alloc(|| {
            engine.follow(done as i64);
            if done == RECALL {
                engine.recall(&Recall { number: 1, before: here, after }, &here);
            }
            engine.play(&here, Venue::default());
            if (done..done + len).contains(&NOTE) {
                engine.cue(8, NOTE - done);
            }
            engine.process(&mut channels, &[], &[]);
        });
        done += len;
    }
    audio
}

#[test]
fn block_size_never_changes_scenes_and_nothing_allocates() {
    let film = [1, 17, 480, 4096].map(eventful::<Film>);
    let live = [1, 17, 480, 4096].map(eventful::<Live>);
    for outputs in [film, live] {
        for other in &outputs[1..] {
            assert_same_bits(&outputs[0], other, "blocks");
        }
        assert!(outputs[0][0].iter().all(|x| x.is_finite()));
    }
}

#[test]
fn playback_from_the_middle_of_a_journey_is_the_whole_journeys() {
    fn run<E: Entry>(from: usize) -> Vec<Vec<f32>> {
        let mut engine = Engine::<E>::default();
        engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
        engine.tell(&bank(greys));
        let mut audio = noises(2, 0.1, 6 * SECOND);
        for at in (from..6 * SECOND).step_by(96) {
            let lanes =
                Values::default().with(&SCENE, Scene::JOURNEY_CHOICE).with(&JOURNEY, at as f32 / 18_000.0);
            engine.follow(at as i64);
            engine.play(&lanes, Venue::default());
            let mut channels: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[at..at + 96]).collect();
            engine.process(&mut channels, &[], &[]);
        }
        audio.into_iter().map(|x| x[5 * SECOND..].to_vec()).collect()
    }
    assert_same_bits(&run::<Film>(0), &run::<Film>(2 * SECOND), "film");
    assert_same_bits(&run::<Live>(0), &run::<Live>(2 * SECOND), "live");
}

#[test]
fn editing_the_scene_that_plays_does_not_click() {
    fn edited<E: Entry>() -> f64 {
        let mut engine = Engine::<E>::default();
        engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
        let tone = sine(100.0, 0.3, RATE, 2 * SECOND);
        let mut audio = [tone.clone(), tone];
        let lanes = Values::default().with(&SCENE, Scene::choice(2));
        for at in (0..2 * SECOND).step_by(480) {
            // Every 10 ms somebody turns a knob of the scene.
            let along = at.saturating_sub(SECOND).min(SECOND / 2) as f32 / (SECOND / 2) as f32;
            let scene = values(&[("loss", 0.25 + 0.75 * along), ("loss_path", (3.0 * along).floor())]);
            engine.tell(&bank(|_| scene));
            engine.play(&lanes, Venue::default());
            let mut channels: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[at..at + 480]).collect();
            engine.process(&mut channels, &[], &[]);
        }
        splash(&audio[0][SECOND / 3..])
    }
    for (name, db) in [("film", edited::<Film>()), ("live", edited::<Live>())] {
        println!("{name}: a scene edited while it plays: {db:.1} dBFS above 5 kHz");
        assert!(db < -60.0);
    }
}
