//! An instance, by its own tables: calls that change it. Questions are in `questions`.

use std::ffi::{CStr, CString, c_void};

use clap_sys::events::{clap_input_events, clap_output_events};
use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_plugin_audio_ports};
use clap_sys::ext::audio_ports_config::{CLAP_EXT_AUDIO_PORTS_CONFIG, clap_plugin_audio_ports_config};
use clap_sys::ext::configurable_audio_ports::{
    CLAP_EXT_CONFIGURABLE_AUDIO_PORTS, clap_audio_port_configuration_request,
    clap_plugin_configurable_audio_ports,
};
use clap_sys::ext::gui::{
    CLAP_EXT_GUI, CLAP_WINDOW_API_X11, clap_plugin_gui, clap_window, clap_window_handle,
};
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_plugin_latency};
use clap_sys::ext::note_ports::{CLAP_EXT_NOTE_PORTS, clap_plugin_note_ports};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_plugin_params};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, clap_plugin_preset_load};
use clap_sys::ext::remote_controls::{CLAP_EXT_REMOTE_CONTROLS, clap_plugin_remote_controls};
use clap_sys::ext::render::{CLAP_EXT_RENDER, clap_plugin_render};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_plugin_state};
use clap_sys::ext::surround::{CLAP_EXT_SURROUND, clap_plugin_surround};
use clap_sys::ext::tail::{CLAP_EXT_TAIL, clap_plugin_tail};
use clap_sys::plugin::clap_plugin;
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process};
use clap_sys::stream::{clap_istream, clap_ostream};

/// An instance. Whoever holds it keeps CLAP's rule of one main thread and one audio thread at a time.
pub struct Plugin {
    pub(super) face: *const clap_plugin,
    pub(super) params: Option<clap_plugin_params>,
    state: Option<clap_plugin_state>,
    pub(super) ports: Option<clap_plugin_audio_ports>,
    pub(super) configs: Option<clap_plugin_audio_ports_config>,
    configurable: Option<clap_plugin_configurable_audio_ports>,
    gui: Option<clap_plugin_gui>,
    pub(super) latency: Option<clap_plugin_latency>,
    pub(super) notes: Option<clap_plugin_note_ports>,
    presets: Option<clap_plugin_preset_load>,
    pub(super) remote: Option<clap_plugin_remote_controls>,
    render: Option<clap_plugin_render>,
    pub(super) surround: Option<clap_plugin_surround>,
    pub(super) tail: Option<clap_plugin_tail>,
}

// SAFETY: an instance may be called from any thread; which calls may meet, its holder sees to.
unsafe impl Send for Plugin {}
// SAFETY: as above.
unsafe impl Sync for Plugin {}

/// Calls a function of one of the instance's tables, if it is there: `None` if not.
macro_rules! ask {
    ($self:ident, $table:ident.$function:ident $(, $argument:expr)*) => {
        // SAFETY: the table is the instance's, which is alive, and pointers are null or valid for the call.
        $self.$table.and_then(|table| table.$function).map(|function| unsafe { function($self.face $(, $argument)*) })
    };
}
pub(super) use ask;

/// How a stream behaves: how much it gives or takes at a time, and after how many bytes it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Bytes at a time.
    pub piece: usize,
    /// Bytes until it fails.
    pub fails_after: usize,
}

impl Flow {
    /// All at once, without failing.
    pub const FREE: Self = Self { piece: usize::MAX, fails_after: usize::MAX };

    /// Most bytes that go next, after so many.
    fn next(self, done: usize) -> usize {
        self.piece.min(self.fails_after - done)
    }
}

/// Bytes on their way.
struct Stream {
    bytes: Vec<u8>,
    done: usize,
    flow: Flow,
}

