//! `cargo xtask sanitize`: tests under the tools that see what a test can't, as far as this machine has them. The
//! sanitizers come with the toolchain but are not stable yet; the standard library is not rebuilt for them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::workspace;

/// Which tools; all of them unless some are named.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// `AddressSanitizer`: the export layer, and the core's tests
    #[arg(long)]
    address: bool,
    /// `ThreadSanitizer`: what crosses between threads (tests with `threads` in their names)
    #[arg(long)]
    thread: bool,
    /// Valgrind's memcheck: the export layer
    #[arg(long)]
    memory: bool,
}

/// One tool and what it is run on.
struct Tool {
    name: &'static str,
    /// What its runtime library's name ends in, if it is a sanitizer.
    runtime: Option<&'static str>,
    /// Of its own, because everything is built another way.
    folder: &'static str,
    flags: &'static str,
    /// Variables for the tests.
    variables: &'static [(&'static str, &'static str)],
    /// Arguments of `cargo test`, run after run.
    runs: &'static [&'static [&'static str]],
}

/// Without what must be quick: floods, which these tools slow down thirty times.
const EXPORT: &[&str] =
    &["-p", "threshold_shift", "--lib", "--", "export::", "--skip", "a_flood_of", "--skip", "quickly"];

const ADDRESS: Tool = Tool {
    name: "AddressSanitizer",
    runtime: Some("_rt.asan.a"),
    folder: "sanitize-address",
    flags: "-Zsanitizer=address",
    // Hosts never free what a library keeps until the end.
    variables: &[("ASAN_OPTIONS", "detect_leaks=0")],
    runs: &[EXPORT, &["-p", "threshold-core", "--lib"]],
};

const THREAD: Tool = Tool {
    name: "ThreadSanitizer",
    runtime: Some("_rt.tsan.a"),
    folder: "sanitize-thread",
    // The standard library, which is not rebuilt, keeps to the same calling conventions.
    flags: "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer",
    variables: &[],
    runs: &[&["-p", "threshold_shift", "--lib", "--", "threads", "--test-threads=1"]],
};

const MEMORY: Tool = Tool {
    name: "Valgrind",
    runtime: None,
    folder: "sanitize-memory",
    flags: "",
    variables: &[],
    runs: &[EXPORT],
};

/// Runs the tools that this machine has, and says which it lacks.
///
/// # Errors
/// If a tool found something, or none could be run.
pub fn run(options: Options) -> Result<()> {
    let all = !(options.address || options.thread || options.memory);
    let wanted = [(ADDRESS, options.address), (THREAD, options.thread), (MEMORY, options.memory)];
    let mut ran = 0;
    for (tool, _) in wanted.into_iter().filter(|(_, wanted)| all || *wanted) {
        if tool.is_here()? {
            println!("== {}", tool.name);
            tool.run()?;
            ran += 1;
        } else {
            println!("== {}: not on this machine", tool.name);
        }
    }
    ensure!(ran > 0, "no tool to run");
    Ok(())
}

impl Tool {
    fn is_here(&self) -> Result<bool> {
        let Some(runtime) = self.runtime else {
            return Ok(Command::new("valgrind").arg("--version").output().is_ok());
        };
        let library = Path::new(&rustc(&["--print", "target-libdir"])?).to_path_buf();
        let mut files = library.read_dir().context("could not look into the toolchain's libraries")?;
        Ok(files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().ends_with(runtime))))
    }

    fn run(&self) -> Result<()> {
        let host = rustc(&["--print", "host-tuple"])?;
        for arguments in self.runs {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            // A target of its own, so that what runs while building is built as ever.
            cargo.args(["test", "--locked", "--target", &host]).args(*arguments);
            cargo.env("CARGO_TARGET_DIR", workspace::target_dir()?.join(self.folder));
            cargo.envs(self.variables.iter().copied()).current_dir(workspace::root()?);
            if self.runtime.is_some() {
                // Read by ThreadSanitizer alone.
                let known = workspace::root()?.join("xtask/sanitize.supp");
                cargo.env("TSAN_OPTIONS", format!("suppressions={}", known.display()));
                cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", self.flags);
            } else {
                let runner = format!("CARGO_TARGET_{}_RUNNER", host.to_uppercase().replace('-', "_"));
                cargo.env(runner, "valgrind --quiet --error-exitcode=99");
            }
            let status = cargo.status().context("could not run cargo test")?;
            ensure!(status.success(), "{}: `cargo test {}` failed", self.name, arguments.join(" "));
        }
        Ok(())
    }
}

/// What the compiler says.
fn rustc(arguments: &[&str]) -> Result<String> {
    let output = Command::new("rustc").args(arguments).output().context("could not run rustc")?;
    ensure!(output.status.success(), "rustc {} failed", arguments.join(" "));
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
