//! Both engines by themselves: the story's first checks, hostile sound, seeks, the ceiling.

use integration::measure::{assert_same_bits, power, power_db};
use integration::player::{Bare, Player, settings};
use integration::signals::{noises, sine};
use integration::story;
use integration::subject::spec;
use threshold_core::base::{Ear, Layout, PerEar, Spec};
use threshold_core::engine::buses::SOFTEST_SAMPLE;
use threshold_core::engine::{Engine, Entry, Film, Live, Settings};
use threshold_core::hearing::tinnitus::Tinnitus;
use threshold_core::inner::cap::CapSettings;
use threshold_core::kit::true_peak::TruePeak;

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

#[test]
fn check_1_greys() {
    players().iter_mut().for_each(|player| story::greys(player.as_mut()));
}

#[test]
fn check_2_to_black() {
    players().iter_mut().for_each(|player| story::to_black(player.as_mut()));
}

#[test]
fn check_2_ramps() {
    players().iter_mut().for_each(|player| story::ramps(player.as_mut()));
}

#[test]
fn check_3_hard_cut() {
    players().iter_mut().for_each(|player| story::hard_cut(player.as_mut()));
}

#[test]
fn second_thoughts_do_not_click() {
    players().iter_mut().for_each(|player| story::second_thoughts(player.as_mut()));
}

#[test]
fn check_4_objective() {
    for channels in [1, 2, 3, 4, 5, 6, 8, 10, 12] {
        players().iter_mut().for_each(|player| story::objective(player.as_mut(), channels));
    }
}

fn process<E: Entry>(engine: &mut Engine<E>, settings: &Settings, input: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut output = input.to_vec();
    engine.set(settings);
    let mut block: Vec<&mut [f32]> = output.iter_mut().map(Vec::as_mut_slice).collect();
    engine.process(&mut block, &[], &[]);
    output
}

fn broken_samples_are_silence_and_nothing_more_in<E: Entry>() {
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::FIVE_1));
    for settings in [Settings::default(), Settings { loss: 0.65, ..Settings::default() }] {
        let mut broken = noises(6, 0.5, 48_000);
        let mut clean = broken.clone();
        for (n, fault) in
            [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.0e9, -2000.0, f32::MIN_POSITIVE / 2.0]
                .into_iter()
                .enumerate()
        {
            for sample in 0..=50 * n {
                broken[n][10_000 + 997 * n + sample] = fault;
                clean[n][10_000 + 997 * n + sample] = 0.0;
            }
        }
        engine.reset();
        let expected = process(&mut engine, &settings, &clean);
        engine.reset();
        let output = process(&mut engine, &settings, &broken);
        assert_same_bits(&expected, &output, "sound with faults");
        assert!(output.iter().flatten().all(|x| *x == 0.0 || x.is_normal()), "something unclean comes out");
    }
}

#[test]
fn broken_samples_are_silence_and_nothing_more() {
    broken_samples_are_silence_and_nothing_more_in::<Film>();
    broken_samples_are_silence_and_nothing_more_in::<Live>();
}

fn what_nobody_could_hear_is_silence_to_the_head_alone_in<E: Entry>() {
    const SOFT: f32 = 0.99 * SOFTEST_SAMPLE;
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::STEREO));
    let soft = noises(2, SOFT, 48_000);
    let silent = vec![vec![0.0; 48_000]; 2];
    let mut play = |settings: &Settings, input: &[Vec<f32>]| {
        let (mut output, mut key, mut inside) = (input.to_vec(), input.to_vec(), input.to_vec());
        engine.reset();
        // Awake from the beginning, whatever is heard.
        engine.follow(0);
        engine.set(settings);
        let [mut channels, key, inside] = [&mut output, &mut key, &mut inside]
            .map(|sound| sound.iter_mut().map(Vec::as_mut_slice).collect::<Vec<_>>());
        engine.process(&mut channels, &key, &inside);
        output
    };
    let all =
        settings(&[("loss", 0.65), ("mumble", 0.5), ("implant", 0.7), ("touch", 1.0), ("tinnitus", 0.5)]);
    for key in [false, true] {
        let settings = Settings { key, ..all };
        assert_same_bits(&play(&settings, &silent), &play(&settings, &soft), "silence, and what is as good");
    }
    let world = play(&Settings { perspective: 0.0, ..Settings::default() }, &soft);
    let late = E::latency(48_000.0);
    for (world, soft) in world.iter().zip(&soft) {
        assert_eq!(world[late..], soft[..48_000 - late]);
    }
}

#[test]
fn what_nobody_could_hear_is_silence_to_the_head_alone() {
    what_nobody_could_hear_is_silence_to_the_head_alone_in::<Film>();
    what_nobody_could_hear_is_silence_to_the_head_alone_in::<Live>();
}

