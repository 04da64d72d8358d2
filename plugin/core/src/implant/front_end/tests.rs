use super::*;
use crate::implant::agc::TARGET_SPL;
use crate::kit::random::Random;

const ALL: [Agc; 4] = [Agc::FastLimiter, Agc::Slow, Agc::DualLoop, Agc::Pumping];

fn front_end(settings: FrontEndSettings, sample_rate: f32) -> FrontEnd {
    let mut front_end = FrontEnd::default();
    front_end.prepare(&Spec { sample_rate, ..Spec::default() });
    front_end.set(&settings, Change::Jump);
    front_end.reset();
    front_end
}

fn with(agc: Agc) -> FrontEndSettings {
    FrontEndSettings { agc, ..FrontEndSettings::default() }
}

/// What becomes of both ears' `sound` from `start` on, in pieces that keep to the grid.
fn pieces(
    front_end: &mut FrontEnd,
    sound: [&[f32]; 2],
    start: i64,
    piece: impl Fn(i64) -> usize,
) -> [Vec<f32>; 2] {
    let mut result = [Vec::new(), Vec::new()];
    let mut now = start;
    while now < start + sound[0].len() as i64 {
        let done = (now - start) as usize;
        let len = piece(now)
            .min(Clock::at(now).until_next(front_end.frame))
            .min(sound[0].len() - done)
            .min(SEGMENT);
        let ears = PerEar::from_fn(|ear| {
            let mut chunk = [7.0; SEGMENT];
            chunk[..len].copy_from_slice(&sound[ear as usize][done..done + len]);
            chunk
        });
        let mut out = PerEar::same([9.0; SEGMENT]);
        front_end.process(&ears, Clock::at(now), len, &mut out);
        Ear::BOTH.iter().for_each(|ear| result[*ear as usize].extend(&out[*ear][..len]));
        now += len as i64;
    }
    result
}

fn run(front_end: &mut FrontEnd, sound: &[f32]) -> Vec<f32> {
    let [heard, _] = pieces(front_end, [sound; 2], 0, |_| SEGMENT);
    heard
}

fn tone(hz: f32, amplitude: f32, samples: usize, rate: f32) -> Vec<f32> {
    let turns = |n: usize| (f64::from(hz) * n as f64 / f64::from(rate)).fract();
    (0..samples).map(|n| amplitude * (std::f64::consts::TAU * turns(n)).sin() as f32).collect()
}

/// RMS re a full-scale sine's, dB.
fn dbfs(sound: &[f32]) -> f32 {
    let power = sound.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / sound.len() as f64;
    (10.0 * (2.0 * power).log10()) as f32
}

/// Speech-like noise: the spectrum of speech (ANSI S3.5-1997) in sines of any phase, syllables and phrases, at
/// `level` dBFS RMS.
fn speech(level: f32, seconds: usize) -> Vec<f32> {
    const SPECTRUM: [f32; 18] = [
        32.41, 34.48, 34.75, 33.98, 34.59, 34.27, 32.06, 28.30, 25.01, 23.00, 20.15, 17.32, 13.18, 11.55,
        9.33, 5.31, 2.59, 1.13,
    ];
    let random = Random::new(5, 0);
    let mut sound = vec![0.0; seconds * 48_000];
    for n in 0..180 {
        let third = n as f32 / 10.0;
        let hz = 160.0 * 10f32.powf(0.1 * third) * (1.0 + 0.01 * random.bipolar(n));
        let amplitude = hz.sqrt() * 10f32.powf(0.05 * SPECTRUM[n as usize / 10]);
        let phase = random.bipolar(1000 + n);
        let tones = tone(hz, amplitude, sound.len() + 4800, 48_000.0);
        let late = ((phase + 1.0) * 2400.0) as usize;
        sound.iter_mut().zip(&tones[late..]).for_each(|(x, y)| *x += y);
    }
    for (n, x) in sound.iter_mut().enumerate() {
        let turn = |hz: f32| (std::f32::consts::TAU * hz * n as f32 / 48_000.0).sin();
        *x *= 10f32.powf((9.0 * turn(3.9) + 5.0 * turn(1.1)) / 20.0);
    }
    let gain = 10f32.powf(0.05 * (level - dbfs(&sound)));
    sound.iter_mut().for_each(|x| *x *= gain);
    sound
}

#[test]
fn nothing_asked_for_is_nothing_done() {
    let sound = tone(440.0, 0.5, 9600, 48_000.0);
    let mut front_end = front_end(FrontEndSettings::default(), 48_000.0);
    assert_eq!(run(&mut front_end, &sound), sound);
    assert_eq!(front_end.output_gain(), 1.0);
    assert!(front_end.output_gains().iter().all(|gain| *gain == 1.0));
}

