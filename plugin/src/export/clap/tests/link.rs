//! What passes between the plugin and a CLAP host beside parameters and sound.

use std::ffi::CStr;
use std::path::Path;
use std::ptr::null;
use std::sync::Arc;

use clap_sys::ext::preset_load::{
    CLAP_EXT_PRESET_LOAD, CLAP_EXT_PRESET_LOAD_COMPAT, clap_plugin_preset_load,
};

use super::super::bench::Held;
use crate::export::probe::Probe;
use crate::link::LoadRequest;
use crate::params::ThresholdParams;

#[test]
fn the_plugin_holds_the_instances_link() {
    let held = Held::new::<Probe>();
    // The instance's, the test's, the parameters', and those of what guards the plugin and what is saved of it.
    assert_eq!(Arc::strong_count(&held.link::<Probe>()), 5);
}

#[test]
fn a_change_beside_the_parameters_reaches_the_host_on_its_main_thread() {
    let held = Held::new::<Probe>();
    let link = held.link::<Probe>();
    held.call_back();
    assert_eq!(held.1.told(), Vec::<String>::new());
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(link.changed() && link.changed()));
    });
    assert_eq!(held.1.told(), ["call me", "call me"]);
    held.call_back();
    held.call_back();
    assert_eq!(held.1.told(), ["dirty"], "two changes are told as one");
    assert!(link.moved());
    held.call_back();
    assert_eq!(held.1.told(), ["call me", "rescan parameters 1", "dirty"]);
    drop(held);
    assert!(!link.changed() && !link.moved(), "the host has let go");
    assert_eq!(Arc::strong_count(&link), 1);
}

fn text(text: Option<&CStr>) -> *const std::ffi::c_char {
    text.map_or(null(), CStr::as_ptr)
}

#[test]
fn presets_are_loaded_from_the_plugin_and_from_files_and_nowhere_else() {
    let held = Held::new::<Probe>();
    assert!(held.offers(CLAP_EXT_PRESET_LOAD_COMPAT));
    let table: clap_plugin_preset_load = held.extension(CLAP_EXT_PRESET_LOAD);
    let ask = |kind, location: Option<&CStr>, key: Option<&CStr>| {
        // SAFETY: the texts outlive the call.
        let loaded =
            unsafe { table.from_location.expect("from_location")(held.0, kind, text(location), text(key)) };
        (loaded, held.1.told().join("; "))
    };
    assert_eq!(
        ask(1, None, Some(c"one")),
        (false, "error 1 - one: This plugin loads no presets.".to_owned())
    );
    let file = if cfg!(windows) { c"C:/mine.tshift" } else { c"/mine.tshift" };
    let path = file.to_str().expect("UTF-8");
    held.link::<Probe>().set_loader(move |request| match request {
        LoadRequest::Factory("one") => Ok(()),
        LoadRequest::File(found) if found == Path::new(path) => Ok(()),
        other => Err(format!("There is no {other:?}.")),
    });
    assert_eq!(ask(1, None, Some(c"one")), (true, "loaded 1 - one".to_owned()));
    assert_eq!(ask(0, Some(file), None), (true, format!("loaded 0 {path} -")));
    for (kind, location, key, why) in [
        (1, None, Some(c"three"), "There is no Factory(\"three\")."),
        (1, None, None, "The host named no preset."),
        (1, Some(file), Some(c""), "The host named no preset."),
        (1, None, Some(c"\xc3\x28"), "The host named no preset."),
        (0, None, Some(c"one"), "The host named no file."),
        (0, Some(c"\xff"), None, "The host named no file."),
        (0, Some(c"mine.tshift"), None, "Not a full path: mine.tshift"),
        (2, Some(file), Some(c"one"), "Presets are in the plugin or in files, not in places of kind 2."),
    ] {
        let (loaded, told) = ask(kind, location, key);
        assert!(!loaded && told.ends_with(why) && told.starts_with("error"), "{told}");
    }
    // SAFETY: null is refused.
    assert!(!unsafe { table.from_location.expect("from_location")(null(), 1, null(), c"one".as_ptr()) });
}

#[test]
fn a_loader_may_hold_the_parameters_weakly() {
    let params = Arc::new(ThresholdParams::default());
    let weak = Arc::downgrade(&params);
    params.link.set_loader(move |_| weak.upgrade().map(|_| ()).ok_or_else(|| "gone".to_owned()));
    let link = Arc::clone(&params.link);
    assert_eq!(link.load(LoadRequest::Factory("one")), Ok(()));
    drop(params);
    assert_eq!(link.load(LoadRequest::Factory("one")), Err("gone".to_owned()));
}