#[test]
fn hostile_settings_are_put_right() {
    let mut engine = Engine::<Film>::default();
    engine.prepare(&spec(Layout::STEREO));
    for bad in [f32::NAN, f32::INFINITY, -1.0e9, 1.0e9] {
        let settings = Settings {
            perspective: bad,
            loss: bad,
            cut_seconds: bad,
            trim_db: bad,
            layout: Some(Layout::SEVEN_1_4),
            ceiling_dbtp: bad,
            ..Settings::default()
        };
        let output = process(&mut engine, &settings, &noises(2, 0.5, 24_000));
        assert!(output.iter().flatten().all(|x| x.is_finite() && x.abs() < 100.0));
    }
}

/// Plays from sample `from` of a long programme, with the settings a lane has there, following the host's position.
fn from_position<E: Entry>(programme: &[Vec<f32>], from: usize) -> Vec<Vec<f32>> {
    const BLOCK: usize = 480;
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::STEREO));
    let mut output: Vec<Vec<f32>> = programme.iter().map(|x| x[from..].to_vec()).collect();
    for start in (0..output[0].len()).step_by(BLOCK) {
        let position = from + start;
        // Slow lanes, cuts every 1.9 seconds, trims: all a function of position, as automation is.
        let settings = Settings {
            loss: 0.5 - 0.5 * (position as f32 / 50_000.0).cos(),
            perspective: if (position / 91_200).is_multiple_of(2) { 1.0 } else { 0.0 },
            trim_db: if (position / 150_000).is_multiple_of(2) { 0.0 } else { 6.0 },
            ..Settings::default()
        };
        engine.follow(position as i64);
        engine.set(&settings);
        let end = (start + BLOCK).min(output[0].len());
        let mut block: Vec<&mut [f32]> = output.iter_mut().map(|x| &mut x[start..end]).collect();
        engine.process(&mut block, &[], &[]);
    }
    output
}

#[test]
fn playback_from_the_middle_equals_the_middle_of_the_whole() {
    const PRE_ROLL: usize = 96_000;
    let programme = noises(2, 0.9, 20 * 48_000);
    for (name, play) in [
        ("film", from_position::<Film> as fn(&[Vec<f32>], usize) -> Vec<Vec<f32>>),
        ("live", from_position::<Live>),
    ] {
        let whole = play(&programme, 0);
        for from in [3 * 48_000, 480_480, 517_920] {
            let part = play(&programme, from);
            let tail = |x: &[Vec<f32>], skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
            let what = format!("{name} from {from}");
            assert_same_bits(&tail(&whole, from + PRE_ROLL), &tail(&part, PRE_ROLL), &what);
        }
    }
}

/// What the head makes, as loud as it can be: the cap holds it down.
fn capped<E: Entry>(programme: &[Vec<f32>], from: usize) -> Vec<Vec<f32>> {
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::STEREO));
    let ring = Tinnitus { dbfs: -24.0, ..Settings::default().ring };
    engine.follow(from as i64);
    engine.set(&Settings { tinnitus: 1.0, ring, listening_level: 90.0, ..Settings::default() });
    let mut output: Vec<Vec<f32>> = programme.iter().map(|x| x[from..].to_vec()).collect();
    let mut block: Vec<&mut [f32]> = output.iter_mut().map(Vec::as_mut_slice).collect();
    engine.process(&mut block, &[], &[]);
    output
}

#[test]
fn what_the_cap_holds_down_forgets_too() {
    const PRE_ROLL: usize = 96_000;
    const FROM: usize = 148_321;
    // So soft that it keeps no tinnitus down.
    let programme = noises(2, 0.001, FROM + PRE_ROLL + 48_000);
    for (name, play) in
        [("film", capped::<Film> as fn(&[Vec<f32>], usize) -> Vec<Vec<f32>>), ("live", capped::<Live>)]
    {
        let tail = |x: Vec<Vec<f32>>, skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
        let whole = tail(play(&programme, 0), FROM + PRE_ROLL);
        let part = tail(play(&programme, FROM), PRE_ROLL);
        let cap = f64::from(CapSettings { listening_level: 90.0 }.cap_dbfs());
        let held = power_db(2.0 * power(&part[0])) - cap;
        assert!((-2.0..0.0).contains(&held), "{name}: {held:.2} dB re the cap");
        assert_same_bits(&whole, &part, name);
    }
}

/// Highest true peak, dBTP, after `skip` samples.
/// Two seconds in the head, `bypassed` seconds of bypass, and four more in the head, in blocks of `block`.
fn bypassed_for<E: Entry>(programme: &[Vec<f32>], bypassed: usize, block: usize) -> Vec<Vec<f32>> {
    const RATE: usize = 48_000;
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::STEREO));
    let inside = Settings { loss: 0.65, touch: 0.5, ..Settings::default() };
    let mut output = programme.to_vec();
    let (from, to) = (2 * RATE, (2 + bypassed) * RATE);
    for start in (0..output[0].len()).step_by(block) {
        let end = (start + block).min(output[0].len());
        engine.set(&Settings { bypass: (from..to).contains(&start), ..inside });
        let mut parts: Vec<&mut [f32]> = output.iter_mut().map(|x| &mut x[start..end]).collect();
        engine.process(&mut parts, &[], &[]);
    }
    output
}

