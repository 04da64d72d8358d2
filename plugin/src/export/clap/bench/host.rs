//! The host itself: it notes what the plugin tells it, and answers nothing else.

use std::ffi::{CStr, c_char, c_void};
use std::ptr::{from_ref, null};
use std::sync::Mutex;

use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_host_audio_ports};
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_host_gui};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_host_params};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, clap_host_preset_load};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_host_state};
use clap_sys::host::clap_host;
use clap_sys::version::CLAP_VERSION;

/// A host.
pub(in super::super) struct Host(Box<Parts>);

/// Where a host is: its address must not change while a plugin holds it.
struct Parts {
    face: clap_host,
    /// What the plugin told or asked, in order.
    told: Mutex<Vec<String>>,
}

static STATE: clap_host_state = clap_host_state { mark_dirty: Some(mark_dirty) };

static PORTS: clap_host_audio_ports =
    clap_host_audio_ports { is_rescan_flag_supported: None, rescan: Some(rescan) };

static PARAMS: clap_host_params =
    clap_host_params { rescan: Some(rescan_params), clear: None, request_flush: None };

static EDITORS: clap_host_gui = clap_host_gui {
    resize_hints_changed: None,
    request_resize: None,
    request_show: None,
    request_hide: None,
    closed: None,
};

static PRESETS: clap_host_preset_load =
    clap_host_preset_load { on_error: Some(on_error), loaded: Some(loaded) };

impl Host {
    pub(in super::super) fn new() -> Self {
        let mut parts = Box::new(Parts {
            face: clap_host {
                clap_version: CLAP_VERSION,
                host_data: std::ptr::null_mut(),
                name: c"bench".as_ptr(),
                vendor: c"".as_ptr(),
                url: c"".as_ptr(),
                version: c"".as_ptr(),
                get_extension: Some(extension),
                request_restart: Some(no_request),
                request_process: Some(no_request),
                request_callback: Some(request_callback),
            },
            told: Mutex::default(),
        });
        parts.face.host_data = from_ref(&parts.told).cast_mut().cast();
        Self(parts)
    }

    pub(in super::super) fn face(&self) -> *const clap_host {
        &raw const self.0.face
    }

    /// One that shows no editors.
    pub(in super::super) fn blind() -> Self {
        let mut host = Self::new();
        host.0.face.get_extension = Some(extension_but_editors);
        host
    }

    /// What the plugin told or asked since the last time somebody asked.
    pub(in super::super) fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.0.told.lock().expect("nobody panicked"))
    }
}

/// # Safety
/// `host` is a [`Host`]'s face.
unsafe fn note(host: *const clap_host, what: String) {
    // SAFETY: `host_data` is the list.
    let told = unsafe { &*(*host).host_data.cast::<Mutex<Vec<String>>>() };
    told.lock().expect("nobody panicked").push(what);
}

unsafe extern "C" fn extension(_: *const clap_host, id: *const c_char) -> *const c_void {
    // SAFETY: plugins ask with a C string.
    let id = unsafe { CStr::from_ptr(id) };
    if id == CLAP_EXT_STATE {
        from_ref(&STATE).cast()
    } else if id == CLAP_EXT_AUDIO_PORTS {
        from_ref(&PORTS).cast()
    } else if id == CLAP_EXT_PARAMS {
        from_ref(&PARAMS).cast()
    } else if id == CLAP_EXT_PRESET_LOAD {
        from_ref(&PRESETS).cast()
    } else if id == CLAP_EXT_GUI {
        from_ref(&EDITORS).cast()
    } else {
        null()
    }
}

unsafe extern "C" fn extension_but_editors(host: *const clap_host, id: *const c_char) -> *const c_void {
    // SAFETY: plugins ask with a C string.
    unsafe { if CStr::from_ptr(id) == CLAP_EXT_GUI { null() } else { extension(host, id) } }
}

unsafe extern "C" fn no_request(_: *const clap_host) {}

unsafe extern "C" fn request_callback(host: *const clap_host) {
    // SAFETY: the plugin was given this host; so below.
    unsafe { note(host, "call me".to_owned()) };
}

unsafe extern "C" fn mark_dirty(host: *const clap_host) {
    unsafe { note(host, "dirty".to_owned()) };
}

unsafe extern "C" fn rescan(host: *const clap_host, flags: u32) {
    unsafe { note(host, format!("rescan {flags:b}")) };
}

unsafe extern "C" fn rescan_params(host: *const clap_host, flags: u32) {
    unsafe { note(host, format!("rescan parameters {flags:b}")) };
}

unsafe extern "C" fn loaded(host: *const clap_host, kind: u32, location: *const c_char, key: *const c_char) {
    // SAFETY: the strings are those the test handed over.
    unsafe { note(host, format!("loaded {kind} {} {}", shown(location), shown(key))) };
}

unsafe extern "C" fn on_error(
    host: *const clap_host,
    kind: u32,
    location: *const c_char,
    key: *const c_char,
    _: i32,
    message: *const c_char,
) {
    // SAFETY: the strings are those the test handed over, and the plugin's message.
    unsafe { note(host, format!("error {kind} {} {}: {}", shown(location), shown(key), shown(message))) };
}

/// # Safety
/// `text` is null or valid.
unsafe fn shown(text: *const c_char) -> String {
    // SAFETY: says the caller.
    if text.is_null() {
        "-".to_owned()
    } else {
        unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
    }
}
