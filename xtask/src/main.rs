//! `cargo xtask`: every task around the plugin, one command each.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use xtask::bundle::{self, Profile};
use xtask::{check, demo, paths, presets, render_file, validate, workspace};

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
    /// Check layering, file lengths and other house rules
    Check,
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
    /// Build a package's plugin bundles: `bundle threshold_shift --release`
    Bundle {
        /// Package and `cargo build` options
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, default_values_t = ["threshold_shift".to_owned(), "--release".to_owned()])]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
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
        Task::Check => check::run(),
        Task::Validate { docs, no_build, full, strict } => {
            validate::run(validate::Options { full, strict, docs, no_build })
        }
        Task::Host { arguments } => validate::host(&arguments),
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
