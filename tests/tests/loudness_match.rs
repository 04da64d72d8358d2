//! The loudness match: along any path speech-shaped noise stays as loud as it was, by the meter that broadcast uses.

use ebur128::{Channel, EbuR128, Mode};
use integration::measure::{power, power_db};
use integration::player::{Bare, Player, Value, audiograms};
use integration::signals::{noise, speech_noise};
use integration::speech::VOICES;
use threshold_core::engine::{Film, Live};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::path::PATHS;
use threshold_core::loss::filter::MOST_MATCH_DB;

const RATE: u32 = 48_000;
/// Ten seconds.
const LEN: usize = 480_000;
/// How far matched noise may be from what it was, LU.
const TOLERANCE_LU: f64 = 1.0;
const ON: Value = ("loudness_match", 1.0);
/// Loudspeakers of 5.1 as the meter weighs them.
const FIVE_1: [Channel; 6] = [
    Channel::Left,
    Channel::Right,
    Channel::Center,
    Channel::Unused,
    Channel::LeftSurround,
    Channel::RightSurround,
];

/// Integrated loudness, LUFS.
fn loudness(channels: &[Vec<f32>]) -> f64 {
    let mut meter = EbuR128::new(channels.len() as u32, RATE, Mode::I).expect("a meter");
    if channels.len() == FIVE_1.len() {
        meter.set_channel_map(&FIVE_1).expect("a map");
    }
    let planes: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
    meter.add_frames_planar_f32(&planes).expect("sound");
    meter.loudness_global().expect("a figure")
}

/// The values of a path at this Loss.
fn along(path: &str, loss: f32) -> Vec<Value> {
    let path = PATHS.iter().position(|known| known.name == path).expect("a path");
    vec![("loss_path", path as f32), ("loss", loss)]
}

/// By how much `player` makes `input` louder, LU.
fn change(player: &mut dyn Player, input: &[Vec<f32>], values: &[Value]) -> f64 {
    loudness(&player.play(input, values, &[])) - loudness(input)
}

/// Holds the match along `values` to what it promises: the noise is as loud as it was, but nothing is lowered, and
/// nothing raised by more than `most` dB. Prints what it finds.
fn hold_to(most: f64, player: &mut dyn Player, what: &str, input: &[Vec<f32>], values: &[Value]) {
    let bare = change(player, input, values);
    let matched = change(player, input, &[values, &[ON]].concat());
    let expected = bare + (-bare).clamp(0.0, most);
    println!("{what}: {bare:+.2} LU, matched {matched:+.2} LU, expected {expected:+.2}");
    assert!((matched - expected).abs() <= TOLERANCE_LU, "{what}: {matched:+.2}, not {expected:+.2} LU");
    assert!(matched >= bare - 0.01, "{what} is lowered: {bare:+.2}, {matched:+.2} LU");
}

/// The same where only the largest of all gains bounds it.
fn hold(player: &mut dyn Player, what: &str, input: &[Vec<f32>], values: &[Value]) {
    hold_to(f64::from(MOST_MATCH_DB), player, what, input, values);
}

/// The same noise on both sides, as a voice in the middle has it.
fn middle() -> Vec<Vec<f32>> {
    vec![speech_noise(1, RATE as f32, LEN); 2]
}

#[test]
fn speech_shaped_noise_stays_as_loud_along_every_kind_of_path() {
    let input = middle();
    let mut film = Bare::<Film>::default();
    for loss in [0.1, 0.25, 0.45, 0.65] {
        hold(&mut film, &format!("Film at {loss}"), &input, &along("Film", loss));
    }
    // The bass, heard 3 dB better and 6 dB softer there, is not to be more than 12 dB louder than it was.
    for (loss, most) in [(0.85, 9.0), (1.0, 18.0)] {
        hold_to(most, &mut film, &format!("Film at {loss}"), &input, &along("Film", loss));
    }
    let paths = [
        ("N3 moderate", [0.5, 1.0]),
        ("S2 mild, steep", [0.6, 1.0]),
        ("Age, men, worst 10 %", [0.5, 1.0]),
        ("Otosclerosis", [0.5, 1.0]),
        ("Cookie bite", [0.5, 1.0]),
        ("Foam plugs", [0.5, 1.0]),
        ("Under water", [0.5, 1.0]),
    ];
    for (path, positions) in paths {
        for loss in positions {
            hold(&mut film, &format!("{path} at {loss}"), &input, &along(path, loss));
        }
    }
    let custom = audiograms([Audiogram::flat(30.0); 2]);
    hold(&mut film, "Custom audiogram", &input, &custom);
}

#[test]
fn it_knows_what_changes_the_law_and_who_listens() {
    let input = middle();
    let mut film = Bare::<Film>::default();
    let cases: [(&str, &str, f32, &[Value]); 7] = [
        ("linear", "N3 moderate", 1.0, &[("recruitment", 0.0)]),
        ("twice the recruitment", "N3 moderate", 0.6, &[("recruitment", 2.0)]),
        ("half of it conductive", "N3 moderate", 1.0, &[("conductive", 0.5)]),
        ("in a louder room", "N3 moderate", 1.0, &[("listening_level", 85.0)]),
        ("half of the way into the head", "Film", 0.65, &[("perspective", 0.5)]),
        ("a better ear", "Film", 0.65, &[("better_ear", 0.4)]),
        ("one ear alone", "Film", 1.0, &[("better_ear", 1.0)]),
    ];
    for (what, path, loss, more) in cases {
        hold(&mut film, &format!("{path}, {what}"), &input, &[along(path, loss).as_slice(), more].concat());
    }
}

