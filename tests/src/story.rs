//! Acceptance checks 1 to 6 of the story, on any player, as figures; tests assert them.
//!
//! A check's values come after a player's own: one that plays a scene plays it wherever a check asks for nothing.

use crate::figure::Limit::{AtLeast, AtMost, Between};
use crate::figure::{Figure, hold};
use crate::measure::{band_change_db, band_energy, high_passed, peak, power, power_db, spectral_peak};
use crate::player::{Player, Point, Value, line};
use crate::signals::{noises, pink, sine};
use crate::speech::samples;

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;
/// Level of the checks' pink noise, dBFS RMS.
const PINK_DBFS: f64 = -20.0;
/// Everything above this is treble, Hz: what goes first.
const TREBLE: (f64, f64) = (1000.0, 20_000.0);
/// What a muffled world keeps, Hz.
const BODY: (f64, f64) = (30.0, 200.0);

fn pinks(len: usize) -> Vec<Vec<f32>> {
    vec![pink(0, PINK_DBFS, len), pink(1, PINK_DBFS, len)]
}

/// Drops the first half second: the filters' and the ear's settling.
fn settled(x: &[f32]) -> &[f32] {
    &x[SECOND / 2..]
}

/// A station on the way to black, and what it leaves.
#[derive(Debug, Clone, Copy)]
pub struct Grey {
    /// Its name.
    pub name: &'static str,
    /// Where Loss stands.
    pub loss: f32,
    /// What treble changes by at most, dB.
    treble_db: f64,
    /// What the body changes by, dB.
    body_db: (f64, f64),
}

/// First muffle, mumble and near-total.
pub const GREYS: [Grey; 3] = [
    Grey { name: "first muffle", loss: 0.25, treble_db: -25.0, body_db: (-1.0, 1.0) },
    Grey { name: "mumble", loss: 0.65, treble_db: -40.0, body_db: (-2.0, 2.0) },
    Grey { name: "near-total", loss: 0.85, treble_db: -48.0, body_db: (-1.0, 3.0) },
];

/// Check 1: a grey takes the treble and leaves the body.
pub fn grey(player: &mut dyn Player, grey: &Grey, start: &[Value]) -> Vec<Figure> {
    let input = pinks(SECOND * 6);
    let output = player.play(&input, start, &[]);
    let change = |(low, high)| band_change_db(settled(&input[0]), settled(&output[0]), RATE, low, high);
    let name = grey.name;
    let (least, most) = grey.body_db;
    vec![
        Figure::new(format!("{name}: above 1 kHz"), change(TREBLE), "dB", AtMost(grey.treble_db)),
        Figure::new(format!("{name}: 30-200 Hz"), change(BODY), "dB", Between(least, most)),
    ]
}

/// Check 1: first muffle, mumble and near-total take the treble and leave the body.
pub fn greys(player: &mut dyn Player) {
    for state in &GREYS {
        hold(player, |player| grey(player, state, &[("loss", state.loss)]));
    }
}

/// Check 2, first half: along Loss the treble never rises, and falls in small steps.
pub fn blackening(player: &mut dyn Player) -> Vec<Figure> {
    const LARGEST_STEP_DB: f64 = 1.5;
    const ROUNDING_DB: f64 = 1.0e-3;
    /// Steps before which anything may happen.
    const FIRST: usize = 5;
    let input = pinks(SECOND * 2);
    let mut levels = Vec::new();
    for percent in 0..=100u8 {
        let output = player.play(&input, &[("loss", f32::from(percent) / 100.0)], &[]);
        levels.push(power_db(band_energy(settled(&output[0]), RATE, TREBLE.0, TREBLE.1)));
    }
    let steps: Vec<f64> = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let highest = steps.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let largest = steps[FIRST..].iter().copied().fold(0.0, f64::min);
    let all = levels[100] - levels[0];
    vec![
        Figure::new(
            format!("Loss 0 to 100 % ({all:.1} dB): the highest step"),
            highest,
            "dB",
            AtMost(ROUNDING_DB),
        ),
        Figure::new("the largest step down after 5 %", -largest, "dB", AtMost(LARGEST_STEP_DB)),
    ]
}

/// Check 2, first half.
pub fn to_black(player: &mut dyn Player) {
    hold(player, blackening);
}