impl Plugin {
    /// # Safety
    /// `face` is null, or an instance that nobody else holds, of a library and a host that outlive it.
    pub(super) unsafe fn new(face: *const clap_plugin) -> Option<Self> {
        // SAFETY: says the caller.
        let made = unsafe { face.as_ref()?.init.is_some_and(|init| init(face)) };
        // SAFETY: the types belong to the identifiers.
        unsafe {
            let this = Self {
                face,
                params: table(face, CLAP_EXT_PARAMS),
                state: table(face, CLAP_EXT_STATE),
                ports: table(face, CLAP_EXT_AUDIO_PORTS),
                configs: table(face, CLAP_EXT_AUDIO_PORTS_CONFIG),
                configurable: table(face, CLAP_EXT_CONFIGURABLE_AUDIO_PORTS),
                gui: table(face, CLAP_EXT_GUI),
                latency: table(face, CLAP_EXT_LATENCY),
                notes: table(face, CLAP_EXT_NOTE_PORTS),
                presets: table(face, CLAP_EXT_PRESET_LOAD),
                remote: table(face, CLAP_EXT_REMOTE_CONTROLS),
                render: table(face, CLAP_EXT_RENDER),
                surround: table(face, CLAP_EXT_SURROUND),
                tail: table(face, CLAP_EXT_TAIL),
            };
            made.then_some(this)
        }
    }

    fn own(&self) -> &clap_plugin {
        // SAFETY: the instance is alive as long as this.
        unsafe { &*self.face }
    }

    /// Switches it on. Main thread.
    pub fn activate(&self, rate: f64, min: u32, max: u32) -> bool {
        // SAFETY: the instance is alive.
        self.own().activate.is_some_and(|activate| unsafe { activate(self.face, rate, min, max) })
    }

    /// Switches it off. Main thread.
    pub fn deactivate(&self) {
        // SAFETY: the instance is alive.
        self.own().deactivate.inspect(|deactivate| unsafe { deactivate(self.face) });
    }

    /// Begins to play. Audio thread.
    pub fn start(&self) -> bool {
        // SAFETY: the instance is alive.
        self.own().start_processing.is_some_and(|start| unsafe { start(self.face) })
    }

    /// Stops playing. Audio thread.
    pub fn stop(&self) {
        // SAFETY: the instance is alive.
        self.own().stop_processing.inspect(|stop| unsafe { stop(self.face) });
    }

    /// Forgets what it heard. Audio thread.
    pub fn reset(&self) {
        // SAFETY: the instance is alive.
        self.own().reset.inspect(|reset| unsafe { reset(self.face) });
    }

    /// Does what it asked the host for. Main thread.
    pub fn attend(&self) {
        // SAFETY: the instance is alive.
        self.own().on_main_thread.inspect(|attend| unsafe { attend(self.face) });
    }

    pub(super) fn process(&self, call: &clap_process) -> i32 {
        // SAFETY: the instance is alive, and what the call points to is null or valid.
        self.own().process.map_or(CLAP_PROCESS_ERROR, |process| unsafe { process(self.face, call) })
    }

    pub(super) fn flush(&self, list: Option<&clap_input_events>, sink: Option<&clap_output_events>) {
        let list = list.map_or(std::ptr::null(), std::ptr::from_ref);
        let sink = sink.map_or(std::ptr::null(), std::ptr::from_ref);
        let _ = ask!(self, params.flush, list, sink);
    }

    /// Its state, through a stream of this kind; `None` if it says it failed.
    pub fn save(&self, flow: Flow) -> Option<Vec<u8>> {
        let mut stream = Stream { bytes: Vec::new(), done: 0, flow };
        let face = clap_ostream { ctx: (&raw mut stream).cast(), write: Some(write) };
        let saved = ask!(self, state.save, &raw const face)?;
        saved.then_some(stream.bytes)
    }

    /// Loads a state, through a stream of this kind.
    pub fn load(&self, bytes: &[u8], flow: Flow) -> bool {
        let mut stream = Stream { bytes: bytes.to_vec(), done: 0, flow };
        let face = clap_istream { ctx: (&raw mut stream).cast(), read: Some(read) };
        ask!(self, state.load, &raw const face).unwrap_or(false)
    }

    /// Chooses a layout of the list.
    pub fn select(&self, config: u32) -> bool {
        ask!(self, configs.select, config).unwrap_or(false)
    }