#[test]
fn steady_tones_follow_the_static_curves() {
    for agc in ALL {
        let out = |level: f32| {
            let amplitude = 10f32.powf(0.05 * (level - 99.0));
            let sound = tone(1000.0, amplitude, 3 * 48_000, 48_000.0);
            let result = run(&mut front_end(with(agc), 48_000.0), &sound);
            dbfs(&result[2 * 48_000..]) + 99.0
        };
        let levels: Vec<f32> = (3..=11).map(|n| out(10.0 * n as f32)).collect();
        println!("{agc:?}: a sine of 30, 40 .. 110 dB SPL comes out at {levels:.1?}");
        let slope = (levels[6] - levels[5]) / 10.0;
        let expected = match agc {
            Agc::DualLoop => 1.0 / 12.0,
            Agc::Pumping => 1.0 / 3.0,
            _ => 0.0,
        };
        assert!((slope - expected).abs() < 0.02, "{slope}");
        assert!((levels[1] - levels[0] - 10.0).abs() < 0.1, "linear below the knee");
        if matches!(agc, Agc::FastLimiter | Agc::Slow) {
            // 65 dB SPL and a crest of 11 dB, of which a sine has 3.
            assert!(levels[5..].iter().all(|level| (level - 73.0).abs() < 0.6));
        }
    }
}

#[test]
fn attacks_and_releases_take_their_time() {
    for (agc, attack, release) in [
        (Agc::FastLimiter, 5.0, 75.0),
        (Agc::Slow, 5.0, 625.0),
        (Agc::Pumping, 5.0, 200.0),
        (Agc::DualLoop, 0.7, 0.0),
    ] {
        // A step of 25 dB above the knee, and back.
        let (soft, loud) = (10f32.powf(0.05 * (74.0 - 99.0)), 10f32.powf(0.05 * (99.0 - 99.0)));
        let mut sound = tone(3000.0, soft, 48_000 * 3, 48_000.0);
        sound[48_000..96_000].iter_mut().for_each(|x| *x *= loud / soft);
        let result = run(&mut front_end(with(agc), 48_000.0), &sound);
        // Gain by milliseconds, dB.
        let gain = |n: usize| dbfs(&result[n * 48..][..48]) - dbfs(&sound[n * 48..][..48]);
        let gains: Vec<f32> = (0..2999).map(gain).collect();
        let (before, during) = (gains[990], gains[1990]);
        let up = gains[1000..].iter().position(|gain| (gain - during).abs() < 3.0).unwrap() as f32;
        let whole = (before - during).abs();
        let down =
            gains[2000..].iter().position(|gain| (gain - before).abs() < 0.04 * whole).map(|n| n as f32);
        println!(
            "{agc:?}: {whole:.1} dB; within 3 dB {up} ms after the step up, whole again after {down:?} ms"
        );
        if agc == Agc::DualLoop {
            assert!(gains[1002] < before - 10.0, "the fast loop takes at once what it takes");
            let (held, back) = (gains[2500], gains[2990]);
            println!("    0.5 s later {held:.1} dB, 1 s later {back:.1} dB, {before:.1} before");
            assert!((held - during).abs() < 2.0 && (back - before).abs() < 5.0);
        } else {
            assert!((up - attack).abs() <= 2.0);
            assert!(down.is_some_and(|ms| (ms - release).abs() < 0.1 * release + 4.0));
        }
    }
}

#[test]
fn reference_speech_comes_into_the_window_and_out_as_loud_as_it_was() {
    for (microphone, emphasis) in [
        (Microphone::Flat, Emphasis::Off),
        (Microphone::Omni, Emphasis::Off),
        (Microphone::Directional, Emphasis::Off),
        (Microphone::Flat, Emphasis::HighPass1200),
        (Microphone::Omni, Emphasis::HighPass1510),
    ] {
        let sound = speech(-20.0, 6);
        for agc in ALL {
            let settings = FrontEndSettings { microphone, emphasis, agc, ..FrontEndSettings::default() };
            let mut front_end = front_end(settings, 48_000.0);
            let result = run(&mut front_end, &sound);
            let inside = dbfs(&result[48_000 * 2..]) + 99.0;
            let gain = 20.0 * front_end.output_gain().log10();
            let spectrum = loudness_db(microphone, emphasis) - speech_db(microphone, emphasis);
            let off = inside + gain + spectrum - 79.0;
            println!(
                "{microphone:?} {emphasis:?} {agc:?}: 79 dB SPL becomes {inside:.1}, output gain {gain:+.1}, \
                 {off:+.1} dB off"
            );
            assert!((inside - TARGET_SPL).abs() < if agc == Agc::FastLimiter { 4.0 } else { 2.5 });
            // Clipped crests of another shape: within what nobody notices between two microphones.
            assert!(off.abs() < if emphasis == Emphasis::Off { 1.5 } else { 3.0 });
        }
    }
}

