//! The tools around the plugin: bundling it, playing files through it, and checking the house rules.

pub mod automation;
pub mod bench;
pub mod bundle;
pub mod check;
pub mod demo;
#[cfg(target_os = "linux")]
pub mod desktop;
#[cfg(target_os = "linux")]
pub mod editor;
pub mod endure;
pub mod fuzz;
pub mod host;
pub mod hosted;
mod memory;
mod paint;
pub mod paths;
pub mod presets;
pub mod render;
pub mod render_file;
pub mod sanitize;
pub mod torture;
pub mod validate;
pub mod values;
pub mod wav;
pub mod workspace;
