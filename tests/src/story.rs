//! Acceptance checks 1 to 6 of the story, on any player. Each prints its figures and fails beyond its limits.

use crate::measure::{
    assert_same_bits, band_change_db, band_energy, high_passed, peak, power, power_db, spectral_peak,
};
use crate::player::{Player, Point, line};
use crate::signals::{noises, pink, sine};
use crate::speech::samples;

const RATE: f32 = 48_000.0;
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
    &x[RATE as usize / 2..]
}

/// Check 1: first muffle, mumble and near-total take the treble and leave the body.
pub fn greys(player: &mut dyn Player) {
    let input = pinks(RATE as usize * 6);
    for (state, loss, treble_db, body_db) in [
        ("first muffle", 0.25, -25.0, -1.0..=1.0),
        ("mumble", 0.65, -40.0, -2.0..=2.0),
        ("near-total", 0.85, -48.0, -1.0..=3.0),
    ] {
        let output = player.play(&input, &[("loss", loss)], &[]);
        let change = |(low, high)| band_change_db(settled(&input[0]), settled(&output[0]), RATE, low, high);
        let (treble, body) = (change(TREBLE), change(BODY));
        println!("{}: {state}: above 1 kHz {treble:.1} dB, 30-200 Hz {body:+.2} dB", player.name());
        assert!(treble <= treble_db, "{state} leaves too much treble: {treble:.1} dB");
        assert!(body_db.contains(&body), "{state} moves the body by {body:.2} dB");
    }
}

/// Check 2, first half: along Loss the treble never rises, and falls in small steps.
pub fn to_black(player: &mut dyn Player) {
    const LARGEST_STEP_DB: f64 = 1.5;
    const ROUNDING_DB: f64 = 1.0e-3;
    let input = pinks(RATE as usize * 2);
    let mut levels = Vec::new();
    for percent in 0..=100u8 {
        let output = player.play(&input, &[("loss", f32::from(percent) / 100.0)], &[]);
        levels.push(power_db(band_energy(settled(&output[0]), RATE, TREBLE.0, TREBLE.1)));
    }
    let steps: Vec<f64> = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let largest = steps[5..].iter().copied().fold(0.0, f64::min);
    println!(
        "{}: greys to black: {:.1} dB in all, largest 1 % step {largest:.2} dB",
        player.name(),
        levels[100] - levels[0]
    );
    assert!(steps.iter().all(|step| *step <= ROUNDING_DB), "treble rises along Loss: {steps:.3?}");
    assert!(-largest <= LARGEST_STEP_DB, "a step of {largest:.2} dB");
}

/// Check 2, second half: drawn ramps leave nothing away from a 1 kHz sine.
pub fn ramps(player: &mut dyn Player) {
    const LIMIT_DB: f64 = -70.0;
    const TONE_BAND: (f64, f64) = (250.0, 3000.0);
    // Far enough below the ceiling for 24 dB of trim.
    let tone = sine(1000.0, 0.03, RATE, RATE as usize * 2);
    let input = vec![tone.clone(), tone.clone()];
    let total = band_energy(&tone, RATE, 20.0, 24_000.0);
    let ramp = RATE as usize / 2;
    for (what, start, points) in [
        (
            "perspective",
            vec![("loss", 0.65), ("perspective", 0.0)],
            line(ramp, ramp, "perspective", 0.0, 1.0),
        ),
        ("perspective, back", vec![("loss", 1.0)], line(ramp, ramp, "perspective", 1.0, 0.0)),
        ("loss", vec![], line(ramp, ramp, "loss", 0.0, 1.0)),
        ("loss, back", vec![("loss", 1.0)], line(ramp, ramp, "loss", 1.0, 0.0)),
        ("better ear", vec![("loss", 0.65), ("better_ear", -1.0)], line(ramp, ramp, "better_ear", -1.0, 1.0)),
        (
            "recruitment",
            vec![("loss", 0.65), ("recruitment", 0.0)],
            line(ramp, ramp, "recruitment", 0.0, 2.0),
        ),
        ("conductive", vec![("loss", 0.65)], line(ramp, ramp, "conductive", 0.0, 1.0)),
        ("trim", vec![("loss", 0.25), ("trim", -24.0)], line(ramp, ramp, "trim", -24.0, 24.0)),
    ] {
        let output = player.play(&input, &start, &points);
        let outside = band_energy(&output[0], RATE, 20.0, TONE_BAND.0)
            + band_energy(&output[0], RATE, TONE_BAND.1, 24_000.0);
        let db = power_db(outside / total);
        println!("{}: 0.5 s ramp of {what}: {db:.1} dB outside 250 Hz-3 kHz", player.name());
        assert!(db < LIMIT_DB, "ramp of {what} leaves {db:.1} dB");
    }
}

