//! `cargo xtask validate`: the built bundles in hosts, and under validators and measures of speech, by other hands: as
//! many as this machine can run.
//!
//! A host is a [`Host`]: one line in [`HOSTS`], and a file below that runs it in a process of its own and listens to what
//! it reports.

mod ardour;
mod bare;
mod capability;
mod clack;
mod juce;
mod own;
mod plan;
pub(crate) mod python;
mod report;
mod speech;
mod table;
mod tools;

pub use own::run as host;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::bundle::{self, Bundles, Profile};
use crate::workspace;
use capability::Capability;
use report::Report;
use table::Column;

/// A state of the plugin's own for hosts to keep, with scenes and a journey between them.
const SAVED: &[u8] = include_bytes!("../../plugin/golden/state-format1-0.1.0.tshift-state");

/// What to run and what to make of what is missing.
// Each is a switch on the command line.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Also what takes long.
    pub full: bool,
    /// Fail where a host, a validator or a measure is missing.
    pub strict: bool,
    /// Write the table into the README, if every host is here and all is well.
    pub docs: bool,
    /// Take the bundles as they were last built.
    pub no_build: bool,
}

/// What every host works on.
pub struct Bench {
    /// The plugin.
    pub bundles: Bundles,
    /// The list of what to play, and what must come out (`plan::read`).
    pub plan: PathBuf,
    options: Options,
    folder: PathBuf,
}

impl Bench {
    fn set_up(options: Options) -> Result<Self> {
        let bundles = if options.no_build {
            bundle::locate(Profile::Release)
        } else {
            bundle::build(Profile::Release)
        }?;
        let folder = workspace::target_dir()?.join("validate");
        let plan = plan::write(&folder.join("plan"))?;
        Ok(Self { bundles, plan, options, folder })
    }

    /// A folder to work in. Environments in it are kept from run to run.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        Ok(folder)
    }
}

/// What came of a host.
pub enum Found {
    /// It is here, and found this out.
    Report(Report),
    /// It is not on this machine: what is missing.
    Missing(String),
}

/// A host: a column of the table.
pub struct Host {
    /// Its name.
    pub name: &'static str,
    /// What it is and what it loads: `JUCE, VST3`.
    pub kind: &'static str,
    /// Runs it.
    pub run: fn(&Bench) -> Result<Found>,
}

/// In the table's order.
const HOSTS: &[Host] = &[
    Host { name: "clack-host", kind: "CLAP", run: clack::judge },
    Host { name: "pedalboard", kind: "JUCE, VST3", run: juce::pedalboard },
    Host { name: "dawdreamer", kind: "JUCE, VST3", run: juce::dawdreamer },
    Host { name: "Ardour", kind: "DAW, VST3", run: ardour::judge },
];

/// What came of a validator or a measure.
enum Outcome {
    Passed,
    Failed(String),
    Missing(String),
}

/// A validator or a measure: one verdict on everything it looks at.
struct Judge {
    name: &'static str,
    /// Whether it takes so long that only a full validation has time for it.
    slow: bool,
    run: fn(&Bench) -> Result<Outcome>,
}

const JUDGES: &[Judge] = &[
    Judge { name: "clap-validator, CLAP", slow: false, run: tools::clap_validator },
    Judge { name: "pluginval, VST3", slow: false, run: tools::pluginval },
    Judge { name: "Steinberg's validator, VST3", slow: false, run: tools::steinberg },
    Judge { name: "speech: ESTOI and HASPI", slow: true, run: speech::run },
];

/// Runs every host and judge on the release bundles; prints what they found out. An error if one failed, or, when
/// strict, is missing.
pub fn run(options: Options) -> Result<()> {
    let bench = Bench::set_up(options)?;
    let (mut bad, mut missing) = (Vec::new(), Vec::new());
    let mut columns = Vec::new();
    let mut lines = Vec::new();
    for Host { name, kind, run } in HOSTS {
        println!("== {name} ({kind})");
        match run(&bench)? {
            Found::Report(report) => {
                if Capability::all().any(|capability| table::failed(&report.verdict(capability))) {
                    bad.push(*name);
                }
                columns.push(Column { name, kind, report });
            }
            Found::Missing(what) => {
                missing.push(*name);
                lines.push((*name, format!("not on this machine: {what}")));
            }
        }
    }
    let absent = missing.join(", ");
    for judge in JUDGES.iter().filter(|judge| options.full || !judge.slow) {
        println!("== {}", judge.name);
        let line = match (judge.run)(&bench)? {
            Outcome::Passed => "passed".to_owned(),
            Outcome::Failed(why) => {
                bad.push(judge.name);
                format!("FAILED: {why}")
            }
            Outcome::Missing(what) => {
                missing.push(judge.name);
                format!("not on this machine: {what}")
            }
        };
        lines.push((judge.name, line));
    }
    println!("{}", table::terminal(&columns));
    for (name, line) in lines {
        println!("{name:<28} {line}");
    }
    if options.strict {
        bad.append(&mut missing);
    }
    ensure!(bad.is_empty(), "not valid by: {}", bad.join("; "));
    if options.docs {
        ensure!(absent.is_empty(), "the README's table needs every host: not here are {absent}");
        table::write(&columns)?;
    }
    Ok(())
}

/// An error unless the README's table is of these hosts and capabilities.
pub fn check_readme() -> Result<()> {
    let hosts: Vec<(&str, &str)> = HOSTS.iter().map(|host| (host.name, host.kind)).collect();
    table::check(&hosts)
}
