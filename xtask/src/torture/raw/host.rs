//! The host's side: it notes what it is asked for, and gives as much or as little as its manners allow.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::ptr::{from_ref, null, null_mut};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, ThreadId};

use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_host_audio_ports};
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_host_gui};
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_host_latency};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_host_params};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, clap_host_preset_load};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_host_state};
use clap_sys::ext::tail::{CLAP_EXT_TAIL, clap_host_tail};
use clap_sys::ext::thread_check::{CLAP_EXT_THREAD_CHECK, clap_host_thread_check};
use clap_sys::host::clap_host;
use clap_sys::version::CLAP_VERSION;

thread_local! {
    /// Whether this thread is in a call that belongs to the audio thread.
    static PLAYING: Cell<bool> = const { Cell::new(false) };
}

/// Does what the audio thread does: it is asked who it is.
pub(super) fn as_audio_thread<T>(work: impl FnOnce() -> T) -> T {
    let before = PLAYING.replace(true);
    let result = work();
    PLAYING.set(before);
    result
}

/// What the host has to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Every extension the plugin may want.
    Full,
    /// None at all.
    Bare,
    /// All, but for who is on which thread.
    Unaware,
}

/// A host for one instance. Its address never changes.
pub struct Host(Box<Inside>);

struct Inside {
    face: clap_host,
    manners: Manners,
    main: ThreadId,
    callback: AtomicBool,
    requests: AtomicU64,
}

impl Host {
    /// A host whose main thread is this one.
    pub fn new(manners: Manners) -> Self {
        let face = clap_host {
            clap_version: CLAP_VERSION,
            host_data: null_mut(),
            name: c"Hostile host".as_ptr(),
            vendor: c"Threshold Shift".as_ptr(),
            url: c"".as_ptr(),
            version: c"0".as_ptr(),
            get_extension: Some(get_extension),
            request_restart: Some(noted),
            request_process: Some(noted),
            request_callback: Some(request_callback),
        };
        let mut inside = Box::new(Inside {
            face,
            manners,
            main: thread::current().id(),
            callback: AtomicBool::new(false),
            requests: AtomicU64::new(0),
        });
        inside.face.host_data = (&raw mut *inside).cast::<c_void>();
        Self(inside)
    }

    pub(super) fn face(&self) -> *const clap_host {
        from_ref(&self.0.face)
    }

    /// Whether the plugin asked for a call on the main thread since this was asked last.
    pub fn wants_callback(&self) -> bool {
        self.0.callback.swap(false, Ordering::AcqRel)
    }

    /// How often the plugin asked for anything.
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }
}

/// The host behind the pointer that the plugin holds.
///
/// # Safety
/// `host` is the face of a host that is alive.
unsafe fn inside<'a>(host: *const clap_host) -> &'a Inside {
    // SAFETY: `Host::new` pointed it there.
    unsafe { &*(*host).host_data.cast::<Inside>() }
}

unsafe extern "C" fn noted(host: *const clap_host) {
    // SAFETY: the plugin calls its host.
    unsafe { inside(host) }.requests.fetch_add(1, Ordering::Relaxed);
}

unsafe extern "C" fn request_callback(host: *const clap_host) {
    // SAFETY: the plugin calls its host.
    unsafe {
        noted(host);
        inside(host).callback.store(true, Ordering::Release);
    }
}

unsafe extern "C" fn rescan(host: *const clap_host, _flags: u32) {
    // SAFETY: the plugin calls its host.
    unsafe { noted(host) }
}

unsafe extern "C" fn clear(host: *const clap_host, _id: u32, _flags: u32) {
    // SAFETY: the plugin calls its host.
    unsafe { noted(host) }
}

unsafe extern "C" fn never(_host: *const clap_host, _flag: u32) -> bool {
    false
}

unsafe extern "C" fn preset_error(
    host: *const clap_host,
    _kind: u32,
    _location: *const c_char,
    _key: *const c_char,
    _os_error: i32,
    message: *const c_char,
) {
    // SAFETY: the plugin calls its host, with a text or with null.
    unsafe {
        noted(host);
        if !message.is_null() {
            // Read to its end: a text without one is the plugin's fault.
            let _ = CStr::from_ptr(message).count_bytes();
        }
    }
}

unsafe extern "C" fn preset_loaded(
    host: *const clap_host,
    _kind: u32,
    _location: *const c_char,
    _key: *const c_char,
) {
    // SAFETY: the plugin calls its host.
    unsafe { noted(host) }
}

unsafe extern "C" fn is_main_thread(host: *const clap_host) -> bool {
    // SAFETY: the plugin calls its host.
    thread::current().id() == unsafe { inside(host) }.main
}

unsafe extern "C" fn is_audio_thread(_host: *const clap_host) -> bool {
    PLAYING.get()
}

unsafe extern "C" fn request_resize(host: *const clap_host, _width: u32, _height: u32) -> bool {
    // SAFETY: the plugin calls its host.
    unsafe { noted(host) };
    false
}

unsafe extern "C" fn refused(_host: *const clap_host) -> bool {
    false
}

unsafe extern "C" fn closed(host: *const clap_host, _was_destroyed: bool) {
    // SAFETY: the plugin calls its host.
    unsafe { noted(host) }
}

static PORTS: clap_host_audio_ports =
    clap_host_audio_ports { is_rescan_flag_supported: Some(never), rescan: Some(rescan) };
static GUI: clap_host_gui = clap_host_gui {
    resize_hints_changed: Some(noted),
    request_resize: Some(request_resize),
    request_show: Some(refused),
    request_hide: Some(refused),
    closed: Some(closed),
};
static LATENCY: clap_host_latency = clap_host_latency { changed: Some(noted) };
static PARAMS: clap_host_params =
    clap_host_params { rescan: Some(rescan), clear: Some(clear), request_flush: Some(noted) };
static PRESETS: clap_host_preset_load =
    clap_host_preset_load { on_error: Some(preset_error), loaded: Some(preset_loaded) };
static STATE: clap_host_state = clap_host_state { mark_dirty: Some(noted) };
static TAIL: clap_host_tail = clap_host_tail { changed: Some(noted) };
static THREADS: clap_host_thread_check =
    clap_host_thread_check { is_main_thread: Some(is_main_thread), is_audio_thread: Some(is_audio_thread) };

unsafe extern "C" fn get_extension(host: *const clap_host, id: *const c_char) -> *const c_void {
    // SAFETY: the plugin calls its host, with a text.
    let (inside, id) = unsafe { (inside(host), CStr::from_ptr(id)) };
    if inside.manners == Manners::Bare {
        return null();
    }
    if id == CLAP_EXT_AUDIO_PORTS {
        from_ref(&PORTS).cast()
    } else if id == CLAP_EXT_GUI {
        from_ref(&GUI).cast()
    } else if id == CLAP_EXT_LATENCY {
        from_ref(&LATENCY).cast()
    } else if id == CLAP_EXT_PARAMS {
        from_ref(&PARAMS).cast()
    } else if id == CLAP_EXT_PRESET_LOAD {
        from_ref(&PRESETS).cast()
    } else if id == CLAP_EXT_STATE {
        from_ref(&STATE).cast()
    } else if id == CLAP_EXT_TAIL {
        from_ref(&TAIL).cast()
    } else if id == CLAP_EXT_THREAD_CHECK && inside.manners == Manners::Full {
        from_ref(&THREADS).cast()
    } else {
        null()
    }
}
