//! Saving, renaming, deleting and restoring presets.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::filename::{file_name, is_same};
use super::{Entry, Library, LibraryError, Status};
use crate::presets::Preset;

/// Where deleted presets go, in the folder itself. It is the user who empties it.
const DELETED: &str = "Deleted";

/// Most file names that are tried for one name.
const MOST_NAMES: usize = 1000;

/// Whether a preset of the same name is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// It stays, and is reported.
    No,
    /// It is replaced: the user was asked.
    Yes,
}

/// A preset that was deleted: where it lay and where it lies now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    from: PathBuf,
    to: PathBuf,
}

impl Library {
    /// Saves `preset` under its name. [`LibraryError::Exists`] if there is one of that name and it is not to be
    /// replaced.
    pub fn save(&self, preset: &Preset, overwrite: Overwrite) -> Result<Entry, LibraryError> {
        let text = checked(preset)?;
        let purpose = "make the folder";
        fs::create_dir_all(&self.folder).map_err(|error| LibraryError::file(purpose, &self.folder, error))?;
        match (self.place(&preset.name, None)?, overwrite) {
            (Place::Free(path), _) => self.write(&text, path, Overwrite::No),
            (Place::Taken(path), Overwrite::Yes) => self.write(&text, path, Overwrite::Yes),
            (Place::Taken(path), Overwrite::No) => Err(LibraryError::Exists(path)),
        }
    }

    /// Gives the preset of `entry` another name, and its file too. Never onto another preset.
    pub fn rename(&self, entry: &Entry, name: &str) -> Result<Entry, LibraryError> {
        let current = unchanged(entry)?;
        let preset = match current.status {
            Status::Ok(preset) => Preset { name: name.to_owned(), ..*preset },
            status => return Err(protected(entry.path.clone(), status)),
        };
        let text = checked(&preset)?;
        let path = match self.place(name, Some(&entry.path))? {
            Place::Taken(path) if path == entry.path => return self.write(&text, path, Overwrite::Yes),
            Place::Taken(path) => return Err(LibraryError::Exists(path)),
            Place::Free(path) => path,
        };
        let renamed = self.write(&text, path, Overwrite::No)?;
        fs::remove_file(&entry.path).map_err(|error| {
            // Both are there now: the old one stays.
            let _ = fs::remove_file(&renamed.path);
            LibraryError::file("rename", &entry.path, error)
        })?;
        Ok(renamed)
    }

    /// Moves the file of `entry`, whatever is in it, to where deleted presets are kept.
    pub fn delete(&self, entry: &Entry) -> Result<Deleted, LibraryError> {
        let from = unchanged(entry)?.path;
        let folder = self.folder.join(DELETED);
        fs::create_dir_all(&folder).map_err(|error| LibraryError::file("make the folder", &folder, error))?;
        for number in 1..=MOST_NAMES {
            let stem = from.file_stem().unwrap_or_default().to_string_lossy();
            let to = folder.join(file_name(&stem, number));
            match moved(&from, &to) {
                Ok(()) => return Ok(Deleted { from, to }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(LibraryError::file("delete", &from, error)),
            }
        }
        Err(LibraryError::Exists(folder))
    }

    /// Moves a deleted preset back to where it lay, unless there is another one now.
    pub fn restore(&self, deleted: &Deleted) -> Result<Entry, LibraryError> {
        if let Some(path) = self.existing(&deleted.from)? {
            return Err(LibraryError::Exists(path));
        }
        moved(&deleted.to, &deleted.from).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => LibraryError::Exists(deleted.from.clone()),
            _ => LibraryError::file("restore", &deleted.to, error),
        })?;
        Ok(Entry::read(deleted.from.clone()))
    }

    /// Where a preset called `name` goes. `own` is the file that it has so far, if it has one.
    fn place(&self, name: &str, own: Option<&Path>) -> Result<Place, LibraryError> {
        for number in 1..=MOST_NAMES {
            let wanted = self.folder.join(file_name(name, number));
            let Some(path) = self.existing(&wanted)? else { return Ok(Place::Free(wanted)) };
            if own == Some(path.as_path()) {
                return Ok(Place::Taken(path));
            }
            match Entry::read(path.clone()).status {
                // Other names can make the same file name.
                Status::Ok(preset) if !is_same(&preset.name, name) => {}
                Status::Ok(_) => return Ok(Place::Taken(path)),
                status => return Err(protected(path, status)),
            }
        }
        Err(LibraryError::Exists(self.folder.clone()))
    }

    /// The file that has the name of `wanted` on a system that ignores case.
    fn existing(&self, wanted: &Path) -> Result<Option<PathBuf>, LibraryError> {
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let wanted = name(wanted);
        Ok(self.paths()?.into_iter().find(|path| is_same(&name(path), &wanted)))
    }

    /// Writes `text` beside `path`, and puts it there once all of it is on the disk.
    fn write(&self, text: &str, path: PathBuf, overwrite: Overwrite) -> Result<Entry, LibraryError> {
        let failed = |error| LibraryError::file("write", &path, error);
        // Replacing a file takes no permission of its own on some systems.
        if overwrite == Overwrite::Yes && fs::metadata(&path).map_err(failed)?.permissions().readonly() {
            return Err(failed(io::ErrorKind::PermissionDenied.into()));
        }
        let mut file = temporary(&self.folder).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        let kept = match overwrite {
            Overwrite::No => file.persist_noclobber(&path),
            Overwrite::Yes => file.persist(&path),
        };
        match kept {
            Ok(_) => Ok(Entry::read(path)),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(LibraryError::Exists(path))
            }
            Err(error) => Err(failed(error.error)),
        }
    }
}

/// A hidden file in `folder` that goes away unless it is kept.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // Readable by whom the user lets read files, as in a folder that a studio shares; temporary files are private.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Where a preset goes.
enum Place {
    /// There is nothing.
    Free(PathBuf),
    /// There is a preset of that name.
    Taken(PathBuf),
}

/// The text of `preset`, if it is one that can be read again.
fn checked(preset: &Preset) -> Result<String, LibraryError> {
    let text = preset.to_text();
    Preset::read(&text).map_err(LibraryError::Preset)?;
    Ok(text)
}

/// What is in the file of `entry`, if that is still what was listed.
fn unchanged(entry: &Entry) -> Result<Entry, LibraryError> {
    let current = Entry::read(entry.path.clone());
    if current.status == entry.status { Ok(current) } else { Err(LibraryError::Changed(entry.path.clone())) }
}

fn protected(path: PathBuf, status: Status) -> LibraryError {
    let reason = match status {
        Status::Newer(version) => format!("it was written by Threshold Shift {version}"),
        Status::Broken(reason) => reason,
        Status::Ok(preset) => format!("it is the preset `{}`", preset.name),
    };
    LibraryError::Protected(path, reason)
}

/// Moves a file to a name that nothing has. The name is taken first, so that nobody else can in between.
fn moved(from: &Path, to: &Path) -> io::Result<()> {
    fs::symlink_metadata(from)?;
    File::create_new(to)?;
    fs::rename(from, to).inspect_err(|_| {
        let _ = fs::remove_file(to);
    })
}