/// Check 3: a hard cut starts on its sample, is over within 10 ms, and splashes nothing.
pub fn hard_cut(player: &mut dyn Player) {
    const AT: usize = 30_011;
    let input = noises(2, 0.1, 60_000);
    for (what, from, to) in [("world to head", 0.0, 1.0), ("head to world", 1.0, 0.0)] {
        let still =
            |player: &mut dyn Player, p: f32| player.play(&input, &[("loss", 1.0), ("perspective", p)], &[]);
        let (before, after) = (still(player, from), still(player, to));
        let cut: [Point; 1] = [(AT, "perspective", to)];
        let output = player.play(&input, &[("loss", 1.0), ("perspective", from)], &cut);
        let start = (0..input[0].len()).find(|n| output[0][*n] != before[0][*n]).unwrap_or(usize::MAX);
        // Share of the new state at a sample, where the two states differ enough to tell.
        let share = |n: usize| {
            let distance = after[0][n] - before[0][n];
            (distance.abs() > 0.02).then(|| f64::from((output[0][n] - before[0][n]) / distance))
        };
        let first_beyond = |limit: f64| {
            (AT..input[0].len()).find(|n| share(*n).is_some_and(|share| share >= limit)).unwrap_or(AT)
        };
        let rise_ms = (first_beyond(0.9) - first_beyond(0.1)) as f32 / RATE * 1000.0;
        let end = (0..input[0].len()).rev().find(|n| output[0][*n] != after[0][*n]).unwrap_or(AT);
        println!(
            "{}: {what}: starts {} samples after its point, 10-90 % in {rise_ms:.2} ms, the same to the last bit after {:.2} ms",
            player.name(),
            start as i64 - AT as i64,
            (end + 1 - AT) as f32 / RATE * 1000.0
        );
        assert!((AT..=AT + 1).contains(&start), "the cut starts at {start}, not {AT}");
        assert!(rise_ms <= 10.0, "10-90 % takes {rise_ms} ms");
    }
    let tone = sine(100.0, 1.0, RATE, 60_000);
    for loss in [0.25, 0.65, 1.0] {
        for (from, to) in [(0.0, 1.0), (1.0, 0.0)] {
            let input = vec![tone.clone(), tone.clone()];
            let output =
                player.play(&input, &[("loss", loss), ("perspective", from)], &[(AT, "perspective", to)]);
            // From well after the tone's own start.
            let splash = power_db(f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0))).powi(2));
            println!(
                "{}: cut {from} to {to} at loss {loss} on a 0 dBFS 100 Hz sine: {splash:.1} dBFS above 5 kHz",
                player.name()
            );
            assert!(splash < -60.0, "the cut splashes {splash:.1} dBFS");
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

/// Check 4, for one width: the world passes bit for bit, at Perspective 0, at Loss 0 and in bypass.
pub fn objective(player: &mut dyn Player, channels: usize) {
    let input = noises(channels, 0.9, RATE as usize);
    for (what, start) in [
        ("Perspective 0", [("perspective", 0.0), ("loss", 1.0), ("trim", -12.0)].as_slice()),
        ("Loss 0", &[("loss", 0.0)]),
        ("bypass", &[("loss", 1.0), ("bypass", 1.0)]),
    ] {
        let output = player.play(&input, start, &[]);
        assert_same_bits(&input, &output, &format!("{} {what} on {channels} channels", player.name()));
    }
}

