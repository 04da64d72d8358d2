//! Python for scripts that judge the plugin: an environment of their own, with the packages they import.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

/// What happens to packages that the packages ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependencies {
    /// They are installed too.
    Fetched,
    /// Only what is listed is installed.
    Listed,
}

/// A Python environment in `folder` that holds `packages`; its interpreter. Errors say what this machine lacks.
pub fn environment(folder: &Path, packages: &[&str], dependencies: Dependencies) -> Result<PathBuf> {
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
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    if dependencies == Dependencies::Listed {
        pip.arg("--no-deps");
    }
    pip.args(packages);
    match pip.status() {
        Ok(status) if status.success() => Ok(python),
        _ => bail!("pip could not install {}", packages.join(" ")),
    }
}