#[test]
fn it_holds_in_the_live_entry_and_in_surround() {
    let one = || speech_noise(1, RATE as f32, LEN);
    let silence = || vec![0.0; LEN];
    let mumble = along("Film", 0.65);
    hold(&mut Bare::<Live>::default(), "live", &middle(), &mumble);
    let centre = [silence(), silence(), one(), silence(), silence(), silence()];
    let sides = [one(), speech_noise(2, RATE as f32, LEN), silence(), silence(), silence(), silence()];
    hold(&mut Bare::<Film>::default(), "5.1, centre", &centre, &mumble);
    hold(&mut Bare::<Film>::default(), "5.1, left and right apart", &sides, &mumble);
    hold(&mut Bare::<Live>::default(), "5.1, live", &centre, &mumble);
}

#[test]
fn dialogue_is_near() {
    for voice in VOICES {
        let sound = voice.sound();
        let input = vec![sound.clone(), sound];
        for loss in [0.25, 0.65] {
            let values = along("Film", loss);
            let mut film = Bare::<Film>::default();
            let bare = change(&mut film, &input, &values);
            let matched = change(&mut film, &input, &[values.as_slice(), &[ON]].concat());
            println!("{} at Loss {loss}: {bare:+.2} LU, matched {matched:+.2} LU", voice.name);
            // Softer than the noise that it is made for, it recruits: it stays softer, never louder.
            assert!(bare < matched && matched < TOLERANCE_LU, "{bare:+.2}, {matched:+.2} LU");
        }
    }
}

/// Everything but the curve at rest, far from any ceiling.
fn plain(loss: f32) -> Vec<Value> {
    [along("Film", loss), vec![("mumble", 0.0), ("blur", 0.0), ("smear", 0.0)]].concat()
}

#[test]
fn the_gain_is_the_same_whatever_is_played() {
    let quiet = |x: Vec<f32>| -> Vec<f32> { x.into_iter().map(|x| 0.1 * x).collect() };
    let dialogue = quiet(VOICES[0].sound());
    let programmes = [
        ("dialogue", dialogue),
        ("noise", quiet(noise(3, 1.0, LEN / 4))),
        ("the same, 40 dB softer", noise(3, 0.001, LEN / 4)),
    ];
    let mut gains = Vec::new();
    for (name, sound) in programmes {
        let input = vec![sound.clone(), sound];
        let mut film = Bare::<Film>::default();
        let bare = film.play(&input, &plain(0.65), &[]).swap_remove(0);
        let matched = film.play(&input, &[plain(0.65), vec![ON]].concat(), &[]).swap_remove(0);
        let gain = (power(&matched) / power(&bare)).sqrt();
        let rest: Vec<f32> = matched
            .iter()
            .zip(&bare)
            .map(|(on, off)| (f64::from(*on) - gain * f64::from(*off)) as f32)
            .collect();
        let rest_db = power_db(power(&rest) / power(&matched));
        println!("{name}: {:.4} dB, what is not that gain {rest_db:.1} dB", 20.0 * gain.log10());
        assert!(rest_db < -100.0, "{name}: {rest_db:.1} dB");
        gains.push(20.0 * gain.log10());
    }
    assert!(gains.iter().all(|gain| (gain - gains[0]).abs() < 0.001 && *gain > 1.0), "{gains:?}");
}

/// Whether the match changes no bit of what `values` make of `input`.
fn changes_nothing(input: &[Vec<f32>], values: &[Value]) -> bool {
    let mut film = Bare::<Film>::default();
    let bare = film.play(input, values, &[]);
    film.play(input, &[values, &[ON]].concat(), &[]) == bare
}

#[test]
fn events_are_not_matched_away_nor_is_an_implant_or_the_lfe() {
    let short = |stream| noise(stream, 0.05, LEN / 10);
    let input = vec![short(1), short(2)];
    assert!(changes_nothing(&input, &plain(0.0)), "nothing lost");
    assert!(!changes_nothing(&input, &plain(0.25)), "it does nothing");
    let blast = [plain(0.0), vec![("event", 1.0), ("event_fire", 1.0)]].concat();
    assert!(changes_nothing(&input, &blast), "an event");
    let implant = [plain(0.65), vec![("implant", 1.0)]].concat();
    assert!(changes_nothing(&input, &implant), "two implants");
    let one_ear = [implant, vec![("implant_ears", 1.0)]].concat();
    assert!(!changes_nothing(&input, &one_ear), "an ear of its own is left");
    let surround: Vec<Vec<f32>> = (0..6).map(short).collect();
    let mut film = Bare::<Film>::default();
    let bare = film.play(&surround, &plain(0.65), &[]);
    let matched = film.play(&surround, &[plain(0.65), vec![ON]].concat(), &[]);
    assert!(bare[3] == matched[3] && bare[2] != matched[2], "the LFE channel");
}
