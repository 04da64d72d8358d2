//! Acceptance check 10 of the story, on any player, as figures; tests assert them.

use crate::figure::Limit::{AtLeast, AtMost, Between};
use crate::figure::{Figure, hold};
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
    hold(player, |player| residual(player, &[("loss", 1.0)]));
    for (what, silence) in [("zero", 0.0), ("floor", 1.0)] {
        for loss in [0.0, 0.25, 1.0] {
            for fade in FADES {
                let on = [("loss", loss), ("silence", silence), ("cut_time", fade), ("floor_level", -72.0)];
                let what =
                    format!("processor off ({what}) and on over {:.0} ms at loss {loss}", fade * 1000.0);
                hold(player, |player| vec![switch_splash(player, &what, &on, OFF, ON)]);
            }
        }
    }
    for (channels, minutes) in [(2, minutes), (6, 0.1), (12, 0.1)] {
        for fade in FADES.into_iter().take(if minutes > 1.0 { 1 } else { FADES.len() }) {
            // For minutes, everything from outside is let in: that takes least time, and leaves most to be silent.
            let loss = if minutes > 1.0 { 0.0 } else { 1.0 };
            let on = [&EVERYTHING[..], &[("cut_time", fade), ("loss", loss)]].concat();
            let end = Ending { channels, minutes, fade };
            hold(player, |player| vec![zero(player, end, &on, OFF)]);
        }
    }
}

/// The switch itself.
const OFF: Value = ("processor_off", 1.0);
const ON: Value = ("processor_off", 0.0);

/// How sound ends, and how long it is listened to after.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    /// Channels of sound, full-scale noise.
    pub channels: usize,
    /// How long it goes on.
    pub minutes: f32,
    /// How long it may take to end, seconds.
    pub fade: f32,
}

/// Check 10: when, after the switch `off` and in spite of an event, every sample of every channel is exactly 0 for good.
pub fn zero(player: &mut dyn Player, end: Ending, on: &[Value], (id, off): Value) -> Figure {
    let Ending { channels, minutes, fade } = end;
    let len = (minutes * 60.0 * RATE) as usize;
    let input = noises(channels, 1.0, len);
    let output = player.play(&input, on, &[(AT, id, off), (len / 2, "event_fire", 1.0)]);
    let last = output.iter().filter_map(|x| x.iter().rposition(|x| x.to_bits() != 0)).max();
    let after = last.map_or(0, |last| last as i64 + 1 - AT as i64);
    let what = format!("{channels} channels, fade {:.0} ms: 0.0 for {minutes} min, from", fade * 1000.0);
    Figure::new(what, after as f64, "samples", Between(1.0, f64::from((fade * RATE).round())))
}

/// Level of what is between `low` and `high` Hz, dBFS RMS re a full-scale sine's.
fn band_dbfs(x: &[f32], low: f64, high: f64) -> f64 {
    let full_scale = sine(0.5 * (low + high), 1.0, RATE, x.len());
    power_db(band_energy(x, RATE, low, high) / band_energy(&full_scale, RATE, 20.0, 20_000.0))
}

/// Check 10: what residual only leaves.
pub fn residual(player: &mut dyn Player, start: &[Value]) -> Vec<Figure> {
    let len = 6 * SECOND;
    let mut figures = Vec::new();
    for (what, input) in [
        ("pink at -20 dBFS", vec![pink(0, -20.0, len), pink(1, -20.0, len)]),
        ("0 dBFS", noises(2, 1.0, len)),
    ] {
        let output = player.play(&input, start, &[]);
        let least = output.iter().map(|x| band_dbfs(&x[SECOND..], 40.0, 120.0)).fold(f64::INFINITY, f64::min);
        let what = format!("residual only, {what}: 40-120 Hz, the fainter side");
        figures.push(Figure::new(what, least, "dBFS", AtLeast(-60.0)));
    }
    figures
}

/// A shaped floor, and for how long it is listened to.
#[derive(Debug, Clone, Copy)]
pub struct Floor {
    /// Level, dBFS RMS.
    pub dbfs: f32,
    /// Up to where it reaches, Hz.
    pub edge: f32,
    /// Seconds of it.
    pub seconds: usize,
}

/// Check 10, second part: the shaped floor keeps its level, and its place in the spectrum.
pub fn floor(player: &mut dyn Player, wanted: Floor, start: &[Value]) -> Vec<Figure> {
    let Floor { dbfs, edge, seconds } = wanted;
    let len = (seconds + 2) * SECOND;
    let input = noises(2, 1.0, len);
    let floor = [("silence", 1.0), ("floor_level", dbfs), ("floor_edge", edge)];
    let output = player.play(&input, &[start, &floor].concat(), &[]);
    let name = format!("floor of {dbfs} dBFS to {edge} Hz");
    let mut figures = Vec::new();
    for (side, x) in ["left", "right"].into_iter().zip(&output) {
        let x = &x[2 * SECOND..];
        let off = x.chunks(SECOND).map(|x| power_db(2.0 * power(x)) - f64::from(dbfs));
        let worst = off.fold(0.0f64, |worst, off| if off.abs() > worst.abs() { off } else { worst });
        let above = power_db(band_energy(x, RATE, 2000.0, 24_000.0) / band_energy(x, RATE, 0.0, 24_000.0));
        let what = format!("{name}, {side}: off in the worst second of {seconds}");
        figures.push(Figure::new(what, worst, "dB", Between(-1.0, 1.0)));
        figures.push(Figure::new(format!("{name}, {side}: above 2 kHz"), above, "dB", AtMost(-50.0)));
    }
    let both = output[0].iter().zip(&output[1]).skip(2 * SECOND);
    let product = both.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let energy = |x: &[f32]| power(&x[2 * SECOND..]) * (len - 2 * SECOND) as f64;
    let correlation = product / (energy(&output[0]) * energy(&output[1])).sqrt();
    // What is drawn at random correlates the more, the shorter it is.
    let most = (20.0 * (60.0 / seconds as f64).sqrt()).round() / 1000.0;
    figures.push(Figure::new(format!("{name}: sides correlate by"), correlation, "", Between(-most, most)));
    figures
}

/// Check 10, second part, for a minute each.
pub fn shaped_floor(player: &mut dyn Player) {
    for (dbfs, edge) in [(-66.0, 600.0), (-69.0, 300.0), (-72.0, 1000.0)] {
        // Without a loss all of it comes in, and it takes less time.
        let start = [&EVERYTHING[..], &[("loss", 0.0), OFF]].concat();
        hold(player, |player| floor(player, Floor { dbfs, edge, seconds: 60 }, &start));
    }
}

/// Check 10: what switching off and, a second later, on again splashes on a 100 Hz sine at 0 dBFS.
pub fn switch_splash(player: &mut dyn Player, what: &str, start: &[Value], off: Value, on: Value) -> Figure {
    let tone = sine(100.0, 1.0, RATE, 120_000);
    let points = [(AT, off.0, off.1), (AT + SECOND, on.0, on.1)];
    let output = player.play(&[tone.clone(), tone], start, &points);
    // From well after the tone's own start.
    let splash = power_db(f64::from(peak(&high_passed(&output[0][15_000..], RATE, 5000.0))).powi(2));
    Figure::new(format!("{what} on a 0 dBFS 100 Hz sine: above 5 kHz"), splash, "dBFS", AtMost(-60.0))
}
