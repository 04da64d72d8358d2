//! The body's own bed through whole engines: levels, pace, the law of outside and inside, places to start from.

use integration::lanes;
use integration::measure::{assert_same_bits, band_energy, high_passed, peak, power, power_db};
use integration::player::{Bare, Player, Value};
use integration::subject::{Alone, Blocks, Bus, Subject, run, spec};
use threshold_core::base::{Layout, PerEar, Spec};
use threshold_core::engine::{Film, Live, Settings};
use threshold_core::inner::body::{Body, BodySettings};
use threshold_core::parameters::BODY_AT_REST;

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;

fn silence(channels: usize, seconds: usize) -> Vec<Vec<f32>> {
    vec![vec![0.0; seconds * SECOND]; channels]
}

/// What the film engine makes of silence with `values`, from two seconds on.
fn body_of(channels: usize, seconds: usize, values: &[Value]) -> Vec<Vec<f32>> {
    let values = [&[("loss", 0.0)], values].concat();
    let output = Bare::<Film>::default().play(&silence(channels, seconds + 2), &values, &[]);
    output.into_iter().map(|x| x[2 * SECOND..].to_vec()).collect()
}

/// Level, dBFS RMS re a full-scale sine's RMS.
fn dbfs(x: &[f32]) -> f64 {
    power_db(2.0 * power(x))
}

fn sum_db(levels: &[f64]) -> f64 {
    power_db(levels.iter().map(|db| 10f64.powf(0.1 * db)).sum())
}

fn related(a: &[f32], b: &[f32]) -> f64 {
    let product = a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>() / a.len() as f64;
    product / (power(a) * power(b)).sqrt()
}

#[test]
fn all_parts_together_have_their_level_at_rest_and_in_agitation() {
    // Heart, blood, breath; and the undertow, while the heart beats 130 times instead of 60.
    let faster = power_db(130.0 / 60.0);
    let rest = sum_db(&[-46.0, -58.0, -50.0]);
    let agitated = sum_db(&[-46.0 + faster, -58.0, -50.0 + 9.0, -34.0]);
    for (body, expected) in [(BODY_AT_REST, rest), (0.5 * BODY_AT_REST, rest - 6.02), (1.0, agitated)] {
        let output = body_of(2, 30, &[("body", body)]);
        let levels = [0, 1].map(|ear| dbfs(&output[ear]));
        let share = |low, high| {
            power_db(band_energy(&output[0], RATE, low, high) / band_energy(&output[0], RATE, 1.0, 24_000.0))
        };
        println!(
            "body {body}: {levels:.2?} dBFS for {expected:.2}; 25-70 Hz {:.1}, 150-900 Hz {:.1}, above \
             2 kHz {:.1} dB of it",
            share(25.0, 70.0),
            share(150.0, 900.0),
            share(2000.0, 24_000.0)
        );
        assert!(levels.iter().all(|level| (level - expected).abs() < 1.5));
        assert!(share(2000.0, 24_000.0) < -35.0);
    }
}

/// Time from beat to beat, seconds: the first lag at which the ears are as related as they get. Only the heart is the
/// same in both for longer than a moment.
fn beat_seconds(ears: &[Vec<f32>]) -> f64 {
    /// Samples in a millisecond.
    const STEP: usize = 48;
    let slow =
        |x: &[f32]| x.chunks_exact(STEP).map(|ms| f64::from(ms.iter().sum::<f32>())).collect::<Vec<_>>();
    let (a, b) = (slow(&ears[0]), slow(&ears[1]));
    let at = |lag: usize| a.iter().zip(&b[lag..]).map(|(a, b)| a * b).sum::<f64>() / (a.len() - lag) as f64;
    let lags: Vec<f64> = (0..1500).map(at).collect();
    let most = lags[350..].iter().copied().fold(0.0, f64::max);
    let first = (350..1500).find(|lag| lags[*lag] > 0.8 * most).unwrap();
    let crest = (first..first + 20).max_by(|a, b| lags[*a].total_cmp(&lags[*b])).unwrap();
    crest as f64 / 1000.0
}

#[test]
fn the_heart_beats_60_at_rest_and_130_in_agitation() {
    for (body, expected) in [(BODY_AT_REST, 60.0), (0.7, 95.0), (1.0, 130.0)] {
        let bpm = 60.0 / beat_seconds(&body_of(2, 40, &[("body", body)]));
        println!("body {body}: {bpm:.1} beats a minute");
        assert!((bpm - expected).abs() < 0.01 * expected);
    }
}

#[test]
fn outer_down_is_inner_up() {
    let level = |loss| dbfs(&body_of(2, 20, &[("body", BODY_AT_REST), ("loss", loss)])[0]);
    let levels = [0.0, 0.25, 0.65, 1.0].map(level);
    let up = levels.map(|db| db - levels[0]);
    println!("a resting body at loss 0, 25, 65 and 100 %: up by {up:.2?} dB");
    assert!(up.windows(2).all(|pair| pair[1] >= pair[0]));
    assert!((up[3] - 12.0).abs() < 0.1);
}

#[test]
fn seeds_differ_and_hearts_beat_alike() {
    let with = |seed: f32| body_of(2, 30, &[("body", 1.0), ("seed", seed)]);
    let (one, other) = (with(1.0), with(2.0));
    let above = |x: &[f32]| high_passed(x, RATE, 400.0);
    let seeds = related(&above(&one[0]), &above(&other[0]));
    let ears = related(&above(&one[0]), &above(&one[1]));
    println!("above 400 Hz: seeds related {seeds:.3}, ears (breath) {ears:.3}");
    assert!(seeds.abs() < 0.05 && (0.5..0.75).contains(&ears));
    let beats = [one[0].clone(), other[0].clone()];
    assert!((60.0 / beat_seconds(&beats) - 130.0).abs() < 1.3, "two instances share their heart");
}

