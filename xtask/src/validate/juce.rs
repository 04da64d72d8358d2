//! Hosts built with JUCE, from Python.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::python::{self, Dependencies};
use super::report::listen;
use super::{Bench, Found};

/// What the scripts have in common, and each host's own.
const FILES: [(&str, &str); 4] = [
    ("cases.py", include_str!("../../assets/hosts/cases.py")),
    ("state.py", include_str!("../../assets/hosts/state.py")),
    ("pedalboard_host.py", include_str!("../../assets/hosts/pedalboard_host.py")),
    ("dawdreamer_host.py", include_str!("../../assets/hosts/dawdreamer_host.py")),
];
/// What they import, by exact version so that a new release can't break an old commit.
const PACKAGES: [&str; 3] = ["pedalboard==0.9.26", "dawdreamer==0.9.0", "numpy==2.4.6"];

/// Spotify's.
pub fn pedalboard(bench: &Bench) -> Result<Found> {
    script(bench, "pedalboard")
}

/// David Braun's.
pub fn dawdreamer(bench: &Bench) -> Result<Found> {
    script(bench, "dawdreamer")
}

/// Runs the script of `host`: of the package of that name.
fn script(bench: &Bench, host: &str) -> Result<Found> {
    let folder = bench.folder("juce")?;
    let python = match python::environment(&folder, &PACKAGES, Dependencies::Fetched) {
        Ok(python) => python,
        Err(missing) => return Ok(Found::Missing(format!("{missing:#}"))),
    };
    // A host may lack a library of the system's: that is no fault of the plugin's.
    let import = Command::new(&python).args(["-c", &format!("import {host}")]).status();
    if !import.is_ok_and(|status| status.success()) {
        return Ok(Found::Missing(format!("Python cannot import {host}")));
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
    }
    let saved = folder.join("saved.tshift-state");
    fs::write(&saved, super::SAVED).with_context(|| format!("could not write {}", saved.display()))?;
    let mut command = Command::new(python);
    command.arg(folder.join(format!("{host}_host.py"))).args([
        bench.bundles.vst3(),
        bench.plan.clone(),
        saved,
    ]);
    listen(&mut command).map(Found::Report)
}
