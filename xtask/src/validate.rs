//! `cargo xtask validate`: the built bundles in hosts by other hands, as many as this machine can run.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::bundle::{self, Bundles, Profile};
use crate::workspace;

/// The JUCE host's script.
const PEDALBOARD: &str = include_str!("../assets/pedalboard_check.py");
/// What it imports, by exact version so that a new release can't break an old commit.
const PEDALBOARD_PACKAGES: [&str; 2] = ["pedalboard==0.9.26", "numpy"];

/// What to run and what to make of what is missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Also what takes long.
    pub full: bool,
    /// Fail where a host is missing.
    pub strict: bool,
}

/// How a host got on.
enum Outcome {
    Passed,
    Failed(String),
    Missing(String),
}

/// A host by other hands.
struct Host {
    name: &'static str,
    run: fn(&Bundles, Options) -> Result<Outcome>,
}

const HOSTS: &[Host] = &[
    Host { name: "pedalboard (JUCE), VST3", run: pedalboard },
    Host { name: "clap-validator, CLAP", run: clap_validator },
    Host { name: "pluginval, VST3", run: pluginval },
];

/// Builds the release bundles and runs every host; prints a line for each. An error if one fails, or, when strict, is
/// missing.
pub fn run(options: Options) -> Result<()> {
    let bundles = bundle::build(Profile::Release)?;
    let mut bad = Vec::new();
    let mut table = Vec::new();
    for host in HOSTS {
        println!("== {}", host.name);
        let line = match (host.run)(&bundles, options)? {
            Outcome::Passed => "passed".to_owned(),
            Outcome::Failed(why) => {
                bad.push(host.name);
                format!("FAILED: {why}")
            }
            Outcome::Missing(what) => {
                if options.strict {
                    bad.push(host.name);
                }
                format!("missing: {what}")
            }
        };
        table.push((host.name, line));
    }
    println!();
    for (name, line) in table {
        println!("{name:<26} {line}");
    }
    if bad.is_empty() { Ok(()) } else { bail!("not valid in: {}", bad.join("; ")) }
}

fn pedalboard(bundles: &Bundles, _options: Options) -> Result<Outcome> {
    let folder = workspace::target_dir()?.join("validate");
    let python = match environment(&folder, &PEDALBOARD_PACKAGES) {
        Ok(python) => python,
        Err(missing) => return Ok(Outcome::Missing(format!("{missing:#}"))),
    };
    let script = folder.join("pedalboard_check.py");
    fs::write(&script, PEDALBOARD).with_context(|| format!("could not write {}", script.display()))?;
    Ok(outcome(Command::new(python).arg(script).arg(bundles.vst3()).status()?))
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

/// A Python environment in `folder` that holds `packages`; its interpreter. Errors say what this machine lacks.
fn environment(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    let python = folder.join("venv").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.is_file() {
        let made = Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")).status();
        match made {
            Ok(status) if status.success() => {}
            Ok(_) => bail!("python3 could not make a virtual environment (Debian: install python3-venv)"),
            Err(_) => bail!("python3 is not installed"),
        }
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
    match pip.status() {
        Ok(status) if status.success() => Ok(python),
        _ => bail!("pip could not install {}", packages.join(" ")),
    }
}
