//! Silence inside the head, on both bare engines: the story's check, what goes before what, and when sound may begin.

use integration::inside;
use integration::lanes::{self, Play};
use integration::measure::{assert_same_bits, band_energy, high_passed, peak, power, power_db};
use integration::player::{Bare, Player, Point, Value, line};
use integration::signals::{noises, sine};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::silence::SilenceKind;
use threshold_core::engine::{Engine, Entry, Film, Live, Settings};

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Off any grid.
const AT: usize = 30_011;
/// The default cut, samples.
const CUT: usize = 240;

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

#[test]
fn check_10_silence() {
    players().iter_mut().for_each(|player| inside::silence(player.as_mut(), 5.0));
}

#[test]
fn check_10_shaped_floor() {
    players().iter_mut().for_each(|player| inside::shaped_floor(player.as_mut()));
}

const OFF: Value = ("processor_off", 1.0);

#[test]
fn the_world_and_bypass_go_before_it() {
    for channels in [1, 2, 6, 12] {
        let input = noises(channels, 0.9, SECOND);
        for player in &mut players() {
            for (what, start) in [
                ("Perspective 0", [OFF, ("loss", 1.0), ("perspective", 0.0)].as_slice()),
                ("Perspective 0, floor", &[OFF, ("silence", 1.0), ("perspective", 0.0)]),
                ("bypass", &[OFF, ("loss", 1.0), ("bypass", 1.0)]),
            ] {
                let output = player.play(&input, start, &[]);
                assert_same_bits(&input, &output, &format!("{} {what} on {channels}", player.name()));
            }
        }
    }
}

/// What comes out of `input`, off, with Perspective from `from` on as drawn. Nothing is lost of it besides.
fn moved(player: &mut dyn Player, input: &[f32], from: f32, points: &[Point]) -> Vec<f32> {
    let input = [input.to_vec(), input.to_vec()];
    player.play(&input, &[OFF, ("perspective", from)], points).remove(0)
}

#[test]
fn cuts_into_silence_and_out_of_it_leak_nothing() {
    let cut = |at: usize, to: f32| (at, "perspective", to);
    // Under the ceiling.
    let input = noises(1, 0.3, 2 * SECOND).remove(0);
    for player in &mut players() {
        let output = moved(player.as_mut(), &input, 0.0, &[cut(AT, 1.0), cut(AT + SECOND, 0.0)]);
        assert_eq!(output[..AT], input[..AT]);
        assert!(output[AT + CUT..AT + SECOND].iter().all(|x| x.to_bits() == 0), "something leaks");
        assert_eq!(output[AT + SECOND + CUT..], input[AT + SECOND + CUT..]);
        assert!(output.iter().zip(&input).all(|(y, x)| y.abs() <= x.abs()), "a cut is louder than the world");
        // Turning round before the cut is over: what is not the world stays silent.
        for points in [
            vec![cut(AT, 0.0), cut(AT + 96, 1.0)],
            [vec![cut(AT, 0.0)], line(AT + 200, 24_000, "perspective", 0.0, 1.0)].concat(),
        ] {
            let output = moved(player.as_mut(), &input, 1.0, &points);
            assert!(output.iter().zip(&input).all(|(y, x)| y.abs() <= x.abs() * 1.0001), "{points:?}");
            assert!(output[..AT].iter().chain(&output[AT + 36_000..]).all(|x| x.to_bits() == 0));
        }
        // And a drawn ramp out of the world begins with the world, however it was left.
        let ramp = [vec![cut(AT, 0.0)], line(AT + SECOND / 2, 24_000, "perspective", 0.0, 1.0)].concat();
        let output = moved(player.as_mut(), &input, 1.0, &ramp);
        let share = |n: usize| output[n] / input[n];
        assert!(input[AT + SECOND / 2 + 500].abs() > 0.01 && share(AT + SECOND / 2 + 500) > 0.95);
    }
}

