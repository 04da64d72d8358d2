//! Hosts that are part of this program: each runs in a process of its own, as any other host, so that one that dies takes
//! nothing with it.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::ardour;
use super::capability::Capability;
use super::clack;
use super::plan::{self, Case};
use super::report::{Verdict, say};

/// The command of this program that [`run`] answers.
const COMMAND: &str = "host";

/// This program as the host called `name`; it still needs its arguments.
pub fn process(name: &str) -> Result<Command> {
    let mut command = Command::new(env::current_exe().context("could not find this program's file")?);
    command.args([COMMAND, name]);
    Ok(command)
}

/// Is the host that the first argument names.
pub fn run(arguments: &[OsString]) -> Result<()> {
    let name = arguments.first().and_then(|name| name.to_str()).unwrap_or_default();
    let rest = arguments.get(1..).unwrap_or_default();
    match name {
        "ardour" => ardour::host(rest),
        "clack" => clack::host(rest),
        "clack-state" => clack::state_host(rest),
        _ => bail!("there is no host {name:?}"),
    }
}

/// Says whether what came out of a case is what must come out, to the last bit.
pub fn judge(case: &Case, played: &Result<Vec<Vec<f32>>>) {
    let Some(capability) = Capability::find(&case.capability) else { return };
    let what = format!("{}, {}", case.plugin, case.name);
    let verdict = match played {
        Ok(output) => match plan::load(&case.output, case.channels) {
            Ok(wanted) => compare(&what, output, &wanted),
            Err(error) => Verdict::Failed(format!("{what}: {error:#}")),
        },
        Err(error) => Verdict::Failed(format!("{what}: {error:#}")),
    };
    say(capability, &verdict);
}

fn compare(what: &str, output: &[Vec<f32>], wanted: &[Vec<f32>]) -> Verdict {
    let frames = |channels: &[Vec<f32>]| channels.first().map_or(0, Vec::len);
    if output.len() != wanted.len() || frames(output) != frames(wanted) {
        let (has, wants) = (frames(output), frames(wanted));
        return Verdict::Failed(format!("{what}: {has} samples instead of {wants}"));
    }
    if !output.iter().flatten().all(|sample| sample.is_finite()) {
        return Verdict::Failed(format!("{what}: some of it is no number"));
    }
    let differs = |n: usize| output.iter().zip(wanted).any(|(a, b)| a[n] != b[n]);
    match (0..frames(wanted)).find(|n| differs(*n)) {
        None => Verdict::Passed(format!("{what}: {} samples equal", frames(wanted))),
        Some(n) => Verdict::Failed(format!("{what}: another sound from sample {n} on")),
    }
}

/// What an instance had to say for itself.
pub struct State {
    /// What it saved.
    pub saved: Vec<u8>,
    /// What it played.
    pub sound: Vec<Vec<f32>>,
}

/// A fresh instance, one with a state, and one with what that saved.
pub fn judge_state(plugin: &str, plain: &State, first: &State, again: &State) -> Verdict {
    if first.sound == plain.sound {
        Verdict::Failed(format!("{plugin}: the state is not heard"))
    } else if first.sound != again.sound {
        Verdict::Failed(format!("{plugin}: reloaded, it sounds otherwise"))
    } else if first.saved != again.saved {
        Verdict::Failed(format!("{plugin}: reloaded, it is saved otherwise"))
    } else {
        let (bytes, samples) = (first.saved.len(), first.sound.first().map_or(0, Vec::len));
        Verdict::Passed(format!("{plugin}: {bytes} bytes and {samples} samples the same"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bits_pass() {
        let wanted = vec![vec![0.5; 8]; 2];
        assert_eq!(compare("x", &wanted, &wanted).word(), "passed");
        let mut off = wanted.clone();
        off[1][5] = 0.500_000_06;
        assert!(compare("x", &off, &wanted).text().contains("from sample 5"));
        off[1][5] = f32::NAN;
        assert!(compare("x", &off, &wanted).text().contains("no number"));
        assert_eq!(compare("x", &wanted[..1], &wanted).word(), "failed");
        assert_eq!(compare("x", &[vec![0.5; 7], vec![0.5; 7]], &wanted).word(), "failed");
    }

    #[test]
    fn a_state_must_be_heard_and_come_back_whole() {
        let state = |saved: u8, sound: f32| State { saved: vec![saved], sound: vec![vec![sound]] };
        let word = |first: &State, again: &State| judge_state("x", &state(0, 0.0), first, again).word();
        assert_eq!(word(&state(1, 1.0), &state(1, 1.0)), "passed");
        assert_eq!(word(&state(1, 0.0), &state(1, 0.0)), "failed");
        assert_eq!(word(&state(1, 1.0), &state(1, 2.0)), "failed");
        assert_eq!(word(&state(1, 1.0), &state(2, 1.0)), "failed");
    }
}
