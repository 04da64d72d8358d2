//! A CLAP host for the tests of this folder: it hands one block to an instance, well-formed or not.

use std::ffi::CStr;
use std::ptr::{from_ref, null, null_mut};
use std::sync::Arc;

use clap_sys::audio_buffer::clap_audio_buffer;
use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_NOTE_ON, CLAP_EVENT_PARAM_VALUE, clap_event_header,
    clap_event_midi, clap_event_note, clap_event_param_value, clap_event_transport, clap_input_events,
};
use clap_sys::plugin::clap_plugin;
use clap_sys::process::{clap_process, clap_process_status};
use nice_plug::prelude::ClapPlugin;
use nice_plug::wrapper::clap::Wrapper;

use super::instance;
use crate::link::Link;

pub(super) const RATE: f64 = 48_000.0;
pub(super) const FRAMES: u32 = 512;

mod host;
pub(super) use host::Host;

/// A plugin instance as a host holds it, destroyed at the end, before the host.
pub(super) struct Held(pub(super) *const clap_plugin, pub(super) Host);

impl Held {
    /// Ours.
    pub(super) fn new<P: ClapPlugin>() -> Self {
        Self::within::<P>(Host::new())
    }

    /// Ours, in this host.
    pub(super) fn within<P: ClapPlugin>(host: Host) -> Self {
        // SAFETY: the host outlives the plugin.
        let held = Self(unsafe { instance::create::<P>(host.face()) }, host);
        assert!(!held.0.is_null());
        held.call(|plugin| plugin.init, |init, plugin| assert!(unsafe { init(plugin) }));
        held
    }

    /// The framework's own.
    pub(super) fn stock<P: ClapPlugin>() -> Self {
        Self::stock_within::<P>(Host::new())
    }

    /// The framework's own, in this host.
    pub(super) fn stock_within<P: ClapPlugin>(host: Host) -> Self {
        // SAFETY: the host outlives the plugin; `destroy` takes the reference back.
        let wrapper = unsafe { &*Arc::into_raw(Wrapper::<P>::new(host.face())) };
        let held = Self(wrapper.clap_plugin.as_ptr(), host);
        held.call(|plugin| plugin.init, |init, plugin| assert!(unsafe { init(plugin) }));
        held
    }

    fn call<F, R>(
        &self,
        function: fn(&clap_plugin) -> Option<F>,
        call: impl FnOnce(F, *const clap_plugin) -> R,
    ) -> R {
        // SAFETY: the plugin lives until `drop`.
        call(function(unsafe { &*self.0 }).expect("every function is there"), self.0)
    }

    pub(super) fn activate(&self, rate: f64, min: u32, max: u32) -> bool {
        self.call(|plugin| plugin.activate, |activate, plugin| unsafe { activate(plugin, rate, min, max) })
    }

    pub(super) fn deactivate(&self) {
        self.call(|plugin| plugin.deactivate, |deactivate, plugin| unsafe { deactivate(plugin) });
    }

    pub(super) fn start(&self) -> bool {
        self.call(|plugin| plugin.start_processing, |start, plugin| unsafe { start(plugin) })
    }

    /// Active and processing in the layout of this number.
    pub(super) fn running(self, config: u32) -> Self {
        assert!(self.select(config) && self.activate(RATE, 1, FRAMES) && self.start());
        self
    }

    pub(super) fn process(&self, block: &clap_process) -> clap_process_status {
        self.call(|plugin| plugin.process, |process, plugin| unsafe { process(plugin, from_ref(block)) })
    }

    /// The call on the main thread that the plugin asked for.
    pub(super) fn call_back(&self) {
        self.call(|plugin| plugin.on_main_thread, |on_main_thread, plugin| unsafe { on_main_thread(plugin) });
    }

    /// The plugin's end of the link.
    pub(super) fn link<P: ClapPlugin>(&self) -> Arc<Link> {
        // SAFETY: the plugin is ours, and lives until `drop`.
        Arc::clone(&unsafe { instance::Instance::<P>::of(self.0) }.expect("an instance").link)
    }

    /// Whether there is such an extension.
    pub(super) fn offers(&self, id: &CStr) -> bool {
        self.call(|plugin| plugin.get_extension, |get, plugin| !unsafe { get(plugin, id.as_ptr()) }.is_null())
    }

    /// A table of functions.
    pub(super) fn extension<T: Copy>(&self, id: &CStr) -> T {
        self.call(
            |plugin| plugin.get_extension,
            // SAFETY: every test asks for the type that belongs to the identifier.
            |get, plugin| unsafe { *get(plugin, id.as_ptr()).cast::<T>().as_ref().expect("the extension") },
        )
    }

