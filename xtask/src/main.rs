//! `cargo xtask`: every task around the plugin, one command each.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use xtask::bundle::{self, Profile};
use xtask::{
    bench, check, demo, endure, fuzz, paths, presets, render_file, sanitize, torture, validate, workspace,
};

/// Tools of Threshold Shift.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Tools of Threshold Shift", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Play "The drummer": out/demo.wav, out/demo.png, a table of levels, and the story's checks 1 to 10
    Demo {
        /// Use the bundle as it was last built
        #[arg(long)]
        no_build: bool,
    },
    /// Draw every path of loss: out/paths.png
    Paths {
        /// Also docs/paths.png, for the manual
        #[arg(long)]
        docs: bool,
    },
    /// List the presets the plugin is built with
    Presets,
    /// Play a sound file through the real CLAP bundle
    Render(Box<render_file::Options>),
    /// Open the real editor in a window while sound plays, and take a picture of it: out/editor.png
    #[cfg(target_os = "linux")]
    Editor(Box<xtask::editor::Options>),
    /// Build the bundles with their guards on, then run every test; further arguments go to `cargo test`
    Test {
        /// Arguments for `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Play through the guarded bundle as no host should, by chance but repeatably
    Torture(torture::Options),
    /// Check layering, file lengths and other house rules
    Check,
    /// Write docs/unsafe.md: every `unsafe` with its argument, as the source has them
    Unsafes,
    /// Run tests under the sanitizers and the memory checker that this machine has
    Sanitize(sanitize::Options),
    /// Load the bundles in third-party hosts; measure speech through them, when full
    Validate {
        /// Write the table into the README, if every host is here and all is well
        #[arg(long)]
        docs: bool,
        /// Use the bundles as they were last built
        #[arg(long)]
        no_build: bool,
        /// Also what takes long: ESTOI and HASPI of speech
        #[arg(long)]
        full: bool,
        /// Fail where a host or a measure is missing
        #[arg(long)]
        strict: bool,
    },
    /// Be one of the hosts of `validate`
    #[command(hide = true)]
    Host {
        /// Which one, and what it asks for
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure what an instance costs, in one table
    Bench(bench::Options),
    /// Play an hour of sound through the real bundle, everything automatable on the move, and check what comes out
    Endure(endure::Options),
    /// Fuzz the readers of states, presets, audiograms, sound files, lanes and values, guided by coverage
    Fuzz {
        /// One of them: state, preset, chart, wav, lanes or values [default: each in turn]
        target: Option<String>,
        /// How long each is tried
        #[arg(long, default_value_t = fuzz::USUAL_SECONDS)]
        seconds: u64,
    },
    /// Build a package's plugin bundles: `bundle threshold_shift --release`
    Bundle {
        /// Package and `cargo build` options
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, default_values_t = ["threshold_shift".to_owned(), "--release".to_owned()])]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    if let Some(compiled) = fuzz::compile() {
        return compiled;
    }
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Demo { no_build } => demo::run(no_build),
        Task::Paths { docs } => paths::run(docs),
        Task::Presets => presets::run(),
        Task::Render(options) => options.run(),
        #[cfg(target_os = "linux")]
        Task::Editor(options) => options.run(),
        Task::Test { arguments } => test(&arguments),
        Task::Torture(options) => options.run(),
        Task::Check => check::run(),
        Task::Unsafes => check::list_unsafes(),
        Task::Sanitize(options) => sanitize::run(options),
        Task::Validate { docs, no_build, full, strict } => {
            validate::run(validate::Options { full, strict, docs, no_build })
        }
        Task::Host { arguments } => validate::host(&arguments),
        Task::Bench(options) => options.run(),
        Task::Endure(options) => options.run(),
        Task::Fuzz { target, seconds } => fuzz::run(target.as_deref(), seconds),
        Task::Bundle { arguments } => {
            let arguments = std::iter::once("bundle".to_owned()).chain(arguments);
            nice_plug_xtask::main_with_args("cargo xtask", arguments)
        }
    }
}

/// Both profiles first: tests play through the guarded bundle, and compare it with the one users get.
fn test(arguments: &[String]) -> Result<()> {
    bundle::build(Profile::Release)?;
    bundle::build(Profile::Guarded)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--workspace", "--locked"])
        .args(arguments)
        .env(bundle::BUILT, "1")
        .current_dir(workspace::root()?)
        .status()
        .context("could not run cargo test")?;
    ensure!(status.success(), "tests failed");
    Ok(())
}
