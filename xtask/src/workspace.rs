//! Where the project's folders are, from wherever a tool is started.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};
use cargo_metadata::MetadataCommand;

/// The file that marks the project's top folder.
const MARKER: &str = "bundler.toml";

/// The project's top folder: the nearest one above the running package, the current folder or the folder the
/// tools were built in that holds `bundler.toml`.
pub fn root() -> Result<PathBuf> {
    let running = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let starts =
        running.into_iter().chain(env::current_dir()).chain([PathBuf::from(env!("CARGO_MANIFEST_DIR"))]);
    for start in starts {
        if let Some(root) = start.ancestors().find(|folder| folder.join(MARKER).is_file()) {
            return Ok(root.to_path_buf());
        }
    }
    Err(anyhow!("could not find the project's folder (the one with {MARKER}): run this inside it"))
}

/// The folder Cargo builds into, wherever environment and configuration put it.
pub fn target_dir() -> Result<&'static Path> {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    if let Some(found) = TARGET.get() {
        return Ok(found);
    }
    let metadata = MetadataCommand::new()
        .manifest_path(root()?.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("could not ask Cargo where it builds into (`cargo metadata` failed)")?;
    Ok(TARGET.get_or_init(|| metadata.target_directory.into_std_path_buf()))
}
