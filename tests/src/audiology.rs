//! What an audiologist would check: the law at every frequency and level, thresholds, ears that are two, stems that add
//! up, fold-downs that hold. Each prints its figures and fails beyond its limits.

use std::f64::consts::TAU;

use threshold_core::base::layout::Speaker;
use threshold_core::base::{Ear, Layout, Role};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::catalogue::STANDARD;
use threshold_core::hearing::normal::threshold_spl;

use crate::measure::{assert_same_bits, band_energy, power_db};
use crate::player::{Player, Value, audiograms};
use crate::signals::{noises, pink};

const RATE: f32 = 48_000.0;
/// Listening level of these checks, dB SPL: a full-scale sine makes 115 dB SPL, so that no tone meets the ceiling.
const LISTENING_LEVEL: f32 = 95.0;
const FULL_SCALE_SPL: f64 = 115.0;

/// The thresholds of a standard audiogram, dB HL.
pub fn standard(name: &str) -> Audiogram {
    let path = STANDARD.iter().find(|path| path.name.starts_with(name)).expect("a standard audiogram");
    path.hearing(1.0, &Audiogram::default()).thresholds
}

/// The closed form of the law (`loss.md` 6.4): attenuation of a tone of `level` dB HL, dB, written down anew.
fn closed_form(hz: f64, threshold: f64, level: f64) -> f64 {
    let erb_number = |hz: f64| 21.4 * (0.00437 * hz + 1.0).log10();
    let along = (erb_number(hz) - erb_number(80.0)) / (erb_number(8000.0) - erb_number(80.0));
    let ratio = 1.25 + 2.25 * along.clamp(0.0, 1.0);
    let outer = 0.8 * threshold.min(1.25 * 70.0 * (1.0 - 1.0 / ratio));
    let inner = threshold - outer;
    let catch_up = 105f64.max(threshold + 20.0);
    inner + outer * (catch_up - level.clamp(threshold - 15.0, catch_up)) / (catch_up - threshold)
}

/// A tone and its place in the signal.
struct Tone {
    hz: f64,
    spl: f64,
    start: usize,
}

const TONE: usize = 9600;
const RAMP: usize = 960;
/// Silence before a new frequency: the detectors' release takes 70 dB within it.
const REST: usize = 19_200;
/// Where in a tone it is measured.
const MEASURED: std::ops::Range<usize> = 4800..TONE - RAMP;

/// Each frequency's tones from soft to loud, then a rest.
fn tones(frequencies: &[f64], levels: impl Fn(f64) -> Vec<f64>) -> (Vec<f32>, Vec<Tone>) {
    let (mut signal, mut tones) = (Vec::new(), Vec::new());
    for hz in frequencies {
        let mut levels = levels(*hz);
        levels.sort_by(f64::total_cmp);
        for spl in levels {
            tones.push(Tone { hz: *hz, spl, start: signal.len() });
            let amplitude = 10f64.powf((spl - FULL_SCALE_SPL) / 20.0);
            signal.extend((0..TONE).map(|n| {
                let edge = n.min(TONE - 1 - n).min(RAMP) as f64 / RAMP as f64;
                let ramp = 0.5 - 0.5 * (0.5 * TAU * edge).cos();
                (amplitude * ramp * (TAU * hz * n as f64 / f64::from(RATE)).sin()) as f32
            }));
        }
        signal.extend(std::iter::repeat_n(0.0, REST));
    }
    (signal, tones)
}

/// Level of the tone in `signal`, dB SPL.
fn level(signal: &[f32], tone: &Tone) -> f64 {
    let part = &signal[tone.start + MEASURED.start..tone.start + MEASURED.end];
    let (mut re, mut im, mut total) = (0.0, 0.0, 0.0);
    for (n, x) in part.iter().enumerate() {
        let window = 0.5 - 0.5 * (TAU * (n as f64 + 0.5) / part.len() as f64).cos();
        let angle = TAU * tone.hz * n as f64 / f64::from(RATE);
        re += window * f64::from(*x) * angle.cos();
        im += window * f64::from(*x) * angle.sin();
        total += window;
    }
    power_db((re * re + im * im) * 4.0 / (total * total)) + FULL_SCALE_SPL
}

