//! A CLAP host of few words: it makes instances of a library's plugins and hands them blocks, well-formed or not.

use std::io::{self, Read, Write};
use std::path::Path;

use clack_extensions::audio_ports_config::PluginAudioPortsConfig;
use clack_extensions::latency::PluginLatency;
use clack_extensions::params::{ParamInfoBuffer, PluginParams};
use clack_extensions::state::PluginState;
use clack_host::events::event_types::ParamValueEvent;
use clack_host::prelude::*;

/// Answers nothing, asks for nothing.
pub struct Quiet;

impl SharedHandler<'_> for Quiet {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {}
}

/// The host.
pub struct Host;

impl HostHandlers for Host {
    type Shared<'a> = Quiet;
    type MainThread<'a> = ();
    type AudioProcessor<'a> = ();
}

/// Loads a library.
pub fn load(library: &Path) -> PluginEntry {
    // SAFETY: the library is our own.
    unsafe { PluginEntry::load(library) }.expect("the library loads")
}

/// Identifiers and names of the plugins, in the library's order.
pub fn classes(entry: &PluginEntry) -> Vec<(String, String)> {
    let text = |text: Option<&std::ffi::CStr>| text.expect("a text").to_str().expect("UTF-8").to_owned();
    let factory = entry.get_plugin_factory().expect("a factory");
    factory.plugin_descriptors().map(|class| (text(class.id()), text(class.name()))).collect()
}

/// An instance of a plugin.
pub struct Instance {
    pub plugin: PluginInstance<Host>,
    processor: Option<StartedPluginAudioProcessor<Host>>,
}

impl Instance {
    /// Makes an instance of the plugin with this identifier.
    pub fn new(entry: &PluginEntry, id: &str) -> Self {
        let info = HostInfo::new("test", "", "", "0").expect("plain names");
        let id = std::ffi::CString::new(id).expect("a plain id");
        let plugin = PluginInstance::new(|()| Quiet, |_| (), entry, &id, &info).expect("an instance");
        Self { plugin, processor: None }
    }

    /// An extension of the plugin.
    pub fn extension<
        E: clack_host::extensions::Extension<ExtensionSide = clack_host::extensions::PluginExtensionSide>,
    >(
        &mut self,
    ) -> E {
        self.plugin.plugin_handle().get_extension().expect("the extension")
    }

    /// Chooses a layout by its number.
    pub fn select(&mut self, config: u32) -> bool {
        let configs: PluginAudioPortsConfig = self.extension();
        configs.select(&self.plugin.plugin_handle(), ClapId::new(config)).is_ok()
    }

    /// Active and processing; `false` if the plugin refuses.
    pub fn start(&mut self, sample_rate: f64, max_frames: u32) -> bool {
        let configuration =
            PluginAudioConfiguration { sample_rate, min_frames_count: 1, max_frames_count: max_frames };
        let Ok(stopped) = self.plugin.activate(|_, ()| (), configuration) else { return false };
        self.processor = stopped.start_processing().ok();
        self.processor.is_some()
    }

    /// Stopped and not active.
    pub fn stop(&mut self) {
        if let Some(processor) = self.processor.take() {
            self.plugin.deactivate(processor.stop_processing());
        }
    }

    pub fn latency(&mut self) -> u32 {
        let latency: PluginLatency = self.extension();
        latency.get(&self.plugin.plugin_handle())
    }

    /// The parameters: number, name, largest value of the lane.
    pub fn parameters(&mut self) -> Vec<(ClapId, String, f64)> {
        let params: PluginParams = self.extension();
        let handle = self.plugin.plugin_handle();
        let mut buffer = ParamInfoBuffer::new();
        (0..params.count(&handle))
            .map(|idx| {
                let info = params.get_info(&handle, idx, &mut buffer).expect("an info");
                (info.id, String::from_utf8_lossy(info.name).into_owned(), info.max_value)
            })
            .collect()
    }

    /// The number of the parameter with this name.
    pub fn parameter(&mut self, name: &str) -> ClapId {
        self.parameters().into_iter().find(|parameter| parameter.1 == name).expect("the parameter").0
    }

    /// Where a parameter stands on its lane.
    pub fn value(&mut self, id: ClapId) -> f64 {
        let params: PluginParams = self.extension();
        params.get_value(&self.plugin.plugin_handle(), id).expect("a value")
    }

