//! The file preferences are kept in: a small JSON object that people can read, one for all instances and both entries.
//!
//! Another version may have put more into it, and another instance may have changed it meanwhile: what is not changed
//! here stays as it is. A file that cannot be read is put aside, never written over.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use directories::BaseDirs;
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use super::{Preferences, ZOOMS};

/// The environment variable that names another file: for tests, and for installations that are carried around.
pub const VARIABLE: &str = "THRESHOLD_SHIFT_SETTINGS";
/// Said where there is no place for the file.
pub const NOWHERE: &str = "there is no place for settings: they last until the session is closed";

/// Largest file that is read, bytes: a hundred times what is written.
const MAX_BYTES: u64 = 16 * 1024;
/// Added to the name of a file that could not be read.
const ASIDE: &str = "unreadable";

const ZOOM: &str = "zoom";
const REDUCED_MOTION: &str = "reduced_motion";
const TIPS: &str = "tips";

/// The file that [`VARIABLE`] names, or else the conventional one:
///
/// - macOS: `~/Library/Application Support/Threshold Shift/settings.json` (Apple, "File System Programming Guide").
/// - Windows: `%APPDATA%\Threshold Shift\settings.json`, beside the presets.
/// - Linux: `$XDG_CONFIG_HOME/threshold-shift/settings.json`, or below `~/.config` (XDG Base Directory Specification).
pub fn path() -> Option<PathBuf> {
    chosen(env::var_os(VARIABLE))
}

fn chosen(named: Option<OsString>) -> Option<PathBuf> {
    match named {
        Some(file) if !file.is_empty() => Some(PathBuf::from(file)),
        _ => {
            let folder =
                if cfg!(any(target_os = "macos", windows)) { "Threshold Shift" } else { "threshold-shift" };
            BaseDirs::new().map(|base| base.config_dir().join(folder).join("settings.json"))
        }
    }
}

/// What a file says; the defaults where it says nothing, or there is none.
pub fn read(path: &Path) -> Result<Preferences, String> {
    let fields = fields(path).map_err(|why| format!("the settings cannot be read: {why}"))?;
    let default = Preferences::default();
    let zoom = fields.get(ZOOM).and_then(Value::as_u64);
    let is_on = |name: &str, otherwise| fields.get(name).and_then(Value::as_bool).unwrap_or(otherwise);
    Ok(Preferences {
        zoom: ZOOMS.into_iter().find(|known| zoom == Some(u64::from(*known))).unwrap_or(default.zoom),
        reduced_motion: is_on(REDUCED_MOTION, default.reduced_motion),
        tips: is_on(TIPS, default.tips),
    })
}

/// Writes into a file what is another in `after` than in `before`.
pub fn change(path: &Path, before: Preferences, after: Preferences) -> Result<(), String> {
    let failed = |error: io::Error| format!("the settings are not kept: {error}");
    let mut fields = if let Ok(fields) = fields(path) {
        fields
    } else {
        put_aside(path).map_err(failed)?;
        Map::new()
    };
    let flags =
        [(REDUCED_MOTION, before.reduced_motion, after.reduced_motion), (TIPS, before.tips, after.tips)];
    if before.zoom != after.zoom {
        fields.insert(ZOOM.to_owned(), Value::from(after.zoom));
    }
    for (name, before, after) in flags {
        if before != after {
            fields.insert(name.to_owned(), Value::from(after));
        }
    }
    write(path, &Value::Object(fields)).map_err(failed)
}

/// Everything in a file; nothing if there is none.
fn fields(path: &Path) -> io::Result<Map<String, Value>> {
    let unreadable = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(error),
        // Opening a pipe would wait for somebody to write into it.
        Ok(about) if !about.is_file() => return Err(unreadable("it is no regular file")),
        Ok(about) if about.len() > MAX_BYTES => return Err(unreadable("the file is too large")),
        Ok(_) => {}
    }
    let mut text = String::new();
    File::open(path)?.take(MAX_BYTES).read_to_string(&mut text)?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(unreadable("it is no list of settings")),
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}

