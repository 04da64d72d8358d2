//! The demo in figures: levels of every state, band by band, before and after.

use std::fmt::Write;

use realfft::RealFftPlanner;

use super::programme::{STATES, end};

/// What each band holds, and its edges in Hz.
const BANDS: [(&str, f64, f64); 4] = [
    ("30-200 Hz", 30.0, 200.0),
    ("200-1k", 200.0, 1000.0),
    ("1k-4k", 1000.0, 4000.0),
    ("4k-16k", 4000.0, 16_000.0),
];

/// What a cut, the fade at the end or a filter's settling may still colour at a state's start, seconds.
const SETTLING: f64 = 0.5;

/// Levels below this are called silence, dB.
const SILENT: f64 = -200.0;

/// A line per state: level before, level after and change, dB, in each band. `names` are those of the slots.
pub fn table(names: &[String], before: &[f32], after: &[f32], rate: u32) -> String {
    let mut text = format!("{:<24}{:>6}{:>6}", "state", "from", "to");
    for (name, ..) in BANDS {
        let _ = write!(text, "{:>24}", format!("{name} dB"));
    }
    text.push('\n');
    for (idx, state) in STATES.iter().enumerate() {
        let (from, to) = (state.start, end(idx));
        let name = format!("S{} {}", state.slot, names[state.slot]);
        let _ = write!(text, "{name:<24}{from:>6.1}{to:>6.1}");
        let sample = |seconds: f64| (seconds * f64::from(rate)) as usize;
        let range = sample(from + SETTLING)..sample(to).min(before.len());
        for (_, low, high) in BANDS {
            let level = |sound: &[f32]| band_db(&sound[range.clone()], rate, low, high);
            let (input, output) = (level(before), level(after));
            let change = format!("{input:.0} -> {output:.0} ({:+.0})", output - input);
            let _ = write!(
                text,
                "{:>24}",
                if output > SILENT { change } else { format!("{input:.0} -> silence") }
            );
        }
        text.push('\n');
    }
    text
}

/// Level of `sound` between `low` and `high` Hz, dB re a full-scale sine.
fn band_db(sound: &[f32], rate: u32, low: f64, high: f64) -> f64 {
    let len = sound.len();
    let transform = RealFftPlanner::<f64>::new().plan_fft_forward(len);
    let window = |n: usize| 0.5 - 0.5 * (std::f64::consts::TAU * n as f64 / len as f64).cos();
    let mut time: Vec<f64> = sound.iter().enumerate().map(|(n, x)| f64::from(*x) * window(n)).collect();
    let mut spectrum = transform.make_output_vec();
    // The only error is a wrong length, and the lengths are the plan's own.
    let _ = transform.process(&mut time, &mut spectrum);
    let hz = f64::from(rate) / len as f64;
    let bins = spectrum.iter().enumerate().filter(|(bin, _)| (low..high).contains(&(*bin as f64 * hz)));
    let energy: f64 = bins.map(|(_, x)| x.norm_sqr()).sum();
    // One-sided bins, a Hann window's mean square of 3/8, and a full-scale sine's power of 1/2.
    let power = 2.0 * energy / (len as f64 * len as f64) / 0.375 / 0.5;
    10.0 * power.max(f64::MIN_POSITIVE).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_has_its_own_level_in_its_own_band() {
        let sine: Vec<f32> = (0..48_000)
            .map(|n| 0.1 * (std::f64::consts::TAU * 440.0 * f64::from(n) / 48_000.0).sin() as f32)
            .collect();
        assert!((band_db(&sine, 48_000, 200.0, 1000.0) + 20.0).abs() < 0.1);
        assert!(band_db(&sine, 48_000, 1000.0, 4000.0) < -100.0);
    }
}