#[test]
fn the_films_control_pumps() {
    let mut sound = speech(-50.0, 4);
    for burst in sound.chunks_mut(48_000) {
        burst[..9600].iter_mut().for_each(|x| *x *= 30.0);
    }
    let result = run(&mut front_end(with(Agc::Pumping), 48_000.0), &sound);
    let gain = |from: usize| dbfs(&result[from..][..4800]) - dbfs(&sound[from..][..4800]);
    let (under, after) = (gain(48_000 * 2 + 4800), gain(48_000 * 2 + 40_000));
    println!("pumping: {under:.1} dB in a burst, {after:.1} dB after it");
    assert!(after - under > 6.0);
}

#[test]
fn two_pasts_become_one() {
    for sample_rate in [22_050.0f32, 48_000.0, 192_000.0] {
        for agc in ALL {
            let settings = FrontEndSettings {
                microphone: Microphone::Directional,
                emphasis: Emphasis::HighPass1510,
                agc,
                ..FrontEndSettings::default()
            };
            let second = sample_rate as usize;
            let random = Random::new(8, 0);
            let level = |n: usize| if n < second { 0.9 } else { 0.02 };
            let sound: Vec<f32> = (0..4 * second).map(|n| level(n) * random.bipolar(n as i64)).collect();
            let [mut long, mut short] = [settings; 2].map(|settings| front_end(settings, sample_rate));
            let from = second + 701;
            _ = pieces(&mut long, [&sound[..from]; 2], 0, |_| SEGMENT);
            let rest = &sound[from..];
            let [a, _] = pieces(&mut long, [rest; 2], from as i64, |_| SEGMENT);
            let [b, _] = pieces(&mut short, [rest; 2], from as i64, |_| SEGMENT);
            let differ = a.iter().zip(&b).rposition(|(a, b)| a.to_bits() != b.to_bits());
            let met = differ.map_or(0.0, |n| (n + 1) as f32 / sample_rate);
            println!("{agc:?} at {sample_rate}: the same after {met:.2} s");
            assert!(met < 1.4);
        }
    }
}

#[test]
fn linked_ears_get_the_same_gain_and_others_their_own() {
    let sound = [tone(1000.0, 0.9, 48_000, 48_000.0), tone(1000.0, 0.003, 48_000, 48_000.0)];
    for agc in ALL {
        for linked in [true, false] {
            let settings = FrontEndSettings { linked, ..with(agc) };
            let result = pieces(&mut front_end(settings, 48_000.0), [&sound[0], &sound[1]], 0, |_| SEGMENT);
            let [a, b] = [0, 1].map(|ear| dbfs(&result[ear][40_000..]) - dbfs(&sound[ear][40_000..]));
            println!("{agc:?}, linked {linked}: {a:.2} and {b:.2} dB");
            assert_eq!((a - b).abs() < 0.01, linked);
        }
    }
}

#[test]
fn blocks_make_no_difference() {
    for sample_rate in [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
        let settings = FrontEndSettings { microphone: Microphone::Omni, ..with(Agc::DualLoop) };
        let random = Random::new(8, 0);
        let sound: Vec<f32> = (0..40_000).map(|n| 0.3 * random.bipolar(n)).collect();
        let other = FrontEndSettings { microphone: Microphone::Directional, ..with(Agc::Slow) };
        let both = [SEGMENT, 1].map(|least| {
            let mut front_end = front_end(settings, sample_rate);
            let piece = |now: i64| least.max(1 + (random.bits(now) % 50) as usize);
            let [mut a, _] = pieces(&mut front_end, [&sound[..15_007]; 2], -333, piece);
            front_end.set(&other, Change::Glide);
            a.extend(&pieces(&mut front_end, [&sound[15_007..]; 2], -333 + 15_007, piece)[0]);
            a
        });
        assert_eq!(both[0], both[1]);
    }
}

