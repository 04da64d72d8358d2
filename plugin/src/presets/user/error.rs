//! Why something could not be done with a user's presets.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use crate::presets::PresetError;

/// Why something could not be done. Whatever it was, everything is as it was before.
#[derive(Debug)]
pub enum LibraryError {
    /// The system does not say where this user's files belong.
    NoFolder,
    /// A file or folder could not be used: for what, which, and what the system said.
    File(&'static str, PathBuf, io::Error),
    /// There is a preset of this name already, in this file.
    Exists(PathBuf),
    /// This file must stay: it is broken, or a later version wrote it. With the reason.
    Protected(PathBuf, String),
    /// This file is no longer what it was when it was listed.
    Changed(PathBuf),
    /// The preset itself cannot be stored.
    Preset(PresetError),
}

impl LibraryError {
    /// The system's `error` while it was to `purpose` at `path`.
    pub(super) fn file(purpose: &'static str, path: &Path, error: io::Error) -> Self {
        Self::File(purpose, path.to_owned(), error)
    }
}

impl fmt::Display for LibraryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder => write!(f, "the system does not say where presets belong"),
            Self::File(purpose, path, error) => write!(f, "could not {purpose} {}: {error}", path.display()),
            Self::Exists(path) => write!(f, "there is a preset of this name already: {}", path.display()),
            Self::Protected(path, reason) => {
                write!(f, "{} is not overwritten: {reason}; choose another name", path.display())
            }
            Self::Changed(path) => write!(f, "{} has changed meanwhile", path.display()),
            Self::Preset(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for LibraryError {}
