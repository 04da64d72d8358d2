//! A user's own presets: files in a folder, of which none is ever lost.
//!
//! Every change either happens or leaves everything as it was. A file that cannot be read, or that a later version
//! wrote, is listed as what it is and never overwritten. Main and editor thread only: this waits for the disk.

mod changes;
mod error;
mod filename;
mod folder;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use changes::{Deleted, Overwrite};
pub use error::LibraryError;
pub use folder::{VARIABLE, folder};

use super::format::{EXTENSION, MAX_BYTES};
use super::{Preset, PresetError};

/// Most presets that are listed: more than anybody scrolls through.
pub const MOST_LISTED: usize = 2000;

/// A folder of presets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    folder: PathBuf,
}

/// A file in the folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it lies.
    pub path: PathBuf,
    /// The preset's name; the file's if it cannot be read.
    pub name: String,
    /// What is in it.
    pub status: Status,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// A preset.
    Ok(Box<Preset>),
    /// Nothing that can be loaded, and why.
    Broken(String),
    /// A preset of a later version, and of which.
    Newer(String),
}

/// What is in a folder.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// Its presets, by name.
    pub entries: Vec<Entry>,
    /// How many files there are beyond [`MOST_LISTED`].
    pub left_out: usize,
}

impl Library {
    /// The presets in `folder`, which need not exist before the first is saved.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The presets in the folder that [`folder`] says.
    pub fn conventional() -> Result<Self, LibraryError> {
        folder().map(Self::new)
    }

    /// Where the presets lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Everything in the folder that is named like a preset, sorted by name. Folders in it are not looked into.
    pub fn list(&self) -> Result<Listing, LibraryError> {
        let mut paths = self.paths()?;
        paths.retain(|path| is_named_like_a_preset(path) && !path.is_dir());
        paths.sort();
        let left_out = paths.len().saturating_sub(MOST_LISTED);
        paths.truncate(MOST_LISTED);
        let mut entries: Vec<Entry> = paths.into_iter().map(Entry::read).collect();
        entries.sort_by_cached_key(|entry| (entry.name.to_lowercase(), entry.path.clone()));
        Ok(Listing { entries, left_out })
    }

    /// Everything in the folder; nothing if there is no folder.
    fn paths(&self) -> Result<Vec<PathBuf>, LibraryError> {
        let failed = |error| LibraryError::file("read the folder", &self.folder, error);
        match fs::read_dir(&self.folder) {
            Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(failed(error)),
        }
    }
}

impl Entry {
    /// What is at `path` now.
    pub fn read(path: PathBuf) -> Self {
        let status = match bytes(&path) {
            Err(error) => Status::Broken(format!("the file cannot be read: {error}")),
            Ok(bytes) => match Preset::read_bytes(&bytes) {
                Ok(preset) => Status::Ok(Box::new(preset)),
                Err(PresetError::Newer(version)) => Status::Newer(version),
                Err(error) => Status::Broken(error.to_string()),
            },
        };
        let name = match &status {
            Status::Ok(preset) => preset.name.clone(),
            _ => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        Self { path, name, status }
    }

    /// The preset, if it can be loaded.
    pub fn preset(&self) -> Option<&Preset> {
        match &self.status {
            Status::Ok(preset) => Some(preset),
            Status::Broken(_) | Status::Newer(_) => None,
        }
    }
}

/// What is in a file, but never more than shows that it is too large.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for somebody to write into it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether it ends as presets do and is not hidden.
fn is_named_like_a_preset(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden && path.extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION))
}

#[cfg(test)]
mod tests;
