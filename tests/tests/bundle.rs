//! The real CLAP bundle through an offline host: the story's first checks, block sizes, starts in the middle, and sixty
//! seconds of automated noise under the allocation guard.
//!
//! `cargo xtask test` builds the bundles. The guarded one aborts the test if `process` allocates.

use std::sync::{LazyLock, OnceLock};

use integration::audiology;
use integration::measure::assert_same_bits;
use integration::player::{Player, Value};
use integration::signals::noises;
use integration::{implant, inside, speech, story, touch};
use threshold_core::kit::random::Random;
use threshold_core::parameters::{self, Kind, Values};
use threshold_core::story::Scene;
use xtask::automation::{Automation, Shape};
use xtask::bundle::{self, Profile};
use xtask::host::{Bundle, Plugin, Preset, Setup};
use xtask::hosted::Hosted;
use xtask::presets;
use xtask::render::{Blocks, Job, render};

/// The bundle, loaded once and kept as hosts keep it: tests run side by side.
fn open(profile: Profile) -> Bundle {
    static GUARDED: LazyLock<Bundle> = LazyLock::new(|| loaded(Profile::Guarded));
    static RELEASE: LazyLock<Bundle> = LazyLock::new(|| loaded(Profile::Release));
    match profile {
        Profile::Guarded => GUARDED.clone(),
        Profile::Release => RELEASE.clone(),
    }
}

fn loaded(profile: Profile) -> Bundle {
    let bundles = bundle::ready(profile).expect("the plugin builds");
    Bundle::load(&bundles.clap()).expect("the bundle loads")
}

/// The guarded bundle, in the host's hands.
fn players() -> [Hosted; 2] {
    Plugin::ALL.map(|plugin| Hosted::new(open(Profile::Guarded), plugin))
}

#[test]
fn tones_follow_the_closed_form() {
    players().iter_mut().for_each(|player| audiology::closed_form_tones(player));
}

#[test]
fn thresholds_come_out_at_0_db_hl() {
    players().iter_mut().for_each(|player| audiology::thresholds(player));
}

#[test]
fn what_is_far_below_threshold_is_gone() {
    players().iter_mut().for_each(|player| audiology::depths(player));
}

#[test]
fn one_ear_never_changes_the_other() {
    players().iter_mut().for_each(|player| audiology::two_ears(player));
}

#[test]
fn keyed_stems_add_up() {
    players().iter_mut().for_each(|player| audiology::stems(player));
}

#[test]
fn fold_downs_hold() {
    players().iter_mut().for_each(|player| audiology::fold_downs(player));
}

#[test]
fn check_1_greys() {
    players().iter_mut().for_each(|player| story::greys(player));
}

#[test]
fn check_2_to_black() {
    players().iter_mut().for_each(|player| story::to_black(player));
}

#[test]
fn check_2_ramps() {
    players().iter_mut().for_each(|player| story::ramps(player));
}

#[test]
fn check_3_hard_cut() {
    players().iter_mut().for_each(|player| story::hard_cut(player));
}

#[test]
fn second_thoughts_do_not_click() {
    players().iter_mut().for_each(|player| story::second_thoughts(player));
}

#[test]
fn check_4_objective() {
    for channels in [1, 2, 3, 4, 5, 6, 8, 10, 12] {
        players().iter_mut().for_each(|player| story::objective(player, channels));
    }
}

#[test]
fn check_4_latency_never_moves() {
    for plugin in Plugin::ALL {
        for profile in [Profile::Guarded, Profile::Release] {
            let bundle = open(profile);
            let setup =
                Setup { plugin, rate: 48_000.0, max_block: 512, channels: 2, aux: true, offline: false };
            let mut instance = bundle.open(setup).expect("it opens");
            let reported = if plugin == Plugin::Film { 2000 } else { 0 };
            assert_eq!(instance.latency().expect("it says"), reported);
            for (rate, film) in [(44_100.0, 1837), (96_000.0, 4000), (192_000.0, 8000), (48_000.0, 2000)] {
                instance.activate(rate).expect("it runs");
                let expected = if plugin == Plugin::Film { film } else { 0 };
                assert_eq!(instance.latency().expect("it says"), expected, "{plugin:?} at {rate} Hz");
            }
            for rate in [0.0, 8_000.0, 22_000.0, 200_000.0, 1.0e9, f64::NAN] {
                assert!(instance.activate(rate).is_err(), "{plugin:?} runs at {rate} Hz");
            }
        }
    }
}