/// Check 5: a pop leaves no treble from the first moments on, and the body comes back; its own pulse is harmless.
pub fn pop(player: &mut dyn Player) {
    const SECOND: usize = RATE as usize;
    // Off any grid.
    const AT: usize = SECOND + 13;
    let (pop, fire) = (("event", 0.0), (AT, "event_fire", 1.0));
    let input = pinks(4 * SECOND);
    let output = player.play(&input, &[pop], &[fire]);
    assert_eq!(output[0][..AT], input[0][..AT], "nothing happens before it happens");
    let change = |from: f32, span: f32, (low, high): (f64, f64)| {
        let from = AT + (from * RATE) as usize;
        let part = from..from + (span * RATE) as usize;
        band_change_db(&input[0][part.clone()], &output[0][part], RATE, low, high)
    };
    for (from, span) in [(0.04, 0.04), (0.08, 0.07), (0.15, 0.1), (0.25, 0.25), (0.5, 1.0)] {
        let treble = change(from, span, TREBLE);
        println!("{}: {from} s after the pop: above 1 kHz {treble:.1} dB", player.name());
        assert!(treble <= -45.0, "{from} s after the pop the treble is only {treble:.1} dB down");
    }
    let body = [(0.4, 0.1), (0.5, 1.0)].map(|(from, span)| change(from, span, (40.0, 150.0)));
    println!("{}: 40-150 Hz 0.4 and 0.5 s after the pop: {body:+.1?} dB", player.name());
    assert!(body.iter().all(|db| db.abs() <= 6.0), "the body is not back: {body:.1?}");

    let silence = vec![vec![0.0; 2 * SECOND]; 2];
    let pulse = player.play(&silence, &[pop], &[fire]);
    let first = pulse[0].iter().position(|x| *x != 0.0).unwrap_or_default();
    let last = pulse[0].iter().rposition(|x| *x != 0.0).unwrap_or_default();
    let loudest = power_db(f64::from(peak(&pulse[0])).powi(2));
    assert!((AT..AT + 3).contains(&first) && last < AT + SECOND / 50, "{first} to {last}, not from {AT} on");
    println!("{}: the pulse peaks at {loudest:.1} dBFS and ends {} samples on", player.name(), last - AT);
    assert!((-18.5..=-6.0).contains(&loudest) && pulse[0] == pulse[1]);
}

/// The drum loop, both channels; how it was made stands in `xtask/assets/README.md`.
pub fn drums() -> Vec<Vec<f32>> {
    let both = samples(include_bytes!("../../xtask/assets/drums.wav"));
    (0..2).map(|channel| both.iter().skip(channel).step_by(2).copied().collect()).collect()
}

/// Check 6: as the stage collapses, the cymbals fade into the ring, which stays when the drums stop, and then goes.
pub fn handover(player: &mut dyn Player) {
    const SECOND: usize = RATE as usize;
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
    let player_name = player.name();
    let mut play =
        |tinnitus| player.play(&input, &[&start[..], &[("tinnitus", tinnitus)]].concat(), &collapse);
    let (without, with) = (play(0.0), play(1.0));
    for (channel, input) in input.iter().enumerate() {
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
        let held = (0..20).take_while(|n| level(*n) > level(0) - 6.0).count() as f64 * 0.25 - 0.25;
        let gone = (0..20).take_while(|n| level(*n) > level(0) - 60.0).count() as f64 * 0.25 - 0.25;
        println!(
            "{}: channel {channel}: above 1 kHz {treble:.1} dB, the ring at {:.1} dBFS and {above:.1} dB above what is \
             left there, at {pitch:.1} Hz; in the second after the drums it moves {moved:.2} dB, falls by 6 dB after \
             {held:.2} s and is gone after {gone:.2} s",
            player_name,
            level(0)
        );
        assert!(treble <= -25.0, "the loss leaves {treble:.1} dB above 1 kHz");
        assert!(above >= 20.0, "the ring is only {above:.1} dB above what is left");
        assert!((pitch / PITCH - 1.0).abs() <= 0.005, "the ring is at {pitch} Hz");
        assert!(moved <= 1.0, "the ring moves by {moved:.2} dB in the second after the drums");
        assert!((2.0..=3.5).contains(&held), "the ring falls after {held} s");
        assert!((3.0..=4.0).contains(&gone), "the ring is gone after {gone} s");
    }
}
