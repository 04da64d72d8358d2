//! Presets that a CLAP host loads from its own browser.

use std::ffi::{CStr, c_char};
use std::path::Path;

use clap_sys::ext::preset_load::clap_plugin_preset_load;
use clap_sys::factory::preset_discovery::{
    CLAP_PRESET_DISCOVERY_LOCATION_FILE, CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
    clap_preset_discovery_location_kind,
};
use clap_sys::plugin::clap_plugin;
use nice_plug::nice_warn;
use nice_plug::prelude::ClapPlugin;

use super::super::guard::guarded;
use super::instance::Instance;
use crate::link::LoadRequest;

/// Where the host says a preset is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) kind: clap_preset_discovery_location_kind,
    pub(super) path: *const c_char,
    pub(super) key: *const c_char,
}

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_preset_load {
    clap_plugin_preset_load { from_location: Some(from_location::<P>) }
}

/// Main thread. `false`, and nothing changed, for a place that is none and a preset that won't load: the host is told
/// why.
unsafe extern "C" fn from_location<P: ClapPlugin>(
    plugin: *const clap_plugin,
    kind: clap_preset_discovery_location_kind,
    location: *const c_char,
    load_key: *const c_char,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return false };
        let at = Place { kind, path: location, key: load_key };
        // SAFETY: the host asks with C strings, or with null.
        let result = unsafe { request(at) }.and_then(|request| instance.link.load(request));
        if let Err(error) = &result {
            nice_warn!("No preset loaded: {error}");
        }
        // SAFETY: as above.
        unsafe { instance.host.preset_loaded(at, result.as_ref().copied().map_err(String::as_str)) };
        result.is_ok()
    })
}

/// What the host asks for.
///
/// # Safety
/// The strings are null or valid for `'a`.
unsafe fn request<'a>(at: Place) -> Result<LoadRequest<'a>, String> {
    match at.kind {
        CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN => {
            // SAFETY: says the caller.
            let key = unsafe { read(at.key) }.ok_or("The host named no preset.")?;
            Ok(LoadRequest::Factory(key))
        }
        CLAP_PRESET_DISCOVERY_LOCATION_FILE => {
            // SAFETY: says the caller.
            unsafe { read_path(at.path) }.map(LoadRequest::File)
        }
        kind => Err(format!("Presets are in the plugin or in files, not in places of kind {kind}.")),
    }
}

/// An absolute path.
///
/// # Safety
/// `path` is null or valid for `'a`.
pub(super) unsafe fn read_path<'a>(path: *const c_char) -> Result<&'a Path, String> {
    // SAFETY: says the caller.
    let path = Path::new(unsafe { read(path) }.ok_or("The host named no file.")?);
    if path.is_absolute() { Ok(path) } else { Err(format!("Not a full path: {}", path.display())) }
}

/// A text. `None` for null, for an empty one and for what is not UTF-8.
///
/// # Safety
/// `text` is null or valid for `'a`.
unsafe fn read<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() {
        return None;
    }
    // SAFETY: not null, so valid, says the caller.
    unsafe { CStr::from_ptr(text) }.to_str().ok().filter(|text| !text.is_empty())
}
