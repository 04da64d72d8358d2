//! The host behind an instance, as far as the instance calls it.

use std::ffi::{CStr, CString};

use clap_sys::ext::audio_ports::{
    CLAP_AUDIO_PORTS_RESCAN_CHANNEL_COUNT, CLAP_AUDIO_PORTS_RESCAN_LIST, CLAP_AUDIO_PORTS_RESCAN_PORT_TYPE,
    CLAP_EXT_AUDIO_PORTS, clap_host_audio_ports,
};
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_host_gui};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, CLAP_PARAM_RESCAN_VALUES, clap_host_params};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, CLAP_EXT_PRESET_LOAD_COMPAT, clap_host_preset_load};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_host_state};
use clap_sys::host::clap_host;

use super::preset_load::Place;

/// The host.
#[derive(Clone, Copy)]
pub(super) struct Host(*const clap_host);

// SAFETY: the pointer is only used to call the host, from the threads that each function names.
unsafe impl Send for Host {}
// SAFETY: as above.
unsafe impl Sync for Host {}

impl Host {
    /// # Safety
    /// `host` is valid as long as any copy of this is used.
    pub(super) unsafe fn new(host: *const clap_host) -> Self {
        Self(host)
    }

    /// Whether it has all that a host must have: the framework would panic over what is missing. Main thread.
    pub(super) fn is_whole(self) -> bool {
        // SAFETY: the host is alive.
        let host = unsafe { &*self.0 };
        host.get_extension.is_some()
            && host.request_restart.is_some()
            && host.request_process.is_some()
            && host.request_callback.is_some()
    }

    /// Whether it shows editors: the framework would panic when asked for one. Any thread.
    pub(super) fn shows_editors(self) -> bool {
        // SAFETY: the type belongs to the identifier, and the host is alive.
        unsafe { self.extension::<clap_host_gui>(CLAP_EXT_GUI) }.is_some()
    }

    /// Asks for a call on the main thread. `false` if the host has no ear for it. Any thread.
    pub(super) fn request_callback(self) -> bool {
        // SAFETY: the host is alive, and takes this from any thread.
        unsafe { (*self.0).request_callback.map(|request| request(self.0)) }.is_some()
    }

    /// Says that there is something to save. Main thread.
    pub(super) fn mark_dirty(self) {
        // SAFETY: the type belongs to the identifier, and the host is alive.
        unsafe {
            if let Some(mark) =
                self.extension::<clap_host_state>(CLAP_EXT_STATE).and_then(|state| state.mark_dirty)
            {
                mark(self.0);
            }
        }
    }

    /// Says that parameters are not where the host left them. Main thread.
    pub(super) fn rescan_values(self) {
        // SAFETY: the type belongs to the identifier, and the host is alive.
        unsafe {
            let params = self.extension::<clap_host_params>(CLAP_EXT_PARAMS);
            if let Some(rescan) = params.and_then(|params| params.rescan) {
                rescan(self.0, CLAP_PARAM_RESCAN_VALUES);
            }
        }
    }

    /// Says that ports are other than the host thinks. Main thread, not active.
    pub(super) fn rescan_ports(self) {
        let flags = CLAP_AUDIO_PORTS_RESCAN_LIST
            | CLAP_AUDIO_PORTS_RESCAN_CHANNEL_COUNT
            | CLAP_AUDIO_PORTS_RESCAN_PORT_TYPE;
        // SAFETY: the type belongs to the identifier, and the host is alive.
        unsafe {
            let ports = self.extension::<clap_host_audio_ports>(CLAP_EXT_AUDIO_PORTS);
            if let Some(rescan) = ports.and_then(|ports| ports.rescan) {
                rescan(self.0, flags);
            }
        }
    }

    /// Says that a preset was loaded, or why not. Main thread.
    ///
    /// # Safety
    /// The place's strings are null or valid.
    pub(super) unsafe fn preset_loaded(self, at: Place, result: Result<(), &str>) {
        // SAFETY: the type belongs to the identifiers, the host is alive, and the strings are as the caller says.
        unsafe {
            let Some(told) = [CLAP_EXT_PRESET_LOAD, CLAP_EXT_PRESET_LOAD_COMPAT]
                .into_iter()
                .find_map(|id| self.extension::<clap_host_preset_load>(id))
            else {
                return;
            };
            match (result, told.loaded, told.on_error) {
                (Ok(()), Some(loaded), _) => loaded(self.0, at.kind, at.path, at.key),
                (Err(error), _, Some(on_error)) => {
                    on_error(self.0, at.kind, at.path, at.key, 0, text(error).as_ptr());
                }
                _ => {}
            }
        }
    }

    /// A table of the host's functions. Main thread.
    ///
    /// # Safety
    /// `T` is the extension's type.
    unsafe fn extension<T: Copy>(self, id: &CStr) -> Option<T> {
        // SAFETY: the host answers with null or a table that lives as long as it.
        unsafe { (*self.0).get_extension?(self.0, id.as_ptr()).cast::<T>().as_ref().copied() }
    }
}

/// A text as hosts read it: it ends at its first zero.
pub(super) fn text(text: &str) -> CString {
    CString::new(text.replace('\0', "")).unwrap_or_default()
}
