//! One instance of the plugin in a CLAP host: the framework's, with our functions in front of some of its own.

use std::ffi::{CStr, c_char, c_void};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::{from_ref, null};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_plugin_audio_ports};
use clap_sys::ext::audio_ports_config::{CLAP_EXT_AUDIO_PORTS_CONFIG, clap_plugin_audio_ports_config};
use clap_sys::ext::configurable_audio_ports::{
    CLAP_EXT_CONFIGURABLE_AUDIO_PORTS, CLAP_EXT_CONFIGURABLE_AUDIO_PORTS_COMPAT,
};
use clap_sys::ext::gui::CLAP_EXT_GUI;
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_plugin_params};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, CLAP_EXT_PRESET_LOAD_COMPAT};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_plugin_state};
use clap_sys::ext::surround::{CLAP_EXT_SURROUND, CLAP_EXT_SURROUND_COMPAT};
use clap_sys::host::clap_host;
use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::{AudioIOLayout, ClapPlugin, MidiConfig};
use nice_plug::wrapper::clap::Wrapper;

use super::super::channels::Silence;
use super::super::guard::guarded;
use super::super::guarded::Guarded;
use super::super::lanes::{Lane, Lanes};
use super::super::solo::Solo;
use super::events::Events;
use super::host::Host;
use super::{activation, configs, configurable, params, ports, preset_load, process, state, surround};
use crate::link::{self, Link, News};

/// The framework's tables of functions, as it would have handed them to the host.
pub(super) struct Tables {
    pub(super) params: clap_plugin_params,
    pub(super) state: clap_plugin_state,
    pub(super) audio_ports: clap_plugin_audio_ports,
    pub(super) configs: clap_plugin_audio_ports_config,
}

/// What a process call works with; made beforehand, because the call may not allocate.
pub(super) struct Desk {
    /// Sample rate of the activation, Hz.
    pub(super) rate: f64,
    /// Longest block of the activation, frames.
    pub(super) frames: u32,
    pub(super) silence: Silence,
    pub(super) events: Events,
}

/// What the host must still be told.
#[derive(Default)]
struct Untold {
    /// There is something to save.
    changed: AtomicBool,
    /// Parameters are not where the host left them.
    moved: AtomicBool,
}

/// An instance. The host holds a pointer to `face`, which is also a pointer to the whole; `face.plugin_data` is the
/// framework's wrapper, so the framework's own functions work on that pointer as well.
#[repr(C)]
pub(super) struct Instance<P: ClapPlugin> {
    face: clap_plugin,
    /// The framework's functions.
    pub(super) inner: clap_plugin,
    pub(super) tables: Tables,
    /// Whether the host has activated the plugin.
    pub(super) active: AtomicBool,
    layout_idx: AtomicUsize,
    pub(super) host: Host,
    pub(super) link: Arc<Link>,
    untold: Arc<Untold>,
    pub(super) desk: Solo<Desk>,
    plugin: PhantomData<fn() -> P>,
}

impl<P: ClapPlugin> Instance<P> {
    /// The instance behind the pointer that a host holds. `None` for null.
    ///
    /// # Safety
    /// `plugin` is null, or came from [`create`] for the same `P` and was not destroyed yet.
    pub(super) unsafe fn of<'a>(plugin: *const clap_plugin) -> Option<&'a Self> {
        // SAFETY: `create` made an `Instance` and handed out the pointer to it.
        unsafe { plugin.cast::<Self>().as_ref() }
    }

    /// The layout the host chose.
    pub(super) fn layout(&self) -> &'static AudioIOLayout {
        let layouts = P::AUDIO_IO_LAYOUTS;
        &layouts[self.layout_idx.load(Ordering::Acquire).min(layouts.len() - 1)]
    }

    /// Remembers the layout the host chose: main thread, not active.
    pub(super) fn set_layout(&self, idx: usize) {
        self.layout_idx.store(idx, Ordering::Release);
    }
}

/// Makes an instance. Null if the plugin panics, or if the framework lacks what this layer stands on. Main thread.
///
/// # Safety
/// `host` is valid and outlives the instance.
pub(super) unsafe fn create<P: ClapPlugin>(host: *const clap_host) -> *const clap_plugin {
    // SAFETY: says the caller; `destroy` cuts the link, which might live longer.
    let known = unsafe { Host::new(host) };
    if !known.is_whole() {
        return null();
    }
    let link = Arc::new(Link::default());
    // SAFETY: the host outlives the wrapper, which `destroy` frees.
    let wrapper = link::during(Arc::clone(&link), || unsafe { Wrapper::<Guarded<P>>::new(host) });
    if link.is_broken() {
        return null();
    }
    let inner: clap_plugin = *wrapper.clap_plugin.borrow();
    // SAFETY: the wrapper is alive, and these are the types of these extensions.
    let (Some(params), Some(state), Some(audio_ports), Some(configs)) = (unsafe {
        (
            table(&inner, CLAP_EXT_PARAMS),
            table(&inner, CLAP_EXT_STATE),
            table(&inner, CLAP_EXT_AUDIO_PORTS),
            table(&inner, CLAP_EXT_AUDIO_PORTS_CONFIG),
        )
    }) else {
        return null();
    };
    let tables = Tables { params, state, audio_ports, configs };
    // SAFETY: the wrapper is alive.
    let lanes = unsafe { lanes(&inner, &tables.params) };
    let takes_notes = P::MIDI_INPUT != MidiConfig::None;
    let untold = Arc::new(Untold::default());
    let noted = Arc::clone(&untold);
    link.connect(move |news| {
        noted.moved.fetch_or(news == News::Moved, Ordering::AcqRel);
        noted.changed.store(true, Ordering::Release);
        known.request_callback()
    });
    let instance = Instance::<P> {
        face: clap_plugin {
            destroy: Some(destroy::<P>),
            activate: Some(activation::activate::<P>),
            deactivate: Some(activation::deactivate::<P>),
            start_processing: Some(activation::start_processing::<P>),
            reset: Some(activation::reset::<P>),
            process: Some(process::process::<P>),
            get_extension: Some(get_extension::<P>),
            on_main_thread: Some(on_main_thread::<P>),
            ..inner
        },
        inner,
        tables,
        active: AtomicBool::new(false),
        layout_idx: AtomicUsize::new(0),
        host: known,
        link,
        untold,
        desk: Solo::new(Desk {
            rate: 0.0,
            frames: 0,
            silence: Silence::new(0),
            events: Events::new(lanes, takes_notes),
        }),
        plugin: PhantomData,
    };
    // `plugin_data` is this reference; the framework's `destroy` takes it back.
    let _ = Arc::into_raw(wrapper);
    Box::into_raw(Box::new(instance)).cast::<clap_plugin>().cast_const()
}

