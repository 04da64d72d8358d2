//! An offline host for the CLAP bundle: loads it, sets it up, plays sound and events through it, as a DAW would when it
//! bounces.
//!
//! The renderer uses it politely, the tests also rudely: nothing here puts events or blocks right before the plugin sees
//! them.

#[cfg(target_os = "linux")]
mod gui;
mod handlers;
mod instance;
mod parameters;
mod processor;

use std::ffi::CString;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clack_host::prelude::PluginEntry;

#[cfg(target_os = "linux")]
pub use gui::Size;
pub use instance::Instance;
pub use parameters::{ClapParameter, clap_id};
pub use processor::{Event, Processor, Sound};

/// Which of the library's two plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plugin {
    /// Threshold Shift: one film frame late.
    Film,
    /// Threshold Shift Live: no latency.
    Live,
}

impl Plugin {
    /// Both, in the order the bundle lists them.
    pub const ALL: [Self; 2] = [Self::Film, Self::Live];

    /// CLAP identifier.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Film => "org.threshold-shift.threshold-shift",
            Self::Live => "org.threshold-shift.threshold-shift-live",
        }
    }
}

/// Channels of the plugin's `Inside` input; `Key` is as wide as the main one.
pub const INSIDE_CHANNELS: usize = 2;

/// How an instance is set up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setup {
    /// Which plugin.
    pub plugin: Plugin,
    /// Sample rate, Hz.
    pub rate: f64,
    /// Longest block, samples.
    pub max_block: u32,
    /// Channels of the main input and output.
    pub channels: usize,
    /// Whether to ask for the layout with the auxiliary inputs `Key` and `Inside`.
    pub aux: bool,
    /// Whether the plugin is told that it renders offline.
    pub offline: bool,
}

/// A preset, as the plugin is asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preset {
    /// The factory preset with this key.
    Factory(String),
    /// The preset in this file.
    File(PathBuf),
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Factory(key) => write!(f, "the preset {key}"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A loaded bundle.
#[derive(Clone)]
pub struct Bundle {
    entry: PluginEntry,
}

impl Bundle {
    /// Loads the bundle at `path`. Errors if there is none, or if it is no CLAP bundle.
    pub fn load(path: &Path) -> Result<Self> {
        ensure!(
            path.exists(),
            "{} does not exist: `cargo xtask bundle threshold_shift --release` builds it",
            path.display()
        );
        // SAFETY: loading runs the library's initialisers. It is the project's own plugin, built by these tools.
        #[allow(unsafe_code)]
        let entry = unsafe { PluginEntry::load(path) };
        let entry =
            entry.with_context(|| format!("{} could not be loaded as a CLAP bundle", path.display()))?;
        Ok(Self { entry })
    }

    /// Identifiers and names of its plugins, in its own order.
    pub fn plugins(&self) -> Vec<(String, String)> {
        let text = |text: Option<&std::ffi::CStr>| text.unwrap_or_default().to_string_lossy().into_owned();
        let Some(factory) = self.entry.get_plugin_factory() else { return Vec::new() };
        factory.plugin_descriptors().map(|plugin| (text(plugin.id()), text(plugin.name()))).collect()
    }

    /// A new instance, activated and ready to play. Errors say what the plugin refused.
    pub fn open(&self, setup: Setup) -> Result<Instance> {
        let id = CString::new(setup.plugin.id()).context("an identifier holds no zero byte")?;
        Instance::open(&self.entry, &id, setup)
    }
}
