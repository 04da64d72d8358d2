//! Loudness as broadcast measures it (ITU-R BS.1770-4), and true peaks: what a mixer's meters would say.

use threshold_core::kit::true_peak::TruePeak;

use crate::measure::power_db;

/// A biquad: feed-forward, then feedback after the leading 1.
type Biquad = [f64; 5];

/// The head's shelf and the high-pass of the K weighting at 48 kHz (BS.1770-4, tables 1 and 2).
const K_WEIGHTING: [Biquad; 2] = [
    [
        1.535_124_859_586_97,
        -2.691_696_189_406_38,
        1.198_392_810_852_85,
        -1.690_659_293_182_41,
        0.732_480_774_215_85,
    ],
    [1.0, -2.0, 1.0, -1.990_047_454_833_98, 0.990_072_250_366_21],
];
/// Loudness of unit power, LUFS (BS.1770-4, equation 2).
const OFFSET_LU: f64 = -0.691;

/// What K weighting leaves of `x`, 48 kHz.
fn weighted(x: &[f32]) -> Vec<f64> {
    let mut sound: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
    for [b0, b1, b2, a1, a2] in K_WEIGHTING {
        let (mut one, mut two) = (0.0, 0.0);
        for value in &mut sound {
            let x = *value;
            let y = b0 * x + one;
            (one, two) = (b1 * x - a1 * y + two, b2 * x - a2 * y);
            *value = y;
        }
    }
    sound
}

/// Loudness of a stereo pair from sample `from` on, LUFS, without gates: what is soft counts as it is. Minus infinity of
/// silence.
pub fn loudness(pair: &[Vec<f32>], from: usize) -> f64 {
    let power = |x: &Vec<f32>| {
        let weighted = weighted(x);
        let part = &weighted[from..];
        part.iter().map(|x| x * x).sum::<f64>() / part.len() as f64
    };
    OFFSET_LU + power_db(pair.iter().map(power).sum())
}

/// Highest true peak of any channel, dBTP.
pub fn true_peak_db(channels: &[Vec<f32>]) -> f64 {
    let highest = |x: &Vec<f32>| {
        let mut meter = TruePeak::default();
        x.iter().map(|x| meter.next_peak(*x)).fold(0.0, f32::max)
    };
    20.0 * f64::from(channels.iter().map(highest).fold(0.0, f32::max)).log10()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::sine;

    #[test]
    fn a_full_scale_sine_in_one_ear_is_what_the_standard_says() {
        // BS.1770-4: 0 dBFS at 997 Hz in one front channel reads -3.01 LKFS.
        let pair = [sine(997.0, 1.0, 48_000.0, 96_000), vec![0.0; 96_000]];
        assert!((loudness(&pair, 0) + 3.01).abs() < 0.02, "{}", loudness(&pair, 0));
        assert!(true_peak_db(&pair).abs() < 0.1);
    }
}
