//! The VST3 door: the library's entry points and the list of the two plugins behind it.
//!
//! # Safety
//! Every method of an interface below is called through its table, as VST3's headers say: on the thread they name, on
//! an object the caller holds a reference to, with pointers that are null or valid during the call.

mod arrangements;
mod changes;
mod component;
mod controller;
mod factory;
mod frame;
mod notes;
mod process;
mod processor;
mod streams;
mod view;
mod wrapped;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod tests;

use std::ffi::c_void;
use std::ptr::null_mut;

use nice_plug::prelude::Vst3Plugin;
use nice_plug::wrapper::setup_logger;
use nice_plug::wrapper::vst3::PluginInfo;
use nice_plug::wrapper::vst3::vst3::Steinberg::{FUnknown, IPluginFactory};
use nice_plug::wrapper::vst3::vst3::{ComPtr, ComWrapper};

use super::guard::guarded;
use crate::{ThresholdShift, ThresholdShiftLive};

/// One plugin of this library, without its type.
struct Class {
    describe: fn() -> PluginInfo,
    create: fn() -> Option<ComPtr<FUnknown>>,
    set_up_logger: fn(),
}

const fn class<P: Vst3Plugin>() -> Class {
    Class {
        describe: PluginInfo::for_plugin::<P>,
        create: wrapped::create::<P>,
        set_up_logger: setup_logger::<P>,
    }
}

/// The plugins, in the order hosts list them.
const CLASSES: &[Class] = &[class::<ThresholdShift>(), class::<ThresholdShiftLive>()];

/// The library's entry point for VST3 hosts: a factory, owned by the caller.
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "system" fn GetPluginFactory() -> *mut c_void {
    guarded(null_mut(), || {
        let factory = ComWrapper::new(factory::Factory::new()).to_com_ptr::<IPluginFactory>();
        factory.map_or(null_mut(), |factory| factory.into_raw().cast())
    })
}

fn library_loaded() -> bool {
    for class in CLASSES {
        (class.set_up_logger)();
    }
    true
}

/// Hosts call it after loading the library (Linux).
#[cfg(all(target_family = "unix", not(target_os = "macos")))]
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "C" fn ModuleEntry(_library: *mut c_void) -> bool {
    guarded(false, library_loaded)
}

/// Hosts call it before unloading the library (Linux).
#[cfg(all(target_family = "unix", not(target_os = "macos")))]
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "C" fn ModuleExit() -> bool {
    guarded(false, || true)
}

/// Hosts call it after loading the library (macOS).
#[cfg(target_os = "macos")]
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "C" fn bundleEntry(_bundle: *mut c_void) -> bool {
    guarded(false, library_loaded)
}

/// Hosts call it before unloading the library (macOS).
#[cfg(target_os = "macos")]
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "C" fn bundleExit() -> bool {
    guarded(false, || true)
}

/// Hosts call it after loading the library (Windows).
#[cfg(target_os = "windows")]
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "system" fn InitDll() -> bool {
    guarded(false, library_loaded)
}

/// Hosts call it before unloading the library (Windows).
#[cfg(target_os = "windows")]
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
pub extern "system" fn ExitDll() -> bool {
    guarded(false, || true)
}
