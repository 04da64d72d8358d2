//! Touch, on both bare engines: the story's check, and what the law of touch promises.

use integration::lanes::{self, Play};
use integration::measure::{assert_same_bits, band_energy, peak, power, power_db};
use integration::player::{Bare, IN_EAR, Player, Value, values};
use integration::signals::{noise, noises, sine};
use integration::touch::{self, MATERIALS, drums, fifty_hertz_hit};
use threshold_core::engine::{Film, Live, Settings};
use threshold_core::inner::contact::Material;
use threshold_core::story::Bank;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Off any grid.
const AT: usize = SECOND / 2 + 13;
/// What touch leaves of the air path, -12 dB.
const AIR: f32 = 0.251_188_64;

/// The live engine as it is in ears: before an open microphone touch may lift nothing.
fn players() -> [Box<dyn Player>; 2] {
    let in_ears = Bare::<Live>::standing(values(&[IN_EAR]), Bank::default());
    [Box::new(Bare::<Film>::default()), Box::new(in_ears)]
}

fn material(number: usize) -> Value {
    ("touch_material", number as f32)
}

/// What is felt of `input` at Loss 0: what touch adds to the air path.
fn felt(player: &mut dyn Player, input: &[Vec<f32>], number: usize) -> Vec<f32> {
    let output = player.play(input, &[("touch", 1.0), material(number)], &[]);
    output[0].iter().zip(&input[0]).map(|(y, x)| y - AIR * x).collect()
}

fn twice(x: Vec<f32>) -> Vec<Vec<f32>> {
    vec![x.clone(), x]
}

#[test]
fn check_8_contact() {
    players().iter_mut().for_each(|player| touch::contact(player.as_mut()));
}

#[test]
fn fold_downs_keep_touch_and_body() {
    players().iter_mut().for_each(|player| touch::body_fold_downs(player.as_mut()));
}

#[test]
fn nothing_is_felt_above_500_hz() {
    let bursts: Vec<f32> = noise(1, 0.02, 2 * SECOND)
        .iter()
        .enumerate()
        .map(|(n, x)| if n % 12_000 < 2400 { *x } else { 0.0 })
        .collect();
    for mut player in players() {
        for (what, input) in [("drums", drums()), ("bursts of noise", twice(bursts.clone()))] {
            for (number, name) in MATERIALS.iter().enumerate() {
                let felt = felt(player.as_mut(), &input, number);
                let part = |low: f64, high: f64| band_energy(&felt, RATE, low, high);
                let above = power_db(part(500.0, 20_000.0) / part(40.0, 250.0));
                println!("{}: {what}, {name}: above 500 Hz {above:.1} dB", player.name());
                assert!(above <= -40.0, "{what}, {name}: {above:.1} dB");
            }
        }
    }
}

#[test]
fn a_tone_that_goes_on_is_no_blow() {
    for mut player in players() {
        for hz in [40.0, 60.0, 120.0] {
            let tone = twice(sine(hz, 0.02, RATE, 2 * SECOND));
            let output = player.play(&tone, &[("touch", 1.0)], &[]);
            let db = power_db(power(&output[0][SECOND..]) / power(&tone[0][SECOND..]));
            println!("{}: {hz} Hz that goes on changes by {db:.1} dB", player.name());
            assert!((-12.1..=-11.9).contains(&db), "{db:.1} dB");
        }
    }
}

#[test]
fn a_blow_is_felt_within_2_ms() {
    let click: Vec<f32> = (0..SECOND).map(|n| if (AT..AT + 48).contains(&n) { 0.1 } else { 0.0 }).collect();
    for mut player in players() {
        for (what, input) in [("50 Hz", fifty_hertz_hit(0.02, AT, SECOND)), ("a 1 ms click", click.clone())] {
            for (number, name) in MATERIALS.iter().enumerate() {
                let felt = felt(player.as_mut(), &twice(input.clone()), number);
                // What is felt in the first moments is a share of what is felt in the first 10 ms.
                let most = peak(&felt[AT..AT + 480]);
                let first = (AT..felt.len()).find(|n| felt[*n].abs() >= 0.01 * most).unwrap_or_default();
                let ms = (first - AT) as f32 / 48.0;
                let share = 20.0 * (most / peak(&input[AT..AT + 480])).log10();
                println!("{}: {what}, {name}: felt after {ms:.2} ms, {share:+.1} dB", player.name());
                assert!(ms <= 2.0, "{what}, {name}: {ms} ms");
                assert!(peak(&felt[..AT]) < 1.0e-6, "something is felt before anything happens");
            }
        }
    }
}

