//! Validators, where they are on the PATH.

use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::{env, io};

use anyhow::{Context, Result};

use super::{Bench, Outcome};

/// What Steinberg's validator prints about what it does not like, while it says that all has succeeded.
const COMPLAINT: &str = "ERROR:";

pub fn clap_validator(bench: &Bench) -> Result<Outcome> {
    let Some(tool) = on_path("clap-validator") else { return Ok(missing("clap-validator")) };
    // One at a time: its test for subnormals measures time.
    run(Command::new(tool).args(["validate", "-j", "1"]).arg(bench.bundles.clap()))
}

pub fn pluginval(bench: &Bench) -> Result<Outcome> {
    let Some(tool) = on_path("pluginval") else { return Ok(missing("pluginval")) };
    let strictness = if bench.options.full { "10" } else { "5" };
    run(Command::new(tool).args(["--strictness-level", strictness, "--validate"]).arg(bench.bundles.vst3()))
}

pub fn steinberg(bench: &Bench) -> Result<Outcome> {
    let Some(tool) = on_path("validator") else { return Ok(missing("validator (of the VST 3 SDK)")) };
    let result = Command::new(tool).arg(bench.bundles.vst3()).output().context("could not run validator")?;
    let text = String::from_utf8_lossy(&result.stdout);
    print!("{text}");
    io::Write::write_all(&mut io::stderr(), &result.stderr)?;
    let complaints = text.lines().filter(|line| line.contains(COMPLAINT)).count();
    Ok(match outcome(result.status) {
        Outcome::Passed if complaints > 0 => Outcome::Failed(format!("{complaints} times {COMPLAINT}")),
        outcome => outcome,
    })
}

fn run(command: &mut Command) -> Result<Outcome> {
    let name = command.get_program().to_string_lossy().into_owned();
    Ok(outcome(command.status().with_context(|| format!("could not run {name}"))?))
}

fn missing(tool: &str) -> Outcome {
    Outcome::Missing(format!("{tool} is not on the PATH"))
}

/// What a command's end means.
pub fn outcome(status: ExitStatus) -> Outcome {
    if status.success() { Outcome::Passed } else { Outcome::Failed(status.to_string()) }
}

/// The file of a tool on the PATH.
pub fn on_path(tool: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths).map(|folder| folder.join(tool)).find(|path| path.is_file())
}
