//! Where a user's presets lie.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use directories::BaseDirs;

use super::LibraryError;

/// The environment variable that names another folder: for tests, and for installations that are carried around.
pub const VARIABLE: &str = "THRESHOLD_SHIFT_PRESETS";

/// The folder that [`VARIABLE`] names, or else the conventional one, which both entries share:
///
/// - macOS: `~/Library/Audio/Presets/Threshold Shift`, where Audio Units and VST3 plugins keep theirs (Steinberg,
///   "Preset Locations").
/// - Windows: `%APPDATA%\Threshold Shift\Presets`, the known folder for what a program keeps for a roaming user.
///   Not `Documents\VST3 Presets`, which hosts search for `.vstpreset` files.
/// - Linux: `$XDG_DATA_HOME/threshold-shift/presets`, or below `~/.local/share` (XDG Base Directory
///   Specification).
pub fn folder() -> Result<PathBuf, LibraryError> {
    chosen(env::var_os(VARIABLE)).ok_or(LibraryError::NoFolder)
}

fn chosen(named: Option<OsString>) -> Option<PathBuf> {
    match named {
        Some(folder) if !folder.is_empty() => Some(PathBuf::from(folder)),
        _ => BaseDirs::new().map(|base| conventional(&base)),
    }
}

fn conventional(base: &BaseDirs) -> PathBuf {
    if cfg!(target_os = "macos") {
        base.home_dir().join("Library/Audio/Presets/Threshold Shift")
    } else if cfg!(windows) {
        base.data_dir().join("Threshold Shift").join("Presets")
    } else {
        base.data_dir().join("threshold-shift/presets")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_named_comes_first() {
        assert_eq!(chosen(Some("/somewhere".into())), Some(PathBuf::from("/somewhere")));
        // Named, but empty: as if it were not.
        assert_eq!(chosen(Some(OsString::new())), chosen(None));
    }

    #[test]
    fn the_conventional_folder_is_absolute_and_named_for_the_plugin() {
        let Some(folder) = chosen(None) else { return };
        println!("presets lie in {}", folder.display());
        let text = folder.to_string_lossy().to_lowercase().replace('-', " ");
        assert!(folder.is_absolute() && text.contains("threshold shift") && text.contains("presets"));
    }
}