/// The framework's table of functions for an extension.
///
/// # Safety
/// The framework's wrapper is alive, and `T` is the extension's type.
unsafe fn table<T: Copy>(inner: &clap_plugin, id: &CStr) -> Option<T> {
    let get = inner.get_extension?;
    // SAFETY: the framework answers with null or a table that lives in its wrapper.
    unsafe { get(inner, id.as_ptr()).cast::<T>().as_ref().copied() }
}

/// The lanes as the framework reports them.
///
/// # Safety
/// The framework's wrapper is alive.
unsafe fn lanes(inner: &clap_plugin, params: &clap_plugin_params) -> Lanes {
    // SAFETY: `inner` is the framework's own object.
    let count = params.count.map_or(0, |count| unsafe { count(inner) });
    Lanes::new((0..count).filter_map(|idx| {
        let mut info = MaybeUninit::zeroed();
        // SAFETY: `idx` is below the count; the framework fills `info`, for which all zeros are valid.
        let info = unsafe { params.get_info?(inner, idx, info.as_mut_ptr()).then(|| info.assume_init())? };
        let top = if info.max_value.is_finite() { info.max_value } else { 0.0 };
        Some(Lane { id: info.id, top })
    }))
}

/// Main thread, not active. Frees the framework's wrapper, then what stood in front of it.
unsafe extern "C" fn destroy<P: ClapPlugin>(plugin: *const clap_plugin) {
    guarded((), || {
        if plugin.is_null() {
            return;
        }
        // SAFETY: `create` made this box, and the host gives the pointer back once, here.
        let instance = unsafe { Box::from_raw(plugin.cast::<Instance<P>>().cast_mut()) };
        instance.link.disconnect();
        if let Some(destroy) = instance.inner.destroy {
            // SAFETY: takes back the reference in `plugin_data`, which nothing uses after this.
            unsafe { destroy(&raw const instance.face) };
        }
    });
}

/// Main thread. The host promised it to [`Host::request_callback`]: ours first, then the framework's tasks.
unsafe extern "C" fn on_main_thread<P: ClapPlugin>(plugin: *const clap_plugin) {
    guarded((), || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return };
        if instance.untold.moved.swap(false, Ordering::AcqRel) {
            instance.host.rescan_values();
        }
        if instance.untold.changed.swap(false, Ordering::AcqRel) {
            instance.host.mark_dirty();
        }
        if let Some(inner) = instance.inner.on_main_thread {
            // SAFETY: the framework's function works on our pointer.
            unsafe { inner(plugin) };
        }
    });
}

/// Our tables first, then the framework's. Any thread.
unsafe extern "C" fn get_extension<P: ClapPlugin>(
    plugin: *const clap_plugin,
    id: *const c_char,
) -> *const c_void {
    guarded(null(), || {
        // SAFETY: the host's pointer came from `create`.
        let (Some(instance), false) = (unsafe { Instance::<P>::of(plugin) }, id.is_null()) else {
            return null();
        };
        // SAFETY: a host asks with a C string.
        let name = unsafe { CStr::from_ptr(id) };
        if name == CLAP_EXT_PARAMS {
            from_ref(const { &params::table::<P>() }).cast()
        } else if name == CLAP_EXT_STATE {
            from_ref(const { &state::table::<P>() }).cast()
        } else if name == CLAP_EXT_AUDIO_PORTS {
            from_ref(const { &ports::table::<P>() }).cast()
        } else if name == CLAP_EXT_AUDIO_PORTS_CONFIG {
            from_ref(const { &configs::table::<P>() }).cast()
        } else if name == CLAP_EXT_SURROUND || name == CLAP_EXT_SURROUND_COMPAT {
            from_ref(const { &surround::table::<P>() }).cast()
        } else if name == CLAP_EXT_CONFIGURABLE_AUDIO_PORTS
            || name == CLAP_EXT_CONFIGURABLE_AUDIO_PORTS_COMPAT
        {
            from_ref(const { &configurable::table::<P>() }).cast()
        } else if name == CLAP_EXT_PRESET_LOAD || name == CLAP_EXT_PRESET_LOAD_COMPAT {
            from_ref(const { &preset_load::table::<P>() }).cast()
        } else if name == CLAP_EXT_GUI && !instance.host.shows_editors() {
            null()
        } else {
            // SAFETY: the framework's function works on our pointer, whose `plugin_data` is its wrapper.
            instance.inner.get_extension.map_or(null(), |get| unsafe { get(plugin, id) })
        }
    })
}