/// 60 tones from 250 to 8000 Hz.
fn frequencies() -> Vec<f64> {
    (0..60).map(|n| 250.0 * 32f64.powf(f64::from(n) / 59.0)).collect()
}

/// Plays every tone to ears with this audiogram; half the frequencies to each. Gives the level that came out.
fn through(
    player: &mut dyn Player,
    audiogram: Audiogram,
    levels: impl Fn(f64) -> Vec<f64> + Copy,
) -> Vec<(Tone, f64)> {
    let all = frequencies();
    let (lower, upper) = all.split_at(all.len() / 2);
    let parts = [tones(lower, levels), tones(upper, levels)];
    let len = parts.iter().map(|(signal, _)| signal.len()).max().unwrap_or(0);
    let input: Vec<Vec<f32>> = parts
        .iter()
        .map(|(signal, _)| {
            let mut signal = signal.clone();
            signal.resize(len, 0.0);
            signal
        })
        .collect();
    let mut start = audiograms([audiogram; 2]);
    // Smear would make noise of a tone: here levels are measured.
    start.extend([("listening_level", LISTENING_LEVEL), ("smear", 0.0)]);
    let output = player.play(&input, &start, &[]);
    let measured = parts.into_iter().zip(&output).flat_map(|((_, tones), output)| {
        tones.into_iter().map(move |tone| {
            let level = level(output, &tone);
            (tone, level)
        })
    });
    measured.collect()
}

fn usual_levels(_hz: f64) -> Vec<f64> {
    (3..=10).map(|ten| 10.0 * f64::from(ten)).collect()
}

/// Tones of 30 to 100 dB SPL come out as the closed form says.
pub fn closed_form_tones(player: &mut dyn Player) {
    let flat = [20.0, 40.0, 60.0, 80.0, 100.0];
    let cases = flat
        .into_iter()
        .map(|threshold| (format!("flat {threshold}"), Audiogram::flat(threshold), 1.0))
        .chain(["N1", "N2", "N3", "N4"].map(|name| (name.to_owned(), standard(name), 3.0)));
    for (name, audiogram, limit) in cases {
        let mut worst = (0.0f64, 0.0, 0.0);
        for (tone, out) in through(player, audiogram, usual_levels) {
            let zero = f64::from(threshold_spl(tone.hz as f32));
            let threshold = f64::from(audiogram.threshold(tone.hz as f32));
            let error = tone.spl - out - closed_form(tone.hz, threshold, tone.spl - zero);
            assert!(error.is_finite());
            if error.abs() > worst.0.abs() {
                worst = (error, tone.hz, tone.spl);
            }
        }
        let (error, hz, spl) = worst;
        println!("{}: {name}: at most {error:+.2} dB off, at {hz:.0} Hz, {spl} dB SPL", player.name());
        assert!(error.abs() <= limit, "{name} is {error:+.2} dB off at {hz:.0} Hz, {spl} dB SPL");
    }
}

/// A tone at threshold comes out where a normal ear's threshold is.
pub fn thresholds(player: &mut dyn Player) {
    for name in ["N1", "N2", "N3", "N4", "S1"] {
        let audiogram = standard(name);
        let at = |hz: f64| vec![f64::from(audiogram.threshold(hz as f32) + threshold_spl(hz as f32))];
        let mut worst = (0.0f64, 0.0);
        for (tone, out) in through(player, audiogram, at) {
            let error = out - f64::from(threshold_spl(tone.hz as f32));
            if error.abs() > worst.0.abs() {
                worst = (error, tone.hz);
            }
        }
        println!(
            "{}: {name}: threshold comes out at {:+.2} dB HL, {:.0} Hz",
            player.name(),
            worst.0,
            worst.1
        );
        assert!(worst.0.abs() <= 1.0, "{name}: {:+.2} dB HL at {:.0} Hz", worst.0, worst.1);
    }
}

