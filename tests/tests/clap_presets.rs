//! Presets in a CLAP host's own browser: found, loaded, and the host told of it.
#![allow(unsafe_code)] // an entry is loaded

use std::ffi::{CStr, CString};
use std::sync::{Arc, Mutex};

use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags,
};
use clack_extensions::preset_discovery::HostPresetLoadImpl;
use clack_extensions::preset_discovery::prelude::*;
use clack_extensions::state::{HostState, HostStateImpl};
use clack_host::prelude::*;

const FILM: &str = "org.threshold-shift.threshold-shift";
const LIVE: &str = "org.threshold-shift.threshold-shift-live";

fn entry() -> PluginEntry {
    // SAFETY: the entry is our own.
    unsafe { PluginEntry::load_from_raw(&threshold_shift::export::clap::clap_entry, c"") }.expect("an entry")
}

fn info() -> HostInfo {
    HostInfo::new("test", "", "", "0").expect("plain names")
}

/// A host that notes what the plugin tells it, in order.
struct Keen;

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn note(&self, what: &str) {
        self.0.lock().expect("nobody panicked").push(what.to_owned());
    }

    /// What it was told since the last time somebody asked.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("nobody panicked"))
    }
}

impl HostHandlers for Keen {
    type Shared<'a> = Told;
    type MainThread<'a> = Told;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _: &Told) {
        builder.register::<HostPresetLoad>().register::<HostState>().register::<HostParams>();
    }
}

impl SharedHandler<'_> for Told {
    fn request_restart(&self) {}

    fn request_process(&self) {}

    fn request_callback(&self) {
        self.note("call me");
    }
}

impl MainThreadHandler<'_> for Told {}

impl HostStateImpl for Told {
    fn mark_dirty(&self) {
        self.note("dirty");
    }
}

impl HostParamsImplShared for Told {
    fn request_flush(&self) {}
}

impl HostParamsImplMainThread for Told {
    fn rescan(&self, flags: ParamRescanFlags) {
        assert_eq!(flags, ParamRescanFlags::VALUES);
        self.note("rescan");
    }

    fn clear(&self, _: ClapId, _: ParamClearFlags) {}
}

impl HostPresetLoadImpl for Told {
    fn on_error(&self, _: Location, key: Option<&CStr>, _: i32, message: Option<&CStr>) {
        assert!(message.is_some_and(|message| !message.is_empty()), "an error without a reason");
        self.note(&format!("error {}", key.unwrap_or_default().to_string_lossy()));
    }

    fn loaded(&self, _: Location, key: Option<&CStr>) {
        self.note(&format!("loaded {}", key.unwrap_or_default().to_string_lossy()));
    }
}

/// A browser: it notes what it is told.
#[derive(Default)]
struct Browser {
    extensions: Vec<CString>,
    locations: Vec<(CString, bool)>,
}

impl IndexerImpl for Browser {
    fn declare_filetype(&mut self, file_type: FileType) -> Result<(), HostError> {
        self.extensions.extend(file_type.file_extension.map(CStr::to_owned));
        Ok(())
    }

    fn declare_location(&mut self, location: LocationInfo) -> Result<(), HostError> {
        self.locations.push((location.name.to_owned(), matches!(location.location, Location::Plugin)));
        Ok(())
    }

    fn declare_soundpack(&mut self, _: Soundpack) -> Result<(), HostError> {
        Ok(())
    }
}

/// What a browser learns about presets.
#[derive(Default)]
struct Found {
    /// Names and keys.
    presets: Vec<(CString, CString)>,
    plugins: Vec<String>,
    errors: usize,
}

impl MetadataReceiverImpl for Found {
    fn on_error(&mut self, _: i32, _: Option<&CStr>) {
        self.errors += 1;
    }

    fn begin_preset(&mut self, name: Option<&CStr>, key: Option<&CStr>) -> Result<(), HostError> {
        let (name, key) = (name.expect("a name"), key.expect("a key"));
        self.presets.push((name.to_owned(), key.to_owned()));
        Ok(())
    }

    fn add_plugin_id(&mut self, id: UniversalPluginId<'_>) {
        self.plugins.push(id.id.to_string_lossy().into_owned());
    }

    fn set_soundpack_id(&mut self, _: &CStr) {}

    fn set_flags(&mut self, flags: Flags) {
        assert_eq!(flags, Flags::IS_FACTORY_CONTENT);
    }

    fn add_creator(&mut self, _: &CStr) {}

    fn set_description(&mut self, _: &CStr) {}

    fn set_timestamps(&mut self, _: Option<Timestamp>, _: Option<Timestamp>) {}

    fn add_feature(&mut self, _: &CStr) {}

    fn add_extra_info(&mut self, _: &CStr, _: &CStr) {}
}

/// A browser that has looked into the plugin.
fn browsed() -> (Provider<Browser>, Found) {
    let entry = entry();
    let factory: PresetDiscoveryFactory = entry.get_factory().expect("a factory");
    let ids: Vec<&CStr> = factory.provider_descriptors().filter_map(|provider| provider.id()).collect();
    assert_eq!(ids, [c"org.threshold-shift.presets"]);
    let mut provider =
        Provider::instantiate(Browser::default(), &entry, ids[0], &info()).expect("a provider");
    let mut found = Found::default();
    provider.get_metadata(Location::Plugin, &mut found);
    (provider, found)
}

#[test]
fn a_browser_finds_the_factory_presets_for_both_plugins() {
    let (provider, found) = browsed();
    let browser = provider.indexer();
    assert_eq!(browser.extensions, [c"tshift".to_owned()]);
    assert_eq!(browser.locations[0], (c"Threshold Shift".to_owned(), true));
    println!("{} factory presets in the browser", found.presets.len());
    assert_eq!(found.errors, 0);
    assert_eq!(found.plugins, [FILM, LIVE].repeat(found.presets.len()));
}

#[test]
fn what_the_browser_finds_loads_in_either_plugin_and_the_host_is_told() {
    let (_, found) = browsed();
    for id in [FILM, LIVE] {
        let told = Told::default();
        let (shared, main) = (told.clone(), told.clone());
        let id = CString::new(id).expect("a plain id");
        let mut plugin = PluginInstance::<Keen>::new(move |()| shared, move |_| main, &entry(), &id, &info())
            .expect("an instance");
        let presets: PluginPresetLoad = plugin.plugin_handle().get_extension().expect("the extension");
        told.take();
        for (name, key) in &found.presets {
            let loaded = presets.load_from_location(&plugin.plugin_handle(), Location::Plugin, Some(key));
            assert!(loaded.is_ok(), "{name:?} in {id:?}");
            let now = told.take();
            assert!(now.contains(&format!("loaded {}", key.to_string_lossy())), "{name:?}: {now:?}");
            assert!(now.contains(&"call me".to_owned()), "{name:?}: {now:?}");
            plugin.call_on_main_thread_callback();
            assert_eq!(told.take(), ["rescan", "dirty"], "{name:?}");
        }
        for (location, key, expected) in [
            (Location::Plugin, Some(c"no such preset"), "error no such preset"),
            (Location::Plugin, None, "error "),
            (Location::File { path: c"/there/is/no/such/file.tshift" }, None, "error "),
            (Location::File { path: c"not a full path.tshift" }, None, "error "),
        ] {
            assert!(presets.load_from_location(&plugin.plugin_handle(), location, key).is_err());
            assert_eq!(told.take(), [expected], "{location:?} {key:?}");
            plugin.call_on_main_thread_callback();
            assert_eq!(told.take(), Vec::<String>::new(), "nothing has changed");
        }
    }
}