#[test]
fn one_channel_has_each_ears_level_and_the_lfe_its_part() {
    let pair = body_of(2, 30, &[("body", 1.0)]);
    let alone = body_of(1, 30, &[("body", 1.0)]);
    let (ears, one) = ([0, 1].map(|ear| dbfs(&pair[ear])), dbfs(&alone[0]));
    println!("agitated: ears {ears:.2?} dBFS, mono {one:.2}");
    assert!(ears.iter().all(|ear| (ear - one).abs() < 0.5));

    let without = body_of(6, 10, &[("body", 1.0)]);
    let with = body_of(6, 10, &[("body", 1.0), ("body_lfe", 1.0)]);
    let [front, lfe] = [0, 3].map(|channel| dbfs(&with[channel]));
    println!("5.1: front {front:.2} dBFS, LFE {lfe:.2}");
    assert_eq!(without[0], with[0]);
    assert!(
        without[3].iter().chain(&with[2]).all(|x| *x == 0.0) && (front - 8.0..front - 3.0).contains(&lfe)
    );
    assert!((dbfs(&pair[0][..SECOND]) - dbfs(&with[0][..SECOND])).abs() < 0.1);
}

#[test]
fn levels_are_right_at_every_rate() {
    let settings = BodySettings { body: 1.0, ..BodySettings::default() };
    let mut body = Alone::new("body", Bus::Everything, Body::default(), &[settings]);
    for sample_rate in [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
        body.prepare(&Spec { sample_rate, layout: Layout::STEREO });
        let input = vec![vec![0.0; 20 * sample_rate as usize]; 2];
        let output = run(&mut body, &input, Blocks::Of(4096), 1, &[]);
        let level = dbfs(&output[0][sample_rate as usize..]);
        println!("agitated body at {sample_rate} Hz: {level:.2} dBFS");
        assert!((level + 33.0).abs() < 1.0);
    }
}

#[test]
fn it_comes_slowly_goes_exactly_and_never_clicks() {
    const AT: usize = 4 * SECOND + 77;
    let mut player = Bare::<Live>::default();
    let still = player.play(&silence(2, 4), &[("loss", 0.0), ("body", 1.0)], &[]);
    let early = [5, 20, 50].map(|ms| dbfs(&still[0][..48 * ms]) - dbfs(&still[0][2 * SECOND..]));
    println!("out of a reset, the first 5, 20 and 50 ms: {early:.1?} dB re what follows");
    assert!(early[0] < -40.0 && early[1] < -20.0 && early[2] < -6.0);
    let points = [
        (2 * SECOND + 5, "body", 1.0),
        (3 * SECOND, "loss", 1.0),
        (AT, "body", 0.0),
        (AT + SECOND, "body", 0.4),
    ];
    let output = player.play(&silence(2, 6), &[("loss", 0.0)], &points);
    let splash = |x: &[f32]| power_db(f64::from(peak(&high_passed(x, RATE, 5000.0))).powi(2));
    let (moving, resting) = (splash(&output[0]), splash(&still[0]));
    println!("above 5 kHz: {moving:.1} dBFS peak while it moves, {resting:.1} at full agitation");
    // A body that has lost the outside is 12 dB louder.
    assert!(moving < resting + 12.0 + 3.0);
    let end = AT + SECOND / 100 * 22;
    assert!(output.iter().flat_map(|x| &x[end..AT + SECOND]).all(|x| *x == 0.0), "not silent 220 ms later");
    assert!(output[0][..2 * SECOND].iter().all(|x| *x == 0.0));
}

#[test]
fn starts_in_the_middle_are_the_middle_of_the_whole() {
    // Agitation comes and goes until 7 s, then the body rests.
    let lane = |position: usize| {
        let along = position as f32 / (7.0 * RATE);
        let body = if along < 1.0 { 0.7 - 0.3 * (7.0 * along).cos() } else { BODY_AT_REST };
        Settings { body, loss: 0.65, mumble: 0.0, blur: 0.0, ..Settings::default() }
    };
    let programme = silence(2, 12);
    for (name, play) in [("film", lanes::play::<Film> as lanes::Play), ("live", lanes::play::<Live>)] {
        let whole = play(&programme, &lane, &[(0, 12 * SECOND)], 512);
        for from in [7 * SECOND, 7 * SECOND + 11_111, 9 * SECOND + 480] {
            let part = play(&programme, &lane, &[(from, 12 * SECOND)], 480);
            let tail = |x: &[Vec<f32>], skip: usize| x.iter().map(|x| x[skip..].to_vec()).collect::<Vec<_>>();
            let (whole, part) = (tail(&whole, from + 2 * SECOND), tail(&part, 2 * SECOND));
            assert!(peak(&whole[0]) > 1.0e-3);
            assert_same_bits(&whole, &part, &format!("{name} from {from}"));
        }
    }
}

#[test]
fn in_the_world_the_body_rests() {
    let settings =
        |depth| BodySettings { body: 1.0, depth, outer_db: PerEar::same(60.0), ..BodySettings::default() };
    let mut body = Alone::new("body", Bus::Everything, Body::default(), &[settings(0.0)]);
    body.prepare(&spec(Layout::STEREO));
    let output = run(&mut body, &silence(2, 1), Blocks::Of(512), 1, &[]);
    assert!(output.iter().flatten().all(|x| *x == 0.0));
}