/// What is far below threshold is gone, and nothing breaks.
pub fn depths(player: &mut dyn Player) {
    let soft = through(player, standard("S2"), |_| vec![40.0]);
    let (tone, out) = soft.last().expect("the highest tone");
    println!("{}: S2 at {:.0} Hz: 40 dB SPL loses {:.0} dB", player.name(), tone.hz, tone.spl - out);
    assert!(tone.spl - out >= 85.0);
    let mut loudest = f64::MIN;
    let mut start = audiograms([Audiogram::flat(120.0); 2]);
    let (signal, _) = tones(&frequencies(), usual_levels);
    // At the usual listening level, where full scale is a tone of 99 dB SPL.
    let scale = 10f32.powf((115.0 - 99.0) / 20.0);
    let signal: Vec<f32> = signal.iter().map(|x| x * scale).collect();
    start.push(("listening_level", 79.0));
    let output = player.play(&[signal.clone(), signal], &start, &[]);
    for x in output.iter().flatten() {
        assert!(x.is_finite());
        loudest = loudest.max(f64::from(x.abs()));
    }
    println!("{}: all at 120 dB HL: {:.0} dBFS at most", player.name(), 20.0 * loudest.log10());
    assert!(20.0 * loudest.log10() < -130.0);
}

/// Thresholds of one ear never reach the other.
pub fn two_ears(player: &mut dyn Player) {
    let input = noises(6, 0.3, 96_000);
    let play = |player: &mut dyn Player, ears| player.play(&input, &audiograms(ears), &[]);
    let own = standard("N3");
    for ear in Ear::BOTH {
        let with = |other: Audiogram| if ear == Ear::Left { [own, other] } else { [other, own] };
        let before = play(player, with(Audiogram::default()));
        for other in [standard("N1"), standard("S2"), standard("N7"), Audiogram::flat(125.0)] {
            let after = play(player, with(other));
            let front = ear as usize;
            let surround = front + 4;
            for channel in [front, surround] {
                let bits = |x: &[Vec<f32>]| vec![x[channel].clone()];
                let what = format!("{}: channel {channel} with another ear opposite", player.name());
                assert_same_bits(&bits(&before), &bits(&after), &what);
            }
        }
    }
}

/// Three stems, each through an instance keyed by their sum, add up to the keyed mix.
pub fn stems(player: &mut dyn Player) {
    const LIMIT_DB: f64 = -90.0;
    let len = 3 * RATE as usize;
    // Quiet enough for no stem and no mix to reach the ceiling.
    let stems: Vec<Vec<Vec<f32>>> =
        vec![noises(2, 0.02, len), vec![pink(3, -36.0, len), pink(4, -40.0, len)], {
            let bursts = |n: usize| if n % 24_000 < 4800 { 0.1 * (0.05 * n as f32).sin() } else { 0.0 };
            let drum: Vec<f32> = (0..len).map(bursts).collect();
            vec![drum.clone(), drum]
        }];
    let sum = |parts: &[Vec<Vec<f32>>]| -> Vec<Vec<f32>> {
        (0..2)
            .map(|channel| (0..len).map(|n| parts.iter().map(|part| part[channel][n]).sum()).collect())
            .collect()
    };
    let mix = sum(&stems);
    let dead = Audiogram::clinical([20.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 95.0, 100.0, 100.0, 100.0]);
    let cases: [(&str, Vec<Value>); 4] = [
        ("film, mumble", vec![("loss", 0.65)]),
        ("film, residual, twice the recruitment", vec![("loss", 1.0), ("recruitment", 2.0)]),
        ("one-sided", vec![("loss", 0.8), ("better_ear", 1.0)]),
        ("a dead region", audiograms([dead, standard("N3")])),
    ];
    for (what, start) in cases {
        let keyed_mix = player.play_keyed(&mix, &mix, &start);
        let keyed_stems: Vec<_> = stems.iter().map(|stem| player.play_keyed(stem, &mix, &start)).collect();
        let added = sum(&keyed_stems);
        let power = |x: &mut dyn Iterator<Item = f32>| x.map(|x| f64::from(x).powi(2)).sum::<f64>();
        let residue = power(
            &mut keyed_mix.iter().flatten().zip(added.iter().flatten()).map(|(mix, added)| mix - added),
        );
        let db = power_db(residue / power(&mut keyed_mix.iter().flatten().copied()));
        let own = player.play(&stems[0], &start, &[]);
        let differs = own[0].iter().zip(&keyed_stems[0][0]).any(|(own, keyed)| own != keyed);
        println!("{}: {what}: stems add up to the keyed mix within {db:.0} dB", player.name());
        assert!(db <= LIMIT_DB, "{what}: {db:.1} dB");
        assert!(differs, "{what}: the key changes nothing");
    }
}

