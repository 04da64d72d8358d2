//! `cargo xtask fuzz`: a coverage-guided fuzzer (libFuzzer) at the readers of what strangers made. The stable compiler counts
//! what an input reaches; a C++ compiler is needed for libFuzzer itself.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use threshold_core::parameters::TABLE;

use crate::workspace;

/// The readers, as they are called on the command line.
pub const TARGETS: [&str; 6] = ["state", "preset", "chart", "wav", "lanes", "values"];
/// Longest input, bytes.
pub const MAX_LEN: usize = 1 << 16;
/// Variable that names the reader.
pub const TARGET: &str = "THRESHOLD_SHIFT_FUZZ_TARGET";
/// Variable that names the folder the seeds are written into.
pub const CORPUS: &str = "THRESHOLD_SHIFT_FUZZ_CORPUS";
/// How long each reader is tried where nobody says, seconds.
pub const USUAL_SECONDS: u64 = 60;

/// Inputs worth keeping, which a test replays: a folder per reader, inside the project's.
pub const KEPT: &str = "tests/fuzz/corpus";

/// One input may take this long, seconds: a thousand times what any takes.
const TIMEOUT_SECONDS: u64 = 10;
/// Memory at which the fuzzer calls an input a fault, MiB: some ten times what the process takes by itself.
const MEMORY_MIB: u64 = 512;

/// Variable that makes these tools stand in for the compiler, as Cargo's wrapper around the workspace's own crates.
const COMPILER: &str = "THRESHOLD_SHIFT_FUZZ_COMPILER";
/// Counters on every edge, a table of them, and operands of comparisons, as libFuzzer wants them.
const FLAGS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Words that the texts are made of, besides the parameters' ids.
const WORDS: &[&str] = &[
    "TSHIFT01",
    "version",
    "params",
    "fields",
    "story",
    "format",
    "schema",
    "f32",
    "i32",
    "bool",
    "scenes",
    "slot",
    "name",
    "values",
    "threshold-shift preset",
    "preset",
    "null",
    "true",
    "false",
    "1e999",
    "-0",
    "seconds,parameter,value,shape",
    "line",
    "step",
    "ear",
    "left",
    "right",
    "freq_hz",
    "db_hl",
    "NR",
    "dB HL",
    "kHz",
    "bone",
    "resourceType",
    "Observation",
    "Bundle",
    "entry",
    "resource",
    "code",
    "coding",
    "valueQuantity",
    "comparator",
    "component",
    "RIFF",
    "WAVE",
    "fmt ",
    "data",
    "fact",
    "bext",
    "iXML",
    "LIST",
    "RF64",
];

/// Builds the fuzzer and lets it try `target`, or every reader, for `seconds` each. Prints what it tried and reached; an error if
/// anything did not hold, with the file that shows it.
pub fn run(target: Option<&str>, seconds: u64) -> Result<()> {
    let targets: Vec<&str> = match target {
        Some(name) => vec![
            *TARGETS
                .iter()
                .find(|known| **known == name)
                .with_context(|| format!("there is no reader {name:?}: choose {}", TARGETS.join(", ")))?,
        ],
        None => TARGETS.to_vec(),
    };
    let folder = workspace::target_dir()?.join("fuzz");
    fs::create_dir_all(&folder)?;
    let fuzzer = build()?;
    let words = folder.join("words.dict");
    fs::write(&words, dictionary())?;
    println!("{:<8}{:>14}{:>10}{:>10}{:>16}", "reader", "executions", "edges", "features", "corpus");
    let mut broken = Vec::new();
    for name in targets {
        let (line, found) = fuzz(&fuzzer, &folder, &words, name, seconds)?;
        println!("{line}");
        broken.extend(found);
    }
    if !broken.is_empty() {
        let list: Vec<String> = broken.iter().map(|path: &PathBuf| path.display().to_string()).collect();
        bail!("something did not hold for {}", list.join(", "));
    }
    Ok(())
}

/// The fuzzer. Only the workspace's crates, and what of others is generic, count what is reached: so whatever else is built
/// already is not built again.
fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--locked", "-p", "fuzz", "--bin", "fuzz", "--features", "libfuzzer"])
        .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe().context("these tools have no file")?)
        .env(COMPILER, "1")
        .current_dir(workspace::root()?)
        .status()
        .context("could not run cargo build")?;
    ensure!(status.success(), "the fuzzer does not build: is there a C++ compiler?");
    Ok(workspace::target_dir()?.join("debug").join(format!("fuzz{}", std::env::consts::EXE_SUFFIX)))
}

/// Compiles with counters, if Cargo has called these tools as its compiler; `None` if it has not. Cargo gives the compiler's
/// name and its arguments.
pub fn compile() -> Option<ExitCode> {
    std::env::var_os(COMPILER)?;
    let mut words = std::env::args_os().skip(1);
    let status = Command::new(words.next()?).args(words).args(FLAGS).status().ok()?;
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn dictionary() -> String {
    let words = WORDS.iter().copied().chain(TABLE.iter().map(|parameter| parameter.id));
    words.fold(String::new(), |mut text, word| {
        let _ = writeln!(text, "\"{word}\"");
        text
    })
}

/// Tries one reader: a line of the table, and the inputs that broke it.
fn fuzz(
    fuzzer: &Path,
    folder: &Path,
    words: &Path,
    name: &str,
    seconds: u64,
) -> Result<(String, Vec<PathBuf>)> {
    let corpus = folder.join("corpus").join(name);
    let found = folder.join("found").join(name);
    let kept = workspace::root()?.join(KEPT).join(name);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&found)?;
    let before = files(&found)?;
    let output = Command::new(fuzzer)
        .arg(&corpus)
        .args(kept.is_dir().then_some(&kept))
        .args([
            format!("-max_total_time={seconds}"),
            format!("-max_len={MAX_LEN}"),
            format!("-timeout={TIMEOUT_SECONDS}"),
        ])
        .args([format!("-rss_limit_mb={MEMORY_MIB}"), format!("-dict={}", words.display())])
        .args([format!("-artifact_prefix={}/", found.display()), "-print_final_stats=1".to_owned()])
        .env(TARGET, name)
        .env(CORPUS, &corpus)
        .output()
        .context("could not run the fuzzer")?;
    let log = String::from_utf8_lossy(&output.stderr);
    fs::write(found.with_extension("log"), log.as_bytes())?;
    let after =
        |word: &str| log.lines().rev().find_map(|line| line.split(word).nth(1)?.split_whitespace().next());
    let figure = |word: &str| after(word).unwrap_or("?").to_owned();
    let line = format!(
        "{name:<8}{:>14}{:>10}{:>10}{:>16}",
        figure("stat::number_of_executed_units:"),
        figure(" cov: "),
        figure(" ft: "),
        figure(" corp: ")
    );
    let fresh: Vec<PathBuf> = files(&found)?.into_iter().filter(|path| !before.contains(path)).collect();
    ensure!(
        output.status.success() || !fresh.is_empty(),
        "the fuzzer failed at {name}: {}",
        found.with_extension("log").display()
    );
    Ok((line, fresh))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
