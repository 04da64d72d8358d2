//! The plugin as it is shipped, in the build that checks itself: debug assertions are on, and any memory allocation
//! while it processes sound ends the test.

use std::path::PathBuf;
use std::sync::OnceLock;

use xtask::bundle::{Bundles, Profile, ready};

/// The bundles, built on first use.
pub fn guarded() -> &'static Bundles {
    static BUNDLES: OnceLock<Bundles> = OnceLock::new();
    BUNDLES.get_or_init(|| ready(Profile::Guarded).expect("the plugin builds"))
}

/// The library inside the VST3 bundle.
#[allow(dead_code)] // each test program uses one of the two formats
pub fn vst3_library() -> PathBuf {
    let bundle = guarded().vst3();
    let name = bundle.file_stem().expect("the bundle's name").to_owned();
    let (folder, extension) = match std::env::consts::OS {
        "macos" => ("MacOS".to_owned(), ""),
        "windows" => (format!("{}-win", std::env::consts::ARCH), "vst3"),
        _ => (format!("{}-linux", std::env::consts::ARCH), "so"),
    };
    bundle.join("Contents").join(folder).join(name).with_extension(extension)
}