#[test]
fn ramps_of_perspective_are_gradual() {
    let ramp = SECOND / 2;
    let tone = sine(1000.0, 0.03, RATE, 2 * SECOND);
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    for player in &mut players() {
        for (from, to) in [(0.0, 1.0), (1.0, 0.0)] {
            let output = moved(player.as_mut(), &tone, from, &line(ramp, ramp, "perspective", from, to));
            let outside =
                band_energy(&output, RATE, 20.0, 250.0) + band_energy(&output, RATE, 3000.0, 24_000.0);
            let db = power_db(outside / total);
            println!("{}: off, 0.5 s ramp {from} to {to}: {db:.1} dB outside 250 Hz-3 kHz", player.name());
            assert!(db < -70.0);
            // Loudness falls all along, or rises: to the last tenth.
            let levels: Vec<f64> = (0..10)
                .map(|n| ramp + n * ramp / 10)
                .map(|at| (power(&output[at..at + 960]) / power(&tone[at..at + 960])).sqrt())
                .collect();
            let falls =
                levels.windows(2).all(|pair| if to > from { pair[1] < pair[0] } else { pair[1] > pair[0] });
            assert!(falls, "{levels:.3?}");
            let halfway = levels[5];
            println!("{}: halfway {halfway:.2}", player.name());
            assert!((0.4..0.65).contains(&halfway), "{levels:.3?}");
        }
    }
}

#[test]
fn switching_to_and_fro_does_not_click() {
    let tone = sine(100.0, 0.5, RATE, 2 * SECOND);
    let switch = |at: usize, on: f32| (at, "processor_off", on);
    for (what, points) in [
        ("off, and on after 2 ms", vec![switch(AT, 1.0), switch(AT + 96, 0.0)]),
        ("off, on, off, on within 6 ms", (0..4).map(|n| switch(AT + 96 * n, ((n + 1) % 2) as f32)).collect()),
        ("off, and out of the head", vec![switch(AT, 1.0), (AT + 96, "perspective", 0.0)]),
        (
            "out of the head, and off",
            vec![(AT, "perspective", 0.0), switch(AT + 96, 1.0), (AT + 150, "perspective", 1.0)],
        ),
    ] {
        for loss in [0.0, 0.65] {
            for player in &mut players() {
                let output = player.play(&[tone.clone(), tone.clone()], &[("loss", loss)], &points);
                let splash =
                    power_db(f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0)) / 0.5).powi(2));
                println!("{}: {what}, at loss {loss}: {splash:.1} dB above 5 kHz", player.name());
                assert!(splash < -60.0, "{what}, at loss {loss}, splashes {splash:.1} dB");
            }
        }
    }
}

fn floor() -> Settings {
    Settings { processor_off: true, silence: SilenceKind::Floor, floor_dbfs: -50.0, ..Settings::default() }
}

fn engine<E: Entry>(sample_rate: f32) -> Engine<E> {
    let mut engine = Engine::default();
    engine.prepare(&Spec { sample_rate, layout: Layout::STEREO });
    engine
}

/// Plays `input` in blocks; what `before` does comes before each, which starts at the sample it is told.
fn play<E: Entry>(
    engine: &mut Engine<E>,
    input: &[Vec<f32>],
    block: usize,
    mut before: impl FnMut(&mut Engine<E>, usize),
) -> Vec<Vec<f32>> {
    let mut output = input.to_vec();
    let mut done = 0;
    while done < input[0].len() {
        before(engine, done);
        let end = (done + block).min(input[0].len());
        let mut channels: Vec<&mut [f32]> = output.iter_mut().map(|x| &mut x[done..end]).collect();
        engine.process(&mut channels, &[], &[]);
        done = end;
    }
    output
}