    pub(super) fn select(&self, config: u32) -> bool {
        use clap_sys::ext::audio_ports_config::{
            CLAP_EXT_AUDIO_PORTS_CONFIG, clap_plugin_audio_ports_config,
        };
        let configs: clap_plugin_audio_ports_config = self.extension(CLAP_EXT_AUDIO_PORTS_CONFIG);
        // SAFETY: any number is allowed.
        unsafe { configs.select.expect("select")(self.0, config) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.call(|plugin| plugin.destroy, |destroy, plugin| unsafe { destroy(plugin) });
    }
}

pub(super) type Event = clap_event_param_value;

/// A change of a parameter.
pub(super) fn event(time: u32, param_id: u32, value: f64) -> Event {
    let header = header::<Event>(time, CLAP_EVENT_PARAM_VALUE);
    Event { header, param_id, cookie: null_mut(), note_id: -1, port_index: -1, channel: -1, key: -1, value }
}

/// How a note begins, in either of CLAP's dialects.
pub(super) enum Sent {
    Note(clap_event_note),
    Midi(clap_event_midi),
}

impl Sent {
    fn header(&self) -> *const clap_event_header {
        match self {
            Self::Note(note) => &raw const note.header,
            Self::Midi(midi) => &raw const midi.header,
        }
    }
}

fn header<T>(time: u32, type_: u16) -> clap_event_header {
    clap_event_header {
        size: size_of::<T>() as u32,
        time,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_,
        flags: 0,
    }
}

/// A note that begins.
pub(super) fn note(time: u32, key: i16, velocity: f64) -> Sent {
    let header = header::<clap_event_note>(time, CLAP_EVENT_NOTE_ON);
    Sent::Note(clap_event_note { header, note_id: -1, port_index: 0, channel: 0, key, velocity })
}

/// A message of MIDI.
pub(super) fn midi(time: u32, data: [u8; 3]) -> Sent {
    let header = header::<clap_event_midi>(time, CLAP_EVENT_MIDI);
    Sent::Midi(clap_event_midi { header, port_index: 0, data })
}

/// The headers of parameter changes and notes, in the order they are sent.
pub(super) fn headers(events: &[Event], notes: &[Sent]) -> Vec<*const clap_event_header> {
    events.iter().map(|event| &raw const event.header).chain(notes.iter().map(Sent::header)).collect()
}

/// The host's list of events, over headers that outlive it.
pub(super) fn list(headers: &Vec<*const clap_event_header>) -> clap_input_events {
    type Headers = Vec<*const clap_event_header>;
    unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
        // SAFETY: `ctx` is the vector.
        unsafe { (&*(*list).ctx.cast::<Headers>()).len() as u32 }
    }
    unsafe extern "C" fn get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
        // SAFETY: `ctx` is the vector.
        unsafe { (&*(*list).ctx.cast::<Headers>()).get(index as usize).copied().unwrap_or(null()) }
    }
    clap_input_events { ctx: from_ref(headers).cast_mut().cast(), size: Some(size), get: Some(get) }
}

/// One block in memory: channels of bus `n` are constant, `n + 1` plus a hundredth per channel.
pub(super) struct Block {
    inputs: Vec<Vec<Vec<f32>>>,
    pub(super) output: Vec<Vec<f32>>,
    pub(super) events: Vec<Event>,
    /// They come after the events, whatever their times.
    pub(super) notes: Vec<Sent>,
    pub(super) transport: Option<clap_event_transport>,
}

impl Block {
    /// Inputs of so many channels each, and an output full of something else.
    pub(super) fn new(inputs: &[usize], output: usize, frames: usize) -> Self {
        let bus = |level: f32, width: usize| -> Vec<Vec<f32>> {
            (0..width).map(|channel| vec![level + channel as f32 / 100.0; frames]).collect()
        };
        let inputs = inputs.iter().enumerate().map(|(idx, width)| bus(idx as f32 + 1.0, *width)).collect();
        Self { inputs, output: bus(9.0, output), events: Vec::new(), notes: Vec::new(), transport: None }
    }

    /// Hands the block over, after `spoil` had its way with it.
    pub(super) fn run(
        &mut self,
        held: &Held,
        spoil: impl FnOnce(&mut clap_process, &mut [clap_audio_buffer], &mut clap_audio_buffer),
    ) -> clap_process_status {
        let frames = self.output.first().map_or(0, Vec::len);
        let mut input_channels: Vec<Vec<*mut f32>> =
            self.inputs.iter_mut().map(|bus| bus.iter_mut().map(Vec::as_mut_ptr).collect()).collect();
        let mut output_channels: Vec<*mut f32> = self.output.iter_mut().map(Vec::as_mut_ptr).collect();
        let mut inputs: Vec<clap_audio_buffer> = input_channels.iter_mut().map(buffer).collect();
        let mut output = buffer(&mut output_channels);
        let headers = headers(&self.events, &self.notes);
        let events = list(&headers);
        let mut process = clap_process {
            steady_time: -1,
            frames_count: frames as u32,
            transport: self.transport.as_ref().map_or(null(), from_ref),
            audio_inputs: inputs.as_ptr(),
            audio_outputs: &raw mut output,
            audio_inputs_count: inputs.len() as u32,
            audio_outputs_count: 1,
            in_events: &raw const events,
            out_events: null(),
        };
        spoil(&mut process, &mut inputs, &mut output);
        held.process(&process)
    }
}

fn buffer(channels: &mut Vec<*mut f32>) -> clap_audio_buffer {
    clap_audio_buffer {
        data32: channels.as_mut_ptr(),
        data64: null_mut(),
        channel_count: channels.len() as u32,
        latency: 0,
        constant_mask: 0,
    }
}
