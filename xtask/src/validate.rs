//! `cargo xtask validate`: the built bundles in hosts, and under measures of speech, by other hands: as many as this
//! machine can run.

mod python;
mod speech;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::bundle::{self, Bundles, Profile};
use crate::workspace;

/// The JUCE host's script.
const PEDALBOARD: &str = include_str!("../assets/pedalboard_check.py");
/// What it imports, by exact version so that a new release can't break an old commit.
const PEDALBOARD_PACKAGES: [&str; 2] = ["pedalboard==0.9.26", "numpy==2.4.6"];

/// The script that saves in one process and reloads in another, and the state that it does that with: one of the plugin's
/// own, with scenes and a journey between them.
const STATE: &str = include_str!("../assets/state_check.py");
const STATE_PACKAGES: [&str; 3] = ["pedalboard==0.9.26", "dawdreamer==0.9.0", "numpy==2.4.6"];
const SAVED: &[u8] = include_bytes!("../../plugin/golden/state-format1-0.1.0.tshift-state");

/// What to run and what to make of what is missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Also what takes long.
    pub full: bool,
    /// Fail where a host or a measure is missing.
    pub strict: bool,
}

/// How the plugin got on.
enum Outcome {
    Passed,
    Failed(String),
    Missing(String),
}

/// A host or a measure by other hands.
struct Judge {
    name: &'static str,
    /// Whether it takes so long that only a full validation has time for it.
    slow: bool,
    run: fn(&Bundles, Options) -> Result<Outcome>,
}

const JUDGES: &[Judge] = &[
    Judge { name: "pedalboard (JUCE), VST3", slow: false, run: pedalboard },
    Judge { name: "states in JUCE hosts, VST3", slow: false, run: states },
    Judge { name: "clap-validator, CLAP", slow: false, run: clap_validator },
    Judge { name: "pluginval, VST3", slow: false, run: pluginval },
    Judge { name: "speech: ESTOI and HASPI", slow: true, run: speech::run },
];

/// Builds the release bundles and runs every judge; prints a line for each. An error if one fails, or, when strict, is
/// missing.
pub fn run(options: Options) -> Result<()> {
    let bundles = bundle::build(Profile::Release)?;
    let mut bad = Vec::new();
    let mut table = Vec::new();
    for judge in JUDGES.iter().filter(|judge| options.full || !judge.slow) {
        println!("== {}", judge.name);
        let line = match (judge.run)(&bundles, options)? {
            Outcome::Passed => "passed".to_owned(),
            Outcome::Failed(why) => {
                bad.push(judge.name);
                format!("FAILED: {why}")
            }
            Outcome::Missing(what) => {
                if options.strict {
                    bad.push(judge.name);
                }
                format!("missing: {what}")
            }
        };
        table.push((judge.name, line));
    }
    println!();
    for (name, line) in table {
        println!("{name:<28} {line}");
    }
    if bad.is_empty() { Ok(()) } else { bail!("not valid by: {}", bad.join("; ")) }
}

fn pedalboard(bundles: &Bundles, _options: Options) -> Result<Outcome> {
    script("pedalboard_check.py", PEDALBOARD, &PEDALBOARD_PACKAGES, &[&bundles.vst3()])
}

/// Some 70 s: a process per instance.
fn states(bundles: &Bundles, _options: Options) -> Result<Outcome> {
    let saved = workspace::target_dir()?.join("validate").join("saved.tshift-state");
    if let Some(folder) = saved.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    }
    fs::write(&saved, SAVED).with_context(|| format!("could not write {}", saved.display()))?;
    script("state_check.py", STATE, &STATE_PACKAGES, &[&bundles.vst3(), &saved])
}

/// Runs a script in the environment that has `packages`.
fn script(name: &str, text: &str, packages: &[&str], arguments: &[&Path]) -> Result<Outcome> {
    let folder = workspace::target_dir()?.join("validate");
    let python = match python::environment(&folder, packages, python::Dependencies::Fetched) {
        Ok(python) => python,
        Err(missing) => return Ok(Outcome::Missing(format!("{missing:#}"))),
    };
    let script = folder.join(name);
    fs::write(&script, text).with_context(|| format!("could not write {}", script.display()))?;
    Ok(outcome(Command::new(python).arg(script).args(arguments).status()?))
}

fn clap_validator(bundles: &Bundles, _options: Options) -> Result<Outcome> {
    match on_path("clap-validator") {
        // One at a time: its test for subnormals measures time.
        Some(tool) => {
            Ok(outcome(Command::new(tool).args(["validate", "-j", "1"]).arg(bundles.clap()).status()?))
        }
        None => Ok(Outcome::Missing("clap-validator is not on the PATH".to_owned())),
    }
}

fn pluginval(bundles: &Bundles, options: Options) -> Result<Outcome> {
    let strictness = if options.full { "10" } else { "5" };
    match on_path("pluginval") {
        Some(tool) => Ok(outcome(
            Command::new(tool)
                .args(["--strictness-level", strictness, "--validate"])
                .arg(bundles.vst3())
                .status()?,
        )),
        None => Ok(Outcome::Missing("pluginval is not on the PATH".to_owned())),
    }
}

fn outcome(status: ExitStatus) -> Outcome {
    if status.success() { Outcome::Passed } else { Outcome::Failed(status.to_string()) }
}

fn on_path(tool: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths).map(|folder| folder.join(tool)).find(|path| path.is_file())
}