#[test]
fn touch_comes_in_30_ms_and_leaves_in_120() {
    // Loud enough in every moment for any touch to show.
    let input = noises(2, 0.01, 2 * SECOND);
    for mut player in players() {
        let on = player.play(&input, &[], &[(AT, "touch", 1.0)]);
        let off = player.play(&input, &[("touch", 1.0)], &[(AT, "touch", 0.0)]);
        let always = player.play(&input, &[("touch", 1.0)], &[]);
        assert_eq!(on[0][..AT], input[0][..AT]);
        let last = (0..input[0].len()).rfind(|n| off[0][*n] != input[0][*n]).unwrap_or_default();
        let gone = (last - AT) as f32 / 48.0;
        println!("{}: touch is gone after {gone:.1} ms", player.name());
        assert!((110.0..=125.0).contains(&gone), "{gone} ms");
        let half = |x: &[Vec<f32>], from: usize| {
            let change = |n: usize| f64::from(x[0][n] - input[0][n]).powi(2);
            let whole = |n: usize| f64::from(always[0][n] - input[0][n]).powi(2);
            (from..from + 480).map(change).sum::<f64>() / (from..from + 480).map(whole).sum::<f64>()
        };
        let there = half(&off, AT + 480);
        assert!((0.5..=1.1).contains(&there), "10 ms after the hand has left, {there} of it is left");
    }
}

#[test]
fn a_cut_into_the_head_may_fall_on_a_blow() {
    let input = twice(fifty_hertz_hit(0.02, AT, SECOND));
    for mut player in players() {
        for early in [0, 48, 480] {
            let inside = player.play(&input, &[("touch", 1.0)], &[]);
            let world = [("touch", 1.0), ("perspective", 0.0)];
            let cut = player.play(&input, &world, &[(AT + early, "perspective", 1.0)]);
            let after = |x: &[Vec<f32>]| vec![x[0][AT + early + 480..].to_vec()];
            assert_same_bits(&after(&inside), &after(&cut), &format!("a cut {early} samples after the blow"));
        }
    }
}

#[test]
fn inside_rings_what_is_touched_and_silence_there_changes_nothing() {
    let silence = twice(vec![0.0; SECOND]);
    let mut burst = silence.clone();
    burst[0][AT] = 0.5;
    for mut player in players() {
        for (number, name) in MATERIALS.iter().enumerate() {
            let touched = [("touch", 1.0), material(number)];
            let output = player.play_with_inside(&silence, &burst, &touched, &[]);
            let first = output[0].iter().position(|x| x.abs() > 1.0e-6).unwrap_or_default();
            let modes = Material::ALL[number].modes();
            let lowest = f64::from(modes[0].hz);
            let part = |low: f64, high: f64| band_energy(&output[0], RATE, low, high);
            let low = power_db(part(0.8 * lowest, 1.2 * lowest) / part(38.0, 260.0));
            let high = power_db(part(500.0, 20_000.0) / part(38.0, 260.0));
            let rings = power(&output[0][AT + 960..AT + 2400]);
            println!(
                "{}: {name}: an impulse comes {} samples on, {low:.1} dB of it around {lowest:.0} Hz, \
                 above 500 Hz {high:.1} dB",
                player.name(),
                first - AT
            );
            assert!((AT..AT + 96).contains(&first) && rings > 0.0 && high <= -40.0);
            assert!(output[1].iter().all(|x| *x == 0.0), "the other ear hears it");
        }
        let other = player.play_with_inside(&silence, &burst, &[], &[]);
        assert_same_bits(&silence, &other, "Inside without touch");
        let talkback = player.play_with_inside(&silence, &burst, &[("touch", 1.0), ("blocker", 1.0)], &[]);
        let without = player.play(&silence, &[("touch", 1.0), ("blocker", 1.0)], &[]);
        // With a blocker it is somebody who talks, and nothing rings; the blocker's own part is another stage's.
        let rings = |x: &[Vec<f32>]| band_energy(&x[0], RATE, 20.0, 90.0);
        assert!(rings(&talkback) <= rings(&without) + 1.0e-3);
        let drums = drums();
        let quiet = twice(vec![0.0; drums[0].len()]);
        for start in [[("touch", 1.0), ("loss", 0.85)], [("touch", 0.0), ("loss", 0.0)]] {
            let absent = player.play(&drums, &start, &[]);
            let silent = player.play_with_inside(&drums, &quiet, &start, &[]);
            assert_same_bits(&absent, &silent, "a silent Inside");
        }
        assert_same_bits(&drums, &player.play(&drums, &[("touch", 0.0)], &[]), "no touch");
    }
}