/// Check 2, second half: what drawn ramps leave away from a 1 kHz sine.
pub fn ramp_residues(player: &mut dyn Player) -> Vec<Figure> {
    const LIMIT_DB: f64 = -70.0;
    const TONE_BAND: (f64, f64) = (250.0, 3000.0);
    // Far enough below the ceiling for 24 dB of trim.
    let tone = sine(1000.0, 0.03, RATE, SECOND * 2);
    let input = vec![tone.clone(), tone.clone()];
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    let ramp = SECOND / 2;
    let line = |id, from, to| line(ramp, ramp, id, from, to);
    let cases: [(&str, &[Value], Vec<Point>); 8] = [
        ("perspective", &[("loss", 0.65), ("perspective", 0.0)], line("perspective", 0.0, 1.0)),
        ("perspective, back", &[("loss", 1.0)], line("perspective", 1.0, 0.0)),
        ("loss", &[("loss", 0.0)], line("loss", 0.0, 1.0)),
        ("loss, back", &[("loss", 1.0)], line("loss", 1.0, 0.0)),
        ("better ear", &[("loss", 0.65), ("better_ear", -1.0)], line("better_ear", -1.0, 1.0)),
        ("recruitment", &[("loss", 0.65), ("recruitment", 0.0)], line("recruitment", 0.0, 2.0)),
        ("conductive", &[("loss", 0.65)], line("conductive", 0.0, 1.0)),
        ("trim", &[("loss", 0.25), ("trim", -24.0)], line("trim", -24.0, 24.0)),
    ];
    let mut figures = Vec::new();
    for (what, start, points) in cases {
        let output = player.play(&input, start, &points);
        let outside = band_energy(&output[0], RATE, 20.0, TONE_BAND.0)
            + band_energy(&output[0], RATE, TONE_BAND.1, 24_000.0);
        let what = format!("0.5 s ramp of {what}: outside 250 Hz-3 kHz");
        figures.push(Figure::new(what, power_db(outside / total), "dB", AtMost(LIMIT_DB)));
    }
    figures
}

/// Check 2, second half.
pub fn ramps(player: &mut dyn Player) {
    hold(player, ramp_residues);
}

/// Where checks cut: off any grid.
const CUT_AT: usize = 30_011;

/// What moves from one state to another, at sample `at`.
fn moves(at: usize, from: &[Value], to: &[Value]) -> Vec<Point> {
    to.iter().filter(|value| !from.contains(value)).map(|(id, value)| (at, *id, *value)).collect()
}

/// Check 3, for one cut: it starts on its sample and is over within 10 ms.
pub fn cut(player: &mut dyn Player, what: &str, from: &[Value], to: &[Value]) -> Vec<Figure> {
    const AT: usize = CUT_AT;
    let input = noises(2, 0.1, 60_000);
    let (before, after) = (player.play(&input, from, &[]), player.play(&input, to, &[]));
    let output = player.play(&input, from, &moves(AT, from, to));
    let start = (0..input[0].len()).find(|n| output[0][*n] != before[0][*n]);
    let start = start.map_or(f64::INFINITY, |start| start as f64 - AT as f64);
    // Share of the new state at a sample, where the two states differ enough to tell.
    let share = |n: usize| {
        let distance = after[0][n] - before[0][n];
        (distance.abs() > 0.02).then(|| f64::from((output[0][n] - before[0][n]) / distance))
    };
    let first_beyond =
        |limit: f64| (AT..input[0].len()).find(|n| share(*n).is_some_and(|share| share >= limit));
    let rise =
        first_beyond(0.9).zip(first_beyond(0.1)).map_or(f64::INFINITY, |(end, start)| (end - start) as f64);
    vec![
        Figure::new(format!("{what}: starts after its point by"), start, "samples", Between(0.0, 1.0)),
        Figure::new(format!("{what}: 10-90 % in"), rise / f64::from(RATE) * 1000.0, "ms", AtMost(10.0)),
    ]
}

/// Check 3, for one cut: what it splashes on a 100 Hz sine at 0 dBFS.
pub fn cut_splash(player: &mut dyn Player, what: &str, from: &[Value], to: &[Value]) -> Figure {
    let tone = sine(100.0, 1.0, RATE, 60_000);
    let input = vec![tone.clone(), tone];
    let output = player.play(&input, from, &moves(CUT_AT, from, to));
    // From well after the tone's own start.
    let splash = power_db(f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0))).powi(2));
    Figure::new(format!("{what} on a 0 dBFS 100 Hz sine: above 5 kHz"), splash, "dBFS", AtMost(-60.0))
}

/// Check 3: a hard cut starts on its sample, is over within 10 ms, and splashes nothing.
pub fn hard_cut(player: &mut dyn Player) {
    for (what, from, to) in [("world to head", 0.0, 1.0), ("head to world", 1.0, 0.0)] {
        let state = |perspective, loss| [("loss", loss), ("perspective", perspective)];
        hold(player, |player| cut(player, what, &state(from, 1.0), &state(to, 1.0)));
        for loss in [0.25, 0.65, 1.0] {
            let what = format!("{what} at loss {loss}");
            hold(player, |player| vec![cut_splash(player, &what, &state(from, loss), &state(to, loss))]);
        }
    }
}

