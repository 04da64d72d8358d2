//! What the split must do, and what it costs.

use super::*;
use crate::base::units::db_from_gain;
use crate::kit::band_pass::{BandEdges, BandPass};
use crate::kit::random::Random;
use crate::kit::stft::Synthesis;
use std::time::Instant;

const SPEC: fn(f32) -> Spec = |sample_rate| Spec { sample_rate, ..Spec::default() };

/// A voice-like tone of 180 Hz with vibrato and syllables, clicks of 1 ms, and noise from 500 Hz to 4 kHz.
fn sources(rate: f64, seconds: f64) -> [Vec<f32>; 3] {
    let random = Random::new(3, 0);
    let tau = std::f64::consts::TAU;
    let samples = 0..(seconds * rate) as usize;
    let tone = |n: usize| {
        let t = n as f64 / rate;
        let turn = tau * 180.0 * t - 180.0 * 0.02 / 5.0 * (tau * 5.0 * t).cos();
        let syllable = 0.55 - 0.45 * (tau * 3.0 * t).cos();
        let voice: f64 = (1..=25).map(|k| (turn * f64::from(k)).sin() / f64::from(k)).sum();
        (0.1 * syllable * voice) as f32
    };
    let click = |n: usize| {
        let since = n as f64 % (0.173 * rate);
        if since < 0.001 * rate { 0.5 * random.bipolar(n as i64) } else { 0.0 }
    };
    let mut noise: Vec<f32> = samples.clone().map(|n| random.bipolar(n as i64 + 1_000_000)).collect();
    noise.iter_mut().for_each(|x| *x *= 0.3);
    BandPass::default().run(&BandEdges::new(500.0, 4000.0, rate as f32), &mut noise);
    [samples.clone().map(tone).collect(), samples.map(click).collect(), noise]
}

/// What each part sounds like by itself, and the sum of the three, called with `block` samples at most.
fn resynthesised(split: &mut Split, sound: &[f32], start: i64, block: usize) -> [Vec<f32>; 4] {
    let sizes = split.sizes();
    let mut voices: [_; 4] = std::array::from_fn(|_| Synthesis::new(sizes.window, sizes.spare));
    let mut out: [Vec<f32>; 4] = std::array::from_fn(|_| vec![0.0; sound.len()]);
    let mut done = 0;
    while done < sound.len() {
        let clock = Clock::at(start + done as i64);
        let len = block.min(clock.until_next(32)).min(sound.len() - done);
        split.push(&sound[done..done + len], clock, |parts| {
            for (voice, part) in voices.iter_mut().zip([parts.sines, parts.transients, parts.noise, &[]]) {
                let spectrum = voice.spectrum();
                spectrum.fill(Complex32::default());
                spectrum.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
                if part.is_empty() {
                    for (n, bin) in spectrum.iter_mut().enumerate() {
                        *bin = parts.sines[n] + parts.transients[n] + parts.noise[n];
                    }
                }
                voice.add(parts.at);
            }
        });
        for (voice, out) in voices.iter_mut().zip(&mut out) {
            voice.read(&mut out[done..done + len]);
        }
        done += len;
    }
    out
}

fn energy(sound: &[f32]) -> f64 {
    sound.iter().map(|x| f64::from(*x).powi(2)).sum()
}

#[test]
fn the_parts_add_up_to_the_delayed_sound_at_every_rate() {
    for rate in [22_050.0, 32_000.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
        for shape in [Shape::Film, Shape::Live] {
            let mut split = Split::new(&SPEC(rate), shape);
            let parts = sources(f64::from(rate), 0.5);
            let sound: Vec<f32> =
                (0..parts[0].len()).map(|n| parts.iter().map(|part| part[n]).sum()).collect();
            let [.., sum] = resynthesised(&mut split, &sound, -777, 128);
            let late = split.latency();
            let error: Vec<f32> = sum[late..].iter().zip(&sound).map(|(y, x)| y - x).collect();
            let db = 0.5 * db_from_gain(energy(&error) / energy(&sound[..error.len()]));
            println!("{rate} {shape:?}: {late} late, sum within {db:.1} dB");
            assert!(db < -90.0);
            if shape == Shape::Film {
                assert!(late <= (rate as usize / 24) * 1880 / 2000, "{late}");
            }
        }
    }
}

#[test]
fn tones_clicks_and_noise_go_where_they_belong() {
    let sources = sources(48_000.0, 6.0);
    let shares = |hop: usize, lead: f32| {
        let sizes = Sizes { window: 4 * hop, hop, spare: 0, bin_hz: 12_000.0 / hop as f32 };
        [0, 1, 2].map(|source| {
            let mut split = Split::of(sizes, lead, 48_000.0);
            let out = resynthesised(&mut split, &sources[source], 0, 128);
            let energies = [0, 1, 2].map(|part| energy(&out[part]));
            energies.map(|part| (100.0 * part / energies.iter().sum::<f64>()).round())
        })
    };
    println!("window/hop lead: tone, click, noise to sines/transients/noise, %");
    for (hop, lead, tone) in [(512, 2.0, 80.0), (360, 2.0, 70.0), (256, 2.0, 40.0), (256, 1.5, 60.0)] {
        let [tones, clicks, noises] = shares(hop, lead);
        println!("{}/{hop} {lead}: {tones:?} {clicks:?} {noises:?}", 4 * hop);
        assert!(tones[0] >= tone && clicks[1] >= 90.0 && noises[2] >= 60.0);
    }
}

#[test]
fn blocks_and_what_was_before_make_no_difference() {
    let [tone, click, noise] = sources(48_000.0, 3.0);
    let sound: Vec<f32> = (0..tone.len()).map(|n| tone[n] + click[n] + noise[n]).collect();
    for shape in [Shape::Film, Shape::Live] {
        let mut split = Split::new(&SPEC(48_000.0), shape);
        let whole = resynthesised(&mut split, &sound, 0, 32);
        split.reset();
        assert_eq!(whole, resynthesised(&mut split, &sound, 0, 7));
        // Another past, and no past: the same after it is over.
        let start = 48_000 + 13;
        let after = resynthesised(&mut split, &sound[start..], start as i64, 32);
        let (late, all) = (9600, start + 9600);
        for part in 0..4 {
            assert_eq!(after[part][late..], whole[part][all..]);
        }
    }
}

#[test]
fn silence_is_exact_and_overloads_pass() {
    for shape in [Shape::Film, Shape::Live] {
        let mut split = Split::new(&SPEC(48_000.0), shape);
        let mut sound = vec![1e9; 4000];
        sound.extend(vec![0.0; 20_000]);
        let out = resynthesised(&mut split, &sound, 0, 32);
        assert!(out.iter().flatten().all(|y| y.is_finite()));
        assert!(out.iter().all(|part| part[8000..].iter().all(|y| *y == 0.0)));
    }
}

#[test]
fn the_cost_is_printed() {
    let [tone, _, noise] = sources(48_000.0, 4.0);
    let sound: Vec<f32> = tone.iter().zip(&noise).map(|(a, b)| a + b).collect();
    for shape in [Shape::Film, Shape::Live] {
        let mut split = Split::new(&SPEC(48_000.0), shape);
        let (start, mut sum) = (Instant::now(), 0.0);
        for (n, block) in sound.chunks(32).enumerate() {
            split.push(block, Clock::at(32 * n as i64), |parts| sum += parts.noise[100].re);
        }
        println!("{shape:?}: {:.2} ms/s ({sum})", start.elapsed().as_secs_f64() * 250.0);
    }
}
