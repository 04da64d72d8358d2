//! The plugin as it is shipped, in the build that checks itself: debug assertions are on, and any memory allocation
//! while it processes sound ends the test.

use std::path::PathBuf;
use std::sync::OnceLock;

use xtask::bundle::{Bundles, Profile, build, locate};

/// Set by whoever has just built the bundles, so that each test program need not ask Cargo again.
const BUILT: &str = "THRESHOLD_SHIFT_BUNDLES_BUILT";

/// The bundles, built on first use unless [`BUILT`] is set.
pub fn guarded() -> &'static Bundles {
    static BUNDLES: OnceLock<Bundles> = OnceLock::new();
    BUNDLES.get_or_init(|| match std::env::var_os(BUILT) {
        Some(_) => locate(Profile::Guarded).expect("the bundles are there"),
        None => build(Profile::Guarded).expect("the plugin builds"),
    })
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
