//! What single blocks cost, counted in instructions by Valgrind: no other programme on the machine changes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::quantile;
use crate::workspace;

/// Samples of a block, and how many blocks are counted.
const RUNS: [(usize, usize); 2] = [(64, 600), (512, 150)];

/// Counts and prints what the costliest block costs re the median.
pub fn run() -> Result<()> {
    let counted = Command::new("valgrind").arg("--version").output();
    if !counted.is_ok_and(|output| output.status.success()) {
        println!("instructions could not be counted: Valgrind is not there");
        return Ok(());
    }
    let program = build()?;
    let folder = workspace::target_dir()?.join("bench").join("instructions");
    for (size, count) in RUNS {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let told = Command::new("valgrind")
            .args(["--tool=callgrind", "--collect-atstart=no", "--dump-line=no"])
            .args(["--toggle-collect=blocks::block", "--dump-before=blocks::block"])
            .arg(format!("--callgrind-out-file={}", folder.join("block").display()))
            .arg(&program)
            .args([size.to_string(), count.to_string()])
            .output()?;
        ensure!(told.status.success(), "Valgrind failed: {}", String::from_utf8_lossy(&told.stderr));
        let blocks = counts(&folder)?;
        ensure!(blocks.len() == count, "{} blocks were counted, not {count}", blocks.len());
        let (median, worst) = (quantile(&blocks, 0.5), quantile(&blocks, 1.0));
        println!(
            "blocks of {size}, everything, cuts and an event: {median:.0} instructions, the worst {:.2} times that",
            worst / median
        );
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Builds what is counted; where it is.
fn build() -> Result<PathBuf> {
    let built = Command::new(env!("CARGO"))
        .args(["bench", "--locked", "-p", "threshold-core", "--bench", "blocks", "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .output()?;
    ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let text = String::from_utf8(built.stdout)?;
    let mut executables = text.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == "blocks").then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    executables.next_back().context("cargo did not say where it put the benchmark")
}

/// Instructions of each dump that counted any.
fn counts(folder: &Path) -> Result<Vec<f64>> {
    let mut counts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let text = fs::read_to_string(entry?.path())?;
        let Some(summary) = text.lines().find_map(|line| line.strip_prefix("summary: ")) else {
            bail!("what Valgrind wrote has no summary");
        };
        let count: f64 = summary.trim().parse()?;
        if count > 0.0 {
            counts.push(count);
        }
    }
    Ok(counts)
}
