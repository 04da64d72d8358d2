//! What is heard inside the head, on any player: acceptance check 8 of the story, and fold-downs of touch and
//! body.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use crate::figure::Limit::{AtLeast, AtMost};
use crate::figure::{Figure, hold};
use crate::fold_downs::fold_down;
use crate::measure::{band_change_db, band_energy, power_db};
use crate::player::{IN_EAR, Player, Value};
use crate::signals::pink;
use crate::story;

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;
/// Where touch is felt, Hz.
const TOUCH: (f64, f64) = (40.0, 250.0);
/// Everything above 1 kHz, Hz.
const TREBLE: (f64, f64) = (1000.0, 20_000.0);
/// Names of the materials, in the parameter's order.
pub const MATERIALS: [&str; 4] = ["skin", "bone", "wood", "sheet metal"];
/// Ten milliseconds, samples.
const SHORT: usize = 480;

/// Two seconds of the demo's drums, so quiet that no ceiling acts on what becomes of them.
pub fn drums() -> Vec<Vec<f32>> {
    /// -24 dB: peaks at -27 dBFS.
    const GAIN: f32 = 0.063;
    let quiet = |x: Vec<f32>| x.into_iter().take(2 * SECOND).map(|x| GAIN * x).collect();
    story::drums().into_iter().map(quiet).collect()
}

/// A drum hit at `at` that is nothing but 50 Hz, gone after half a second.
pub fn fifty_hertz_hit(peak: f64, at: usize, len: usize) -> Vec<f32> {
    let hit = |n: usize| {
        let seconds = n as f64 / f64::from(RATE);
        (peak * (TAU * 50.0 * seconds).sin() * (-seconds / 0.1).exp()) as f32
    };
    (0..len).map(|n| n.checked_sub(at).map_or(0.0, hit)).collect()
}

/// What second-order Butterworth filters leave of `x` from 40 to 250 Hz, without looking ahead.
pub fn touch_band(x: &[f32]) -> Vec<f64> {
    let mut band: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
    for (hz, is_high) in [(TOUCH.0, true), (TOUCH.1, false)] {
        let (sin, cos) = (TAU * hz / f64::from(RATE)).sin_cos();
        let alpha = sin * FRAC_1_SQRT_2;
        let (outer, middle) =
            if is_high { (0.5 + 0.5 * cos, -1.0 - cos) } else { (0.5 - 0.5 * cos, 1.0 - cos) };
        let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
        for value in &mut band {
            let x = *value;
            let y = (outer * (x + x2) + middle * x1 + 2.0 * cos * y1 - (1.0 - alpha) * y2) / (1.0 + alpha);
            (x2, x1, y2, y1) = (x1, x, y1, y);
            *value = y;
        }
    }
    band
}

fn energy(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

/// Samples at which something is hit in `x`: where the touch band holds 9 dB more in the 10 ms after than in the
/// 10 ms before, and within 17 dB of the loudest hit; each at the very sample that divides the two best.
pub fn hits(x: &[f32]) -> Vec<usize> {
    const STEP: usize = 24;
    let band = touch_band(x);
    let after = |n: usize| energy(&band[n..n + SHORT]);
    let last = x.len() - 4 * SHORT;
    let loudest = (0..last).step_by(STEP).map(after).fold(0.0, f64::max);
    let mut found = Vec::new();
    let mut n = SHORT;
    while n < last {
        if after(n) > 0.02 * loudest && after(n) > 8.0 * energy(&band[n - SHORT..n]) {
            let rise = |n: usize| after(n) / (energy(&band[n - SHORT..n]) + 1.0e-5 * loudest);
            let around = (n.max(SHORT + SHORT / 2) - SHORT / 2..n + 2 * SHORT).step_by(4);
            let at = around.max_by(|a, b| rise(*a).total_cmp(&rise(*b))).unwrap_or(n);
            found.push(at);
            n = at + 4 * SHORT;
        } else {
            n += STEP;
        }
    }
    found
}

/// Check 8, for one material: drum hits are felt within 10 ms, nothing of the treble is, and a 50 Hz hit makes what
/// headphones carry. `without` is the same without touch.
pub fn felt(player: &mut dyn Player, what: &str, with: &[Value], without: &[Value]) -> Vec<Figure> {
    let input = drums();
    let hits = hits(&input[0]);
    let hit = fifty_hertz_hit(0.02, 2 * SECOND / 5 + 5, SECOND);
    let numb = player.play(&input, without, &[]);
    let output = player.play(&input, with, &[]);
    let least_up = |before: &[f32]| {
        let (before, after) = (touch_band(before), touch_band(&output[0]));
        let up = |at: &usize| energy(&after[*at..at + SHORT]) / energy(&before[*at..at + SHORT]);
        power_db(hits.iter().map(up).fold(f64::INFINITY, f64::min))
    };
    let (up, over) = (least_up(&input[0]), least_up(&numb[0]));
    let treble = band_change_db(&input[0], &output[0], RATE, TREBLE.0, TREBLE.1);
    let felt = player.play(&[hit.clone(), hit], with, &[]);
    let part = |low: f64, high: f64| band_energy(&felt[0], RATE, low, high);
    let harmonics = power_db(part(100.0, 150.0) / part(35.0, 65.0));
    let figure =
        |name: &str, measured, unit, limit| Figure::new(format!("{what}: {name}"), measured, unit, limit);
    vec![
        figure("hits", hits.len() as f64, "hits", AtLeast(6.0)),
        figure("40-250 Hz of the least hit re the input, within 10 ms", up, "dB", AtLeast(12.0)),
        figure("the same re no touch", over, "dB", AtLeast(12.0)),
        figure("above 1 kHz", treble, "dB", AtMost(-30.0)),
        figure("100-150 Hz that a 50 Hz hit makes, re itself", harmonics, "dB", AtLeast(-15.0)),
    ]
}

/// Check 8, for every material: in ears, since before an open microphone touch may lift nothing.
pub fn contact(player: &mut dyn Player) {
    for loss in [0.85, 1.0] {
        for (number, name) in MATERIALS.iter().enumerate() {
            let with = [IN_EAR, ("loss", loss), ("touch", 1.0), ("touch_material", number as f32)];
            let what = format!("{name}, loss {loss}");
            hold(player, |player| felt(player, &what, &with, &with[..2]));
        }
    }
}

/// What is felt and what the body makes survives a fold-down, octave by octave below 250 Hz.
pub fn body_fold_downs(player: &mut dyn Player) {
    const OCTAVES: [f64; 3] = [31.5, 63.0, 125.0];
    let start: [Value; 3] = [("loss", 0.85), ("touch", 1.0), ("body", 1.0)];
    // Blows of noise, four a second, so quiet that no ceiling acts.
    let blow = |n: usize| if n % (SECOND / 4) < SECOND / 20 { 1.0 } else { 0.1 };
    fold_down(player, &start, &OCTAVES, |channel, len| {
        pink(40 + channel as u32, -46.0, len).iter().enumerate().map(|(n, x)| blow(n) * x).collect()
    });
}