#[test]
fn check_5_pop() {
    players().iter_mut().for_each(|player| story::pop(player));
}

#[test]
fn check_6_handover() {
    players().iter_mut().for_each(|player| story::handover(player));
}

#[test]
fn check_8_contact() {
    players().iter_mut().for_each(|player| touch::contact(player));
}

#[test]
fn bodies_fold_down() {
    players().iter_mut().for_each(|player| touch::body_fold_downs(player));
}

#[test]
fn check_9_the_implant() {
    for player in &mut players() {
        implant::bright(player);
        implant::rhythm(player);
        implant::melody(player);
        implant::vowels(player);
        implant::clarity(player);
    }
}

#[test]
fn check_10_silence() {
    players().iter_mut().for_each(|player| inside::silence(player, 0.2));
}

#[test]
fn check_7_mumble() {
    players().iter_mut().for_each(|player| speech::mumble(player));
}

/// Lanes that keep every automatable parameter moving: steps, cuts and lines.
fn busy(seconds: usize) -> &'static Automation {
    static LANES: OnceLock<Automation> = OnceLock::new();
    LANES.get_or_init(|| {
        let mut lanes = Automation::new();
        let automatable = parameters::TABLE.iter().filter(|entry| entry.automatable);
        for (stream, entry) in automatable.enumerate() {
            let random = Random::new(11, stream as u32);
            let (min, max) = entry.range();
            let stepped = entry.kind == Kind::Switch;
            let draw = |n: i64| min + (max - min) * (0.5 + 0.5 * random.bipolar(n));
            let mut sample = 0;
            let mut n = 0;
            while sample < seconds * 48_000 {
                let shape = if n > 0 && random.bits(n).is_multiple_of(2) && !stepped {
                    Shape::Line
                } else {
                    Shape::Step
                };
                lanes.point(sample, entry, draw(n), shape).expect("points ascend");
                sample += 1 + (random.bits(-n - 1) % 20_000) as usize;
                n += 1;
            }
        }
        lanes
    })
}

const NOISE_SECONDS: usize = 60;

#[test]
fn sixty_seconds_of_automated_noise_never_allocate() {
    let input = noises(2, 1.0, NOISE_SECONDS * 48_000);
    for plugin in Plugin::ALL {
        let job = Job {
            blocks: Blocks::Random(1),
            offline: false,
            ..Job::new(plugin, 48_000, &input, busy(NOISE_SECONDS))
        };
        let output = render(&open(Profile::Guarded), &job, |_| {}).expect("it renders");
        assert!(
            output.iter().flatten().all(|x| *x == 0.0 || x.is_normal()),
            "{plugin:?}: something unclean comes out"
        );
        println!("{plugin:?}: {NOISE_SECONDS} s under the allocation guard");
    }
}

#[test]
fn every_block_size_mode_and_build_gives_the_same_samples() {
    let input = noises(6, 0.9, 6 * 48_000);
    for plugin in Plugin::ALL {
        let play = |profile: Profile, blocks: Blocks, offline: bool| {
            let job = Job { blocks, offline, ..Job::new(plugin, 48_000, &input, busy(NOISE_SECONDS)) };
            render(&open(profile), &job, |_| {}).expect("it renders")
        };
        let reference = play(Profile::Release, Blocks::Of(512), true);
        for (blocks, offline) in [
            (Blocks::Of(1), true),
            (Blocks::Of(17), false),
            (Blocks::Of(64), true),
            (Blocks::Of(511), false),
            (Blocks::Of(4096), true),
            (Blocks::Random(3), false),
        ] {
            let what = format!("{plugin:?}, {blocks:?}, offline {offline}");
            assert_same_bits(&reference, &play(Profile::Release, blocks, offline), &what);
        }
        let guarded = play(Profile::Guarded, Blocks::Random(5), true);
        assert_same_bits(&reference, &guarded, &format!("{plugin:?}, the other build"));
        println!(
            "{plugin:?}: blocks of 1, 17, 64, 511, 4096 and random, offline or not, both builds: the same samples"
        );
    }
}