/// A fold-down of the output is the output of the fold-down, octave by octave.
pub fn fold_downs(player: &mut dyn Player) {
    const LIMIT_DB: f64 = 1.5;
    const ONE_SIDED: &str = "one-sided, centre silent";
    let len = 4 * RATE as usize;
    let cases: [(&str, Vec<Value>); 4] = [
        ("film, mumble", vec![("loss", 0.65)]),
        ("film, residual", vec![("loss", 1.0)]),
        ("N3", audiograms([standard("N3"); 2])),
        (ONE_SIDED, vec![("loss", 0.65), ("better_ear", 0.5)]),
    ];
    for layout in [Layout::FIVE_1, Layout::SEVEN_1_4] {
        let fold = |channels: &[Vec<f32>]| -> Vec<Vec<f32>> {
            let bus = |ear: Ear| -> Vec<f32> {
                let weights: Vec<f32> =
                    layout.speakers.iter().map(|speaker| speaker.weights()[ear]).collect();
                let at = |n: usize| channels.iter().zip(&weights).map(|(x, weight)| weight * x[n]).sum();
                (0..len).map(at).collect()
            };
            Ear::BOTH.map(bus).to_vec()
        };
        for (what, start) in &cases {
            // A centre has the better ear's hearing, a fold-down gives it to both: with one ear behind they differ by
            // intent.
            let sounds = |speaker: &Speaker| *what != ONE_SIDED || speaker.role() != Role::Both;
            let channel = |(n, speaker): (usize, &Speaker)| {
                if sounds(speaker) { pink(n as u32, -26.0, len) } else { vec![0.0; len] }
            };
            let input: Vec<Vec<f32>> = layout.speakers.iter().enumerate().map(channel).collect();
            let folded = fold(&player.play(&input, start, &[]));
            let stereo = player.play(&fold(&input), start, &[]);
            let mut worst = (0.0f64, 0.0);
            for ear in 0..2 {
                for octave in 0..8 {
                    let centre = 62.5 * f64::from(1 << octave);
                    let energy = |x: &[f32]| {
                        let edge = 2f64.sqrt();
                        band_energy(&x[len / 8..], RATE, centre / edge, centre * edge)
                    };
                    let error = power_db(energy(&folded[ear]) / energy(&stereo[ear]));
                    if error.abs() > worst.0.abs() {
                        worst = (error, centre);
                    }
                }
            }
            let (error, hz) = worst;
            println!("{}: {}: {what}: fold-down {error:+.2} dB off at {hz} Hz", player.name(), layout.name);
            assert!(error.abs() <= LIMIT_DB, "{} {what}: {error:+.2} dB at {hz} Hz", layout.name);
        }
    }
}
