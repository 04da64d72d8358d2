//! What programme, silence and tails of the smallest numbers cost, everything else being equal.

use std::fmt::Write;

use anyhow::Result;
use cpu_time::ThreadTime;

use super::programme::{self, CHANNELS, Programme, RATE, SECTION};
use crate::host::{Bundle, Plugin, Preset, Setup, Sound};

/// Presets that between them have every stage at work.
const PRESETS: [&str; 4] = ["mumble-world", "cold-metal-voice", "memory-bleed", "agitation"];
/// The host's blocks, samples.
const BLOCK: usize = 512;
/// How long a kind is heard before its cost counts, seconds: whatever rings has rung out.
const BEFORE_SECONDS: usize = 2;

/// A table: milliseconds of processor time per second of sound, and silence and tails as a share of programme.
pub fn table(bundle: &Bundle, plugin: Plugin, programme: &Programme) -> Result<String> {
    let kinds = [0, 2, 4].map(|section| (section, programme::kind(section).name()));
    let mut text = format!("{:<22}", format!("{plugin:?}, ms/s"));
    for (_, name) in &kinds {
        let _ = write!(text, "{name:>16}");
    }
    text.push_str("   silence/programme   tail/programme\n");
    for preset in PRESETS {
        let mut instance = bundle.open(Setup {
            plugin,
            rate: RATE as f64,
            max_block: BLOCK as u32,
            channels: CHANNELS,
            aux: false,
            offline: true,
        })?;
        instance.load_preset(&Preset::Factory(preset.to_owned()))?;
        let mut input = vec![Vec::new(); CHANNELS];
        let mut output = vec![vec![0.0; BLOCK]; CHANNELS];
        let (mut costs, mut elapsed) = (Vec::new(), 0_usize);
        for (section, _) in kinds {
            let (mut seconds, mut counted) = (0.0, 0);
            for from in (section * SECTION..(section + 1) * SECTION).step_by(BLOCK) {
                let len = BLOCK.min((section + 1) * SECTION - from);
                for (channel, into) in input.iter_mut().enumerate() {
                    programme.fill(channel, from..from + len, into);
                }
                let ins: Vec<&[f32]> = input.iter().map(Vec::as_slice).collect();
                let mut outs: Vec<&mut [f32]> =
                    output.iter_mut().map(|channel| &mut channel[..len]).collect();
                let begun = ThreadTime::now();
                instance.process(
                    &mut Sound { input: &ins, aux: &[], output: &mut outs },
                    &[],
                    Some(i64::try_from(elapsed)?),
                )?;
                elapsed += len;
                if from % SECTION >= BEFORE_SECONDS * RATE {
                    seconds += begun.elapsed().as_secs_f64();
                    counted += len;
                }
            }
            costs.push(seconds * RATE as f64 / counted as f64);
        }
        let _ = write!(text, "{preset:<22}");
        for cost in &costs {
            let _ = write!(text, "{:>16.1}", cost * 1000.0);
        }
        let _ = writeln!(text, "{:>20.2}{:>17.2}", costs[1] / costs[0], costs[2] / costs[0]);
    }
    Ok(text)
}
