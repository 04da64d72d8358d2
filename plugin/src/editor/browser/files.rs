//! The user's presets as files: what a browser asks of the folder they lie in.

use std::path::{Path, PathBuf};

use super::shelf::{Item, Place};
use crate::presets::Preset;
use crate::presets::user::{Deleted, Entry, Library, LibraryError, Overwrite, Status};

/// Why a preset was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// One of this name exists.
    Exists,
    /// Anything else, as a sentence without its full stop.
    Because(String),
}

/// The user's folder, and what was last found in it.
#[derive(Debug)]
pub struct Files {
    library: Result<Library, LibraryError>,
    entries: Vec<Entry>,
    /// What is said besides where the folder is.
    remark: Option<String>,
    /// What was deleted, the last one last.
    deleted: Vec<Deleted>,
}

impl Default for Files {
    fn default() -> Self {
        Self::of(Library::conventional())
    }
}

impl Files {
    fn of(library: Result<Library, LibraryError>) -> Self {
        Self { library, entries: Vec::new(), remark: None, deleted: Vec::new() }
    }

    /// Reads the folder: every preset in it, readable or not.
    pub fn read(&mut self) -> Vec<Item> {
        let Ok(library) = &self.library else { return Vec::new() };
        match library.list() {
            Ok(listing) => {
                let more = format!("{} more are not shown", listing.left_out);
                self.remark = (listing.left_out > 0).then_some(more);
                self.entries = listing.entries;
            }
            Err(error) => {
                self.remark = Some(error.to_string());
                self.entries.clear();
            }
        }
        self.entries.iter().map(item).collect()
    }

    /// Where the folder is, and what is wrong with it.
    pub fn folder(&self) -> String {
        match (&self.library, &self.remark) {
            (Ok(library), None) => format!("Your presets: {}", library.folder().display()),
            (Ok(library), Some(remark)) => format!("Your presets: {} ({remark})", library.folder().display()),
            (Err(error), _) => format!("There is no place for your presets: {error}"),
        }
    }

    /// Saves `preset`, over one of the same name only if it `overwrites`, and says in which file.
    pub fn save(&mut self, preset: &Preset, overwrites: bool) -> Result<PathBuf, Refused> {
        let library = self.library.as_ref().map_err(|error| Refused::Because(error.to_string()))?;
        let overwrite = if overwrites { Overwrite::Yes } else { Overwrite::No };
        match library.save(preset, overwrite) {
            Ok(entry) => Ok(entry.path),
            Err(LibraryError::Exists(_)) if !overwrites => Err(Refused::Exists),
            Err(error) => Err(Refused::Because(error.to_string())),
        }
    }

    /// Renames the preset in the file at `path`; says what it was called and where it is now.
    pub fn rename(&mut self, path: &Path, name: &str) -> Result<(String, PathBuf), String> {
        let (library, entry) = self.find(path)?;
        let renamed = library.rename(entry, name).map_err(|error| error.to_string())?;
        Ok((entry.name.clone(), renamed.path))
    }

    /// Deletes the file at `path`.
    pub fn delete(&mut self, path: &Path) -> Result<(), String> {
        let (library, entry) = self.find(path)?;
        let deleted = library.delete(entry).map_err(|error| error.to_string())?;
        self.deleted.push(deleted);
        Ok(())
    }

    /// Whether there is something to bring back.
    pub fn can_restore(&self) -> bool {
        !self.deleted.is_empty()
    }

    /// Brings back what was deleted last, and says where it is.
    pub fn restore(&mut self) -> Result<PathBuf, String> {
        let library = self.library.as_ref().map_err(ToString::to_string)?;
        let deleted = self.deleted.last().ok_or("nothing was deleted")?;
        let entry = library.restore(deleted).map_err(|error| error.to_string())?;
        self.deleted.pop();
        Ok(entry.path)
    }

    fn find(&self, path: &Path) -> Result<(&Library, &Entry), String> {
        let library = self.library.as_ref().map_err(ToString::to_string)?;
        let entry = self.entries.iter().find(|entry| entry.path == path);
        Ok((library, entry.ok_or("the file is not in the list any more")?))
    }
}

fn item(entry: &Entry) -> Item {
    let preset = match &entry.status {
        Status::Ok(preset) => Ok(preset.as_ref().clone()),
        Status::Broken(reason) => Err(reason.clone()),
        Status::Newer(version) => Err(format!("a later version wrote it, {version}")),
    };
    Item { place: Place::User(entry.path.clone()), name: entry.name.clone(), preset }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, Values};

    fn preset(loss: f32) -> Preset {
        Preset::capture("Mine", &Values::default().with(&LOSS, loss), None)
    }

    #[test]
    fn what_was_saved_is_asked_about_renamed_deleted_and_brought_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = Files::of(Ok(Library::new(folder.path())));
        let path = files.save(&preset(0.1), false).expect("saved");
        assert_eq!(files.save(&preset(0.2), false), Err(Refused::Exists));
        assert_eq!(files.save(&preset(0.2), true), Ok(path.clone()));
        assert_eq!(files.read()[0].preset, Ok(preset(0.2)));
        let (old, path) = files.rename(&path, "Yours").expect("renamed");
        assert_eq!((old.as_str(), files.read()[0].name.as_str()), ("Mine", "Yours"));
        files.delete(&path).expect("deleted");
        assert!(files.can_restore() && files.read().is_empty());
        assert_eq!(files.restore(), Ok(path));
        assert!(!files.can_restore() && files.read().len() == 1);
    }

    #[test]
    fn broken_files_are_listed_with_the_reason_and_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Mine.tshift");
        std::fs::write(&path, "{").expect("written");
        let mut files = Files::of(Ok(Library::new(folder.path())));
        assert!(files.read()[0].preset.is_err());
        assert!(matches!(files.save(&preset(0.1), true), Err(Refused::Because(_))));
        assert!(files.rename(&path, "Yours").is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("text"), "{");
        let mut nowhere = Files::of(Err(LibraryError::NoFolder));
        assert!(nowhere.read().is_empty() && nowhere.save(&preset(0.1), false).is_err());
    }
}