/// Renames a file that could not be read. An earlier one that was put aside stays: then this one does as well.
fn put_aside(path: &Path) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ASIDE);
    let aside = PathBuf::from(name);
    if aside.symlink_metadata().is_ok() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is in the way", aside.display()),
        ));
    }
    fs::rename(path, aside)
}

/// Writes a file whole, or leaves it as it was.
fn write(path: &Path, value: &Value) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("the file has no folder"))?;
    fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    writeln!(file, "{value:#}")?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::preferences::Kept;

    fn in_folder(text: Option<&str>) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        if let Some(text) = text {
            fs::write(&path, text).expect("written");
        }
        (folder, path)
    }

    #[test]
    fn what_was_chosen_is_there_the_next_time() {
        let (folder, _) = in_folder(None);
        let path = folder.path().join("deeper").join("settings.json");
        let mut kept = Kept::in_file(path.clone());
        assert_eq!((*kept.now(), kept.problem()), (Preferences::default(), None));
        let chosen = Preferences { zoom: 150, reduced_motion: true, tips: false };
        kept.choose(chosen);
        assert_eq!((*Kept::in_file(path).now(), kept.problem()), (chosen, None));
    }

    #[test]
    fn what_others_have_written_stays() {
        let (_folder, path) = in_folder(Some(r#"{"zoom": 125, "tips": false, "later": [1]}"#));
        let mut kept = Kept::in_file(path.clone());
        fs::write(&path, r#"{"zoom": 200, "tips": false, "later": [1]}"#).expect("written");
        kept.choose(Preferences { reduced_motion: true, ..*kept.now() });
        let text = fs::read_to_string(&path).expect("text");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["zoom"], 200);
        assert_eq!((&value["reduced_motion"], &value["later"][0]), (&Value::from(true), &Value::from(1)));
    }

    #[test]
    fn what_cannot_be_read_means_the_defaults_and_is_put_aside_never_lost() {
        let huge = "x".repeat(MAX_BYTES as usize + 1);
        for broken in ["", "{", "[1]", "\u{fffd}", &huge] {
            let (_folder, path) = in_folder(Some(broken));
            let mut kept = Kept::in_file(path.clone());
            assert_eq!(*kept.now(), Preferences::default());
            assert!(kept.problem().is_some());
            kept.choose(Preferences { zoom: 75, ..*kept.now() });
            assert_eq!((kept.problem(), Kept::in_file(path.clone()).now().zoom), (None, 75));
            let aside = path.with_file_name("settings.json.unreadable");
            assert_eq!(fs::read_to_string(&aside).expect("text"), broken);
            // A second one finds no place: then nothing is written at all.
            fs::write(&path, "{{").expect("written");
            kept.choose(Preferences { zoom: 200, ..*kept.now() });
            assert!(kept.problem().is_some() && kept.now().zoom == 200);
            assert_eq!(fs::read_to_string(&path).expect("text"), "{{");
        }
    }

    #[test]
    fn values_nobody_offers_are_the_defaults() {
        let (_folder, path) = in_folder(Some(r#"{"zoom": 7, "tips": "no", "reduced_motion": true}"#));
        let expected = Preferences { reduced_motion: true, ..Preferences::default() };
        assert_eq!(read(&path), Ok(expected));
        assert!(read(path.parent().expect("a folder")).is_err());
    }

    #[test]
    fn a_file_that_is_named_comes_first_and_the_conventional_one_is_absolute() {
        assert_eq!(chosen(Some("/somewhere.json".into())), Some(PathBuf::from("/somewhere.json")));
        assert_eq!(chosen(Some(OsString::new())), chosen(None));
        assert!(chosen(None).is_none_or(|path| path.is_absolute()));
    }
}
