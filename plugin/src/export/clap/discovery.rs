//! What a CLAP host's browser learns about the presets, without any plugin running: those that come with the plugin,
//! and the user's files.

use std::ffi::{CStr, c_char, c_void};
use std::ptr::{from_ref, null, null_mut};

use clap_sys::factory::preset_discovery::{
    CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT, CLAP_PRESET_DISCOVERY_IS_USER_CONTENT,
    CLAP_PRESET_DISCOVERY_LOCATION_FILE, CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
    clap_preset_discovery_factory, clap_preset_discovery_filetype, clap_preset_discovery_indexer,
    clap_preset_discovery_location, clap_preset_discovery_location_kind,
    clap_preset_discovery_metadata_receiver, clap_preset_discovery_provider,
    clap_preset_discovery_provider_descriptor,
};
use clap_sys::universal_plugin_id::clap_universal_plugin_id;
use clap_sys::version::CLAP_VERSION;

use super::super::guard::guarded;
use super::super::presets::{EXTENSION, Listed, SHELF, Shelf};
use super::descriptors;
use super::host::text;
use super::preset_load::read_path;

pub(super) static FACTORY: clap_preset_discovery_factory = clap_preset_discovery_factory {
    count: Some(provider_count),
    get_descriptor: Some(provider_descriptor),
    create: Some(create),
};

/// The only provider. Its id is frozen.
static DESCRIPTOR: clap_preset_discovery_provider_descriptor = clap_preset_discovery_provider_descriptor {
    clap_version: CLAP_VERSION,
    id: c"org.threshold-shift.presets".as_ptr(),
    name: c"Threshold Shift".as_ptr(),
    vendor: c"Threshold Shift".as_ptr(),
};

/// A provider as a host holds it: the pointer to `face` is also one to the whole.
#[repr(C)]
pub(super) struct Provider {
    face: clap_preset_discovery_provider,
    indexer: *const clap_preset_discovery_indexer,
    shelf: &'static Shelf,
}

unsafe extern "C" fn provider_count(_factory: *const clap_preset_discovery_factory) -> u32 {
    guarded(0, || 1)
}

unsafe extern "C" fn provider_descriptor(
    _factory: *const clap_preset_discovery_factory,
    index: u32,
) -> *const clap_preset_discovery_provider_descriptor {
    guarded(null(), || if index == 0 { from_ref(&DESCRIPTOR) } else { null() })
}

/// Null for a provider that does not exist.
unsafe extern "C" fn create(
    _factory: *const clap_preset_discovery_factory,
    indexer: *const clap_preset_discovery_indexer,
    id: *const c_char,
) -> *const clap_preset_discovery_provider {
    guarded(null(), || {
        // SAFETY: a host asks with a C string, or with null; ours is one.
        let known = !id.is_null() && unsafe { CStr::from_ptr(id) == CStr::from_ptr(DESCRIPTOR.id) };
        if indexer.is_null() || !known { null() } else { provider(indexer, &SHELF) }
    })
}

/// A provider of a shelf's presets. The host's `destroy` frees it.
pub(super) fn provider(
    indexer: *const clap_preset_discovery_indexer,
    shelf: &'static Shelf,
) -> *const clap_preset_discovery_provider {
    let face = clap_preset_discovery_provider {
        desc: &raw const DESCRIPTOR,
        provider_data: null_mut(),
        init: Some(init),
        destroy: Some(destroy),
        get_metadata: Some(get_metadata),
        get_extension: Some(no_extension),
    };
    Box::into_raw(Box::new(Provider { face, indexer, shelf })).cast_const().cast()
}

/// Says where presets are. `false` if the host refuses any of it.
unsafe extern "C" fn init(provider: *const clap_preset_discovery_provider) -> bool {
    guarded(false, || {
        // SAFETY: `provider` made it, and the host that made the indexer keeps it until `destroy`.
        let Some((provider, indexer)) = (unsafe {
            provider.cast::<Provider>().as_ref().and_then(|this| Some((this, this.indexer.as_ref()?)))
        }) else {
            return false;
        };
        let (Some(declare_filetype), Some(declare_location)) =
            (indexer.declare_filetype, indexer.declare_location)
        else {
            return false;
        };
        let filetype = clap_preset_discovery_filetype {
            name: c"Threshold Shift preset".as_ptr(),
            description: c"Settings of Threshold Shift and Threshold Shift Live".as_ptr(),
            file_extension: EXTENSION.as_ptr(),
        };
        let in_plugin = clap_preset_discovery_location {
            flags: CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT,
            name: c"Threshold Shift".as_ptr(),
            kind: CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
            location: null(),
        };
        // SAFETY: everything handed over lives until the call returns.
        unsafe {
            declare_filetype(indexer, &raw const filetype)
                && declare_location(indexer, &raw const in_plugin)
                && declare_folder(provider, indexer, declare_location)
        }
    })
}