    /// Asks for ports: whether input, number, channels, type. Says what it could, and whether it did.
    pub fn configure(&self, requests: &[(bool, u32, u32, &CStr)]) -> (bool, bool) {
        let requests: Vec<_> = requests
            .iter()
            .map(|(is_input, port_index, channel_count, port_type)| clap_audio_port_configuration_request {
                is_input: *is_input,
                port_index: *port_index,
                channel_count: *channel_count,
                port_type: port_type.as_ptr(),
                port_details: std::ptr::null(),
            })
            .collect();
        let count = requests.len() as u32;
        let can = ask!(self, configurable.can_apply_configuration, requests.as_ptr(), count);
        let did = ask!(self, configurable.apply_configuration, requests.as_ptr(), count);
        (can.unwrap_or(false), did.unwrap_or(false))
    }

    /// Says whether it renders offline; any number may be said.
    pub fn render(&self, mode: i32) -> bool {
        ask!(self, render.set, mode).unwrap_or(false)
    }

    /// Loads a preset from where there may be one.
    pub fn load_preset(&self, kind: u32, location: Option<&str>, key: Option<&str>) -> bool {
        let text = |text: Option<&str>| text.map(|text| CString::new(text).unwrap_or_default());
        let (location, key) = (text(location), text(key));
        let pointer = |text: &Option<CString>| text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr());
        ask!(self, presets.from_location, kind, pointer(&location), pointer(&key)).unwrap_or(false)
    }

    /// Opens its editor inside an X11 window that is there.
    pub fn open_editor(&self, parent: u32) -> bool {
        let api = CLAP_WINDOW_API_X11.as_ptr();
        let window = clap_window { api, specific: clap_window_handle { x11: parent.into() } };
        ask!(self, gui.create, api, false).unwrap_or(false)
            && ask!(self, gui.set_parent, &raw const window).unwrap_or(false)
            && ask!(self, gui.show).is_some()
    }

    /// Gives its editor another size, as large as it likes, open or not.
    pub fn resize_editor(&self, (width, height): (u32, u32)) -> bool {
        ask!(self, gui.set_size, width, height).unwrap_or(false)
    }

    /// Closes its editor, open or not.
    pub fn close_editor(&self) {
        let _ = ask!(self, gui.destroy);
    }

    /// Asks for an extension of this name. Whatever it is, it is not used.
    pub fn offers(&self, name: &CStr) -> bool {
        // SAFETY: the instance is alive; the name is a text.
        self.own().get_extension.is_some_and(|get| unsafe { !get(self.face, name.as_ptr()).is_null() })
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        // SAFETY: the only holder gives it back, once.
        self.own().destroy.inspect(|destroy| unsafe { destroy(self.face) });
    }
}

/// An extension's functions.
///
/// # Safety
/// The instance is alive, and `T` is the extension's type.
unsafe fn table<T: Copy>(face: *const clap_plugin, id: &CStr) -> Option<T> {
    // SAFETY: says the caller; tables live as long as the instance.
    unsafe { (*face).get_extension?(face, id.as_ptr()).cast::<T>().as_ref().copied() }
}

unsafe extern "C" fn read(stream: *const clap_istream, buffer: *mut c_void, size: u64) -> i64 {
    // SAFETY: the plugin reads from the stream it was given, into memory of its own as long as it says.
    unsafe {
        let stream = &mut *(*stream).ctx.cast::<Stream>();
        if stream.done >= stream.flow.fails_after {
            return -1;
        }
        let rest = &stream.bytes[stream.done..];
        let now = rest.len().min(size as usize).min(stream.flow.next(stream.done));
        buffer.cast::<u8>().copy_from_nonoverlapping(rest.as_ptr(), now);
        stream.done += now;
        now as i64
    }
}

unsafe extern "C" fn write(stream: *const clap_ostream, buffer: *const c_void, size: u64) -> i64 {
    // SAFETY: the plugin writes to the stream it was given, from memory of its own as long as it says.
    unsafe {
        let stream = &mut *(*stream).ctx.cast::<Stream>();
        if stream.done >= stream.flow.fails_after {
            return -1;
        }
        let now = (size as usize).min(stream.flow.next(stream.done));
        stream.bytes.extend_from_slice(std::slice::from_raw_parts(buffer.cast::<u8>(), now));
        stream.done += now;
        now as i64
    }
}
