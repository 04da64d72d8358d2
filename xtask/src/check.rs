//! `cargo xtask check`: the house rules a compiler does not know, as ARCHITECTURE.md states them.

mod rules;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{validate, workspace};

/// Checks every Rust file that git tracks or would track. Prints each violation as `path:line: reason`; an error if there
/// is any, or if the README's table of hosts is of other hosts than `validate` runs.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let mut violations = 0;
    let files = rust_files(&root)?;
    for path in &files {
        let full = root.join(path);
        let source =
            fs::read_to_string(&full).with_context(|| format!("could not read {}", full.display()))?;
        for violation in rules::violations(path, &source) {
            println!("{path}:{}: {}", violation.line, violation.reason);
            violations += 1;
        }
    }
    ensure!(violations == 0, "{violations} house rules broken; ARCHITECTURE.md says what they are for");
    validate::check_readme()?;
    println!("{} files keep the house rules", files.len());
    Ok(())
}

/// Paths of the Rust files in the work tree, relative to `root`, with `/` between folders.
fn rust_files(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.rs"])
        .current_dir(root)
        .output()
        .context("could not run git: the check asks it which files are the project's")?;
    ensure!(output.status.success(), "git could not list the project's files: is this a clone?");
    let listing = String::from_utf8_lossy(&output.stdout);
    // A file that was deleted but not yet committed is still listed.
    Ok(listing.lines().filter(|path| root.join(path).is_file()).map(str::to_owned).collect())
}