#[test]
fn changes_leave_no_click() {
    // A sine of 100 Hz bends by (2 pi 100 / 48000)^2 per sample; nothing may bend it much more.
    let all: Vec<FrontEndSettings> = ALL
        .iter()
        .flat_map(|agc| {
            [(0, 0), (1, 2), (2, 1), (2, 2)].map(|(microphone, emphasis)| FrontEndSettings {
                microphone: Microphone::numbered(microphone),
                emphasis: Emphasis::numbered(emphasis),
                agc: *agc,
                full_scale_spl: 95.0 + microphone as f32,
                ..FrontEndSettings::default()
            })
        })
        .chain([FrontEndSettings::default()])
        .collect();
    let bend = |sound: &[f32]| sound.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).abs()).fold(0.0, f32::max);
    let mut worst = 0.0f32;
    for (n, from) in all.iter().enumerate() {
        for change in [Change::Glide, Change::Cut { samples: 240 }] {
            let mut front_end = front_end(*from, 48_000.0);
            let long = tone(100.0, 0.5, 48_000, 48_000.0);
            let mut whole = pieces(&mut front_end, [&long[..24_000]; 2], 0, |_| SEGMENT)[0].clone();
            let steady = bend(&whole[12_000..]);
            front_end.set(&all[(n + 1) % all.len()], change);
            whole.extend(&pieces(&mut front_end, [&long[24_000..24_300]; 2], 24_000, |_| SEGMENT)[0]);
            // Once more while the first change is under way.
            front_end.set(&all[(n + 6) % all.len()], change);
            whole.extend(&pieces(&mut front_end, [&long[24_300..]; 2], 24_300, |_| SEGMENT)[0]);
            let settled = bend(&whole[44_000..]);
            let moving = bend(&whole[23_900..30_000]);
            worst = worst.max(moving - steady.max(settled));
        }
    }
    println!("changes bend a sine by at most {worst:.5} more than it bends before or after");
    assert!(worst < 0.01);
}

#[test]
fn monstrous_sound_is_survived_and_silence_is_exact() {
    for monster in [f32::NAN, f32::INFINITY, 1.0e9, 999.0, 1.0e-41] {
        for agc in ALL {
            let settings = FrontEndSettings { microphone: Microphone::Directional, ..with(agc) };
            let mut front_end = front_end(settings, 48_000.0);
            let mut sound = vec![monster; 4800];
            sound.extend(tone(1000.0, 0.01, 3 * 48_000, 48_000.0));
            sound.extend(vec![0.0; 48_000]);
            let result = run(&mut front_end, &sound);
            assert!(result.iter().all(|x| x.is_finite() && x.abs() < 10_000.0));
            assert!(result[result.len() - 24_000..].iter().all(|x| *x == 0.0));
            let mut fresh = self::front_end(settings, 48_000.0);
            let clean = run(&mut fresh, &sound[4800..]);
            let (after, expected) =
                (dbfs(&result[100_000..140_000]), dbfs(&clean[100_000 - 4800..140_000 - 4800]));
            assert!((after - expected).abs() < 0.01, "{monster} {agc:?}: {after} {expected}");
        }
    }
}

#[test]
fn a_reset_is_as_good_as_new() {
    let settings = FrontEndSettings { microphone: Microphone::Omni, ..with(Agc::DualLoop) };
    let sound = speech(-20.0, 1);
    let mut used = front_end(with(Agc::Slow), 48_000.0);
    _ = run(&mut used, &sound);
    used.set(&settings, Change::Glide);
    used.reset();
    assert_eq!(run(&mut used, &sound), run(&mut front_end(settings, 48_000.0), &sound));
}

#[test]
fn two_pasts_are_one_for_the_coder_too_within_two_seconds() {
    use crate::implant::coder::{Coder, CoderSettings};
    use crate::implant::stimuli::Stimuli;
    let settings = FrontEndSettings { microphone: Microphone::Directional, ..with(Agc::DualLoop) };
    let random = Random::new(8, 0);
    let sound: Vec<f32> = (0..4 * 48_000).map(|n| 0.3 * random.bipolar(n / 40)).collect();
    let told = |from: usize| {
        let mut front_end = front_end(settings, 48_000.0);
        let mut coder = Coder::default();
        coder.set(&CoderSettings { envelope_hz: 16.0, ..CoderSettings::default() });
        let [heard, _] = pieces(&mut front_end, [&sound[from..]; 2], from as i64, |_| SEGMENT);
        let (mut stimuli, mut list) = (Stimuli::default(), Vec::new());
        for (n, piece) in heard.chunks(32).enumerate() {
            let now = (from + 32 * n) as i64;
            coder.process(piece, Clock::at(now), &mut stimuli);
            list.extend(stimuli.list().iter().map(|stimulus| (now + stimulus.at as i64, stimulus.heard)));
        }
        list
    };
    let (whole, late) = (told(0), told(48_000));
    let differ = late.iter().zip(&whole[whole.len() - late.len()..]).rposition(|(a, b)| a != b);
    let met = differ.map_or(0.0, |n| (late[n].0 - 48_000) as f32 / 48_000.0);
    println!("the electrodes are told the same after {met:.2} s");
    assert!(met < 2.0);
}