#[test]
fn the_lfe_channel_gets_its_part_only_when_asked() {
    let mut input = vec![vec![0.0; SECOND]; 6];
    input[0] = fifty_hertz_hit(0.05, AT, SECOND);
    input[1] = input[0].clone();
    for mut player in players() {
        let off = player.play(&input, &[("touch", 1.0)], &[]);
        let on = player.play(&input, &[("touch", 1.0), ("body_lfe", 1.0)], &[]);
        assert!(off[3].iter().all(|x| *x == 0.0));
        let part = |x: &[f32], low: f64, high: f64| band_energy(x, RATE, low, high);
        let level = power_db(part(&on[3], 20.0, 120.0) / part(&on[0], 20.0, 120.0));
        let above = power_db(part(&on[3], 240.0, 20_000.0) / part(&on[3], 20.0, 120.0));
        println!("{}: LFE {level:.1} dB re a front, above 240 Hz {above:.0} dB", player.name());
        // Both ears' sum, 10 dB under them.
        assert!((-6.0..=-3.0).contains(&level) && above < -30.0);
        let mut others = [off, on];
        others.iter_mut().for_each(|x| x[3].fill(0.0));
        assert_same_bits(&others[0], &others[1], "the main channels");
    }
}

#[test]
fn a_start_in_the_middle_is_the_middle_of_the_whole() {
    const PRE_ROLL: usize = 2 * SECOND;
    let len = 12 * SECOND;
    let drums = drums();
    // Drums, then silence, then noise so quiet that any rest of the drums would show.
    let at = |channel: usize, n: usize| match n / SECOND {
        0..4 => 10.0 * drums[channel][n % drums[0].len()],
        4..6 => 0.0,
        6..8 => 1.0e-5 * drums[channel][n % drums[0].len()],
        _ => drums[channel][n % drums[0].len()],
    };
    let programme: Vec<Vec<f32>> = (0..2).map(|channel| (0..len).map(|n| at(channel, n)).collect()).collect();
    let lane = |n: usize| Settings {
        loss: 0.85,
        touch: if n / 70_001 % 3 == 2 { 0.0 } else { 0.5 + 0.5 * ((n / 4800) as f32 * 0.1).cos() },
        material: Material::numbered(n / 33_333 % 4),
        perspective: if n / 200_001 % 2 == 1 { 0.5 } else { 1.0 },
        ..Settings::default()
    };
    for (name, play) in [("film", lanes::play::<Film> as Play), ("live", lanes::play::<Live>)] {
        let whole = play(&programme, &lane, &[(0, len)], 480);
        for from in [SECOND, 5 * SECOND / 2, 7 * SECOND / 2 + 11, 9 * SECOND / 2, 6 * SECOND] {
            let part = play(&programme, &lane, &[(from, len)], 512);
            let tail = |x: &[Vec<f32>], skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
            let what = format!("{name} from {from}");
            assert_same_bits(&tail(&whole, from + PRE_ROLL), &tail(&part, PRE_ROLL), &what);
        }
    }
}