    /// Where every parameter stands.
    pub fn values(&mut self) -> Vec<f64> {
        self.parameters().into_iter().map(|parameter| self.value(parameter.0)).collect()
    }

    /// Moves parameters while no sound is processed.
    pub fn flush(&mut self, events: &[ParamValueEvent]) {
        let params: PluginParams = self.extension();
        let mut handle = self.plugin.inactive_plugin_handle().expect("an inactive plugin");
        params.flush(&mut handle, &InputEvents::from_buffer(&events), &mut OutputEvents::void());
    }

    pub fn save(&mut self) -> Vec<u8> {
        let state: PluginState = self.extension();
        let mut bytes = Pieces::default();
        state.save(&self.plugin.plugin_handle(), &mut bytes).expect("the state saves");
        bytes.0
    }

    pub fn load(&mut self, bytes: &[u8]) -> bool {
        let state: PluginState = self.extension();
        let mut bytes = Pieces(bytes.to_vec());
        state.load(&self.plugin.plugin_handle(), &mut bytes).is_ok()
    }

    /// Hands a block over. `watch` runs the call.
    pub fn process_watched(
        &mut self,
        block: &mut Block,
        watch: impl FnOnce(&mut dyn FnMut() -> bool) -> bool,
    ) -> bool {
        let events = block.events.clone();
        self.process_with(block, &InputEvents::from_buffer(&events), watch)
    }

    /// Hands a block over with `events` instead of its own.
    pub fn process_with(
        &mut self,
        block: &mut Block,
        events: &InputEvents,
        watch: impl FnOnce(&mut dyn FnMut() -> bool) -> bool,
    ) -> bool {
        let processor = self.processor.as_mut().expect("started");
        let n_inputs = block.inputs.iter().map(Vec::len).sum();
        let mut input_ports = AudioPorts::with_capacity(n_inputs, block.inputs.len());
        let mut output_ports = AudioPorts::with_capacity(block.output.len(), 1);
        let inputs = input_ports.with_input_buffers(block.inputs.iter_mut().map(|bus| AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_input_only(bus.iter_mut().map(InputChannel::variable)),
        }));
        let mut outputs = output_ports.with_output_buffers([AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_output_only(block.output.iter_mut().map(Vec::as_mut_slice)),
        }]);
        let mut replies = OutputEvents::void();
        watch(&mut || processor.process(&inputs, &mut outputs, events, &mut replies, None, None).is_ok())
    }

    /// Hands a block over.
    pub fn process(&mut self, block: &mut Block) -> bool {
        self.process_watched(block, |call| call())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One block in memory.
#[derive(Default)]
pub struct Block {
    pub inputs: Vec<Vec<Vec<f32>>>,
    pub output: Vec<Vec<f32>>,
    pub events: Vec<ParamValueEvent>,
}

impl Block {
    /// Inputs of so many channels each, every sample different, and an output full of ones.
    pub fn new(inputs: &[usize], output: usize, frames: usize) -> Self {
        let sample = |bus: usize, channel: usize, n: usize| {
            ((n * 37 + channel * 101 + bus * 17) % 256) as f32 / 1024.0
        };
        let channels = |(bus, width): (usize, &usize)| {
            (0..*width).map(|channel| (0..frames).map(|n| sample(bus, channel, n)).collect()).collect()
        };
        let inputs = inputs.iter().enumerate().map(channels).collect();
        Self { inputs, output: vec![vec![1.0; frames]; output], events: Vec::new() }
    }

    /// Whether the output holds sound, and nothing but numbers.
    pub fn sounds(&self) -> bool {
        let mut samples = self.output.iter().flatten();
        samples.clone().all(|sample| sample.is_finite()) && samples.any(|sample| *sample != 0.0)
    }
}

/// A change of a parameter.
pub fn event(time: u32, id: ClapId, value: f64) -> ParamValueEvent {
    ParamValueEvent::new(time, id, Pckn::match_all(), value)
}

/// A stream that gives and takes small pieces: plugins must ask again.
#[derive(Default)]
struct Pieces(Vec<u8>);

const AT_A_TIME: usize = 1000;

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let now = buffer.len().min(self.0.len()).min(AT_A_TIME);
        buffer[..now].copy_from_slice(&self.0[..now]);
        self.0.drain(..now);
        Ok(now)
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let now = bytes.len().min(AT_A_TIME);
        self.0.extend_from_slice(&bytes[..now]);
        Ok(now)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
