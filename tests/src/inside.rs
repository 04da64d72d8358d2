//! Acceptance checks of what is inside the head, on any player. Each prints its figures and fails beyond its limits.

use crate::measure::{band_energy, high_passed, peak, power, power_db};
use crate::player::{Player, Value};
use crate::signals::{noises, pink, sine};

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;
/// Off any grid.
const AT: usize = 30_011;
/// Everything that sounds, as loud as it goes.
const EVERYTHING: [Value; 6] =
    [("loss", 1.0), ("tinnitus", 1.0), ("touch", 1.0), ("body", 1.0), ("memory", 1.0), ("blocker", 1.0)];
/// Cut times under test, seconds.
const FADES: [f32; 3] = [0.005, 0.020, 0.4];

/// Check 10, first part: processor off is nothing at all, residual only is not; nothing clicks.
pub fn silence(player: &mut dyn Player, minutes: f32) {
    residual(player);
    no_clicks(player);
    zero(player, minutes);
}

/// Samples from the switch on after which every sample of every channel is exactly 0.
fn silent_after(output: &[Vec<f32>]) -> usize {
    let last = output.iter().filter_map(|x| x.iter().rposition(|x| x.to_bits() != 0)).max();
    last.map_or(0, |last| last + 1 - AT)
}

fn zero(player: &mut dyn Player, minutes: f32) {
    for (channels, minutes) in [(2, minutes), (6, 0.1), (12, 0.1)] {
        let len = (minutes * 60.0 * RATE) as usize;
        let input = noises(channels, 1.0, len);
        for fade in FADES.into_iter().take(if minutes > 1.0 { 1 } else { FADES.len() }) {
            // For minutes, everything from outside is let in: that takes least time, and leaves most to be silent.
            let loss = if minutes > 1.0 { 0.0 } else { 1.0 };
            let start = [&EVERYTHING[..], &[("cut_time", fade), ("loss", loss)]].concat();
            // An event happens in the silence, too.
            let points = [(AT, "processor_off", 1.0), (len / 2, "event_fire", 1.0)];
            let after = silent_after(&player.play(&input, &start, &points));
            println!(
                "{}: {channels} channels: 0.0 from {:.2} ms after the switch on (fade {:.0} ms), for {minutes} min",
                player.name(),
                after as f32 / RATE * 1000.0,
                fade * 1000.0
            );
            assert!(after > 0 && after as f32 <= (fade * RATE).round(), "silent {after} samples after");
        }
    }
}

/// Level of what is between `low` and `high` Hz, dBFS RMS re a full-scale sine's.
fn band_dbfs(x: &[f32], low: f64, high: f64) -> f64 {
    let full_scale = sine(0.5 * (low + high), 1.0, RATE, x.len());
    power_db(band_energy(x, RATE, low, high) / band_energy(&full_scale, RATE, 20.0, 20_000.0))
}

fn residual(player: &mut dyn Player) {
    let len = 6 * SECOND;
    for (what, input) in [
        ("pink at -20 dBFS", vec![pink(0, -20.0, len), pink(1, -20.0, len)]),
        ("0 dBFS", noises(2, 1.0, len)),
    ] {
        let output = player.play(&input, &[("loss", 1.0)], &[]);
        for x in &output {
            let db = band_dbfs(&x[SECOND..], 40.0, 120.0);
            println!("{}: residual only, {what}: {db:.1} dBFS in 40-120 Hz", player.name());
            assert!(db > -60.0, "residual only is silent: {db:.1} dBFS");
        }
    }
}

/// Check 10, second part: the shaped floor keeps its level, and its place in the spectrum.
pub fn shaped_floor(player: &mut dyn Player) {
    for (dbfs, edge, minutes) in [(-66.0, 600.0, 1), (-69.0, 300.0, 1), (-72.0, 1000.0, 1)] {
        let len = (60 * minutes + 2) * SECOND;
        let input = noises(2, 1.0, len);
        let start = [("processor_off", 1.0), ("silence", 1.0), ("floor_level", dbfs), ("floor_edge", edge)];
        // Without a loss all of it comes in, and it takes less time.
        let output = player.play(&input, &[&EVERYTHING[..], &[("loss", 0.0)], &start].concat(), &[]);
        for x in &output {
            let x = &x[2 * SECOND..];
            let seconds = x.chunks(SECOND).map(|x| power_db(2.0 * power(x)) - f64::from(dbfs));
            let worst = seconds.fold(0.0f64, |worst, off| if off.abs() > worst.abs() { off } else { worst });
            let minute = &x[..60 * SECOND];
            let above = power_db(
                band_energy(minute, RATE, 2000.0, 24_000.0) / band_energy(minute, RATE, 0.0, 24_000.0),
            );
            println!(
                "{}: floor of {dbfs} dBFS to {edge} Hz: {worst:+.2} dB off in the worst second of {minutes} min, above \
                 2 kHz {above:.1} dB",
                player.name()
            );
            assert!(worst.abs() <= 1.0, "the floor is {worst:+.2} dB off");
            assert!(above <= -50.0, "the floor reaches beyond 2 kHz: {above:.1} dB");
        }
        let both = output[0].iter().zip(&output[1]).skip(2 * SECOND);
        let product = both.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        let energy = |x: &[f32]| power(&x[2 * SECOND..]) * (len - 2 * SECOND) as f64;
        let correlation = product / (energy(&output[0]) * energy(&output[1])).sqrt();
        println!("{}: floor: correlation of the sides {correlation:+.3}", player.name());
        assert!(correlation.abs() < 0.02);
    }
}

fn no_clicks(player: &mut dyn Player) {
    let tone = sine(100.0, 1.0, RATE, 120_000);
    let input = vec![tone.clone(), tone];
    for (what, silence) in [("zero", 0.0), ("floor", 1.0)] {
        for loss in [0.0, 0.25, 1.0] {
            for fade in FADES {
                let start =
                    [("loss", loss), ("silence", silence), ("cut_time", fade), ("floor_level", -72.0)];
                let points = [(AT, "processor_off", 1.0), (AT + 48_000, "processor_off", 0.0)];
                let output = player.play(&input, &start, &points);
                // From well after the tone's own start.
                let splash =
                    power_db(f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0))).powi(2));
                println!(
                    "{}: processor off ({what}) and on over {:.0} ms at loss {loss} on a 0 dBFS 100 Hz sine: \
                     {splash:.1} dBFS above 5 kHz",
                    player.name(),
                    fade * 1000.0
                );
                assert!(splash < -60.0, "the switch splashes {splash:.1} dBFS");
            }
        }
    }
}
