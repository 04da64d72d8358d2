//! What the metal must do, and what it costs.

use super::*;
use crate::base::Clock;
use crate::base::units::db_from_gain;
use crate::implant::split::Split;
use realfft::RealFftPlanner;
use std::f64::consts::TAU;
use std::time::Instant;

const RATE: f64 = 48_000.0;

fn spec(sample_rate: f64) -> Spec {
    Spec { sample_rate: sample_rate as f32, ..Spec::default() }
}

/// Twelve channels whose electrodes are heard 3 mm further up than they listen.
fn settings(fracture: f32, tangle: f32, flicker: f32) -> MetalSettings {
    let mut channels = Channels::even(12, 187.5, 7937.5);
    channels.places.iter_mut().for_each(|place| *place += 3.0);
    MetalSettings { channels, fracture, tangle, flicker, seed: 1 }
}

/// The sound of `sound` whose first sample lies at `start`, with latency, called with `block` samples at most.
fn sung(split: &mut Split, metal: &mut Metal, sound: &[f32], start: i64, block: usize) -> Vec<f32> {
    let mut out = vec![0.0; sound.len()];
    let mut done = 0;
    while done < sound.len() {
        let clock = Clock::at(start + done as i64);
        let len = block.min(clock.until_next(32)).min(sound.len() - done);
        split.push(&sound[done..done + len], clock, |parts| metal.hop(parts));
        metal.sing(&mut out[done..done + len]);
        done += len;
    }
    out
}

fn metal_of_at(sound: &[f32], settings: &MetalSettings, rate: f64, shape: Shape) -> Vec<f32> {
    let (mut split, mut metal) = (Split::new(&spec(rate), shape), Metal::new(&spec(rate), shape));
    metal.set(settings);
    let late = split.latency();
    let mut longer = sound.to_vec();
    longer.resize(sound.len() + late, 0.0);
    sung(&mut split, &mut metal, &longer, 96_000, 32).split_off(late)
}

fn metal_of(sound: &[f32], settings: &MetalSettings) -> Vec<f32> {
    metal_of_at(sound, settings, RATE, Shape::Film)
}

/// A sustained vowel: harmonics of `pitch` under a falling spectrum with broad formants, and a little breath.
fn vowel(pitch: f64, seconds: f64, rate: f64) -> Vec<f32> {
    let random = Random::new(5, 0);
    let harmonic = |hz: f64| {
        let formants = [(1.0, 600.0, 250.0), (0.6, 1300.0, 400.0), (0.3, 2700.0, 600.0)];
        formants.iter().map(|(a, centre, width)| a / (1.0 + ((hz - centre) / width).powi(2))).sum::<f64>()
    };
    let gains: Vec<f64> = (1..=(8000.0 / pitch) as usize).map(|k| harmonic(k as f64 * pitch)).collect();
    let sample = |n: usize| {
        let turn = TAU * pitch * n as f64 / rate;
        let voice: f64 = gains.iter().enumerate().map(|(k, gain)| gain * (turn * (k + 1) as f64).sin()).sum();
        0.05 * voice as f32 + 0.001 * random.bipolar(n as i64)
    };
    (0..(seconds * rate) as usize).map(sample).collect()
}

/// Something like speech: syllables of a gliding voice, each begun by a click and ended by a hiss.
fn speech(seconds: f64, rate: f64) -> Vec<f32> {
    let random = Random::new(6, 0);
    let voice = vowel(125.0, seconds, rate);
    let sample = |(n, voice): (usize, &f32)| {
        let t = n as f64 / rate;
        let along = (t * 3.7).fract();
        let loud = [1.0, 0.5, 0.8, 0.3][(t * 3.7) as usize % 4] as f32;
        let noise = random.bipolar(n as i64 + 1_000_000);
        let syllable = if along < 0.55 { (along / 0.55 * std::f64::consts::PI).sin() as f32 } else { 0.0 };
        let hiss = if (0.6..0.8).contains(&along) { 0.03 } else { 0.0 };
        let click = if along < 0.01 { 0.15 } else { 0.0 };
        loud * (voice * syllable + noise * (hiss + click))
    };
    voice.iter().enumerate().map(sample).collect()
}

/// Power per bin, and the distance of the bins, Hz.
fn powers(sound: &[f32], rate: f64) -> (Vec<f64>, f64) {
    let forward = RealFftPlanner::new().plan_fft_forward(sound.len());
    let (mut time, mut spectrum) = (sound.to_vec(), forward.make_output_vec());
    forward.process(&mut time, &mut spectrum).unwrap();
    (spectrum.iter().map(|bin| f64::from(bin.norm_sqr())).collect(), rate / sound.len() as f64)
}

