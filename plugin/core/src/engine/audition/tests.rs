//! What is heard instead of the result, by whole engines.

use super::*;
use crate::base::layout::MAX_CHANNELS;
use crate::base::units::{clean_sample, gain_from_db};
use crate::base::{Layout, Spec};
use crate::engine::settings::Venue;
use crate::engine::{Engine, Entry, Film, Live};
use crate::kit::random::Random;
use crate::kit::true_peak::TruePeak;
use crate::parameters::{
    BODY, BYPASS, CEILING, IMPLANT, LOSS, MEMORY, MUMBLE, PERSPECTIVE, SMEAR, SPACE, TINNITUS, TOUCH, Values,
};

const RATE: usize = 48_000;

fn noises(channels: usize, amplitude: f32, len: usize) -> Vec<Vec<f32>> {
    let noise = |channel| move |n: usize| amplitude * Random::new(5, channel as u32).bipolar(n as i64);
    (0..channels).map(|channel| (0..len).map(noise(channel)).collect()).collect()
}

/// Plays `input` in blocks of at most `block` samples while each of `asked` is asked for from its sample on.
fn play<E: Entry>(
    values: &Values,
    asked: &[(usize, Audition)],
    input: &[Vec<f32>],
    block: usize,
) -> Vec<Vec<f32>> {
    let layout = Layout::from_count(input.len()).unwrap();
    let mut engine = Engine::<E>::default();
    engine.prepare(&Spec { sample_rate: RATE as f32, layout });
    let mut audio = input.to_vec();
    let (mut done, total) = (0, input[0].len());
    while done < total {
        let audition =
            asked.iter().rev().find(|(at, _)| *at <= done).map_or(Audition::Result, |(_, asked)| *asked);
        let next = asked.iter().map(|(at, _)| *at).find(|at| *at > done).unwrap_or(total);
        let len = block.min(next - done);
        engine.play(values, Venue { audition, ..Venue::default() });
        let mut parts: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[done..done + len]).collect();
        engine.process(&mut parts, &[], &[]);
        done += len;
    }
    audio
}

fn heard<E: Entry>(values: &Values, audition: Audition, input: &[Vec<f32>]) -> Vec<Vec<f32>> {
    play::<E>(values, &[(0, audition)], input, 512)
}

fn is_silent(sound: &[Vec<f32>]) -> bool {
    sound.iter().flatten().all(|x| *x == 0.0)
}

fn late<E: Entry>(input: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let latency = E::latency(RATE as f32);
    let delayed = |x: &Vec<f32>| [&vec![0.0; latency][..], &x[..x.len() - latency]].concat();
    input.iter().map(delayed).collect()
}

fn everything() -> Values {
    let all = [LOSS, TINNITUS, TOUCH, BODY, MEMORY, IMPLANT].iter();
    all.fold(Values::default(), |values, parameter| values.with(parameter, 0.5)).with(&SPACE, 0.5)
}

fn what_is_lost_is_the_difference_in<E: Entry>() {
    let input = noises(2, 0.3, RATE);
    for values in [Values::default().with(&LOSS, 0.65), Values::default().with(&TINNITUS, 1.0), everything()]
    {
        let left = heard::<E>(&values, Audition::Result, &input);
        let lost = heard::<E>(&values, Audition::Lost(None), &input);
        for ((lost, left), entered) in lost.iter().zip(&left).zip(&late::<E>(&input)) {
            let differs = |((lost, left), entered): ((&f32, &f32), &f32)| {
                lost.to_bits() != clean_sample(entered - left).to_bits()
            };
            assert_eq!(lost.iter().zip(left).zip(entered).position(differs), None);
        }
        assert!(!is_silent(&lost));
    }
}

#[test]
fn what_is_lost_is_the_input_minus_the_output() {
    what_is_lost_is_the_difference_in::<Film>();
    what_is_lost_is_the_difference_in::<Live>();
}

#[test]
fn nothing_is_lost_in_the_world_or_where_hearing_is_neutral() {
    let input = noises(2, 2.0, RATE / 2);
    let bypassed = everything().with(&BYPASS, 1.0);
    let outside = everything().with(&PERSPECTIVE, 0.0);
    let parts = Part::ALL.map(|part| Audition::Lost(Some(part)));
    for values in [bypassed, outside, Values::default()] {
        for audition in parts.into_iter().chain([Audition::Lost(None)]) {
            assert!(is_silent(&heard::<Live>(&values, audition, &input)), "{audition:?}");
        }
    }
}

#[test]
fn a_part_is_all_there_is_where_nothing_else_is_asked_for() {
    let input = noises(2, 0.2, RATE);
    let lost = Values::default().with(&LOSS, 1.0);
    let alone = |parameter, amount| Values::default().with(parameter, amount);
    for (part, values) in [
        (Part::Curve, lost.with(&MUMBLE, 0.0).with(&crate::parameters::BLUR, 0.0).with(&SMEAR, 0.0)),
        (Part::Implant, alone(&IMPLANT, 1.0)),
        (Part::Space, alone(&SPACE, 0.2)),
        (Part::Tinnitus, alone(&TINNITUS, 0.7)),
        (Part::Touch, alone(&TOUCH, 1.0)),
        (Part::Body, alone(&BODY, 0.6)),
    ] {
        let all = heard::<Film>(&values, Audition::Lost(None), &input);
        assert!(!is_silent(&all), "{part:?}");
        for other in Part::ALL {
            let heard = heard::<Film>(&values, Audition::Lost(Some(other)), &input);
            assert!(if other == part { heard == all } else { is_silent(&heard) }, "{other:?} of {part:?}");
        }
    }
}

