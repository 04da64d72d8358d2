//! The presets as hosts list them in their own browsers.

use std::ffi::CStr;
use std::path::{Path, PathBuf};

use crate::load;
use crate::presets::user::folder;
use crate::presets::{Preset, factory};

/// How the names of preset files end, without the dot.
pub(super) const EXTENSION: &CStr = c"tshift";

/// What a host's browser shows of a preset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// What a factory preset is asked for by. Frozen: projects remember it. Empty for a file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who made it; may be empty.
    pub author: String,
    /// What it does; may be empty.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Whether it comes with the plugin.
    pub factory: bool,
}

/// Where the lists come from. Main thread, or a thread of the host's that no plugin runs on.
pub(super) struct Shelf {
    /// The factory presets, in order.
    pub(super) catalogue: fn() -> Vec<Listed>,
    /// What is in a preset file; the error is a sentence for the user.
    pub(super) describe_file: fn(&Path) -> Result<Listed, String>,
    /// Where the user's presets are: an absolute path. `None` if there is no such place.
    pub(super) user_folder: fn() -> Option<PathBuf>,
}

/// The shelf hosts see.
pub(super) static SHELF: Shelf = Shelf { catalogue, describe_file, user_folder };

fn catalogue() -> Vec<Listed> {
    factory().iter().map(|preset| listed(preset, true)).collect()
}

fn describe_file(path: &Path) -> Result<Listed, String> {
    load::file(path).map(|preset| listed(&preset, false))
}

fn user_folder() -> Option<PathBuf> {
    folder().ok()
}

fn listed(preset: &Preset, factory: bool) -> Listed {
    Listed {
        id: preset.id.clone(),
        name: preset.name.clone(),
        author: preset.author.clone(),
        description: preset.description.clone(),
        tags: preset.tags.clone(),
        factory,
    }
}