/// Level of what lies from `low` to `high` Hz, dB.
fn level(sound: &[f32], low: f64, high: f64) -> f64 {
    let (powers, bin_hz) = powers(sound, RATE);
    let sum: f64 = powers[(low / bin_hz) as usize..(high / bin_hz) as usize].iter().sum();
    0.5 * db_from_gain(sum.max(1e-30))
}

/// Level as the ear weighs it, dB(A) re anything (IEC 61672).
fn loudness(sound: &[f32], rate: f64) -> f64 {
    let (powers, bin_hz) = powers(sound, rate);
    let weigh = |(bin, power): (usize, &f64)| {
        let f = (bin as f64 * bin_hz).powi(2);
        let a = 12_194f64.powi(2) * f * f
            / ((f + 20.6f64.powi(2))
                * (f + 12_194f64.powi(2))
                * ((f + 107.7f64.powi(2)) * (f + 737.9f64.powi(2))).sqrt());
        power * a * a
    };
    0.5 * db_from_gain(powers.iter().enumerate().map(weigh).sum::<f64>() / powers.len() as f64)
}

/// Levels in third octaves from 200 Hz to 8 kHz.
fn thirds(sound: &[f32]) -> Vec<f64> {
    let steady = &sound[24_000..sound.len() - 12_000];
    let centres = (-7..=9).map(|n| 1000.0 * f64::powf(2.0, f64::from(n) / 3.0));
    centres.map(|hz| level(steady, hz * 0.891, hz * 1.122)).collect()
}

