//! Fold-downs of what comes out, beside what the stereo instance makes of the fold-down of what goes in.

use threshold_core::base::Layout;

use crate::measure::{band_energy, folded, mono, power_db};
use crate::player::{Player, Value};

const RATE: f32 = 48_000.0;
/// Length of what is played, samples: 4 s.
const LEN: usize = 192_000;
/// How far an octave may be off, dB (`story.md`).
const LIMIT_DB: f64 = 1.5;

/// Holds Lo/Ro and mono of 5.1 and 7.1.4 to the stereo instance's in octaves about `octaves` Hz, set to `start`.
/// `channel` makes what a channel brings, from its number and length.
pub fn fold_down(
    player: &mut dyn Player,
    start: &[Value],
    octaves: &[f64],
    channel: impl Fn(usize, usize) -> Vec<f32>,
) {
    for layout in [Layout::FIVE_1, Layout::SEVEN_1_4] {
        let input: Vec<Vec<f32>> = (0..layout.channels()).map(|n| channel(n, LEN)).collect();
        let stereo = player.play(&folded(&layout, &input), start, &[]);
        let folded = folded(&layout, &player.play(&input, start, &[]));
        let (mono_folded, mono_stereo) = (mono(&folded), mono(&stereo));
        let pairs = [
            ("Lo/Ro, left", &folded[0], &stereo[0]),
            ("Lo/Ro, right", &folded[1], &stereo[1]),
            ("mono", &mono_folded, &mono_stereo),
        ];
        for (what, folded, stereo) in pairs {
            let error = |centre: &f64| {
                let edge = 2f64.sqrt();
                let energy = |x: &[f32]| band_energy(&x[LEN / 8..], RATE, centre / edge, centre * edge);
                power_db(energy(folded) / energy(stereo))
            };
            let errors: Vec<f64> = octaves.iter().map(error).collect();
            println!("{}: {}, {what}: {errors:+.2?} dB off", player.name(), layout.name);
            assert!(errors.iter().all(|db| db.abs() <= LIMIT_DB), "{} {what}: {errors:+.2?} dB", layout.name);
        }
    }
}