#[test]
fn minute_3_equals_minute_3_of_the_whole() {
    const RATE: usize = 48_000;
    const FROM: usize = 180 * RATE;
    const PRE_ROLL: usize = 2 * RATE;
    let input = noises(2, 0.9, 190 * RATE);
    let mut lanes = Automation::new();
    let entry = |id: &str| parameters::find(id).expect("a parameter");
    // A line right through the start, cuts before and after it, a slow perspective.
    for (second, id, value, shape) in [
        (0, "loss", 0.2, Shape::Step),
        (185, "loss", 1.0, Shape::Line),
        (0, "perspective", 1.0, Shape::Step),
        (179, "perspective", 0.0, Shape::Step),
        (181, "perspective", 1.0, Shape::Step),
        (183, "perspective", 0.0, Shape::Step),
        (184, "perspective", 0.7, Shape::Step),
        (186, "cut_time", 1.5, Shape::Step),
        (187, "perspective", 0.2, Shape::Step),
    ] {
        lanes.point(second * RATE, entry(id), value, shape).expect("points ascend");
    }
    for plugin in Plugin::ALL {
        let bundle = open(Profile::Release);
        let play = |from: usize| {
            let job = Job { from, ..Job::new(plugin, RATE as u32, &input, &lanes) };
            render(&bundle, &job, |_| {}).expect("it renders")
        };
        let tail = |output: Vec<Vec<f32>>, skip: usize| -> Vec<Vec<f32>> {
            output.into_iter().map(|mut x| x.split_off(skip)).collect()
        };
        let whole = tail(play(0), FROM + PRE_ROLL);
        assert_same_bits(&whole, &tail(play(FROM), PRE_ROLL), &format!("{plugin:?}"));
        println!("{plugin:?}: a render from 3:00 equals the whole from 3:02 on, {} samples", whole[0].len());
    }
}

#[test]
fn presets_and_scenes_sound_as_their_values() {
    let input = noises(2, 0.1, 2 * 48_000);
    let drummer = presets::built_in("the-drummer").expect("a preset").journey().expect("scenes");
    let mumble = presets::built_in("mumble-world").expect("a preset").journey().expect("values");
    for mut inserted in players() {
        let mut play = |values: &Values| {
            let values: Vec<Value> = values.iter().map(|(entry, value)| (entry.id, value)).collect();
            inserted.play(&input, &values, &[])
        };
        let (preset, scene) = (play(&mumble.values), play(drummer.bank.slot(5).expect("a scene")));
        let loaded = |key: &str, start: &[Value]| {
            let preset = Some(Preset::Factory(key.to_owned()));
            Hosted { preset, ..inserted.clone() }.play(&input, start, &[])
        };
        assert_same_bits(&preset, &loaded("mumble-world", &[]), "a preset");
        assert_same_bits(&scene, &loaded("the-drummer", &[("scene", Scene::choice(5))]), "a slot");
        let journey = [("journey", 5.0), ("event_recovery", 10.0)];
        assert_same_bits(&scene, &loaded("the-drummer", &journey), "a journey");
    }
}

#[test]
fn a_preset_that_there_is_not_is_refused_with_a_reason() {
    let setup = Setup {
        plugin: Plugin::Film,
        rate: 48_000.0,
        max_block: 512,
        channels: 2,
        aux: false,
        offline: true,
    };
    let mut instance = open(Profile::Guarded).open(setup).expect("it opens");
    let file = Preset::File("/there/is/no/such.tshift".into());
    for preset in [Preset::Factory("no such preset".to_owned()), file] {
        let error = format!("{:#}", instance.load_preset(&preset).unwrap_err());
        println!("{error}");
        let (_, reason) = error.split_once(&format!("{preset}: ")).expect("it says which");
        assert!(!reason.is_empty());
    }
}