/// Modulation of the envelope from 4 to 50 Hz: differences of running means of the rectified sound, every 2 ms.
fn modulation(sound: &[f32]) -> Vec<f64> {
    let envelope: Vec<f64> =
        sound.chunks(96).map(|chunk| chunk.iter().map(|x| f64::from(x.abs())).sum()).collect();
    let mean =
        |n: usize, reach: usize| envelope[n - reach..=n + reach].iter().sum::<f64>() / (2 * reach + 1) as f64;
    (63..envelope.len() - 63).map(|n| mean(n, 4) - mean(n, 62)).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Harmonics-to-noise ratio at `pitch`, dB: from the best correlation within 2 % of its period (Boersma 1993).
fn harmonicity(sound: &[f32], pitch: f64) -> f64 {
    let sound: Vec<f64> = sound[24_000..96_000].iter().map(|x| f64::from(*x)).collect();
    let period = RATE / pitch;
    let lags = (period * 0.98) as usize..=(period * 1.02) as usize + 1;
    let best = lags.map(|lag| correlation(&sound[lag..], &sound[..sound.len() - lag])).fold(0.001, f64::max);
    0.5 * db_from_gain(best / (1.0 - best).max(1e-6))
}

#[test]
fn it_is_bright_without_bass_and_keeps_the_rhythm() {
    for shape in [Shape::Film, Shape::Live] {
        let sound = speech(5.0, RATE);
        let out = metal_of_at(&sound, &settings(0.65, 0.65, 0.65), RATE, shape);
        let bass = level(&out, 20.0, 150.0) - level(&sound, 20.0, 150.0);
        let tilt = |sound: &[f32]| level(sound, 2000.0, 8000.0) - level(sound, 250.0, 1000.0);
        let bright = tilt(&out) - tilt(&sound);
        let rhythm = correlation(&modulation(&sound), &modulation(&out));
        println!(
            "{shape:?}: bass {bass:.1} dB, brighter by {bright:.1} dB, envelope correlation {rhythm:.2}"
        );
        assert!(bass < -30.0 && bright > 6.0 && rhythm > 0.7);
    }
}

#[test]
fn melody_is_gone_but_for_octaves() {
    let tuned = settings(0.65, 0.65, 0.65);
    let spectrum = |pitch: f64| thirds(&metal_of(&vowel(pitch, 3.0, RATE), &tuned));
    for pitch in [131.0, 196.0, 220.0, 262.0] {
        let lower = spectrum(pitch);
        let top = lower.iter().copied().fold(-300.0, f64::max);
        let alike = |other: &[f64]| {
            let pairs = || lower.iter().zip(other).filter(|(a, b)| a.max(**b) > top - 40.0);
            pairs().filter(|(a, b)| (*a - *b).abs() <= 2.0).count() as f64 / pairs().count() as f64
        };
        let (semitone, octave) =
            (alike(&spectrum(pitch * f64::powf(2.0, 1.0 / 12.0))), alike(&spectrum(2.0 * pitch)));
        println!(
            "{pitch} Hz: {:.0} % alike a semitone up, {:.0} % an octave up",
            100.0 * semitone,
            100.0 * octave
        );
        assert!(semitone >= 0.9 && octave < 0.9);
    }
}

#[test]
fn voices_lose_their_harmonics() {
    for pitch in [120.0, 150.0, 200.0, 260.0] {
        let sound = vowel(pitch, 3.0, RATE);
        let before = harmonicity(&sound, pitch);
        let after = harmonicity(&metal_of(&sound, &settings(0.65, 0.65, 0.65)), pitch);
        println!("{pitch} Hz: harmonics to noise {before:.1} -> {after:.1} dB");
        assert!(before - after > 12.0);
    }
}

#[test]
fn it_is_about_as_loud_at_every_rate_and_setting() {
    for rate in [22_050.0, 32_000.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
        let sound = speech(2.0, rate);
        for shape in [Shape::Film, Shape::Live] {
            for amount in [0.0, 0.65, 1.0] {
                let out = metal_of_at(&sound, &settings(amount, amount, amount), rate, shape);
                let change = loudness(&out, rate) - loudness(&sound, rate);
                println!("{rate} Hz {shape:?} {amount}: {change:.1} dB(A)");
                assert!(change.abs() < 3.0);
            }
        }
    }
}

/// A tone in the middle of channel 5, and where that electrode is heard, Hz.
fn tone(seconds: f64) -> (Vec<f32>, f64) {
    let channels = settings(0.0, 0.0, 0.0).channels;
    let turns = TAU * f64::from(channels.centre(5)) / RATE;
    let sample = |n: usize| (0.1 * (turns * n as f64).sin()) as f32;
    ((0..(seconds * RATE) as usize).map(sample).collect(), f64::from(channels.heard_hz(5)))
}

#[test]
fn tangle_pulls_a_tone_towards_its_electrode() {
    let (tone, place) = tone(2.0);
    let pitch = |tangle: f32| {
        let (powers, bin_hz) = powers(&metal_of(&tone, &settings(0.0, tangle, 0.0))[24_000..72_000], RATE);
        // The next electrode lies further up, and may be as loud.
        let top =
            powers[..(1.05 * place / bin_hz) as usize].iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        top.map_or(0.0, |(bin, _)| bin as f64 * bin_hz)
    };
    let [free, half, full] = [0.0, 0.5, 1.0].map(pitch);
    println!("a tone is heard at {free:.0}, {half:.0}, {full:.0} Hz, its electrode at {place:.0} Hz");
    let middle = f64::from(settings(0.0, 0.0, 0.0).channels.centre(5));
    for (heard, share) in [(free, 0.4), (half, 0.6), (full, 0.8)] {
        let pulled = (heard / middle).log2() / (place / middle).log2();
        assert!((pulled - share).abs() < 0.1, "{pulled} {share}");
    }
}

#[test]
fn flicker_widens_a_tone_and_fracture_breaks_it() {
    let (tone, _) = tone(4.0);
    let measured = |fracture: f32, flicker: f32| {
        let out = &metal_of(&tone, &settings(fracture, 0.0, flicker))[24_000..];
        let (powers, bin_hz) = powers(out, RATE);
        let (top, _) = powers.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        let within = |hz: f64| {
            let bins = (hz / bin_hz) as usize;
            powers[top - bins..=top + bins].iter().sum::<f64>()
        };
        let beside = 0.5 * db_from_gain(1.0 - within(10.0) / within(150.0));
        let levels: Vec<f64> = out.chunks_exact(480).map(|chunk| level(chunk, 0.0, 20_000.0)).collect();
        let mean = levels.iter().sum::<f64>() / levels.len() as f64;
        let swing = (levels.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / levels.len() as f64).sqrt();
        println!(
            "fracture {fracture} flicker {flicker}: {beside:.1} dB beside, levels vary by {swing:.1} dB"
        );
        (beside, swing)
    };
    let (plain, flickering, fractured) = (measured(0.0, 0.0), measured(0.0, 1.0), measured(1.0, 0.0));
    assert!(plain.0 < -20.0 && flickering.0 > -12.0);
    assert!(plain.1 < 1.0 && fractured.1 > 2.5);
}

#[test]
fn dead_electrodes_are_holes_in_all_three_parts() {
    let random = Random::new(8, 0);
    let noise: Vec<f32> = (0..96_000).map(|n| 0.1 * random.bipolar(n)).collect();
    let clicks: Vec<f32> = (0..96_000).map(|n| if n % 9600 == 0 { 1.0 } else { 0.0 }).collect();
    let (tone, _) = tone(2.0);
    for (name, sound) in [("noise", noise), ("clicks", clicks), ("tone", tone)] {
        for amount in [0.0, 0.65, 1.0] {
            let mut tuned = settings(amount, amount, amount);
            let mut metal = Metal::new(&Spec::default(), Shape::Film);
            metal.set(&tuned);
            metal.take();
            // Half-way to the neighbours of the electrodes that are dead, less what a window smears.
            let edge = |n: usize| f64::from(frequency(0.5 * (metal.heard[n] + metal.heard[n + 1])));
            let (low, high) = (edge(4) + 70.0, edge(6) - 70.0);
            let whole = level(&metal_of(&sound, &tuned)[12_000..84_000], low, high);
            (tuned.channels.alive[5], tuned.channels.alive[6]) = (false, false);
            let holed = metal_of(&sound, &tuned);
            let hole = level(&holed[12_000..84_000], low, high);
            println!("{name} {amount}, {low:.0} to {high:.0} Hz: {whole:.1} dB, {hole:.1} dB where dead");
            assert!(whole - hole > 25.0);
            tuned.channels.alive = [false; MOST_CHANNELS];
            assert!(metal_of(&sound, &tuned).iter().all(|y| *y == 0.0));
        }
    }
}

#[test]
fn without_channels_nothing_is_heard() {
    let mut tuned = settings(0.65, 0.65, 0.65);
    tuned.channels.count = 0;
    assert!(metal_of(&speech(1.0, RATE), &tuned).iter().all(|y| *y == 0.0));
}

#[test]
fn one_channel_sings_and_dozens_do() {
    let sound = speech(1.0, RATE);
    for count in [1, 2, 22, 32] {
        let channels = Channels::even(count, 100.0, 8000.0);
        let out = metal_of(&sound, &MetalSettings { channels, ..settings(0.65, 0.65, 0.65) });
        let change = level(&out, 20.0, 12_000.0) - level(&sound, 20.0, 12_000.0);
        println!("{count} channels: {change:.1} dB");
        assert!(change.abs() < 8.0);
    }
}

#[test]
fn blocks_and_what_was_before_make_no_difference() {
    let sound = speech(3.0, RATE);
    for shape in [Shape::Film, Shape::Live] {
        let (mut split, mut metal) =
            (Split::new(&Spec::default(), shape), Metal::new(&Spec::default(), shape));
        metal.set(&settings(0.7, 0.5, 0.9));
        let whole = sung(&mut split, &mut metal, &sound, -30_000, 32);
        split.reset();
        metal.reset();
        assert_eq!(whole, sung(&mut split, &mut metal, &sound, -30_000, 5));
        let start = 40_001;
        let after = sung(&mut split, &mut metal, &sound[start..], start as i64 - 30_000, 32);
        assert_eq!(after[9600..], whole[start + 9600..]);
    }
}

#[test]
fn seeds_draw_their_own() {
    let sound = speech(1.0, RATE);
    let tuned = settings(0.65, 0.65, 0.65);
    let first = metal_of(&sound, &tuned);
    assert_eq!(first, metal_of(&sound, &tuned));
    assert_ne!(first, metal_of(&sound, &MetalSettings { seed: 2, ..tuned }));
}

#[test]
fn silence_is_exact_and_overloads_pass() {
    for shape in [Shape::Film, Shape::Live] {
        let mut sound: Vec<f32> = (0..9000).map(|n| if n % 100 < 50 { 1e9 } else { -1e9 }).collect();
        sound.resize(40_000, 0.0);
        let out = metal_of_at(&sound, &settings(1.0, 1.0, 1.0), RATE, shape);
        assert!(out.iter().all(|y| y.is_finite()));
        assert!(out[9000 + 2 * 1440..].iter().all(|y| *y == 0.0));
    }
}

#[test]
fn changes_of_settings_make_no_clicks() {
    let (tone, _) = tone(2.0);
    let treble = |tangles: [f32; 2]| {
        let (mut split, mut metal) =
            (Split::new(&Spec::default(), Shape::Film), Metal::new(&Spec::default(), Shape::Film));
        let mut out = vec![];
        for (n, chunk) in tone.chunks(4800).enumerate() {
            metal.set(&settings(0.0, tangles[n % 2], 0.0));
            out.extend(sung(&mut split, &mut metal, chunk, 4800 * n as i64, 32));
        }
        level(&out[9600..], 6000.0, 20_000.0)
    };
    let (never, often) = (treble([0.0; 2]).max(treble([1.0; 2])), treble([0.0, 1.0]));
    println!("6 to 20 kHz: {never:.1} dB, {often:.1} dB with changes");
    assert!(often < never + 3.0);
}

#[test]
fn the_cost_is_printed() {
    let sound = speech(4.0, RATE);
    for shape in [Shape::Film, Shape::Live] {
        let (mut split, mut metal) =
            (Split::new(&Spec::default(), shape), Metal::new(&Spec::default(), shape));
        metal.set(&settings(0.65, 0.65, 0.65));
        let mut out = [0.0; 32];
        let start = Instant::now();
        for (n, block) in sound.chunks(32).enumerate() {
            split.push(block, Clock::at(32 * n as i64), |parts| metal.hop(parts));
            metal.sing(&mut out[..block.len()]);
        }
        println!("{shape:?}, split and metal: {:.2} ms/s", start.elapsed().as_secs_f64() * 250.0);
    }
}