#[test]
fn mumble_and_memory_are_heard_without_the_curve() {
    let input = noises(2, 0.2, 20 * RATE);
    let values = Values::default().with(&LOSS, 0.65).with(&MEMORY, 1.0);
    let level = |sound: &[f32]| {
        10.0 * (sound.iter().map(|x| f64::from(x * x)).sum::<f64>() / sound.len() as f64).log10()
    };
    let entered = level(&input[0]);
    for part in [Part::Mumble, Part::Memory] {
        let lost = heard::<Live>(&values, Audition::Lost(Some(part)), &input);
        println!("{part:?} changes {:.1} dB re the input", level(&lost[0]) - entered);
        assert!(level(&lost[0]) - entered > -40.0, "{part:?}");
    }
}

#[test]
fn block_lengths_make_no_difference_whatever_is_asked_for_when() {
    let input = noises(2, 0.3, RATE / 2);
    let asked = [
        (0, Audition::Result),
        (3001, Audition::Lost(None)),
        (5007, Audition::Lost(Some(Part::Implant))),
        (9100, Audition::Lost(Some(Part::Curve))),
        (12_345, Audition::Calibration { channel: 1 }),
        (15_000, Audition::Calibration { channel: 0 }),
        (17_777, Audition::Result),
    ];
    let whole = play::<Film>(&everything(), &asked, &input, RATE);
    for block in [1, 37, 512] {
        assert!(play::<Film>(&everything(), &asked, &input, block) == whole, "blocks of {block}");
    }
}

#[test]
fn one_comes_after_the_other_without_a_click() {
    let tone = |n: usize| 0.4 * (std::f32::consts::TAU * 100.0 * n as f32 / RATE as f32).sin();
    let input = vec![(0..2 * RATE).map(tone).collect::<Vec<f32>>(); 2];
    let values = Values::default().with(&LOSS, 1.0).with(&MUMBLE, 0.0).with(&SPACE, 0.3);
    let asked = [
        (20_011, Audition::Lost(None)),
        (30_013, Audition::Lost(Some(Part::Space))),
        (40_017, Audition::Lost(Some(Part::Curve))),
        (50_021, Audition::Lost(Some(Part::Tinnitus))),
        (60_023, Audition::Result),
        (70_029, Audition::Calibration { channel: 0 }),
        (80_033, Audition::Result),
    ];
    for heard in [play::<Film>(&values, &asked, &input, 512), play::<Live>(&values, &asked, &input, 512)] {
        // The other channel of the calibration: only the tone comes and goes.
        let bend =
            heard[1][RATE / 4..].windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).abs()).fold(0.0, f32::max);
        println!("sharpest bend {bend:.6}");
        assert!(bend < 4.0e-4, "{bend}");
    }
}

#[test]
fn what_is_lost_stays_under_the_ceiling() {
    let input = noises(2, 30.0, RATE);
    let values = Values::default().with(&LOSS, 1.0).with(&CEILING, -6.0);
    let lost = heard::<Film>(&values, Audition::Lost(None), &input);
    let peak = lost.iter().flatten().fold(0.0f32, |peak, x| peak.max(x.abs()));
    let mut meter = TruePeak::default();
    let true_peak = lost[0].iter().fold(0.0f32, |peak, x| peak.max(meter.next_peak(*x)));
    println!("peak {:.2} dBFS, {:.2} dBTP", 20.0 * peak.log10(), 20.0 * true_peak.log10());
    assert!(f64::from(peak) <= gain_from_db(-6.0));
    // Within the ceiling's tolerance, 0.1 dB.
    assert!(f64::from(true_peak) <= gain_from_db(-5.9));
}

#[test]
fn reference_noise_sounds_from_one_channel_and_leaves_nothing_behind() {
    let len = 3 * RATE;
    for (channels, channel) in [(1, 0), (2, 1), (6, 3), (12, 11)] {
        let input = noises(channels, 0.5, len);
        let values = everything().with(&BYPASS, 1.0);
        let asked = [(0, Audition::Calibration { channel }), (5 * RATE / 2, Audition::Result)];
        let heard = play::<Live>(&values, &asked, &input, 512);
        for (idx, sound) in heard.iter().enumerate() {
            let while_asked = &sound[RATE / 4..9 * RATE / 4];
            if idx == channel {
                let power = while_asked.iter().map(|x| f64::from(x * x)).sum::<f64>() / (2 * RATE) as f64;
                let dbfs = 10.0 * (2.0 * power).log10();
                println!("{channels} channels: {dbfs:.2} dBFS RMS");
                assert!((dbfs + 20.0).abs() < 0.5, "{dbfs}");
            } else {
                assert!(while_asked.iter().all(|x| *x == 0.0), "channel {idx} of {channels}");
            }
            assert_eq!(sound[5 * RATE / 2 + RATE / 10..], input[idx][5 * RATE / 2 + RATE / 10..]);
        }
        let nowhere = Audition::Calibration { channel: MAX_CHANNELS + channels };
        let silent = play::<Live>(&values, &[(0, nowhere)], &input, 512);
        assert!(silent.iter().all(|sound| sound[RATE / 4..].iter().all(|x| *x == 0.0)));
    }
}