/// Moves of Perspective that come before the last one is over splash no more than a single cut may.
pub fn second_thoughts(player: &mut dyn Player) {
    const AT: usize = 30_011;
    let cut = |at: usize, to: f32| (at, "perspective", to);
    let slow_out =
        vec![(AT, "cut_time", 0.5), cut(AT, 0.0), (AT + 12_000, "cut_time", 0.005), cut(AT + 12_000, 1.0)];
    let drawn_out = [line(AT, 9600, "perspective", 1.0, 0.0), vec![cut(AT + 9600 + 960, 1.0)]].concat();
    let tone = sine(100.0, 0.5, RATE, 96_000);
    for (what, points) in [
        ("a cut out, and back after 2 ms", vec![cut(AT, 0.0), cut(AT + 96, 1.0)]),
        (
            "a cut out, and a drawn ramp at once",
            [vec![cut(AT, 0.0)], line(AT + 32, 24_000, "perspective", 0.0, 0.5)].concat(),
        ),
        ("a slow move out, and a cut back halfway", slow_out),
        ("a drawn ramp out, and a cut back 20 ms after it", drawn_out),
    ] {
        for loss in [0.85, 1.0] {
            let output = player.play(&[tone.clone(), tone.clone()], &[("loss", loss)], &points);
            let splash =
                power_db(f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0)) / 0.5).powi(2));
            println!("{}: {what}, at loss {loss}: {splash:.1} dB above 5 kHz", player.name());
            assert!(splash < -60.0, "{what}, at loss {loss}, splashes {splash:.1} dB");
        }
    }
}

/// Check 4: on so many channels, samples that are not those that came in.
pub fn altered(player: &mut dyn Player, what: &str, channels: usize, start: &[Value]) -> Figure {
    let input = noises(channels, 0.9, SECOND);
    let output = player.play(&input, start, &[]);
    let pairs = input.iter().flatten().zip(output.iter().flatten());
    let differ = pairs.filter(|(a, b)| a.to_bits() != b.to_bits()).count();
    Figure::new(format!("{what} on {channels} channels: altered"), differ as f64, "samples", AtMost(0.0))
}

/// Check 4, for one width: the world passes bit for bit, at Perspective 0, at Loss 0 and in bypass.
pub fn objective(player: &mut dyn Player, channels: usize) {
    for (what, start) in [
        ("Perspective 0", [("perspective", 0.0), ("loss", 1.0), ("trim", -12.0)].as_slice()),
        ("Loss 0", &[("loss", 0.0)]),
        ("bypass", &[("loss", 1.0), ("bypass", 1.0)]),
    ] {
        hold(player, |player| vec![altered(player, what, channels, start)]);
    }
}

/// The pop, before it happens.
pub const POP: Value = ("event", 0.0);
/// Where checks pop: off any grid.
const POP_AT: usize = SECOND + 13;

/// Check 5: from `from`, a pop and whatever else moves at its sample. It leaves no treble from the first moments on, and
/// the body comes back.
pub fn popped(player: &mut dyn Player, from: &[Value], to: &[Value]) -> Vec<Figure> {
    let input = pinks(4 * SECOND);
    let output =
        player.play(&input, from, &[moves(POP_AT, from, to), vec![(POP_AT, "event_fire", 1.0)]].concat());
    let change = |from: f32, span: f32, (low, high): (f64, f64)| {
        let from = POP_AT + (from * RATE) as usize;
        let part = from..from + (span * RATE) as usize;
        band_change_db(&input[0][part.clone()], &output[0][part], RATE, low, high)
    };
    let treble = [(0.04, 0.04), (0.08, 0.07), (0.15, 0.1), (0.25, 0.25), (0.5, 1.0)].map(|(from, span)| {
        let what = format!("{:.0} ms after the pop: above 1 kHz", 1000.0 * from);
        Figure::new(what, change(from, span, TREBLE), "dB", AtMost(-45.0))
    });
    let body = [(0.4, 0.1), (0.5, 1.0)].map(|(from, span)| {
        let what = format!("{:.0} ms after the pop: 40-150 Hz", 1000.0 * from);
        Figure::new(what, change(from, span, (40.0, 150.0)), "dB", Between(-6.0, 6.0))
    });
    treble.into_iter().chain(body).collect()
}

