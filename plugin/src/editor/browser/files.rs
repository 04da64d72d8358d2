//! The user's presets as files: what a browser asks of the folder they lie in.

use std::path::{Path, PathBuf};

use super::shelf::Item;
use crate::presets::Preset;

/// Why a preset was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// One of this name exists.
    Exists,
    /// Anything else, as a sentence without its full stop.
    Because(String),
}

/// The user's folder.
#[derive(Debug, Default)]
pub struct Files;

impl Files {
    pub fn read(&mut self) -> Vec<Item> {
        Vec::new()
    }
    pub fn folder(&self) -> String {
        String::new()
    }
    pub fn save(&mut self, _preset: &Preset, _overwrites: bool) -> Result<PathBuf, Refused> {
        Err(Refused::Exists)
    }
    pub fn rename(&mut self, _path: &Path, _name: &str) -> Result<(String, PathBuf), String> {
        Err(String::new())
    }
    pub fn delete(&mut self, _path: &Path) -> Result<(), String> {
        Err(String::new())
    }
    pub fn can_restore(&self) -> bool {
        false
    }
    pub fn restore(&mut self) -> Result<PathBuf, String> {
        Err(String::new())
    }
}