fn nothing_begins_by_itself_in<E: Entry>() {
    for sample_rate in [44_100.0, 48_000.0] {
        let still = vec![vec![0.0; SECOND]; 2];
        let mut engine = engine::<E>(sample_rate);
        let set = |settings: Settings| move |engine: &mut Engine<E>, _: usize| engine.set(&settings);
        let first = |x: &[Vec<f32>]| x[0].iter().position(|x| *x != 0.0);
        let output = play(&mut engine, &still, 512, set(floor()));
        assert_eq!(first(&output), None, "a floor begins by itself");
        // Something is heard: it begins within a grid frame, softly, wherever blocks end.
        let mut touched = still.clone();
        touched[1][10_000] = 1.0e-3;
        let mut whole = None;
        for block in [SECOND, 4096, 64, 7, 1] {
            engine.reset();
            let output = play(&mut engine, &touched, block, set(floor()));
            let begins = first(&output).expect("the floor begins");
            let latest = 10_000 + engine.latency() + 3 * 64;
            assert!((10_000..latest).contains(&begins), "it begins at {begins}");
            assert!(peak(&output[0][..begins + 480]) < 1.0e-3, "it begins at once");
            let whole = whole.get_or_insert_with(|| output.clone());
            assert_same_bits(whole, &output, &format!("blocks of {block} at {sample_rate}"));
        }
        // The transport rolls, or a control moves.
        engine.reset();
        let output = play(&mut engine, &still, 512, |engine, at| {
            engine.follow(at as i64);
            engine.set(&floor());
        });
        let begins = first(&output).expect("the floor begins");
        assert!(begins < engine.latency() + 64);
        assert!(peak(&output[0][..begins + 480]) < 1.0e-3, "it begins at once");
        engine.reset();
        let output = play(&mut engine, &still, 512, |engine, at| {
            engine.set(&Settings { loss: if at < 20_000 { 0.2 } else { 0.3 }, ..floor() });
        });
        assert!(first(&output).is_some_and(|n| n > 20_000));
        // A reset is a new beginning, whatever sounded before.
        engine.reset();
        let output = play(&mut engine, &still, 512, set(floor()));
        assert_eq!(first(&output), None, "a floor outlasts a reset");
        // Where another instance makes what the head makes, there is no floor.
        engine.reset();
        let output = play(&mut engine, &touched, 512, set(Settings { generators: false, ..floor() }));
        assert_eq!(first(&output), None);
    }
}

#[test]
fn nothing_begins_by_itself() {
    nothing_begins_by_itself_in::<Film>();
    nothing_begins_by_itself_in::<Live>();
}

fn hosts_are_told_how_long_it_sounds_in<E: Entry>() {
    let mut engine = engine::<E>(RATE);
    let still = vec![vec![0.0; SECOND]; 2];
    let slow = Settings { cut_seconds: 0.4, ..Settings::default() };
    let floored = Settings { processor_off: false, cut_seconds: 0.4, ..floor() };
    let run = |engine: &mut Engine<E>, settings: &Settings, len: usize| {
        let part: Vec<Vec<f32>> = still.iter().map(|x| x[..len].to_vec()).collect();
        play(engine, &part, 512, |engine, _| engine.set(settings))
    };
    run(&mut engine, &slow, SECOND);
    assert!(engine.tail().is_some_and(|tail| tail >= engine.latency()));
    run(&mut engine, &Settings { processor_off: true, ..slow }, SECOND);
    assert!(engine.tail().is_some(), "silence has an end");
    run(&mut engine, &Settings { processor_off: true, ..floored }, SECOND);
    assert_eq!(engine.tail(), None, "a floor has none");
    // It fades out over 0.4 s: as long as it does, the host has to go on.
    let late = engine.latency();
    run(&mut engine, &floored, late + 4800);
    assert_eq!(engine.tail(), None);
    let output = run(&mut engine, &floored, SECOND / 2);
    assert!(peak(&output[0][..4800]) > 0.0 && peak(&output[0][SECOND / 2 - 4800..]) == 0.0);
    assert!(engine.tail().is_some());
}

#[test]
fn hosts_are_told_how_long_it_sounds() {
    hosts_are_told_how_long_it_sounds_in::<Film>();
    hosts_are_told_how_long_it_sounds_in::<Live>();
}

#[test]
fn from_the_middle_it_is_what_it_is_in_the_whole() {
    const PRE_ROLL: usize = 2 * SECOND;
    let programme = noises(2, 0.9, 20 * SECOND);
    // The switch goes every 1.7 seconds, Perspective every 4.1; level and edge of the floor drift.
    let lane = |position: usize| Settings {
        loss: 0.3,
        processor_off: (position / 81_600) % 2 == 1,
        perspective: if (position / 196_800) % 2 == 1 { 0.4 } else { 1.0 },
        floor_dbfs: -60.0 + (position / 4800 % 10) as f32,
        floor_hz: 200.0 + (position / 9600 % 10) as f32 * 100.0,
        ..floor()
    };
    for (name, play) in [("film", lanes::play::<Film> as Play), ("live", lanes::play::<Live>)] {
        let whole = play(&programme, &lane, &[(0, 20 * SECOND)], 512);
        for from in [3 * SECOND, 7 * SECOND + 13, 13 * SECOND + 480] {
            let part = play(&programme, &lane, &[(from, 20 * SECOND)], 480);
            let tail = |x: &[Vec<f32>], skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
            assert_same_bits(
                &tail(&whole, from + PRE_ROLL),
                &tail(&part, PRE_ROLL),
                &format!("{name} from {from}"),
            );
        }
    }
}