type Declare =
    unsafe extern "C" fn(*const clap_preset_discovery_indexer, *const clap_preset_discovery_location) -> bool;

/// Declares the user's folder, if there is one. Hosts may stumble over one that is not there.
///
/// # Safety
/// `declare` is the indexer's own function.
unsafe fn declare_folder(
    provider: &Provider,
    indexer: &clap_preset_discovery_indexer,
    declare: Declare,
) -> bool {
    let folder = (provider.shelf.user_folder)().filter(|folder| folder.is_absolute() && folder.is_dir());
    // Hosts read UTF-8. A folder that has no such name can't be told.
    let Some(folder) = folder.and_then(|folder| folder.into_os_string().into_string().ok()) else {
        return true;
    };
    let folder = text(&folder);
    let location = clap_preset_discovery_location {
        flags: CLAP_PRESET_DISCOVERY_IS_USER_CONTENT,
        name: c"My presets".as_ptr(),
        kind: CLAP_PRESET_DISCOVERY_LOCATION_FILE,
        location: folder.as_ptr(),
    };
    // SAFETY: says the caller; the location lives until the call returns.
    unsafe { declare(indexer, &raw const location) }
}

unsafe extern "C" fn destroy(provider: *const clap_preset_discovery_provider) {
    guarded((), || {
        if !provider.is_null() {
            // SAFETY: `provider` made this box, and the host gives the pointer back once, here.
            drop(unsafe { Box::from_raw(provider.cast::<Provider>().cast_mut()) });
        }
    });
}

/// Tells the receiver about every preset in a place. `false` if the place is none, if the receiver had enough, or for
/// a file that is no preset: the receiver is told why.
unsafe extern "C" fn get_metadata(
    provider: *const clap_preset_discovery_provider,
    kind: clap_preset_discovery_location_kind,
    location: *const c_char,
    receiver: *const clap_preset_discovery_metadata_receiver,
) -> bool {
    guarded(false, || {
        // SAFETY: the pointers are null, or the host's and `provider`'s own.
        let (Some(provider), Some(receiver)) =
            (unsafe { (provider.cast::<Provider>().as_ref(), receiver.as_ref()) })
        else {
            return false;
        };
        let listed = match kind {
            CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN => Ok((provider.shelf.catalogue)()),
            // SAFETY: the host asks with a C string, or with null.
            CLAP_PRESET_DISCOVERY_LOCATION_FILE => unsafe { read_path(location) }
                .and_then(|path| (provider.shelf.describe_file)(path))
                .map(|listed| vec![listed]),
            kind => Err(format!("Presets are in the plugin or in files, not in places of kind {kind}.")),
        };
        match listed {
            // SAFETY: the receiver is valid during the call.
            Ok(listed) => listed.iter().all(|listed| unsafe { tell(receiver, listed) }),
            Err(error) => {
                if let Some(on_error) = receiver.on_error {
                    // SAFETY: the receiver is valid during the call, and so is the text.
                    unsafe { on_error(receiver, 0, text(&error).as_ptr()) };
                }
                false
            }
        }
    })
}

/// Tells the receiver about a preset. `false` if it wants no more; then it may not be called again.
///
/// # Safety
/// The receiver is valid.
unsafe fn tell(receiver: &clap_preset_discovery_metadata_receiver, listed: &Listed) -> bool {
    let Some(begin) = receiver.begin_preset else { return false };
    let (name, key) = (text(&listed.name), text(&listed.id));
    let key = if listed.id.is_empty() { null() } else { key.as_ptr() };
    // SAFETY: the receiver is valid, says the caller; texts live until the calls that they are for return.
    unsafe {
        if !begin(receiver, name.as_ptr(), key) {
            return false;
        }
        if let Some(add) = receiver.add_plugin_id {
            for class in descriptors() {
                let id = clap_universal_plugin_id { abi: c"clap".as_ptr(), id: class.clap_id().as_ptr() };
                add(receiver, &raw const id);
            }
        }
        if let Some(set) = receiver.set_flags {
            let factory = listed.factory;
            set(
                receiver,
                if factory {
                    CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT
                } else {
                    CLAP_PRESET_DISCOVERY_IS_USER_CONTENT
                },
            );
        }
        if let Some(add) = receiver.add_creator.filter(|_| !listed.author.is_empty()) {
            add(receiver, text(&listed.author).as_ptr());
        }
        if let Some(set) = receiver.set_description.filter(|_| !listed.description.is_empty()) {
            set(receiver, text(&listed.description).as_ptr());
        }
        if let Some(add) = receiver.add_feature {
            for tag in &listed.tags {
                add(receiver, text(tag).as_ptr());
            }
        }
    }
    true
}

unsafe extern "C" fn no_extension(
    _provider: *const clap_preset_discovery_provider,
    _id: *const c_char,
) -> *const c_void {
    guarded(null(), null)
}

#[cfg(test)]
mod tests;