/// Check 5: how loud the pulse of a pop is, nothing else being heard.
pub fn pulse(player: &mut dyn Player, start: &[Value]) -> Vec<Figure> {
    let silence = vec![vec![0.0; 2 * SECOND]; 2];
    let output = player.play(&silence, start, &[(POP_AT, "event_fire", 1.0)]);
    let sound = &output[0];
    let first = sound.iter().position(|x| *x != 0.0).map_or(f64::INFINITY, |n| n as f64 - POP_AT as f64);
    let last = sound.iter().rposition(|x| *x != 0.0).unwrap_or_default();
    let long = last as f64 - POP_AT as f64;
    let loudest = power_db(f64::from(peak(sound)).powi(2));
    let apart = sound.iter().zip(&output[1]).filter(|(a, b)| a != b).count();
    vec![
        Figure::new("the pulse peaks at", loudest, "dBFS", Between(-18.5, -6.0)),
        Figure::new("the pulse begins after its point by", first, "samples", Between(0.0, 2.0)),
        Figure::new("the pulse ends after its point by", long / f64::from(RATE) * 1000.0, "ms", AtMost(20.0)),
        Figure::new("the pulse differs between the ears in", apart as f64, "samples", AtMost(0.0)),
    ]
}

/// Check 5: nothing happens before a pop, no treble is left from its first moments on, and the body comes back; its own
/// pulse is harmless.
pub fn pop(player: &mut dyn Player) {
    let input = pinks(2 * SECOND);
    let output = player.play(&input, &[POP], &[(POP_AT, "event_fire", 1.0)]);
    assert_eq!(output[0][..POP_AT], input[0][..POP_AT], "nothing happens before it happens");
    hold(player, |player| popped(player, &[POP], &[]));
    hold(player, |player| pulse(player, &[POP]));
}

/// The drum loop, both channels; how it was made stands in `xtask/assets/README.md`.
pub fn drums() -> Vec<Vec<f32>> {
    let both = samples(include_bytes!("../../xtask/assets/drums.wav"));
    (0..2).map(|channel| both.iter().skip(channel).step_by(2).copied().collect()).collect()
}

/// Check 6: as the stage collapses, the cymbals fade into the ring, which stays when the drums stop, and then goes.
pub fn handed_over(player: &mut dyn Player) -> Vec<Figure> {
    /// Default pitch of tinnitus, Hz.
    const PITCH: f64 = 6000.0;
    let third = (PITCH * 2f64.powf(-1.0 / 6.0), PITCH * 2f64.powf(1.0 / 6.0));
    // The loss begins at once, and the drums stop after six seconds.
    let (fallen, stop, end) = (3 * SECOND, 6 * SECOND, 11 * SECOND);
    let mut input = drums();
    input.iter_mut().for_each(|x| {
        x.truncate(stop);
        x.resize(end, 0.0);
    });
    let collapse = line(0, fallen, "loss", 0.0, 0.45);
    let start = [("loss", 0.0), ("tinnitus_handover", 1.0)];
    let mut play =
        |tinnitus| player.play(&input, &[&start[..], &[("tinnitus", tinnitus)]].concat(), &collapse);
    let (without, with) = (play(0.0), play(1.0));
    let mut figures = Vec::new();
    for (channel, (side, input)) in ["left", "right"].into_iter().zip(&input).enumerate() {
        let left = &without[channel];
        let ring: Vec<f32> = with[channel].iter().zip(left).map(|(with, without)| with - without).collect();
        let played = fallen..stop;
        let treble = band_change_db(&input[played.clone()], &left[played.clone()], RATE, TREBLE.0, TREBLE.1);
        let energy = |x: &[f32]| band_energy(&x[played.clone()], RATE, third.0, third.1);
        let above = power_db(energy(&ring) / energy(left));
        let pitch = spectral_peak(&ring[played.clone()], RATE);
        // Quarters of a second from the one before the drums stop on.
        let level =
            |n: usize| power_db(power(&ring[stop - SECOND / 4 + n * SECOND / 4..][..SECOND / 4]) / 0.5);
        let moved = (1..=4).map(|n| (level(n) - level(0)).abs()).fold(0.0, f64::max);
        let fallen_by =
            |db: f64| (0..20).take_while(|n| level(*n) > level(0) - db).count() as f64 * 0.25 - 0.25;
        let off_pitch = 100.0 * (pitch / PITCH - 1.0).abs();
        figures.extend([
            Figure::new(format!("{side}: above 1 kHz"), treble, "dB", AtMost(-25.0)),
            Figure::new(format!("{side}: the ring above what is left there"), above, "dB", AtLeast(20.0)),
            Figure::new(format!("{side}: the ring off its pitch"), off_pitch, "%", AtMost(0.5)),
            Figure::new(format!("{side}: it moves in the second after the drums"), moved, "dB", AtMost(1.0)),
            Figure::new(format!("{side}: it falls by 6 dB after"), fallen_by(6.0), "s", Between(2.0, 3.5)),
            Figure::new(format!("{side}: it is gone after"), fallen_by(60.0), "s", Between(3.0, 4.0)),
        ]);
    }
    figures
}

/// Check 6.
pub fn handover(player: &mut dyn Player) {
    hold(player, handed_over);
}