fn a_head_that_rests_in_a_bypass_comes_back_as_it_would_be_in<E: Entry>(latency: usize) {
    let programme = noises(2, 0.5, 9 * 48_000);
    let part =
        |x: &[Vec<f32>], from: usize, to: usize| x.iter().map(|x| x[from..to].to_vec()).collect::<Vec<_>>();
    let steady = bypassed_for::<E>(&programme, 0, 960);
    let woken = bypassed_for::<E>(&programme, 3, 960);
    assert_same_bits(&woken, &bypassed_for::<E>(&programme, 3, 96), "smaller blocks");
    // The crossfade and the way through are over.
    let (from, to) = (120_000, 5 * 48_000);
    let world = part(&programme, from - latency, to - latency);
    assert_same_bits(&part(&woken, from, to), &world, "the world while bypassed");
    assert!(
        part(&woken, 60_000, 90_000) != part(&programme, 60_000 - latency, 90_000 - latency),
        "no head at all"
    );
    let (from, to) = (7 * 48_000 + 24_000, 9 * 48_000);
    assert_same_bits(&part(&woken, from, to), &part(&steady, from, to), "two seconds after");
}

#[test]
fn a_head_that_rests_in_a_bypass_comes_back_as_it_would_be() {
    a_head_that_rests_in_a_bypass_comes_back_as_it_would_be_in::<Film>(2000);
    a_head_that_rests_in_a_bypass_comes_back_as_it_would_be_in::<Live>(0);
}

fn true_peak_db(x: &[f32], skip: usize) -> f64 {
    let mut meter = TruePeak::default();
    let peak = x.iter().map(|x| meter.next_peak(*x)).skip(skip).fold(0.0, f32::max);
    20.0 * f64::from(peak).log10()
}

#[test]
fn both_ceilings_hold_true_peaks() {
    const CEILING: f64 = -2.3;
    let rate = 48_000.0;
    let square: Vec<f32> = (0..48_000).map(|n| if (n / 50) % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let quarter: Vec<f32> = (0..48_000).map(|n| [1.0f32, 1.0, -1.0, -1.0][n % 4]).collect();
    let sounds = [
        ("noise", noises(1, 1.0, 48_000).remove(0)),
        ("100 Hz square", square),
        ("crests between samples", quarter),
        ("+12 dBFS sine", sine(997.0, 4.0, rate, 48_000)),
    ];
    // The trim alone, on untouched hearing, drives the inside.
    let settings = Settings { trim_db: 3.0, ..Settings::default() };
    let layout = Layout::STEREO;
    for (name, sound) in sounds {
        let input = vec![sound.clone(), sound];
        let mut film = Engine::<Film>::default();
        film.prepare(&Spec { sample_rate: rate, layout });
        let film = true_peak_db(&process(&mut film, &settings, &input)[0], 0);
        let mut live = Engine::<Live>::default();
        live.prepare(&Spec { sample_rate: rate, layout });
        let live = true_peak_db(&process(&mut live, &settings, &input)[0], 0);
        println!("{name}: film {film:.2} dBTP, live {live:.2} dBTP");
        assert!(film <= CEILING, "film lets {name} through at {film:.2} dBTP");
        assert!(live <= CEILING + 0.1, "live lets {name} through at {live:.2} dBTP");
    }
}

#[test]
fn meters_and_the_displays_sound_are_kept_only_while_somebody_looks() {
    let mut engine = Engine::<Live>::default();
    engine.prepare(&spec(Layout::STEREO));
    let input = vec![vec![0.25; 4800], vec![-0.5; 4800]];
    process(&mut engine, &Settings::default(), &input);
    assert_eq!(engine.take_meters().input, PerEar::same(0.0));
    let [heard, _] = engine.tap().newest();
    assert!(heard.iter().all(|ear| ear.iter().all(|x| *x == 0.0)));
    engine.tap().on = true;
    // Twice: the first time through, the step of Loss is still on its way.
    let lost = Settings { loss: 1.0, ..Settings::default() };
    process(&mut engine, &lost, &input);
    assert!(engine.take_meters().output[Ear::Right] >= 0.5);
    process(&mut engine, &lost, &input);
    let meters = engine.take_meters();
    assert_eq!((meters.input[Ear::Left], meters.input[Ear::Right]), (0.25, 0.5));
    assert!(meters.inside == 1.0 && meters.output[Ear::Right] < 0.5);
    let [heard, _] = engine.tap().newest();
    assert!(heard[Ear::Left].iter().all(|x| *x == 0.25) && heard[Ear::Right].iter().all(|x| *x == -0.5));
}
