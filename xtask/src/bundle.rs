//! The plugin as hosts load it: builds its CLAP and VST3 bundles and knows where they are.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

use anyhow::{Context, Result, anyhow, ensure};

use crate::workspace;

/// Package that holds the plugin.
const PACKAGE: &str = "threshold_shift";
/// File name of the bundles, as `bundler.toml` gives it.
const NAME: &str = "Threshold Shift";
/// Where the bundler puts its results, inside the folder it is told to work in.
const BUNDLED: &str = "bundled";
/// Where Cargo's development profile builds, inside the target folder.
const DEV_BUILDS: &str = "debug";
/// The guarded bundle's own folder inside the target folder, laid out like a target folder.
const GUARDED: &str = "guarded";

/// Variable that tells tests the bundles are built already.
pub const BUILT: &str = "THRESHOLD_SHIFT_BUNDLES_BUILT";

/// Which build of the plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What users install.
    Release,
    /// With debug assertions: it checks itself, and any memory allocation while it processes aborts the host.
    Guarded,
}

impl Profile {
    /// The command that builds this profile.
    pub fn command(self) -> &'static str {
        match self {
            Self::Release => "cargo xtask bundle",
            Self::Guarded => "cargo xtask test",
        }
    }

    fn folder(self) -> Result<PathBuf> {
        let target = workspace::target_dir()?;
        Ok(match self {
            Self::Release => target.join(BUNDLED),
            Self::Guarded => target.join(GUARDED).join(BUNDLED),
        })
    }
}

/// A built pair of bundles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundles {
    folder: PathBuf,
}

impl Bundles {
    /// The CLAP bundle.
    pub fn clap(&self) -> PathBuf {
        self.folder.join(format!("{NAME}.clap"))
    }

    /// The VST3 bundle.
    pub fn vst3(&self) -> PathBuf {
        self.folder.join(format!("{NAME}.vst3"))
    }
}

/// Builds the bundles of `profile`; what is up to date is not built again. The two profiles never overwrite each
/// other. Errors if the plugin does not compile.
pub fn build(profile: Profile) -> Result<Bundles> {
    let target = workspace::target_dir()?;
    let _inside = InProjectFolder::enter()?;
    match profile {
        Profile::Release => {
            let args = ["--lib".to_owned(), "--release".to_owned()];
            nice_plug_xtask::build(&[PACKAGE.to_owned()], &args)?;
            nice_plug_xtask::bundle(target, PACKAGE, &args, false)?;
        }
        Profile::Guarded => {
            // With the whole workspace: what the libraries are built from is then what tests are built from.
            let args = ["--workspace", "--lib"].map(str::to_owned);
            nice_plug_xtask::build(&[], &args)?;
            // The bundler writes into its target folder's `bundled`: a folder of its own leaves the release alone.
            let staging = target.join(GUARDED);
            stage_library(target, &staging)?;
            nice_plug_xtask::bundle(&staging, PACKAGE, &args, false)?;
        }
    }
    locate(profile)
}

/// The bundles of `profile`, built unless [`BUILT`] says they are. For tests, on any thread: one builds at a time.
pub fn ready(profile: Profile) -> Result<Bundles> {
    static BUILDING: Mutex<()> = Mutex::new(());
    let _turn = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    if env::var_os(BUILT).is_some() { locate(profile) } else { build(profile) }
}

/// The bundles of `profile` as they were built last; an error naming the command to build them if there are none.
pub fn locate(profile: Profile) -> Result<Bundles> {
    let bundles = Bundles { folder: profile.folder()? };
    for path in [bundles.clap(), bundles.vst3()] {
        ensure!(path.exists(), "{} does not exist: build it with `{}`", path.display(), profile.command());
    }
    Ok(bundles)
}

/// Copies the development build's library to where the bundler looks for it.
fn stage_library(target: &Path, staging: &Path) -> Result<()> {
    let file = format!("{}{PACKAGE}{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let built = target.join(DEV_BUILDS).join(&file);
    let folder = staging.join(DEV_BUILDS);
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    fs::copy(&built, folder.join(&file)).with_context(|| format!("could not copy {}", built.display()))?;
    Ok(())
}

/// Keeps the current folder at the project's top while the bundler works, which reads its settings from there.
struct InProjectFolder {
    before: PathBuf,
}

impl InProjectFolder {
    fn enter() -> Result<Self> {
        let before = env::current_dir().map_err(|error| anyhow!("there is no current folder: {error}"))?;
        let root = workspace::root()?;
        env::set_current_dir(&root).with_context(|| format!("could not enter {}", root.display()))?;
        Ok(Self { before })
    }
}

impl Drop for InProjectFolder {
    fn drop(&mut self) {
        // Nothing to do about a folder that has vanished meanwhile.
        let _ = env::set_current_dir(&self.before);
    }
}
