//! The CLAP door: the library's entry point, the list of the two plugins behind it, and their presets.
//!
//! # Safety
//! Every `extern "C"` function below is called through a table, as CLAP's headers say: on the thread they name, with
//! pointers that are valid during the call, and a plugin pointer that its `create` made and `destroy` has not freed.
//! Null is survived wherever a host has been seen to send it.

mod activation;
mod configs;
mod configurable;
mod discovery;
mod events;
mod host;
mod instance;
mod params;
mod ports;
mod preset_load;
mod process;
mod state;
mod streams;
mod surround;
mod transport;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod tests;

use std::ffi::{CStr, c_char, c_void};
use std::ptr::{from_ref, null};
use std::sync::OnceLock;

use clap_sys::entry::clap_plugin_entry;
use clap_sys::factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory};
use clap_sys::factory::preset_discovery::{
    CLAP_PRESET_DISCOVERY_FACTORY_ID, CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT,
};
use clap_sys::host::clap_host;
use clap_sys::plugin::{clap_plugin, clap_plugin_descriptor};
use clap_sys::version::CLAP_VERSION;
use nice_plug::prelude::ClapPlugin;
use nice_plug::wrapper::clap::PluginDescriptor;
use nice_plug::wrapper::setup_logger;

use super::guard::guarded;
use crate::{ThresholdShift, ThresholdShiftLive};

/// One plugin of this library, without its type.
struct Class {
    describe: fn() -> PluginDescriptor,
    create: unsafe fn(*const clap_host) -> *const clap_plugin,
    set_up_logger: fn(),
}

const fn class<P: ClapPlugin>() -> Class {
    Class {
        describe: PluginDescriptor::for_plugin::<P>,
        create: instance::create::<P>,
        set_up_logger: setup_logger::<P>,
    }
}

/// The plugins, in the order hosts list them.
const CLASSES: &[Class] = &[class::<ThresholdShift>(), class::<ThresholdShiftLive>()];

fn descriptors() -> &'static [PluginDescriptor] {
    static DESCRIPTORS: OnceLock<Vec<PluginDescriptor>> = OnceLock::new();
    DESCRIPTORS.get_or_init(|| CLASSES.iter().map(|class| (class.describe)()).collect())
}

static FACTORY: clap_plugin_factory = clap_plugin_factory {
    get_plugin_count: Some(plugin_count),
    get_plugin_descriptor: Some(plugin_descriptor),
    create_plugin: Some(create_plugin),
};

/// The library's entry point for CLAP hosts.
#[unsafe(no_mangle)]
#[used]
#[allow(non_upper_case_globals)]
pub static clap_entry: clap_plugin_entry = clap_plugin_entry {
    clap_version: CLAP_VERSION,
    init: Some(init),
    deinit: Some(deinit),
    get_factory: Some(factory),
};

unsafe extern "C" fn init(_path: *const c_char) -> bool {
    guarded(false, || {
        for class in CLASSES {
            (class.set_up_logger)();
        }
        true
    })
}

unsafe extern "C" fn deinit() {
    guarded((), || {});
}

unsafe extern "C" fn factory(id: *const c_char) -> *const c_void {
    guarded(null(), || {
        if id.is_null() {
            return null();
        }
        // SAFETY: a host asks with a C string.
        let id = unsafe { CStr::from_ptr(id) };
        if id == CLAP_PLUGIN_FACTORY_ID {
            from_ref(&FACTORY).cast()
        } else if id == CLAP_PRESET_DISCOVERY_FACTORY_ID || id == CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT {
            from_ref(&discovery::FACTORY).cast()
        } else {
            null()
        }
    })
}

unsafe extern "C" fn plugin_count(_factory: *const clap_plugin_factory) -> u32 {
    guarded(0, || CLASSES.len() as u32)
}

unsafe extern "C" fn plugin_descriptor(
    _factory: *const clap_plugin_factory,
    index: u32,
) -> *const clap_plugin_descriptor {
    guarded(null(), || {
        descriptors()
            .get(index as usize)
            .map_or(null(), |descriptor| from_ref(descriptor.clap_plugin_descriptor()))
    })
}

unsafe extern "C" fn create_plugin(
    _factory: *const clap_plugin_factory,
    host: *const clap_host,
    id: *const c_char,
) -> *const clap_plugin {
    guarded(null(), || {
        if host.is_null() || id.is_null() {
            return null();
        }
        // SAFETY: a host asks with a C string.
        let id = unsafe { CStr::from_ptr(id) };
        match CLASSES.iter().zip(descriptors()).find(|(_, descriptor)| descriptor.clap_id() == id) {
            // SAFETY: the host object is valid, and outlives the plugins it creates.
            Some((class, _)) => unsafe { (class.create)(host) },
            None => null(),
        }
    })
}
